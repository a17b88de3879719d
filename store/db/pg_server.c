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
	"', 'DELETE'))::int::bigint, "
	"(current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off')::int::bigint, "
	"(SELECT count(*) FROM pg_stat_replication), "
	"(current_setting('synchronous_standby_names') <> '' AND "
	"current_setting('synchronous_commit') NOT IN ('off', 'local'))::int::bigint";

static uint64_t number_of(const struct pg_link *l, const PGresult *res, int column)
{
	const unsigned char *p = link_value(l, res, 0, column).p;
	uint64_t v = 0;
	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static void read_answer(const struct pg_link *l, const PGresult *res, struct db_server *out)
{
	*out = (struct db_server){
		.version = (unsigned)number_of(l, res, VERSION),
		.is_tls = number_of(l, res, IS_TLS),
		.is_local = number_of(l, res, IS_LOCAL),
		.now_ms = (int64_t)number_of(l, res, NOW_MS),
		.may_write = number_of(l, res, MAY_WRITE),
		.flushes = number_of(l, res, FLUSHES),
		.standbys = (unsigned)number_of(l, res, STANDBYS),
		.waits_for_standbys = number_of(l, res, WAITED_FOR),
	};
}

static int ask_server(struct db_txn *base, void *arg)
{
	struct pg_txn *txn = pg_txn_of(base);
	struct pg_link *l = &txn->session->link;
	PGresult *res = NULL;
	if (!l->has_server_lock)
		return QUAD_ENOTFOUND;
	int err = link_send_text(l, question);
	if (!err)
		err = link_sync(l);
	if (!err)
		err = link_journey(l);
	if (!err)
		err = link_take(l, txn->pg->timeout_seconds, &res);
	if (!err)
		err = link_take_sync(l, txn->pg->timeout_seconds);
	if (!err)
		read_answer(l, res, arg);
	l->lib->clear(res);
	return err ? pg_broken(txn, err) : 0;
}

int pg_server(struct db *base, struct db_server *out)
{
	return pg_read(base, ask_server, out);
}
