/*
 * `bench [OPTION...] SIZE...`: the same workload for every engine in one run; every measurement is a line of a table
 * that `report` reads.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "bench/cluster.h"
#include "bench/imports.h"
#include "bench/limits.h"
#include "bench/lists.h"
#include "bench/ops.h"
#include "bench/procs.h"
#include "bench/proof.h"
#include "bench/rules.h"
#include "bench/screens.h"
#include "bench/sharing.h"
#include "bench/spawn.h"
#include "bench/tail.h"
#include "store/base/clock.h"

enum { PROCS_ROUNDS = 3, PROCS_FIGURES = 7, PROCS = 8, PROCS_RESOURCES = 50 };

#define PROCS_SECONDS 2.0

static const struct {
	const char *work, *unit;
} procs_figures[PROCS_FIGURES] = {
	{"procs", "/s"},       {"procs made", "/s"},        {"procs p50", "us"},         {"procs p99", "us"},
	{"procs worst", "us"}, {"procs fairness", "times"}, {"procs overlaps", "count"},
};

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

/* A figure of every engine, of one measurement a round. */
static void write_procs(struct bench *b, const struct side *s, struct samples v[PROCS_FIGURES])
{
	for (int i = 0; i < PROCS_FIGURES; i++)
		write_samples(b, procs_figures[i].work, s, procs_figures[i].unit, &v[i]);
}

static int run_procs(struct bench *b, const struct side *s, unsigned round, struct samples v[PROCS_FIGURES])
{
	struct procs_result r;
	const struct procs_ask ask = {s->engine,    s->at, PROCS, PROCS_RESOURCES, procs_begins(&b->w, round),
	                              PROCS_SECONDS};
	int err = procs_run(&ask, &r);
	const double got[PROCS_FIGURES] = {r.decided_per_s, r.made_per_s, r.p50_us,          r.p99_us,
	                                   r.worst_us,      r.fairness,   (double)r.overlaps};
	for (int i = 0; !err && i < PROCS_FIGURES; i++)
		err = sample_add(&v[i], got[i]);
	return err;
}

static int measure_procs(struct bench *b)
{
	struct samples v[ENGINES][PROCS_FIGURES] = {0};
	int err = 0;
	for (unsigned round = 0; !err && round < PROCS_ROUNDS; round++)
		for (size_t i = 0; !err && i < b->n_sides; i++)
			err = run_procs(b, &b->sides[i], round, v[i]);
	for (size_t i = 0; i < b->n_sides; i++)
		write_procs(b, &b->sides[i], v[i]);
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
	return err ? err : ops_compare_added(b);
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

/* Of Quad alone: the others have no screen. */
static int measure_screen(struct bench *b)
{
	static const char *const works[SCREEN_FIGURES] = {"screen first", "screen cold", "screen key", "screen page",
	                                                  "screen day"};
	struct samples v[SCREEN_FIGURES] = {0};
	struct side *s = &b->sides[0];
	if (b->n_sides == 0 || s->engine != &engine_quad)
		return 0;
	int err = screens_run(b->quad, s->at, clock_local_day(b->w.v[0].start), v);
	for (int i = 0; i < SCREEN_FIGURES; i++)
		write_samples(b, works[i], s, "us", &v[i]);
	return err;
}

static int choose_sides(struct bench *b)
{
	static const struct engine *const all[ENGINES] = {&engine_quad, &engine_sqlite, &engine_pg_exclude,
	                                                  &engine_pg_serializable};
	b->n_sides = 0;
	if (b->cluster) {
		b->sides[b->n_sides++] = (struct side){.engine = &engine_quad};
		return cluster_place(b->cluster, b->sides[0].at, sizeof b->sides[0].at) ? 0 : -1;
	}
	for (size_t i = 0; i < ENGINES; i++) {
		bool server = all[i] == &engine_pg_exclude || all[i] == &engine_pg_serializable;
		if (!chosen(b->engines, all[i]->key) || (server && !b->postgres) || (i && b->w.n > OTHERS_MAX))
			continue;
		struct side *s = &b->sides[b->n_sides++];
		*s = (struct side){.engine = all[i]};
		snprintf(s->at, sizeof s->at, "%s%s%s", server ? b->postgres : b->dir, server ? "" : "/",
		         server ? "" : all[i]->key);
	}
	return 0;
}

/* With the engines open. */
static int measure_open(struct bench *b)
{
	int err = open_all(b);
	if (!err)
		err = ops_measure(b);
	/* after what is compared between sizes, since it adds much to a small store */
	if (!err && chosen(b->works, "tail"))
		err = measure_tails(b);
	close_all(b);
	return err;
}

/* With every store made, and none open. */
static int measure_all(struct bench *b, const char *csv)
{
	int err = 0;
	if (chosen(b->works, "size"))
		err = measure_sizes(b);
	if (!err)
		err = measure_open(b);
	if (!err && chosen(b->works, "limits"))
		err = measure_limits(b);
	if (!err && chosen(b->works, "import") && b->w.n <= OTHERS_MAX)
		err = imports_measure(b, csv);
	if (!err && chosen(b->works, "procs"))
		err = measure_procs(b);
	if (!err && chosen(b->works, "screen"))
		err = measure_screen(b);
	if (!err && chosen(b->works, "reports"))
		err = sharing_measure(b);
	/* last, since it leaves people in the store, whom all after it would have to be */
	if (!err && chosen(b->works, "proof"))
		err = proof_measure(b);
	if (!err && chosen(b->works, "rules"))
		err = rules_measure(b);
	return err;
}

static int measure(struct bench *b, size_t n)
{
	char csv[600];
	int err = workload_init(&b->w, n);
	if (!err)
		err = choose_sides(b);
	snprintf(csv, sizeof csv, "%s/bookings.csv", b->dir);
	if (!err)
		err = list_write_csv(csv, &b->w, n);
	if (!err)
		err = make_all(b, csv);
	if (!err)
		err = b->cluster ? cluster_measure(b, csv) : measure_all(b, csv);
	for (size_t i = 0; i < b->n_sides; i++)
		remove_tree(b->sides[i].at);
	remove_tree(csv);
	workload_release(&b->w);
	return err;
}

static int usage(void)
{
	fputs("usage: bench --dir DIR --quad PROGRAM --out FILE [--postgres CONNINFO] [--cluster ADDRESS]\n"
	      "             [--medium NAME] [--engines WORDS] [--works WORDS] SIZE...\n"
	      "engines: quad sqlite exclude serializable\n"
	      "works: book refuse series free remembered week next alternatives series_alternatives list seen start\n"
	      "       fresh tail size limits import procs screen reports proof rules\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"dir", required_argument, NULL, 'd'},
		{"quad", required_argument, NULL, 'q'},
		{"out", required_argument, NULL, 'o'},
		{"postgres", required_argument, NULL, 'p'},
		{"medium", required_argument, NULL, 'm'},
		{"engines", required_argument, NULL, 'e'},
		{"works", required_argument, NULL, 'w'},
		{"cluster", required_argument, NULL, 'c'},
		{NULL, 0, NULL, 0},
	};
	static struct bench b = {.medium = "disk", .quad = "quad"};
	const char *out = NULL;
	int c, err = 0;
	/* as in the screen, so that Quad has a thread put the log into the tree (store/db/lmdb_fold.h) */
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'd': b.dir = optarg; break;
		case 'q':
			b.quad = optarg;
			engine_quad_program(optarg);
			break;
		case 'o': out = optarg; break;
		case 'p': b.postgres = optarg; break;
		case 'm': b.medium = optarg; break;
		case 'e': b.engines = optarg; break;
		case 'c': b.cluster = optarg; break;
		case 'w': b.works = optarg; break;
		default: return usage();
		}
	}
	if (!b.dir || !out || optind == argc)
		return usage();
	for (int i = optind; i < argc; i++)
		if (strtoull(argv[i], NULL, 10) < WORKLOAD_MIN) {
			fprintf(stderr, "bench: %s: a size is at least %d bookings\n", argv[i], WORKLOAD_MIN);
			return 2;
		}
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
