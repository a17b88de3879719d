/*
 * Another use of a booking than is recorded, or that less is owed for it: proposed by one side, in force once the other
 * has said yes. One for each booking; a new one takes the place of one that was decided. Pure.
 */
#ifndef QUAD_STORE_ADJUSTMENT_H
#define QUAD_STORE_ADJUSTMENT_H

#include "store/model/model.h"

enum adjustment_state { ADJUSTMENT_PROPOSED = 1, ADJUSTMENT_ACCEPTED, ADJUSTMENT_REJECTED };
enum adjustment_side { ADJUSTMENT_BY_OWNER = 1, ADJUSTMENT_BY_BORROWER };

struct adjustment {
	uint64_t booking; /* the key */
	uint64_t seq;     /* journal entry of the last change */
	enum adjustment_state state;
	enum adjustment_side side; /* who has proposed it */
	int64_t from, to;          /* when it was used, minutes; both 0 = as it stands */
	bool has_waived;
	uint32_t waived;                  /* percent of what is owed that is let off */
	int64_t at_min;                   /* when it was proposed, or decided */
	const char *reason, *proposed_by; /* a login */
	const char *answer, *decided_by;  /* why it was rejected, and who has decided; "" = nobody yet */
};

/* `proposed`, `accepted`, `rejected`; "" for a number that is no state. */
const char *adjustment_word(enum adjustment_state v);

void adjustment_encode(const struct adjustment *v, struct buf *out);
/* Fills all but the key. Texts point into the bytes. QUAD_ECORRUPT, QUAD_EVERSION. */
int adjustment_decode(struct bytes b, struct adjustment *out) __attribute__((warn_unused_result));

#endif
