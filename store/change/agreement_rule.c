/* The plan's claims count after all others, one after the other. */
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/agreed_hours.h"
#include "store/change/register_judge.h"
#include "store/facts/register_cache.h"

static struct agreement_case case_of(const struct register_judge *j, size_t i, const struct booking *b)
{
	return (struct agreement_case){j->owners[i], b->institution, j->resources[i]->code, clock_local_day(b->start)};
}

/* Says which agreements cover any of the claims. */
static bool find_wanted(const struct register_judge *j, const struct register_rows *rows, bool *wanted)
{
	bool any = false;
	for (size_t i = 0; i < j->n; i++) {
		const struct agreement_case one = case_of(j, i, &j->p->v);
		for (size_t k = 0; k < rows->n; k++)
			if (agreement_covers(&rows->v[k], &one))
				wanted[k] = any = true;
	}
	return any;
}

/* True if the claim takes no more than it did, of the same agreements. */
static bool takes_no_more(const struct register_judge *j, size_t i, const struct register_rows *rows, sum_t minutes)
{
	if (!j->was)
		return false;
	const struct agreement_case now = case_of(j, i, &j->p->v), then = case_of(j, i, j->was);
	for (size_t k = 0; k < rows->n; k++)
		if (agreement_covers(&rows->v[k], &now) != agreement_covers(&rows->v[k], &then))
			return false;
	return minutes <= (j->was->end - j->was->start) * register_judge_old_weight(j, i);
}

/* Of each that covers the claim: where it is refused, none of them has room. */
static void say_agreements(const struct register_judge *j, size_t i, bool refuses, const struct register_rows *rows,
                           const sum_t *used)
{
	const struct agreement_case one = case_of(j, i, &j->p->v);
	for (size_t k = 0; k < rows->n; k++) {
		const struct register_row *a = &rows->v[k];
		if (!agreement_covers(a, &one))
			continue;
		struct reason found = {.number = sum_hours(used[k]), .limit = sum_hours(agreement_minutes(a))};
		register_judge_say(j, refuses, REASON_AGREEMENT, one.resource, a->text[AGREEMENT_CODE], &found);
	}
}

static void judge_claim(const struct register_judge *j, size_t i, const struct register_rows *rows, sum_t *used)
{
	const struct agreement_case one = case_of(j, i, &j->p->v);
	sum_t minutes = (j->p->v.end - j->p->v.start) * register_judge_weight(j, i);
	bool fits;
	size_t at = agreement_choose(rows->v, rows->n, used, &one, minutes, &fits);
	if (at == rows->n)
		return;
	say_agreements(j, i, !fits && !takes_no_more(j, i, rows, minutes), rows, used);
	used[at] += minutes;
}

int agreement_rule_judge(struct register_judge *j)
{
	const struct register_rows *rows;
	sum_t *used;
	int err = register_cache_agreements(j->c->cache, j->c->txn, &rows);
	if (err || !rows->n)
		return err;
	bool *wanted = arena_alloc(j->c->arena, (rows->n + 1) * sizeof *wanted);
	if (!wanted)
		return QUAD_ENOMEM;
	memset(wanted, 0, (rows->n + 1) * sizeof *wanted);
	if (!find_wanted(j, rows, wanted))
		return 0;
	err = agreed_hours_used(j->c, rows, wanted, j->p->old.id, &used);
	for (size_t i = 0; !err && i < j->n; i++)
		judge_claim(j, i, rows, used);
	return err;
}
