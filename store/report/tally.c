/* Open addressing, at most half full. */
#include "store/report/tally.h"

#include <stdlib.h>

static struct tally_cell *find_cell(struct tally_cell *v, size_t size, uint32_t row, uint32_t column)
{
	uint64_t hash = ((uint64_t)row << 32 | column) * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(hash >> 32) & (size - 1);
	while (v[at].bookings && (v[at].row != row || v[at].column != column))
		at = (at + 1) & (size - 1);
	return &v[at];
}

static int grow(struct tally *t)
{
	size_t size = t->size ? t->size * 2 : 256;
	struct tally_cell *v = calloc(size, sizeof *v);
	if (!v)
		return -1;
	for (size_t i = 0; i < t->size; i++)
		if (t->v[i].bookings)
			*find_cell(v, size, t->v[i].row, t->v[i].column) = t->v[i];
	free(t->v);
	t->v = v;
	t->size = size;
	return 0;
}

struct tally_cell *tally_add(struct tally *t, uint32_t row, uint32_t column, uint64_t id)
{
	if (t->n * 2 >= t->size && grow(t) != 0)
		return NULL;
	struct tally_cell *cell = find_cell(t->v, t->size, row, column);
	if (!cell->bookings) {
		cell->row = row;
		cell->column = column;
		t->n++;
	}
	if (!cell->bookings || cell->last != id) {
		cell->bookings++;
		cell->last = id;
	}
	return cell;
}

static int order(const void *a, const void *b)
{
	const struct tally_cell *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

void tally_sort(struct tally *t)
{
	size_t n = 0;
	for (size_t i = 0; i < t->size; i++)
		if (t->v[i].bookings)
			t->v[n++] = t->v[i];
	if (n)
		qsort(t->v, n, sizeof *t->v, order);
}

void tally_release(struct tally *t)
{
	free(t->v);
	*t = (struct tally){0};
}
