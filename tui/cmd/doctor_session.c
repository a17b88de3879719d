/* What whoever asks has: character set, terminal, libraries. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "tui/base/locale.h"
#include "tui/cmd/doctor.h"

/* ---- character set and language ---- */

static bool names_utf8(const char *locale)
{
	const char *charset = strchr(locale, '.');
	return charset && (strncasecmp(charset, ".utf-8", 6) == 0 || strncasecmp(charset, ".utf8", 5) == 0);
}

/* Of the locale that the environment asks for: ASCII shows right in every one. */
static void check_locale(struct doctor *d)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *asked = "";
	for (size_t i = 0; i < sizeof names / sizeof *names && !*asked; i++)
		asked = getenv(names[i]) ? getenv(names[i]) : "";
	if (names_utf8(asked))
		doctor_right(d, "locale");
	else
		doctor_wrong(d, "locale", "export LANG=C.UTF-8",
		             _("the locale (%s) is none of UTF-8: Chinese may not show right on the terminal"),
		             *asked ? asked : "LANG=");
	/* a text that every catalogue has */
	static const char sample[] = N_("make an empty store");
	const struct language *spoken = locale_language();
	if (strncmp(spoken->code, "zh", 2) == 0 && strcmp(_(sample), sample) == 0)
		doctor_wrong(d, "locale", "sudo apt-get install --reinstall ./quad_*.deb",
		             _("the texts of %s are not installed"), spoken->code);
}

/* ---- terminal ---- */

/* Where terminfo(5) keeps an entry: below a letter of its name. */
static bool has_terminfo(struct doctor *d, const char *term)
{
	static const char *const dirs[] = {"/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo",
	                                   "/usr/lib/terminfo"};
	const char *home = getenv("HOME"), *own = getenv("TERMINFO");
	if (own && access(doctor_text(d, "%s/%c/%s", own, *term, term), R_OK) == 0)
		return true;
	if (home && access(doctor_text(d, "%s/.terminfo/%c/%s", home, *term, term), R_OK) == 0)
		return true;
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
		if (access(doctor_text(d, "%s/%c/%s", doctor_path(d, dirs[i]), *term, term), R_OK) == 0)
			return true;
	return false;
}

static void check_terminal(struct doctor *d)
{
	const char *term = getenv("TERM");
	if (!term || !*term || strchr(term, '/'))
		term = "";
	if (!*term && !isatty(STDIN_FILENO))
		return;
	if (!*term)
		doctor_wrong(d, "terminal", "export TERM=xterm-256color", _("TERM does not say what the terminal is"));
	else if (!has_terminfo(d, term))
		doctor_wrong(d, "terminal", "sudo apt-get install ncurses-term || export TERM=xterm-256color",
		             _("this machine does not know the terminal %s, so the screen cannot open"), term);
	else
		doctor_right(d, "terminal");
}

/* ---- libraries ---- */

static void check_libraries(struct doctor *d)
{
	static const struct {
		const char *file, *package, *use;
	} libraries[] = {
		{"libzip.so.4", "libzip4", N_("XLSX files cannot be read")},
		{"libexpat.so.1", "libexpat1", N_("XLSX files cannot be read")},
		{"libxml2.so.2", "libxml2", N_("workbooks that are HTML pages cannot be read")},
		{"libical.so.3", "libical3", N_("calendars cannot be read")},
		{"libxlsxwriter.so.4", "libxlsxwriter4", N_("workbooks cannot be written")},
	};
	unsigned before = d->n_wrong;
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
		bool is_there = false;
		if (*d->root) {
			is_there = access(doctor_text(d, "%s/lib/%s", d->root, libraries[i].file), R_OK) == 0;
		} else {
			void *library = dlopen(libraries[i].file, RTLD_LAZY | RTLD_LOCAL);
			is_there = library != NULL;
		}
		if (!is_there)
			doctor_wrong(d, "library", doctor_text(d, "sudo apt-get install %s", libraries[i].package),
			             _("%s is not there: %s"), libraries[i].file, _(libraries[i].use));
	}
	if (d->n_wrong == before)
		doctor_right(d, "library");
}

void doctor_session(struct doctor *d)
{
	check_locale(d);
	check_terminal(d);
	check_libraries(d);
}
