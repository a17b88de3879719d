/* The register is read in a snapshot of its own. */
#include "store/query/query_event.h"

#include "store/facts/events.h"

struct asked {
	const char *code;
	struct arena *arena;
	struct register_row *out;
};

static int find_event(struct db_txn *txn, void *arg)
{
	const struct asked *a = arg;
	return events_find(txn, a->code, a->arena, a->out);
}

int query_event(struct store *s, const char *code, struct arena *arena, struct register_row *out)
{
	return db_read(s->db, find_event, &(struct asked){code, arena, out});
}
