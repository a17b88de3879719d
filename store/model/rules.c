/*
 * The rules. Each is a function that reads the facts of one claim and adds its reasons; rules do not know of each
 * other, so all that are broken are reported. Intervals are half-open: touching is no overlap, a gap that equals the
 * travel time is enough.
 */
#include "store/model/rules.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/merge.h"

static bool overlaps(int64_t a_start, int64_t a_end, int64_t b_start, int64_t b_end)
{
	return a_start < b_end && b_start < a_end;
}

bool rules_keeps_time(const struct booking *was, int64_t start, int64_t end)
{
	bool shorter = was->start <= start && end <= was->end;
	bool longer = start <= was->start && was->end <= end;
	return shorter || longer;
}

/* ---- the claim ---- */

/* The claim by the rules of today, as if nothing were held. */
static struct claim make_claim(const struct ask_facts *ask, const struct claim_facts *c)
{
	const struct resource *r = c->resource;
	bool whole = r->mode == MODE_EXCLUSIVE;
	/* setup and teardown of a lab do not keep its teacher or class */
	int64_t setup_min = kind_travels(r->kind) ? 0 : r->setup_min;
	int64_t teardown_min = kind_travels(r->kind) ? 0 : r->teardown_min;
	uint32_t units = c->units_asked ? c->units_asked : merge_party_units(ask->party);
	return (struct claim){.resource = r->no,
	                      .units = whole ? 1 : units,
	                      .limit = whole || kind_travels(r->kind) ? 0 : r->seats,
	                      .place = c->place,
	                      .whole = whole,
	                      .start = ask->start - setup_min,
	                      .end = ask->end + teardown_min};
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* True for a held claim that is to take more units than before, or of an exclusive resource for more people. */
static bool needs_more(const struct ask_facts *ask, const struct claim_facts *c)
{
	uint32_t need = c->units_asked ? c->units_asked : merge_party_units(ask->party);
	if (!c->held->whole)
		return need > c->held->units;
	return ask->party > ask->was->party || c->units_asked > merge_party_units(ask->was->party);
}

/* The larger of two limits, of which 0 is none: what both halves of a claim were decided by. */
static uint32_t wider_limit(uint32_t a, uint32_t b)
{
	if (a == 0 || b == 0)
		return 0;
	return a > b ? a : b;
}

/* The claim by what is held and by the rules of today for what is new. */
static struct claim keep_claim(const struct ask_facts *ask, const struct claim_facts *c, struct claim v)
{
	const struct claim *held = c->held;
	if (ask->start >= ask->was->start)
		v.start = later(v.start, held->start);
	if (ask->end <= ask->was->end)
		v.end = earlier(v.end, held->end);
	bool grows = v.start < held->start || v.end > held->end || needs_more(ask, c);
	if (!grows && v.whole != held->whole) {
		v.whole = held->whole;
		v.units = c->units_asked ? c->units_asked : merge_party_units(ask->party);
		v.units = held->whole ? held->units : v.units;
		v.limit = held->limit;
	} else if (!v.whole && !held->whole) {
		v.limit = wider_limit(v.limit, held->limit);
	}
	return v;
}

struct claim rules_claim(const struct ask_facts *ask, const struct claim_facts *c)
{
	struct claim v = make_claim(ask, c);
	return c->held ? keep_claim(ask, c, v) : v;
}

/* ---- what of it is judged ---- */

/* Up to two intervals, before and after what is held. */
struct spans {
	struct {
		int64_t start, end;
	} v[2];
	size_t n;
};

static void add_span(struct spans *s, int64_t start, int64_t end)
{
	if (start >= end)
		return;
	s->v[s->n].start = start;
	s->v[s->n++].end = end;
}

static struct spans whole_span(int64_t start, int64_t end)
{
	struct spans s = {0};
	add_span(&s, start, end);
	return s;
}

/* What of [start, end) is outside of [held_start, held_end). */
static struct spans new_spans(int64_t start, int64_t end, int64_t held_start, int64_t held_end)
{
	struct spans s = {0};
	add_span(&s, start, earlier(end, held_start));
	add_span(&s, later(start, held_end), end);
	return s;
}

static bool meets_spans(const struct spans *s, int64_t start, int64_t end)
{
	for (size_t i = 0; i < s->n; i++)
		if (overlaps(s->v[i].start, s->v[i].end, start, end))
			return true;
	return false;
}

/* A claim under judgement. */
struct judged {
	const struct ask_facts *ask;
	const struct claim_facts *c;
	const struct neighbour **near; /* in order of time */
	struct claim mine;
	struct spans added; /* the minutes that are new to it */
	struct spans busy;  /* those in which others may be in its way */
	struct spans units; /* those in which its units are counted */
};

static void set_spans(struct judged *j)
{
	const struct claim *mine = &j->mine, *held = j->c->held;
	j->added = j->busy = j->units = whole_span(mine->start, mine->end);
	if (!held)
		return;
	j->added = new_spans(mine->start, mine->end, held->start, held->end);
	/* what was shared and shall be whole has others beside it */
	if (held->whole || !mine->whole)
		j->busy = j->added;
	if (!needs_more(j->ask, j->c))
		j->units = j->added;
}

/* ---- the rules ---- */

static void add_clash(struct reasons *out, enum reason_detail detail, const struct claim_facts *c,
                      const struct neighbour *n)
{
	struct reason *why = reason_add(out, detail, c->resource->code);
	why->booking = n->booking;
	why->start = n->claim.start;
	why->end = n->claim.end;
	why->number = n->travel_min;
	if (n->on)
		why->text = arena_str(out->arena, n->on);
	if (why->text)
		return;
	why->text = "";
	out->failed = true;
}

static int by_start(const void *a, const void *b)
{
	const struct neighbour *x = *(const struct neighbour *const *)a, *y = *(const struct neighbour *const *)b;
	if (x->claim.start != y->claim.start)
		return x->claim.start < y->claim.start ? -1 : 1;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

/* The neighbours in order of time, so that reasons come in an order a person can read. */
static const struct neighbour **in_order(const struct claim_facts *c, struct arena *arena)
{
	const struct neighbour **v = arena_alloc(arena, (c->n_near + 1) * sizeof *v);
	if (!v)
		return NULL;
	for (size_t i = 0; i < c->n_near; i++)
		v[i] = &c->near[i];
	if (c->n_near > 1)
		qsort(v, c->n_near, sizeof *v, by_start);
	return v;
}

/* Two at one time, one of which has the whole resource: its mode may have changed since the other was booked. */
static void check_busy(const struct judged *j, struct reasons *out)
{
	for (size_t i = 0; i < j->c->n_near; i++) {
		const struct claim *other = &j->near[i]->claim;
		if (meets_spans(&j->busy, other->start, other->end) && (j->mine.whole || other->whole))
			add_clash(out, REASON_TAKEN, j->c, j->near[i]);
	}
}

static int use_by_start(const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* Ends in a binary heap, the earliest on top. */
struct ending {
	int64_t end;
	uint64_t units;
};

static void heap_push(struct ending *heap, size_t *n, struct ending e)
{
	size_t i = (*n)++;
	for (; i > 0 && heap[(i - 1) / 2].end > e.end; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = e;
}

static void heap_pop(struct ending *heap, size_t *n)
{
	struct ending last = heap[--*n];
	size_t i = 0;
	for (size_t child; (child = 2 * i + 1) < *n; i = child) {
		if (child + 1 < *n && heap[child + 1].end < heap[child].end)
			child++;
		if (heap[child].end >= last.end)
			break;
		heap[i] = heap[child];
	}
	heap[i] = last;
}

uint64_t rules_peak(struct use *uses, size_t n, int64_t start, int64_t end, struct arena *scratch)
{
	struct ending *heap = arena_alloc(scratch, (n + 1) * sizeof *heap);
	if (!heap)
		return RULES_PEAK_FAILED;
	size_t n_heap = 0;
	uint64_t now = 0, peak = 0;
	qsort(uses, n, sizeof *uses, use_by_start);
	for (size_t i = 0; i < n; i++) {
		if (!overlaps(uses[i].start, uses[i].end, start, end))
			continue;
		while (n_heap > 0 && heap[0].end <= uses[i].start) {
			now -= heap[0].units;
			heap_pop(heap, &n_heap);
		}
		now += uses[i].units;
		heap_push(heap, &n_heap, (struct ending){uses[i].end, uses[i].units});
		if (now > peak)
			peak = now;
	}
	return peak;
}

/* The most units of others in use in the minutes that are judged. RULES_PEAK_FAILED. */
static uint64_t others_peak(const struct judged *j, struct arena *arena)
{
	const struct claim_facts *c = j->c;
	uint64_t most = 0;
	struct use *uses = arena_alloc(arena, (c->n_near + 1) * sizeof *uses);
	if (!uses)
		return RULES_PEAK_FAILED;
	for (size_t i = 0; i < c->n_near; i++)
		uses[i] = (struct use){c->near[i].claim.start, c->near[i].claim.end, c->near[i].claim.units};
	for (size_t i = 0; i < j->units.n; i++) {
		uint64_t used = rules_peak(uses, c->n_near, j->units.v[i].start, j->units.v[i].end, arena);
		if (used == RULES_PEAK_FAILED)
			return used;
		most = used > most ? used : most;
	}
	return most;
}

static void check_capacity(const struct judged *j, struct reasons *out)
{
	const struct resource *r = j->c->resource;
	uint32_t party = j->ask->party, asked = j->c->units_asked;
	if (r->seats == 0 || kind_travels(r->kind) || j->units.n == 0)
		return;
	uint64_t left = r->seats, need = j->mine.units;
	if (j->mine.whole) {
		need = party > asked ? party : asked;
	} else {
		uint64_t used = others_peak(j, out->arena);
		if (used == RULES_PEAK_FAILED) {
			out->failed = true;
			return;
		}
		left = used < left ? left - used : 0;
	}
	if (need > left)
		reason_add_number(out, REASON_ROOM_LEFT, r->code, (int64_t)left);
}

/*
 * The ends of the last bookings before [start, end) and the starts of the first after it. Several may end (or start) at
 * the same minute where a person may be shared; each of them counts.
 */
struct edges {
	int64_t start, end;
	int64_t before, after; /* INT64_MIN, INT64_MAX: there is none */
};

static struct edges find_edges(const struct claim_facts *c, int64_t start, int64_t end)
{
	struct edges e = {start, end, INT64_MIN, INT64_MAX};
	for (size_t i = 0; i < c->n_near; i++) {
		const struct claim *n = &c->near[i].claim;
		if (n->end <= start)
			e.before = later(e.before, n->end);
		if (n->start >= end)
			e.after = earlier(e.after, n->start);
	}
	return e;
}

/* The minutes between a booking and a neighbour that is next to it; INT64_MAX if it is not. */
static int64_t gap_to(const struct edges *e, const struct claim *n)
{
	if (n->end == e->before)
		return e->start - e->before;
	return n->start == e->after ? e->after - e->end : INT64_MAX;
}

/* From the booking before to this one and from this one to the next. What was too near already may stay so near. */
static void check_travel(const struct judged *j, struct reasons *out)
{
	const struct ask_facts *ask = j->ask;
	const struct claim_facts *c = j->c;
	bool stays = c->held && c->same_place;
	if (!kind_travels(c->resource->kind))
		return;
	struct edges now = find_edges(c, ask->start, ask->end), was = now;
	if (stays)
		was = find_edges(c, ask->was->start, ask->was->end);
	for (size_t i = 0; i < c->n_near; i++) {
		const struct neighbour *n = j->near[i];
		int64_t gap = gap_to(&now, &n->claim);
		if (gap >= n->travel_min)
			continue;
		if (!stays || gap_to(&was, &n->claim) > gap)
			add_clash(out, REASON_TRAVEL, c, n);
	}
}

static void check_closed(const struct judged *j, struct reasons *out)
{
	for (size_t i = 0; i < j->c->n_closures; i++) {
		const struct closure *x = &j->c->closures[i];
		if (!meets_spans(&j->added, x->start, x->end))
			continue;
		struct reason *why =
			reason_add_text(out, REASON_CLOSED, j->c->resource->code, "%s", x->reason);
		why->start = x->start;
		why->end = x->end;
	}
}

static void check_hours(const struct judged *j, struct reasons *out)
{
	const struct ask_facts *ask = j->ask;
	const struct claim_facts *c = j->c;
	struct spans added = whole_span(ask->start, ask->end);
	if (c->held)
		added = new_spans(ask->start, ask->end, ask->was->start, ask->was->end);
	for (size_t i = 0; i < added.n; i++)
		if (!opening_covers(c->opening, added.v[i].start, added.v[i].end)) {
			reason_add_text(out, REASON_HOURS, c->resource->code, "%s", c->resource->opening);
			return;
		}
}

static void check_claim(const struct ask_facts *ask, const struct claim_facts *c, struct reasons *out)
{
	struct judged j = {.ask = ask, .c = c, .mine = rules_claim(ask, c), .near = in_order(c, out->arena)};
	if (!j.near) {
		out->failed = true;
		return;
	}
	set_spans(&j);
	if (!c->resource->active && j.added.n)
		reason_add(out, REASON_INACTIVE, c->resource->code);
	check_busy(&j, out);
	check_capacity(&j, out);
	check_travel(&j, out);
	check_closed(&j, out);
	check_hours(&j, out);
}

/* The first minute of what a request changes: of a change of time those that are taken and those given back. */
static int64_t first_changed(const struct ask_facts *ask)
{
	const struct booking *was = ask->was;
	if (!was)
		return ask->start;
	if (ask->start != was->start)
		return earlier(ask->start, was->start);
	if (ask->end != was->end)
		return earlier(ask->end, was->end);
	/* the resources or the party: of what is over all is past, of what runs the rest is not */
	return was->end > ask->now ? ask->now : was->start;
}

void rules_check(const struct ask_facts *ask, struct reasons *out)
{
	char text[CLOCK_TEXT_MAX];
	int64_t first = first_changed(ask);
	if (!ask->recorded && first < ask->now && ask->n_claims > 0)
		reason_add_text(out, REASON_PAST, ask->claims[0].resource->code, "%s", clock_format(first, text));
	for (size_t i = 0; i < ask->n_claims; i++)
		check_claim(ask, &ask->claims[i], out);
}
