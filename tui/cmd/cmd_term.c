/* Terms by code or by today, and the filters of bookings that say when. */
#include "tui/cmd/cmd_term.h"

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_time.h"
#include "tui/words/words_spoken.h"

/* The first term that begins after a day; of terms that are all past, the last. */
static const struct term *nearest_term(const struct calendar *c, int64_t day)
{
	const struct term *next = NULL, *last = NULL;
	for (size_t i = 0; i < c->n_terms; i++) {
		const struct term *t = &c->terms[i];
		if (t->first_monday > day && (!next || t->first_monday < next->first_monday))
			next = t;
		if (!last || t->first_monday > last->first_monday)
			last = t;
	}
	return next ? next : last;
}

const struct term *input_find_term(struct input *in, const struct calendar *calendar, const char *code)
{
	int64_t today = clock_local_day(in->c->now);
	const struct term *t = calendar_term(calendar, code, today);
	if (!t && !*code)
		t = nearest_term(calendar, today);
	if (t)
		return t;
	if (*code)
		input_wrong(in, _("%s: there is no term %s; `quad list terms` shows them"), in->word, code);
	else
		input_wrong(in, _("%s: there are no terms yet; `quad import terms` adds them"), in->word);
	return NULL;
}

/* ---- filters ---- */

static void narrow(struct booking_filter *f, int64_t from, int64_t to)
{
	bool first = !f->from && !f->to;
	if (first || from > f->from)
		f->from = from;
	if (first || to < f->to)
		f->to = to;
	/* no time is in both: an interval that no booking overlaps */
	if (f->to <= f->from)
		f->from = f->to = CLOCK_MIN_MIN;
}

/* The Monday of week 1 of a term by its code, "" for the present one; it must have this week. */
static bool find_monday(struct input *in, const char *what, const char *code, int64_t week, int64_t *out)
{
	struct arena arena = {0};
	struct calendar calendar = {0};
	int err = query_calendar(in->c->store, &arena, &calendar);
	const struct term *t = NULL;
	bool right = false;
	if (err)
		cmd_fail(in->c, err, in->word);
	else
		t = input_find_term(in, &calendar, code);
	if (t && (week < 1 || week > t->weeks)) {
		input_wrong(in, _("%s: term %s has the weeks 1 to %u"), what, t->code, (unsigned)t->weeks);
	} else if (t) {
		*out = t->first_monday;
		right = true;
	}
	arena_release(&arena);
	return right;
}

/* Bookings of these days, which are said unless they were written exactly. */
static void narrow_to_days(struct input *in, const char *what, int64_t first, int64_t last, bool said,
                           struct booking_filter *out)
{
	struct buf meaning = {0};
	narrow(out, clock_day_start(first), clock_day_start(last + 1));
	words_days(first, last, &meaning);
	if (said)
		input_say(in, what, &meaning);
	buf_release(&meaning);
}

static bool read_week(struct input *in, struct booking_filter *out)
{
	uint64_t week = 0;
	int64_t monday;
	const char *code = "";
	if (!input_number(in, "week", 60, &week) || !input_text(in, "term", &code))
		return false;
	if (!find_monday(in, "--week", code, (int64_t)week, &monday))
		return false;
	monday += ((int64_t)week - 1) * 7;
	narrow_to_days(in, "--week", monday, monday + 6, true, out);
	return true;
}

static bool is_one(uint64_t set)
{
	return set && !(set & (set - 1));
}

/* `tomorrow`, `next week`, `week 5 Wed`. */
static bool read_on(struct input *in, struct booking_filter *out)
{
	const char *given = args_get(&in->args, "on");
	struct spoken_when w;
	int64_t monday;
	int err = spoken_when(given, in->c->now, SPOKEN_NEAREST | SPOKEN_START_ONLY, &w);
	const char *not_a = arena_fmt(&in->arena, _("\"%s\" is not a day; write tomorrow, Wed or 2026-10-01"), given);
	if (err) {
		input_not_understood(in, "--on", given, &w, err, not_a ? not_a : given);
		return false;
	}
	bool is_of_term = w.has == SPOKEN_WEEKS && is_one(w.pattern.weeks) && is_one(w.pattern.weekdays);
	if ((w.has & ~(unsigned)(SPOKEN_DAY | SPOKEN_EXACT) && !is_of_term) || w.len_min) {
		input_wrong(in, "--on: %s", not_a ? not_a : given);
		return false;
	}
	if (!is_of_term) {
		narrow_to_days(in, "--on", w.day, clock_local_day(w.end - 1), !(w.has & SPOKEN_EXACT), out);
		return true;
	}
	if (!find_monday(in, "--on", "", spoken_week_day(&w, 0) / 7 + 1, &monday))
		return false;
	narrow_to_days(in, "--on", spoken_week_day(&w, monday), spoken_week_day(&w, monday), true, out);
	return true;
}

bool input_time_filter(struct input *in, struct booking_filter *out)
{
	int64_t from = CLOCK_MIN_MIN, to = CLOCK_MAX_MIN, today = clock_local_day(in->c->now);
	if (args_has(&in->args, "term") && !args_has(&in->args, "week")) {
		input_wrong(in, _("%s: --term goes with --week"), in->word);
		return false;
	}
	if (!input_moment(in, "from", &from) || !input_moment(in, "to", &to))
		return false;
	if (args_has(&in->args, "from") || args_has(&in->args, "to")) {
		out->from = from;
		out->to = to;
	}
	if (args_has(&in->args, "today"))
		narrow(out, clock_day_start(today), clock_day_start(today + 1));
	if (args_has(&in->args, "on") && !read_on(in, out))
		return false;
	return !args_has(&in->args, "week") || read_week(in, out);
}
