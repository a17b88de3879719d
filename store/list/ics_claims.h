/* What an event of a calendar books, by LOCATION and RESOURCES. Private to ics_group.c. */
#ifndef QUAD_STORE_ICS_CLAIMS_H
#define QUAD_STORE_ICS_CLAIMS_H

#include "store/list/ics_event.h"
#include "store/query/names.h"

struct ics_claims {
	struct claim_ask *v;
	size_t n;
};

/*
 * Reads them, in arena. base is what is booked already: without RESOURCES, LOCATION speaks of the kinds that it names
 * (places, teachers, classes, equipment), and of the others what is booked stays; without LOCATION all of it does.
 * *given is false where what is booked stays as it is. What cannot be understood is a reason. QUAD_ENOMEM.
 */
int ics_claims_read(const struct names *names, const struct ics_event *e, const struct ics_claims *base,
                    struct arena *arena, struct reasons *why, struct ics_claims *out, bool *given)
	__attribute__((warn_unused_result));

#endif
