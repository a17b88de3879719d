/*
 * Refusals that are kept: a need has a record (need.h), any other refusal an entry of the journal. Private to
 * store/change.
 *
 * A need that is refused again is the same record. For the same reasons on the same day nothing is written at all;
 * likewise of other refusals, for the same reasons to the same person within an hour. With each need that is written
 * some of those go that are older than the setting `keep-unmet` says, by entries of their own, so that the journal
 * still tells which needs there must be.
 */
#ifndef QUAD_STORE_REFUSAL_H
#define QUAD_STORE_REFUSAL_H

#include "store/change/change.h"

/* Carries out OP_REFUSED; a rehearsal says whether anything would be written. */
int refusal_put(struct change *c) __attribute__((warn_unused_result));

#endif
