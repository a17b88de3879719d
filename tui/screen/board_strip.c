/*
 * Paints a strip: first what each column is (column_of), then the text of each run of equal columns. A block shows its
 * text where it has two columns, else a mark.
 */
#include "tui/screen/board_strip.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/base/clock.h"
#include "tui/base/text.h"

/* ---- facts ---- */

const struct slot *board_slot_at(const struct slot *slots, size_t n, int64_t start, int64_t end)
{
	const struct slot *closed = NULL, *around = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct slot *s = &slots[i];
		if (s->start >= end || s->end <= start)
			continue;
		if (s->booking && s->from < end && start < s->to)
			return s;
		if (s->booking)
			around = around ? around : s;
		else
			closed = s;
	}
	return around ? around : closed;
}

/* The units that are taken at an instant. */
static uint64_t units_at(const struct slot *slots, size_t n, int64_t at)
{
	uint64_t units = 0;
	for (size_t i = 0; i < n && slots[i].start <= at; i++)
		if (slots[i].booking && at < slots[i].end)
			units += slots[i].units;
	return units;
}

uint64_t board_peak(const struct slot *slots, size_t n, int64_t start, int64_t end)
{
	size_t first = 0;
	/* a crowded week of a pool has thousands: those that have ended are passed over once */
	while (first < n && slots[first].end <= start)
		first++;
	uint64_t peak = units_at(slots + first, n - first, start);
	/* the most are taken where one begins */
	for (size_t i = first; i < n && slots[i].start < end; i++) {
		bool begins = slots[i].booking && slots[i].start > start;
		uint64_t units = begins ? units_at(slots + first, n - first, slots[i].start) : 0;
		if (units > peak)
			peak = units;
	}
	return peak;
}

bool board_is_open(const struct opening *o, int64_t start, int64_t end)
{
	if (o->always)
		return true;
	int64_t first = clock_local_day(start), last = clock_local_day(end - 1);
	for (int64_t d = first; d <= last; d++) {
		int from = d == first ? clock_local_minute(start) : 0;
		int to = d == last ? clock_local_minute(end - 1) + 1 : DAY_MIN;
		int weekday = clock_weekday(d);
		for (unsigned i = 0; i < o->n[weekday]; i++)
			if (o->day[weekday][i].from < to && from < o->day[weekday][i].to)
				return true;
	}
	return false;
}

/* ---- columns ---- */

struct column {
	const struct slot *slot; /* what gives the text, or NULL */
	uint64_t units;          /* of a shared resource; else 0 */
	enum term_role role;
	char mark;
};

static struct column shared_column(const struct board_facts *f, int64_t from, int64_t to)
{
	uint64_t units = board_peak(f->slots, f->n, from, to);
	bool full = f->resource->seats && units >= f->resource->seats;
	return (struct column){NULL, units, full ? ROLE_BUSY : ROLE_PART, full ? BOARD_TAKEN : '+'};
}

static struct column booked_column(const struct board_facts *f, const struct slot *s, int64_t from, int64_t to)
{
	bool mine = *s->requester && strcmp(s->requester, f->actor) == 0;
	struct column c = {s, 0, mine ? ROLE_MINE : ROLE_BUSY, mine ? BOARD_MINE : BOARD_TAKEN};
	if (s->requested) {
		c.role = ROLE_REQUESTED;
		c.mark = BOARD_REQUESTED;
	}
	if (to > s->from && from < s->to)
		return c;
	c.slot = NULL;
	c.mark = BOARD_AROUND;
	return c;
}

static struct column column_of(const struct board_facts *f, int64_t from, int64_t to)
{
	const struct slot *s = board_slot_at(f->slots, f->n, from, to);
	if (s && !s->booking)
		return (struct column){s, 0, ROLE_CLOSED, BOARD_CLOSED};
	if (s && !s->whole && f->resource->mode == MODE_SHARED)
		return shared_column(f, from, to);
	if (s)
		return booked_column(f, s, from, to);
	if (f->resource->active && board_is_open(f->hours, from, to))
		return (struct column){NULL, 0, ROLE_FREE, ' '};
	return (struct column){NULL, 0, ROLE_OUTSIDE, BOARD_OUTSIDE};
}

static bool is_same(const struct column *a, const struct column *b)
{
	return a->slot == b->slot && a->units == b->units && a->role == b->role && a->mark == b->mark;
}

/* ---- text ---- */

static void add_marks(struct buf *out, char mark, int cols)
{
	for (int i = 0; i < cols; i++)
		buf_char(out, mark);
}

/* The text of a run of equal columns; `borders`: another booking ends where it begins. */
static void add_run(const struct board_facts *f, const struct column *c, int cols, bool borders, struct buf *out)
{
	char units[48];
	const char *label = c->slot ? c->slot->label : "";
	if (borders && cols > 1 && c->slot) {
		buf_char(out, BOARD_BORDER);
		cols--;
	}
	if (c->units && f->resource->seats) {
		snprintf(units, sizeof units, "%" PRIu64 "/%" PRIu32, c->units, f->resource->seats);
		label = units;
	} else if (c->units) {
		snprintf(units, sizeof units, "%" PRIu64, c->units);
		label = units;
	}
	if (!*label || cols < 2) {
		add_marks(out, c->mark, cols);
		return;
	}
	if (c->mark == BOARD_MINE || c->mark == BOARD_REQUESTED || c->mark == BOARD_CLOSED) {
		buf_char(out, c->mark);
		cols--;
	}
	text_fit(out, label, (size_t)cols, TEXT_LEFT);
}

/* The columns of all cells of the window, in a row. */
static int fill_columns(const struct board_facts *f, const struct board_axis *axis, struct column *out)
{
	int n = 0;
	for (size_t i = axis->first; i < axis->first + axis->shown; i++) {
		const struct board_cell *c = &axis->cells[i];
		for (int k = 0; k < c->cols && n < BOARD_COLS_MAX; k++) {
			int64_t from, to;
			bool gap = axis->mode == BOARD_WEEK && k == c->cols - 1;
			board_cell_column(c, k, &from, &to);
			out[n++] = gap ? (struct column){NULL, 0, ROLE_TEXT, ' '} : column_of(f, from, to);
		}
	}
	return n;
}

void board_strip_fill(const struct board_facts *f, const struct board_axis *axis, struct board_strip *out)
{
	struct column columns[BOARD_COLS_MAX];
	buf_clear(&out->text);
	out->cols = fill_columns(f, axis, columns);
	for (int i = 0; i < out->cols;) {
		int n = 1;
		while (i + n < out->cols && is_same(&columns[i], &columns[i + n]))
			n++;
		bool borders = i > 0 && columns[i - 1].slot && columns[i - 1].slot->booking;
		add_run(f, &columns[i], n, borders, &out->text);
		for (int k = i; k < i + n; k++)
			out->role[k] = (unsigned char)columns[k].role;
		i += n;
	}
}
