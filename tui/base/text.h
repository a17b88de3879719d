/*
 * Columns of text on a terminal: the only module that measures them. Widths are what libc's wcwidth says, which is
 * also what ncurses goes by; LC_CTYPE must be a UTF-8 locale (tui/base/locale.h). Characters without a width, and bytes
 * that are not UTF-8, count and show as U+FFFD; controls and bidirectional controls are left out.
 */
#ifndef QUAD_TUI_TEXT_H
#define QUAD_TUI_TEXT_H

#include <stddef.h>

#include "store/base/buf.h"

enum text_align { TEXT_LEFT, TEXT_RIGHT };

/* One character as it is shown. */
struct text_char {
	const char *p; /* into the text, or a constant; not NUL-terminated */
	size_t len;    /* bytes to show, 0 for what is left out */
	int cols;      /* 0 (combining), 1 or 2 */
};

/* The next character of s[0..len): bytes taken, 0 at the end. */
size_t text_next(const char *s, size_t len, struct text_char *out);

/* Columns that the whole text takes. */
size_t text_width(const char *s);

/*
 * Appends the text in exactly cols columns: padded with blanks on the side that align leaves, or cut, with `~` in the
 * last column. A wide character that would be halved becomes a blank.
 */
void text_fit(struct buf *out, const char *s, size_t cols, enum text_align align);

/* Appends the text as it may be shown: whole, without what is left out. */
void text_plain(struct buf *out, const char *s);

/*
 * Appends bytes as a terminal may get them: lines and tabs stay, all else that it would obey is left out, and what is
 * not UTF-8 becomes U+FFFD.
 */
void text_shown(struct buf *out, const char *bytes, size_t len);

#endif
