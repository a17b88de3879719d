/*
 * The mail goes through a socket and not a pipe, so that a program which reads no further costs no signal. Reading what
 * it says, writing and waiting for its end happen in one loop with one deadline. Its end is what is waited for, not
 * that of its output: a mail system may leave somebody in the background who holds that open.
 */
#include "tui/mail/sendmail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "store/base/utf8.h"

#define WHY_MAX_BYTES 500
#define TICK_MIN_MS 1 /* between two looks whether it has ended, where nothing else wakes */
#define TICK_MAX_MS 50

struct run {
	const struct sendmail_ask *ask;
	pid_t pid;
	int in, err; /* our ends; -1 = closed */
	bool writes; /* there is more to write, and somebody to read it */
	size_t written;
	struct buf said;
	int64_t deadline_ms;
	bool ended;
	int status;
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* ---- starting ---- */

static int spawn(struct run *r, int child_in, int child_err)
{
	const struct sendmail_ask *ask = r->ask;
	static const char *const env[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};
	const char *const argv[] = {ask->path, "-i", "-f", ask->from, "--", ask->to, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, usual;
	sigemptyset(&none);
	sigfillset(&usual);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_adddup2(&files, child_in, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&files, child_err, STDERR_FILENO);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	int error = posix_spawn(&r->pid, ask->path, &files, &attributes, (char *const *)argv, (char *const *)env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error;
}

static void close_on_exec(int fd)
{
	fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* errno's value, 0 if it runs. */
static int start(struct run *r)
{
	int in[2], err[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, in) != 0)
		return errno;
	if (pipe(err) != 0) {
		int error = errno;
		close(in[0]);
		close(in[1]);
		return error;
	}
	for (int i = 0; i < 2; i++) {
		close_on_exec(in[i]);
		close_on_exec(err[i]);
	}
	int error = spawn(r, in[0], err[1]);
	close(in[0]);
	close(err[1]);
	r->in = in[1];
	r->err = err[0];
	fcntl(r->in, F_SETFL, O_NONBLOCK);
	fcntl(r->err, F_SETFL, O_NONBLOCK);
	return error;
}

/* ---- running ---- */

static void write_some(struct run *r)
{
	struct bytes text = r->ask->text;
	ssize_t n = send(r->in, (const char *)text.p + r->written, text.len - r->written, MSG_NOSIGNAL);
	if (n > 0)
		r->written += (size_t)n;
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		r->writes = false;
	if (r->written == text.len) {
		r->writes = false;
		shutdown(r->in, SHUT_WR);
	}
}

static void read_some(struct run *r)
{
	char chunk[1024];
	ssize_t n = read(r->err, chunk, sizeof chunk);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		close_end(&r->err);
		return;
	}
	/* one byte more tells where the last character ends */
	size_t room = WHY_MAX_BYTES + 1 - r->said.len;
	buf_add(&r->said, chunk, (size_t)n < room ? (size_t)n : room);
}

static void look_at_child(struct run *r)
{
	pid_t pid = waitpid(r->pid, &r->status, WNOHANG);
	if (pid == r->pid || (pid < 0 && errno != EINTR))
		r->ended = true;
}

/* Waits until something can be written or read, or for so long. */
static void wait_turn(struct run *r, int ms)
{
	struct pollfd fds[] = {{r->writes ? r->in : -1, POLLOUT, 0}, {r->err, POLLIN, 0}};
	if (poll(fds, 2, ms) <= 0)
		return;
	if (r->writes && fds[0].revents)
		write_some(r);
	if (r->err >= 0 && fds[1].revents)
		read_some(r);
}

/* False when the time is over. */
static bool run_to_end(struct run *r)
{
	int tick = TICK_MIN_MS;
	while (!r->ended) {
		if (now_ms() >= r->deadline_ms)
			return false;
		wait_turn(r, r->writes || r->err >= 0 ? TICK_MAX_MS : tick);
		look_at_child(r);
		tick = tick * 2 < TICK_MAX_MS ? tick * 2 : TICK_MAX_MS;
	}
	/* what it said last */
	for (size_t before = SIZE_MAX; r->err >= 0 && before != r->said.len;) {
		before = r->said.len;
		read_some(r);
	}
	return true;
}

static void kill_all(struct run *r)
{
	kill(-r->pid, SIGKILL);
	while (waitpid(r->pid, &r->status, 0) < 0 && errno == EINTR)
		;
}

/* ---- what came of it ---- */

static void add_said(const struct run *r, struct buf *why)
{
	struct arena arena = {0};
	const char *text = buf_text(&r->said);
	const char *said = utf8_clean(&arena, text, utf8_cut(text, WHY_MAX_BYTES));
	if (said && *said)
		buf_fmt(why, ": %s", said);
	arena_release(&arena);
}

/* Of the exit statuses (sysexits.h), those that are about this mail and no other. */
static bool is_final(int status)
{
	return status == EX_USAGE || status == EX_DATAERR || status == EX_NOUSER || status == EX_NOHOST ||
	       status == EX_NOPERM;
}

/* True if all of the mail was read: an end that is closed before that resets the other one (unix(7)). */
static bool was_read(const struct run *r)
{
	char byte;
	bool reset = recv(r->in, &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNRESET;
	return r->written == r->ask->text.len && !reset;
}

static enum sendmail_end judge(const struct run *r, struct buf *why)
{
	if (WIFSIGNALED(r->status)) {
		buf_fmt(why, "signal %d", WTERMSIG(r->status));
		add_said(r, why);
		return SENDMAIL_LATER;
	}
	int status = WEXITSTATUS(r->status);
	if (status == 0 && was_read(r))
		return SENDMAIL_DONE;
	if (status == 0)
		buf_str(why, "it did not read the mail to its end");
	else
		buf_fmt(why, "exit %d", status);
	add_said(r, why);
	return is_final(status) ? SENDMAIL_REFUSED : SENDMAIL_LATER;
}

enum sendmail_end sendmail_run(const struct sendmail_ask *ask, struct buf *why)
{
	struct run r = {.ask = ask,
	                .in = -1,
	                .err = -1,
	                .writes = true,
	                .deadline_ms = now_ms() + (int64_t)ask->limit_s * 1000};
	enum sendmail_end end = SENDMAIL_HANGS;
	int error = start(&r);
	if (error) {
		buf_fmt(why, "%s cannot be run: %s", ask->path, strerror(error));
	} else if (run_to_end(&r)) {
		end = judge(&r, why);
	} else {
		kill_all(&r);
		buf_fmt(why, "killed: not done after %d s", ask->limit_s);
		add_said(&r, why);
	}
	close_end(&r.in);
	close_end(&r.err);
	buf_release(&r.said);
	return end;
}
