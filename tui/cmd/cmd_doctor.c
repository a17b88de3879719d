/*
 * The command `doctor`: what is wrong with an installation, and how to mend it. It is for when nothing else works, so
 * it opens the store itself. Who owns neither the store nor the machine learns what concerns himself.
 */
#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/doctor.h"

#define SYSTEM_BACKUPS "/var/backups/quad"
#define SYSTEM_ACCOUNT "quad"

const struct arg_option doctor_options[] = {
	{"all", NULL, N_("say also what is right")},
	{"backups", "DIR", N_("where the backups are; /var/backups/quad if not given")},
	{"root", "DIR", N_("look for the system's files below this directory")},
	{NULL, NULL, NULL},
};

static const struct column columns[] = {{"check", CELL_TEXT}, {"result", CELL_TEXT}, {"mend", CELL_TEXT}};

/* Reads as the owner of the store does, who makes no file that he could not open; true if that may be. */
static bool become_owner(const struct doctor *d, gid_t gid)
{
	if (d->owner_uid == geteuid())
		return true;
	return geteuid() == 0 && setegid(gid) == 0 && seteuid(d->owner_uid) == 0;
}

static void look_into_store(struct doctor *d, struct store *store)
{
	int err = store_open(d->store_dir, store);
	if (err) {
		doctor_unopened(d, err);
		return;
	}
	d->store = store;
	doctor_right(d, "store");
	if (db_replica(store->db)->at_min) {
		doctor_replica(d);
		return;
	}
	doctor_records(d);
	doctor_keys(d);
	doctor_server(d);
}

/* Who is neither the owner nor root learns whose it is. */
static void say_whose(struct doctor *d)
{
	const struct passwd *pw = getpwuid(d->owner_uid);
	const char *name = pw ? doctor_text(d, "%s", pw->pw_name) : doctor_text(d, "#%lu", (unsigned long)d->owner_uid);
	doctor_wrong(d, "store", doctor_text(d, "sudo -u %s quad doctor", doctor_word(d, name)),
	             _("the store at %s belongs to %s, who alone opens it: others come by SSH"), d->store_dir, name);
}

/* True if there is a reason to look for backups of a store on a server: they are made here, and may be seen. */
static bool expects_backups(const struct doctor *d)
{
	bool is_closed = access(d->backups, R_OK | X_OK) != 0 && errno == EACCES;
	return d->is_system && !d->no_timers && !is_closed;
}

/* The store belongs to whoever its server lets in; that of the timers to their account. */
static void find_account(struct doctor *d)
{
	const struct passwd *pw = d->is_system ? getpwnam(SYSTEM_ACCOUNT) : NULL;
	d->owner_uid = pw ? pw->pw_uid : geteuid();
	d->owner = pw ? SYSTEM_ACCOUNT : NULL;
}

static void examine_server(struct doctor *d, struct store *store, bool wants_backups)
{
	find_account(d);
	doctor_address(d);
	if (d->is_system)
		doctor_timers(d);
	else
		doctor_other_timers(d);
	look_into_store(d, store);
	if (wants_backups || expects_backups(d))
		doctor_backups(d);
}

/* All that concerns the store, for its owner and for root. */
static void examine_store(struct doctor *d, struct store *store, bool wants_backups)
{
	struct stat st;
	if (db_is_address(d->store_dir)) {
		examine_server(d, store, wants_backups);
		return;
	}
	bool is_there = stat(d->store_dir, &st) == 0;
	if (is_there)
		d->owner_uid = st.st_uid;
	if (is_there && st.st_uid != geteuid() && geteuid() != 0) {
		say_whose(d);
		return;
	}
	if (is_there)
		doctor_machine(d);
	if (is_there && d->is_system)
		doctor_timers(d);
	if (!doctor_files(d))
		return;
	if (become_owner(d, st.st_gid))
		look_into_store(d, store);
	if (wants_backups || d->is_system)
		doctor_backups(d);
}

static enum cmd_status examine(struct input *in)
{
	struct cmd_context *c = in->c;
	struct store store = {0};
	const char *root = args_get(&in->args, "root"), *backups = args_get(&in->args, "backups");
	struct doctor d = {
		.c = c,
		.arena = &in->arena,
		.root = root ? root : "",
		.backups = backups ? backups : SYSTEM_BACKUPS,
		.store_dir = c->store_dir,
		.store_name = c->store_name,
		.all = args_has(&in->args, "all"),
	};
	c->rows_name = "findings";
	d.err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	doctor_session(&d);
	doctor_settings(&d);
	bool is_of_root = root && !db_is_address(c->store_dir);
	d.is_system = is_of_root || strcmp(c->store_dir, d.timers_store) == 0;
	examine_store(&d, &store, backups != NULL);
	store_close(&store);
	if (!d.err)
		d.err = c->rows->end(c->rows);
	if (d.err)
		return cmd_fail(c, d.err, c->cmd->name);
	if (!c->quiet && !d.n_wrong)
		buf_str(c->message, _("Nothing is wrong.\n"));
	return d.n_wrong ? CMD_FAILED : CMD_DONE;
}

enum cmd_status cmd_doctor(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status == CMD_DONE)
		status = examine(&in);
	input_release(&in);
	return status;
}
