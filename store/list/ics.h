/*
 * Import of iCalendar files (RFC 5545): VEVENTs as bookings and series. list_import calls it; list_export_ics
 * (list_export.h) is the way out. Private to the list modules.
 */
#ifndef QUAD_STORE_ICS_H
#define QUAD_STORE_ICS_H

#include "store/list/list_import.h"

/*
 * Imports as list_import does, into a summary that is initialised. The summary's unknown columns are the properties and
 * components that bookings have no place for.
 */
int ics_import(struct store *s, const struct list_import *ask,
               int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out)
	__attribute__((warn_unused_result));

#endif
