/* Changes of resources. Private to store/change. */
#ifndef QUAD_STORE_INVENTORY_H
#define QUAD_STORE_INVENTORY_H

#include "store/change/change.h"

/* Carries out OP_RESOURCE: decides and, unless it is refused or only rehearsed, writes. */
int inventory_resource(struct change *c) __attribute__((warn_unused_result));

#endif
