/*
 * A line is a proxy that adds a round trip (delay.h). Each operation is timed twice: as it is in an office where nobody
 * else books, and just after a booking of a neighbour's, a process that is near the server, by which all that the
 * process had read before may be out of date.
 */
#include "bench/line.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bare.h"
#include "bench/cluster.h"
#include "bench/delay.h"
#include "bench/procs.h"
#include "bench/spawn.h"
#include "store/base/clock.h"
#include "store/facts/store_open.h"

enum { AT_MOST = 200, AT_LEAST = 30, COLD = 10, WARM = 3, NEIGHBOUR_ROUND = 20 };

enum op { OP_LINE_BOOK, OP_LINE_REFUSE, OP_LINE_WEEK, OP_LINE_FREE, OPS };

static const char *const op_names[OPS] = {"book", "refuse", "week", "free"};
static const long added_ms[] = {0, 5, 20};

/* ---- the neighbour ---- */

struct neighbour {
	pid_t pid;
	int fd; /* a byte asks for a booking, a byte says that it was made */
};

static int serve_neighbour(struct bench *b, int fd)
{
	uint64_t random = 1;
	void *e = NULL;
	char byte;
	int err = engine_quad.open(b->sides[0].at, &e);
	while (!err && read(fd, &byte, 1) == 1) {
		int64_t hours = (int64_t)random_below(&random, (uint64_t)PROCS_DAYS * 24);
		struct ask ask = {.resource = (uint32_t)random_below(&random, N_RESOURCES)};
		bool made;
		ask.start = procs_begins(&b->w, NEIGHBOUR_ROUND) + hours * 60;
		ask.end = ask.start + 60;
		err = engine_quad.book(e, &ask, &made);
		if (!err && write(fd, &byte, 1) != 1)
			err = -1;
	}
	engine_quad.close(e);
	return err;
}

static int start_neighbour(struct bench *b, struct neighbour *out)
{
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) {
		perror("bench: a neighbour");
		return -1;
	}
	fflush(NULL);
	*out = (struct neighbour){fork(), fds[0]};
	if (out->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		close(fds[0]);
		_exit(serve_neighbour(b, fds[1]) ? 1 : 0);
	}
	close(fds[1]);
	return out->pid > 0 ? 0 : -1;
}

static int let_neighbour_book(const struct neighbour *n)
{
	char byte = 'b';
	return write(n->fd, &byte, 1) == 1 && read(n->fd, &byte, 1) == 1 ? 0 : -1;
}

static int stop_neighbour(struct neighbour *n)
{
	int status = 0;
	close(n->fd);
	return n->pid > 0 && waitpid(n->pid, &status, 0) == n->pid && !status ? 0 : -1;
}

/* ---- operations ---- */

/* Round trips of this process so far, 0 if the engine does not count them. */
static double round_trips(void *e)
{
	struct db_figures figures;
	if (db_figures(engine_quad_store(e)->db, &figures) != 0)
		return 0;
	for (size_t i = 0; i < figures.n; i++)
		if (strcmp(figures.v[i].name, "round_trips") == 0)
			return (double)figures.v[i].value;
	return 0;
}

static int run_book(struct bench *b, void *e, double *us)
{
	struct ask ask;
	bool made = false;
	int err = workload_new(&b->w, &ask);
	double start = now_us();
	if (!err)
		err = engine_quad.book(e, &ask, &made);
	*us = now_us() - start;
	if (!err && !made)
		fprintf(stderr, "bench: Quad: a booking was refused\n");
	return made ? err : -1;
}

static int run_refuse(struct bench *b, void *e, double *us)
{
	struct ask ask;
	bool made = true;
	workload_clash(&b->w, &ask);
	double start = now_us();
	int err = engine_quad.book(e, &ask, &made);
	*us = now_us() - start;
	if (!err && made)
		fprintf(stderr, "bench: Quad: two bookings overlap\n");
	return made ? -1 : err;
}

static int run_week(struct bench *b, void *e, double *us)
{
	struct answer a = {0};
	int64_t from, to;
	workload_week(&b->w, &from, &to);
	uint32_t lab = workload_lab(&b->w);
	double start = now_us();
	int err = engine_quad.week(e, lab, from, to, &a);
	*us = now_us() - start;
	return err;
}

static int run_free(struct bench *b, void *e, double *us)
{
	struct answer a = {0};
	int64_t from, to;
	workload_window(&b->w, &from, &to);
	double start = now_us();
	int err = engine_quad.free_of_all(e, 0, from, to, &a);
	*us = now_us() - start;
	return err;
}

static int (*const run_op[OPS])(struct bench *b, void *e, double *us) = {run_book, run_refuse, run_week, run_free};

/* ---- measuring ---- */

static void write_op(struct bench *b, const char *name, long ms, const char *way, struct samples *us)
{
	char work[64];
	snprintf(work, sizeof work, "line %ld %s%s", ms, name, way);
	write_samples(b, work, &b->sides[0], "us", us);
}

/* The mean, since to ask for the number is a round trip too, and not a fast one. */
static int write_trips(struct bench *b, const char *name, long ms, const char *way, double trips)
{
	char work[64];
	snprintf(work, sizeof work, "line %ld %s%s trips", ms, name, way);
	return trips > 0 ? write_one(b, &b->sides[0], work, "count", trips) : 0;
}

static int measure_some(struct bench *b, void *e, enum op op, int n, const struct neighbour *other, struct samples *us)
{
	int err = 0;
	for (int i = 0; !err && i < n; i++) {
		double took = 0;
		if (other)
			err = let_neighbour_book(other);
		if (!err)
			err = run_op[op](b, e, &took);
		if (!err && us)
			err = sample_add(us, took);
	}
	return err;
}

static int measure_way(struct bench *b, void *e, long ms, const struct neighbour *other)
{
	const char *way = other ? "" : " alone";
	int err = 0, n = ms ? AT_LEAST : AT_MOST;
	for (enum op op = 0; !err && op < OPS; op++) {
		struct samples us = {0};
		err = measure_some(b, e, op, WARM, other, NULL);
		double before = round_trips(e), asked = round_trips(e) - before;
		if (!err)
			err = measure_some(b, e, op, n, other, &us);
		double trips = round_trips(e) - before - 2 * asked;
		write_op(b, op_names[op], ms, way, &us);
		if (!err)
			err = write_trips(b, op_names[op], ms, way, trips / n);
	}
	return err;
}

static int measure_process(struct bench *b, const char *place, long ms)
{
	struct neighbour n;
	void *e = NULL;
	int err = start_neighbour(b, &n);
	if (err)
		return err;
	err = engine_quad.open(place, &e);
	if (!err)
		err = measure_way(b, e, ms, NULL);
	if (!err)
		err = measure_way(b, e, ms, &n);
	engine_quad.close(e);
	return stop_neighbour(&n) || err ? -1 : 0;
}

static int measure_commands(struct bench *b, const char *place, long ms)
{
	struct samples show = {0}, find = {0};
	int err = 0;
	for (int i = -1; !err && i < COLD; i++) {
		int64_t from, to;
		double us, us_find;
		workload_window(&b->w, &from, &to);
		err = engine_quad.start(place, &us);
		if (!err)
			err = engine_quad.start_free(place, from, to, &us_find);
		if (!err && i >= 0)
			err = sample_add(&show, us);
		if (!err && i >= 0)
			err = sample_add(&find, us_find);
	}
	write_op(b, "show", ms, "", &show);
	write_op(b, "find", ms, "", &find);
	return err;
}

/* Two round trips and nothing decided. */
static int measure_bare(struct bench *b, const char *server, long ms)
{
	const struct side side = {.engine = &engine_bare_own};
	struct samples v = {0};
	char work[64];
	void *e = NULL;
	int err = engine_bare_own.open(server, &e), rounds = ms ? AT_LEAST : AT_MOST;
	for (int i = -WARM; !err && i < rounds; i++) {
		struct ask ask = {.resource = (uint32_t)(i + WARM)};
		bool made;
		double start = now_us();
		err = engine_bare_own.book(e, &ask, &made);
		if (!err && i >= 0)
			err = sample_add(&v, now_us() - start);
	}
	engine_bare_own.close(e);
	snprintf(work, sizeof work, "line %ld book", ms);
	write_samples(b, work, &side, "us", &v);
	return err;
}

/* ---- lines ---- */

/* The server's address with another port. */
static int address_at(const char *server, int port, char *out, size_t size)
{
	const char *host = strstr(server, "127.0.0.1:");
	if (!host) {
		fprintf(stderr, "bench: %s: not at 127.0.0.1 and a port\n", server);
		return -1;
	}
	host += strlen("127.0.0.1:");
	size_t digits = strspn(host, "0123456789");
	int n = snprintf(out, size, "%.*s%d%s", (int)(host - server), server, port, host + digits);
	return n > 0 && (size_t)n < size ? 0 : -1;
}

static int server_port(const char *server)
{
	const char *host = strstr(server, "127.0.0.1:");
	return host ? (int)strtol(host + strlen("127.0.0.1:"), NULL, 10) : 0;
}

static int measure_line(struct bench *b, long ms)
{
	struct delay d;
	char server[512], place[640];
	int err = delay_start(server_port(b->cluster), ms * 1000, &d);
	if (!err)
		err = address_at(b->cluster, d.port, server, sizeof server);
	if (!err && !cluster_place(server, place, sizeof place))
		err = -1;
	if (!err)
		err = measure_process(b, place, ms);
	if (!err)
		err = measure_commands(b, place, ms);
	if (!err)
		err = measure_bare(b, server, ms);
	delay_stop(&d);
	return err;
}

int line_measure(struct bench *b)
{
	int err = 0;
	for (size_t i = 0; !err && i < sizeof added_ms / sizeof *added_ms; i++)
		err = measure_line(b, added_ms[i]);
	return err;
}
