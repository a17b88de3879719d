/* Further roles of people. Private to store/change. */
#ifndef QUAD_STORE_GRANTS_H
#define QUAD_STORE_GRANTS_H

#include "store/change/change.h"

/*
 * Carries out OP_GRANT, by login, role, scope and whose deputy: `given` says which of the other fields are given. The
 * scope is a text as facts_scope_any reads it.
 */
int grants_put(struct change *c) __attribute__((warn_unused_result));
/* OP_REVOKE: such a grant, or the first role of the people's list, which then becomes viewer. */
int grants_drop(struct change *c) __attribute__((warn_unused_result));

#endif
