/* What stands in a store under the UID of an event, in whichever form. Private to ics_import.c. */
#ifndef QUAD_STORE_ICS_STANDING_H
#define QUAD_STORE_ICS_STANDING_H

#include "store/db/db.h"

struct ics_standing {
	uint64_t booking, series; /* 0 = none */
	struct {
		const char *ref;
		uint64_t id;
	} *v; /* one for each `UID#...` */
	size_t n, cap;
};

/* In arena. QUAD_ENOMEM, and what reading gives. The UID is no longer than a ref may be. */
int ics_standing_load(struct db *db, const char *uid, struct arena *arena, struct ics_standing *out)
	__attribute__((warn_unused_result));
/* The standing booking that is the occurrence of a series by a rule on a local day; *out 0 if there is none. */
int ics_standing_occurrence(struct db *db, uint64_t series, int64_t day, struct arena *arena, uint64_t *out)
	__attribute__((warn_unused_result));

#endif
