/* What a new booking can do without: resources that the request names so. Private to store/change. */
#ifndef QUAD_STORE_OPTIONAL_H
#define QUAD_STORE_OPTIONAL_H

#include "store/change/plan.h"

/*
 * The plan was decided and refused. Where nothing but what is optional is spoken against, that is left out, with its
 * reasons in the result's `without`, and the rest is decided anew. Else the reasons stay.
 */
int optional_leave_out(struct change *c, struct plan *p) __attribute__((warn_unused_result));

#endif
