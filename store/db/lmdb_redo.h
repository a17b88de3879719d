/*
 * The redo record of a transaction: all its puts and dels in a row, with a checksum. It is written to the store's own
 * file before the pages of the transaction are flushed, so that one flush makes both durable. The meta page, which says
 * where the newest tree is, may then reach the disk later. After a power cut that took the meta page the transaction is
 * repeated from its record: the same puts and dels on the same former state.
 *
 * There are two slots for records, used in turn. When transaction n is flushed, the meta page of n - 1 reaches the
 * disk with it, so at most the last two records are ever needed. A whole record of the transaction after the newest
 * has one of three origins: a power cut took the transaction, and it is repeated; its writer died before the commit,
 * told nobody, and it may as well be repeated; or a writer is at work. Only who holds the writers' lock can rule out
 * the last.
 *
 * Here are the bytes of records; lmdb_commit.c knows where they are in the file.
 */
#ifndef QUAD_STORE_LMDB_REDO_H
#define QUAD_STORE_LMDB_REDO_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"

#define REDO_SLOT_BYTES 65536 /* transaction n has slot n % 2 */
#define REDO_BOOT_BYTES 36

/* Tells which run of the system this is. False: it is not known, and out is all zero. */
bool redo_read_boot(char out[REDO_BOOT_BYTES]) __attribute__((warn_unused_result));

/* ---- making a record ---- */

/* The changes of the open transaction. All-zero is ready. */
struct redo {
	struct buf bytes;
	bool partial; /* a change was left out, or is too long */
};

void redo_release(struct redo *r);
void redo_begin(struct redo *r);
void redo_put(struct redo *r, struct bytes key, struct bytes value);
void redo_del(struct redo *r, struct bytes key);
/* Says that something was changed that is too much to write down: there will be no record. */
void redo_leave_out(struct redo *r);
/* The end of the changes so far, and the removal of all changes after such a mark, for a rollback. */
size_t redo_mark(const struct redo *r);
void redo_undo(struct redo *r, size_t mark);
/* True if nothing was changed. */
bool redo_is_empty(const struct redo *r);
/* Finishes r->bytes as the record of transaction `txn`. False: there can be none. */
bool redo_seal(struct redo *r, uint64_t txn, const char boot[REDO_BOOT_BYTES]) __attribute__((warn_unused_result));
/* Replaces r->bytes by a mark that the commit of `txn` failed, for a disk that failed. */
void redo_fail(struct redo *r, uint64_t txn);

/* ---- reading a slot of REDO_SLOT_BYTES, in which any bytes may be ---- */

enum redo_state {
	REDO_EARLIER, /* the record of an earlier transaction, or none */
	REDO_FAILED,  /* a mark that this transaction was tried before and failed */
	REDO_LATER, /* of this transaction or a later one: its writer died, or this file is a copy of another store's */
};

/* The head of a slot, seen by the writer of transaction `txn`. The record need not be whole. */
enum redo_state redo_slot_state(const unsigned char *slot, uint64_t txn);
/* Finds the changes of transaction `txn` if the slot holds all of them. They point into the slot. */
bool redo_read(const unsigned char *slot, uint64_t txn, struct bytes *changes) __attribute__((warn_unused_result));
/* True if the record in the slot was made in that run of the system. */
bool redo_is_of_boot(const unsigned char *slot, const char boot[REDO_BOOT_BYTES]);
/* Calls put and del for the changes in their order, until one fails. QUAD_ECORRUPT if they cannot be decoded. */
int redo_replay(struct bytes changes, int (*put)(void *arg, struct bytes key, struct bytes value),
                int (*del)(void *arg, struct bytes key), void *arg) __attribute__((warn_unused_result));

#endif
