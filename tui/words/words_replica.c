/* A replica in words. */
#include "tui/words/words_replica.h"

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/words/words_time.h"

enum { HOUR_MIN = 60, HOURS_TO = 2 * DAY_MIN, MINUTES_TO = 2 * HOUR_MIN };

void words_age(int64_t min, struct buf *out)
{
	long n = (long)(min > 0 ? min : 0);
	if (n < MINUTES_TO)
		buf_fmt(out, ngettext("%ld minute old", "%ld minutes old", (unsigned long)n), n);
	else if (n < HOURS_TO)
		buf_fmt(out, ngettext("%ld hour old", "%ld hours old", (unsigned long)n / HOUR_MIN), n / HOUR_MIN);
	else
		buf_fmt(out, ngettext("%ld day old", "%ld days old", (unsigned long)n / DAY_MIN), n / DAY_MIN);
}

static void word_parts(const struct db_replica *r, int64_t now, struct buf *moment, struct buf *age)
{
	words_moment(r->at_min, moment);
	words_age(now - r->at_min, age);
}

void words_replica(const struct db_replica *r, int64_t now, struct buf *out)
{
	struct buf moment = {0}, age = {0};
	word_parts(r, now, &moment, &age);
	buf_fmt(out, _("this is a copy of %s, %s; changes go to %s"), buf_text(&moment), buf_text(&age), r->from);
	buf_release(&moment);
	buf_release(&age);
}

void words_replica_short(const struct db_replica *r, int64_t now, bool has_room, struct buf *out)
{
	struct buf moment = {0}, age = {0};
	word_parts(r, now, &moment, &age);
	if (has_room)
		buf_fmt(out, _("copy of %s, %s"), buf_text(&moment), buf_text(&age));
	else
		buf_fmt(out, _("copy, %s"), buf_text(&age));
	buf_release(&moment);
	buf_release(&age);
}
