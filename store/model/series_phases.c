/* Phases are stored in the record of the last one: each a length of four bytes and a record of its own. */
#include "store/model/series_phases.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/model/codec.h"

enum { LENGTH_BYTES = 4 };

/* Takes the first record off the bytes. */
static int take_record(struct bytes *b, struct bytes *out)
{
	const unsigned char *p = b->p;
	if (b->len < LENGTH_BYTES)
		return QUAD_ECORRUPT;
	size_t len = (size_t)le_get(p, LENGTH_BYTES);
	if (len > b->len - LENGTH_BYTES)
		return QUAD_ECORRUPT;
	*out = (struct bytes){p + LENGTH_BYTES, len};
	*b = (struct bytes){p + LENGTH_BYTES + len, b->len - LENGTH_BYTES - len};
	return 0;
}

/* Adds a phase, which begins after the one before it. */
static int add_phase(struct series_phases *p, size_t *cap, const struct series *phase, struct arena *arena)
{
	if (p->n && phase->from_day <= p->v[p->n - 1].from_day)
		return QUAD_ECORRUPT;
	struct series *v = arena_grow(arena, p->v, p->n, cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	p->v = v;
	v[p->n] = *phase;
	v[p->n++].earlier = (struct bytes){"", 0};
	return 0;
}

int series_phases_load(const struct series *s, struct arena *arena, struct series_phases *out)
{
	struct series_phases p = {0};
	struct bytes rest = s->earlier;
	size_t cap = 0;
	*out = (struct series_phases){0};
	while (rest.len) {
		struct series phase;
		struct bytes record;
		int err = take_record(&rest, &record);
		if (!err)
			err = series_decode(record, &phase);
		if (!err)
			err = add_phase(&p, &cap, &phase, arena);
		if (err)
			return err;
	}
	int err = add_phase(&p, &cap, s, arena);
	if (err)
		return err;
	for (size_t i = 0; i + 1 < p.n; i++) {
		p.v[i].ref = s->ref;
		p.v[i].except = s->except;
		p.v[i].seq = s->seq;
	}
	*out = p;
	return 0;
}

struct series *series_phases_last(const struct series_phases *p)
{
	return &p->v[p->n - 1];
}

int64_t series_phases_until(const struct series_phases *p, size_t i)
{
	return i + 1 < p->n ? p->v[i + 1].from_day : INT64_MAX;
}

size_t series_phases_at(const struct series_phases *p, int64_t day)
{
	size_t i = p->n - 1;
	while (i > 0 && p->v[i].from_day > day)
		i--;
	return i;
}

int series_phases_split(struct series_phases *p, int64_t day, struct arena *arena)
{
	size_t at = series_phases_at(p, day);
	if (p->v[at].from_day == day)
		return 0;
	struct series *v = arena_alloc(arena, (p->n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	memcpy(v, p->v, (at + 1) * sizeof *v);
	memcpy(v + at + 1, p->v + at, (p->n - at) * sizeof *v);
	v[at + 1].from_day = day;
	p->v = v;
	p->n++;
	return 0;
}

/* True if two phases are stored alike but for the day on which they begin. */
static int ask_for_same(struct series a, struct series b, bool *out)
{
	struct buf x = {0}, y = {0};
	a.from_day = b.from_day = 0;
	a.except = b.except = "";
	a.seq = b.seq = 0;
	series_encode(&a, &x);
	series_encode(&b, &y);
	bool failed = x.failed || y.failed;
	*out = !failed && x.len == y.len && memcmp(x.p, y.p, x.len) == 0;
	buf_release(&x);
	buf_release(&y);
	return failed ? QUAD_ENOMEM : 0;
}

int series_phases_join(struct series_phases *p)
{
	size_t n = 1;
	for (size_t i = 1; i < p->n; i++) {
		bool same;
		int err = ask_for_same(p->v[n - 1], p->v[i], &same);
		if (err)
			return err;
		struct series *to = same ? &p->v[n - 1] : &p->v[n++];
		int64_t from_day = same ? to->from_day : p->v[i].from_day;
		*to = p->v[i];
		to->from_day = from_day;
	}
	p->n = n;
	return 0;
}

void series_phases_encode(const struct series_phases *p, struct buf *out)
{
	struct series last = p->v[p->n - 1];
	struct buf earlier = {0}, one = {0};
	for (size_t i = 0; i + 1 < p->n; i++) {
		unsigned char len[LENGTH_BYTES];
		struct series phase = p->v[i];
		/* of the whole, and so with the last one */
		phase.ref = phase.except = "";
		phase.seq = 0;
		buf_clear(&one);
		series_encode(&phase, &one);
		le_put(len, one.len, sizeof len);
		buf_add(&earlier, len, sizeof len);
		buf_add(&earlier, one.p, one.len);
	}
	last.earlier = (struct bytes){earlier.p, earlier.len};
	out->failed |= earlier.failed || one.failed;
	series_encode(&last, out);
	buf_release(&earlier);
	buf_release(&one);
}
