/*
 * Mails are walked by key, so that a sender with a hundred thousand of them reads portions. What an item is about is
 * found in the journal, along the chain of the booking's entries, and hidden as its reader may not see it.
 */
#include "store/query/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/mail_keys.h"
#include "store/facts/members.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"
#include "store/model/entity.h"
#include "store/model/journal_leaf.h"

/* *out: the looker may see everybody's mails. */
static int sees_all(struct store *s, struct db_txn *txn, bool *out)
{
	static const struct right_row everything = {0};
	struct arena arena = {0};
	struct member m;
	*out = !s->looker;
	if (*out)
		return 0;
	int err = members_load(txn, s->looker, &arena, &m);
	*out = !err && rights_may(&m, RIGHT_CONSORTIUM, &everything, store_now(s), NULL);
	arena_release(&arena);
	return err;
}

/* ---- mails ---- */

struct mails_ask {
	struct store *store;
	struct db_txn *txn;
	const struct mail_filter *filter;
	struct mail_rows *out;
	bool all;
	int64_t now;
	size_t cap;
};

struct item_count {
	uint64_t upto;
	size_t n;
};

static int count_item(struct bytes key, struct bytes value, void *arg)
{
	struct item_count *count = arg;
	char login[LOGIN_MAX_BYTES + 1];
	struct mail_item item;
	uint64_t action;
	(void)value;
	int err = mail_read_item_key(key, &action, login, &item);
	bool goes = !err && (!count->upto || item.seq <= count->upto);
	count->n += goes;
	return err;
}

static int count_items(struct db_txn *txn, const struct mail *m, size_t *out)
{
	struct item_count count = {.upto = m->upto};
	struct key lo = mail_items_key(m->action, m->login), hi = key_after(&lo);
	int err = walk_range(txn, &lo, &hi, count_item, &count);
	*out = count.n;
	return err;
}

/* The person as of now. */
static int find_reader(struct mails_ask *ask, struct mail_row *row)
{
	struct arena *arena = &ask->out->arena;
	struct key k = key_table(TABLE_PERSON);
	struct person p;
	struct bytes record;
	row->name = row->email = row->language = "";
	key_text(&k, row->mail.login);
	int err = db_get(ask->txn, key_bytes(&k), &record);
	if (!err)
		err = person_decode(record, &p);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	row->name = arena_str(arena, p.name);
	row->email = arena_str(arena, p.email);
	row->language = arena_str(arena, p.language);
	return row->name && row->email && row->language ? 0 : QUAD_ENOMEM;
}

static bool is_wanted(const struct mails_ask *ask, const struct mail *m)
{
	const struct mail_filter *f = ask->filter;
	if (f->login && strcmp(m->login, f->login) != 0)
		return false;
	if (!ask->all && strcmp(m->login, ask->store->looker) != 0)
		return false;
	return !f->due || mail_is_due(m, ask->now);
}

static int add_mail(struct mails_ask *ask, const struct mail *m)
{
	struct mail_rows *out = ask->out;
	struct mail_row *v = arena_grow(&out->arena, out->v, out->n, &ask->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	struct mail_row *row = &v[out->n];
	*row = (struct mail_row){.mail = *m};
	row->mail.state = mail_state_at(m, ask->now);
	row->mail.login = arena_str(&out->arena, m->login);
	row->mail.error = arena_str(&out->arena, m->error);
	if (!row->mail.login || !row->mail.error)
		return QUAD_ENOMEM;
	mail_id(m->action, m->login, row->id);
	row->n_items = m->n_items;
	int err = m->upto ? count_items(ask->txn, m, &row->n_items) : 0;
	if (!err)
		err = find_reader(ask, row);
	out->n += !err;
	return err;
}

static int look_at_mail(struct bytes key, struct bytes value, void *arg)
{
	struct mails_ask *ask = arg;
	char login[LOGIN_MAX_BYTES + 1];
	struct mail m;
	int err = mail_read(key, value, login, &m);
	if (err || !is_wanted(ask, &m))
		return err;
	err = add_mail(ask, &m);
	if (!err && ask->out->n == ask->filter->max)
		err = QUAD_ESTOP;
	return err;
}

static int gather_mails(struct db_txn *txn, void *arg)
{
	struct mails_ask *ask = arg;
	const struct mail_filter *f = ask->filter;
	struct key lo = key_table(TABLE_MAIL), hi = key_after(&lo);
	ask->txn = txn;
	int err = sees_all(ask->store, txn, &ask->all);
	if (err)
		return err;
	if (f->action) {
		lo = mail_key(f->action, f->login ? f->login : "");
		hi = lo;
		key_u8(&hi, 1);
	} else if (f->after_action) {
		lo = mail_key(f->after_action, f->after_login);
		key_u8(&lo, 1);
	}
	err = walk_range(txn, &lo, &hi, look_at_mail, ask);
	return err == QUAD_ESTOP ? 0 : err;
}

int query_mails(struct store *s, const struct mail_filter *f, struct mail_rows *out)
{
	struct mails_ask ask = {.store = s, .filter = f, .out = out, .now = store_now(s)};
	*out = (struct mail_rows){0};
	int err = db_read(s->db, gather_mails, &ask);
	if (!err)
		return 0;
	arena_release(&out->arena);
	*out = (struct mail_rows){0};
	return err;
}

/* ---- what they are about ---- */

struct things_ask {
	struct store *store;
	struct db_txn *txn;
	struct sight *sight; /* the reader's */
	uint64_t action;
	const char *login;
	struct mail mail;
	bool sees; /* all of the image that was shown last */
	struct mail_things *out;
	size_t cap;
};

static int get_entry(struct things_ask *ask, uint64_t seq, struct journal_entry *out)
{
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes record;
	key_u64(&k, seq);
	int err = db_get(ask->txn, key_bytes(&k), &record);
	if (!err)
		err = walk_keep(&ask->out->arena, record, &record);
	if (!err)
		err = journal_decode(record, out);
	out->seq = seq;
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static int show_image(struct things_ask *ask, struct bytes image, bool *has, struct booking *out, const char **claims)
{
	*has = image.len > 0;
	*claims = "";
	ask->sees = false;
	if (!*has)
		return 0;
	int err = booking_decode(image, &ask->out->arena, out);
	if (!err)
		err = facts_claims_text(ask->txn, out, &ask->out->arena, claims);
	if (!err)
		err = sight_of_booking(ask->sight, ask->txn, out, &ask->sees);
	if (!err && !ask->sees)
		sight_hide(out);
	return err;
}

/* The entry of a booking that was its last one when that of the item was written. */
static int find_last_entry(struct things_ask *ask, const struct mail_item *item, struct journal_entry *out, bool *found)
{
	struct booking b;
	int err = facts_booking_head(ask->txn, item->booking, &b);
	uint64_t seq = err ? 0 : b.seq;
	*found = false;
	while (!err && seq) {
		err = get_entry(ask, seq, out);
		*found = !err && seq <= item->seq;
		if (*found || err)
			break;
		if (out->prev >= seq)
			err = QUAD_ECORRUPT;
		seq = out->prev;
	}
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The booking as it was, in both images. */
static int show_as_it_was(struct things_ask *ask, struct mail_thing *t)
{
	struct journal_entry last = {0};
	bool found;
	int err = find_last_entry(ask, &t->item, &last, &found);
	if (err || !found)
		return err;
	err = show_image(ask, last.after, &t->has_after, &t->after, &t->after_claims);
	t->has_before = t->has_after;
	t->before = t->after;
	t->before_claims = t->after_claims;
	return err;
}

static int show_changed(struct things_ask *ask, struct mail_thing *t)
{
	int err = show_image(ask, t->entry.before, &t->has_before, &t->before, &t->before_claims);
	if (!err)
		err = show_image(ask, t->entry.after, &t->has_after, &t->after, &t->after_claims);
	return err;
}

/* What the entry of something else than the booking says; hidden is what was said about a booking that is not seen. */
static int show_cause(const struct things_ask *ask, struct mail_thing *t)
{
	enum entity_kind kind = entity_kind_of(t->entry.entity);
	struct bytes record = t->entry.after.len ? t->entry.after : t->entry.before;
	int err = 0;
	if (journal_is_erased(&t->entry))
		return 0;
	if (kind == OF_COMMENT) {
		err = comment_decode(record, &t->comment);
		t->comment.booking = t->item.booking;
		t->has_comment = !err && ask->sees;
	} else if (kind == OF_CLOSURE) {
		err = closure_decode(record, &t->closure);
		t->has_closure = !err;
	}
	return err;
}

static int show_thing(struct things_ask *ask, struct mail_thing *t)
{
	t->before_claims = t->after_claims = "";
	int err = get_entry(ask, t->item.seq, &t->entry);
	if (err)
		return err;
	bool own = entity_kind_of(t->entry.entity) == OF_BOOKING;
	err = own ? show_changed(ask, t) : show_as_it_was(ask, t);
	if (!err)
		err = show_cause(ask, t);
	t->entry.before = t->entry.after = (struct bytes){"", 0};
	return err;
}

static int add_thing(struct bytes key, struct bytes value, void *arg)
{
	struct things_ask *ask = arg;
	struct mail_things *out = ask->out;
	char login[LOGIN_MAX_BYTES + 1];
	struct mail_thing t = {0};
	uint64_t action;
	int err = mail_read_item(key, value, &action, login, &t.item);
	if (err || (ask->mail.upto && t.item.seq > ask->mail.upto))
		return err ? err : QUAD_ESTOP;
	struct mail_thing *v = arena_grow(&out->arena, out->v, out->n, &ask->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	err = show_thing(ask, &t);
	v[out->n] = t;
	out->n += !err;
	return err;
}

static int gather_things(struct db_txn *txn, void *arg)
{
	struct things_ask *ask = arg;
	struct key lo = mail_items_key(ask->action, ask->login), hi = key_after(&lo);
	ask->txn = txn;
	int err = mail_get(txn, ask->action, ask->login, &ask->mail);
	if (!err)
		err = sight_load(ask->store, txn, &ask->sight);
	if (!err)
		err = walk_range(txn, &lo, &hi, add_thing, ask);
	return err == QUAD_ESTOP ? 0 : err;
}

struct looker_ask {
	struct store *store;
	const char *login;
	bool may;
};

static int ask_looker(struct db_txn *txn, void *arg)
{
	struct looker_ask *ask = arg;
	int err = sees_all(ask->store, txn, &ask->may);
	if (!err && !ask->may)
		ask->may = strcmp(ask->store->looker, ask->login) == 0;
	return err;
}

int query_mail_things(struct store *s, uint64_t action, const char *login, struct mail_things *out)
{
	const char *looker = s->looker;
	struct things_ask ask = {.store = s, .action = action, .login = login, .out = out};
	struct looker_ask who = {s, login, false};
	*out = (struct mail_things){0};
	int err = db_read(s->db, ask_looker, &who);
	if (err || !who.may)
		return err ? err : QUAD_ENOTFOUND;
	store_look_as(s, login);
	err = db_read(s->db, gather_things, &ask);
	store_look_as(s, looker);
	if (!err)
		return 0;
	arena_release(&out->arena);
	*out = (struct mail_things){0};
	return err;
}
