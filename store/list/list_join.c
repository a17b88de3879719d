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

void join_init(struct list_join *j, const struct list_kind *kind, const struct list_header *header)
{
	*j = (struct list_join){.kind = kind, .header = header};
	for (size_t c = 0; c < kind->n_columns; c++) {
		if (kind->columns[c].type != VALUE_EQUIPMENT || !is_given(header, c))
			continue;
		j->may = j->of_piece[c] = j->names[c] = true;
		for (const struct list_part *p = kind->parts; p && p->column && header->composed[c]; p++)
			for (size_t from = 0; from < kind->n_columns; from++) {
				bool is = strcmp(p->column, kind->columns[c].name) == 0 && strcmp(p->from, kind->columns[from].name) == 0;
				j->of_piece[from] |= is;
				j->names[from] |= is && p->needed;
			}
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

static bool is_number(enum value_type type)
{
	return type == VALUE_NUMBER || type == VALUE_SEATS;
}

/* How a cell stands to that of the first row. */
enum likeness { LIKE_EMPTY, LIKE_SAME, LIKE_OTHER };

static enum likeness compare(const struct list_join *j, size_t cell, const struct csv_row *row, struct arena *scratch,
                             int *err)
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

bool join_continues(struct list_join *j, const struct csv_row *row, int *err)
{
	struct arena scratch = {0};
	bool named = false, same_number = false, brings = false;
	*err = 0;
	if (!j->texts || row->fault != CSV_FINE || j->n_rows >= ROWS_MAX)
		return false;
	for (size_t i = j->header->n_names; i < row->n; i++)
		if (row->cells[i].len)
			return false;
	for (size_t c = 0; c < j->kind->n_columns; c++) {
		const struct list_column *column = &j->kind->columns[c];
		size_t cell = j->header->cell[c];
		if (cell == HEADER_NO_CELL)
			continue;
		enum likeness like = compare(j, cell, row, &scratch, err);
		arena_release(&scratch);
		brings |= like != LIKE_EMPTY && j->names[c];
		if (*err || (like == LIKE_OTHER && !j->of_piece[c]))
			return false;
		named |= like == LIKE_SAME && column->flags & (COLUMN_KEY | COLUMN_NAME);
		same_number |= like == LIKE_SAME && is_number(column->type) && !j->of_piece[c];
	}
	if (!named && (same_number || !brings))
		return false;
	j->n_rows++;
	return true;
}
