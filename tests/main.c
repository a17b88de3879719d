/*
 * Runs the suites of one group of tests. The Makefile gives the group's name in GROUP, and the names of its suites as
 * X(name) in SUITES. Arguments name the suites to run; without arguments all run. Each suite gets a line when it ends,
 * with its time, and each assertion that failed one of its own.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

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

/* Returns how many of the tests of a suite failed, and adds the number of its tests to *n_run. */
static int run_suite(const struct suite_entry *entry, int *n_run)
{
	double begin = clock_seconds();
	SRunner *runner = srunner_create(entry->make());
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner), run = srunner_ntests_run(runner);
	printf("%-6s %s/%s: %d tests, %.1f s\n", failed ? "FAILED" : "ok", GROUP, entry->name, run,
	       clock_seconds() - begin);
	if (failed)
		srunner_print(runner, CK_NORMAL);
	fflush(stdout);
	srunner_free(runner);
	*n_run += run;
	return failed;
}

int main(int argc, char **argv)
{
	double begin = clock_seconds();
	int failed = 0, run = 0;
	for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
		if (is_wanted(argc, argv, suites[i].name))
			failed += run_suite(&suites[i], &run);
	printf("%-6s %s: %d tests, %d failed, %.1f s\n", failed ? "FAILED" : "ok", GROUP, run, failed,
	       clock_seconds() - begin);
	return failed ? 1 : 0;
}
