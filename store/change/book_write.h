/* Writing a booking that was decided. Private to store/change. */
#ifndef QUAD_STORE_BOOK_WRITE_H
#define QUAD_STORE_BOOK_WRITE_H

#include "store/change/plan.h"

/* Writes a booking that was decided (plan.h) and is not refused; sets the result. */
int book_write(struct change *c, struct plan *p) __attribute__((warn_unused_result));

/* The result says what has become of the booking. */
void book_write_result(struct change *c, const struct booking *b);

#endif
