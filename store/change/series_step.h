/*
 * One step of a series: some of its bookings leave their places, some occurrences take new ones, and what was decided
 * is written or, if it is refused, put back. Private to store/change.
 */
#ifndef QUAD_STORE_SERIES_STEP_H
#define QUAD_STORE_SERIES_STEP_H

#include "store/change/plan.h"
#include "store/facts/series_dates.h"

/*
 * A pair of a booking and an occurrence: both is a move that keeps the id, a booking alone is cancelled, an occurrence
 * alone is a new booking.
 */
struct series_task {
	struct plan plan;                    /* old.id 0: no booking yet */
	const struct occurrence *occurrence; /* NULL: the booking is cancelled, or stays */
	bool stays;    /* its place is not judged and not touched; plan.v is what its record shall say */
	bool unlisted; /* the change is not about it, its record only follows */
	bool placed;
	bool freed; /* cancelled by the pattern or the calendar: its occurrence is free again */
};

struct series_tasks {
	struct series_task *v;
	size_t n, cap;
	bool left; /* the bookings have left their places before the step */
};

/* A new task of zeros, NULL on out of memory. */
struct series_task *series_add_task(struct change *c, struct series_tasks *t);

/* Adds the bookings of a series by their start, cancelled ones too, as tasks without occurrences. */
int series_load_bookings(struct change *c, uint64_t series, struct series_tasks *out)
	__attribute__((warn_unused_result));

/* True for a booking that moves with its series: nobody has cancelled it or changed it by itself. */
bool series_leads(const struct booking *b);

/*
 * The bookings that stand leave their places, before the steps of several series, so that none is in the way of another
 * that leaves as well. One step alone needs no such call.
 */
int series_leave_places(struct change *c, struct series_tasks *tasks) __attribute__((warn_unused_result));

/* True if the record of a task's booking is to be written anew. */
bool series_is_changed(const struct series_task *t);

/*
 * Decides the tasks one after the other against what stands by then, and writes the bookings unless the result has
 * reasons afterwards or this is a rehearsal. With `skip`, an occurrence that is refused is left out and listed; a new
 * series of which nothing would be left is refused.
 */
int series_step(struct change *c, const struct series_phases *phases, struct series_tasks *tasks, bool skip)
	__attribute__((warn_unused_result));

#endif
