/* A booking between asking and writing, as plan.h fills it. Private to the store layer. */
#ifndef QUAD_STORE_PLANNED_H
#define QUAD_STORE_PLANNED_H

#include "store/change/change.h"
#include "store/model/ruling.h"

struct plan {
	struct booking old;  /* what stands, id 0: a new booking */
	struct bytes before; /* its record, in the change's arena */
	struct booking v;    /* what shall stand; its claims once decided */
	struct claim_ask *asks;
	size_t n_asks;
	struct ruling *rulings;    /* what the owners' rules say, one for each claim; NULL: not asked */
	bool keeps_course;         /* its state, chain and `until` are in v, and not decided anew */
	struct reasons trial;      /* what rules on trial would have refused */
	struct reasons overridden; /* what would have refused it, had a coordinator not overridden it */
	struct reasons *looked;    /* where what the registers say goes, refused or not; NULL: nowhere */
	const char *in_place_of;   /* decided before the lock: whose deputy decided of it; NULL: nobody's */
	bool institution_missing;  /* to be made when it is carried out */
	/*
	 * The old booking has not left its place while this is decided, so that only what it adds is judged (rules.h).
	 * False where others may have taken that place meanwhile, as in a step of a series: all is judged.
	 */
	bool holds_place;
};

#endif
