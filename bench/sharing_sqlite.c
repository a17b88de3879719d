/* SQLite as in engine_sqlite.c: memory-mapped, 256 MB of cache, statistics after loading. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/sharing.h"
#include "bench/spawn.h"

#define PATH_BYTES 600

struct lite {
	sqlite3 *db;
	char path[PATH_BYTES];
};

static int failed(sqlite3 *db, const char *what)
{
	fprintf(stderr, "bench: SQLite: %s: %s\n", what, db ? sqlite3_errmsg(db) : "out of memory");
	return -1;
}

static int run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(db, sql);
}

static void close_db(void *e)
{
	struct lite *l = e;
	if (!l)
		return;
	sqlite3_close(l->db);
	remove_tree(l->path);
	free(l);
}

static int open_db(const struct bench *b, const struct side *s, void **out)
{
	struct lite *l = calloc(1, sizeof *l);
	(void)s;
	if (!l)
		return -1;
	snprintf(l->path, sizeof l->path, "%s/sharing.sqlite", b->dir);
	int err = sqlite3_open(l->path, &l->db) == SQLITE_OK ? 0 : failed(l->db, l->path);
	if (!err)
		err = run(l->db, "PRAGMA cache_size=-262144; PRAGMA mmap_size=17179869184; PRAGMA temp_store=MEMORY;");
	if (err)
		close_db(l);
	else
		*out = l;
	return err;
}

static int put_numbers(sqlite3 *db, sqlite3_stmt *stmt, const int64_t *v, int n)
{
	for (int i = 0; i < n; i++)
		sqlite3_bind_int64(stmt, i + 1, v[i]);
	int rc = sqlite3_step(stmt);
	sqlite3_reset(stmt);
	return rc == SQLITE_DONE ? 0 : failed(db, "loading");
}

static int put_bookings(sqlite3 *db, const struct workload *w)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, "INSERT INTO booking VALUES(?, ?, ?, ?, NULL, NULL, ?, ?, ?)", -1, &stmt, NULL);
	int err = rc == SQLITE_OK ? 0 : failed(db, "booking");
	for (size_t i = 0; i < w->n && !err; i++) {
		const struct ask *v = &w->v[i];
		const int64_t row[] = {(int64_t)i + 1,      v->resource + 1, v->start,        v->end,
		                       sharing_borrower(i), PARTY,           sharing_units(i)};
		err = put_numbers(db, stmt, row, 7);
	}
	sqlite3_finalize(stmt);
	return err;
}

static int put_resources(sqlite3 *db)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, "INSERT INTO resource VALUES(?, ?, ?, ?)", -1, &stmt, NULL);
	int err = rc == SQLITE_OK ? 0 : failed(db, "resource");
	for (uint32_t i = 0; i < N_RESOURCES && !err; i++) {
		const int64_t row[] = {i + 1, sharing_owner(i), sharing_is_pool(i), SEATS};
		err = put_numbers(db, stmt, row, 4);
	}
	sqlite3_finalize(stmt);
	return err;
}

static int put_others(sqlite3 *db, const struct workload *w)
{
	struct buf sql = {0};
	for (int i = 1; i <= SHARING_INSTITUTIONS; i++)
		buf_fmt(&sql, "INSERT INTO institution VALUES(%d, 'I%02d');", i, i);
	/* local hours of ten days more than there are bookings */
	for (int64_t n = w->first / 60; n < w->end / 60 + 240; n++)
		buf_fmt(&sql, "INSERT INTO hour VALUES(%lld);", (long long)n);
	int err = run(db, buf_text(&sql));
	buf_release(&sql);
	return err;
}

static int create(const struct bench *b, const struct side *s)
{
	void *e = NULL;
	int err = open_db(b, s, &e);
	if (err)
		return err;
	struct lite *l = e;
	err = run(l->db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN");
	if (!err)
		err = run(l->db, sharing_tables);
	if (!err)
		err = put_others(l->db, &b->w);
	if (!err)
		err = put_resources(l->db);
	if (!err)
		err = put_bookings(l->db, &b->w);
	if (!err)
		err = run(l->db, sharing_indexes);
	if (!err)
		err = run(l->db, "COMMIT; ANALYZE");
	/* what is open would remove it */
	if (!err)
		l->path[0] = '\0';
	close_db(l);
	return err;
}

static int ask(void *e, enum sharing_question question, int64_t from, int64_t to, struct buf *out)
{
	struct lite *l = e;
	struct buf sql = {0};
	sqlite3_stmt *stmt = NULL;
	sharing_sql(question, from, to, &sql);
	int rc = sqlite3_prepare_v2(l->db, buf_text(&sql), -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	for (; rc == SQLITE_ROW; rc = sqlite3_step(stmt)) {
		for (int i = 0; i < sqlite3_column_count(stmt); i++)
			buf_fmt(out, "%s%s", i ? "|" : "", (const char *)sqlite3_column_text(stmt, i));
		buf_char(out, '\n');
	}
	int err = rc == SQLITE_DONE ? 0 : failed(l->db, buf_text(&sql));
	sqlite3_finalize(stmt);
	buf_release(&sql);
	return err;
}

const struct sharing_engine sharing_sqlite = {"sqlite", create, open_db, close_db, ask};
