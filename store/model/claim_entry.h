/*
 * The value of a claim's entry in the index by resource: the claim, and what a calendar shows of its booking, so that a
 * week is read from the index alone.
 *
 * After the bytes of claim_encode: u16 minutes of the claim before the booking begins, u16 after its end, and the
 * label, to the end of the value. An entry that ends after the claim says no more, and the rest is in the booking's
 * record: so it is where the label is longer than CLAIM_LABEL_MAX, of bookings for an event, and in all stores of
 * schema 1.
 */
#ifndef QUAD_STORE_CLAIM_ENTRY_H
#define QUAD_STORE_CLAIM_ENTRY_H

#include "store/model/codec.h"

#define CLAIM_LABEL_MAX 120 /* bytes */
#define CLAIM_ENTRY_MAX (CLAIM_BYTES_MAX + 4 + CLAIM_LABEL_MAX)

struct claim_entry {
	struct claim claim; /* as from claim_decode */
	bool shows;         /* it says what follows */
	int64_t before_min, after_min;
	struct bytes label; /* in the value; without NUL */
};

/* What a calendar calls a booking without an event: its purpose, else its requester. */
const char *booking_label(const struct booking *b);

/*
 * The entry of a claim of the booking. That of a booking with an event shows nothing of it: calendars show the event's
 * name, which is not in the booking. The bytes' number, at most CLAIM_ENTRY_MAX.
 */
size_t claim_entry_encode(const struct claim *c, const struct booking *b, unsigned char out[CLAIM_ENTRY_MAX]);
/* QUAD_ECORRUPT. */
int claim_entry_decode(struct bytes b, struct claim_entry *out) __attribute__((warn_unused_result));

#endif
