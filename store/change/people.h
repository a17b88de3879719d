/* Changes of people. Private to store/change. */
#ifndef QUAD_STORE_PEOPLE_H
#define QUAD_STORE_PEOPLE_H

#include "store/change/change.h"

/* Carries out OP_PERSON. */
int people_put(struct change *c) __attribute__((warn_unused_result));

/* Adds a reason if there are people in the store and the login is not among them. */
int people_check_login(struct change *c, const char *login) __attribute__((warn_unused_result));

#endif
