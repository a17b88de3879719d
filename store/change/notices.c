/*
 * The entries that the request has written are read one after the other, each with memory of its own: the undo of a
 * large import has a hundred thousand. Whose turn it is to approve is asked of the chain that the booking has now.
 */
#include "store/change/notices.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/notice_people.h"
#include "store/facts/mail_keys.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"
#include "store/model/comment.h"
#include "store/model/entity.h"

enum { COMMENT_KEY_BYTES = 1 + 8 + 8 };

int notices_begin(struct change *c, uint64_t *since)
{
	bool on;
	*since = UINT64_MAX;
	int err = cache_mail(c->cache, c->txn, &on);
	return err || !on ? err : cache_last_seq(c->cache, c->txn, since);
}

/* ---- mails ---- */

/* *out: mail can reach the person. */
static int has_address(struct change *c, const char *login, bool *out)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes record;
	struct person p = {.email = ""};
	*out = false;
	if (!person_login_fits(login))
		return 0;
	key_text(&k, login);
	int err = db_get(c->txn, key_bytes(&k), &record);
	if (!err)
		err = person_decode(record, &p);
	*out = !err && *p.email;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int put_record(struct change *c, const struct key *k, const struct buf *b)
{
	int err = b->failed ? QUAD_ENOMEM : db_put(c->txn, key_bytes(k), (struct bytes){b->p, b->len});
	cache_wrote(c->cache, k);
	return err;
}

/* Puts the mail with one item more, or a new one. */
static int count_in(struct change *c, const struct notice *n)
{
	struct mail m;
	int err = mail_get(c->txn, n->action, n->login, &m);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (err) {
		m = (struct mail){
			.kind = n->kind, .state = MAIL_WAITING, .made_min = c->rq->now, .day = n->day, .error = ""};
		m.first = n->item ? n->item->seq : n->action;
	}
	m.n_items += n->item != NULL;
	struct key k = mail_key(n->action, n->login);
	struct buf *b = &c->cache->record;
	buf_clear(b);
	mail_encode(&m, b);
	return put_record(c, &k, b);
}

int notices_put(struct change *c, const struct notice *n)
{
	bool reaches;
	int err = has_address(c, n->login, &reaches);
	if (err || !reaches)
		return err;
	err = count_in(c, n);
	if (err || !n->item)
		return err;
	struct key k = mail_item_key(n->action, n->login, n->item->seq, n->item->booking);
	struct buf *b = &c->cache->record;
	buf_clear(b);
	mail_item_encode(n->item, b);
	return put_record(c, &k, b);
}

/* ---- telling of one entry ---- */

/* An entry under telling, and who was told of it already. */
struct telling {
	struct change *c;
	struct arena arena; /* of this entry */
	struct journal_entry entry;
	const struct booking *b; /* what it is about, as it is now or was last */
	struct logins told;
	uint64_t cause; /* the last entry so far of what may put bookings against the rules */
	uint64_t cause_action;
};

/* Tells one person, once an entry: what comes first says most. */
static int tell(struct telling *t, const char *login, enum mail_item_kind kind)
{
	struct mail_item item = {kind, t->entry.seq, t->b->id, t->b->series};
	struct notice n = {.action = t->entry.action, .login = login, .kind = MAIL_OF_CHANGE, .item = &item};
	for (size_t i = 0; i < t->told.n; i++)
		if (strcmp(t->told.v[i], login) == 0)
			return 0;
	int err = logins_add(&t->told, login, &t->arena);
	return err ? err : notices_put(t->c, &n);
}

/* ---- whose turn it is ---- */

static int tell_deciders(struct telling *t, const struct approval_step *step, enum mail_item_kind kind)
{
	struct logins deciders = {0};
	int err = notice_deciders(t->c, step, &t->arena, &deciders);
	for (size_t i = 0; i < deciders.n && !err; i++)
		err = tell(t, deciders.v[i], kind);
	return err;
}

/* True if the step could be decided before the change, about the same. */
static bool was_open(const struct approval_chain *before, const struct approval_step *step)
{
	for (size_t i = 0; i < before->n; i++)
		if (before->v[i].resource == step->resource)
			return approval_is_open(before, i);
	return false;
}

static int tell_approvers(struct telling *t, const struct notice_change *change)
{
	struct approval_chain before = {0}, after;
	const struct booking *a = change->before, *b = change->after;
	if (!b || b->state != STATE_REQUESTED)
		return 0;
	int err = approval_parse(b->chain, &t->arena, &after);
	bool told_before = a && a->state == STATE_REQUESTED && !notice_differs(a, b);
	if (!err && told_before)
		err = approval_parse(a->chain, &t->arena, &before);
	for (size_t i = 0; !err && i < after.n; i++)
		if (approval_is_open(&after, i) && !was_open(&before, &after.v[i]))
			err = tell_deciders(t, &after.v[i], MAIL_ASKS);
	return err;
}

/* ---- who is in it ---- */

static int tell_parties(struct telling *t, const struct notice_change *change)
{
	struct parties parties;
	int err = notice_parties(t->c, change->before, change->after, &t->arena, &parties);
	for (size_t i = 0; !err && i < parties.n; i++) {
		enum mail_item_kind kind = notice_kind(change, &parties.part[i]);
		err = kind ? tell(t, parties.login[i], kind) : 0;
	}
	return err;
}

/* Another booking takes the place of this one in the course of the request. */
static bool is_displaced(const struct telling *t)
{
	return t->c->rq->op == OP_BOOK && t->entry.op == OP_MOVE;
}

static int tell_of_booking(struct telling *t)
{
	const struct journal_entry *e = &t->entry;
	struct booking before, after;
	struct notice_change change = {.op = (enum request_op)e->op, .at_min = e->at_min, .displaced = is_displaced(t)};
	int err = e->before.len ? booking_decode(e->before, &t->arena, &before) : 0;
	if (!err && e->after.len)
		err = booking_decode(e->after, &t->arena, &after);
	if (err)
		return err;
	change.before = e->before.len ? &before : NULL;
	change.after = e->after.len ? &after : NULL;
	t->b = change.after ? change.after : change.before;
	/* what is erased is told to nobody */
	bool silent = change.op == OP_ERASE || !t->b;
	if (silent || notice_is_over(&change))
		return 0;
	err = tell_approvers(t, &change);
	return err ? err : tell_parties(t, &change);
}

/* ---- what is said ---- */

struct speakers {
	struct arena *arena;
	struct logins list;
};

static int note_speaker(struct bytes key, struct bytes value, void *arg)
{
	struct speakers *speakers = arg;
	struct comment comment;
	int err = key.len == COMMENT_KEY_BYTES ? comment_decode(value, &comment) : QUAD_ECORRUPT;
	return err ? err : logins_add(&speakers->list, comment.login, speakers->arena);
}

static int tell_speakers(struct telling *t)
{
	struct speakers speakers = {.arena = &t->arena};
	struct key lo = key_table(TABLE_COMMENT);
	key_u64(&lo, t->b->id);
	struct key hi = key_after(&lo);
	int err = walk_range(t->c->txn, &lo, &hi, note_speaker, &speakers);
	for (size_t i = 0; i < speakers.list.n && !err; i++)
		err = tell(t, speakers.list.v[i], MAIL_COMMENT);
	return err;
}

/* Who asks for something that is not decided may say something before anybody has answered. */
static int tell_whose_turn_it_is(struct telling *t)
{
	struct approval_chain chain;
	if (t->entry.op != OP_COMMENT || t->b->state != STATE_REQUESTED)
		return 0;
	int err = approval_parse(t->b->chain, &t->arena, &chain);
	for (size_t i = 0; !err && i < chain.n; i++)
		if (approval_is_open(&chain, i))
			err = tell_deciders(t, &chain.v[i], MAIL_COMMENT);
	return err;
}

static int tell_of_comment(struct telling *t)
{
	struct comment comment;
	struct booking *b = arena_alloc(&t->arena, sizeof *b);
	bool undone = t->entry.op == OP_UNDO || !t->entry.after.len;
	if (undone)
		return 0;
	int err = b ? comment_decode(t->entry.after, &comment) : QUAD_ENOMEM;
	if (!err)
		err = facts_booking(t->c->txn, strtoull(entity_name(t->entry.entity), NULL, 10), &t->arena, b);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	const char *requester = arena_str(&t->arena, b->requester), *chain = arena_str(&t->arena, b->chain);
	b->requester = requester;
	b->chain = chain;
	t->b = b;
	/* whoever says something knows it */
	err = requester && chain ? logins_add(&t->told, comment.login, &t->arena) : QUAD_ENOMEM;
	if (!err)
		err = tell(t, requester, MAIL_COMMENT);
	if (!err)
		err = tell_whose_turn_it_is(t);
	return err ? err : tell_speakers(t);
}

/* ---- all entries ---- */

static bool may_hit(enum entity_kind kind)
{
	return kind == OF_CLOSURE || kind == OF_RESOURCE || kind == OF_TRAVEL || kind == OF_CAMPUS;
}

static int tell_of_entry(struct telling *t, uint64_t seq)
{
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes record;
	key_u64(&k, seq);
	t->told = (struct logins){0};
	int err = db_get(t->c->txn, key_bytes(&k), &record);
	if (!err)
		err = walk_keep(&t->arena, record, &record);
	if (!err)
		err = journal_decode(record, &t->entry);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	t->entry.seq = seq;
	enum entity_kind kind = entity_kind_of(t->entry.entity);
	if (may_hit(kind)) {
		t->cause = seq;
		t->cause_action = t->entry.action;
	}
	if (kind == OF_BOOKING)
		return tell_of_booking(t);
	return kind == OF_COMMENT ? tell_of_comment(t) : 0;
}

/* Tells who is in a booking that stands and is against the rules by now. */
static int tell_hit(struct telling *t, const struct against *a)
{
	struct booking *b = arena_alloc(&t->arena, sizeof *b);
	struct parties parties;
	struct key k = key_table(TABLE_BOOKING);
	struct bytes record;
	key_u64(&k, a->booking);
	t->told = (struct logins){0};
	int err = b ? db_get(t->c->txn, key_bytes(&k), &record) : QUAD_ENOMEM;
	if (!err)
		err = walk_keep(&t->arena, record, &record);
	if (!err)
		err = booking_decode(record, &t->arena, b);
	if (!err)
		err = notice_parties(t->c, NULL, b, &t->arena, &parties);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	t->entry.seq = t->cause;
	t->entry.action = t->cause_action;
	t->b = b;
	for (size_t i = 0; !err && i < parties.n; i++)
		err = tell(t, parties.login[i], MAIL_HIT);
	return err;
}

int notices_write(struct change *c, uint64_t since)
{
	struct telling t = {.c = c};
	uint64_t last = 0;
	if (since == UINT64_MAX)
		return 0;
	int err = cache_last_seq(c->cache, c->txn, &last);
	for (uint64_t seq = since + 1; !err && seq <= last; seq++) {
		err = tell_of_entry(&t, seq);
		arena_release(&t.arena);
	}
	for (size_t i = 0; !err && t.cause && i < c->out->n_against; i++) {
		err = tell_hit(&t, &c->out->against[i]);
		arena_release(&t.arena);
	}
	return err;
}
