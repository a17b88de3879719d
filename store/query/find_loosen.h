/* What to give up where nothing fits a wish: one condition each, and how many would fit then. */
#ifndef QUAD_STORE_FIND_LOOSEN_H
#define QUAD_STORE_FIND_LOOSEN_H

#include "store/query/find_wish.h"

enum loosen_kind {
	LOOSEN_SEATS = 1, /* as many seats as the largest has that fits otherwise */
	LOOSEN_TIME,      /* the same length sooner or later on the day, or within two hours */
	LOOSEN_DAY,       /* the same time on one of the next days */
	LOOSEN_SPAN,      /* the length within a span twice as long */
	LOOSEN_DATES,     /* of a pattern: it may be taken on so many dates (all_but) */
	LOOSEN_WEEKDAY,   /* of a pattern with one weekday: another one */
	LOOSEN_NEAR,      /* farther away: as far as the nearest that fits otherwise, or FIND_NEAR_ANY */
	LOOSEN_KIND,      /* another kind of place */
	LOOSEN_CAMPUS,    /* any campus */
	LOOSEN_INSTITUTION,
	LOOSEN_TAGS,
	LOOSEN_SPECIALTY,
	LOOSEN_TEXT,
	LOOSEN_WITH, /* without those who must come as well */
};

struct loosening {
	enum loosen_kind kind;
	struct find_wish wish; /* the changed one; its texts are those of the wish that was asked about */
	size_t n;              /* how many fit it, not 0 */
};

#define LOOSENINGS_MAX 16

struct loosenings {
	struct loosening v[LOOSENINGS_MAX];
	size_t n;
};

/* In the order of the kinds; a time may come twice, sooner and later, a kind too. Errors as of query_matches. */
int query_loosen(struct store *s, const struct find_wish *wish, struct loosenings *out)
	__attribute__((warn_unused_result));

#endif
