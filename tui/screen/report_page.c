/* All texts are made once: drawing, filtering and moving only look at them. */
#include "tui/screen/report_page.h"

#include "store/base/err.h"
#include "store/report/arrange.h"
#include "tui/base/text.h"
#include "tui/words/words_report.h"

#define COLUMN_MAX_COLS 28

static const char *keep_text(struct report_page *p, const struct buf *text)
{
	return text->failed ? NULL : arena_str(&p->arena, buf_text(text));
}

static void note_width(struct report_page *p, size_t column, const char *text)
{
	size_t width = text_width(text);
	width = width < COLUMN_MAX_COLS ? width : COLUMN_MAX_COLS;
	if (width > p->widths[column])
		p->widths[column] = width;
}

static int word_titles(struct report_page *p)
{
	for (size_t i = 0; i < p->table.n_columns; i++) {
		struct buf text = {0};
		words_report_title(&p->table, i, &text);
		p->titles[i] = keep_text(p, &text);
		buf_release(&text);
		if (!p->titles[i])
			return QUAD_ENOMEM;
		p->widths[i] = text_width(p->titles[i]) + 1; /* and the mark of the order */
	}
	return 0;
}

static int word_row(struct report_page *p, size_t row)
{
	for (size_t i = 0; i < p->table.n_columns; i++) {
		struct buf text = {0};
		words_report_cell(&p->table, &p->table.rows[row], i, &text);
		const char *kept = keep_text(p, &text);
		buf_release(&text);
		if (!kept)
			return QUAD_ENOMEM;
		p->cells[row * p->table.n_columns + i] = kept;
		note_width(p, i, kept);
	}
	return 0;
}

static int word_table(struct report_page *p)
{
	const struct report_table *t = &p->table;
	arena_release(&p->arena);
	p->titles = arena_alloc(&p->arena, (t->n_columns + 1) * sizeof *p->titles);
	p->widths = arena_alloc(&p->arena, (t->n_columns + 1) * sizeof *p->widths);
	p->cells = arena_alloc(&p->arena, (t->n * t->n_columns + 1) * sizeof *p->cells);
	p->matching = arena_alloc(&p->arena, (t->n + 1) * sizeof *p->matching);
	p->n_matching = 0;
	if (!p->titles || !p->widths || !p->cells || !p->matching)
		return QUAD_ENOMEM;
	int err = word_titles(p);
	for (size_t i = 0; i < t->n && !err; i++)
		err = word_row(p, i);
	return err;
}

int report_page_set(struct report_page *p, struct report_table *table)
{
	report_page_release(p);
	p->table = *table;
	*table = (struct report_table){0};
	int err = word_table(p);
	if (err)
		report_page_release(p);
	return err;
}

void report_page_release(struct report_page *p)
{
	report_table_release(&p->table);
	arena_release(&p->arena);
	*p = (struct report_page){0};
}

static bool row_matches(const struct report_page *p, size_t row, const struct ui_filter *filter)
{
	struct buf text = {0};
	for (size_t i = 0; i < p->table.n_columns; i++)
		buf_fmt(&text, "%s ", p->cells[row * p->table.n_columns + i]);
	bool matches = ui_filter_matches(filter, buf_text(&text));
	buf_release(&text);
	return matches;
}

void report_page_match(struct report_page *p, const struct ui_filter *filter)
{
	p->n_matching = 0;
	for (size_t i = 0; i < p->table.n; i++)
		if (!ui_filter_is_set(filter) || row_matches(p, i, filter))
			p->matching[p->n_matching++] = i;
}

int report_page_sort(struct report_page *p, size_t column, bool descending)
{
	int err = report_sort(&p->table, column, descending);
	return err ? err : word_table(p);
}

int report_page_part(const struct report_page *p, struct report_table *out)
{
	*out = p->table;
	out->arena = (struct arena){0};
	out->rows = arena_alloc(&out->arena, (p->n_matching + 1) * sizeof *out->rows);
	out->n = p->n_matching;
	for (size_t i = 0; i < p->n_matching && out->rows; i++)
		out->rows[i] = p->table.rows[p->matching[i]];
	return out->rows ? 0 : QUAD_ENOMEM;
}
