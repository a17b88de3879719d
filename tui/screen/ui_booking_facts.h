/* All that there is to say of one booking, as labels and values in the person's language. */
#ifndef QUAD_TUI_UI_BOOKING_FACTS_H
#define QUAD_TUI_UI_BOOKING_FACTS_H

#include "store/query/query.h"

/* Sets of what is said. */
enum booking_part {
	FACTS_HEAD = 1,    /* time, purpose, state, people, note, series, reference */
	FACTS_HOLDER = 2,  /* who asked for it and for whom, with mail and telephone */
	FACTS_CLAIMS = 4,  /* each resource with its name, place and contact */
	FACTS_HISTORY = 8, /* its changes, the last one first */
};

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

/* QUAD_ENOTFOUND if the booking is gone, or an error of the store. Release the arena in either case. */
int booking_facts_read(struct store *s, uint64_t id, unsigned parts, struct booking_facts *out)
	__attribute__((warn_unused_result));

/* How many rows they take at most in cols columns. */
int booking_facts_rows(const struct booking_facts *f, int cols);
/* Draws the facts between two screen rows, each value in as many rows as it takes. Returns the row after them. */
int booking_facts_draw(const struct booking_facts *f, int row, int bottom, int col, int cols);

#endif
