/*
 * What tests/cluster/run is made of, as commands: clients that book in a store, and the verdict on what they were
 * answered. A run has a directory, with the board that its clients share and the history of each.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tests/cluster/client.h"
#include "tests/cluster/verdict.h"
#include "tests/random.h"

enum { PATH = 4096, CLIENTS_MAX = 512, DAYS_AHEAD = 30 };

_Noreturn static void give_up(const char *what)
{
	fprintf(stderr, "cluster: %s: %s\n", what, strerror(errno));
	exit(2);
}

static struct board *map_board(const char *dir, int flags)
{
	char path[PATH];
	snprintf(path, sizeof path, "%s/board", dir);
	int fd = open(path, O_RDWR | O_CLOEXEC | flags, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(struct board)) != 0)
		give_up(path);
	struct board *b = mmap(NULL, sizeof *b, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (b == MAP_FAILED)
		give_up(path);
	close(fd);
	return b;
}

/* cluster begin STORE DIR CLIENTS: a new store and a run with so many clients */
static int begin(char **args)
{
	struct board *b = map_board(args[1], O_CREAT);
	*b = (struct board){.first_min = clock_now_min() + DAYS_AHEAD * 1440, .n_clients = (unsigned)atoll(args[2])};
	int err = client_school(args[0]);
	if (err)
		fprintf(stderr, "cluster: %s: %s\n", args[0], quad_strerror(err));
	return err ? 1 : 0;
}

static int run_client(const char *where, const char *dir, unsigned who, uint64_t seed)
{
	char path[PATH];
	struct random r = {seed + who * UINT64_C(0x9e3779b97f4a7c15)};
	snprintf(path, sizeof path, "%s/%u.history", dir, who);
	struct client c = {where, who, random_next(&r), map_board(dir, 0), fopen(path, "w")};
	if (!c.out)
		give_up(path);
	int status = client_run(&c);
	return fclose(c.out) == 0 ? status : 1;
}

/* cluster clients STORE DIR FIRST N SEED: N of them, until the run is stopped; FIRST is the number of the first */
static int clients(char **args)
{
	pid_t pids[CLIENTS_MAX];
	unsigned first = (unsigned)atoll(args[2]), n = (unsigned)atoll(args[3]);
	int status, worst = 0;
	for (unsigned i = 0; i < n && i < CLIENTS_MAX; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			give_up("fork");
		if (pids[i] == 0)
			_exit(run_client(args[0], args[1], first + i, strtoull(args[4], NULL, 10)));
	}
	for (unsigned i = 0; i < n && i < CLIENTS_MAX; i++)
		if (waitpid(pids[i], &status, 0) != pids[i] || status != 0) {
			fprintf(stderr, "cluster: client %u ended with status 0x%x\n", first + i, (unsigned)status);
			worst = 1;
		}
	return worst;
}

/* cluster await DIR N MS: until N more changes are acknowledged; status 1: they were not in time */
static int await(char **args)
{
	struct board *b = map_board(args[0], 0);
	unsigned long goal = atomic_load(&b->n_done) + strtoul(args[1], NULL, 10);
	int64_t until = client_clock() + atoll(args[2]) * 1000000;
	while (atomic_load(&b->n_done) < goal) {
		if (client_clock() > until)
			return 1;
		client_pause(10);
	}
	return 0;
}

/* cluster stop DIR: nothing new is asked from now on */
static int stop(char **args)
{
	char path[PATH];
	struct board *b = map_board(args[0], 0);
	snprintf(path, sizeof path, "%s/stop.history", args[0]);
	FILE *f = fopen(path, "w");
	if (!f)
		give_up(path);
	fprintf(f, "stop %" PRId64 "\n", client_clock());
	atomic_store(&b->stop, 1);
	return fclose(f) == 0 ? 0 : 1;
}

/* cluster verdict STORE DIR NAME: a row of the table, and what is wrong */
static int verdict(char **args)
{
	return verdict_give(args[0], args[1], args[2]);
}

/* cluster head: the names of the columns */
static int head(char **args)
{
	(void)args;
	verdict_head();
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int n_args;
		int (*run)(char **args);
	} commands[] = {{"begin", 3, begin}, {"clients", 5, clients}, {"await", 3, await},
	                {"stop", 1, stop},   {"verdict", 3, verdict}, {"head", 0, head}};
	for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0 && argc - 2 == commands[i].n_args)
			return commands[i].run(argv + 2);
	fprintf(stderr, "usage: cluster begin STORE DIR CLIENTS | clients STORE DIR FIRST N SEED | await DIR N MS |\n"
	                "       stop DIR | verdict STORE DIR NAME | head\n");
	return 2;
}
