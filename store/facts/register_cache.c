/* Rows are read when a decision first asks for them: of a resource, of an institution, or all agreements. */
#include "store/facts/register_cache.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

struct kept_shares {
	struct kept_shares *next;
	const char *resource;
	struct register_rows rows;
};

enum { SHARE_SLOTS = 64 };

struct register_cache {
	bool any, has_agreements;
	struct kept_shares *shares[SHARE_SLOTS];
	struct register_rows agreements;
	struct employer *employers;
};

/* One look for all of them: the last row that there is; clusters alone, the first register, matter to no decision. */
static int begin_cache(struct decision_cache *k, struct db_txn *txn)
{
	struct bytes key;
	if (k->registers)
		return 0;
	struct register_cache *v = arena_alloc(&k->arena, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	int err = facts_last_key(txn, TABLE_REGISTER, &key);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v->any = !err && key.len > 1 && ((const unsigned char *)key.p)[1] >= REGISTER_OWNERS;
	k->registers = v;
	return 0;
}

int register_cache_any(struct decision_cache *k, struct db_txn *txn, bool *out)
{
	int err = begin_cache(k, txn);
	*out = !err && k->registers->any;
	return err;
}

int register_cache_owner(struct decision_cache *k, struct db_txn *txn, const struct resource *resource,
                         const char **out)
{
	struct campus campus;
	(void)k;
	*out = resource->institution;
	if (**out || !*resource->campus)
		return 0;
	int err = facts_campus(txn, resource->campus, &campus);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	*out = campus.institution;
	return 0;
}

int register_cache_shares(struct decision_cache *k, struct db_txn *txn, const char *resource,
                          const struct register_rows **out)
{
	static const struct register_rows none;
	*out = &none;
	int err = begin_cache(k, txn);
	if (err || !k->registers->any)
		return err;
	uint64_t hash = fnv1a(FNV1A_START, (struct bytes){resource, strlen(resource)});
	struct kept_shares **list = &k->registers->shares[hash % SHARE_SLOTS], *v = *list;
	while (v && strcmp(v->resource, resource) != 0)
		v = v->next;
	if (v) {
		*out = &v->rows;
		return 0;
	}
	v = arena_alloc(&k->arena, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	*v = (struct kept_shares){.next = *list, .resource = arena_str(&k->arena, resource)};
	err = v->resource ? register_list_load_of(txn, REGISTER_OWNERS, resource, &k->arena, &v->rows) : QUAD_ENOMEM;
	if (err)
		return err;
	*list = v;
	*out = &v->rows;
	return 0;
}

int register_cache_agreements(struct decision_cache *k, struct db_txn *txn, const struct register_rows **out)
{
	static const struct register_rows none;
	*out = &none;
	int err = begin_cache(k, txn);
	if (err)
		return err;
	struct register_cache *v = k->registers;
	if (v->any && !v->has_agreements)
		err = register_list_load(txn, REGISTER_AGREEMENTS, &k->arena, &v->agreements);
	v->has_agreements = !err;
	*out = &v->agreements;
	return err;
}

/* ---- employers ---- */

struct employer_search {
	struct decision_cache *k;
	struct db_txn *txn;
	struct employer *out;
};

static int add_resource(struct bytes key, struct bytes value, void *arg)
{
	struct employer_search *s = arg;
	struct employer *e = s->out;
	struct resource r;
	const char *owner = "";
	(void)key;
	int err = resource_decode(value, &r);
	if (!err)
		err = register_cache_owner(s->k, s->txn, &r, &owner);
	if (err || strcmp(owner, e->institution) != 0)
		return err;
	struct employer_resource *v = arena_grow(&s->k->arena, e->resources, e->n, &e->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	e->resources = v;
	v[e->n] =
		(struct employer_resource){r.no, arena_str(&s->k->arena, r.specialty), arena_str(&s->k->arena, r.tags)};
	return v[e->n].specialty && v[e->n++].tags ? 0 : QUAD_ENOMEM;
}

static int load_employer(struct decision_cache *k, struct db_txn *txn, struct employer *e)
{
	struct employer_search s = {k, txn, e};
	int err = register_list_load_of(txn, REGISTER_EMPLOYEES, e->institution, &k->arena, &e->posts);
	if (err || !e->posts.n)
		return err;
	return walk_table(txn, TABLE_RESOURCE, add_resource, &s);
}

int register_cache_employer(struct decision_cache *k, struct db_txn *txn, const char *institution,
                            const struct employer **out)
{
	static const struct employer none = {.institution = ""};
	*out = &none;
	int err = begin_cache(k, txn);
	if (err || !k->registers->any || !*institution)
		return err;
	struct employer *v = k->registers->employers;
	while (v && strcmp(v->institution, institution) != 0)
		v = v->next;
	if (!v) {
		v = arena_alloc(&k->arena, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		*v = (struct employer){.next = k->registers->employers,
		                       .institution = arena_str(&k->arena, institution)};
		err = v->institution ? load_employer(k, txn, v) : QUAD_ENOMEM;
		if (err)
			return err;
		k->registers->employers = v;
	}
	*out = v;
	return 0;
}
