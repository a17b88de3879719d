/*
 * Two schools in one store, with an administrator and a lab for whom its owner decides in each, and people who ask. For
 * suites about rights and what is done with bookings. The clock of reads and of requests is one.
 */
#ifndef QUAD_TESTS_STORE_TWO_SCHOOLS_H
#define QUAD_TESTS_STORE_TWO_SCHOOLS_H

#include "tests/store/ask.h"

static struct world w;
static int64_t minute; /* of reads */

static inline int64_t read_clock(void)
{
	return minute;
}

static inline void go_to(const char *text)
{
	w.now = minute = at(text);
}

static inline void add_person(const char *login, const char *institution, enum person_role role, const char *scope)
{
	struct request rq = rq_login(&w, login, institution, role, scope);
	rq.actor = "root";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static inline void add_lab(const char *code, const char *institution, enum approval approval)
{
	struct request rq = rq_resource(&w, code, KIND_LAB, MODE_EXCLUSIVE, 40, "");
	rq.actor = "root";
	rq.u.resource.institution = institution;
	rq.u.resource.approval = approval;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* root coordinates; eve and wes keep the labs of EAST and WEST; ann, of EAST, asks. It is 2026-09-01T00:00. */
static inline void open_schools(void)
{
	world_open(&w);
	w.s.clock = read_clock;
	go_to("2026-09-01T00:00");
	struct request east = rq_institution(&w, "EAST", "East"), west = rq_institution(&w, "WEST", "West");
	ck_assert_str_eq(world_ask(&w, &east), "added");
	ck_assert_str_eq(world_ask(&w, &west), "added");
	add_person("root", "", ROLE_COORDINATOR, "");
	add_person("eve", "EAST", ROLE_ADMINISTRATOR, "institution:EAST");
	add_person("wes", "WEST", ROLE_ADMINISTRATOR, "institution:WEST");
	add_person("ann", "EAST", ROLE_REQUESTER, "");
	add_lab("E1", "EAST", APPROVAL_OWNER);
	add_lab("W1", "WEST", APPROVAL_OWNER_COORDINATOR);
	add_lab("E2", "EAST", APPROVAL_NONE);
}

static inline void close_schools(void)
{
	check_store(&w.s);
	world_close(&w);
}

/* The answer, and the state after it. */
static inline const char *ask(struct request *rq)
{
	const char *answer = world_ask(&w, rq);
	if (w.last.reasons.n)
		return answer;
	return arena_fmt(&w.arena, "%s %s", answer, state_word(w.last.state));
}

static inline const char *book_as(const char *login, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.actor = login;
	return ask(&rq);
}

static inline struct request rq_decide(enum request_op op, const char *login, uint64_t id, const char *text)
{
	struct request rq = rq_of(&w, op);
	rq.actor = login;
	rq.u.decision = (struct decision_ask){.id = id, .text = text, .note = ""};
	return rq;
}

static inline const char *decide(enum request_op op, const char *login, uint64_t id, const char *text)
{
	struct request rq = rq_decide(op, login, id, text);
	return ask(&rq);
}

#endif
