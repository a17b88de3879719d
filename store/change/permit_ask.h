/*
 * The question whether who asks for a change may. What he may not becomes a reason of the change; if somebody's
 * deputy may, the journal names both. Private to store/change.
 */
#ifndef QUAD_STORE_PERMIT_ASK_H
#define QUAD_STORE_PERMIT_ASK_H

#include "store/change/change.h"
#include "store/model/rights.h"

/* Who asks, valid until the next write of a record that decides. NULL with a reason: not among the people. */
int permit_member(struct change *c, const struct member **out) __attribute__((warn_unused_result));

/* True if he may; no reason is added, and no deputy noted. */
int permit_may(struct change *c, enum right right, const struct right_row *row, bool *out)
	__attribute__((warn_unused_result));

/* Adds a reason about an entity, as the journal names it, unless he may. */
int permit_ask(struct change *c, enum right right, const struct right_row *row, const char *entity)
	__attribute__((warn_unused_result));

/* The grant by which who asks may do it: that of a deputy is named in the journal. NULL: none. */
int permit_note_deputy(struct change *c, const struct grant *by) __attribute__((warn_unused_result));

/* The code of the institution that a text names, in the arena; the text itself for one that is not there. */
int permit_find_institution(struct change *c, const char *text, const char **out) __attribute__((warn_unused_result));

/*
 * In whose name a booking is where nobody says so: the requester's institution; of one who is not among the people that
 * of who asks. In the arena, "" for none.
 */
int permit_own_institution(struct change *c, const char *requester, const char **out)
	__attribute__((warn_unused_result));

#endif
