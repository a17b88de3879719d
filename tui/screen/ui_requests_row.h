/* The rows of the requests: where the columns stand, and how a request is drawn. Reads nothing. */
#ifndef QUAD_TUI_UI_REQUESTS_ROW_H
#define QUAD_TUI_UI_REQUESTS_ROW_H

#include "tui/screen/requests_list.h"

/* Of each column where it stands, and how wide it is, 0 = there is no room for it. */
enum requests_column {
	REQUESTS_TIME,
	REQUESTS_CLAIMS,
	REQUESTS_WHO,
	REQUESTS_FOR,
	REQUESTS_PARTY,
	REQUESTS_PURPOSE,
	REQUESTS_WAITS,
	REQUESTS_LEFT,
	REQUESTS_COLUMNS
};
struct requests_columns {
	int x[REQUESTS_COLUMNS], cols[REQUESTS_COLUMNS];
};

struct requests_columns requests_columns_of(int cols);
void requests_draw_header(int row, const struct requests_columns *c, int cols);

/* Appends all that is said of a request, for the filter: also what there is no room for. */
void requests_word_line(const struct requests_line *line, struct buf *out);

/* Marks before it: v chosen to be approved together with others, ! it waits for the person. */
struct requests_look {
	bool selected, chosen;
	int64_t now;
};
void requests_draw_row(const struct requests_line *line, int row, const struct requests_columns *c, int cols,
                       const struct requests_look *look);

#endif
