/*
 * An event that recurs is one series by a rule where the rule and its zone come to what the store's own rules say, with
 * the left-out dates as exceptions; else it is a booking for each date, called `UID#20260907T0800` by the time that the
 * occurrence has in the zone of the store, and so is each event that stands for one occurrence (RECURRENCE-ID) and each
 * RDATE. What stands under a UID in a form that it shall not have is cancelled.
 */
#include "store/list/ics_form.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/list/ics_asks.h"
#include "store/list/ics_wish.h"

#define SERIES_BYTES ((size_t)320 << 10) /* what a series of up to 5,000 bookings counts for in a batch */

static struct request *new_request(struct ics_group *g, const struct ics_member *m, enum request_op op)
{
	struct request *rq = list_batch_request(&g->im->batch, op, REQUEST_RECORD);
	if (rq)
		rq->given = m->given;
	return rq;
}

/* A booking at that time: under a ref, or the change of one that stands. */
static int put_booking(struct ics_group *g, const struct ics_member *m, const char *ref, uint64_t id, int64_t start,
                       int64_t end)
{
	struct request *rq = new_request(g, m, id ? OP_MOVE : OP_BOOK);
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.booking = m->asks;
	rq->u.booking.id = id;
	rq->u.booking.ref = ref;
	rq->u.booking.start = start;
	rq->u.booking.end = end;
	return 0;
}

static int put_cancel(struct ics_group *g, uint64_t id)
{
	struct request *rq = list_batch_request(&g->im->batch, OP_CANCEL, REQUEST_RECORD);
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.booking = (struct booking_ask){
		.id = id, .ref = "", .purpose = "", .note = "", .requester = "", .institution = ""};
	return 0;
}

/* Cancels what stands of the series; what took place too, since the event says that it did not. */
static int put_series_cancel(struct ics_group *g)
{
	struct request *rq = list_batch_request(&g->im->batch, OP_SERIES_CANCEL, REQUEST_RECORD);
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.series = (struct series_ask){.id = g->st.series.id, .ref = "", .from = FROM_THE_START};
	rq->u.series.weeks.term = rq->u.series.rule.rule = "";
	rq->u.series.purpose = rq->u.series.note = rq->u.series.requester = rq->u.series.institution = "";
	g->im->batch.n_bytes += SERIES_BYTES;
	return 0;
}

/* Asks for the series, with the dates that are left out as exceptions. */
static int put_series(struct ics_group *g)
{
	const struct ics_dates *d = &g->dates;
	const struct ics_slot *first = d->v;
	int64_t *except = arena_alloc(ics_arena(g), (d->n + 1) * sizeof *except);
	struct request *rq = new_request(g, g->whole, OP_SERIES);
	if (!except || !rq)
		return QUAD_ENOMEM;
	while (!first->from_rule)
		first++;
	struct series_ask *ask = &rq->u.series;
	*ask = series_of_booking(&g->whole->asks);
	ask->ref = g->ref;
	rq->given = series_given(g->whole->given) | GIVEN(SERIES_WHEN) | GIVEN(SERIES_EXCEPT);
	ask->rule = (struct rule_pattern){d->own, first->at, first->end - first->at};
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].from_rule && d->v[i].out)
			except[ask->n_except++] = clock_local_day(d->v[i].at);
	ask->except = except;
	g->im->batch.n_bytes += SERIES_BYTES;
	return 0;
}

int ics_form_memory(struct ics_group *g, const struct ics_member *m)
{
	const char *source = g->im->ask->source && !m->single ? g->im->ask->source : "";
	if (!*source && !m->e.sequence)
		return 0;
	struct request *rq = list_batch_request(&g->im->batch, OP_EVENT, REQUEST_RECORD);
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.event = (struct event_ask){.ref = m->ref, .sequence = m->e.sequence, .source = source};
	return 0;
}

/* ---- the form of what shall stand ---- */

/* The forms in which an event may stand, and which it shall have. */
struct form {
	bool single;       /* a booking of the UID itself */
	bool series;       /* of all dates of its rule; those of RDATE are bookings */
	const char **keep; /* refs of occurrences that stand or shall stand; sorted */
	size_t n_keep;
};

static int ref_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_booked_alone(const struct form *f, const struct ics_slot *slot)
{
	return !slot->out && !f->single && !(f->series && slot->from_rule);
}

/* Gathers the refs of occurrences that are bookings. An older event leaves what stands for its occurrence alone. */
static int gather_refs(struct ics_group *g, struct form *f)
{
	f->keep = arena_alloc(ics_arena(g), (g->dates.n + g->n + 1) * sizeof *f->keep);
	if (!f->keep)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < g->dates.n; i++) {
		if (!is_booked_alone(f, &g->dates.v[i]))
			continue;
		const char *ref = ics_occurrence_ref(ics_arena(g), g->ref, g->dates.v[i].at);
		if (!ref)
			return QUAD_ENOMEM;
		f->keep[f->n_keep++] = ref;
	}
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].single && g->v[i].ref && g->v[i].part != PART_IDLE)
			f->keep[f->n_keep++] = g->v[i].ref;
	if (f->n_keep)
		qsort(f->keep, f->n_keep, sizeof *f->keep, ref_order);
	return 0;
}

static int choose_form(struct ics_group *g, struct form *f)
{
	bool fits = false, any = false;
	*f = (struct form){0};
	f->single = g->dates.n == 1 && !g->dates.recurs && !g->dates.v[0].out;
	for (size_t i = 0; i < g->dates.n; i++)
		any |= g->dates.v[i].from_rule && !g->dates.v[i].out;
	int err = g->dates.recurs ? ics_dates_fit_rule(&g->dates, ics_arena(g), &fits) : 0;
	f->series = fits && any;
	return err ? err : gather_refs(g, f);
}

static bool took_place(const struct ics_group *g, const struct ics_stood *s)
{
	for (size_t i = 0; i < g->n_past; i++)
		if (g->past[i] == s)
			return true;
	return false;
}

/* Cancels what stands under the UID and is no longer wished. */
static int cancel_stale(struct ics_group *g, const struct form *f)
{
	int err = 0;
	if (g->st.has_series && !f->series)
		err = put_series_cancel(g);
	for (size_t i = 0; i < g->st.n; i++) {
		const struct ics_stood *s = &g->st.v[i];
		bool kept = f->n_keep && bsearch(&s->ref, f->keep, f->n_keep, sizeof *f->keep, ref_order);
		kept |= s->in_series || took_place(g, s) || (f->single && s->id == g->st.booking);
		if (err)
			return err;
		if (!kept)
			err = put_cancel(g, s->id);
	}
	return err;
}

/* Books what took place of a series that goes, or goes on without it, each as a booking of its own. */
static int keep_past(struct ics_group *g)
{
	for (size_t i = 0; i < g->n_past; i++) {
		const struct ics_stood *s = g->past[i];
		struct ics_member past = {.given = GIVEN_ALL};
		struct ics_base base;
		if (!s->in_series)
			continue;
		const char *ref = ics_occurrence_ref(ics_arena(g), g->ref, s->at);
		int err = ref ? ics_base_of_booking(g, &s->b, &base) : QUAD_ENOMEM;
		if (err)
			return err;
		past.asks = base.asks;
		past.asks.claims = base.claims.v;
		past.asks.n_claims = base.claims.n;
		err = put_booking(g, &past, ref, 0, s->b.start, s->b.end);
		if (err)
			return err;
	}
	return 0;
}

/* What stands and what shall stand for an occurrence, of an export that comes back: changes what differs. */
static int ask_slot(struct ics_group *g, const struct ics_slot *slot)
{
	const struct ics_wish w = {slot->at, slot->end, g->whole};
	const struct ics_stood *s = NULL;
	for (size_t i = 0; i < g->st.n && !s; i++)
		s = g->st.v[i].at == slot->at ? &g->st.v[i] : NULL;
	if (s)
		return ics_wish_is_met(g, &s->b, &w) ? 0 : put_booking(g, g->whole, "", s->id, slot->at, slot->end);
	const char *ref = ics_occurrence_ref(ics_arena(g), g->ref, slot->at);
	return ref ? put_booking(g, g->whole, ref, 0, slot->at, slot->end) : QUAD_ENOMEM;
}

static int compare_slot(const void *element, const void *key)
{
	const struct ics_slot *slot = element;
	const int64_t *at = key;
	return (slot->at > *at) - (slot->at < *at);
}

/* True for what stands for an occurrence that the file has, of which another event may speak. */
static bool is_in_file(const struct ics_group *g, const struct ics_stood *s)
{
	size_t place = array_find(g->dates.v, g->dates.n, sizeof *g->dates.v, &s->at, compare_slot);
	bool in_dates = place < g->dates.n && g->dates.v[place].at == s->at && !g->dates.v[place].out;
	for (size_t i = 0; i < g->n && !in_dates; i++)
		in_dates = g->v[i].single && g->v[i].part != PART_IDLE && g->v[i].at == s->at;
	return in_dates;
}

/* Asks for an export of a series that comes back changed: for what differs, date by date. */
static int ask_edits(struct ics_group *g)
{
	int err = 0;
	for (size_t i = 0; i < g->st.n && !err; i++)
		if (!is_in_file(g, &g->st.v[i]) && !took_place(g, &g->st.v[i]))
			err = put_cancel(g, g->st.v[i].id);
	for (size_t i = 0; i < g->dates.n && !err; i++)
		if (!g->dates.v[i].out)
			err = ask_slot(g, &g->dates.v[i]);
	return err;
}

int ics_form_whole(struct ics_group *g)
{
	struct form f;
	if (ics_asks_own_series(g))
		return ask_edits(g);
	int err = choose_form(g, &f);
	if (!err)
		err = cancel_stale(g, &f);
	if (!err && f.series)
		err = put_series(g);
	if (!err)
		err = keep_past(g);
	if (!err && f.single)
		err = put_booking(g, g->whole, g->ref, 0, g->dates.v[0].at, g->dates.v[0].end);
	for (size_t i = 0; i < g->dates.n; i++) {
		const struct ics_slot *slot = &g->dates.v[i];
		if (err)
			return err;
		if (!is_booked_alone(&f, slot))
			continue;
		const char *ref = ics_occurrence_ref(ics_arena(g), g->ref, slot->at);
		err = ref ? put_booking(g, g->whole, ref, 0, slot->at, slot->end) : QUAD_ENOMEM;
	}
	return err;
}

int ics_form_single(struct ics_group *g, const struct ics_member *m)
{
	bool own = m->stood && strcmp(m->stood->ref, m->ref) == 0;
	if (!m->e.cancelled)
		return put_booking(g, m, m->ref, own || !m->stood ? 0 : m->stood->id, m->start, m->end);
	return m->stood ? put_cancel(g, m->stood->id) : 0;
}
