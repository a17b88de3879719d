/* All rows of the table WAIT are read once: they are as few as those who wait. */
#include "store/query/waiting_places.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/walk.h"

struct wait_row {
	uint32_t resource;
	size_t waiter; /* index of the entry */
};

struct waiter {
	uint64_t id;
	uint32_t priority;
	int64_t made_min, start, end, until;
	bool counted; /* for the one that is being looked at */
};

struct queue {
	struct db_txn *txn;
	struct wait_row *rows; /* by resource */
	struct waiter *v;      /* by id */
	uint64_t *ids;         /* of the rows, while they are read */
	size_t n_rows, cap_rows, n, cap_ids;
	const uint64_t *asked;
	size_t n_asked;
	int64_t now;
	uint32_t *places;
	struct arena arena;
};

static int note_row(struct bytes key, struct bytes value, void *arg)
{
	struct queue *q = arg;
	(void)value;
	if (key.len != 13)
		return QUAD_ECORRUPT;
	struct wait_row *rows = arena_grow(&q->arena, q->rows, q->n_rows, &q->cap_rows, sizeof *rows);
	uint64_t *ids = arena_grow(&q->arena, q->ids, q->n_rows, &q->cap_ids, sizeof *ids);
	if (!rows || !ids)
		return QUAD_ENOMEM;
	q->rows = rows;
	q->ids = ids;
	rows[q->n_rows] = (struct wait_row){.resource = key_get_u32(key, 1)};
	ids[q->n_rows++] = key_get_u64(key, 5);
	return 0;
}

static int waiter_order(const void *a, const void *b)
{
	const struct waiter *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

static struct waiter *find_waiter(const struct queue *q, uint64_t id)
{
	const struct waiter key = {.id = id};
	return q->n ? bsearch(&key, q->v, q->n, sizeof *q->v, waiter_order) : NULL;
}

/* The entries of all rows, each once. */
static int load_waiters(struct queue *q)
{
	q->v = arena_alloc(&q->arena, (q->n_rows + 1) * sizeof *q->v);
	if (!q->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < q->n_rows; i++)
		q->v[i].id = q->ids[i];
	if (q->n_rows)
		qsort(q->v, q->n_rows, sizeof *q->v, waiter_order);
	for (size_t i = 0; i < q->n_rows; i++)
		if (i == 0 || q->v[i].id != q->v[i - 1].id)
			q->v[q->n++].id = q->v[i].id;
	for (size_t i = 0; i < q->n; i++) {
		struct booking b;
		struct waiter *w = &q->v[i];
		int err = facts_booking_head(q->txn, w->id, &b);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		*w = (struct waiter){w->id, b.priority, b.made_min, b.start, b.end, b.until, false};
	}
	for (size_t i = 0; i < q->n_rows; i++)
		q->rows[i].waiter = (size_t)(find_waiter(q, q->ids[i]) - q->v);
	return 0;
}

static bool is_first(const struct waiter *a, const struct waiter *b)
{
	if (a->priority != b->priority)
		return a->priority > b->priority;
	if (a->made_min != b->made_min)
		return a->made_min < b->made_min;
	return a->id < b->id;
}

static bool is_ahead(const struct queue *q, const struct waiter *other, const struct waiter *w)
{
	if (other == w || other->counted || other->until <= q->now)
		return false;
	return other->start < w->end && w->start < other->end && is_first(other, w);
}

/* Counts those who are ahead in the run of rows of one resource that begins with row `from`. */
static uint32_t count_ahead(struct queue *q, size_t from, const struct waiter *w)
{
	uint32_t n = 0;
	for (size_t i = from; i < q->n_rows && q->rows[i].resource == q->rows[from].resource; i++) {
		struct waiter *other = &q->v[q->rows[i].waiter];
		if (!is_ahead(q, other, w))
			continue;
		other->counted = true;
		n++;
	}
	return n;
}

static uint32_t place_of(struct queue *q, const struct waiter *w)
{
	uint32_t place = 1;
	size_t first = 0; /* of the run of rows of a resource */
	for (size_t i = 0; i < q->n; i++)
		q->v[i].counted = false;
	for (size_t i = 0; i < q->n_rows; i++) {
		if (q->rows[i].resource != q->rows[first].resource)
			first = i;
		if (q->rows[i].resource && &q->v[q->rows[i].waiter] == w)
			place += count_ahead(q, first, w);
	}
	return place;
}

static int find_places(struct db_txn *txn, void *arg)
{
	struct queue *q = arg;
	q->txn = txn;
	int err = walk_table(txn, TABLE_WAIT, note_row, q);
	if (!err)
		err = load_waiters(q);
	for (size_t i = 0; i < q->n_asked && !err; i++) {
		const struct waiter *w = find_waiter(q, q->asked[i]);
		q->places[i] = w && w->until > q->now ? place_of(q, w) : 0;
	}
	return err;
}

int query_waiting_places(struct store *s, const uint64_t *ids, size_t n, int64_t now, uint32_t *places)
{
	struct queue q = {.asked = ids, .n_asked = n, .now = now, .places = places};
	int err = db_read(s->db, find_places, &q);
	arena_release(&q.arena);
	return err;
}
