/* Changes of single bookings. Private to store/change. */
#ifndef QUAD_STORE_BOOK_H
#define QUAD_STORE_BOOK_H

#include "store/change/change.h"
#include "store/change/planned.h"

/* Carry out OP_BOOK, OP_MOVE, OP_CANCEL and OP_SWAP. */
int book_put(struct change *c) __attribute__((warn_unused_result));
int book_move(struct change *c) __attribute__((warn_unused_result));
int book_cancel(struct change *c) __attribute__((warn_unused_result));
int book_swap(struct change *c) __attribute__((warn_unused_result));

/* Decides what OP_BOOK asks for, as a new booking, and writes nothing: for who wants to know why. */
int book_decide(struct change *c, struct plan *p) __attribute__((warn_unused_result));

/*
 * What OP_BOOK or OP_MOVE asks for, over what stands: p->v but for its claims, and p->asks. Only reads. QUAD_ENOTFOUND:
 * what is to be moved is not there.
 */
int book_want(struct change *c, struct plan *p) __attribute__((warn_unused_result));

#endif
