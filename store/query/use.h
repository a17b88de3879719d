/*
 * How much resources are used: booked minutes by day, by weekday and time of day, and by resource, beside the minutes
 * in which they are open. One walk over the claims of the resources asked about; nothing else in the store is looked
 * at.
 *
 * A minute counts as it is booked, without setup and teardown; of a pool with seats, the part of its seats that is
 * taken, so that a pool counts as much as a room does. Times of day are those of the wall clock. Closures are not taken
 * off the open minutes.
 *
 * A booking of a hall that divides takes all of each part; one of a part takes of the hall the share that the part has
 * of it, by seats if all its parts have some, else one of as many as there are. Where a hall and a part of it are both
 * asked about, only the hall is in the sums of all, so that nothing counts twice.
 */
#ifndef QUAD_STORE_USE_H
#define QUAD_STORE_USE_H

#include "store/query/query.h"

enum { USE_DAYS_MAX = 400, USE_WEEKDAYS = 7, USE_SLOT_MIN = 5, USE_SLOTS = 24 * 60 / USE_SLOT_MIN };

#define USE_MINUTE INT64_C(1000) /* a minute in the sums */

struct use_ask {
	const char *code; /* one resource; NULL: those of the filter */
	struct resource_filter filter;
	int64_t first_day;        /* day number */
	size_t n_days;            /* at most USE_DAYS_MAX */
	int usual_from, usual_to; /* minutes of the day in which what is always open counts as open */
};

struct use_sum {
	int64_t booked, open; /* thousandths of minutes, see USE_MINUTE */
};

struct use_of_resource {
	const struct resource *resource; /* belongs to the directory that the answer holds */
	struct use_sum sum;
	bool within;       /* a whole that it is a part of is among them too: it is not in the sums of all */
	size_t n_bookings; /* a booking counts where it begins in the span or before it and lasts into it */
};

struct use_answer {
	struct use_sum days[USE_DAYS_MAX];
	struct use_sum slots[USE_WEEKDAYS][USE_SLOTS]; /* weekday 0 = Monday, times in steps of USE_SLOT_MIN */
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

/* What a weekday, 0 = Monday, has from a minute of the day on, before another; both at steps of USE_SLOT_MIN. */
struct use_sum use_between(const struct use_answer *u, size_t weekday, int from_min, int to_min);

#endif
