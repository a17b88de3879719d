/* What the files of the board share. Private to them. */
#ifndef QUAD_TUI_BOARD_VIEW_H
#define QUAD_TUI_BOARD_VIEW_H

#include "tui/screen/board_carry.h"
#include "tui/screen/board_rows.h"
#include "tui/screen/narrow.h"
#include "tui/screen/ui_booking_facts.h"
#include "tui/screen/ui_filter.h"

struct board_view {
	struct view view;
	/* what there is, as of the last load */
	struct resource_list list;
	struct calendar calendar;
	struct arena arena; /* owns the calendar */
	/* what is shown of it */
	const struct resource **shown; /* in order of code */
	size_t n_shown;
	struct narrow narrow;
	struct ui_filter filter;
	bool free_only; /* those alone that are free from free_start to free_end */
	int64_t free_start, free_end;
	/* the time axis */
	enum board_mode mode;
	int64_t day; /* day number */
	struct board_hours hours;
	struct board_axis axis;
	char axis_campus[CODE_MAX_BYTES + 1]; /* whose periods they are, "": of all or none */
	int code_cols; /* of the longest code */
	/* the cursor: a row, and a cell of the axis */
	struct list_cursor cursor;
	size_t cell;
	int64_t at_min; /* the start of that cell: where the cursor stays when the axis is made anew */
	bool marked;    /* from the cell of the mark to that of the cursor */
	char mark_code[CODE_MAX_BYTES + 1];
	uint64_t mark_entry; /* of the last change made at this screen, when it was set */
	size_t mark_row, mark_cell;
	int64_t mark_min;         /* the start of that cell */
	struct board_carry carry; /* a booking that was picked up */
	unsigned store_no;        /* of the store that it is in */
	/* all about the booking under the cursor, where there is a pane for it */
	struct booking_facts facts;
	uint64_t facts_of; /* its id, 0: none were read */
	/* how many requests wait for the person, read when the store has moved */
	size_t n_waiting;
	uint64_t waiting_token; /* of the store as of that, 0 = it was not read */
	/* the rows on the screen */
	struct board_rows rows;
	bool rows_stale;
};

static inline struct board_view *board_self(struct view *v)
{
	return (struct board_view *)v;
}

/* The resource under the cursor, NULL if none is shown. */
const struct resource *board_current(const struct board_view *b);
/* The cell under the cursor, NULL if the axis has none. */
const struct board_cell *board_cell(const struct board_view *b);
/* What stands in the cell under the cursor, or NULL. */
const struct slot *board_slot(const struct board_view *b);
/* True if several bookings share the resource there, of which the line about the cursor names none. */
bool board_is_shared_there(const struct board_view *b);

/* What is to be booked: the rows and the time from the mark to the cursor, or the cell under the cursor alone. */
struct board_choice {
	size_t first_row, last_row;
	size_t first_cell, last_cell;
	int64_t start, end;
};
/* False if there is nothing to choose. */
bool board_choice(const struct board_view *b, struct board_choice *out);

/* How the columns of the screen are shared out; a width of 0: not shown. */
struct board_layout {
	int code, name, seats, strip; /* columns */
	int strip_col;
	int list_cols; /* all of these */
	int pane_cols; /* the details at the right, with the gap before them */
};
struct board_layout board_lay_out(const struct board_view *b, int screen_cols);
/* How many columns there are for the strip before the axis is laid out. */
int board_strip_room(const struct board_view *b, int screen_cols);

/* The screen rows of the list: below the header, above the line about the cursor and the filter line. */
size_t board_list_height(const struct board_view *b, int top, int bottom);

/* Ops of the view. */
void board_write_title(struct view *v, struct app *app, struct buf *out);
void board_draw(struct view *v, struct app *app, int top, int bottom);

#endif
