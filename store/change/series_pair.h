/*
 * Which booking of a series becomes which occurrence after a change of its pattern, or of the calendar. Private to
 * store/change.
 */
#ifndef QUAD_STORE_SERIES_PAIR_H
#define QUAD_STORE_SERIES_PAIR_H

#include "store/change/series_step.h"
#include "store/model/occurrence_map.h"

/* A series between two patterns, or between two calendars. */
struct series_pairing {
	const struct series_tasks *bookings; /* all of the series, cancelled ones too */
	const struct series_phases *was, *is;
	struct occurrences old, new;
	int64_t from_day;  /* what takes place on earlier local days stays as it is; INT64_MIN */
	int64_t begun_min; /* what starts by then stays where it is; INT64_MIN: it was asked to change too */
	enum occurrence_likeness likeness;
	const int64_t *moved_days; /* for each phase of `was`, by how much its term moves; NULL: none does */
	bool times;     /* occurrences that are new are booked, bookings without one are cancelled */
	bool following; /* a change of the calendar: nothing is done with bookings that stay as they are */
	bool institution_missing; /* of `is`: to be made when it is carried out */
	/* made by series_pair_map */
	struct occurrence *key; /* the old ones and the strays, with the numbers that they have by now */
	size_t n_strays, n_settled;
	size_t *to;   /* of each key its place in `new` */
	size_t *slot; /* of each booking its key, OCCURRENCE_NONE */
};

/* Finds the occurrence of each booking, and what becomes of each occurrence. */
int series_pair_map(struct change *c, struct series_pairing *p) __attribute__((warn_unused_result));

/* The own days of what was left out and still is, in the change's arena. */
int series_pair_left_out(struct change *c, const struct series_pairing *p, int64_t **days, size_t *n)
	__attribute__((warn_unused_result));

/* Adds what is to be done, once what the series leaves out is marked in `new`. */
int series_pair_tasks(struct change *c, const struct series_pairing *p, struct series_tasks *out)
	__attribute__((warn_unused_result));

/*
 * Adds, of a change of the calendar, the bookings that the change does not move, but that do not stand at the time of
 * their occurrence on its day: somebody was in the way when it moved. They may follow now.
 */
int series_pair_late(struct change *c, const struct series_pairing *p, struct series_tasks *out)
	__attribute__((warn_unused_result));

#endif
