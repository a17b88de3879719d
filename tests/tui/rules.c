/* Owners' rules and qualifications by commands: their lists, and taking rules away. */
#include "tests/tui/command.h"

Suite *rules_suite(void);

#define HEADER "id,place,who,when,field,value,text,overridable,valid_from,valid_until,trial\n"

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	write_file("rooms.csv", "code,name,kind,seats,campus\nLAB-1,Welding,lab,30,NORTH\nT1,Li,teacher,,NORTH\n");
	ASSERT_STATUS(0, "import resources %s --create-missing", test_path(test_dir(), "rooms.csv"));
	write_file("rules.csv", HEADER "R1,kind:lab,!class:own,Mon-Fri,forbid,,Ours,yes,2026-09-01,,\n"
	                               "R2,*,*,,max,4h,,,,,yes\n");
}

static void teardown(void)
{
	release_kept();
}

START_TEST(rules_go_out_as_they_came_in)
{
	ASSERT_STATUS(0, "import rules %s", test_path(test_dir(), "rules.csv"));
	ASSERT_STATUS(0, "list rules");
	ck_assert_str_eq(last.out,
	                 HEADER "R1,kind:lab,!class:own,Mon-Fri 00:00-24:00,forbid,,Ours,true,2026-09-01,,false\n"
	                        "R2,*,*,,max,4h,,false,,,true\n");
	write_file("out.csv", last.out);
	ASSERT_STATUS(0, "import rules %s", test_path(test_dir(), "out.csv"));
	ASSERT_SAID("2 unchanged");
	ASSERT_STATUS(0, "list rules --json");
	json_t *root = parsed();
	ck_assert_uint_eq(json_array_size(root), 2);
	ck_assert(json_is_true(json_object_get(json_array_get(root, 1), "trial")));
	json_decref(root);
	ASSERT_STATUS(0, "log --entity rule:R1");
	ck_assert_ptr_nonnull(strstr(last.out, ",rule,rule:R1,added\n"));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(what_a_rule_cannot_say_is_told_with_the_mend)
{
	write_file("bad.csv",
	           "id,place,field,value\nR1,lab,max,2h\nR2,*,maximum size,2h\nR3,*,max,big\nR4,kind:teacher,"
	           "checkin,required\nR5,resource:LAB-9,max,2h\n");
	ASSERT_STATUS(CMD_PARTLY, "import rules %s", test_path(test_dir(), "bad.csv"));
	ASSERT_SAID("row 1 (R1), place: \"lab\" cannot be used here; it takes *, kind:lab, ");
	ASSERT_SAID("row 2 (R2), field: \"maximum size\" cannot be used here; it takes forbid, limit, ");
	ASSERT_SAID("row 3 (R3), value: \"big\" cannot be used here; it takes a number; in rules nothing, none, or ");
	ASSERT_SAID("row 4 (R4), checkin: a rule for kind:teacher makes no sense");
	ASSERT_SAID("row 5 (R5), there is no resource LAB-9");
	ASSERT_STATUS(0, "list rules");
	ck_assert_str_eq(last.out, HEADER);
}
END_TEST

START_TEST(rules_are_dropped_all_or_none)
{
	ASSERT_STATUS(0, "import rules %s", test_path(test_dir(), "rules.csv"));
	ASSERT_STATUS(CMD_REFUSED, "rules drop R1 R9");
	ASSERT_SAID("unknown:R9@rule\nthere is no rule R9\n");
	ASSERT_SAID("list rules");
	ASSERT_STATUS(CMD_USAGE, "rules");
	ASSERT_STATUS(CMD_USAGE, "rules drop");
	ASSERT_STATUS(CMD_USAGE, "rules burn R1");
	ASSERT_SAID("rules: \"burn\" is nothing that can be done with rules");
	ASSERT_STATUS(0, "list rules");
	ck_assert_ptr_nonnull(strstr(last.out, "\nR1,"));
	ASSERT_STATUS(0, "rules drop R1 R2");
	ck_assert_str_eq(last.out, "");
	ASSERT_STATUS(0, "list rules");
	ck_assert_str_eq(last.out, HEADER);
	ASSERT_STATUS(0, "log --entity rule:R2");
	ck_assert_ptr_nonnull(strstr(last.out, ",drop,rule:R2,gone\n"));
	/* entry 7 is the refusal */
	ASSERT_STATUS(0, "undo 8");
	ASSERT_SAID("rule R1 is there again\n");
	ASSERT_STATUS(0, "list rules");
	ck_assert_ptr_nonnull(strstr(last.out, "\nR2,"));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(qualifications_go_out_as_they_came_in)
{
	const char *text = "login,name,level,from,until\nann,laser,2,2026-01-01,2026-12-31\nbob,welding,0,,\n";
	write_file("people.csv", "login,name,role\nann,Ann,coordinator\nbob,Bob,\n");
	write_file("q.csv", text);
	ASSERT_STATUS(0, "import people %s", test_path(test_dir(), "people.csv"));
	ASSERT_STATUS(0, "--as ann import qualifications %s", test_path(test_dir(), "q.csv"));
	ASSERT_STATUS(0, "--as ann list qualifications");
	ck_assert_str_eq(last.out, text);
	ASSERT_STATUS(0, "--as ann import qualifications %s", test_path(test_dir(), "q.csv"));
	ASSERT_SAID("2 unchanged");
	ASSERT_STATUS(0, "--as ann log --entity qualification:ann:laser");
	ck_assert_ptr_nonnull(strstr(last.out, ",qualification,qualification:ann:laser,added\n"));
}
END_TEST

static void make_shared_labs(void)
{
	add_coordinators("ann");
	write_file("schools.csv", "code,name,kind\nV,Voc,college\nE,Engines Ltd,enterprise\n");
	ASSERT_STATUS(0, "--as ann import institutions %s", test_path(test_dir(), "schools.csv"));
	write_file("people.csv", "login,name,institution,role\nvic,Vic,V,requester\neve,Eve,E,requester\n");
	ASSERT_STATUS(0, "--as ann import people %s", test_path(test_dir(), "people.csv"));
	write_file("labs.csv", "code,name,kind,institution,seats,sharing\nCON-1,Robots,lab,V,30,consortium\n"
	                       "OWN-1,Lasers,lab,V,30,owner\nPUB-1,Motors,lab,V,30,public\n");
	ASSERT_STATUS(0, "--as ann import resources %s", test_path(test_dir(), "labs.csv"));
	write_file("evening.csv", HEADER "R1,resource:PUB-1,!institution:V,Mon-Fri 18:00-24:00,forbid,,Ours,,,,\n"
	                                 "R2,resource:PUB-1,*,,forbid,,Tried,,,,yes\n");
	ASSERT_STATUS(0, "--as ann import rules %s", test_path(test_dir(), "evening.csv"));
}

/* 2030-03-04 is a Monday. What is forbidden is refused when it is booked, so it is not offered either. */
START_TEST(what_is_forbidden_to_who_asks_is_not_offered_as_free)
{
	make_shared_labs();
	ASSERT_STATUS(0, "--as vic find --institution V --free 2030-03-04T19:00/20:00");
	ck_assert_ptr_nonnull(strstr(last.out, "\nCON-1,"));
	ck_assert_ptr_nonnull(strstr(last.out, "\nOWN-1,"));
	ck_assert_ptr_nonnull(strstr(last.out, "\nPUB-1,"));
	ck_assert_str_eq(last.err, "");
	ASSERT_STATUS(0, "--as eve find --institution V --free 2030-03-04T19:00/20:00");
	ck_assert_ptr_null(strstr(last.out, "-1,"));
	ASSERT_SAID("3 more are free, but their owners' rules forbid you to book them then");
	ASSERT_STATUS(0, "--as eve find --institution V --free 2030-03-04T10:00/11:00");
	ck_assert_ptr_nonnull(strstr(last.out, "\nPUB-1,"));
	ck_assert_ptr_null(strstr(last.out, "CON-1"));
	ASSERT_SAID("2 more are free");
	ASSERT_STATUS(0, "--as eve find --institution V --for 2h --within 2030-03-04/2030-03-05");
	ck_assert_ptr_nonnull(strstr(last.out, "\nPUB-1,"));
	ck_assert_ptr_null(strstr(last.out, "OWN-1"));
	/* all of them are shown where nobody asks what is free */
	ASSERT_STATUS(0, "--as eve find --institution V");
	ck_assert_ptr_nonnull(strstr(last.out, "\nOWN-1,"));
	ASSERT_STATUS(CMD_REFUSED, "--as eve book PUB-1 --at 2030-03-04T19:00 --for 1h");
	ASSERT_STATUS(CMD_REFUSED, "--as eve book CON-1 --at 2030-03-04T19:00 --for 1h");
	ASSERT_STATUS(0, "--as eve book PUB-1 --at 2030-03-04T10:00 --for 1h");
}
END_TEST

Suite *rules_suite(void)
{
	Suite *s = suite_create("rules");
	TCase *t = tcase_create("rules");
	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, what_is_forbidden_to_who_asks_is_not_offered_as_free);
	tcase_add_test(t, rules_go_out_as_they_came_in);
	tcase_add_test(t, what_a_rule_cannot_say_is_told_with_the_mend);
	tcase_add_test(t, rules_are_dropped_all_or_none);
	tcase_add_test(t, qualifications_go_out_as_they_came_in);
	return s;
}
