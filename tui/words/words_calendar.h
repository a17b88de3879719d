/* The academic calendar in words. All is appended, in the person's language. */
#ifndef QUAD_TUI_WORDS_CALENDAR_H
#define QUAD_TUI_WORDS_CALENDAR_H

#include "store/model/calendar.h"

/* The term that a day (a day number) lies in, with its week from 1; NULL outside of all terms. */
const struct term *words_term_of(const struct calendar *c, int64_t day, int *week);

/* `2026-1 week 5, odd`; nothing outside of all terms. */
void words_term_week(const struct calendar *c, int64_t day, struct buf *out);

/* What a rule makes of its day: `off: National Day`, `teaches week 4 Tue: make-up`; nothing for NULL and a normal day.
 */
void words_day_rule(const struct day_rule *r, struct buf *out);

#endif
