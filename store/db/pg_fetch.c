#include "store/db/pg_fetch.h"

#include "store/base/err.h"
#include "store/db/pg_ask.h"

/* ---- what a read misses ---- */

/* In one journey. */
static int get_parts(struct pg_txn *txn, const struct ask_part *v, size_t n)
{
	struct pg_link *l = &txn->session->link;
	int err = 0;
	memo_make_room(&txn->session->memo);
	for (size_t i = 0; !err && i < n; i++)
		err = ask_part_send(l, &v[i]);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	for (size_t i = 0; !err && i < n; i++)
		err = ask_part_take(txn->pg, txn->session, &v[i]);
	return err ? err : link_take_sync(l, txn->pg->timeout_seconds);
}

int fetch_range(struct pg_txn *txn, struct bytes from, struct bytes bound, bool backwards, uint32_t limit)
{
	return get_parts(txn, &(struct ask_part){from, bound, backwards, limit}, 1);
}

int fetch_near(struct pg_txn *txn, struct bytes key, uint32_t limit)
{
	const unsigned char table = *(const unsigned char *)key.p, next_table = (unsigned char)(table + 1);
	const struct ask_part both[] = {{key, {&next_table, 1}, false, limit}, {key, {&table, 1}, true, limit}};
	return get_parts(txn, both, 2);
}

int fetch_keys(struct pg_txn *txn, struct bytes key, const char *others, size_t n)
{
	struct pg_session *s = txn->session;
	struct pg_param p = pg_bytes(key);
	memo_make_room(&s->memo);
	int err = link_send(&s->link, PG_GET, &p, 1);
	if (!err && n)
		err = ask_keys_send(&s->link, others, n, key.len);
	if (!err)
		err = link_sync(&s->link);
	if (!err)
		err = link_journey(&s->link);
	if (!err)
		err = ask_keys_take(txn->pg, s, key.p, 1, key.len);
	if (!err && n)
		err = ask_keys_take(txn->pg, s, others, n, key.len);
	return err ? err : link_take_sync(&s->link, txn->pg->timeout_seconds);
}

int fetch_key(struct pg_txn *txn, struct bytes key)
{
	return fetch_keys(txn, key, NULL, 0);
}

/* ---- a program that reckons ---- */

/* Less than the seconds after which the server ends a session in a transaction; and calls between looks at the clock.
 */
enum { AWAKE_MS = 3000, CALLS_A_LOOK = 256 };

int fetch_stay_awake(struct pg_txn *txn)
{
	struct pg_link *l = &txn->session->link;
	struct pg_param head = pg_bytes(pg_head_key);
	if (txn->broken || ++txn->n_calls % CALLS_A_LOOK || link_now_ms() - l->journey_ms < AWAKE_MS)
		return 0;
	int err = link_send(l, PG_GET, &head, 1);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	if (!err)
		err = link_take_done(l, txn->pg->timeout_seconds);
	if (!err)
		err = link_take_sync(l, txn->pg->timeout_seconds);
	return err ? pg_broken(txn, err) : 0;
}
