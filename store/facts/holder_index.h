/*
 * Who has bookings when: an index of the bookings that count against limits, by their requester and by the institution
 * on whose behalf they are. It follows the record of a booking, not its claims: a booking that nobody came to has lost
 * its claims and counts all the same. Private to the store layer.
 *
 * A name is in the key as a number of 8 bytes, so names are compared in the record. Stores before SCHEMA_HOLDERS
 * (upgrade.h) have no such index.
 */
#ifndef QUAD_STORE_HOLDER_INDEX_H
#define QUAD_STORE_HOLDER_INDEX_H

#include "store/facts/keys.h"
#include "store/model/model.h"

enum holder_kind { HOLDER_PERSON = 1, HOLDER_INSTITUTION };

#define HOLDER_KEY_BYTES 23
#define HOLDER_KEYS_MAX 2 /* of one booking */

/* Requested, booked, used and no-show count; what is cancelled, declined, lapsed or waits does not. */
bool holder_counts(enum booking_state state);

/* The prefix, for a walk (keys.h) over the bookings of one person or institution. */
struct key holder_prefix(enum holder_kind kind, const char *name);
/* The keys of a booking: none if it does not count. Returns their number. */
size_t holder_keys(const struct booking *b, struct key out[HOLDER_KEYS_MAX]);

/* The record of a booking becomes another one; NULL: there was none, or there is none any more. */
int holder_index_change(struct db_txn *txn, const struct booking *was, const struct booking *now)
	__attribute__((warn_unused_result));

/* Is given a booking, which is borrowed until it returns; it must not write. Other than 0 ends the walk. */
typedef int holder_fn(const struct booking *b, void *arg);

/*
 * All bookings of a person or an institution that count and overlap [start, end), by the index or, in a store without
 * one, by all records. QUAD_ECORRUPT, QUAD_ENOMEM, or what fn returned.
 */
int holder_walk(struct db_txn *txn, bool indexed, enum holder_kind kind, const char *name, int64_t start, int64_t end,
                holder_fn *fn, void *arg) __attribute__((warn_unused_result));

/* Makes the index of a store that has none: part of an upgrade. No booking may be written meanwhile. */
int holder_index_make(struct db_txn *txn) __attribute__((warn_unused_result));

#endif
