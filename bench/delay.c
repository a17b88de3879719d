/*
 * Each direction of a connection is a queue of pieces, each with the time from which it may be handed on. So a piece
 * never waits for the one before it to arrive, and a line is as wide as it would be without the proxy.
 */
#include "bench/delay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/spawn.h"

enum { PIECE_BYTES = 65536, LINES_MAX = 128 };

struct piece {
	struct piece *next;
	double due_us;
	size_t len, sent;
	char bytes[];
};

struct direction {
	int from, to;
	struct piece *first, *last;
	bool ended; /* nothing more comes */
};

struct line {
	struct direction v[2];
	bool open;
};

static double delay_us;

/* ---- one direction ---- */

static void take_in(struct direction *d)
{
	static char bytes[PIECE_BYTES];
	ssize_t n = recv(d->from, bytes, sizeof bytes, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	struct piece *p = n > 0 ? malloc(sizeof *p + (size_t)n) : NULL;
	if (!p) {
		d->ended = true;
		return;
	}
	*p = (struct piece){.due_us = now_us() + delay_us, .len = (size_t)n};
	memcpy(p->bytes, bytes, (size_t)n);
	if (d->last)
		d->last->next = p;
	else
		d->first = p;
	d->last = p;
}

static void drop_first(struct direction *d)
{
	struct piece *p = d->first;
	d->first = p->next;
	if (!d->first)
		d->last = NULL;
	free(p);
}

/* Hands on what is due; false if the other end is gone. */
static bool hand_on(struct direction *d, double now)
{
	while (d->first && d->first->due_us <= now) {
		struct piece *p = d->first;
		ssize_t n = send(d->to, p->bytes + p->sent, p->len - p->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		p->sent += (size_t)n;
		if (p->sent == p->len)
			drop_first(d);
	}
	return true;
}

/* ---- lines ---- */

static void close_line(struct line *l)
{
	for (int i = 0; i < 2; i++) {
		while (l->v[i].first)
			drop_first(&l->v[i]);
		close(l->v[i].from);
	}
	l->open = false;
}

static bool set_up(int fd)
{
	int on = 1;
	return fd >= 0 && setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0;
}

static int connect_to(int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void open_line(struct line *lines, int listener, int port)
{
	int client = accept(listener, NULL, NULL), server = connect_to(port);
	for (int i = 0; i < LINES_MAX; i++)
		if (!lines[i].open && set_up(client) && set_up(server)) {
			lines[i] =
				(struct line){{{.from = client, .to = server}, {.from = server, .to = client}}, true};
			return;
		}
	close(client);
	close(server);
}

/* Nanoseconds until the first piece is due, at most a second. */
static void wait_time(const struct line *lines, double now, struct timespec *out)
{
	double least = 1e6;
	for (int i = 0; i < LINES_MAX; i++)
		for (int j = 0; j < 2 && lines[i].open; j++) {
			const struct piece *p = lines[i].v[j].first;
			if (p && p->due_us - now < least)
				least = p->due_us > now ? p->due_us - now : 0;
		}
	*out = (struct timespec){(time_t)(least / 1e6), (long)(least * 1e3) % 1000000000};
}

static void serve_line(struct line *l, double now, const fd_set *ready)
{
	for (int i = 0; i < 2; i++) {
		struct direction *d = &l->v[i];
		if (!d->ended && FD_ISSET(d->from, ready))
			take_in(d);
		if (!hand_on(d, now) || (d->ended && !d->first)) {
			close_line(l);
			return;
		}
	}
}

/* Until something comes or is due; *ready is empty if nothing came. */
static void wait_for_lines(const struct line *lines, int listener, fd_set *ready)
{
	struct timespec wait;
	int most = listener;
	FD_ZERO(ready);
	FD_SET(listener, ready);
	for (int i = 0; i < LINES_MAX; i++)
		for (int j = 0; j < 2 && lines[i].open; j++) {
			const struct direction *d = &lines[i].v[j];
			if (d->ended)
				continue;
			FD_SET(d->from, ready);
			most = d->from > most ? d->from : most;
		}
	wait_time(lines, now_us(), &wait);
	if (pselect(most + 1, ready, NULL, NULL, &wait, NULL) <= 0)
		FD_ZERO(ready);
}

static void serve(int listener, int port)
{
	static struct line lines[LINES_MAX];
	fd_set ready;
	for (;;) {
		wait_for_lines(lines, listener, &ready);
		double now = now_us();
		for (int i = 0; i < LINES_MAX; i++)
			if (lines[i].open)
				serve_line(&lines[i], now, &ready);
		if (FD_ISSET(listener, &ready))
			open_line(lines, listener, port);
	}
}

/* ---- starting ---- */

/* A socket that listens at any free port. */
static int listen_somewhere(int *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t len = sizeof a;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) != 0 || listen(fd, LINES_MAX) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0) {
		perror("bench: a port");
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*port = ntohs(a.sin_port);
	return fd;
}

int delay_start(int port, long round_trip_us, struct delay *out)
{
	*out = (struct delay){0};
	int fd = listen_somewhere(&out->port);
	if (fd < 0)
		return -1;
	delay_us = (double)round_trip_us / 2;
	fflush(NULL);
	out->pid = fork();
	if (out->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		/* else the kernel lets a wait last 50 us longer */
		prctl(PR_SET_TIMERSLACK, 1000);
		serve(fd, port);
	}
	close(fd);
	if (out->pid < 0)
		perror("bench: a proxy");
	return out->pid > 0 ? 0 : -1;
}

void delay_stop(struct delay *d)
{
	int status;
	if (d->pid > 0) {
		kill(d->pid, SIGKILL);
		waitpid(d->pid, &status, 0);
	}
	d->pid = 0;
}
