/*
 * Who is free in some intervals: of all resources how often, and of one what stands against it. It is advice for lists
 * that a person chooses from; a booking is decided by the rules.
 */
#ifndef QUAD_STORE_FREE_THEN_H
#define QUAD_STORE_FREE_THEN_H

#include "store/query/query.h"

/* In how many of the intervals each resource is free throughout. All-zero is empty. */
struct free_then {
	uint32_t *n_free; /* by the resource's number */
	size_t n;
	size_t n_intervals;
	struct arena arena;
};

int query_free_then(struct store *s, const struct interval *intervals, size_t n, struct free_then *out)
	__attribute__((warn_unused_result));
void free_then_release(struct free_then *f);
/* Of a resource that came after the question: 0. */
uint32_t free_then_count(const struct free_then *f, const struct resource *r);

/* What stands against a resource in an interval. */
struct held_then {
	enum {
		HELD_FREE,      /* nothing but what was left out of the question, or what can be shared */
		HELD_TAKEN,     /* by a booking */
		HELD_CLOSED,    /* by a closure */
		HELD_OUTSIDE,   /* of its opening hours */
		HELD_WITHDRAWN, /* it is not in service */
	} how;
	uint64_t booking;  /* taken: the first one */
	const char *label; /* its purpose or requester; the closure's reason. In the caller's arena */
	int64_t until;     /* taken, closed: the end, with what follows at once */
};

/* The booking `except` (0 = none) is left out. */
int query_held_then(struct store *s, const struct resource *r, const struct interval *when, uint64_t except,
                    struct arena *arena, struct held_then *out) __attribute__((warn_unused_result));

#endif
