/* What the store would answer to a booking form now: rehearsed, never done. */
#ifndef QUAD_TUI_UI_FORM_CHECK_H
#define QUAD_TUI_UI_FORM_CHECK_H

#include "store/query/alternatives.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_form_fields.h"

/* How many dates of a series a resource is refused on. */
struct form_clashes {
	const char *resource;
	size_t n;
};

/* All-zero: nothing was asked. */
struct form_check {
	bool checked; /* the store was asked */
	bool asks;    /* it would be a request, which has to be approved */
	bool can_wait; /* it is refused because something is taken, and could wait for it */
	struct alternative_list instead;
	/* the times that are asked for, by start, those that clash included */
	struct interval *when;
	size_t n_when;
	struct form_clashes *clashes; /* of a series */
	size_t n_clashes;
	struct arena arena;
};

void ui_form_check_release(struct form_check *c);

/*
 * Asks about what the form reads (ui_form_read). Refusals become problems of the form, each with who holds what is
 * asked for; the meaning of a series says how many dates it has. With readable false nothing is asked.
 */
int ui_form_check(struct form *f, struct app *app, bool readable, struct form_check *out)
	__attribute__((warn_unused_result));

/* On how many dates a resource clashes. */
size_t ui_form_clashes(const struct form_check *c, const char *resource);

#endif
