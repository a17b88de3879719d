/*
 * The fields of the finder: their texts, and the wish that they are. The first one is a line that says all at once; it
 * is taken apart into the others (finder_line.h), and these alone count.
 */
#ifndef QUAD_TUI_FINDER_FIELDS_H
#define QUAD_TUI_FINDER_FIELDS_H

#include "store/query/find_wish.h"
#include "tui/screen/finder_terms.h"

enum finder_field {
	FINDER_LINE, FINDER_KIND, FINDER_SEATS, FINDER_NEAR, FINDER_CAMPUS, FINDER_INSTITUTION, FINDER_TAGS,
	FINDER_SPECIALTY, FINDER_TEXT, FINDER_WHEN, FINDER_WITH, FINDER_ALL_BUT, FINDER_FIELDS
};

/* Its name in the person's language. */
const char *finder_label(enum finder_field field);

/* The wish of some fields, with the texts that it needs. All-zero is empty. */
struct finder_ask {
	struct find_wish wish;
	struct arena arena;
	struct buf problems;       /* what cannot be read, a line each */
	size_t n_problems;
	enum finder_field problem; /* the first field with one */
};

/* Reads the fields into the wish, in place of what was there. Texts may be empty, not NULL. QUAD_ENOMEM. */
int finder_ask_read(struct finder_ask *a, const struct finder_terms *t, const char *const texts[FINDER_FIELDS],
                    int64_t now) __attribute__((warn_unused_result));
void finder_ask_release(struct finder_ask *a);

/* Appends a wish in words: `lab, 40 seats, near NORTH, Wed 2026-12-02 10:00 to 12:00, with T001`. */
void find_wish_word(const struct find_wish *wish, struct buf *out);

#endif
