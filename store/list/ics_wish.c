/* Occurrence by occurrence, whatever form they have: a booking, a date of a series, a booking of a date. */
#include "store/list/ics_wish.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/merge.h"

struct wishes {
	struct ics_wish *v;
	size_t n, cap;
};

static int add_wish(struct ics_group *g, struct wishes *w, int64_t start, int64_t end, const struct ics_member *of)
{
	struct ics_wish *v = arena_grow(ics_arena(g), w->v, w->n, &w->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	w->v = v;
	v[w->n++] = (struct ics_wish){start, end, of};
	return 0;
}

static int wish_order(const void *a, const void *b)
{
	const struct ics_wish *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

static int stood_order(const void *a, const void *b)
{
	const struct ics_stood *x = *(const struct ics_stood *const *)a, *y = *(const struct ics_stood *const *)b;
	return (x->b.start > y->b.start) - (x->b.start < y->b.start);
}

static bool is_same_claims(const struct ics_group *g, const struct booking *b, const struct booking_ask *ask)
{
	if (b->n_claims != ask->n_claims)
		return false;
	for (size_t i = 0; i < b->n_claims; i++) {
		const struct claim *c = &b->claims[i];
		const struct claim_ask *a = &ask->claims[i];
		const struct resource *r = names_by_code(&g->im->names, a->resource);
		uint32_t units = a->units ? a->units : merge_party_units(ask->party);
		if (!r || r->no != c->resource || (!c->whole && c->units != units))
			return false;
	}
	return true;
}

bool ics_wish_is_met(const struct ics_group *g, const struct booking *b, const struct ics_wish *w)
{
	const struct booking_ask *ask = &w->of->asks;
	uint32_t given = w->of->given;
	if (b->start != w->start || b->end != w->end)
		return false;
	if (given & GIVEN(BOOKING_PARTY) && b->party != ask->party)
		return false;
	if (given & GIVEN(BOOKING_PURPOSE) && strcmp(b->purpose, ask->purpose) != 0)
		return false;
	if (given & GIVEN(BOOKING_NOTE) && strcmp(b->note, ask->note) != 0)
		return false;
	if (given & GIVEN(BOOKING_REQUESTER) && *ask->requester && strcmp(b->requester, ask->requester) != 0)
		return false;
	if (given & GIVEN(BOOKING_INSTITUTION) && strcmp(b->institution, ask->institution) != 0)
		return false;
	if (given & GIVEN(BOOKING_CLASS) && b->class != ask->class)
		return false;
	if (given & GIVEN(BOOKING_EVENT) && strcmp(b->event, ask->event) != 0)
		return false;
	return !(given & GIVEN(BOOKING_CLAIMS)) || is_same_claims(g, b, ask);
}

/* Gathers all that shall stand, occurrence by occurrence. */
static int gather_wishes(struct ics_group *g, struct wishes *w)
{
	for (size_t i = 0; i < g->dates.n; i++) {
		const struct ics_slot *slot = &g->dates.v[i];
		int err = slot->out ? 0 : add_wish(g, w, slot->at, slot->end, g->whole);
		if (err)
			return err;
	}
	for (size_t i = 0; i < g->n; i++) {
		const struct ics_member *m = &g->v[i];
		int err = ics_member_is_alive(m) && m->single ? add_wish(g, w, m->start, m->end, m) : 0;
		if (err)
			return err;
	}
	return 0;
}

static int compare_start(const void *element, const void *key)
{
	const struct ics_wish *w = element;
	const int64_t *start = key;
	return (w->start > *start) - (w->start < *start);
}

static bool is_wished_then(const struct wishes *w, int64_t start)
{
	size_t i = array_find(w->v, w->n, sizeof *w->v, &start, compare_start);
	return i < w->n && w->v[i].start == start;
}

/* True for what took place and left its source: an event that is only moved takes its booking along. */
static bool is_past(const struct ics_group *g, const struct wishes *w, const struct ics_stood *s)
{
	bool moved = s->id == g->st.booking && w->n > 0;
	return g->im->ask->source && s->b.start < g->im->ask->now && !moved && !is_wished_then(w, s->b.start);
}

int ics_wish_compare(struct ics_group *g, bool *same)
{
	struct wishes w = {0};
	const struct ics_stood **by = arena_alloc(ics_arena(g), (g->st.n + 1) * sizeof *by);
	size_t n = 0;
	int err = gather_wishes(g, &w);
	g->past = arena_alloc(ics_arena(g), (g->st.n + 1) * sizeof *g->past);
	*same = false;
	if (!by || !g->past)
		return QUAD_ENOMEM;
	if (err)
		return err;
	if (w.n)
		qsort(w.v, w.n, sizeof *w.v, wish_order);
	for (size_t i = 0; i < g->st.n; i++) {
		if (is_past(g, &w, &g->st.v[i]))
			g->past[g->n_past++] = &g->st.v[i];
		else
			by[n++] = &g->st.v[i];
	}
	if (n)
		qsort(by, n, sizeof *by, stood_order);
	/* an event that stands once is the UID's own booking, or its series' */
	bool other_form = n == 1 && !g->dates.recurs && !by[0]->in_series && by[0]->id != g->st.booking;
	*same = w.n == n && !other_form;
	for (size_t i = 0; i < w.n && *same; i++)
		*same = ics_wish_is_met(g, &by[i]->b, &w.v[i]);
	return 0;
}
