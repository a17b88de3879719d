/* The booking form. */
#ifndef QUAD_TUI_UI_FORM_H
#define QUAD_TUI_UI_FORM_H

#include "store/query/query.h"
#include "tui/screen/view.h"

/*
 * A form for a new booking of `LAB-1;T001`, "" = none yet, from start to end (minutes). Copied. NULL: out of memory.
 * Where that time has begun, which nobody can book any more, the form begins with the next quarter of an hour.
 */
struct view *ui_form_of(const char *claims, int64_t start, int64_t end, int64_t now);
/* What such a form has in place of a time that has begun; another time stays as it is. */
void ui_form_skip_begun(int64_t now, int64_t *start, int64_t *end);
/* What a form for a new booking begins with. */
struct form_begin {
	const char *claims; /* `LAB-1;T001` */
	int64_t start, end; /* of a series: of its first date */
	uint32_t party;     /* 0: not said */
	const struct week_pattern *weeks; /* NULL: a single booking. A term that is not "" is that of the series */
	const int64_t *except;            /* dates that the series leaves out, day numbers */
	size_t n_except;
};
struct view *ui_form_begin(const struct form_begin *begin);
/* A form that changes a booking. All is copied. NULL on out of memory. */
struct view *ui_form_change(const struct booking_row *row);

#endif
