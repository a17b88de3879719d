/*
 * States of bookings as lists of schools have them: which columns tell one, and what the words in them mean. A row
 * whose state is not understood must not become a booking, so there is no default.
 */
#ifndef QUAD_STORE_STATE_WORDS_H
#define QUAD_STORE_STATE_WORDS_H

#include <stdbool.h>

/* What a column of states holds, by its header. */
enum state_header {
	STATE_HEADER_NONE,
	STATE_HEADER_WORD,     /* a word: `状态`, `status` */
	STATE_HEADER_APPROVAL, /* the same of an approval, where an empty cell means that nobody has decided */
	STATE_HEADER_OPINION,  /* what who decides has said: the same, but it may also be any remark */
	STATE_HEADER_OUT,      /* yes or no: `是否取消` */
	STATE_HEADER_STANDS,   /* yes or no: `是否通过` */
	STATE_HEADER_TRACE,    /* when or why it was cancelled or declined: `取消时间` */
};

enum state_meaning {
	STATE_SAYS_NOTHING, /* an empty cell */
	STATE_SAYS_STANDS,  /* booked, approved, used */
	STATE_SAYS_PENDING, /* nobody has decided yet */
	STATE_SAYS_UNKNOWN,
	STATE_SAYS_OUT, /* cancelled, declined, lapsed, not used */
};

/* normal: a header as words_header leaves it. */
enum state_header state_words_header(const char *normal);

/* What a cell of such a column says; normal: its text as words_normal leaves it. */
enum state_meaning state_words_meaning(enum state_header header, const char *normal);

#endif
