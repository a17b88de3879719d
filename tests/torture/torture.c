/* What the scenarios share: output, scratch directories, children with limits, and the school they all work in. */
#include "tests/torture/torture.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/query/query.h"
#include "tests/engine.h"
#include "tests/support.h"

enum { SHOWN = 100, PATHS = 12 };

void torture_fail(struct torture *t, const char *format, ...)
{
	va_list ap;
	if (t->n_failures++ >= SHOWN)
		return;
	printf("%s: FAILED: ", t->name);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
}

void torture_told(const struct torture *t, const char *format, ...)
{
	va_list ap;
	printf("%-14s ", t->name);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
}

void torture_give_up(const char *what)
{
	perror(what);
	abort();
}

unsigned torture_rounds(const struct torture *t, unsigned brief, unsigned full)
{
	return t->rounds ? t->rounds : t->brief ? brief : full;
}

static const char *format_path(const char *format, va_list ap) __attribute__((format(printf, 1, 0)));
static const char *format_path(const char *format, va_list ap)
{
	static char paths[PATHS][PATH_MAX];
	static unsigned next;
	static const char *dir; /* children have it from their parent */
	char *out = paths[next++ % PATHS];
	if (!dir)
		dir = test_dir();
	int n = snprintf(out, PATH_MAX, "%s/", dir);
	vsnprintf(out + n, (size_t)(PATH_MAX - n), format, ap);
	return out;
}

const char *torture_path(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	const char *out = format_path(format, ap);
	va_end(ap);
	return out;
}

const char *torture_store(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	const char *out = test_store(format_path(format, ap));
	va_end(ap);
	return out;
}

int64_t torture_now(void)
{
	return clock_day_number(2026, 9, 1) * 1440;
}

/* A school whose administrator is anna, and in which rita books. */
static int add_people(struct store *s, struct arena *arena)
{
	static const struct {
		const char *login, *scope;
		enum person_role role;
	} v[] = {{"anna", "institution:S", ROLE_ADMINISTRATOR},
	         {"rita", "", ROLE_REQUESTER},
	         {"kim", "", ROLE_COORDINATOR}};
	struct result result;
	struct request rq = {.op = OP_INSTITUTION, .actor = "anna", .now = torture_now(), .given = GIVEN_ALL};
	rq.u.institution = (struct institution){"S", "School", "", "", "", "", 0};
	int err = store_apply(s, &rq, 1, false, &result, arena);
	rq.op = OP_PERSON;
	/* the coordinator last: until there is one, anybody may do this */
	for (size_t i = 0; !err && i < sizeof v / sizeof *v; i++) {
		rq.u.person = (struct person){.login = v[i].login,
		                              .name = v[i].login,
		                              .institution = "S",
		                              .role = v[i].role,
		                              .scope = v[i].scope,
		                              .email = "",
		                              .language = "",
		                              .ssh_key = ""};
		err = store_apply(s, &rq, 1, false, &result, arena);
	}
	return err;
}

void torture_school(const char *dir)
{
	static const struct {
		const char *code;
		enum resource_kind kind;
		uint32_t seats;
	} v[] = {{"A", KIND_LAB, 30}, {"B", KIND_LAB, 30}, {"C", KIND_LAB, 30}, {"T1", KIND_TEACHER, 0},
	         {"T2", KIND_TEACHER, 0}, {"POOL", KIND_EQUIPMENT, 17}};
	struct arena arena = {0};
	struct result result;
	struct store s;
	int err = store_create(dir, "Asia/Shanghai", &s);
	if (!err)
		err = add_people(&s, &arena);
	for (size_t i = 0; !err && i < sizeof v / sizeof *v; i++) {
		struct request rq = {.op = OP_RESOURCE, .actor = "anna", .now = torture_now(), .given = GIVEN_ALL};
		rq.u.resource = (struct resource){.code = v[i].code,
		                                  .name = v[i].code,
		                                  .kind = v[i].kind,
		                                  .institution = "S",
		                                  .campus = "",
		                                  .building = "",
		                                  .room = "",
		                                  .seats = v[i].seats,
		                                  .mode = v[i].kind == KIND_EQUIPMENT ? MODE_SHARED : MODE_EXCLUSIVE,
		                                  .specialty = "",
		                                  .tags = "",
		                                  .equipment = "",
		                                  .opening = "",
		                                  .rate = "",
		                                  .contact = "",
		                                  .part_of = "",
		                                  .approval = *v[i].code == 'C' ? APPROVAL_OWNER : APPROVAL_NONE,
		                                  .sharing = SHARING_PUBLIC,
		                                  .active = true};
		err = store_apply(&s, &rq, 1, false, &result, &arena);
	}
	arena_release(&arena);
	store_close(&s);
	if (err) {
		fprintf(stderr, "%s: %s\n", dir, quad_strerror(err));
		torture_give_up("a new store");
	}
}

unsigned char *torture_load(const char *path, size_t *len)
{
	return (unsigned char *)test_read_file(path, len);
}

void torture_save(const char *path, const void *p, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	for (size_t done = 0; fd >= 0 && done < len;) {
		ssize_t n = write(fd, (const char *)p + done, len - done);
		if (n <= 0)
			torture_give_up(path);
		done += (size_t)n;
	}
	if (fd < 0 || close(fd) != 0)
		torture_give_up(path);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void torture_remove(const char *dir)
{
	if (*dir != '/') {
		engine_remove_store(dir);
		return;
	}
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void *torture_share(size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		torture_give_up("shared memory");
	return p;
}

int torture_child(int (*fn)(void *arg), void *arg, unsigned seconds)
{
	int status;
	fflush(stdout);
	fflush(stderr);
	pid_t pid = fork();
	if (pid < 0)
		torture_give_up("fork");
	if (pid == 0) {
		struct rlimit cpu = {seconds, seconds + 1}, core = {0, 0};
		setrlimit(RLIMIT_CPU, &cpu);
		setrlimit(RLIMIT_CORE, &core);
		signal(SIGALRM, SIG_DFL);
		alarm(10 * seconds);
		int rc = fn(arg);
		fflush(stdout);
		_exit(rc);
	}
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			torture_give_up("waitpid");
	return status;
}

void torture_be_quiet(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0)
		torture_give_up("/dev/null");
}

const char *torture_status(int status)
{
	static char text[80];
	if (WIFSIGNALED(status))
		snprintf(text, sizeof text, "killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(text, sizeof text, "exit status %d", WEXITSTATUS(status));
	return text;
}

double torture_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct checking {
	struct torture *t;
	const char *when;
};

static void tell_fault(void *arg, const char *text)
{
	const struct checking *c = arg;
	torture_fail(c->t, "%s: check: %s", c->when, text);
}

int torture_check(struct torture *t, struct store *s, const char *when)
{
	struct checking c = {t, when};
	uint64_t n = 0;
	int err = query_check(s, tell_fault, &c, &n);
	if (err)
		torture_fail(t, "%s: check: %s", when, quad_strerror(err));
	return err ? -1 : (int)n;
}
