/*
 * Where the people of stored bookings are. A claim holds the place by which it was decided; after a resource has moved
 * to another campus that may be another by now.
 */
#ifndef QUAD_STORE_PLACES_H
#define QUAD_STORE_PLACES_H

#include "store/facts/facts.h"

/* Settings: 1 after a resource in use was given another campus; before that all claims hold the place of today. */
#define SETTING_PLACES_MOVED "places_moved"

/*
 * Gives a stored claim of a person the place of today: that of the first lab, base or room of its booking that has a
 * campus, else of the person. A claim that the transaction has placed before the booking's record has today's already.
 * QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int places_update(struct db_txn *txn, struct neighbour *n) __attribute__((warn_unused_result));

#endif
