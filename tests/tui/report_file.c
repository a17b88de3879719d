/* The report of an import is written to a new file or over an earlier report, and over nothing else. */
#include "tests/tui/forced.h"

Suite *report_file_suite(void);

#define PROFILE "export PATH=/bin\n"

static int import_with_report(const char *path)
{
	return quad("--as root import resources %s --dry-run --report %s", path_of("resources.csv"), path);
}

START_TEST(a_report_goes_to_a_new_file_or_over_an_earlier_one)
{
	ck_assert_int_eq(import_with_report(path_of("report.csv")), 0);
	char *first = keep_file(path_of("report.csv"));
	ck_assert_ptr_nonnull(strstr(first, "row,key,result,reasons,changes\n1,LAB-1,unchanged"));
	ck_assert_int_eq(import_with_report(path_of("report.csv")), 0);
	ck_assert_str_eq(keep_file(path_of("report.csv")), first);
	/* as mktemp makes it */
	write_file("empty", "");
	ck_assert_int_eq(import_with_report(path_of("empty")), 0);
	ck_assert_str_eq(keep_file(path_of("empty")), first);
}
END_TEST

START_TEST(no_other_file_is_written_over)
{
	write_file(".profile", PROFILE);
	ck_assert_int_eq(import_with_report(path_of(".profile")), CMD_USAGE);
	ASSERT_SAID("is there already and is no report");
	ck_assert_str_eq(keep_file(path_of(".profile")), PROFILE);
	write_file("short", "row,key");
	ck_assert_int_eq(import_with_report(path_of("short")), CMD_USAGE);
	ck_assert_str_eq(keep_file(path_of("short")), "row,key");
}
END_TEST

START_TEST(no_link_is_followed)
{
	write_file(".profile", PROFILE);
	ck_assert_int_eq(symlink(path_of(".profile"), path_of("link")), 0);
	ck_assert_int_eq(symlink(path_of("nothing"), path_of("dangling")), 0);
	ck_assert_int_eq(import_with_report(path_of("link")), CMD_USAGE);
	ASSERT_SAID("is a symbolic link");
	ck_assert_int_eq(import_with_report(path_of("dangling")), CMD_USAGE);
	ASSERT_SAID("is a symbolic link");
	ck_assert_int_ne(access(path_of("nothing"), F_OK), 0);
	ck_assert_str_eq(keep_file(path_of(".profile")), PROFILE);
}
END_TEST

START_TEST(no_pipe_device_or_folder_is_written)
{
	ck_assert_int_eq(mkfifo(path_of("pipe"), 0600), 0);
	ck_assert_int_eq(mkdir(path_of("folder"), 0700), 0);
	const char *const paths[] = {path_of("pipe"), path_of("folder"), "/dev/null", "/dev/full"};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		ck_assert_int_eq(import_with_report(paths[i]), CMD_USAGE);
		ASSERT_SAID("is no file; name a new one, or - for standard output");
	}
	ck_assert_int_eq(import_with_report(path_of("folder/none/x")), CMD_FAILED);
	ck_assert_int_eq(import_with_report("-"), 0);
}
END_TEST

START_TEST(a_pipe_into_which_nobody_writes_is_not_waited_for)
{
	ck_assert_int_eq(mkfifo(path_of("pipe"), 0600), 0);
	ASSERT_STATUS(CMD_USAGE, "--as root import resources %s", path_of("pipe"));
	ASSERT_SAID("the file is empty");
	ASSERT_STATUS(CMD_USAGE, "--as root log --verify --since-head %s", path_of("pipe"));
	ASSERT_SAID("is no head");

	/* one into which somebody writes is read to its end, as of <(...) in a shell */
	int ends[2];
	static const char list[] = "code,name,kind,campus\nLAB-9,Piped,lab,N\n";
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], list, sizeof list - 1), sizeof list - 1);
	close(ends[1]);
	ASSERT_STATUS(0, "--as root import resources /dev/fd/%d", ends[0]);
	close(ends[0]);
	ASSERT_SAID("1 added");
}
END_TEST

Suite *report_file_suite(void)
{
	Suite *s = suite_create("report_file");
	TCase *t = tcase_create("report");
	tcase_add_checked_fixture(t, use_forced_store, release_kept);
	tcase_add_test(t, a_report_goes_to_a_new_file_or_over_an_earlier_one);
	tcase_add_test(t, no_other_file_is_written_over);
	tcase_add_test(t, no_link_is_followed);
	tcase_add_test(t, no_pipe_device_or_folder_is_written);
	tcase_add_test(t, a_pipe_into_which_nobody_writes_is_not_waited_for);
	suite_add_tcase(s, t);
	return s;
}
