/*
 * The changes of a booking, the last number of the journal, and the figures of a store. The journal's entries of a
 * booking form a chain: each names the one before it, and the booking names its last.
 */
#include "store/query/query.h"

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"

/* ---- history ---- */

struct history_ask {
	struct store *store;
	struct sight *sight;
	uint64_t id;
	struct history *out;
};

/* Decodes the booking of an image of the journal, if there is one: for a new booking there is none before it. */
static int decode_image(struct history_ask *ask, struct db_txn *txn, struct bytes image, bool *has, struct booking *out,
                        const char **claims)
{
	struct arena *arena = &ask->out->arena;
	bool all;
	*has = image.len > 0;
	*claims = "";
	if (!*has)
		return 0;
	int err = booking_decode(image, arena, out);
	if (!err)
		err = facts_claims_text(txn, out, arena, claims);
	if (!err)
		err = sight_of_booking(ask->sight, txn, out, &all);
	if (!err && !all)
		sight_hide(out);
	return err;
}

static int get_entry(struct history_ask *ask, struct db_txn *txn, uint64_t seq, struct history_entry *out)
{
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes record;
	key_u64(&k, seq);
	*out = (struct history_entry){0};
	int err = db_get(txn, key_bytes(&k), &record);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	err = walk_keep(&ask->out->arena, record, &record);
	if (!err)
		err = journal_decode(record, &out->entry);
	if (err)
		return err;
	out->entry.seq = seq;
	err = decode_image(ask, txn, out->entry.before, &out->has_before, &out->before, &out->before_claims);
	return err ? err : decode_image(ask, txn, out->entry.after, &out->has_after, &out->after, &out->after_claims);
}

static void reverse_entries(struct history *h)
{
	for (size_t i = 0; i < h->n / 2; i++) {
		struct history_entry swap = h->v[i];
		h->v[i] = h->v[h->n - 1 - i];
		h->v[h->n - 1 - i] = swap;
	}
}

static int get_history(struct db_txn *txn, void *arg)
{
	struct history_ask *ask = arg;
	struct history *out = ask->out;
	struct booking b;
	size_t cap = 0;
	bool all = false;
	int err = sight_load(ask->store, txn, &ask->sight);
	if (!err)
		err = facts_booking(txn, ask->id, &out->arena, &b);
	if (!err)
		err = sight_of_booking(ask->sight, txn, &b, &all);
	if (err || !all)
		return err;
	for (uint64_t seq = b.seq, prev; seq; seq = prev) {
		struct history_entry *v = arena_grow(&out->arena, out->v, out->n, &cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->v = v;
		err = get_entry(ask, txn, seq, &v[out->n]);
		if (err)
			return err;
		prev = v[out->n++].entry.prev;
		if (prev >= seq)
			return QUAD_ECORRUPT;
	}
	reverse_entries(out);
	return 0;
}

int query_history(struct store *s, uint64_t id, struct history *out)
{
	*out = (struct history){0};
	int err = db_read(s->db, get_history, &(struct history_ask){.store = s, .id = id, .out = out});
	if (err) {
		arena_release(&out->arena);
		*out = (struct history){0};
	}
	return err;
}

static int get_last_seq(struct db_txn *txn, void *arg)
{
	return facts_last_seq(txn, arg);
}

int query_last_seq(struct store *s, uint64_t *out)
{
	return db_read(s->db, get_last_seq, out);
}

/* ---- figures ---- */

static int count_entry(struct bytes key, struct bytes value, void *arg)
{
	uint64_t *n = arg;
	(void)key;
	(void)value;
	++*n;
	return 0;
}

struct person_counter {
	struct sight *sight;
	uint64_t n;
};

static int count_person(struct bytes key, struct bytes value, void *arg)
{
	struct person_counter *c = arg;
	struct person p;
	(void)key;
	int err = person_decode(value, &p);
	c->n += !err && sight_of_person(c->sight, &p) != PERSON_UNKNOWN;
	return err;
}

struct booking_counter {
	struct store_figures *figures;
	struct arena arena;
};

static int count_booking(struct bytes key, struct bytes value, void *arg)
{
	struct booking_counter *c = arg;
	struct booking b;
	(void)key;
	int err = booking_decode(value, &c->arena, &b);
	c->figures->bookings++;
	if (!err && state_stands(b.state)) {
		c->figures->standing++;
		c->figures->claims += b.n_claims;
	}
	arena_release(&c->arena);
	return err;
}

struct figures_ask {
	struct store *store;
	struct store_figures *out;
};

static int get_figures(struct db_txn *txn, void *arg)
{
	const struct figures_ask *ask = arg;
	struct store_figures *f = ask->out;
	struct person_counter people = {0};
	struct {
		enum table table;
		uint64_t *n;
	} counts[] = {
		{TABLE_INSTITUTION, &f->institutions}, {TABLE_CAMPUS, &f->campuses},  {TABLE_TRAVEL, &f->travel},
		{TABLE_RESOURCE_CODE, &f->resources},  {TABLE_CLOSURE, &f->closures}, {TABLE_JOURNAL, &f->journal},
	};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		int err = walk_table(txn, counts[i].table, count_entry, counts[i].n);
		if (err)
			return err;
	}
	int err = sight_load(ask->store, txn, &people.sight);
	if (!err)
		err = walk_table(txn, TABLE_PERSON, count_person, &people);
	f->people = people.n;
	if (err)
		return err;
	return walk_table(txn, TABLE_BOOKING, count_booking, &(struct booking_counter){.figures = f});
}

int query_figures(struct store *s, struct store_figures *out)
{
	*out = (struct store_figures){0};
	int err = db_read(s->db, get_figures, &(struct figures_ask){s, out});
	return err ? err : db_figures(s->db, &out->db);
}
