/*
 * Dates and clocks, by the commands that people use: 2038 and 2100, leap days, a system clock set back or wrong. A
 * table of command lines with their exit status and words that must be in what they say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/torture/torture.h"

struct line {
	const char *clock; /* what the system's clock says, seconds since the epoch; NULL = what it says */
	const char *command;
	int status;
	const char *says; /* NULL: anything */
};

#define IN_2026 "1788220800"  /* 2026-09-01T00:00Z */
#define IN_2025 "1756684800"  /* 2025-09-01T00:00Z */
#define IN_2100 "4107542400"  /* 2100-03-01T00:00Z */
#define AFTER_2038 "2147483700"

static const struct line lines[] = {
	{IN_2026, "book A --at 2026-09-02T08:00 --for 1h", 0, "2026-09-02T08:00"},
	{IN_2026, "book A --at 2026-08-31T08:00 --for 1h", 3, "past"},
	/* set back by a year: what was in the past is not, and nothing else is different */
	{IN_2025, "book A --at 2026-08-31T08:00 --for 1h", 0, "2026-08-31T08:00"},
	{IN_2025, "book A --at 2026-09-02T08:30 --for 1h", 3, "busy:A@1"},
	{IN_2025, "move 1 --at 2026-09-02T10:00", 0, "2026-09-02T10:00"},
	{IN_2025, "show 1", 0, "changed"},
	{IN_2025, "check", 0, "ok"},
	{IN_2026, "cancel 1", 0, "cancelled"},
	/* at the epoch, before there is a clock */
	{"60", "book A --at 2026-09-03T08:00 --for 1h", 0, "2026-09-03T08:00"},
	{"60", "check", 0, "ok"},
	/* 2038-01-19T03:14:07Z is 11:14:07 in Shanghai */
	{IN_2026, "book A --at 2038-01-19T11:00 --for 30m", 0, "2038-01-19T11:30"},
	{IN_2026, "book A --at 2038-01-19T11:29 --for 1h", 3, "busy:A@4"},
	{AFTER_2038, "book A --at 2038-01-19T12:00 --for 1h", 0, "2038-01-19T13:00"},
	{AFTER_2038, "book A --at 2038-01-19T11:00 --for 10m", 3, "past"},
	{AFTER_2038, "bookings --resource A --from 2038-01-19 --to 2038-01-20", 0, "2038-01-19T12:00"},
	{AFTER_2038, "check", 0, "ok"},
	/* 2028 is a leap year, 2100 is none, 2096 is */
	{IN_2026, "book A --at 2028-02-29T08:00 --for 1h", 0, "2028-02-29T09:00"},
	{IN_2026, "book A --at 2027-02-29T08:00 --for 1h", 2, NULL},
	{IN_2026, "book A --at 2096-02-29T08:00 --for 1h", 0, "2096-02-29T08:00"},
	{IN_2026, "book A --at 2100-02-29T08:00 --for 1h", 2, NULL},
	{IN_2026, "book A --at 2100-02-28T23:30 --for 1h", 0, "2100-03-01T00:30"},
	{IN_2026, "book A --at 2100-03-01T00:00 --for 1h", 3, "busy:A@8"},
	{IN_2100, "book A --at 2100-03-02T08:00 --for 1h", 0, "2100-03-02T08:00"},
	{IN_2026, "book B --at 2028-02-28T08:00 --for 1h --rrule FREQ=DAILY;COUNT=3", 0, "2028-02-29T08:00"},
	{IN_2026, "book B --at 2100-02-27T08:00 --for 1h --rrule FREQ=DAILY;COUNT=3", 0, "2100-03-01T08:00"},
	{IN_2026, "book C --at 2028-01-29T08:00 --for 1h --rrule FREQ=MONTHLY;BYMONTHDAY=29;COUNT=2", 0, "2028-02-29T08:00"},
	{IN_2026, "book C --at 2027-01-29T08:00 --for 1h --rrule FREQ=MONTHLY;BYMONTHDAY=29;COUNT=2", 0, "2027-03-29T08:00"},
	{IN_2026, "find --kind lab --free 2100-02-28T23:30/2100-03-01T01:00", 0, "B,"},
	{IN_2026, "find --kind lab --for 1h --within 2100-02-28T23:00/2100-03-01T03:00", 0, "A,A,lab,,30,2100-03-01T00:30"},
	{IN_2026, "book A --at 2199-12-30T08:00 --for 1h", 0, "2199-12-30T08:00"},
	{IN_2026, "book A --at 2200-01-02T08:00 --for 1h", 2, NULL},
	{IN_2026, "export bookings", 0, "2100-03-01T00:30"},
	{IN_2026, "export bookings --format ics", 0, "21000228T"},
	{IN_2026, "check", 0, "ok"},
};

enum { WORDS = 24, SAID_BYTES = 1 << 16 };

/* Runs one command line; what it says on both outputs in `said`. Returns its wait status. */
static int run(const struct torture *t, const char *dir, const struct line *l, char said[SAID_BYTES])
{
	char command[400], quad[] = "quad", option[] = "--store";
	char *argv[WORDS] = {quad, option};
	int out[2], status, n_words = 3;
	size_t len = 0;
	ssize_t n;
	snprintf(command, sizeof command, "%s", l->command);
	for (char *save, *p = strtok_r(command, " ", &save); p && n_words < WORDS - 1; p = strtok_r(NULL, " ", &save))
		argv[n_words++] = p;
	if (pipe(out) != 0)
		torture_give_up("pipe");
	fflush(stdout);
	pid_t pid = fork();
	if (pid < 0)
		torture_give_up("fork");
	if (pid == 0) {
		char store[4096];
		snprintf(store, sizeof store, "%s", dir);
		argv[2] = store;
		dup2(out[1], STDOUT_FILENO);
		dup2(out[1], STDERR_FILENO);
		close(out[0]);
		close(out[1]);
		setenv("LD_PRELOAD", t->shim, 1);
		setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
		if (l->clock)
			setenv("QUAD_SHIM_NOW", l->clock, 1);
		setenv("LC_ALL", "C", 1);
		unsetenv("LANGUAGE");
		execv(t->quad, argv);
		_exit(127);
	}
	close(out[1]);
	while ((n = read(out[0], said + len, SAID_BYTES - 1 - len)) > 0)
		len += (size_t)n;
	said[len] = '\0';
	close(out[0]);
	if (waitpid(pid, &status, 0) != pid)
		torture_give_up("waitpid");
	return status;
}

void clocks(struct torture *t)
{
	static char said[SAID_BYTES];
	char dir[4096];
	size_t n = sizeof lines / sizeof *lines;
	double start = torture_seconds();
	snprintf(dir, sizeof dir, "%s", torture_store("clocks"));
	torture_school(dir);
	for (size_t i = 0; i < n; i++) {
		int status = run(t, dir, &lines[i], said);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != lines[i].status || (lines[i].says && !strstr(said, lines[i].says)))
			torture_fail(t, "quad %s: %s, \"%s\"", lines[i].command, torture_status(status), said);
	}
	torture_remove(dir);
	torture_told(t, "%zu commands under set-back, wrong and far clocks, 2038, 2100 and leap days, %.1f s", n,
	             torture_seconds() - start);
}
