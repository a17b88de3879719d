/*
 * Taking back what an action did, by the journal's records before it: all of it or nothing, in one transaction. Private
 * to store/change.
 *
 * A record is made again what it was if it still is as the action left it. What comes back is decided again by the
 * rules, except those that ask when it is done; what goes must not be used by what stays. The undo is an action of its
 * own, and taking it back does again what was taken back.
 */
#ifndef QUAD_STORE_UNDO_H
#define QUAD_STORE_UNDO_H

#include "store/change/change.h"

/* What can be taken back at once, in entries of the journal. */
#define UNDO_ENTRIES_MAX 100000

int undo_take_back(struct change *c) __attribute__((warn_unused_result));

#endif
