/*
 * The command line from end to end: cli_main in a child, its standard output and error in files, on stores of its
 * own. What scripts may rely on is tested here: statuses, which stream, CSV, JSON, the forms of refusals.
 */
#include <check.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support.h"
#include "tui/cli.h"
#include "tui/cmd.h"

Suite *cli_suite(void);

#define ARGS_MAX 24
#define NO_STATUS 1000 /* plus the signal that ended the child */

struct answer {
	int status;
	char *out, *err;
};

static struct answer last;

static char *copy(const char *s)
{
	char *p = strdup(s);
	ck_assert_ptr_nonnull(p);
	return p;
}

static void redirect(int fd, const char *path)
{
	int to = open(path, fd == STDIN_FILENO ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (to < 0 || dup2(to, fd) < 0)
		_exit(99);
	close(to);
}

static int wait_for(pid_t pid)
{
	int status;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : NO_STATUS + WTERMSIG(status);
}

/* A child that runs `quad ...`, its output in the files. */
static pid_t start(const char *out, const char *err, char **argv, int argc)
{
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		redirect(STDIN_FILENO, "/dev/null");
		redirect(STDOUT_FILENO, out);
		redirect(STDERR_FILENO, err);
		_exit(cli_main(argc, argv));
	}
	return pid;
}

static int gather(va_list ap, char **argv)
{
	static char name[] = "quad";
	int argc = 0;
	argv[argc++] = name;
	for (char *word; (word = va_arg(ap, char *)) != NULL;) {
		ck_assert_int_lt(argc, ARGS_MAX - 1);
		argv[argc++] = word;
	}
	argv[argc] = NULL;
	return argc;
}

/* Runs `quad WORD... NULL` and keeps its answer in `last`; returns its status. */
static int quad(const char *first, ...)
{
	char *argv[ARGS_MAX + 1], *out, *err;
	static char name[] = "quad";
	int argc = 0;
	va_list ap;
	argv[argc++] = name;
	va_start(ap, first);
	if (first) {
		argv[argc++] = copy(first);
		argc += gather(ap, argv + 1) - 1;
	}
	va_end(ap);
	if (first && argc > 2) /* gather began with its own name */
		memmove(argv + 2, argv + 2, 0);
	argv[argc] = NULL;
	if (first)
		argv[1] = copy(first);
	out = copy(test_path(test_dir(), "stdout"));
	err = copy(test_path(test_dir(), "stderr"));
	last.status = wait_for(start(out, err, argv, argc));
	last.out = test_read_file(out, NULL);
	last.err = test_read_file(err, NULL);
	return last.status;
}
