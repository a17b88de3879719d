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
#include "store/format/list_words.h"
#include "store/model/pattern.h"
#include "store/model/spoken.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_form_resources.h"
#include "tui/words/words_name.h"
#include "tui/words/words_spoken.h"
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

static bool check_time(struct form *f, enum form_field field, const char *text, int err)
{
	if (err == QUAD_EGAP || err == QUAD_ETWICE)
		ui_form_problem(f, "%s: \"%s\": %s", ui_form_label(field), text, _(quad_strerror(err)));
	else if (err)
		ui_form_problem(f, _("%s: \"%s\" is not a time; write 2026-09-07 08:00, or 08:00"),
		                ui_form_label(field), text);
	return err == 0;
}

/* Says why a text was not understood; one of which nothing is understood as check_time does. */
static bool say_not_understood(struct form *f, enum form_field field, const char *text, const struct spoken_when *w,
                               int err)
{
	struct buf why = {0};
	if (err == QUAD_EGAP || err == QUAD_ETWICE || (w->fault == SPOKEN_UNKNOWN && w->bad == text))
		return check_time(f, field, text, err);
	words_not_understood(text, w, err, text, &why);
	ui_form_problem(f, "%s: %s", ui_form_label(field), buf_text(&why));
	buf_release(&why);
	return false;
}

static bool is_end_typed(const struct form *f)
{
	const char *end = edit_text(&f->field[F_END]);
	return *end && strcmp(end, f->end_set) != 0;
}

/* Puts a set into its field, unless something is typed there. */
static void fill_set(struct form *f, enum form_field field, uint64_t set)
{
	if (set && !*edit_text(&f->field[field]))
		ui_form_set_numbers(&f->field[field], set);
}

/* The weeks of the term in which none of these weekdays has passed. */
static uint64_t find_weeks_to_come(const struct form *f, int64_t today, uint64_t weekdays)
{
	uint64_t weeks = 0;
	int64_t first = 1;
	while (first < 7 && !(weekdays >> first & 1))
		first++;
	for (uint32_t week = 1; week <= f->term_weeks && week <= PATTERN_WEEK_MAX; week++)
		if (f->term_monday + (week - 1) * 7 + first - 1 >= today)
			weeks |= UINT64_C(1) << week;
	return weeks;
}

/*
 * Weeks of a term in the start field: they are put into the fields of a series, which then hold. `odd weeks` are those
 * that are still to come.
 */
static bool take_weeks(struct form *f, const char *text, int64_t today, const struct spoken_when *w)
{
	bool has_time = w->pattern.periods || w->pattern.to_min || is_end_typed(f);
	uint64_t weeks = w->pattern.weeks;
	if (w->all_weeks)
		weeks &= find_weeks_to_come(f, today, w->pattern.weekdays);
	if (!weeks && !*edit_text(&f->field[F_WEEKS])) {
		ui_form_problem(f, _("%s: \"%s\": say which weeks, as in 1-16周, weeks 1-16"), ui_form_label(F_START),
		                text);
		return false;
	}
	if (!has_time || f->id) {
		check_time(f, F_START, text, QUAD_EINVAL);
		return false;
	}
	fill_set(f, F_WEEKS, weeks);
	fill_set(f, F_WEEKDAYS, w->pattern.weekdays);
	fill_set(f, F_PERIODS, w->pattern.periods);
	f->spoken_from_min = w->pattern.from_min;
	f->spoken_to_min = w->pattern.to_min;
	return false;
}

/* What the start field says of a day and a time, or a part of it: the rest is as it was. */
static bool take_start(struct form *f, const char *text, const struct spoken_when *w)
{
	bool is_one_day = clock_local_day(w->end - 1) == w->day;
	if (w->has & SPOKEN_PERIODS) {
		ui_form_problem(f, _("%s: \"%s\": write the week of the term too, as in 第5周周三3-4节"),
		                ui_form_label(F_START), text);
		return false;
	}
	if (w->has & SPOKEN_TIME) {
		int64_t day = w->has & SPOKEN_DAY ? w->day : f->day;
		int err = w->has & SPOKEN_DAY ? 0 : clock_from_minute(day, clock_local_minute(w->start), &f->ask.start);
		if (!check_time(f, F_START, text, err))
			return false;
		if (w->has & SPOKEN_DAY)
			f->ask.start = w->start;
		return true;
	}
	if (!is_one_day || w->len_min)
		return check_time(f, F_START, text, QUAD_EINVAL);
	return check_time(f, F_START, text, clock_from_minute(w->day, f->minute, &f->ask.start));
}

static bool read_start(struct form *f, int64_t now, int64_t *len)
{
	const char *text = clean_field(f, F_START, true);
	struct spoken_when w;
	int minute;
	*len = 0;
	f->spoken_from_min = f->spoken_to_min = 0;
	if (clock_parse_time(text, &minute) == 0)
		return check_time(f, F_START, text, clock_from_minute(f->day, minute, &f->ask.start));
	int err = spoken_when(text, now, 0, &w);
	if (err)
		return say_not_understood(f, F_START, text, &w, err);
	if (w.has & SPOKEN_WEEKS)
		return take_weeks(f, text, clock_local_day(now), &w);
	if (!take_start(f, text, &w))
		return false;
	if (w.has & SPOKEN_END)
		*len = w.end - w.start;
	return true;
}

/* The end field: a length, a time of day on the day of the start, or a time. */
static bool read_end(struct form *f, int64_t now)
{
	const char *text = clean_field(f, F_END, true);
	struct spoken_when w;
	int64_t len;
	int minute;
	if (!strchr(text, ':') && spoken_length(text, &len) == 0) {
		f->ask.end = f->ask.start + len;
		return true;
	}
	if (spoken_time(text, &minute) == 0)
		return check_time(f, F_END, text, clock_from_minute(f->day, minute, &f->ask.end));
	int err = spoken_until(text, now, f->ask.start, SPOKEN_START_ONLY, &w);
	bool is_time = !err && w.has & SPOKEN_TIME && !(w.has & (SPOKEN_END | SPOKEN_WEEKS | SPOKEN_PERIODS));
	f->ask.end = w.start;
	if (is_time)
		return true;
	if (err && !(w.fault == SPOKEN_UNKNOWN && w.bad == text))
		return say_not_understood(f, F_END, text, &w, err);
	ui_form_problem(f, _("%s: \"%s\" is neither a time nor a length; write 10:00, or 2h"), ui_form_label(F_END),
	                text);
	return false;
}

/* The times. An end that the start field says is put into the end field, unless something was typed there. */
static bool read_times(struct form *f, int64_t now)
{
	int64_t len;
	if (!read_start(f, now, &len))
		return false;
	f->day = clock_local_day(f->ask.start);
	f->minute = clock_local_minute(f->ask.start);
	if (len && !is_end_typed(f)) {
		f->ask.end = f->ask.start + len;
		ui_form_fill_end(f, f->ask.start, f->ask.end);
		return true;
	}
	return read_end(f, now);
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

/* The length of a mark that parts dates here: `;`, `,` and their other forms, with blanks also a blank. 0 for none. */
static size_t skip_date_mark(const char *p, bool blanks)
{
	static const char *const marks[] = {";", ",", "、", "；", "，", " "};
	for (size_t i = 0; i < sizeof marks / sizeof *marks - !blanks; i++)
		if (strncmp(p, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

static size_t date_len(const char *p, bool blanks)
{
	size_t len = 0;
	while (p[len] && !skip_date_mark(p + len, blanks))
		len++;
	return len;
}

/* One date, or several with blanks between them. 0 or QUAD_ENOMEM. */
static int read_date_part(struct form *f, char *text, int64_t today, int64_t *dates)
{
	int64_t readings[2];
	if (spoken_day(text, today, 0, &dates[f->series.n_except], readings) == 0) {
		f->series.n_except++;
		return 0;
	}
	for (const char *p = text; *p;) {
		size_t len = date_len(p, true);
		char *one = arena_dup(&f->arena, p, len);
		if (!one)
			return QUAD_ENOMEM;
		p += len + skip_date_mark(p + len, true);
		if (!len || spoken_day(one, today, 0, &dates[f->series.n_except], readings) == 0) {
			f->series.n_except += len > 0;
			continue;
		}
		struct buf why = {0};
		f->series.n_except++;
		if (readings[0] || readings[1])
			words_two_dates(one, readings, &why);
		else
			buf_fmt(&why, _("\"%s\" is not a date; write 2026-10-01"), one);
		ui_form_problem(f, "%s: %s", ui_form_label(F_EXCEPT), buf_text(&why));
		buf_release(&why);
	}
	return 0;
}

/* Reads the dates to leave out, `2026-10-01;3 Dec`, with `;`, `,` or blanks between. 0 or QUAD_ENOMEM. */
static int read_dates(struct form *f, int64_t now)
{
	const char *text = clean_field(f, F_EXCEPT, true);
	int64_t *dates = arena_alloc(&f->arena, (strlen(text) + 1) * sizeof *dates);
	if (!dates)
		return QUAD_ENOMEM;
	for (const char *p = text; *p;) {
		size_t len = date_len(p, false);
		char *one = arena_dup(&f->arena, p, len);
		int err = one ? read_date_part(f, one, clock_local_day(now), dates) : QUAD_ENOMEM;
		if (err)
			return err;
		p += len + skip_date_mark(p + len, false);
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
	if (f->spoken_to_min) {
		f->series.weeks.from_min = f->spoken_from_min;
		f->series.weeks.to_min = f->spoken_to_min;
		return;
	}
	if (f->ask.end <= f->ask.start)
		return;
	f->series.weeks.from_min = clock_local_minute(f->ask.start);
	f->series.weeks.to_min = clock_local_minute(f->ask.end);
	if (f->series.weeks.to_min == 0)
		f->series.weeks.to_min = DAY_MIN;
}

/* Reads the fields of a series: it is one if there are weeks or periods. */
static void read_series(struct form *f, int64_t now)
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
	if (read_dates(f, now) != 0)
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

/* A text that names several resources, with the codes of the first of them. */
static void refuse_ambiguous(struct form *f, const struct named_resources *named)
{
	const struct known_named *several = &named->several;
	struct buf codes = {0};
	for (size_t i = 0; i < several->n && i < KNOWN_SEVERAL; i++)
		buf_fmt(&codes, "%s%s", i ? ", " : "", several->several[i]->code);
	if (several->n > KNOWN_SEVERAL)
		buf_str(&codes, "...");
	ui_form_problem(f, _("Resources: \"%s\" names several: %s"), named->ambiguous, buf_text(&codes));
	buf_release(&codes);
}

static void read_resources(struct form *f)
{
	struct named_resources named;
	f->ambiguous = NULL;
	if (ui_form_resources(f->known, edit_text(&f->field[F_RESOURCES]), &f->arena, &named) != 0) {
		ui_form_problem(f, "%s", _(quad_strerror(QUAD_ENOMEM)));
		return;
	}
	f->ask.claims = named.claims;
	f->ask.n_claims = named.n;
	f->all_known = named.all_known;
	f->ambiguous = named.ambiguous;
	if (named.n == 0)
		ui_form_problem(f, "%s", _("Resources: name at least one, several with `;`"));
	else if (f->ambiguous)
		refuse_ambiguous(f, &named);
}

static void read_class(struct form *f)
{
	const char *text = clean_field(f, F_CLASS, true);
	struct buf normal = {0}, known = {0};
	words_normal(&normal, text);
	if (!words_purpose(buf_text(&normal), &f->ask.class)) {
		for (enum purpose_class v = PURPOSE_TEACHING; v < PURPOSE_N; v++)
			buf_fmt(&known, "%s%s", known.len ? ", " : "", purpose_name(v));
		ui_form_problem(f, _("%s: there is no class \"%s\"; it is one of %s"), ui_form_label(F_CLASS), text,
		                buf_text(&known));
	}
	buf_release(&normal);
	buf_release(&known);
}

bool ui_form_read(struct form *f, int64_t now)
{
	arena_release(&f->arena);
	buf_clear(&f->meaning);
	buf_clear(&f->problems);
	f->n_problems = 0;
	f->ask = (struct booking_ask){.id = f->id, .seq = f->seq, .ref = ""};
	read_resources(f);
	if (read_times(f, now))
		word_meaning(f);
	read_series(f, now);
	if (f->repeats && f->id)
		ui_form_problem(
			f, _("Weeks: this is one booking; `:move S...` changes a series, and a new form books one"));
	read_party(f);
	f->ask.purpose = clean_field(f, F_PURPOSE, false);
	f->ask.note = clean_field(f, F_NOTE, false);
	f->ask.requester = clean_field(f, F_REQUESTER, false);
	f->ask.institution = clean_field(f, F_INSTITUTION, false);
	f->ask.event = clean_field(f, F_EVENT, false);
	read_class(f);
	f->series.claims = f->ask.claims;
	f->series.n_claims = f->ask.n_claims;
	f->series.party = f->ask.party;
	f->series.purpose = f->ask.purpose;
	f->series.note = f->ask.note;
	f->series.requester = f->ask.requester;
	f->series.institution = f->ask.institution;
	f->series.class = f->ask.class;
	f->series.event = f->ask.event;
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
