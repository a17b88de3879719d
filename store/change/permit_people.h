/* The rights on people and on what they may: nobody gives or takes a role that he could not grant. */
#ifndef QUAD_STORE_PERMIT_PEOPLE_H
#define QUAD_STORE_PERMIT_PEOPLE_H

#include "store/change/change.h"
#include "store/model/rights.h"

/*
 * A role of somebody is given or taken; institution: that person's, "" = none. Coordinators give all; administrators
 * viewer, requester, approver and administrator within what they keep; others what they hold themselves with may_grant,
 * within its scope and not for longer. Private to store/change, as are the following.
 */
int permit_role(struct change *c, const struct grant *g, const char *institution) __attribute__((warn_unused_result));

/* The last coordinator cannot go: adds a reason if none were left for good without this grant, or first role. */
int permit_last_coordinator(struct change *c, const struct grant *gone) __attribute__((warn_unused_result));

/* OP_PERSON; and the same of a record as it was or becomes again, in an undo. */
int permit_person(struct change *c) __attribute__((warn_unused_result));
int permit_person_record(struct change *c, struct bytes record) __attribute__((warn_unused_result));
int permit_grant_record(struct change *c, struct bytes record) __attribute__((warn_unused_result));

#endif
