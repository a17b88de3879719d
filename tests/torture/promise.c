/*
 * The list of promises is in order of id, since a store gives ids in that order; answers may be heard in another, so a
 * new one is put in its place. An unanswered request is settled by the first look at the store: whatever it shows is
 * from then on what was promised.
 */
#include "tests/torture/promise.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/base/err.h"
#include "store/query/query.h"
#include "tests/torture/writer.h"

void promises_release(struct promises *p)
{
	free(p->v);
	*p = (struct promises){0};
}

/* The place of an id, or where it would be. */
static size_t place(const struct promises *p, uint64_t id)
{
	size_t lo = 0, hi = p->n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (p->v[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct promised *of_id(struct promises *p, uint64_t id)
{
	size_t i = place(p, id);
	return i < p->n && p->v[i].id == id ? &p->v[i] : NULL;
}

static void add(struct promises *p, const struct promised *x)
{
	size_t i = place(p, x->id);
	p->v = array_grow(p->v, &p->cap, p->n, sizeof *p->v);
	if (!p->v)
		torture_give_up("memory");
	memmove(&p->v[i + 1], &p->v[i], (p->n - i) * sizeof *p->v);
	p->v[i] = *x;
	p->n++;
}

/* What a booking of such claims is that was made or moved: where C is among them somebody has to approve it. */
static enum booking_state asked_state(uint32_t thing)
{
	return strchr(writer_things[thing], 'C') ? STATE_REQUESTED : STATE_BOOKED;
}

/* What an accepted request makes of a promise. */
static void fulfil(struct promised *x, const struct note *n)
{
	if (n->op == OP_CANCEL)
		x->state = STATE_CANCELLED;
	if (n->op == OP_APPROVE)
		x->state = STATE_BOOKED;
	if (n->op != OP_MOVE)
		return;
	x->state = asked_state(x->thing);
	x->start = n->start;
	x->end = n->end;
}

void promises_hear(struct promises *p, const struct note *n)
{
	if (n->who >= WRITERS_MAX)
		torture_give_up("a note of nobody");
	if (!n->answered) {
		p->asked[n->who] = *n;
		return;
	}
	p->asked[n->who] = (struct note){0};
	p->n_answered++;
	if (n->err || n->outcome == OUTCOME_REFUSED || n->outcome == OUTCOME_UNCHANGED)
		return;
	struct promised *x = n->op == OP_BOOK ? NULL : of_id(p, n->id);
	if (n->op == OP_BOOK) {
		p->n_bookings++;
		add(p, &(struct promised){.id = n->id,
		                          .state = asked_state(n->thing),
		                          .thing = n->thing,
		                          .start = n->start,
		                          .end = n->end});
	} else if (x) {
		fulfil(x, n);
	}
}

static bool is_promised(const struct booking_row *row, const struct promised *x)
{
	return row->b.state == x->state && row->b.start == x->start && row->b.end == x->end &&
	       strcmp(row->claims, writer_things[x->thing]) == 0;
}

/* True if the row is what an unanswered request would make of x (NULL: of nothing); the request is then settled. */
static bool is_asked(struct promises *p, const struct booking_row *row, const struct promised *x)
{
	for (size_t i = 0; i < WRITERS_MAX; i++) {
		struct note *n = &p->asked[i];
		struct promised y;
		if (n->op == 0 || (n->op == OP_BOOK) != !x || (x && n->id != x->id))
			continue;
		if (!x)
			y = (struct promised){
				.state = asked_state(n->thing), .thing = n->thing, .start = n->start, .end = n->end};
		else
			y = *x;
		fulfil(&y, n);
		if (is_promised(row, &y)) {
			n->op = 0;
			p->n_unheard++;
			return true;
		}
	}
	return false;
}

/* ---- nothing twice in one place: found here without the engine's rules ---- */

struct taken {
	uint32_t resource;
	int64_t start, end;
	uint64_t booking;
};

static int by_place(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;
	int c = (x->resource > y->resource) - (x->resource < y->resource);
	return c ? c : (x->start > y->start) - (x->start < y->start);
}

static unsigned overlaps(struct torture *t, const struct booking_rows *rows, const char *when)
{
	struct taken *v = NULL;
	size_t n = 0, cap = 0;
	unsigned n_bad = 0;
	for (size_t i = 0; i < rows->n; i++)
		for (size_t j = 0; state_stands(rows->v[i].b.state) && j < rows->v[i].b.n_claims; j++) {
			const struct claim *c = &rows->v[i].b.claims[j];
			if (!c->whole)
				continue;
			v = array_grow(v, &cap, n, sizeof *v);
			if (!v)
				torture_give_up("memory");
			v[n++] = (struct taken){c->resource, c->start, c->end, rows->v[i].b.id};
		}
	if (n)
		qsort(v, n, sizeof *v, by_place);
	for (size_t i = 1; i < n; i++)
		if (v[i - 1].resource == v[i].resource && v[i].start < v[i - 1].end) {
			n_bad++;
			torture_fail(t, "%s: bookings %" PRIu64 " and %" PRIu64 " overlap", when, v[i - 1].booking, v[i].booking);
		}
	free(v);
	return n_bad;
}

/* What somebody was told of a booking, in a static buffer. */
static const char *tell_promised(const struct promised *x)
{
	static char text[120];
	if (!x)
		return "nobody was told of it";
	snprintf(text, sizeof text, "it was told that it is %s: %s at %" PRId64, state_word(x->state),
	         writer_things[x->thing], x->start);
	return text;
}

unsigned promises_check(struct promises *p, struct torture *t, struct store *s, const char *when)
{
	struct booking_filter f = {.any_state = true};
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	unsigned n_bad = 0;
	int n_faults = torture_check(t, s, when);
	s->clock = torture_now;
	int err = query_booking_ids(s, &f, &ids);
	if (!err)
		err = query_bookings(s, ids.v, ids.n, &rows);
	if (err) {
		torture_fail(t, "%s: bookings: %s", when, quad_strerror(err));
		n_bad++;
		goto out;
	}
	n_bad = n_faults ? 1 : 0;
	for (size_t i = 0; i < p->n; i++)
		p->v[i].seen = false;
	for (size_t i = 0; i < rows.n; i++) {
		const struct booking_row *row = &rows.v[i];
		struct promised *x = of_id(p, row->b.id);
		if (x && is_promised(row, x)) {
			x->seen = true;
			continue;
		}
		if (!is_asked(p, row, x)) {
			n_bad++;
			torture_fail(t,
			             "%s: booking %" PRIu64 " (%s, %s, %" PRId64
			             ") is not as anybody was told or had asked: %s",
			             when, row->b.id, row->claims, state_word(row->b.state), row->b.start,
			             tell_promised(x));
			if (!x)
				continue;
		}
		if (!x) {
			uint32_t thing = 0;
			while (strcmp(row->claims, writer_things[thing]) != 0)
				thing++;
			add(p, &(struct promised){.id = row->b.id, .thing = thing});
			x = of_id(p, row->b.id);
		}
		x->seen = true;
		x->state = row->b.state;
		x->start = row->b.start;
		x->end = row->b.end;
	}
	for (size_t i = 0; i < p->n; i++)
		if (!p->v[i].seen) {
			n_bad++;
			torture_fail(t, "%s: booking %" PRIu64 " was acknowledged and is not there", when, p->v[i].id);
		}
	memset(p->asked, 0, sizeof p->asked);
	n_bad += overlaps(t, &rows, when);
out:
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	return n_bad;
}
