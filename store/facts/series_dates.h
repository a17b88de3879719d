/* A series in a calendar: the occurrences that its phases mean. */
#ifndef QUAD_STORE_SERIES_DATES_H
#define QUAD_STORE_SERIES_DATES_H

#include "store/db/db.h"
#include "store/model/calendar.h"
#include "store/model/reason.h"
#include "store/model/series_phases.h"

/*
 * All occurrences of the phases in a calendar, in arena: by weeks in the term of the campus of the first lab, base or
 * room, or by the recurrence rule. Each phase gives those of its days, the marked ones included that the series leaves
 * out. What the phases name and the calendar lacks is added to `why`. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int series_dates(struct db_txn *txn, const struct series_phases *phases, const struct calendar *calendar,
                 struct reasons *why, struct arena *arena, struct occurrences *out)
	__attribute__((warn_unused_result));

/*
 * A stored series and all its occurrences, fewer where the calendar lacks something. In arena. QUAD_ENOTFOUND,
 * QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int series_dates_of(struct db_txn *txn, uint64_t id, struct arena *arena, struct series *s, struct occurrences *out)
	__attribute__((warn_unused_result));

/* The dates that a series leaves out, as day numbers in arena, and back as its record holds them. QUAD_ENOMEM. */
int series_dates_parse(const char *text, struct arena *arena, int64_t **out, size_t *n)
	__attribute__((warn_unused_result));
int series_dates_format(const int64_t *dates, size_t n, struct arena *arena, const char **out)
	__attribute__((warn_unused_result));

/* Sorts days, each once; how many there are then. */
size_t series_dates_sort(int64_t *days, size_t n);

/* The weeks of the term that the occurrences of a phase are of, as a set; 0: none, or there is no such term. */
uint64_t series_dates_weeks(const struct occurrences *o, size_t phase, const struct series *s,
                            const struct calendar *calendar);

/*
 * Marks the occurrences that days name: by the own day that they would have without day rules, so that they stay left
 * out when a rule moves them; and the name of an occurrence. Of a day that is taught twice the name is the date, which
 * names what takes place on it where it is nobody's own day.
 */
void series_dates_mark(struct occurrences *o, const int64_t *days, size_t n);
int64_t series_dates_name(const struct occurrences *o, size_t i);

#endif
