/*
 * The language and character set of the process. The program writes UTF-8 whatever the locale is called; a stock
 * server has only C, C.utf8 and POSIX, and messages are translated there too.
 */
#ifndef QUAD_TUI_LOCALE_H
#define QUAD_TUI_LOCALE_H

#include <libintl.h>
#include <stdbool.h>

#include "tui/base/language.h"

#define _(text) gettext(text)
#define N_(text) text /* marks a text in a table, which is translated where it is used */

/*
 * Texts that are the same in English and may be two in another language: the context, a constant, tells them apart.
 * NC_ marks one in a table; locale_text translates it. What has no translation is given back.
 */
#define C_(context, text) locale_text(context, text)
#define NC_(context, text) text
const char *locale_text(const char *context, const char *text);

/*
 * Sets LC_MESSAGES and LANGUAGE to what the environment asks for: LANGUAGE, LC_ALL, LC_MESSAGES, LANG, the first that
 * names a language of ours. Finds the catalogue (QUAD_LOCALEDIR in the environment, else as built). Call once, before
 * anything is worded. Returns NULL, or the name of a character set that is neither ASCII nor UTF-8, which the terminal
 * then presumably has: text will not show right in it. Borrowed until the environment or the locale changes.
 */
const char *locale_setup(void);

/* True if LANGUAGE, LC_ALL or LC_MESSAGES says which language is wanted: on purpose, as LANG, which systems set, is
 * not. */
bool locale_is_told(void);

/* The language that texts come in, and another one from now on. Texts that _() gave before stay as they are. */
const struct language *locale_language(void);
void locale_speak(const struct language *l);

/*
 * After locale_setup: sets LC_CTYPE to a UTF-8 locale. Due before libc or curses is asked about characters beyond
 * ASCII; many commands never ask, and it takes a tenth of a millisecond.
 */
void locale_need_characters(void);

#endif
