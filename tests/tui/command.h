/*
 * Running commands in tests: quad_main in a child, its standard output and error in files. What the last command
 * answered is in `last`, until release_kept.
 */
#ifndef QUAD_TESTS_TUI_COMMAND_H
#define QUAD_TESTS_TUI_COMMAND_H

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

#include "store/base/buf.h"
#include "tests/engine.h"
#include "tests/support.h"
#include "tui/cmd/cmd_table.h"
#include "tui/quad.h"

#define ARGS_MAX 24
#define BY_SIGNAL 1000 /* plus the signal that ended the child */

/* What the last command answered. The texts stay until the test is over, in `kept`. */
static struct {
	int status;
	char *out, *err;
} last;
static struct arena kept;

static inline void redirect(int fd, const char *path)
{
	int to = open(path, fd == STDIN_FILENO ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (to < 0 || dup2(to, fd) < 0)
		_exit(99);
	close(to);
}

static inline int wait_for(pid_t pid)
{
	int status;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : BY_SIGNAL + WTERMSIG(status);
}

/* Splits a line at blanks; single quotes hold words together. */
static inline int split(char *line, char **argv)
{
	int argc = 0;
	for (char *p = line; *p;) {
		char *to = p;
		ck_assert_int_lt(argc, ARGS_MAX);
		argv[argc++] = p;
		for (bool quoted = false; *p && (quoted || *p != ' '); p++) {
			if (*p == '\'')
				quoted = !quoted;
			else
				*to++ = *p;
		}
		p += *p == ' ';
		*to = '\0';
	}
	return argc;
}

/* A child that runs a command line, its output in files (or, out NULL, on the given descriptor). */
static inline pid_t start(const char *line, const char *out, int fd, const char *err)
{
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char *argv[ARGS_MAX + 1] = {NULL}, *words = strdup(line);
		int argc = words ? split(words, argv) : 0;
		redirect(STDIN_FILENO, "/dev/null");
		if (out)
			redirect(STDOUT_FILENO, out);
		else if (dup2(fd, STDOUT_FILENO) < 0)
			_exit(99);
		redirect(STDERR_FILENO, err);
		_exit(quad_main(argc, argv));
	}
	return pid;
}

static inline char *keep_file(const char *path)
{
	size_t len;
	char *text = test_read_file(path, &len), *copy = arena_dup(&kept, text, len);
	ck_assert_ptr_nonnull(copy);
	free(text);
	return copy;
}

/* Runs `quad ...` and keeps its answer in `last`; returns its status. */
static inline int quad(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline int quad(const char *format, ...)
{
	char line[2000], out[500], err[500];
	va_list ap;
	int n = snprintf(line, sizeof line, "quad ");
	va_start(ap, format);
	vsnprintf(line + n, sizeof line - (size_t)n, format, ap);
	va_end(ap);
	snprintf(out, sizeof out, "%s/stdout", test_dir());
	snprintf(err, sizeof err, "%s/stderr", test_dir());
	last.status = wait_for(start(line, out, -1, err));
	last.out = keep_file(out);
	last.err = keep_file(err);
	return last.status;
}

static inline bool said(const char *text)
{
	return strstr(last.err, text) != NULL;
}

/* Asserts the status, and shows what was said if it is another. */
#define ASSERT_STATUS(expected, ...)                                                                          \
	do {                                                                                                  \
		int status_ = quad(__VA_ARGS__);                                                              \
		ck_assert_msg(status_ == (expected), "status %d, not %d\nstdout: %.2000s\nstderr: %.2000s",   \
		              status_, (expected), last.out, last.err);                                       \
	} while (0)
#define ASSERT_SAID(text) ck_assert_msg(said(text), "\"%s\" is not in stderr: %.2000s", (text), last.err)

static inline void write_file(const char *name, const char *text)
{
	FILE *f = fopen(test_path(test_dir(), name), "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

static inline json_t *parsed(void)
{
	json_error_t error;
	json_t *root = json_loads(last.out, JSON_REJECT_DUPLICATES, &error);
	ck_assert_msg(root != NULL, "line %d: %s\n%.2000s", error.line, error.text, last.out);
	return root;
}

static inline const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	ck_assert_msg(text != NULL, "%s is no string", key);
	return text;
}

/* A store of an environment that says nothing else. */
static inline void use_store(void)
{
	setenv("QUAD_STORE", test_store("store"), 1);
	setenv("HOME", test_dir(), 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("XDG_DATA_HOME");
	unsetenv("LANGUAGE");
}

/* Coordinators, who may everything: their logins, blanks between them. */
static inline void add_coordinators(const char *logins)
{
	struct buf list = {0};
	buf_str(&list, "login,role\n");
	for (const char *p = logins; *p;) {
		size_t len = strcspn(p, " ");
		buf_fmt(&list, "%.*s,coordinator\n", (int)len, p);
		p += len + (p[len] == ' ');
	}
	write_file("coordinators.csv", buf_text(&list));
	buf_release(&list);
	ASSERT_STATUS(0, "import people %s/coordinators.csv", test_dir());
}

static inline void release_kept(void)
{
	arena_release(&kept);
}

#endif
