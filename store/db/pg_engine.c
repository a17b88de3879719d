/*
 * The engine over a PostgreSQL server: opening, making and closing a store, its figures, and the table of its
 * functions.
 */
#include "store/db/pg_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/pg_cursor.h"
#include "store/db/pg_expect.h"
#include "store/db/pg_file.h"
#include "store/db/pg_group.h"
#include "store/db/pg_server.h"
#include "store/db/pg_txn.h"
#include "store/db/pg_write.h"

enum { TIMEOUT_SECONDS = 30, TOKEN_MS = 250 };

/* ---- making a store ---- */

static int ask(struct pg_link *l, const char *sql, PGresult **out)
{
	return link_ask(l, sql, l->timeout_seconds, out);
}

/* The first schema of the search path, quoted as it stands there; and whether it and the table are there. */
static int find_place(struct pg_link *l, char schema[256], bool *has_schema, bool *has_table)
{
	PGresult *res;
	int err = ask(l,
	              "SELECT trim(split_part(current_setting('search_path'), ',', 1)), current_schema() IS NOT NULL, "
	              "to_regclass('" PG_TABLE "') IS NOT NULL",
	              &res);
	if (err)
		return err;
	struct bytes name = link_value(l, res, 0, 0);
	snprintf(schema, 256, "%.*s", (int)name.len, (const char *)name.p);
	*has_schema = *(const char *)link_value(l, res, 0, 1).p != 0;
	*has_table = *(const char *)link_value(l, res, 0, 2).p != 0;
	l->lib->clear(res);
	return 0;
}

/* PostgreSQL keeps room in its pages, so that the head, which every commit writes, stays in its page. */
static int make_table(struct pg_link *l, uint64_t id)
{
	char sql[512], hex[2 * PG_HEAD_MAX + 1] = "", key[2 * 16 + 1] = "";
	struct pg_head head = pg_head_first(1, id);
	for (size_t i = 0; i < head.len; i++)
		snprintf(hex + 2 * i, 3, "%02x", head.bytes[i]);
	for (size_t i = 0; i < pg_head_key.len; i++)
		snprintf(key + 2 * i, 3, "%02x", ((const unsigned char *)pg_head_key.p)[i]);
	snprintf(sql, sizeof sql, "INSERT INTO " PG_TABLE " (k, v) VALUES ('\\x%s', '\\x%s')", key, hex);
	int err = ask(l, "BEGIN", NULL);
	if (!err)
		err = ask(l,
		          l->has_table_locks ? "CREATE TABLE " PG_TABLE
		                               " (k bytea PRIMARY KEY, v bytea NOT NULL) WITH (fillfactor = 90)"
		                             : "CREATE TABLE " PG_TABLE " (k bytea PRIMARY KEY, v bytea NOT NULL)",
		          NULL);
	if (!err && l->has_table_locks)
		err = ask(l, "CREATE TABLE IF NOT EXISTS " PG_TURN " ()", NULL);
	if (!err)
		err = ask(l, sql, NULL);
	if (!err)
		return ask(l, "COMMIT", NULL);
	(void)!ask(l, "ROLLBACK", NULL);
	return err;
}

static int make_store(struct pg *pg)
{
	struct pg_link *l = &pg->sessions[0].link;
	char schema[256], sql[300];
	bool has_schema, has_table;
	uint64_t id;
	int err = link_connect(l);
	if (!err)
		err = pg_random(&id);
	if (!err)
		err = find_place(l, schema, &has_schema, &has_table);
	if (err)
		return err;
	if (has_table)
		return QUAD_EEXIST;
	if (!has_schema) {
		snprintf(sql, sizeof sql, "CREATE SCHEMA IF NOT EXISTS %s", schema);
		err = ask(l, sql, NULL);
	}
	/* another one makes it just now */
	if (err == QUAD_EEXIST)
		err = 0;
	return err ? err : make_table(l, id);
}

/* ---- opening ---- */

/* The beginning is what there is to see. */
static int look(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

/* A child has its parent's connection, which is not its own to end. */
static void drop_links(struct pg *pg)
{
	bool is_own = pg->process == (long)getpid();
	if (is_own)
		session_end_act(pg);
	pg->has_act = false;
	pg->act_end_ms = 0;
	for (int i = 0; i < 2; i++) {
		struct pg_session *s = &pg->sessions[i];
		if (is_own)
			link_drop(&s->link);
		memo_release(&s->memo);
		overlay_release(&s->over);
		s->head.len = 0;
	}
}

static void pg_close(struct db *base)
{
	struct pg *pg = pg_of(base);
	drop_links(pg);
	pg_group_close(pg);
	expect_forget_next(pg);
	pg_lib_close(&pg->lib);
	free(pg->address);
	free(pg);
}

static int open_store(struct pg *pg, unsigned flags)
{
	int err = 0;
	if (flags & DB_CREATE)
		err = make_store(pg);
	if (err)
		return pg_error(err);
	if (!(flags & DB_ONE_ACT))
		return pg_read(&pg->db, look, NULL);
	session_begin_act(pg);
	return 0;
}

static int pg_open(const char *address, unsigned flags, struct db **out)
{
	*out = NULL;
	struct pg *pg = calloc(1, sizeof *pg);
	if (!pg)
		return QUAD_ENOMEM;
	pg->db.engine = &pg_engine;
	pg->process = (long)getpid();
	pg->timeout_seconds = TIMEOUT_SECONDS;
	pg->lead_fd = -1;
	pg->address = strdup(address);
	bool has_lib = pg_lib_open(&pg->lib);
	for (int i = 0; i < 2; i++)
		pg->sessions[i].link = (struct pg_link){
			.lib = &pg->lib, .address = pg->address, .timeout_seconds = TIMEOUT_SECONDS, .set_seconds = -1};
	int err = pg->address ? 0 : QUAD_ENOMEM;
	if (!err && !has_lib) {
		link_say("the package libpq5 is not installed");
		err = QUAD_ELINK;
	}
	if (!err)
		err = open_store(pg, flags);
	if (err) {
		pg_close(&pg->db);
		return err;
	}
	*out = &pg->db;
	return 0;
}

static int pg_reopen(struct db *base)
{
	struct pg *pg = pg_of(base);
	drop_links(pg);
	pg_group_close(pg);
	pg->is_moved = false;
	pg->id = 0;
	int err = pg_read(base, look, NULL);
	pg->is_moved = err != 0;
	return err;
}

/* ---- a store ---- */

static int pg_set_timeout(struct db *base, int seconds)
{
	struct pg *pg = pg_of(base);
	int before = pg->timeout_seconds;
	pg->timeout_seconds = seconds;
	return before;
}

static void pg_rest_when_lost(struct db *base)
{
	struct pg *pg = pg_of(base);
	pg->rests = true;
	for (int i = 0; i < 2; i++)
		pg->sessions[i].link.is_quiet = true;
	if (link_now_ms() - pg->lost_ms >= pg->tried_ms)
		pg->again_ms = 0;
}

static void pg_stop_when(struct db *base, const volatile sig_atomic_t *told)
{
	struct pg *pg = pg_of(base);
	for (int i = 0; i < 2; i++)
		pg->sessions[i].link.told = told;
}

/* The writer may be on any machine, so no process of this one is named. */
static long pg_holder(struct db *base)
{
	(void)base;
	return 0;
}

static int note_moment(struct db_txn *txn, void *arg)
{
	*(uint64_t *)arg = pg_moment(txn);
	return 0;
}

/*
 * A screen asks this every second, and after each key. What was seen a moment ago counts: a journey for each would be
 * felt. A notification by the server would spare the journeys, but not every server and pooler has it. Where the server
 * cannot be reached, it is not tried again at once: to wait for it stops the screen.
 */
static uint64_t pg_token(struct db *base)
{
	struct pg *pg = pg_of(base);
	const struct pg_session *s = &pg->sessions[0];
	int64_t now = link_now_ms();
	if (s->head.len && now - s->head_ms < TOKEN_MS)
		return pg_head_moment(&s->head);
	if (pg->lost_ms && now < pg->again_ms)
		return 0;
	uint64_t moment = 0;
	int err = pg_read(base, note_moment, &moment);
	return err ? 0 : moment;
}

static int pg_stands(struct db *base)
{
	return pg_of(base)->is_moved ? QUAD_EMOVED : 0;
}

/* There are no files. */
static void pg_detach(struct db *base)
{
	(void)base;
}

static void add_figure(struct db_figures *f, const char *name, uint64_t value)
{
	f->v[f->n].name = name;
	f->v[f->n].value = value;
	f->n++;
}

static int pg_figures(struct db *base, struct db_figures *out)
{
	struct pg *pg = pg_of(base);
	struct pg_session *s = session_take(pg);
	PGresult *res;
	if (!s)
		return QUAD_EBUSY;
	int err = link_connect(&s->link);
	if (!err)
		err = link_drain(&s->link, pg->timeout_seconds, 0);
	if (!err)
		err = ask(&s->link,
		          "SELECT (SELECT count(*) FROM " PG_TABLE
		          " WHERE k >= '\\x01'), pg_total_relation_size('" PG_TABLE "')::bigint",
		          &res);
	if (err == PG_LOST)
		link_drop(&s->link);
	if (err)
		return pg_error(err);
	add_figure(out, "entries", link_number(&s->link, res, 0));
	add_figure(out, "table_bytes", link_number(&s->link, res, 1));
	add_figure(out, "round_trips", pg->sessions[0].link.round_trips + pg->sessions[1].link.round_trips);
	s->link.lib->clear(res);
	return 0;
}

const struct db_engine pg_engine = {
	.open = pg_open,
	.close = pg_close,
	.set_timeout = pg_set_timeout,
	.rest_when_lost = pg_rest_when_lost,
	.stop_when = pg_stop_when,
	.holder = pg_holder,
	.token = pg_token,
	.stands = pg_stands,
	.detach = pg_detach,
	.reopen = pg_reopen,
	.figures = pg_figures,
	.read = pg_read,
	.update = pg_update,
	.rehearse = pg_rehearse,
	.submit = pg_submit,
	.nest = pg_nest,
	.moment = pg_moment,
	.expect = pg_expect,
	.expect_next = pg_expect_next,
	.hint = pg_hint,
	.get = pg_get,
	.put = pg_put,
	.del = pg_del,
	.cursor_open = pg_cursor_open,
	.cursor_close = pg_cursor_close,
	.cursor_seek = pg_cursor_seek,
	.cursor_step = pg_cursor_step,
	.prove = pg_prove,
	.backup = pg_backup,
	.clone = pg_clone,
	.restore = pg_restore,
	.rebuild = pg_rebuild,
	.must_rebuild = pg_must_rebuild,
	.server = pg_server,
};
