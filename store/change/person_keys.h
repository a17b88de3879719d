/* The SSH keys of people. Private to store/change. */
#ifndef QUAD_STORE_PERSON_KEYS_H
#define QUAD_STORE_PERSON_KEYS_H

#include "store/change/change.h"

/* Adds a reason about a text that cannot be used, cut to what a report can bear. Never NULL. */
struct reason *person_unfit(struct change *c, enum reason_detail detail, const char *field, struct bytes text);

/*
 * Brings the keys of a person into their one form; reasons are added for what is no key, and for keys of others. A key
 * that is too short to be new may stay if `old`, the former keys, has it.
 */
int person_keys_settle(struct change *c, struct person *v, const char *old) __attribute__((warn_unused_result));

/* Carry out OP_KEY and OP_KEY_DROP. */
int person_keys_add(struct change *c) __attribute__((warn_unused_result));
int person_keys_drop(struct change *c) __attribute__((warn_unused_result));

/* Writes the record of a person, `before` it as it was ("" if new, when old->login is ""), and the index of keys. */
int person_keys_write(struct change *c, struct bytes before, const struct person *old, struct person *v)
	__attribute__((warn_unused_result));

#endif
