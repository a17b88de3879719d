/* Halls that divide: what commands say of them, and how the board and the week show what is on a part. */
#include "tests/engine.h"
#include "tests/tui/picture.h"

#include "tests/tui/command.h"
#include "tui/screen/ui_week.h"

Suite *parts_suite(void);

START_TEST(commands_name_the_part_in_the_way)
{
	ASSERT_STATUS(0, "--store %s init", test_store("s"));
	setenv("QUAD_STORE", test_store("s"), 1);
	write_file("halls.csv", "code,name,kind,seats,所属场地\nHALL-A,A,room,100,HALL\nHALL-B,B,room,100,HALL\n"
	                        "HALL,Hall,room,200,\n");
	ASSERT_STATUS(0, "import resources %s", test_path(test_dir(), "halls.csv"));
	ASSERT_STATUS(0, "export resources");
	ck_assert_msg(strstr(last.out, "contact,part_of,rated\n") && strstr(last.out, ",true,,HALL,\n"), "%s",
	              last.out);
	ASSERT_STATUS(0, "book HALL-A --at 2030-09-09T08:00 --for 2h --party 60 --purpose Choir");
	ASSERT_STATUS(3, "book HALL --at 2030-09-09T09:00 --for 2h --party 80");
	ASSERT_SAID("busy:HALL@1");
	ASSERT_SAID("HALL is taken 2030-09-09 08:00-10:00 by booking 1 of HALL-A");
	ck_assert_msg(strstr(last.err, "HALL-B") != NULL, "%s", last.err);
	ASSERT_STATUS(3, "book HALL HALL-B --at 2030-09-10T09:00 --for 2h");
	ASSERT_SAID("busy:HALL-B@HALL");
	ASSERT_SAID("HALL-B is part of HALL, which the same booking takes");
	ASSERT_STATUS(0, "find --free 2030-09-09T09:00/2030-09-09T10:00");
	ck_assert_msg(strstr(last.out, "HALL-B,") && !strstr(last.out, "HALL,"), "%s", last.out);
	write_file("more.csv", "code,name,kind,part_of\nHALL,Hall,room,HALL-A\n");
	ASSERT_STATUS(5, "import resources %s", test_path(test_dir(), "more.csv"));
	ASSERT_SAID("HALL cannot be part of HALL-A");
	ASSERT_STATUS(0, "check");
	unsetenv("QUAD_STORE");
}
END_TEST

static void open_parts(void)
{
	open_at(24, 80);
	struct request rq = rq_resource(&w, "LAB-1A", KIND_LAB, MODE_EXCLUSIVE, 10, "");
	rq.u.resource.part_of = "LAB-1";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_book(&w, "LAB-1A", "2026-09-07T10:00", "2026-09-07T12:00");
	rq.u.booking.purpose = "Choir";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	tick();
}

START_TEST(the_board_tells_what_is_on_a_part_and_moves_it_there)
{
	open_parts();
	type("jll");
	ASSERT_ROW(21, "10:00-12:00  1  LAB-1A: Choir");
	type("jllll");
	type("hhhh");
	ASSERT_ROW(21, "10:00-12:00  1  Choir");
	/* in the row of the whole it stays on its part */
	type("kp");
	ASSERT_ROW(22, "picked up");
	type("]");
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-08T10:00 2026-09-08T12:00 LAB-1A\n");
	leave();
}
END_TEST

START_TEST(the_week_of_the_whole_tells_what_is_on_a_part)
{
	open_parts();
	app_push(&app, ui_week_new_of("LAB-1", clock_day_number(2026, 9, 7)));
	app_look(&app);
	screen_draw(&app);
	ASSERT_SHOWS("LAB-1A");
	leave();
}
END_TEST

Suite *parts_suite(void)
{
	Suite *s = suite_create("parts");
	TCase *t = tcase_create("parts");
	tcase_set_timeout(t, 30);
	tcase_add_test(t, commands_name_the_part_in_the_way);
	tcase_add_test(t, the_board_tells_what_is_on_a_part_and_moves_it_there);
	tcase_add_test(t, the_week_of_the_whole_tells_what_is_on_a_part);
	suite_add_tcase(s, t);
	return s;
}
