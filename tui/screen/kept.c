/*
 * The pictures that stay where the store cannot be read. Kept as cells, so that no view need know of it, and none can
 * show what was read of one day under the name of another.
 */
#include "tui/screen/kept.h"

#include "store/base/err.h"
#include "store/db/db.h"
#include "tui/base/locale.h"

bool kept_may_pass(int err)
{
	return err == QUAD_ELINK || err == QUAD_EBUSY || err == QUAD_EIO || err == QUAD_ENOMEM;
}

void kept_take(struct kept *k, int64_t read_min, int top, int bottom)
{
	k->picture = term_keep(k->picture, top, bottom);
	k->at_min = read_min;
}

/* Nothing was read yet: an empty list would look as if there were nothing. */
static void draw_unread(int err, int top, int bottom)
{
	enum { MARGIN = 4 };
	const char *said = db_said();
	int row = top + (bottom - top) / 3, cols = term_cols() - 2 * MARGIN;
	const char *text = err == QUAD_ELINK ? _("This could not be read: there is no connection to the server.")
	                                     : _("This could not be read.");
	row = term_wrapped(row, bottom, MARGIN, cols, ROLE_BAD, text);
	text = err == QUAD_ELINK ? said : _(quad_strerror(err));
	if (*text)
		row = term_wrapped(row, bottom, MARGIN, cols, ROLE_TEXT, text);
	term_wrapped(row + 1, bottom, MARGIN, cols, ROLE_DIM, _("It is tried again; Ctrl-L tries at once."));
}

void kept_draw(const struct kept *k, int top, int bottom)
{
	if (k->picture)
		term_show(k->picture, top);
	else
		draw_unread(k->err, top, bottom);
}

void kept_release(struct kept *k)
{
	term_forget(k->picture);
	buf_release(&k->title);
	*k = (struct kept){0};
}
