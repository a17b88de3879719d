/*
 * What a process of forced mode cannot do any more, and what it still can; and the environment that is left of one that
 * somebody far away has filled. Each look is a child's.
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "tests/tui/command.h"
#include "tui/base/clean_env.h"
#include "tui/base/confine.h"
#include "tui/base/sanitized.h"

Suite *confine_suite(void);

extern char **environ;

/* ---- the environment ---- */

static const char *const hostile[] = {
	"PATH=/tmp/evil",          "LD_PRELOAD=/tmp/evil.so", "LD_LIBRARY_PATH=/tmp", "TERMINFO=/tmp/evil",
	"TERMINFO_DIRS=/tmp/evil", "TERMCAP=/tmp/evil",       "HOME=/tmp/evil",       "LOCPATH=/tmp/evil",
	"NLSPATH=/tmp/%N",         "GCONV_PATH=/tmp/evil",    "TZ=:/tmp/evil",        "TZDIR=/tmp/evil",
	"TMPDIR=/tmp/evil",        "QUAD_STORE=/tmp/evil",    "QUAD_LOCALEDIR=/tmp",  "XDG_DATA_HOME=/tmp/evil",
	"LC_COLLATE=/tmp/evil",    "NCURSES_TRACE=8191",      "COLUMNS=99999",        "LINES=-1",
	"PAGER=/tmp/evil",         "EDITOR=/tmp/evil",        "SHELL=/tmp/evil",      "MALLOC_PERTURB_=1",
	"XML_CATALOG_FILES=/tmp",  "SSH_ORIGINAL_COMMAND=id",
};

static const struct {
	const char *given, *stays; /* NULL: nothing */
} values[] = {
	{"TERM=xterm-256color", "TERM=xterm-256color"},
	{"TERM=rxvt-unicode+x_1.0", "TERM=rxvt-unicode+x_1.0"},
	{"TERM=../../tmp/evil", "TERM=vt100"},
	{"TERM=.hidden", "TERM=vt100"},
	{"TERM=/tmp/evil", "TERM=vt100"},
	{"TERM=x\033[2J", "TERM=vt100"},
	{"TERM=aaaaaaaaaabbbbbbbbbbccccccccccddd", "TERM=vt100"},
	{"TERM=", NULL},
	{"LANG=zh_CN.UTF-8", "LANG=zh_CN.UTF-8"},
	{"LC_ALL=zh_TW@x", "LC_ALL=zh_TW@x"},
	{"LC_ALL=../../../tmp/evil", NULL},
	{"LC_ALL=/tmp/evil", NULL},
	{"LC_CTYPE=a..b", NULL},
	{"LC_MESSAGES=%n%n", NULL},
	{"LANGUAGE=zh_HK:zh_TW:en", "LANGUAGE=zh_HK:zh_TW:en"},
	{"LANGUAGE=../../tmp/evil", NULL},
	{"LANGUAGE=zh:/tmp/evil", NULL},
};

/* Makes an environment of these, cleans it, and ends with 0 if it is just that and PATH. */
static int clean(const char *const *given, size_t n, const char *stays)
{
	clearenv();
	for (size_t i = 0; i < n; i++) {
		char *entry = strdup(given[i]);
		if (!entry || putenv(entry) != 0)
			return 90;
	}
	if (clean_env() != 0)
		return 91;
	for (char **e = environ; *e; e++) {
		if (strcmp(*e, "PATH=/usr/local/bin:/usr/bin:/bin") == 0)
			continue;
		if (!stays || strcmp(*e, stays) != 0)
			return 92;
		stays = NULL;
	}
	return stays ? 93 : 0;
}

static int in_child(int (*act)(void))
{
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(act());
	return wait_for(pid);
}

static int clean_hostile(void)
{
	return clean(hostile, sizeof hostile / sizeof *hostile, NULL);
}

START_TEST(nothing_of_a_hostile_environment_stays)
{
	ck_assert_int_eq(in_child(clean_hostile), 0);
}
END_TEST

static int value_no;

static int clean_value(void)
{
	return clean(&values[value_no].given, 1, values[value_no].stays);
}

START_TEST(what_stays_has_a_plain_form)
{
	value_no = _i;
	ck_assert_int_eq(in_child(clean_value), 0);
}
END_TEST

/* ---- the process ---- */

static int is_started(void)
{
	struct rlimit core;
	int fd = open("/dev/null", O_RDONLY);
	if (confine_start() != 0)
		return 1;
	if (fcntl(fd, F_GETFD) != -1)
		return 2;
	if (umask(0) != 077)
		return 3;
	if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || core.rlim_max != 0)
		return 4;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return 5;
	if (!IS_SANITIZED && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 6;
	raise(SIGTSTP);
	return 0;
}

START_TEST(a_process_gives_up_what_it_does_not_need)
{
	ck_assert_int_eq(in_child(is_started), 0);
}
END_TEST

static bool is_refused(long result)
{
	return result == -1 && errno == EPERM;
}

static int run_program(void)
{
	char *const argv[] = {(char[]){"true"}, NULL};
	execv("/bin/true", argv);
	return 1;
}

static int run_program_of_descriptor(void)
{
	syscall(SYS_execveat, open("/bin/true", O_RDONLY), "", NULL, NULL, 0x1000);
	return 1;
}

static int trace(void)
{
	ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
	return 1;
}

static int start_process(void)
{
	return !is_refused(fork());
}

static int start_process_as_vfork(void)
{
	return !is_refused(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static int spawn_program(void)
{
	pid_t pid;
	char *const argv[] = {(char[]){"true"}, NULL};
	return posix_spawn(&pid, "/bin/true", NULL, NULL, argv, NULL) == 0;
}

static int connect_somewhere(void)
{
	return !is_refused(socket(AF_INET, SOCK_STREAM, 0)) || !is_refused(socket(AF_UNIX, SOCK_STREAM, 0)) ||
	       !is_refused(socket(AF_NETLINK, SOCK_RAW, 0));
}

static int become_another(void)
{
	return !is_refused(setuid(getuid())) || !is_refused(setgid(getgid())) ||
	       !is_refused(syscall(SYS_setresuid, -1, -1, -1));
}

static int signal_another(void)
{
	return !is_refused(kill(getppid(), SIGURG)) || !is_refused(kill(-1, SIGURG)) ||
	       !is_refused(syscall(SYS_tgkill, getppid(), getppid(), SIGURG));
}

static int press_keys(void)
{
	char key = 'x';
	int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	return !is_refused(ioctl(fd, TIOCSTI, &key)) || !is_refused(ioctl(fd, 0x100000000UL | TIOCSTI, &key));
}

static int run_written_memory(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p == MAP_FAILED || !is_refused(mprotect(p, 4096, PROT_READ | PROT_WRITE | PROT_EXEC)) ||
	       mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static void *do_nothing(void *arg)
{
	return arg;
}

/* What must go on: threads, libraries, asking whether a process is there, the own signals, limits. */
static int do_what_is_needed(void)
{
	pthread_t thread;
	struct rlimit limit;
	if (pthread_create(&thread, NULL, do_nothing, NULL) != 0 || pthread_join(thread, NULL) != 0)
		return 1;
	if (!dlopen("libxml2.so.2", RTLD_NOW))
		return 2;
	if (kill(getppid(), 0) != 0)
		return 3;
	signal(SIGUSR1, SIG_IGN);
	if (raise(SIGUSR1) != 0 || kill(getpid(), SIGUSR1) != 0)
		return 4;
	return getrlimit(RLIMIT_STACK, &limit) == 0 ? 0 : 5;
}

static const struct {
	int (*act)(void);
	int ends; /* by a signal, 0: it goes on */
} acts[] = {
	{run_program, SIGSYS},
	{run_program_of_descriptor, SIGSYS},
	{trace, SIGSYS},
	{start_process, 0},
	{start_process_as_vfork, 0},
	{spawn_program, 0},
	{connect_somewhere, 0},
	{become_another, 0},
	{signal_another, 0},
	{press_keys, 0},
	{run_written_memory, 0},
	{do_what_is_needed, 0},
};

enum { N_ACTS = sizeof acts / sizeof *acts };

static int act_no;
static bool has_server;

static int act_confined(void)
{
	if (confine_start() != 0 || confine_calls(has_server) != 0)
		return 80;
	return acts[act_no].act();
}

START_TEST(the_kernel_refuses_what_no_command_needs)
{
	int expected = acts[_i].ends ? BY_SIGNAL + acts[_i].ends : 0;
	act_no = _i;
	ck_assert_int_eq(in_child(act_confined), expected);
}
END_TEST

/* Where the store is on a server, the process connects to it, and may nothing else more. */
START_TEST(what_has_a_server_may_connect)
{
	int expected = acts[_i].ends ? BY_SIGNAL + acts[_i].ends : acts[_i].act == connect_somewhere;
	act_no = _i;
	has_server = true;
	ck_assert_int_eq(in_child(act_confined), expected);
}
END_TEST

Suite *confine_suite(void)
{
	Suite *s = suite_create("confine");
	TCase *t = tcase_create("confine");
	tcase_add_test(t, nothing_of_a_hostile_environment_stays);
	tcase_add_loop_test(t, what_stays_has_a_plain_form, 0, sizeof values / sizeof *values);
	tcase_add_test(t, a_process_gives_up_what_it_does_not_need);
	/* a build under sanitizers goes without the filter, and nothing may refuse what is tried: but the last is fine
	 */
	tcase_add_loop_test(t, the_kernel_refuses_what_no_command_needs, IS_SANITIZED ? N_ACTS - 1 : 0, N_ACTS);
	tcase_add_loop_test(t, what_has_a_server_may_connect, IS_SANITIZED ? N_ACTS - 1 : 0, N_ACTS);
	suite_add_tcase(s, t);
	return s;
}
