/* Gathers terms, their weeks, day rules and closures, and words each as a row. */
#include "tui/screen/ui_calendar_rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/words/words_calendar.h"
#include "tui/words/words_time.h"

enum { WEEK = 7, WEEKS_MAX = 100 };

/* ---- words ---- */

static void word_term(const struct term *t, struct buf *out)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	buf_fmt(out, "%s  %s  ", t->code, t->name);
	buf_fmt(out, ngettext("%" PRIu32 " week", "%" PRIu32 " weeks", t->weeks), t->weeks);
	buf_fmt(out, ", %s - %s", clock_format_date(t->first_monday, from),
	        clock_format_date(t->first_monday + WEEK * (int64_t)t->weeks - 1, to));
}

/* A mark for each day: `.` a day as ever, `o` off, `m` a make-up day of any campus. */
static void word_week(const struct calendar *c, int64_t monday, int week, struct buf *out)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX], marks[2 * WEEK + 1];
	memset(marks, ' ', sizeof marks);
	for (int d = 0; d < WEEK; d++)
		marks[2 * d] = '.';
	marks[2 * WEEK - 1] = '\0';
	for (size_t i = 0; i < c->n_days; i++) {
		int64_t d = c->days[i].date - monday;
		if (d >= 0 && d < WEEK && c->days[i].kind != DAY_NORMAL)
			marks[2 * d] = c->days[i].kind == DAY_OFF ? 'o' : 'm';
	}
	clock_format_date(monday, from);
	clock_format_date(monday + WEEK - 1, to);
	buf_fmt(out, week % 2 ? _("week %d, odd") : _("week %d, even"), week);
	buf_fmt(out, "  %s - %s  %s", from + 5, to + 5, marks);
}

static void word_day(const struct day_rule *r, struct buf *out)
{
	words_date(r->date, out);
	buf_str(out, "  ");
	if (r->kind == DAY_NORMAL)
		buf_fmt(out, "%s %s", _("a day as ever"), r->note);
	else
		words_day_rule(r, out);
	buf_fmt(out, "  (%s)", *r->campus ? r->campus : _("all campuses"));
}

/* An interval; whole days without the times. */
static void word_span(int64_t start, int64_t end, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	int64_t first = clock_local_day(start), last = clock_local_day(end) - 1;
	if (clock_local_minute(start) || clock_local_minute(end) || last < first) {
		words_interval(start, end, out);
		return;
	}
	buf_str(out, clock_format_date(first, text));
	if (last > first)
		buf_fmt(out, " - %s", clock_format_date(last, text));
}

static void word_closure(const struct closure *c, struct buf *out)
{
	const char *of = *c->resource ? c->resource : c->campus;
	word_span(c->start, c->end, out);
	buf_fmt(out, "  %s %s: %s", *of ? of : _("everything"), _("closed"), c->reason);
}

/* ---- rows ---- */

/* Adds a row with a text, which is released. */
static int add_row(struct calendar_rows *rows, struct calendar_row row, struct buf *text)
{
	struct calendar_row *v = arena_grow(&rows->arena, rows->v, rows->n, &rows->cap, sizeof *v);
	row.text = arena_str(&rows->arena, buf_text(text));
	bool failed = text->failed || !v || !row.text;
	buf_release(text);
	if (failed)
		return QUAD_ENOMEM;
	rows->v = v;
	v[rows->n++] = row;
	return 0;
}

static int add_term(struct calendar_rows *rows, size_t index)
{
	const struct term *t = &rows->calendar.terms[index];
	struct buf text = {0};
	word_term(t, &text);
	int err = add_row(rows, (struct calendar_row){t->first_monday, CALENDAR_TERM, index, 0, NULL}, &text);
	for (int week = 1; !err && week <= WEEKS_MAX && (uint32_t)week <= t->weeks; week++) {
		int64_t monday = t->first_monday + WEEK * (int64_t)(week - 1);
		word_week(&rows->calendar, monday, week, &text);
		err = add_row(rows, (struct calendar_row){monday, CALENDAR_WEEK, index, week, NULL}, &text);
	}
	return err;
}

static int add_rows(struct calendar_rows *rows)
{
	int err = 0;
	for (size_t i = 0; !err && i < rows->calendar.n_terms; i++)
		err = add_term(rows, i);
	for (size_t i = 0; !err && i < rows->calendar.n_days; i++) {
		const struct day_rule *r = &rows->calendar.days[i];
		struct buf text = {0};
		word_day(r, &text);
		err = add_row(rows, (struct calendar_row){r->date, CALENDAR_DAY, i, 0, NULL}, &text);
	}
	for (size_t i = 0; !err && i < rows->closures.n; i++) {
		struct buf text = {0};
		int64_t day = clock_local_day(rows->closures.v[i].start);
		word_closure(&rows->closures.v[i], &text);
		err = add_row(rows, (struct calendar_row){day, CALENDAR_CLOSURE, i, 0, NULL}, &text);
	}
	return err;
}

static int row_order(const void *a, const void *b)
{
	const struct calendar_row *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

int calendar_rows_read(struct store *s, struct calendar_rows *out)
{
	*out = (struct calendar_rows){0};
	int err = query_calendar(s, &out->arena, &out->calendar);
	if (!err)
		err = query_closures(s, &out->closures);
	if (!err)
		err = add_rows(out);
	if (err) {
		calendar_rows_release(out);
		return err;
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, row_order);
	return 0;
}

void calendar_rows_release(struct calendar_rows *rows)
{
	arena_release(&rows->arena);
	arena_release(&rows->closures.arena);
	*rows = (struct calendar_rows){0};
}
