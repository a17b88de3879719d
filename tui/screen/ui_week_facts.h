/* What the week of a resource shows, as it is read from the store. */
#ifndef QUAD_TUI_UI_WEEK_FACTS_H
#define QUAD_TUI_UI_WEEK_FACTS_H

#include "store/model/opening.h"
#include "store/query/query.h"
#include "tui/screen/ui_week_axis.h"

/* A booking of the week, beyond what its slot says. */
struct week_booking {
	uint64_t id;
	bool mine;         /* the person at the screen asked for it, or teaches it */
	const char *other; /* its places, in the week of who travels; else who teaches it, else who asked for it */
};

struct week_facts {
	struct resource_list resource; /* one, or none before it was read */
	struct slot_list slots;
	struct opening hours;
	struct calendar calendar;               /* in arena */
	const struct day_rule *rule[WEEK_DAYS]; /* NULL: a normal day */
	struct week_booking *bookings;          /* by id, in arena; of a crowded week the first ones */
	size_t n_bookings;
	struct arena arena;
};

/* Reads the week from monday on of the resource with that code. QUAD_ENOTFOUND, or an error of the store. */
int week_facts_read(struct store *s, const char *code, int64_t monday, const char *actor, struct week_facts *out)
	__attribute__((warn_unused_result));
void week_facts_release(struct week_facts *f);

const struct week_booking *week_facts_booking(const struct week_facts *f, uint64_t id);

/*
 * What a time shows: *slot is the first booking that begins in [start, end), else one that goes on in it, else one
 * whose setup or teardown is in it, else a closure, or NULL. Returns how many bookings lie in it themselves.
 */
size_t week_facts_at(const struct week_facts *f, int64_t start, int64_t end, const struct slot **slot);

/* The first minute of the day at which the resource opens on any day of the week; 0 if it always is open. */
int week_facts_opens(const struct week_facts *f);

#endif
