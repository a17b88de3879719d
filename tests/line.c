/*
 * The line is a child that polls a listening socket, the connections and their other ends. Whoever holds the other end
 * of its pipe tells it a state by a byte, and hears the byte back when it is so.
 */
#include "tests/line.h"

#include <check.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support.h"

enum { PAIRS_MAX = 32, BYTES = 65536 };

#define SOCKET_NAME "/.s.PGSQL.5432"

static struct {
	pid_t child;
	int control;
	char address[1024], socket[108];
} line;

struct pair {
	int program, server; /* -1: none */
	bool is_let_in;      /* the server has said something */
};

struct relay {
	int control, listening;
	struct sockaddr_un here, there;
	struct pair pairs[PAIRS_MAX];
	enum line_state state;
	bool saw_commit; /* its answer is waited for */
};

static void listen_again(struct relay *r)
{
	unlink(r->here.sun_path);
	r->listening = socket(AF_UNIX, SOCK_STREAM, 0);
	if (r->listening < 0 || bind(r->listening, (struct sockaddr *)&r->here, sizeof r->here) != 0 ||
	    listen(r->listening, PAIRS_MAX) != 0)
		_exit(1);
}

static void cut_pair(struct pair *p)
{
	if (p->program >= 0)
		close(p->program);
	if (p->server >= 0)
		close(p->server);
	*p = (struct pair){-1, -1, false};
}

static void cut_all(struct relay *r)
{
	for (size_t i = 0; i < PAIRS_MAX; i++)
		cut_pair(&r->pairs[i]);
	if (r->listening >= 0)
		close(r->listening);
	r->listening = -1;
	unlink(r->here.sun_path);
	r->state = LINE_CUT;
}

static void take_state(struct relay *r)
{
	char state;
	if (read(r->control, &state, 1) != 1)
		_exit(0);
	r->saw_commit = false;
	if (state == LINE_CUT || state == LINE_REFUSES || state == LINE_WARNS)
		cut_all(r);
	if (state != LINE_CUT && r->listening < 0)
		listen_again(r);
	r->state = (enum line_state)state;
	if (write(r->control, &state, 1) != 1)
		_exit(1);
}

/* A message of the server: its type, its length, and the fields of an error or a notice (protocol 3.0). */
static size_t write_message(char type, const char *severity, const char *state, const char *text, char out[256])
{
	const char *const fields[] = {severity, severity, state, text};
	size_t len = 5;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		out[len++] = "SVCM"[i];
		len += (size_t)snprintf(out + len, 256 - len, "%s", fields[i]) + 1;
	}
	out[len++] = '\0';
	out[0] = type;
	for (int i = 0; i < 4; i++)
		out[1 + i] = (char)((len - 1) >> (8 * (3 - i)));
	return len;
}

/* After the program's first word, as a server does. */
static void refuse_one(const struct relay *r)
{
	char asked[1024], said[256];
	size_t len = write_message('E', "FATAL", "53300", LINE_REFUSAL, said);
	int fd = accept(r->listening, NULL, NULL);
	if (fd >= 0 && read(fd, asked, sizeof asked) > 0)
		(void)!send(fd, said, len, MSG_NOSIGNAL);
	if (fd >= 0)
		close(fd);
}

static void accept_one(struct relay *r)
{
	if (r->state == LINE_REFUSES) {
		refuse_one(r);
		return;
	}
	struct pair *p = r->pairs;
	while (p < r->pairs + PAIRS_MAX - 1 && p->program >= 0)
		p++;
	*p = (struct pair){accept(r->listening, NULL, NULL), socket(AF_UNIX, SOCK_STREAM, 0), false};
	if (connect(p->server, (struct sockaddr *)&r->there, sizeof r->there) != 0)
		cut_pair(p);
}

static bool holds(const char *bytes, size_t n, const char *wanted, size_t len)
{
	for (size_t i = 0; i + len <= n; i++)
		if (memcmp(bytes + i, wanted, len) == 0)
			return true;
	return false;
}

/* A warning after the server's first message, by which it lets one in; how much there is then. */
static size_t add_warning(char *bytes, size_t n)
{
	enum { LET_IN = 9 };
	char said[256];
	size_t len = write_message('N', "WARNING", "01000", LINE_WARNING, said);
	memmove(bytes + LET_IN + len, bytes + LET_IN, n - LET_IN);
	memcpy(bytes + LET_IN, said, len);
	return n + len;
}

static void hand_on(struct relay *r, struct pair *p, bool to_server)
{
	static const char bind[] = "\0commit"; /* to the statement of that name, and its end */
	static const char done[] = "COMMIT";
	static char bytes[BYTES];
	ssize_t n = read(to_server ? p->program : p->server, bytes, sizeof bytes - 256);
	if (n <= 0) {
		cut_pair(p);
		return;
	}
	bool cuts = r->state == LINE_CUTS_ANSWER || r->state == LINE_CUTS_COMMIT;
	if (cuts && to_server && holds(bytes, (size_t)n, bind, sizeof bind)) {
		if (r->state == LINE_CUTS_COMMIT) {
			cut_all(r);
			return;
		}
		r->saw_commit = true;
	}
	if (r->saw_commit && !to_server) {
		if (holds(bytes, (size_t)n, done, sizeof done))
			cut_all(r);
		return;
	}
	if (r->state == LINE_WARNS && !to_server && !p->is_let_in)
		n = (ssize_t)add_warning(bytes, (size_t)n);
	p->is_let_in |= !to_server;
	if (send(to_server ? p->server : p->program, bytes, (size_t)n, MSG_NOSIGNAL) != n)
		cut_pair(p);
}

static void run_relay(struct relay *r)
{
	struct pollfd fds[2 + 2 * PAIRS_MAX];
	for (;;) {
		fds[0] = (struct pollfd){.fd = r->control, .events = POLLIN};
		fds[1] = (struct pollfd){.fd = r->listening, .events = POLLIN};
		short events = r->state == LINE_HOLDS ? 0 : POLLIN;
		for (size_t i = 0; i < PAIRS_MAX; i++) {
			fds[2 + 2 * i] = (struct pollfd){.fd = r->pairs[i].program, .events = events};
			fds[3 + 2 * i] = (struct pollfd){.fd = r->pairs[i].server, .events = events};
		}
		poll(fds, sizeof fds / sizeof *fds, -1);
		if (fds[0].revents)
			take_state(r);
		else if (fds[1].revents)
			accept_one(r);
		for (size_t i = 0; !fds[0].revents && i < PAIRS_MAX; i++) {
			if (fds[2 + 2 * i].revents && r->pairs[i].program >= 0)
				hand_on(r, &r->pairs[i], true);
			if (fds[3 + 2 * i].revents && r->pairs[i].server >= 0)
				hand_on(r, &r->pairs[i], false);
		}
	}
}

/* The address with the line's directory in place of the server's, which goes to `server`; and with a short time-out. */
static void write_address(const char *where, const char *dir, char server[PATH_MAX])
{
	static const char host[] = "host=", timeout[] = "connect_timeout=60";
	const char *at = strstr(where, host);
	ck_assert_ptr_nonnull(at);
	at += strlen(host);
	size_t len = strcspn(at, "&");
	ck_assert(*at == '/' && len < PATH_MAX);
	memcpy(server, at, len);
	server[len] = '\0';
	const char *rest = at + len;
	const char *slow = strstr(rest, timeout);
	int n = slow ? (int)(slow - rest) : (int)strlen(rest);
	snprintf(line.address, sizeof line.address, "%.*s%s%.*s%s%s", (int)(at - where), where, dir, n, rest,
	         slow ? "connect_timeout=2" : "", slow ? slow + strlen(timeout) : "");
}

const char *line_begin(const char *where)
{
	struct relay r = {.listening = -1, .here.sun_family = AF_UNIX, .there.sun_family = AF_UNIX};
	char dir[64], server[PATH_MAX];
	int ends[2];
	snprintf(dir, sizeof dir, "%s", test_path(test_dir(), "line"));
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	write_address(where, dir, server);
	ck_assert_uint_lt(strlen(server) + strlen(SOCKET_NAME), sizeof r.there.sun_path);
	snprintf(r.here.sun_path, sizeof r.here.sun_path, "%s" SOCKET_NAME, dir);
	snprintf(r.there.sun_path, sizeof r.there.sun_path, "%.80s" SOCKET_NAME, server);
	for (size_t i = 0; i < PAIRS_MAX; i++)
		r.pairs[i] = (struct pair){-1, -1, false};
	snprintf(line.socket, sizeof line.socket, "%s", r.here.sun_path);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	listen_again(&r);
	fflush(NULL);
	line.child = fork();
	ck_assert_int_ge(line.child, 0);
	if (line.child == 0) {
		close(ends[0]);
		r.control = ends[1];
		run_relay(&r);
	}
	close(ends[1]);
	close(r.listening);
	line.control = ends[0];
	return line.address;
}

void line_set(enum line_state state)
{
	char said = (char)state, heard;
	ck_assert_int_eq(write(line.control, &said, 1), 1);
	ck_assert_int_eq(read(line.control, &heard, 1), 1);
}

bool line_is_cut(void)
{
	return access(line.socket, F_OK) != 0;
}

void line_end(void)
{
	close(line.control);
	waitpid(line.child, NULL, 0);
}
