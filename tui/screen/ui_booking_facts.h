/* All that there is to say of one booking, as labels and values in the person's language. */
#ifndef QUAD_TUI_UI_BOOKING_FACTS_H
#define QUAD_TUI_UI_BOOKING_FACTS_H

#include "tui/screen/ui_fact_list.h"

/* Sets of what is said. */
enum booking_part {
	FACTS_HEAD = 1,    /* time, purpose, state, people, note, series, reference */
	FACTS_HOLDER = 2,  /* who asked for it and for whom, with mail and telephone */
	FACTS_CLAIMS = 4,  /* each resource with its name, place and contact */
	FACTS_HISTORY = 8, /* its changes, the last one first */
	FACTS_COURSE = 16, /* its approval, until when it holds, who came, what was said (ui_booking_course.h) */
};

/* QUAD_ENOTFOUND if the booking is gone, or an error of the store. Release the arena in either case. */
int booking_facts_read(struct store *s, uint64_t id, unsigned parts, struct booking_facts *out)
	__attribute__((warn_unused_result));

#endif
