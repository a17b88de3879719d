/*
 * When a booking is. --at is understood first and alone; the campus, on which periods depend, is asked for only once
 * the claims are known.
 */
#include "tui/cmd/cmd_at.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_term.h"
#include "tui/cmd/cmd_time.h"
#include "tui/words/words_spoken.h"

bool input_has_end(const struct input *in)
{
	return args_has(&in->args, "for") || args_has(&in->args, "until") || in->at.has & SPOKEN_END;
}

bool input_check_at(struct input *in, bool needed)
{
	bool length = args_has(&in->args, "for"), until = args_has(&in->args, "until");
	if (length && until) {
		input_wrong(in, _("%s: --for and --until are two ways to say one thing; give one"), in->word);
		return false;
	}
	if (in->at.has & (SPOKEN_END | SPOKEN_PERIODS) && (length || until)) {
		input_wrong(in, _("%s: \"%s\" says the end already: leave --%s away"), in->word,
		            args_get(&in->args, "at"), length ? "for" : "until");
		return false;
	}
	bool has_end = input_has_end(in) || in->at.has & SPOKEN_PERIODS;
	if (!needed || (args_has(&in->args, "at") && has_end))
		return true;
	if (in->at.has & SPOKEN_TIME)
		input_wrong(in, _("%s: say when it ends too: --at '%s' --for 2h"), in->word, args_get(&in->args, "at"));
	else
		input_wrong(in, _("%s: say when: --at 2026-09-07T08:00 --for 2h"), in->word);
	return false;
}

/* ---- weeks of a term ---- */

/* Names the term, and leaves of its weeks those that it has. */
static bool settle_term(struct input *in)
{
	struct arena arena = {0};
	struct calendar calendar = {0};
	struct week_pattern *p = &in->at.pattern;
	const char *code = "";
	if (!input_text(in, "term", &code))
		return false;
	int err = query_calendar(in->c->store, &arena, &calendar);
	const struct term *t = NULL;
	if (err)
		cmd_fail(in->c, err, in->word);
	else
		t = input_find_term(in, &calendar, code);
	p->term = t ? arena_str(&in->arena, t->code) : "";
	if (t && in->at.all_weeks && t->weeks < 63)
		p->weeks &= (UINT64_C(2) << t->weeks) - 1;
	arena_release(&arena);
	if (t && !p->term)
		cmd_fail(in->c, QUAD_ENOMEM, in->word);
	return t && p->term;
}

/* A start of weeks with the end of --for or --until. */
static bool settle_end(struct input *in)
{
	struct week_pattern *p = &in->at.pattern;
	const char *until = args_get(&in->args, "until");
	int64_t len = 0;
	if (!(in->at.has & SPOKEN_TIME) || in->at.has & SPOKEN_END)
		return true;
	if (until && spoken_time(until, &p->to_min) != 0) {
		input_no_time(in, "--until", until);
		return false;
	}
	if (!input_duration(in, "for", &len))
		return false;
	if (len > 0 && len <= DAY_MIN)
		p->to_min = p->from_min + (int)len;
	if (p->to_min > p->from_min && p->to_min <= DAY_MIN)
		return true;
	input_wrong(in, _("%s: say when it ends on each day: --at '%s' --for 2h"), in->word, args_get(&in->args, "at"));
	return false;
}

bool input_at(struct input *in)
{
	const char *given = args_get(&in->args, "at");
	unsigned flags = 0;
	if (!given)
		return true;
	if (args_has(&in->args, "for") || args_has(&in->args, "until"))
		flags |= SPOKEN_START_ONLY;
	if (args_has(&in->args, "record"))
		flags |= SPOKEN_PAST;
	int err = spoken_when(given, in->c->now, flags, &in->at);
	if (err) {
		const char *no_time = arena_fmt(&in->arena, _("\"%s\" is not a time; write 2026-09-07T08:00"), given);
		input_not_understood(in, "--at", given, &in->at, err, no_time ? no_time : given);
		return false;
	}
	in->is_loose |= !(in->at.has & SPOKEN_EXACT);
	if (!(in->at.has & SPOKEN_WEEKS))
		return true;
	return settle_term(in) && settle_end(in);
}

static bool is_single(uint64_t set)
{
	return set && !(set & (set - 1));
}

bool input_at_is_one(const struct input *in)
{
	const struct week_pattern *p = &in->at.pattern;
	static const char *const series_only[] = {"weeks",   "weekdays", "periods", "from-time",
	                                          "to-time", "rrule",    "except",  "skip-conflicts"};
	if (!(in->at.has & SPOKEN_WEEKS) || !is_single(p->weeks) || !is_single(p->weekdays))
		return false;
	for (size_t i = 0; i < sizeof series_only / sizeof *series_only; i++)
		if (args_has(&in->args, series_only[i]))
			return false;
	/* periods that follow each other */
	return !p->periods || is_single(p->periods + (p->periods & -p->periods));
}

/* ---- the times ---- */

/* The campus of a resource, "" if there is no such; in the input's arena. NULL, and said, if that failed. */
static const char *find_campus(struct input *in, const char *code)
{
	struct resource_list list = {0};
	int err = *code ? query_resource(in->c->store, code, &list) : QUAD_ENOTFOUND;
	const char *campus = err ? "" : arena_str(&in->arena, list.v[0].campus);
	arena_release(&list.arena);
	if (err && err != QUAD_ENOTFOUND)
		campus = NULL;
	if (!campus)
		cmd_fail(in->c, err ? err : QUAD_ENOMEM, in->word);
	return campus;
}

static int count_trailing(uint64_t set)
{
	int n = 0;
	while (n < 63 && !(set >> n & 1))
		n++;
	return n;
}

/* The periods of a day, whose rules do not matter: the day is said. */
static bool find_periods(struct input *in, const struct calendar *calendar, const char *campus, int64_t *start,
                         int64_t *end)
{
	uint64_t set = in->at.pattern.periods;
	int first = count_trailing(set), last = first;
	while (set >> (last + 1) & 1)
		last++;
	if (set >> (last + 1)) {
		input_wrong(in, _("--at: \"%s\": the periods of one booking follow each other"),
		            args_get(&in->args, "at"));
		return false;
	}
	const struct period *a = calendar_period(calendar, campus, in->at.day, (uint32_t)first);
	const struct period *b = calendar_period(calendar, campus, in->at.day, (uint32_t)last);
	if (!a || !b) {
		input_wrong(in, _("--at: there is no period %d; `quad list periods` shows them"), a ? last : first);
		return false;
	}
	*start = clock_minute_at(in->at.day, a->start);
	*end = clock_minute_at(in->at.day, b->end);
	return true;
}

/* The one date of a week and weekday, make-up days considered. */
static bool find_week(struct input *in, const struct calendar *calendar, const char *campus, struct arena *arena,
                      int64_t *start, int64_t *end)
{
	struct reasons why = {.arena = arena};
	struct occurrences all;
	int err = calendar_expand(calendar, campus, &in->at.pattern, &why, arena, &all);
	if (err) {
		cmd_fail(in->c, err, in->word);
	} else if (why.n) {
		cmd_refused(in->c, &why);
	} else if (all.n != 1) {
		input_wrong(in,
		            _("--at: \"%s\" is a day on which nothing takes place, or a day that is taught twice; "
		              "give the date"),
		            args_get(&in->args, "at"));
	} else {
		*start = all.v[0].start;
		*end = all.v[0].end;
	}
	return !err && !why.n && all.n == 1;
}

static bool find_by_calendar(struct input *in, const char *code, int64_t *start, int64_t *end)
{
	struct arena arena = {0};
	struct calendar calendar = {0};
	bool found = false;
	const char *campus = find_campus(in, code);
	int err = campus ? query_calendar(in->c->store, &arena, &calendar) : 0;
	if (err)
		cmd_fail(in->c, err, in->word);
	else if (campus && in->at.has & SPOKEN_WEEKS)
		found = find_week(in, &calendar, campus, &arena, start, end);
	else if (campus)
		found = find_periods(in, &calendar, campus, start, end);
	arena_release(&arena);
	return found;
}

/*
 * A part of --at that is completed from the time that there is: a day alone keeps the time of day, a time of day alone
 * the day.
 */
static bool complete_start(struct input *in, int64_t *start)
{
	bool has_time = in->at.has & SPOKEN_TIME;
	int64_t from = has_time ? in->at.start : *start;
	int64_t day = has_time ? clock_local_day(*start) : in->at.day;
	in->is_loose = true;
	if (clock_from_minute(day, clock_local_minute(from), start) != 0)
		return false;
	in->at.end += in->at.end ? *start - in->at.start : 0;
	return true;
}

/* The start by --at, over the one that there is, 0 for none. */
static bool find_start(struct input *in, int64_t *start)
{
	const char *given = args_get(&in->args, "at");
	bool has_day = in->at.has & SPOKEN_DAY, has_time = in->at.has & SPOKEN_TIME;
	if (!given)
		return true;
	if (has_time && (has_day || *start == 0)) {
		*start = in->at.start;
		return true;
	}
	bool is_one_day = has_time || clock_local_day(in->at.end - 1) == in->at.day;
	if (*start && is_one_day && (has_time || !in->at.len_min) && complete_start(in, start))
		return true;
	input_no_time(in, "--at", given);
	return false;
}

static bool find_end(struct input *in, int64_t start, int64_t old_len, int64_t *end)
{
	const char *until = args_get(&in->args, "until");
	int64_t length = old_len;
	if (until)
		return input_end_text(in, "--until", until, start, end);
	if (in->at.has & SPOKEN_END && in->at.has & SPOKEN_TIME) {
		*end = in->at.end;
		return true;
	}
	if (!input_duration(in, "for", &length))
		return false;
	*end = start + length;
	return true;
}

bool input_times(struct input *in, const char *code, int64_t *start, int64_t *end)
{
	struct buf meaning = {0};
	int64_t len = *end - *start;
	bool found;
	if (in->at.has & (SPOKEN_PERIODS | SPOKEN_WEEKS))
		found = find_by_calendar(in, code, start, end);
	else
		found = find_start(in, start) && find_end(in, *start, len, end);
	if (found && in->is_loose && *end > *start) {
		words_from_to(*start, *end, &meaning);
		if (!in->c->quiet)
			buf_fmt(in->c->message, _("at %s\n"), buf_text(&meaning));
		buf_release(&meaning);
	}
	return found;
}

void input_say_pattern(struct input *in, const struct week_pattern *pattern)
{
	struct buf meaning = {0};
	if (in->c->quiet || !(in->at.has & SPOKEN_WEEKS))
		return;
	words_pattern(pattern, &meaning);
	buf_fmt(in->c->message, _("at %s\n"), buf_text(&meaning));
	buf_release(&meaning);
}
