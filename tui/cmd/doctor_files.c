/* The files of the store: what can be seen without opening it. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "tui/base/locale.h"
#include "tui/cmd/doctor.h"

enum { ROOM_MIB = 64 }; /* a store needs it beside what it holds; a backup in its directory needs as much as it holds */

/* Its own: see quad-store(5). */
static bool is_known_name(const char *name)
{
	static const char *const names[] = {"data.mdb", "lock.mdb", "queue", "write.lock"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* What a long dry run, a restore or an upgrade works in, and the next one removes if it was killed. */
static bool is_unfinished(const char *name)
{
	return strncmp(name, "data.mdb.", 9) == 0 || strncmp(name, "rehearsal-", 10) == 0;
}

static void check_file(struct doctor *d, const char *name)
{
	struct stat st;
	const char *path = doctor_text(d, "%s/%s", d->store_dir, name);
	const char *word = doctor_word(d, path);
	if (lstat(path, &st) != 0)
		return;
	if (!S_ISREG(st.st_mode))
		doctor_wrong(d, "file", doctor_text(d, "ls -l %s", word), _("%s is no regular file"), path);
	else if (st.st_mode & 077)
		doctor_wrong(d, "mode", doctor_text(d, "chmod 0600 %s", word), _("others may open %s (mode %04o)"),
		             path, (unsigned)(st.st_mode & 07777));
	if (st.st_uid != d->owner_uid)
		doctor_wrong(d, "owner",
		             doctor_text(d, "sudo chown --reference=%s %s", doctor_word(d, d->store_dir), word),
		             _("%s belongs to another account than its directory"), path);
}

static void check_entries(struct doctor *d)
{
	DIR *dir = opendir(d->store_dir);
	if (!dir)
		return;
	unsigned before = d->n_wrong;
	for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		if (is_known_name(e->d_name))
			check_file(d, e->d_name);
		else if (e->d_name[0] != '.' && !is_unfinished(e->d_name))
			doctor_wrong(d, "foreign",
			             doctor_text(d, "mv %s /somewhere/else/",
			                         doctor_word(d, doctor_text(d, "%s/%s", d->store_dir, e->d_name))),
			             _("%s/%s is no file of a store"), d->store_dir, e->d_name);
	}
	closedir(dir);
	if (d->n_wrong == before)
		doctor_right(d, "file");
}

static void check_room(struct doctor *d)
{
	struct statvfs fs;
	struct stat st;
	const char *data = doctor_text(d, "%s/data.mdb", d->store_dir);
	if (statvfs(d->store_dir, &fs) != 0 || stat(data, &st) != 0)
		return;
	uint64_t free_mib = (uint64_t)fs.f_bavail * fs.f_frsize >> 20, held_mib = (uint64_t)st.st_size >> 20;
	if (free_mib < held_mib + ROOM_MIB)
		doctor_wrong(d, "space", doctor_text(d, "df -h %s", doctor_word(d, d->store_dir)),
		             _("%" PRIu64 " MiB are free where the store is; it holds %" PRIu64
		               " MiB, and needs as much "
		               "again and %d MiB more"),
		             free_mib, held_mib, ROOM_MIB);
	else
		doctor_right(d, "space");
	if (fs.f_favail == 0 && fs.f_files > 0)
		doctor_wrong(d, "space", doctor_text(d, "df -i %s", doctor_word(d, d->store_dir)),
		             _("no further file can be made where the store is: its inodes are used up"));
}

static void say_no_store(struct doctor *d, int why)
{
	const char *as = d->owner ? doctor_as_owner(d) : "";
	if (d->is_system && !d->owner)
		as = "sudo -u quad ";
	if (why == ENOENT)
		doctor_wrong(d, "store", doctor_text(d, "%squad --as LOGIN init", as), _("there is no store at %s"),
		             d->store_dir);
	else
		doctor_wrong(d, "store", doctor_text(d, "%squad doctor", as),
		             _("the store at %s cannot be looked at: %s"), d->store_dir, strerror(why));
}

bool doctor_files(struct doctor *d)
{
	struct stat st;
	const char *data = doctor_text(d, "%s/data.mdb", d->store_dir);
	if (stat(d->store_dir, &st) != 0 || stat(data, &(struct stat){0}) != 0) {
		say_no_store(d, errno);
		return false;
	}
	if (st.st_mode & 077)
		doctor_wrong(d, "mode", doctor_text(d, "chmod 0700 %s", doctor_word(d, d->store_dir)),
		             _("others may enter %s (mode %04o)"), d->store_dir, (unsigned)(st.st_mode & 07777));
	else
		doctor_right(d, "mode");
	check_entries(d);
	check_room(d);
	return true;
}

void doctor_unopened(struct doctor *d, int err)
{
	const char *dir = doctor_word(d, d->store_name);
	switch (err) {
	case QUAD_ENETFS:
		doctor_wrong(
			d, "filesystem", doctor_text(d, "quad --store %s backup FILE", dir),
			_("%s lies on a network file system, where bookings could be lost: on the machine that has the "
		          "disk, write a backup, and restore it onto a local disk here"),
			d->store_dir);
		return;
	case QUAD_EZONE:
		doctor_wrong(d, "zone", "sudo apt-get install tzdata",
		             _("this machine does not know the time zone of the store"));
		return;
	case QUAD_EVERSION:
		doctor_wrong(d, "schema", "sudo apt-get install ./quad_*.deb",
		             _("a newer version of quad has written the store; this one is %s"), QUAD_VERSION);
		return;
	case QUAD_ECORRUPT:
		doctor_wrong(
			d, "store",
			db_is_address(d->store_name)
				? doctor_text(d,
		                              "psql %s -c 'ALTER TABLE quad_kv RENAME TO quad_damaged' && "
		                              "quad --store %s restore FILE",
		                              dir, dir)
				: doctor_text(d, "mv %s %s.damaged && quad --store %s restore FILE", dir, dir, dir),
			_("the store at %s is damaged: restore the newest backup in %s"), d->store_name, d->backups);
		return;
	case QUAD_EFOREIGN:
		doctor_wrong(d, "store", doctor_text(d, "psql %s -c '\\d quad_kv'", dir),
		             _("the table quad_kv at %s is not one of a store, or is damaged: %s"), d->store_name,
		             db_said());
		return;
	case QUAD_ELINK:
		doctor_wrong(d, "connection", doctor_text(d, "psql %s", dir),
		             _("the server of the store cannot be reached: %s"), db_said());
		return;
	case QUAD_ENOSTORE:
		doctor_wrong(d, "store", doctor_text(d, "quad --store %s --as LOGIN init", dir),
		             _("there is no store at %s"), d->store_name);
		return;
	default:
		doctor_wrong(d, "store", doctor_text(d, "%squad --store %s check", doctor_as_owner(d), dir),
		             _("the store at %s cannot be opened: %s"), d->store_name, _(quad_strerror(err)));
	}
}
