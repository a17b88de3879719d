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

static bool read_week(struct input *in, struct booking_filter *out)
{
	struct arena arena = {0};
	struct calendar calendar = {0};
	struct buf meaning = {0};
	uint64_t week = 0;
	const char *code = "";
	bool right = false;
	if (!input_number(in, "week", 60, &week) || !input_text(in, "term", &code))
		return false;
	int err = query_calendar(in->c->store, &arena, &calendar);
	const struct term *t = NULL;
	if (err)
		cmd_fail(in->c, err, in->word);
	else
		t = input_find_term(in, &calendar, code);
	if (t && (week < 1 || week > t->weeks)) {
		input_wrong(in, _("--week: term %s has the weeks 1 to %u"), t->code, (unsigned)t->weeks);
	} else if (t) {
		int64_t monday = t->first_monday + ((int64_t)week - 1) * 7;
		narrow(out, clock_day_start(monday), clock_day_start(monday + 7));
		words_days(monday, monday + 6, &meaning);
		input_say(in, "--week", &meaning);
		right = true;
	}
	buf_release(&meaning);
	arena_release(&arena);
	return right;
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
	if (args_has(&in->args, "on")) {
		if (!input_days(in, "on", &from, &to))
			return false;
		narrow(out, from, to);
	}
	return !args_has(&in->args, "week") || read_week(in, out);
}
