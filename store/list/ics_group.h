/*
 * All events of a file that have one UID, decided in one step: they stand or fall together. Private to ics_import.c.
 */
#ifndef QUAD_STORE_ICS_GROUP_H
#define QUAD_STORE_ICS_GROUP_H

#include "store/list/ics_importer.h"

/*
 * Makes the rows and the requests of all events that have the UID of survey.v[index], the first of them. QUAD_ENOMEM,
 * or an error of the store.
 */
int ics_group_read(struct ics_importer *im, size_t index) __attribute__((warn_unused_result));

/*
 * Makes the row, its number 0, and the requests for an event that is no longer in the source: what is to come of it is
 * cancelled, unless it is in another one (elsewhere). ref must stay until the batch is flushed. As above.
 */
int ics_group_leave(struct ics_importer *im, const char *ref, bool elsewhere) __attribute__((warn_unused_result));

#endif
