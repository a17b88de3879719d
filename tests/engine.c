/*
 * Stores in the server are schemas: quad_test_P_H, where P is the process that runs the suites and H a hash of the
 * directory that the store would have had, so that forked children agree on it. The linker gives us the tests of a
 * suite as they are added (--wrap), which is how those that are not of the engine are counted and left out.
 */
#include "tests/engine.h"

#include <inttypes.h>
#include <limits.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support.h"

/* Of a store's schema, and of its sessions. */
#define NAME "quad_test_%ld_%016" PRIx64

static pid_t runner;
static char server[PATH_MAX]; /* its address, "" = none */

/* Before any test changes the environment or forks. */
__attribute__((constructor)) static void note_runner(void)
{
	const char *address = getenv("QUAD_TEST_POSTGRES");
	runner = getpid();
	if (address)
		snprintf(server, sizeof server, "%s", address);
}

bool on_postgresql(void)
{
	return *server;
}

const char *engine_suffix(void)
{
	return on_postgresql() ? "@postgresql" : "";
}

/* FNV-1a. */
static uint64_t hash_of(const char *text)
{
	uint64_t h = 0xcbf29ce484222325;
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3;
	return h;
}

const char *test_store(const char *name)
{
	static char made[8][2 * PATH_MAX];
	static unsigned turn;
	char *out = made[turn++ % 8], dir[PATH_MAX + 256];
	size_t size = sizeof made[0];
	if (*name == '/')
		snprintf(dir, sizeof dir, "%s", name);
	else
		snprintf(dir, sizeof dir, "%s/%s", test_dir(), name);
	uint64_t hash = hash_of(dir);
	if (!on_postgresql())
		snprintf(out, size, "%s", dir);
	else
		snprintf(out, size, "%s%coptions=-csearch_path%%3D" NAME "&application_name=" NAME, server,
		         strchr(server, '?') ? '&' : '?', (long)runner, hash, (long)runner, hash);
	return out;
}

static void remove_files(const char *dir)
{
	static const char *const names[] = {"data.mdb", "lock.mdb", "write.lock", "lead.lock", "queue"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(test_path(dir, names[i]));
	rmdir(dir);
}

/* The name of the store at an address; NULL if it is none of ours. */
static const char *name_of(const char *where)
{
	const char *name = strstr(where, "&application_name=");
	return name ? strchr(name, '=') + 1 : NULL;
}

/* That the server ended the session is what we wanted. */
static void hear_nothing(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

/* A connection to the server, or none, which is said. */
static PGconn *connect_to_server(void)
{
	PGconn *c = PQconnectdb(server);
	PQsetNoticeProcessor(c, hear_nothing, NULL);
	if (PQstatus(c) == CONNECTION_OK)
		return c;
	fprintf(stderr, "%s", PQerrorMessage(c));
	PQfinish(c);
	return NULL;
}

/* The number of a store stands in its head, little-endian; 0: there is no such store. */
static uint64_t id_of(PGconn *c, const char *name)
{
	char text[256];
	uint64_t id = 0;
	snprintf(text, sizeof text, "SELECT encode(v, 'hex') FROM %s.quad_kv WHERE k = '\\x0068656164'", name);
	PGresult *head = PQexec(c, text);
	const char *hex = PQntuples(head) ? PQgetvalue(head, 0, 0) : "";
	if (strlen(hex) >= 32)
		for (int i = 7; i >= 0; i--) {
			const char byte[] = {hex[16 + 2 * i], hex[17 + 2 * i], '\0'};
			id = id << 8 | strtoul(byte, NULL, 16);
		}
	PQclear(head);
	return id;
}

/* As store/db/pg_group.c names it. */
static const char *shared_dir(uint64_t id)
{
	static char dir[PATH_MAX];
	const char *base = getenv("TMPDIR");
	snprintf(dir, sizeof dir, "%s/quad-%ld-%016" PRIx64, base ? base : "/dev/shm", (long)geteuid(), id);
	return dir;
}

const char *engine_queue_dir(const char *where)
{
	const char *name = name_of(where);
	if (!name)
		return where;
	PGconn *c = connect_to_server();
	uint64_t id = c ? id_of(c, name) : 0;
	PQfinish(c);
	return shared_dir(id);
}

static void drop_schema(PGconn *c, const char *name)
{
	char text[256];
	remove_files(shared_dir(id_of(c, name)));
	snprintf(text, sizeof text, "DROP SCHEMA IF EXISTS %s CASCADE", name);
	PQclear(PQexec(c, text));
}

void engine_remove_store(const char *where)
{
	const char *name = name_of(where);
	if (!name) {
		remove_files(where);
		return;
	}
	PGconn *c = connect_to_server();
	if (!c)
		return;
	drop_schema(c, name);
	PQfinish(c);
}

int engine_end_sessions(const char *where, int n, bool kills)
{
	char text[512];
	PGconn *c = connect_to_server();
	if (!c)
		return 0;
	snprintf(text, sizeof text,
	         "SELECT pid%s FROM pg_stat_activity WHERE application_name = '%s' ORDER BY random() LIMIT %d",
	         kills ? "" : ", pg_terminate_backend(pid)", name_of(where), n ? n : 1000);
	PGresult *pids = PQexec(c, text);
	n = PQntuples(pids);
	if (kills && n)
		kill((pid_t)strtol(PQgetvalue(pids, 0, 0), NULL, 10), SIGKILL);
	PQclear(pids);
	PQfinish(c);
	return n;
}

bool engine_change(const char *where, const char *sql)
{
	char text[256];
	PGconn *c = connect_to_server();
	if (!c)
		return false;
	snprintf(text, sizeof text, "CREATE SCHEMA IF NOT EXISTS %s; SET search_path = %s", name_of(where),
	         name_of(where));
	PQclear(PQexec(c, text));
	PGresult *r = PQexec(c, sql);
	bool is_done = PQresultStatus(r) == PGRES_COMMAND_OK;
	PQclear(r);
	PQfinish(c);
	return is_done;
}

int engine_count_waiting(const char *where)
{
	char text[512];
	PGconn *c = connect_to_server();
	if (!c)
		return 0;
	snprintf(text, sizeof text,
	         "SELECT 1 FROM pg_stat_activity WHERE application_name = '%s' AND wait_event_type = 'Lock'",
	         name_of(where));
	PGresult *waiting = PQexec(c, text);
	int n = PQntuples(waiting);
	PQclear(waiting);
	PQfinish(c);
	return n;
}

/* One schema at a time, so that the server holds few locks; what is still in use stays. */
static void drop_schemas(PGconn *c)
{
	char text[256];
	snprintf(text, sizeof text,
	         "SET lock_timeout = '10s'; SELECT nspname FROM pg_namespace WHERE nspname LIKE "
	         "'quad\\_test\\_%ld\\_%%'",
	         (long)runner);
	PGresult *names = PQexec(c, text);
	if (PQresultStatus(names) != PGRES_TUPLES_OK)
		fprintf(stderr, "the stores of the tests stay in the server: %s", PQerrorMessage(c));
	for (int i = 0; i < PQntuples(names); i++)
		drop_schema(c, PQgetvalue(names, i, 0));
	PQclear(names);
}

void engine_drop_stores(void)
{
	if (!on_postgresql())
		return;
	PGconn *c = connect_to_server();
	if (!c)
		return;
	drop_schemas(c);
	PQfinish(c);
}
