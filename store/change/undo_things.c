/*
 * An entry that continues another one of the action is about the same thing. Of an action that may have entries of
 * several requests, the rest of the journal is looked through: others may have written in between.
 */
#include "store/change/undo_things.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/change/undo.h"
#include "store/facts/walk.h"
#include "store/model/journal_leaf.h"

/* Of all records: after the version, the number of texts and the length; of a travel time after its minutes. */
enum { SEQ_AT = 4, SEQ_END = 12 };

uint64_t undo_record_seq(struct bytes record)
{
	return record.len < SEQ_END ? 0 : le_get((const unsigned char *)record.p + SEQ_AT, 8);
}

int undo_record_as_of(struct change *c, struct bytes record, uint64_t seq, struct bytes *out)
{
	unsigned char *copy = (unsigned char *)arena_dup(c->arena, record.p, record.len);
	if (!copy)
		return QUAD_ENOMEM;
	if (record.len < SEQ_END)
		return QUAD_ECORRUPT;
	le_put(copy + SEQ_AT, seq, SEQ_END - SEQ_AT);
	*out = (struct bytes){copy, record.len};
	return 0;
}

bool undo_same_record(struct bytes a, struct bytes b)
{
	const char *x = a.p, *y = b.p;
	if (a.len != b.len)
		return false;
	if (a.len < SEQ_END)
		return memcmp(x, y, a.len) == 0;
	return memcmp(x, y, SEQ_AT) == 0 && memcmp(x + SEQ_END, y + SEQ_END, a.len - SEQ_END) == 0;
}

int undo_entry(struct change *c, uint64_t seq, struct journal_entry *out)
{
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes b;
	key_u64(&k, seq);
	int err = change_get(c, &k, &b);
	if (!err)
		err = journal_decode(b, out);
	out->seq = seq;
	return err;
}

/* ---- gathering ---- */

/* Which thing each entry of the action is of, by number. */
struct place {
	uint64_t seq;
	size_t thing;
};

struct gathering {
	struct change *c;
	uint64_t action;
	bool shared;
	struct undo_things *out;
	struct place *places;
	size_t n, cap;
};

static int seq_order(const void *element, const void *key)
{
	const struct place *p = element;
	const uint64_t *seq = key;
	return (p->seq > *seq) - (p->seq < *seq);
}

/* The thing that an entry continues; a new one if it continues none. NULL on out of memory. */
static struct undo_thing *find_thing(struct gathering *g, const struct journal_entry *e)
{
	struct undo_things *out = g->out;
	size_t at = array_find(g->places, g->n, sizeof *g->places, &e->prev, seq_order);
	struct place *places = arena_grow(g->c->arena, g->places, g->n, &g->cap, sizeof *places);
	if (!places)
		return NULL;
	bool continues = e->prev && at < g->n && places[at].seq == e->prev;
	size_t thing = continues ? places[at].thing : out->n;
	g->places = places;
	places[g->n++] = (struct place){e->seq, thing};
	if (continues)
		return &out->v[thing];
	struct undo_thing *v = arena_grow(g->c->arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return NULL;
	out->v = v;
	v[out->n] = (struct undo_thing){.kind = entity_kind_of(e->entity), .entity = e->entity, .before = e->before};
	return &v[out->n++];
}

static int add_entry(struct gathering *g, const struct journal_entry *e)
{
	if (entity_is_note(e->entity))
		return 0;
	/* that something was refused is not to be taken back */
	if (entity_kind_of(e->entity) == OF_NEED)
		return 0;
	if (entity_kind_of(e->entity) == N_KINDS)
		return QUAD_EVERSION;
	struct undo_thing *t = find_thing(g, e);
	if (!t)
		return QUAD_ENOMEM;
	t->after = e->after;
	t->erased |= journal_is_erased(e);
	t->last_seq = e->seq;
	g->out->last_seq = e->seq;
	return 0;
}

/* Entries of one request follow each other; where others may join, all are looked at. */
static int gather_entry(struct bytes key, struct bytes value, void *arg)
{
	struct gathering *g = arg;
	struct journal_entry e;
	int err = key.len == 9 ? journal_decode(value, &e) : QUAD_ECORRUPT;
	if (err)
		return err;
	if (e.action != g->action)
		return g->shared ? 0 : QUAD_ESTOP;
	if (g->n == UNDO_ENTRIES_MAX) {
		g->n++;
		return QUAD_ESTOP;
	}
	err = walk_keep(g->c->arena, value, &value);
	if (!err)
		err = journal_decode(value, &e);
	e.seq = key_get_u64(key, 1);
	return err ? err : add_entry(g, &e);
}

static int gather_action(struct gathering *g)
{
	struct key lo = key_table(TABLE_JOURNAL), hi = key_after(&lo);
	key_u64(&lo, g->action);
	int err = walk_range(g->c->txn, &lo, &hi, gather_entry, g);
	if (g->n > UNDO_ENTRIES_MAX) {
		struct reason *why = reason_add_number(&g->c->out->reasons, REASON_LARGE_ACTION, "seq", (int64_t)g->n);
		why->limit = UNDO_ENTRIES_MAX;
	}
	return err == QUAD_ESTOP ? 0 : err;
}

static int last_order(const void *a, const void *b)
{
	const struct undo_thing *x = a, *y = b;
	return (x->last_seq > y->last_seq) - (x->last_seq < y->last_seq);
}

int undo_gather(struct change *c, uint64_t entry, struct undo_things *out)
{
	struct gathering g = {.c = c, .out = out};
	struct journal_entry e;
	char text[24];
	*out = (struct undo_things){0};
	int err = undo_entry(c, entry, &e);
	if (err == QUAD_ENOTFOUND) {
		snprintf(text, sizeof text, "%llu", (unsigned long long)entry);
		reason_add(&c->out->reasons, REASON_NO_ENTRY, text);
		return 0;
	}
	if (err)
		return err;
	g.action = e.action;
	g.shared = e.shared;
	out->actor = e.actor;
	out->first_seq = e.action ? e.action : entry;
	err = e.action ? gather_action(&g) : add_entry(&g, &e);
	if (!err && out->n)
		qsort(out->v, out->n, sizeof *out->v, last_order);
	return err;
}

/* ---- refs ---- */

int undo_leave_ref(struct change *c, enum table table, const char *ref, uint64_t id, struct undo_refs *lost)
{
	struct key k = key_table(table);
	struct bytes owner;
	key_text(&k, ref);
	int err = db_get(c->txn, key_bytes(&k), &owner);
	if (err || owner.len != 8 || le_get(owner.p, 8) != id)
		return err == QUAD_ENOTFOUND ? 0 : err;
	const char **refs = arena_grow(c->arena, lost->v, lost->n, &lost->cap, sizeof *refs);
	if (!refs)
		return QUAD_ENOMEM;
	lost->v = refs;
	refs[lost->n++] = ref;
	err = db_del(c->txn, key_bytes(&k));
	cache_wrote(c->cache, &k);
	return err;
}

/* ---- what is not as it was left ---- */

int undo_refuse_by(struct change *c, const char *entity, uint64_t seq)
{
	struct journal_entry e;
	int err = undo_entry(c, seq, &e);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	struct reason *why = reason_add_text(&c->out->reasons, REASON_SINCE, entity, "%s", e.actor);
	why->number = (int64_t)seq;
	why->start = e.at_min;
	return 0;
}

struct search {
	const char *entity;
	uint64_t found;
};

static int note_entry(struct bytes key, struct bytes value, void *arg)
{
	struct search *s = arg;
	struct journal_entry e;
	int err = key.len == 9 ? journal_decode(value, &e) : QUAD_ECORRUPT;
	if (!err && strcmp(e.entity, s->entity) == 0)
		s->found = key_get_u64(key, 1);
	return err;
}

/* Finds the entry after which the thing is there no more; 0 for none. */
static int find_last_entry(struct change *c, const struct undo_thing *t, uint64_t *out)
{
	struct search s = {.entity = t->entity};
	struct key lo = key_table(TABLE_JOURNAL), hi = key_after(&lo);
	key_u64(&lo, t->last_seq + 1);
	int err = walk_range(c->txn, &lo, &hi, note_entry, &s);
	*out = s.found;
	return err;
}

int undo_refuse_since(struct change *c, const struct undo_thing *t, struct bytes current)
{
	uint64_t seq = undo_record_seq(current);
	int err = seq ? 0 : find_last_entry(c, t, &seq);
	if (!err && seq)
		return undo_refuse_by(c, t->entity, seq);
	if (!err)
		reason_add(&c->out->reasons, REASON_GONE, t->entity);
	return err;
}
