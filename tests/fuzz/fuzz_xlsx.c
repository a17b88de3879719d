/*
 * Any bytes as a workbook: as an archive if they begin as one, else as the parts of one, a NUL between sheet, shared
 * texts and styles. What comes out is within the limits and, but for escapes, UTF-8.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/format/xlsx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NEED(what) ((what) ? (void)0 : abort())

static struct bytes take(const uint8_t **p, size_t *len)
{
	const uint8_t *end = *len ? memchr(*p, '\0', *len) : NULL;
	struct bytes part = {*p, end ? (size_t)(end - *p) : *len};
	*p += part.len + (end != NULL);
	*len -= part.len + (end != NULL);
	return part;
}

static void read_sheet(struct xlsx *x, size_t sheet)
{
	struct xlsx_rows *rows = NULL;
	struct csv_row row;
	int err = xlsx_survey(x, sheet);
	bool whole = err == 0;
	if (!err)
		err = xlsx_rows_open(x, sheet, &rows);
	for (size_t c = 0; !err && c < 4; c++)
		err = xlsx_rows_merged(rows, c, c == 2 ? XLSX_MERGED_COUNT : XLSX_MERGED_FILL);
	while (!err && (err = xlsx_rows_next(rows, &row)) == 0) {
		NEED(row.n <= CSV_CELLS_MAX);
		for (size_t i = 0; i < row.n; i++) {
			NEED(row.cells[i].len <= CSV_CELL_MAX_BYTES);
			NEED(utf8_valid(row.cells[i].p, row.cells[i].len));
		}
	}
	NEED(whole ? err == QUAD_ENOTFOUND : err == QUAD_EINVAL && xlsx_fault(x)->problem);
	xlsx_rows_close(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xlsx *x;
	struct list_fault fault;
	int err;
	if (xlsx_is_archive((struct bytes){data, size})) {
		err = xlsx_open((struct bytes){data, size}, &x, &fault);
	} else {
		struct bytes sheet = take(&data, &size), texts = take(&data, &size);
		err = xlsx_open_parts(sheet, texts, take(&data, &size), &x, &fault);
	}
	NEED(err == 0 || (err == QUAD_EINVAL && fault.problem));
	for (size_t i = 0; x && i < xlsx_sheets(x) && i < 4; i++)
		read_sheet(x, i);
	xlsx_close(x);
	return 0;
}
