/*
 * What the person at the screen has changed, the last change on top, and what was taken back of it, to be done again:
 * for each an entry of the journal, whose action the engine takes back (OP_UNDO), and words for it.
 */
#ifndef QUAD_TUI_UNDO_H
#define QUAD_TUI_UNDO_H

#include "store/model/request.h"

#define UNDO_STEPS 200 /* older ones are forgotten */

struct undo_step {
	uint64_t entry;
	char *text; /* in the person's language */
};

struct undo_stack {
	struct undo_step v[UNDO_STEPS];
	size_t n;
};

/* All-zero is empty. */
struct undo {
	struct undo_stack done, undone;
};

/* A change was made. What was taken back before can no longer be done again. On out of memory it is forgotten. */
void undo_note(struct undo *undo, uint64_t entry, const char *text);
/* The last change, or with `again` what was taken back last; NULL for none. */
const struct undo_step *undo_last(const struct undo *undo, bool again);
/* That step was taken back, or done again, by an entry of its own: it goes over to the other stack. */
void undo_turn(struct undo *undo, bool again, uint64_t entry);
void undo_clear(struct undo *undo);

/* Appends words for a change that was made: `booking 17`, `the cancelling of booking 17`. */
void undo_describe(const struct request *rq, const struct result *result, struct buf *out);

/* The same of n requests of one kind that were done as one: `3 approvals`. */
void undo_describe_all(const struct request *rqs, size_t n, struct buf *out);

#endif
