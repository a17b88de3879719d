/* Tests compare with a tree that is built in full, and with roots and proofs of other programs. */
#include "store/model/merkle.h"

struct hash merkle_leaf(struct bytes data)
{
	static const unsigned char zero = 0;
	return hash_of((const struct bytes[]){{&zero, 1}, data}, 2);
}

struct hash merkle_node(const struct hash *left, const struct hash *right)
{
	static const unsigned char one = 1;
	return hash_of((const struct bytes[]){{&one, 1}, {left->p, HASH_BYTES}, {right->p, HASH_BYTES}}, 3);
}

unsigned merkle_edge_hashes(uint64_t size)
{
	return (unsigned)__builtin_popcountll(size);
}

unsigned merkle_add(struct merkle_edge *edge, const struct hash *leaf, struct hash full[MERKLE_LEVELS / MERKLE_KEPT])
{
	unsigned n = merkle_edge_hashes(edge->size), level = 0, n_full = 0;
	edge->v[n++] = *leaf;
	/* two trees of one size become one of twice the size, as in counting by one */
	for (uint64_t size = edge->size++; size & 1; size >>= 1, n--) {
		edge->v[n - 2] = merkle_node(&edge->v[n - 2], &edge->v[n - 1]);
		if (++level % MERKLE_KEPT == 0)
			full[n_full++] = edge->v[n - 2];
	}
	return n_full;
}

struct hash merkle_root(const struct merkle_edge *edge)
{
	unsigned n = merkle_edge_hashes(edge->size);
	if (n == 0)
		return hash_of(NULL, 0);
	struct hash root = edge->v[n - 1];
	for (unsigned i = n - 1; i > 0; i--)
		root = merkle_node(&edge->v[i - 1], &root);
	return root;
}

/* The largest power of two below n; n is at least 2. */
static uint64_t split_at(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* The root over the leaves [first, first + n), where only the last of the trees in it may be imperfect. */
static int root_of(uint64_t first, uint64_t n, merkle_fn *fn, void *arg, struct hash *out)
{
	struct merkle_edge edge = {.size = n};
	unsigned at = 0;
	for (uint64_t left = n; left;) {
		uint64_t perfect = UINT64_C(1) << (63 - __builtin_clzll(left));
		int err = fn(arg, first, perfect, &edge.v[at++]);
		if (err)
			return err;
		first += perfect;
		left -= perfect;
	}
	*out = merkle_root(&edge);
	return 0;
}

int merkle_prove(uint64_t index, uint64_t size, merkle_fn *fn, void *arg, struct hash path[MERKLE_LEVELS],
                 unsigned *n_path)
{
	uint64_t first = 0;
	struct hash above[MERKLE_LEVELS];
	unsigned n = 0;
	while (size > 1) {
		uint64_t half = split_at(size);
		bool right = index - first >= half;
		uint64_t other = right ? first : first + half;
		int err = root_of(other, right ? half : size - half, fn, arg, &above[n++]);
		if (err)
			return err;
		first += right ? half : 0;
		size = right ? size - half : half;
	}
	for (unsigned i = 0; i < n; i++)
		path[i] = above[n - 1 - i];
	*n_path = n;
	return 0;
}

/*
 * On each level from below, `index` is the node's number and `last` that of the level's last one. A last node without
 * a sibling goes up as it is.
 */
bool merkle_proves(uint64_t index, uint64_t size, const struct hash *leaf, const struct hash *path, unsigned n_path,
                   const struct hash *root)
{
	struct hash at = *leaf;
	if (index >= size)
		return false;
	uint64_t last = size - 1;
	for (unsigned i = 0; i < n_path; i++) {
		if (last == 0)
			return false;
		while (!(index & 1) && index == last) {
			index >>= 1;
			last >>= 1;
		}
		at = index & 1 ? merkle_node(&path[i], &at) : merkle_node(&at, &path[i]);
		index >>= 1;
		last >>= 1;
	}
	/* what is left of the way has no siblings */
	while (last && index == last && !(index & 1)) {
		index >>= 1;
		last >>= 1;
	}
	return last == 0 && hash_equals(&at, root);
}
