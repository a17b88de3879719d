/* Cells that a spreadsheet program changed, so that they are not what was entered. Private to the list modules. */
#ifndef QUAD_STORE_LIST_MANGLED_H
#define QUAD_STORE_LIST_MANGLED_H

#include "store/format/csv.h"
#include "store/list/list_column.h"

/*
 * True for a cell that must not be read, with a reason of the rule `mangled` added to why (NULL: none): an error or a
 * formula without a value in any column; a number in scientific form, of too many digits, or a date, where a code, a
 * name or a place is to stand. mark: what the file says of the cell, CSV_PLAIN where it cannot.
 */
bool mangled_cell(const struct list_kind *kind, const struct list_column *column, const char *text, enum csv_mark mark,
                  struct reasons *why);

#endif
