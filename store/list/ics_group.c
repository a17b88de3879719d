/*
 * VEVENTs as bookings, each a row. The UID is the ref. An event that recurs is one series by a rule where the rule and
 * its zone come to what the store's own rules say, with the left-out dates as exceptions; else it is a booking for each
 * date, called `UID#20260907T0800` by the time that the occurrence has in the zone of the store, and so is each event
 * that stands for one occurrence (RECURRENCE-ID) and each RDATE.
 *
 * What stands under a UID and is no more in its events is cancelled, whichever of these forms it had: so a file that
 * has changed may be imported again. Where all that is asked for stands already, in whatever form, nothing is asked.
 *
 * Of several events that are for the same, the one that was changed most often counts (SEQUENCE, RFC 5546, 2.1.5); if
 * one of them cancels it, the last of the file; others are the same event twice, and only the first of them counts.
 */
#include "store/list/ics_group.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/event_memory.h"
#include "store/facts/walk.h"
#include "store/list/ics_claims.h"
#include "store/list/ics_standing.h"
#include "store/list/list_cell.h"
#include "store/model/calendar.h"
#include "store/model/merge.h"

#define SERIES_BYTES ((size_t)320 << 10) /* what a series of up to 5,000 bookings counts for in a batch */
#define MEMBERS_MAX 10000                /* events of one UID */
#define CUT_REF_BYTES 200                /* of a UID that is too long as a whole */

/* What becomes of an event: it counts; it is known and has nothing to do; or something speaks against it. */
enum part { PART_IDLE, PART_COUNTS, PART_REFUSED };

/* An event of the group. */
struct member {
	size_t index; /* in the survey; its row is one more */
	struct ics_event e;
	struct reasons why, notes;
	enum part part;
	bool single;      /* it stands for one occurrence, or adds one */
	const char *ref;  /* of what stands for it */
	int64_t at;       /* single: the start of that occurrence */
	int64_t start, end;
	struct booking_ask asks;
	uint32_t given;
	const struct ics_stood *stood; /* single: what stands for it */
	const struct ics_stood *like;  /* what has all that it does not say */
};

struct group {
	struct ics_importer *im;
	const char *ref;
	struct member *v; /* in the order of the file */
	size_t n, cap;
	struct member *whole; /* the one that stands for all occurrences and counts; or NULL */
	struct ics_dates dates;
	struct ics_standing st;
	const struct ics_stood **past; /* with a source: what took place and is no more in it, which stands */
	size_t n_past;
	size_t first; /* its first request */
};

static struct arena *arena_of(const struct group *g)
{
	return &g->im->batch.arena;
}

struct db *ics_seen_db(const struct ics_importer *im)
{
	return im->batch.scratch.db ? im->batch.scratch.db : im->store->db;
}

static struct ics_dates_ask dates_ask(struct group *g, struct member *m)
{
	g->im->zones.calendar = m->e.calendar;
	return (struct ics_dates_ask){&g->im->zones, &m->e, arena_of(g), &m->why, &m->notes};
}

/* ---- what is remembered ---- */

struct memory_ask {
	const char *ref;
	struct arena *arena;
	struct event_memory *out;
};

static int load_memory(struct db_txn *txn, void *arg)
{
	struct memory_ask *ask = arg;
	struct key k = event_memory_key(ask->ref);
	struct bytes record;
	int err = db_get(txn, key_bytes(&k), &record);
	if (!err)
		err = walk_keep(ask->arena, record, &record);
	if (!err)
		err = event_memory_decode(record, ask->out);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int ics_memory_load(struct db *db, const char *ref, struct arena *arena, struct event_memory *out)
{
	*out = (struct event_memory){.ref = "", .sources = ""};
	return db_read(db, load_memory, &(struct memory_ask){ref, arena, out});
}

/* ---- the events of the group ---- */

/*
 * The ref of an event: its UID, cut if it is longer than a ref may be; without one, a name made of what the event says,
 * so that it is the same when it comes again.
 */
static const char *make_ref(struct group *g, const struct ics_event *e)
{
	size_t len = CUT_REF_BYTES;
	if (!*e->uid)
		return arena_fmt(arena_of(g), "event-%016" PRIx64, e->content);
	if (strlen(e->uid) + ICS_OCCURRENCE_BYTES <= CODE_MAX_BYTES)
		return e->uid;
	while (((unsigned char)e->uid[len] & 0xc0) == 0x80)
		len--;
	return arena_fmt(arena_of(g), "%.*s~%016" PRIx64, (int)len, e->uid,
	                 fnv1a(FNV1A_START, (struct bytes){e->uid, strlen(e->uid)}));
}

static int read_member(struct group *g, size_t index, struct member **out)
{
	struct ics_importer *im = g->im;
	struct member *v = arena_grow(arena_of(g), g->v, g->n, &g->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	g->v = v;
	*out = &v[g->n];
	**out = (struct member){.index = index, .why.arena = arena_of(g), .notes.arena = arena_of(g)};
	int err = ics_event_read(&im->survey, &im->survey.v[index], arena_of(g), &(*out)->e, &im->notes, &(*out)->why);
	g->n += !err;
	return err;
}

/* Takes an event out of the chain of those before it: it has their hash and another UID. It goes on a chain of its own. */
static void unlink_entry(struct ics_survey *s, size_t before, size_t index, size_t *others)
{
	s->v[before].next = s->v[index].next;
	s->v[index].next = ICS_LAST;
	s->v[index].later = *others != ICS_LAST;
	if (*others != ICS_LAST)
		s->v[*others].next = index;
	*others = index;
}

static int read_members(struct group *g, size_t index)
{
	struct ics_survey *s = &g->im->survey;
	size_t others = ICS_LAST, before = index;
	struct member *m;
	int err = read_member(g, index, &m);
	for (size_t i = s->v[index].next; !err && i != ICS_LAST; i = s->v[before].next) {
		err = read_member(g, i, &m);
		if (err)
			return err;
		if (strcmp(m->e.uid, g->v[0].e.uid) == 0) {
			before = i;
			if (g->n > MEMBERS_MAX)
				reason_add(&m->why, REASON_TOO_MANY, "UID");
			continue;
		}
		g->n--;
		unlink_entry(s, before, i, &others);
	}
	return err;
}

/* ---- which of them count ---- */

/* Reads what the event stands for, and whether it has anything to say. */
static int place_member(struct group *g, struct member *m)
{
	struct ics_dates_ask ask = dates_ask(g, m);
	bool hit;
	int err = 0;
	m->part = PART_COUNTS;
	m->ref = g->ref;
	m->single = m->e.recurrence.text != NULL;
	if (m->single)
		err = ics_dates_recurrence(&ask, NULL, &m->at, &hit);
	if (!err && m->e.method == ICS_ADD && !m->single) {
		m->single = true;
		err = ics_dates_first(&ask, &m->at, &m->end);
	}
	if (m->e.method == ICS_ANSWER) {
		reason_add_text(&m->notes, REASON_ANSWER, "METHOD", "%s", m->e.method_word);
		m->why.n = 0;
		m->part = PART_IDLE;
	}
	if (m->why.n)
		m->part = PART_REFUSED;
	return err;
}

static bool is_for_the_same(const struct member *a, const struct member *b)
{
	return a->single == b->single && (!a->single || a->at == b->at);
}

static void supersede(struct member *m, const struct member *by)
{
	reason_add(&m->notes, REASON_SUPERSEDED, "UID")->number = (int64_t)by->index + 1;
	m->part = PART_IDLE;
}

/* Decides which of two events for the same counts; a stands before b in the file. The one that does not is told so. */
static void choose(struct group *g, struct member *a, struct member *b)
{
	if (a->e.sequence > b->e.sequence) {
		supersede(b, a);
	} else if (a->e.sequence < b->e.sequence || a->e.cancelled != b->e.cancelled) {
		supersede(a, b);
	} else if (a->e.cancelled || a->e.content == b->e.content) {
		supersede(b, a);
	} else {
		reason_add(&b->why, REASON_SAME_REF, g->ref)->number = (int64_t)a->index + 1;
		b->part = PART_REFUSED;
	}
}

static int compare_members(const void *a, const void *b)
{
	const struct member *x = *(const struct member *const *)a, *y = *(const struct member *const *)b;
	if (x->single != y->single)
		return x->single ? 1 : -1;
	if (x->single && x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Leaves of those that are for the same only one that counts. */
static int choose_members(struct group *g)
{
	struct member **by = arena_alloc(arena_of(g), (g->n + 1) * sizeof *by), *best = NULL;
	size_t n = 0;
	if (!by)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].part == PART_COUNTS)
			by[n++] = &g->v[i];
	if (n)
		qsort(by, n, sizeof *by, compare_members);
	for (size_t i = 0; i < n; i++) {
		if (best && is_for_the_same(best, by[i]))
			choose(g, best, by[i]);
		if (!best || !is_for_the_same(best, by[i]) || best->part != PART_COUNTS)
			best = by[i];
	}
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].part == PART_COUNTS && !g->v[i].single)
			g->whole = &g->v[i];
	return 0;
}

/* An event that was cancelled as a whole takes those of its occurrences along that are not newer. */
static void cancel_all(struct group *g)
{
	for (size_t i = 0; i < g->n; i++) {
		struct member *m = &g->v[i];
		if (m->part == PART_COUNTS && m->single && m->e.sequence <= g->whole->e.sequence)
			supersede(m, g->whole);
	}
}

/* Refuses an event that was changed less often than what came before it. */
static int check_age(struct group *g, struct member *m)
{
	struct event_memory memory;
	int err = ics_memory_load(ics_seen_db(g->im), m->ref, arena_of(g), &memory);
	if (err || memory.sequence <= m->e.sequence)
		return err;
	struct reason *r = reason_add(&m->why, REASON_OLDER, g->ref);
	r->number = (int64_t)m->e.sequence;
	r->limit = (int64_t)memory.sequence;
	m->part = PART_REFUSED;
	return 0;
}

/* ---- what an event asks for ---- */

/* What stands already, for all that the event does not say. */
struct base {
	struct booking_ask asks;
	struct ics_claims claims;
};

static int base_of_booking(struct group *g, const struct booking *b, struct base *out)
{
	struct claim_ask *v = arena_alloc(arena_of(g), (b->n_claims + 1) * sizeof *v);
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
	                                 .institution = b->institution};
	return 0;
}

static int base_of_series(struct group *g, struct base *out)
{
	const struct series *s = &g->st.series;
	const struct claim_ask *asks;
	size_t n;
	int err = claims_parse(s->claims, arena_of(g), &asks, &n);
	if (err)
		return err;
	struct claim_ask *v = arena_alloc(arena_of(g), (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	if (n)
		memcpy(v, asks, n * sizeof *v);
	out->claims = (struct ics_claims){v, n};
	out->asks = (struct booking_ask){.party = s->party,
	                                 .purpose = s->purpose,
	                                 .note = s->note,
	                                 .requester = s->requester,
	                                 .institution = s->institution};
	return 0;
}

/* Finds what an event that leaves things out leaves as they are. */
static int find_base(struct group *g, const struct member *m, struct base *out)
{
	*out = (struct base){.asks = {.purpose = "", .note = "", .requester = "", .institution = ""}};
	if (m->like)
		return base_of_booking(g, &m->like->b, out);
	if (m->single && g->whole && !g->whole->e.cancelled) {
		out->asks = g->whole->asks;
		out->claims = (struct ics_claims){(struct claim_ask *)g->whole->asks.claims, g->whole->asks.n_claims};
		return 0;
	}
	if (g->st.has_series)
		return base_of_series(g, out);
	return g->st.n ? base_of_booking(g, &g->st.v[0].b, out) : 0;
}

static void take_text(const char *text, enum booking_field field, const char **out, uint32_t *given)
{
	if (!text)
		return;
	*out = text;
	*given |= GIVEN(field);
}

/* Reads what the event books; what it does not say stays. */
static int read_asks(struct group *g, struct member *m)
{
	struct base base;
	struct ics_claims claims;
	bool claimed;
	const struct ics_event *e = &m->e;
	bool stands_in = e->stand_in && e->summary && strcmp(e->stand_in, e->summary) == 0;
	int err = find_base(g, m, &base);
	if (!err)
		err = ics_claims_read(&g->im->names, e, &base.claims, arena_of(g), &m->why, &claims, &claimed);
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
	if (e->has_party) {
		m->asks.party = e->party;
		m->given |= GIVEN(BOOKING_PARTY);
	}
	return 0;
}

/* The last day of rules without an end: the one that was asked for, else that of the term which holds the start. */
static struct ics_bound find_bound(const struct group *g, int64_t start)
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
static int read_whole(struct group *g)
{
	struct member *m = g->whole;
	struct ics_dates_ask ask = dates_ask(g, m);
	int err = read_asks(g, m);
	if (!err)
		err = ics_dates_first(&ask, &m->start, &m->end);
	if (err || m->why.n)
		return err;
	struct ics_bound bound = find_bound(g, m->start);
	return ics_dates_read(&ask, &bound, &g->dates);
}

/* True for an export of the series that stands: its dates are changed one by one, since what made them is not in it. */
static bool is_own_series(const struct group *g)
{
	const struct member *m = g->whole;
	return m && !m->e.cancelled && m->e.series && g->st.has_series && m->e.series == g->st.series.id;
}

/* Finds the occurrence that an event stands for, and what stands for it. */
static int find_occurrence(struct group *g, struct member *m)
{
	bool known = g->whole && !g->whole->e.cancelled, hit = true;
	struct ics_dates_ask ask = dates_ask(g, m);
	int err = 0;
	if (m->e.method != ICS_ADD)
		err = ics_dates_recurrence(&ask, known ? &g->dates : NULL, &m->at, &hit);
	if (err || m->why.n)
		return err;
	m->ref = ics_occurrence_ref(arena_of(g), g->ref, m->at);
	if (!m->ref)
		return QUAD_ENOMEM;
	m->stood = m->like = ics_standing_find(&g->st, m->at);
	/* beside all occurrences, and for one that is added, the standing one is the event's only if it has its name */
	bool own = m->stood && strcmp(m->stood->ref, m->ref) == 0;
	if (!own && !is_own_series(g) && (known || m->e.method == ICS_ADD)) {
		bool moved = m->stood && m->stood->in_series && !m->stood->b.follows;
		m->like = moved ? m->stood : NULL;
		m->stood = NULL;
	}
	if (!known && m->e.method != ICS_ADD)
		hit = m->stood || (!m->e.cancelled && !g->st.n) || ics_standing_has_date(&g->st, m->at);
	if (!hit)
		reason_add_text(&m->notes, REASON_HITS_NOTHING, "RECURRENCE-ID", "%s", m->e.recurrence.text);
	return 0;
}

/* Reads what an event for one occurrence asks for. */
static int read_single(struct group *g, struct member *m)
{
	struct ics_dates_ask ask = dates_ask(g, m);
	int err = find_occurrence(g, m);
	if (!err && !m->why.n)
		err = check_age(g, m);
	if (err || m->why.n || m->e.cancelled)
		return err;
	err = read_asks(g, m);
	return err ? err : ics_dates_first(&ask, &m->start, &m->end);
}

static void refuse_malformed(struct member *m)
{
	if (m->why.n)
		m->part = PART_REFUSED;
}

/* Reads what all events ask for. */
static int read_all(struct group *g)
{
	int err = 0;
	if (g->whole)
		err = check_age(g, g->whole);
	if (!err && g->whole && g->whole->part == PART_COUNTS && !g->whole->e.cancelled)
		err = read_whole(g);
	if (err)
		return err;
	if (g->whole)
		refuse_malformed(g->whole);
	if (g->whole && g->whole->part == PART_COUNTS && g->whole->e.cancelled)
		cancel_all(g);
	bool broken = g->whole && reasons_malformed(&g->whole->why);
	if (g->whole && g->whole->part != PART_COUNTS)
		g->whole = NULL;
	for (size_t i = 0; i < g->n; i++) {
		struct member *m = &g->v[i];
		if (m->part != PART_COUNTS || !m->single)
			continue;
		if (broken)
			m->part = PART_REFUSED; /* its occurrence cannot be known; it falls with the other */
		else
			err = read_single(g, m);
		refuse_malformed(m);
		if (err)
			return err;
	}
	return 0;
}

/* ---- what shall stand ---- */

/* A booking as it shall stand. */
struct wish {
	int64_t start, end;
	const struct member *of;
};

struct wishes {
	struct wish *v;
	size_t n, cap;
};

static int add_wish(struct group *g, struct wishes *w, int64_t start, int64_t end, const struct member *of)
{
	struct wish *v = arena_grow(arena_of(g), w->v, w->n, &w->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	w->v = v;
	v[w->n++] = (struct wish){start, end, of};
	return 0;
}

static int wish_order(const void *a, const void *b)
{
	const struct wish *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

static int stood_order(const void *a, const void *b)
{
	const struct ics_stood *x = *(const struct ics_stood *const *)a, *y = *(const struct ics_stood *const *)b;
	return (x->b.start > y->b.start) - (x->b.start < y->b.start);
}

static bool is_same_claims(const struct group *g, const struct booking *b, const struct booking_ask *ask)
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

/* True if a booking is as it shall be, in all that the event says. */
static bool is_as_wished(const struct group *g, const struct booking *b, const struct wish *w)
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
	return !(given & GIVEN(BOOKING_CLAIMS)) || is_same_claims(g, b, ask);
}

static bool is_alive(const struct member *m)
{
	return m->part == PART_COUNTS && !m->e.cancelled;
}

/* Gathers all that shall stand, occurrence by occurrence. */
static int gather_wishes(struct group *g, struct wishes *w)
{
	for (size_t i = 0; i < g->dates.n; i++) {
		const struct ics_slot *slot = &g->dates.v[i];
		int err = slot->out ? 0 : add_wish(g, w, slot->at, slot->end, g->whole);
		if (err)
			return err;
	}
	for (size_t i = 0; i < g->n; i++) {
		const struct member *m = &g->v[i];
		int err = is_alive(m) && m->single ? add_wish(g, w, m->start, m->end, m) : 0;
		if (err)
			return err;
	}
	return 0;
}

static int compare_start(const void *element, const void *key)
{
	const struct wish *w = element;
	const int64_t *start = key;
	return (w->start > *start) - (w->start < *start);
}

static bool is_wished_then(const struct wishes *w, int64_t start)
{
	size_t i = array_find(w->v, w->n, sizeof *w->v, &start, compare_start);
	return i < w->n && w->v[i].start == start;
}

/* True for what took place and left its source: an event that is only moved takes its booking along. */
static bool is_past(const struct group *g, const struct wishes *w, const struct ics_stood *s)
{
	bool moved = s->id == g->st.booking && w->n > 0;
	return g->im->ask->source && s->b.start < g->im->ask->now && !moved && !is_wished_then(w, s->b.start);
}

/* Finds out whether exactly what is asked for stands, in whatever form; and what took place beside that. */
static int compare_standing(struct group *g, bool *same)
{
	struct wishes w = {0};
	const struct ics_stood **by = arena_alloc(arena_of(g), (g->st.n + 1) * sizeof *by);
	size_t n = 0;
	int err = gather_wishes(g, &w);
	g->past = arena_alloc(arena_of(g), (g->st.n + 1) * sizeof *g->past);
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
		*same = is_as_wished(g, &by[i]->b, &w.v[i]);
	return 0;
}

/* ---- requests ---- */

static struct request *new_request(struct group *g, const struct member *m, enum request_op op)
{
	struct request *rq = list_batch_request(&g->im->batch, op, REQUEST_RECORD);
	if (rq)
		rq->given = m->given;
	return rq;
}

/* A booking at that time: under a ref, or the change of one that stands. */
static int put_booking(struct group *g, const struct member *m, const char *ref, uint64_t id, int64_t start,
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

static int put_cancel(struct group *g, uint64_t id)
{
	struct request *rq = list_batch_request(&g->im->batch, OP_CANCEL, REQUEST_RECORD);
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.booking = (struct booking_ask){
		.id = id, .ref = "", .purpose = "", .note = "", .requester = "", .institution = ""};
	return 0;
}

/* Cancels what stands of the series; what took place too, since the event says that it did not. */
static int put_series_cancel(struct group *g)
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
static int put_series(struct group *g)
{
	const struct ics_dates *d = &g->dates;
	const struct ics_slot *first = d->v;
	int64_t *except = arena_alloc(arena_of(g), (d->n + 1) * sizeof *except);
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

/* Remembers how often an event was changed, and that it is in the source. */
static int put_memory(struct group *g, const struct member *m)
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
	bool single; /* a booking of the UID itself */
	bool series; /* of all dates of its rule; those of RDATE are bookings */
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
static int gather_refs(struct group *g, struct form *f)
{
	f->keep = arena_alloc(arena_of(g), (g->dates.n + g->n + 1) * sizeof *f->keep);
	if (!f->keep)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < g->dates.n; i++) {
		if (!is_booked_alone(f, &g->dates.v[i]))
			continue;
		const char *ref = ics_occurrence_ref(arena_of(g), g->ref, g->dates.v[i].at);
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

static int choose_form(struct group *g, struct form *f)
{
	bool fits = false, any = false;
	*f = (struct form){0};
	f->single = g->dates.n == 1 && !g->dates.recurs && !g->dates.v[0].out;
	for (size_t i = 0; i < g->dates.n; i++)
		any |= g->dates.v[i].from_rule && !g->dates.v[i].out;
	int err = g->dates.recurs ? ics_dates_fit_rule(&g->dates, arena_of(g), &fits) : 0;
	f->series = fits && any;
	return err ? err : gather_refs(g, f);
}

static bool took_place(const struct group *g, const struct ics_stood *s)
{
	for (size_t i = 0; i < g->n_past; i++)
		if (g->past[i] == s)
			return true;
	return false;
}

/* Cancels what stands under the UID and is no longer wished. */
static int cancel_stale(struct group *g, const struct form *f)
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
static int keep_past(struct group *g)
{
	for (size_t i = 0; i < g->n_past; i++) {
		const struct ics_stood *s = g->past[i];
		struct member past = {.given = GIVEN_ALL};
		struct base base;
		if (!s->in_series)
			continue;
		const char *ref = ics_occurrence_ref(arena_of(g), g->ref, s->at);
		int err = ref ? base_of_booking(g, &s->b, &base) : QUAD_ENOMEM;
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
static int ask_slot(struct group *g, const struct ics_slot *slot)
{
	const struct wish w = {slot->at, slot->end, g->whole};
	const struct ics_stood *s = NULL;
	for (size_t i = 0; i < g->st.n && !s; i++)
		s = g->st.v[i].at == slot->at ? &g->st.v[i] : NULL;
	if (s)
		return is_as_wished(g, &s->b, &w) ? 0 : put_booking(g, g->whole, "", s->id, slot->at, slot->end);
	const char *ref = ics_occurrence_ref(arena_of(g), g->ref, slot->at);
	return ref ? put_booking(g, g->whole, ref, 0, slot->at, slot->end) : QUAD_ENOMEM;
}

static int compare_slot(const void *element, const void *key)
{
	const struct ics_slot *slot = element;
	const int64_t *at = key;
	return (slot->at > *at) - (slot->at < *at);
}

/* True for what stands for an occurrence that the file has, of which another event may speak. */
static bool is_in_file(const struct group *g, const struct ics_stood *s)
{
	size_t place = array_find(g->dates.v, g->dates.n, sizeof *g->dates.v, &s->at, compare_slot);
	bool in_dates = place < g->dates.n && g->dates.v[place].at == s->at && !g->dates.v[place].out;
	for (size_t i = 0; i < g->n && !in_dates; i++)
		in_dates = g->v[i].single && g->v[i].part != PART_IDLE && g->v[i].at == s->at;
	return in_dates;
}

/* Asks for an export of a series that comes back changed: for what differs, date by date. */
static int ask_edits(struct group *g)
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

/* Asks that all occurrences stand under the UID, and nothing else. */
static int ask_whole(struct group *g)
{
	struct form f;
	if (is_own_series(g))
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
		const char *ref = ics_occurrence_ref(arena_of(g), g->ref, slot->at);
		err = ref ? put_booking(g, g->whole, ref, 0, slot->at, slot->end) : QUAD_ENOMEM;
	}
	return err;
}

/* Asks for one occurrence as its own event has it. */
static int ask_single(struct group *g, const struct member *m)
{
	bool own = m->stood && strcmp(m->stood->ref, m->ref) == 0;
	if (!m->e.cancelled)
		return put_booking(g, m, m->ref, own || !m->stood ? 0 : m->stood->id, m->start, m->end);
	return m->stood ? put_cancel(g, m->stood->id) : 0;
}

/* ---- rows ---- */

/* A row for the event: where it stands in the file if it is the first, else its report is kept until its turn. */
static struct list_row *new_row(struct group *g, struct member *m)
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
static int add_row(struct group *g, struct member *m, bool same)
{
	int err = 0;
	if (!new_row(g, m))
		return QUAD_ENOMEM;
	if (m->part != PART_COUNTS)
		return 0;
	if (!same)
		err = m->single ? ask_single(g, m) : ask_whole(g);
	return err ? err : put_memory(g, m);
}

/* The reasons against an event that must not be without the others; NULL if there are none. */
static const struct reasons *find_fault(const struct group *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].part == PART_REFUSED && reasons_malformed(&g->v[i].why))
			return &g->v[i].why;
	return NULL;
}

/* Lets all events fall with the one that something speaks against. */
static void refuse_all(struct group *g, const struct reasons *fault)
{
	for (size_t i = 0; i < g->n; i++) {
		struct member *m = &g->v[i];
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
static void tie_requests(struct group *g, size_t first_row)
{
	struct list_batch *b = &g->im->batch;
	bool skips = g->im->ask->skip_conflicts && g->dates.n > 1;
	for (size_t i = 0; i < g->n; i++)
		skips &= !(g->v[i].single && is_alive(&g->v[i]));
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
static int add_rows(struct group *g)
{
	bool same = false;
	size_t first_row = g->im->batch.n_rows;
	g->first = g->im->batch.n_requests;
	int err = g->whole ? compare_standing(g, &same) : 0;
	if (!err && g->whole)
		err = add_row(g, g->whole, same);
	for (size_t i = 0; i < g->n && !err; i++)
		if (&g->v[i] != g->whole)
			err = add_row(g, &g->v[i], same);
	if (!err)
		tie_requests(g, first_row);
	return err;
}

/* Notes that the event is in the file, whatever becomes of it. */
static int note_seen(struct group *g)
{
	struct ics_importer *im = g->im;
	uint64_t *v = arena_grow(&im->lasting, im->seen, im->n_seen, &im->cap_seen, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	im->seen = v;
	v[im->n_seen++] = fnv1a(FNV1A_START, (struct bytes){g->ref, strlen(g->ref)});
	im->unsure |= !*g->v[0].e.uid && g->v[0].why.n;
	return 0;
}

static int decide_members(struct group *g)
{
	int err = 0;
	for (size_t i = 0; i < g->n; i++) {
		err = place_member(g, &g->v[i]);
		if (err)
			return err;
	}
	err = ics_standing_load(ics_seen_db(g->im), g->ref, arena_of(g), &g->st);
	if (!err)
		err = choose_members(g);
	if (!err)
		err = read_all(g);
	if (err)
		return err;
	const struct reasons *fault = find_fault(g);
	if (fault && !g->im->ask->skip_conflicts)
		refuse_all(g, fault);
	if (g->whole && g->whole->part != PART_COUNTS)
		g->whole = NULL;
	for (size_t i = 0; g->whole && i < g->n; i++) {
		const struct member *m = &g->v[i];
		bool stays = m->part == PART_REFUSED && reasons_malformed(&m->why);
		if (m->single && m->ref != g->ref && m->part != PART_IDLE && !stays)
			ics_dates_leave_out(&g->dates, m->at);
	}
	if (g->whole && g->whole->e.cancelled)
		g->dates.n = 0;
	return 0;
}

int ics_group_read(struct ics_importer *im, size_t index)
{
	struct group g = {.im = im};
	int err = read_members(&g, index);
	if (err)
		return err;
	g.ref = make_ref(&g, &g.v[0].e);
	if (!g.ref)
		return QUAD_ENOMEM;
	err = decide_members(&g);
	if (!err)
		err = add_rows(&g);
	if (!err)
		err = note_seen(&g);
	for (size_t i = 0; i < g.n; i++)
		if (g.v[i].why.failed || g.v[i].notes.failed)
			err = QUAD_ENOMEM;
	return err;
}

/* ---- what left its source ---- */

int ics_group_leave(struct ics_importer *im, const char *ref, bool elsewhere)
{
	struct group g = {.im = im, .ref = ref};
	static const struct list_change cancelled = {"state", "booked", "cancelled"};
	bool same;
	struct list_row *row = list_batch_row(&im->batch, 0);
	if (!row)
		return QUAD_ENOMEM;
	row->key = ref;
	row->told = &cancelled;
	reason_add_text(&row->notes, REASON_LEFT_SOURCE, "source", "%s", im->ask->source);
	g.first = im->batch.n_requests;
	int err = elsewhere ? 0 : ics_standing_load(ics_seen_db(im), ref, arena_of(&g), &g.st);
	if (!err)
		err = compare_standing(&g, &same);
	if (!err && !same)
		err = ask_whole(&g);
	struct request *rq = err ? NULL : list_batch_request(&im->batch, OP_EVENT, REQUEST_RECORD);
	if (!rq)
		return err ? err : QUAD_ENOMEM;
	rq->u.event = (struct event_ask){.ref = ref, .source = im->ask->source, .left = true};
	tie_requests(&g, im->batch.n_rows - 1);
	return 0;
}
