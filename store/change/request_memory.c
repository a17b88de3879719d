/*
 * The memory of requests: a key by the request's id, its value the journal entry that the request made. The answer is
 * made again from that entry. Ids sort by time, so those that are old enough stand first.
 */
#include "store/change/request_memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/base/err.h"
#include "store/facts/walk.h"
#include "store/model/journal_leaf.h"

/* How long an answer is remembered by its request's id. */
#define REQUEST_MEMORY_MS (INT64_C(1000) * REQUEST_MEMORY_DAYS * 24 * 3600)

static uint64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

bool request_memory_wanted(const struct request *rq)
{
	for (int i = 0; i < REQUEST_ID_BYTES; i++)
		if (rq->id[i])
			return true;
	return false;
}

static struct key id_key(const unsigned char *id)
{
	struct key k = key_table(TABLE_REQUEST);
	memcpy(k.p + k.len, id, REQUEST_ID_BYTES);
	k.len += REQUEST_ID_BYTES;
	return k;
}

int request_memory_recall(struct change *c)
{
	struct key k = id_key(c->rq->id), seq_key = key_table(TABLE_JOURNAL);
	struct bytes b;
	struct journal_entry entry;
	struct booking booking;
	bool may;
	/* mostly an id is new, and later than all */
	int err = cache_may_remember(c->cache, c->txn, c->rq->id, &may);
	if (!err)
		err = may ? change_get(c, &k, &b) : QUAD_ENOTFOUND;
	if (err)
		return err;
	if (b.len != 8)
		return QUAD_ECORRUPT;
	key_u64(&seq_key, le_get(b.p, 8));
	err = change_get(c, &seq_key, &b);
	if (!err)
		err = journal_decode(b, &entry);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	c->out->recalled = (enum request_op)entry.op;
	c->out->outcome = (enum outcome)entry.outcome;
	c->out->seq = key_get_u64(key_bytes(&seq_key), 1);
	if (strncmp(entry.entity, "series:", 7) == 0)
		c->out->series = strtoull(entry.entity + 7, NULL, 10);
	if (strncmp(entry.entity, "booking:", 8) != 0)
		return 0;
	/* what was taken back is there no more */
	bool gone = !journal_had_after(&entry);
	if (journal_is_erased(&entry))
		err = facts_booking(c->txn, strtoull(entry.entity + 8, NULL, 10), c->arena, &booking);
	else
		err = booking_decode(gone ? entry.before : entry.after, c->arena, &booking);
	if (gone)
		booking.state = STATE_CANCELLED;
	c->out->action = entry.action;
	if (!err) {
		c->out->id = booking.id;
		c->out->series = booking.series;
		c->out->start = booking.start;
		c->out->end = booking.end;
		c->out->state = booking.state;
	}
	return err;
}

enum { FORGOTTEN_MAX = 2 };

struct old_requests {
	struct decision_cache *cache;
	struct key limit; /* what stands before it is old */
	struct key v[FORGOTTEN_MAX];
	int n;
};

static int note_old(struct bytes key, struct bytes value, void *arg)
{
	struct old_requests *old = arg;
	(void)value;
	if (old->n == FORGOTTEN_MAX)
		return QUAD_ESTOP;
	if (key.len != 1 + REQUEST_ID_BYTES)
		return QUAD_ECORRUPT;
	if (memcmp(key.p, old->limit.p, key.len) >= 0) {
		cache_first_request(old->cache, (const unsigned char *)key.p + 1);
		return QUAD_ESTOP;
	}
	memcpy(old->v[old->n].p, key.p, key.len);
	old->v[old->n++].len = key.len;
	return 0;
}

/* Ids sort by time, so that those that are old enough stand first. */
static int forget_old(struct change *c)
{
	struct old_requests old = {.cache = c->cache, .limit = key_table(TABLE_REQUEST)};
	key_u64(&old.limit, (now_ms() - (uint64_t)REQUEST_MEMORY_MS) << 16);
	key_u64(&old.limit, 0);
	if (cache_remembers_from(c->cache, old.limit.p + 1))
		return 0;
	int err = walk_table(c->txn, TABLE_REQUEST, note_old, &old);
	if (!err)
		cache_first_request(c->cache, NULL);
	if (err == QUAD_ESTOP)
		err = 0;
	for (int i = 0; i < old.n; i++) {
		if (!err)
			err = db_del(c->txn, key_bytes(&old.v[i]));
	}
	return err;
}

int request_memory_keep(struct change *c)
{
	struct key k = id_key(c->rq->id);
	unsigned char seq[8];
	int err = forget_old(c);
	if (err)
		return err;
	le_put(seq, c->out->seq, sizeof seq);
	cache_remembered(c->cache, c->rq->id);
	return db_put(c->txn, key_bytes(&k), (struct bytes){seq, sizeof seq});
}
