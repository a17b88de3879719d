/* The rights on what bookings stand on: institutions, campuses, resources, the calendar, rules. Private to
 * store/change.
 */
#ifndef QUAD_STORE_PERMIT_PLACES_H
#define QUAD_STORE_PERMIT_PLACES_H

#include "store/change/change.h"

/* As permit, each for one kind of request. */
int permit_resource(struct change *c) __attribute__((warn_unused_result));
int permit_campus(struct change *c) __attribute__((warn_unused_result));
int permit_closure(struct change *c) __attribute__((warn_unused_result));
int permit_calendar(struct change *c) __attribute__((warn_unused_result)); /* OP_PERIOD, OP_DAY */
int permit_rule(struct change *c) __attribute__((warn_unused_result));     /* OP_RULE, OP_RULE_DROP */
int permit_register(struct change *c) __attribute__((warn_unused_result));
int permit_qualification(struct change *c) __attribute__((warn_unused_result));
int permit_columns(struct change *c) __attribute__((warn_unused_result));
/* What a request for one of the consortium's own things needs; word: that of its kind. */
int permit_consortium(struct change *c, const char *word, const char *code) __attribute__((warn_unused_result));

#endif
