/* Spreadsheets as one XML file (SpreadsheetML 2003, `.xml` or named `.xls`): their sheets. */
#ifndef QUAD_STORE_XML_BOOK_H
#define QUAD_STORE_XML_BOOK_H

#include "store/format/sheet_parts.h"

/*
 * Adds each sheet. QUAD_EINVAL: it is another kind of XML (LIST_XML), is damaged, or larger than a workbook's part may
 * be; *fault says which. QUAD_ENOMEM.
 */
int xml_book_read(struct bytes data, struct sheet_parts *out, struct list_fault *fault)
	__attribute__((warn_unused_result));

#endif
