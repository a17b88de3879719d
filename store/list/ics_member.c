/*
 * Of several events that are for the same, the one that was changed most often counts (SEQUENCE, RFC 5546, 2.1.5); if
 * one of them cancels it, the last of the file; others are the same event twice, and only the first of them counts.
 */
#include "store/list/ics_member.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/event_memory.h"
#include "store/facts/walk.h"

#define MEMBERS_MAX 10000 /* events of one UID */
#define CUT_REF_BYTES 200 /* of a UID that is too long as a whole */

struct ics_dates_ask ics_member_dates(struct ics_group *g, struct ics_member *m)
{
	g->im->zones.calendar = m->e.calendar;
	return (struct ics_dates_ask){&g->im->zones, &m->e, ics_arena(g), &m->why, &m->notes};
}

const char *ics_member_ref(const struct ics_event *e, struct arena *arena)
{
	size_t len = CUT_REF_BYTES;
	if (!*e->uid)
		return arena_fmt(arena, "event-%016" PRIx64, e->content);
	if (strlen(e->uid) + ICS_OCCURRENCE_BYTES <= CODE_MAX_BYTES)
		return e->uid;
	while (((unsigned char)e->uid[len] & 0xc0) == 0x80)
		len--;
	return arena_fmt(arena, "%.*s~%016" PRIx64, (int)len, e->uid,
	                 fnv1a(FNV1A_START, (struct bytes){e->uid, strlen(e->uid)}));
}

static int read_member(struct ics_group *g, size_t index, struct ics_member **out)
{
	struct ics_importer *im = g->im;
	struct ics_member *v = arena_grow(ics_arena(g), g->v, g->n, &g->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	g->v = v;
	*out = &v[g->n];
	**out = (struct ics_member){.index = index, .why.arena = ics_arena(g), .notes.arena = ics_arena(g)};
	int err = ics_event_read(&im->survey, &im->survey.v[index], ics_arena(g), &(*out)->e, &im->notes, &(*out)->why);
	g->n += !err;
	return err;
}

/* Takes an event with another UID out of the chain of those with its hash. It goes on a chain of its own. */
static void unlink_entry(struct ics_survey *s, size_t before, size_t index, size_t *others)
{
	s->v[before].next = s->v[index].next;
	s->v[index].next = ICS_LAST;
	s->v[index].later = *others != ICS_LAST;
	if (*others != ICS_LAST)
		s->v[*others].next = index;
	*others = index;
}

int ics_members_read(struct ics_group *g, size_t index)
{
	struct ics_survey *s = &g->im->survey;
	size_t others = ICS_LAST, before = index;
	struct ics_member *m;
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

int ics_member_place(struct ics_group *g, struct ics_member *m)
{
	struct ics_dates_ask ask = ics_member_dates(g, m);
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

static bool is_for_the_same(const struct ics_member *a, const struct ics_member *b)
{
	return a->single == b->single && (!a->single || a->at == b->at);
}

static void supersede(struct ics_member *m, const struct ics_member *by)
{
	reason_add(&m->notes, REASON_SUPERSEDED, "UID")->number = (int64_t)by->index + 1;
	m->part = PART_IDLE;
}

/* Decides which of two events for the same counts; a stands before b in the file. The one that does not is told so. */
static void choose(struct ics_group *g, struct ics_member *a, struct ics_member *b)
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
	const struct ics_member *x = *(const struct ics_member *const *)a, *y = *(const struct ics_member *const *)b;
	if (x->single != y->single)
		return x->single ? 1 : -1;
	if (x->single && x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

int ics_members_choose(struct ics_group *g)
{
	struct ics_member **by = arena_alloc(ics_arena(g), (g->n + 1) * sizeof *by), *best = NULL;
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

void ics_members_cancel(struct ics_group *g)
{
	for (size_t i = 0; i < g->n; i++) {
		struct ics_member *m = &g->v[i];
		if (m->part == PART_COUNTS && m->single && m->e.sequence <= g->whole->e.sequence)
			supersede(m, g->whole);
	}
}

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

/* What is remembered of an event, its texts in arena; all-zero with empty texts if it is nothing. */
static int recall_event(struct db *db, const char *ref, struct arena *arena, struct event_memory *out)
{
	*out = (struct event_memory){.ref = "", .sources = ""};
	return db_read(db, load_memory, &(struct memory_ask){ref, arena, out});
}

int ics_member_check_age(struct ics_group *g, struct ics_member *m)
{
	struct event_memory memory;
	int err = recall_event(ics_seen_db(g->im), m->ref, ics_arena(g), &memory);
	if (err || memory.sequence <= m->e.sequence)
		return err;
	struct reason *r = reason_add(&m->why, REASON_OLDER, g->ref);
	r->number = (int64_t)m->e.sequence;
	r->limit = (int64_t)memory.sequence;
	m->part = PART_REFUSED;
	return 0;
}
