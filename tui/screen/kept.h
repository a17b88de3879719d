/*
 * What a view showed last. Where the store cannot be read, as on a line that is lost, the view is not drawn, since it
 * may know only a part, or already stand at another place: its last picture stays, and the loop says of when it is.
 */
#ifndef QUAD_TUI_KEPT_H
#define QUAD_TUI_KEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "tui/base/term.h"

/* All-zero: nothing was shown yet. */
struct kept {
	struct term_picture *picture;
	struct buf title;
	int64_t at_min; /* when it was read */
	int err;        /* why what the view shows now could not be read; 0 = it could */
};

/* True for an error that says nothing of what was to be read: another time it may be read. */
bool kept_may_pass(int err);
/* Keeps what was drawn in these rows, and is as of that minute. */
void kept_take(struct kept *k, int64_t read_min, int top, int bottom);
/* Draws it, or a sentence where there is nothing: that it was not read, and why. */
void kept_draw(const struct kept *k, int top, int bottom);
void kept_release(struct kept *k);

#endif
