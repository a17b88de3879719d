/*
 * The timers of the package: whether they run, on which store, and whether their services can work with it. A service
 * is made for a directory and has no network. Where the settings name another store, a generator of systemd fits it by
 * a drop-in (debian/quad-generator), which is made when systemd reads its units anew.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "tui/base/locale.h"
#include "tui/cmd/doctor.h"
#include "tui/cmd/system_store.h"

#define DROP_IN "/run/systemd/generator/quad-check.service.d/10-store.conf"
#define RELOAD "sudo systemctl daemon-reload"
#define EDIT "sudo editor " SYSTEM_SETTINGS " && " RELOAD

enum { DROP_IN_MAX = 65536 };

static const char *const names[] = {"quad-outbox", "quad-backup", "quad-check"};
enum { N_NAMES = sizeof names / sizeof *names };

/* ---- which run ---- */

static bool is_installed(struct doctor *d, const char *name)
{
	return access(doctor_path(d, doctor_text(d, "/lib/systemd/system/%s.timer", name)), F_OK) == 0;
}

static bool is_enabled(struct doctor *d, const char *name)
{
	const char *link = doctor_path(d, doctor_text(d, "/etc/systemd/system/timers.target.wants/%s.timer", name));
	return is_installed(d, name) && faccessat(AT_FDCWD, link, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool any_enabled(struct doctor *d)
{
	bool any = false;
	for (size_t i = 0; i < N_NAMES; i++)
		any |= is_enabled(d, names[i]);
	return any;
}

static void check_enabled(struct doctor *d)
{
	for (size_t i = 0; i < N_NAMES; i++) {
		if (!is_installed(d, names[i]))
			doctor_wrong(d, "timer", "sudo apt-get install ./quad_*.deb",
			             _("the timer %s is not installed"), names[i]);
		else if (!is_enabled(d, names[i]))
			doctor_wrong(d, "timer", doctor_text(d, "sudo systemctl enable --now %s.timer", names[i]),
			             _("the timer %s is not enabled"), names[i]);
	}
}

static void check_replica_timer(struct doctor *d)
{
	if (is_enabled(d, "quad-replica") && !db_is_address(d->timers_store))
		doctor_wrong(d, "timer", "sudo systemctl disable --now quad-replica.timer",
		             _("the timer quad-replica copies a store on a server, and %s is none"), d->timers_name);
}

/* ---- whether their services can work ---- */

/* What services see nothing of (ProtectHome=, PrivateTmp=). */
static const char *const hidden[] = {"/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"};

/* The hidden directory that a store lies below, or a file that its address names; NULL: none. */
static const char *find_hidden(struct doctor *d)
{
	bool is_address = db_is_address(d->timers_store);
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (is_address && strstr(d->timers_store, doctor_text(d, "=%s", hidden[i])))
			return hidden[i];
		if (!is_address && strncmp(d->timers_store, hidden[i], strlen(hidden[i])) == 0)
			return hidden[i];
	}
	return NULL;
}

static void check_place(struct doctor *d)
{
	const char *dir = find_hidden(d);
	if (dir)
		doctor_wrong(d, "timer", EDIT,
		             _("the services of the timers see nothing below %s, which the store's place names"), dir);
	if (!db_is_address(d->timers_store) && strpbrk(d->timers_store, SYSTEM_STORE_STRANGE))
		doctor_wrong(
			d, "timer", EDIT,
			_("the services of the timers cannot work in %s: blanks, quotes, $, %% and \\ are in its path"),
			d->timers_name);
}

/* True if the services are those for the store: as they were made, or by a drop-in for it. */
static bool are_fitted(struct doctor *d)
{
	const char *text = doctor_read(d, doctor_path(d, DROP_IN), DROP_IN_MAX);
	if (db_is_address(d->timers_store))
		return strstr(text, "\nPrivateNetwork=no\n") != NULL;
	if (strcmp(d->timers_store, SYSTEM_STORE) == 0)
		return !*text;
	return strstr(text, doctor_text(d, "\nConditionPathExists=%s/data.mdb\n", d->timers_store)) != NULL;
}

static void check_fitted(struct doctor *d)
{
	bool runs_systemd = access(doctor_path(d, "/run/systemd/system"), F_OK) == 0;
	if (runs_systemd && !are_fitted(d))
		doctor_wrong(d, "timer", RELOAD,
		             _("systemd has not read yet that the timers are to work on %s: they cannot until it has"),
		             d->timers_name);
}

/* ---- the settings ---- */

/* A drop-in of the machine's administrator that names a store. */
static void check_drop_in(struct doctor *d, const char *path)
{
	if (strstr(doctor_read(d, path, DROP_IN_MAX), "QUAD_STORE="))
		doctor_wrong(d, "settings", doctor_text(d, "sudo rm %s && " RELOAD, doctor_word(d, path)),
		             _("%s names a store for one service: QUAD_STORE in %s is for all of them"), path,
		             SYSTEM_SETTINGS);
}

static void check_drop_ins(struct doctor *d)
{
	glob_t found;
	if (glob(doctor_path(d, "/etc/systemd/system/quad-*.service.d/*.conf"), 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_drop_in(d, found.gl_pathv[i]);
	globfree(&found);
}

void doctor_settings(struct doctor *d)
{
	struct stat st;
	const char *path = doctor_path(d, SYSTEM_SETTINGS);
	int err = system_store_setting(d->root, d->arena, &d->timers_store), why = errno;
	if (err == QUAD_EIO)
		doctor_wrong(d, "settings", doctor_text(d, "ls -l %s", path),
		             _("the settings in %s cannot be read: %s"), path, strerror(why));
	else if (err == QUAD_EINVAL)
		doctor_wrong(d, "settings", EDIT,
		             _("%s: QUAD_STORE is neither the whole path of a directory nor an address that begins "
		               "with postgresql://"),
		             path);
	else
		d->err = err;
	if (stat(path, &st) == 0 && st.st_mode & (S_IWGRP | S_IWOTH))
		doctor_wrong(d, "settings", doctor_text(d, "sudo chmod 0644 %s", path), _("others may change %s"),
		             path);
	if (!d->timers_store)
		d->timers_store = SYSTEM_STORE;
	struct buf name = {0};
	db_show_place(d->timers_store, &name);
	d->timers_name = doctor_text(d, "%s", buf_text(&name));
	buf_release(&name);
}

/* ---- all of it ---- */

void doctor_timers(struct doctor *d)
{
	unsigned before = d->n_wrong;
	if (db_is_address(d->timers_store) && !any_enabled(d)) {
		d->no_timers = true;
		doctor_note(d, "timer",
		            _("no timer of this machine sends mails, writes backups and checks the store: one of "
		              "another machine is to"));
		check_replica_timer(d);
		return;
	}
	check_enabled(d);
	check_replica_timer(d);
	check_place(d);
	check_fitted(d);
	check_drop_ins(d);
	if (d->n_wrong == before)
		doctor_note(d, "timer", doctor_text(d, _("the timers work on %s"), d->timers_name));
}

/* Timers that wait for a store where there never is one are most likely meant for the one that is used. */
void doctor_other_timers(struct doctor *d)
{
	const char *data = doctor_path(d, doctor_text(d, "%s/data.mdb", d->timers_store));
	if (db_is_address(d->timers_store) || !any_enabled(d))
		return;
	if (access(data, F_OK) == 0 || errno != ENOENT)
		return;
	doctor_wrong(d, "timer",
	             doctor_text(d, "echo QUAD_STORE=%s | sudo tee -a " SYSTEM_SETTINGS " && " RELOAD,
	                         doctor_word(d, d->store_name)),
	             _("the timers of this machine work on %s, where there is no store, and not on this one"),
	             d->timers_name);
}
