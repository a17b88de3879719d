/* The journal as a list, read in portions, so that a long one holds no snapshot for long. */
#include <string.h>

#include "store/base/err.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"
#include "store/model/entity.h"
#include "store/query/query.h"

/* How many entries are looked at under one snapshot. */
enum { LOOKED_MAX = 100000 };

struct listing {
	struct store *store;
	struct db_txn *txn;
	struct sight *sight;
	const struct journal_filter *f;
	struct journal_rows *out;
	uint64_t from, next;
	size_t max, cap, looked;
};

/* `S3` names a series, and any name alone all kinds of things that bear it. */
static bool is_named(const char *entity, const char *wanted)
{
	const char *name = entity_name(entity);
	if (strcmp(entity, wanted) == 0 || strcmp(name, wanted) == 0)
		return true;
	bool series = *wanted == 'S' || *wanted == 's';
	return series && entity_kind_of(entity) == OF_SERIES && strcmp(name, wanted + 1) == 0;
}

/* A deputy's doing is that of both. */
static bool is_by(const struct journal_entry *e, const char *person)
{
	return strcmp(e->actor, person) == 0 || strcmp(e->in_place_of, person) == 0;
}

static bool is_wanted(const struct journal_filter *f, const struct journal_entry *e)
{
	if (f->since && e->at_min < f->since)
		return false;
	if (f->until && e->at_min >= f->until)
		return false;
	if (f->person && !is_by(e, f->person))
		return false;
	return !f->entity || is_named(e->entity, f->entity);
}

/* Adds an entry, its texts in the arena, if it may be seen. */
static int add_entry(struct listing *l, uint64_t seq, struct bytes value)
{
	struct bytes kept;
	bool shows;
	struct journal_entry *v = arena_grow(&l->out->arena, l->out->v, l->out->n, &l->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	l->out->v = v;
	v += l->out->n;
	int err = walk_keep(&l->out->arena, value, &kept);
	if (!err)
		err = journal_decode(kept, v);
	if (!err)
		err = sight_of_entry(l->sight, l->txn, v, &l->out->arena, &shows);
	if (err)
		return err;
	v->seq = seq;
	l->out->n += shows;
	return 0;
}

static int note_entry(struct bytes key, struct bytes value, void *arg)
{
	struct listing *l = arg;
	struct journal_entry e;
	int err = key.len == 9 ? journal_decode(value, &e) : QUAD_ECORRUPT;
	if (err)
		return err;
	uint64_t seq = key_get_u64(key, 1);
	if (l->out->n == l->max || l->looked++ == LOOKED_MAX) {
		l->next = seq;
		return QUAD_ESTOP;
	}
	return is_wanted(l->f, &e) ? add_entry(l, seq, value) : 0;
}

static int list_entries(struct db_txn *txn, void *arg)
{
	struct listing *l = arg;
	struct key lo = key_table(TABLE_JOURNAL), hi = key_after(&lo);
	key_u64(&lo, l->from);
	l->txn = txn;
	int err = sight_load(l->store, txn, &l->sight);
	if (!err)
		err = walk_range(txn, &lo, &hi, note_entry, l);
	return err == QUAD_ESTOP ? 0 : err;
}

int query_journal(struct store *s, const struct journal_filter *f, uint64_t *from, size_t max, struct journal_rows *out)
{
	struct listing l = {.store = s, .f = f, .out = out, .from = *from, .max = max};
	*out = (struct journal_rows){0};
	int err = db_read(s->db, list_entries, &l);
	*from = l.next;
	return err;
}

struct counting {
	uint64_t after, n;
};

static bool is_change(unsigned op)
{
	switch (op) {
	case OP_REFUSED:
	case OP_LOGIN:
	case OP_EXPORT:
	case OP_MAIL: return false;
	default: return true;
	}
}

static int count_entry(struct bytes key, struct bytes value, void *arg)
{
	struct counting *c = arg;
	struct journal_entry e;
	int err = key.len == 9 ? journal_decode(value, &e) : QUAD_ECORRUPT;
	if (!err)
		c->n += is_change(e.op);
	return err;
}

static int count_changes(struct db_txn *txn, void *arg)
{
	struct counting *c = arg;
	struct key lo = key_table(TABLE_JOURNAL), hi = key_after(&lo);
	key_u64(&lo, c->after + 1);
	return walk_range(txn, &lo, &hi, count_entry, c);
}

int query_changes_since(struct store *s, uint64_t seq, uint64_t *out)
{
	struct counting c = {.after = seq};
	int err = db_read(s->db, count_changes, &c);
	*out = err ? 0 : c.n;
	return err;
}
