/*
 * The Merkle tree of RFC 6962, section 2.1, over SHA-256: a leaf's hash is that of a zero byte and its data, a node's
 * that of a one byte and its two children. Pure; who has the leaves is asked by a function.
 *
 * A tree that grows is known by its edge: the roots of the perfect trees that it consists of, the largest first, one
 * for each bit of its size that is set. To add a leaf takes one hash for the leaf and, on average, one for a node.
 */
#ifndef QUAD_STORE_MERKLE_H
#define QUAD_STORE_MERKLE_H

#include "store/base/hash.h"

#define MERKLE_LEVELS 64

struct merkle_edge {
	uint64_t size; /* leaves */
	struct hash v[MERKLE_LEVELS];
};

struct hash merkle_leaf(struct bytes data);
struct hash merkle_node(const struct hash *left, const struct hash *right);

/* Every so many levels the roots of perfect trees are worth keeping: a proof then asks for few hashes. */
#define MERKLE_KEPT 8

/*
 * Adds a leaf, by its hash. Its number is the size before, from 0. Returns how many of the levels 8, 16... it has made
 * a perfect tree of, the roots of these in `full`, from below.
 */
unsigned merkle_add(struct merkle_edge *edge, const struct hash *leaf, struct hash full[MERKLE_LEVELS / MERKLE_KEPT]);
/* How many hashes the edge of a tree of that size has. */
unsigned merkle_edge_hashes(uint64_t size);
/* The root; of an empty tree the hash of nothing. */
struct hash merkle_root(const struct merkle_edge *edge);

/* The root of the perfect tree over `n` leaves from `first` on: n is a power of two, and first a multiple of it. */
typedef int merkle_fn(void *arg, uint64_t first, uint64_t n, struct hash *out);

/*
 * The inclusion proof of leaf `index` in the tree of `size` leaves (2.1.1): the siblings on its way up, from below.
 * Errors of fn.
 */
int merkle_prove(uint64_t index, uint64_t size, merkle_fn *fn, void *arg, struct hash path[MERKLE_LEVELS],
                 unsigned *n_path) __attribute__((warn_unused_result));
/* True if the proof leads from the leaf to the root. */
bool merkle_proves(uint64_t index, uint64_t size, const struct hash *leaf, const struct hash *path, unsigned n_path,
                   const struct hash *root);

#endif
