/* Any bytes as one of the files with sheets that are no XLSX: by their beginning, as an import tells them apart. */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/format/html_book.h"
#include "store/format/xls_book.h"
#include "store/format/xml_book.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NEED(what) ((what) ? (void)0 : abort())

static void read_sheet(struct xlsx *x, size_t sheet)
{
	struct xlsx_rows *rows = NULL;
	struct csv_row row;
	int err = xlsx_survey(x, sheet);
	if (!err)
		err = xlsx_rows_open(x, sheet, &rows);
	while (!err && (err = xlsx_rows_next(rows, &row)) == 0)
		for (size_t i = 0; i < row.n; i++)
			NEED(utf8_valid(row.cells[i].p, row.cells[i].len));
	NEED(err == QUAD_ENOTFOUND || (err == QUAD_EINVAL && xlsx_fault(x)->problem));
	xlsx_rows_close(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes file = {data, size};
	struct sheet_parts parts = {0};
	struct list_fault fault;
	struct xlsx *x = NULL;
	int err;
	switch (list_other_format(file)) {
	case LIST_OLD_WORKBOOK: err = xls_book_read(file, &parts, &parts.styles, &parts.since_1904, &fault); break;
	case LIST_XML: err = xml_book_read(file, &parts, &fault); break;
	default: err = html_book_read((const char *)data, size, &parts, &fault); break;
	}
	if (!err)
		err = parts_open(&parts, &x, &fault);
	NEED(err == 0 || (err == QUAD_EINVAL && fault.problem));
	for (size_t i = 0; x && i < xlsx_sheets(x) && i < 4; i++)
		read_sheet(x, i);
	xlsx_close(x);
	parts_release(&parts);
	return 0;
}
