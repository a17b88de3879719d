/* How often an event was changed, and when last: its SEQUENCE and DTSTAMP. Private to the calendar modules. */
#ifndef QUAD_STORE_ICS_VERSION_H
#define QUAD_STORE_ICS_VERSION_H

#include "store/facts/store_open.h"

struct ics_version {
	int64_t at;
	uint64_t sequence;
};

/*
 * The version of the event of that UID, which was made then and is made of the records whose last entries in the
 * journal are these. Of bookings, changes of their time, place or status count; of series, all. QUAD_ENOMEM, QUAD_EIO,
 * QUAD_ECORRUPT.
 */
int ics_version_find(struct store *s, const char *uid, int64_t made, const uint64_t *seqs, size_t n,
                     struct ics_version *out) __attribute__((warn_unused_result));

#endif
