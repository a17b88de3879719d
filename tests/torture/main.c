/*
 * What a store goes through in years, in minutes. Every scenario prints what it did; the exit status is 1 if anything
 * was not as promised. TORTURE_ROUNDS sets how often, QUAD_TEST_SEED what comes by chance, TORTURE_DIR where.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/engine.h"
#include "tests/torture/torture.h"

static const struct {
	const char *name;
	void (*run)(struct torture *t);
	const char *of_lmdb; /* why it is no matter of a server; NULL: it is */
	bool of_server;      /* it is of nothing else */
} scenarios[] = {
	{"kills", kills, NULL, false},
	{"server-faults", server_faults, NULL, true},
	{"failing-crowd", failing_crowd, "the disk is the server's", false},
	{"import-kills", import_kills, NULL, false},
	{"power-cuts", power_cuts, "the disk is the server's", false},
	{"flushes", flushes, "the disk is the server's", false},
	{"disk-faults", disk_faults, "the disk is the server's", false},
	{"full-disk", full_disk, "the disk is the server's", false},
	{"growth", growth, "the file of a store", false},
	{"stopped-reader", stopped_reader, "the file of a store", false},
	{"truncation", truncation, "the file of a store", false},
	{"bit-flips", bit_flips, "the file of a store", false},
	{"foreign-files", foreign_files, "the file of a store", false},
	{"clocks", clocks, NULL, false},
	{"backup", backup_under_load, NULL, false},
};

enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

static bool wanted(char *const *names, const char *name)
{
	for (char *const *p = names; *p; p++)
		if (strcmp(*p, name) == 0)
			return true;
	return !*names;
}

static bool known(const char *name)
{
	for (size_t i = 0; i < SCENARIOS; i++)
		if (strcmp(scenarios[i].name, name) == 0)
			return true;
	return false;
}

/* Says so. */
static bool is_left_out(size_t i, const struct torture *t)
{
	const char *why = on_postgresql() ? scenarios[i].of_lmdb : scenarios[i].of_server ? "there is no server" : NULL;
	if (why)
		torture_told(t, "left out: %s", why);
	return why != NULL;
}

static int run(struct torture *t, char *const *names)
{
	unsigned n_failures = 0, n_run = 0;
	double start = torture_seconds();
	printf("torture%s: seed %" PRIu64 "%s\n", engine_suffix(), t->seed, t->brief ? ", the short form" : "");
	fflush(stdout);
	for (size_t i = 0; i < SCENARIOS; i++) {
		if (!wanted(names, scenarios[i].name))
			continue;
		t->name = scenarios[i].name;
		if (is_left_out(i, t))
			continue;
		t->n_failures = 0;
		scenarios[i].run(t);
		n_failures += t->n_failures;
		n_run++;
	}
	printf("torture%s: %u scenarios, %u failures, %.1f s: %s\n", engine_suffix(), n_run, n_failures,
	       torture_seconds() - start, n_failures ? "NOT as promised" : "as promised");
	fflush(stdout);
	return n_failures ? 1 : 0;
}

static void on_signal(int sig)
{
	(void)sig; /* only there to interrupt the wait */
}

/* The scenarios run in a process of their own, so that what they leave is cleared away however they end. */
static int supervise(struct torture *t, char *const *names)
{
	struct sigaction act = {.sa_handler = on_signal};
	int status;
	torture_path(".");
	pid_t pid = fork();
	if (pid < 0)
		torture_give_up("fork");
	if (pid == 0)
		_exit(run(t, names));
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
	while (waitpid(pid, &status, 0) != pid)
		if (errno == EINTR)
			kill(pid, SIGKILL);
	engine_drop_stores();
	if (WIFSIGNALED(status))
		fprintf(stderr, "torture: %s\n", torture_status(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* The value of `--name=value`, NULL if the argument is another. */
static const char *option(const char *arg, const char *name)
{
	size_t len = strlen(name);
	return strncmp(arg, name, len) == 0 ? arg + len : NULL;
}

int main(int argc, char **argv)
{
	struct torture t = {.seed = random_seed(5)};
	const char *rounds = getenv("TORTURE_ROUNDS"), *dir = getenv("TORTURE_DIR"), *v;
	int i = 1, n_unknown = 0;
	for (; i < argc && argv[i][0] == '-'; i++)
		if ((v = option(argv[i], "--quad=")) != NULL)
			t.quad = v;
		else if ((v = option(argv[i], "--shim=")) != NULL)
			t.shim = v;
		else if (strcmp(argv[i], "--brief") == 0)
			t.brief = true;
		else
			n_unknown++;
	for (char **p = argv + i; *p; p++)
		n_unknown += !known(*p);
	if (n_unknown || !t.quad || !t.shim) {
		fprintf(stderr, "usage: torture --quad=PROGRAM --shim=LIBRARY [--brief] [SCENARIO...]\nscenarios:");
		for (size_t j = 0; j < SCENARIOS; j++)
			fprintf(stderr, " %s", scenarios[j].name);
		fprintf(stderr, "\n");
		return 2;
	}
	t.rounds = rounds ? (unsigned)strtoul(rounds, NULL, 10) : 0;
	signal(SIGPIPE, SIG_IGN);
	/* in memory, if there is: what reaches the disk is written down, not waited for */
	if (dir || access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", dir ? dir : "/dev/shm", 1);
	return supervise(&t, argv + i);
}
