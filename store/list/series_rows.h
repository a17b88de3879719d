/*
 * The rows that a series is in a list: one for each phase by weeks, with the weeks in which it takes place and the
 * dates on which it does not. Private to the list modules.
 */
#ifndef QUAD_STORE_SERIES_ROWS_H
#define QUAD_STORE_SERIES_ROWS_H

#include "store/model/series_phases.h"
#include "store/query/query.h"

/* True for a phase that has a form in a list: one by the academic calendar. */
bool series_rows_fits(const struct series *phase);

/*
 * The phases of a stored series that have a form, in arena; each has the weeks in which it takes place, and leaves out
 * its own dates, those too that were cancelled, moved by themselves or never fitted. Where the calendar lacks something
 * they are as they are stored.
 */
int series_rows_make(struct store *s, const struct series *series, struct arena *arena, struct series_phases *out)
	__attribute__((warn_unused_result));

#endif
