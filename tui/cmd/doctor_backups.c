/* The newest backup: how old it is, and whether what it knew still stands. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "store/query/journal_proof.h"
#include "tui/base/locale.h"
#include "tui/cmd/backup_dir.h"
#include "tui/cmd/doctor.h"
#include "tui/cmd/head_file.h"

enum { BACKUP_OLD_MIN = 36 * 60 }; /* made once a day */

/* That the journal continues the head is proved by reading all of it: that is what `log --verify` does. */
static void check_head(struct doctor *d, const char *name)
{
	struct journal_head last, now;
	const char *path = doctor_text(d, "%s/%s" HEAD_FILE_SUFFIX, d->backups, name);
	const char *verify =
		doctor_text(d, "%squad log --verify --since-head %s", doctor_as_owner(d), doctor_word(d, path));
	if (!head_file_read(path, &last)) {
		doctor_wrong(d, "head",
		             doctor_text(d, "%squad backup --into %s", doctor_as_owner(d), doctor_word(d, d->backups)),
		             _("beside the newest backup there is no head of its journal: %s"), path);
		return;
	}
	if (!d->store || query_head(d->store, &now) != 0)
		return;
	if (strcmp(last.origin, now.origin) != 0)
		doctor_wrong(d, "head", verify, _("the newest backup is of another store than this one"));
	else if (last.size > now.size)
		doctor_wrong(d, "head", verify,
		             _("the newest backup has more entries of the journal than the store has"));
	else
		doctor_right(d, "head");
}

void doctor_backups(struct doctor *d)
{
	struct backup_dir dir;
	const char *into = doctor_text(d, "%squad backup --into %s", doctor_as_owner(d), doctor_word(d, d->backups));
	char text[CLOCK_TEXT_MAX];
	errno = 0;
	if (backup_dir_list(d->backups, d->arena, &dir) != 0) {
		doctor_wrong(d, "backup", into, _("there are no backups: %s: %s"), d->backups, strerror(errno));
		return;
	}
	if (dir.n == 0) {
		doctor_wrong(d, "backup", into, _("there is no backup in %s yet"), d->backups);
		return;
	}
	if (dir.v[0].at_min + BACKUP_OLD_MIN < d->c->now)
		doctor_wrong(d, "backup", into, _("the newest backup in %s is of %s: see `journalctl -u quad-backup`"),
		             d->backups, clock_format(dir.v[0].at_min, text));
	else
		doctor_right(d, "backup");
	check_head(d, dir.v[0].name);
}
