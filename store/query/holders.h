/* Who holds what a refused request asked for, and how to reach them. */
#ifndef QUAD_STORE_HOLDERS_H
#define QUAD_STORE_HOLDERS_H

#include "store/query/query.h"

/* A booking for those who want its time. Texts are "" where the store has none. */
struct holder {
	uint64_t booking; /* 0: nobody in particular */
	const char *purpose;
	const char *institution; /* the name, else the code */
	const char *requester;   /* the login or code */
	const char *person;      /* the name that goes with it */
	const char *contact;     /* of the person; else of the teacher; else of a resource of the booking */
};

struct holders {
	struct holder *v; /* one for each reason, in that order */
	size_t n;
	struct arena arena;
};

/*
 * The holders that reasons name. Where one says that a pool has too little room in [start, end), it is the booking that
 * has the most of it then.
 */
int query_holders(struct store *s, const struct reasons *reasons, int64_t start, int64_t end, struct holders *out)
	__attribute__((warn_unused_result));

#endif
