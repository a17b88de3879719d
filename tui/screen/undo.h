/*
 * The slot for undo: the request that takes back the last change of the person at the screen, and words for that
 * change. Bookings and series are taken back, nothing else.
 */
#ifndef QUAD_TUI_UNDO_H
#define QUAD_TUI_UNDO_H

#include "store/query/query.h"
#include "store/model/request.h"

struct undo {
	struct request *request; /* NULL: there is nothing to take back */
	const char *text;        /* what is taken back, in the person's language */
	struct arena arena;      /* owns both */
};

/* Keeps copies of a request on bookings or on a series, and of the text; on out of memory the slot is left empty. */
void undo_set(struct undo *undo, const struct request *rq, const char *text);
void undo_clear(struct undo *undo);

/*
 * What one would ask to have a booking as it is stored in the row: resources, time, party, words. Its texts are the
 * row's, its claims lie in arena. 0 or QUAD_ENOMEM.
 */
int undo_ask_of_row(const struct booking_row *row, struct arena *arena, struct booking_ask *out)
	__attribute__((warn_unused_result));

#endif
