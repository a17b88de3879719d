/* The same functions as in a change, on entries as they are stored; what they put is part of the booking's commit. */
#include "bench/proof.h"

#include <stdio.h>

#include "bench/spawn.h"
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/journal_tree.h"
#include "store/facts/store_open.h"

enum { N_ENTRIES = 5000 };

struct measuring {
	struct samples *v;
	struct merkle_edge edge;
	struct buf scratch;
};

/* The entry as one that has no salts yet. */
static int measure_entry(struct measuring *m, struct journal_entry *e)
{
	struct journal_salts salts;
	struct hash leaf, full[MERKLE_LEVELS / MERKLE_KEPT];
	e->before_salt = e->after_salt = (struct bytes){"", 0};
	double start = now_us();
	int err = journal_salt(e, &salts);
	if (!err)
		err = journal_leaf(e, &m->scratch, &leaf);
	if (err)
		return err;
	merkle_add(&m->edge, &leaf, full);
	return sample_add(m->v, now_us() - start) ? QUAD_ENOMEM : 0;
}

static int measure_last(struct db_txn *txn, void *arg)
{
	struct measuring *m = arg;
	uint64_t last = 0;
	int err = facts_last_seq(txn, &last);
	if (!err)
		err = journal_tree_edge(txn, &m->edge);
	for (uint64_t seq = last > N_ENTRIES ? last - N_ENTRIES : 1; seq <= last; seq++) {
		struct key k = key_table(TABLE_JOURNAL);
		struct journal_entry e;
		struct bytes v;
		if (err)
			return err;
		key_u64(&k, seq);
		err = db_get(txn, key_bytes(&k), &v);
		if (!err)
			err = journal_decode(v, &e);
		if (!err)
			err = measure_entry(m, &e);
	}
	return err;
}

int proof_measure(struct bench *b)
{
	struct side *side = &b->sides[0];
	struct samples v = {0};
	struct measuring m = {.v = &v};
	struct store s;
	if (b->n_sides == 0 || side->engine != &engine_quad)
		return 0;
	int err = store_open(side->at, &s);
	if (!err) {
		err = db_read(s.db, measure_last, &m);
		store_close(&s);
	}
	if (err)
		fprintf(stderr, "bench: %s: %s\n", side->at, quad_strerror(err));
	write_samples(b, "proof entry", side, "us", &v);
	buf_release(&m.scratch);
	return err ? -1 : 0;
}
