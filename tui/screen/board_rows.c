/* Reads and paints the rows of the board that are on the screen, and no others. */
#include "tui/screen/board_rows.h"

#include "store/base/err.h"

/* Drops what was read; the room of the strips' texts stays for the next ones. */
static void drop_rows(struct board_rows *rows)
{
	arena_release(&rows->slots.list.arena);
	arena_release(&rows->arena);
	rows->slots = (struct slot_rows){0};
	rows->hours = NULL;
	rows->n = 0;
}

void board_rows_release(struct board_rows *rows)
{
	drop_rows(rows);
	for (size_t i = 0; i < BOARD_ROWS_MAX; i++)
		buf_release(&rows->strips[i].text);
}

static int read_hours(struct board_rows *rows, const struct resource *const *list, size_t n)
{
	rows->hours = arena_alloc(&rows->arena, (n + 1) * sizeof *rows->hours);
	if (!rows->hours)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const char *bad;
		if (opening_parse(list[i]->opening, &rows->hours[i], &bad) != 0)
			return QUAD_ECORRUPT;
	}
	return 0;
}

static void paint_strips(struct board_rows *rows, struct app *app, const struct resource *const *list,
                         const struct board_axis *axis)
{
	for (size_t i = 0; i < rows->n; i++) {
		size_t first = rows->slots.first[i];
		struct board_facts facts = {.resource = list[i],
		                            .hours = &rows->hours[i],
		                            .slots = rows->slots.list.v + first,
		                            .n = rows->slots.first[i + 1] - first,
		                            .actor = app->actor};
		board_strip_fill(&facts, axis, &rows->strips[i]);
	}
}

int board_rows_read(struct board_rows *rows, struct app *app, const struct resource *const *list, size_t top, size_t n,
                    const struct board_axis *axis)
{
	drop_rows(rows);
	if (n > BOARD_ROWS_MAX)
		n = BOARD_ROWS_MAX;
	rows->top = top;
	if (axis->n == 0 || n == 0)
		return 0;
	int64_t start = axis->cells[0].start, end = axis->cells[axis->n - 1].end;
	int err = read_hours(rows, list + top, n);
	if (!err)
		err = query_slot_rows(app->store, list + top, n, start, end, &rows->slots);
	if (err) {
		drop_rows(rows);
		return err;
	}
	rows->n = n;
	paint_strips(rows, app, list + top, axis);
	return 0;
}

static bool was_read(const struct board_rows *rows, size_t row)
{
	return row >= rows->top && row - rows->top < rows->n;
}

const struct board_strip *board_rows_strip(const struct board_rows *rows, size_t row)
{
	return was_read(rows, row) ? &rows->strips[row - rows->top] : NULL;
}

const struct opening *board_rows_hours(const struct board_rows *rows, size_t row)
{
	return was_read(rows, row) ? &rows->hours[row - rows->top] : NULL;
}

const struct slot *board_rows_slots(const struct board_rows *rows, size_t row, size_t *n)
{
	*n = 0;
	if (!was_read(rows, row))
		return NULL;
	size_t first = rows->slots.first[row - rows->top];
	*n = rows->slots.first[row - rows->top + 1] - first;
	return rows->slots.list.v + first;
}
