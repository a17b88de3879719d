/* Columns and their values as people read them; CSV, JSON and workbooks have the names and words of the lists. */
#ifndef QUAD_TUI_WORDS_COLUMN_H
#define QUAD_TUI_WORDS_COLUMN_H

#include "store/base/buf.h"

/* The title of a column by its name. The name itself for one that has none. Valid until the language changes. */
const char *column_title(const char *column);

/*
 * The cell of a column: its word in the person's language, or the text itself where it is no word of a fixed set. rows:
 * the kind of the rows, as the list's word or `stats`, NULL for none. The result is the text, a constant, or in
 * scratch, which is cleared.
 */
const char *column_value(const char *rows, const char *column, const char *text, struct buf *scratch);

/* The word of the lists for such a value, in the language of now; the text itself where it is none. */
const char *column_word(const char *column, const char *text);

#endif
