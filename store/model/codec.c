/* Two functions for each type, on the record layout. Must not know: keys, transactions. */
#include "store/model/codec.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

enum { CLAIM_RECORD_HEAD = 4 + 8, CLAIM_WHOLE = 1, CLAIM_UNTIL = 2 };

void institution_encode(const struct institution *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_texts(&w);
	record_text(&w, v->code);
	record_text(&w, v->name);
	record_text(&w, v->kind);
	record_text(&w, v->level);
	record_text(&w, v->region);
	record_text(&w, v->parent);
}

int institution_decode(struct bytes b, struct institution *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->code = record_get_text(&r);
	out->name = record_get_text(&r);
	out->kind = record_get_text(&r);
	out->level = record_get_text(&r);
	out->region = record_get_text(&r);
	out->parent = record_get_text(&r);
	return r.err;
}

void campus_encode(const struct campus *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->no, 4);
	record_texts(&w);
	record_text(&w, v->code);
	record_text(&w, v->name);
	record_text(&w, v->institution);
	record_text(&w, v->tier);
	record_text(&w, v->region);
	record_text(&w, v->address);
	record_text(&w, v->latitude);
	record_text(&w, v->longitude);
}

int campus_decode(struct bytes b, struct campus *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->no = (uint32_t)record_get_int(&r, 4);
	out->code = record_get_text(&r);
	out->name = record_get_text(&r);
	out->institution = record_get_text(&r);
	out->tier = record_get_text(&r);
	out->region = record_get_text(&r);
	out->address = record_get_text(&r);
	out->latitude = record_get_text(&r);
	out->longitude = record_get_text(&r);
	return r.err;
}

void resource_encode(const struct resource *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->no, 4);
	record_int(&w, v->seats, 4);
	record_int(&w, v->setup_min, 4);
	record_int(&w, v->teardown_min, 4);
	record_int(&w, v->kind, 1);
	record_int(&w, v->mode, 1);
	record_int(&w, v->approval, 1);
	record_int(&w, v->sharing, 1);
	record_int(&w, v->active, 1);
	if (v->rated)
		record_int(&w, v->rated, 4);
	record_texts(&w);
	record_text(&w, v->code);
	record_text(&w, v->name);
	record_text(&w, v->institution);
	record_text(&w, v->campus);
	record_text(&w, v->building);
	record_text(&w, v->room);
	record_text(&w, v->specialty);
	record_text(&w, v->tags);
	record_text(&w, v->equipment);
	record_text(&w, v->opening);
	record_text(&w, v->rate);
	/* left out where there is none, so that the records of an older program are the same bytes */
	if (*v->contact || *v->part_of)
		record_text(&w, v->contact);
	if (*v->part_of)
		record_text(&w, v->part_of);
}

int resource_decode(struct bytes b, struct resource *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->no = (uint32_t)record_get_int(&r, 4);
	out->seats = (uint32_t)record_get_int(&r, 4);
	out->setup_min = (uint32_t)record_get_int(&r, 4);
	out->teardown_min = (uint32_t)record_get_int(&r, 4);
	out->kind = (enum resource_kind)record_get_int(&r, 1);
	out->mode = (enum resource_mode)record_get_int(&r, 1);
	out->approval = (enum approval)record_get_int(&r, 1);
	out->sharing = (enum sharing)record_get_int(&r, 1);
	out->active = record_get_int(&r, 1) != 0;
	out->rated = (uint32_t)record_get_int(&r, 4);
	out->code = record_get_text(&r);
	out->name = record_get_text(&r);
	out->institution = record_get_text(&r);
	out->campus = record_get_text(&r);
	out->building = record_get_text(&r);
	out->room = record_get_text(&r);
	out->specialty = record_get_text(&r);
	out->tags = record_get_text(&r);
	out->equipment = record_get_text(&r);
	out->opening = record_get_text(&r);
	out->rate = record_get_text(&r);
	out->contact = record_get_text(&r);
	out->part_of = record_get_text(&r);
	if (!r.err && (!*kind_word(out->kind) || !*mode_word(out->mode) || !*out->code || !out->no))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void closure_encode(const struct closure *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->start, 8);
	record_int(&w, (uint64_t)v->end, 8);
	record_texts(&w);
	record_text(&w, v->resource);
	record_text(&w, v->campus);
	record_text(&w, v->reason);
}

int closure_decode(struct bytes b, struct closure *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->start = (int64_t)record_get_int(&r, 8);
	out->end = (int64_t)record_get_int(&r, 8);
	out->resource = record_get_text(&r);
	out->campus = record_get_text(&r);
	out->reason = record_get_text(&r);
	if (!r.err && out->end <= out->start)
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void term_encode(const struct term *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->first_monday, 8);
	record_int(&w, v->weeks, 4);
	record_texts(&w);
	record_text(&w, v->code);
	record_text(&w, v->name);
}

int term_decode(struct bytes b, struct term *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->first_monday = (int64_t)record_get_int(&r, 8);
	out->weeks = (uint32_t)record_get_int(&r, 4);
	out->code = record_get_text(&r);
	out->name = record_get_text(&r);
	return r.err;
}

void period_encode(const struct period *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->valid_from, 8);
	record_int(&w, v->number, 4);
	record_int(&w, (uint64_t)v->start, 4);
	record_int(&w, (uint64_t)v->end, 4);
	record_texts(&w);
	record_text(&w, v->campus);
}

int period_decode(struct bytes b, struct period *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->valid_from = (int64_t)record_get_int(&r, 8);
	out->number = (uint32_t)record_get_int(&r, 4);
	out->start = (int)record_get_int(&r, 4);
	out->end = (int)record_get_int(&r, 4);
	out->campus = record_get_text(&r);
	if (!r.err && (out->start < 0 || out->end <= out->start || out->end > 1440))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void day_rule_encode(const struct day_rule *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->date, 8);
	record_int(&w, v->kind, 1);
	record_int(&w, v->week, 4);
	record_int(&w, v->weekday, 4);
	record_texts(&w);
	record_text(&w, v->campus);
	record_text(&w, v->note);
}

int day_rule_decode(struct bytes b, struct day_rule *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->date = (int64_t)record_get_int(&r, 8);
	out->kind = (enum day_kind)record_get_int(&r, 1);
	out->week = (uint32_t)record_get_int(&r, 4);
	out->weekday = (uint32_t)record_get_int(&r, 4);
	out->campus = record_get_text(&r);
	out->note = record_get_text(&r);
	if (!r.err && (out->kind < DAY_NORMAL || out->kind > DAY_AS))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void series_encode(const struct series *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->id, 8);
	record_int(&w, v->weeks.weeks, 8);
	record_int(&w, v->weeks.weekdays, 8);
	record_int(&w, v->weeks.periods, 8);
	record_int(&w, (uint64_t)v->weeks.from_min, 4);
	record_int(&w, (uint64_t)v->weeks.to_min, 4);
	record_int(&w, (uint64_t)v->rule.start, 8);
	record_int(&w, (uint64_t)v->rule.len_min, 8);
	record_int(&w, (uint64_t)v->made_min, 8);
	record_int(&w, v->party, 4);
	record_int(&w, v->skips, 1);
	record_int(&w, (uint64_t)v->from_day, 8);
	if (v->class)
		record_int(&w, v->class, 1);
	record_texts(&w);
	record_text(&w, v->ref);
	record_text(&w, v->weeks.term);
	record_text(&w, v->rule.rule);
	record_text(&w, v->except);
	record_text(&w, v->claims);
	record_text(&w, v->purpose);
	record_text(&w, v->note);
	record_text(&w, v->requester);
	record_text(&w, v->institution);
	if (*v->event)
		record_text(&w, v->event);
	buf_add(out, v->earlier.p, v->earlier.len);
}

int series_decode(struct bytes b, struct series *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->id = record_get_int(&r, 8);
	out->weeks.weeks = record_get_int(&r, 8);
	out->weeks.weekdays = record_get_int(&r, 8);
	out->weeks.periods = record_get_int(&r, 8);
	out->weeks.from_min = (int)record_get_int(&r, 4);
	out->weeks.to_min = (int)record_get_int(&r, 4);
	out->rule.start = (int64_t)record_get_int(&r, 8);
	out->rule.len_min = (int64_t)record_get_int(&r, 8);
	out->made_min = (int64_t)record_get_int(&r, 8);
	out->party = (uint32_t)record_get_int(&r, 4);
	out->skips = record_get_int(&r, 1) != 0;
	out->from_day = (int64_t)record_get_int(&r, 8);
	out->class = (enum purpose_class)record_get_int(&r, 1);
	out->ref = record_get_text(&r);
	out->weeks.term = record_get_text(&r);
	out->rule.rule = record_get_text(&r);
	out->except = record_get_text(&r);
	out->claims = record_get_text(&r);
	out->purpose = record_get_text(&r);
	out->note = record_get_text(&r);
	out->requester = record_get_text(&r);
	out->institution = record_get_text(&r);
	out->event = record_get_text(&r);
	record_skip_texts(&r);
	out->earlier = r.err ? (struct bytes){"", 0} : (struct bytes){r.p, (size_t)(r.end - r.p)};
	return r.err;
}

void person_encode(const struct person *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->role, 1);
	record_int(&w, v->over, 1);
	record_texts(&w);
	record_text(&w, v->login);
	record_text(&w, v->name);
	record_text(&w, v->institution);
	record_text(&w, v->scope);
	record_text(&w, v->email);
	record_text(&w, v->language);
	record_text(&w, v->ssh_key);
}

int person_decode(struct bytes b, struct person *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->role = (enum person_role)record_get_int(&r, 1);
	out->over = (enum person_scope)record_get_int(&r, 1);
	out->login = record_get_text(&r);
	out->name = record_get_text(&r);
	out->institution = record_get_text(&r);
	out->scope = record_get_text(&r);
	out->email = record_get_text(&r);
	out->language = record_get_text(&r);
	out->ssh_key = record_get_text(&r);
	if (!r.err && (!*role_word(out->role) || out->over > OVER_ALL || !*out->login))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void grant_encode(const struct grant *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->role, 1);
	record_int(&w, v->over, 1);
	record_int(&w, v->may_grant, 1);
	record_int(&w, (uint64_t)v->from, 8);
	record_int(&w, (uint64_t)v->until, 8);
	record_texts(&w);
	record_text(&w, v->login);
	record_text(&w, v->scope);
	record_text(&w, v->granted_by);
	record_text(&w, v->deputy_of);
}

int grant_decode(struct bytes b, struct grant *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->role = (enum person_role)record_get_int(&r, 1);
	out->over = (enum person_scope)record_get_int(&r, 1);
	out->may_grant = record_get_int(&r, 1) != 0;
	out->from = (int64_t)record_get_int(&r, 8);
	out->until = (int64_t)record_get_int(&r, 8);
	out->login = record_get_text(&r);
	out->scope = record_get_text(&r);
	out->granted_by = record_get_text(&r);
	out->deputy_of = record_get_text(&r);
	if (!r.err && (!*role_word(out->role) || out->over > OVER_ALL || !*out->login))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void owner_rule_encode(const struct owner_rule *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->valid_from, 8);
	record_int(&w, (uint64_t)v->valid_until, 8);
	record_int(&w, v->overridable, 1);
	record_int(&w, v->trial, 1);
	record_texts(&w);
	record_text(&w, v->id);
	record_text(&w, v->place);
	record_text(&w, v->who);
	record_text(&w, v->when);
	record_text(&w, v->field);
	record_text(&w, v->value);
	record_text(&w, v->text);
}

int owner_rule_decode(struct bytes b, struct owner_rule *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->valid_from = (int64_t)record_get_int(&r, 8);
	out->valid_until = (int64_t)record_get_int(&r, 8);
	out->overridable = record_get_int(&r, 1) != 0;
	out->trial = record_get_int(&r, 1) != 0;
	out->id = record_get_text(&r);
	out->place = record_get_text(&r);
	out->who = record_get_text(&r);
	out->when = record_get_text(&r);
	out->field = record_get_text(&r);
	out->value = record_get_text(&r);
	out->text = record_get_text(&r);
	if (!r.err && (!*out->id || !*out->field))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void qualification_encode(const struct qualification *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->level, 4);
	record_int(&w, (uint64_t)v->from, 8);
	record_int(&w, (uint64_t)v->until, 8);
	record_texts(&w);
	record_text(&w, v->login);
	record_text(&w, v->name);
}

int qualification_decode(struct bytes b, struct qualification *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->level = (uint32_t)record_get_int(&r, 4);
	out->from = (int64_t)record_get_int(&r, 8);
	out->until = (int64_t)record_get_int(&r, 8);
	out->login = record_get_text(&r);
	out->name = record_get_text(&r);
	if (!r.err && (!*out->login || !*out->name))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

void setting_encode(const struct setting *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_texts(&w);
	record_text(&w, v->name);
	record_text(&w, v->value);
}

int setting_decode(struct bytes b, struct setting *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->name = record_get_text(&r);
	out->value = record_get_text(&r);
	if (!r.err && !*out->name)
		r.err = QUAD_ECORRUPT;
	return r.err;
}

size_t claim_encode(const struct claim *c, unsigned char out[CLAIM_BYTES_MAX])
{
	le_put(out, (uint64_t)c->end, 8);
	le_put(out + 8, c->units, 4);
	le_put(out + 12, c->limit, 4);
	le_put(out + 16, c->place, 4);
	out[20] = (unsigned char)((c->whole ? CLAIM_WHOLE : 0) | (c->until ? CLAIM_UNTIL : 0));
	if (!c->until)
		return CLAIM_BYTES;
	le_put(out + CLAIM_BYTES, (uint64_t)c->until, 8);
	return CLAIM_BYTES_MAX;
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
	out->whole = p[20] & CLAIM_WHOLE;
	out->until = 0;
	if (!(p[20] & CLAIM_UNTIL))
		return 0;
	if (b.len < CLAIM_BYTES_MAX)
		return QUAD_ECORRUPT;
	out->until = (int64_t)le_get(p + CLAIM_BYTES, 8);
	return 0;
}

/* True if there is more to say of a booking than that it stands or was cancelled: most records are short. */
static bool has_course(const struct booking *v)
{
	bool waits = v->until || v->asked_min || v->was_asked || v->priority;
	return waits || v->used_from || v->used_to || v->class || v->waived;
}

static void put_course(struct record_writer *w, const struct booking *v)
{
	record_int(w, (uint64_t)v->until, 8);
	record_int(w, (uint64_t)v->asked_min, 8);
	record_int(w, v->was_asked, 1);
	record_int(w, (uint64_t)v->used_from, 8);
	record_int(w, (uint64_t)v->used_to, 8);
	record_int(w, v->priority, 4);
	if (!v->class && !v->waived)
		return;
	record_int(w, v->class, 1);
	record_int(w, v->waived, 1);
}

static void get_course(struct record_reader *r, struct booking *out)
{
	out->until = (int64_t)record_get_int(r, 8);
	out->asked_min = (int64_t)record_get_int(r, 8);
	out->was_asked = record_get_int(r, 1) != 0;
	out->used_from = (int64_t)record_get_int(r, 8);
	out->used_to = (int64_t)record_get_int(r, 8);
	out->priority = (uint32_t)record_get_int(r, 4);
	out->class = (enum purpose_class)record_get_int(r, 1);
	out->waived = (uint32_t)record_get_int(r, 1);
}

/* The texts that few bookings have: up to the last one that is not empty. */
static void put_last_texts(struct record_writer *w, const struct booking *v)
{
	const char *const texts[] = {v->chain, v->wish, v->event, v->prices};
	size_t n = sizeof texts / sizeof *texts;
	while (n && !*texts[n - 1])
		n--;
	/* a chain never goes without a wish, as ever */
	if (n == 1)
		n = 2;
	for (size_t i = 0; i < n; i++)
		record_text(w, texts[i]);
}

void booking_encode(const struct booking *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->id, 8);
	record_int(&w, v->series, 8);
	record_int(&w, (uint64_t)v->start, 8);
	record_int(&w, (uint64_t)v->end, 8);
	record_int(&w, (uint64_t)v->made_min, 8);
	record_int(&w, v->party, 4);
	record_int(&w, v->n_claims, 2);
	record_int(&w, CLAIM_RECORD_HEAD + (v->until ? CLAIM_BYTES_MAX : CLAIM_BYTES), 1);
	record_int(&w, v->state, 1);
	record_int(&w, v->origin, 8);
	record_int(&w, v->follows, 1);
	if (has_course(v))
		put_course(&w, v);
	record_texts(&w);
	record_text(&w, v->ref);
	record_text(&w, v->purpose);
	record_text(&w, v->note);
	record_text(&w, v->requester);
	record_text(&w, v->institution);
	put_last_texts(&w, v);
	for (size_t i = 0; i < v->n_claims; i++) {
		unsigned char c[CLAIM_RECORD_HEAD + CLAIM_BYTES_MAX];
		struct claim x = v->claims[i];
		x.until = v->until;
		le_put(c, x.resource, 4);
		le_put(c + 4, (uint64_t)x.start, 8);
		size_t len = claim_encode(&x, c + CLAIM_RECORD_HEAD);
		buf_add(out, c, CLAIM_RECORD_HEAD + len);
	}
}

/* Reads all except the claims. The reader then stands before them, and has the bytes for all: `each` for one. */
static int read_booking(struct bytes b, struct booking *out, struct record_reader *reader, size_t *each)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->id = record_get_int(&r, 8);
	out->series = record_get_int(&r, 8);
	out->start = (int64_t)record_get_int(&r, 8);
	out->end = (int64_t)record_get_int(&r, 8);
	out->made_min = (int64_t)record_get_int(&r, 8);
	out->party = (uint32_t)record_get_int(&r, 4);
	out->n_claims = (size_t)record_get_int(&r, 2);
	*each = (size_t)record_get_int(&r, 1);
	out->state = (enum booking_state)record_get_int(&r, 1);
	out->origin = record_get_int(&r, 8);
	out->follows = record_get_int(&r, 1) != 0;
	get_course(&r, out);
	out->ref = record_get_text(&r);
	out->purpose = record_get_text(&r);
	out->note = record_get_text(&r);
	out->requester = record_get_text(&r);
	out->institution = record_get_text(&r);
	out->chain = record_get_text(&r);
	out->wish = record_get_text(&r);
	out->event = record_get_text(&r);
	out->prices = record_get_text(&r);
	out->claims = NULL;
	record_skip_texts(&r);
	if (!r.err && (out->n_claims == 0 || *each < CLAIM_RECORD_HEAD + CLAIM_BYTES || out->end <= out->start ||
	               !*state_word(out->state) || (size_t)(r.end - r.p) < out->n_claims * *each))
		r.err = QUAD_ECORRUPT;
	*reader = r;
	return r.err;
}

int booking_decode_head(struct bytes b, struct booking *out)
{
	struct record_reader r;
	size_t each;
	int err = read_booking(b, out, &r, &each);
	out->n_claims = 0;
	return err;
}

static int read_claims(struct record_reader *r, size_t each, struct claim *claims, struct booking *out)
{
	for (size_t i = 0; i < out->n_claims && !r->err; i++, r->p += each) {
		claims[i].resource = (uint32_t)le_get(r->p, 4);
		claims[i].start = (int64_t)le_get(r->p + 4, 8);
		r->err = claim_decode((struct bytes){r->p + CLAIM_RECORD_HEAD, each - CLAIM_RECORD_HEAD}, &claims[i]);
	}
	out->claims = claims;
	return r->err;
}

int booking_decode(struct bytes b, struct arena *arena, struct booking *out)
{
	struct record_reader r;
	size_t each;
	int err = read_booking(b, out, &r, &each);
	struct claim *claims = err ? NULL : arena_alloc(arena, out->n_claims * sizeof *claims);
	if (!claims) {
		out->n_claims = 0;
		return err ? err : QUAD_ENOMEM;
	}
	return read_claims(&r, each, claims, out);
}

int booking_decode_into(struct bytes b, struct claim **v, size_t *cap, struct booking *out)
{
	struct record_reader r;
	size_t each;
	int err = read_booking(b, out, &r, &each);
	if (!err && out->n_claims > *cap) {
		struct claim *more = realloc(*v, out->n_claims * sizeof *more);
		if (!more)
			err = QUAD_ENOMEM;
		else
			*v = more;
		*cap = more ? out->n_claims : *cap;
	}
	if (err) {
		out->n_claims = 0;
		return err;
	}
	return read_claims(&r, each, *v, out);
}

int booking_decode_span(struct bytes b, int64_t *start, int64_t *end, enum booking_state *state)
{
	struct record_reader r = record_read(b);
	const int before = 8 + 8 + 8;      /* seq, id, series */
	const int between = 8 + 4 + 2 + 1; /* made, party, claims */
	if (!r.err && r.fixed_end - r.fixed < before + 16 + between + 1)
		r.err = QUAD_ECORRUPT;
	if (r.err)
		return r.err;
	*start = (int64_t)le_get(r.fixed + before, 8);
	*end = (int64_t)le_get(r.fixed + before + 8, 8);
	*state = (enum booking_state)r.fixed[before + 16 + between];
	return 0;
}

void journal_encode(const struct journal_entry *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->prev, 8);
	record_int(&w, (uint64_t)v->at_min, 8);
	record_int(&w, v->op, 1);
	record_int(&w, v->outcome, 1);
	record_int(&w, v->action, 8);
	record_int(&w, v->shared, 1);
	record_int(&w, v->via, 1);
	record_texts(&w);
	record_text(&w, v->actor);
	record_text(&w, v->entity);
	record_bytes(&w, v->before.p, v->before.len);
	record_bytes(&w, v->after.p, v->after.len);
	record_text(&w, v->in_place_of);
	const struct bytes hidden[] = {v->before_salt, v->after_salt, v->before_hash, v->after_hash};
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
		record_bytes(&w, hidden[i].p, hidden[i].len);
}

/* Fills what stands for the record's text: both or one of them is there, and what is erased is not there any more. */
static void read_hidden(struct record_reader *r, struct journal_entry *e)
{
	struct bytes *salts[] = {&e->before_salt, &e->after_salt}, *hashes[] = {&e->before_hash, &e->after_hash};
	const struct bytes sides[] = {e->before, e->after};
	for (size_t i = 0; i < 2; i++)
		*salts[i] = record_get_bytes(r);
	for (size_t i = 0; i < 2; i++) {
		*hashes[i] = record_get_bytes(r);
		bool salted = salts[i]->len == 0 || (salts[i]->len == JOURNAL_SALT_BYTES && sides[i].len);
		bool erased = hashes[i]->len == 0 ||
		              (hashes[i]->len == HASH_BYTES && !salts[i]->len && !sides[i].len);
		if (!salted || !erased)
			r->err = r->err ? r->err : QUAD_ECORRUPT;
	}
}

int journal_decode(struct bytes b, struct journal_entry *out)
{
	struct record_reader r = record_read(b);
	out->prev = record_get_int(&r, 8);
	out->at_min = (int64_t)record_get_int(&r, 8);
	out->op = (unsigned)record_get_int(&r, 1);
	out->outcome = (unsigned)record_get_int(&r, 1);
	out->action = record_get_int(&r, 8);
	out->shared = record_get_int(&r, 1) != 0;
	out->via = (unsigned)record_get_int(&r, 1);
	out->actor = record_get_text(&r);
	out->entity = record_get_text(&r);
	out->before = record_get_bytes(&r);
	out->after = record_get_bytes(&r);
	out->in_place_of = record_get_text(&r);
	read_hidden(&r, out);
	return r.err;
}
