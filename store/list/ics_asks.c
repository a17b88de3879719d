/*
 * What an event does not say stays as it is: an occurrence has it from what stands for it, else from the event for all
 * occurrences; that one from what stands under the UID.
 */
#include "store/list/ics_asks.h"

#include <string.h>

#include "store/base/err.h"
#include "store/model/merge.h"

int ics_base_of_booking(struct ics_group *g, const struct booking *b, struct ics_base *out)
{
	struct claim_ask *v = arena_alloc(ics_arena(g), (b->n_claims + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < b->n_claims; i++) {
		const char *code = "";
		for (size_t j = 0; j < g->im->names.resources.n; j++)
			if (g->im->names.resources.v[j].no == b->claims[i].resource)
				code = g->im->names.resources.v[j].code;
		v[i] = (struct claim_ask){code, merge_units_asked(&b->claims[i], b->party)};
	}
	out->claims = (struct ics_claims){v, b->n_claims};
	out->asks = (struct booking_ask){.party = b->party,
	                                 .purpose = b->purpose,
	                                 .note = b->note,
	                                 .requester = b->requester,
	                                 .institution = b->institution,
	                                 .class = b->class,
	                                 .event = b->event};
	return 0;
}

static int base_of_series(struct ics_group *g, struct ics_base *out)
{
	const struct series *s = &g->st.series;
	const struct claim_ask *asks;
	size_t n;
	int err = claims_parse(s->claims, ics_arena(g), &asks, &n);
	if (err)
		return err;
	struct claim_ask *v = arena_alloc(ics_arena(g), (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	if (n)
		memcpy(v, asks, n * sizeof *v);
	out->claims = (struct ics_claims){v, n};
	out->asks = (struct booking_ask){.party = s->party,
	                                 .purpose = s->purpose,
	                                 .note = s->note,
	                                 .requester = s->requester,
	                                 .institution = s->institution,
	                                 .class = s->class,
	                                 .event = s->event};
	return 0;
}

/* Finds what an event that leaves things out leaves as they are. */
static int find_base(struct ics_group *g, const struct ics_member *m, struct ics_base *out)
{
	*out = (struct ics_base){.asks = {.purpose = "", .note = "", .requester = "", .institution = ""}};
	if (m->like)
		return ics_base_of_booking(g, &m->like->b, out);
	if (m->single && g->whole && !g->whole->e.cancelled) {
		out->asks = g->whole->asks;
		out->claims = (struct ics_claims){(struct claim_ask *)g->whole->asks.claims, g->whole->asks.n_claims};
		return 0;
	}
	if (g->st.has_series)
		return base_of_series(g, out);
	return g->st.n ? ics_base_of_booking(g, &g->st.v[0].b, out) : 0;
}

static void take_text(const char *text, enum booking_field field, const char **out, uint32_t *given)
{
	if (!text)
		return;
	*out = text;
	*given |= GIVEN(field);
}

/* Reads what the event books; what it does not say stays. */
static int read_asks(struct ics_group *g, struct ics_member *m)
{
	struct ics_base base;
	struct ics_claims claims;
	bool claimed;
	const struct ics_event *e = &m->e;
	bool stands_in = e->stand_in && e->summary && strcmp(e->stand_in, e->summary) == 0;
	int err = find_base(g, m, &base);
	if (!err)
		err = ics_claims_read(&g->im->names, e, &base.claims, ics_arena(g), &m->why, &claims, &claimed);
	if (err)
		return err;
	m->asks = base.asks;
	m->asks.ref = "";
	m->asks.claims = claims.v;
	m->asks.n_claims = claims.n;
	m->given = GIVEN(BOOKING_TIME) | (claimed ? GIVEN(BOOKING_CLAIMS) : 0);
	take_text(stands_in ? "" : e->summary, BOOKING_PURPOSE, &m->asks.purpose, &m->given);
	take_text(e->description, BOOKING_NOTE, &m->asks.note, &m->given);
	take_text(e->requester, BOOKING_REQUESTER, &m->asks.requester, &m->given);
	take_text(e->institution, BOOKING_INSTITUTION, &m->asks.institution, &m->given);
	take_text(e->event, BOOKING_EVENT, &m->asks.event, &m->given);
	if (e->class) {
		m->asks.class = e->class;
		m->given |= GIVEN(BOOKING_CLASS);
	}
	if (e->has_party) {
		m->asks.party = e->party;
		m->given |= GIVEN(BOOKING_PARTY);
	}
	return 0;
}

/* The last day of rules without an end: the one that was asked for, else that of the term which holds the start. */
static struct ics_bound find_bound(const struct ics_group *g, int64_t start)
{
	const struct list_import *ask = g->im->ask;
	const struct term_list *terms = &g->im->terms;
	int64_t days[2] = {clock_local_day(start > ask->now ? start : ask->now), clock_local_day(start)};
	const struct term *best = NULL;
	if (ask->has_until)
		return (struct ics_bound){clock_day_start(ask->until_day + 1) - 1, ask->until_day, ""};
	for (size_t d = 0; d < 2 && !best; d++)
		for (size_t i = 0; i < terms->n; i++)
			if (terms->v[i].first_monday <= days[d] &&
			    days[d] < terms->v[i].first_monday + (int64_t)terms->v[i].weeks * 7)
				best = &terms->v[i];
	for (size_t i = 0; i < terms->n && !best; i++)
		if (terms->v[i].first_monday > days[1])
			best = &terms->v[i];
	if (!best)
		return (struct ics_bound){INT64_MIN, 0, ""};
	int64_t last = best->first_monday + (int64_t)best->weeks * 7 - 1;
	return (struct ics_bound){clock_day_start(last + 1) - 1, last, best->code};
}

/* Reads what the event for all occurrences asks for. */
static int read_whole(struct ics_group *g)
{
	struct ics_member *m = g->whole;
	struct ics_dates_ask ask = ics_member_dates(g, m);
	int err = read_asks(g, m);
	if (!err)
		err = ics_dates_first(&ask, &m->start, &m->end);
	if (err || m->why.n)
		return err;
	struct ics_bound bound = find_bound(g, m->start);
	return ics_dates_read(&ask, &bound, &g->dates);
}

bool ics_asks_own_series(const struct ics_group *g)
{
	const struct ics_member *m = g->whole;
	return m && !m->e.cancelled && m->e.series && g->st.has_series && m->e.series == g->st.series.id;
}

/* Finds what stands for the occurrence of an event; known: the event for all of them is in the file. */
static void find_stood(struct ics_group *g, struct ics_member *m, bool known)
{
	bool beside = (known && !ics_asks_own_series(g)) || m->e.method == ICS_ADD;
	m->stood = m->like = ics_standing_find(&g->st, m->at);
	if (!m->stood || !beside || strcmp(m->stood->ref, m->ref) == 0)
		return;
	/* beside all occurrences, and for one that is added, the standing one is the event's only if it has its name */
	bool moved = m->stood->in_series && !m->stood->b.follows;
	m->like = moved ? m->stood : NULL;
	m->stood = NULL;
}

/* True if the occurrence of an event is one, as far as is known without the event for all of them. */
static bool is_known_date(const struct ics_group *g, const struct ics_member *m)
{
	if (m->stood || ics_standing_has_date(&g->st, m->at))
		return true;
	return !m->e.cancelled && !g->st.n;
}

/* Finds the occurrence that an event stands for, and what stands for it. */
static int find_occurrence(struct ics_group *g, struct ics_member *m)
{
	bool known = g->whole && !g->whole->e.cancelled, adds = m->e.method == ICS_ADD, hit = true;
	struct ics_dates_ask ask = ics_member_dates(g, m);
	int err = adds ? 0 : ics_dates_recurrence(&ask, known ? &g->dates : NULL, &m->at, &hit);
	if (err || m->why.n)
		return err;
	m->ref = ics_occurrence_ref(ics_arena(g), g->ref, m->at);
	if (!m->ref)
		return QUAD_ENOMEM;
	find_stood(g, m, known);
	if (!known && !adds)
		hit = is_known_date(g, m);
	if (!hit)
		reason_add_text(&m->notes, REASON_HITS_NOTHING, "RECURRENCE-ID", "%s", m->e.recurrence.text);
	return 0;
}

/* Reads what an event for one occurrence asks for. */
static int read_single(struct ics_group *g, struct ics_member *m)
{
	struct ics_dates_ask ask = ics_member_dates(g, m);
	int err = find_occurrence(g, m);
	if (!err && !m->why.n)
		err = ics_member_check_age(g, m);
	if (err || m->why.n || m->e.cancelled)
		return err;
	err = read_asks(g, m);
	return err ? err : ics_dates_first(&ask, &m->start, &m->end);
}

static void refuse_malformed(struct ics_member *m)
{
	if (m->why.n)
		m->part = PART_REFUSED;
}

/* Reads what the event for all occurrences asks for; *broken: it is malformed, so its occurrences are not known. */
static int read_first(struct ics_group *g, bool *broken)
{
	struct ics_member *m = g->whole;
	int err = ics_member_check_age(g, m);
	if (!err && m->part == PART_COUNTS && !m->e.cancelled)
		err = read_whole(g);
	if (err)
		return err;
	refuse_malformed(m);
	*broken = reasons_malformed(&m->why);
	if (m->part != PART_COUNTS)
		g->whole = NULL;
	else if (m->e.cancelled)
		ics_members_cancel(g);
	return 0;
}

int ics_asks_read(struct ics_group *g)
{
	bool broken = false;
	int err = g->whole ? read_first(g, &broken) : 0;
	for (size_t i = 0; i < g->n; i++) {
		struct ics_member *m = &g->v[i];
		if (err)
			return err;
		if (m->part != PART_COUNTS || !m->single)
			continue;
		if (broken)
			m->part = PART_REFUSED; /* it falls with the other */
		else
			err = read_single(g, m);
		refuse_malformed(m);
	}
	return err;
}
