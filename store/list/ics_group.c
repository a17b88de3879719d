/*
 * VEVENTs as bookings, each a row. The UID is the ref. Which events count is found first (ics_member.h), then what they
 * ask for (ics_asks.h); where all of that stands already, in whatever form (ics_wish.h), nothing is asked; else it is
 * requests (ics_form.h), which are tied together.
 *
 * What stands under a UID and is no more in its events is cancelled, whichever form it had: so a file that has changed
 * may be imported again.
 */
#include "store/list/ics_group.h"

#include <string.h>

#include "store/base/err.h"
#include "store/list/ics_asks.h"
#include "store/list/ics_form.h"
#include "store/list/ics_wish.h"

/* ---- rows ---- */

/* A row for the event: where it stands in the file if it is the first, else its report is kept until its turn. */
static struct list_row *new_row(struct ics_group *g, struct ics_member *m)
{
	struct ics_importer *im = g->im;
	struct list_row *row = list_batch_row(&im->batch, m->index + 1);
	if (!row)
		return NULL;
	row->key = g->ref;
	row->why = m->why;
	row->notes = m->notes;
	if (m == &g->v[0])
		return row;
	row->ahead = true;
	row->kept = im->kept[m->index] = arena_alloc(&im->lasting, sizeof *row->kept);
	if (!row->kept)
		return NULL;
	row->kept->arena = &im->lasting;
	return row;
}

/* Adds the row of an event with its requests; same: all that is asked for stands. */
static int add_row(struct ics_group *g, struct ics_member *m, bool same)
{
	int err = 0;
	if (!new_row(g, m))
		return QUAD_ENOMEM;
	if (m->part != PART_COUNTS)
		return 0;
	if (!same)
		err = m->single ? ics_form_single(g, m) : ics_form_whole(g);
	return err ? err : ics_form_memory(g, m);
}

/* The reasons against an event that must not be without the others; NULL if there are none. */
static const struct reasons *find_fault(const struct ics_group *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].part == PART_REFUSED && reasons_malformed(&g->v[i].why))
			return &g->v[i].why;
	return NULL;
}

/* Lets all events fall with the one that something speaks against. */
static void refuse_all(struct ics_group *g, const struct reasons *fault)
{
	for (size_t i = 0; i < g->n; i++) {
		struct ics_member *m = &g->v[i];
		bool falls = m->part == PART_COUNTS || (m->part == PART_REFUSED && !m->why.n);
		for (size_t j = 0; falls && j < fault->n; j++)
			reason_copy(&m->why, &fault->v[j]);
		m->part = falls ? PART_REFUSED : m->part;
	}
}

/*
 * Makes the group's requests stand or fall together. With conflicts to be skipped, those of dates that are bookings
 * stand each for itself, unless an occurrence that was moved would lose its place.
 */
static void tie_requests(struct ics_group *g, size_t first_row)
{
	struct list_batch *b = &g->im->batch;
	bool skips = g->im->ask->skip_conflicts && g->dates.n > 1;
	for (size_t i = 0; i < g->n; i++)
		skips &= !(g->v[i].single && ics_member_is_alive(&g->v[i]));
	if (skips)
		return;
	for (size_t i = g->first; i + 1 < b->n_requests; i++)
		b->requests[i].flags |= REQUEST_AND_NEXT;
	for (size_t i = first_row; i < b->n_rows; i++) {
		if (!b->rows[i].n_requests)
			continue;
		b->rows[i].tied_first = g->first;
		b->rows[i].n_tied = b->n_requests - g->first;
	}
}

/* The rows. That of all occurrences comes first, since it makes room for the others. */
static int add_rows(struct ics_group *g)
{
	bool same = false;
	size_t first_row = g->im->batch.n_rows;
	g->first = g->im->batch.n_requests;
	int err = g->whole ? ics_wish_compare(g, &same) : 0;
	if (!err && g->whole)
		err = add_row(g, g->whole, same);
	for (size_t i = 0; i < g->n && !err; i++)
		if (&g->v[i] != g->whole)
			err = add_row(g, &g->v[i], same);
	if (!err)
		tie_requests(g, first_row);
	return err;
}

/*
 * Leaves out the occurrences that have events of their own. One that is malformed and did not take the others along
 * leaves its occurrence where that is.
 */
static void leave_out_singles(struct ics_group *g)
{
	for (size_t i = 0; g->whole && i < g->n; i++) {
		const struct ics_member *m = &g->v[i];
		bool placed = m->single && m->ref != g->ref && m->part != PART_IDLE;
		bool stays = m->part == PART_REFUSED && reasons_malformed(&m->why);
		if (placed && !stays)
			ics_dates_leave_out(&g->dates, m->at);
	}
}

static int decide_members(struct ics_group *g)
{
	int err = ics_standing_seen(g->im->store, ics_seen_db(g->im), g->ref, ics_arena(g), &g->st);
	for (size_t i = 0; i < g->n; i++) {
		if (err)
			return err;
		err = ics_member_place(g, &g->v[i]);
	}
	if (!err)
		err = ics_members_choose(g);
	if (!err)
		err = ics_asks_read(g);
	if (err)
		return err;
	const struct reasons *fault = find_fault(g);
	if (fault && !g->im->ask->skip_conflicts)
		refuse_all(g, fault);
	if (g->whole && g->whole->part != PART_COUNTS)
		g->whole = NULL;
	leave_out_singles(g);
	if (g->whole && g->whole->e.cancelled)
		g->dates.n = 0;
	return 0;
}

int ics_group_read(struct ics_importer *im, size_t index)
{
	struct ics_group g = {.im = im};
	int err = ics_members_read(&g, index);
	if (err)
		return err;
	g.ref = ics_member_ref(&g.v[0].e, ics_arena(&g));
	if (!g.ref)
		return QUAD_ENOMEM;
	err = decide_members(&g);
	if (!err)
		err = add_rows(&g);
	for (size_t i = 0; i < g.n; i++)
		if (g.v[i].why.failed || g.v[i].notes.failed)
			err = QUAD_ENOMEM;
	return err;
}

/* ---- what left its source ---- */

int ics_group_leave(struct ics_importer *im, const char *ref, bool elsewhere)
{
	struct ics_group g = {.im = im, .ref = ref};
	static const struct list_change cancelled = {"state", "booked", "cancelled"};
	bool same;
	struct list_row *row = list_batch_row(&im->batch, 0);
	if (!row)
		return QUAD_ENOMEM;
	row->key = ref;
	row->told = &cancelled;
	reason_add_text(&row->notes, REASON_LEFT_SOURCE, "source", "%s", im->ask->source);
	if (row->notes.failed)
		return QUAD_ENOMEM;
	g.first = im->batch.n_requests;
	int err = elsewhere ? 0 : ics_standing_seen(im->store, ics_seen_db(im), ref, ics_arena(&g), &g.st);
	if (!err)
		err = ics_wish_compare(&g, &same);
	if (!err && !same)
		err = ics_form_whole(&g);
	struct request *rq = err ? NULL : list_batch_request(&im->batch, OP_EVENT, REQUEST_RECORD);
	if (!rq)
		return err ? err : QUAD_ENOMEM;
	rq->u.event = (struct event_ask){.ref = ref, .source = im->ask->source, .left = true};
	tie_requests(&g, im->batch.n_rows - 1);
	return 0;
}
