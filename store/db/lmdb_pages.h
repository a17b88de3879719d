/*
 * The proof of a store's file below its records: LMDB 0.9 trusts what a page says about itself and reads wherever that
 * leads. Here every page that a snapshot leads to is looked at before anything follows it. Pure: pages come from a
 * function, faults go to one.
 *
 * The layout is that of LMDB's mdb.c: MDB_meta, MDB_db, MDB_page, MDB_node, in the byte order of a 64-bit machine that
 * counts from the low end.
 */
#ifndef QUAD_STORE_LMDB_PAGES_H
#define QUAD_STORE_LMDB_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGES_META_BYTES 152 /* of a meta page */

struct pages_tree {
	uint64_t root; /* PAGES_NONE = empty */
	uint64_t branch_pages, leaf_pages, overflow_pages, entries;
	uint32_t depth;
};

#define PAGES_NONE UINT64_MAX

struct pages_meta {
	uint32_t page_bytes;
	uint64_t last, txn; /* the last page in use; the transaction that wrote it */
	struct pages_tree free, main;
};

/* Reads the meta page that begins with these bytes. QUAD_ECORRUPT if it is none of this version. */
int pages_meta_read(const unsigned char *page, struct pages_meta *out) __attribute__((warn_unused_result));

struct pages_source {
	/* Puts page number no into out, page_bytes long. 0 or an error, which ends the proof. */
	int (*read)(void *arg, uint64_t no, unsigned char *out);
	/* A sentence without a full stop. */
	void (*fault)(void *arg, const char *text);
	void *arg;
};

/*
 * Proves that what the meta page leads to can be followed: every page where it should be, of the right kind and reached
 * once; every node within its page; keys in order; as many pages and entries as it says; free pages not in use. Ends
 * at the first fault of a page, and tells at most 20; *n_faults counts them. QUAD_ENOMEM, or an error of read.
 */
int pages_check(const struct pages_meta *meta, const struct pages_source *source, uint64_t *n_faults)
	__attribute__((warn_unused_result));

/*
 * A value of more than a page lies on pages of its own, one behind the other, behind a head that stands at the start of the
 * first. Tells the number of the first for a value in a map, from that head; false if it does not lie so.
 */
#define PAGES_HEAD_BYTES 16
bool pages_of_value(const unsigned char *value, size_t len, uint32_t page_bytes, uint64_t *out)
	__attribute__((warn_unused_result));

#endif
