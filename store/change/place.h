/* Changes of institutions, campuses and travel times. Private to store/change. */
#ifndef QUAD_STORE_PLACE_H
#define QUAD_STORE_PLACE_H

#include "store/change/change.h"

/* Carry out OP_INSTITUTION, OP_CAMPUS and OP_TRAVEL. */
int place_institution(struct change *c) __attribute__((warn_unused_result));
int place_campus(struct change *c) __attribute__((warn_unused_result));
int place_travel(struct change *c) __attribute__((warn_unused_result));

/*
 * Make an institution or a campus that another request names and the store lacks, with a journal entry of its own. The
 * code is its name too. *no is the number of the new campus.
 */
int place_make_institution(struct change *c, const char *code) __attribute__((warn_unused_result));
int place_make_campus(struct change *c, const char *code, const char *institution, uint32_t *no)
	__attribute__((warn_unused_result));

#endif
