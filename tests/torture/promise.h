/*
 * What a store has promised: the answers that writers were heard to get, and what they had asked when they were last
 * heard. A store that keeps its promises has every answered change, at most one unanswered one of each writer, and
 * nothing else.
 */
#ifndef QUAD_TESTS_TORTURE_PROMISE_H
#define QUAD_TESTS_TORTURE_PROMISE_H

#include "store/model/request.h"
#include "tests/torture/torture.h"

enum { WRITERS_MAX = 64 };

/* Said by a writer before (answered = 0) and after each request; small enough for one write to a pipe. */
struct note {
	uint32_t who; /* less than WRITERS_MAX, a process's own */
	uint32_t answered, op;
	int32_t err;      /* answered: what store_apply returned */
	uint32_t outcome; /* enum outcome */
	uint32_t thing;   /* which claims, writer.h; of a booking alone */
	uint64_t id;
	int64_t start, end;
};

struct promised {
	uint64_t id;
	enum booking_state state;
	bool seen;
	uint32_t thing;
	int64_t start, end;
};

struct promises {
	struct promised *v;
	size_t n, cap;
	struct note asked[WRITERS_MAX]; /* op 0: none */
	unsigned n_answered, n_bookings, n_unheard;
};

void promises_release(struct promises *p);
void promises_hear(struct promises *p, const struct note *n);
/*
 * Compares with the store at rest (nobody writes), runs its check, and takes what it finds as promised from now on:
 * unanswered requests are settled. Returns the number of failures, which it tells with `when`.
 */
unsigned promises_check(struct promises *p, struct torture *t, struct store *s, const char *when);

#endif
