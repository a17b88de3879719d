/* The periods of a report that a person goes through: months, terms, school years, calendar years. Pure. */
#ifndef QUAD_TUI_REPORT_PERIOD_H
#define QUAD_TUI_REPORT_PERIOD_H

#include "store/query/query.h"

/* OTHER: one that was given, which is shifted by its own length. */
enum report_span { SPAN_MONTH, SPAN_TERM, SPAN_SCHOOL_YEAR, SPAN_YEAR, SPAN_OTHER };

struct report_period {
	enum report_span span;
	int64_t from, to; /* day numbers, [from, to) */
};

/*
 * The period of a span that holds a day: of a term the one that runs then, else the last that has begun, else the
 * first; without any term, the month. A school year begins in September.
 */
void report_period_set(struct report_period *p, enum report_span span, const struct term_list *terms, int64_t day);

/* The period before (-1) or after (1). Beyond the terms there are none: false, and nothing changed. */
bool report_period_shift(struct report_period *p, const struct term_list *terms, int step);

/* Its name, such as `2026-09`, `2026A`, `2026-2027`, `2026`; "" for SPAN_OTHER. */
void report_period_name(const struct report_period *p, const struct term_list *terms, struct buf *out);

#endif
