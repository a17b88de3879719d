/* An event of the register of events, with what it is called. */
#ifndef QUAD_STORE_QUERY_EVENT_H
#define QUAD_STORE_QUERY_EVENT_H

#include "store/facts/store_open.h"
#include "store/model/registers.h"

/* The event of that code, its texts in arena. QUAD_ENOTFOUND: there is none. */
int query_event(struct store *s, const char *code, struct arena *arena, struct register_row *out)
	__attribute__((warn_unused_result));

#endif
