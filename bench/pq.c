#include "bench/pq.h"

#include <stdio.h>

int pq_failed(const PGconn *c, PGresult *r, const char *what)
{
	fprintf(stderr, "bench: PostgreSQL: %s: %s", what, r ? PQresultErrorMessage(r) : PQerrorMessage(c));
	PQclear(r);
	return -1;
}

int pq_run(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
		return pq_failed(c, r, sql);
	PQclear(r);
	return 0;
}
