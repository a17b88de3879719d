/* Owners' rules and people's qualifications as lists. As query.h. */
#ifndef QUAD_STORE_QUERY_RULES_H
#define QUAD_STORE_QUERY_RULES_H

#include "store/query/query.h"

/* By id, figures in it by their value. */
struct rule_list {
	struct arena arena;
	struct owner_rule *v;
	size_t n;
};

/* By login and name. */
struct qualification_list {
	struct arena arena;
	struct qualification *v;
	size_t n;
};

/* Without those that are about people of whom the looker may not know. */
int query_rules(struct store *s, struct rule_list *out) __attribute__((warn_unused_result));
int query_qualifications(struct store *s, struct qualification_list *out) __attribute__((warn_unused_result));

#endif
