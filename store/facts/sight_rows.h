/* The inside of a sight, for the files that say what may be seen of one kind of thing each. */
#ifndef QUAD_STORE_SIGHT_ROWS_H
#define QUAD_STORE_SIGHT_ROWS_H

#include "store/facts/members.h"
#include "store/facts/sight.h"

struct sight {
	const char *login;
	struct member member; /* in the arena */
	struct arena arena;
	uint64_t moment; /* as of which it was looked up, 0 = not known */
	int64_t now;
	uint32_t teacher_no; /* the looker's number as a teacher, 0 = none */
	bool all_bookings, whole_log, all_people;
	unsigned char *scope; /* by number of a resource: what may be done with its bookings; malloc'ed */
	size_t n_scope;
};

/* Whose booking it is as the looker sees it: the looker's own, where he teaches. */
const char *sight_owner(const struct sight *s, const struct booking *b);
/* True if that right holds for the institution of a person. */
bool sight_keeps_person(const struct sight *s, const struct person *p, enum right right);

#endif
