/* What happens to each booking is one of four things, and what is left out has its reasons beside it. */
#include "tui/words/words_followers.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_time.h"

static bool is_told(const struct made *m)
{
	return m->state == STATE_CANCELLED || m->outcome != OUTCOME_UNCHANGED;
}

size_t words_followers_count(const struct list_row_report *row)
{
	size_t n = row->n_skipped;
	for (size_t i = 0; i < row->n_made; i++)
		n += is_told(&row->made[i]);
	return n;
}

/* The booking or the occurrence at a place among those that are counted: one of the two is NULL. */
static void find_follower(const struct list_row_report *row, size_t at, const struct made **made,
                          const struct skipped **skipped)
{
	*made = NULL;
	*skipped = NULL;
	for (size_t i = 0; i < row->n_made; i++) {
		if (!is_told(&row->made[i]))
			continue;
		if (at == 0) {
			*made = &row->made[i];
			return;
		}
		at--;
	}
	*skipped = &row->skipped[at];
}

static void add_made(const struct made *m, struct buf *out)
{
	char was[CLOCK_TEXT_MAX], start[CLOCK_TEXT_MAX], end[CLOCK_TEXT_MAX];
	clock_format(m->was_start ? m->was_start : m->start, was);
	clock_format(m->start, start);
	if (m->state == STATE_CANCELLED)
		buf_fmt(out, "booking %" PRIu64 ": %s -> dropped", m->id, was);
	else if (m->outcome == OUTCOME_ADDED)
		buf_fmt(out, "series S%" PRIu64 ": -> %s", m->series, start);
	else
		buf_fmt(out, "booking %" PRIu64 ": %s -> %s/%s", m->id, was, start, clock_format(m->end, end));
}

void words_followers_changes(const struct list_row_report *row, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	const struct made *m;
	const struct skipped *s;
	size_t n = words_followers_count(row);
	for (size_t i = 0; i < n; i++) {
		find_follower(row, i, &m, &s);
		buf_str(out, out->len ? " | " : "");
		if (s && s->stays)
			buf_fmt(out, "booking %" PRIu64 " stays: %s -> left out", s->stays,
			        clock_format(s->start, text));
		else if (s)
			buf_fmt(out, "series S%" PRIu64 ": %s -> left out", s->series, clock_format(s->start, text));
		else
			add_made(m, out);
	}
}

static void word_skipped(const struct skipped *s, struct buf *out)
{
	struct buf when = {0};
	if (s->stays)
		words_interval(s->start, s->end, &when);
	else
		words_moment(s->start, &when);
	if (s->stays)
		buf_fmt(out, _("booking %" PRIu64 " cannot go to %s and stays where it stands: "), s->stays,
		        buf_text(&when));
	else
		buf_fmt(out, _("series S%" PRIu64 ", %s is left out: "), s->series, buf_text(&when));
	for (size_t i = 0; i < s->reasons.n; i++) {
		struct reason r = s->reasons.v[i];
		r.at = 0; /* said already */
		buf_str(out, i ? "; " : "");
		words_reason(&r, out);
	}
	buf_release(&when);
}

static void word_made(const struct made *m, struct buf *out)
{
	struct buf from = {0}, to = {0};
	words_moment(m->was_start ? m->was_start : m->start, &from);
	words_interval(m->start, m->end, &to);
	if (m->state == STATE_CANCELLED)
		buf_fmt(out, _("booking %" PRIu64 ", %s is dropped"), m->id, buf_text(&from));
	else if (m->outcome == OUTCOME_ADDED)
		buf_fmt(out, _("series S%" PRIu64 " gets %s"), m->series, buf_text(&to));
	else
		buf_fmt(out, _("booking %" PRIu64 ", %s moves to %s"), m->id, buf_text(&from), buf_text(&to));
	buf_release(&from);
	buf_release(&to);
}

void words_follower(const struct list_row_report *row, size_t at, struct buf *out)
{
	const struct made *m;
	const struct skipped *s;
	find_follower(row, at, &m, &s);
	if (s)
		word_skipped(s, out);
	else
		word_made(m, out);
}
