/*
 * The language and character set of the process. The program writes UTF-8 whatever the locale is called; a stock
 * server has only C, C.utf8 and POSIX, and messages are translated there too.
 */
#ifndef QUAD_TUI_LOCALE_H
#define QUAD_TUI_LOCALE_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text /* marks a text in a table, which is translated where it is used */

/*
 * Sets LC_MESSAGES and LANGUAGE to what the person asked for, and finds the catalogue (QUAD_LOCALEDIR in the
 * environment, else as built). Call once, before anything is worded. Returns NULL, or the name of a character set that
 * is neither ASCII nor UTF-8, which the terminal then presumably has: text will not show right in it. Borrowed until
 * the environment or the locale changes.
 */
const char *locale_setup(void);

/*
 * After locale_setup: sets LC_CTYPE to a UTF-8 locale. Due before libc or curses is asked about characters beyond
 * ASCII; many commands never ask, and it takes a tenth of a millisecond.
 */
void locale_need_characters(void);

#endif
