/*
 * A small school for tests of the screen: two campuses, labs and rooms with Chinese names of many widths, a pool of
 * ten oscilloscopes, a teacher, a withdrawn room. Over the short forms of tests/store/ask.h.
 */
#ifndef QUAD_TESTS_TUI_SCHOOL_H
#define QUAD_TESTS_TUI_SCHOOL_H

#include "tests/store/ask.h"

enum { SCHOOL_ROOMS = 40, SCHOOL_RESOURCES = SCHOOL_ROOMS + 6 };

static inline void school_add(struct world *w, const char *code, const char *name, enum resource_kind kind,
                              const char *campus_code, uint32_t seats)
{
	bool pool = kind == KIND_EQUIPMENT;
	struct request rq = rq_resource(w, code, kind, pool ? MODE_SHARED : MODE_EXCLUSIVE, seats, campus_code);
	rq.u.resource.name = name;
	if (strcmp(code, "OLD-1") == 0)
		rq.u.resource.active = false;
	if (strcmp(code, "LAB-2") == 0)
		rq.u.resource.opening = "Mon-Fri 08:00-18:00";
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static inline void school_open(struct world *w)
{
	char code[32], name[128];
	world_open(w);
	ck_assert_str_eq(campus(w, "N", "北校区"), "added");
	ck_assert_str_eq(campus(w, "S", "南校区"), "added");
	ck_assert_str_eq(travel(w, "N", "S", 30), "added");
	school_add(w, "LAB-1", "汽车维修实训室", KIND_LAB, "N", 40);
	school_add(w, "LAB-2", "Welding lab", KIND_LAB, "S", 30);
	school_add(w, "OLD-1", "旧机房", KIND_ROOM, "S", 30);
	school_add(w, "OSC", "示波器", KIND_EQUIPMENT, "N", 10);
	school_add(w, "T001", "张三", KIND_TEACHER, "N", 0);
	school_add(w, "CL-1", "机电2401班", KIND_CLASS, "N", 0);
	for (int i = 0; i < SCHOOL_ROOMS; i++) {
		/* names that end before, on and behind the column where they are cut, in steps of one */
		snprintf(code, sizeof code, "R-%02d", i + 1);
		snprintf(name, sizeof name, "%.*s多媒体教室智慧录播示范", i % 20, "abcdefghijklmnopqrstuvwxyz");
		school_add(w, code, name, KIND_ROOM, i % 2 ? "S" : "N", 50);
	}
}

/* The form's fields as Tab goes through them. */
static const char *const form_fields[] = {"Resources", "Purpose", "Start",  "End", "Weeks",     "Weekdays",
                                          "Periods",   "Not on",  "People", "For", "Requester", "Note"};

/* How many fields one lies after the first, where a new form begins. */
static inline int form_tabs(const char *field)
{
	int n = 0;
	for (size_t i = 0; i < sizeof form_fields / sizeof *form_fields; i++, n++)
		if (strcmp(form_fields[i], field) == 0)
			return n;
	ck_abort_msg("no field \"%s\"", field);
}

/* The store in the hands of another program: w keeps its directory and arena. */
static inline void school_leave(struct world *w)
{
	store_close(&w->s);
}

static inline void school_return(struct world *w)
{
	int err = store_open(w->dir, &w->s);
	ck_assert_msg(err == 0, "%s: %s", w->dir, quad_strerror(err));
}

#endif
