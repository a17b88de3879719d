/*
 * SQLite as one would use it for this at best: WAL, synchronous=FULL, prepared statements, a write transaction begun by
 * BEGIN IMMEDIATE, one index for the calendar of a resource and one for what happens at a time, which holds Quad's own
 * idea, the duration class. That bookings of a resource never overlap is used too: the one that begins last before an
 * interval's end is the only one that can be in its way.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/engine.h"
#include "bench/spawn.h"

#define DB_PATH_BYTES 512

static const char pragmas[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-262144; "
                              "PRAGMA mmap_size=17179869184; PRAGMA temp_store=MEMORY;";

static const char tables[] =
	"CREATE TABLE resource(id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,"
	" campus TEXT NOT NULL, seats INTEGER NOT NULL);"
	"CREATE INDEX resource_campus ON resource(campus, code, seats);"
	"CREATE TABLE class(class INTEGER PRIMARY KEY, longest INTEGER NOT NULL);"
	"CREATE TABLE booking(id INTEGER PRIMARY KEY, resource INTEGER NOT NULL, start_min INTEGER NOT NULL,"
	" end_min INTEGER NOT NULL, class INTEGER NOT NULL, party INTEGER NOT NULL, purpose TEXT NOT NULL,"
	" requester TEXT NOT NULL);";

static const char indexes[] =
	"CREATE INDEX booking_resource ON booking(resource, start_min, end_min);"
	"CREATE INDEX booking_time ON booking(class, start_min, end_min, resource);";

enum statement {
	SQL_BEGIN, SQL_COMMIT, SQL_ROLLBACK, SQL_IN_THE_WAY, SQL_INSERT, SQL_WEEK, SQL_FREE_CLASSES, SQL_FREE_SEEKS,
	SQL_TAKEN, SQL_CODES,
	SQL_CAMPUS, SQL_CALENDAR, SQL_NEXT_WINDOW, SQL_OTHERS, SQL_TIMES, SQL_COUNT
};

static const char *const texts[SQL_COUNT] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_IN_THE_WAY] =
		"SELECT id FROM (SELECT id, end_min FROM booking WHERE resource = (SELECT id FROM resource WHERE code = ?1)"
		" AND start_min < ?3 ORDER BY start_min DESC LIMIT 1) WHERE end_min > ?2",
	[SQL_INSERT] =
		"INSERT INTO booking(resource, start_min, end_min, class, party, purpose, requester)"
		" VALUES((SELECT id FROM resource WHERE code = ?1), ?2, ?3, ?4, ?5, ?6, 'bench')",
	[SQL_WEEK] =
		"WITH r(id) AS (SELECT id FROM resource WHERE code = ?1)"
		" SELECT id, start_min, end_min, purpose FROM booking WHERE resource = (SELECT id FROM r) AND start_min >="
		" coalesce((SELECT max(start_min) FROM booking WHERE resource = (SELECT id FROM r) AND start_min <= ?2), ?2)"
		" AND start_min < ?3 AND end_min > ?2 ORDER BY start_min",
	[SQL_FREE_CLASSES] =
		"SELECT code FROM resource WHERE id NOT IN (SELECT b.resource FROM class c CROSS JOIN booking b"
		" ON b.class = c.class AND b.start_min > ?1 - c.longest AND b.start_min < ?2 AND b.end_min > ?1) ORDER BY code",
	[SQL_FREE_SEEKS] =
		"SELECT code FROM resource r WHERE coalesce((SELECT end_min FROM booking b WHERE b.resource = r.id"
		" AND b.start_min < ?2 ORDER BY b.start_min DESC LIMIT 1), ?1) <= ?1 ORDER BY code",
	[SQL_TAKEN] =
		"SELECT b.resource FROM class c CROSS JOIN booking b ON b.class = c.class AND b.start_min > ?1 - c.longest"
		" AND b.start_min < ?2 AND b.end_min > ?1",
	[SQL_CODES] = "SELECT id, code FROM resource",
	[SQL_CAMPUS] = "SELECT id, code FROM resource WHERE campus = ?1 ORDER BY code",
	[SQL_CALENDAR] =
		"SELECT start_min, end_min FROM booking WHERE resource = ?1 AND start_min >="
		" coalesce((SELECT max(start_min) FROM booking WHERE resource = ?1 AND start_min <= ?2), ?2)"
		" AND start_min < ?3 AND end_min > ?2 ORDER BY start_min",
	[SQL_NEXT_WINDOW] =
		"WITH b AS (SELECT code, ?2 AS s, ?2 AS e FROM resource WHERE campus = ?1 UNION ALL"
		" SELECT r.code, b.start_min, b.end_min FROM resource r CROSS JOIN booking b ON b.resource = r.id"
		" AND b.start_min > ?2 - 8192 AND b.start_min < ?3 AND b.end_min > ?2 WHERE r.campus = ?1),"
		" g AS (SELECT code, max(e) OVER w AS free_from, lead(s, 1, ?3) OVER w AS next FROM b"
		" WINDOW w AS (PARTITION BY code ORDER BY s, e))"
		" SELECT code, min(free_from) FROM g WHERE next - free_from >= ?4 GROUP BY code ORDER BY code",
	[SQL_OTHERS] =
		"SELECT o.code FROM resource r CROSS JOIN resource o ON o.campus = r.campus AND o.id <> r.id AND o.seats >= ?4"
		" WHERE r.code = ?1 AND coalesce((SELECT end_min FROM booking b WHERE b.resource = o.id AND b.start_min < ?3"
		" ORDER BY b.start_min DESC LIMIT 1), ?2) <= ?2 ORDER BY o.code LIMIT 5",
	[SQL_TIMES] =
		"WITH r(id) AS (SELECT id FROM resource WHERE code = ?1),"
		" b AS (SELECT ?2 - 10080 AS s, ?2 - 10080 AS e UNION ALL SELECT start_min, end_min FROM booking"
		" WHERE resource = (SELECT id FROM r) AND start_min > ?2 - 18272 AND start_min < ?2 + 10080"
		" AND end_min > ?2 - 10080),"
		" g AS (SELECT max(e) OVER (ORDER BY s, e) AS f, lead(s, 1, ?2 + 10080) OVER (ORDER BY s, e) AS t FROM b)"
		" SELECT CASE WHEN f >= ?2 THEN f ELSE t - (?3 - ?2) END AS at FROM g WHERE t - f >= ?3 - ?2"
		" ORDER BY abs(at - ?2) LIMIT 5",
};

struct lite {
	sqlite3 *db;
	sqlite3_stmt *v[SQL_COUNT];
	char codes[N_RESOURCES][CODE_BYTES]; /* remembered, by id - 1, in order */
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

static const char *db_path(const char *at, char out[DB_PATH_BYTES])
{
	snprintf(out, DB_PATH_BYTES, "%s/bench.sqlite", at);
	return out;
}

static int open_db(const char *at, sqlite3 **out)
{
	char path[DB_PATH_BYTES];
	if (sqlite3_open(db_path(at, path), out) != SQLITE_OK)
		return failed(*out, path);
	sqlite3_busy_timeout(*out, 30000);
	return run(*out, pragmas);
}

/* Runs a statement that has no rows. */
static int step(struct lite *l, enum statement which)
{
	int rc = sqlite3_step(l->v[which]);
	sqlite3_reset(l->v[which]);
	return rc == SQLITE_DONE ? 0 : failed(l->db, texts[which]);
}

static int insert_all(sqlite3 *db, const struct workload *w)
{
	static const unsigned classes[] = {CLASSES};
	sqlite3_stmt *resource = NULL, *class = NULL, *booking = NULL;
	char code[CODE_BYTES], campus[CODE_BYTES], name[64];
	int err = sqlite3_prepare_v2(db, "INSERT INTO resource VALUES(?, ?, ?, 'lab', ?, ?)", -1, &resource, NULL) ||
		sqlite3_prepare_v2(db, "INSERT INTO class VALUES(?, ?)", -1, &class, NULL) ||
		sqlite3_prepare_v2(db, "INSERT INTO booking VALUES(?, ?, ?, ?, ?, ?, ?, 'bench')", -1, &booking, NULL);
	for (uint32_t i = 0; !err && i < N_RESOURCES; i++) {
		snprintf(name, sizeof name, "实训室 Laboratory %u", (unsigned)i);
		sqlite3_bind_int64(resource, 1, i + 1);
		sqlite3_bind_text(resource, 2, workload_code(i, code), -1, SQLITE_STATIC);
		sqlite3_bind_text(resource, 3, name, -1, SQLITE_STATIC);
		sqlite3_bind_text(resource, 4, workload_campus(campus_of(i), campus), -1, SQLITE_STATIC);
		sqlite3_bind_int(resource, 5, SEATS);
		err = sqlite3_step(resource) != SQLITE_DONE;
		sqlite3_reset(resource);
	}
	for (size_t i = 0; !err && i < N_CLASSES; i++) {
		sqlite3_bind_int64(class, 1, classes[i]);
		sqlite3_bind_int64(class, 2, INT64_C(2) << classes[i]);
		err = sqlite3_step(class) != SQLITE_DONE;
		sqlite3_reset(class);
	}
	for (size_t i = 0; !err && i < w->n; i++) {
		const struct ask *v = &w->v[i];
		sqlite3_bind_int64(booking, 1, (sqlite3_int64)i + 1);
		sqlite3_bind_int64(booking, 2, v->resource + 1);
		sqlite3_bind_int64(booking, 3, v->start);
		sqlite3_bind_int64(booking, 4, v->end);
		sqlite3_bind_int64(booking, 5, workload_class(v));
		sqlite3_bind_int(booking, 6, PARTY);
		sqlite3_bind_text(booking, 7, workload_purpose(v), -1, SQLITE_STATIC);
		err = sqlite3_step(booking) != SQLITE_DONE;
		sqlite3_reset(booking);
	}
	sqlite3_finalize(resource);
	sqlite3_finalize(class);
	sqlite3_finalize(booking);
	return err ? failed(db, "loading") : 0;
}

static int lite_create(const char *at, const struct workload *w, const char *csv)
{
	sqlite3 *db = NULL;
	(void)csv;
	mkdir(at, 0700);
	int err = open_db(at, &db);
	if (!err)
		err = run(db, tables);
	if (!err)
		err = run(db, "BEGIN IMMEDIATE");
	if (!err)
		err = insert_all(db, w);
	if (!err)
		err = run(db, indexes);
	if (!err)
		err = run(db, "COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
	sqlite3_close(db);
	return err;
}

static void lite_close(void *e)
{
	struct lite *l = e;
	for (size_t i = 0; l && i < SQL_COUNT; i++)
		sqlite3_finalize(l->v[i]);
	if (l)
		sqlite3_close(l->db);
	free(l);
}

static int lite_open(const char *at, void **out)
{
	struct lite *l = calloc(1, sizeof *l);
	int err = l ? open_db(at, &l->db) : failed(NULL, at);
	for (size_t i = 0; !err && i < SQL_COUNT; i++)
		if (sqlite3_prepare_v3(l->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &l->v[i], NULL) != SQLITE_OK)
			err = failed(l->db, texts[i]);
	while (!err && sqlite3_step(l->v[SQL_CODES]) == SQLITE_ROW) {
		sqlite3_int64 id = sqlite3_column_int64(l->v[SQL_CODES], 0);
		if (id >= 1 && id <= N_RESOURCES)
			snprintf(l->codes[id - 1], CODE_BYTES, "%s", (const char *)sqlite3_column_text(l->v[SQL_CODES], 1));
	}
	if (!err)
		sqlite3_reset(l->v[SQL_CODES]);
	if (err)
		lite_close(l);
	*out = err ? NULL : l;
	return err;
}

/* Within the write transaction: looks, and inserts what can be. */
static int insert(struct lite *l, const struct ask *ask, bool *made)
{
	char code[CODE_BYTES];
	sqlite3_stmt *look = l->v[SQL_IN_THE_WAY], *put = l->v[SQL_INSERT];
	workload_code(ask->resource, code);
	sqlite3_bind_text(look, 1, code, -1, SQLITE_STATIC);
	sqlite3_bind_int64(look, 2, ask->start);
	sqlite3_bind_int64(look, 3, ask->end);
	int rc = sqlite3_step(look);
	sqlite3_reset(look);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return failed(l->db, "a look");
	*made = rc == SQLITE_DONE;
	if (!*made)
		return 0;
	sqlite3_bind_text(put, 1, code, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 2, ask->start);
	sqlite3_bind_int64(put, 3, ask->end);
	sqlite3_bind_int64(put, 4, workload_class(ask));
	sqlite3_bind_int(put, 5, PARTY);
	sqlite3_bind_text(put, 6, workload_purpose(ask), -1, SQLITE_STATIC);
	return step(l, SQL_INSERT);
}

static int lite_book(void *e, const struct ask *ask, bool *made)
{
	struct lite *l = e;
	int err = step(l, SQL_BEGIN);
	if (!err)
		err = insert(l, ask, made);
	return err ? err : step(l, *made ? SQL_COMMIT : SQL_ROLLBACK);
}

static int lite_series(void *e, const struct ask *first, bool *made)
{
	struct lite *l = e;
	int err = step(l, SQL_BEGIN);
	*made = true;
	for (size_t i = 0; !err && *made && i < SERIES_DATES; i++) {
		struct ask ask;
		workload_series_date(first, i, &ask);
		err = insert(l, &ask, made);
	}
	return err ? err : step(l, *made ? SQL_COMMIT : SQL_ROLLBACK);
}

static const char *text_of(sqlite3_stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s, column);
}

static int lite_free_of_all(void *e, unsigned plan, int64_t start, int64_t end, struct answer *out)
{
	struct lite *l = e;
	sqlite3_stmt *s = l->v[plan ? SQL_FREE_SEEKS : SQL_FREE_CLASSES];
	int rc;
	sqlite3_bind_int64(s, 1, start);
	sqlite3_bind_int64(s, 2, end);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		answer_text(out, text_of(s, 0));
	sqlite3_reset(s);
	return rc == SQLITE_DONE ? 0 : failed(l->db, "what is free");
}

static int lite_free_remembered(void *e, int64_t start, int64_t end, struct answer *out)
{
	struct lite *l = e;
	sqlite3_stmt *s = l->v[SQL_TAKEN];
	bool taken[N_RESOURCES] = {0};
	int rc;
	sqlite3_bind_int64(s, 1, start);
	sqlite3_bind_int64(s, 2, end);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		taken[sqlite3_column_int64(s, 0) - 1] = true;
	sqlite3_reset(s);
	for (size_t i = 0; i < N_RESOURCES; i++)
		if (!taken[i])
			answer_text(out, l->codes[i]);
	return rc == SQLITE_DONE ? 0 : failed(l->db, "what is taken");
}

static int lite_week(void *e, uint32_t resource, int64_t start, int64_t end, struct answer *out)
{
	struct lite *l = e;
	sqlite3_stmt *s = l->v[SQL_WEEK];
	char code[CODE_BYTES];
	int rc;
	sqlite3_bind_text(s, 1, workload_code(resource, code), -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, start);
	sqlite3_bind_int64(s, 3, end);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		answer_slot(out, sqlite3_column_int64(s, 1), sqlite3_column_int64(s, 2), text_of(s, 3));
	sqlite3_reset(s);
	return rc == SQLITE_DONE ? 0 : failed(l->db, "a week");
}

/* The first gap of len in a resource's calendar, found by walking it only that far; false if there is none. */
static int first_gap(struct lite *l, sqlite3_int64 resource, int64_t start, int64_t end, int64_t len, int64_t *at)
{
	sqlite3_stmt *s = l->v[SQL_CALENDAR];
	int rc = SQLITE_DONE;
	*at = start;
	sqlite3_bind_int64(s, 1, resource);
	sqlite3_bind_int64(s, 2, start);
	sqlite3_bind_int64(s, 3, end);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW && sqlite3_column_int64(s, 0) - *at < len)
		*at = sqlite3_column_int64(s, 1);
	sqlite3_reset(s);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : failed(l->db, "a calendar");
}

static int lite_next_free(void *e, unsigned plan, uint32_t campus, int64_t start, int64_t end, int64_t len,
                          struct answer *out)
{
	struct lite *l = e;
	sqlite3_stmt *s = l->v[plan ? SQL_NEXT_WINDOW : SQL_CAMPUS];
	char code[CODE_BYTES];
	int rc, err = 0;
	sqlite3_bind_text(s, 1, workload_campus(campus, code), -1, SQLITE_STATIC);
	if (plan) {
		sqlite3_bind_int64(s, 2, start);
		sqlite3_bind_int64(s, 3, end);
		sqlite3_bind_int64(s, 4, len);
	}
	while ((rc = sqlite3_step(s)) == SQLITE_ROW && !err) {
		int64_t at = plan ? sqlite3_column_int64(s, 1) : 0;
		if (!plan)
			err = first_gap(l, sqlite3_column_int64(s, 0), start, end, len, &at);
		if (at + len <= end)
			answer_time(out, text_of(s, plan ? 0 : 1), at);
	}
	sqlite3_reset(s);
	return err || rc == SQLITE_DONE ? err : failed(l->db, "the next free time");
}

static int lite_alternatives(void *e, const struct ask *ask, size_t *n)
{
	static const enum statement parts[] = {SQL_IN_THE_WAY, SQL_OTHERS, SQL_TIMES};
	struct lite *l = e;
	char code[CODE_BYTES];
	workload_code(ask->resource, code);
	*n = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		sqlite3_stmt *s = l->v[parts[i]];
		int rc;
		sqlite3_bind_text(s, 1, code, -1, SQLITE_STATIC);
		sqlite3_bind_int64(s, 2, ask->start);
		sqlite3_bind_int64(s, 3, ask->end);
		if (parts[i] == SQL_OTHERS)
			sqlite3_bind_int(s, 4, PARTY);
		while ((rc = sqlite3_step(s)) == SQLITE_ROW)
			*n += i > 0 && text_of(s, 0);
		sqlite3_reset(s);
		if (rc != SQLITE_DONE)
			return failed(l->db, "alternatives");
	}
	return 0;
}

/*
 * The file's columns as they are, which ISO times allow. The indexes are those that Quad keeps too: by reference, by
 * resource, by time.
 */
static const char import_tables[] =
	"CREATE TABLE booking(ref TEXT PRIMARY KEY, resource TEXT NOT NULL, start TEXT NOT NULL, \"end\" TEXT NOT NULL,"
	" party INTEGER NOT NULL, purpose TEXT NOT NULL, requester TEXT NOT NULL);"
	"CREATE INDEX booking_resource ON booking(resource, start, \"end\");"
	"CREATE INDEX booking_time ON booking(start, \"end\", resource);";
static const char import_trigger[] =
	"CREATE TRIGGER booking_overlap BEFORE INSERT ON booking WHEN EXISTS (SELECT 1 FROM (SELECT \"end\" FROM booking"
	" WHERE resource = NEW.resource AND start < NEW.\"end\" ORDER BY start DESC LIMIT 1) WHERE \"end\" > NEW.start)"
	" BEGIN SELECT RAISE(ABORT, 'busy'); END;";

/* The file, with all that the log held in it. */
static int file_bytes(const char *at, double *out)
{
	char path[DB_PATH_BYTES];
	struct stat st;
	sqlite3 *db = NULL;
	int err = open_db(at, &db);
	if (!err)
		err = run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
	sqlite3_close(db);
	if (!err && stat(db_path(at, path), &st) != 0)
		err = failed(NULL, path);
	*out = err ? 0 : (double)st.st_size;
	return err;
}

static int lite_size(const char *at, struct store_size *out)
{
	return file_bytes(at, &out->bytes);
}

static int count_rows(sqlite3 *db, size_t n)
{
	sqlite3_stmt *s = NULL;
	size_t rows = 0;
	if (sqlite3_prepare_v2(db, "SELECT count(*) FROM booking", -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		rows = (size_t)sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	if (rows != n)
		fprintf(stderr, "bench: SQLite: %zu rows were imported, not %zu\n", rows, n);
	return rows == n ? 0 : -1;
}

static int lite_import(const char *at, const char *csv, size_t n, bool checks, struct import_cost *out)
{
	char path[DB_PATH_BYTES], script[DB_PATH_BYTES];
	const char *const argv[] = {"sqlite3", "-bail", db_path(at, path), NULL};
	sqlite3 *db = NULL;
	mkdir(at, 0700);
	int err = open_db(at, &db);
	if (!err)
		err = run(db, import_tables);
	if (!err && checks)
		err = run(db, import_trigger);
	sqlite3_close(db);
	snprintf(script, sizeof script, "%s/script", at);
	FILE *f = fopen(script, "w");
	if (err || !f)
		return -1;
	fprintf(f, "%s\n.import --csv --skip 1 %s booking\n", pragmas, csv);
	fclose(f);
	db = NULL;
	err = spawn_watched(argv, script, &out->us, &out->mib);
	if (!err)
		err = open_db(at, &db);
	if (!err)
		err = count_rows(db, n);
	sqlite3_close(db);
	return err ? err : file_bytes(at, &out->bytes);
}

static int lite_start(const char *at, double *out_us)
{
	char path[DB_PATH_BYTES];
	const char *const argv[] = {"sqlite3", "-readonly", db_path(at, path), "SELECT * FROM booking WHERE id = 1", NULL};
	return spawn(argv, NULL, out_us);
}

static int lite_start_free(const char *at, int64_t start, int64_t end, double *out_us)
{
	char path[DB_PATH_BYTES], first[64], second[64];
	const char *const argv[] = {"sqlite3", "-readonly", "-cmd", first, "-cmd", second, db_path(at, path),
	                            texts[SQL_FREE_CLASSES], NULL};
	snprintf(first, sizeof first, ".param set ?1 %lld", (long long)start);
	snprintf(second, sizeof second, ".param set ?2 %lld", (long long)end);
	return spawn(argv, NULL, out_us);
}

const struct engine engine_sqlite = {
	.key = "sqlite",
	.name = "SQLite",
	.free_plans = {"a range a duration class", "a seek a resource"},
	.next_plans = {"a cursor a resource", "window functions"},
	.create = lite_create,
	.open = lite_open,
	.close = lite_close,
	.size = lite_size,
	.book = lite_book,
	.series = lite_series,
	.free_of_all = lite_free_of_all,
	.free_remembered = lite_free_remembered,
	.week = lite_week,
	.next_free = lite_next_free,
	.alternatives = lite_alternatives,
	.import = lite_import,
	.imports_unchecked = true,
	.start = lite_start,
	.start_free = lite_start_free,
};
