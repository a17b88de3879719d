/*
 * The resources as the store keeps them a second time, all together: a process that starts reads some runs of bytes in
 * place of every record. Chunks hold the resources whose numbers lie together, each with the texts of its resources, a
 * text once; the head names the stamp of the resources (directory.h) that the chunks are as of. One with another stamp,
 * as a program leaves it that does not know of it, is ignored, as is one that is damaged.
 *
 * It is written by the transaction that changes resources, once at its end: the chunks of those that changed. No other
 * transaction writes it, and no snapshot. Private to the store layer.
 */
#ifndef QUAD_STORE_DIRECTORY_RECORD_H
#define QUAD_STORE_DIRECTORY_RECORD_H

#include "store/db/db.h"
#include "store/facts/resources.h"

/* The resources that a transaction has written. All-zero: none. */
struct directory_changes {
	uint32_t *chunks; /* that they are in; one may stand there twice */
	size_t n, cap;
	uint64_t stamp; /* before the first of them */
};

/* Notes that the resource of that number was written; stamp: as it was before that. QUAD_ENOMEM. */
int directory_changes_add(struct directory_changes *c, uint64_t stamp, uint32_t resource_no)
	__attribute__((warn_unused_result));
void directory_changes_clear(struct directory_changes *c);   /* keeps the memory */
void directory_changes_release(struct directory_changes *c); /* all-zero is fine */

/* Writes the chunks of the changes and the head; all chunks if those that stand are not as of c->stamp. */
int directory_record_update(struct db_txn *txn, struct directory_changes *c) __attribute__((warn_unused_result));

/* Writes all anew, as for a store that has none. */
int directory_record_make(struct db_txn *txn) __attribute__((warn_unused_result));

/*
 * All resources, in order of code, into an empty list; its arena has them. QUAD_ENOTFOUND if none are kept that are as
 * of the transaction and whole.
 */
int directory_record_read(struct db_txn *txn, struct resource_list *out) __attribute__((warn_unused_result));

/* *same: what is kept is nothing, an older program's, or exactly what would be written anew. */
int directory_record_prove(struct db_txn *txn, bool *same) __attribute__((warn_unused_result));

#endif
