/*
 * The readers of spoken.h do the work; here are the questions that only a search has: how long, within what, and which
 * weeks of the term are meant by periods of a day.
 */
#include "tui/screen/finder_when.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/model/spoken.h"
#include "tui/base/locale.h"
#include "tui/words/words_spoken.h"
#include "tui/words/words_time.h"

/* What is read: the text, the calendar, the wish so far. */
struct when_reader {
	const struct term_list *terms;
	struct find_wish *wish;
	struct buf *problem;
};

static bool say_problem(struct when_reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* False, for the caller to return. */
static bool say_problem(struct when_reader *r, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	if (r->problem)
		buf_vfmt(r->problem, format, ap);
	va_end(ap);
	return false;
}

/* ---- terms ---- */

/* The term that holds a day, else the next one; NULL if there is none. */
static const struct term *find_term(const struct term_list *terms, int64_t day)
{
	const struct term *best = NULL;
	for (size_t i = 0; i < terms->n; i++) {
		const struct term *t = &terms->v[i];
		bool is_over = t->first_monday + (int64_t)t->weeks * 7 <= day;
		if (!is_over && (!best || t->first_monday < best->first_monday))
			best = t;
	}
	return best;
}

/* The bits of the weeks from..to; from is at least 1. */
static uint64_t weeks_between(int64_t from, int64_t to)
{
	uint64_t set = 0;
	for (int64_t week = from; week <= to && week <= PATTERN_WEEK_MAX; week++)
		set |= UINT64_C(1) << week;
	return set;
}

/* ---- what was said ---- */

static bool wish_length(struct when_reader *r, int64_t start, int64_t end, int64_t len_min)
{
	if (end <= r->wish->now)
		return say_problem(r, "%s", _("that is past"));
	if (len_min > end - start)
		return say_problem(r, "%s", _("the length is longer than the time it is looked for in"));
	r->wish->when = FIND_LENGTH;
	r->wish->start = start;
	r->wish->end = end;
	r->wish->for_min = len_min;
	return true;
}

static bool wish_interval(struct when_reader *r, int64_t start, int64_t end)
{
	if (end <= r->wish->now)
		return say_problem(r, "%s", _("that is past"));
	r->wish->when = FIND_INTERVAL;
	r->wish->start = start;
	r->wish->end = end;
	r->wish->for_min = 0;
	return true;
}

static bool wish_pattern(struct when_reader *r, const struct week_pattern *pattern, const struct term *term)
{
	r->wish->when = FIND_WEEKS;
	r->wish->weeks = *pattern;
	r->wish->weeks.term = term->code;
	return true;
}

/* Periods of one day: the week of its term. */
static bool wish_periods(struct when_reader *r, const struct spoken_when *w)
{
	const struct term *term = find_term(r->terms, w->day);
	if (!term || w->day < term->first_monday)
		return say_problem(r, "%s", _("there is no term then whose periods could be meant"));
	struct week_pattern pattern = {.periods = w->pattern.periods,
	                               .weeks = UINT64_C(1) << ((w->day - term->first_monday) / 7 + 1),
	                               .weekdays = UINT64_C(1) << clock_weekday(w->day)};
	return wish_pattern(r, &pattern, term);
}

/* Weeks of the term: those that are still to come. */
static bool wish_weeks(struct when_reader *r, const struct spoken_when *w)
{
	int64_t today = clock_local_day(r->wish->now);
	const struct term *term = find_term(r->terms, today);
	struct week_pattern pattern = w->pattern;
	if (!term)
		return say_problem(r, "%s", _("there is no term whose weeks could be meant"));
	int64_t week = today < term->first_monday ? 1 : (today - term->first_monday) / 7 + 1;
	if (w->all_weeks)
		pattern.weeks &= weeks_between(1, term->weeks);
	if (pattern.weeks & ~weeks_between(1, term->weeks))
		return say_problem(r, _("the term %s has %" PRIu32 " weeks"), term->code, term->weeks);
	pattern.weeks &= weeks_between(week, term->weeks);
	if (!pattern.weeks)
		return say_problem(r, "%s", _("that is past"));
	if (pattern.periods || pattern.to_min)
		return wish_pattern(r, &pattern, term);
	bool is_one_day = !(pattern.weeks & (pattern.weeks - 1)) && !(pattern.weekdays & (pattern.weekdays - 1));
	if (!is_one_day)
		return say_problem(r, "%s", _("say periods or times too: 3-4节, 10-12"));
	int64_t day = spoken_week_day(w, term->first_monday);
	return wish_length(r, clock_day_start(day), clock_day_start(day + 1), FINDER_OF_DAY_MIN);
}

static bool wish_spoken(struct when_reader *r, const struct spoken_when *w)
{
	if (w->has & SPOKEN_WEEKS)
		return wish_weeks(r, w);
	if (w->has & SPOKEN_PERIODS)
		return wish_periods(r, w);
	if (!(w->has & SPOKEN_TIME))
		return wish_length(r, w->start, w->end, FINDER_OF_DAY_MIN);
	return wish_interval(r, w->start, w->has & SPOKEN_END ? w->end : w->start + FINDER_LENGTH_MIN);
}

/* ---- a length within a span ---- */

/* Copies a part of the text without blanks and the words that join the two parts, at its ends. */
static void copy_part(struct buf *out, const char *from, size_t len)
{
	static const char *const before[] = {"within ", "in ", "during ", "on ", "for ", " "};
	static const char *const after[] = {"之内", "以内", "内", "里", " within", " in", " during", " on", " "};
	buf_clear(out);
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		size_t n = strlen(before[i]);
		if (len >= n && memcmp(from, before[i], n) == 0) {
			from += n;
			len -= n;
			i = (size_t)-1;
		}
	}
	for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
		size_t n = strlen(after[i]);
		if (len >= n && memcmp(from + len - n, after[i], n) == 0) {
			len -= n;
			i = (size_t)-1;
		}
	}
	buf_add(out, from, len);
}

static bool is_number(const char *text)
{
	return text[strspn(text, "0123456789.")] == '\0';
}

/* True if the parts are a length and a span: days, or a time with an end that it fits in. */
static bool read_parts(const char *length, const char *span, int64_t now, int64_t *len_min, struct spoken_when *w)
{
	if (is_number(length) || spoken_length(length, len_min) != 0)
		return false;
	if (!*span || spoken_when(span, now, 0, w) != 0 || w->len_min)
		return false;
	bool is_days = w->has == SPOKEN_DAY || w->has == (SPOKEN_DAY | SPOKEN_EXACT);
	bool is_time = (w->has & SPOKEN_TIME) && (w->has & SPOKEN_END);
	return is_days || (is_time && *len_min < w->end - w->start);
}

/* A length before or after the span that it is looked for in, or alone: then within a week. */
static bool read_length(struct when_reader *r, const char *text, bool *is_length)
{
	struct buf first = {0}, second = {0};
	int64_t len_min, now = r->wish->now;
	struct spoken_when w;
	bool found = false;
	for (const char *p = text + 1; *p && !found; p++) {
		if (((unsigned char)*p & 0xc0) == 0x80)
			continue;
		copy_part(&first, text, (size_t)(p - text));
		copy_part(&second, p, strlen(p));
		found = read_parts(buf_text(&first), buf_text(&second), now, &len_min, &w) ||
		        read_parts(buf_text(&second), buf_text(&first), now, &len_min, &w);
	}
	copy_part(&first, text, strlen(text));
	if (!found && !is_number(buf_text(&first)) && spoken_length(buf_text(&first), &len_min) == 0) {
		w.start = now;
		w.end = now + INT64_C(7) * DAY_MIN;
		found = true;
	}
	buf_release(&first);
	buf_release(&second);
	*is_length = found;
	return found && wish_length(r, w.start, w.end, len_min);
}

/* ---- all ---- */

static bool say_fault(struct when_reader *r, const char *text, const struct spoken_when *w, int err)
{
	struct buf not_a = {0};
	if (!r->problem)
		return false;
	buf_fmt(&not_a, _("\"%s\" is not understood; write Wed 10-12, 2h this week, 1-16周 周三 3-4节"), text);
	words_not_understood(text, w, err, buf_text(&not_a), r->problem);
	buf_release(&not_a);
	return false;
}

bool finder_when(const char *text, const struct term_list *terms, struct find_wish *wish, struct buf *problem)
{
	struct when_reader r = {terms, wish, problem};
	struct spoken_when w;
	bool is_length;
	bool ok = read_length(&r, text, &is_length);
	if (is_length)
		return ok;
	int err = spoken_when(text, wish->now, 0, &w);
	return err ? say_fault(&r, text, &w, err) : wish_spoken(&r, &w);
}

/* ---- in words ---- */

/* Whole days, else the times. */
static void word_span(int64_t start, int64_t end, struct buf *out)
{
	int64_t first = clock_local_day(start), last = clock_local_day(end - 1);
	if (clock_day_start(first) == start && clock_day_start(last + 1) == end)
		words_days(first, last, out);
	else
		words_from_to(start, end, out);
}

void finder_when_word(const struct find_wish *wish, struct buf *out)
{
	switch (wish->when) {
	case FIND_ANY_TIME: break;
	case FIND_INTERVAL: words_from_to(wish->start, wish->end, out); break;
	case FIND_LENGTH:
		words_duration(wish->for_min, out);
		buf_fmt(out, " %s ", _("within"));
		word_span(wish->start, wish->end, out);
		break;
	case FIND_WEEKS: words_pattern(&wish->weeks, out); break;
	}
}
