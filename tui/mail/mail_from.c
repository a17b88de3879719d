/* As Debian's mail systems do: /etc/mailname is the name that the machine's administrator has given it for mails. */
#include "tui/mail/mail_from.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "store/model/person.h"

enum { NAME_MAX_BYTES = 256 };

static bool read_mailname(char name[NAME_MAX_BYTES])
{
	FILE *f = fopen("/etc/mailname", "re");
	bool read = f && fgets(name, NAME_MAX_BYTES, f);
	if (f)
		fclose(f);
	if (read)
		name[strcspn(name, " \t\r\n")] = '\0';
	return read && *name;
}

const char *mail_from_default(struct arena *arena)
{
	char name[NAME_MAX_BYTES] = "";
	const struct passwd *pw = getpwuid(geteuid());
	if (!read_mailname(name) && gethostname(name, sizeof name - 1) != 0)
		return NULL;
	const char *from = pw ? arena_fmt(arena, "%s@%s", pw->pw_name, name) : NULL;
	return from && person_email_fits(from) ? from : NULL;
}
