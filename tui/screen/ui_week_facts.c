/*
 * Reads a week: the resource, its slots, the academic calendar, and of each booking who or where it is. A crowded week
 * of a pool may hold thousands of bookings, of which a cell shows the number only: beyond the first they are not read.
 */
#include "tui/screen/ui_week_facts.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "tui/screen/ui_claims.h"

enum { BOOKINGS_READ_MAX = 400 };

void week_facts_release(struct week_facts *f)
{
	arena_release(&f->resource.arena);
	arena_release(&f->slots.arena);
	arena_release(&f->arena);
	*f = (struct week_facts){0};
}

/* ---- bookings ---- */

static int id_order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* The different bookings of the slots, by id. */
static size_t gather_ids(const struct slot_list *slots, uint64_t ids[BOOKINGS_READ_MAX])
{
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < slots->n && n < BOOKINGS_READ_MAX; i++)
		if (slots->v[i].booking)
			ids[n++] = slots->v[i].booking;
	qsort(ids, n, sizeof *ids, id_order);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	return kept;
}

/* Who or where a booking is, for the week of a resource of some kind. */
static void word_other(struct claims *claims, struct store *s, enum resource_kind kind, const struct booking_row *r,
                       struct buf *out)
{
	if (kind_travels(kind))
		claims_word(claims, s, r->claims, CLAIMS_PLACES, out);
	else
		claims_word(claims, s, r->claims, CLAIMS_TEACHERS, out);
	if (!out->len)
		buf_str(out, r->b.requester);
}

static int keep_booking(struct week_facts *f, struct store *s, struct claims *claims, const char *actor,
                        const struct booking_row *r)
{
	struct buf other = {0};
	struct week_booking *b = &f->bookings[f->n_bookings];
	word_other(claims, s, f->resource.v->kind, r, &other);
	b->id = r->b.id;
	b->mine = claims_are_of(r, actor);
	b->other = arena_str(&f->arena, buf_text(&other));
	buf_release(&other);
	if (!b->other)
		return QUAD_ENOMEM;
	f->n_bookings++;
	return 0;
}

static int read_bookings(struct week_facts *f, struct store *s, const char *actor)
{
	uint64_t ids[BOOKINGS_READ_MAX];
	size_t n = gather_ids(&f->slots, ids);
	struct booking_rows rows = {0};
	struct claims claims = {0};
	f->bookings = arena_alloc(&f->arena, (n + 1) * sizeof *f->bookings);
	int err = f->bookings ? query_bookings(s, ids, n, &rows) : QUAD_ENOMEM;
	for (size_t i = 0; i < rows.n; i++) {
		err = keep_booking(f, s, &claims, actor, &rows.v[i]);
		if (err)
			break;
	}
	claims_release(&claims);
	arena_release(&rows.arena);
	return err;
}

const struct week_booking *week_facts_booking(const struct week_facts *f, uint64_t id)
{
	if (!f->n_bookings)
		return NULL;
	/* the id is the first member */
	return bsearch(&id, f->bookings, f->n_bookings, sizeof *f->bookings, id_order);
}

/* ---- all of it ---- */

int week_facts_read(struct store *s, const char *code, int64_t monday, const char *actor, struct week_facts *out)
{
	const char *bad;
	*out = (struct week_facts){0};
	int err = query_resource(s, code, &out->resource);
	if (!err)
		err = query_slots(s, code, clock_day_start(monday), clock_day_start(monday + WEEK_DAYS), &out->slots);
	if (!err)
		err = opening_parse(out->resource.v->opening, &out->hours, &bad);
	if (!err)
		err = query_calendar(s, &out->arena, &out->calendar);
	if (!err)
		err = read_bookings(out, s, actor);
	if (err) {
		week_facts_release(out);
		return err;
	}
	for (int d = 0; d < WEEK_DAYS; d++)
		out->rule[d] = calendar_day(&out->calendar, out->resource.v->campus, monday + d);
	return 0;
}

/* ---- what a time shows ---- */

size_t week_facts_at(const struct week_facts *f, int64_t start, int64_t end, const struct slot **slot)
{
	const struct slot *closed = NULL, *around = NULL, *booked = NULL;
	size_t n = 0;
	for (size_t i = 0; i < f->slots.n; i++) {
		const struct slot *s = &f->slots.v[i];
		if (s->start >= end || start >= s->end)
			continue;
		if (!s->booking) {
			closed = s;
		} else if (s->from < end && start < s->to) {
			/* the first one that begins here tells more than one that goes on */
			if (!booked || (booked->from < start && s->from >= start))
				booked = s;
			n++;
		} else {
			around = around ? around : s;
		}
	}
	*slot = around ? around : closed;
	if (booked)
		*slot = booked;
	return n;
}

int week_facts_opens(const struct week_facts *f)
{
	int first = DAY_MIN;
	if (f->hours.always)
		return 0;
	for (int d = 1; d <= WEEK_DAYS; d++)
		for (unsigned i = 0; i < f->hours.n[d]; i++)
			if (f->hours.day[d][i].from < first)
				first = f->hours.day[d][i].from;
	return first < DAY_MIN ? first : 0;
}
