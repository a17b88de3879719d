/* After an undo: what has gone is named by no record, and refs lead to those that bear them. Private to store/change.
 */
#ifndef QUAD_STORE_UNDO_USE_H
#define QUAD_STORE_UNDO_USE_H

#include "store/change/undo_bookings.h"
#include "store/change/undo_records.h"

/* Adds a reason for each thing that has gone and is still named, and gives refs back to those that bore them before. */
int undo_use_check(struct change *c, const struct undo_bookings *bookings, const struct undo_records *records)
	__attribute__((warn_unused_result));

#endif
