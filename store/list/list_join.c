/*
 * Whether a row continues the one before is told by its cells as they come, before it is known where they will be kept:
 * mostly the first of them says no. A row that contradicts the one before stands for itself, as in any other list.
 */
#include "store/list/list_join.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"

#define ROWS_MAX 1000 /* of one resource, since they wait for one another in memory */

static bool is_given(const struct list_header *h, size_t c)
{
	return h->cell[c] != HEADER_NO_CELL || h->composed[c];
}

/* Marks the columns of which the equipment column c is composed. */
static void mark_parts(struct list_join *j, const struct list_kind *kind, size_t c)
{
	for (const struct list_part *p = kind->parts; p && p->column; p++) {
		if (strcmp(p->column, kind->columns[c].name) != 0)
			continue;
		for (size_t from = 0; from < kind->n_columns; from++) {
			if (strcmp(p->from, kind->columns[from].name) != 0)
				continue;
			j->of_piece[from] = true;
			j->names[from] |= p->needed;
		}
	}
}

void join_init(struct list_join *j, const struct list_kind *kind, const struct list_header *header)
{
	*j = (struct list_join){.kind = kind, .header = header};
	for (size_t c = 0; c < kind->n_columns; c++) {
		if (kind->columns[c].type != VALUE_EQUIPMENT || !is_given(header, c))
			continue;
		j->may = j->of_piece[c] = j->names[c] = true;
		if (header->composed[c])
			mark_parts(j, kind, c);
	}
}

void join_first(struct list_join *j, const char *const *texts, size_t n_texts, size_t row)
{
	j->texts = texts;
	j->n_texts = n_texts;
	j->row = row;
	j->n_rows = 0;
}

void join_forget(struct list_join *j)
{
	j->texts = NULL;
}

bool join_passes(struct list_join *j)
{
	return j->texts && j->n_rows++ < ROWS_MAX;
}

/* How a cell stands to that of the first row. */
enum likeness { LIKE_EMPTY, LIKE_SAME, LIKE_OTHER };

static enum likeness compare_cell(const struct list_join *j, size_t cell, const struct csv_row *row,
                                  struct arena *scratch, int *err)
{
	if (cell >= row->n)
		return LIKE_EMPTY;
	if (memchr(row->cells[cell].p, '\0', row->cells[cell].len))
		return LIKE_OTHER;
	const char *text = utf8_clean(scratch, row->cells[cell].p, row->cells[cell].len);
	if (!text) {
		*err = QUAD_ENOMEM;
		return LIKE_OTHER;
	}
	text = csv_unmark(text);
	if (!*text)
		return LIKE_EMPTY;
	return cell < j->n_texts && strcmp(text, j->texts[cell]) == 0 ? LIKE_SAME : LIKE_OTHER;
}

static bool has_cells_beyond(const struct csv_row *row, size_t n)
{
	for (size_t i = n; i < row->n; i++)
		if (row->cells[i].len)
			return true;
	return false;
}

/* What a row has in common with the first one. */
struct common {
	bool named;       /* its code or name */
	bool same_number; /* a number that is not of a piece */
	bool brings;      /* equipment of its own */
};

/* Compares the row's cell of column c; false if it contradicts the first row, or on out of memory. */
static bool compare_column(const struct list_join *j, size_t c, const struct csv_row *row, struct common *out, int *err)
{
	const struct list_column *column = &j->kind->columns[c];
	struct arena scratch = {0};
	if (j->header->cell[c] == HEADER_NO_CELL)
		return true;
	enum likeness like = compare_cell(j, j->header->cell[c], row, &scratch, err);
	arena_release(&scratch);
	if (*err || (like == LIKE_OTHER && !j->of_piece[c]))
		return false;
	if (like != LIKE_EMPTY)
		out->brings |= j->names[c];
	if (like == LIKE_SAME) {
		out->named |= (column->flags & (COLUMN_KEY | COLUMN_NAME)) != 0;
		out->same_number |= list_is_number(column->type) && !j->of_piece[c];
	}
	return true;
}

bool join_continues(struct list_join *j, const struct csv_row *row, int *err)
{
	struct common common = {0};
	*err = 0;
	if (!j->texts || row->fault != CSV_FINE || j->n_rows >= ROWS_MAX)
		return false;
	if (has_cells_beyond(row, j->header->n_names))
		return false;
	for (size_t c = 0; c < j->kind->n_columns; c++)
		if (!compare_column(j, c, row, &common, err))
			return false;
	if (!common.named && (common.same_number || !common.brings))
		return false;
	j->n_rows++;
	return true;
}
