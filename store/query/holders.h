/* Who holds what a refused request asked for, and how to reach them. */
#ifndef QUAD_STORE_HOLDERS_H
#define QUAD_STORE_HOLDERS_H

#include "store/query/query.h"

/*
 * A booking for those who want its time. Texts are "" where the store has none; of one that the looker may not see, all
 * but the institution and the contact of a resource.
 */
struct holder {
	uint64_t booking; /* 0: nobody in particular */
	const char *purpose;
	const char *institution; /* the name, else the code; that of the person, if the booking is for none */
	const char *requester;   /* the login or code */
	const char *person;      /* the name that goes with it */
	const char *mail;        /* the person's address */
	const char *contact;     /* of the person; else of the teacher; else of a resource of the booking */
};

struct holders {
	struct holder *v; /* one for each reason or id, in that order */
	size_t n;
	struct arena arena;
};

/*
 * The holders that reasons name. Where one says that a pool has too little room in [start, end), it is the booking that
 * has the most of it then.
 */
int query_holders(struct store *s, const struct reasons *reasons, int64_t start, int64_t end, struct holders *out)
	__attribute__((warn_unused_result));

/* The holders of n bookings. */
int query_holders_of(struct store *s, const uint64_t *ids, size_t n, struct holders *out)
	__attribute__((warn_unused_result));

#endif
