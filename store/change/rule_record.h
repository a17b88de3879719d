/* Owners' rules as records: made, changed and taken away. Private to store/change. */
#ifndef QUAD_STORE_RULE_RECORD_H
#define QUAD_STORE_RULE_RECORD_H

#include "store/change/change.h"

/*
 * Carries out OP_RULE. A rule without an id is the one that says the same in all but its text, overridable and trial;
 * if there is none, a new one whose id is the next whole number.
 */
int rule_record_put(struct change *c) __attribute__((warn_unused_result));
/* Carries out OP_RULE_DROP. */
int rule_record_drop(struct change *c) __attribute__((warn_unused_result));

/* Takes the entry by place of a rule away, whose record goes. */
int rule_record_gone(struct change *c, struct bytes record) __attribute__((warn_unused_result));

#endif
