/* Programs as children: `quad`, `sqlite3` and `psql` are started as a person starts them, and timed from outside. */
#include "bench/spawn.h"

#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

double now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double own_memory_mib(pid_t pid)
{
	char path[64], line[256];
	unsigned long kib = 0;
	snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "RssAnon: %lu", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return (double)kib / 1024;
}

/* Until the process ends, looking at its memory every few milliseconds if that is asked for. */
static int await(pid_t pid, int *status, double *mib)
{
	pid_t got;
	while (mib && (got = waitpid(pid, status, WNOHANG)) != pid) {
		double now = own_memory_mib(pid);
		if (got < 0)
			return -1;
		*mib = now > *mib ? now : *mib;
		usleep(2000);
	}
	return mib || waitpid(pid, status, 0) == pid ? 0 : -1;
}

static int run(const char *const *argv, const char *input, double *out_us, double *out_mib)
{
	posix_spawn_file_actions_t files;
	pid_t pid;
	int status = 0;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, input ? input : "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	double start = now_us();
	int err = posix_spawnp(&pid, argv[0], &files, NULL, (char **)(uintptr_t)argv, environ);
	if (!err)
		err = await(pid, &status, out_mib);
	*out_us = now_us() - start;
	posix_spawn_file_actions_destroy(&files);
	if (err || status) {
		fprintf(stderr, "bench: %s: %s\n", argv[0], err ? "cannot be run" : "failed");
		return -1;
	}
	return 0;
}

int spawn(const char *const *argv, const char *input, double *out_us)
{
	return run(argv, input, out_us, NULL);
}

int spawn_watched(const char *const *argv, const char *input, double *out_us, double *out_mib)
{
	*out_mib = 0;
	return run(argv, input, out_us, out_mib);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
