/*
 * Bookings get a borrower and units by their number, so that nothing is kept of them. A fifth of the labs are pools of
 * SEATS units. Weights are fortieths there, which makes all sums whole numbers: both databases round as Quad does.
 */
#include "bench/sharing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/spawn.h"
#include "store/base/clock.h"

enum { ROUNDS = 3 };

unsigned sharing_borrower(size_t i)
{
	return i % 11 == 0 ? 0 : (unsigned)(i * 7 % SHARING_INSTITUTIONS) + 1;
}

bool sharing_is_pool(uint32_t resource)
{
	return resource % 5 == 0;
}

unsigned sharing_owner(uint32_t resource)
{
	return campus_of(resource) % SHARING_INSTITUTIONS + 1;
}

unsigned sharing_units(size_t i)
{
	return (unsigned)(i % PARTY) + 1;
}

/* ---- SQL ---- */

const char sharing_tables[] =
	"CREATE TABLE institution(id bigint PRIMARY KEY, code text NOT NULL);"
	"CREATE TABLE resource(id bigint PRIMARY KEY, owner bigint NOT NULL, pool bigint NOT NULL, seats bigint NOT "
        "NULL);"
	"CREATE TABLE hour(n bigint PRIMARY KEY);"
	"CREATE TABLE booking(id bigint PRIMARY KEY, resource bigint NOT NULL, start_min bigint NOT NULL,"
	" end_min bigint NOT NULL, used_from bigint, used_to bigint, institution bigint NOT NULL, party bigint NOT "
        "NULL,"
	" units bigint NOT NULL);";

const char sharing_indexes[] = "CREATE INDEX booking_time ON booking(start_min, end_min)";

/* What of each booking lies in the period: two times the first instant and two times the end. */
#define USED                                                                                                           \
	"WITH u AS (SELECT b.resource, b.institution, b.party, b.units, coalesce(b.used_from, b.start_min) AS s,"      \
	" coalesce(b.used_to, b.end_min) AS e FROM booking b), p AS (SELECT r.owner, r.pool, r.seats, u.institution,"  \
	" CASE WHEN u.e > %" PRId64 " THEN %" PRId64 " ELSE u.e END AS e,"                                             \
	" CASE WHEN u.s < %" PRId64 " THEN %" PRId64 " ELSE u.s END AS s,"                                             \
	" CASE WHEN r.pool = 1 THEN u.units ELSE 40 END AS w, CASE WHEN r.pool = 1 THEN u.units ELSE u.party END AS n" \
	" FROM u JOIN resource r ON r.id = u.resource WHERE u.e > %" PRId64 " AND u.s < %" PRId64 ")"
#define HOURS(sum) "(CAST(" sum " AS bigint) * 200 + 2400) / 4800"

#define USE                                                                                                            \
	USED ", g AS (SELECT owner, CAST(sum((e - s) * w) AS bigint) AS used, CAST(sum(CASE WHEN institution NOT IN "  \
	     "(0, owner)"                                                                                              \
	     " THEN (e - s) * w ELSE 0 END) AS bigint) AS outside, CAST(sum((e - s) * n) AS bigint) AS people,"        \
	     " CAST(sum((e - s) * seats) AS bigint) AS places FROM p GROUP BY owner)"                                  \
	     " SELECT i.code, " HOURS("used") ", " HOURS(                                                              \
		     "outside") ", (outside * 20000 + used) / (used * 2),"                                             \
				" (people * 20000 + places) / (places * 2) FROM g JOIN institution i ON i.id = "       \
	                        "g.owner ORDER BY i.code"
#define LENDING                                                                                                        \
	USED " SELECT o.code, i.code, count(*), " HOURS("sum((e - s) * w)") ", " HOURS(                                \
		"sum((e - s) * n) * 40") " FROM p JOIN institution o ON o.id = p.owner JOIN institution i ON i.id = "  \
	                                 "p.institution"                                                               \
					 " WHERE p.institution <> p.owner GROUP BY o.code, i.code ORDER BY o.code, "   \
	                                 "i.code"
#define HEAT                                                                                                           \
	USED ", t AS (SELECT s + 480 AS s, e + 480 AS e, w FROM p), h AS (SELECT (hour.n / 24 + 3) %% 7 + 1 AS "       \
	     "weekday,"                                                                                                \
	     " hour.n %% 24 AS hour, (CASE WHEN t.e < hour.n * 60 + 60 THEN t.e ELSE hour.n * 60 + 60 END"             \
	     " - CASE WHEN t.s > hour.n * 60 THEN t.s ELSE hour.n * 60 END) * t.w AS used"                             \
	     " FROM t JOIN hour ON hour.n >= t.s / 60 AND hour.n <= (t.e - 1) / 60)"                                   \
	     " SELECT weekday, hour, " HOURS("sum(used)") " FROM h GROUP BY weekday, hour ORDER BY weekday, hour"

void sharing_sql(enum sharing_question question, int64_t from, int64_t to, struct buf *out)
{
	switch (question) {
	case SHARING_USE: buf_fmt(out, USE, to, to, from, from, from, to); break;
	case SHARING_LENDING: buf_fmt(out, LENDING, to, to, from, from, from, to); break;
	case SHARING_HEAT: buf_fmt(out, HEAT, to, to, from, from, from, to); break;
	case SHARING_QUESTIONS: break;
	}
}

/* ---- measuring ---- */

static const char *const works[SHARING_QUESTIONS] = {"report use", "report lending", "report heat"};

static const struct sharing_engine *engine_of(const struct side *s)
{
	static const struct sharing_engine *const all[] = {&sharing_quad, &sharing_sqlite, &sharing_postgres};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i]->key, s->engine->key) == 0)
			return all[i];
	return NULL;
}

/* The first answer is kept in *want, and all others are compared with it. */
static int ask_one(struct bench *b, const struct side *s, void *e, enum sharing_question question, struct buf *want)
{
	/* all but the first and the last day, so that bookings of several days are cut at both ends */
	int64_t from = b->w.first + DAY_MIN, to = b->w.end - DAY_MIN;
	struct samples v = {0};
	int err = 0;
	for (int round = 0; round < ROUNDS && !err; round++) {
		struct buf is = {0};
		double start = now_us();
		err = engine_of(s)->ask(e, question, from, to, &is);
		if (!err)
			err = sample_add(&v, now_us() - start);
		if (!err && !want->len)
			buf_str(want, buf_text(&is));
		if (!err && (is.failed || !is.len || strcmp(buf_text(want), buf_text(&is)) != 0)) {
			fprintf(stderr, "bench: %s of %s differs:\n%.400s\nwanted:\n%.400s\n", works[question],
			        s->engine->name, buf_text(&is), buf_text(want));
			err = -1;
		}
		buf_release(&is);
	}
	write_samples(b, works[question], s, "us", &v);
	return err;
}

static int measure_side(struct bench *b, const struct side *s, struct buf want[SHARING_QUESTIONS])
{
	void *e = NULL;
	fprintf(stderr, "bench: %s, %zu bookings, %s: reports\n", b->medium, b->w.n, s->engine->name);
	int err = engine_of(s)->create(b, s);
	if (!err)
		err = engine_of(s)->open(b, s, &e);
	for (int question = 0; question < SHARING_QUESTIONS && !err; question++)
		err = ask_one(b, s, e, (enum sharing_question)question, &want[question]);
	engine_of(s)->close(e);
	return err;
}

int sharing_measure(struct bench *b)
{
	struct buf want[SHARING_QUESTIONS] = {0};
	int err = 0;
	for (size_t i = 0; i < b->n_sides && !err; i++)
		if (engine_of(&b->sides[i]))
			err = measure_side(b, &b->sides[i], want);
	for (int question = 0; question < SHARING_QUESTIONS; question++)
		buf_release(&want[question]);
	return err;
}
