/* `--request ID`: the same command again, by the id of before, tells what came of it and changes nothing. */
#include "tests/tui/command.h"

Suite *request_cmd_suite(void);

static const char *new_id(void)
{
	unsigned char id[REQUEST_ID_BYTES];
	char *text = arena_alloc(&kept, REQUEST_ID_TEXT_MAX);
	request_id_new(id);
	return request_id_text(id, text);
}

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("institutions.csv", "code,name\nNORTH,North\n");
	write_file("campuses.csv", "code,name,institution\nN,North,NORTH\n");
	write_file("resources.csv", "code,name,kind,seats,institution,campus,approval\n"
	                            "LAB-1,Lab one,lab,40,NORTH,N,none\nLAB-2,Lab two,lab,40,NORTH,N,none\n"
	                            "LAB-3,Lab three,lab,40,NORTH,N,owner\n");
	write_file("people.csv", "login,name,role,institution\nsam,Sam,requester,NORTH\n");
	write_file("terms.csv", "code,name,first_monday,weeks\n2040A,Spring,2040-01-02,20\n");
	write_file("periods.csv", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n");
	write_file("events.csv", "code,name,start,end,institution\nGAMES,Games,2040-01-02,2040-01-09,NORTH\n");
	static const char *const kinds[] = {"institutions", "campuses", "resources", "people",
	                                    "terms",        "periods",  "events"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "--as boss import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2040-01-09T08:00 --for 2h");
	ASSERT_STATUS(0, "--as boss book LAB-2 --at 2040-01-09T08:00 --for 2h");
	ASSERT_STATUS(0, "--as sam book LAB-3 --at 2040-01-09T08:00 --for 2h");
	ASSERT_STATUS(0, "--as sam book LAB-3 --at 2040-01-10T08:00 --for 2h");
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2026-01-05T08:00 --for 2h --record");
}

/* The number of the journal's last entry. */
static const char *last_entry(void)
{
	ASSERT_STATUS(0, "--as boss log --head");
	return last.out;
}

/* In this order each of them can be done. */
static const char *const commands[] = {
	"swap 1 2",
	"book LAB-1 --at 2040-01-11T08:00 --for 2h",
	"book LAB-2 --term 2040A --weeks 3-5 --weekdays 3 --periods 1-2",
	"book LAB-1 --at 2040-01-09T09:00 --for 2h --wait",
	"move 1 --at 2040-01-12T08:00",
	"move S1 --party 5",
	"cancel S1 --from 2040-01-30",
	"comment 1 'hello there'",
	"ask 3 'what for'",
	"approve 3",
	"decline 4 --reason no",
	"hand 1 sam",
	"adjust 5 --used-from 2026-01-05T08:00 --used-to 09:00 --reason late",
	"config mail-from quad@north.example",
	"grant sam viewer",
	"revoke sam viewer",
	"drop events GAMES",
	"cancel 2",
	"erase booking:2",
};

START_TEST(what_was_done_is_told_and_not_done_again)
{
	setup();
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		const char *id = new_id();
		ASSERT_STATUS(0, "--as boss %s --request %s", commands[i], id);
		const char *rows = last.out;
		ck_assert_msg(!said("done before"), "%s: %s", commands[i], last.err);
		const char *before = last_entry();
		ASSERT_STATUS(0, "--as boss --request %s %s", id, commands[i]);
		ck_assert_msg(said("This was done before; here is what came of it. Nothing was changed now."), "%s: %s",
		              commands[i], last.err);
		/* a series is told as it stands, not by what was changed of it */
		if (!strstr(commands[i], " S1"))
			ck_assert_str_eq(last.out, rows);
		ck_assert_str_eq(last_entry(), before);
	}
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

START_TEST(an_id_that_did_nothing_yet_does_it)
{
	setup();
	const char *id = new_id();
	ASSERT_STATUS(3, "--as boss book LAB-1 --at 2040-01-09T09:00 --for 2h --request %s", id);
	ASSERT_STATUS(0, "--as boss cancel 1");
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2040-01-09T09:00 --for 2h --request=%s", id);
	ck_assert(!said("done before"));
	ck_assert_ptr_nonnull(strstr(last.out, ",2040-01-09T09:00,2040-01-09T11:00,booked"));
}
END_TEST

START_TEST(an_id_of_another_command_does_nothing)
{
	setup();
	const char *id = new_id();
	ASSERT_STATUS(0, "--as boss move 1 --at 2040-01-12T08:00 --request %s", id);
	ASSERT_STATUS(2, "--as boss cancel 1 --request %s", id);
	ASSERT_SAID("cancel: that id is of another command, `move`, which was carried out");
	ASSERT_STATUS(0, "--as boss bookings --resource LAB-1");
	ck_assert_ptr_nonnull(strstr(last.out, "1,,booked,2040-01-12T08:00"));
}
END_TEST

START_TEST(what_is_no_id_is_refused)
{
	setup();
	ASSERT_STATUS(2, "cancel 1 --request 17");
	ASSERT_SAID("--request: \"17\" is not the id of a request, a UUID such as 01900000-");
	ASSERT_STATUS(2, "cancel 1 --request");
	ASSERT_SAID("--request needs a value: --request ID");
	ASSERT_STATUS(2, "cancel 1 --request ''");
	ASSERT_STATUS(2, "cancel 1 --request 01900000-0000-7000-8000-000000000000");
	ASSERT_SAID("was made more than 6 days ago; it is not remembered any more whether that was done");
	ASSERT_STATUS(2, "cancel 1 --request 0fffffff-0000-7000-8000-000000000000");
	ASSERT_SAID("is of a time to come; the clock of this machine may be wrong");
	ASSERT_STATUS(2, "--as boss book LAB-1 --at 2040-02-09T09:00 --for 2h --dry-run --request %s", new_id());
	ASSERT_SAID("so it is no --dry-run");
	ASSERT_STATUS(2, "--as boss undo 1 --dry-run --request %s", new_id());
}
END_TEST

/* Also forms of commands that make one request in another form. */
START_TEST(what_makes_no_request_or_several_refuses_the_option)
{
	static const char *const forms[] = {"config",      "config mail", "outbox",
	                                    "outbox send", "keys list",   "keys revoke boss"};
	setup();
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++) {
		if (cmd->flags & (CMD_ONE_REQUEST | CMD_SCREEN))
			continue;
		ASSERT_STATUS(2, "--as boss %s --request %s", cmd->name, new_id());
		ASSERT_SAID(": --request is for commands that make one request; this one makes none, or several");
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		ASSERT_STATUS(2, "--as boss %s --request %s", forms[i], new_id());
		ASSERT_SAID(": --request is for commands that make one request; this one makes none, or several");
	}
}
END_TEST

Suite *request_cmd_suite(void)
{
	Suite *s = suite_create("request_cmd");
	TCase *t = tcase_create("request_cmd");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, NULL, release_kept);
	tcase_add_test(t, what_was_done_is_told_and_not_done_again);
	tcase_add_test(t, an_id_that_did_nothing_yet_does_it);
	tcase_add_test(t, an_id_of_another_command_does_nothing);
	tcase_add_test(t, what_is_no_id_is_refused);
	tcase_add_test(t, what_makes_no_request_or_several_refuses_the_option);
	suite_add_tcase(s, t);
	return s;
}
