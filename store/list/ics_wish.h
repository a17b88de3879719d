/* What shall stand under a UID, set beside what does. Private to ics_group.c. */
#ifndef QUAD_STORE_ICS_WISH_H
#define QUAD_STORE_ICS_WISH_H

#include "store/list/ics_member.h"

/* A booking as it shall stand. */
struct ics_wish {
	int64_t start, end;
	const struct ics_member *of;
};

/* True if a booking is as it shall be, in all that the event says. */
bool ics_wish_is_met(const struct ics_group *g, const struct booking *b, const struct ics_wish *w);

/*
 * Finds out whether exactly what is asked for stands, in whatever form; and fills g->past with what took place beside
 * that. QUAD_ENOMEM.
 */
int ics_wish_compare(struct ics_group *g, bool *same) __attribute__((warn_unused_result));

#endif
