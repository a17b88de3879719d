/*
 * Cells that say nothing, and numbers that are said loosely: `-`, `无`, `约40人`, `40-50`. They have one reading each,
 * which is told to whoever imports. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_LOOSE_H
#define QUAD_STORE_LIST_LOOSE_H

#include "store/list/list_column.h"

/*
 * True for a cleaned text that stands where nothing is to be said: `-`, `/`, `N/A`, `待定`... It counts as a cell that
 * the file does not give. *failed is set on out of memory.
 */
bool loose_is_placeholder(const char *text, bool *failed);
/* The same for a column, in which words such as `无` may have a meaning. */
bool loose_says_nothing(const struct list_column *column, const char *text, bool *failed);

/*
 * Reads a number that cell_number does not: words for about, at least and at most set aside, of a range the smaller
 * number for seats, so that nobody is promised more, and the larger one for people and minutes, so that nothing is
 * promised less. False for columns whose numbers are exact, and for any other text.
 */
bool loose_number(const struct list_column *column, const char *text, uint32_t *out, bool *failed);

#endif
