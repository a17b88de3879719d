/*
 * A process listens in place of sshd. For each client it starts `sshd -i`, which talks on a socket pair, and carries
 * bytes between the two; what it has read goes on when its time has come. The process is also where orphans go, so that
 * it ends when everything that the connection has started has ended.
 */
#include "tests/sshd.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support.h"

#define PROGRAM "/usr/sbin/sshd"

enum { PIECE = 16384, PIECES_MAX = 256, WORDS_MAX = 48, LOOK_MS = 10, PATIENCE_MS = 20000 };

/* What the processes share. */
struct line_state {
	atomic_int delay_ms, cuts, alive;
	atomic_bool stops;
	atomic_ullong sent, sent_bytes, received, received_bytes;
};

struct sshd {
	pid_t pid;
	int port;
	char dir[300];
	struct line_state *shared;
	struct sshd_traffic counted;
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the line between a client and its sshd ---- */

struct piece {
	int64_t due_ms;
	size_t len, at;
	char bytes[PIECE];
};

/* One direction: a ring of pieces on their way. */
struct way {
	int from, to;
	struct piece *pieces;
	size_t first, n;
	bool ended; /* nothing more comes */
	atomic_ullong *count, *bytes;
};

static struct piece *piece_of(struct way *w, size_t i)
{
	return &w->pieces[(w->first + i) % PIECES_MAX];
}

static void take_piece(struct way *w, int delay_ms)
{
	struct piece *p = piece_of(w, w->n);
	ssize_t n = read(w->from, p->bytes, PIECE);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		w->ended = true;
		return;
	}
	p->len = (size_t)n;
	p->at = 0;
	p->due_ms = now_ms() + delay_ms;
	w->n++;
	atomic_fetch_add(w->count, 1);
	atomic_fetch_add(w->bytes, (unsigned long long)n);
}

/* Passes on what is due. False: the other side has gone. */
static bool pass_on(struct way *w)
{
	while (w->n && piece_of(w, 0)->due_ms <= now_ms()) {
		struct piece *p = piece_of(w, 0);
		ssize_t n = write(w->to, p->bytes + p->at, p->len - p->at);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (n <= 0)
			return false;
		p->at += (size_t)n;
		if (p->at < p->len)
			continue;
		w->first = (w->first + 1) % PIECES_MAX;
		w->n--;
	}
	return true;
}

static int wait_ms(const struct way *w)
{
	int64_t left = w->n ? w->pieces[w->first].due_ms - now_ms() : LOOK_MS;
	if (left < 0)
		left = 0;
	return left < LOOK_MS ? (int)left : LOOK_MS;
}

static void carry(struct line_state *shared, int client, int server)
{
	struct way ways[2] = {
		{.from = client, .to = server, .count = &shared->sent, .bytes = &shared->sent_bytes},
		{.from = server, .to = client, .count = &shared->received, .bytes = &shared->received_bytes}};
	int cuts = atomic_load(&shared->cuts);
	fcntl(client, F_SETFL, O_NONBLOCK);
	fcntl(server, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 2; i++)
		ways[i].pieces = calloc(PIECES_MAX, sizeof *ways[i].pieces);
	while (ways[0].pieces && ways[1].pieces && !atomic_load(&shared->stops) && atomic_load(&shared->cuts) == cuts) {
		struct pollfd p[2];
		for (int i = 0; i < 2; i++)
			p[i] = (struct pollfd){ways[i].ended || ways[i].n == PIECES_MAX ? -1 : ways[i].from, POLLIN, 0};
		int a = wait_ms(&ways[0]), b = wait_ms(&ways[1]);
		poll(p, 2, a < b ? a : b);
		for (int i = 0; i < 2; i++) {
			if (p[i].revents)
				take_piece(&ways[i], atomic_load(&shared->delay_ms));
			if (!pass_on(&ways[i]) || (ways[i].ended && !ways[i].n))
				goto out;
		}
	}
out:
	close(client);
	close(server);
	free(ways[0].pieces);
	free(ways[1].pieces);
}

static void run_sshd(const char *dir, int fd)
{
	char config[400], log[400];
	snprintf(config, sizeof config, "%s/sshd_config", dir);
	snprintf(log, sizeof log, "%s/log", dir);
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	closefrom(STDERR_FILENO + 1);
	execl(PROGRAM, PROGRAM, "-i", "-f", config, "-E", log, (char *)NULL);
	_exit(99);
}

static void serve_client(const struct sshd *s, int client)
{
	int pair[2];
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		_exit(98);
	pid_t pid = fork();
	if (pid == 0)
		run_sshd(s->dir, pair[1]);
	close(pair[1]);
	carry(s->shared, client, pair[0]);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	atomic_fetch_sub(&s->shared->alive, 1);
	_exit(0);
}

static void serve(const struct sshd *s, int listener)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, SIG_DFL);
	/* where a test fails, nobody stops it */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (!atomic_load(&s->shared->stops)) {
		struct pollfd p = {listener, POLLIN, 0};
		if (poll(&p, 1, LOOK_MS) <= 0)
			continue;
		int client = accept(listener, NULL, NULL);
		if (client < 0)
			continue;
		atomic_fetch_add(&s->shared->alive, 1);
		pid_t pid = fork();
		if (pid == 0)
			serve_client(s, client);
		close(client);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	_exit(0);
}

/* ---- start and end ---- */

static void write_text(const char *dir, const char *name, const char *text)
{
	char path[400];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	ck_assert_msg(f && fputs(text, f) >= 0 && fclose(f) == 0, "%s", path);
	ck_assert_int_eq(chmod(path, 0600), 0);
}

/* Runs a program to its end; its output goes to a file. */
static void run(const char *const *argv, const char *out)
{
	int status;
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
			execvp(argv[0], (char *const *)argv);
		_exit(99);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s", argv[0]);
}

static void read_line(const char *path, char *out, size_t size)
{
	char *text = test_read_file(path, NULL);
	snprintf(out, size, "%.*s", (int)strcspn(text, "\n"), text);
	free(text);
}

void sshd_make_key(const char *dir, const char *name, char *public_key, size_t size, char *fingerprint,
                   size_t fingerprint_size)
{
	char path[400], public_path[410], out[400], line[300];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	snprintf(public_path, sizeof public_path, "%s.pub", path);
	snprintf(out, sizeof out, "%s/keygen", dir);
	run((const char *const[]){"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path, NULL}, out);
	read_line(public_path, public_key, size);
	run((const char *const[]){"ssh-keygen", "-lf", public_path, NULL}, out);
	read_line(out, line, sizeof line);
	char *print = strchr(line, ' ');
	ck_assert_ptr_nonnull(print);
	snprintf(fingerprint, fingerprint_size, "%.*s", (int)strcspn(print + 1, " "), print + 1);
}

static void write_config(const struct sshd *s, const char *more)
{
	char config[2000];
	snprintf(config, sizeof config,
	         "HostKey %s/host\nAuthorizedKeysFile %s/authorized_keys\nStrictModes no\nUsePAM no\nPidFile none\n"
	         "LogLevel VERBOSE\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
	         "PermitRootLogin prohibit-password\nPrintMotd no\nPrintLastLog no\nX11Forwarding yes\n"
	         "AllowTcpForwarding yes\nAllowAgentForwarding yes\nPermitTunnel no\n"
	         "Subsystem sftp internal-sftp\n%s\n",
	         s->dir, s->dir, more);
	write_text(s->dir, "sshd_config", config);
}

static int open_listener(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(listen(fd, 64), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	*port = ntohs(address.sin_port);
	return fd;
}

struct sshd *sshd_start(const char *dir, const char *keys, const char *more)
{
	char print[100], key[500];
	struct sshd *s = calloc(1, sizeof *s);
	ck_assert_ptr_nonnull(s);
	ck_assert_msg(access(PROGRAM, X_OK) == 0, "openssh-server is needed");
	/* where sshd of root locks itself in; a service makes it on other machines */
	if (getuid() == 0)
		mkdir("/run/sshd", 0755);
	snprintf(s->dir, sizeof s->dir, "%s", dir);
	sshd_make_key(dir, "host", key, sizeof key, print, sizeof print);
	write_text(dir, "authorized_keys", keys);
	write_config(s, more);
	write_text(dir, "log", "");
	s->shared = mmap(NULL, sizeof *s->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(s->shared, MAP_FAILED);
	int listener = open_listener(&s->port);
	fflush(NULL);
	s->pid = fork();
	ck_assert_int_ge(s->pid, 0);
	if (s->pid == 0)
		serve(s, listener);
	close(listener);
	return s;
}

void sshd_stop(struct sshd *s)
{
	if (!s)
		return;
	atomic_store(&s->shared->stops, true);
	waitpid(s->pid, NULL, 0);
	munmap(s->shared, sizeof *s->shared);
	free(s);
}

/* ---- clients ---- */

int sshd_port(const struct sshd *s)
{
	return s->port;
}

static const char *login(void)
{
	static char name[64];
	snprintf(name, sizeof name, "%s", test_login());
	return name;
}

static void add_words(const char **words, size_t *n, const char *const *more)
{
	for (; more && *more && *n + 1 < WORDS_MAX; more++)
		words[(*n)++] = *more;
	words[*n] = NULL;
}

const char *const *sshd_words(struct sshd *s, const char *key, const char *const *options, const char *const *command)
{
	static char port[16], identity[400], known[400];
	static const char *words[WORDS_MAX];
	size_t n = 0;
	snprintf(port, sizeof port, "Port=%d", s->port);
	snprintf(identity, sizeof identity, "IdentityFile=%s/%s", s->dir, key);
	snprintf(known, sizeof known, "UserKnownHostsFile=%s/known", s->dir);
	add_words(words, &n,
	          (const char *const[]){"ssh",
	                                "-F",
	                                "/dev/null",
	                                "-o",
	                                port,
	                                "-o",
	                                identity,
	                                "-o",
	                                known,
	                                "-o",
	                                "IdentitiesOnly=yes",
	                                "-o",
	                                "IdentityAgent=none",
	                                "-o",
	                                "BatchMode=yes",
	                                "-o",
	                                "StrictHostKeyChecking=no",
	                                "-o",
	                                "LogLevel=ERROR",
	                                "-o",
	                                "IgnoreUnknown=ObscureKeystrokeTiming",
	                                "-o",
	                                "ObscureKeystrokeTiming=no",
	                                "-l",
	                                login(),
	                                NULL});
	add_words(words, &n, options);
	add_words(words, &n, (const char *const[]){"127.0.0.1", NULL});
	add_words(words, &n, command);
	return words;
}

char *sshd_log(const struct sshd *s)
{
	char path[400];
	snprintf(path, sizeof path, "%s/log", s->dir);
	return test_read_file(path, NULL);
}

/* ---- the line ---- */

void sshd_delay(struct sshd *s, int ms)
{
	atomic_store(&s->shared->delay_ms, ms);
}

void sshd_cut(struct sshd *s)
{
	atomic_fetch_add(&s->shared->cuts, 1);
}

void sshd_wait_idle(struct sshd *s)
{
	int64_t until = now_ms() + PATIENCE_MS;
	while (atomic_load(&s->shared->alive) > 0) {
		ck_assert_msg(now_ms() < until, "something of a connection does not end");
		poll(NULL, 0, 1);
	}
}

static struct sshd_traffic look(const struct sshd *s)
{
	return (struct sshd_traffic){atomic_load(&s->shared->sent), atomic_load(&s->shared->sent_bytes),
	                             atomic_load(&s->shared->received), atomic_load(&s->shared->received_bytes)};
}

void sshd_count(struct sshd *s)
{
	s->counted = look(s);
}

struct sshd_traffic sshd_traffic(const struct sshd *s)
{
	struct sshd_traffic t = look(s);
	t.sent -= s->counted.sent;
	t.sent_bytes -= s->counted.sent_bytes;
	t.received -= s->counted.received;
	t.received_bytes -= s->counted.received_bytes;
	return t;
}
