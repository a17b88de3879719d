/*
 * The bytes of the log in front of the tree: a record a commit, with all that the commit put and deleted. A record
 * counts only if all of it is there: it has a checksum. It names the one before it by that one's number and sum, so
 * that what is left of former rounds of the ring, or of another store whose file was copied here, is not taken for
 * what follows.
 *
 * Here are the bytes; lmdb_ring.c knows where they are in the file.
 */
#ifndef QUAD_STORE_LMDB_LOG_H
#define QUAD_STORE_LMDB_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/db/overlay.h"

enum {
	LOG_HEAD_BYTES = 56,
	LOG_BLOCK_BYTES = 4096,      /* a record begins with a block: a torn write harms no other */
	LOG_RECORD_MAX = 128 * 1024, /* a longer change goes into the tree at once */
};

/* The end of the log after a commit. */
struct log_end {
	uint64_t lsn; /* the number of the commit, which grows by one */
	uint64_t sum; /* of its record */
	uint64_t at;  /* where the next record begins, in bytes from the beginning of the ring */
};

/* ---- writing ---- */

void log_put(struct buf *changes, struct bytes key, struct bytes value);
void log_del(struct buf *changes, struct bytes key);

/*
 * Begins a record in `out`: room for its head, after which changes are appended. log_seal finishes it as the record
 * after `end` in the ring of that id, and returns its sum.
 */
void log_begin(struct buf *out);
uint64_t log_seal(struct buf *out, uint64_t ring_id, const struct log_end *end);
/* The sum that stands for commit `lsn`, which has no record, after one of sum `sum`. */
uint64_t log_skip_sum(uint64_t sum, uint64_t lsn);

/* ---- reading any bytes ---- */

struct log_record {
	uint64_t lsn, sum, sum_before;
	struct bytes changes; /* in the bytes that were read */
};

/*
 * The length of the record that begins here, 0 if there is none of that ring and number. Only the head is read, which
 * needs LOG_HEAD_BYTES.
 */
size_t log_measure(const unsigned char *p, uint64_t ring_id, uint64_t lsn);
/* The number in the head of a record of that ring, whole or not, 0 if there is none. Reads LOG_HEAD_BYTES. */
uint64_t log_peek(const unsigned char *p, uint64_t ring_id);
/* False: it is not a whole record. */
bool log_read(struct bytes b, struct log_record *out) __attribute__((warn_unused_result));
/* Calls put and del for the changes in their order, until one fails. QUAD_ECORRUPT if they cannot be decoded. */
int log_replay(struct bytes changes, int (*put)(void *arg, struct bytes key, struct bytes value),
               int (*del)(void *arg, struct bytes key), void *arg) __attribute__((warn_unused_result));

#endif
