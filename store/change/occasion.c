/* One row is looked at, and nothing for bookings without an event. */
#include "store/change/occasion.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/events.h"

int occasion_check(struct change *c, const char *event, const char *was)
{
	struct register_row row;
	if (!*event || strcmp(event, was) == 0)
		return 0;
	size_t n = c->out->reasons.n;
	change_check_code(c, "event", event);
	if (c->out->reasons.n > n)
		return 0;
	int err = events_find(c->txn, event, c->arena, &row);
	if (err != QUAD_ENOTFOUND)
		return err;
	reason_add(&c->out->reasons, REASON_NO_EVENT, event);
	return 0;
}
