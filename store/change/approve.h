/*
 * Deciding about requests: approving, declining, asking back, and what is said about them. Whoever decides, decides by
 * the rules of today; of two who decide at once the second finds that there is nothing left to decide. Private to the
 * store layer.
 */
#ifndef QUAD_STORE_APPROVE_H
#define QUAD_STORE_APPROVE_H

#include "store/change/change.h"

#define ASK_PAUSE_MIN (3 * 1440) /* a question to the requester lengthens the hold by at most that, once */

int approve_accept(struct change *c) __attribute__((warn_unused_result));
int approve_decline(struct change *c) __attribute__((warn_unused_result));
int approve_ask(struct change *c) __attribute__((warn_unused_result));
int approve_comment(struct change *c) __attribute__((warn_unused_result));

#endif
