/* Cells of owners' rules: the words and marks that schools write become those of policy.h. */
#ifndef QUAD_STORE_LIST_RULE_H
#define QUAD_STORE_LIST_RULE_H

#include "store/model/model.h"

/*
 * The text of a rule's column (`place`, `who`, `when`, `field`, `value`) with words in Chinese as ours, and full-width
 * marks as plain ones. What is not known stays, so that the rule is refused with it. In arena; NULL on out of memory.
 */
const char *list_rule_text(const char *column, const char *text, struct arena *arena);
/* The scope of a role likewise, `机构:B` as `institution:B`. A name alone stays as it is. In arena; NULL as above. */
const char *list_rule_scope(const char *text, struct arena *arena);

#endif
