/*
 * The functions of db.h: each calls its engine's. What is the same for every engine is done here: the bounds of scans,
 * and results that are optional.
 */
#include "store/db/db.h"

#include <assert.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/db_engine.h"
#include "store/db/db_replica.h"

/* ---- a store ---- */

void db_close(struct db *db)
{
	if (db)
		db->engine->close(db);
}

int db_set_timeout(struct db *db, int seconds)
{
	return db->engine->set_timeout(db, seconds);
}

void db_rest_when_lost(struct db *db)
{
	if (db->engine->rest_when_lost)
		db->engine->rest_when_lost(db);
}

void db_stop_when(struct db *db, const volatile sig_atomic_t *told)
{
	if (db->engine->stop_when)
		db->engine->stop_when(db, told);
}

long db_holder(struct db *db)
{
	return db->engine->holder(db);
}

uint64_t db_token(struct db *db)
{
	return db->engine->token(db);
}

int db_stands(struct db *db)
{
	return db->engine->stands(db);
}

void db_detach(struct db *db)
{
	db->engine->detach(db);
}

int db_reopen(struct db *db)
{
	return db->engine->reopen(db);
}

int db_figures(struct db *db, struct db_figures *out)
{
	*out = (struct db_figures){0};
	return db->engine->figures(db, out);
}

int db_server(struct db *db, struct db_server *out)
{
	*out = (struct db_server){0};
	return db->engine->server ? db->engine->server(db, out) : QUAD_ENOTFOUND;
}

/* ---- transactions ---- */

int db_read(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	return db->engine->read(db, fn, arg);
}

int db_update(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg, uint64_t *moment)
{
	uint64_t unused;
	if (!moment)
		moment = &unused;
	*moment = 0;
	if (replica_is(db))
		return QUAD_EREPLICA;
	return db->engine->update(db, fn, arg, moment);
}

int db_rehearse(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	return db->engine->rehearse(db, fn, arg);
}

int db_nest(struct db_txn *txn, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	return txn->engine->nest(txn, fn, arg);
}

int db_submit(struct db *db, const struct db_job *job, void *arg, uint64_t *moment)
{
	uint64_t unused;
	if (!moment)
		moment = &unused;
	*moment = 0;
	if (replica_is(db))
		return QUAD_EREPLICA;
	return db->engine->submit(db, job, arg, moment);
}

uint64_t db_moment(struct db_txn *txn)
{
	return txn->engine->moment(txn);
}

/* ---- reads to come ---- */

bool db_is_far(const struct db *db)
{
	return db->engine->expect != NULL;
}

bool db_txn_is_far(const struct db_txn *txn)
{
	return txn->engine->expect != NULL;
}

void db_expect_next(struct db *db, const struct db_range *v, size_t n)
{
	if (db->engine->expect_next)
		db->engine->expect_next(db, v, n);
}

bool db_hint(struct db *db, struct bytes key, struct bytes *out)
{
	return db->engine->hint && db->engine->hint(db, key, out);
}

int db_expect(struct db_txn *txn, const struct db_range *v, size_t n)
{
	return txn->engine->expect ? txn->engine->expect(txn, v, n) : 0;
}

/* ---- single keys ---- */

int db_get(struct db_txn *txn, struct bytes key, struct bytes *out)
{
	return txn->engine->get(txn, key, out);
}

int db_put(struct db_txn *txn, struct bytes key, struct bytes value)
{
	assert(key.len > 0 && key.len <= DB_KEY_MAX);
	return txn->engine->put(txn, key, value);
}

int db_del(struct db_txn *txn, struct bytes key)
{
	return txn->engine->del(txn, key);
}

/* ---- scans ---- */

int db_scan_open(struct db_txn *txn, struct db_scan *out)
{
	out->txn = txn;
	out->cursor = NULL;
	out->has_first = false;
	out->done = true;
	return txn->engine->cursor_open(txn, &out->cursor);
}

void db_scan_close(struct db_scan *s)
{
	if (s->cursor)
		s->txn->engine->cursor_close(s->cursor);
	s->cursor = NULL;
}

static int set_range(struct db_scan *s, struct bytes from, struct bytes bound, bool backwards)
{
	assert(bound.len <= DB_KEY_MAX && from.len <= DB_KEY_MAX);
	memcpy(s->bound, bound.p, bound.len);
	s->bound_len = bound.len;
	s->backwards = backwards;
	int err = s->txn->engine->cursor_seek(s->cursor, from, bound, backwards, &s->first_key, &s->first_value);
	s->has_first = err == 0;
	s->done = err != 0;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int db_scan_range(struct db_scan *s, struct bytes lo, struct bytes hi)
{
	return set_range(s, lo, hi, false);
}

int db_scan_range_back(struct db_scan *s, struct bytes lo, struct bytes hi)
{
	return set_range(s, hi, lo, true);
}

static bool is_in_range(const struct db_scan *s, struct bytes key)
{
	int c = bytes_compare(key, (struct bytes){s->bound, s->bound_len});
	return s->backwards ? c >= 0 : c < 0;
}

int db_scan_next(struct db_scan *s, struct bytes *key, struct bytes *value)
{
	int err = QUAD_ENOTFOUND;
	if (s->has_first) {
		*key = s->first_key;
		*value = s->first_value;
		s->has_first = false;
		err = 0;
	} else if (!s->done) {
		err = s->txn->engine->cursor_step(s->cursor, s->backwards, key, value);
	}
	if (err) {
		s->done = true;
		*key = *value = (struct bytes){"", 0};
		return err;
	}
	if (is_in_range(s, *key))
		return 0;
	s->done = true;
	return QUAD_ENOTFOUND;
}

/* ---- proof and copies ---- */

int db_prove(struct db *db, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults)
{
	return db->engine->prove(db, fault, arg, n_faults);
}

int db_backup(struct db *db, const char *path)
{
	return db->engine->backup(db, path);
}

int db_clone(struct db *db, const char *dir)
{
	return db->engine->clone(db, dir);
}

int db_restore(struct db *db, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg)
{
	if (replica_is(db))
		return QUAD_EREPLICA;
	return db->engine->restore(db, path, verify, arg);
}

int db_rebuild(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	if (replica_is(db))
		return QUAD_EREPLICA;
	return db->engine->rebuild(db, fn, arg);
}

int db_must_rebuild(struct db *db, bool *out)
{
	return db->engine->must_rebuild(db, out);
}
