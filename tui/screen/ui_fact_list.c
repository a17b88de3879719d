/* A growing list of labels and values, which is drawn with each value in as many rows as it takes. */
#include "tui/screen/ui_fact_list.h"

#include "store/base/err.h"
#include "tui/base/term.h"
#include "tui/base/text.h"

enum { LABEL_COLS = 11 };

int booking_facts_add(struct booking_facts *f, const char *label, const char *value)
{
	if (!*value)
		return 0;
	struct booking_fact *v = arena_grow(&f->arena, f->v, f->n, &f->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	f->v = v;
	v[f->n].label = arena_str(&f->arena, label);
	v[f->n].value = arena_str(&f->arena, value);
	if (!v[f->n].label || !v[f->n].value)
		return QUAD_ENOMEM;
	f->n++;
	return 0;
}

int booking_facts_add_text(struct booking_facts *f, const char *label, struct buf *value)
{
	int err = value->failed ? QUAD_ENOMEM : booking_facts_add(f, label, buf_text(value));
	buf_release(value);
	return err;
}

int booking_facts_rows(const struct booking_facts *f, int cols)
{
	size_t room = cols > LABEL_COLS + 1 ? (size_t)(cols - LABEL_COLS - 1) : 1, rows = 0;
	for (size_t i = 0; i < f->n; i++) {
		size_t width = text_width(f->v[i].value);
		/* a line that is broken at a blank may leave some of its columns */
		rows += width <= room ? 1 : width / room + 2;
	}
	return (int)rows;
}

int booking_facts_draw(const struct booking_facts *f, int row, int bottom, int col, int cols)
{
	for (size_t i = 0; i < f->n && row < bottom; i++) {
		term_text(row, col, LABEL_COLS, ROLE_DIM, f->v[i].label);
		row = term_wrapped(row, bottom, col + LABEL_COLS + 1, cols - LABEL_COLS - 1, ROLE_TEXT, f->v[i].value);
	}
	return row;
}
