/* Helpers for tests. They abort on trouble: a test that cannot prepare itself has no result. */
#include "tests/support.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

static char made[PATH_MAX];
static pid_t maker;

/* Tests begin in the directory of the sources. */
static char sources[PATH_MAX];

__attribute__((constructor)) static void note_sources(void)
{
	if (!getcwd(sources, sizeof sources))
		sources[0] = '\0';
}

const char *test_source(const char *name)
{
	static char path[PATH_MAX + 256];
	snprintf(path, sizeof path, "%s/%s", sources, name);
	return path;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_made(void)
{
	if (getpid() == maker)
		nftw(made, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *test_login(void)
{
	const struct passwd *pw = getpwuid(getuid());
	if (!pw)
		abort();
	return pw->pw_name;
}

const char *test_dir(void)
{
	const char *tmp = getenv("TMPDIR");
	if (maker == getpid())
		return made;
	snprintf(made, sizeof made, "%s/quad-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(made)) {
		perror(made);
		abort();
	}
	maker = getpid();
	atexit(remove_made);
	return made;
}

const char *test_path(const char *dir, const char *name)
{
	static char path[PATH_MAX + 256];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

/* What gcc's counters are written by; nothing where there are none. */
void __gcov_exit(void) __attribute__((weak));

void test_child_end(int status)
{
	if (__gcov_exit)
		__gcov_exit();
	_exit(status);
}

const char *test_sample(const char *name)
{
	static char path[PATH_MAX];
	snprintf(path, sizeof path, "../shared/samples/%s", name);
	return access(path, R_OK) == 0 ? path : NULL;
}

char *test_read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	size_t cap = 1 << 16, n = 0, got;
	char *p = malloc(cap);
	if (!f || !p) {
		perror(path);
		abort();
	}
	while ((got = fread(p + n, 1, cap - n - 1, f)) > 0) {
		n += got;
		if (cap - n < 2 && !(p = realloc(p, cap *= 2)))
			abort();
	}
	fclose(f);
	p[n] = '\0';
	if (len)
		*len = n;
	return p;
}
