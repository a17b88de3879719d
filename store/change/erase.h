/*
 * Personal text goes: from the record of a person (name, address, keys) or of a booking that is over or does not stand
 * (purpose, note, what was said about it), and from all entries of the journal that hold it. Their hashes stay, and so
 * does the journal's tree. The login stays, as bookings are by it.
 */
#ifndef QUAD_STORE_ERASE_H
#define QUAD_STORE_ERASE_H

#include "store/change/change.h"

/* OP_ERASE: `note.entity` is `person:LOGIN` or `booking:ID`. */
int erase_thing(struct change *c) __attribute__((warn_unused_result));

#endif
