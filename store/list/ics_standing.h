/*
 * The bookings and the series that stand in a store under the UID of an event, in each form that an import may have
 * given them. Private to ics_import.c.
 */
#ifndef QUAD_STORE_ICS_STANDING_H
#define QUAD_STORE_ICS_STANDING_H

#include "store/db/db.h"

struct ics_standing {
	uint64_t booking, series; /* ids of those whose ref is the UID; 0 = none */
	struct {
		const char *ref;
		uint64_t id;
	} *v; /* bookings whose refs begin with `UID#` */
	size_t n, cap;
};

/*
 * Finds them, all in arena. The UID must not be longer than a ref may be. QUAD_ENOMEM, or an error of the store.
 */
int ics_standing_load(struct db *db, const char *uid, struct arena *arena, struct ics_standing *out)
	__attribute__((warn_unused_result));
/* The standing booking that is the occurrence of a series by a rule on a local day; *out 0 if there is none. */
int ics_standing_occurrence(struct db *db, uint64_t series, int64_t day, struct arena *arena, uint64_t *out)
	__attribute__((warn_unused_result));

#endif
