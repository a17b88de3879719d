/*
 * What the variables could do otherwise: TERM, TERMINFO, TERMINFO_DIRS and HOME say which file describes the terminal,
 * LOCPATH, NLSPATH, LC_* and LANGUAGE which files libc and gettext open, GCONV_PATH which code iconv loads, TZ and
 * TZDIR which file is the zone, TMPDIR where files are made, QUAD_* which store it is.
 */
#include "tui/base/clean_env.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

#define PLAIN_PATH "/usr/local/bin:/usr/bin:/bin"
#define PLAIN_TERM "vt100"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

enum { VALUE_MAX = 128 };

static bool is_made_of(const char *value, const char *characters, size_t max)
{
	size_t len = strlen(value);
	return len > 0 && len <= max && strspn(value, characters) == len;
}

static bool is_terminal(const char *value)
{
	return is_made_of(value, LETTERS "+-._", 32) && value[0] != '.';
}

/* `zh_CN.UTF-8@pinyin`, and nothing that leads from a folder to another. */
static bool is_locale(const char *value)
{
	return is_made_of(value, LETTERS "_.@-", 32) && value[0] != '.' && !strstr(value, "..");
}

/* Names of locales with `:` between. */
static bool is_locale_list(const char *value)
{
	return is_made_of(value, LETTERS "_.@:-", 64) && value[0] != '.' && !strstr(value, "..");
}

static struct kept {
	const char *name;
	bool (*is_fine)(const char *value);
	const char *otherwise; /* the value in place of one that is not fine; NULL: it goes */
} const kept[] = {
	{"TERM", is_terminal, PLAIN_TERM}, {"LANG", is_locale, NULL},        {"LC_ALL", is_locale, NULL},
	{"LC_CTYPE", is_locale, NULL},     {"LC_MESSAGES", is_locale, NULL}, {"LANGUAGE", is_locale_list, NULL},
};
enum { N_KEPT = sizeof kept / sizeof *kept };

/* Copies what stays of a variable; "" if nothing does. */
static void keep_value(const struct kept *k, char out[VALUE_MAX])
{
	const char *value = getenv(k->name);
	out[0] = '\0';
	if (!value || !*value)
		return;
	const char *stays = k->is_fine(value) ? value : k->otherwise;
	if (stays)
		memcpy(out, stays, strlen(stays) + 1);
}

int clean_env(void)
{
	char values[N_KEPT][VALUE_MAX];
	for (size_t i = 0; i < N_KEPT; i++)
		keep_value(&kept[i], values[i]);
	if (clearenv() != 0 || setenv("PATH", PLAIN_PATH, 1) != 0)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < N_KEPT; i++)
		if (*values[i] && setenv(kept[i].name, values[i], 1) != 0)
			return QUAD_ENOMEM;
	return 0;
}
