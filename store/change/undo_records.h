/*
 * The records of an undo that are no bookings: they come back by the functions that write them for any other request,
 * or go, with all that leads to them. Private to store/change.
 */
#ifndef QUAD_STORE_UNDO_RECORDS_H
#define QUAD_STORE_UNDO_RECORDS_H

#include "store/change/undo_things.h"

struct undo_records {
	const struct undo_things *things;
	struct undo_refs series_refs; /* that have lost their series */
	struct restored *restored;
	size_t n_restored, cap_restored;
	struct against *against;
	size_t n_against, cap_against;
};

/* True for a record of the academic calendar, which series follow. */
bool undo_is_calendar(const struct undo_thing *t);

/* Those that were there before, the last change first; not the series. */
int undo_records_put(struct change *c, struct undo_records *r) __attribute__((warn_unused_result));
/* Those that were not there, the last change first; not the series. */
int undo_records_remove(struct change *c, struct undo_records *r) __attribute__((warn_unused_result));
/* Adds a reason where the owners of a resource that came back have more of it than there is; after all came and went.
 */
int undo_records_check_owners(struct change *c, const struct undo_records *r) __attribute__((warn_unused_result));
/* The series, of either kind. */
int undo_records_series(struct change *c, struct undo_records *r) __attribute__((warn_unused_result));

#endif
