/*
 * Reads the fields of the booking form into a request: resources, times as a person writes them, weeks and periods.
 * What cannot be read becomes a problem that names the field and the mend; typed text stays as it is.
 */
#include "tui/screen/ui_form_read.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/model/pattern.h"
#include "tui/base/locale.h"
#include "tui/words/words_time.h"

/* The text of a field, cleaned; with fold, full-width digits and marks are taken as the ASCII ones. */
static const char *clean_field(struct form *f, enum form_field i, bool fold)
{
	const char *text = edit_text(&f->field[i]);
	struct buf folded = {0};
	if (fold)
		utf8_fold(&folded, text);
	const char *from = fold ? buf_text(&folded) : text;
	char *out = utf8_clean(&f->arena, from, strlen(from));
	buf_release(&folded);
	return out ? out : "";
}

/* Reads a full time, or a time of day on the day `day`. 0 or an error of clock_parse. */
static int read_time(const char *text, int64_t day, int64_t *out)
{
	int minute;
	struct wall w;
	if (clock_parse_time(text, &minute) != 0)
		return clock_parse(text, out);
	clock_day_civil(day + minute / DAY_MIN, &w);
	w.hour = minute / 60 % 24;
	w.minute = minute % 60;
	return clock_from_wall(&w, out);
}

static bool check_time(struct form *f, enum form_field field, const char *text, int err)
{
	if (err == QUAD_EGAP || err == QUAD_ETWICE)
		ui_form_problem(f, "%s: \"%s\": %s", ui_form_label(field), text, _(quad_strerror(err)));
	else if (err)
		ui_form_problem(f, _("%s: \"%s\" is not a time; write 2026-09-07 08:00, or 08:00"),
		                ui_form_label(field), text);
	return err == 0;
}

static bool read_times(struct form *f)
{
	const char *start = clean_field(f, F_START, true), *end = clean_field(f, F_END, true);
	int64_t len;
	if (!check_time(f, F_START, start, read_time(start, f->day, &f->ask.start)))
		return false;
	f->day = clock_local_day(f->ask.start);
	if (!strchr(end, ':') && clock_parse_duration(end, &len) == 0) {
		f->ask.end = f->ask.start + len;
		return true;
	}
	int err = read_time(end, f->day, &f->ask.end);
	if (err == QUAD_EINVAL) {
		ui_form_problem(f, _("%s: \"%s\" is neither a time nor a length; write 10:00, or 2h"),
		                ui_form_label(F_END), end);
		return false;
	}
	return check_time(f, F_END, end, err);
}

static void read_party(struct form *f)
{
	const char *text = clean_field(f, F_PARTY, true);
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	f->ask.party = (uint32_t)n;
	if ((*text && (*text < '0' || *text > '9')) || *end || n > SEATS_MAX)
		ui_form_problem(f, _("People: \"%s\" is not a number"), text);
}

/* Reads the dates to leave out, `2026-10-01;2026-10-02`, with `;`, `,` or blanks between. 0 or QUAD_ENOMEM. */
static int read_dates(struct form *f)
{
	const char *text = clean_field(f, F_EXCEPT, true);
	int64_t *dates = arena_alloc(&f->arena, (strlen(text) + 1) * sizeof *dates);
	if (!dates)
		return QUAD_ENOMEM;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "; ,");
		char *one = arena_dup(&f->arena, p, len);
		if (!one)
			return QUAD_ENOMEM;
		if (len && clock_parse_date(one, &dates[f->series.n_except++]) != 0)
			ui_form_problem(f, _("%s: \"%s\" is not a date; write 2026-10-01"), ui_form_label(F_EXCEPT),
			                one);
		p += len + (p[len] != '\0');
	}
	f->series.except = dates;
	return 0;
}

/* One of the fields that are sets of numbers. */
struct set_field {
	enum form_field field;
	int (*parse)(const char *text, uint64_t *out, const char **bad);
	const char *example;
};

static void read_set(struct form *f, const struct set_field *set, uint64_t *out)
{
	const char *text = clean_field(f, set->field, false), *bad = "";
	if (set->parse(text, out, &bad) != 0)
		ui_form_problem(f, _("%s: \"%s\" is not understood; write for example %s"), ui_form_label(set->field),
		                *bad ? bad : text, set->example);
}

/* The clock times of a series without periods are those of start and end. */
static void take_clock_times(struct form *f)
{
	if (f->ask.end <= f->ask.start)
		return;
	f->series.weeks.from_min = clock_local_minute(f->ask.start);
	f->series.weeks.to_min = clock_local_minute(f->ask.end);
	if (f->series.weeks.to_min == 0)
		f->series.weeks.to_min = DAY_MIN;
}

/* Reads the fields of a series: it is one if there are weeks or periods. */
static void read_series(struct form *f)
{
	static const struct set_field weeks = {F_WEEKS, pattern_weeks, "1-16, 1-15单"};
	static const struct set_field weekdays = {F_WEEKDAYS, pattern_weekdays, "1,3, 周三"};
	static const struct set_field periods = {F_PERIODS, pattern_periods, "3-4"};
	f->repeats = *edit_text(&f->field[F_WEEKS]) || *edit_text(&f->field[F_PERIODS]);
	f->series = (struct series_ask){.ref = "", .weeks.term = f->term, .rule.rule = "", .from = FROM_THE_START};
	if (!f->repeats)
		return;
	read_set(f, &weeks, &f->series.weeks.weeks);
	if (!*clean_field(f, F_WEEKDAYS, false) && f->ask.start)
		f->series.weeks.weekdays = UINT64_C(1) << clock_weekday(clock_local_day(f->ask.start));
	else
		read_set(f, &weekdays, &f->series.weeks.weekdays);
	if (*clean_field(f, F_PERIODS, false))
		read_set(f, &periods, &f->series.weeks.periods);
	if (read_dates(f) != 0)
		ui_form_problem(f, "%s", _(quad_strerror(QUAD_ENOMEM)));
	take_clock_times(f);
}

static void word_meaning(struct form *f)
{
	buf_fmt(&f->meaning, "%s ", words_weekday(clock_weekday(clock_local_day(f->ask.start))));
	words_interval(f->ask.start, f->ask.end, &f->meaning);
	int64_t last = clock_local_day(f->ask.end - 1);
	if (last != clock_local_day(f->ask.start))
		buf_fmt(&f->meaning, " (%s)", words_weekday(clock_weekday(last)));
	buf_str(&f->meaning, ", ");
	words_length(f->ask.end - f->ask.start, &f->meaning);
}

bool ui_form_read(struct form *f)
{
	arena_release(&f->arena);
	buf_clear(&f->meaning);
	buf_clear(&f->problems);
	f->n_problems = 0;
	f->ask = (struct booking_ask){.id = f->id, .seq = f->seq, .ref = ""};
	if (claims_parse(clean_field(f, F_RESOURCES, false), &f->arena, &f->ask.claims, &f->ask.n_claims) != 0)
		ui_form_problem(f, "%s", _(quad_strerror(QUAD_ENOMEM)));
	else if (f->ask.n_claims == 0)
		ui_form_problem(f, "%s", _("Resources: name at least one, several with `;`"));
	if (read_times(f))
		word_meaning(f);
	read_series(f);
	read_party(f);
	f->ask.purpose = clean_field(f, F_PURPOSE, false);
	f->ask.note = clean_field(f, F_NOTE, false);
	f->ask.requester = clean_field(f, F_REQUESTER, false);
	f->ask.institution = clean_field(f, F_INSTITUTION, false);
	f->series.claims = f->ask.claims;
	f->series.n_claims = f->ask.n_claims;
	f->series.party = f->ask.party;
	f->series.purpose = f->ask.purpose;
	f->series.note = f->ask.note;
	f->series.requester = f->ask.requester;
	f->series.institution = f->ask.institution;
	return f->n_problems == 0;
}

struct request ui_form_request(const struct form *f, const char *actor, int64_t now)
{
	struct request rq = {
		.op = f->id ? OP_MOVE : OP_BOOK, .actor = actor, .now = now, .given = GIVEN_ALL, .u.booking = f->ask};
	if (f->repeats && !f->id) {
		rq.op = OP_SERIES;
		rq.u.series = f->series;
	}
	return rq;
}
