/*
 * Makes the demo consortium: the makers of demo_plan.h fill a plan with requests, which are carried out in one
 * transaction. The same `now`, the same store, on every machine.
 */
#include "tui/demo/demo.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "tui/demo/demo_plan.h"

/* ---- the whole ---- */

static int carry_out(struct plan *p, const char *dir, const char *zone, struct store *out)
{
	struct result *results = arena_alloc(&p->arena, (p->n + 1) * sizeof *results);
	if (!results)
		return QUAD_ENOMEM;
	int err = store_create_with(dir, zone, p->requests, p->n, results, &p->arena, out);
	if (err)
		return err;
	for (size_t i = 0; i < p->n; i++)
		p->counts.refused += results[i].outcome == OUTCOME_REFUSED || results[i].outcome == OUTCOME_INVALID;
	return 0;
}

int demo_create(const char *dir, const char *zone, const char *actor, int64_t now, struct demo_counts *counts,
                struct store *out)
{
	struct arena arena = {0};
	*out = (struct store){0};
	if (counts)
		*counts = (struct demo_counts){0};
	/* the plan is made of clock times */
	int err = clock_zone_use(zone);
	if (err)
		return err;
	struct plan *p = arena_alloc(&arena, sizeof *p);
	if (!p) {
		err = QUAD_ENOMEM;
		goto out;
	}
	int64_t today = clock_local_day(now);
	p->seed = 2026;
	p->actor = actor;
	p->now = now;
	p->first_day = today - (clock_weekday(today) - 1) - 7 * WEEKS_BEFORE;
	demo_make_maker(p);
	demo_make_places(p);
	demo_make_people(p);
	if (!p->err)
		demo_make_calendar(p);
	demo_make_resources(p);
	if (!p->err)
		demo_make_sharing(p);
	if (!p->err)
		demo_make_closures(p);
	size_t before_term = p->n;
	if (!p->err)
		demo_make_bookings(p);
	if (!p->err)
		demo_make_year(p, before_term);
	if (!p->err)
		demo_make_rules(p);
	if (!p->err)
		demo_make_requests(p);
	if (!p->err)
		demo_make_owners(p);
	err = p->err ? p->err : carry_out(p, dir, zone, out);
	if (counts && !err)
		*counts = p->counts;
	free(p->requests);
	arena_release(&p->arena);
out:
	arena_release(&arena);
	return err;
}
