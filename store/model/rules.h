/*
 * The rules that a request for a booking breaks, all at once: a pure function from facts to reasons, so that tables can
 * test it. It reads no store and no clock; callers load the facts in the transaction in which they write.
 *
 * Only what changes is judged. A claim that the booking holds and keeps is asked about the minutes that are new to it,
 * and about its units if they grow: what it held was exclusive of all others, so the rest cannot clash, and a rule that
 * was made since does not take it away. A booking that leaves its time for another is judged whole.
 */
#ifndef QUAD_STORE_RULES_H
#define QUAD_STORE_RULES_H

#include "store/model/model.h"
#include "store/model/opening.h"
#include "store/model/reason.h"

/* A stored claim on the same resource, or on one that excludes it. */
struct neighbour {
	uint64_t booking;
	struct claim claim;
	const char *on; /* the code of the whole or part that it is on: then it is whole; NULL: the resource itself */
	uint32_t travel_min; /* from its place to the asked one; 0 where nobody travels */
};

/* One resource of the request, and the stored facts about it. */
struct claim_facts {
	const struct resource *resource;
	const struct opening *opening;
	uint32_t units_asked; /* 0 = not said */
	uint32_t place;       /* campus number where the people are, 0 = nowhere in particular */
	/*
	 * All stored claims that overlap this one, setup and teardown included, those on its wholes and parts too; of a
	 * person also those that end or start within the largest travel time of it. In any order.
	 */
	const struct neighbour *near;
	size_t n_near;
	const struct closure *closures; /* those that overlap it, setup and teardown included */
	size_t n_closures;
	/*
	 * The stored claim of the booking that is changed on this resource, which nobody else can have taken; NULL: it
	 * has none, or its claims are judged whole. Only if rules_keeps_time.
	 */
	const struct claim *held;
	bool same_place; /* held, and the change leaves its people where they are */
};

struct ask_facts {
	int64_t now;
	int64_t start, end; /* start < end */
	uint32_t party;
	bool recorded; /* a booking of the past is entered or changed: RULE_PAST is not applied */
	const struct booking *was; /* the stored booking that is changed; NULL: a new one, or judged as such */
	const struct claim_facts *claims;
	size_t n_claims;
};

/* True for a change that lengthens or shortens a booking, or leaves its time: one of the times is within the other. */
bool rules_keeps_time(const struct booking *was, int64_t start, int64_t end);

/*
 * The claim that would be stored: the interval with setup and teardown, its units, its limit. A held claim takes no
 * more than it did on a side that does not move outwards; one that does not grow stays as it was decided.
 */
struct claim rules_claim(const struct ask_facts *ask, const struct claim_facts *c);

/* Adds a reason for every rule that the request breaks. */
void rules_check(const struct ask_facts *ask, struct reasons *out);

/* One use of a resource, for sweeps. */
struct use {
	int64_t start, end;
	uint64_t units;
};

/*
 * The most units in use at any instant of [start, end). Sorts uses by start. RULES_PEAK_FAILED: no memory in scratch.
 */
#define RULES_PEAK_FAILED UINT64_MAX
uint64_t rules_peak(struct use *uses, size_t n, int64_t start, int64_t end, struct arena *scratch);

#endif
