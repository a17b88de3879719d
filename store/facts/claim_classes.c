/* A record of four bytes for each resource that is listed. */
#include "store/facts/claim_classes.h"

#include "store/base/err.h"
#include "store/base/record.h"

#define FIRST (UINT32_C(1) << CLASS_WIDE_FIRST)

enum { KEY_BYTES = 5, VALUE_BYTES = 4 };

struct key claim_classes_key(uint32_t resource)
{
	struct key k = key_table(TABLE_CLAIM_CLASSES);
	key_u32(&k, resource);
	return k;
}

static int decode(struct bytes value, uint32_t *out)
{
	if (value.len != VALUE_BYTES)
		return QUAD_ECORRUPT;
	*out = FIRST | (uint32_t)le_get(value.p, VALUE_BYTES);
	return 0;
}

int claim_classes_get(struct db_txn *txn, uint32_t resource, uint32_t *out)
{
	struct key k = claim_classes_key(resource);
	struct bytes value;
	*out = FIRST;
	int err = db_get(txn, key_bytes(&k), &value);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	return decode(value, out);
}

int claim_classes_add(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, bool *added)
{
	unsigned class = key_class_wide(key_class(start, end));
	struct key k = claim_classes_key(resource);
	unsigned char value[VALUE_BYTES];
	uint32_t classes;
	*added = false;
	if (class == CLASS_WIDE_FIRST)
		return 0;
	int err = claim_classes_get(txn, resource, &classes);
	if (err || classes >> class & 1)
		return err;
	*added = true;
	le_put(value, (classes | UINT32_C(1) << class) & ~FIRST, sizeof value);
	return db_put(txn, key_bytes(&k), (struct bytes){value, sizeof value});
}

static int add_listed(struct bytes key, struct bytes value, size_t *cap, struct arena *arena,
                      struct claim_classes *out)
{
	struct listed_classes *v = arena_grow(arena, out->v, out->n, cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	if (key.len != KEY_BYTES)
		return QUAD_ECORRUPT;
	out->v = v;
	v[out->n].resource = key_get_u32(key, 1);
	return decode(value, &v[out->n++].classes);
}

int claim_classes_load(struct db_txn *txn, size_t most, struct arena *arena, struct claim_classes *out, bool *all)
{
	struct key lo = key_table(TABLE_CLAIM_CLASSES), hi = key_after(&lo);
	struct db_scan scan;
	struct bytes key, value;
	size_t cap = 0;
	*out = (struct claim_classes){0};
	*all = false;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err) {
		err = db_scan_next(&scan, &key, &value);
		*all = err == QUAD_ENOTFOUND;
		if (err || out->n == most)
			break;
		err = add_listed(key, value, &cap, arena, out);
	}
	db_scan_close(&scan);
	return *all ? 0 : err;
}

static int resource_order(const void *element, const void *key)
{
	const struct listed_classes *x = element;
	const uint32_t *resource = key;
	return (x->resource > *resource) - (x->resource < *resource);
}

uint32_t claim_classes_of(const struct claim_classes *c, uint32_t resource)
{
	size_t i = array_find(c->v, c->n, sizeof *c->v, &resource, resource_order);
	return i < c->n && c->v[i].resource == resource ? c->v[i].classes : FIRST;
}
