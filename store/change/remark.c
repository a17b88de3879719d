/* A record of its own for each, so that two who write at once do not lose one. */
#include "store/change/remark.h"

#include <inttypes.h>

#include "store/base/err.h"
#include "store/model/comment.h"

struct key remark_key(uint64_t booking, uint64_t seq)
{
	struct key k = key_table(TABLE_COMMENT);
	key_u64(&k, booking);
	key_u64(&k, seq);
	return k;
}

int remark_add(struct change *c, uint64_t booking, const char *text)
{
	struct comment v = {
		.booking = booking, .at_min = c->rq->now, .op = c->rq->op, .login = c->rq->actor, .text = text};
	struct buf b = {0};
	char entity[64];
	if (!*text)
		return 0;
	int err = change_next_seq(c, &v.seq);
	if (err)
		return err;
	struct key k = remark_key(booking, v.seq);
	snprintf(entity, sizeof entity, "comment:%" PRIu64 ":%" PRIu64, booking, v.seq);
	comment_encode(&v, &b);
	if (b.failed)
		err = QUAD_ENOMEM;
	else
		err = change_record(c, &k, entity, 0, (struct bytes){"", 0}, (struct bytes){b.p, b.len}, OUTCOME_ADDED);
	buf_release(&b);
	return err;
}
