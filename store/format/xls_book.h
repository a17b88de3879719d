/* Workbooks of Excel 97 to 2003 (XLS, [MS-XLS], BIFF8): their sheets. */
#ifndef QUAD_STORE_XLS_BOOK_H
#define QUAD_STORE_XLS_BOOK_H

#include "store/format/sheet_parts.h"

/*
 * Adds each sheet, and appends the part of styles that its cells refer to. QUAD_EINVAL: it is older or another kind of
 * file (LIST_OLD_WORKBOOK, LIST_DOCUMENT), has a password (LIST_BOOK_PASSWORD), is damaged or too large; *fault says
 * which. QUAD_ENOMEM.
 */
int xls_book_read(struct bytes data, struct sheet_parts *out, struct buf *styles, bool *since_1904,
                  struct list_fault *fault) __attribute__((warn_unused_result));

#endif
