/* Events of a calendar that have one UID, and which of them count. Private to ics_group.c. */
#ifndef QUAD_STORE_ICS_MEMBER_H
#define QUAD_STORE_ICS_MEMBER_H

#include "store/list/ics_dates.h"
#include "store/list/ics_importer.h"
#include "store/list/ics_standing.h"

/* What becomes of an event: it counts; it is known and has nothing to do; or something speaks against it. */
enum ics_part { PART_IDLE, PART_COUNTS, PART_REFUSED };

/* An event of the group. */
struct ics_member {
	size_t index; /* in the survey; its row is one more */
	struct ics_event e;
	struct reasons why, notes;
	enum ics_part part;
	bool single;     /* it stands for one occurrence, or adds one */
	const char *ref; /* of what stands for it */
	int64_t at;      /* single: the start of that occurrence */
	int64_t start, end;
	struct booking_ask asks;
	uint32_t given;
	const struct ics_stood *stood; /* single: what stands for it */
	const struct ics_stood *like;  /* what has all that it does not say */
};

struct ics_group {
	struct ics_importer *im;
	const char *ref;
	struct ics_member *v; /* in the order of the file */
	size_t n, cap;
	struct ics_member *whole; /* the one that stands for all occurrences and counts; or NULL */
	struct ics_dates dates;
	struct ics_standing st;
	const struct ics_stood **past; /* with a source: what took place and is no more in it, which stands */
	size_t n_past;
	size_t first; /* its first request */
};

/* The memory of the rows that wait. */
static inline struct arena *ics_arena(const struct ics_group *g)
{
	return &g->im->batch.arena;
}

/* It counts, and asks that something stands. */
static inline bool ics_member_is_alive(const struct ics_member *m)
{
	return m->part == PART_COUNTS && !m->e.cancelled;
}

/* To read the times of an event, with the zones of its calendar. */
struct ics_dates_ask ics_member_dates(struct ics_group *g, struct ics_member *m);

/* Reads all events that have the UID of the survey's event `index`. QUAD_ENOMEM. */
int ics_members_read(struct ics_group *g, size_t index) __attribute__((warn_unused_result));
/*
 * The ref of an event: its UID, cut if it is longer than a ref may be; without one, a name made of what the event says,
 * so that it is the same when it comes again. In arena; NULL without memory.
 */
const char *ics_member_ref(const struct ics_event *e, struct arena *arena);
/* Reads what an event stands for, and whether it has anything to say. QUAD_ENOMEM. */
int ics_member_place(struct ics_group *g, struct ics_member *m) __attribute__((warn_unused_result));
/* Leaves of those that are for the same only one that counts. QUAD_ENOMEM. */
int ics_members_choose(struct ics_group *g) __attribute__((warn_unused_result));
/* The event that was cancelled as a whole takes those of its occurrences along that are not newer. */
void ics_members_cancel(struct ics_group *g);
/* Refuses an event that was changed less often than what came before it. QUAD_ENOMEM, or an error of the store. */
int ics_member_check_age(struct ics_group *g, struct ics_member *m) __attribute__((warn_unused_result));

#endif
