/*
 * The proof of a store's file below its records. LMDB 0.9 trusts what a page says about itself and reads wherever that
 * leads. Here every page of a snapshot is examined before its links are followed. No file is opened: pages come from a
 * function, faults go to another.
 *
 * The layout is that of LMDB's mdb.c: MDB_meta, MDB_db, MDB_page, MDB_node, in the byte order of a 64-bit machine that
 * counts from the low end.
 */
#ifndef QUAD_STORE_LMDB_PAGES_H
#define QUAD_STORE_LMDB_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGES_META_BYTES 152 /* at the beginning of a meta page, all that is read of it */
#define PAGES_HEAD_BYTES 16  /* the head of a page */

/* A tree of pages, as a meta page describes it. */
struct pages_tree {
	uint64_t root; /* PAGES_NONE = empty */
	uint64_t branch_pages, leaf_pages, overflow_pages, entries;
	uint32_t depth;
};

#define PAGES_NONE UINT64_MAX

struct pages_meta {
	uint32_t page_bytes;
	uint64_t last; /* the last page in use */
	uint64_t txn;  /* the transaction that wrote the meta page */
	struct pages_tree free; /* lists of free pages, by the transaction that freed them */
	struct pages_tree main; /* the entries */
};

/* Decodes a meta page from its first PAGES_META_BYTES. QUAD_ECORRUPT if it is not one of this version. */
int pages_meta_read(const unsigned char *page, struct pages_meta *out) __attribute__((warn_unused_result));

/* Gives a meta page, of which PAGES_META_BYTES are there, another transaction's number. */
void pages_meta_number(unsigned char *page, uint64_t txn);

struct pages_source {
	/* Puts page number no into out, page_bytes long. 0 or an error, which ends the proof. */
	int (*read)(void *arg, uint64_t no, unsigned char *out);
	/* A sentence without a full stop. */
	void (*fault)(void *arg, const char *text);
	void *arg;
};

/*
 * Proves that all pages that the meta page leads to can be followed: every page is where it should be, of the right
 * kind and reached once; every node is within its page; keys are in order; there are as many pages and entries as the
 * meta page says; free pages are not in use. Ends at the first fault of a page and tells at most 20; *n_faults counts
 * them. QUAD_ENOMEM, or an error of read.
 */
int pages_check(const struct pages_meta *meta, const struct pages_source *source, uint64_t *n_faults)
	__attribute__((warn_unused_result));

/*
 * Finds the page of a long value, which is longer than a page and therefore on pages of its own, in a row, after the
 * head of the first. `value` points into the map. False if it is not such a value.
 */
bool pages_of_value(const unsigned char *value, size_t len, uint32_t page_bytes, uint64_t *out)
	__attribute__((warn_unused_result));

#endif
