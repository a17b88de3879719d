/*
 * The bookings and the series that stand in a store under the UID of an event, in each form that an import may have
 * given them. Private to the calendar modules.
 */
#ifndef QUAD_STORE_ICS_STANDING_H
#define QUAD_STORE_ICS_STANDING_H

#include "store/facts/store_open.h"
#include "store/model/calendar.h"
#include "store/model/request.h"

/* A booking that stands. */
struct ics_stood {
	uint64_t id;
	const char *ref;
	bool in_series;
	int64_t at; /* the start of the occurrence that it stands for, wherever it was moved */
	struct booking b;
};

struct ics_standing {
	uint64_t booking; /* the id of the one whose ref is the UID, 0 = none */
	bool has_series;  /* of a series whose ref is the UID, bookings stand */
	struct series series;
	struct occurrences dates; /* all that the series means, left-out ones included */
	struct ics_stood *v;
	size_t n, cap;
};

/*
 * Finds them, all in arena. The ref must not be longer than one may be. QUAD_ENOMEM, or an error of the store.
 */
int ics_standing_load(struct db *db, const char *ref, struct arena *arena, struct ics_standing *out)
	__attribute__((warn_unused_result));
/*
 * The same for an import by who looks through the handle, in db, which is the store's or a copy: where he may not see
 * all of it, nothing. Then all is asked for, and refused with what stands or with anything else.
 */
int ics_standing_seen(struct store *s, struct db *db, const char *ref, struct arena *arena, struct ics_standing *out)
	__attribute__((warn_unused_result));
/* The bookings of a series alone: as above. QUAD_ENOTFOUND if there is no such series. */
int ics_standing_series(struct db *db, uint64_t id, struct arena *arena, struct ics_standing *out)
	__attribute__((warn_unused_result));

/* The booking that stands for the occurrence that starts then, else for the only one of that local day; or NULL. */
const struct ics_stood *ics_standing_find(const struct ics_standing *s, int64_t at);

/* True if one of the dates of the series starts then, whether it stands or not. */
bool ics_standing_has_date(const struct ics_standing *s, int64_t at);

/* `REF#20260907T0800`: what an occurrence is called that is a booking of its own. In arena; NULL without memory. */
const char *ics_occurrence_ref(struct arena *arena, const char *ref, int64_t at);
/* The length of REF in such a text; 0 if it is none. */
size_t ics_occurrence_owner(const char *ref);
#define ICS_OCCURRENCE_BYTES (sizeof "#20260907T0800B" - 1)

#endif
