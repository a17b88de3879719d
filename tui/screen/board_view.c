/* Where the cursor of the board is, what stands there, and what is chosen to be booked. */
#include "tui/screen/board_view.h"

const struct resource *board_current(const struct board_view *b)
{
	return b->cursor.at < b->n_shown ? b->shown[b->cursor.at] : NULL;
}

const struct board_cell *board_cell(const struct board_view *b)
{
	return b->cell < b->axis.n ? &b->axis.cells[b->cell] : NULL;
}

const struct slot *board_slot(const struct board_view *b)
{
	size_t n;
	const struct slot *slots = board_rows_slots(&b->rows, b->cursor.at, &n);
	const struct board_cell *c = board_cell(b);
	bool is_day = b->axis.mode == BOARD_WEEK;
	return c && slots && !is_day ? board_slot_at(slots, n, c->start, c->end) : NULL;
}

bool board_is_shared_there(const struct board_view *b)
{
	size_t n, found = 0;
	const struct slot *slots = board_rows_slots(&b->rows, b->cursor.at, &n);
	const struct board_cell *c = board_cell(b);
	for (size_t i = 0; c && slots && i < n; i++) {
		bool is_here = slots[i].from < c->end && c->start < slots[i].to;
		found += slots[i].booking && is_here;
	}
	return found > 1 && board_current(b)->mode == MODE_SHARED;
}

bool board_choice(const struct board_view *b, struct board_choice *out)
{
	*out = (struct board_choice){b->cursor.at, b->cursor.at, b->cell, b->cell, 0, 0};
	if (!board_current(b) || !board_cell(b))
		return false;
	if (b->marked && b->mark_row < out->first_row)
		out->first_row = b->mark_row;
	if (b->marked && b->mark_row > out->last_row)
		out->last_row = b->mark_row;
	if (b->marked && b->mark_cell < out->first_cell)
		out->first_cell = b->mark_cell;
	if (b->marked && b->mark_cell > out->last_cell)
		out->last_cell = b->mark_cell;
	out->start = b->axis.cells[out->first_cell].start;
	out->end = b->axis.cells[out->last_cell].end;
	return true;
}

size_t board_list_height(const struct board_view *b, int top, int bottom)
{
	return (size_t)(bottom - top - 2 - ui_filter_rows(&b->view));
}
