/* What people say about a booking, as a thread: who, when and what, the oldest first, from all sides. */
#include "tests/tui/command.h"

Suite *consult_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	add_coordinators("boss");
	write_file("rooms.csv", "code,name,kind,seats,campus,institution,approval\n"
	                        "LAB-1,Lasers,lab,30,NORTH,EAST,owner+coordinator\n");
	ASSERT_STATUS(0, "--as boss import resources %s --create-missing", test_path(test_dir(), "rooms.csv"));
	write_file("people.csv", "login,name,institution,role,scope,email\n"
	                         "anna,Anna,EAST,administrator,institution:EAST,anna@east.example\n"
	                         "rita,Rita,WEST,requester,,rita@west.example\n"
	                         "vic,Vic,SOUTH,requester,,\n");
	ASSERT_STATUS(0, "--as boss import people %s --create-missing", test_path(test_dir(), "people.csv"));
	ASSERT_STATUS(0, "--as rita book LAB-1 --at 2040-09-03T08:00 --for 2h --purpose Optics");
}

static void teardown(void)
{
	release_kept();
}

/* The texts come in that order in what was said last. */
static void expect_order(const char *const *texts, size_t n)
{
	const char *at = last.out;
	for (size_t i = 0; i < n; i++) {
		const char *found = strstr(at, texts[i]);
		ck_assert_msg(found != NULL, "\"%s\" is not after the one before it in\n%s", texts[i], last.out);
		at = found + strlen(texts[i]);
	}
}

START_TEST(all_sides_write_and_read_the_thread)
{
	static const char *const said[] = {"rita", "Is there a fume hood?",  "anna", "Which wavelength?",
	                                   "rita", "Ten sixty-four",         "boss", "Mind the safety training.",
	                                   "anna", "Bring your own goggles."};
	ASSERT_STATUS(0, "--as rita comment 1 'Is there a fume hood?'");
	ASSERT_STATUS(0, "--as anna ask 1 'Which wavelength?'");
	ASSERT_STATUS(0, "--as rita comment 1 'Ten sixty-four'");
	ASSERT_STATUS(0, "--as boss comment 1 'Mind the safety training.'");
	ASSERT_STATUS(0, "--as anna comment 1 'Bring your own goggles.'");
	for (const char *const *login = (const char *const[]){"rita", "anna", "boss", NULL}; *login; login++) {
		ASSERT_STATUS(0, "--as %s show 1", *login);
		expect_order(said, sizeof said / sizeof *said);
		ASSERT_STATUS(0, "--as %s --json show 1", *login);
		expect_order(said, sizeof said / sizeof *said);
	}
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(others_neither_write_nor_read_it)
{
	ASSERT_STATUS(0, "--as rita comment 1 'Is there a fume hood?'");
	ASSERT_STATUS(4, "--as vic comment 1 'Me too'");
	ASSERT_STATUS(0, "--as vic show 1");
	ck_assert_ptr_null(strstr(last.out, "fume"));
	ASSERT_STATUS(0, "--as vic --json show 1");
	ck_assert_ptr_null(strstr(last.out, "fume"));
}
END_TEST

START_TEST(a_comment_is_a_mail_to_who_decides_and_who_asks)
{
	ASSERT_STATUS(0, "--as boss config mail on");
	ASSERT_STATUS(0, "--as rita comment 1 'Is there a fume hood?'");
	ASSERT_STATUS(0, "--as boss outbox list");
	ck_assert_ptr_nonnull(strstr(last.out, "anna"));
	ASSERT_STATUS(0, "--as anna comment 1 'Yes, two.'");
	ASSERT_STATUS(0, "--as boss outbox list");
	ck_assert_ptr_nonnull(strstr(last.out, "rita"));
}
END_TEST

Suite *consult_suite(void)
{
	Suite *s = suite_create("consult");
	TCase *tc = tcase_create("consult");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, all_sides_write_and_read_the_thread);
	tcase_add_test(tc, others_neither_write_nor_read_it);
	tcase_add_test(tc, a_comment_is_a_mail_to_who_decides_and_who_asks);
	suite_add_tcase(s, tc);
	return s;
}
