/*
 * PostgreSQL in the two ways that can be relied on, each asked by prepared statements over a socket of the machine, one
 * round trip an operation: an exclusion constraint (GiST over resource and interval), and SERIALIZABLE transactions
 * over btree indexes, which are asked again when they fail to serialize. Both also get an index by time with Quad's own
 * idea, the duration class. A place is `CONNINFO schema`, and is made empty by create.
 */
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/engine.h"
#include "bench/pq.h"
#include "bench/spawn.h"
#include "store/base/buf.h"

#define MAX_PARAMS 6
#define RETRIES_MAX 10000

enum statement {
	SQL_BOOK, SQL_SERIES, SQL_WEEK, SQL_FREE_CLASSES, SQL_FREE_SEEKS, SQL_TAKEN, SQL_NEXT_WINDOW,
	SQL_NEXT_LATERAL, SQL_IN_THE_WAY, SQL_OTHERS, SQL_TIMES, SQL_COUNT
};

enum { OID_INT8 = 20, OID_TEXT = 25 };

/* What differs between the two: the indexes, and so how overlaps are asked for. */
struct variant {
	const char *name;
	bool exclusion;
	const char *v[SQL_COUNT];
};

#define IN_THE_WAY_BTREE(resource, start, end) \
	"SELECT FROM (SELECT b.end_min FROM booking b WHERE b.resource = " resource " AND b.start_min < " end \
	" ORDER BY b.start_min DESC LIMIT 1) last WHERE last.end_min > " start
#define IN_THE_WAY_GIST(resource, start, end) \
	"SELECT FROM booking b WHERE b.resource = " resource " AND b.during && int8range(" start ", " end ")"
#define TOUCHES_BTREE(resource, start, end) \
	"b.resource = " resource " AND b.start_min > " start " - 8192 AND b.start_min < " end " AND b.end_min > " start
#define TOUCHES_GIST(resource, start, end) "b.resource = " resource " AND b.during && int8range(" start ", " end ")"

#define COLUMNS "booking(resource, start_min, end_min, class, party, purpose, requester)"
#define DATES(select) \
	"WITH o AS (SELECT $2::int8 + (w * 7 + d) * 1440 AS s, $3::int8 + (w * 7 + d) * 1440 AS e" \
	" FROM generate_series(0, 15) w, unnest(ARRAY[0, 2, 4]) d)" \
	" INSERT INTO " COLUMNS " SELECT r.id, o.s, o.e, $4, $5, $6, 'bench' FROM o, resource r WHERE r.code = $1" select

#define TAKEN \
	"SELECT b.resource FROM class c CROSS JOIN LATERAL (SELECT b.resource FROM booking b" \
	" WHERE b.class = c.class AND b.start_min > $1 - c.longest AND b.start_min < $2 AND b.end_min > $1 OFFSET 0) b"
#define FREE_CLASSES \
	"WITH busy AS MATERIALIZED (" TAKEN ")" \
	" SELECT r.code FROM resource r WHERE NOT EXISTS (SELECT FROM busy WHERE busy.resource = r.id) ORDER BY r.code"
#define FREE_SEEKS(in_the_way) "SELECT r.code FROM resource r WHERE NOT EXISTS (" in_the_way ") ORDER BY r.code"
#define NEXT_WINDOW(touches) \
	"WITH b AS (SELECT code, $2::int8 AS s, $2::int8 AS e FROM resource WHERE campus = $1 UNION ALL" \
	" SELECT r.code, b.start_min, b.end_min FROM resource r JOIN booking b ON " touches " WHERE r.campus = $1)," \
	" g AS (SELECT code, max(e) OVER w AS free_from, lead(s, 1, $3) OVER w AS next FROM b" \
	" WINDOW w AS (PARTITION BY code ORDER BY s, e))" \
	" SELECT code, min(free_from) FROM g WHERE next - free_from >= $4 GROUP BY code ORDER BY code"
#define NEXT_LATERAL(touches) \
	"SELECT r.code, n.t FROM resource r CROSS JOIN LATERAL (SELECT t FROM (SELECT $2::int8 AS t UNION ALL" \
	" SELECT b.end_min FROM booking b WHERE " touches ") c WHERE t + $4 <= $3 AND NOT EXISTS (SELECT FROM booking b" \
	" WHERE b.resource = r.id AND b.start_min < t + $4 AND b.start_min > t - 8192 AND b.end_min > t)" \
	" ORDER BY t LIMIT 1) n WHERE r.campus = $1 ORDER BY r.code"
#define WEEK(touches) \
	"SELECT b.id, b.start_min, b.end_min, b.purpose FROM booking b, resource r WHERE r.code = $1 AND " touches \
	" ORDER BY b.start_min"
#define OTHERS(in_the_way) \
	"SELECT o.code FROM resource r JOIN resource o ON o.campus = r.campus AND o.id <> r.id AND o.seats >= $4" \
	" WHERE r.code = $1 AND NOT EXISTS (" in_the_way ") ORDER BY o.code LIMIT 5"
#define TIMES(touches) \
	"WITH b AS (SELECT $2 - 10080 AS s, $2 - 10080 AS e UNION ALL SELECT b.start_min, b.end_min FROM booking b," \
	" resource r WHERE r.code = $1 AND " touches ")," \
	" g AS (SELECT max(e) OVER (ORDER BY s, e) AS f, lead(s, 1, $2 + 10080) OVER (ORDER BY s, e) AS t FROM b)," \
	" a AS (SELECT CASE WHEN f >= $2 THEN f ELSE t - ($3 - $2) END AS at FROM g WHERE t - f >= $3 - $2)" \
	" SELECT at FROM a ORDER BY abs(at - $2) LIMIT 5"

static const struct variant exclude = {
	.name = "bench_exclude",
	.exclusion = true,
	.v = {
		[SQL_BOOK] = "INSERT INTO " COLUMNS " SELECT id, $2, $3, $4, $5, $6, 'bench' FROM resource WHERE code = $1"
		             " ON CONFLICT DO NOTHING",
		[SQL_SERIES] = DATES(""),
		[SQL_WEEK] = WEEK(TOUCHES_GIST("r.id", "$2", "$3")),
		[SQL_FREE_CLASSES] = FREE_CLASSES,
		[SQL_TAKEN] = TAKEN,
		[SQL_FREE_SEEKS] = FREE_SEEKS(IN_THE_WAY_GIST("r.id", "$1", "$2")),
		[SQL_NEXT_WINDOW] = NEXT_WINDOW(TOUCHES_GIST("r.id", "$2", "$3")),
		[SQL_NEXT_LATERAL] = NULL,
		[SQL_IN_THE_WAY] = "SELECT b.id FROM booking b, resource r WHERE r.code = $1 AND "
		                   TOUCHES_GIST("r.id", "$2", "$3"),
		[SQL_OTHERS] = OTHERS(IN_THE_WAY_GIST("o.id", "$2", "$3")),
		[SQL_TIMES] = TIMES(TOUCHES_GIST("r.id", "$2 - 10080", "$2 + 10080")),
	},
};

static const struct variant serializable = {
	.name = "bench_serializable",
	.exclusion = false,
	.v = {
		[SQL_BOOK] = "INSERT INTO " COLUMNS " SELECT r.id, $2, $3, $4, $5, $6, 'bench' FROM resource r WHERE r.code = $1"
		             " AND NOT EXISTS (" IN_THE_WAY_BTREE("r.id", "$2", "$3") ")",
		[SQL_SERIES] = DATES(" AND NOT EXISTS (SELECT FROM o AS p CROSS JOIN LATERAL ("
		                     IN_THE_WAY_BTREE("r.id", "p.s", "p.e") ") x)"),
		[SQL_WEEK] = WEEK(TOUCHES_BTREE("r.id", "$2", "$3")),
		[SQL_FREE_CLASSES] = FREE_CLASSES,
		[SQL_TAKEN] = TAKEN,
		[SQL_FREE_SEEKS] = FREE_SEEKS(IN_THE_WAY_BTREE("r.id", "$1", "$2")),
		[SQL_NEXT_WINDOW] = NEXT_WINDOW(TOUCHES_BTREE("r.id", "$2", "$3")),
		[SQL_NEXT_LATERAL] = NEXT_LATERAL(TOUCHES_BTREE("r.id", "$2", "$3")),
		[SQL_IN_THE_WAY] = "SELECT b.id FROM booking b, resource r WHERE r.code = $1 AND "
		                   TOUCHES_BTREE("r.id", "$2", "$3"),
		[SQL_OTHERS] = OTHERS(IN_THE_WAY_BTREE("o.id", "$2", "$3")),
		[SQL_TIMES] = TIMES(TOUCHES_BTREE("r.id", "$2 - 10080", "$2 + 10080")),
	},
};

/* The types of each statement's parameters: c a code, n a number, t a text. */
static const char *const params[SQL_COUNT] = {
	[SQL_BOOK] = "cnnnnt",      [SQL_SERIES] = "cnnnnt",       [SQL_WEEK] = "cnn",       [SQL_FREE_CLASSES] = "nn",
	[SQL_FREE_SEEKS] = "nn",    [SQL_TAKEN] = "nn",            [SQL_NEXT_WINDOW] = "cnnn",
	[SQL_NEXT_LATERAL] = "cnnn",
	[SQL_IN_THE_WAY] = "cnn",   [SQL_OTHERS] = "cnnn",      [SQL_TIMES] = "cnn",
};

struct pg {
	const struct variant *variant;
	PGconn *write; /* SERIALIZABLE in that variant */
	PGconn *read;
	char codes[N_RESOURCES][CODE_BYTES]; /* remembered, by id - 1, in order */
};

/* Runs a text in which a word stands for each `@`. */
static int run_with(PGconn *c, const char *text, const char *word)
{
	struct buf sql = {0};
	for (; *text; text++)
		buf_add(&sql, *text == '@' ? word : text, *text == '@' ? strlen(word) : 1);
	int err = pq_run(c, buf_text(&sql));
	buf_release(&sql);
	return err;
}

static int connect_to(const char *at, const struct variant *variant, PGconn **out)
{
	*out = PQconnectdb(at);
	if (PQstatus(*out) != CONNECTION_OK)
		return pq_failed(*out, NULL, at);
	return run_with(*out, "SET search_path = @, public", variant->name);
}

/* ---- loading ---- */

static int copy_end(PGconn *c)
{
	if (PQputCopyEnd(c, NULL) != 1)
		return pq_failed(c, NULL, "COPY");
	PGresult *r = PQgetResult(c);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		return pq_failed(c, r, "COPY");
	PQclear(r);
	while ((r = PQgetResult(c)) != NULL)
		PQclear(r);
	return 0;
}

static int copy_begin(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_COPY_IN)
		return pq_failed(c, r, sql);
	PQclear(r);
	return 0;
}

/* Hands on what has gathered, all of it or once it is worth it. */
static int copy_put(PGconn *c, struct buf *b, bool all)
{
	if (b->len < 65536 && !all)
		return 0;
	int sent = PQputCopyData(c, buf_text(b), (int)b->len);
	buf_clear(b);
	return sent == 1 && !b->failed ? 0 : pq_failed(c, NULL, "COPY");
}

static int copy_resources(PGconn *c)
{
	struct buf b = {0};
	int err = copy_begin(c, "COPY resource FROM STDIN");
	for (uint32_t i = 0; !err && i < N_RESOURCES; i++) {
		char code[CODE_BYTES], campus[CODE_BYTES];
		buf_fmt(&b, "%u\t%s\t实训室 Laboratory %u\tlab\t%s\t%d\n", (unsigned)i + 1, workload_code(i, code), (unsigned)i,
		        workload_campus(campus_of(i), campus), SEATS);
		err = copy_put(c, &b, i + 1 == N_RESOURCES);
	}
	buf_release(&b);
	return err ? err : copy_end(c);
}

static int copy_bookings(PGconn *c, const struct workload *w)
{
	struct buf b = {0};
	int err = copy_begin(c, "COPY booking(id, resource, start_min, end_min, class, party, purpose, requester) FROM STDIN");
	for (size_t i = 0; !err && i < w->n; i++) {
		const struct ask *v = &w->v[i];
		buf_fmt(&b, "%zu\t%u\t%lld\t%lld\t%u\t%d\t%s\tbench\n", i + 1, (unsigned)v->resource + 1, (long long)v->start,
		        (long long)v->end, workload_class(v), PARTY, workload_purpose(v));
		err = copy_put(c, &b, i + 1 == w->n);
	}
	buf_release(&b);
	return err ? err : copy_end(c);
}

static int put_classes(PGconn *c)
{
	static const unsigned classes[] = {CLASSES};
	struct buf sql = {0};
	int err = 0;
	for (size_t i = 0; !err && i < N_CLASSES; i++) {
		buf_clear(&sql);
		buf_fmt(&sql, "INSERT INTO class VALUES (%u, %lld)", classes[i], 2LL << classes[i]);
		err = pq_run(c, buf_text(&sql));
	}
	buf_release(&sql);
	return err;
}

static const char tables[] =
	"CREATE TABLE resource(id int8 PRIMARY KEY, code text COLLATE \"C\" NOT NULL UNIQUE, name text NOT NULL,"
	" kind text NOT NULL, campus text COLLATE \"C\" NOT NULL, seats int8 NOT NULL);"
	"CREATE INDEX resource_campus ON resource(campus, code);"
	"CREATE TABLE class(class int8 PRIMARY KEY, longest int8 NOT NULL);"
	"CREATE TABLE booking(id int8 GENERATED BY DEFAULT AS IDENTITY, resource int8 NOT NULL, start_min int8 NOT NULL,"
	" end_min int8 NOT NULL, class int8 NOT NULL, party int8 NOT NULL, purpose text NOT NULL, requester text NOT NULL@)";

static const char during[] = ", during int8range GENERATED ALWAYS AS (int8range(start_min, end_min)) STORED";

static int create(const char *at, const struct workload *w, const struct variant *v)
{
	PGconn *c = NULL;
	int err = connect_to(at, v, &c);
	if (!err)
		err = pq_run(c, "SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS btree_gist WITH "
		                "SCHEMA public");
	if (!err)
		err = run_with(c, "DROP SCHEMA IF EXISTS @ CASCADE; CREATE SCHEMA @", v->name);
	if (!err)
		err = run_with(c, tables, v->exclusion ? during : "");
	if (!err)
		err = copy_resources(c);
	if (!err)
		err = put_classes(c);
	if (!err)
		err = copy_bookings(c, w);
	if (!err)
		err = pq_run(c,
		             "SET maintenance_work_mem = '256MB'; ALTER TABLE booking ADD PRIMARY KEY (id);"
		             "CREATE INDEX booking_time ON booking(class, start_min, end_min, resource);"
		             "SELECT setval(pg_get_serial_sequence('booking', 'id'), (SELECT max(id) FROM booking))");
	if (!err)
		err = pq_run(c, v->exclusion
		                        ? "ALTER TABLE booking ADD EXCLUDE USING gist (resource WITH =, during WITH &&)"
		                        : "CREATE INDEX booking_resource ON booking(resource, start_min, end_min)");
	if (!err)
		err = pq_run(c, "VACUUM ANALYZE");
	if (!err)
		err = pq_run(c, "CHECKPOINT");
	PQfinish(c);
	return err;
}

static int exclude_create(const char *at, const struct workload *w, const char *csv)
{
	(void)csv;
	return create(at, w, &exclude);
}

static int serializable_create(const char *at, const struct workload *w, const char *csv)
{
	(void)csv;
	return create(at, w, &serializable);
}

/* ---- size ---- */

/* The table of bookings with its indexes, in the schema of a connection. */
static int table_bytes(PGconn *c, double *out)
{
	PGresult *r = PQexec(c, "SELECT pg_total_relation_size('booking')");
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return pq_failed(c, r, "the size");
	*out = strtod(PQgetvalue(r, 0, 0), NULL);
	PQclear(r);
	return 0;
}

static int pg_size(const char *at, const struct variant *v, struct store_size *out)
{
	PGconn *c = NULL;
	int err = connect_to(at, v, &c);
	if (!err)
		err = table_bytes(c, &out->bytes);
	PQfinish(c);
	return err;
}

static int exclude_size(const char *at, struct store_size *out)
{
	return pg_size(at, &exclude, out);
}

static int serializable_size(const char *at, struct store_size *out)
{
	return pg_size(at, &serializable, out);
}

/* ---- a connection ---- */

static void pg_close(void *e)
{
	struct pg *p = e;
	if (!p)
		return;
	PQfinish(p->write);
	PQfinish(p->read);
	free(p);
}

static int prepare(PGconn *c, const struct variant *variant, enum statement which)
{
	Oid types[MAX_PARAMS];
	char name[8];
	int n = 0;
	if (!variant->v[which])
		return 0;
	for (const char *p = params[which]; *p; p++)
		types[n++] = *p == 'n' ? OID_INT8 : OID_TEXT;
	snprintf(name, sizeof name, "s%d", (int)which);
	PGresult *r = PQprepare(c, name, variant->v[which], n, types);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		return pq_failed(c, r, variant->v[which]);
	PQclear(r);
	return 0;
}

static int remember_codes(struct pg *p)
{
	PGresult *r = PQexec(p->read, "SELECT code FROM resource ORDER BY id");
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return pq_failed(p->read, r, "resources");
	for (int i = 0; i < PQntuples(r) && i < N_RESOURCES; i++)
		snprintf(p->codes[i], CODE_BYTES, "%s", PQgetvalue(r, i, 0));
	PQclear(r);
	return 0;
}

static int pg_open(const char *at, const struct variant *variant, void **out)
{
	struct pg *p = calloc(1, sizeof *p);
	*out = NULL;
	if (!p)
		return -1;
	p->variant = variant;
	int err = connect_to(at, variant, &p->write);
	if (!err)
		err = connect_to(at, variant, &p->read);
	if (!err && !variant->exclusion)
		err = pq_run(p->write, "SET default_transaction_isolation = 'serializable'");
	for (int i = 0; !err && i < SQL_COUNT; i++)
		err = prepare(i <= SQL_SERIES ? p->write : p->read, variant, (enum statement)i);
	if (!err)
		err = remember_codes(p);
	if (err)
		pg_close(p);
	else
		*out = p;
	return err;
}

static int exclude_open(const char *at, void **out)
{
	return pg_open(at, &exclude, out);
}

static int serializable_open(const char *at, void **out)
{
	return pg_open(at, &serializable, out);
}

/* Runs a prepared statement; numbers and results are binary. */
static PGresult *ask_server(struct pg *p, enum statement which, const char *code, const int64_t *numbers,
                            const char *text)
{
	const char *values[MAX_PARAMS];
	int lengths[MAX_PARAMS], formats[MAX_PARAMS], n = 0, n_numbers = 0;
	uint64_t wire[MAX_PARAMS];
	char name[8];
	for (const char *t = params[which]; *t; t++, n++) {
		values[n] = *t == 'c' ? code : text;
		lengths[n] = 0;
		formats[n] = *t == 'n';
		if (*t == 'n') {
			wire[n] = htobe64((uint64_t)numbers[n_numbers++]);
			values[n] = (const char *)&wire[n];
			lengths[n] = sizeof wire[n];
		}
	}
	snprintf(name, sizeof name, "s%d", (int)which);
	return PQexecPrepared(which <= SQL_SERIES ? p->write : p->read, name, n, values, lengths, formats, 1);
}

static int64_t number_at(const PGresult *r, int row, int column)
{
	uint64_t v;
	memcpy(&v, PQgetvalue(r, row, column), sizeof v);
	return (int64_t)be64toh(v);
}

/* Runs a change until it is done or refused, however often it cannot be serialized. */
static int change(struct pg *p, enum statement which, const struct ask *ask, bool *made)
{
	const int64_t numbers[] = {ask->start, ask->end, workload_class(ask), PARTY};
	char code[CODE_BYTES];
	workload_code(ask->resource, code);
	for (int i = 0; i < RETRIES_MAX; i++) {
		PGresult *r = ask_server(p, which, code, numbers, workload_purpose(ask));
		const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
		*made = strcmp(PQcmdTuples(r), "0") != 0 && *PQcmdTuples(r);
		if (PQresultStatus(r) != PGRES_COMMAND_OK && !state)
			return pq_failed(p->write, r, "a change");
		bool again = state && (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0);
		bool refused = state && strcmp(state, "23P01") == 0;
		if (state && !again && !refused)
			return pq_failed(p->write, r, "a change");
		PQclear(r);
		if (!again)
			return 0;
	}
	fprintf(stderr, "bench: PostgreSQL: a change could not be serialized %d times\n", RETRIES_MAX);
	return -1;
}

static int pg_book(void *e, const struct ask *ask, bool *made)
{
	return change(e, SQL_BOOK, ask, made);
}

static int pg_series(void *e, const struct ask *first, bool *made)
{
	return change(e, SQL_SERIES, first, made);
}

static int pg_free_of_all(void *e, unsigned plan, int64_t start, int64_t end, struct answer *out)
{
	struct pg *p = e;
	const int64_t numbers[] = {start, end};
	PGresult *r = ask_server(p, plan ? SQL_FREE_SEEKS : SQL_FREE_CLASSES, NULL, numbers, NULL);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return pq_failed(p->read, r, "what is free");
	for (int i = 0; i < PQntuples(r); i++)
		answer_text(out, PQgetvalue(r, i, 0));
	PQclear(r);
	return 0;
}

static int pg_free_remembered(void *e, int64_t start, int64_t end, struct answer *out)
{
	struct pg *p = e;
	const int64_t numbers[] = {start, end};
	bool taken[N_RESOURCES] = {0};
	PGresult *r = ask_server(p, SQL_TAKEN, NULL, numbers, NULL);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return pq_failed(p->read, r, "what is taken");
	for (int i = 0; i < PQntuples(r); i++)
		taken[number_at(r, i, 0) - 1] = true;
	PQclear(r);
	for (size_t i = 0; i < N_RESOURCES; i++)
		if (!taken[i])
			answer_text(out, p->codes[i]);
	return 0;
}

static int pg_week(void *e, uint32_t resource, int64_t start, int64_t end, struct answer *out)
{
	struct pg *p = e;
	const int64_t numbers[] = {start, end};
	char code[CODE_BYTES];
	PGresult *r = ask_server(p, SQL_WEEK, workload_code(resource, code), numbers, NULL);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return pq_failed(p->read, r, "a week");
	for (int i = 0; i < PQntuples(r); i++)
		answer_slot(out, number_at(r, i, 1), number_at(r, i, 2), PQgetvalue(r, i, 3));
	PQclear(r);
	return 0;
}

static int pg_next_free(void *e, unsigned plan, uint32_t campus, int64_t start, int64_t end, int64_t len,
                        struct answer *out)
{
	struct pg *p = e;
	const int64_t numbers[] = {start, end, len};
	char code[CODE_BYTES];
	PGresult *r = ask_server(p, plan ? SQL_NEXT_LATERAL : SQL_NEXT_WINDOW, workload_campus(campus, code), numbers, NULL);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return pq_failed(p->read, r, "the next free time");
	for (int i = 0; i < PQntuples(r); i++)
		answer_time(out, PQgetvalue(r, i, 0), number_at(r, i, 1));
	PQclear(r);
	return 0;
}

static int pg_alternatives(void *e, const struct ask *ask, size_t *n)
{
	static const enum statement parts[] = {SQL_IN_THE_WAY, SQL_OTHERS, SQL_TIMES};
	struct pg *p = e;
	const int64_t numbers[] = {ask->start, ask->end, PARTY};
	char code[CODE_BYTES];
	*n = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		PGresult *r = ask_server(p, parts[i], workload_code(ask->resource, code), numbers, NULL);
		if (PQresultStatus(r) != PGRES_TUPLES_OK)
			return pq_failed(p->read, r, "alternatives");
		*n += i > 0 ? (size_t)PQntuples(r) : 0;
		PQclear(r);
	}
	return 0;
}

/* ---- import ---- */

static int copy_file(PGconn *c, const char *csv)
{
	struct buf b = {0};
	char portion[65536];
	size_t n;
	FILE *f = fopen(csv, "r");
	if (!f) {
		perror(csv);
		return -1;
	}
	int err = copy_begin(c, "COPY booking(ref, resource, start_at, end_at, party, purpose, requester)"
	                        " FROM STDIN (FORMAT csv, HEADER)");
	while (!err && (n = fread(portion, 1, sizeof portion, f)) > 0) {
		buf_add(&b, portion, n);
		err = copy_put(c, &b, true);
	}
	fclose(f);
	buf_release(&b);
	return err ? err : copy_end(c);
}

/* Into a table with the constraint, or, unchecked, with a btree in its place; and by reference and time in both. */
static int pg_import(const char *at, const char *csv, size_t n, bool checks, struct import_cost *out)
{
	static const struct variant place = {.name = "bench_import"};
	PGconn *c = NULL;
	out->mib = 0;
	int err = connect_to(at, &place, &c);
	if (!err)
		err = run_with(c, "SET client_min_messages = warning; DROP SCHEMA IF EXISTS @ CASCADE; CREATE SCHEMA @", place.name);
	if (!err)
		err = pq_run(
			c,
			"CREATE TABLE booking(ref text COLLATE \"C\" PRIMARY KEY, resource text COLLATE \"C\" NOT NULL,"
			" start_at timestamp NOT NULL, end_at timestamp NOT NULL, party int8 NOT NULL, purpose text "
			"NOT NULL,"
			" requester text NOT NULL, during tsrange GENERATED ALWAYS AS (tsrange(start_at, end_at)) "
			"STORED);"
			"CREATE INDEX ON booking(start_at, end_at, resource)");
	if (!err)
		err = pq_run(c, checks ? "ALTER TABLE booking ADD EXCLUDE USING gist (resource WITH =, during WITH &&)"
		                       : "CREATE INDEX ON booking(resource, start_at, end_at)");
	double start = now_us();
	if (!err)
		err = copy_file(c, csv);
	out->us = now_us() - start;
	PGresult *r = err ? NULL : PQexec(c, "SELECT count(*) FROM booking");
	if (!err && (PQntuples(r) != 1 || strtoull(PQgetvalue(r, 0, 0), NULL, 10) != n))
		err = pq_failed(c, NULL, "not all rows were imported");
	PQclear(r);
	if (!err)
		err = table_bytes(c, &out->bytes);
	if (!err)
		err = run_with(c, "DROP SCHEMA @ CASCADE", place.name);
	PQfinish(c);
	return err;
}

static int pg_start(const char *at, double *out_us)
{
	const char *const argv[] = {"psql", "-qAt", "-d", at, "-c", "SELECT * FROM bench_exclude.booking WHERE id = 1", NULL};
	return spawn(argv, NULL, out_us);
}

static int start_free(const char *at, const struct variant *v, int64_t start, int64_t end, double *out_us)
{
	struct buf sql = {0};
	buf_fmt(&sql, "SET search_path = %s; PREPARE q(int8, int8) AS %s; EXECUTE q(%lld, %lld)", v->name,
	        v->v[SQL_FREE_CLASSES], (long long)start, (long long)end);
	const char *const argv[] = {"psql", "-qAt", "-d", at, "-c", buf_text(&sql), NULL};
	int err = spawn(argv, NULL, out_us);
	buf_release(&sql);
	return err;
}

static int exclude_start_free(const char *at, int64_t start, int64_t end, double *out_us)
{
	return start_free(at, &exclude, start, end, out_us);
}

static int serializable_start_free(const char *at, int64_t start, int64_t end, double *out_us)
{
	return start_free(at, &serializable, start, end, out_us);
}

static int serializable_start(const char *at, double *out_us)
{
	const char *const argv[] = {"psql", "-qAt", "-d", at, "-c", "SELECT * FROM bench_serializable.booking WHERE id = 1",
	                            NULL};
	return spawn(argv, NULL, out_us);
}

const struct engine engine_pg_exclude = {
	.key = "exclude",
	.name = "PostgreSQL EXCLUDE",
	.free_plans = {"a range a duration class", "a GiST seek a resource"},
	.next_plans = {"window functions"},
	.create = exclude_create,
	.open = exclude_open,
	.close = pg_close,
	.size = exclude_size,
	.book = pg_book,
	.series = pg_series,
	.free_of_all = pg_free_of_all,
	.free_remembered = pg_free_remembered,
	.week = pg_week,
	.next_free = pg_next_free,
	.alternatives = pg_alternatives,
	.import = pg_import,
	.imports_unchecked = true,
	.start = pg_start,
	.start_free = exclude_start_free,
};

const struct engine engine_pg_serializable = {
	.key = "serializable",
	.name = "PostgreSQL SERIALIZABLE",
	.free_plans = {"a range a duration class", "a seek a resource"},
	.next_plans = {"window functions", "a lateral search a resource"},
	.create = serializable_create,
	.open = serializable_open,
	.close = pg_close,
	.size = serializable_size,
	.book = pg_book,
	.series = pg_series,
	.free_of_all = pg_free_of_all,
	.free_remembered = pg_free_remembered,
	.week = pg_week,
	.next_free = pg_next_free,
	.alternatives = pg_alternatives,
	.start = serializable_start,
	.start_free = serializable_start_free,
};
