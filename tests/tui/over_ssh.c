/*
 * People with a key and no account, through a real sshd: commands, lists in and out, the screen; what SSH offers
 * besides and must not here; lines that are slow or break.
 */
#include <iconv.h>
#include <poll.h>
#include <stdio.h>

#include "tests/engine.h"
#include "tests/pty.h"
#include "tests/sshd.h"
#include "tests/tui/forced.h"

Suite *over_ssh_suite(void);

enum { ROOMS = 30, SLOW_MS = 150, PASTED = 1900 };

static struct sshd *server;
static char print[100];

/* What the client may send of its environment. LD_ variables are for nobody: sshd starts the shell with them. */
#define ACCEPTED                                                                                                       \
	"AcceptEnv LANG LC_* LANGUAGE TERMINFO TERMINFO_DIRS LOCPATH NLSPATH GCONV_PATH QUAD_* TZ TZDIR TMPDIR HOME "  \
	"PATH "                                                                                                        \
	"XDG_DATA_HOME COLUMNS LINES SSH_ORIGINAL_COMMAND"

static const char *program(void)
{
	const char *path = getenv("QUAD");
	return path ? path : "build/quad";
}

/* ana has a key in the store and its line, but no account. */
static void use_ssh(void)
{
	char key[500];
	struct buf rooms = {0};
	use_forced_store();
	buf_str(&rooms, "code,name,kind,campus,seats\n");
	for (int i = 1; i <= ROOMS; i++)
		buf_fmt(&rooms, "R-%02d,Room,room,N,40\n", i);
	write_file("rooms.csv", buf_text(&rooms));
	ASSERT_STATUS(0, "--as root import resources %s", path_of("rooms.csv"));
	buf_release(&rooms);
	sshd_make_key(test_dir(), "ana", key, sizeof key, print, sizeof print);
	write_file("keys.csv", arena_fmt(&kept, "login,ssh_key\nana,%s\n", key));
	ASSERT_STATUS(0, "--as root import people %s", path_of("keys.csv"));
	server = sshd_start(test_dir(),
	                    arena_fmt(&kept, "restrict,pty,command=\"%s --as ana --key %s --store '%s'\" %s\n",
	                              program(), print, test_store("store"), key),
	                    ACCEPTED);
}

static void leave_ssh(void)
{
	sshd_stop(server);
	server = NULL;
	release_kept();
}

/* ---- clients ---- */

static pid_t start_client(const char *const *words, const char *input, const char *out, const char *err)
{
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		redirect(STDIN_FILENO, input ? input : "/dev/null");
		redirect(STDOUT_FILENO, out);
		redirect(STDERR_FILENO, err);
		signal(SIGALRM, SIG_DFL);
		execvp(words[0], (char *const *)words);
		_exit(99);
	}
	return pid;
}

static int run_client(const char *const *words, const char *input)
{
	last.status = wait_for(start_client(words, input, path_of("stdout"), path_of("stderr")));
	last.out = keep_file(path_of("stdout"));
	last.err = keep_file(path_of("stderr"));
	return last.status;
}

/* `ssh OPTION... HOST COMMAND`. */
static int ssh_with(const char *const *options, const char *command, const char *input)
{
	return run_client(sshd_words(server, "ana", options, (const char *const[]){command, NULL}), input);
}

static int ssh(const char *command)
{
	return ssh_with(NULL, command, NULL);
}

#define ASSERT_SSH(expected, command)                                                                                  \
	do {                                                                                                           \
		int ssh_ = ssh(command);                                                                               \
		ck_assert_msg(ssh_ == (expected), "`%s`: status %d, not %d\nstdout: %.2000s\nstderr: %.2000s",         \
		              (command), ssh_, (expected), last.out, last.err);                                        \
	} while (0)

static int exec_client(int argc, char **argv)
{
	(void)argc;
	execvp(argv[0], argv);
	return 99;
}

static bool is_logged(const char *text)
{
	char *log = sshd_log(server);
	bool found = strstr(log, text) != NULL;
	free(log);
	return found;
}

/* The screen of ana in a terminal of ours. */
static struct pty *open_screen(const char *const *env)
{
	const char *const options[] = {"-tt", "-e", "none", NULL};
	struct pty *p = pty_spawn(exec_client, sshd_words(server, "ana", options, NULL), env, 24, 100);
	pty_wait(p, ">LAB-1");
	pty_wait_row(p, 23, "help");
	return p;
}

static void close_screen(struct pty *p)
{
	pty_keys(p, "q");
	ck_assert_int_eq(pty_exit(p), 0);
	pty_close(p);
}

static void assert_sound(void)
{
	sshd_wait_idle(server);
	ASSERT_STATUS(0, "--as root check");
}

/* ---- commands ---- */

START_TEST(commands_are_run_as_who_has_the_key)
{
	ASSERT_SSH(0, "whoami");
	ck_assert_ptr_nonnull(strstr(last.out, "\nana,Ana,"));
	ASSERT_SSH(0, "book LAB-1 --at 2040-01-02T08:00 --for 2h --purpose 'an \"open\" day; $(id) `id` !!'");
	ASSERT_SSH(3, "book LAB-1 --at 2040-01-02T09:00 --for 2h");
	ASSERT_SAID("busy:LAB-1@1");
	ASSERT_SAID("instead:");
	ASSERT_SSH(0, "bookings");
	ck_assert_ptr_nonnull(strstr(last.out, "\"an \"\"open\"\" day; $(id) `id` !!\",ana,"));
	ASSERT_SSH(2, "bookings --from yesterdayish");
	ASSERT_SSH(4, "backup /tmp/x");
	ASSERT_SSH(4, "quad --as root whoami");
	ASSERT_SSH(4, "whoami --store /tmp");
	ck_assert_int_eq(ssh(NULL), 2);
	ASSERT_SAID("Usage: quad");
	assert_sound();
}
END_TEST

static void write_gb18030(const char *name, const char *text)
{
	char bytes[1000], *from = arena_str(&kept, text), *to = bytes;
	size_t left = strlen(text), room = sizeof bytes;
	iconv_t cd = iconv_open("GB18030", "UTF-8");
	ck_assert(iconv(cd, &from, &left, &to, &room) != (size_t)-1 && left == 0);
	iconv_close(cd);
	FILE *f = fopen(path_of(name), "wb");
	ck_assert(f && fwrite(bytes, 1, (size_t)(to - bytes), f) == (size_t)(to - bytes) && fclose(f) == 0);
}

START_TEST(a_revoked_key_is_refused_though_its_line_stands)
{
	ASSERT_STATUS(0, "--as root keys revoke %s", print);
	ASSERT_SSH(4, "whoami");
	ASSERT_SAID("does not let ana in any more");
	ck_assert_str_eq(last.out, "");
	assert_sound();
}
END_TEST

START_TEST(lists_come_and_go_as_they_are)
{
	static const char list[] = "编号,名称,类型,校区,座位数\nGB-1,电工实训室,实训室,N,40\n";
	write_gb18030("gb.csv", list);
	ck_assert_int_eq(ssh_with(NULL, "import resources - --report -", path_of("gb.csv")), 0);
	ck_assert_str_eq(last.out, "row,key,result,reasons,changes\n1,GB-1,added,,\n");
	ASSERT_SSH(0, "export resources");
	char *over_ssh = last.out;
	ASSERT_STATUS(0, "--as root export resources");
	ck_assert_str_eq(over_ssh, last.out);
	ck_assert_ptr_nonnull(strstr(over_ssh, "GB-1,电工实训室,"));
	/* a workbook out and in again */
	ASSERT_SSH(0, "export resources --format xlsx");
	ck_assert_int_eq(rename(path_of("stdout"), path_of("list.xlsx")), 0);
	ck_assert_int_eq(ssh_with(NULL, "import resources - --report -", path_of("list.xlsx")), 0);
	ck_assert_ptr_null(strstr(last.out, ",updated,"));
	ck_assert_ptr_nonnull(strstr(last.out, ",GB-1,unchanged,"));
	assert_sound();
}
END_TEST

START_TEST(of_many_at_once_one_gets_the_slot)
{
	enum { MANY = 6 };
	pid_t pids[MANY];
	int booked = 0;
	for (int i = 0; i < MANY; i++) {
		const char *command = arena_fmt(&kept, "book LAB-2 --at 2040-01-02T08:00 --for 2h --purpose p%d", i);
		pids[i] = start_client(sshd_words(server, "ana", NULL, (const char *const[]){command, NULL}), NULL,
		                       path_of(arena_fmt(&kept, "out%d", i)), path_of(arena_fmt(&kept, "err%d", i)));
	}
	for (int i = 0; i < MANY; i++) {
		int status = wait_for(pids[i]);
		ck_assert_msg(status == 0 || status == 3, "%d: %s", status,
		              keep_file(path_of(arena_fmt(&kept, "err%d", i))));
		booked += status == 0;
	}
	ck_assert_int_eq(booked, 1);
	assert_sound();
}
END_TEST

/* ---- what else SSH can do ---- */

START_TEST(nothing_else_of_ssh_works)
{
	const char *const forward_local[] = {"-W", "127.0.0.1:9", NULL};
	const char *const forward_remote[] = {"-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:9", NULL};
	const char *const subsystem[] = {"-s", NULL};
	const char *const x11[] = {"-X", NULL};
	ck_assert_int_ne(run_client(sshd_words(server, "ana", forward_local, NULL), NULL), 0);
	ASSERT_SAID("forwarding");
	ck_assert_int_eq(ssh_with(forward_remote, "whoami", NULL), 255);
	ck_assert_int_ne(ssh_with(subsystem, "sftp", NULL), 0);
	ASSERT_SSH(2, "/bin/sh");
	ASSERT_SSH(2, "sh -c id");
	ASSERT_SSH(2, "scp -t /tmp");
	ASSERT_SSH(2, "bash -i");
	setenv("DISPLAY", "127.0.0.1:9", 1);
	ck_assert_int_eq(ssh_with(x11, "whoami", NULL), 0);
	unsetenv("DISPLAY");
	ck_assert(!is_logged("X11 forwarding listen"));
	assert_sound();
}
END_TEST

/* Runs a client of copies: -S says who is called in place of ssh. */
START_TEST(no_file_is_copied)
{
	const char *port = arena_fmt(&kept, "Port=%d", sshd_port(server));
	const char *key = arena_fmt(&kept, "IdentityFile=%s", path_of("ana"));
	const char *target = arena_fmt(&kept, "%s@127.0.0.1:%s", test_login(), path_of("copied"));
	for (int old = 0; old < 2; old++) {
		const char *const words[] = {"scp",
		                             old ? "-O" : "-s",
		                             "-q",
		                             "-F",
		                             "/dev/null",
		                             "-o",
		                             port,
		                             "-o",
		                             key,
		                             "-o",
		                             "BatchMode=yes",
		                             "-o",
		                             "StrictHostKeyChecking=no",
		                             "-o",
		                             "UserKnownHostsFile=/dev/null",
		                             path_of("rooms.csv"),
		                             target,
		                             NULL};
		ck_assert_int_ne(run_client(words, NULL), 0);
		ck_assert_int_ne(access(path_of("copied"), F_OK), 0);
	}
	assert_sound();
}
END_TEST

static const char *const environments[] = {
	"LC_ALL=../../../../tmp/x",
	"LANG=/tmp/x",
	"LANGUAGE=../../tmp",
	"LOCPATH=/tmp",
	"TERMINFO=/tmp",
	"QUAD_STORE=/tmp/other",
	"QUAD_LOCALEDIR=/tmp",
	"HOME=/tmp",
	"PATH=/tmp",
	"TZ=:/tmp/x",
	"TMPDIR=/no/such",
	"GCONV_PATH=/tmp",
	"LD_PRELOAD=/tmp/evil.so",
	"SSH_ORIGINAL_COMMAND=backup /tmp/x",
};

START_TEST(the_environment_of_the_client_counts_for_nothing)
{
	struct buf all = {0};
	buf_str(&all, "SetEnv");
	for (size_t i = 0; i < sizeof environments / sizeof *environments; i++)
		buf_fmt(&all, " \"%s\"", environments[i]);
	const char *const options[] = {"-o", arena_str(&kept, buf_text(&all)), NULL};
	buf_release(&all);
	ck_assert_int_eq(ssh_with(options, "whoami", NULL), 0);
	ck_assert_ptr_nonnull(strstr(last.out, "\nana,Ana,"));
	/* the account's shell may have its own to say about a locale */
	ck_assert_ptr_null(strstr(last.err, "quad"));
	ck_assert_int_eq(ssh_with(options, "export resources --format xlsx", NULL), 0);
	ck_assert(strncmp(last.out, "PK", 2) == 0);
}
END_TEST

START_TEST(a_language_may_be_sent)
{
	const char *const options[] = {"-o", "SetEnv LC_ALL=zh_CN.UTF-8", NULL};
	ck_assert_int_eq(ssh_with(options, "book LAB-9 --at 2040-01-02T08:00 --for 2h", NULL), 3);
	ck_assert_ptr_nonnull(strstr(last.err, "unknown:LAB-9"));
}
END_TEST

/* ---- the screen ---- */

START_TEST(the_screen_works)
{
	struct pty *p = open_screen(NULL);
	pty_do(p, K_DOWN, ">LAB-2");
	pty_do(p, ":book LAB-2 --at 2040-01-02T08:00 --for 2h --purpose 开放日\r", "booked");
	pty_do(p, "q", "f find");
	pty_do(p, "\032", "There is no shell below");
	pty_do(p, ":import resources /etc/passwd\r", "no file can be named");
	close_screen(p);
	ASSERT_STATUS(0, "--as root bookings");
	ck_assert_ptr_nonnull(strstr(last.out, ",LAB-2,0,开放日,ana,"));
	assert_sound();
}
END_TEST

START_TEST(a_terminal_of_any_name_shows_the_screen)
{
	static const char *const names[] = {"TERM=../../x", "TERM=no-such-terminal", "TERM=vt100"};
	const char *const env[] = {names[_i], NULL};
	close_screen(open_screen(env));
	assert_sound();
}
END_TEST

/* ---- slow lines ---- */

/* True if the bytes ask the terminal something, which a slow line answers late. */
static bool asks_terminal(const char *bytes, size_t len)
{
	static const char *const questions[] = {"\033[6n", "\033[5n",  "\033[?6n", "\033[c",   "\033[0c",
	                                        "\033[>c", "\033[>0c", "\033[=c",  "\033Z",    "\033P",
	                                        "$p",      "\033]",    "\005",     "\033[18t", "\033[14t"};
	for (size_t q = 0; q < sizeof questions / sizeof *questions; q++)
		for (size_t i = 0, n = strlen(questions[q]); i + n <= len; i++)
			if (memcmp(bytes + i, questions[q], n) == 0)
				return true;
	return false;
}

START_TEST(a_slow_line_carries_a_screen_that_waits_for_nothing)
{
	struct pty *p = open_screen(NULL);
	size_t len;
	const char *begun = pty_answer(p, &len);
	ck_assert(!asks_terminal(begun, len));
	sshd_delay(server, SLOW_MS);
	/* one key: one piece there, one answer of a piece or few and less than a packet */
	for (int i = 0; i < 4; i++) {
		sshd_count(server);
		pty_do(p, i % 2 ? K_UP : K_DOWN, i % 2 ? ">LAB-1" : ">LAB-2");
		struct sshd_traffic t = sshd_traffic(server);
		ck_assert_uint_eq(t.sent, 1);
		ck_assert_uint_le(t.received, 2);
		ck_assert_uint_le(t.received_bytes, 1400);
	}
	/* ten keys before the first is answered */
	sshd_count(server);
	for (int i = 0; i < 10; i++)
		pty_keys(p, K_DOWN);
	pty_wait(p, ">R-09");
	struct sshd_traffic t = sshd_traffic(server);
	ck_assert_uint_le(t.sent, 10);
	ck_assert_uint_le(t.received, 12);
	ck_assert_uint_le(t.received_bytes, 6000);
	/* another size while keys are under way */
	pty_keys(p, K_UP K_UP);
	pty_resize(p, 30, 110);
	pty_keys(p, K_UP);
	pty_wait_row(p, 29, "help");
	pty_wait(p, ">R-06");
	/* a line that was typed ahead, whole: command, text, Enter */
	pty_do(p, ":book LAB-1 --at 2040-01-02T08:00 --for 2h --purpose ahead\rq:show 1\r", "ahead");
	pty_keys(p, "q");
	pty_wait_row(p, 29, "f find");
	sshd_delay(server, 0);
	close_screen(p);
	assert_sound();
}
END_TEST

START_TEST(a_paste_over_a_slow_line_is_whole)
{
	static char text[PASTED + 100];
	struct pty *p = open_screen(NULL);
	sshd_delay(server, SLOW_MS);
	size_t n = (size_t)snprintf(text, sizeof text, "\033[200~book LAB-1 --at 2040-01-02T08:00 --for 2h --purpose ");
	memset(text + n, 'p', PASTED - n);
	snprintf(text + PASTED, sizeof text - PASTED, "\033[201~\r");
	pty_keys(p, ":");
	pty_keys(p, text);
	pty_keys(p, "q:show 1\r");
	pty_wait(p, "ppppppppppppppp");
	sshd_delay(server, 0);
	pty_keys(p, "q");
	pty_wait_row(p, 23, "f find");
	close_screen(p);
	ASSERT_STATUS(0, "--as root bookings");
	text[PASTED] = '\0';
	ck_assert_ptr_nonnull(strstr(last.out, text + n));
	assert_sound();
}
END_TEST

/* ---- lines that break ---- */

START_TEST(a_screen_whose_line_breaks_ends_without_a_trace)
{
	struct pty *p = open_screen(NULL);
	pty_keys(p, ":book LAB-1 --at 2040-01-02T08:00 --for 2h");
	pty_wait(p, "--for 2h");
	sshd_cut(server);
	ck_assert_int_ne(pty_exit(p), 0);
	pty_close(p);
	assert_sound();
	ASSERT_STATUS(0, "--as root bookings");
	ck_assert_ptr_null(strchr(last.out, '\n')[1] ? last.out : NULL);
}
END_TEST

/* A list that stops in the middle of a line, from a pipe that stays open. */
START_TEST(a_list_whose_line_breaks_is_none)
{
	ck_assert_int_eq(mkfifo(path_of("pipe"), 0600), 0);
	int hold = open(path_of("pipe"), O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(hold, 0);
	const char list[] =
		"ref,resources,start,end\na,LAB-1,2040-01-02 08:00,2040-01-02 10:00\nb,LAB-2,2040-01-02 08:0";
	pid_t pid = start_client(sshd_words(server, "ana", NULL, (const char *const[]){"import bookings -", NULL}),
	                         path_of("pipe"), path_of("stdout"), path_of("stderr"));
	ck_assert_int_eq(write(hold, list, sizeof list - 1), (ssize_t)sizeof list - 1);
	/* the login is over, and the list's beginning has passed */
	while (!is_logged("Starting session"))
		poll(NULL, 0, 1);
	if (_i == 0)
		sshd_cut(server);
	else
		kill(pid, SIGKILL);
	ck_assert_int_ne(wait_for(pid), 0);
	assert_sound();
	close(hold);
	ASSERT_STATUS(0, "--as root bookings");
	ck_assert_msg(strchr(last.out, '\n')[1] == '\0', "%s", last.out);
}
END_TEST

Suite *over_ssh_suite(void)
{
	Suite *s = suite_create("over_ssh");
	TCase *t = tcase_create("ssh");
	tcase_add_checked_fixture(t, use_ssh, leave_ssh);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, commands_are_run_as_who_has_the_key);
	tcase_add_test(t, a_revoked_key_is_refused_though_its_line_stands);
	tcase_add_test(t, lists_come_and_go_as_they_are);
	tcase_add_test(t, of_many_at_once_one_gets_the_slot);
	tcase_add_test(t, nothing_else_of_ssh_works);
	tcase_add_test(t, no_file_is_copied);
	tcase_add_test(t, the_environment_of_the_client_counts_for_nothing);
	tcase_add_test(t, a_language_may_be_sent);
	tcase_add_test(t, the_screen_works);
	tcase_add_loop_test(t, a_terminal_of_any_name_shows_the_screen, 0, 3);
	tcase_add_test(t, a_slow_line_carries_a_screen_that_waits_for_nothing);
	tcase_add_test(t, a_paste_over_a_slow_line_is_whole);
	tcase_add_test(t, a_screen_whose_line_breaks_ends_without_a_trace);
	tcase_add_loop_test(t, a_list_whose_line_breaks_is_none, 0, 2);
	suite_add_tcase(s, t);
	return s;
}
