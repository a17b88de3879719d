/*
 * The Merkle tree: roots that certificate logs publish for the known eight leaves (RFC 6962 in the field), and every
 * proof of small trees against a tree that is built in full.
 */
#include <check.h>
#include <stdio.h>

#include "store/model/merkle.h"

Suite *merkle_suite(void);

enum { SMALL = 70 };

static const struct bytes leaves[] = {{"", 0},
                                      {"\x00", 1},
                                      {"\x10", 1},
                                      {"\x20\x21", 2},
                                      {"\x30\x31", 2},
                                      {"\x40\x41\x42\x43", 4},
                                      {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
                                      {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};

static const char *const roots[] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void add(struct merkle_edge *edge, const struct hash *leaf)
{
	struct hash full[MERKLE_LEVELS / MERKLE_KEPT];
	ck_assert_uint_eq(merkle_add(edge, leaf, full), edge->size % 256 == 0 ? 1 : 0);
}

START_TEST(roots_are_those_of_the_field)
{
	struct merkle_edge edge = {0};
	for (size_t n = 0; n < sizeof roots / sizeof *roots; n++) {
		char hex[2 * HASH_BYTES + 1];
		struct hash root = merkle_root(&edge);
		for (size_t i = 0; i < HASH_BYTES; i++)
			snprintf(hex + 2 * i, 3, "%02x", root.p[i]);
		ck_assert_str_eq(hex, roots[n]);
		if (n < sizeof leaves / sizeof *leaves) {
			struct hash leaf = merkle_leaf(leaves[n]);
			add(&edge, &leaf);
		}
	}
}
END_TEST

/* ---- a tree in full ---- */

static struct hash small_leaf(uint64_t i)
{
	unsigned char data = (unsigned char)i;
	return merkle_leaf((struct bytes){&data, 1});
}

/* As the RFC defines it, over the leaves [first, first + n). */
static struct hash full_root(uint64_t first, uint64_t n)
{
	if (n == 0)
		return hash_of(NULL, 0);
	if (n == 1)
		return small_leaf(first);
	uint64_t half = 1;
	while (half * 2 < n)
		half *= 2;
	struct hash left = full_root(first, half), right = full_root(first + half, n - half);
	return merkle_node(&left, &right);
}

static int ask_root(void *arg, uint64_t first, uint64_t n, struct hash *out)
{
	(void)arg;
	ck_assert_uint_eq(n & (n - 1), 0);
	ck_assert_uint_eq(first % n, 0);
	*out = full_root(first, n);
	return 0;
}

START_TEST(every_proof_of_small_trees_holds)
{
	struct merkle_edge edge = {0};
	for (uint64_t size = 1; size <= SMALL; size++) {
		struct hash leaf = small_leaf(size - 1), want = full_root(0, size);
		add(&edge, &leaf);
		struct hash root = merkle_root(&edge);
		ck_assert(hash_equals(&root, &want));
		for (uint64_t i = 0; i < size; i++) {
			struct hash path[MERKLE_LEVELS];
			unsigned n;
			leaf = small_leaf(i);
			ck_assert_int_eq(merkle_prove(i, size, ask_root, NULL, path, &n), 0);
			ck_assert(merkle_proves(i, size, &leaf, path, n, &root));
		}
	}
}
END_TEST

/* Each change of a proof that holds makes one that does not. */
START_TEST(forged_proofs_do_not_hold)
{
	for (uint64_t size = 2; size <= 20; size++) {
		struct hash root = full_root(0, size);
		for (uint64_t i = 0; i < size; i++) {
			struct hash path[MERKLE_LEVELS], leaf = small_leaf(i), other = small_leaf(i + 1);
			unsigned n;
			ck_assert_int_eq(merkle_prove(i, size, ask_root, NULL, path, &n), 0);
			ck_assert(!merkle_proves(i, size, &other, path, n, &root));
			ck_assert(!merkle_proves(i, size, &leaf, path, n - 1, &root));
			path[n] = other;
			ck_assert(!merkle_proves(i, size, &leaf, path, n + 1, &root));
			ck_assert(!merkle_proves(size, size, &leaf, path, n, &root));
			for (uint64_t j = 0; j < size; j++)
				ck_assert(j == i || !merkle_proves(j, size, &leaf, path, n, &root));
			for (unsigned at = 0; at < n; at++) {
				path[at].p[at % HASH_BYTES] ^= 1;
				ck_assert(!merkle_proves(i, size, &leaf, path, n, &root));
				path[at].p[at % HASH_BYTES] ^= 1;
			}
			root.p[31] ^= 0x80;
			ck_assert(!merkle_proves(i, size, &leaf, path, n, &root));
			root.p[31] ^= 0x80;
		}
	}
}
END_TEST

START_TEST(what_is_kept_are_roots_of_perfect_trees)
{
	struct merkle_edge edge = {0};
	struct hash full[MERKLE_LEVELS / MERKLE_KEPT];
	unsigned n = 0;
	for (uint64_t i = 0; i < UINT64_C(1) << (2 * MERKLE_KEPT); i++) {
		struct hash leaf = small_leaf(i);
		n = merkle_add(&edge, &leaf, full);
		if (i == 511) {
			struct hash want = full_root(256, 256);
			ck_assert_uint_eq(n, 1);
			ck_assert(hash_equals(&full[0], &want));
		}
	}
	struct hash root = merkle_root(&edge);
	ck_assert_uint_eq(n, 2);
	ck_assert(hash_equals(&full[1], &root));
}
END_TEST

Suite *merkle_suite(void)
{
	Suite *s = suite_create("merkle");
	TCase *t = tcase_create("tree");
	tcase_add_test(t, roots_are_those_of_the_field);
	tcase_add_test(t, every_proof_of_small_trees_holds);
	tcase_add_test(t, forged_proofs_do_not_hold);
	tcase_add_test(t, what_is_kept_are_roots_of_perfect_trees);
	suite_add_tcase(s, t);
	return s;
}
