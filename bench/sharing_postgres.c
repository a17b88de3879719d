/* PostgreSQL in a schema of its own, with statistics; it may use as many processes for a question as it likes. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/pq.h"
#include "bench/sharing.h"

static int open_server(const struct bench *b, const struct side *s, void **out)
{
	PGconn *c = PQconnectdb(b->postgres);
	(void)s;
	*out = c;
	if (PQstatus(c) != CONNECTION_OK)
		return pq_failed(c, NULL, b->postgres);
	return pq_run(c, "SET client_min_messages = warning; SET search_path = bench_sharing, public");
}

static void close_server(void *e)
{
	PQfinish(e);
}

/* Rows of the i-th booking and so on are put by `put` until it says that there are no more. */
typedef bool put_fn(const struct workload *w, size_t i, struct buf *out);

static bool put_booking(const struct workload *w, size_t i, struct buf *out)
{
	if (i >= w->n)
		return false;
	const struct ask *v = &w->v[i];
	buf_fmt(out, "%zu\t%u\t%lld\t%lld\t\\N\t\\N\t%u\t%d\t%u\n", i + 1, (unsigned)v->resource + 1,
	        (long long)v->start, (long long)v->end, sharing_borrower(i), PARTY, sharing_units(i));
	return true;
}

static bool put_resource(const struct workload *w, size_t i, struct buf *out)
{
	uint32_t resource = (uint32_t)i;
	(void)w;
	if (i >= N_RESOURCES)
		return false;
	buf_fmt(out, "%zu\t%u\t%d\t%d\n", i + 1, sharing_owner(resource), sharing_is_pool(resource), SEATS);
	return true;
}

static bool put_institution(const struct workload *w, size_t i, struct buf *out)
{
	(void)w;
	buf_fmt(out, "%zu\tI%02zu\n", i + 1, i + 1);
	return i < SHARING_INSTITUTIONS;
}

static bool put_hour(const struct workload *w, size_t i, struct buf *out)
{
	int64_t n = w->first / 60 + (int64_t)i;
	buf_fmt(out, "%lld\n", (long long)n);
	return n < w->end / 60 + 240;
}

static int copy(PGconn *c, const char *sql, put_fn *put, const struct workload *w)
{
	struct buf out = {0};
	bool more = true;
	PGresult *r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_COPY_IN)
		return pq_failed(c, r, sql);
	PQclear(r);
	for (size_t i = 0; more; i++) {
		size_t before = out.len;
		more = put(w, i, &out);
		if (!more)
			out.len = before;
		if (out.len < 65536 && more)
			continue;
		if (out.failed || PQputCopyData(c, buf_text(&out), (int)out.len) != 1)
			more = false;
		buf_clear(&out);
	}
	buf_release(&out);
	if (PQputCopyEnd(c, NULL) != 1)
		return pq_failed(c, NULL, sql);
	r = PQgetResult(c);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		return pq_failed(c, r, sql);
	PQclear(r);
	while ((r = PQgetResult(c)) != NULL)
		PQclear(r);
	return 0;
}

static int fill(PGconn *c, const struct workload *w)
{
	static const struct {
		const char *sql;
		put_fn *put;
	} tables[] = {
		{"COPY institution FROM STDIN", put_institution},
		{"COPY resource FROM STDIN", put_resource},
		{"COPY hour FROM STDIN", put_hour},
		{"COPY booking FROM STDIN", put_booking},
	};
	int err = pq_run(c, sharing_tables);
	for (size_t i = 0; i < sizeof tables / sizeof *tables && !err; i++)
		err = copy(c, tables[i].sql, tables[i].put, w);
	if (!err)
		err = pq_run(c, sharing_indexes);
	return err ? err : pq_run(c, "VACUUM ANALYZE");
}

static int create(const struct bench *b, const struct side *s)
{
	void *e = NULL;
	int err = open_server(b, s, &e);
	if (!err)
		err = pq_run(e, "DROP SCHEMA IF EXISTS bench_sharing CASCADE; CREATE SCHEMA bench_sharing");
	if (!err)
		err = fill(e, &b->w);
	close_server(e);
	return err;
}

static int ask(void *e, enum sharing_question question, int64_t from, int64_t to, struct buf *out)
{
	struct buf sql = {0};
	sharing_sql(question, from, to, &sql);
	PGresult *r = PQexec(e, buf_text(&sql));
	buf_release(&sql);
	if (PQresultStatus(r) != PGRES_TUPLES_OK)
		return pq_failed(e, r, "reports");
	for (int row = 0; row < PQntuples(r); row++) {
		for (int i = 0; i < PQnfields(r); i++)
			buf_fmt(out, "%s%s", i ? "|" : "", PQgetvalue(r, row, i));
		buf_char(out, '\n');
	}
	PQclear(r);
	return 0;
}

/* Once, though two ways to keep bookings are compared: reports read them alike. */
const struct sharing_engine sharing_postgres = {"serializable", create, open_server, close_server, ask};
