/*
 * What the journal says of owners' rules beside the changes of records: that a rule on trial would have refused a
 * booking, and that one was overridden. Such an entry has no record, and nothing to take back. Private to store/change.
 */
#ifndef QUAD_STORE_RULE_NOTES_H
#define QUAD_STORE_RULE_NOTES_H

#include "store/change/planned.h"

/*
 * Writes an entry for each reason of p->trial, `trial:` and the id of the rule, and of p->overridden, `overridden:` and
 * the id of the booking. What stands after it is the reason as text. The result of the change stays as it is.
 */
int rule_notes_write(struct change *c, const struct plan *p) __attribute__((warn_unused_result));

#endif
