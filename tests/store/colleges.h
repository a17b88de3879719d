/* A small consortium, for tests of what is lent and what it costs. */
#ifndef QUAD_TESTS_STORE_COLLEGES_H
#define QUAD_TESTS_STORE_COLLEGES_H

#include "tests/store/ask.h"

/* Three colleges; NORTH has a lab and a pool of ten seats, SOUTH a room. */
static inline void colleges_open(struct world *w)
{
	static const char *const codes[] = {"NORTH", "SOUTH", "WEST"};
	world_open(w);
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct request rq = rq_institution(w, codes[i], codes[i]);
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
	ck_assert_str_eq(resource(w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 40, ""), "added");
	ck_assert_str_eq(resource(w, "POOL", KIND_EQUIPMENT, MODE_SHARED, 10, ""), "added");
	ck_assert_str_eq(resource(w, "ROOM", KIND_ROOM, MODE_EXCLUSIVE, 30, ""), "added");
	set_resource(w, "LAB", RES_INSTITUTION, (struct resource){.institution = "NORTH"});
	set_resource(w, "POOL", RES_INSTITUTION, (struct resource){.institution = "NORTH"});
	set_resource(w, "ROOM", RES_INSTITUTION, (struct resource){.institution = "SOUTH"});
}

#endif
