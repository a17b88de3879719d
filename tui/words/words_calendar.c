/* Weeks of terms, and what day rules say. */
#include "tui/words/words_calendar.h"

#include <inttypes.h>

#include "tui/base/locale.h"
#include "tui/words/words_time.h"

const struct term *words_term_of(const struct calendar *c, int64_t day, int *week)
{
	for (size_t i = 0; i < c->n_terms; i++) {
		const struct term *t = &c->terms[i];
		if (day < t->first_monday || day >= t->first_monday + 7 * (int64_t)t->weeks)
			continue;
		*week = (int)((day - t->first_monday) / 7) + 1;
		return t;
	}
	*week = 0;
	return NULL;
}

void words_term_week(const struct calendar *c, int64_t day, struct buf *out)
{
	int week;
	const struct term *t = words_term_of(c, day, &week);
	if (t)
		buf_fmt(out, week % 2 ? _("%.40s week %d, odd") : _("%.40s week %d, even"), t->code, week);
}

void words_day_rule(const struct day_rule *r, struct buf *out)
{
	if (!r || r->kind == DAY_NORMAL)
		return;
	if (r->kind == DAY_OFF)
		buf_str(out, _("day off"));
	else
		buf_fmt(out, _("teaches week %" PRIu32 " %s"), r->week, words_weekday((int)r->weekday));
	if (*r->note)
		buf_fmt(out, ": %s", r->note);
}
