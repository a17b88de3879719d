/* Qualifications of people as records. Private to store/change. */
#ifndef QUAD_STORE_QUALIFICATION_RECORD_H
#define QUAD_STORE_QUALIFICATION_RECORD_H

#include "store/change/change.h"

/* Carries out OP_QUALIFICATION: added or updated by login and name. */
int qualification_record_put(struct change *c) __attribute__((warn_unused_result));

#endif
