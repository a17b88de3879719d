/* Changes of resources. Private to store/change. */
#ifndef QUAD_STORE_INVENTORY_H
#define QUAD_STORE_INVENTORY_H

#include "store/change/change.h"

/* Carries out OP_RESOURCE: decides and, unless it is refused or only rehearsed, writes. */
int inventory_resource(struct change *c) __attribute__((warn_unused_result));

/* The record of a resource is deleted: so is all that leads to it, and its number is not given again. */
int inventory_gone(struct change *c, struct bytes record) __attribute__((warn_unused_result));

#endif
