/* What a change of a booking is for one person: nothing, or a kind of item of a mail. Pure. */
#ifndef QUAD_STORE_NOTICE_KIND_H
#define QUAD_STORE_NOTICE_KIND_H

#include "store/model/mail.h"
#include "store/model/request.h"

/* An entry of the journal about a booking. */
struct notice_change {
	enum request_op op;
	int64_t at_min;
	bool displaced; /* it was moved to make room for another one */
	/* NULL: there was none, or there is none any more */
	const struct booking *before, *after;
};

/* How somebody has to do with a booking before the change and after it. */
struct notice_part {
	bool asked_before, asked_after;     /* it was asked for in his name */
	bool teaches_before, teaches_after; /* he is a teacher among its claims */
};

/* 0: he is not told. */
enum mail_item_kind notice_kind(const struct notice_change *t, const struct notice_part *part);

/* True if the change is about what is over, of which nobody is told. */
bool notice_is_over(const struct notice_change *t);

/* True if the booking is another one to those who decide about it, or who come to it. */
bool notice_differs(const struct booking *a, const struct booking *b);

#endif
