/*
 * Which of the rules that fit a case decide. Settings: the most specific place, then who, then one with `when`, then
 * the later valid_from, then the larger id (figures in it by their value, so that R10 is after R9). Rules on trial
 * decide nothing; what they would have decided is told apart.
 */
#ifndef QUAD_STORE_POLICY_ORDER_H
#define QUAD_STORE_POLICY_ORDER_H

#include "store/model/policy.h"
#include "store/model/ruling.h"

/* By which part of two rules of one field it is told that one goes before the other; POLICY_BY_NOTHING: the same rule.
 */
enum policy_by { POLICY_BY_NOTHING, POLICY_BY_PLACE, POLICY_BY_WHO, POLICY_BY_WHEN, POLICY_BY_VALID, POLICY_BY_ID };

/* Less than 0 if a is the more specific one, which decides; *by may be NULL. */
int policy_compare(const struct policy_rule *a, const struct policy_rule *b, enum policy_by *by);

/* The order of ids, as above: less than 0 if x is before y. */
int policy_compare_ids(const char *x, const char *y);

enum policy_verdict {
	POLICY_DECIDES,      /* a setting: its value holds */
	POLICY_HOLDS,        /* a forbid or limit that fits */
	POLICY_LOSES,        /* to `to`, by `by` */
	POLICY_SAYS_NOTHING, /* its value is empty: the next one decides */
	POLICY_ON_TRIAL,     /* fits, and would decide or hold */
	POLICY_DOES_NOT_FIT  /* `fit` says why */
};

/* One rule that was looked at. */
struct policy_look {
	const struct policy_rule *rule;
	enum policy_verdict verdict;
	enum policy_fit fit;
	const struct policy_rule *to; /* POLICY_LOSES */
	enum policy_by by;
};

/* What decides a case; [POLICY_FORBID] and [POLICY_LIMIT] are not used. */
struct policy_decided {
	const struct policy_rule *setting[POLICY_FIELDS]; /* NULL: no rule says anything */
	const struct policy_rule *trial[POLICY_FIELDS]; /* on trial, and would decide in place of that one; else NULL */
};

/*
 * Looks at n rules in any order: *decided is filled, and `looks`, unless it is NULL, has room for n, which are put in
 * the order of the fields, within a field in that of precedence.
 */
void policy_decide(const struct policy_rule *const *rules, size_t n, const struct policy_case *c,
                   struct policy_decided *decided, struct policy_look *looks);

/* Puts what the settings say in place of what `out` says by default; a field without a rule keeps it. */
void policy_put_ruling(const struct policy_decided *decided, struct ruling *out);

#define POLICY_NOSHOW_DEFAULT_MIN 15 /* where check-in is required and no rule says how long to wait */

#endif
