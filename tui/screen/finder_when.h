/*
 * When something is to be free, as a person writes it: a time (`周三 10-12`, `tomorrow 2pm for 2h`), a length within a
 * span (`2h within this week`, `2小时 下周内`), a day (an hour of it), or a pattern (`1-16周 周三 3-4节`).
 */
#ifndef QUAD_TUI_FINDER_WHEN_H
#define QUAD_TUI_FINDER_WHEN_H

#include "store/query/find_wish.h"

enum {
	FINDER_LENGTH_MIN = 120, /* of a time without an end */
	FINDER_OF_DAY_MIN = 60,  /* what is free on a day has so much of it free at a stretch */
};

/*
 * Reads the whole text into the part of a wish that says when; wish->now says what is today. Of a pattern in a term
 * that runs, the weeks before this one are left out. False: a sentence without a full stop about what is wrong goes to
 * `problem`, which may be NULL, and the wish is as it was. The text must not be empty.
 */
bool finder_when(const char *text, const struct term_list *terms, struct find_wish *wish, struct buf *problem);

/* Appends the time of a wish in words: `Wed 2026-12-02 10:00-12:00`, `2h within ...`, `weeks 1-16 ...`; or nothing. */
void finder_when_word(const struct find_wish *wish, struct buf *out);

#endif
