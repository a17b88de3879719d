/* The record of a comment. */
#include "store/model/comment.h"

#include "store/base/record.h"

void comment_encode(const struct comment *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_int(&w, (uint64_t)v->at_min, 8);
	record_int(&w, v->op, 1);
	record_texts(&w);
	record_text(&w, v->login);
	record_text(&w, v->text);
}

int comment_decode(struct bytes b, struct comment *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->at_min = (int64_t)record_get_int(&r, 8);
	out->op = (unsigned)record_get_int(&r, 1);
	out->login = record_get_text(&r);
	out->text = record_get_text(&r);
	return r.err;
}
