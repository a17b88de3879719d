/* Both in the layout of records, so that one reader judges every length. */
#include "store/change/relay.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"

bool relay_may(const struct request *rq)
{
	static const unsigned char none[REQUEST_ID_BYTES];
	/* what is left out of it is said in its result, which does not travel */
	if (rq->op == OP_BOOK && rq->u.booking.optional)
		return false;
	/* who was moved is not among what an answer has */
	if (rq->flags & REQUEST_PREEMPT)
		return false;
	/* nor is the action that it belongs to */
	if (rq->flags & REQUEST_SHARED)
		return false;
	return (rq->op == OP_BOOK || rq->op == OP_MOVE || rq->op == OP_CANCEL) &&
	       memcmp(rq->id, none, sizeof none) != 0;
}

void relay_put_request(const struct request *rq, struct buf *out)
{
	const struct booking_ask *v = &rq->u.booking;
	struct record_writer w = record_write(out);
	for (int i = 0; i < REQUEST_ID_BYTES; i++)
		record_int(&w, rq->id[i], 1);
	record_int(&w, rq->op, 1);
	record_int(&w, rq->flags, 4);
	record_int(&w, (uint64_t)rq->now, 8);
	record_int(&w, rq->given, 4);
	record_int(&w, v->id, 8);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->start, 8);
	record_int(&w, (uint64_t)v->end, 8);
	record_int(&w, v->party, 4);
	record_int(&w, (uint64_t)v->wait_until, 8);
	record_int(&w, v->n_claims, 4);
	for (size_t i = 0; i < v->n_claims; i++)
		record_int(&w, v->claims[i].units, 4);
	record_int(&w, rq->via, 1);
	record_int(&w, v->class, 1);
	record_texts(&w);
	record_text(&w, rq->actor);
	/* a request to cancel has none of these */
	const char *const texts[] = {v->ref, v->purpose, v->note, v->requester, v->institution, v->wish};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		record_text(&w, texts[i] ? texts[i] : "");
	for (size_t i = 0; i < v->n_claims; i++)
		record_text(&w, v->claims[i].resource);
	record_text(&w, v->event ? v->event : "");
}

int relay_get_request(struct bytes b, struct arena *arena, struct request *out)
{
	struct record_reader r = record_read(b);
	struct booking_ask *v = &out->u.booking;
	*out = (struct request){0};
	for (int i = 0; i < REQUEST_ID_BYTES; i++)
		out->id[i] = (unsigned char)record_get_int(&r, 1);
	out->op = (enum request_op)record_get_int(&r, 1);
	out->flags = (unsigned)record_get_int(&r, 4);
	out->now = (int64_t)record_get_int(&r, 8);
	out->given = (uint32_t)record_get_int(&r, 4);
	v->id = record_get_int(&r, 8);
	v->seq = record_get_int(&r, 8);
	v->start = (int64_t)record_get_int(&r, 8);
	v->end = (int64_t)record_get_int(&r, 8);
	v->party = (uint32_t)record_get_int(&r, 4);
	v->wait_until = (int64_t)record_get_int(&r, 8);
	size_t n = (size_t)record_get_int(&r, 4);
	if (r.err || n > b.len || !relay_may(out))
		return r.err ? r.err : QUAD_ECORRUPT;
	struct claim_ask *claims = arena_alloc(arena, (n + 1) * sizeof *claims);
	if (!claims)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		claims[i].units = (uint32_t)record_get_int(&r, 4);
	out->via = (enum request_via)record_get_int(&r, 1);
	v->class = (enum purpose_class)record_get_int(&r, 1);
	out->actor = record_get_text(&r);
	v->ref = record_get_text(&r);
	v->purpose = record_get_text(&r);
	v->note = record_get_text(&r);
	v->requester = record_get_text(&r);
	v->institution = record_get_text(&r);
	v->wish = record_get_text(&r);
	for (size_t i = 0; i < n; i++)
		claims[i].resource = record_get_text(&r);
	v->event = record_get_text(&r);
	if (!r.err && v->class >= PURPOSE_N)
		r.err = QUAD_ECORRUPT;
	v->claims = claims;
	v->n_claims = n;
	return r.err;
}

void relay_put_result(const struct result *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->outcome, 1);
	record_int(&w, v->id, 8);
	record_int(&w, v->series, 8);
	record_int(&w, (uint64_t)v->start, 8);
	record_int(&w, (uint64_t)v->end, 8);
	record_int(&w, v->state, 1);
	record_int(&w, v->seq, 8);
	record_int(&w, v->n_promoted, 4);
	for (size_t i = 0; i < v->n_promoted; i++) {
		const struct promoted *p = &v->promoted[i];
		record_int(&w, p->id, 8);
		record_int(&w, (uint64_t)p->start, 8);
		record_int(&w, (uint64_t)p->end, 8);
		record_int(&w, p->state, 1);
	}
	record_int(&w, v->reasons.n, 4);
	for (size_t i = 0; i < v->reasons.n; i++) {
		const struct reason *why = &v->reasons.v[i];
		record_int(&w, why->detail, 1);
		record_int(&w, why->booking, 8);
		record_int(&w, (uint64_t)why->start, 8);
		record_int(&w, (uint64_t)why->end, 8);
		record_int(&w, (uint64_t)why->at, 8);
		record_int(&w, (uint64_t)why->number, 8);
		record_int(&w, (uint64_t)why->limit, 8);
		record_int(&w, why->overridable, 1);
	}
	record_int(&w, v->recalled, 1);
	record_texts(&w);
	for (size_t i = 0; i < v->n_promoted; i++) {
		record_text(&w, v->promoted[i].claims);
		record_text(&w, v->promoted[i].institution);
	}
	for (size_t i = 0; i < v->reasons.n; i++) {
		record_text(&w, v->reasons.v[i].subject);
		record_text(&w, v->reasons.v[i].text);
		record_text(&w, v->reasons.v[i].owner_rule);
		record_text(&w, v->reasons.v[i].said);
	}
}

/* The numbers of those that were promoted; their texts come later. */
static int get_promoted(struct record_reader *r, size_t len_bytes, struct arena *arena, struct promoted **v, size_t *n)
{
	*n = (size_t)record_get_int(r, 4);
	*v = NULL;
	if (r->err || *n > len_bytes)
		return r->err ? r->err : QUAD_ECORRUPT;
	*v = arena_alloc(arena, (*n + 1) * sizeof **v);
	if (!*v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < *n; i++) {
		struct promoted *p = &(*v)[i];
		p->id = record_get_int(r, 8);
		p->start = (int64_t)record_get_int(r, 8);
		p->end = (int64_t)record_get_int(r, 8);
		p->state = (enum booking_state)record_get_int(r, 1);
	}
	return 0;
}

int relay_get_result(struct bytes bytes, struct arena *arena, struct result *out)
{
	*out = (struct result){.reasons.arena = arena};
	struct bytes b = {arena_dup(arena, bytes.p, bytes.len), bytes.len};
	if (!b.p)
		return QUAD_ENOMEM;
	struct record_reader r = record_read(b);
	out->outcome = (enum outcome)record_get_int(&r, 1);
	out->id = record_get_int(&r, 8);
	out->series = record_get_int(&r, 8);
	out->start = (int64_t)record_get_int(&r, 8);
	out->end = (int64_t)record_get_int(&r, 8);
	out->state = (enum booking_state)record_get_int(&r, 1);
	out->seq = record_get_int(&r, 8);
	struct promoted *promoted;
	int err = get_promoted(&r, b.len, arena, &promoted, &out->n_promoted);
	size_t n = err ? 0 : (size_t)record_get_int(&r, 4);
	if (err)
		return err;
	if (r.err || n > b.len)
		return r.err ? r.err : QUAD_ECORRUPT;
	struct reason *v = arena_alloc(arena, (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		v[i].detail = (enum reason_detail)record_get_int(&r, 1);
		v[i].rule = reason_rule(v[i].detail);
		v[i].booking = record_get_int(&r, 8);
		v[i].start = (int64_t)record_get_int(&r, 8);
		v[i].end = (int64_t)record_get_int(&r, 8);
		v[i].at = (int64_t)record_get_int(&r, 8);
		v[i].number = (int64_t)record_get_int(&r, 8);
		v[i].limit = (int64_t)record_get_int(&r, 8);
		v[i].overridable = record_get_int(&r, 1) != 0;
		if (!r.err && !v[i].rule)
			return QUAD_ECORRUPT;
	}
	out->recalled = (enum request_op)record_get_int(&r, 1);
	for (size_t i = 0; i < out->n_promoted; i++) {
		promoted[i].claims = record_get_text(&r);
		promoted[i].institution = record_get_text(&r);
	}
	out->promoted = promoted;
	for (size_t i = 0; i < n; i++) {
		v[i].subject = record_get_text(&r);
		v[i].text = record_get_text(&r);
		v[i].owner_rule = record_get_text(&r);
		v[i].said = record_get_text(&r);
	}
	out->reasons.v = v;
	out->reasons.n = out->reasons.cap = n;
	return r.err;
}
