/* A store on a server: the address, the connection, and what the server promises of a booking that was acknowledged. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/doctor.h"

enum {
	CLOCKS_APART_S = 60,
	OLDEST_TESTED = 140000, /* as PostgreSQL writes its version 14 */
};

void doctor_address(struct doctor *d)
{
	char *copy = arena_str(d->arena, d->store_dir);
	if (!copy)
		d->err = QUAD_ENOMEM;
	else if (db_hide_password(copy))
		doctor_wrong(d, "password", "chmod 0600 ~/.pgpass",
		             _("a password stands in the address: it belongs into ~/.pgpass, or into a service of "
		               "~/.pg_service.conf"));
	else
		doctor_right(d, "password");
}

static void check_loss(struct doctor *d, const struct db_server *s)
{
	if (!s->flushes)
		doctor_wrong(
			d, "loss", "ALTER SYSTEM RESET synchronous_commit; ALTER SYSTEM RESET fsync",
			_("the server acknowledges before its disk has a booking: a power cut there takes the last "
		          "ones"));
	else if (s->standbys && !s->waits_for_standbys)
		doctor_wrong(d, "loss", "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'",
		             _("the server waits for none of its standbys: where one of them takes over, the last "
		               "bookings are lost"));
	else
		doctor_right(d, "loss");
	if (s->flushes && !s->standbys && !s->waits_for_standbys)
		doctor_note(d, "loss",
		            _("one server has it all: what is lost with its disk is what came after the last "
		              "backup"));
	if (s->waits_for_standbys)
		doctor_note(d, "loss",
		            _("a standby has each booking before it is acknowledged: no one server that is "
		              "lost takes any"));
}

static void check_connection(struct doctor *d, const struct db_server *s)
{
	if (!s->is_local && !s->is_tls)
		doctor_wrong(d, "tls", "?sslmode=verify-full&sslrootcert=FILE",
		             _("the connection to the server is not encrypted: whoever is on the way reads and changes "
		               "bookings"));
	else
		doctor_right(d, "tls");
	if (s->version < OLDEST_TESTED)
		doctor_wrong(d, "server", "apt-get install postgresql",
		             _("the server is of version %u, older than what this program was tested with"),
		             s->version / 10000);
	else
		doctor_right(d, "server");
	if (!s->may_write)
		doctor_wrong(d, "rights", "GRANT SELECT, INSERT, UPDATE, DELETE ON quad_kv, quad_turn TO ...",
		             _("the role may not read and change the table of the store"));
	else
		doctor_right(d, "rights");
}

static void check_clock(struct doctor *d, const struct db_server *s)
{
	int64_t apart_s = (int64_t)time(NULL) - s->now_ms / 1000;
	if (llabs(apart_s) > CLOCKS_APART_S)
		doctor_wrong(d, "clock", "timedatectl set-ntp true",
		             _("the clocks of this machine and of the server are %" PRId64 " seconds apart"),
		             (int64_t)llabs(apart_s));
	else
		doctor_right(d, "clock");
}

void doctor_server(struct doctor *d)
{
	struct db_server s;
	/* another kind of server says nothing of this */
	if (!d->store || db_server(d->store->db, &s) != 0)
		return;
	check_connection(d, &s);
	check_loss(d, &s);
	check_clock(d, &s);
}
