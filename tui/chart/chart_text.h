/* A picture as lines of text. */
#ifndef QUAD_TUI_CHART_TEXT_H
#define QUAD_TUI_CHART_TEXT_H

#include "tui/chart/chart.h"

/* A piece of a line that is as dark as its level says; the text shows that without colour too. */
struct chart_span {
	const char *text;
	int level; /* 0 to CHART_LEVELS; -1: a name, a title */
};

struct chart_line {
	struct chart_span *v;
	size_t n, cap;
};

struct chart_lines {
	struct chart_line *v;
	size_t n, cap;
	struct arena arena;
};

struct chart_look {
	size_t cols; /* the width that there is; what needs more goes on below */
	bool ascii;  /* the terminal shows no blocks */
};

/* The picture with its legend. QUAD_ENOMEM. Release in any case. */
int chart_text(const struct chart *c, const struct chart_look *look, struct chart_lines *out)
	__attribute__((warn_unused_result));
void chart_lines_release(struct chart_lines *lines);

/* Appends the lines as plain text, each with a newline. */
void chart_lines_add(const struct chart_lines *lines, struct buf *out);

#endif
