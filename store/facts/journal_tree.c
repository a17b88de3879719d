/* Only the writer of the journal adds; the proof of the store builds the tree again from the entries and compares. */
#include "store/facts/journal_tree.h"

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/facts/facts.h"
#include "store/facts/walk.h"

enum { EDGE_HEAD = 8, MISSING_MAX = 1000 };

static struct key edge_key(void)
{
	return key_table(TABLE_TREE);
}

struct key journal_tree_key(unsigned level, uint64_t index)
{
	struct key k = key_table(TABLE_TREE);
	key_u8(&k, level);
	key_u64(&k, index);
	return k;
}

/* ---- the edge ---- */

int journal_tree_edge(struct db_txn *txn, struct merkle_edge *out)
{
	struct key k = edge_key();
	struct bytes v;
	out->size = 0;
	int err = db_get(txn, key_bytes(&k), &v);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (v.len < EDGE_HEAD)
		return QUAD_ECORRUPT;
	out->size = le_get(v.p, EDGE_HEAD);
	size_t len = merkle_edge_hashes(out->size) * sizeof *out->v;
	if (v.len != EDGE_HEAD + len)
		return QUAD_ECORRUPT;
	memcpy(out->v, (const unsigned char *)v.p + EDGE_HEAD, len);
	return 0;
}

int journal_tree_put_edge(struct db_txn *txn, const struct merkle_edge *edge)
{
	unsigned char bytes[EDGE_HEAD + sizeof edge->v];
	struct key k = edge_key();
	size_t len = merkle_edge_hashes(edge->size) * sizeof *edge->v;
	le_put(bytes, edge->size, EDGE_HEAD);
	memcpy(bytes + EDGE_HEAD, edge->v, len);
	return db_put(txn, key_bytes(&k), (struct bytes){bytes, EDGE_HEAD + len});
}

/* ---- growing ---- */

int journal_tree_add(struct db_txn *txn, struct merkle_edge *edge, const struct hash *leaf)
{
	struct hash full[MERKLE_LEVELS / MERKLE_KEPT];
	unsigned n = merkle_add(edge, leaf, full);
	for (unsigned i = 0; i < n; i++) {
		unsigned level = (i + 1) * MERKLE_KEPT;
		struct key k = journal_tree_key(level, (edge->size >> level) - 1);
		int err = db_put(txn, key_bytes(&k), (struct bytes){full[i].p, HASH_BYTES});
		if (err)
			return err;
	}
	return 0;
}

/* ---- reading ---- */

struct leaves {
	uint64_t next, last;
	int (*fn)(void *arg, const struct hash *leaf);
	void *arg;
	struct buf scratch;
};

static int read_leaf(struct bytes key, struct bytes value, void *arg)
{
	struct leaves *l = arg;
	struct journal_entry e;
	struct hash leaf;
	/* one is missing where a number is left out */
	if (key.len != 9 || key_get_u64(key, 1) != l->next)
		return QUAD_ECORRUPT;
	if (l->next == l->last)
		return QUAD_ESTOP;
	l->next++;
	int err = journal_decode(value, &e);
	if (!err)
		err = journal_leaf(&e, &l->scratch, &leaf);
	return err ? err : l->fn(l->arg, &leaf);
}

int journal_tree_leaves(struct db_txn *txn, uint64_t seq, uint64_t max, int (*fn)(void *arg, const struct hash *leaf),
                        void *arg, uint64_t *next)
{
	struct leaves l = {.next = seq, .last = seq + max, .fn = fn, .arg = arg};
	struct key lo = key_table(TABLE_JOURNAL), hi = key_after(&lo);
	key_u64(&lo, seq);
	int err = walk_range(txn, &lo, &hi, read_leaf, &l);
	buf_release(&l.scratch);
	*next = err == QUAD_ESTOP ? l.next : 0;
	return err == QUAD_ESTOP ? 0 : err;
}

static int add_to_edge(void *arg, const struct hash *leaf)
{
	struct hash full[MERKLE_LEVELS / MERKLE_KEPT];
	merkle_add(arg, leaf, full);
	return 0;
}

static int get_kept(struct db_txn *txn, unsigned level, uint64_t index, struct hash *out)
{
	struct key k = journal_tree_key(level, index);
	struct bytes v;
	int err = db_get(txn, key_bytes(&k), &v);
	if (err || v.len != HASH_BYTES)
		return err && err != QUAD_ENOTFOUND ? err : QUAD_ECORRUPT;
	memcpy(out->p, v.p, HASH_BYTES);
	return 0;
}

/* The root of a perfect tree: from the entries, or from the kept roots of the next level that is kept below it. */
static int perfect_root(void *arg, uint64_t first, uint64_t n, struct hash *out)
{
	struct db_txn *txn = arg;
	unsigned level = (unsigned)__builtin_ctzll(n), kept = level / MERKLE_KEPT * MERKLE_KEPT;
	struct merkle_edge edge = {0};
	uint64_t next;
	int err = 0;
	if (kept == 0) {
		err = journal_tree_leaves(txn, first + 1, n, add_to_edge, &edge, &next);
	} else {
		for (uint64_t i = first >> kept; !err && i < (first + n) >> kept; i++) {
			struct hash one;
			err = get_kept(txn, kept, i, &one);
			if (!err)
				add_to_edge(&edge, &one);
		}
	}
	if (!err && edge.size != n >> kept)
		err = QUAD_ECORRUPT;
	if (!err)
		*out = merkle_root(&edge);
	return err;
}

int journal_tree_prove(struct db_txn *txn, uint64_t seq, const struct merkle_edge *edge,
                       struct hash path[MERKLE_LEVELS], unsigned *n_path)
{
	if (seq == 0 || seq > edge->size)
		return QUAD_ENOTFOUND;
	return merkle_prove(seq - 1, edge->size, perfect_root, txn, path, n_path);
}

/* ---- the upgrade ---- */

/* Writes the entry with salts where it has none. The texts of e are in `kept`. */
static int salt_entry(struct db_txn *txn, const struct key *k, struct journal_entry *e, struct buf *out)
{
	struct journal_salts room;
	size_t had = e->before_salt.len + e->after_salt.len;
	int err = journal_salt(e, &room);
	if (err || e->before_salt.len + e->after_salt.len == had)
		return err;
	buf_clear(out);
	journal_encode(e, out);
	return out->failed ? QUAD_ENOMEM : db_put(txn, key_bytes(k), (struct bytes){out->p, out->len});
}

/*
 * What is missing or cannot be read is damage: its leaf is that of nothing, and the proof of the store names it. So
 * many that are missing one after the other are none that ever were.
 */
static int add_old_entry(struct db_txn *txn, uint64_t seq, struct merkle_edge *edge, unsigned *missing,
                         struct buf *kept, struct buf *out)
{
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes v;
	struct journal_entry e;
	struct hash leaf = merkle_leaf((struct bytes){"", 0});
	key_u64(&k, seq);
	int err = db_get(txn, key_bytes(&k), &v);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	*missing = err ? *missing + 1 : 0;
	if (*missing > MISSING_MAX)
		return QUAD_ECORRUPT;
	buf_clear(kept);
	if (!err)
		buf_add(kept, v.p, v.len);
	if (kept->failed)
		return QUAD_ENOMEM;
	bool readable = !err && journal_decode((struct bytes){kept->p, kept->len}, &e) == 0;
	err = readable ? salt_entry(txn, &k, &e, out) : 0;
	if (!err && readable)
		err = journal_leaf(&e, out, &leaf);
	return err ? err : journal_tree_add(txn, edge, &leaf);
}

int journal_tree_make(struct db_txn *txn)
{
	struct merkle_edge edge = {0};
	struct buf kept = {0}, out = {0};
	uint64_t last = 0;
	unsigned missing = 0;
	int err = facts_last_seq(txn, &last);
	for (uint64_t seq = 1; seq <= last && !err; seq++)
		err = add_old_entry(txn, seq, &edge, &missing, &kept, &out);
	buf_release(&kept);
	buf_release(&out);
	return err ? err : journal_tree_put_edge(txn, &edge);
}
