/* How what people write was understood. The weekday is always said: it is how a wrong date is noticed. */
#include "tui/words/words_spoken.h"

#include <stdio.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "tui/base/locale.h"
#include "tui/words/words_time.h"

void words_day_time(int64_t at_min, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	words_date(clock_local_day(at_min), out);
	buf_fmt(out, " %s", clock_format(at_min, text) + 11);
}

void words_from_to(int64_t start_min, int64_t end_min, struct buf *out)
{
	struct buf start = {0}, end = {0};
	char text[CLOCK_TEXT_MAX];
	int64_t last = clock_local_day(end_min - 1);
	words_day_time(start_min, &start);
	if (clock_local_day(start_min) != last)
		words_day_time(end_min, &end);
	else if (clock_local_day(end_min) != last)
		buf_str(&end, "24:00");
	else
		buf_str(&end, clock_format(end_min, text) + 11);
	buf_fmt(out, _("%s to %s"), buf_text(&start), buf_text(&end));
	buf_release(&start);
	buf_release(&end);
}

void words_days(int64_t first_day, int64_t last_day, struct buf *out)
{
	struct buf first = {0}, last = {0};
	words_date(first_day, &first);
	words_date(last_day, &last);
	if (first_day == last_day)
		buf_str(out, buf_text(&first));
	else
		buf_fmt(out, _("%s to %s"), buf_text(&first), buf_text(&last));
	buf_release(&first);
	buf_release(&last);
}

static void add_times(const struct week_pattern *w, struct buf *out)
{
	buf_fmt(out, "%02d:%02d-%02d:%02d", w->from_min / 60, w->from_min % 60, w->to_min / 60, w->to_min % 60);
}

void words_pattern(const struct week_pattern *w, struct buf *out)
{
	struct buf weeks = {0}, days = {0};
	pattern_format(w->weeks, &weeks);
	words_weekdays(w->weekdays, &days);
	buf_fmt(out, _("term %s, weeks %s, %s, "), w->term, buf_text(&weeks), buf_text(&days));
	if (w->periods)
		words_periods(w->periods, out);
	else
		add_times(w, out);
	buf_release(&weeks);
	buf_release(&days);
}

/* The offset of a time that the clock skips, as it is after the jump: `+02:00`. */
static void add_offset_after(const char *text, struct buf *out)
{
	char as_utc[CLOCK_TEXT_MAX + 8], offset[CLOCK_TEXT_MAX];
	int64_t at;
	snprintf(as_utc, sizeof as_utc, "%.32sZ", text);
	if (clock_parse(as_utc, &at) == 0)
		buf_str(out, strrchr(clock_format_rfc3339(at + DAY_MIN, offset), ':') - 3);
}

/* What a clock that jumps does to a time: QUAD_EGAP, or QUAD_ETWICE, earlier then being the first of the two instants.
 */
static void word_jump(const char *text, int err, int64_t earlier, struct buf *out)
{
	char first[CLOCK_TEXT_MAX], second[CLOCK_TEXT_MAX];
	if (err == QUAD_EGAP) {
		struct buf offset = {0};
		add_offset_after(text, &offset);
		buf_fmt(out, _("%s does not exist: the clocks go forward over it; an offset decides, as in %.60s%s"),
		        text, text, buf_text(&offset));
		buf_release(&offset);
		return;
	}
	clock_format(earlier, first);
	for (int64_t later = earlier + 1;; later++) { /* the same wall clock again, within a day */
		clock_format(later, second);
		if (strncmp(first, second, 16) == 0 || later > earlier + DAY_MIN)
			break;
	}
	buf_fmt(out, _("%s exists twice: the clocks go back over it; an offset decides: %s or %s"), text, first,
	        second);
}

void words_two_dates(const char *text, const int64_t readings[2], struct buf *out)
{
	char a[CLOCK_TEXT_MAX], b[CLOCK_TEXT_MAX];
	buf_fmt(out, _("\"%s\" may be %s or %s: write the one that you mean"), text, clock_format_date(readings[0], a),
	        clock_format_date(readings[1], b));
}

/* Hours that may be a date, or periods. */
static void add_hours_or(const char *text, const struct spoken_when *w, struct buf *out)
{
	struct buf times = {0}, periods = {0};
	char date[CLOCK_TEXT_MAX];
	add_times(&w->pattern, &times);
	pattern_format(w->pattern.periods, &periods);
	if (w->fault == SPOKEN_TIMES_OR_DATE)
		buf_fmt(out, _("\"%s\" may be %s or the date %s: write the one that you mean, the time with its day"),
		        text, buf_text(&times), clock_format_date(w->readings[0], date));
	else
		buf_fmt(out, _("\"%s\" may mean %s or periods %s: write one of these"), text, buf_text(&times),
		        buf_text(&periods));
	buf_release(&times);
	buf_release(&periods);
}

static void add_jump(const char *text, const struct spoken_when *w, int err, struct buf *out)
{
	char exact[CLOCK_TEXT_MAX + 8], date[CLOCK_TEXT_MAX];
	int minute = w->pattern.from_min;
	snprintf(exact, sizeof exact, "%sT%02d:%02d", clock_format_date(w->day, date), minute / 60, minute % 60);
	if (err == QUAD_EINVAL)
		buf_fmt(out, _("\"%s\" is not within the years 1900 to 2199"), text);
	else
		word_jump(w->day ? exact : text, err, w->readings[0], out);
}

void words_not_understood(const char *text, const struct spoken_when *w, int err, const char *not_a, struct buf *out)
{
	struct buf date = {0};
	switch (w->fault) {
	case SPOKEN_FINE:
	case SPOKEN_UNKNOWN:
		if (w->bad && w->bad > text)
			buf_fmt(out, _("\"%s\" is not understood from \"%s\" on"), text, w->bad);
		else
			buf_fmt(out, "%s", not_a);
		break;
	case SPOKEN_TWO_DATES: words_two_dates(text, w->readings, out); break;
	case SPOKEN_TIMES_OR_DATE:
	case SPOKEN_TIMES_OR_PERIODS: add_hours_or(text, w, out); break;
	case SPOKEN_OTHER_WEEKDAY:
		words_date(w->readings[0], &date);
		buf_fmt(out, _("\"%s\" names another weekday than its date, which is %s"), text, buf_text(&date));
		break;
	case SPOKEN_WEEKDAYS:
		buf_fmt(out,
		        _("\"%s\" names several days; write one, or weeks too, as in \"weeks 1-16 Mon, Wed periods "
		          "3-4\""),
		        text);
		break;
	case SPOKEN_BACKWARDS: buf_fmt(out, _("the end of \"%s\" is not after its start"), text); break;
	case SPOKEN_NO_WEEKDAY: buf_fmt(out, _("\"%s\" names no weekday; write \"week 5 Wed\""), text); break;
	case SPOKEN_CLOCK: add_jump(text, w, err, out); break;
	}
	buf_release(&date);
}
