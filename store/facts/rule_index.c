/* The keys of owners' rules, and the scans by place. */
#include "store/facts/rule_index.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

struct key rule_index_key(const char *id)
{
	struct key k = key_table(TABLE_RULE);
	key_text(&k, id);
	return k;
}

/* Begins the key of all rules that are found from a spot. */
static struct key key_of_spot(const struct policy_spot *spot)
{
	struct key k = key_table(TABLE_RULE_PLACE);
	key_u8(&k, (unsigned)spot->where);
	if (spot->where == POLICY_OF_KIND)
		key_text(&k, kind_word(spot->kind));
	else
		key_text(&k, spot->name);
	key_u8(&k, 1);
	return k;
}

struct key rule_index_place_key(const struct policy_place *place, const char *id)
{
	struct key k = key_of_spot(&place->spot[0]);
	key_text(&k, id);
	return k;
}

struct key rule_index_qualification_key(const char *login, const char *name)
{
	struct key k = key_table(TABLE_QUALIFICATION);
	key_text(&k, login);
	key_u8(&k, 1);
	key_text(&k, name);
	return k;
}

struct rule_gathering {
	struct db_txn *txn;
	struct arena *arena;
	struct rule_records *out;
};

/* Adds the rule of a record, which is copied. */
static int add_rule(struct rule_gathering *g, struct bytes record)
{
	struct bytes kept;
	struct owner_rule *v = arena_grow(g->arena, g->out->v, g->out->n, &g->out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	g->out->v = v;
	int err = walk_keep(g->arena, record, &kept);
	if (!err)
		err = owner_rule_decode(kept, &v[g->out->n]);
	g->out->n += !err;
	return err;
}

static int add_by_id(struct bytes key, struct bytes value, void *arg)
{
	struct rule_gathering *g = arg;
	struct key k = key_table(TABLE_RULE);
	struct bytes record;
	(void)key;
	if (value.len == 0 || value.len > RULE_ID_MAX_BYTES)
		return QUAD_ECORRUPT;
	memcpy(k.p + k.len, value.p, value.len);
	k.len += value.len;
	int err = db_get(g->txn, key_bytes(&k), &record);
	if (err == QUAD_ENOTFOUND)
		return QUAD_ECORRUPT;
	return err ? err : add_rule(g, record);
}

static int add_of_spot(struct rule_gathering *g, const struct policy_spot *spot)
{
	struct key lo = key_of_spot(spot), hi = key_after(&lo);
	return walk_range(g->txn, &lo, &hi, add_by_id, g);
}

/* The rules of each tag of `a;b`. */
static int add_of_tags(struct rule_gathering *g, const char *tags)
{
	char tag[CODE_MAX_BYTES + 1];
	for (const char *p = tags; *p;) {
		size_t len = strcspn(p, ";");
		if (len > 0 && len <= CODE_MAX_BYTES) {
			memcpy(tag, p, len);
			tag[len] = '\0';
			int err = add_of_spot(g, &(struct policy_spot){.where = POLICY_OF_TAG, .name = tag});
			if (err)
				return err;
		}
		p += len;
		p += *p == ';';
	}
	return 0;
}

int rule_index_of(struct db_txn *txn, const struct resource *resource, struct arena *arena, struct rule_records *out)
{
	const struct policy_spot spots[] = {
		{.where = POLICY_EVERYWHERE, .name = ""},
		{.where = POLICY_OF_KIND, .kind = resource->kind, .name = ""},
		{.where = POLICY_OF_INSTITUTION, .name = resource->institution},
		{.where = POLICY_OF_CAMPUS, .name = resource->campus},
		{.where = POLICY_OF_RESOURCE, .name = resource->code},
	};
	struct rule_gathering g = {txn, arena, out};
	for (size_t i = 0; i < sizeof spots / sizeof *spots; i++) {
		int err = add_of_spot(&g, &spots[i]);
		if (err)
			return err;
	}
	return add_of_tags(&g, resource->tags);
}

static int add_each(struct bytes key, struct bytes value, void *arg)
{
	(void)key;
	return add_rule(arg, value);
}

int rule_index_all(struct db_txn *txn, struct arena *arena, struct rule_records *out)
{
	return walk_table(txn, TABLE_RULE, add_each, &(struct rule_gathering){txn, arena, out});
}

struct qualification_gathering {
	struct arena *arena;
	struct qualification_records *out;
};

static int add_qualification(struct bytes key, struct bytes value, void *arg)
{
	struct qualification_gathering *g = arg;
	struct bytes kept;
	struct qualification *v = arena_grow(g->arena, g->out->v, g->out->n, &g->out->cap, sizeof *v);
	(void)key;
	if (!v)
		return QUAD_ENOMEM;
	g->out->v = v;
	int err = walk_keep(g->arena, value, &kept);
	if (!err)
		err = qualification_decode(kept, &v[g->out->n]);
	g->out->n += !err;
	return err;
}

int rule_index_qualifications(struct db_txn *txn, const char *login, struct arena *arena,
                              struct qualification_records *out)
{
	struct key lo = login ? rule_index_qualification_key(login, "") : key_table(TABLE_QUALIFICATION);
	struct key hi = key_after(&lo);
	return walk_range(txn, &lo, &hi, add_qualification, &(struct qualification_gathering){arena, out});
}
