/* A series in a calendar: the occurrences that its pattern or rule means. */
#ifndef QUAD_STORE_SERIES_DATES_H
#define QUAD_STORE_SERIES_DATES_H

#include "store/db/db.h"
#include "store/model/calendar.h"
#include "store/model/reason.h"

/*
 * The occurrences of a series in a calendar, in arena: by weeks in the term of the campus of its first lab, base or
 * room, or by its recurrence rule. What it names and the calendar lacks is added to `why`. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int series_dates(struct db_txn *txn, const struct series *s, const struct calendar *calendar, struct reasons *why,
                 struct arena *arena, struct occurrences *out) __attribute__((warn_unused_result));

/*
 * A stored series and all occurrences that its pattern means, those included that were left out of it; fewer where the
 * calendar lacks something. In arena. QUAD_ENOTFOUND, QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int series_dates_of(struct db_txn *txn, uint64_t id, struct arena *arena, struct series *s, struct occurrences *out)
	__attribute__((warn_unused_result));

/* The dates that a series leaves out, as day numbers in arena, and back as its record holds them. QUAD_ENOMEM. */
int series_dates_parse(const char *text, struct arena *arena, int64_t **out, size_t *n)
	__attribute__((warn_unused_result));
int series_dates_format(const int64_t *dates, size_t n, struct arena *arena, const char **out)
	__attribute__((warn_unused_result));

#endif
