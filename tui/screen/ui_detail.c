/* The details of a resource, which its row on the screen has no room for. */
#include "tui/screen/ui_detail.h"

#include <stdio.h>

#include "store/base/buf.h"
#include "tui/base/locale.h"
#include "tui/base/term.h"
#include "tui/words/words_name.h"
#include "tui/words/words_opening.h"

enum { LABEL_COLS = 11, WIDE_COLS = 160 };

int ui_detail_cols(int screen_cols)
{
	if (screen_cols < UI_DETAIL_FROM_COLS)
		return 0;
	return screen_cols >= WIDE_COLS ? 46 : 36;
}

int ui_detail_value(int row, int bottom, int col, int cols, const char *name, const char *value)
{
	if (!*value || row >= bottom)
		return row;
	term_text(row, col, LABEL_COLS, ROLE_DIM, name);
	return term_wrapped(row, bottom, col + LABEL_COLS + 1, cols - LABEL_COLS - 1, ROLE_TEXT, value);
}

int ui_detail_resource(const struct resource *r, int row, int bottom, int col, int cols)
{
	char number[64];
	struct buf where = {0}, opening = {0};
	row = term_wrapped(row, bottom, col, cols, ROLE_TITLE, r->name);
	row = ui_detail_value(row, bottom, col, cols, _("Institution"), r->institution);
	buf_fmt(&where, "%s %s %s", r->campus, r->building, r->room);
	row = ui_detail_value(row, bottom, col, cols, _("Place"), buf_text(&where));
	row = ui_detail_value(row, bottom, col, cols, _("Mode"), mode_name(r->mode));
	row = ui_detail_value(row, bottom, col, cols, _("Part of"), r->part_of);
	words_opening(r->opening, &opening);
	row = ui_detail_value(row, bottom, col, cols, _("Open"), opening.len ? buf_text(&opening) : _("always"));
	snprintf(number, sizeof number, _("%u min before, %u after"), r->setup_min, r->teardown_min);
	row = ui_detail_value(row, bottom, col, cols, _("Setup"), r->setup_min || r->teardown_min ? number : "");
	snprintf(number, sizeof number, _("%u hours a year"), r->rated);
	row = ui_detail_value(row, bottom, col, cols, _("Rated"), r->rated ? number : "");
	row = ui_detail_value(row, bottom, col, cols, _("Specialty"), r->specialty);
	row = ui_detail_value(row, bottom, col, cols, _("Tags"), r->tags);
	row = ui_detail_value(row, bottom, col, cols, _("Equipment"), r->equipment);
	row = ui_detail_value(row, bottom, col, cols, _("Contact"), r->contact);
	row = ui_detail_value(row, bottom, col, cols, _("Sharing"), sharing_name(r->sharing));
	if (r->approval != APPROVAL_NONE)
		row = ui_detail_value(row, bottom, col, cols, _("Approval"), approval_name(r->approval));
	if (!r->active && row < bottom)
		term_text(row++, col, cols, ROLE_BAD, _("withdrawn: cannot be booked"));
	buf_release(&where);
	buf_release(&opening);
	return row;
}
