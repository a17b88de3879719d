/* The commands log and undo, end to end. */
#include "tests/tui/command.h"

Suite *undo_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	add_coordinators("ann bob cho");
	write_file("rooms.csv", "code,name,kind,seats,campus\nLAB-1,Welding,lab,30,NORTH\nLAB-2,Motors,lab,30,NORTH\n");
	ASSERT_STATUS(0, "--as ann import resources %s --create-missing", test_path(test_dir(), "rooms.csv"));
}

static void teardown(void)
{
	release_kept();
}

START_TEST(log_lists_the_journal)
{
	ASSERT_STATUS(0, "--as ann book LAB-1 --at 2030-09-02T08:00 --for 2h --purpose x");
	ASSERT_STATUS(0, "--as bob move 1 --at 2030-09-03T08:00 --party 9");
	ASSERT_STATUS(0, "--as bob cancel 1");
	ASSERT_STATUS(0, "log");
	ck_assert_ptr_eq(strstr(last.out, "seq,time,person,via,op,entity,change\n1,"), last.out);
	ck_assert_ptr_nonnull(strstr(last.out, ",ann,shell,campus,campus:NORTH,added\n"));
	ck_assert_ptr_nonnull(
		strstr(last.out, ",bob,shell,move,booking:1,start 2030-09-02T08:00 -> 2030-09-03T08:00; "));
	ck_assert_ptr_nonnull(strstr(last.out, "; party 0 -> 9\n"));
	ck_assert_ptr_nonnull(strstr(last.out, ",bob,shell,cancel,booking:1,state booked -> cancelled\n"));
	ASSERT_STATUS(0, "log --entity LAB-2 --person ann");
	ck_assert_ptr_nonnull(strstr(last.out, ",resource:LAB-2,added\n"));
	ck_assert_ptr_null(strstr(last.out, "LAB-1"));
	ASSERT_STATUS(0, "log --entity booking:1 --person ann --json");
	json_t *root = parsed();
	ck_assert_uint_eq(json_array_size(root), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(root, 0), "seq")), 8);
	json_decref(root);
	ASSERT_STATUS(0, "log --until 2020-01-01");
	ck_assert_str_eq(last.out, "seq,time,person,via,op,entity,change\n");
	ASSERT_STATUS(0, "log --since 2020-01-01 --person nobody");
	ck_assert_str_eq(last.out, "seq,time,person,via,op,entity,change\n");
	ASSERT_STATUS(CMD_USAGE, "log --since never");
}
END_TEST

START_TEST(undo_answers_with_what_it_took_back)
{
	ASSERT_STATUS(0, "--as ann book LAB-1 --at 2030-09-02T08:00 --for 2h");
	ASSERT_STATUS(0, "--as bob move 1 --at 2030-09-03T08:00");
	ASSERT_STATUS(0, "show 1");
	ck_assert_ptr_nonnull(strstr(last.out, "\n  9  "));
	ASSERT_STATUS(0, "undo 9 --dry-run");
	ASSERT_SAID("A dry run: nothing was changed.");
	ck_assert_str_eq(last.out, "id,series,start,end,state\n1,,2030-09-02T08:00,2030-09-02T10:00,booked\n");
	ASSERT_STATUS(0, "--as cho undo 9");
	ck_assert_str_eq(last.out, "id,series,start,end,state\n1,,2030-09-02T08:00,2030-09-02T10:00,booked\n");
	ASSERT_SAID("`quad undo 10` does it again");
	ASSERT_STATUS(CMD_REFUSED, "undo 9");
	ASSERT_SAID("busy:booking:1@entry 10 ");
	ASSERT_SAID("booking 1 was changed since by cho (");
	ASSERT_STATUS(0, "undo 8");
	ck_assert_str_eq(last.out, "id,series,start,end,state\n1,,2030-09-02T08:00,2030-09-02T10:00,cancelled\n");
	ASSERT_STATUS(CMD_REFUSED, "show 1");
	/* entry 11 is the refusal */
	ASSERT_STATUS(0, "undo 12 --quiet");
	ck_assert_str_eq(last.err, "");
	ASSERT_STATUS(0, "show 1");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(undo_takes_an_import_back_whole)
{
	ASSERT_STATUS(0, "--as ann book LAB-1 --at 2030-09-02T08:00 --for 2h");
	ASSERT_STATUS(CMD_REFUSED, "undo 6");
	ASSERT_SAID("resource LAB-1 is used by booking 1");
	ASSERT_STATUS(0, "undo 8");
	ASSERT_STATUS(0, "undo 6");
	ASSERT_SAID("resource LAB-1 is gone again\n");
	ASSERT_SAID("campus NORTH is gone again\n");
	ASSERT_STATUS(0, "list resources");
	ck_assert_ptr_null(strstr(last.out, "LAB-"));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(undo_refuses_what_is_no_entry)
{
	ASSERT_STATUS(CMD_REFUSED, "undo 99");
	ASSERT_SAID("the journal has no entry 99");
	ASSERT_SAID("`quad log` lists what there is.");
	ASSERT_STATUS(CMD_USAGE, "undo S1");
	ASSERT_STATUS(CMD_USAGE, "undo");
}
END_TEST

Suite *undo_suite(void)
{
	Suite *s = suite_create("undo");
	TCase *t = tcase_create("undo");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, log_lists_the_journal);
	tcase_add_test(t, undo_answers_with_what_it_took_back);
	tcase_add_test(t, undo_takes_an_import_back_whole);
	tcase_add_test(t, undo_refuses_what_is_no_entry);
	suite_add_tcase(s, t);
	return s;
}
