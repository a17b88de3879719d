/*
 * Who may what: one table of rights and roles, asked for every row that is shown and for everything that is done, and
 * again in the transaction that would change something. Pure: a member is a value that members.h loads.
 *
 * A role counts in its time and within its scope. A place is in the scope of `*`; of its institution, which for a
 * resource without one is that of its campus; of its campus; and of itself by its code. What is done in the name of an
 * institution is in the scope of that institution too, as far as the right says (rights.c).
 */
#ifndef QUAD_STORE_RIGHTS_H
#define QUAD_STORE_RIGHTS_H

#include "store/model/model.h"

enum right {
	RIGHT_BROWSE = 1, /* resources, the calendar, free and busy */
	RIGHT_DETAILS,    /* who, what for, how many, of a booking; one of its places in scope is enough */
	RIGHT_ASK,        /* ask for a booking, change it, cancel it; one of its places in scope is enough */
	RIGHT_ASK_FOR,    /* ask for it for somebody else, or in the name of another institution: all places in scope */
	RIGHT_DECIDE,     /* decide requests; one place in scope is enough, so ask it for the place that is decided */
	RIGHT_COORDINATE, /* the second step of a decision, override, a booking in the name of no institution */
	RIGHT_KEEP,       /* resources, closures, periods, days, rules, grants; all places in scope */
	RIGHT_CONSORTIUM, /* institutions, terms, travel */
	RIGHT_RECORD,     /* enter what already happened, take back what others did; all places in scope */
	RIGHT_LOG,        /* entries of the journal; one place in scope is enough */
	RIGHT_REPORT,     /* figures; one place in scope is enough */
	RIGHT_N
};

/* Where something is. A resource has all three, a campus no resource, an institution itself alone; "" = none. */
struct right_place {
	const char *resource, *campus, *institution; /* codes; of a resource without an institution, its campus's */
};

/* What a right is asked for. All-zero: everything, which is in no scope but `*`. */
struct right_row {
	const char *requester;   /* whose it is, "" or NULL = nobody's */
	const char *institution; /* in whose name, "" or NULL = nobody's */
	const struct right_place *places;
	size_t n_places;
};

/* A role that somebody holds: the first one of the people's list, or a grant. */
struct holding {
	struct grant grant;      /* of the first role: seq 0, from and until 0 */
	const char *institution; /* of the person, or of the one in whose place it is held; "" = none */
};

/* Somebody as the rights see him. All-zero: not among the people, and may do nothing. */
struct member {
	bool everything; /* there are no people at all, or it is the program itself: everything is allowed */
	bool known;      /* among the people: `person` and `held` are his */
	struct person person;
	const char *institution; /* the person's; where that is "", the one of the first role's scope; "" = none */
	/* the first role, then the grants; the role of somebody else only as long as that one has it */
	const struct holding *held;
	size_t n_held;
};

/*
 * True if the member may at that minute. *by, which may be NULL: the grant that decides, his own before one that he
 * holds as a deputy; NULL where everything is allowed, or nothing.
 */
bool rights_may(const struct member *m, enum right right, const struct right_row *row, int64_t now,
                const struct grant **by);

/*
 * The roles that would do, as REASON_ROLE has them: `administrator|coordinator`. own: for what is the member's own or
 * his institution's, else for what is another's.
 */
const char *rights_needed(enum right right, bool own);

/* The word of a right, as `may` has it: `ask`...; "" for a number that is none. */
const char *right_word(enum right right);
/* The right that an action needs: the word of a right, or of a command such as `cancel`. QUAD_EINVAL for another. */
int right_parse(const char *word, enum right *out);

/* True if the grant counts at that minute. */
bool grant_counts(const struct grant *g, int64_t now);
/* True if the place is in the grant's scope. */
bool grant_covers(const struct grant *g, const struct right_place *place);
/* True for roles that have a scope: administrator and approver. Others are for everything, or for what is one's own. */
bool role_has_scope(enum person_role role);

#endif
