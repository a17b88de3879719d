/*
 * Runs the suites of one group of tests. The Makefile gives the group's name in GROUP, and the names of its suites as
 * X(name) in SUITES. Arguments name the suites to run; without arguments all run. Each suite gets a line when it ends,
 * with its time, and each assertion that failed one of its own; so has each reason why tests were left out.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/engine.h"

#define X(name) Suite *name##_suite(void);
SUITES
#undef X

static const struct suite_entry {
	const char *name;
	Suite *(*make)(void);
} suites[] = {
#define X(name) {#name, name##_suite},
	SUITES
#undef X
};

/* ---- tests of one engine ---- */

enum { REASONS_MAX = 16 };

/* How many tests of the suite at work were left out, for each reason. */
static struct {
	const char *why;
	int n;
} left[REASONS_MAX];
static size_t n_left;
static const char *not_here; /* why the tests that follow are left out, NULL: they are not */

void only_on_lmdb(const char *why)
{
	not_here = on_postgresql() ? why : NULL;
}

void only_on_postgresql(const char *why)
{
	not_here = on_postgresql() ? NULL : why;
}

static void count_left(const char *why, int n)
{
	size_t i = 0;
	while (i < n_left && strcmp(left[i].why, why) != 0)
		i++;
	if (i == REASONS_MAX)
		abort();
	left[i].why = why;
	left[i].n += n;
	if (i == n_left)
		n_left++;
}

/* The linker calls these (--wrap) where a suite adds a test. */
void __real__tcase_add_test(TCase *tc, const TTest *test, int signal, int exit_value, int start, int end);
void __wrap__tcase_add_test(TCase *tc, const TTest *test, int signal, int exit_value, int start, int end);

void __wrap__tcase_add_test(TCase *tc, const TTest *test, int signal, int exit_value, int start, int end)
{
	if (not_here)
		count_left(not_here, end - start);
	else
		__real__tcase_add_test(tc, test, signal, exit_value, start, end);
}

static Suite *make_suite(const struct suite_entry *entry)
{
	memset(left, 0, sizeof left);
	n_left = 0;
	not_here = NULL;
	return entry->make();
}

/* ---- the run ---- */

static int is_wanted(int argc, char **argv, const char *name)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return 1;
	return argc < 2;
}

static double clock_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct totals {
	int run, failed, left_out;
};

static void report_left_out(const struct suite_entry *entry, struct totals *t)
{
	for (size_t i = 0; i < n_left; i++) {
		printf("%-6s %s%s/%s: %d tests left out: %s\n", "", GROUP, engine_suffix(), entry->name, left[i].n,
		       left[i].why);
		t->left_out += left[i].n;
	}
}

static void run_suite(const struct suite_entry *entry, struct totals *t)
{
	double begin = clock_seconds();
	SRunner *runner = srunner_create(make_suite(entry));
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner), run = srunner_ntests_run(runner);
	engine_drop_stores();
	if (run)
		printf("%-6s %s%s/%s: %d tests, %.1f s\n", failed ? "FAILED" : "ok", GROUP, engine_suffix(),
		       entry->name, run, clock_seconds() - begin);
	report_left_out(entry, t);
	if (failed)
		srunner_print(runner, CK_NORMAL);
	fflush(stdout);
	srunner_free(runner);
	t->run += run;
	t->failed += failed;
}

int main(int argc, char **argv)
{
	double begin = clock_seconds();
	struct totals t = {0};
	char left_out[40] = "";
	if (on_postgresql())
		setenv("CK_TIMEOUT_MULTIPLIER", "4", 0);
	for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
		if (is_wanted(argc, argv, suites[i].name))
			run_suite(&suites[i], &t);
	if (t.left_out)
		snprintf(left_out, sizeof left_out, ", %d left out", t.left_out);
	printf("%-6s %s%s: %d tests, %d failed%s, %.1f s\n", t.failed ? "FAILED" : "ok", GROUP, engine_suffix(), t.run,
	       t.failed, left_out, clock_seconds() - begin);
	return t.failed ? 1 : 0;
}
