/* Labels and values of a booking, in the person's language: gathered one by one, then drawn. */
#ifndef QUAD_TUI_UI_FACT_LIST_H
#define QUAD_TUI_UI_FACT_LIST_H

#include "store/query/query.h"

struct booking_fact {
	const char *label; /* "" goes on */
	const char *value;
};

struct booking_facts {
	struct booking_fact *v;
	size_t n, cap;
	struct booking_row row; /* the booking */
	struct arena arena;     /* owns all */
};

/* Add a fact unless the value is empty; the second releases it. */
int booking_facts_add(struct booking_facts *f, const char *label, const char *value)
	__attribute__((warn_unused_result));
int booking_facts_add_text(struct booking_facts *f, const char *label, struct buf *value)
	__attribute__((warn_unused_result));

/* How many rows they take at most in cols columns. */
int booking_facts_rows(const struct booking_facts *f, int cols);
/* Draws the facts between two screen rows, each value in as many rows as it takes. Returns the row after them. */
int booking_facts_draw(const struct booking_facts *f, int row, int bottom, int col, int cols);

#endif
