/* How much counts against a limit in which period, by the wall clock. */
#ifndef QUAD_STORE_POLICY_LIMIT_H
#define QUAD_STORE_POLICY_LIMIT_H

#include "store/model/policy.h"

struct policy_span {
	int64_t start, end; /* [start, end) in minutes */
};

/* What the periods are made of. */
struct policy_clock {
	int64_t now;                     /* `future` begins with it */
	const struct policy_span *terms; /* by start, without overlap */
	size_t n_terms;
};

/*
 * The first period of its kind that ends after `at`: a day, a week from Monday, a month, a year, which hold it; a term
 * that holds it or is the next; the future. False: there is none.
 */
bool policy_period(enum policy_per per, int64_t at, const struct policy_clock *clock, struct policy_span *out);

/* A claim of a booking that counts, or that is asked for. Setup and teardown are not part of it. */
struct policy_use {
	uint64_t booking; /* claims of one booking count once */
	int64_t start, end;
	uint32_t seats;   /* units, of one for the whole resource its party */
	int64_t made_min; /* when it was booked; of what is asked for: now */
};

/*
 * What of an interval counts within a span: 1 booking or none, or minutes (of seats). An interval that crosses the
 * border of two spans counts in both, its minutes in each alone.
 */
int64_t policy_amount(const struct policy_limit *limit, const struct policy_span *span, const struct policy_use *use);
/* The same of the claims of several bookings, each of which is counted once. Sorts uses by booking. */
int64_t policy_amount_of(const struct policy_limit *limit, const struct policy_span *span, struct policy_use *uses,
                         size_t n);

/*
 * The span in which uses can count that matter to a claim in [start, end): what a caller has to gather. False: none.
 */
bool policy_limit_reach(const struct policy_limit *limit, int64_t start, int64_t end, const struct policy_clock *clock,
                        struct policy_span *out);

/* One booking against one limit. */
struct policy_count {
	const struct policy_limit *limit;
	const struct policy_clock *clock;
	struct policy_use *asked; /* its claims that the rule holds for */
	size_t n_asked;
	struct policy_use *was; /* those of the standing booking that is changed, which `uses` has not */
	size_t n_was;
	struct policy_use *uses; /* claims of others, and of the same booker; sorted by booking if need be */
	size_t n_uses;
};

/*
 * True if the booking would go beyond the limit in a period in which it takes more than the standing one did: *period
 * is the first such, *amount all that would count in it.
 */
bool policy_exceeds(const struct policy_count *v, struct policy_span *period, int64_t *amount);

#endif
