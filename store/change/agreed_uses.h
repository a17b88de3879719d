/*
 * The uses that a booking makes of agreements: its claims that any of them covers, each with what it counts. Private to
 * store/change.
 */
#ifndef QUAD_STORE_AGREED_USES_H
#define QUAD_STORE_AGREED_USES_H

#include "store/change/change.h"
#include "store/facts/register_list.h"
#include "store/model/agreement.h"

/* The agreements that cover a claim, by their places in the register. */
struct agreed_covers {
	struct agreed_covers *next;
	size_t n;
	size_t v[];
};

struct agreed_use {
	const char *resource;
	sum_t minutes;
	const struct agreed_covers *covers;
};

/* A booking with its uses, by the resources' codes. */
struct agreed_booking {
	uint64_t id;
	int64_t until; /* it stands before that minute */
	struct agreed_use *uses;
	size_t n, cap;
};

/* What was looked up for them, in an arena that lives as long. All-zero is empty and ready. */
struct agreed_facts {
	struct arena *arena;
	struct agreed_resource *resources; /* by number */
	size_t n, cap;
	struct agreed_covers *covers; /* each once */

	/* scratch, of one booking and of one claim */
	struct agreed_use *uses;
	size_t n_uses, cap_uses;
	size_t *places;
};

/*
 * The uses of a booking of the agreements `in`; n is 0: none. Their array is that of `out` if it is large enough, else
 * in the arena.
 */
int agreed_uses(struct change *c, struct agreed_facts *facts, const struct register_rows *rows, const bool *in,
                const struct booking *b, struct arena *arena, struct agreed_booking *out)
	__attribute__((warn_unused_result));

/* Adds all uses of a booking to what is used, each to the first agreement with room, else to the first. */
void agreed_uses_add(const struct register_rows *rows, const struct agreed_booking *b, sum_t *used);

#endif
