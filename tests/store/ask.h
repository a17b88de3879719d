/*
 * A store of a test's own and short forms of requests to it. Answers are texts: `added`, or `refused busy:R11@1`, so
 * that a failure shows what came and what was wanted. For the suites of the engine.
 */
#ifndef QUAD_TESTS_STORE_ASK_H
#define QUAD_TESTS_STORE_ASK_H

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/query/query.h"
#include "store/change/store_apply.h"
#include "tests/figures.h"
#include "tests/engine.h"
#include "tests/support.h"

struct world {
	struct store s;
	struct arena arena; /* of requests and answers */
	char dir[4096];
	int64_t now;
	struct result last;
};

/* The instant of a text in the store's zone. */
static inline int64_t at(const char *text)
{
	int64_t out;
	int err = clock_parse(text, &out);
	ck_assert_msg(err == 0, "\"%s\": %s", text, quad_strerror(err));
	return out;
}

/* An empty store below test_dir(); now is 2026-09-01, a Tuesday. */
static inline void world_open(struct world *w)
{
	*w = (struct world){0};
	snprintf(w->dir, sizeof w->dir, "%s", test_store("store"));
	int err = store_create(w->dir, "Asia/Shanghai", &w->s);
	ck_assert_msg(err == 0, "%s: %s", w->dir, quad_strerror(err));
	w->now = at("2026-09-01T00:00");
}

static inline void world_close(struct world *w)
{
	store_close(&w->s);
	arena_release(&w->arena);
}

static inline const char *world_answer(struct world *w, const struct result *result)
{
	struct buf b = {0};
	buf_str(&b, outcome_word(result->outcome));
	if (result->reasons.n)
		buf_char(&b, ' ');
	reasons_format(&result->reasons, &b);
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

/* Asks one thing; the answer's text, valid until world_close. The result stays in w->last. */
static inline const char *world_ask(struct world *w, const struct request *rq)
{
	int err = store_apply(&w->s, rq, 1, false, &w->last, &w->arena);
	return err ? quad_strerror(err) : world_answer(w, &w->last);
}

static inline struct request rq_of(const struct world *w, enum request_op op)
{
	return (struct request){.op = op, .actor = "anna", .now = w->now, .given = GIVEN_ALL};
}

/* claims: `R11;T001;OSC*3`. */
static inline struct request rq_book_at(struct world *w, const char *claims, int64_t start, int64_t end)
{
	struct request rq = rq_of(w, OP_BOOK);
	char *text = arena_str(&w->arena, claims);
	struct claim_ask *v = arena_alloc(&w->arena, (strlen(claims) + 1) * sizeof *v);
	size_t n = 0;
	for (char *next; text && *text; text = next) {
		next = strchr(text, ';');
		if (next)
			*next++ = '\0';
		char *star = strrchr(text, '*');
		if (star)
			*star = '\0';
		v[n++] = (struct claim_ask){text, star ? (uint32_t)strtoul(star + 1, NULL, 10) : 0};
	}
	rq.u.booking = (struct booking_ask){.ref = "", .claims = v, .n_claims = n, .start = start, .end = end, .purpose = "",
	                                    .note = "", .requester = "", .institution = ""};
	return rq;
}

static inline struct request rq_book(struct world *w, const char *claims, const char *start, const char *end)
{
	return rq_book_at(w, claims, at(start), at(end));
}

static inline const char *book(struct world *w, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(w, claims, start, end);
	return world_ask(w, &rq);
}

static inline const char *book_party(struct world *w, const char *claims, const char *start, const char *end,
                                     uint32_t party)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.u.booking.party = party;
	return world_ask(w, &rq);
}

static inline const char *move(struct world *w, uint64_t id, const char *start, const char *end)
{
	struct request rq = rq_book(w, "", start, end);
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = id;
	return world_ask(w, &rq);
}

static inline const char *cancel(struct world *w, uint64_t id)
{
	struct request rq = rq_book_at(w, "", 0, 0);
	rq.op = OP_CANCEL;
	rq.u.booking.id = id;
	return world_ask(w, &rq);
}

static inline struct request rq_resource(const struct world *w, const char *code, enum resource_kind kind,
                                         enum resource_mode mode, uint32_t seats, const char *campus)
{
	struct request rq = rq_of(w, OP_RESOURCE);
	rq.u.resource = (struct resource){.code = code,
	                                  .name = code,
	                                  .kind = kind,
	                                  .institution = "",
	                                  .campus = campus,
	                                  .building = "",
	                                  .room = "",
	                                  .seats = seats,
	                                  .mode = mode,
	                                  .specialty = "",
	                                  .tags = "",
	                                  .equipment = "",
	                                  .opening = "",
	                                  .rate = "",
	                                  .contact = "",
	                                  .part_of = "",
	                                  .active = true};
	return rq;
}

static inline const char *resource(struct world *w, const char *code, enum resource_kind kind, enum resource_mode mode,
                                   uint32_t seats, const char *campus)
{
	struct request rq = rq_resource(w, code, kind, mode, seats, campus);
	return world_ask(w, &rq);
}

/* Changes one field of a resource to that of v. */
static inline const char *set_resource(struct world *w, const char *code, enum resource_field field, struct resource v)
{
	struct request rq = rq_of(w, OP_RESOURCE);
	v.code = code;
	rq.u.resource = v;
	rq.given = GIVEN(field);
	return world_ask(w, &rq);
}

/* A person of whom nothing else is said; the name is the login. */
static inline struct request rq_login(const struct world *w, const char *login, const char *institution,
                                      enum person_role role, const char *scope)
{
	struct request rq = rq_of(w, OP_PERSON);
	rq.u.person = (struct person){.login = login,
	                              .name = login,
	                              .institution = institution,
	                              .role = role,
	                              .scope = scope,
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	return rq;
}

static inline struct request rq_institution(const struct world *w, const char *code, const char *name)
{
	struct request rq = rq_of(w, OP_INSTITUTION);
	rq.u.institution = (struct institution){code, name, "", "", "", "", 0};
	return rq;
}

static inline struct request rq_campus(const struct world *w, const char *code, const char *name)
{
	struct request rq = rq_of(w, OP_CAMPUS);
	rq.u.campus = (struct campus){0, code, name, "", "", "", "", "", "", 0};
	return rq;
}

static inline const char *campus(struct world *w, const char *code, const char *name)
{
	struct request rq = rq_campus(w, code, name);
	return world_ask(w, &rq);
}

static inline const char *travel(struct world *w, const char *from, const char *to, uint32_t minutes)
{
	struct request rq = rq_of(w, OP_TRAVEL);
	rq.u.travel = (struct travel){from, to, minutes};
	return world_ask(w, &rq);
}

static inline const char *closure(struct world *w, const char *of_resource, const char *of_campus, const char *start,
                                  const char *end)
{
	struct request rq = rq_of(w, OP_CLOSURE);
	rq.u.closure = (struct closure){at(start), at(end), of_resource, of_campus, "", 0};
	return world_ask(w, &rq);
}

static inline void print_fault(void *arg, const char *text)
{
	(void)arg;
	fprintf(stderr, "fault: %s\n", text);
}

/* Proves the store's invariants. */
static inline void check_store(struct store *s)
{
	uint64_t n = 0;
	int err = query_check(s, print_fault, NULL, &n);
	ck_assert_msg(err == 0 && n == 0, "check: %s, %" PRIu64 " faults", quad_strerror(err), n);
}

/* How many records and index entries the store holds. */
static inline uint64_t entries(struct store *s)
{
	struct db_figures f;
	int err = db_figures(s->db, &f);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	return figure_of(&f, "entries");
}

/* The standing booking of an id, its numbers and claims only; false if it does not stand. */
static inline bool standing(struct world *w, uint64_t id, struct booking_row *out)
{
	struct booking_rows rows = {0};
	int err = query_bookings(&w->s, &id, 1, &rows);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	bool yes = rows.n == 1 && rows.v[0].b.state == STATE_BOOKED;
	if (yes) {
		*out = rows.v[0];
		out->claims = arena_str(&w->arena, out->claims);
		out->b.claims = NULL;
	}
	arena_release(&rows.arena);
	return yes;
}

/* `ID START END CLAIMS` of each standing booking, a line each. */
static inline const char *all_standing(struct world *w)
{
	struct booking_filter f = {0};
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	struct buf b = {0};
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	int err = query_booking_ids(&w->s, &f, &ids);
	if (!err)
		err = query_bookings(&w->s, ids.v, ids.n, &rows);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	for (size_t i = 0; i < rows.n; i++)
		buf_fmt(&b, "%" PRIu64 " %s %s %s\n", rows.v[i].b.id, clock_format(rows.v[i].b.start, from),
		        clock_format(rows.v[i].b.end, to), rows.v[i].claims);
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	return text;
}

#endif
