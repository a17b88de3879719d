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

int compare_candidate(struct db_txn *txn, const struct resource *refused, struct candidate *c)
{
	struct campus from = {0}, to = {0};
	bool listed = true;
	c->n_shared = shared_items(refused->tags, c->r->tags) + shared_items(refused->equipment, c->r->equipment);
	c->other_campus = strcmp(refused->campus, c->r->campus) != 0;
	c->travel_min = 0;
	if (!c->other_campus || !*refused->campus || !*c->r->campus)
		return 0;
	int err = facts_campus(txn, refused->campus, &from);
	if (!err)
		err = facts_campus(txn, c->r->campus, &to);
	if (!err)
		err = facts_travel(txn, from.no, to.no, &c->travel_min, &listed);
	if (!listed)
		c->travel_min = ALT_WAY_UNKNOWN;
	return err;
}

static int less_first(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int candidate_order(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	const int orders[] = {
		less_first(y->n_free, x->n_free),
		less_first(y->n_shared > 0, x->n_shared > 0),
		less_first(x->other_campus, y->other_campus),
		less_first(x->travel_min, y->travel_min),
		less_first(y->n_shared, x->n_shared),
		less_first(x->r->seats, y->r->seats),
	};
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (orders[i])
			return orders[i];
	return strcmp(x->r->code, y->r->code);
}
