/* A text is read by the CSV reader, a sheet by that of workbooks; both give rows of cells. */
#include "store/list/list_rows.h"

#include "store/base/err.h"
#include "store/base/utf8.h"

int rows_open(struct rows *r, const struct source *from)
{
	*r = (struct rows){0};
	if (from->book)
		return xlsx_rows_open(from->book, from->sheet, &r->sheet);
	if (from->file)
		return csv_reader_open_file(&r->csv, from->file, from->begin);
	return csv_reader_open(&r->csv, from->text, from->len, csv_delimiter(from->text, from->len));
}

int rows_next(struct rows *r, struct csv_row *out)
{
	return r->sheet ? xlsx_rows_next(r->sheet, out) : csv_reader_next(&r->csv, out);
}

void rows_close(struct rows *r)
{
	xlsx_rows_close(r->sheet);
	csv_reader_close(&r->csv);
	*r = (struct rows){0};
}

int rows_clean_cells(const struct csv_row *row, struct arena *arena, const char ***out, bool *empty)
{
	const char **texts = arena_alloc(arena, (row->n + 1) * sizeof *texts);
	*empty = row->fault == CSV_FINE;
	*out = texts;
	if (!texts)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < row->n; i++) {
		texts[i] = utf8_clean(arena, row->cells[i].p, row->cells[i].len);
		if (!texts[i])
			return QUAD_ENOMEM;
		texts[i] = csv_unmark(texts[i]);
		*empty &= !*texts[i];
	}
	return 0;
}
