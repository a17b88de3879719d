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
	const struct engine_left *left;
	size_t n = engine_left_out(&left);
	for (size_t i = 0; i < n; i++) {
		printf("%-6s %s%s/%s: %d tests left out: %s\n", "", GROUP, engine_suffix(), entry->name, left[i].n,
		       left[i].why);
		t->left_out += left[i].n;
	}
}

static void run_suite(const struct suite_entry *entry, struct totals *t)
{
	double begin = clock_seconds();
	engine_left_reset();
	SRunner *runner = srunner_create(entry->make());
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
