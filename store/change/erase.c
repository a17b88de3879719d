/*
 * The record is written once more, empty of text; then all entries of the journal about it lose what they hold of it.
 * They are looked for by their names and not along the chain of the record: what an undo took away, and somebody made
 * anew, begins a chain of its own. An entry keeps its bytes' place in the tree by the hash that takes the text's place.
 */
#include "store/change/erase.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/ids.h"
#include "store/change/adjust.h"
#include "store/change/evaluate.h"
#include "store/change/person_keys.h"
#include "store/change/plan.h"
#include "store/change/stake.h"
#include "store/facts/walk.h"
#include "store/model/comment.h"
#include "store/model/entity.h"
#include "store/model/journal_leaf.h"

/* ---- the journal ---- */

static int load_entry(struct change *c, uint64_t seq, struct key *k, struct journal_entry *out)
{
	struct bytes b;
	*k = key_table(TABLE_JOURNAL);
	key_u64(k, seq);
	int err = change_get(c, k, &b);
	return err ? err : journal_decode(b, out);
}

static int erase_entry(struct change *c, const struct key *k, struct journal_entry *e, bool after_too)
{
	struct journal_hashes room;
	struct buf b = {0};
	journal_erase_before(e, &room);
	if (after_too)
		journal_erase_after(e, &room);
	journal_encode(e, &b);
	int err = b.failed ? QUAD_ENOMEM : db_put(c->txn, key_bytes(k), (struct bytes){b.p, b.len});
	buf_release(&b);
	return err;
}

/* Whose entries are looked for: those of a thing, and of what its name begins. */
struct erasing {
	struct arena *arena;
	const char *entity;
	const char *parts[2]; /* how the names of what belongs to it begin; NULL: nothing does */
	struct ids last;      /* what these entries left are records as they are now, empty of text */
	struct ids entries;
};

static bool is_of(const struct erasing *x, const char *entity)
{
	if (strcmp(entity, x->entity) == 0)
		return true;
	for (size_t i = 0; i < 2 && x->parts[i]; i++)
		if (strncmp(entity, x->parts[i], strlen(x->parts[i])) == 0)
			return true;
	return false;
}

static int find_entry(struct bytes key, struct bytes value, void *arg)
{
	struct erasing *x = arg;
	struct journal_entry e;
	int err = key.len == 9 ? journal_decode(value, &e) : QUAD_ECORRUPT;
	if (err || !is_of(x, e.entity))
		return err;
	return ids_add(&x->entries, x->arena, key_get_u64(key, 1));
}

static int erase_entries(struct change *c, struct erasing *x)
{
	int err = walk_table(c->txn, TABLE_JOURNAL, find_entry, x);
	for (size_t i = 0; i < x->entries.n && !err; i++) {
		struct key k;
		struct journal_entry e;
		uint64_t seq = x->entries.v[i];
		err = load_entry(c, seq, &k, &e);
		if (!err)
			err = erase_entry(c, &k, &e, !ids_have(&x->last, seq));
	}
	return err;
}

/* Comes first, so that whatever is erased is known to have been, by whom and when. */
static int note_erasing(struct change *c)
{
	static const char said[] = "personal text";
	const char *entity = arena_fmt(c->arena, NOTE_ERASED "%s", c->rq->u.note.entity);
	return entity ? change_note(c, entity, (struct bytes){said, sizeof said - 1}) : QUAD_ENOMEM;
}

/* ---- people ---- */

static int erase_person(struct change *c, const char *login)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes before;
	struct person old;
	if (strlen(login) > CODE_MAX_BYTES)
		login = "";
	key_text(&k, login);
	int err = change_get(c, &k, &before);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_PERSON, login);
		return 0;
	}
	if (!err)
		err = person_decode(before, &old);
	if (!err)
		err = note_erasing(c);
	if (err)
		return err;
	struct person v = old;
	v.name = v.login;
	v.email = v.ssh_key = "";
	struct erasing x = {.arena = c->arena, .entity = c->rq->u.note.entity};
	err = person_keys_write(c, before, &old, &v);
	if (!err)
		err = ids_insert(&x.last, c->arena, v.seq);
	return err ? err : erase_entries(c, &x);
}

/* ---- bookings ---- */

static int erase_comment(struct change *c, const struct key *k, struct bytes record, struct erasing *x)
{
	struct comment v;
	struct buf b = {0};
	int err = comment_decode(record, &v);
	if (err)
		return err;
	uint64_t prev = v.seq;
	const char *entity = arena_fmt(c->arena, "comment:%" PRIu64 ":%" PRIu64, key_get_u64(key_bytes(k), 1),
	                               key_get_u64(key_bytes(k), 9));
	if (*v.text) {
		err = entity ? change_next_seq(c, &v.seq) : QUAD_ENOMEM;
		v.text = "";
		comment_encode(&v, &b);
		if (!err && b.failed)
			err = QUAD_ENOMEM;
		if (!err)
			err = change_record(c, k, entity, prev, record, (struct bytes){b.p, b.len}, OUTCOME_UPDATED);
		buf_release(&b);
	}
	return err ? err : ids_insert(&x->last, c->arena, v.seq);
}

struct kept_comment {
	struct key key;
	struct bytes record;
};

struct kept_comments {
	struct arena *arena;
	struct kept_comment *v;
	size_t n, cap;
};

static int keep_comment(struct bytes key, struct bytes record, void *arg)
{
	struct kept_comments *k = arg;
	struct kept_comment *v = arena_grow(k->arena, k->v, k->n, &k->cap, sizeof *v);
	if (!v || key.len != 17)
		return v ? QUAD_ECORRUPT : QUAD_ENOMEM;
	k->v = v;
	v += k->n++;
	memcpy(v->key.p, key.p, key.len);
	v->key.len = key.len;
	return walk_keep(k->arena, record, &v->record);
}

static int erase_comments(struct change *c, uint64_t booking, struct erasing *x)
{
	struct key lo = key_table(TABLE_COMMENT);
	struct kept_comments kept = {.arena = c->arena};
	key_u64(&lo, booking);
	struct key hi = key_after(&lo);
	int err = walk_range(c->txn, &lo, &hi, keep_comment, &kept);
	for (size_t i = 0; i < kept.n && !err; i++)
		err = erase_comment(c, &kept.v[i].key, kept.v[i].record, x);
	return err;
}

static void encode_evaluation(const void *v, struct buf *out)
{
	evaluation_encode(v, out);
}

/* What is said beside the scores. */
static int erase_evaluation(struct change *c, uint64_t booking, enum evaluation_side side, struct erasing *x)
{
	struct evaluation v = {.booking = booking, .side = side};
	struct change_entry r = {
		.key = evaluate_key(booking, side), .encode = encode_evaluation, .v = &v, .seq = &v.seq};
	int err = change_get(c, &r.key, &r.before);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = evaluation_decode(r.before, &v);
	v.booking = booking;
	v.side = side;
	v.note = "";
	snprintf(r.entity, sizeof r.entity, "evaluation:%" PRIu64 ":%s", booking, evaluation_side_word(side));
	if (!err)
		err = change_write_entry(c, &r);
	return err ? err : ids_insert(&x->last, c->arena, v.seq);
}

static void encode_adjustment(const void *v, struct buf *out)
{
	adjustment_encode(v, out);
}

/* Why another use was proposed, and why it was rejected. */
static int erase_adjustment(struct change *c, uint64_t booking, struct erasing *x)
{
	struct adjustment v;
	struct change_entry r = {.key = adjust_key(booking), .encode = encode_adjustment, .v = &v, .seq = &v.seq};
	int err = change_get(c, &r.key, &r.before);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = adjustment_decode(r.before, &v);
	v.reason = v.answer = "";
	snprintf(r.entity, sizeof r.entity, "adjustment:%" PRIu64, booking);
	if (!err)
		err = change_write_entry(c, &r);
	return err ? err : ids_insert(&x->last, c->arena, v.seq);
}

/* What still stands may have to be changed, and told to others with what it was before. */
static bool is_done(const struct change *c, const struct booking *b)
{
	enum booking_state state = booking_state_at(b, c->rq->now);
	return (!state_stands(state) && state != STATE_WAITING) || b->end <= c->rq->now;
}

static int write_without_texts(struct change *c, struct plan *p, struct erasing *x)
{
	p->v = p->old;
	p->v.purpose = p->v.note = "";
	int err = 0;
	if (*p->old.purpose || *p->old.note)
		err = plan_record(c, p, OUTCOME_UPDATED);
	if (!err)
		err = ids_insert(&x->last, c->arena, p->v.seq);
	if (!err)
		err = erase_comments(c, p->v.id, x);
	if (!err)
		err = erase_evaluation(c, p->v.id, EVALUATION_BY_USER, x);
	if (!err)
		err = erase_adjustment(c, p->v.id, x);
	return err ? err : erase_evaluation(c, p->v.id, EVALUATION_BY_OWNER, x);
}

static int erase_texts(struct change *c, struct plan *p)
{
	struct erasing x = {.arena = c->arena};
	x.entity = arena_fmt(c->arena, "booking:%" PRIu64, p->old.id);
	x.parts[0] = arena_fmt(c->arena, "comment:%" PRIu64 ":", p->old.id);
	x.parts[1] = arena_fmt(c->arena, "evaluation:%" PRIu64 ":", p->old.id);
	if (!x.entity || !x.parts[0] || !x.parts[1])
		return QUAD_ENOMEM;
	int err = write_without_texts(c, p, &x);
	return err ? err : erase_entries(c, &x);
}

static int erase_booking(struct change *c, const char *name)
{
	struct plan p = {0};
	int err = plan_load(c, strtoull(name, NULL, 10), &p);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_BOOKING, name);
		return 0;
	}
	if (err)
		return err;
	if (!is_done(c, &p.old)) {
		reason_add(&c->out->reasons, REASON_STANDS, name)->booking = p.old.id;
		return 0;
	}
	err = note_erasing(c);
	return err ? err : erase_texts(c, &p);
}

static int erase_named(struct change *c, const char *entity)
{
	switch (entity_kind_of(entity)) {
	case OF_PERSON: return erase_person(c, entity_name(entity));
	case OF_BOOKING: return erase_booking(c, entity_name(entity));
	default: reason_add_text(&c->out->reasons, REASON_VALUE, "entity", "%.60s", entity); return 0;
	}
}

int erase_thing(struct change *c)
{
	int err = erase_named(c, c->rq->u.note.entity);
	if (err || change_is_refused(c))
		return err;
	/* also where the record was empty of text before */
	c->out->outcome = OUTCOME_UPDATED;
	c->out->seq = c->cache->action;
	return 0;
}
