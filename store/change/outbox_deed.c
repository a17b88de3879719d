/* A lease is known by the number of the try, so that one who comes back too late changes nothing. */
#include "store/change/outbox_deed.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/reminders.h"
#include "store/facts/mail_keys.h"
#include "store/facts/walk.h"
#include "store/model/entity.h"

enum { ERROR_MAX_BYTES = 500 };

static int put_mail(struct change *c, const struct mail *m)
{
	struct key k = mail_key(m->action, m->login);
	struct buf b = {0};
	mail_encode(m, &b);
	int err = b.failed ? QUAD_ENOMEM : db_put(c->txn, key_bytes(&k), (struct bytes){b.p, b.len});
	buf_release(&b);
	cache_wrote(c->cache, &k);
	return err;
}

/* The mail of the request, its error in the arena; *there: it still waits. */
static int load_mail(struct change *c, struct mail *out, bool *there)
{
	const struct mail_ask *in = &c->rq->u.mail;
	int err = mail_get(c->txn, in->action, in->login, out);
	*there = !err;
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	out->error = arena_str(c->arena, out->error);
	return out->error ? 0 : QUAD_ENOMEM;
}

/* ---- items ---- */

struct item_list {
	struct arena *arena;
	struct key *v;
	uint64_t *seq;
	size_t n, cap, cap_seq;
};

static int note_item(struct bytes key, struct bytes value, void *arg)
{
	struct item_list *list = arg;
	struct mail_item item;
	char login[LOGIN_MAX_BYTES + 1];
	uint64_t action;
	(void)value;
	int err = mail_read_item_key(key, &action, login, &item);
	if (err)
		return err;
	struct key *v = arena_grow(list->arena, list->v, list->n, &list->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	list->v = v;
	uint64_t *seq = arena_grow(list->arena, list->seq, list->n, &list->cap_seq, sizeof *seq);
	if (!seq)
		return QUAD_ENOMEM;
	list->seq = seq;
	memcpy(v[list->n].p, key.p, key.len);
	v[list->n].len = key.len;
	seq[list->n++] = item.seq;
	return 0;
}

static int list_items(struct change *c, const struct mail *m, struct item_list *out)
{
	struct key lo = mail_items_key(m->action, m->login), hi = key_after(&lo);
	*out = (struct item_list){.arena = c->arena};
	return walk_range(c->txn, &lo, &hi, note_item, out);
}

/* How many of the items go with the mail: all, or those up to its `upto`. */
static size_t count_going(const struct item_list *list, uint64_t upto)
{
	size_t n = 0;
	while (n < list->n && (!upto || list->seq[n] <= upto))
		n++;
	return n;
}

/* Takes away the first n items; the mail too, or what is left of it is one that nobody has tried. */
static int take_away(struct change *c, struct mail *m, const struct item_list *list, size_t n)
{
	struct key k = mail_key(m->action, m->login);
	for (size_t i = 0; i < n; i++) {
		int err = db_del(c->txn, key_bytes(&list->v[i]));
		if (err)
			return err;
	}
	cache_wrote(c->cache, &k);
	if (n == list->n)
		return db_del(c->txn, key_bytes(&k));
	m->first = list->seq[n];
	m->n_items = (uint32_t)(list->n - n);
	m->state = MAIL_WAITING;
	m->next_min = m->lease_min = 0;
	m->upto = 0;
	m->error = "";
	return put_mail(c, m);
}

/* ---- deeds ---- */

static int drop_mail(struct change *c)
{
	const struct mail_ask *in = &c->rq->u.mail;
	struct mail m;
	struct item_list list;
	bool there;
	char id[MAIL_ID_MAX], entity[sizeof NOTE_MAIL + MAIL_ID_MAX];
	mail_id(in->action, in->login, id);
	change_check_text(c, "reason", in->text);
	int err = load_mail(c, &m, &there);
	if (!err && !there)
		reason_add(&c->out->reasons, REASON_NO_MAIL, id);
	if (err || c->out->reasons.n)
		return err;
	err = list_items(c, &m, &list);
	if (!err)
		err = take_away(c, &m, &list, list.n);
	snprintf(entity, sizeof entity, "%s%s", NOTE_MAIL, id);
	if (!err)
		err = change_note(c, entity, (struct bytes){in->text, strlen(in->text)});
	if (!err)
		err = cache_last_seq(c->cache, c->txn, &c->out->seq);
	c->out->outcome = OUTCOME_UPDATED;
	return err;
}

static int lease_mail(struct change *c)
{
	const struct mail_ask *in = &c->rq->u.mail;
	struct mail m;
	struct item_list list;
	bool there;
	int err = load_mail(c, &m, &there);
	if (err || !there || !mail_is_due(&m, c->rq->now))
		return err;
	err = m.upto ? 0 : list_items(c, &m, &list);
	if (err)
		return err;
	if (!m.upto && list.n)
		m.upto = list.seq[list.n - 1];
	m.state = MAIL_LEASED;
	m.lease_min = in->at_min;
	m.tries++;
	c->out->id = m.tries;
	c->out->outcome = OUTCOME_UPDATED;
	return put_mail(c, &m);
}

/* *out: the sender still has the lease. */
static int load_leased(struct change *c, struct mail *m, bool *out)
{
	int err = load_mail(c, m, out);
	*out = *out && m->state == MAIL_LEASED && m->tries == c->rq->u.mail.lease;
	return err;
}

static int end_sent(struct change *c)
{
	struct mail m;
	struct item_list list;
	bool has;
	int err = load_leased(c, &m, &has);
	if (!err && has)
		err = list_items(c, &m, &list);
	if (err || !has)
		return err;
	c->out->outcome = OUTCOME_UPDATED;
	return take_away(c, &m, &list, count_going(&list, m.upto));
}

static int end_failed(struct change *c)
{
	const struct mail_ask *in = &c->rq->u.mail;
	struct mail m;
	bool has;
	int err = load_leased(c, &m, &has);
	if (err || !has)
		return err;
	m.state = MAIL_FAILED;
	m.next_min = in->at_min;
	m.lease_min = 0;
	/* it is what another program said */
	m.error = utf8_clean(c->arena, in->text, utf8_cut(in->text, ERROR_MAX_BYTES));
	if (!m.error)
		return QUAD_ENOMEM;
	c->out->outcome = OUTCOME_UPDATED;
	return put_mail(c, &m);
}

int outbox_deed(struct change *c)
{
	c->out->outcome = OUTCOME_UNCHANGED;
	switch (c->rq->u.mail.deed) {
	case MAIL_DROP: return drop_mail(c);
	case MAIL_LEASE: return lease_mail(c);
	case MAIL_SENT: return end_sent(c);
	case MAIL_FAIL: return end_failed(c);
	case MAIL_TICK: return reminders_tick(c);
	}
	return QUAD_EINVAL;
}
