/*
 * Adjusting what a booking that is over counts in reports: when it was really used, and how much of what is owed for it
 * is let off. Private to store/change.
 *
 * It is proposed by an administrator of one of its resources (the owner's side), by who asked for it or an
 * administrator of the institution in whose name it is (the borrower's side). An administrator of the other side
 * decides, or a coordinator; never who has proposed it.
 */
#ifndef QUAD_STORE_ADJUST_H
#define QUAD_STORE_ADJUST_H

#include "store/change/change.h"
#include "store/model/adjustment.h"

struct key adjust_key(uint64_t booking);

/* Carries out OP_ADJUST. Once accepted the use is in the booking, which is `used`, and the waiver too. */
int adjust_carry_out(struct change *c) __attribute__((warn_unused_result));

#endif
