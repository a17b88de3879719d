/* The record, what makes a need one, and which refusals are needs. */
#include "store/model/need.h"

#include <stdio.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/hash.h"
#include "store/base/record.h"
#include "store/base/utf8.h"

/* ---- the record ---- */

void need_encode(const struct need *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->week, 8);
	record_int(&w, v->kind, 1);
	record_int(&w, (uint64_t)v->start, 8);
	record_int(&w, (uint64_t)v->end, 8);
	record_int(&w, (uint64_t)v->minutes, 8);
	record_int(&w, v->dates, 4);
	record_int(&w, v->party, 4);
	record_int(&w, (uint64_t)v->first_min, 8);
	record_int(&w, (uint64_t)v->last_min, 8);
	record_int(&w, v->times, 4);
	record_texts(&w);
	record_text(&w, v->institution);
	record_text(&w, v->purpose);
	record_text(&w, v->requester);
	record_text(&w, v->claims);
	record_text(&w, v->campus);
	record_text(&w, v->specialty);
	record_text(&w, v->codes);
	record_text(&w, v->reasons);
}

int need_decode(struct bytes b, struct need *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->week = (int64_t)record_get_int(&r, 8);
	out->kind = (enum resource_kind)record_get_int(&r, 1);
	out->start = (int64_t)record_get_int(&r, 8);
	out->end = (int64_t)record_get_int(&r, 8);
	out->minutes = (int64_t)record_get_int(&r, 8);
	out->dates = (uint32_t)record_get_int(&r, 4);
	out->party = (uint32_t)record_get_int(&r, 4);
	out->first_min = (int64_t)record_get_int(&r, 8);
	out->last_min = (int64_t)record_get_int(&r, 8);
	out->times = (uint32_t)record_get_int(&r, 4);
	out->institution = record_get_text(&r);
	out->purpose = record_get_text(&r);
	out->requester = record_get_text(&r);
	out->claims = record_get_text(&r);
	out->campus = record_get_text(&r);
	out->specialty = record_get_text(&r);
	out->codes = record_get_text(&r);
	out->reasons = record_get_text(&r);
	if (!r.err && !*kind_word(out->kind))
		r.err = QUAD_ECORRUPT;
	return r.err;
}

/* ---- what makes it one ---- */

int64_t need_week(int64_t day_number)
{
	return day_number - (clock_weekday(day_number) - 1);
}

int need_digest(const struct need *v, unsigned char out[NEED_DIGEST_BYTES])
{
	struct buf text = {0};
	buf_str(&text, v->institution);
	buf_char(&text, '\0');
	buf_str(&text, kind_word(v->kind));
	buf_char(&text, '\0');
	utf8_fold(&text, v->purpose);
	int err = text.failed ? QUAD_ENOMEM : 0;
	struct hash hash = hash_of(&(struct bytes){buf_text(&text), text.len}, 1);
	memcpy(out, hash.p, NEED_DIGEST_BYTES);
	buf_release(&text);
	return err;
}

char *need_entity(int64_t week, const unsigned char digest[NEED_DIGEST_BYTES], char out[NEED_ENTITY_MAX])
{
	char date[CLOCK_TEXT_MAX];
	size_t n = (size_t)snprintf(out, NEED_ENTITY_MAX, "need:%.10s:", clock_format_date(week, date));
	for (size_t i = 0; i < NEED_DIGEST_BYTES; i++)
		snprintf(out + n + 2 * i, NEED_ENTITY_MAX - n - 2 * i, "%02x", digest[i]);
	return out;
}

/* ---- which refusals are needs ---- */

bool need_is_asked(enum request_op op)
{
	switch (op) {
	case OP_BOOK:
	case OP_MOVE:
	case OP_SERIES:
	case OP_SERIES_CHANGE:
	case OP_SERIES_ADD: return true;
	default: return false;
	}
}

/* True for a reason that speaks against the request, not against the need. */
static bool is_of_request(const struct reason *r)
{
	switch (r->rule) {
	case RULE_PAST:
	case RULE_UNKNOWN:
	case RULE_TIME:
	case RULE_VALUE:
	case RULE_REPEAT:
	case RULE_STATE:
	case RULE_MANGLED:
	case RULE_ROLE: return true;
	default: return false;
	}
}

/* True for a reason of a reference, or of a version that was seen. */
static bool is_of_version(const struct reason *r)
{
	switch (r->detail) {
	case REASON_REF_USED:
	case REASON_SAME_REF:
	case REASON_OLDER:
	case REASON_CHANGED: return true;
	default: return false;
	}
}

bool need_is_refused(const struct reasons *why)
{
	size_t n = 0;
	for (size_t i = 0; i < why->n; i++) {
		if (is_of_request(&why->v[i]))
			return false;
		n += !is_of_version(&why->v[i]);
	}
	return n > 0;
}

/* Appends the code of a reason's rule, unless it is there. */
static void add_code(uint64_t *seen, const struct reason *r, struct buf *out)
{
	uint64_t bit = UINT64_C(1) << r->rule;
	if (*seen & bit)
		return;
	*seen |= bit;
	buf_fmt(out, "%s%s", out->len ? ";" : "", rule_word(r->rule));
}

int need_set_reasons(struct need *v, const struct reasons *why, struct arena *arena)
{
	struct buf codes = {0}, text = {0};
	uint64_t seen = 0;
	bool room = true;
	for (size_t i = 0; i < why->n; i++) {
		struct reasons one = {.v = &why->v[i], .n = 1};
		struct buf next = {0};
		add_code(&seen, &why->v[i], &codes);
		reasons_format(&one, &next);
		room = room && text.len + 1 + next.len <= NEED_REASONS_MAX;
		if (room)
			buf_fmt(&text, "%s%s", text.len ? ";" : "", buf_text(&next));
		text.failed |= next.failed;
		buf_release(&next);
	}
	v->codes = codes.failed ? NULL : arena_str(arena, buf_text(&codes));
	v->reasons = text.failed ? NULL : arena_str(arena, buf_text(&text));
	buf_release(&codes);
	buf_release(&text);
	return v->codes && v->reasons ? 0 : QUAD_ENOMEM;
}
