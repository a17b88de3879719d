/* Tables of a web page, which many school systems hand out under the name of a workbook, as sheets. */
#ifndef QUAD_STORE_HTML_BOOK_H
#define QUAD_STORE_HTML_BOOK_H

#include "store/format/sheet_parts.h"

#define HTML_MAX_BYTES ((size_t)64 << 20)

/* The encoding that a page declares, in name; false if it declares none. */
#define HTML_ENCODING_MAX 32
bool html_declared_encoding(struct bytes page, char name[HTML_ENCODING_MAX]);

/*
 * Adds each table of a page in UTF-8 as a sheet, `table 1` and so on; tables that only lay out others are none.
 * QUAD_EINVAL: it has none, is too large, or the library is missing; *fault says which. QUAD_ENOMEM.
 */
int html_book_read(const char *text, size_t len, struct sheet_parts *out, struct list_fault *fault)
	__attribute__((warn_unused_result));

#endif
