/*
 * The phases of a series. A change from a date on ends one phase and begins the next, which has its own pattern,
 * resources, party and texts; so what took place before keeps what it was booked by. The dates left out belong to the
 * whole. Pure.
 */
#ifndef QUAD_STORE_SERIES_PHASES_H
#define QUAD_STORE_SERIES_PHASES_H

#include "store/model/model.h"

/*
 * Oldest first, at least one. Each begins on its from_day and ends where the next begins; where the first has 0, it has
 * all that its pattern means.
 */
struct series_phases {
	struct series *v; /* in an arena; their `earlier` is empty */
	size_t n;
};

/* The phases of a series, their texts borrowed. QUAD_ECORRUPT, QUAD_ENOMEM. */
int series_phases_load(const struct series *s, struct arena *arena, struct series_phases *out)
	__attribute__((warn_unused_result));

/* The last phase, which has the fields of the whole too: id, ref, seq, the dates left out. */
struct series *series_phases_last(const struct series_phases *p);

/* The day after the last of a phase; INT64_MAX for the last phase. */
int64_t series_phases_until(const struct series_phases *p, size_t i);

/* The phase that holds a day. */
size_t series_phases_at(const struct series_phases *p, int64_t day);

/* The phases with one that begins on `day`: a copy of the one that holds it, unless that begins there. QUAD_ENOMEM. */
int series_phases_split(struct series_phases *p, int64_t day, struct arena *arena) __attribute__((warn_unused_result));

/* Makes one of neighbours that ask for the same. QUAD_ENOMEM. */
int series_phases_join(struct series_phases *p) __attribute__((warn_unused_result));

/* Appends the record of the whole: that of the last phase, with the others in it. Failing memory fails the buffer. */
void series_phases_encode(const struct series_phases *p, struct buf *out);

#endif
