/*
 * A store on a server as a whole. Copies are what the engine over LMDB writes, so a backup is the same of any store:
 * its entries are read in one snapshot, in the order of their keys. What replaces everything goes to the server in
 * parts of some megabytes, in one transaction; the store then has another number, by which others find that it is
 * another one.
 */
#include "store/db/pg_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/lmdb_engine.h"
#include "store/db/lmdb_maker.h"
#include "store/db/lmdb_source.h"
#include "store/db/pg_group.h"
#include "store/db/pg_txn.h"
#include "store/db/pg_write.h"

enum {
	LONG_SECONDS = 6 * 3600, /* for one statement that reads all of the store */
	PART_ENTRIES = 4096,     /* that are read at once */
	DELETE_ENTRIES = 50000,  /* that are deleted at once */
};

/* Carries out one statement inside a transaction. */
static int ask(const struct pg_txn *txn, const char *sql, int seconds, PGresult **out)
{
	return link_ask(&txn->session->link, sql, seconds, out);
}

/* ---- proof ---- */

/* What a way to read the table finds. */
struct seen {
	uint64_t entries, sum, disordered;
};

/* Of each entry, with its value, a part of a sum that is the same in any order. */
#define SUM_OF "bit_xor(('x' || substr(md5(sha256(k) || sha256(v)), 1, 16))::bit(64)::bigint)"

static int see(const struct pg_txn *txn, const char *how, const char *sql, struct seen *out)
{
	PGresult *res;
	int err = ask(txn, how, txn->pg->timeout_seconds, NULL);
	if (!err)
		err = ask(txn, sql, LONG_SECONDS, &res);
	if (err)
		return err;
	const struct pg_link *l = &txn->session->link;
	*out = (struct seen){link_number(l, res, 0), link_number(l, res, 1), link_number(l, res, 2)};
	l->lib->clear(res);
	return 0;
}

/* Reads all by the table itself, then by its index. The server's own checksums of pages come to light by that. */
static int see_both(const struct pg_txn *txn, struct seen *table, struct seen *index)
{
	int err = see(txn,
	              "SELECT set_config('statement_timeout', '0', true), set_config('enable_seqscan', 'on', true), "
	              "set_config('enable_indexscan', 'off', true), set_config('enable_indexonlyscan', 'off', true), "
	              "set_config('enable_bitmapscan', 'off', true)",
	              "SELECT count(*), coalesce(" SUM_OF ", 0), 0::bigint FROM " PG_TABLE, table);
	if (err)
		return err;
	return see(txn,
	           "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true), "
	           "set_config('enable_indexscan', 'on', true)",
	           "SELECT count(*), coalesce(" SUM_OF ", 0), count(*) FILTER (WHERE k <= before) FROM "
	           "(SELECT k, v, lag(k) OVER (ORDER BY k) AS before FROM " PG_TABLE ") AS x",
	           index);
}

struct proof {
	void (*fault)(void *arg, const char *text);
	void *arg;
	uint64_t n;
};

static void tell(struct proof *p, const char *text)
{
	p->fault(p->arg, text);
	p->n++;
}

static int compare_ways(struct db_txn *base, void *arg)
{
	struct pg_txn *txn = pg_txn_of(base);
	struct proof *p = arg;
	struct seen table, index;
	int err = see_both(txn, &table, &index);
	if (err)
		return pg_broken(txn, err);
	if (table.entries != index.entries || table.sum != index.sum)
		tell(p, "the table on the server and its index have not the same entries");
	if (index.disordered)
		tell(p, "the index of the table on the server has keys out of order");
	return 0;
}

/* The call of the server's own proof of an index, where it has that (amcheck) and lets this role use it; else "". */
static int word_check(const struct pg_txn *txn, char *sql, size_t size)
{
	PGresult *res;
	*sql = '\0';
	int err =
		ask(txn,
	            "SELECT format('SELECT %I.bt_index_check(%s::oid::regclass, true)', n.nspname, i.indexrelid::oid) "
	            "FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
	            "JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'bt_index_check' AND p.pronargs = 2 "
	            "JOIN pg_index i ON i.indrelid = '" PG_TABLE "'::regclass AND i.indisprimary "
	            "WHERE e.extname = 'amcheck' AND has_function_privilege(p.oid, 'EXECUTE')",
	            txn->pg->timeout_seconds, &res);
	if (err)
		return err;
	const struct pg_link *l = &txn->session->link;
	if (l->lib->ntuples(res)) {
		struct bytes b = link_value(l, res, 0, 0);
		snprintf(sql, size, "%.*s", (int)b.len, (const char *)b.p);
	}
	l->lib->clear(res);
	return 0;
}

static int check_index(struct db_txn *base, void *arg)
{
	struct pg_txn *txn = pg_txn_of(base);
	char sql[512];
	(void)arg;
	int err = word_check(txn, sql, sizeof sql);
	if (!err && *sql)
		err = ask(txn, "SELECT set_config('statement_timeout', '0', true)", txn->pg->timeout_seconds, NULL);
	if (!err && *sql)
		err = ask(txn, sql, LONG_SECONDS, NULL);
	return err ? pg_broken(txn, err) : 0;
}

/* Runs one proof in a snapshot: what the server calls damage is a fault, in its own words. */
static int prove(struct db *base, int (*fn)(struct db_txn *txn, void *arg), struct proof *p)
{
	int err = pg_read(base, fn, p);
	if (err != QUAD_ECORRUPT)
		return err;
	tell(p, link_said());
	return 0;
}

/* Connects. */
static int look_at_nothing(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

int pg_prove(struct db *base, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	struct pg *pg = pg_of(base);
	struct proof p = {.fault = fault, .arg = arg};
	int err = pg_read(base, look_at_nothing, NULL);
	*n_faults = 0;
	/* other servers prove their own pages, and have neither this index nor these ways to read */
	if (err || !pg->sessions[0].link.has_table_locks)
		return err;
	err = prove(base, compare_ways, &p);
	if (!err)
		err = prove(base, check_index, &p);
	*n_faults = p.n;
	return err;
}

/* ---- copies ---- */

/* Entries in the order of their keys, from `from` on; *n is how many came, and `next` the key after them. */
static int copy_part(struct pg_txn *txn, struct lmdb_maker *m, unsigned char *next, size_t *next_len, int *n)
{
	static const unsigned char end[] = {PG_KEY_END};
	struct pg_link *l = &txn->session->link;
	unsigned char room[4];
	const struct pg_param params[] = {pg_bytes((struct bytes){next, *next_len}),
	                                  pg_bytes((struct bytes){end, sizeof end}), pg_int(PART_ENTRIES, room)};
	PGresult *res = NULL;
	int err = link_send(l, PG_SCAN, params, 3);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	if (!err)
		err = link_take(l, txn->pg->timeout_seconds, &res);
	if (!err)
		err = link_take_sync(l, txn->pg->timeout_seconds);
	if (err)
		err = pg_broken(txn, err);
	*n = err ? 0 : l->lib->ntuples(res);
	for (int i = 0; !err && i < *n; i++) {
		struct bytes key = link_value(l, res, i, 0);
		err = lmdb_maker_add(m, key, link_value(l, res, i, 1));
		if (i + 1 == *n)
			*next_len = key_next(key, next).len;
	}
	l->lib->clear(res);
	return err;
}

struct copying {
	struct lmdb_maker *maker;
	uint64_t count;
};

static int copy_all(struct db_txn *base, void *arg)
{
	struct pg_txn *txn = pg_txn_of(base);
	struct copying *c = arg;
	unsigned char next[DB_KEY_MAX + 1] = {1}; /* what is before is the database's own */
	size_t next_len = 1;
	int n = PART_ENTRIES, err = 0;
	c->count = pg_head_count(&txn->session->head);
	while (!err && n >= PART_ENTRIES)
		err = copy_part(txn, c->maker, next, &next_len, &n);
	return err;
}

static int copy_into(struct db *base, struct lmdb_maker *m)
{
	struct copying c = {.maker = m};
	int err = pg_read(base, copy_all, &c);
	return lmdb_maker_end(m, c.count, err);
}

int pg_backup(struct db *base, const char *path)
{
	struct lmdb_maker *m;
	int err = lmdb_maker_begin(path, &m);
	return err ? err : copy_into(base, m);
}

int pg_clone(struct db *base, const char *dir)
{
	struct lmdb_maker *m;
	int err = lmdb_maker_begin_store(dir, &m);
	return err ? err : copy_into(base, m);
}

/* ---- replacing everything ---- */

/* A transaction after which the store is another one. */
struct replacing {
	int (*fn)(struct pg_txn *txn, void *arg);
	void *arg;
	uint64_t before, id; /* its number before and then */
};

static int run_replacing(struct db_txn *base, void *arg)
{
	const struct replacing *r = arg;
	struct pg_txn *txn = pg_txn_of(base);
	struct pg_session *s = txn->session;
	if (pg_head_id(&s->head) != r->before)
		return QUAD_EMOVED;
	/* where the answer to the commit is lost, the next try finds the one number or the other */
	txn->pg->id = 0;
	txn->sends_early = true;
	int err = r->fn(txn, r->arg);
	if (!err)
		err = write_send(txn);
	if (!err)
		s->head = pg_head_first(pg_head_count(&s->head), r->id);
	return err;
}

/* The number is compared in run_replacing alone. */
static int replace(struct pg *pg, int (*fn)(struct pg_txn *txn, void *arg), void *arg)
{
	struct replacing r = {.fn = fn, .arg = arg, .before = pg->id};
	uint64_t moment = 0;
	int err = pg_random(&r.id);
	if (err)
		return err;
	pg->id = 0;
	err = pg_update(&pg->db, run_replacing, &r, &moment);
	pg->id = err ? r.before : r.id;
	pg->is_moved = err == QUAD_EMOVED;
	if (!err)
		pg_group_remove(pg, r.before);
	return err;
}

/* The key before which there are so many entries from `from` on, as the server writes it; "": there are fewer. */
static int find_part_end(const struct pg_txn *txn, const char *from, char *out, size_t size)
{
	PGresult *res;
	char sql[2 * DB_KEY_MAX + 256];
	snprintf(sql, sizeof sql,
	         "SELECT encode(k, 'hex') FROM " PG_TABLE " WHERE k >= '\\x%s' ORDER BY k OFFSET %d LIMIT 1", from,
	         DELETE_ENTRIES);
	int err = ask(txn, sql, txn->pg->timeout_seconds, &res);
	if (err)
		return err;
	const struct pg_link *l = &txn->session->link;
	*out = '\0';
	if (l->lib->ntuples(res)) {
		struct bytes b = link_value(l, res, 0, 0);
		snprintf(out, size, "%.*s", (int)b.len, (const char *)b.p);
	}
	l->lib->clear(res);
	return 0;
}

/* In parts, none of which takes long: to TRUNCATE would be seen in snapshots of others. */
static int delete_all(struct pg_txn *txn)
{
	char from[2 * DB_KEY_MAX + 3] = "01", to[sizeof from], sql[2 * sizeof from + 128];
	int err = 0;
	while (!err && *from) {
		err = find_part_end(txn, from, to, sizeof to);
		if (err)
			break;
		if (*to)
			snprintf(sql, sizeof sql, "DELETE FROM " PG_TABLE " WHERE k >= '\\x%s' AND k < '\\x%s'", from,
			         to);
		else
			snprintf(sql, sizeof sql, "DELETE FROM " PG_TABLE " WHERE k >= '\\x%s'", from);
		err = ask(txn, sql, txn->pg->timeout_seconds, NULL);
		memcpy(from, to, sizeof from);
	}
	memo_clear(&txn->session->memo);
	txn->has_sent = true;
	return err ? pg_broken(txn, err) : 0;
}

static int put_entry(void *arg, struct bytes key, struct bytes value)
{
	struct pg_txn *txn = arg;
	return pg_put(&txn->txn, key, value);
}

static int put_source(struct pg_txn *txn, void *arg)
{
	int err = delete_all(txn);
	return err ? err : lmdb_source_walk(arg, put_entry, txn);
}

int pg_restore(struct db *base, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
{
	struct lmdb_source *src;
	int err = lmdb_source_open(&lmdb_engine, path, &src);
	if (!err)
		err = verify(lmdb_source_txn(src), arg);
	if (!err)
		err = replace(pg_of(base), put_source, src);
	lmdb_source_close(src);
	return err;
}

struct rebuild {
	int (*fn)(struct db_txn *txn, void *arg);
	void *arg;
};

static int run_rebuild(struct pg_txn *txn, void *arg)
{
	const struct rebuild *r = arg;
	return r->fn(&txn->txn, r->arg);
}

int pg_rebuild(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct rebuild r = {fn, arg};
	return replace(pg_of(base), run_rebuild, &r);
}

int pg_must_rebuild(struct db *base, bool *out)
{
	(void)base;
	*out = false;
	return 0;
}
