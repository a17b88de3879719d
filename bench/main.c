/*
 * `bench [OPTION...] SIZE...`: the same workload for every engine in one run, engine after engine in turn, round after
 * round; every measurement is a line of a table that `report` reads. Before anything is timed, all engines are asked
 * the same questions, and what they answer has to be equal; after the writes again.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/engine.h"
#include "bench/limits.h"
#include "bench/lists.h"
#include "bench/procs.h"
#include "bench/sample.h"
#include "bench/spawn.h"
#include "bench/tail.h"
#include "store/base/clock.h"

enum {
	ENGINES = 4,
	ROUNDS = 5,
	COMPARED = 50, /* questions of each kind, before and after */
	TRIED = 12,    /* by each plan */
	OTHERS_MAX = 1000000,
	IMPORT_ROUNDS_MAX = 100000,
	LISTED_MAX = 100000,
	RESOURCES_LISTED = 20000,
	PROCS_ROUNDS = 3,
	NEXT_MIN = 120,
};

#define PROCS_SECONDS 2.0

/* What is measured operation by operation, and how often in a round. */
enum work {
	WORK_BOOK,
	WORK_REFUSE,
	WORK_SERIES,
	WORK_FREE,
	WORK_REMEMBERED,
	WORK_WEEK,
	WORK_NEXT,
	WORK_ALTERNATIVES,
	WORK_SERIES_ALTERNATIVES,
	WORK_START,
	WORK_START_FREE,
	WORKS
};

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
	[WORK_START] = {"start", 5},
	[WORK_START_FREE] = {"fresh", 5},
};

struct side {
	const struct engine *engine;
	char at[512];
	void *e; /* while it is open */
	unsigned free_plan, next_plan;
	struct samples v[WORKS];
};

struct bench {
	const char *dir, *postgres, *medium, *engines, *works;
	FILE *out;
	struct workload w;
	struct side sides[ENGINES];
	size_t n_sides;
};

/* A question or an order, the same for all engines. */
struct op {
	struct ask ask;
	int64_t start, end;
};

/* Whether a word is in a list of words, NULL being all. */
static bool chosen(const char *list, const char *word)
{
	size_t len = strlen(word);
	while (list) {
		size_t here = strcspn(list, " ");
		if (here == len && strncmp(list, word, len) == 0)
			return true;
		if (!list[here])
			return false;
		list += here + 1;
	}
	return true;
}

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
static int compare_added(struct bench *b)
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
	return err ? err : compare_added(b);
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
		for (size_t i = 0; !err && i < TRIED; i++) {
			struct op op;
			struct answer a = {.keep = true};
			err = prepare_op(b, work, &op);
			double start = now_us();
			if (!err)
				err = ask(s, &op, &a);
			if (!err)
				err = sample_add(&v, now_us() - start);
			if (!err && *plan && a.sum != sums[i]) {
				fprintf(stderr, "bench: %s: `%s` answers otherwise than `%s`\n", s->engine->name,
				        plans[*plan], plans[0]);
				err = -1;
			}
			sums[i] = a.sum;
		}
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

/* ---- lists in ---- */

static int write_rate(struct bench *b, const char *work, const struct side *s, struct samples *v, double rows)
{
	for (size_t i = 0; i < v->n; i++)
		v->v[i] = rows / v->v[i] * 1e6;
	sample_write(b->out, b->medium, b->w.n, work, s->engine->key, "/s", v, "");
	samples_release(v);
	return 0;
}

static int import_in_turn(struct bench *b, const char *csv)
{
	size_t rounds = b->w.n <= IMPORT_ROUNDS_MAX ? 3 : 1;
	struct samples checked[ENGINES] = {0}, unchecked[ENGINES] = {0}, memory[ENGINES] = {0}, bytes[ENGINES] = {0};
	int err = 0;
	for (size_t round = 0; !err && round < rounds; round++) {
		for (size_t i = 0; !err && i < b->n_sides; i++) {
			const struct side *s = &b->sides[i];
			bool server = strncmp(s->engine->name, "PostgreSQL", 10) == 0;
			for (int checks = 1; s->engine->import && checks >= 0 && !err; checks--) {
				char at[600];
				struct import_cost cost;
				if (!checks && !s->engine->imports_unchecked)
					break;
				snprintf(at, sizeof at, "%s%s", s->at, server ? "" : "-import");
				err = s->engine->import(at, csv, b->w.n, checks, &cost);
				if (!err)
					err = sample_add(checks ? &checked[i] : &unchecked[i], cost.us);
				if (!err && checks && cost.mib > 0)
					err = sample_add(&memory[i], cost.mib);
				if (!err && checks)
					err = sample_add(&bytes[i], cost.bytes / (double)b->w.n);
				if (!server)
					remove_tree(at);
			}
		}
	}
	for (size_t i = 0; i < b->n_sides; i++) {
		write_rate(b, "import", &b->sides[i], &checked[i], (double)b->w.n);
		write_rate(b, "import unchecked", &b->sides[i], &unchecked[i], (double)b->w.n);
		sample_write(b->out, b->medium, b->w.n, "import memory", b->sides[i].engine->key, "MiB", &memory[i],
		             "");
		sample_write(b->out, b->medium, b->w.n, "import size", b->sides[i].engine->key, "B", &bytes[i], "");
		samples_release(&memory[i]);
		samples_release(&bytes[i]);
	}
	return err;
}

/* What only Quad reads: workbooks; and a list of resources, which needs no consortium. */
static int import_others(struct bench *b)
{
	char path[600], at[600];
	struct samples xlsx = {0}, resources = {0};
	size_t n = b->w.n < LISTED_MAX ? b->w.n : LISTED_MAX;
	struct import_cost cost;
	double us;
	snprintf(at, sizeof at, "%s/other-import", b->dir);
	snprintf(path, sizeof path, "%s/bookings.xlsx", b->dir);
	int err = list_write_xlsx(path, &b->w, n);
	for (int i = 0; !err && i < 3; i++) {
		err = engine_quad.import(at, path, n, true, &cost);
		if (!err)
			err = sample_add(&xlsx, cost.us);
		remove_tree(at);
	}
	remove_tree(path);
	snprintf(path, sizeof path, "%s/resources.csv", b->dir);
	if (!err)
		err = list_write_resources(path, RESOURCES_LISTED);
	for (int i = 0; !err && i < 3; i++) {
		err = engine_quad_import_resources(at, path, &us);
		if (!err)
			err = sample_add(&resources, us);
		remove_tree(at);
	}
	remove_tree(path);
	write_rate(b, "import xlsx", &b->sides[0], &xlsx, (double)n);
	write_rate(b, "import resources", &b->sides[0], &resources, RESOURCES_LISTED);
	return err;
}

/* ---- a size ---- */

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

static int open_all(struct bench *b)
{
	int err = 0;
	for (size_t i = 0; !err && i < b->n_sides; i++)
		if (!b->sides[i].e)
			err = b->sides[i].engine->open(b->sides[i].at, &b->sides[i].e);
	return err;
}

static void close_all(struct bench *b)
{
	for (size_t i = 0; i < b->n_sides; i++) {
		b->sides[i].engine->close(b->sides[i].e);
		b->sides[i].e = NULL;
	}
}

static int measure_procs(struct bench *b)
{
	struct samples decided[ENGINES] = {0}, made[ENGINES] = {0}, p50[ENGINES] = {0}, p99[ENGINES] = {0};
	struct samples worst[ENGINES] = {0}, fairness[ENGINES] = {0}, overlaps[ENGINES] = {0};
	int err = 0;
	for (unsigned round = 0; !err && round < PROCS_ROUNDS; round++)
		for (size_t i = 0; !err && i < b->n_sides; i++) {
			struct procs_result r;
			err = procs_run(b->sides[i].engine, b->sides[i].at, &b->w, round, PROCS_SECONDS, &r);
			if (!err)
				err = sample_add(&decided[i], r.decided_per_s) || sample_add(&made[i], r.made_per_s) ||
				      sample_add(&p50[i], r.p50_us) || sample_add(&p99[i], r.p99_us) ||
				      sample_add(&worst[i], r.worst_us) || sample_add(&fairness[i], r.fairness) ||
				      sample_add(&overlaps[i], (double)r.overlaps);
		}
	for (size_t i = 0; i < b->n_sides; i++) {
		const char *key = b->sides[i].engine->key;
		sample_write(b->out, b->medium, b->w.n, "procs", key, "/s", &decided[i], "");
		sample_write(b->out, b->medium, b->w.n, "procs made", key, "/s", &made[i], "");
		sample_write(b->out, b->medium, b->w.n, "procs p50", key, "us", &p50[i], "");
		sample_write(b->out, b->medium, b->w.n, "procs p99", key, "us", &p99[i], "");
		sample_write(b->out, b->medium, b->w.n, "procs worst", key, "us", &worst[i], "");
		sample_write(b->out, b->medium, b->w.n, "procs fairness", key, "times", &fairness[i], "");
		sample_write(b->out, b->medium, b->w.n, "procs overlaps", key, "count", &overlaps[i], "");
		struct samples *all[] = {&decided[i], &made[i],     &p50[i],     &p99[i],
		                         &worst[i],   &fairness[i], &overlaps[i]};
		for (size_t j = 0; j < sizeof all / sizeof *all; j++)
			samples_release(all[j]);
	}
	return err;
}

static int make_all(struct bench *b, const char *csv)
{
	int err = 0;
	for (size_t i = 0; !err && i < b->n_sides; i++) {
		struct side *s = &b->sides[i];
		struct samples load = {0};
		double start = now_us();
		fprintf(stderr, "bench: %s, %zu bookings, %s: loading\n", b->medium, b->w.n, s->engine->name);
		err = s->engine->create(s->at, &b->w, csv);
		if (!err)
			err = sample_add(&load, now_us() - start);
		/* where all are compared, import is measured by itself */
		if (!err)
			write_rate(b, s->engine == &engine_quad && b->w.n > OTHERS_MAX ? "import" : "load", s, &load,
			           (double)b->w.n);
		samples_release(&load);
	}
	return err;
}

static int write_one(struct bench *b, const struct side *s, const char *work, const char *unit, double v)
{
	struct samples one = {0};
	int err = sample_add(&one, v);
	sample_write(b->out, b->medium, b->w.n, work, s->engine->key, unit, &one, "");
	samples_release(&one);
	return err;
}

/* Before anything is added to what was loaded. */
static int measure_sizes(struct bench *b)
{
	static const char *const parts[SIZE_PARTS] = {
		[SIZE_BOOKINGS] = "size bookings", [SIZE_CLAIMS] = "size claims",   [SIZE_CLAIM_TIMES] = "size times",
		[SIZE_REFS] = "size refs",         [SIZE_JOURNAL] = "size journal", [SIZE_REQUESTS] = "size requests",
	};
	double n = (double)b->w.n;
	int err = 0;
	for (size_t i = 0; !err && i < b->n_sides; i++) {
		const struct side *s = &b->sides[i];
		struct store_size size = {0};
		err = s->engine->size(s->at, &size);
		if (!err)
			err = write_one(b, s, "size", "B", size.bytes / n);
		for (int part = 0; !err && part < SIZE_PARTS; part++)
			if (size.part_bytes[part] > 0)
				err = write_one(b, s, parts[part], "B", size.part_bytes[part] / n);
	}
	return err;
}

/* The same bookings in each engine. */
static int measure_tails(struct bench *b)
{
	struct ask *asks = calloc(TAIL_BOOKINGS, sizeof *asks);
	int err = asks ? 0 : -1;
	for (size_t i = 0; !err && i < TAIL_BOOKINGS; i++)
		err = workload_new(&b->w, &asks[i]);
	for (size_t i = 0; !err && i < b->n_sides; i++) {
		const struct side *s = &b->sides[i];
		struct tail_result r;
		err = tail_run(s->engine, s->e, asks, TAIL_BOOKINGS, &r);
		if (!err)
			err = write_one(b, s, "tail mean", "us", r.mean_us);
		if (!err)
			err = write_one(b, s, "tail p99", "us", r.p99_us);
		if (!err)
			err = write_one(b, s, "tail worst", "us", r.worst_us);
	}
	free(asks);
	return err ? err : compare_added(b);
}

static int measure_limits(struct bench *b)
{
	struct samples flush = {0}, steps = {0};
	int err = limit_flush(b->dir, &flush);
	if (!err && b->sides[0].engine == &engine_quad)
		err = limit_steps(b->sides[0].at, &steps);
	sample_write(b->out, b->medium, b->w.n, "limit flush", "machine", "us", &flush, "");
	sample_write(b->out, b->medium, b->w.n, "limit steps", "machine", "/s", &steps, "");
	samples_release(&flush);
	samples_release(&steps);
	return err;
}

static int measure_ops(struct bench *b)
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

static void choose_sides(struct bench *b)
{
	static const struct engine *const all[ENGINES] = {&engine_quad, &engine_sqlite, &engine_pg_exclude,
	                                                  &engine_pg_serializable};
	b->n_sides = 0;
	for (size_t i = 0; i < ENGINES; i++) {
		bool server = all[i] == &engine_pg_exclude || all[i] == &engine_pg_serializable;
		if (!chosen(b->engines, all[i]->key) || (server && !b->postgres) || (i && b->w.n > OTHERS_MAX))
			continue;
		struct side *s = &b->sides[b->n_sides++];
		*s = (struct side){.engine = all[i]};
		snprintf(s->at, sizeof s->at, "%s%s%s", server ? b->postgres : b->dir, server ? "" : "/",
		         server ? "" : all[i]->key);
	}
}

static int measure(struct bench *b, size_t n)
{
	char csv[600];
	int err = workload_init(&b->w, n);
	choose_sides(b);
	snprintf(csv, sizeof csv, "%s/bookings.csv", b->dir);
	if (!err)
		err = list_write_csv(csv, &b->w, n);
	if (!err)
		err = make_all(b, csv);
	if (!err && chosen(b->works, "size"))
		err = measure_sizes(b);
	if (!err)
		err = open_all(b);
	if (!err)
		err = measure_ops(b);
	/* after what is compared between sizes, since it adds much to a small store */
	if (!err && chosen(b->works, "tail"))
		err = measure_tails(b);
	close_all(b);
	for (size_t i = 0; i < b->n_sides; i++)
		for (int work = 0; work < WORKS; work++) {
			struct side *s = &b->sides[i];
			const char *plan = work == WORK_FREE   ? s->engine->free_plans[s->free_plan]
			                   : work == WORK_NEXT ? s->engine->next_plans[s->next_plan]
			                                       : "";
			sample_write(b->out, b->medium, n, works[work].key, s->engine->key, "us", &s->v[work], plan);
			samples_release(&s->v[work]);
		}
	if (!err && chosen(b->works, "limits"))
		err = measure_limits(b);
	bool lists = chosen(b->works, "import") && n <= OTHERS_MAX;
	if (!err && lists)
		err = import_in_turn(b, csv);
	if (!err && lists && b->n_sides && b->sides[0].engine == &engine_quad)
		err = import_others(b);
	if (!err && chosen(b->works, "procs"))
		err = measure_procs(b);
	for (size_t i = 0; i < b->n_sides; i++)
		remove_tree(b->sides[i].at);
	remove_tree(csv);
	workload_release(&b->w);
	return err;
}

static int usage(void)
{
	fputs("usage: bench --dir DIR --quad PROGRAM --out FILE [--postgres CONNINFO] [--medium NAME]\n"
	      "             [--engines WORDS] [--works WORDS] SIZE...\n"
	      "engines: quad sqlite exclude serializable\n"
	      "works: book refuse series free remembered week next alternatives series_alternatives start fresh tail\n"
	      "       size limits import procs\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"dir", required_argument, NULL, 'd'},    {"quad", required_argument, NULL, 'q'},
		{"out", required_argument, NULL, 'o'},    {"postgres", required_argument, NULL, 'p'},
		{"medium", required_argument, NULL, 'm'}, {"engines", required_argument, NULL, 'e'},
		{"works", required_argument, NULL, 'w'},  {NULL, 0, NULL, 0},
	};
	static struct bench b = {.medium = "disk"};
	const char *out = NULL;
	int c, err = 0;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'd': b.dir = optarg; break;
		case 'q': engine_quad_program(optarg); break;
		case 'o': out = optarg; break;
		case 'p': b.postgres = optarg; break;
		case 'm': b.medium = optarg; break;
		case 'e': b.engines = optarg; break;
		case 'w': b.works = optarg; break;
		default: return usage();
		}
	}
	if (!b.dir || !out || optind == argc)
		return usage();
	b.out = fopen(out, "a");
	if (!b.out) {
		perror(out);
		return 1;
	}
	for (int i = optind; !err && i < argc; i++)
		err = measure(&b, (size_t)strtoull(argv[i], NULL, 10));
	fclose(b.out);
	return err ? 1 : 0;
}
