/* The box over a view that names the holder of a booking: institution, person, mail and telephone. */
#include "tui/screen/ui_holder.h"

#include <inttypes.h>
#include <stdlib.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/ui_booking_facts.h"
#include "tui/screen/ui_booking_page.h"

struct holder_view {
	struct view view;
	uint64_t id;
	struct booking_facts facts;
};

static struct holder_view *self(struct view *v)
{
	return (struct holder_view *)v;
}

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	(void)app;
	buf_fmt(out, _("booking %" PRIu64), self(v)->id);
}

static void draw_holder(struct view *v, struct app *app, int top, int bottom)
{
	struct holder_view *h = self(v);
	struct buf title = {0};
	int row = bottom - booking_facts_rows(&h->facts, term_cols()) - 3;
	(void)app;
	row = row < top ? top : row;
	/* whole rows are blanked, so that no half of a wide character is left beside them */
	for (int i = row; i < bottom; i++)
		term_text(i, 0, term_cols(), ROLE_TEXT, "");
	term_hline(row++, 0, term_cols());
	write_title(v, app, &title);
	term_text(row, 0, term_cols(), ROLE_TITLE, buf_text(&title));
	term_cursor(row++, 0);
	booking_facts_draw(&h->facts, row, bottom, 0, term_cols());
	buf_release(&title);
}

static void free_holder(struct view *v)
{
	arena_release(&self(v)->facts.arena);
	free(v);
}

static unsigned close_box(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_CLOSE;
}

static unsigned show_all(struct app *app, struct view *v)
{
	uint64_t id = self(v)->id;
	app_pop(app);
	return ui_booking_show(app, id);
}

/* clang-format off */
static const struct action actions[] = {
	{"close", {KEY_ESC_CODE, 'i', 'q', KEY_CODE_F10, KEY_CTRL('c')}, "Esc i q F10 Ctrl-C", N_("close"),
	 N_("close the box"), NULL, close_box, NULL},
	{"show", {KEY_ENTER_CODE}, "Enter", N_("all about it"),
	 N_("show the booking, with its history"), NULL, show_all, NULL},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_DIALOG,
	.actions = actions,
	.title = write_title,
	.draw = draw_holder,
	.free = free_holder,
};

unsigned ui_holder_show(struct app *app, uint64_t id)
{
	struct holder_view *h = calloc(1, sizeof *h);
	if (!h) {
		app_fail(app, QUAD_ENOMEM, "");
		return REACT_HANDLED;
	}
	h->view.ops = &ops;
	h->id = id;
	unsigned parts = FACTS_HEAD | FACTS_HOLDER | FACTS_CLAIMS;
	int err = booking_facts_read(app->store, id, parts, &h->facts);
	if (err) {
		app_fail(app, err, "");
		free_holder(&h->view);
		return REACT_HANDLED;
	}
	app_push(app, &h->view);
	return REACT_HANDLED;
}
