/* The no-shows of a person come from the index of who has bookings when. */
#include "store/change/suspension.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/holder_index.h"
#include "store/facts/upgrade.h"

struct noshows {
	struct change *c;
	const struct policy_rule *rule;
	int64_t *starts;
	size_t n, cap;
};

static int is_in_place(const struct noshows *s, const struct booking *b, bool *out)
{
	*out = false;
	for (size_t i = 0; i < b->n_claims && !*out; i++) {
		struct resource r;
		int err = facts_resource_by_number(s->c->txn, b->claims[i].resource, &r);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		*out = policy_place_has(&s->rule->place, &r);
	}
	return 0;
}

static int add_noshow(const struct booking *b, void *arg)
{
	struct noshows *s = arg;
	bool counts;
	if (booking_state_at(b, s->c->rq->now) != STATE_NOSHOW)
		return 0;
	int err = is_in_place(s, b, &counts);
	if (err || !counts)
		return err;
	int64_t *starts = arena_grow(s->c->arena, s->starts, s->n, &s->cap, sizeof *starts);
	if (!starts)
		return QUAD_ENOMEM;
	s->starts = starts;
	starts[s->n++] = b->start;
	return 0;
}

static int start_order(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* The last end of what N of them within the time make; 0 if it has passed. */
static int64_t find_end(const struct noshows *s)
{
	const struct policy_value *v = &s->rule->value;
	size_t many = v->number > 0 ? (size_t)v->number : 1;
	int64_t end = 0;
	for (size_t i = many - 1; i < s->n; i++)
		if (s->starts[i] - s->starts[i + 1 - many] <= v->within_min)
			end = s->starts[i] + v->for_min;
	return end > s->c->rq->now ? end : 0;
}

int suspension_until(struct change *c, const struct policy_rule *rule, const char *login, int64_t *until)
{
	struct noshows s = {.c = c, .rule = rule};
	int64_t now = c->rq->now;
	bool indexed;
	*until = 0;
	if (!*login || rule->value.given != POLICY_SET)
		return 0;
	int err = cache_has_schema(c->cache, c->txn, SCHEMA_HOLDERS, &indexed);
	if (!err)
		err = holder_walk(c->txn, indexed, HOLDER_PERSON, login,
		                  now - rule->value.for_min - rule->value.within_min, now + 1, add_noshow, &s);
	if (err)
		return err;
	if (s.n)
		qsort(s.starts, s.n, sizeof *s.starts, start_order);
	*until = find_end(&s);
	return 0;
}
