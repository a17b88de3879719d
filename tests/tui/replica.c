/* `quad replica pull`, and what a copy that is only read answers, refuses and shows. */
#include <dirent.h>
#include <sys/file.h>

#include "tests/tui/command.h"
#include "tests/tui/picture.h"
#include "tui/words/words_replica.h"

Suite *replica_suite(void);

static const char *in(const char *name)
{
	return arena_fmt(&kept, "%s/%s", test_dir(), name);
}

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	write_file("resources.csv", "code,name,kind,seats\nLAB-1,Lab one,lab,30\n");
	ASSERT_STATUS(0, "import resources %s/resources.csv", test_dir());
	ASSERT_STATUS(0, "book LAB-1 --at 2040-01-09T08:00 --for 2h --purpose welding");
}

static void pull(const char *result)
{
	ASSERT_STATUS(0, "replica pull %s/copy", test_dir());
	ck_assert_msg(strstr(last.out, result) != NULL, "no %s in %s", result, last.out);
}

/* The same of the store and of its copy. */
static void expect_same(const char *line)
{
	ASSERT_STATUS(0, "%s", line);
	const char *want = last.out;
	ASSERT_STATUS(0, "--store %s/copy %s", test_dir(), line);
	ck_assert_str_eq(last.out, want);
}

START_TEST(a_copy_answers_as_the_store_does)
{
	setup();
	pull(",made");
	expect_same("log --head");
	expect_same("bookings");
	ASSERT_SAID("quad: this is a copy of 20");
	ASSERT_SAID(" old; changes go to ");
	expect_same("list resources --quiet");
	ck_assert_str_eq(last.err, "");
	expect_same("--json list resources");
	ASSERT_SAID("this is a copy of");
	json_decref(parsed());
	/* what leaves the copy is nowhere noted */
	ASSERT_STATUS(0, "--store %s/copy export bookings", test_dir());
	expect_same("log --head");
	ASSERT_STATUS(0, "--store %s/copy check", test_dir());
	ck_assert_str_eq(last.out, "ok\n");
}
END_TEST

START_TEST(a_copy_changes_nothing)
{
	static const char *const changes[] = {
		"book LAB-1 --at 2040-01-10T08:00 --for 2h",
		"cancel 1",
		"import resources resources.csv",
		"config mail on",
		"undo 1",
		"outbox send",
		"grant ana viewer",
		"erase booking:99",
		"comment 1 hello",
	};
	setup();
	pull(",made");
	ck_assert_int_eq(chdir(test_dir()), 0);
	write_file("resources.csv", "code,name,kind,seats\nLAB-2,Lab two,lab,30\n");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		ASSERT_STATUS(1, "--quiet --store %s/copy %s", test_dir(), changes[i]);
		ASSERT_SAID("this is a copy of 20");
		ASSERT_SAID(" old; changes go to ");
	}
	expect_same("export bookings --quiet");
	/* what only looks is as ever */
	ASSERT_STATUS(0, "--store %s/copy book LAB-1 --at 2040-01-10T08:00 --for 2h --dry-run", test_dir());
	ASSERT_STATUS(3, "--store %s/copy book LAB-1 --at 2040-01-09T09:00 --for 2h --dry-run", test_dir());
	ASSERT_STATUS(0, "--store %s/copy outbox list", test_dir());
	ASSERT_STATUS(0, "--store %s/copy config", test_dir());
	ASSERT_STATUS(1, "--store %s/copy init", test_dir());
	ASSERT_STATUS(0, "backup %s/saved", test_dir());
	ASSERT_STATUS(1, "--store %s/copy restore %s/saved", test_dir(), test_dir());
	ASSERT_SAID("restore: this is a copy of 20");
	ASSERT_STATUS(1, "--store %s/copy replica pull %s/second", test_dir(), test_dir());
	ck_assert_int_ne(access(in("second"), F_OK), 0);
}
END_TEST

START_TEST(a_copy_becomes_newer)
{
	setup();
	pull(",made");
	pull(",unchanged");
	ASSERT_STATUS(0, "book LAB-1 --at 2040-01-10T08:00 --for 2h");
	pull(",replaced");
	expect_same("bookings --quiet");
	pull(",unchanged");
	expect_same("log --head");
}
END_TEST

START_TEST(a_restored_backup_of_a_copy_is_a_store)
{
	setup();
	pull(",made");
	ASSERT_STATUS(0, "--store %s/copy backup %s/saved --quiet", test_dir(), test_dir());
	ASSERT_STATUS(0, "--store %s/new restore %s/saved --quiet", test_dir(), test_dir());
	ASSERT_STATUS(0, "--store %s/new book LAB-1 --at 2040-01-10T08:00 --for 2h", test_dir());
	ck_assert(!said("copy"));
	/* and one copy of it is no other copy */
	ASSERT_STATUS(0, "--store %s/new replica pull %s/copy", test_dir(), test_dir());
}
END_TEST

START_TEST(a_place_that_is_not_for_copies_is_not_touched)
{
	setup();
	ASSERT_STATUS(0, "--store %s/own init", test_dir());
	ASSERT_STATUS(1, "replica pull %s/own", test_dir());
	ASSERT_SAID("there is a store that is no copy");
	ck_assert_int_eq(mkdir(in("full"), 0700), 0);
	write_file("full/notes.txt", "notes\n");
	ASSERT_STATUS(1, "replica pull %s/full", test_dir());
	ASSERT_SAID("neither empty nor a copy");
	ck_assert_int_eq(mkdir(in("open"), 0700), 0);
	ck_assert_int_eq(chmod(in("open"), 0777), 0);
	ASSERT_STATUS(1, "replica pull %s/open", test_dir());
	ASSERT_SAID("others may write into");
	ASSERT_STATUS(1, "replica pull %s/full/notes.txt", test_dir());
	ASSERT_STATUS(1, "replica pull %s/nowhere/deep", test_dir());
	ASSERT_STATUS(2, "replica pull");
	ASSERT_STATUS(2, "replica push %s/copy", test_dir());
	ASSERT_STATUS(1, "--store %s/nostore replica pull %s/copy", test_dir(), test_dir());
	ck_assert_int_ne(access(in("copy"), F_OK), 0);
	/* another store's copy */
	pull(",made");
	ASSERT_STATUS(0, "--store %s/other init", test_dir());
	ASSERT_STATUS(1, "--store %s/other replica pull %s/copy", test_dir(), test_dir());
	ASSERT_SAID("a copy of another store");
	expect_same("export bookings --quiet");
	/* two at once */
	int fd = open(in("copy"), O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(flock(fd, LOCK_EX | LOCK_NB), 0);
	ASSERT_STATUS(75, "replica pull %s/copy", test_dir());
	close(fd);
}
END_TEST

START_TEST(a_store_that_was_set_back_is_told)
{
	setup();
	ASSERT_STATUS(0, "backup %s/saved --quiet", test_dir());
	ASSERT_STATUS(0, "book LAB-1 --at 2040-01-10T08:00 --for 2h");
	pull(",made");
	ASSERT_STATUS(0, "restore %s/saved --quiet", test_dir());
	ASSERT_STATUS(0, "cancel 1");
	ASSERT_STATUS(1, "replica pull %s/copy", test_dir());
	ASSERT_SAID("does not continue that of the copy before");
	expect_same("export bookings --quiet");
	ASSERT_STATUS(0, "book LAB-1 --at 2040-01-11T08:00 --for 2h");
	pull(",replaced");
}
END_TEST

static bool has_unfinished(void)
{
	bool found = false;
	DIR *dir = opendir(in("copy"));
	for (const struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
		found |= strncmp(e->d_name, ".pull-", 6) == 0;
	if (dir)
		closedir(dir);
	return found;
}

START_TEST(a_pull_that_is_killed_leaves_the_copy_before)
{
	setup();
	pull(",made");
	ASSERT_STATUS(0, "export bookings --quiet");
	const char *before = last.out;
	ASSERT_STATUS(0, "book LAB-1 --at 2040-01-10T08:00 --for 2h");
	pid_t pid = start(arena_fmt(&kept, "quad replica pull %s/copy", test_dir()), in("out"), -1, in("err"));
	while (!has_unfinished())
		ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), 0);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(wait_for(pid), BY_SIGNAL + SIGKILL);
	ASSERT_STATUS(0, "--store %s/copy export bookings --quiet", test_dir());
	ck_assert_str_eq(last.out, before);
	pull(",replaced");
	ck_assert(!has_unfinished());
	expect_same("export bookings --quiet");
}
END_TEST

START_TEST(an_age_is_in_its_largest_unit)
{
	static const struct {
		int64_t min;
		const char *text;
	} rows[] = {
		{-5, "0 minutes old"},    {0, "0 minutes old"}, {1, "1 minute old"},
		{119, "119 minutes old"}, {120, "2 hours old"}, {179, "2 hours old"},
		{2879, "47 hours old"},   {2880, "2 days old"}, {525600, "365 days old"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf text = {0};
		words_age(rows[i].min, &text);
		ck_assert_str_eq(buf_text(&text), rows[i].text);
		buf_release(&text);
	}
}
END_TEST

/* ---- on the screen: the clock stands at 2026-09-07 07:30 ---- */

static void open_copy(int rows, int cols)
{
	open_at(rows, cols);
	struct db_replica mark = {.at_min = at("2026-09-07T04:30"), .token = 1, .from = "postgresql://one,two/quad"};
	ck_assert_int_eq(db_mark_replica(w.s.db, &mark), 0);
	tick();
}

START_TEST(the_screen_says_that_it_is_a_copy)
{
	open_copy(30, 100);
	ASSERT_ROW(0, "copy of 2026-09-07 04:30, 3 hours old");
	press('B');
	ASSERT_ROW(0, "copy of 2026-09-07 04:30, 3 hours old");
	press('?');
	ASSERT_ROW(0, "copy of 2026-09-07 04:30, 3 hours old");
	leave();
}
END_TEST

START_TEST(a_small_screen_says_it_shortly)
{
	open_copy(16, 60);
	ASSERT_ROW(0, "copy, 3 hours old");
	ASSERT_ROW(0, "Quad");
	leave();
}
END_TEST

START_TEST(the_screen_changes_nothing_in_a_copy)
{
	static const char said_why[] =
		"not now: this is a copy of 2026-09-07 04:30, 3 hours old; changes go to postgresql";
	static const char keys[] = "bepxu";
	open_copy(30, 140);
	uint64_t n = db_token(w.s.db);
	for (const char *key = keys; *key; key++) {
		press((uint32_t)*key);
		ASSERT_SHOWS(said_why);
	}
	press('B');
	press('x');
	ASSERT_SHOWS(said_why);
	type(":cancel 1\r");
	ASSERT_SHOWS(
		"cancel: this is a copy of 2026-09-07 04:30, 3 hours old; changes go to postgresql://one,two/quad");
	ck_assert_uint_eq(db_token(w.s.db), n);
	leave();
}
END_TEST

Suite *replica_suite(void)
{
	Suite *s = suite_create("replica");
	TCase *t = tcase_create("replica");
	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, NULL, release_kept);
	tcase_add_test(t, a_copy_answers_as_the_store_does);
	tcase_add_test(t, a_copy_changes_nothing);
	tcase_add_test(t, a_copy_becomes_newer);
	tcase_add_test(t, a_restored_backup_of_a_copy_is_a_store);
	tcase_add_test(t, a_place_that_is_not_for_copies_is_not_touched);
	tcase_add_test(t, a_store_that_was_set_back_is_told);
	tcase_add_test(t, a_pull_that_is_killed_leaves_the_copy_before);
	tcase_add_test(t, an_age_is_in_its_largest_unit);
	only_on_lmdb("the screen of a copy, which is a file");
	tcase_add_test(t, the_screen_says_that_it_is_a_copy);
	tcase_add_test(t, a_small_screen_says_it_shortly);
	tcase_add_test(t, the_screen_changes_nothing_in_a_copy);
	suite_add_tcase(s, t);
	return s;
}
