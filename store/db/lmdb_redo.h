/*
 * The redo record of a transaction: all its puts and dels in a row, with a checksum. It is written into the store's own
 * file before the pages of the transaction are flushed, so that the one flush makes both durable; the page that says
 * where the newest tree is may then come to the disk later. After a power cut that took that page, the transaction is
 * done again from its record: the same puts on the same former state.
 *
 * There is room for two records, used in turn: when transaction n is flushed, the page of n - 1 comes to the disk with
 * it, so at most the last two are ever needed. A whole record of the transaction behind the newest is one that a power
 * cut took; or that of a writer which died before its commit and told nobody, so that it may as well be done. Only where
 * the writers' lock is held can it not be that of a writer at work.
 *
 * Pure: here are the bytes, lmdb_commit.c knows where they stand.
 */
#ifndef QUAD_STORE_LMDB_REDO_H
#define QUAD_STORE_LMDB_REDO_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"

#define REDO_SLOT_BYTES 65536 /* transaction n has slot n % 2 */
#define REDO_BOOT_BYTES 36

/* Says which run of the system this is. False: it is not known, and out is like no other. */
bool redo_boot(char out[REDO_BOOT_BYTES]) __attribute__((warn_unused_result));

/* ---- making one ---- */

/* What the open transaction has changed. All-zero is ready. */
struct redo {
	struct buf bytes;
	bool partial; /* something was changed that is not in it, or is too long */
};

void redo_release(struct redo *r);
void redo_begin(struct redo *r);
void redo_put(struct redo *r, struct bytes key, struct bytes value);
void redo_del(struct redo *r, struct bytes key);
/* Something was changed that is too much to write down: there will be no record. */
void redo_skip(struct redo *r);
/* For a part of a transaction that may be undone: where it begins, and back to there. */
size_t redo_mark(const struct redo *r);
void redo_undo(struct redo *r, size_t mark);
bool redo_is_empty(const struct redo *r);
/* Finishes r->bytes as the record of a transaction. False: there can be none. */
bool redo_seal(struct redo *r, uint64_t txn, const char boot[REDO_BOOT_BYTES]) __attribute__((warn_unused_result));
/* Makes r->bytes say that the transaction was not committed, for a disk that failed. */
void redo_fail(struct redo *r, uint64_t txn);

/* ---- reading one: a slot of REDO_SLOT_BYTES, in which anything may stand ---- */

enum redo_about {
	REDO_EARLIER, /* a transaction before this one, or none */
	REDO_FAILED,  /* this one, which was tried before and failed */
	REDO_LATER,   /* this one or one behind it: of a writer that died, or of another store of which this is a copy */
};

/* What its head says, whole or not, to the writer of a transaction. */
enum redo_about redo_about(const unsigned char *slot, uint64_t txn);
/* The changes of this transaction if the slot holds them whole. They point into the slot. */
bool redo_read(const unsigned char *slot, uint64_t txn, struct bytes *changes) __attribute__((warn_unused_result));
/* Whether the record in the slot was made in that boot. */
bool redo_is_of(const unsigned char *slot, const char boot[REDO_BOOT_BYTES]);
/* Makes the changes, in their order, till one fails. QUAD_ECORRUPT if they cannot be read. */
int redo_again(struct bytes changes, int (*put)(void *arg, struct bytes key, struct bytes value),
               int (*del)(void *arg, struct bytes key), void *arg) __attribute__((warn_unused_result));

#endif
