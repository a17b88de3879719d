/*
 * One writer and one reader of the record layout, and on them a pair of functions a type. Both are total: the
 * writer marks a string that is too long as a failure of the buffer, the reader turns any lie in
 * a length into QUAD_ECORRUPT. Nothing here knows of keys or transactions.
 */
#include "store/codec.h"

#include <string.h>

#include "store/err.h"

enum { VERSION = 1, HEAD_BYTES = 4, CLAIM_RECORD_BYTES = 4 + 8 + CLAIM_BYTES };

void le_put(unsigned char *p, uint64_t v, int n_bytes)
{
	for (int i = 0; i < n_bytes; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

uint64_t le_get(const unsigned char *p, int n_bytes)
{
	uint64_t v = 0;
	for (int i = n_bytes - 1; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

/* ---- writing ---- */

struct writer {
	struct buf *out;
	size_t start; /* of the record in out */
	unsigned n_strings;
};

static struct writer w_begin(struct buf *out)
{
	struct writer w = {out, out->len, 0};
	buf_add(out, "\1\0\0\0", HEAD_BYTES);
	return w;
}

static void w_int(struct writer *w, uint64_t v, int n_bytes)
{
	unsigned char p[8];
	le_put(p, v, n_bytes);
	buf_add(w->out, p, (size_t)n_bytes);
}

static void w_strings_begin(struct writer *w)
{
	if (!w->out->failed)
		le_put((unsigned char *)w->out->p + w->start + 2, w->out->len - w->start - HEAD_BYTES, 2);
}

static void w_bytes(struct writer *w, const void *p, size_t len)
{
	unsigned char head[2];
	if (len > UINT16_MAX) {
		w->out->failed = true;
		return;
	}
	le_put(head, len, 2);
	buf_add(w->out, head, 2);
	buf_add(w->out, p, len);
	buf_char(w->out, '\0');
	w->n_strings++;
	if (!w->out->failed)
		w->out->p[w->start + 1] = (char)w->n_strings;
}

static void w_string(struct writer *w, const char *s)
{
	w_bytes(w, s, strlen(s));
}

/* ---- reading ---- */

struct reader {
	const unsigned char *fixed, *fixed_end; /* fields still unread */
	const unsigned char *p, *end;           /* strings and tail still unread */
	unsigned n_strings;
	int err;
};

static struct reader r_begin(struct bytes b)
{
	struct reader r = {0};
	const unsigned char *p = b.p;
	if (b.len < HEAD_BYTES) {
		r.err = QUAD_ECORRUPT;
		return r;
	}
	size_t fixed_len = (size_t)le_get(p + 2, 2);
	if (p[0] != VERSION)
		r.err = QUAD_EVERSION;
	else if (fixed_len > b.len - HEAD_BYTES)
		r.err = QUAD_ECORRUPT;
	if (r.err)
		return r;
	r.fixed = p + HEAD_BYTES;
	r.fixed_end = r.p = r.fixed + fixed_len;
	r.end = p + b.len;
	r.n_strings = p[1];
	return r;
}

static uint64_t r_int(struct reader *r, int n_bytes)
{
	if (r->err || r->fixed_end - r->fixed < n_bytes)
		return 0;
	uint64_t v = le_get(r->fixed, n_bytes);
	r->fixed += n_bytes;
	return v;
}

static struct bytes r_bytes(struct reader *r)
{
	struct bytes none = {"", 0};
	if (r->err || r->n_strings == 0)
		return none;
	r->n_strings--;
	size_t left = (size_t)(r->end - r->p);
	size_t len = left < 3 ? 0 : (size_t)le_get(r->p, 2);
	if (left < 3 || len > left - 3 || r->p[2 + len] != '\0') {
		r->err = QUAD_ECORRUPT;
		return none;
	}
	struct bytes s = {r->p + 2, len};
	r->p += len + 3;
	return s;
}

static const char *r_string(struct reader *r)
{
	struct bytes s = r_bytes(r);
	if (memchr(s.p, '\0', s.len)) {
		r->err = QUAD_ECORRUPT;
		return "";
	}
	return s.p;
}

/* Steps over strings that a newer program appended. */
static void r_skip_strings(struct reader *r)
{
	while (!r->err && r->n_strings > 0)
		r_bytes(r);
}

/* ---- types ---- */

void institution_encode(const struct institution *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_strings_begin(&w);
	w_string(&w, v->code);
	w_string(&w, v->name);
	w_string(&w, v->kind);
	w_string(&w, v->level);
	w_string(&w, v->region);
	w_string(&w, v->parent);
}

int institution_decode(struct bytes b, struct institution *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->code = r_string(&r);
	out->name = r_string(&r);
	out->kind = r_string(&r);
	out->level = r_string(&r);
	out->region = r_string(&r);
	out->parent = r_string(&r);
	return r.err;
}

void campus_encode(const struct campus *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_int(&w, v->no, 4);
	w_strings_begin(&w);
	w_string(&w, v->code);
	w_string(&w, v->name);
	w_string(&w, v->institution);
	w_string(&w, v->tier);
	w_string(&w, v->region);
	w_string(&w, v->address);
	w_string(&w, v->latitude);
	w_string(&w, v->longitude);
}

int campus_decode(struct bytes b, struct campus *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->no = (uint32_t)r_int(&r, 4);
	out->code = r_string(&r);
	out->name = r_string(&r);
	out->institution = r_string(&r);
	out->tier = r_string(&r);
	out->region = r_string(&r);
	out->address = r_string(&r);
	out->latitude = r_string(&r);
	out->longitude = r_string(&r);
	return r.err;
}

void resource_encode(const struct resource *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_int(&w, v->no, 4);
	w_int(&w, v->seats, 4);
	w_int(&w, v->setup_min, 4);
	w_int(&w, v->teardown_min, 4);
	w_int(&w, v->kind, 1);
	w_int(&w, v->mode, 1);
	w_int(&w, v->approval, 1);
	w_int(&w, v->sharing, 1);
	w_int(&w, v->active, 1);
	w_strings_begin(&w);
	w_string(&w, v->code);
	w_string(&w, v->name);
	w_string(&w, v->institution);
	w_string(&w, v->campus);
	w_string(&w, v->building);
	w_string(&w, v->room);
	w_string(&w, v->specialty);
	w_string(&w, v->tags);
	w_string(&w, v->equipment);
	w_string(&w, v->opening);
	w_string(&w, v->rate);
}

int resource_decode(struct bytes b, struct resource *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->no = (uint32_t)r_int(&r, 4);
	out->seats = (uint32_t)r_int(&r, 4);
	out->setup_min = (uint32_t)r_int(&r, 4);
	out->teardown_min = (uint32_t)r_int(&r, 4);
	out->kind = (enum resource_kind)r_int(&r, 1);
	out->mode = (enum resource_mode)r_int(&r, 1);
	out->approval = (enum approval)r_int(&r, 1);
	out->sharing = (enum sharing)r_int(&r, 1);
	out->active = r_int(&r, 1) != 0;
	out->code = r_string(&r);
	out->name = r_string(&r);
	out->institution = r_string(&r);
	out->campus = r_string(&r);
	out->building = r_string(&r);
	out->room = r_string(&r);
	out->specialty = r_string(&r);
	out->tags = r_string(&r);
	out->equipment = r_string(&r);
	out->opening = r_string(&r);
	out->rate = r_string(&r);
	if (!r.err && (!*kind_word(out->kind) || !*mode_word(out->mode) || !*out->code || !out->no))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void closure_encode(const struct closure *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_int(&w, (uint64_t)v->start, 8);
	w_int(&w, (uint64_t)v->end, 8);
	w_strings_begin(&w);
	w_string(&w, v->resource);
	w_string(&w, v->campus);
	w_string(&w, v->reason);
}

int closure_decode(struct bytes b, struct closure *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->start = (int64_t)r_int(&r, 8);
	out->end = (int64_t)r_int(&r, 8);
	out->resource = r_string(&r);
	out->campus = r_string(&r);
	out->reason = r_string(&r);
	if (!r.err && out->end <= out->start)
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void term_encode(const struct term *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_int(&w, (uint64_t)v->first_monday, 8);
	w_int(&w, v->weeks, 4);
	w_strings_begin(&w);
	w_string(&w, v->code);
	w_string(&w, v->name);
}

int term_decode(struct bytes b, struct term *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->first_monday = (int64_t)r_int(&r, 8);
	out->weeks = (uint32_t)r_int(&r, 4);
	out->code = r_string(&r);
	out->name = r_string(&r);
	return r.err;
}

void period_encode(const struct period *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_int(&w, (uint64_t)v->valid_from, 8);
	w_int(&w, v->number, 4);
	w_int(&w, (uint64_t)v->start, 4);
	w_int(&w, (uint64_t)v->end, 4);
	w_strings_begin(&w);
	w_string(&w, v->campus);
}

int period_decode(struct bytes b, struct period *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->valid_from = (int64_t)r_int(&r, 8);
	out->number = (uint32_t)r_int(&r, 4);
	out->start = (int)r_int(&r, 4);
	out->end = (int)r_int(&r, 4);
	out->campus = r_string(&r);
	if (!r.err && (out->start < 0 || out->end <= out->start || out->end > 1440))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void day_rule_encode(const struct day_rule *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_int(&w, (uint64_t)v->date, 8);
	w_int(&w, v->kind, 1);
	w_int(&w, v->week, 4);
	w_int(&w, v->weekday, 4);
	w_strings_begin(&w);
	w_string(&w, v->campus);
	w_string(&w, v->note);
}

int day_rule_decode(struct bytes b, struct day_rule *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->date = (int64_t)r_int(&r, 8);
	out->kind = (enum day_kind)r_int(&r, 1);
	out->week = (uint32_t)r_int(&r, 4);
	out->weekday = (uint32_t)r_int(&r, 4);
	out->campus = r_string(&r);
	out->note = r_string(&r);
	if (!r.err && (out->kind < DAY_NORMAL || out->kind > DAY_AS))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void series_encode(const struct series *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_int(&w, v->id, 8);
	w_int(&w, v->weeks.weeks, 8);
	w_int(&w, v->weeks.weekdays, 8);
	w_int(&w, v->weeks.periods, 8);
	w_int(&w, (uint64_t)v->weeks.from_min, 4);
	w_int(&w, (uint64_t)v->weeks.to_min, 4);
	w_int(&w, (uint64_t)v->rule.start, 8);
	w_int(&w, (uint64_t)v->rule.len_min, 8);
	w_int(&w, (uint64_t)v->made_min, 8);
	w_int(&w, v->party, 4);
	w_int(&w, v->skips, 1);
	w_strings_begin(&w);
	w_string(&w, v->ref);
	w_string(&w, v->weeks.term);
	w_string(&w, v->rule.rule);
	w_string(&w, v->except);
	w_string(&w, v->claims);
	w_string(&w, v->purpose);
	w_string(&w, v->note);
	w_string(&w, v->requester);
	w_string(&w, v->institution);
}

int series_decode(struct bytes b, struct series *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->id = r_int(&r, 8);
	out->weeks.weeks = r_int(&r, 8);
	out->weeks.weekdays = r_int(&r, 8);
	out->weeks.periods = r_int(&r, 8);
	out->weeks.from_min = (int)r_int(&r, 4);
	out->weeks.to_min = (int)r_int(&r, 4);
	out->rule.start = (int64_t)r_int(&r, 8);
	out->rule.len_min = (int64_t)r_int(&r, 8);
	out->made_min = (int64_t)r_int(&r, 8);
	out->party = (uint32_t)r_int(&r, 4);
	out->skips = r_int(&r, 1) != 0;
	out->ref = r_string(&r);
	out->weeks.term = r_string(&r);
	out->rule.rule = r_string(&r);
	out->except = r_string(&r);
	out->claims = r_string(&r);
	out->purpose = r_string(&r);
	out->note = r_string(&r);
	out->requester = r_string(&r);
	out->institution = r_string(&r);
	return r.err;
}

void claim_encode(const struct claim *c, unsigned char out[CLAIM_BYTES])
{
	le_put(out, (uint64_t)c->end, 8);
	le_put(out + 8, c->units, 4);
	le_put(out + 12, c->limit, 4);
	le_put(out + 16, c->place, 4);
	out[20] = c->whole;
}

int claim_decode(struct bytes b, struct claim *out)
{
	if (b.len < CLAIM_BYTES)
		return QUAD_ECORRUPT;
	const unsigned char *p = b.p;
	out->end = (int64_t)le_get(p, 8);
	out->units = (uint32_t)le_get(p + 8, 4);
	out->limit = (uint32_t)le_get(p + 12, 4);
	out->place = (uint32_t)le_get(p + 16, 4);
	out->whole = p[20] != 0;
	return 0;
}

void booking_encode(const struct booking *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->seq, 8);
	w_int(&w, v->id, 8);
	w_int(&w, v->series, 8);
	w_int(&w, (uint64_t)v->start, 8);
	w_int(&w, (uint64_t)v->end, 8);
	w_int(&w, (uint64_t)v->made_min, 8);
	w_int(&w, v->party, 4);
	w_int(&w, v->n_claims, 2);
	w_int(&w, CLAIM_RECORD_BYTES, 1);
	w_int(&w, v->state, 1);
	w_int(&w, v->origin, 8);
	w_int(&w, v->follows, 1);
	w_strings_begin(&w);
	w_string(&w, v->ref);
	w_string(&w, v->purpose);
	w_string(&w, v->note);
	w_string(&w, v->requester);
	w_string(&w, v->institution);
	for (size_t i = 0; i < v->n_claims; i++) {
		unsigned char c[CLAIM_RECORD_BYTES];
		le_put(c, v->claims[i].resource, 4);
		le_put(c + 4, (uint64_t)v->claims[i].start, 8);
		claim_encode(&v->claims[i], c + 12);
		buf_add(out, c, sizeof c);
	}
}

int booking_decode(struct bytes b, struct arena *arena, struct booking *out)
{
	struct reader r = r_begin(b);
	out->seq = r_int(&r, 8);
	out->id = r_int(&r, 8);
	out->series = r_int(&r, 8);
	out->start = (int64_t)r_int(&r, 8);
	out->end = (int64_t)r_int(&r, 8);
	out->made_min = (int64_t)r_int(&r, 8);
	out->party = (uint32_t)r_int(&r, 4);
	out->n_claims = (size_t)r_int(&r, 2);
	size_t each = (size_t)r_int(&r, 1);
	out->state = (enum booking_state)r_int(&r, 1);
	out->origin = r_int(&r, 8);
	out->follows = r_int(&r, 1) != 0;
	out->ref = r_string(&r);
	out->purpose = r_string(&r);
	out->note = r_string(&r);
	out->requester = r_string(&r);
	out->institution = r_string(&r);
	out->claims = NULL;
	r_skip_strings(&r);
	if (!r.err && (out->n_claims == 0 || each < CLAIM_RECORD_BYTES || out->end <= out->start ||
	               !*state_word(out->state) || (size_t)(r.end - r.p) < out->n_claims * each))
		r.err = QUAD_ECORRUPT;
	struct claim *claims = r.err ? NULL : arena_alloc(arena, out->n_claims * sizeof *claims);
	if (!claims) {
		out->n_claims = 0;
		return r.err ? r.err : QUAD_ENOMEM;
	}
	for (size_t i = 0; i < out->n_claims && !r.err; i++, r.p += each) {
		claims[i].resource = (uint32_t)le_get(r.p, 4);
		claims[i].start = (int64_t)le_get(r.p + 4, 8);
		r.err = claim_decode((struct bytes){r.p + 12, CLAIM_BYTES}, &claims[i]);
	}
	out->claims = claims;
	return r.err;
}

void journal_encode(const struct journal_entry *v, struct buf *out)
{
	struct writer w = w_begin(out);
	w_int(&w, v->prev, 8);
	w_int(&w, (uint64_t)v->at_min, 8);
	w_int(&w, v->op, 1);
	w_int(&w, v->outcome, 1);
	w_strings_begin(&w);
	w_string(&w, v->actor);
	w_string(&w, v->entity);
	w_bytes(&w, v->before.p, v->before.len);
	w_bytes(&w, v->after.p, v->after.len);
}

int journal_decode(struct bytes b, struct journal_entry *out)
{
	struct reader r = r_begin(b);
	out->prev = r_int(&r, 8);
	out->at_min = (int64_t)r_int(&r, 8);
	out->op = (unsigned)r_int(&r, 1);
	out->outcome = (unsigned)r_int(&r, 1);
	out->actor = r_string(&r);
	out->entity = r_string(&r);
	out->before = r_bytes(&r);
	out->after = r_bytes(&r);
	return r.err;
}
