/* Backups into a directory: dated, proved, and which of the old ones go. */
#include <sys/file.h>
#include <sys/resource.h>

#include "store/base/clock.h"
#include "store/facts/facts.h"
#include "store/facts/store_open.h"
#include "tests/engine.h"
#include "tests/tui/command.h"
#include "tui/cmd/backup_dir.h"

Suite *backup_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	ck_assert_int_eq(mkdir(test_path(test_dir(), "kept"), 0700), 0);
}

static const char *kept_file(const char *name)
{
	return arena_fmt(&kept, "%s/kept/%s", test_dir(), name);
}

static bool is_there(const char *name)
{
	return access(kept_file(name), F_OK) == 0;
}

/* As an earlier run would have left it. */
static void leave_file(const char *name)
{
	write_file(arena_fmt(&kept, "kept/%s", name), "earlier\n");
}

static size_t count_files(void)
{
	struct arena arena = {0};
	struct backup_dir d;
	ck_assert_int_eq(backup_dir_list(kept_file("."), &arena, &d), 0);
	size_t n = d.n;
	arena_release(&arena);
	return n;
}

/* ---- which stay ---- */

START_TEST(a_rule_is_read_or_refused)
{
	static const char *const wrong[] = {"",   "7",     "d",   "7d,",   ",7d",    "0d",
	                                    "7x", "7d,7d", "-1d", "7d 4w", "10000d", "7d,4"};
	struct backup_keep keep;
	ck_assert(backup_keep_parse(BACKUP_KEEP_DEFAULT, &keep));
	ck_assert(keep.days == 7 && keep.weeks == 4 && keep.months == 12 && keep.years == 0);
	ck_assert(backup_keep_parse("10y,1d", &keep));
	ck_assert(keep.days == 1 && keep.years == 10);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(!backup_keep_parse(wrong[i], &keep), "%s", wrong[i]);
}
END_TEST

/* Two a day, at 10:00 and 22:00, for 400 days until 2026-11-29, a Sunday. */
START_TEST(one_of_each_day_week_month_and_year_stays)
{
	enum { N = 800 };
	static struct backup_file v[N];
	static const struct {
		const char *rule, *kept;
	} cases[] = {
		{"1d", "2026-11-29"},
		{"3d", "2026-11-29 2026-11-28 2026-11-27"},
		{"2w", "2026-11-29 2026-11-22"},
		{"3m", "2026-11-29 2026-10-31 2026-09-30"},
		{"9y", "2026-11-29 2025-12-31"},
		{"2d,2w,2m", "2026-11-29 2026-11-28 2026-11-22 2026-10-31"},
	};
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	for (size_t i = 0; i < N; i++) {
		int64_t day = clock_day_number(2026, 11, 29) - (int64_t)(i / 2);
		v[i] = (struct backup_file){.at_min = clock_minute_at(day, i % 2 ? 600 : 1320)};
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct backup_keep keep;
		struct buf days = {0};
		ck_assert(backup_keep_parse(cases[i].rule, &keep));
		backup_keep_mark(&keep, v, N);
		for (size_t j = 0; j < N; j++) {
			char text[CLOCK_TEXT_MAX];
			ck_assert(!v[j].kept || clock_local_minute(v[j].at_min) == 1320);
			if (v[j].kept)
				buf_fmt(&days, "%s%s", days.len ? " " : "",
				        clock_format_date(clock_local_day(v[j].at_min), text));
		}
		ck_assert_str_eq(buf_text(&days), cases[i].kept);
		buf_release(&days);
	}
}
END_TEST

/* ---- the command ---- */

START_TEST(a_new_one_is_good_and_old_ones_go)
{
	for (int day = 1; day <= 20; day++) {
		leave_file(arena_fmt(&kept, "quad-202601%02dT0215Z.backup", day));
		leave_file(arena_fmt(&kept, "quad-202601%02dT0215Z.backup.head", day));
	}
	leave_file("quad-notes.txt");
	leave_file("quad-20269901T0000Z.backup");
	leave_file(".quad-backup-quad-20260121T0215Z.backup");
	ASSERT_STATUS(0, "backup --into %s/kept --keep 3d,2m", test_dir());
	ck_assert_ptr_nonnull(strstr(last.out, ",made\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "quad-20260120T0215Z.backup,8,kept\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "quad-20260118T0215Z.backup,8,removed\n"));
	ck_assert_uint_eq(count_files(), 3);
	ck_assert(is_there("quad-20260119T0215Z.backup") && is_there("quad-20260119T0215Z.backup.head"));
	ck_assert(!is_there("quad-20260118T0215Z.backup") && !is_there("quad-20260118T0215Z.backup.head"));
	ck_assert(is_there("quad-notes.txt") && is_there("quad-20269901T0000Z.backup"));
	ck_assert(!is_there(".quad-backup-quad-20260121T0215Z.backup"));
	const char *name = arena_dup(&kept, strstr(last.out, "quad-"), strlen("quad-20260118T0215Z.backup"));
	ASSERT_STATUS(0, "--store %s restore %s", test_store("again"), kept_file(name));
	ASSERT_STATUS(CMD_FAILED, "backup %s", kept_file(name));
}
END_TEST

/* The head beside it is that of the journal, and the next one continues it; not so that of another store. */
START_TEST(each_has_the_head_of_its_journal)
{
	char head[600];
	ASSERT_STATUS(0, "log --head");
	const char *wanted = last.out;
	ASSERT_STATUS(0, "backup --into %s/kept", test_dir());
	const char *name = arena_dup(&kept, strstr(last.out, "quad-"), strlen("quad-20260118T0215Z.backup"));
	snprintf(head, sizeof head, "%s.head", kept_file(name));
	ck_assert_str_eq(keep_file(head), wanted);
	ASSERT_STATUS(0, "log --verify --since-head %s", head);
	/* as if made earlier */
	ck_assert_int_eq(rename(kept_file(name), kept_file("quad-20260120T0215Z.backup")), 0);
	ck_assert_int_eq(rename(head, kept_file("quad-20260120T0215Z.backup.head")), 0);
	add_coordinators("zhang");
	ASSERT_STATUS(0, "backup --into %s/kept --keep 1d", test_dir());
	ck_assert_uint_eq(count_files(), 1);
	name = arena_dup(&kept, strstr(last.out, "quad-"), strlen("quad-20260118T0215Z.backup"));
	ck_assert_int_eq(rename(kept_file(name), kept_file("quad-20260121T0215Z.backup")), 0);
	snprintf(head, sizeof head, "%s.head", kept_file(name));
	ck_assert_int_eq(rename(head, kept_file("quad-20260121T0215Z.backup.head")), 0);
	ASSERT_STATUS(0, "--store %s init", test_store("other"));
	ASSERT_STATUS(CMD_FAILED, "--store %s backup --into %s/kept --keep 1d", test_store("other"), test_dir());
	ASSERT_SAID("does not continue");
	ck_assert_ptr_nonnull(strstr(last.out, ",made\n"));
	ck_assert_uint_eq(count_files(), 2);
	/* nor does the next one take that for the journal to go on from */
	name = arena_dup(&kept, strstr(last.out, "quad-"), strlen("quad-20260118T0215Z.backup"));
	ck_assert_int_eq(rename(kept_file(name), kept_file("quad-20260122T0215Z.backup")), 0);
	ASSERT_STATUS(CMD_FAILED, "--store %s backup --into %s/kept --keep 1d", test_store("other"), test_dir());
	ASSERT_SAID("does not continue");
	ck_assert_uint_eq(count_files(), 3);
	ck_assert(is_there("quad-20260121T0215Z.backup"));
	/* until the earlier ones are elsewhere */
	name = arena_dup(&kept, strstr(last.out, "quad-"), strlen("quad-20260118T0215Z.backup"));
	ck_assert_int_eq(rename(kept_file(name), kept_file("quad-20260123T0215Z.backup")), 0);
	ck_assert_int_eq(unlink(kept_file("quad-20260121T0215Z.backup")), 0);
	ck_assert_int_eq(unlink(kept_file("quad-20260121T0215Z.backup.head")), 0);
	ASSERT_STATUS(0, "--store %s backup --into %s/kept --keep 1d", test_store("other"), test_dir());
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

static int spoil(struct db_txn *txn, void *arg)
{
	struct key key = key_table(TABLE_BOOKING);
	(void)arg;
	key_u64(&key, 77);
	return db_put(txn, key_bytes(&key), (struct bytes){(const unsigned char *)"?", 1});
}

START_TEST(no_old_one_goes_for_a_bad_new_one)
{
	struct store s;
	leave_file("quad-20260120T0215Z.backup");
	leave_file("quad-20260119T0215Z.backup");
	ck_assert_int_eq(store_open(getenv("QUAD_STORE"), &s), 0);
	ck_assert_int_eq(db_update(s.db, spoil, NULL, NULL), 0);
	store_close(&s);
	ASSERT_STATUS(CMD_FAILED, "backup --into %s/kept --keep 1d", test_dir());
	ASSERT_SAID("No earlier backup was touched.");
	ck_assert_uint_eq(count_files(), 2);
}
END_TEST

/* The disk is full within the copy. */
START_TEST(a_copy_that_was_cut_short_is_none)
{
	char line[2000];
	leave_file("quad-20260120T0215Z.backup");
	leave_file("quad-20260119T0215Z.backup");
	snprintf(line, sizeof line, "backup --into %s/kept --keep 1d", test_dir());
	pid_t pid = fork();
	if (pid == 0) {
		char *argv[ARGS_MAX + 1] = {NULL};
		char *words = arena_fmt(&kept, "quad %s", line);
		int argc = split(words, argv);
		redirect(STDERR_FILENO, "/dev/null");
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){20000, 20000});
		_exit(quad_main(argc, argv));
	}
	ck_assert_int_eq(wait_for(pid), CMD_FAILED);
	ck_assert_uint_eq(count_files(), 2);
	ASSERT_STATUS(0, "%s", line);
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

START_TEST(a_directory_must_be_ones_own)
{
	ASSERT_STATUS(CMD_FAILED, "backup --into %s/nowhere", test_dir());
	ASSERT_SAID("No such file");
	ck_assert_int_eq(chmod(kept_file("."), 0770), 0);
	ASSERT_STATUS(CMD_FAILED, "backup --into %s/kept", test_dir());
	ASSERT_SAID("chmod go-w");
	ck_assert_int_eq(chmod(kept_file("."), 0750), 0);
	int fd = open(kept_file("."), O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	ASSERT_STATUS(CMD_BUSY, "backup --into %s/kept", test_dir());
	close(fd);
	ASSERT_STATUS(0, "backup --into %s/kept", test_dir());
	ASSERT_STATUS(CMD_USAGE, "backup");
	ASSERT_STATUS(CMD_USAGE, "backup x --into %s/kept", test_dir());
	ASSERT_STATUS(CMD_USAGE, "backup x --keep 1d");
	ASSERT_STATUS(CMD_USAGE, "backup --into %s/kept --keep 1", test_dir());
	ASSERT_SAID("such as 7d,4w,12m");
}
END_TEST

Suite *backup_suite(void)
{
	Suite *s = suite_create("backup");
	TCase *t = tcase_create("backup");
	tcase_add_checked_fixture(t, setup, release_kept);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_rule_is_read_or_refused);
	tcase_add_test(t, one_of_each_day_week_month_and_year_stays);
	tcase_add_test(t, a_new_one_is_good_and_old_ones_go);
	tcase_add_test(t, each_has_the_head_of_its_journal);
	tcase_add_test(t, no_old_one_goes_for_a_bad_new_one);
	tcase_add_test(t, a_copy_that_was_cut_short_is_none);
	tcase_add_test(t, a_directory_must_be_ones_own);
	suite_add_tcase(s, t);
	return s;
}
