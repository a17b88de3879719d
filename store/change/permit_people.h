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
/* OP_KEY and OP_KEY_DROP: of oneself, and of whom one may keep with all that the person may do. */
int permit_key(struct change *c) __attribute__((warn_unused_result));
int permit_grant_record(struct change *c, struct bytes record) __attribute__((warn_unused_result));

/*
 * *out: who asks may know of a person of that record: himself, or whose institution he keeps, or all, who reads the
 * whole journal.
 */
int permit_knows_person(struct change *c, const struct person *p, bool *out) __attribute__((warn_unused_result));
/* The same of the person's record, or of the one whose grant it is. */
int permit_knows_record(struct change *c, bool is_grant, struct bytes record, bool *out)
	__attribute__((warn_unused_result));
/* Where there are reasons and he may not, they become that there is no such person: they would tell of him. */
int permit_hide_person(struct change *c, const struct person *p) __attribute__((warn_unused_result));

#endif
