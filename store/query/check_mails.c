/*
 * The proof that mails and their items belong together, and to entries of the journal. How far the sending of one has
 * come is said in its record alone, and so is not proved.
 */
#include "store/query/checker.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/mail_keys.h"
#include "store/facts/walk.h"

/* The items of a mail, counted. */
struct counted {
	uint64_t n, first;
};

static int count_item(struct bytes key, struct bytes value, void *arg)
{
	struct counted *count = arg;
	char login[LOGIN_MAX_BYTES + 1];
	struct mail_item item;
	uint64_t action;
	int err = mail_read_item(key, value, &action, login, &item);
	if (err)
		return err;
	if (!count->n++)
		count->first = item.seq;
	return 0;
}

/* True if the entry of that number begins an action. */
static bool begins_action(struct checker *c, uint64_t seq)
{
	struct journal_entry e;
	return !check_fails(c, check_get_entry(c, seq, &e)) && (!e.action || e.action == seq);
}

static bool is_name(struct checker *c, struct bytes key, struct bytes value, char *login, struct mail *m)
{
	int err = mail_read(key, value, login, m);
	if (!err && !m->action)
		err = QUAD_ECORRUPT;
	if (err)
		check_fault(c, "a mail: %s", quad_strerror(err));
	return !err;
}

int check_mail(struct checker *c, struct bytes key, struct bytes value)
{
	char login[LOGIN_MAX_BYTES + 1], id[MAIL_ID_MAX];
	struct counted items = {0};
	struct mail m;
	if (!is_name(c, key, value, login, &m))
		return 0;
	mail_id(m.action, login, id);
	struct key lo = mail_items_key(m.action, login), hi = key_after(&lo);
	if (check_fails(c, walk_range(c->txn, &lo, &hi, count_item, &items)))
		check_fault(c, "mail %s: an item that cannot be read", id);
	bool digest = m.kind == MAIL_OF_DIGEST;
	if (items.n != m.n_items || digest != (items.n == 0))
		check_fault(c, "mail %s: other items than it has", id);
	if (m.first != (digest ? m.action : items.first))
		check_fault(c, "mail %s: does not begin with its first item", id);
	if (!begins_action(c, m.action))
		check_fault(c, "mail %s: of no action", id);
	return 0;
}

/* What an entry is of which an item tells such a thing: a booking, what was said, reminders, or what else hits. */
static bool fits_entry(const struct journal_entry *e, const struct mail_item *item)
{
	bool reminder = item->kind == MAIL_REMINDER, comment = item->kind == MAIL_COMMENT, hit = item->kind == MAIL_HIT;
	char number[24];
	snprintf(number, sizeof number, "%" PRIu64, item->booking);
	switch (entity_kind_of(e->entity)) {
	case OF_BOOKING: return strcmp(entity_name(e->entity), number) == 0 && !reminder && !comment && !hit;
	case OF_COMMENT: return comment;
	case N_KINDS: return reminder;
	default: return hit;
	}
}

/* True if the booking, as the entry has it, or else as it is, is of the item's series. */
static bool is_of_series(struct checker *c, const struct journal_entry *e, const struct mail_item *item)
{
	struct bytes image = e->after.len ? e->after : e->before;
	struct booking b;
	if (entity_kind_of(e->entity) == OF_BOOKING)
		return booking_decode_head(image, &b) == 0 && b.series == item->series;
	int err = facts_booking_head(c->txn, item->booking, &b);
	/* it was taken back since */
	if (err == QUAD_ENOTFOUND)
		return true;
	return !check_fails(c, err) && b.series == item->series;
}

int check_mail_item(struct checker *c, struct bytes key, struct bytes value)
{
	char login[LOGIN_MAX_BYTES + 1], id[MAIL_ID_MAX];
	struct mail_item item;
	struct journal_entry e;
	struct mail m;
	uint64_t action;
	int err = mail_read_item(key, value, &action, login, &item);
	if (err) {
		check_fault(c, "an item of a mail: %s", quad_strerror(err));
		return 0;
	}
	mail_id(action, login, id);
	if (check_fails(c, mail_get(c->txn, action, login, &m)))
		check_fault(c, "mail %s: an item of it, and not the mail", id);
	if (check_fails(c, check_get_entry(c, item.seq, &e)) || (e.action ? e.action : item.seq) != action)
		check_fault(c, "mail %s: an item of another action", id);
	else if (!fits_entry(&e, &item) || !is_of_series(c, &e, &item))
		check_fault(c, "mail %s: an item that its entry does not bear out", id);
	return 0;
}
