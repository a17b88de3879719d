/* What becomes of a booking: its approval, until when it holds, who came, and what was said about it. */
#ifndef QUAD_TUI_UI_BOOKING_COURSE_H
#define QUAD_TUI_UI_BOOKING_COURSE_H

#include "tui/screen/ui_fact_list.h"

/* Adds that to the facts of the booking that they hold. */
int booking_course_add(struct booking_facts *f, struct store *s) __attribute__((warn_unused_result));

/* Appends for whom a request waits, from the text of a row of requests: `owner of R11, OSC`. */
void booking_course_word_waits(const char *waits_for, struct buf *out);

/* Appends how long it is from now until a minute, where there is little room: `3 d`, `5 h`, `20 min`. */
void booking_course_word_left(int64_t until, int64_t now, struct buf *out);

#endif
