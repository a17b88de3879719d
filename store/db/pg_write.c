/*
 * Write transactions. What one writes stays in memory until its commit, which is one journey: the entries, the head and
 * COMMIT, with which the lock ends.
 *
 * It is run again where another transaction came before it, and where the connection was lost. If it was lost in the
 * commit, nobody knows what came of it: the next transaction, which has the lock and so waits for what is left of the
 * last one, finds the commit's tag in the head or does not.
 */
#include "store/db/pg_write.h"

#include <stdlib.h>
#include <time.h>

#include "store/base/err.h"
#include "store/db/pg_fetch.h"
#include "store/db/pg_news.h"
#include "store/db/pg_txn.h"
#include "store/db/signals.h"

enum {
	SEND_BYTES = 4 << 20, /* in one statement */
	WAIT_MIN_MS = 2,      /* before the second try, and twice as much before each other one */
	WAIT_MAX_MS = 500,
};

/* ---- sending ---- */

/* Entries for one statement. */
struct batch {
	struct pg_array keys, values;
};

static int send_puts(struct pg_link *l, struct batch *b)
{
	const struct pg_param params[] = {pg_array_param(&b->keys), pg_array_param(&b->values)};
	int err = b->keys.n ? link_send(l, PG_PUT_ALL, params, 2) : 0;
	pg_array_begin(&b->keys);
	pg_array_begin(&b->values);
	return err;
}

static int send_dels(struct pg_link *l, struct pg_array *keys)
{
	struct pg_param p = pg_array_param(keys);
	int err = keys->n ? link_send(l, PG_DEL_ALL, &p, 1) : 0;
	pg_array_begin(keys);
	return err;
}

/* Queues all that was written, in the order of the keys; *n counts the statements. */
static int queue_entries(struct pg_txn *txn, struct batch *puts, struct pg_array *dels, size_t *n)
{
	struct pg_link *l = &txn->session->link;
	struct overlay_place at;
	int err = 0;
	const struct overlay_entry *e = overlay_seek(txn->over, (struct bytes){"", 0}, false, &at);
	for (; !err && e; e = overlay_step(txn->over, false, &at)) {
		if (e->value.p) {
			pg_array_add(&puts->keys, e->key);
			pg_array_add(&puts->values, e->value);
		} else {
			pg_array_add(dels, e->key);
		}
		if (puts->keys.b.len + puts->values.b.len > SEND_BYTES) {
			err = send_puts(l, puts);
			++*n;
		}
		if (dels->b.len > SEND_BYTES) {
			err = err ? err : send_dels(l, dels);
			++*n;
		}
	}
	return err;
}

/* Queues the removal of old news, if it is due. */
static int remove_news(struct pg_link *l, uint64_t commit, bool written, size_t *n)
{
	struct news_keys old;
	if (!news_old(commit, written, &old))
		return 0;
	const struct pg_param params[] = {pg_bytes((struct bytes){old.first, NEWS_KEY_BYTES}),
	                                  pg_bytes((struct bytes){old.end, NEWS_KEY_BYTES})};
	++*n;
	return link_send(l, PG_DEL_RANGE, params, 2);
}

/* Adds the news of a commit to what is put. */
static int queue_news(struct pg_txn *txn, const struct pg_head *head, struct batch *puts, size_t *n)
{
	unsigned char room[NEWS_KEY_BYTES];
	struct buf changes = {0};
	bool written = !txn->has_sent && news_write(txn->over, &changes);
	if (written) {
		pg_array_add(&puts->keys, news_key(pg_head_count(head), room));
		pg_array_add(&puts->values, (struct bytes){buf_text(&changes), changes.len});
	}
	buf_release(&changes);
	return remove_news(&txn->session->link, pg_head_count(head), written, n);
}

static bool is_new(const struct pg_txn *txn, const struct pg_head *head)
{
	return pg_head_count(head) != pg_head_count(&txn->session->head);
}

/* Queues all that was written and, with `head`, that as well. *n is how many statements it takes. */
static int queue_writes(struct pg_txn *txn, const struct pg_head *head, size_t *n)
{
	struct pg_link *l = &txn->session->link;
	struct batch puts = {0};
	struct pg_array dels = {0};
	*n = 0;
	pg_array_begin(&puts.keys);
	pg_array_begin(&puts.values);
	pg_array_begin(&dels);
	int err = queue_entries(txn, &puts, &dels, n);
	if (!err && head && is_new(txn, head))
		err = queue_news(txn, head, &puts, n);
	if (head) {
		pg_array_add(&puts.keys, pg_head_key);
		pg_array_add(&puts.values, (struct bytes){head->bytes, head->len});
	}
	*n += puts.keys.n > 0;
	*n += dels.n > 0;
	if (!err)
		err = send_puts(l, &puts);
	if (!err)
		err = send_dels(l, &dels);
	pg_array_release(&puts.keys);
	pg_array_release(&puts.values);
	pg_array_release(&dels);
	return err;
}

static int take_writes(struct pg_txn *txn, size_t n)
{
	int err = 0;
	for (size_t i = 0; !err && i < n; i++)
		err = link_take_done(&txn->session->link, txn->pg->timeout_seconds);
	return err;
}

int write_send(struct pg_txn *txn)
{
	struct pg_session *s = txn->session;
	size_t n;
	int err = txn->broken ? txn->broken : queue_writes(txn, NULL, &n);
	if (!err)
		err = link_sync(&s->link);
	if (!err)
		err = link_journey(&s->link);
	if (!err)
		err = take_writes(txn, n);
	if (!err)
		err = link_take_sync(&s->link, txn->pg->timeout_seconds);
	memo_clear(&s->memo);
	overlay_clear(&s->over);
	txn->has_sent = true;
	return err ? pg_broken(txn, err) : 0;
}

/* Where a transaction may be of any size, what it has written is not kept in memory beyond one statement's worth. */
static int send_early(struct pg_txn *txn)
{
	int err = fetch_stay_awake(txn);
	bool is_due = txn->sends_early && !txn->n_nested && txn->over->bytes_taken > SEND_BYTES;
	return is_due && !err ? write_send(txn) : err;
}

int pg_put(struct db_txn *base, struct bytes key, struct bytes value)
{
	struct pg_txn *txn = pg_txn_of(base);
	if (!txn->over || *(const unsigned char *)key.p == PG_KEY_END)
		return QUAD_EINVAL;
	int err = overlay_put(txn->over, key, value);
	return err ? err : send_early(txn);
}

int pg_del(struct db_txn *base, struct bytes key)
{
	struct pg_txn *txn = pg_txn_of(base);
	if (!txn->over)
		return QUAD_EINVAL;
	int err = overlay_del(txn->over, key);
	return err ? err : send_early(txn);
}

/* ---- committing ---- */

/* The commit whose answer did not come. */
struct doubt {
	uint64_t tag;   /* 0 = there is none */
	uint64_t count; /* its number */
};

static int send_commit(struct pg_txn *txn, const struct pg_head *head, size_t *n)
{
	struct pg_session *s = txn->session;
	struct pg_link *l = &s->link;
	int err = queue_writes(txn, head, n);
	if (!err)
		err = link_send(l, PG_COMMIT, NULL, 0);
	if (!err)
		err = link_sync(l);
	return err ? err : link_journey(l);
}

static int take_commit(struct pg_txn *txn, size_t n)
{
	struct pg_session *s = txn->session;
	int seconds = txn->pg->timeout_seconds;
	int err = take_writes(txn, n);
	if (!err)
		err = link_take_done(&s->link, seconds);
	if (!err)
		err = link_take_sync(&s->link, seconds);
	/* the server has it, but gave up waiting for the standbys */
	if (!err && s->link.is_unsure)
		err = PG_LOST;
	if (!err)
		link_proven(&s->link);
	return err;
}

/* What this process knows, it knows as of its own commit too. */
static void keep_changes(struct pg_session *s, const struct pg_head *head)
{
	struct overlay_place at;
	int err = 0;
	const struct overlay_entry *e = overlay_seek(&s->over, (struct bytes){"", 0}, false, &at);
	for (; !err && e; e = overlay_step(&s->over, false, &at))
		err = memo_changed(&s->memo, e);
	if (err)
		s->head.len = 0;
	else
		s->head = *head;
}

/* Ends the transaction, which has the lock, by a commit. An error leaves it to be rolled back. */
static int commit(struct pg_txn *txn, const struct pg_head *head, struct doubt *doubt)
{
	struct pg_session *s = txn->session;
	size_t n;
	s->link.is_unsure = false;
	int err = send_commit(txn, head, &n);
	if (!err)
		err = take_commit(txn, n);
	if (err == PG_LOST)
		*doubt = (struct doubt){pg_head_tag(head, 0), pg_head_count(head)};
	if (err)
		return err;
	keep_changes(s, head);
	overlay_clear(&s->over);
	s->in_use = false;
	return 0;
}

static int commit_changes(struct pg_txn *txn, struct doubt *doubt, uint64_t *moment)
{
	struct pg_session *s = txn->session;
	uint64_t tag;
	int err = pg_random(&tag);
	struct pg_head head = pg_head_after(&s->head, tag);
	if (!err)
		err = commit(txn, &head, doubt);
	if (err)
		return err;
	*moment = pg_head_moment(&s->head);
	txn->pg->wrote_inside = true;
	return 0;
}

/*
 * Ends a transaction that has written nothing. What it answers may rest on a commit that no standby has yet: this one
 * waits for the standbys, and so for all before it.
 */
static int commit_nothing(struct pg_txn *txn, uint64_t *moment)
{
	struct pg_session *s = txn->session;
	*moment = pg_head_moment(&s->head);
	if (!s->link.is_replicated) {
		txn_end(txn);
		return 0;
	}
	const struct pg_head same = s->head;
	struct doubt ignored;
	return commit(txn, &same, &ignored);
}

/* ---- running ---- */

struct work {
	struct group_step own;
	const struct group_step *others; /* NULL = none */
	uint64_t *moment;
	struct doubt doubt;
};

/* Ends a transaction that has found the commit in doubt. If others came after it, its own moment is not known. */
static int confirm(struct pg_txn *txn, const struct work *w)
{
	bool is_last = pg_head_tag(&txn->session->head, 0) == w->doubt.tag;
	int err = commit_nothing(txn, w->moment);
	if (!is_last)
		*w->moment = 0;
	txn->pg->wrote_inside = true;
	return err;
}

/* Runs the transaction, which has begun, to its end. */
static int run(struct pg_txn *txn, struct work *w)
{
	if (w->doubt.tag) {
		enum pg_told told = pg_head_tells(&txn->session->head, w->doubt.count, w->doubt.tag);
		if (told == PG_DONE)
			return confirm(txn, w);
		if (told == PG_NOT_TOLD)
			return QUAD_EUNSURE;
		w->doubt.tag = 0;
	}
	int err = w->own.fn(&txn->txn, w->own.arg);
	if (!err && w->others)
		err = w->others->fn(&txn->txn, w->others->arg);
	if (txn->broken)
		return txn->broken;
	if (err)
		return err;
	if (!txn->over->n && !txn->has_sent)
		return commit_nothing(txn, w->moment);
	return commit_changes(txn, &w->doubt, w->moment);
}

static int run_once(struct pg *pg, struct pg_session *s, struct work *w)
{
	struct pg_txn txn;
	sigset_t old;
	int err = txn_begin(pg, s, PG_TO_WRITE, &txn);
	if (err)
		return err;
	signals_hold(&old);
	err = link_must_stop(&s->link) && !w->doubt.tag ? QUAD_ESTOP : run(&txn, w);
	if (err) {
		if (!txn.broken && (err == PG_LOST || err == PG_AGAIN))
			txn.broken = err;
		if (s->in_use)
			txn_end(&txn);
	}
	signals_restore(&old);
	return err;
}

/* Waits before try number n: longer each time, and nobody as long as another. */
static void wait_before(unsigned n)
{
	uint64_t random = 0;
	unsigned longest = WAIT_MAX_MS;
	if (n < 8 && WAIT_MIN_MS << n < WAIT_MAX_MS)
		longest = (unsigned)WAIT_MIN_MS << n;
	(void)!pg_random(&random);
	unsigned ms = longest / 2 + (unsigned)(random % (longest / 2 + 1));
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000}, NULL);
}

int write_steps(struct pg *pg, struct group_step own, const struct group_step *others, uint64_t *moment)
{
	struct pg_session *s = session_take(pg);
	struct work w = {.own = own, .others = others, .moment = moment};
	int64_t end = link_now_ms() + INT64_C(1000) * pg->timeout_seconds;
	if (!s)
		return QUAD_EBUSY;
	for (unsigned n = 0;; n++) {
		int err = run_once(pg, s, &w);
		bool is_over = (err != PG_AGAIN && err != PG_LOST) || link_now_ms() >= end;
		bool must_stop = !is_over && link_must_stop(&s->link);
		if (must_stop && !w.doubt.tag)
			return QUAD_ESTOP;
		is_over |= must_stop;
		/* whatever ended the last try, the one before may have been done */
		if (is_over && err && w.doubt.tag)
			return QUAD_EUNSURE;
		if (is_over)
			return pg_error(err);
		wait_before(n);
	}
}

int pg_update(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment)
{
	return write_steps(pg_of(base), (struct group_step){fn, arg}, NULL, moment);
}
