/* Recurrence rules that move along with their first start, and counts that are of the whole. Pure, but for the zone. */
#ifndef QUAD_STORE_RULE_SHIFT_H
#define QUAD_STORE_RULE_SHIFT_H

#include "store/model/model.h"

/*
 * The rule whose occurrence at `from` takes place at `to` (minutes) instead: UNTIL moves by as many days; weekdays and
 * days of the month that do not name the new day move too. In arena. QUAD_EINVAL: they are several and have no such
 * move, so a new rule has to say what is meant. QUAD_ENOMEM.
 */
int rule_shift(const char *rule, int64_t from, int64_t to, struct arena *arena, const char **out)
	__attribute__((warn_unused_result));

/*
 * The rule with the COUNT that leaves `n` occurrences from the local day `day` on; n is at least 1. A rule without
 * COUNT stays as it is. In arena. QUAD_EINVAL: it is no rule. QUAD_ENOMEM.
 */
int rule_count_from(const struct rule_pattern *p, int64_t day, int64_t n, struct arena *arena, const char **out)
	__attribute__((warn_unused_result));

/* The COUNT of a rule; 0: it has none, or is no rule. */
int64_t rule_count(const char *rule, struct arena *arena);

/* How many starts of a rule lie before a local day. QUAD_EINVAL, QUAD_ENOMEM. */
int rule_starts_before(const struct rule_pattern *p, int64_t day, struct arena *arena, int64_t *out)
	__attribute__((warn_unused_result));

#endif
