/*
 * Runs the program on a pseudo-terminal of 80x24 and reads what it paints. What is measured ends with the first byte of
 * a picture, since each is one write; the first picture with its last line.
 */
#include "bench/screens.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/spawn.h"
#include "store/base/buf.h"
#include "store/base/clock.h"

enum { STARTS = 21, KEYS = 200, DAYS = 60, WAIT_MS = 20000, QUIET_MS = 20 };

struct terminal {
	int fd;
	pid_t pid;
	struct buf seen; /* since the last key */
};

static int open_program(struct terminal *t, const char *program, const char *store)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	*t = (struct terminal){.fd = -1};
	t->pid = forkpty(&t->fd, NULL, NULL, &size);
	if (t->pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		setenv("LANGUAGE", "en", 1);
		execlp(program, program, "--store", store, "tui", (char *)NULL);
		_exit(127);
	}
	return t->pid < 0 ? -1 : 0;
}

static void close_program(struct terminal *t)
{
	if (t->pid > 0) {
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
		close(t->fd);
	}
	buf_release(&t->seen);
}

/* Reads what comes within ms; false if nothing does. */
static bool read_some(struct terminal *t, int ms)
{
	char bytes[8192];
	struct pollfd f = {t->fd, POLLIN, 0};
	if (poll(&f, 1, ms) <= 0)
		return false;
	ssize_t n = read(t->fd, bytes, sizeof bytes);
	if (n > 0)
		buf_add(&t->seen, bytes, (size_t)n);
	return n > 0;
}

/* Waits until a text has come, "": anything. */
static int wait_for(struct terminal *t, const char *text)
{
	while (t->seen.len == 0 || !strstr(buf_text(&t->seen), text))
		if (!read_some(t, WAIT_MS)) {
			fprintf(stderr, "bench: the screen does not show \"%s\"\n", text);
			return -1;
		}
	return 0;
}

static int type(struct terminal *t, const char *keys)
{
	while (read_some(t, QUIET_MS))
		;
	buf_clear(&t->seen);
	return write(t->fd, keys, strlen(keys)) == (ssize_t)strlen(keys) ? 0 : -1;
}

/* ---- the first picture ---- */

/* Takes the store's files out of the memory of the system, as far as it lets go of them. */
static int drop_pages(const char *store)
{
	DIR *dir = opendir(store);
	if (!dir)
		return -1;
	for (struct dirent *e; (e = readdir(dir));) {
		int fd = openat(dirfd(dir), e->d_name, O_RDONLY);
		if (fd < 0)
			continue;
		fdatasync(fd);
		posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
		close(fd);
	}
	closedir(dir);
	return 0;
}

static int measure_start(const char *program, const char *store, struct samples *out)
{
	struct terminal t;
	double start = now_us();
	int err = open_program(&t, program, store);
	if (!err)
		err = wait_for(&t, "? help");
	if (!err)
		err = sample_add(out, now_us() - start);
	close_program(&t);
	return err;
}

/* ---- keys ---- */

static int measure_key(struct terminal *t, const char *keys, int n, struct samples *out)
{
	int err = 0;
	for (int i = 0; !err && i < n; i++) {
		err = type(t, keys);
		double start = now_us();
		if (!err)
			err = wait_for(t, "");
		if (!err)
			err = sample_add(out, now_us() - start);
	}
	return err;
}

static int go_to_day(struct terminal *t, int64_t day)
{
	char date[CLOCK_TEXT_MAX], keys[CLOCK_TEXT_MAX + 1];
	clock_format_date(day, date);
	snprintf(keys, sizeof keys, "%s\r", date);
	int err = type(t, "g");
	if (!err)
		err = wait_for(t, "date");
	if (!err)
		err = type(t, keys);
	return err ? err : wait_for(t, "");
}

static int measure_keys(const char *program, const char *store, int64_t day, struct samples v[SCREEN_FIGURES])
{
	struct terminal t;
	int err = open_program(&t, program, store);
	if (!err)
		err = wait_for(&t, "? help");
	if (!err)
		err = go_to_day(&t, day);
	if (!err)
		err = measure_key(&t, "j", KEYS, &v[SCREEN_KEY]);
	if (!err)
		err = measure_key(&t, "\033[6~", KEYS, &v[SCREEN_PAGE]);
	if (!err)
		err = measure_key(&t, "]", DAYS, &v[SCREEN_DAY]);
	close_program(&t);
	return err;
}

int screens_run(const char *program, const char *store, int64_t day, struct samples v[SCREEN_FIGURES])
{
	int err = 0;
	for (int i = 0; !err && i < STARTS; i++)
		err = measure_start(program, store, &v[SCREEN_FIRST]);
	for (int i = 0; !err && i < STARTS; i++) {
		err = drop_pages(store);
		if (!err)
			err = measure_start(program, store, &v[SCREEN_COLD]);
	}
	return err ? err : measure_keys(program, store, day, v);
}
