/*
 * What each resource was used in the period: the sums of which `use`, `idle`, `duplicates` and others are made, by
 * place in the directory, and how they are added up to groups without counting anything twice. Private to store/report.
 */
#ifndef QUAD_STORE_RESOURCE_USE_H
#define QUAD_STORE_RESOURCE_USE_H

#include "store/report/halls.h"
#include "store/report/joint.h"
#include "store/report/open_hours.h"

/*
 * Parts of minutes (sum.h). A shared resource counts by units of its seats. Rated: the resource's hours a year (column
 * `rated`, else RATED_HOURS), times the days of the period by 365. Open: open_hours.h. Outside: of the effective ones,
 * those in the name of another institution than its owner's, of joint owners by their shares; what is in nobody's name
 * or of no known owner is not outside.
 */
struct resource_use {
	sum_t rated, open, booked, effective, estimated, outside;
	/*
	 * Minutes of use, times people and times all seats, of labs and the like that have seats: a shared resource is
	 * filled by the units of a booking, an exclusive one by its party.
	 */
	sum_t people, seats;
	uint64_t bookings;
};

/* In the table's arena. */
struct resource_uses {
	struct resource_use *v; /* by place */
	bool *counted; /* by place: asked for, its figures may be shown, and not withdrawn or used nevertheless */
	struct parts parts;
	struct open_hours open;
	struct joint joint;
};

/* One walk over the bookings. QUAD_ECORRUPT, QUAD_ENOMEM. */
int resource_use_count(struct report_work *w, struct resource_uses *out) __attribute__((warn_unused_result));

/*
 * The use of a resource alone: with what is taken of it by bookings of its parts, and all bookings of the halls that it
 * is a part of. QUAD_ENOMEM.
 */
int resource_use_of(struct report_work *w, const struct resource_uses *u, uint32_t place, struct resource_use *out)
	__attribute__((warn_unused_result));

/*
 * Adds a resource to a group. group: by place, the number of the group that a resource counts in. If a hall that it is
 * a part of counts in the same one, it adds no rated and open hours, and others by its share of the hall.
 */
void resource_use_add(const struct report_work *w, const struct resource_uses *u, const uint32_t *group, uint32_t place,
                      struct resource_use *to);

#endif
