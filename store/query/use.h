/*
 * How much resources are used: booked minutes by day, by weekday and hour, and by resource, beside the minutes in which
 * they are open. One walk over the claims of the resources asked about; nothing else in the store is looked at.
 *
 * A minute counts as it is booked, without setup and teardown; where a pool with seats is shared, once for each unit,
 * and its open minutes once for each seat. Hours are those of the wall clock. Closures are not taken off the open
 * minutes.
 */
#ifndef QUAD_STORE_USE_H
#define QUAD_STORE_USE_H

#include "store/query/query.h"

enum { USE_DAYS_MAX = 400, USE_HOURS = 24, USE_WEEKDAYS = 7 };

struct use_ask {
	const char *code; /* one resource; NULL: those of the filter */
	struct resource_filter filter;
	int64_t first_day;        /* day number */
	size_t n_days;            /* at most USE_DAYS_MAX */
	int usual_from, usual_to; /* minutes of the day in which what is always open counts as open */
};

struct use_sum {
	int64_t booked, open; /* minutes */
};

struct use_of_resource {
	const struct resource *resource; /* belongs to the directory that the answer holds */
	struct use_sum sum;
	size_t n_bookings; /* a booking counts where it begins in the span or before it and lasts into it */
};

struct use_answer {
	struct use_sum days[USE_DAYS_MAX];
	struct use_sum hours[USE_WEEKDAYS][USE_HOURS]; /* weekday 0 = Monday */
	struct use_sum total;
	struct use_of_resource *v; /* by code */
	size_t n;
	struct arena arena;
	struct directory *directory;
};

/*
 * Also QUAD_ENOTFOUND and QUAD_EINVAL for a code or a filter that names what is not there, and QUAD_EINVAL for too many
 * days.
 */
int query_use(struct store *s, const struct use_ask *ask, struct use_answer *out) __attribute__((warn_unused_result));
void use_release(struct use_answer *u);

#endif
