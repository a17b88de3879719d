/* Rows of registers, for suites of what stands on them. */
#ifndef QUAD_TESTS_STORE_REGISTERED_H
#define QUAD_TESTS_STORE_REGISTERED_H

#include "tests/store/ask.h"

/* Of somebody who may: root, where there are people. */
static inline struct request rq_register(struct world *w, enum request_op op, const struct register_row *row)
{
	struct request rq = rq_of(w, op);
	rq.actor = "root";
	rq.u.row = *row;
	return rq;
}

static inline void register_put(struct world *w, struct register_row row)
{
	struct request rq = rq_register(w, OP_REGISTER, &row);
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static inline void register_drop_event(struct world *w, const char *code)
{
	struct register_row row = register_row_of(REGISTER_EVENTS);
	row.text[EVENT_CODE] = code;
	struct request rq = rq_register(w, OP_REGISTER_DROP, &row);
	ck_assert_str_eq(world_ask(w, &rq), "updated");
}

/* An event on some days, [start, end). */
static inline void register_event(struct world *w, const char *code, const char *name, const char *start,
                                  const char *end)
{
	struct register_row row = register_row_of(REGISTER_EVENTS);
	row.text[EVENT_CODE] = code;
	row.text[EVENT_NAME] = name;
	row.number[EVENT_START] = at(start);
	row.number[EVENT_END] = at(end);
	register_put(w, row);
}

#endif
