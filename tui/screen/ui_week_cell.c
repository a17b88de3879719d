/*
 * The marks of a week: `.` free, `#` taken, `*` mine, `?` asked for and not decided, `:` setup or teardown, `x` closed,
 * `3/10` units of a pool, `~` a time that the day does not have.
 */
#include "tui/screen/ui_week_cell.h"

#include <inttypes.h>
#include <string.h>

#include "tui/screen/board_strip.h"

/* A closure: its reason, then marks. */
static void fill_closed(struct week_cell *out)
{
	snprintf(out->text[0], CELL_TEXT_MAX, "x %.100s", out->slot->label);
	out->rest = "x";
	out->role = ROLE_CLOSED;
}

/* The first booking of a time by its name, and how many more there are. Takes a byte less than there is room for. */
static void word_bookings(const struct slot *s, size_t n, char *out)
{
	if (n > 1)
		snprintf(out, CELL_TEXT_MAX - 1, "%.100s +%zu", s->label, n - 1);
	else
		snprintf(out, CELL_TEXT_MAX - 1, "%.120s", s->label);
}

/* A shared resource: how many units are booked, of how many there are. */
static void fill_shared(const struct week_facts *f, int64_t start, int64_t end, size_t n, struct week_cell *out)
{
	uint32_t seats = f->resource.v->seats;
	uint64_t units = board_peak(f->slots.v, f->slots.n, start, end);
	if (seats)
		snprintf(out->text[0], CELL_TEXT_MAX, "%" PRIu64 "/%" PRIu32, units, seats);
	else
		snprintf(out->text[0], CELL_TEXT_MAX, "%" PRIu64, units);
	word_bookings(out->slot, n, out->text[1]);
	out->role = seats && units >= seats ? ROLE_BUSY : ROLE_PART;
	out->rest = "+";
}

static void fill_booked(const struct week_facts *f, int64_t start, int64_t end, size_t n, struct week_cell *out)
{
	const struct slot *s = out->slot;
	const struct week_booking *b = week_facts_booking(f, s->booking);
	bool mine = b && b->mine;
	const char *mark = mine ? "*" : "";
	out->role = mine ? ROLE_MINE : ROLE_BUSY;
	out->rest = mine ? "*" : "#";
	if (s->requested) {
		out->role = ROLE_REQUESTED;
		out->rest = mark = "?";
	}
	if (end <= s->from || start >= s->to) {
		out->rest = ":";
		snprintf(out->text[0], CELL_TEXT_MAX, ":");
		return;
	}
	snprintf(out->text[0], CELL_TEXT_MAX, "%s", mark);
	word_bookings(s, n, out->text[0] + strlen(mark));
	snprintf(out->text[1], CELL_TEXT_MAX, "%.120s", b ? b->other : "");
}

void week_cell_fill(const struct week_facts *f, int64_t start, int64_t end, struct week_cell *out)
{
	*out = (struct week_cell){.role = ROLE_OUTSIDE, .rest = "-"};
	if (end <= start) {
		out->skipped = true;
		out->role = ROLE_DIM;
		out->rest = "~";
		return;
	}
	size_t n = week_facts_at(f, start, end, &out->slot);
	const struct slot *s = out->slot;
	if (s && !s->booking) {
		fill_closed(out);
	} else if (s && !s->whole && f->resource.n && f->resource.v->mode == MODE_SHARED) {
		fill_shared(f, start, end, n, out);
	} else if (s) {
		fill_booked(f, start, end, n, out);
	} else if (opening_covers(&f->hours, start, end)) {
		out->role = ROLE_FREE;
		out->rest = ".";
	}
}
