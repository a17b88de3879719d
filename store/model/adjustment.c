/* The record of an adjustment. */
#include "store/model/adjustment.h"

#include "store/base/err.h"
#include "store/base/record.h"

static const char *const states[] = {"", "proposed", "accepted", "rejected"};

const char *adjustment_word(enum adjustment_state v)
{
	return (size_t)v < sizeof states / sizeof *states ? states[v] : "";
}

void adjustment_encode(const struct adjustment *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, v->state, 1);
	record_int(&w, v->side, 1);
	record_int(&w, (uint64_t)v->from, 8);
	record_int(&w, (uint64_t)v->to, 8);
	record_int(&w, v->has_waived, 1);
	record_int(&w, v->waived, 1);
	record_int(&w, (uint64_t)v->at_min, 8);
	record_texts(&w);
	record_text(&w, v->reason);
	record_text(&w, v->proposed_by);
	record_text(&w, v->answer);
	record_text(&w, v->decided_by);
}

int adjustment_decode(struct bytes b, struct adjustment *out)
{
	struct record_reader r = record_read(b);
	*out = (struct adjustment){.seq = record_get_int(&r, 8)};
	out->state = (enum adjustment_state)record_get_int(&r, 1);
	out->side = (enum adjustment_side)record_get_int(&r, 1);
	out->from = (int64_t)record_get_int(&r, 8);
	out->to = (int64_t)record_get_int(&r, 8);
	out->has_waived = record_get_int(&r, 1) != 0;
	out->waived = (uint32_t)record_get_int(&r, 1);
	out->at_min = (int64_t)record_get_int(&r, 8);
	out->reason = record_get_text(&r);
	out->proposed_by = record_get_text(&r);
	out->answer = record_get_text(&r);
	out->decided_by = record_get_text(&r);
	bool sided = out->side == ADJUSTMENT_BY_OWNER || out->side == ADJUSTMENT_BY_BORROWER;
	if (!r.err && (!*adjustment_word(out->state) || !sided || out->waived > 100 || out->to < out->from))
		r.err = QUAD_ECORRUPT;
	return r.err;
}
