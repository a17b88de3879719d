/* Matches of a wish as rows of a list: which columns there is room for, and what stands in them. */
#ifndef QUAD_TUI_FOUND_ROWS_H
#define QUAD_TUI_FOUND_ROWS_H

#include "store/query/find_wish.h"

/* The widths of the columns, 0: not shown. The first column of all is the mark of the selection. */
struct found_columns {
	int code, name, kind, campus, seats, institution, when;
	bool ways; /* the campus has its travel minutes after it */
	int cols;  /* of all */
};

struct found_columns found_columns_of(const struct find_wish *wish, int cols);
void found_header_draw(const struct found_columns *c, int row);
void found_row_draw(const struct found_columns *c, const struct match *m, int row, bool selected);

/* Appends when it is free: `Wed 12-02 10:30` of a length; `14 of 16  not 10-07 10-14` of a pattern; else nothing. */
void found_when_word(const struct match *m, bool is_length, struct buf *out);

#endif
