/* Offering an alternative, and comparing the resources that may stand in for a refused one. */
#include "store/query/alternative_search.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"

bool offer_alternative(struct alternative_search *s, const struct alternative *a)
{
	struct alternative_list *out = s->out;
	if (out->n == ALTERNATIVES_MAX)
		return false;
	out->v[out->n++] = *a;
	return true;
}

int replace_claim(struct alternative_search *s, const struct claim_ask *claims, size_t n, size_t at, const char *code,
                  struct claim_ask **out)
{
	struct claim_ask *v = arena_alloc(s->arena, (n + 1) * sizeof *v);
	const char *own = arena_str(s->arena, code);
	if (!v || !own)
		return QUAD_ENOMEM;
	memcpy(v, claims, n * sizeof *v);
	v[at].resource = own;
	*out = v;
	return 0;
}

bool is_refused_resource(const struct result *refused, const char *code)
{
	for (size_t i = 0; i < refused->reasons.n; i++) {
		const struct reason *r = &refused->reasons.v[i];
		if (r->rule != RULE_PAST && r->rule != RULE_UNKNOWN && strcmp(r->subject, code) == 0)
			return true;
	}
	return false;
}

struct resource_filter equivalent_resources(const struct resource *refused, uint32_t party, uint32_t units)
{
	uint32_t need = refused->mode == MODE_SHARED && units ? units : party;
	bool person = kind_travels(refused->kind);
	return (struct resource_filter){.kind = refused->kind, .seats = person ? 0 : need, .active_only = true};
}

static const char *next_item(const char *list)
{
	list += strcspn(list, ";");
	return *list ? list + 1 : list;
}

/* How many items two lists share: tags, or equipment whatever its count (`name*count`). */
static unsigned shared_items(const char *a, const char *b)
{
	unsigned n = 0;
	for (const char *p = a; *p; p = next_item(p)) {
		size_t len = strcspn(p, "*;");
		for (const char *q = b; len && *q; q = next_item(q))
			n += strcspn(q, "*;") == len && memcmp(p, q, len) == 0;
	}
	return n;
}

/* ---- candidates ---- */

int candidate_list_begin(struct candidate_list *l, struct db_txn *txn, const struct resource *refused, size_t most,
                         struct arena *arena)
{
	*l = (struct candidate_list){.txn = txn, .refused = refused, .most = most};
	l->v = arena_alloc(arena, (most + 1) * sizeof *l->v);
	return l->v ? parts_load(txn, arena, &l->parts) : QUAD_ENOMEM;
}

/* The minutes from the campus of the refused resource to another one. */
static int look_up_way(struct candidate_list *l, const char *code, uint32_t *out)
{
	struct campus campus;
	bool listed = true;
	int err = l->from_no ? 0 : facts_campus(l->txn, l->refused->campus, &campus);
	if (!err && !l->from_no)
		l->from_no = campus.no;
	if (!err)
		err = facts_campus(l->txn, code, &campus);
	if (!err)
		err = facts_travel(l->txn, l->from_no, campus.no, out, &listed);
	if (!err && !listed)
		*out = ALT_WAY_UNKNOWN;
	return err;
}

/* The same, looked up once for each campus, or again where two share a place. */
static int find_way(struct candidate_list *l, const char *code, uint32_t *out)
{
	struct kept_way *kept = &l->ways[fnv1a(FNV1A_START, (struct bytes){code, strlen(code)}) % WAYS_KEPT];
	int err = 0;
	if (!kept->campus || strcmp(kept->campus, code) != 0) {
		err = look_up_way(l, code, &kept->travel_min);
		kept->campus = err ? NULL : code;
	}
	*out = err ? 0 : kept->travel_min;
	return err;
}

static int less_first(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int candidate_order(const struct candidate *x, const struct candidate *y)
{
	if (x->beside != y->beside)
		return less_first(y->beside, x->beside);
	if ((x->n_shared > 0) != (y->n_shared > 0))
		return less_first(y->n_shared > 0, x->n_shared > 0);
	if (x->other_campus != y->other_campus)
		return less_first(x->other_campus, y->other_campus);
	if (x->travel_min != y->travel_min)
		return less_first(x->travel_min, y->travel_min);
	if (x->n_shared != y->n_shared)
		return less_first(y->n_shared, x->n_shared);
	if (x->r->seats != y->r->seats)
		return less_first(x->r->seats, y->r->seats);
	return strcmp(x->r->code, y->r->code);
}

static uint32_t top_of(const struct parts *parts, uint32_t no)
{
	uint32_t at = no;
	for (size_t i = 0; i < PARTS_DEPTH_MAX && at; i++) {
		no = at;
		at = parts_whole_of(parts, at);
	}
	return no;
}

/* In the same hall: a whole of the refused one, a part of it, or another part. */
static bool is_beside(const struct candidate_list *l, const struct resource *r)
{
	return l->parts.n && top_of(&l->parts, r->no) == top_of(&l->parts, l->refused->no);
}

/* A hall is asked for without a number of people: all of it is meant, and a smaller part of it will not do. */
static bool is_too_small(const struct candidate_list *l, const struct resource *r)
{
	if (l->need || !parts_is_part(&l->parts, r->no, l->refused->no))
		return false;
	return !r->seats || r->seats < l->refused->seats || !l->refused->seats;
}

/* True if the list is full of better ones. */
static bool is_too_late(const struct candidate_list *l, const struct candidate *c)
{
	return l->n == l->most && candidate_order(c, &l->v[l->n - 1]) > 0;
}

int candidate_list_add(struct candidate_list *l, const struct resource *r)
{
	const struct resource *refused = l->refused;
	struct candidate c = {.r = r, .beside = is_beside(l, r)};
	if (is_too_small(l, r))
		return 0;
	c.n_shared = shared_items(refused->tags, r->tags) + shared_items(refused->equipment, r->equipment);
	c.other_campus = strcmp(refused->campus, r->campus) != 0;
	/* most are too late with any way there */
	if (is_too_late(l, &c))
		return 0;
	if (c.other_campus && *refused->campus && *r->campus) {
		int err = find_way(l, r->campus, &c.travel_min);
		if (err)
			return err;
		if (is_too_late(l, &c))
			return 0;
	}
	/* the last one makes room for a better one */
	size_t at = l->n < l->most ? l->n++ : l->n - 1;
	for (; at > 0 && candidate_order(&c, &l->v[at - 1]) < 0; at--)
		l->v[at] = l->v[at - 1];
	l->v[at] = c;
	return 0;
}
