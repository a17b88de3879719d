/*
 * Stores in the server are schemas: quad_test_P_H, where P is the process that runs the suites and H a hash of the
 * directory that the store would have had, so that forked children agree on it. The linker gives us the tests of a
 * suite as they are added (--wrap), which is how those that are not of the engine are counted and left out.
 */
#include "tests/engine.h"

#include <limits.h>
#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support.h"

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
	if (!on_postgresql())
		snprintf(out, size, "%s", dir);
	else
		snprintf(out, size, "%s%coptions=-csearch_path%%3Dquad_test_%ld_%016llx", server,
		         strchr(server, '?') ? '&' : '?', (long)runner, (unsigned long long)hash_of(dir));
	return out;
}

static void remove_files(const char *dir)
{
	static const char *const names[] = {"data.mdb", "lock.mdb", "write.lock", "queue"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(test_path(dir, names[i]));
	rmdir(dir);
}

static void drop_schema(PGconn *c, const char *name)
{
	char text[256];
	snprintf(text, sizeof text, "SET client_min_messages = error; DROP SCHEMA IF EXISTS %s CASCADE", name);
	PQclear(PQexec(c, text));
}

void engine_remove_store(const char *where)
{
	const char *schema = strstr(where, "quad_test_");
	if (!on_postgresql()) {
		remove_files(where);
		return;
	}
	PGconn *c = PQconnectdb(server);
	if (schema && PQstatus(c) == CONNECTION_OK)
		drop_schema(c, schema);
	PQfinish(c);
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
	PGconn *c = PQconnectdb(server);
	if (PQstatus(c) == CONNECTION_OK)
		drop_schemas(c);
	else
		fprintf(stderr, "%s", PQerrorMessage(c));
	PQfinish(c);
}
