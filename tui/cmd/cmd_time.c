/*
 * Times, lengths and dates of options. What programs write is read first, so that it never means anything else than it
 * did; then what people write.
 */
#include "tui/cmd/cmd_time.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/words/words_spoken.h"
#include "tui/words/words_time.h"

/* ---- what was understood, and what was not ---- */

void input_say(struct input *in, const char *what, const struct buf *meaning)
{
	if (!in->c->quiet)
		buf_fmt(in->c->message, "%s: %s\n", what, buf_text(meaning));
}

void input_not_understood(struct input *in, const char *what, const char *text, const struct spoken_when *w, int err,
                          const char *not_a)
{
	struct buf b = {0};
	words_not_understood(text, w, err, not_a, &b);
	input_wrong(in, "%s: %s", what, buf_text(&b));
	buf_release(&b);
}

/* The sentence for a text of which nothing is understood, in the input's arena. */
static const char *word_no_time(struct input *in, const char *text)
{
	const char *sentence = arena_fmt(&in->arena, _("\"%s\" is not a time; write 2026-09-07T08:00"), text);
	return sentence ? sentence : text;
}

void input_no_time(struct input *in, const char *what, const char *text)
{
	input_wrong(in, "%s: %s", what, word_no_time(in, text));
}

/* ---- lengths ---- */

bool input_duration(struct input *in, const char *option, int64_t *out_min)
{
	const char *given = args_get(&in->args, option);
	int64_t v;
	if (!given)
		return true;
	if (clock_parse_duration(given, &v) != 0) {
		in->is_loose = true;
		if (spoken_length(given, &v) != 0) {
			input_wrong(in, _("--%s: \"%s\" is not a duration; write --%s 90m, 2h or 1h30m"), option, given,
			            option);
			return false;
		}
	}
	*out_min = v;
	return true;
}

/* ---- times ---- */

/* A text as one instant, looked for from another on; needs_time: a day alone will not do. */
static bool read_instant(struct input *in, const char *what, const char *text, unsigned flags, bool needs_time,
                         int64_t from, int64_t *out)
{
	struct spoken_when w;
	int err = spoken_until(text, in->c->now, from, flags | SPOKEN_START_ONLY, &w);
	if (err) {
		input_not_understood(in, what, text, &w, err, word_no_time(in, text));
		return false;
	}
	bool is_one = !(w.has & (SPOKEN_END | SPOKEN_PERIODS | SPOKEN_WEEKS)) && w.len_min == 0;
	bool in_store = w.start >= CLOCK_MIN_MIN && w.start < CLOCK_MAX_MIN;
	if (!is_one || !in_store || (needs_time && !(w.has & SPOKEN_TIME))) {
		input_no_time(in, what, text);
		return false;
	}
	in->is_loose |= !(w.has & SPOKEN_EXACT);
	*out = w.start;
	return true;
}

bool input_end_text(struct input *in, const char *what, const char *text, int64_t start, int64_t *out)
{
	int minute;
	char day[CLOCK_TEXT_MAX];
	if (spoken_time(text, &minute) != 0)
		return read_instant(in, what, text, 0, true, start, out);
	in->is_loose |= clock_parse_time(text, &minute) != 0;
	if (spoken_time(text, &minute) != 0)
		return false;
	clock_format_date(clock_local_day(start), day);
	const char *full = arena_fmt(&in->arena, "%sT%02d:%02d", day, minute / 60, minute % 60);
	if (!full) {
		cmd_fail(in->c, QUAD_ENOMEM, what);
		return false;
	}
	return read_instant(in, what, full, 0, true, start, out);
}

bool input_moment(struct input *in, const char *option, int64_t *out)
{
	const char *given = args_get(&in->args, option), *what = input_option_name(in, option);
	struct buf meaning = {0};
	bool was_loose = in->is_loose;
	if (!given)
		return true;
	in->is_loose = false;
	if (!read_instant(in, what, given, SPOKEN_NEAREST, false, in->c->now, out))
		return false;
	if (in->is_loose) {
		words_day_time(*out, &meaning);
		input_say(in, what, &meaning);
		buf_release(&meaning);
	}
	in->is_loose = was_loose;
	return true;
}

/* ---- intervals ---- */

/* A part of START/END: a time, or a date, which is its midnight. */
static bool read_start(const char *text, int64_t now, struct spoken_when *out)
{
	return spoken_when(text, now, SPOKEN_START_ONLY, out) == 0 && !(out->has & (SPOKEN_END | SPOKEN_WEEKS)) &&
	       out->pattern.periods == 0;
}

/*
 * The text after the slash between two times, NULL if there is none. The times may be written with slashes too: what is
 * left of the right slash is a time.
 */
static const char *after_slash(struct input *in, const char *text, const char **start)
{
	struct spoken_when w;
	for (const char *p = strchr(text, '/'); p; p = strchr(p + 1, '/')) {
		*start = arena_dup(&in->arena, text, (size_t)(p - text));
		if (!*start)
			return NULL;
		if (read_start(*start, in->c->now, &w) || w.fault == SPOKEN_CLOCK)
			return p + 1;
	}
	return NULL;
}

/* The second part, which is a time of day, a time or a date. */
static bool read_second(struct input *in, const char *what, const char *text, int64_t start, int64_t *end)
{
	int minute;
	if (spoken_time(text, &minute) == 0)
		return input_end_text(in, what, text, start, end);
	return read_instant(in, what, text, 0, false, start, end);
}

/* A text of both, `Wed 10-12`, `next week`. */
static bool read_span(struct input *in, const char *option, const char *text, int64_t *start, int64_t *end)
{
	struct spoken_when w;
	const char *not_a =
		arena_fmt(&in->arena, _("\"%s\" is not an interval; write 2026-09-07T08:00/10:00 or START/END"), text);
	int err = spoken_when(text, in->c->now, 0, &w);
	if (err) {
		input_not_understood(in, input_option_name(in, option), text, &w, err, not_a ? not_a : text);
		return false;
	}
	if (w.has & (SPOKEN_EXACT | SPOKEN_PERIODS | SPOKEN_WEEKS) || w.end == 0) {
		input_wrong(in, "--%s: %s", option, not_a ? not_a : text);
		return false;
	}
	in->is_loose = true;
	*start = w.start;
	*end = w.end;
	return true;
}

static bool read_interval(struct input *in, const char *option, const char *given, int64_t *start, int64_t *end)
{
	const char *first, *what = input_option_name(in, option), *second = after_slash(in, given, &first);
	if (!second)
		return read_span(in, option, given, start, end);
	if (!read_instant(in, what, first, 0, false, in->c->now, start) || !read_second(in, what, second, *start, end))
		return false;
	if (*end > *start)
		return true;
	input_wrong(in, _("--%s: the end of %s is not after its start"), option, given);
	return false;
}

bool input_interval(struct input *in, const char *option, int64_t *start, int64_t *end)
{
	const char *given = args_get(&in->args, option);
	struct buf meaning = {0};
	if (!given)
		return true;
	if (!read_interval(in, option, given, start, end))
		return false;
	if (in->is_loose) {
		words_from_to(*start, *end, &meaning);
		input_say(in, input_option_name(in, option), &meaning);
		buf_release(&meaning);
	}
	return true;
}

/* ---- dates ---- */

bool input_date_text(struct input *in, const char *what, const char *text, int64_t *out)
{
	int64_t today = clock_local_day(in->c->now), readings[2];
	struct buf b = {0};
	if (clock_parse_date(text, out) == 0)
		return true;
	bool is_day = spoken_day(text, today, 0, out, readings) == 0;
	if (is_day) {
		words_date(*out, &b);
		input_say(in, what, &b);
	} else if (readings[0] || readings[1]) {
		words_two_dates(text, readings, &b);
		input_wrong(in, "%s: %s", what, buf_text(&b));
	} else {
		input_wrong(in, _("%s: \"%s\" is not a date; write 2026-10-01"), what, text);
	}
	buf_release(&b);
	return is_day;
}

bool input_date(struct input *in, const char *option, int64_t *out)
{
	const char *given = args_get(&in->args, option);
	return !given || input_date_text(in, input_option_name(in, option), given, out);
}

/* The length of the first of the marks that part dates here: `,`, `;` and their full-width forms. 0 if there is none.
 */
static size_t date_mark(const char *p)
{
	static const char *const marks[] = {",", ";", "，", "；", "、"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strncmp(p, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

bool input_dates(struct input *in, const char *option, const int64_t **out, size_t *n)
{
	int64_t *dates = NULL;
	size_t cap = 0, at = 0;
	const char *given;
	*n = 0;
	while ((given = args_next(&in->args, option, &at)) != NULL) {
		for (const char *p = given, *end; p; p = *end ? end + date_mark(end) : NULL) {
			for (end = p; *end && !date_mark(end);)
				end++;
			const char *one = arena_dup(&in->arena, p, (size_t)(end - p));
			int64_t *v = arena_grow(&in->arena, dates, *n, &cap, sizeof *v);
			if (!one || !v) {
				cmd_fail(in->c, QUAD_ENOMEM, in->word);
				return false;
			}
			dates = v;
			if (!input_date_text(in, input_option_name(in, option), one, &dates[*n]))
				return false;
			++*n;
		}
	}
	*out = dates;
	return true;
}
