/*
 * What is noted of commands that change nothing: exports, with the same bytes as before, and backups; and of which
 * commands nothing is.
 */
#include "tests/pty.h"
#include "tests/tui/command.h"

Suite *notes_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("resources.csv", "code,name,kind,seats\nLAB-1,Lab one,lab,40\nLAB-2,Lab two,lab,20\n");
	write_file("people.csv", "login,name,role\nann,Ann,requester\n");
	ASSERT_STATUS(0, "--as boss import resources %s/resources.csv", test_dir());
	ASSERT_STATUS(0, "--as boss import people %s/people.csv", test_dir());
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2040-03-05T08:00 --for 2h");
}

static void expect_entry(const char *who, const char *entity, const char *text)
{
	ASSERT_STATUS(0, "--as %s log --entity %s", who, entity);
	ck_assert_msg(strstr(last.out, text) != NULL, "\"%s\" is not in %s", text, last.out);
}

static const struct {
	const char *line, *entity, *text;
} exports[] = {
	{"export resources", "export:resources", ",export,export:resources,format csv; rows 2\n"},
	{"export resources --seats 30 --kind lab", "export:resources", "format csv; --seats 30; --kind lab; rows 1\n"},
	{"--json export bookings", "export:bookings", ",format json; rows 1\n"},
	{"export bookings --format xlsx", "export:bookings", ",format xlsx; rows 1\n"},
	{"export resources --excel", "export:resources", ",format csv; --excel; rows 2\n"},
	{"export ics --from 2040-01-01", "export:ics", ",format ics; --from 2040-01-01; rows 1\n"},
	{"export bookings --format ics", "export:bookings", ",format ics; rows 1\n"},
};

START_TEST(an_export_is_noted_with_its_filters_and_rows)
{
	ASSERT_STATUS(0, "--as ann %s", exports[_i].line);
	char *first = last.out;
	const char *head = strstr(last.err, "Head of the journal: quad/");
	ck_assert_msg(head != NULL, "%s", last.err);
	bool calendar = strstr(first, "BEGIN:VCALENDAR") != NULL;
	ck_assert(calendar == (strstr(first, "\r\nX-QUAD-HEAD:quad/") != NULL));
	ASSERT_STATUS(0, "--as ann --quiet %s", exports[_i].line);
	ck_assert_str_eq(last.err, "");
	expect_entry("boss", exports[_i].entity, exports[_i].text);
	expect_entry("ann", exports[_i].entity, ",ann,shell,export,");
	ASSERT_STATUS(0, "--as ann %s", exports[_i].line);
	if (!calendar && !strstr(exports[_i].line, "xlsx"))
		ck_assert_str_eq(last.out, first);
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

START_TEST(a_backup_is_noted_in_what_it_was_taken_of)
{
	ASSERT_STATUS(0, "--as boss backup %s/copy", test_dir());
	ASSERT_SAID("copy.head, the head of its journal: keep it elsewhere.\n");
	expect_entry("boss", "export:store", ",boss,shell,export,export:store,backup\n");
	ASSERT_STATUS(0, "--as boss log --verify --since-head %s/copy.head", test_dir());
	/* one that is there stays as it is */
	ASSERT_STATUS(1, "--as boss backup %s/copy", test_dir());
	write_file("other.head", "mine");
	ASSERT_STATUS(1, "--as boss backup %s/other", test_dir());
	ASSERT_SAID("other.head is there already");
	size_t len;
	char *mine = test_read_file(test_path(test_dir(), "other.head"), &len);
	ck_assert_str_eq(mine, "mine");
	free(mine);
	/* the copy is of the moment before */
	ASSERT_STATUS(0, "--as boss restore %s/copy", test_dir());
	ASSERT_STATUS(0, "--as boss log --verify --since-head %s/copy.head", test_dir());
	ASSERT_STATUS(0, "--as boss log --entity export:store");
	ck_assert_str_eq(last.out, "seq,time,person,via,op,entity,change\n");
}
END_TEST

START_TEST(lists_and_queries_are_no_exports)
{
	ASSERT_STATUS(0, "--as boss stats");
	const char *before = last.out;
	static const char *const lines[] = {"list resources", "bookings", "find", "log", "show 1", "unmet", "whoami"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		ASSERT_STATUS(0, "--as ann %s", lines[i]);
	ASSERT_STATUS(0, "--as boss stats");
	ck_assert_str_eq(last.out, before);
}
END_TEST

START_TEST(opening_the_screen_is_a_login)
{
	const char *const argv[] = {"quad", "--as", "ann", NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 80);
	pty_wait(p, "LAB-1");
	/* what is written out there is noted, too */
	pty_act(p, ":export resources --seats 30\r");
	pty_act(p, "q");
	pty_keys(p, "Q");
	pty_keys(p, "q");
	ck_assert_int_eq(pty_exit(p), 0);
	pty_close(p);
	expect_entry("boss", "login:ann", ",ann,screen,login,login:ann,screen\n");
	expect_entry("boss", "export:resources",
	             ",ann,screen,export,export:resources,format csv; --seats 30; rows 1\n");
	ASSERT_STATUS(0, "--as boss log --person ann");
}
END_TEST

Suite *notes_suite(void)
{
	Suite *suite = suite_create("notes");
	TCase *tc = tcase_create("notes");
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, an_export_is_noted_with_its_filters_and_rows, 0, sizeof exports / sizeof *exports);
	tcase_add_test(tc, a_backup_is_noted_in_what_it_was_taken_of);
	tcase_add_test(tc, lists_and_queries_are_no_exports);
	tcase_add_test(tc, opening_the_screen_is_a_login);
	suite_add_tcase(suite, tc);
	return suite;
}
