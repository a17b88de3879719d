/*
 * Each process opens the store by itself, waits until all are there, and books as fast as it can until the time is up;
 * how long each decision took goes into memory that all share.
 */
#include "bench/procs.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/spawn.h"
#include "store/base/clock.h"

enum { DECISIONS_MAX = 400000, HOURS = 22 };

struct shared {
	atomic_int ready, go;
	struct {
		size_t n, made;
		bool failed;
		float us[DECISIONS_MAX];
	} process[PROCS_MAX];
};

int64_t procs_begins(const struct workload *w, unsigned round)
{
	return w->first + (int64_t)(25 + 4 * round) * 365 * DAY_MIN;
}

static int work(const struct procs_ask *run, void *e, struct shared *shared, int self)
{
	uint64_t random = (uint64_t)run->begins * 1000003 + (uint64_t)self * UINT64_C(0x123456789);
	atomic_fetch_add(&shared->ready, 1);
	while (!atomic_load(&shared->go))
		usleep(100);
	double until = now_us() + run->seconds * 1e6, start;
	while ((start = now_us()) < until && shared->process[self].n < DECISIONS_MAX) {
		bool made = false;
		uint64_t day = random_below(&random, PROCS_DAYS - 1), hour = random_below(&random, HOURS);
		struct ask ask = {.resource = (uint32_t)random_below(&random, run->n_resources)};
		ask.start = run->begins + (int64_t)day * DAY_MIN + (int64_t)hour * 60;
		ask.end = ask.start + 120;
		if (run->engine->book(e, &ask, &made) != 0)
			return -1;
		shared->process[self].us[shared->process[self].n++] = (float)(now_us() - start);
		shared->process[self].made += made;
	}
	return 0;
}

static void child(const struct procs_ask *run, struct shared *shared, int self)
{
	void *e = NULL;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	int err = run->engine->open(run->at, &e);
	if (err)
		atomic_fetch_add(&shared->ready, 1);
	else
		err = work(run, e, shared, self);
	shared->process[self].failed = err != 0;
	run->engine->close(e);
	_exit(err ? 1 : 0);
}

static int order(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* What is stored against what was acknowledged. */
static int verify(const struct procs_ask *run, size_t made, size_t *overlaps)
{
	void *e = NULL;
	size_t stored = 0;
	int err = run->engine->open(run->at, &e);
	*overlaps = 0;
	for (uint32_t i = 0; !err && i < run->n_resources; i++) {
		struct answer a = {0};
		err = run->engine->week(e, i, run->begins, run->begins + (int64_t)PROCS_DAYS * DAY_MIN, &a);
		stored += a.n;
		*overlaps += a.overlaps;
	}
	run->engine->close(e);
	if (!err && stored != made)
		fprintf(stderr, "bench: %s: %zu bookings were acknowledged, %zu are stored\n", run->engine->name, made,
		        stored);
	*overlaps += stored > made ? stored - made : made - stored;
	return err;
}

static int sum_up(const struct shared *shared, const struct procs_ask *run, struct procs_result *out)
{
	size_t n = 0, least = SIZE_MAX, most = 0;
	out->made = 0;
	for (int i = 0; i < run->n_procs; i++) {
		size_t mine = shared->process[i].n;
		n += mine;
		out->made += shared->process[i].made;
		least = mine < least ? mine : least;
		most = mine > most ? mine : most;
	}
	float *all = malloc((n + 1) * sizeof *all);
	if (!all)
		return -1;
	n = 0;
	for (int i = 0; i < run->n_procs; i++) {
		memcpy(all + n, shared->process[i].us, shared->process[i].n * sizeof *all);
		n += shared->process[i].n;
	}
	qsort(all, n, sizeof *all, order);
	out->decided_per_s = (double)n / run->seconds;
	out->made_per_s = (double)out->made / run->seconds;
	out->p50_us = n ? (double)all[n / 2] : 0;
	out->p99_us = n ? (double)all[n * 99 / 100] : 0;
	out->worst_us = n ? (double)all[n - 1] : 0;
	out->fairness = (double)most / (double)(least ? least : 1);
	free(all);
	return 0;
}

int procs_run(const struct procs_ask *run, struct procs_result *out)
{
	struct shared *shared =
		mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	pid_t pids[PROCS_MAX];
	int err = 0, status, n = 0;
	*out = (struct procs_result){0};
	if (shared == MAP_FAILED) {
		perror("bench: memory");
		return -1;
	}
	fflush(NULL);
	while (n < run->n_procs && (pids[n] = fork()) >= 0) {
		if (pids[n] == 0)
			child(run, shared, n);
		n++;
	}
	while (atomic_load(&shared->ready) < n)
		usleep(1000);
	atomic_store(&shared->go, 1);
	for (int i = 0; i < n; i++)
		if (waitpid(pids[i], &status, 0) != pids[i] || status)
			err = -1;
	if (n < run->n_procs || err)
		err = -1;
	if (!err)
		err = sum_up(shared, run, out);
	if (!err && run->engine->week)
		err = verify(run, out->made, &out->overlaps);
	munmap(shared, sizeof *shared);
	return err;
}
