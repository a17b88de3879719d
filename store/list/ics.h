/*
 * iCalendar (RFC 5545) in and out: bookings as VEVENTs. What is exported imports again as unchanged. Private to the list
 * modules; list_import and list_export_ics (list.h) lead here.
 */
#ifndef QUAD_STORE_ICS_H
#define QUAD_STORE_ICS_H

#include "store/list/list_import.h"

/*
 * As list_import, into a summary that is ready. The summary's unknown columns are the properties and components that
 * bookings have no place for.
 */
int ics_import(struct store *s, const struct list_import *ask,
               int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out)
	__attribute__((warn_unused_result));

#endif
