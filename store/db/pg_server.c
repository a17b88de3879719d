/* What the server of a store says of itself. Of what a server lacks that only speaks PostgreSQL's protocol, nothing is
 * said. */
#include "store/db/pg_server.h"

#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/pg_txn.h"

/* The columns of the question, in their order. */
enum { VERSION, IS_TLS, IS_LOCAL, NOW_MS, MAY_WRITE, FLUSHES, STANDBYS, WAITED_FOR };

static const char question[] =
	"SELECT current_setting('server_version_num')::bigint, "
	"(SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false))::int::bigint, "
	"(inet_server_addr() IS NULL)::int::bigint, "
	"(extract(epoch FROM clock_timestamp()) * 1000)::bigint, "
	"(has_table_privilege('" PG_TABLE "', 'SELECT') AND has_table_privilege('" PG_TABLE "', 'INSERT') AND "
	"has_table_privilege('" PG_TABLE "', 'UPDATE') AND has_table_privilege('" PG_TABLE
	"', 'DELETE') AND coalesce(has_table_privilege(to_regclass('" PG_TURN "'), 'UPDATE'), false))::int::bigint, "
	"(current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off')::int::bigint, "
	"(SELECT count(*) FROM pg_stat_replication), "
	"(current_setting('synchronous_standby_names') <> '' AND "
	"current_setting('synchronous_commit') NOT IN ('off', 'local'))::int::bigint";

static void read_answer(const struct pg_link *l, const PGresult *res, struct db_server *out)
{
	*out = (struct db_server){
		.version = (unsigned)link_number(l, res, VERSION),
		.is_tls = link_number(l, res, IS_TLS),
		.is_local = link_number(l, res, IS_LOCAL),
		.now_ms = (int64_t)link_number(l, res, NOW_MS),
		.may_write = link_number(l, res, MAY_WRITE),
		.flushes = link_number(l, res, FLUSHES),
		.standbys = (unsigned)link_number(l, res, STANDBYS),
		.waits_for_standbys = link_number(l, res, WAITED_FOR),
	};
}

static int ask_server(struct db_txn *base, void *arg)
{
	struct pg_txn *txn = pg_txn_of(base);
	struct pg_link *l = &txn->session->link;
	PGresult *res;
	if (!l->has_table_locks)
		return QUAD_ENOTFOUND;
	int err = link_ask(l, question, txn->pg->timeout_seconds, &res);
	if (err)
		return pg_broken(txn, err);
	read_answer(l, res, arg);
	l->lib->clear(res);
	return 0;
}

int pg_server(struct db *base, struct db_server *out)
{
	return pg_read(base, ask_server, out);
}
