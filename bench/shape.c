/*
 * A process keeps what it has read until another one commits (decision_cache.h), so each booking that is recorded comes
 * after one of another process: the case of many clients. Gets, seeks and steps become ranges; what a transaction reads
 * of its own writes is left out, since no engine has to ask anybody for that.
 */
#include "bench/shape.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/engine.h"
#include "store/db/db_engine.h"
#include "store/facts/store_open.h"

static const struct db_engine *engine; /* the one that does the work */
static struct shape *now;              /* the booking that is recorded, NULL = none */
static bool too_many;

static struct key copy_key(struct bytes b)
{
	struct key k = {.len = b.len};
	memcpy(k.p, b.p, b.len);
	return k;
}

static bool is_key(const struct key *k, struct bytes b)
{
	return bytes_compare(key_bytes(k), b) == 0;
}

static bool has_written(const struct shape *s, struct bytes key)
{
	for (size_t i = 0; i < s->n_writes; i++)
		if (is_key(&s->writes[i].key, key))
			return true;
	return false;
}

static void record_range(struct bytes lo, struct bytes hi)
{
	for (size_t i = 0; i < now->n_reads; i++)
		if (is_key(&now->reads[i].lo, lo) && is_key(&now->reads[i].hi, hi))
			return;
	if (now->n_reads == SHAPE_READS_MAX) {
		too_many = true;
		return;
	}
	now->reads[now->n_reads++] = (struct shape_read){copy_key(lo), copy_key(hi), 1};
}

static int record_get(struct db_txn *txn, struct bytes key, struct bytes *out)
{
	if (now && !has_written(now, key)) {
		struct key after = copy_key(key);
		after.p[after.len++] = 0;
		record_range(key, key_bytes(&after));
	}
	return engine->get(txn, key, out);
}

static int record_seek(void *cursor, struct bytes from, struct bytes bound, bool backwards, struct bytes *key,
                       struct bytes *value)
{
	if (now)
		record_range(backwards ? bound : from, backwards ? from : bound);
	return engine->cursor_seek(cursor, from, bound, backwards, key, value);
}

/* Of the range that was sought last: decisions read one after the other. */
static int record_step(void *cursor, bool backwards, struct bytes *key, struct bytes *value)
{
	if (now && now->n_reads)
		now->reads[now->n_reads - 1].n++;
	return engine->cursor_step(cursor, backwards, key, value);
}

static int record_put(struct db_txn *txn, struct bytes key, struct bytes value)
{
	if (now && !has_written(now, key) && now->n_writes == SHAPE_WRITES_MAX)
		too_many = true;
	else if (now && !has_written(now, key))
		now->writes[now->n_writes++] = (struct shape_write){copy_key(key), value.len, false};
	return engine->put(txn, key, value);
}

/* A booking by a process of its own. */
static int book_elsewhere(const char *at, const struct ask *ask)
{
	int status = 0;
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		void *e = NULL;
		bool made = false;
		int err = engine_quad.open(at, &e);
		if (!err)
			err = engine_quad.book(e, ask, &made);
		engine_quad.close(e);
		_exit(err || !made ? 1 : 0);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

static bool is_written_by_all(const struct shapes *all, struct bytes key)
{
	for (size_t i = 0; i < SHAPES; i++)
		if (!has_written(&all->v[i], key))
			return false;
	return true;
}

static void mark_shared(struct shapes *all)
{
	for (size_t i = 0; i < SHAPES; i++)
		for (size_t j = 0; j < all->v[i].n_writes; j++) {
			struct shape_write *w = &all->v[i].writes[j];
			w->shared = is_written_by_all(all, key_bytes(&w->key));
		}
}

static int record_all(const char *at, void *e, struct workload *w, struct shapes *out)
{
	int err = 0;
	for (size_t i = 0; !err && i < SHAPES; i++) {
		struct ask other, ask;
		bool made = false;
		if (workload_new(w, &other) || workload_new(w, &ask))
			return -1;
		err = book_elsewhere(at, &other);
		now = &out->v[i];
		if (!err)
			err = engine_quad.book(e, &ask, &made);
		now = NULL;
		if (!err && !made)
			err = -1;
	}
	return err;
}

int shapes_record(const char *at, struct workload *w, struct shapes *out)
{
	void *e = NULL;
	*out = (struct shapes){0};
	int err = engine_quad.open(at, &e);
	if (err)
		return err;
	struct db *db = engine_quad_store(e)->db;
	engine = db->engine;
	struct db_engine recording = *engine;
	recording.get = record_get;
	recording.put = record_put;
	recording.cursor_seek = record_seek;
	recording.cursor_step = record_step;
	db->engine = &recording;
	too_many = false;
	err = record_all(at, e, w, out);
	db->engine = engine;
	engine_quad.close(e);
	if (!err && too_many)
		err = -1;
	if (err)
		fprintf(stderr, "bench: what a booking reads and writes could not be recorded\n");
	else
		mark_shared(out);
	return err;
}

bool shape_is_shared(const struct shape *s, struct bytes key)
{
	for (size_t i = 0; i < s->n_writes; i++)
		if (s->writes[i].shared && is_key(&s->writes[i].key, key))
			return true;
	return false;
}
