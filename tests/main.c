/*
 * Runs the suites of one layer. The Makefile gives their names as X(name) in SUITES; the names of suites to run may
 * be given as arguments.
 */
#include <check.h>
#include <string.h>

#define X(name) Suite *name##_suite(void);
SUITES
#undef X

static int wanted(int argc, char **argv, const char *name)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return 1;
	return argc < 2;
}

int main(int argc, char **argv)
{
	SRunner *runner = srunner_create(NULL);
#define X(name)                               \
	if (wanted(argc, argv, #name))        \
		srunner_add_suite(runner, name##_suite());
	SUITES
#undef X
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
