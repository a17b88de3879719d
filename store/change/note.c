/* Notes are bounded in number where somebody may cause them by asking again. */
#include "store/change/note.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/model/codec.h"

enum {
	ONCE_MIN = 60,
	/* entries looked at for one of that hour; on a store with more, the same may be noted again */
	LOOKED_MAX = 500,
};

int note_write(struct change *c, const char *entity, const char *text)
{
	uint64_t seq;
	int err = change_next_seq(c, &seq);
	if (!err && !c->rehearse)
		err = change_note(c, entity, (struct bytes){text, strlen(text)});
	if (err)
		return err;
	c->out->outcome = OUTCOME_ADDED;
	c->out->seq = c->rehearse ? 0 : seq;
	return 0;
}

static bool is_same(const struct change *c, const struct journal_entry *e, const char *entity, const char *text)
{
	if (strcmp(e->entity, entity) != 0 || strcmp(e->actor, c->rq->actor) != 0)
		return false;
	return e->after.len == strlen(text) && memcmp(e->after.p, text, e->after.len) == 0;
}

/* Looks through the last hour, the latest entry first. */
static int find_same(struct change *c, struct db_scan *scan, const char *entity, const char *text, bool *out)
{
	struct bytes key, value;
	for (int n = 0; !*out && n < LOOKED_MAX; n++) {
		struct journal_entry e;
		int err = db_scan_next(scan, &key, &value);
		if (!err)
			err = journal_decode(value, &e);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		if (e.at_min <= c->rq->now - ONCE_MIN)
			return 0;
		*out = is_same(c, &e, entity, text);
	}
	return 0;
}

int note_write_once(struct change *c, const char *entity, const char *text)
{
	struct key lo = key_table(TABLE_JOURNAL), hi = key_after(&lo);
	struct db_scan scan = {0};
	bool there = false;
	int err = db_scan_open(c->txn, &scan);
	if (!err)
		err = db_scan_range_back(&scan, key_bytes(&lo), key_bytes(&hi));
	if (!err)
		err = find_same(c, &scan, entity, text, &there);
	db_scan_close(&scan);
	if (err)
		return err;
	if (!there)
		return note_write(c, entity, text);
	c->out->outcome = OUTCOME_UNCHANGED;
	return 0;
}

int note_put(struct change *c)
{
	const struct note_ask *in = &c->rq->u.note;
	change_check_text(c, "text", in->text);
	if (change_is_refused(c))
		return 0;
	/* each command over SSH is one */
	if (c->rq->op == OP_LOGIN)
		return note_write_once(c, in->entity, in->text);
	return note_write(c, in->entity, in->text);
}
