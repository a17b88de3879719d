/* The same program makes both kinds of bookings, for the same institution, at times that are free. */
#include "bench/rules.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench/spawn.h"
#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/store_apply.h"

enum { N_RULES = 1000, N_PEOPLE = 5000, N_BOOKINGS = 1000, SOON_DAYS = 6 };

static const char *const fields[][2] = {{"max", "12h"},
                                        {"min", "10m"},
                                        {"horizon", "40000d"},
                                        {"lead", "1h"},
                                        {"limit", "count 200000 per week for person"},
                                        {"notice", "1h"}};

static int failed(int err, const char *what)
{
	if (err)
		fprintf(stderr, "bench: %s: %s\n", what, quad_strerror(err));
	return err ? -1 : 0;
}

static struct request request_of(enum request_op op)
{
	return (struct request){.op = op,
	                        .actor = "bench",
	                        .now = clock_day_start(workload_first_day() - SOON_DAYS),
	                        .given = GIVEN_ALL};
}

/* Applies all, which have to be done. */
static int apply_all(struct store *s, const struct request *rq, size_t n, struct arena *arena, const char *what)
{
	struct result *results = arena_alloc(arena, n * sizeof *results);
	int err = results ? store_apply(s, rq, n, false, results, arena) : QUAD_ENOMEM;
	for (size_t i = 0; i < n && !err; i++)
		if (results[i].reasons.n) {
			fprintf(stderr, "bench: %s %zu was refused\n", what, i);
			return -1;
		}
	return failed(err, what);
}

/* Six of ten for one lab, two for a campus, one for all labs and one for everything. */
static const char *place_of(size_t i, struct arena *arena)
{
	char code[CODE_BYTES];
	if (i % 10 < 6)
		return arena_fmt(arena, "resource:%s", workload_code((uint32_t)(i % N_RESOURCES), code));
	if (i % 10 < 8)
		return arena_fmt(arena, "campus:%s", workload_campus((uint32_t)(i % N_CAMPUSES), code));
	return i % 10 == 8 ? "kind:lab" : "*";
}

static int add_rules(struct store *s, struct arena *arena)
{
	struct request *v = arena_alloc(arena, N_RULES * sizeof *v);
	for (size_t i = 0; v && i < N_RULES; i++) {
		const char *const *field = fields[i % (sizeof fields / sizeof *fields)];
		v[i] = request_of(OP_RULE);
		v[i].u.rule = (struct owner_rule){.id = arena_fmt(arena, "R%zu", i),
		                                  .place = place_of(i, arena),
		                                  .who = i % 3 ? "*" : "class:consortium",
		                                  .when = i % 4 ? "" : "1-5",
		                                  .field = field[0],
		                                  .value = field[1],
		                                  .text = ""};
	}
	return v ? apply_all(s, v, N_RULES, arena, "rule") : failed(QUAD_ENOMEM, "rules");
}

static int add_people(struct store *s, struct arena *arena)
{
	struct request *v = arena_alloc(arena, (N_PEOPLE + 1) * sizeof *v);
	for (size_t i = 0; v && i <= N_PEOPLE; i++) {
		v[i] = request_of(OP_PERSON);
		v[i].u.person = (struct person){.login = i ? arena_fmt(arena, "p%zu", i) : "bench",
		                                .name = "",
		                                .institution = "SCHOOL",
		                                .role = i ? ROLE_REQUESTER : ROLE_COORDINATOR,
		                                .scope = "",
		                                .email = "",
		                                .language = "",
		                                .ssh_key = ""};
	}
	return v ? apply_all(s, v, N_PEOPLE + 1, arena, "person") : failed(QUAD_ENOMEM, "people");
}

static int add_school(struct store *s, struct arena *arena)
{
	struct request rq = request_of(OP_INSTITUTION);
	rq.u.institution = (struct institution){"SCHOOL", "School", "college", "", "", "", 0};
	return apply_all(s, &rq, 1, arena, "institution");
}

static int book_one(struct store *s, struct workload *w, size_t i, struct samples *v)
{
	struct arena arena = {0};
	struct ask ask;
	char code[CODE_BYTES];
	int err = workload_new(w, &ask);
	struct claim_ask claim = {workload_code(ask.resource, code), 0};
	struct request rq = request_of(OP_BOOK);
	request_id_new(rq.id);
	rq.u.booking = (struct booking_ask){.ref = "",
	                                    .claims = &claim,
	                                    .n_claims = 1,
	                                    .start = ask.start,
	                                    .end = ask.end,
	                                    .party = PARTY,
	                                    .purpose = "",
	                                    .note = "",
	                                    .requester = arena_fmt(&arena, "p%zu", i % N_PEOPLE + 1),
	                                    .institution = "SCHOOL"};
	double start = now_us();
	if (!err)
		err = apply_all(s, &rq, 1, &arena, "booking");
	if (!err)
		err = sample_add(v, now_us() - start);
	arena_release(&arena);
	return err;
}

static int book_many(struct store *s, struct bench *b, struct samples *v)
{
	int err = 0;
	for (size_t i = 0; i < N_BOOKINGS && !err; i++)
		err = book_one(s, &b->w, i, v);
	return err;
}

int rules_measure(struct bench *b)
{
	struct side *side = &b->sides[0];
	struct samples none = {0}, with = {0};
	struct arena arena = {0};
	struct store s;
	if (b->n_sides == 0 || side->engine != &engine_quad)
		return 0;
	int err = failed(store_open(side->at, &s), side->at);
	if (err)
		return err;
	err = add_school(&s, &arena);
	if (!err)
		err = book_many(&s, b, &none);
	if (!err)
		err = add_people(&s, &arena);
	if (!err)
		err = add_rules(&s, &arena);
	if (!err)
		err = book_many(&s, b, &with);
	write_samples(b, "rules none", side, "us", &none);
	write_samples(b, "rules 1000", side, "us", &with);
	arena_release(&arena);
	store_close(&s);
	return err;
}
