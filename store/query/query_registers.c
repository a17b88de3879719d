/* Rows of the registers, read as a whole: they are few. */
#include "store/query/query_registers.h"

#include "store/facts/register_list.h"
#include "store/facts/sight_register.h"

struct register_ask {
	struct store *store;
	enum register_id id;
	struct register_list *out;
};

static int gather_rows(struct db_txn *txn, void *arg)
{
	const struct register_ask *ask = arg;
	struct register_list *out = ask->out;
	struct register_rows found = {0};
	struct sight *sight;
	int err = sight_load(ask->store, txn, &sight);
	if (!err)
		err = register_list_load(txn, ask->id, &out->arena, &found);
	out->v = found.v;
	for (size_t i = 0; i < found.n && !err; i++) {
		bool seen;
		err = sight_of_register(sight, txn, &found.v[i], &out->arena, &seen);
		if (!err && seen)
			out->v[out->n++] = found.v[i];
	}
	return err;
}

int query_register(struct store *s, enum register_id id, struct register_list *out)
{
	*out = (struct register_list){0};
	int err = db_read(s->db, gather_rows, &(struct register_ask){s, id, out});
	if (err) {
		arena_release(&out->arena);
		*out = (struct register_list){0};
	}
	return err;
}
