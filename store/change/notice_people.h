/*
 * Whom a booking concerns: those who are in it, and those whose turn it is to approve it. Logins are in the arena that
 * is given; whether mail reaches them is not asked here. Private to store/change.
 */
#ifndef QUAD_STORE_NOTICE_PEOPLE_H
#define QUAD_STORE_NOTICE_PEOPLE_H

#include "store/change/change.h"
#include "store/change/notice_kind.h"
#include "store/model/approval.h"

/* Who is in a booking before a change of it and after, each once: who asked for it, and its teachers. */
struct parties {
	const char **login;
	struct notice_part *part;
	size_t n;
};

/* A booking that is NULL has nobody. */
int notice_parties(struct change *c, const struct booking *before, const struct booking *after, struct arena *arena,
                   struct parties *out) __attribute__((warn_unused_result));

/* A list of logins, all-zero is empty; some may be there twice. */
struct logins {
	const char **v;
	size_t n, cap;
};

int logins_add(struct logins *list, const char *login, struct arena *arena) __attribute__((warn_unused_result));
/* Sorts it, and leaves each once. */
void logins_sort(struct logins *list);

/* Adds who may decide a step: the owners of its resource; where it has none, and for the second step, coordinators. */
int notice_deciders(struct change *c, const struct approval_step *step, struct arena *arena, struct logins *out)
	__attribute__((warn_unused_result));

#endif
