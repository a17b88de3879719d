/*
 * What counts against the limits of owners' rules beside what is asked for: the bookings of a person, of an institution
 * or of all of a class, as the change under way leaves them (claim_view.h). Private to store/change.
 */
#ifndef QUAD_STORE_USAGE_H
#define QUAD_STORE_USAGE_H

#include "store/change/change.h"
#include "store/model/policy_limit.h"

/* The bookings that one limit may count, of those who share it. */
struct usage_of {
	struct policy_span span; /* what was read; empty: nothing yet */
	struct booking *v;       /* their claims are in the change's arena, their texts in the database */
	size_t n, cap;
};

/* All-zero but for the first two is ready. Lives until the next write. */
struct usage {
	struct change *c;
	uint64_t except; /* the booking that is decided, 0 = a new one */
	struct policy_asker asker;
	struct usage_of of[POLICY_PER_CLASS + 1];
	struct policy_span *terms;
	size_t n_terms;
	bool has_terms;
};

/* Who asks, by the records of today: the institution's region and kind. */
int usage_asker(struct change *c, const char *login, const char *institution, struct policy_asker *out)
	__attribute__((warn_unused_result));

/* What periods are made of; reads the terms if the limit wants them. */
int usage_clock(struct usage *u, const struct policy_limit *limit, struct policy_clock *out)
	__attribute__((warn_unused_result));

/* Sees to it that the bookings in the span have been read, which a limit of that kind counts. */
int usage_read(struct usage *u, enum policy_of of, const struct policy_span *span) __attribute__((warn_unused_result));

/*
 * The claims among them that the rule holds for, in the change's arena. resource: the one that is asked for, whose
 * owner says which class the limit is of.
 */
int usage_claims(struct usage *u, const struct policy_rule *rule, const struct resource *resource,
                 struct policy_use **out, size_t *n) __attribute__((warn_unused_result));

/* Adds the claims of one booking that the rule holds for; *out has room for all its claims. */
int usage_of_booking(struct change *c, const struct policy_rule *rule, const struct booking *b,
                     const struct policy_asker *asker, struct policy_use *out, size_t *n)
	__attribute__((warn_unused_result));

#endif
