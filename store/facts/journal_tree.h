/*
 * The Merkle tree over the journal (store/model/merkle.h) as the store keeps it: its edge in one record, and the roots
 * of all perfect trees of 256, 65,536... entries, so that a proof reads some hundred records and not the journal. Entry
 * seq is leaf seq - 1.
 */
#ifndef QUAD_STORE_JOURNAL_TREE_H
#define QUAD_STORE_JOURNAL_TREE_H

#include "store/facts/keys.h"
#include "store/model/journal_leaf.h"

/* The edge as stored; of a store without entries an empty one. QUAD_ECORRUPT. */
int journal_tree_edge(struct db_txn *txn, struct merkle_edge *out) __attribute__((warn_unused_result));
/* Adds the leaf of the next entry to the edge, and puts what is kept of full trees; the edge itself is put later. */
int journal_tree_add(struct db_txn *txn, struct merkle_edge *edge, const struct hash *leaf)
	__attribute__((warn_unused_result));
int journal_tree_put_edge(struct db_txn *txn, const struct merkle_edge *edge) __attribute__((warn_unused_result));

/*
 * Reads the entries from `seq` on, at most `max`, and gives each leaf's hash; QUAD_ECORRUPT if one is missing or not an
 * entry. *next: the number after the last one read, 0 at the end of the journal.
 */
int journal_tree_leaves(struct db_txn *txn, uint64_t seq, uint64_t max, int (*fn)(void *arg, const struct hash *leaf),
                        void *arg, uint64_t *next) __attribute__((warn_unused_result));

/* The key of the kept root of the perfect tree of 2^level leaves, the index-th of them. */
struct key journal_tree_key(unsigned level, uint64_t index);

/*
 * The root and the proof of an entry in the tree as it stands, from the edge and what is kept. QUAD_ENOTFOUND: no such
 * entry.
 */
int journal_tree_prove(struct db_txn *txn, uint64_t seq, const struct merkle_edge *edge,
                       struct hash path[MERKLE_LEVELS], unsigned *n_path) __attribute__((warn_unused_result));

/* The upgrade of an older store: gives all entries salts and builds the tree. */
int journal_tree_make(struct db_txn *txn) __attribute__((warn_unused_result));

#endif
