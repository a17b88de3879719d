/* The bookings of an undo: they leave their places, and those that shall stand are decided. Private to store/change. */
#ifndef QUAD_STORE_UNDO_BOOKINGS_H
#define QUAD_STORE_UNDO_BOOKINGS_H

#include "store/change/plan.h"
#include "store/change/undo_things.h"

struct undo_booking {
	const struct undo_thing *thing;
	struct plan plan;    /* old: as it is, id 0: it is not there; v: as it shall be */
	struct booking then; /* v as the action found it */
	bool stands;         /* it has a place now */
	bool shall_stand;    /* it shall have one */
	bool stays;          /* in the same one */
	uint64_t seq;        /* the entry of what was written */
};

struct undo_bookings {
	struct undo_booking *v;
	size_t n;
	struct undo_refs refs; /* that have lost their bookings */
};

/* Loads those among the things, with a reason for each that is not as the action left it. */
int undo_bookings_load(struct change *c, const struct undo_things *things, struct undo_bookings *out)
	__attribute__((warn_unused_result));
/* Those that shall not stand are written; the others leave the places that they do not hold till they are decided. */
int undo_bookings_leave(struct change *c, struct undo_bookings *b) __attribute__((warn_unused_result));
/* Decides those that shall stand and writes them, or adds the reasons against them; lists all in the result. */
int undo_bookings_place(struct change *c, struct undo_bookings *b) __attribute__((warn_unused_result));

#endif
