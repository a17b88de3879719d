/*
 * Work inside a transaction. What it reads is what the process knows of the store, and above it what the transaction
 * itself has written; what is not known is got from the server (pg_fetch.c).
 */
#include "store/db/pg_txn.h"

#include "store/base/err.h"
#include "store/db/pg_ahead.h"
#include "store/db/pg_expect.h"
#include "store/db/pg_fetch.h"
#include "store/db/pg_habit.h"
#include "store/db/pg_news.h"

/* How long the reads of an act may share a snapshot. */
enum { ACT_MS = 2000 };

/* A lost server is left alone for so many times as long as it took to find it lost, within these bounds. */
enum { REST_MS = 5000, REST_TIMES = 4, REST_MAX_MS = 20000 };

/* ---- transactions ---- */

void session_end_act(struct pg *pg)
{
	if (!pg->has_act || pg->reading == &pg->act)
		return;
	pg->has_act = false;
	txn_end(&pg->act);
}

void session_begin_act(struct pg *pg)
{
	pg->act_end_ms = link_now_ms() + ACT_MS;
}

struct pg_session *session_take(struct pg *pg)
{
	session_end_act(pg);
	for (size_t i = 0; i < sizeof pg->sessions / sizeof *pg->sessions; i++)
		if (!pg->sessions[i].in_use)
			return &pg->sessions[i];
	return NULL;
}

/* The time-out of locks, where it is another than the server was told. */
static int send_timeout(struct pg *pg, struct pg_link *l, bool *sent)
{
	*sent = l->is_prepared && l->set_seconds != pg->timeout_seconds;
	l->timeout_seconds = pg->timeout_seconds;
	if (!*sent)
		return 0;
	int err = link_send_settings(l);
	return err ? err : link_sync(l);
}

/*
 * To wait for the lock takes no snapshot: what the transaction sees is what there is after it. A server that has no
 * locks of tables makes those wait who would change the head.
 */
static int send_begin(struct pg *pg, struct pg_session *s, enum pg_begin how, bool *has_again)
{
	struct pg_link *l = &s->link;
	const struct pg_param head = pg_bytes(pg_head_key);
	int err = link_send(l, how == PG_TO_WRITE ? PG_BEGIN_WRITE : PG_BEGIN_READ, NULL, 0);
	if (!err && how == PG_TO_WRITE)
		err = l->has_table_locks ? link_send(l, PG_LOCK, NULL, 0) : link_send(l, PG_GET_LOCK, &head, 1);
	if (!err)
		err = news_send(s);
	if (!err)
		err = expect_again_send(pg, s, has_again);
	if (!err)
		err = expect_next_send(pg, s);
	if (!err)
		err = link_sync(l);
	return err ? err : link_journey(l);
}

static int take_begin(struct pg *pg, struct pg_session *s, enum pg_begin how, bool has_again)
{
	int seconds = pg->timeout_seconds;
	int err = link_take_done(&s->link, seconds);
	if (!err && how == PG_TO_WRITE)
		err = link_take_done(&s->link, seconds);
	if (!err)
		err = news_take(pg, s);
	if (!err)
		memo_make_room(&s->memo);
	if (!err && has_again)
		err = expect_again_take(pg, s);
	if (!err)
		err = expect_next_take(pg, s);
	return err ? err : link_take_sync(&s->link, seconds);
}

/* Rolls back and waits for nothing; a connection that cannot be used any more is dropped. */
static void roll_back(struct pg_session *s, int err)
{
	struct pg_link *l = &s->link;
	/* without memory some of what was to be sent may be queued */
	bool is_lost = err == PG_LOST || err == QUAD_ENOMEM || !l->conn;
	if (!is_lost)
		is_lost = link_send(l, PG_ROLLBACK, NULL, 0) != 0 || link_sync(l) != 0;
	if (!is_lost)
		is_lost = link_flush(l) != 0;
	if (is_lost)
		link_drop(l);
	/* what was added last may be in part */
	if (err && err != QUAD_EBUSY)
		s->head.len = 0;
}

static int begin_on_server(struct pg *pg, struct pg_session *s, enum pg_begin how)
{
	struct pg_link *l = &s->link;
	size_t n_own = 1;
	bool has_again = false, has_timeout = false, has_proof = false;
	int err = send_timeout(pg, l, &has_timeout);
	/* a write proves itself by its own commit */
	if (!err && how == PG_TO_READ)
		err = link_send_proof(l, &has_proof);
	if (!err)
		err = send_begin(pg, s, how, &has_again);
	if (err)
		return err;
	if (l->has_prelude)
		n_own++;
	n_own += has_proof;
	err = link_drain(l, pg->timeout_seconds, n_own);
	if (!err && has_proof)
		err = link_take_proof(l);
	return err ? err : take_begin(pg, s, how, has_again);
}

/* Notes whether the server was reached, by a try that began at a time. */
static void note_reached(struct pg *pg, int err, int64_t since_ms)
{
	int64_t now = link_now_ms(), rest = REST_TIMES * (now - since_ms);
	if (rest < REST_MS)
		rest = REST_MS;
	if (rest > REST_MAX_MS)
		rest = REST_MAX_MS;
	pg->tried_ms = now - since_ms;
	pg->lost_ms = err == PG_LOST ? now : 0;
	pg->again_ms = now + rest;
}

/* Makes the table of the lock, which a store lacks whose table was copied alone. QUAD_ENOSTORE: there is no store. */
static int make_turn(struct pg *pg, struct pg_session *s)
{
	struct pg_link *l = &s->link;
	int seconds = pg->timeout_seconds;
	roll_back(s, 0);
	int err = l->conn ? link_drain(l, seconds, 0) : PG_LOST;
	if (!err)
		err = link_ask(l, "SELECT 1 FROM " PG_TABLE " LIMIT 0", seconds, NULL);
	if (!err)
		err = link_ask(l, "CREATE TABLE IF NOT EXISTS " PG_TURN " ()", seconds, NULL);
	/* another one makes it just now */
	return err == QUAD_EEXIST ? 0 : err;
}

static int begin(struct pg *pg, struct pg_session *s, enum pg_begin how)
{
	int err = link_connect(&s->link);
	if (!err)
		err = begin_on_server(pg, s, how);
	if (err != QUAD_ENOSTORE || how != PG_TO_WRITE || !s->link.has_table_locks)
		return err;
	err = make_turn(pg, s);
	return err ? err : begin_on_server(pg, s, how);
}

int txn_begin(struct pg *pg, struct pg_session *s, enum pg_begin how, struct pg_txn *out)
{
	int64_t since_ms = link_now_ms();
	s->n_begun++;
	s->link.timeout_seconds = pg->timeout_seconds;
	int err = begin(pg, s, how);
	note_reached(pg, err, since_ms);
	if ((err == QUAD_ENOSTORE || err == QUAD_EFOREIGN) && pg->id)
		err = QUAD_EMOVED;
	if (!err && !pg->id)
		pg->id = pg_head_id(&s->head);
	/* where it is another store now, that is what readers see, but nobody changes it unawares */
	if (err == QUAD_EMOVED || (!err && pg_head_id(&s->head) != pg->id))
		pg->is_moved = true;
	if (!err && pg->is_moved && how == PG_TO_WRITE)
		err = QUAD_EMOVED;
	if (err) {
		roll_back(s, err);
		return err;
	}
	expect_forget_next(pg);
	ahead_begin(s);
	overlay_clear(&s->over);
	*out = (struct pg_txn){
		.txn.engine = pg->db.engine, .pg = pg, .session = s, .over = how == PG_TO_WRITE ? &s->over : NULL};
	s->in_use = true;
	return 0;
}

void txn_end(struct pg_txn *txn)
{
	overlay_clear(&txn->session->over);
	/* what was read after that is known no more */
	if (txn->has_sent)
		txn->session->head.len = 0;
	roll_back(txn->session, txn->broken);
	txn->session->in_use = false;
}

/* A snapshot is begun again where the connection was lost before it began. */
static int begin_read(struct pg *pg, struct pg_txn *out)
{
	struct pg_session *s = session_take(pg);
	if (!s)
		return QUAD_EBUSY;
	if (pg->rests && pg->lost_ms && link_now_ms() < pg->again_ms)
		return QUAD_ELINK;
	bool was_connected = s->link.conn != NULL;
	int err = txn_begin(pg, s, PG_TO_READ, out);
	if (err == PG_LOST && was_connected)
		err = txn_begin(pg, s, PG_TO_READ, out);
	/* it may have been the primary of before; else there is no standby */
	if (err == PG_LOST && link_is_unproven(&s->link))
		err = txn_begin(pg, s, PG_TO_READ, out);
	return pg_error(err);
}

/* The snapshot of an act is there, or one begins. */
static bool may_read_in_act(struct pg *pg)
{
	bool may = link_now_ms() < pg->act_end_ms && !(pg->has_act && pg->act.broken);
	if (!may) {
		session_end_act(pg);
		pg->act_end_ms = 0;
	}
	return may;
}

static int read_in_act(struct pg *pg, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	int err = 0;
	if (!pg->has_act)
		err = begin_read(pg, &pg->act);
	else if (pg->n_next)
		err = pg_expect(&pg->act.txn, pg->next, pg->n_next);
	if (err)
		return err;
	expect_forget_next(pg);
	pg->has_act = true;
	pg->reading = &pg->act;
	pg->wrote_inside = false;
	err = fn(&pg->act.txn, arg);
	pg->reading = NULL;
	/* the next reads are to see what was written meanwhile */
	if (pg->wrote_inside)
		session_end_act(pg);
	return err;
}

/* Sees what the transaction around it began with, or something newer: there is nobody who writes meanwhile. */
int pg_read(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct pg *pg = pg_of(base);
	struct pg_txn txn, *outer = pg->reading;
	/* a read inside another sees the same moment, unless this process has made a newer one */
	if (outer && !pg->wrote_inside)
		return fn(&outer->txn, arg);
	if (!outer && may_read_in_act(pg))
		return read_in_act(pg, fn, arg);
	int err = begin_read(pg, &txn);
	if (err)
		return err;
	if (!outer) {
		pg->reading = &txn;
		pg->wrote_inside = false;
	}
	err = fn(&txn.txn, arg);
	if (!outer)
		pg->reading = NULL;
	txn_end(&txn);
	return err;
}

int pg_rehearse(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct pg_txn txn;
	int err = begin_read(pg_of(base), &txn);
	if (err)
		return err;
	txn.over = &txn.session->over;
	err = fn(&txn.txn, arg);
	txn_end(&txn);
	return err;
}

int pg_nest(struct db_txn *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct pg_txn *txn = pg_txn_of(base);
	if (!txn->over)
		return QUAD_EINVAL;
	size_t mark = overlay_mark(txn->over);
	txn->n_nested++;
	int err = fn(base, arg);
	txn->n_nested--;
	if (err)
		overlay_undo(txn->over, mark);
	return err;
}

uint64_t pg_moment(struct db_txn *base)
{
	return pg_head_moment(&pg_txn_of(base)->session->head);
}

/* ---- single keys ---- */

int pg_get(struct db_txn *base, struct bytes key, struct bytes *out)
{
	struct pg_txn *txn = pg_txn_of(base);
	struct pg_session *s = txn->session;
	unsigned char room[DB_KEY_MAX + 1];
	struct bytes end;
	*out = (struct bytes){"", 0};
	int err = fetch_stay_awake(txn);
	if (err)
		return err;
	const struct overlay_entry *e = txn->over ? overlay_get(txn->over, key) : NULL;
	if (e) {
		*out = e->value.p ? e->value : *out;
		return e->value.p ? 0 : QUAD_ENOTFOUND;
	}
	if (txn->broken)
		return pg_error(txn->broken);
	habit_note(s, key, key, key_next(key, room));
	if (!memo_end(&s->memo, key, false, &end)) {
		err = ahead_get(txn, key);
		if (err)
			return pg_broken(txn, err);
	}
	e = overlay_get(&s->memo.rows, key);
	if (!e)
		return QUAD_ENOTFOUND;
	*out = e->value;
	return 0;
}
