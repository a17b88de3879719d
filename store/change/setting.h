/* Settings of the store as records (settings.h). Private to store/change. */
#ifndef QUAD_STORE_SETTING_H
#define QUAD_STORE_SETTING_H

#include "store/change/change.h"

/*
 * Carries out OP_SETTING: the value of a setting, or with "" its default again, which takes its record away. Mail is
 * not on without an address that it comes from.
 */
int setting_put(struct change *c) __attribute__((warn_unused_result));

#endif
