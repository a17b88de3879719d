/*
 * The plan of the demo consortium, which its makers fill with requests: what there is, a diary of what is taken in the
 * term, chance. Private to tui/demo.
 */
#ifndef QUAD_TUI_DEMO_PLAN_H
#define QUAD_TUI_DEMO_PLAN_H

#include <limits.h>

#include "store/model/opening.h"
#include "tui/demo/demo.h"
#include "tui/demo/demo_names.h"

#define WEEKS 18
#define WEEKS_BEFORE 2 /* weeks of the term that are over */
#define DAYS (7 * WEEKS)
#define CELL_MIN 10
#define DAY_CELLS (DAY_MIN / CELL_MIN)
#define HOLIDAY_WEEK 7
#define MAX_THINGS 400
#define MAX_CLAIMS 4
#define MAX_CAMPUSES 12
#define SHUT UCHAR_MAX /* in a diary; pools have fewer pieces */

/* A resource as the planner knows it. */
struct thing {
	struct resource r;
	struct opening hours;
	const struct demo_sort *sort; /* NULL: a teacher */
	enum demo_cluster cluster;
	size_t campus, institution; /* places in the tables */
	unsigned char *diary; /* DAYS * DAY_CELLS: pieces taken of a pool; where a person is (campus + 1); 1; SHUT */
};

/* What a booking takes: the first thing is its place, or a pool that is lent alone. */
struct party {
	struct thing *things[MAX_CLAIMS];
	uint32_t units[MAX_CLAIMS];
	size_t n;
};

struct plan {
	struct arena arena;
	uint64_t seed;
	const char *actor;
	int64_t now;
	int64_t first_day; /* day number of the term's first Monday */
	struct thing things[MAX_THINGS];
	size_t n_things;
	size_t kind_first[KIND_CLASS + 1], kind_n[KIND_CLASS + 1]; /* things lie by kind */
	uint32_t travel[MAX_CAMPUSES][MAX_CAMPUSES];
	bool shut[MAX_CAMPUSES][DAYS];
	struct request *requests;
	size_t n, cap;
	struct demo_counts counts;
	int err;
};
/* Chance: below n; true in so many of a hundred. */
unsigned plan_draw_below(struct plan *p, size_t n);
bool plan_draw_chance(struct plan *p, unsigned chance);

/* A request of the maker's, now; NULL: out of memory, which the plan keeps. */
struct request *plan_add_request(struct plan *p, enum request_op op);

/* A text that lives as long as the plan; "" where it is out of memory. */
#define TEXT(p, ...) plan_text_kept((p), arena_fmt(&(p)->arena, __VA_ARGS__))
const char *plan_text_kept(struct plan *p, const char *text);

/* Places in the tables; the last one for a code that is not there. */
size_t plan_campus_index(const char *code);
size_t plan_institution_index(const char *code);

struct thing *plan_some_thing(struct plan *p, enum resource_kind kind);
/* The institution may book the thing, by its sharing. */
bool plan_may_use(const struct thing *t, size_t institution);

/* The instant of a day of the term and a minute of it; false if the zone's clock skips it or has it twice. */
bool plan_find_instant(const struct plan *p, int day, int minute, int64_t *out);

/* Its hours have all of [from, to), minutes of such a day; 1 = Monday. */
bool plan_open_for(const struct thing *t, int weekday, int from, int to);

void plan_party_add(struct party *party, struct thing *t, uint32_t units);
/* The party is free, open and in reach on that day of the term, between these minutes of it. */
bool plan_party_fits(const struct plan *p, const struct party *party, int day, int from, int to);
void plan_mark_taken(struct party *party, int day, int from, int to);

/* ---- the makers, in this order ---- */

void demo_make_maker(struct plan *p);
void demo_make_places(struct plan *p);
void demo_make_people(struct plan *p);
void demo_make_calendar(struct plan *p);
void demo_make_resources(struct plan *p);
void demo_make_sharing(struct plan *p);
void demo_make_closures(struct plan *p);
void demo_make_bookings(struct plan *p); /* of the term */
/* Before the term, whose requests begin with the first-th one. */
void demo_make_year(struct plan *p, size_t first);
void demo_make_rules(struct plan *p);
void demo_make_requests(struct plan *p);
void demo_make_owners(struct plan *p);

#endif
