/*
 * Rounds of Quad, with its clients on one machine and on different ones, and of the two bare clients alternate, each
 * with every number of clients; what is stored is compared with what was acknowledged after each. The bare clients'
 * tables begin with the keys and values of a store of the same bookings.
 */
#include "bench/cluster.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/bare.h"
#include "bench/line.h"
#include "bench/procs.h"
#include "bench/spawn.h"

enum { ROUNDS = 3, SIDES = 4, COUNTS = 3, LABS = N_RESOURCES, STANDBYS = 2, WAIT_MS = 30000, ROUND_FIRST = 1 };

#define SECONDS 3.0

static const int clients[COUNTS] = {1, 8, 64};

struct rate_side {
	const struct engine *engine;
	const char *at;
	struct samples made[COUNTS], p50[COUNTS], p99[COUNTS], worst[COUNTS], wrong[COUNTS], again[COUNTS];
};

bool cluster_place(const char *server, char *out, size_t size)
{
	int n = snprintf(out, size, "%s&options=-csearch_path%%3Dbench_quad", server);
	return n > 0 && (size_t)n < size;
}

/* ---- the servers ---- */

static int count_standbys(PGconn *c)
{
	PGresult *r = PQexec(c, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'");
	int n = PQresultStatus(r) == PGRES_TUPLES_OK ? (int)strtol(PQgetvalue(r, 0, 0), NULL, 10) : -1;
	PQclear(r);
	return n;
}

/* Until commits wait for one of two standbys. */
static int await_standbys(const char *server)
{
	PGconn *c = PQconnectdb(server);
	int n = count_standbys(c);
	for (int ms = 0; ms < WAIT_MS && n >= 0 && n < STANDBYS; ms += 20) {
		usleep(20000);
		n = count_standbys(c);
	}
	if (n != STANDBYS)
		fprintf(stderr, "bench: the cluster: %s\n", n < 0 ? PQerrorMessage(c) : "no two standbys");
	PQfinish(c);
	return n == STANDBYS ? 0 : -1;
}

/* ---- what a booking reads and writes ---- */

static int write_shape(struct bench *b, const struct shapes *shapes)
{
	struct samples reads = {0}, writes = {0}, bytes = {0};
	int err = 0;
	for (size_t i = 0; !err && i < SHAPES; i++) {
		const struct shape *s = &shapes->v[i];
		double n = 0;
		for (size_t j = 0; j < s->n_writes; j++)
			n += (double)(s->writes[j].key.len + s->writes[j].value_len);
		err = sample_add(&reads, (double)s->n_reads);
		if (!err)
			err = sample_add(&writes, (double)s->n_writes);
		if (!err)
			err = sample_add(&bytes, n);
	}
	write_samples(b, "shape reads", &b->sides[0], "count", &reads);
	write_samples(b, "shape writes", &b->sides[0], "count", &writes);
	write_samples(b, "shape bytes", &b->sides[0], "count", &bytes);
	return err;
}

/* In a store on the disk with the same bookings, which also gives the bare clients' tables their content. */
static int prepare_bare(struct bench *b, const char *csv, struct shapes *out)
{
	char at[600];
	snprintf(at, sizeof at, "%s/shape", b->dir);
	int err = engine_quad.create(at, &b->w, csv);
	if (!err)
		err = shapes_record(at, &b->w, out);
	if (!err)
		err = bare_create(b->cluster, at);
	remove_tree(at);
	return err ? err : write_shape(b, out);
}

/* ---- bookings a second ---- */

static int add_result(struct rate_side *s, int count, const struct procs_result *r)
{
	int err = sample_add(&s->made[count], r->made_per_s);
	if (!err)
		err = sample_add(&s->p50[count], r->p50_us);
	if (!err)
		err = sample_add(&s->p99[count], r->p99_us);
	if (!err)
		err = sample_add(&s->worst[count], r->worst_us);
	return err ? err : sample_add(&s->wrong[count], (double)r->overlaps);
}

static int run_side(struct bench *b, struct rate_side *s, int count, unsigned round)
{
	struct procs_ask ask = {s->engine, s->at, clients[count], LABS, 0, SECONDS};
	struct procs_result r;
	size_t before = 0, after = 0;
	bool bare = !s->engine->week, apart = s->engine == &engine_quad_apart;
	ask.begins = procs_begins(&b->w, ROUND_FIRST + ((unsigned)count * ROUNDS + round) * 2 + apart);
	int err = bare ? bare_count(s->engine, s->at, &before) : 0;
	if (!err)
		err = procs_run(&ask, &r);
	if (!err && bare)
		err = bare_count(s->engine, s->at, &after);
	if (!err && bare && after - before != r.made) {
		fprintf(stderr, "bench: %s: %zu bookings were acknowledged, %zu are stored\n", s->engine->name, r.made,
		        after - before);
		err = -1;
	}
	if (!err && bare)
		err = sample_add(&s->again[count], (double)bare_again() / (double)(r.made ? r.made : 1));
	return err ? err : add_result(s, count, &r);
}

static void write_side(struct bench *b, struct rate_side *s)
{
	const struct side side = {.engine = s->engine};
	for (int i = 0; i < COUNTS; i++) {
		char work[64];
		const struct {
			const char *what, *unit;
			struct samples *v;
		} all[] = {
			{"", "/s", &s->made[i]},           {" p50", "us", &s->p50[i]},
			{" p99", "us", &s->p99[i]},        {" worst", "us", &s->worst[i]},
			{" wrong", "count", &s->wrong[i]}, {" again", "times", &s->again[i]},
		};
		for (size_t j = 0; j < sizeof all / sizeof *all; j++) {
			snprintf(work, sizeof work, "clients %d%s", clients[i], all[j].what);
			write_samples(b, work, &side, all[j].unit, all[j].v);
		}
	}
}

/* The order changes from round to round, so that nobody always comes after the same one. */
static int measure_rates(struct bench *b)
{
	struct rate_side sides[SIDES] = {{.engine = &engine_quad, .at = b->sides[0].at},
	                                 {.engine = &engine_quad_apart, .at = b->sides[0].at},
	                                 {.engine = &engine_bare_own, .at = b->cluster},
	                                 {.engine = &engine_bare_shared, .at = b->cluster}};
	int err = 0;
	for (unsigned round = 0; round < ROUNDS; round++)
		for (int count = 0; count < COUNTS; count++)
			for (unsigned i = 0; !err && i < SIDES; i++)
				err = run_side(b, &sides[(i + round) % SIDES], count, round);
	for (int i = 0; i < SIDES; i++)
		write_side(b, &sides[i]);
	return err;
}

int cluster_measure(struct bench *b, const char *csv)
{
	struct shapes *shapes = malloc(sizeof *shapes);
	int err = shapes ? await_standbys(b->cluster) : -1;
	if (!err)
		err = prepare_bare(b, csv, shapes);
	if (!err)
		err = bare_use(shapes);
	if (!err)
		err = measure_rates(b);
	if (!err)
		err = line_measure(b);
	free(shapes);
	return err;
}
