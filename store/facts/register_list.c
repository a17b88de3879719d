/* A key has the register, its key texts with a byte 1 between them, and its key numbers. */
#include "store/facts/register_list.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/walk.h"

enum { BETWEEN = 1 };

static struct key first_key(enum register_id id, const char *first)
{
	struct key k = key_table(TABLE_REGISTER);
	key_u8(&k, id);
	if (*first) {
		key_text(&k, first);
		key_u8(&k, BETWEEN);
	}
	return k;
}

struct key register_list_key(const struct register_row *row)
{
	const struct register_kind *kind = register_kind(row->id);
	struct key k = first_key(row->id, "");
	for (size_t i = 0; i < kind->n_texts; i++)
		if (kind->texts[i].key) {
			key_text(&k, row->text[i]);
			key_u8(&k, BETWEEN);
		}
	for (size_t i = 0; i < kind->n_numbers; i++)
		if (kind->numbers[i].key)
			key_u64(&k, (uint64_t)row->number[i] ^ UINT64_C(1) << 63);
	return k;
}

struct loading {
	struct arena *arena;
	struct register_rows *out;
};

static int add_row(struct bytes key, struct bytes value, void *arg)
{
	struct loading *l = arg;
	struct bytes record;
	(void)key;
	struct register_row *v = arena_grow(l->arena, l->out->v, l->out->n, &l->out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	l->out->v = v;
	int err = walk_keep(l->arena, value, &record);
	return err ? err : register_decode(record, &v[l->out->n++]);
}

int register_list_load_of(struct db_txn *txn, enum register_id id, const char *first, struct arena *arena,
                          struct register_rows *out)
{
	struct key lo = first_key(id, first), hi = key_after(&lo);
	struct loading l = {arena, out};
	*out = (struct register_rows){0};
	return walk_range(txn, &lo, &hi, add_row, &l);
}

int register_list_load(struct db_txn *txn, enum register_id id, struct arena *arena, struct register_rows *out)
{
	return register_list_load_of(txn, id, "", arena, out);
}
