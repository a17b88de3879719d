/* The header is the first row of which two cells are known, among the first that are not empty. */
#include "store/list/list_head.h"

#include "store/base/err.h"

#define HEADER_ROWS 5       /* the header is among the first that are not empty */
#define LOOKED_AT_ROWS 5000 /* and, in a sheet, among the first at all */

int head_refuse(struct list_summary *summary, enum list_problem problem)
{
	summary->fault.problem = problem;
	return QUAD_EINVAL;
}

/* How many cells of a row are known as headers; *empty: it has no texts. */
static int count_known(const struct list_import *ask, const struct csv_row *row, size_t *known, bool *empty)
{
	struct arena scratch = {0};
	const char **names = NULL;
	int err = 0;
	*known = 0;
	*empty = row->n == 0 && row->fault == CSV_FINE;
	if (*empty)
		return 0;
	err = rows_clean_cells(row, &scratch, &names, empty);
	if (!err && !*empty)
		err = header_known(ask, names, row->n, known);
	arena_release(&scratch);
	return err;
}

int head_find(const struct list_import *ask, const struct source *from, size_t *known, size_t *index)
{
	struct rows reader;
	struct csv_row row;
	size_t seen = 0;
	*known = *index = 0;
	int err = rows_open(&reader, from);
	if (err)
		return err;
	for (size_t at = 0; seen < HEADER_ROWS && *known < 2; at++) {
		size_t n;
		bool empty;
		if (from->book && at >= LOOKED_AT_ROWS)
			break;
		err = rows_next(&reader, &row);
		if (!err)
			err = count_known(ask, &row, &n, &empty);
		if (err)
			break;
		if (empty)
			continue;
		if (seen == 0 || n >= 2) {
			*known = n;
			*index = at;
		}
		seen++;
	}
	rows_close(&reader);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	return seen ? 0 : QUAD_ENOTFOUND;
}

/* Moves the reader to the row after the header, which is then in *row. */
static int skip_to_header(struct rows *reader, size_t index, struct csv_row *row)
{
	for (size_t i = 0; i <= index; i++) {
		int err = rows_next(reader, row);
		if (err)
			return err;
	}
	return 0;
}

int head_open_rows(const struct list_import *ask, const struct source *from, struct rows *reader,
                   struct list_header *header, struct list_summary *summary)
{
	struct csv_row row;
	const char **names;
	bool empty;
	size_t known, index;
	int err = head_find(ask, from, &known, &index);
	if (err == QUAD_ENOTFOUND)
		return head_refuse(summary, from->book ? LIST_EMPTY_SHEET : LIST_EMPTY);
	if (!err)
		err = rows_open(reader, from);
	if (!err)
		err = skip_to_header(reader, index, &row);
	if (err)
		return err;
	if (row.fault == CSV_TOO_LARGE)
		return head_refuse(summary, LIST_HEADER_LARGE);
	if (row.fault != CSV_FINE)
		return head_refuse(summary, LIST_HEADER_QUOTE);
	err = rows_clean_cells(&row, &summary->arena, &names, &empty);
	if (!err)
		err = header_read(ask, names, row.n, &summary->arena, header, summary);
	return !err && summary->n_missing ? QUAD_EINVAL : err;
}

