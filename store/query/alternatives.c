/*
 * Alternatives. Candidates are generated in the order in which a person would take them, and each is rehearsed: decided
 * as the refused request was, without writing. So nothing is offered that would be refused again.
 */
#include "store/query/alternatives.h"

#include <string.h>

#include "store/query/alternatives_booking.h"
#include "store/query/alternatives_series.h"

static const char *const words[] = {"", "time", "resource", "shorter", "except", "some", "weeks", "new"};

const char *alternative_word(enum alternative_kind kind)
{
	return (size_t)kind < sizeof words / sizeof *words ? words[kind] : "";
}

static int find_alternatives(struct alternative_search *s)
{
	switch (s->base.op) {
	case OP_BOOK:
	case OP_MOVE: return find_booking_alternatives(s);
	case OP_SERIES:
	case OP_SERIES_CHANGE: return find_series_alternatives(s);
	default: return 0;
	}
}

int query_alternatives(struct store *st, const struct request *request, const struct result *refused,
                       struct alternative_list *out)
{
	struct alternative_search s = {.store = st, .refused = refused, .out = out, .arena = &out->arena,
	                               .base = *request};
	*out = (struct alternative_list){0};
	memset(s.base.id, 0, sizeof s.base.id);
	/* what works instead moves nobody */
	s.base.flags &= ~(unsigned)REQUEST_PREEMPT;
	if (!refused->reasons.n || reasons_malformed(&refused->reasons))
		return 0;
	int err = find_alternatives(&s);
	if (err) {
		arena_release(&out->arena);
		*out = (struct alternative_list){0};
	}
	return err;
}
