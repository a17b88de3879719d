/*
 * How a text that says when (spoken.h) was understood, and why it was not, as sentences without a full stop. All of
 * them are appended. Minutes and day numbers; the zone is the store's.
 */
#ifndef QUAD_TUI_WORDS_SPOKEN_H
#define QUAD_TUI_WORDS_SPOKEN_H

#include "store/model/spoken.h"

/* `Wed 2026-12-02 10:00 to 12:00`; `Wed 2026-12-02 22:00 to Thu 2026-12-03 06:00`; `... 22:00 to 24:00`. */
void words_from_to(int64_t start_min, int64_t end_min, struct buf *out);
/* `Wed 2026-12-02 10:00` */
void words_day_time(int64_t at_min, struct buf *out);
/* `Mon 2026-12-07 to Sun 2026-12-13`, the last day included; a date for one day. */
void words_days(int64_t first_day, int64_t last_day, struct buf *out);
/* `term 2026A, weeks 5, Wed, periods 3-4`; without a time, the weekday is the last. */
void words_pattern(const struct week_pattern *w, struct buf *out);

/*
 * Why text was not understood, w being what spoken_when gave with err. not_a: the sentence for a text of which nothing
 * is understood, `"x" is not a time; write ...`.
 */
void words_not_understood(const char *text, const struct spoken_when *w, int err, const char *not_a, struct buf *out);

/* Two dates, of which a text may be either. */
void words_two_dates(const char *text, const int64_t readings[2], struct buf *out);

#endif
