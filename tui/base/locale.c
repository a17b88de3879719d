/*
 * Setting up the locale where there may be none. libc refuses a locale that is not installed, so the names in the
 * environment are looked at too: their language goes to LANGUAGE, which gettext follows under C.UTF-8, and their
 * character set tells whether the terminal can show UTF-8.
 */
#include "tui/base/locale.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FALLBACK "C.UTF-8"

static bool characters_wait; /* LC_CTYPE is not yet set */

/* The name that the environment gives to a category. "" if it gives none. */
static const char *environment_locale(const char *category)
{
	const char *const names[] = {"LC_ALL", category, "LANG"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *v = getenv(names[i]);
		if (v && *v)
			return v;
	}
	return "";
}

static bool is_c(const char *locale)
{
	return strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;
}

static bool is_utf8(const char *codeset)
{
	return strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "utf8") == 0;
}

/* Sets LC_CTYPE to the environment's locale if that is there and of UTF-8, else to the fallback. */
static void set_utf8(void)
{
	if (!setlocale(LC_CTYPE, "") || !is_utf8(nl_langinfo(CODESET)))
		setlocale(LC_CTYPE, FALLBACK);
}

/* The character set of the environment's locale if it is neither ASCII nor UTF-8. */
static const char *odd_characters(void)
{
	const char *name = environment_locale("LC_CTYPE"), *dot = strchr(name, '.');
	if (!*name || is_c(name) || (dot && strncasecmp(dot + 1, "utf", 3) == 0))
		return NULL;
	if (!setlocale(LC_CTYPE, ""))
		return dot ? dot + 1 : NULL;
	const char *codeset = nl_langinfo(CODESET);
	if (is_utf8(codeset) || strcmp(codeset, "ANSI_X3.4-1968") == 0 || strcmp(codeset, "US-ASCII") == 0)
		return NULL;
	return dot ? dot + 1 : name;
}

void locale_need_characters(void)
{
	if (characters_wait)
		set_utf8();
	characters_wait = false;
}

/* True if the environment asks for messages in a language. */
static bool asks_for_language(const char *name, const char *language)
{
	if (language && *language)
		return true;
	return *name && !is_c(name) && strncmp(name, "C.", 2) != 0;
}

static void set_messages(void)
{
	const char *name = environment_locale("LC_MESSAGES"), *all = getenv("LC_ALL"), *language = getenv("LANGUAGE");
	if (!asks_for_language(name, language))
		return;
	const char *got = setlocale(LC_MESSAGES, "");
	if (got && !is_c(got))
		return;
	if (all && is_c(all)) /* asked for on purpose, by scripts */
		return;
	if (!language || !*language) {
		char lang[64];
		size_t len = strcspn(name, ".@");
		if (len < sizeof lang) {
			memcpy(lang, name, len);
			lang[len] = '\0';
			setenv("LANGUAGE", lang, 1);
		}
	}
	setlocale(LC_MESSAGES, FALLBACK);
}

const char *locale_setup(void)
{
	const char *dir = getenv("QUAD_LOCALEDIR");
	const char *odd = odd_characters();
	characters_wait = true;
	set_messages();
	bindtextdomain("quad", dir && *dir ? dir : QUAD_LOCALEDIR);
	bind_textdomain_codeset("quad", "UTF-8");
	textdomain("quad");
	return odd;
}
