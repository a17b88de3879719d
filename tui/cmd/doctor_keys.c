/* SSH keys: whether sshd learns of those that the store has, by asking it or by a file that is as it should be. */
#include <string.h>

#include "store/query/query_keys.h"
#include "tui/base/locale.h"
#include "tui/cmd/doctor.h"
#include "tui/cmd/keys_file.h"
#include "tui/cmd/keys_lines.h"

static bool lets_in(const struct key_list *list, const struct hash *fingerprint)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].opens && memcmp(&list->v[i].key.fingerprint, fingerprint, sizeof *fingerprint) == 0)
			return true;
	return false;
}

/* How many keys of the block are none that lets anybody in; *n_good: how many do. */
static size_t count_lines(const char *text, const struct key_list *list, size_t *n_good)
{
	const char *p = strstr(text, KEYS_FILE_BEGIN), *end = p ? strstr(p, KEYS_FILE_END) : NULL;
	size_t n_old = 0;
	*n_good = 0;
	while (p && end && p < end) {
		struct hash fingerprint;
		size_t len = strcspn(p, "\n");
		if (keys_line_read(p, len, &fingerprint)) {
			bool good = lets_in(list, &fingerprint);
			*n_good += good;
			n_old += !good;
		}
		p += len + (p[len] == '\n');
	}
	return n_old;
}

static size_t count_opening(const struct key_list *list)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		n += list->v[i].opens;
	return n;
}

void doctor_keys(struct doctor *d)
{
	struct key_list list;
	if (!d->home || query_keys(d->store, NULL, d->c->now, &list) != 0)
		return;
	size_t n_open = count_opening(&list), n_good;
	const char *path = doctor_text(d, "%s/.ssh/authorized_keys", doctor_path(d, d->home));
	size_t n_old = count_lines(doctor_read(d, path, KEYS_FILE_MAX), &list, &n_good);
	const char *mend = doctor_text(d, "%squad keys write %s", doctor_as_owner(d), doctor_word(d, path));
	arena_release(&list.arena);
	if (n_old)
		doctor_wrong(d, "keys", mend,
		             ngettext("%s lets %zu key in that the store does not let in any more",
		                      "%s lets %zu keys in that the store does not let in any more",
		                      (unsigned long)n_old),
		             path, n_old);
	else if (!d->sshd_asks && n_good < n_open)
		doctor_wrong(
			d, "keys", mend,
			ngettext("sshd does not know %zu key of the store: neither does its configuration ask quad "
		                 "(quad-ssh(8)), nor is it in %s",
		                 "sshd does not know %zu keys of the store: neither does its configuration ask quad "
		                 "(quad-ssh(8)), nor are they in %s",
		                 (unsigned long)(n_open - n_good)),
			n_open - n_good, path);
	else
		doctor_right(d, "keys");
}
