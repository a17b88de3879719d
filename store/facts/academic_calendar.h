/* The academic calendar as a transaction sees it. */
#ifndef QUAD_STORE_ACADEMIC_CALENDAR_H
#define QUAD_STORE_ACADEMIC_CALENDAR_H

#include "store/db/db.h"
#include "store/model/calendar.h"

/* All terms, periods and day rules, with texts of their own in arena. QUAD_ECORRUPT, QUAD_ENOMEM. */
int academic_calendar_load(struct db_txn *txn, struct arena *arena, struct calendar *out)
	__attribute__((warn_unused_result));

/* All series, likewise. */
int academic_calendar_series(struct db_txn *txn, struct arena *arena, struct series **out, size_t *n)
	__attribute__((warn_unused_result));

#endif
