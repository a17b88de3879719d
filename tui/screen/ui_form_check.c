/*
 * A booking or a series is rehearsed as it stands in the fields. A series that is refused is rehearsed once more
 * without the dates that clash, which tells its dates and how many of them each resource is refused on.
 */
#include "tui/screen/ui_form_check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_form_read.h"
#include "tui/words/words_holder.h"
#include "tui/words/words_time.h"

void ui_form_check_release(struct form_check *c)
{
	arena_release(&c->instead.arena);
	arena_release(&c->arena);
	*c = (struct form_check){0};
}

size_t ui_form_clashes(const struct form_check *c, const char *resource)
{
	for (size_t i = 0; i < c->n_clashes; i++)
		if (strcmp(c->clashes[i].resource, resource) == 0)
			return c->clashes[i].n;
	return 0;
}

/* ---- the dates of a series ---- */

static int interval_order(const void *a, const void *b)
{
	const struct interval *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* Counts a date on which a resource is refused, once however many rules it breaks there. */
static int count_clash(struct form_check *c, const struct skipped *date, size_t reason, size_t *cap)
{
	const char *resource = date->reasons.v[reason].subject;
	for (size_t i = 0; i < reason; i++)
		if (strcmp(date->reasons.v[i].subject, resource) == 0)
			return 0;
	for (size_t i = 0; i < c->n_clashes; i++) {
		if (strcmp(c->clashes[i].resource, resource) == 0) {
			c->clashes[i].n++;
			return 0;
		}
	}
	struct form_clashes *v = arena_grow(&c->arena, c->clashes, c->n_clashes, cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	c->clashes = v;
	v[c->n_clashes] = (struct form_clashes){arena_str(&c->arena, resource), 1};
	return v[c->n_clashes++].resource ? 0 : QUAD_ENOMEM;
}

static int keep_dates(struct form_check *c, const struct result *r)
{
	size_t cap = 0;
	c->when = arena_alloc(&c->arena, (r->n_made + r->n_skipped + 1) * sizeof *c->when);
	if (!c->when)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < r->n_made; i++)
		c->when[c->n_when++] = (struct interval){r->made[i].start, r->made[i].end};
	for (size_t i = 0; i < r->n_skipped; i++) {
		c->when[c->n_when++] = (struct interval){r->skipped[i].start, r->skipped[i].end};
		for (size_t j = 0; j < r->skipped[i].reasons.n; j++) {
			int err = count_clash(c, &r->skipped[i], j, &cap);
			if (err)
				return err;
		}
	}
	if (c->n_when)
		qsort(c->when, c->n_when, sizeof *c->when, interval_order);
	return 0;
}

/* Says what a series would be: how many bookings, from when to when, and the dates that day rules leave out. */
static void word_series(struct form *f, const struct form_check *c, const struct result *r)
{
	char text[CLOCK_TEXT_MAX];
	buf_clear(&f->meaning);
	if (!c->n_when)
		return;
	buf_fmt(&f->meaning, ngettext("%zu booking, ", "%zu bookings, ", c->n_when), c->n_when);
	words_interval(c->when[0].start, c->when[0].end, &f->meaning);
	if (c->n_when > 1) {
		int64_t last = clock_local_day(c->when[c->n_when - 1].start);
		buf_fmt(&f->meaning, _(" to %s"), clock_format_date(last, text));
	}
	if (r->n_skipped)
		buf_fmt(&f->meaning, ngettext("; %zu clashes", "; %zu clash", r->n_skipped), r->n_skipped);
	for (size_t i = 0; i < r->n_dropped; i++) {
		const char *date = clock_format_date(r->dropped[i].date, text) + 5;
		buf_fmt(&f->meaning, i ? ", %s %s" : _("; not on %s %s"), date, r->dropped[i].note);
	}
}

/* ---- asking ---- */

static bool asks_for_approval(const struct result *r)
{
	bool asks = r->state == STATE_REQUESTED;
	for (size_t i = 0; i < r->n_made; i++)
		asks |= r->made[i].state == STATE_REQUESTED;
	return asks && !r->reasons.n;
}

/* The dates of a series that was refused as a whole: those of one that leaves out what clashes. */
static int rehearse_dates(struct form *f, struct app *app, const struct request *asked, struct form_check *c)
{
	struct arena arena = {0};
	struct result result;
	struct request rq = *asked;
	rq.flags |= REQUEST_SKIP_CONFLICTS;
	int err = store_rehearse(app->store, &rq, &result, &arena);
	if (!err)
		err = keep_dates(c, &result);
	if (!err)
		word_series(f, c, &result);
	arena_release(&arena);
	return err;
}

/* Words the reasons of a refusal, and finds what would work instead. */
static int word_refusal(struct form *f, struct app *app, const struct request *rq, const struct result *result,
                        struct form_check *c)
{
	struct holders holders;
	if (!result->reasons.n)
		return 0;
	int err = query_holders(app->store, &result->reasons, f->ask.start, f->ask.end, &holders);
	for (size_t i = 0; !err && i < result->reasons.n; i++) {
		struct buf one = {0};
		words_reason_held(&result->reasons, &holders, i, &one);
		ui_form_problem(f, "%s", buf_text(&one));
		buf_release(&one);
	}
	arena_release(&holders.arena);
	return err ? err : query_alternatives(app->store, rq, result, &c->instead);
}

/* Whether it could wait where it is refused: the store says so of one booking. */
static int ask_to_wait(struct app *app, const struct request *refused, struct form_check *c)
{
	struct arena arena = {0};
	struct result result;
	struct request rq = *refused;
	rq.flags |= REQUEST_WAIT;
	int err = store_rehearse(app->store, &rq, &result, &arena);
	c->can_wait = !err && !result.reasons.n && result.state == STATE_WAITING;
	arena_release(&arena);
	return err;
}

static int keep_single(const struct form *f, struct form_check *c)
{
	if (f->repeats || f->ask.end <= f->ask.start)
		return 0;
	c->when = arena_alloc(&c->arena, sizeof *c->when);
	if (!c->when)
		return QUAD_ENOMEM;
	c->when[c->n_when++] = (struct interval){f->ask.start, f->ask.end};
	return 0;
}

/* The dates of a series, also of one that is refused. */
static int check_series(struct form *f, struct app *app, const struct request *rq, const struct result *result,
                        struct form_check *c)
{
	if (result->reasons.n)
		return rehearse_dates(f, app, rq, c);
	int err = keep_dates(c, result);
	if (!err)
		word_series(f, c, result);
	return err;
}

int ui_form_check(struct form *f, struct app *app, bool readable, struct form_check *c)
{
	struct arena arena = {0};
	struct result result;
	ui_form_check_release(c);
	int err = keep_single(f, c);
	if (err || !readable)
		return err;
	struct request rq = ui_form_request(f, app->actor, app->now());
	err = store_rehearse(app->store, &rq, &result, &arena);
	if (!err)
		err = word_refusal(f, app, &rq, &result, c);
	if (!err && rq.op == OP_BOOK && result.reasons.n)
		err = ask_to_wait(app, &rq, c);
	c->asks = !err && asks_for_approval(&result);
	if (!err && rq.op == OP_SERIES)
		err = check_series(f, app, &rq, &result, c);
	c->checked = !err;
	arena_release(&arena);
	return err;
}
