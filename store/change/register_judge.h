/* What the rules of the registers share. Private to register_rules.c and the files of its rules. */
#ifndef QUAD_STORE_REGISTER_JUDGE_H
#define QUAD_STORE_REGISTER_JUDGE_H

#include "store/change/counted.h"
#include "store/change/planned.h"

struct register_judge {
	struct change *c;
	const struct plan *p;
	const struct resource *const *resources;
	const struct claim *claims;
	size_t n;
	const char **owners;       /* whose each resource is, "" = nobody's */
	const struct booking *was; /* what it changes and holds its place, for the same institution; NULL: all is new */
	struct reasons *out;
};

/* What a minute of the plan's claim i counts, and of that on the same resource before; 0 if there was none. */
sum_t register_judge_weight(const struct register_judge *j, size_t i);
sum_t register_judge_old_weight(const struct register_judge *j, size_t i);

/*
 * What a rule has found: a reason if it refuses, and in any case for who wants to know what was looked at. text is
 * copied. `fill` has number, limit, start and end.
 */
void register_judge_say(const struct register_judge *j, bool refuses, enum reason_detail detail, const char *subject,
                        const char *text, const struct reason *fill);

/* The minutes of a booking in [start, end). */
int64_t register_judge_minutes(const struct booking *b, int64_t start, int64_t end);

int share_rule_judge(struct register_judge *j, size_t i) __attribute__((warn_unused_result));
int agreement_rule_judge(struct register_judge *j) __attribute__((warn_unused_result)); /* of all claims */
int trainee_rule_judge(struct register_judge *j) __attribute__((warn_unused_result));   /* likewise */

#endif
