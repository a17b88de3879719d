/*
 * What the clock does to bookings: requests whose hold has ended, wishes that were not fulfilled, bookings to which
 * nobody came. All reads take it as done at its minute (booking_state_at, claim_counts); the next change of the store
 * writes it, before anything else. No process has to run for it. Private to the store layer.
 */
#ifndef QUAD_STORE_LAPSE_H
#define QUAD_STORE_LAPSE_H

#include "store/change/change.h"

/* Writes what is due at the request's `now`, in entries that nobody acts in. Does nothing in a rehearsal. */
int lapse_due(struct change *c) __attribute__((warn_unused_result));

#endif
