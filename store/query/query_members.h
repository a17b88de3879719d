/* Who somebody is to the store, and what he may: for the front end, which asks before it runs a command. */
#ifndef QUAD_STORE_QUERY_MEMBERS_H
#define QUAD_STORE_QUERY_MEMBERS_H

#include "store/facts/store_open.h"
#include "store/model/rights.h"

/* The member of a login, as members_load; all in arena. */
int query_member(struct store *s, const char *login, struct arena *arena, struct member *out)
	__attribute__((warn_unused_result));

struct may_answer {
	bool may;
	struct grant by;    /* the grant that decides, its texts in the arena; role 0: everything is allowed */
	const char *needed; /* the roles that would do, where none does */
};

/*
 * Whether somebody may do something with a thing (right_rows_entity), at that minute. `edit` asks for the right that
 * the kind of thing needs. QUAD_ENOTFOUND: there is no such thing; a login that is not among the people may nothing.
 */
int query_may(struct store *s, const char *login, enum right right, const char *entity, int64_t now,
              struct arena *arena, struct may_answer *out) __attribute__((warn_unused_result));

#endif
