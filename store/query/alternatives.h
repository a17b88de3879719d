/*
 * Alternatives to a booking or series that was refused. Each was rehearsed: it would have been booked at that moment.
 * The best come first, at most ALTERNATIVES_MAX. For other refused requests see store/query/remedies.h.
 */
#ifndef QUAD_STORE_ALTERNATIVES_H
#define QUAD_STORE_ALTERNATIVES_H

#include "store/query/query.h"

#define ALTERNATIVES_MAX 10

/* No travel time is listed between the campuses. Nothing is nearer than that. */
#define ALT_WAY_UNKNOWN UINT32_MAX

enum alternative_kind {
	ALT_TIME = 1,  /* the same resources at another time */
	ALT_RESOURCE,  /* equivalent resources at the same time (a series: on all its dates) */
	ALT_SHORTER,   /* the same start, a nearer end */
	ALT_EXCEPT,    /* a series: without the dates in except */
	ALT_SOME,      /* a series: other resources on just the dates in except, which are left out of the series */
	ALT_WEEKS,     /* a series: another weekday or other periods, or the weeks that the term has */
	ALT_NEW,       /* a remedy: the same as a booking of its own */
};

/* `time`, `resource`, `shorter`, `except`, `some`, `weeks`, `new`. */
const char *alternative_word(enum alternative_kind kind);

struct alternative {
	enum alternative_kind kind;
	const char *claims;     /* to be booked: `R11;T001;OSC*3`. ALT_SOME: on the dates in except */
	int64_t start, end;     /* a single booking; a series: its first occurrence */
	struct week_pattern weeks; /* a series by weeks: its pattern */
	/*
	 * Day numbers. A series: the dates to leave out, those that were asked for included; ALT_SOME: the dates on
	 * which the other resources are booked, and which the series leaves out besides those that were asked for.
	 */
	const int64_t *except;
	size_t n_except;
	uint32_t travel_min; /* to the campus of the other resource; 0 on the same one, or ALT_WAY_UNKNOWN */
	/*
	 * A remedy: the request that this is an alternative to, NULL = the one that was refused; and the requests to
	 * be made, one after the other. n_steps 0: that request, changed as the fields above say.
	 */
	const struct request *asked;
	const struct request *steps;
	size_t n_steps;
};

struct alternative_list {
	struct alternative v[ALTERNATIVES_MAX];
	size_t n;
	struct arena arena;
};

/*
 * For a request (OP_BOOK, OP_MOVE, OP_SERIES, OP_SERIES_CHANGE) and the refusal that it got. Opens a
 * snapshot.
 */
int query_alternatives(struct store *s, const struct request *request, const struct result *refused,
                       struct alternative_list *out) __attribute__((warn_unused_result));

#endif
