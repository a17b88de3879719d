/* What shall stand under a UID as requests of the store. Private to ics_group.c. */
#ifndef QUAD_STORE_ICS_FORM_H
#define QUAD_STORE_ICS_FORM_H

#include "store/list/ics_member.h"

/* Each adds requests to the last row of the batch. QUAD_ENOMEM. */

/* Asks that all occurrences stand under the UID, and nothing else but what took place. */
int ics_form_whole(struct ics_group *g) __attribute__((warn_unused_result));
/* Asks for one occurrence as its own event has it. */
int ics_form_single(struct ics_group *g, const struct ics_member *m) __attribute__((warn_unused_result));
/* Remembers how often an event was changed, and that it is in the source. */
int ics_form_memory(struct ics_group *g, const struct ics_member *m) __attribute__((warn_unused_result));

#endif
