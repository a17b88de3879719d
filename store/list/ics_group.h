/*
 * All events of a file that have one UID, decided in one step: they stand or fall together. Private to ics_import.c.
 */
#ifndef QUAD_STORE_ICS_GROUP_H
#define QUAD_STORE_ICS_GROUP_H

#include "store/list/ics_dates.h"
#include "store/list/list_batch.h"

/* An import of a calendar. */
struct ics_importer {
	struct store *store;
	const struct list_import *ask;
	struct ics_zones zones;
	struct ics_survey survey;
	struct ics_notes notes;
	struct names names;
	struct term_list terms;
	struct list_batch batch;
	struct arena lasting; /* until the end of the import */
	struct list_kept **kept; /* reports of rows that were decided with an earlier one, by index; NULL: none yet */
	uint64_t *seen;       /* hashes of the refs of all events so far */
	size_t n_seen, cap_seen;
	bool unsure;          /* an event that may be one of them has no readable UID */
};

/* Where the rows before this one are seen. */
struct db *ics_seen_db(const struct ics_importer *im);

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

/* What is remembered of an event, its texts in arena; all-zero with empty texts if it is nothing. */
int ics_memory_load(struct db *db, const char *ref, struct arena *arena, struct event_memory *out)
	__attribute__((warn_unused_result));

#endif
