/* What somebody said about a booking: a reason, a question, an answer. */
#ifndef QUAD_STORE_COMMENT_H
#define QUAD_STORE_COMMENT_H

#include <stdint.h>

#include "store/base/buf.h"

struct comment {
	/* the booking of the key; the entry of the journal that wrote it, of the key unless an undo brought it back */
	uint64_t booking, seq;
	int64_t at_min;
	unsigned op; /* enum request_op: what was done along with it, OP_COMMENT for nothing */
	const char *login, *text;
};

void comment_encode(const struct comment *v, struct buf *out);
/* Fills all but the booking. Texts point into the bytes. QUAD_ECORRUPT, QUAD_EVERSION. */
int comment_decode(struct bytes b, struct comment *out) __attribute__((warn_unused_result));

#endif
