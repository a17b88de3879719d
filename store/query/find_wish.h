/*
 * A wish: what somebody looks for, when, and with whom; and what fits it, the best first. One answer serves the command
 * and the screen: for a time, for a length of time within a span, and for the dates of a pattern of weeks.
 */
#ifndef QUAD_STORE_FIND_WISH_H
#define QUAD_STORE_FIND_WISH_H

#include "store/query/query.h"

enum find_when {
	FIND_ANY_TIME, /* all that match, free or not */
	FIND_INTERVAL, /* free for all of [start, end) */
	FIND_LENGTH,   /* free for for_min minutes at a stretch in [start, end) */
	FIND_WEEKS,    /* free on dates of a pattern of weeks */
};

#define FIND_NEAR_ANY UINT32_MAX    /* as filter.near_min: at any distance, and the nearest come first */
#define FIND_WAY_UNKNOWN UINT32_MAX /* no travel time is listed */

struct find_wish {
	struct resource_filter filter; /* what is withdrawn never fits */
	enum find_when when;
	int64_t start, end, for_min;
	struct week_pattern weeks; /* the term may be "": the only one, or the one that holds today */
	/* FIND_WEEKS: on how many of the dates it may be taken; FIND_HALF: at most half of them */
	size_t all_but;
	const char *const *with; /* codes of those who must be free as well: a teacher, a class, equipment */
	size_t n_with;
	int64_t now; /* what is past is free no more */
};
#define FIND_HALF SIZE_MAX

/* A copy of a wish whose texts lie in arena. QUAD_ENOMEM. */
int find_wish_copy(const struct find_wish *from, struct arena *arena, struct find_wish *out)
	__attribute__((warn_unused_result));

/* The dates of a pattern by the calendar of a campus that keeps one of its own, or of all others (campus ""). */
struct wish_dates {
	const char *campus;
	struct occurrences dates;
	size_t n_past; /* of the dates, the first ones: they have begun, and count as not free */
};

struct match {
	const struct resource *resource;
	uint32_t travel_min;            /* from filter.near; 0 without it, or FIND_WAY_UNKNOWN */
	int64_t free_from;              /* FIND_WEEKS: the first date to come; FIND_ANY_TIME: 0 */
	const struct wish_dates *dates; /* FIND_WEEKS, else NULL; the next two likewise */
	const uint64_t *free;           /* a bit for each of the dates that are not past, from the first of them */
	size_t n_free;
};

struct match_list {
	struct match *v;
	size_t n;
	size_t n_forbidden;        /* besides, as of found_list; of FIND_INTERVAL and FIND_LENGTH */
	struct week_pattern weeks; /* as of the wish, with the term that is meant */
	size_t n_dates;            /* of all calendars in use; 0: the pattern has none */
	size_t n_past;             /* the most of a calendar */
	struct arena arena;
	struct directory *directory; /* resources belong to it, until the release */
};

/* True if a match is free on a date of its pattern, counted from the first date. */
bool match_is_free(const struct match *m, size_t date);

/*
 * The best first: of a pattern those that are free on most dates; then the nearest, of a length the soonest, with seats
 * asked for the smallest, by code. What the calendar lacks, and who of `with` is unknown, is added to `why`.
 * QUAD_ENOTFOUND: the filter names a campus or an institution that is not there; QUAD_EINVAL: several bear the name.
 */
int query_matches(struct store *s, const struct find_wish *wish, struct reasons *why, struct match_list *out)
	__attribute__((warn_unused_result));
void match_list_release(struct match_list *l);

#endif
