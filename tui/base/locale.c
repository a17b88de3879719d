/*
 * Setting up the locale where there may be none. libc refuses a locale that is not installed, so the names in the
 * environment are read here: the language that they mean goes to LANGUAGE, which gettext follows under C.UTF-8, and
 * their character set tells whether the terminal can show UTF-8.
 */
#include "tui/base/locale.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FALLBACK "C.UTF-8"

static bool characters_wait; /* LC_CTYPE is not yet set */
static bool language_was_told;

/* The name that the environment gives for characters. "" if it gives none. */
static const char *locale_of_characters(void)
{
	const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
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
	const char *name = locale_of_characters(), *dot = strchr(name, '.');
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

/* ---- language ---- */

static const struct language *spoken = languages; /* the one that texts come in */

/* The value of a variable that is set and not empty, else NULL. */
static const char *environment_value(const char *variable)
{
	const char *value = getenv(variable);
	return value && *value ? value : NULL;
}

/*
 * What the environment asks for on purpose: LANGUAGE, or the variables of the category, and not LANG alone. C and POSIX
 * ask for plain texts, as scripts do, and in LC_ALL even against LANGUAGE.
 */
static const struct language *language_told(void)
{
	const char *all = environment_value("LC_ALL"), *names = environment_value("LANGUAGE");
	const char *locale = all ? all : environment_value("LC_MESSAGES");
	if (all && is_c(all))
		return languages;
	const struct language *l = names ? language_find_first(names) : NULL;
	if (l || !locale)
		return l;
	return is_c(locale) ? languages : language_find(locale);
}

bool locale_is_told(void)
{
	return language_was_told;
}

const struct language *locale_language(void)
{
	return spoken;
}

/*
 * Any locale but C lets gettext follow LANGUAGE; C.UTF-8 is on every system. A domain that is set anew tells gettext
 * that the environment has changed.
 */
void locale_speak(const struct language *l)
{
	if (l == spoken)
		return;
	spoken = l;
	setenv("LANGUAGE", l->code, 1);
	const char *now = setlocale(LC_MESSAGES, NULL);
	if (!now || is_c(now))
		setlocale(LC_MESSAGES, FALLBACK);
	textdomain("quad");
}

/* gettext keeps a text with a context under both, with EOT between them. */
const char *locale_text(const char *context, const char *text)
{
	char key[128];
	int n = snprintf(key, sizeof key, "%s\004%s", context, text);
	if (spoken == languages || n < 0 || (size_t)n >= sizeof key)
		return text;
	const char *found = gettext(key);
	return found == key ? text : found;
}

static void set_messages(void)
{
	const char *lang = environment_value("LC_ALL") ? NULL : environment_value("LANG");
	const struct language *l = language_told();
	language_was_told = l != NULL;
	if (!l && lang)
		l = language_find(lang);
	if (l)
		locale_speak(l);
}

const char *locale_setup(void)
{
	const char *dir = getenv("QUAD_LOCALEDIR");
	const char *odd = odd_characters();
	characters_wait = true;
	bindtextdomain("quad", dir && *dir ? dir : QUAD_LOCALEDIR);
	bind_textdomain_codeset("quad", "UTF-8");
	textdomain("quad");
	set_messages();
	return odd;
}
