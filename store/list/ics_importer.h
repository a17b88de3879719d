/* An import of a calendar, as its steps share it. Private to the calendar modules. */
#ifndef QUAD_STORE_ICS_IMPORTER_H
#define QUAD_STORE_ICS_IMPORTER_H

#include "store/list/ics_event.h"
#include "store/list/list_batch.h"

struct ics_importer {
	struct store *store;
	const struct list_import *ask;
	struct ics_zones zones;
	struct ics_survey survey;
	struct ics_notes notes;
	struct names names;
	struct term_list terms;
	struct list_batch batch;
	struct arena lasting;    /* until the end of the import */
	struct list_kept **kept; /* reports of rows that were decided with an earlier one, by index; NULL: none yet */
};

/* Where the rows before this one are seen. */
static inline struct db *ics_seen_db(const struct ics_importer *im)
{
	return im->batch.scratch.db ? im->batch.scratch.db : im->store->db;
}

#endif
