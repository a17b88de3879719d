/* Which agreements cover a claim is kept as a list that many claims share, so that adding up compares no texts. */
#include "store/change/agreed_uses.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/register_cache.h"

struct agreed_resource {
	const char *code, *owner; /* NULL: not looked up */
	bool shared;
};

static int find_resource(struct change *c, struct agreed_facts *facts, uint32_t no, const struct agreed_resource **out)
{
	struct resource r;
	const char *owner;
	while (facts->n <= no) {
		struct agreed_resource *v =
			arena_grow(facts->arena, facts->resources, facts->n, &facts->cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		facts->resources = v;
		v[facts->n++] = (struct agreed_resource){0};
	}
	struct agreed_resource *found = &facts->resources[no];
	*out = found;
	if (found->code)
		return 0;
	int err = facts_resource_by_number(c->txn, no, &r);
	if (!err)
		err = register_cache_owner(c->cache, c->txn, &r, &owner);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	found->shared = r.mode == MODE_SHARED;
	found->owner = arena_str(facts->arena, owner);
	found->code = arena_str(facts->arena, r.code);
	return found->owner && found->code ? 0 : QUAD_ENOMEM;
}

/* The list of those agreements, made where there is none yet; NULL on out of memory. */
static const struct agreed_covers *share_covers(struct agreed_facts *facts, const size_t *v, size_t n)
{
	struct agreed_covers *list = facts->covers;
	while (list && (list->n != n || memcmp(list->v, v, n * sizeof *v) != 0))
		list = list->next;
	if (list)
		return list;
	list = arena_alloc(facts->arena, sizeof *list + n * sizeof *v);
	if (!list)
		return NULL;
	list->next = facts->covers;
	list->n = n;
	memcpy(list->v, v, n * sizeof *v);
	facts->covers = list;
	return list;
}

/* Adds one to the scratch, by code. */
static int add_use(struct agreed_facts *facts, const struct agreed_use *use)
{
	struct agreed_use *v = arena_grow(facts->arena, facts->uses, facts->n_uses, &facts->cap_uses, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	facts->uses = v;
	size_t at = facts->n_uses++;
	for (; at > 0 && strcmp(v[at - 1].resource, use->resource) > 0; at--)
		v[at] = v[at - 1];
	v[at] = *use;
	return 0;
}

static size_t find_covers(const struct register_rows *rows, const bool *in, const struct agreement_case *one,
                          size_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (in[i] && agreement_covers(&rows->v[i], one))
			out[n++] = i;
	return n;
}

static int find_use(struct change *c, struct agreed_facts *facts, const struct register_rows *rows, const bool *in,
                    const struct booking *b, const struct claim *claim)
{
	const struct agreed_resource *r;
	int err = find_resource(c, facts, claim->resource, &r);
	if (err)
		return err;
	const struct agreement_case one = {r->owner, b->institution, r->code, clock_local_day(b->start)};
	size_t n = find_covers(rows, in, &one, facts->places);
	if (!n)
		return 0;
	struct agreed_use use = {.resource = r->code, .covers = share_covers(facts, facts->places, n)};
	use.minutes = (exact_end(b) - exact_start(b)) * exact_weight(claim, r->shared);
	return use.covers ? add_use(facts, &use) : QUAD_ENOMEM;
}

int agreed_uses(struct change *c, struct agreed_facts *facts, const struct register_rows *rows, const bool *in,
                const struct booking *b, struct arena *arena, struct agreed_booking *out)
{
	if (!facts->places)
		facts->places = arena_alloc(facts->arena, rows->n * sizeof *facts->places);
	if (!facts->places)
		return QUAD_ENOMEM;
	facts->n_uses = 0;
	for (size_t i = 0; *b->institution && i < b->n_claims; i++) {
		int err = find_use(c, facts, rows, in, b, &b->claims[i]);
		if (err)
			return err;
	}
	out->id = b->id;
	out->n = facts->n_uses;
	if (out->n > out->cap) {
		out->uses = arena_alloc(arena, out->n * sizeof *out->uses);
		out->cap = out->uses ? out->n : 0;
	}
	if (out->n > out->cap)
		return QUAD_ENOMEM;
	if (out->n)
		memcpy(out->uses, facts->uses, out->n * sizeof *out->uses);
	return 0;
}

void agreed_uses_add(const struct register_rows *rows, const struct agreed_booking *b, sum_t *used)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct agreed_use *use = &b->uses[i];
		size_t at = use->covers->v[0];
		for (size_t k = 0; use->covers->n > 1 && k < use->covers->n; k++)
			if (agreement_has_room(&rows->v[use->covers->v[k]], used[use->covers->v[k]], use->minutes)) {
				at = use->covers->v[k];
				break;
			}
		used[at] += use->minutes;
	}
}
