/*
 * Rounds of all kinds of work, engine after engine in turn. Before anything is timed, all engines are asked the same
 * questions, and what they answer has to be equal; after the writes again.
 */
#include "bench/ops.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/spawn.h"
#include "store/base/clock.h"

enum {
	ROUNDS = 5,
	COMPARED = 50, /* questions of each kind, before and after */
	TRIED = 12,    /* by each plan */
	NEXT_MIN = 120,
};

/* How often in a round. */
static const struct {
	const char *key;
	unsigned each_round;
} works[WORKS] = {
	[WORK_BOOK] = {"book", 100},
	[WORK_REFUSE] = {"refuse", 200},
	[WORK_SERIES] = {"series", 4},
	[WORK_FREE] = {"free", 40},
	[WORK_REMEMBERED] = {"remembered", 40},
	[WORK_WEEK] = {"week", 400},
	[WORK_NEXT] = {"next", 40},
	[WORK_ALTERNATIVES] = {"alternatives", 40},
	[WORK_SERIES_ALTERNATIVES] = {"series_alternatives", 10},
	[WORK_LIST] = {"list", 1},
	[WORK_LIST_SEEN] = {"seen", 1},
	[WORK_START] = {"start", 5},
	[WORK_START_FREE] = {"fresh", 5},
};

/* A question or an order, the same for all engines. */
struct op {
	struct ask ask;
	int64_t start, end;
};

static int prepare_op(struct bench *b, enum work work, struct op *out)
{
	struct workload *w = &b->w;
	*out = (struct op){.ask.resource = workload_lab(w)};
	switch (work) {
	case WORK_BOOK: return workload_new(w, &out->ask);
	case WORK_REFUSE:
	case WORK_ALTERNATIVES: workload_clash(w, &out->ask); break;
	case WORK_SERIES: workload_series(w, &out->ask); break;
	case WORK_SERIES_ALTERNATIVES: workload_series_clash(w, &out->ask); break;
	case WORK_WEEK: workload_week(w, &out->start, &out->end); break;
	case WORK_NEXT: workload_ahead(w, &out->start, &out->end); break;
	case WORK_FREE:
	case WORK_LIST:
	case WORK_LIST_SEEN:
	case WORK_START:
	case WORK_START_FREE:
	case WORK_REMEMBERED:
	case WORKS: workload_window(w, &out->start, &out->end); break;
	}
	return 0;
}

static int expect(const struct side *s, bool got, bool wanted, const char *what)
{
	if (got != wanted)
		fprintf(stderr, "bench: %s: %s was %s\n", s->engine->name, what, got ? "made" : "refused");
	return got == wanted ? 0 : -1;
}

static int ask_free(struct side *s, const struct op *op, struct answer *a)
{
	return s->engine->free_of_all(s->e, s->free_plan, op->start, op->end, a);
}

static int ask_remembered(struct side *s, const struct op *op, struct answer *a)
{
	return s->engine->free_remembered(s->e, op->start, op->end, a);
}

static int ask_week(struct side *s, const struct op *op, struct answer *a)
{
	return s->engine->week(s->e, op->ask.resource, op->start, op->end, a);
}

static int ask_next(struct side *s, const struct op *op, struct answer *a)
{
	return s->engine->next_free(s->e, s->next_plan, campus_of(op->ask.resource), op->start, op->end, NEXT_MIN, a);
}

static int do_op(struct side *s, enum work work, const struct op *op, double *us)
{
	const struct engine *engine = s->engine;
	struct answer a = {0};
	bool made = work != WORK_REFUSE;
	size_t n;
	int err = 0;
	double start = now_us();
	switch (work) {
	case WORK_BOOK:
	case WORK_REFUSE: err = engine->book(s->e, &op->ask, &made); break;
	case WORK_SERIES: err = engine->series(s->e, &op->ask, &made); break;
	case WORK_FREE: err = ask_free(s, op, &a); break;
	case WORK_REMEMBERED: err = ask_remembered(s, op, &a); break;
	case WORK_WEEK: err = ask_week(s, op, &a); break;
	case WORK_NEXT: err = ask_next(s, op, &a); break;
	case WORK_ALTERNATIVES: err = engine->alternatives(s->e, &op->ask, &n); break;
	case WORK_SERIES_ALTERNATIVES: err = engine->series_alternatives(s->e, &op->ask, &n); break;
	case WORK_LIST:
	case WORK_LIST_SEEN: err = engine->list(s->e, work == WORK_LIST_SEEN, &n); break;
	case WORK_START: return engine->start(s->at, us);
	case WORK_START_FREE: return engine->start_free(s->at, op->start, op->end, us);
	case WORKS: break;
	}
	*us = now_us() - start;
	return err ? err : expect(s, made, work != WORK_REFUSE, works[work].key);
}

/* ---- equal answers ---- */

typedef int asker(struct side *s, const struct op *op, struct answer *a);

static int compare(struct bench *b, enum work work, asker *ask, const char *what)
{
	int err = 0;
	for (size_t i = 0; !err && i < COMPARED; i++) {
		struct answer first = {0};
		struct op op;
		err = prepare_op(b, work, &op);
		for (size_t j = 0; !err && j < b->n_sides; j++) {
			struct answer a = {.keep = true};
			err = ask(&b->sides[j], &op, &a);
			if (!j)
				first = a;
			if (!err && (a.n != first.n || a.sum != first.sum)) {
				fprintf(stderr, "bench: %s: %s and %s give different answers (%zu and %zu)\n", what,
				        b->sides[0].engine->name, b->sides[j].engine->name, first.n, a.n);
				err = -1;
			}
		}
	}
	return err;
}

/* The calendars of what was booked meanwhile, over all time that the workload uses. */
int ops_compare_added(struct bench *b)
{
	int err = 0;
	for (size_t i = 0; !err && i < COMPARED && i < b->w.n_added; i++) {
		uint64_t sum = 0;
		for (size_t j = 0; !err && j < b->n_sides; j++) {
			struct answer a = {.keep = true};
			struct op op = {.ask = b->w.added[b->w.n_added - 1 - i],
			                .start = b->w.first,
			                .end = b->w.end + 120 * DAY_MIN};
			err = ask_week(&b->sides[j], &op, &a);
			if (!err && j && a.sum != sum) {
				fprintf(stderr, "bench: %s and %s hold different bookings\n", b->sides[0].engine->name,
				        b->sides[j].engine->name);
				err = -1;
			}
			sum = a.sum;
		}
	}
	return err;
}

static int compare_all(struct bench *b)
{
	int err = compare(b, WORK_FREE, ask_free, "what is free");
	if (!err)
		err = compare(b, WORK_REMEMBERED, ask_remembered, "what is free");
	if (!err)
		err = compare(b, WORK_WEEK, ask_week, "a week");
	if (!err)
		err = compare(b, WORK_NEXT, ask_next, "the next free time");
	return err ? err : ops_compare_added(b);
}

/* TRIED questions by one plan. The first plan gives the sums of the answers, the others have to give the same. */
static int try_plan(struct bench *b, struct side *s, enum work work, asker *ask, bool first, uint64_t sums[TRIED],
                    struct samples *v)
{
	int err = 0;
	for (size_t i = 0; !err && i < TRIED; i++) {
		struct op op;
		struct answer a = {.keep = true};
		err = prepare_op(b, work, &op);
		double start = now_us();
		if (!err)
			err = ask(s, &op, &a);
		if (!err)
			err = sample_add(v, now_us() - start);
		if (!err && !first && a.sum != sums[i]) {
			fprintf(stderr, "bench: %s: its ways give different answers\n", s->engine->name);
			err = -1;
		}
		sums[i] = a.sum;
	}
	return err;
}

/* Takes the plan that answers the fastest; all of them have to answer alike. */
static int choose_plan(struct bench *b, struct side *s, enum work work, asker *ask, const char *const *plans,
                       unsigned *plan)
{
	double best_us = 0;
	unsigned best = 0;
	int err = 0;
	uint64_t sums[TRIED], seed = b->w.random;
	for (*plan = 0; !err && *plan < PLANS_MAX && plans[*plan]; ++*plan) {
		struct samples v = {0};
		b->w.random = seed;
		err = try_plan(b, s, work, ask, *plan == 0, sums, &v);
		double us = sample_at(&v, 0.5);
		if (!err && plans[1])
			sample_write(b->out, b->medium, b->w.n, work == WORK_FREE ? "free plan" : "next plan",
			             s->engine->key, "us", &v, plans[*plan]);
		if (*plan == 0 || us < best_us) {
			best = *plan;
			best_us = us;
		}
		samples_release(&v);
	}
	*plan = best;
	return err;
}

/* ---- rounds ---- */

static int measure_work(struct bench *b, enum work work)
{
	int err = 0;
	struct op *ops = calloc(works[work].each_round, sizeof *ops);
	if (!ops)
		return -1;
	for (size_t i = 0; !err && i < works[work].each_round; i++)
		err = prepare_op(b, work, &ops[i]);
	for (size_t i = 0; !err && i < b->n_sides; i++) {
		struct side *s = &b->sides[i];
		if (work == WORK_SERIES_ALTERNATIVES && !s->engine->series_alternatives)
			continue;
		if ((work == WORK_LIST || work == WORK_LIST_SEEN) && !s->engine->list)
			continue;
		for (size_t j = 0; !err && j < works[work].each_round; j++) {
			double us = 0;
			err = do_op(s, work, &ops[j], &us);
			if (!err)
				err = sample_add(&s->v[work], us);
		}
	}
	free(ops);
	return err;
}

static int measure_rounds(struct bench *b)
{
	int err = compare_all(b);
	for (size_t i = 0; !err && i < b->n_sides; i++) {
		struct side *s = &b->sides[i];
		if (chosen(b->works, "free"))
			err = choose_plan(b, s, WORK_FREE, ask_free, s->engine->free_plans, &s->free_plan);
		if (!err && chosen(b->works, "next"))
			err = choose_plan(b, s, WORK_NEXT, ask_next, s->engine->next_plans, &s->next_plan);
	}
	for (unsigned round = 0; !err && round < ROUNDS; round++)
		for (int work = 0; !err && work < WORKS; work++)
			if (chosen(b->works, works[work].key))
				err = measure_work(b, (enum work)work);
	return err ? err : compare_all(b);
}

/* The way in which an engine was asked. */
static const char *plan_of(const struct side *s, int work)
{
	if (work == WORK_FREE)
		return s->engine->free_plans[s->free_plan];
	return work == WORK_NEXT ? s->engine->next_plans[s->next_plan] : "";
}

int ops_measure(struct bench *b)
{
	int err = measure_rounds(b);
	for (size_t i = 0; i < b->n_sides; i++)
		for (int work = 0; work < WORKS; work++) {
			struct side *s = &b->sides[i];
			sample_write(b->out, b->medium, b->w.n, works[work].key, s->engine->key, "us", &s->v[work],
			             plan_of(s, work));
			samples_release(&s->v[work]);
		}
	return err;
}
