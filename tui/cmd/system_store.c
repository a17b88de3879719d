/*
 * The file is read by systemd as well (EnvironmentFile=) and by the package's generator of drop-ins, so a line is what
 * all three take for the same: NAME=VALUE, blanks around both, one pair of quotes around the value, and nothing within
 * it that means something else than itself. Of several lines the last one counts.
 */
#include "tui/cmd/system_store.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/db.h"

#define NAME "QUAD_STORE"
#define BLANKS " \t\r\n"

/* Takes one pair of quotes away, in place. */
static char *unquote(char *value)
{
	size_t len = strlen(value);
	bool has_mark = *value == '"' || *value == '\'';
	if (!has_mark || len < 2 || value[len - 1] != *value)
		return value;
	value[len - 1] = '\0';
	return value + 1;
}

/* The value of a line that sets the store, cut out in place; NULL for any other line. */
static char *value_of(char *line)
{
	char *p = line + strspn(line, BLANKS);
	if (strncmp(p, NAME, strlen(NAME)) != 0)
		return NULL;
	p += strlen(NAME);
	p += strspn(p, BLANKS);
	if (*p != '=')
		return NULL;
	p++;
	p += strspn(p, BLANKS);
	size_t len = strlen(p);
	while (len > 0 && strchr(BLANKS, p[len - 1]))
		len--;
	p[len] = '\0';
	return unquote(p);
}

static int read_lines(FILE *f, struct arena *arena, const char **out)
{
	char *line = NULL;
	size_t size = 0;
	int err = 0;
	while (!err && getline(&line, &size, f) >= 0) {
		const char *value = value_of(line);
		if (!value)
			continue;
		*out = arena_str(arena, value);
		err = *out ? 0 : QUAD_ENOMEM;
	}
	if (!err && ferror(f))
		err = QUAD_EIO;
	free(line);
	return err;
}

int system_store_setting(const char *root, struct arena *arena, const char **out)
{
	const char *path = arena_fmt(arena, "%s" SYSTEM_SETTINGS, root);
	*out = NULL;
	if (!path)
		return QUAD_ENOMEM;
	FILE *f = fopen(path, "re");
	if (!f)
		return errno == ENOENT || errno == ENOTDIR ? 0 : QUAD_EIO;
	int err = read_lines(f, arena, out);
	int why = errno;
	fclose(f);
	errno = why;
	if (!err && *out && !**out)
		*out = NULL;
	if (!err && *out && **out != '/' && !db_is_address(*out))
		err = QUAD_EINVAL;
	if (err)
		*out = NULL;
	return err;
}
