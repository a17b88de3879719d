/* UTF-8 at the engine's edge: validation, cleaning and folding for search. Nothing here knows columns. */
#ifndef QUAD_STORE_UTF8_H
#define QUAD_STORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"

/*
 * Reads one character of s[0..len) into *out and returns its length in bytes, 1 to 4; returns 0 at the end
 * (len == 0) and -1 on bytes that are not UTF-8 (overlong forms and surrogates included).
 */
int utf8_next(const char *s, size_t len, uint32_t *out);

/*
 * 3, its length, if s[0..len) begins with an ideograph of U+4E00 to U+9FFF, else 0. Those are neither blanks nor
 * controls, do not compose with what stands beside them, and are the same when they are folded.
 */
size_t utf8_ideograph(const char *s, size_t len);

/* True if all len bytes are UTF-8. */
bool utf8_valid(const char *s, size_t len);

/*
 * True for characters that stored text must not bring to a terminal: C0 and C1 controls, DEL, bidirectional
 * controls, and the line and paragraph separators.
 */
bool utf8_is_control(uint32_t c);

/* The length of as much of s as max bytes hold, which does not end within a character. */
size_t utf8_cut(const char *s, size_t max);

/*
 * Cleans a value: trimmed (ASCII and ideographic blanks, no-break space, byte-order mark),
 * inner runs of blanks and line breaks made one blank, controls dropped. Bytes that are not UTF-8 become U+FFFD.
 * In arena; NULL when memory runs out.
 */
char *utf8_clean(struct arena *a, const char *s, size_t len);

/*
 * The form under which search compares: compatibility composed (NFKC: full-width letters become plain)
 * and case-folded. Appends to out.
 */
void utf8_fold(struct buf *out, const char *s);

#endif
