#include "store/db/pg_link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"

/* Of PostgreSQL's catalogue pg_type. */
enum { OID_BYTEA = 17, OID_INT4 = 23, OID_BYTEA_ARRAY = 1001 };

enum {
	PARAMS_MAX = 6,
	/*
	 * After so many seconds in a transaction without a word, the server ends the session of a stopped program, for
	 * which all others wait.
	 */
	IDLE_SECONDS = 12,
	/* So many more than a lock may take a statement may; and so many more than that a server may say nothing. */
	STATEMENT_SECONDS = 10,
	SILENCE_SECONDS = 5,
	/* A server that says nothing for so long is asked whether it stands still. */
	PROBE_MS = 3000,
	/* A server that proved to be the primary is it for so long. */
	PROVEN_MS = 3000,
	/* The standbys are waited for so long, and after that not again for a while. */
	PROOF_MS = 3000,
	UNPROVEN_MS = 30000,
};

/* As pg_head_key. */
#define HEAD_KEY "'\\x0068656164'::bytea"

/* The first four bytes of a value, the last of them first. */
#define REVERSED                                                                                                       \
	"substring(v FROM 4 FOR 1) || substring(v FROM 3 FOR 1) || substring(v FROM 2 FOR 1) || substring(v FROM 1 "   \
	"FOR 1)"

#define K_V "SELECT k, v FROM " PG_TABLE " WHERE "

/*
 * The entries of [lo, hi) of a row, not more than some and one, and the first one after that. Most ranges are empty,
 * and then the first entry that is found is that one.
 */
#define ENTRIES_OF(row, limit)                                                                                         \
	"LATERAL (" K_V "k >= " row ".lo ORDER BY k LIMIT 1) AS f, LATERAL (SELECT f.k, f.v UNION ALL (" K_V           \
	"f.k < " row ".hi AND k > f.k AND k < " row ".hi ORDER BY k LIMIT " limit ") UNION ALL (" K_V "f.k < " row     \
	".hi AND k >= " row ".hi ORDER BY k LIMIT 1))"

static const struct statement {
	const char *name, *sql;
	int n;
	Oid types[PARAMS_MAX];
} statements[PG_N_STATEMENTS] = {
	[PG_BEGIN_READ] = {"begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", 0, {0}},
	[PG_BEGIN_WRITE] = {"begin_write", "BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE", 0, {0}},
	[PG_LOCK] = {"lock", "LOCK TABLE " PG_TURN " IN EXCLUSIVE MODE", 0, {0}},
	[PG_COMMIT] = {"commit", "COMMIT", 0, {0}},
	[PG_ROLLBACK] = {"rollback", "ROLLBACK", 0, {0}},
	[PG_GET] = {"get", K_V "k = $1", 1, {OID_BYTEA}},
	[PG_GET_LOCK] = {"get_lock", K_V "k = $1 FOR UPDATE", 1, {OID_BYTEA}},
	[PG_SCAN] = {"scan",
                     "(" K_V "k >= $1 AND k < $2 ORDER BY k LIMIT $3) UNION ALL (" K_V "k >= $2 ORDER BY k LIMIT 1)",
                     3,
                     {OID_BYTEA, OID_BYTEA, OID_INT4}},
	[PG_SCAN_BACK] = {"scan_back",
                          "(" K_V "k >= $2 AND k < $1 ORDER BY k DESC LIMIT $3) UNION ALL (" K_V
                          "k < $2 ORDER BY k DESC LIMIT 1)",
                          3,
                          {OID_BYTEA, OID_BYTEA, OID_INT4}},
	[PG_RANGES] =
		{"ranges",
                 "SELECT r.i::integer, x.k, x.v FROM unnest($1, $2) WITH ORDINALITY AS r (lo, hi, i), " ENTRIES_OF(
			 "r", "$3") " AS x "
                                    "WHERE (SELECT v FROM " PG_TABLE " WHERE k = " HEAD_KEY ") IS DISTINCT FROM $4 AND "
                                    "(NOT EXISTS (SELECT 1 FROM " PG_TABLE " WHERE k = $5) OR "
                                    "EXISTS (SELECT 1 FROM " PG_TABLE " WHERE k = $6))",
                 6,
                 {OID_BYTEA_ARRAY, OID_BYTEA_ARRAY, OID_INT4, OID_BYTEA, OID_BYTEA, OID_BYTEA}},
	[PG_RANGES_VIA] = {"ranges_via",
                           "WITH w AS MATERIALIZED (SELECT k, " REVERSED " AS number FROM " PG_TABLE
                           " WHERE k = ANY ($1)) SELECT r.i::integer, x.k, x.v FROM unnest($1, $2, $3, $4) WITH "
                           "ORDINALITY AS r (via, head, lo, hi, i), LATERAL (SELECT (SELECT number FROM w WHERE k = "
                           "r.via) AS number OFFSET 0) AS n, LATERAL (SELECT r.head || n.number || r.lo AS lo, r.head "
                           "|| n.number || r.hi AS hi OFFSET 0) AS b, " ENTRIES_OF("b", "$5") " AS x",
                           5,
                           {OID_BYTEA_ARRAY, OID_BYTEA_ARRAY, OID_BYTEA_ARRAY, OID_BYTEA_ARRAY, OID_INT4}},
	[PG_FOLLOW] = {"follow",
                       "SELECT x.k, x.v FROM unnest($1, $2) AS r (lo, hi), LATERAL (SELECT k FROM " PG_TABLE
                       " WHERE k >= r.lo AND k < r.hi ORDER BY k LIMIT $6) AS e, LATERAL (" K_V
                       "k = $3 || substring(e.k FROM $4 FOR $5) LIMIT 1) AS x",
                       6,
                       {OID_BYTEA_ARRAY, OID_BYTEA_ARRAY, OID_BYTEA, OID_INT4, OID_INT4, OID_INT4}},
	[PG_GET_ALL] = {"get_all", K_V "k = ANY ($1)", 1, {OID_BYTEA_ARRAY}},
	[PG_PUT_ALL] = {"put_all",
                        "INSERT INTO " PG_TABLE
                        " (k, v) SELECT * FROM unnest($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
                        2,
                        {OID_BYTEA_ARRAY, OID_BYTEA_ARRAY}},
	[PG_DEL_ALL] = {"del_all", "DELETE FROM " PG_TABLE " WHERE k = ANY ($1)", 1, {OID_BYTEA_ARRAY}},
	[PG_DEL_RANGE] = {"del_range", "DELETE FROM " PG_TABLE " WHERE k >= $1 AND k < $2", 2, {OID_BYTEA, OID_BYTEA}},
	[PG_NEWS] = {"news",
                     "(" K_V "k = " HEAD_KEY ") UNION ALL (" K_V
                     "k >= $1 AND k < $2 AND NOT EXISTS (SELECT 1 FROM " PG_TABLE " WHERE k = $2) ORDER BY k)",
                     2,
                     {OID_BYTEA, OID_BYTEA}},
};

/* ---- connecting ---- */

/* One for all links: who asks has just been told of an error. */
static char said[512];

const char *link_said(void)
{
	return said;
}

void link_say(const char *text)
{
	snprintf(said, sizeof said, "%s", text ? text : "");
	size_t len = strlen(said);
	while (len && said[len - 1] == '\n')
		said[--len] = '\0';
	/* hints stand in lines of their own, with a tab */
	for (char *p = said; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
}

/* A warning at a commit: the wait for the standbys was broken off, and they may not have it. */
static void on_notice(void *arg, const PGresult *res)
{
	struct pg_link *l = arg;
	const char *severity = l->lib->resultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
	if (severity && strcmp(severity, "WARNING") == 0) {
		l->is_unsure = true;
		link_say(l->lib->resultErrorField(res, PG_DIAG_MESSAGE_PRIMARY));
	}
}

/* Those before the address are only used where it does not say otherwise. */
static PGconn *connect_to(const struct pg_lib *lib, const char *address)
{
	const char *const keywords[] = {"connect_timeout",
	                                "target_session_attrs",
	                                "keepalives_idle",
	                                "keepalives_interval",
	                                "keepalives_count",
	                                "tcp_user_timeout",
	                                "dbname",
	                                "client_encoding",
	                                "fallback_application_name",
	                                NULL};
	const char *const values[] = {"5", "read-write", "5", "2", "3", "10000", address, "UTF8", "quad", NULL};
	return lib->connectdbParams(keywords, values, 1);
}

/*
 * What a server warns of while it lets one in, as of a collation that has changed, libpq writes to standard error:
 * before the connection is there, nobody can tell it to do otherwise. On a screen that would stand in the picture.
 */
static PGconn *connect_in_silence(const struct pg_lib *lib, const char *address)
{
	int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	int nowhere = kept < 0 ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
	PGconn *conn = connect_to(lib, address);
	if (nowhere >= 0)
		dup2(kept, STDERR_FILENO);
	if (nowhere >= 0)
		close(nowhere);
	if (kept >= 0)
		close(kept);
	return conn;
}

/* Whether the server is PostgreSQL itself: those that speak its protocol lack some of its settings and locks. */
static bool is_postgresql(const struct pg_link *l)
{
	const char *version = l->lib->parameterStatus(l->conn, "server_version");
	return !l->lib->parameterStatus(l->conn, "crdb_version") && !(version && strstr(version, "YB"));
}

/* Of a malformed address libpq repeats the part that it does not understand, or all. */
static void say_unconnected(struct pg_link *l)
{
	const char *text = l->lib->errorMessage(l->conn);
	struct buf shown = {0};
	db_show_words(l->address, text ? text : "", &shown);
	link_say(buf_text(&shown));
	buf_release(&shown);
}

int link_connect(struct pg_link *l)
{
	if (l->conn)
		return 0;
	l->conn = l->is_quiet ? connect_in_silence(l->lib, l->address) : connect_to(l->lib, l->address);
	if (!l->conn)
		return QUAD_ENOMEM;
	l->round_trips++;
	bool is_fine = l->lib->status(l->conn) == CONNECTION_OK;
	if (is_fine)
		is_fine = l->lib->setnonblocking(l->conn, 1) == 0 && l->lib->enterPipelineMode(l->conn) == 1;
	if (!is_fine) {
		say_unconnected(l);
		link_drop(l);
		return PG_LOST;
	}
	l->lib->setNoticeReceiver(l->conn, on_notice, l);
	l->has_table_locks = is_postgresql(l);
	return 0;
}

void link_drop(struct pg_link *l)
{
	if (l->conn)
		l->lib->finish(l->conn);
	l->conn = NULL;
	l->is_prepared = l->has_prelude = l->is_replicated = false;
	l->set_seconds = -1;
	l->n_syncs = 0;
	l->proven_ms = 0;
}

/* ---- parameters ---- */

static void put_be32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (24 - 8 * i));
}

struct pg_param pg_bytes(struct bytes b)
{
	/* a parameter without an address would be NULL */
	return (struct pg_param){b.p ? b.p : "", b.len};
}

struct pg_param pg_int(uint32_t v, unsigned char room[4])
{
	put_be32(room, v);
	return (struct pg_param){room, 4};
}

static void add_be32(struct buf *b, uint32_t v)
{
	unsigned char p[4];
	put_be32(p, v);
	buf_add(b, p, sizeof p);
}

/* As PostgreSQL's array_recv reads it: dimensions, whether there are NULLs, the type; then length and lower bound. */
enum { ARRAY_LENGTH_AT = 12 };

void pg_array_begin(struct pg_array *a)
{
	buf_clear(&a->b);
	a->n = 0;
	add_be32(&a->b, 1);
	add_be32(&a->b, 0);
	add_be32(&a->b, OID_BYTEA);
	add_be32(&a->b, 0);
	add_be32(&a->b, 1);
}

void pg_array_add(struct pg_array *a, struct bytes v)
{
	add_be32(&a->b, (uint32_t)v.len);
	buf_add(&a->b, v.p, v.len);
	a->n++;
}

struct pg_param pg_array_param(struct pg_array *a)
{
	if (a->b.failed)
		return (struct pg_param){NULL, 0};
	put_be32((unsigned char *)a->b.p + ARRAY_LENGTH_AT, a->n);
	return (struct pg_param){a->b.p, a->b.len};
}

void pg_array_release(struct pg_array *a)
{
	buf_release(&a->b);
}

/* ---- sending ---- */

/*
 * What a session needs before its first statement. PostgreSQL's planner takes every range for a large one, and would
 * read all of it to sort it where the index has the order; other servers have not all of the settings.
 */
int link_send_settings(struct pg_link *l)
{
	static const char own[] = ", set_config('plan_cache_mode', 'force_generic_plan', false)"
				  ", set_config('enable_seqscan', 'off', false)"
				  ", set_config('enable_bitmapscan', 'off', false)"
				  ", set_config('enable_sort', 'off', false)"
				  /* servers before 14 do not know it */
				  ", CASE WHEN current_setting('enable_memoize', true) IS NOT NULL THEN "
				  "set_config('enable_memoize', 'off', false) END"
				  ", set_config('jit', 'off', false)";
	char sql[1024];
	snprintf(sql, sizeof sql,
	         "SELECT %s, set_config('lock_timeout', '%ds', false), set_config('statement_timeout', '%ds', false)"
	         ", set_config('idle_in_transaction_session_timeout', '%ds', false)%s",
	         l->has_table_locks ? "current_setting('synchronous_standby_names') <> ''" : "false",
	         l->timeout_seconds, l->timeout_seconds + STATEMENT_SECONDS, IDLE_SECONDS,
	         l->has_table_locks ? own : "");
	l->set_seconds = l->timeout_seconds;
	return link_send_text(l, sql);
}

static int prepare(struct pg_link *l)
{
	int err = link_send_settings(l);
	for (int i = 0; !err && i < PG_N_STATEMENTS; i++) {
		const struct statement *s = &statements[i];
		if (!l->lib->sendPrepare(l->conn, s->name, s->sql, s->n, s->types))
			err = PG_LOST;
	}
	l->is_prepared = l->has_prelude = true;
	return err ? err : link_sync(l);
}

int link_send_text(struct pg_link *l, const char *sql)
{
	return l->lib->sendQueryParams(l->conn, sql, 0, NULL, NULL, NULL, NULL, 1) ? 0 : PG_LOST;
}

int link_send(struct pg_link *l, enum pg_statement s, const struct pg_param *params, int n)
{
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	int err = l->is_prepared ? 0 : prepare(l);
	if (err)
		return err;
	for (int i = 0; i < n; i++) {
		if (!params[i].p)
			return QUAD_ENOMEM;
		values[i] = params[i].p;
		lengths[i] = (int)params[i].len;
		formats[i] = 1;
	}
	return l->lib->sendQueryPrepared(l->conn, statements[s].name, n, values, lengths, formats, 1) ? 0 : PG_LOST;
}

int link_sync(struct pg_link *l)
{
	if (!l->lib->pipelineSync(l->conn))
		return PG_LOST;
	l->n_syncs++;
	return 0;
}

/* ---- waiting ---- */

int64_t link_now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * Whether the server answers to a new connection. One that stands still does not, while its system, or one between,
 * keeps the old connection up.
 */
static bool is_alive(const struct pg_link *l)
{
	const char *const keywords[] = {"host", "port", "connect_timeout", NULL};
	const char *const values[] = {l->lib->host(l->conn), l->lib->port(l->conn), "5", NULL};
	return l->lib->pingParams(keywords, values, 0) != PQPING_NO_RESPONSE;
}

bool link_must_stop(const struct pg_link *l)
{
	return l->told && *l->told;
}

/* Waits until the connection can be read, or written to; PG_LOST after the end, or where the server stands still. */
static int wait_until(struct pg_link *l, short events, int64_t end_ms)
{
	struct pollfd p = {.fd = l->lib->socket(l->conn), .events = events};
	for (;;) {
		int64_t left = end_ms - link_now_ms();
		int n = left < 0 ? 0 : poll(&p, 1, left < PROBE_MS ? (int)left : PROBE_MS);
		if (n > 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return PG_LOST;
		/* not in a commit, for whose time signals are held */
		if (n < 0 && link_must_stop(l))
			return PG_LOST;
		if (left < 0 || (n == 0 && !is_alive(l))) {
			link_say("the server does not answer");
			return PG_LOST;
		}
	}
}

static int lost(struct pg_link *l)
{
	const char *text = l->lib->errorMessage(l->conn);
	link_say(text && *text ? text : "the connection was closed");
	return PG_LOST;
}

int link_flush(struct pg_link *l)
{
	int64_t end = link_now_ms() + INT64_C(1000) * (l->timeout_seconds + STATEMENT_SECONDS);
	for (;;) {
		int more = l->lib->flush(l->conn);
		if (more < 0)
			return lost(l);
		if (more == 0)
			return 0;
		/* the server may wait with reading until its own words are read */
		int err = wait_until(l, POLLIN | POLLOUT, end);
		if (err)
			return err;
		if (!l->lib->consumeInput(l->conn))
			return lost(l);
	}
}

int link_journey(struct pg_link *l)
{
	l->round_trips++;
	l->journey_ms = link_now_ms();
	return link_flush(l);
}

static int next_result(struct pg_link *l, int64_t end_ms, PGresult **out)
{
	while (l->lib->isBusy(l->conn)) {
		int err = wait_until(l, POLLIN, end_ms);
		if (err)
			return err;
		if (!l->lib->consumeInput(l->conn))
			return lost(l);
	}
	*out = l->lib->getResult(l->conn);
	return 0;
}

/* ---- answers ---- */

/* The classes and codes of SQLSTATE, of PostgreSQL's appendix "Error Codes"; the first that fits. */
static const struct {
	const char *state;
	int err;
} states[] = {
	{"40003", PG_LOST},       /* it is not known whether the transaction was committed */
	{"40", PG_AGAIN},         /* another transaction came first */
	{"55P03", QUAD_EBUSY},    /* the time-out of a lock */
	{"57014", QUAD_EBUSY},    /* the time-out of a statement */
	{"57", PG_LOST},          /* the server shuts down, or is starting */
	{"08", PG_LOST},          /* the connection */
	{"25006", PG_LOST},       /* it takes no changes any more: another one is the primary */
	{"25P03", PG_LOST},       /* ended for being idle */
	{"53100", QUAD_EFULL},    /* no room on its disk */
	{"53200", PG_AGAIN},      /* no room for locks at the moment */
	{"53", QUAD_EBUSY},       /* too many connections */
	{"42P01", QUAD_ENOSTORE}, /* no such table */
	{"42P07", QUAD_EEXIST},   /* two make a table at once, or a schema: the catalogue takes one of them */
	{"42P06", QUAD_EEXIST},   /* such a schema */
	{"23505", QUAD_EEXIST},   /* such a key */
	{"3F000", QUAD_ENOSTORE}, /* no such schema */
	{"42501", QUAD_EPERM},    /* no right to the table */
	{"42703", QUAD_EFOREIGN}, /* the table has no such column */
	{"42883", QUAD_EFOREIGN}, /* or one of another type, which is not compared with bytes */
	{"42804", QUAD_EFOREIGN}, /* the same */
	{"42809", QUAD_EFOREIGN}, /* it is no table */
	{"28", QUAD_EPERM},       /* no such role, or a wrong password */
	{"XX001", QUAD_ECORRUPT}, /* a damaged page */
	{"XX002", QUAD_ECORRUPT}, /* a damaged index */
	{"58P01", QUAD_ECORRUPT}, /* a file of the server is missing */
};

static int error_of(const char *state)
{
	for (size_t i = 0; state && i < sizeof states / sizeof *states; i++)
		if (strncmp(state, states[i].state, strlen(states[i].state)) == 0)
			return states[i].err;
	/* without a state it is libpq that has lost the connection */
	return state ? QUAD_EIO : PG_LOST;
}

static int judge(struct pg_link *l, const PGresult *res)
{
	switch (l->lib->resultStatus(res)) {
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK: return 0;
	case PGRES_PIPELINE_ABORTED: return PG_AGAIN;
	default: break;
	}
	const char *text = l->lib->resultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	link_say(text ? text : l->lib->errorMessage(l->conn));
	return error_of(l->lib->resultErrorField(res, PG_DIAG_SQLSTATE));
}

/* Takes one answer with the end of it. */
static int take(struct pg_link *l, int64_t end_ms, PGresult **out)
{
	PGresult *end = NULL;
	*out = NULL;
	int err = next_result(l, end_ms, out);
	if (!err && !*out)
		err = lost(l);
	if (!err)
		err = judge(l, *out);
	if (err != PG_LOST) {
		int late = next_result(l, end_ms, &end);
		l->lib->clear(end);
		err = late ? late : err;
	}
	if (err) {
		l->lib->clear(*out);
		*out = NULL;
	}
	return err;
}

static int take_sync(struct pg_link *l, int64_t end_ms)
{
	PGresult *res = NULL;
	int err = next_result(l, end_ms, &res);
	if (err)
		return err;
	bool is_sync = res && l->lib->resultStatus(res) == PGRES_PIPELINE_SYNC;
	l->lib->clear(res);
	if (!is_sync)
		return lost(l);
	l->n_syncs--;
	return 0;
}

/* The answers to `prepare`. */
static int take_prelude(struct pg_link *l, int64_t end_ms)
{
	PGresult *res;
	l->has_prelude = false;
	int err = take(l, end_ms, &res);
	if (!err)
		l->is_replicated = *l->lib->getvalue(res, 0, 0) != 0;
	for (int i = 0; !err && i < PG_N_STATEMENTS; i++) {
		l->lib->clear(res);
		err = take(l, end_ms, &res);
	}
	l->lib->clear(res);
	return err ? err : take_sync(l, end_ms);
}

static int64_t end_after(int seconds)
{
	return link_now_ms() + INT64_C(1000) * (seconds + STATEMENT_SECONDS + SILENCE_SECONDS);
}

int link_take(struct pg_link *l, int seconds, PGresult **out)
{
	int64_t end = end_after(seconds);
	*out = NULL;
	int err = l->has_prelude ? take_prelude(l, end) : 0;
	if (!err)
		return take(l, end, out);
	/* some statements are prepared and others are not */
	link_drop(l);
	return err;
}

int link_ask(struct pg_link *l, const char *sql, int seconds, PGresult **out)
{
	PGresult *res = NULL;
	int err = link_send_text(l, sql);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	if (!err)
		err = link_take(l, seconds, &res);
	if (err != PG_LOST) {
		int late = link_drain(l, seconds, 0);
		err = late ? late : err;
	}
	if (out && !err)
		*out = res;
	else
		l->lib->clear(res);
	return err;
}

int link_take_done(struct pg_link *l, int seconds)
{
	PGresult *res;
	int err = link_take(l, seconds, &res);
	l->lib->clear(res);
	return err;
}

int link_take_sync(struct pg_link *l, int seconds)
{
	return take_sync(l, end_after(seconds));
}

int link_drain(struct pg_link *l, int seconds, size_t n_left)
{
	int64_t end = end_after(seconds);
	while (l->n_syncs > n_left) {
		PGresult *res = NULL;
		int err = next_result(l, end, &res);
		if (err)
			return err;
		if (res && l->lib->resultStatus(res) == PGRES_PIPELINE_SYNC)
			l->n_syncs--;
		bool is_dead = !res && l->lib->status(l->conn) != CONNECTION_OK;
		bool is_over = res && error_of(l->lib->resultErrorField(res, PG_DIAG_SQLSTATE)) == PG_LOST &&
		               l->lib->resultStatus(res) == PGRES_FATAL_ERROR;
		l->lib->clear(res);
		if (is_over || is_dead)
			return lost(l);
	}
	return 0;
}

/* ---- proofs ---- */

/* A message that nobody reads, as something to commit. */
#define PROOF                                                                                                          \
	"SELECT CASE WHEN current_setting('synchronous_standby_names') <> '' AND NOT pg_is_in_recovery() "             \
	"THEN pg_logical_emit_message(true, 'quad', ''::text) END"

bool link_is_unproven(const struct pg_link *l)
{
	return l->unproven_ms && link_now_ms() - l->unproven_ms < UNPROVEN_MS;
}

void link_proven(struct pg_link *l)
{
	l->proven_ms = link_now_ms();
}

int link_send_proof(struct pg_link *l, bool *sent)
{
	bool is_proven = l->proven_ms && link_now_ms() - l->proven_ms < PROVEN_MS;
	*sent = l->has_table_locks && !is_proven && !link_is_unproven(l);
	int err = 0;
	if (*sent && !l->is_prepared)
		err = prepare(l);
	if (*sent && !err)
		err = link_send_text(l, PROOF);
	return *sent && !err ? link_sync(l) : err;
}

int link_take_proof(struct pg_link *l)
{
	PGresult *res = NULL;
	int err = link_take(l, 0, &res);
	l->lib->clear(res);
	/* it commits at the end of its group */
	if (!err)
		err = take_sync(l, link_now_ms() + PROOF_MS);
	if (!err)
		link_proven(l);
	else if (err == PG_LOST)
		l->unproven_ms = link_now_ms();
	return err;
}

struct bytes link_value(const struct pg_link *l, const PGresult *res, int row, int column)
{
	return (struct bytes){l->lib->getvalue(res, row, column), (size_t)l->lib->getlength(res, row, column)};
}

uint64_t link_number(const struct pg_link *l, const PGresult *res, int column)
{
	struct bytes b = link_value(l, res, 0, column);
	const unsigned char *p = b.p;
	uint64_t v = 0;
	for (size_t i = 0; i < b.len; i++)
		v = v << 8 | p[i];
	return v;
}
