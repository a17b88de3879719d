/* Rows of the registers (registers.h) as records. Private to store/change. */
#ifndef QUAD_STORE_REGISTER_RECORD_H
#define QUAD_STORE_REGISTER_RECORD_H

#include "store/change/change.h"

/*
 * Carries out OP_REGISTER: added or updated by what tells the register's rows apart. What the row names has to be
 * known, institutions by code or name; the shares of a resource's owners may not come to more than the whole on any
 * day. Within an undo they may, until register_record_check.
 */
int register_record_put(struct change *c) __attribute__((warn_unused_result));

/* Carries out OP_REGISTER_DROP. */
int register_record_drop(struct change *c) __attribute__((warn_unused_result));

/* Adds a reason if the row, which is stored, is one owner of more than there is. */
int register_record_check(struct change *c, const struct register_row *row) __attribute__((warn_unused_result));

#endif
