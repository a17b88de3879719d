/*
 * The inbox of requests at the screen: what it shows, what its keys do, and how many keys it takes. Anna runs the
 * campus N, where LAB-3 and LAB-4 need their owner's approval; Rita asks.
 */
#include "tests/tui/picture.h"
#include "tui/screen/ui_command.h"

Suite *requests_suite(void);

static size_t n_keys;

static void key(uint32_t key)
{
	n_keys++;
	press(key);
}

static void add_person(const char *login, enum person_role role, const char *scope)
{
	struct request rq = rq_of(&w, OP_PERSON);
	rq.actor = "root";
	rq.u.person = (struct person){.login = login,
	                              .name = login,
	                              .institution = role == ROLE_COORDINATOR ? "" : "V",
	                              .role = role,
	                              .scope = scope,
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void add_lab(const char *code)
{
	struct request rq = rq_resource(&w, code, KIND_LAB, MODE_EXCLUSIVE, 40, "N");
	rq.actor = "root";
	rq.u.resource.approval = APPROVAL_OWNER;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* At the screen sits `login`. */
static void sit_down(const char *login)
{
	while (app.top)
		app_pop(&app);
	app.quit = false;
	app.actor = login;
	store_look_as(app.store, login);
	app_push(&app, ui_board_new());
	app_changed(&app);
	screen_draw(&app);
	n_keys = 0;
}

static void set_up(int rows, int cols)
{
	open_at(rows, cols);
	struct request rq = rq_institution(&w, "V", "Voc");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	add_person("root", ROLE_COORDINATOR, "");
	add_person("anna", ROLE_ADMINISTRATOR, "campus:N");
	add_person("rita", ROLE_REQUESTER, "");
	add_lab("LAB-3");
	add_lab("LAB-4");
	sit_down("anna");
}

static void ask_for(const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.actor = "rita";
	rq.u.booking.purpose = "钳工实训";
	rq.u.booking.party = 30;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	tick();
	buf_clear(&app.message);
	screen_draw(&app);
}

/* Three Tuesdays of LAB-4. */
static void ask_for_series(void)
{
	struct request book = rq_book(&w, "LAB-4", "2026-09-08T08:00", "2026-09-08T10:00");
	struct series_ask s = series_of_booking(&book.u.booking);
	struct request rq = rq_of(&w, OP_SERIES);
	rq.actor = "rita";
	rq.u.series = s;
	rq.u.series.purpose = "电工";
	rq.u.series.from = FROM_THE_START;
	rq.u.series.rule =
		(struct rule_pattern){.rule = "FREQ=WEEKLY;COUNT=3", .start = at("2026-09-08T08:00"), .len_min = 120};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	tick();
}

static enum booking_state state_of(uint64_t id)
{
	struct booking_rows rows;
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	enum booking_state state = rows.v->b.state;
	arena_release(&rows.arena);
	return state;
}

/* ---- tests ---- */

START_TEST(the_first_request_is_approved_with_two_keys)
{
	set_up(24, 80);
	ASSERT_HIDES("to decide");
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	ASSERT_ROW(0, "1 to decide");
	n_keys = 0;
	key('R');
	ASSERT_SHOWS("钳工实训");
	key('a');
	ASSERT_SHOWS("Approved and booked: booking 1");
	ck_assert_uint_le(n_keys, 3);
	ck_assert_int_eq(state_of(1), STATE_BOOKED);
	ASSERT_SHOWS("Nothing waits for you");
	press('u');
	ASSERT_SHOWS("Taken back: the approval of booking 1");
	ck_assert_int_eq(state_of(1), STATE_REQUESTED);
	leave();
}
END_TEST

START_TEST(the_picture_shows_who_asks_and_the_day)
{
	set_up(24, 80);
	ck_assert_str_eq(book(&w, "LAB-3", "2026-09-10T10:00", "2026-09-10T12:00"), "added");
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	press('R');
	ASSERT_SHOWS("Requests  yours  1/1");
	ASSERT_ROW(2, ">!09-10 08:00-10:00");
	ASSERT_ROW(2, "rita");
	ASSERT_ROW(2, "LAB-3");
	ASSERT_SHOWS("Waits for");
	ASSERT_SHOWS(">08:00-10:00 asked for");
	ASSERT_SHOWS("#10:00-12:00");
	leave();
}
END_TEST

START_TEST(it_is_declined_with_a_reason)
{
	set_up(24, 80);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	key('R');
	key('x');
	ASSERT_SHOWS("Decline booking 1: why?");
	type("full");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Declined: booking 1");
	ck_assert_int_eq(state_of(1), STATE_DECLINED);
	/* the requester reads why */
	sit_down("rita");
	press('A');
	press('s');
	ASSERT_SHOWS("08:00-10:00x");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("anna declines: full");
	sit_down("anna");
	press('u');
	ck_assert_int_eq(state_of(1), STATE_REQUESTED);
	leave();
}
END_TEST

START_TEST(what_is_asked_back_waits_for_the_requester)
{
	set_up(30, 100);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	press('R');
	press('r');
	type("how many?");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Asked back: booking 1");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("requester");
	ASSERT_SHOWS("anna asks back:");
	sit_down("rita");
	ASSERT_ROW(0, "1 to decide");
	press('R');
	press('a');
	ASSERT_SHOWS("it waits for your answer");
	press('c');
	type("thirty");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("rita: thirty");
	sit_down("anna");
	press('R');
	press('a');
	ck_assert_int_eq(state_of(1), STATE_BOOKED);
	leave();
}
END_TEST

START_TEST(several_are_approved_and_taken_back_at_once)
{
	set_up(24, 80);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	ask_for("LAB-3", "2026-09-11T08:00", "2026-09-11T10:00");
	ask_for("LAB-4", "2026-09-12T08:00", "2026-09-12T10:00");
	press('R');
	press('v');
	press('v');
	ASSERT_SHOWS("2 marked");
	press('a');
	ASSERT_SHOWS("Approved: 2 requests");
	ck_assert_int_eq(state_of(1), STATE_BOOKED);
	ck_assert_int_eq(state_of(2), STATE_BOOKED);
	ck_assert_int_eq(state_of(3), STATE_REQUESTED);
	ASSERT_HIDES("marked");
	press('u');
	ASSERT_SHOWS("Taken back: 2 approvals");
	ck_assert_int_eq(state_of(1), STATE_REQUESTED);
	ck_assert_int_eq(state_of(2), STATE_REQUESTED);
	leave();
}
END_TEST

START_TEST(a_series_is_one_row_that_opens)
{
	set_up(24, 80);
	ask_for_series();
	press('R');
	ASSERT_SHOWS("09-08..09-22 3x");
	ASSERT_SHOWS("1/1");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("1/4");
	press('j');
	press('a');
	ASSERT_SHOWS("Approved and booked: booking 1");
	ck_assert_int_eq(state_of(2), STATE_REQUESTED);
	press('g');
	press('a');
	ASSERT_SHOWS("series S1");
	ck_assert_int_eq(state_of(2), STATE_BOOKED);
	ck_assert_int_eq(state_of(3), STATE_BOOKED);
	leave();
}
END_TEST

/* Whether the footer shows this action so that one sees that it cannot be done now. */
static bool is_dimmed(const char *action)
{
	int last = term_rows() - 1;
	const char *text = row(last), *at = strstr(text, action);
	ck_assert_msg(at != NULL, "no \"%s\" in %s", action, text);
	int col = (int)(at - text);
	ck_assert(term_looks_like(last, col, ROLE_DIM) || term_looks_like(last, col, ROLE_HINT));
	return term_looks_like(last, col, ROLE_DIM);
}

START_TEST(what_cannot_be_done_is_dimmed_in_the_footer_and_in_the_help)
{
	set_up(24, 80);
	press('R');
	ck_assert(is_dimmed("a approve"));
	ck_assert(is_dimmed("c comment"));
	ck_assert(!is_dimmed("Esc back"));
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	ck_assert(!is_dimmed("a approve"));
	ck_assert(!is_dimmed("c comment"));
	sit_down("rita");
	press('R');
	ck_assert(is_dimmed("a approve"));
	ck_assert(is_dimmed("x decline"));
	ck_assert(!is_dimmed("c comment"));
	press('?');
	ASSERT_ROW(1, "Keys here  (- cannot be done now; its key says why)");
	ASSERT_SHOWS("\n- a F4 ");
	ASSERT_SHOWS("\n  c F9 ");
	press(KEY_ESC_CODE);
	press('a');
	ASSERT_SHOWS("others decide this one");
	leave();
}
END_TEST

START_TEST(what_waits_for_others_is_theirs)
{
	set_up(24, 80);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	sit_down("rita");
	ASSERT_HIDES("to decide");
	press('R');
	ASSERT_ROW(2, "> 09-10 08:00-10:00");
	press('a');
	ASSERT_SHOWS("others decide this one");
	ck_assert_int_eq(state_of(1), STATE_REQUESTED);
	leave();
}
END_TEST

/* Also by what there is no room for in its line; what is marked stays so, shown or not. */
START_TEST(requests_are_filtered_as_one_types)
{
	set_up(24, 80);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	ask_for("LAB-4", "2026-09-11T08:00", "2026-09-11T10:00");
	press('R');
	ASSERT_ROW(0, "yours  1/2");
	press('v');
	press('/');
	type("lab");
	ASSERT_ROW(0, "/lab  1 marked  1/2");
	ASSERT_ROW(21, "/lab");
	ASSERT_SHOWS("keep the filter");
	type("-4");
	ASSERT_ROW(0, "/lab-4  1 marked  1/1");
	ASSERT_ROW(2, ">!09-11");
	ASSERT_HIDES("09-10");
	press(KEY_ENTER_CODE);
	press('a');
	ASSERT_SHOWS("Approved and booked: booking 1");
	ASSERT_ROW(0, "/lab-4  1/1");
	press('a');
	ASSERT_SHOWS("Approved and booked: booking 2");
	ASSERT_ROW(0, "/lab-4  0/0");
	press('u');
	press('u');
	press('/');
	press(KEY_CTRL('u'));
	type("qiangong 09-10");
	ASSERT_ROW(2, ">!09-10");
	ASSERT_ROW(0, "1/1");
	type(" xyz");
	ASSERT_SHOWS("Nothing matches");
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "yours  1/2");
	leave();
}
END_TEST

/* A closure that came after the request: who decides sees what would work, and may say so. */
START_TEST(what_would_work_instead_is_shown)
{
	set_up(30, 100);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	press('R');
	ASSERT_HIDES("Instead");
	struct request rq = rq_of(&w, OP_CLOSURE);
	rq.actor = "root";
	rq.u.closure = (struct closure){.start = at("2026-09-10T00:00"),
	                                .end = at("2026-09-10T09:00"),
	                                .resource = "LAB-3",
	                                .campus = "",
	                                .reason = "paint"};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	tick();
	ASSERT_SHOWS("Against it");
	ASSERT_SHOWS("Instead     LAB-1, LAB-4, LAB-2");
	ASSERT_SHOWS(" Thu 2026-09-10 09:00-11:00");
	leave();
}
END_TEST

START_TEST(what_is_booked_is_asked_for)
{
	set_up(24, 80);
	sit_down("rita");
	press('/');
	type("LAB-3");
	press(KEY_ENTER_CODE);
	press('b');
	ASSERT_SHOWS("free, to be approved");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("Asked for, to be approved: 1: LAB-3");
	ASSERT_SHOWS("?");
	ck_assert_int_eq(state_of(1), STATE_REQUESTED);
	leave();
}
END_TEST

START_TEST(what_is_taken_is_waited_for_and_given_up)
{
	set_up(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	sit_down("rita");
	press('/');
	type("LAB-1");
	press(KEY_ENTER_CODE);
	press('b');
	ASSERT_SHOWS("F6 waits for it");
	press(KEY_CODE_F6);
	ASSERT_SHOWS("Waits for its place: 2: LAB-1");
	ck_assert_int_eq(state_of(2), STATE_WAITING);
	press('A');
	press('s');
	press('s');
	ASSERT_SHOWS("who waits");
	ASSERT_SHOWS("w LAB-1");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("In line     1");
	press(KEY_ESC_CODE);
	press('x');
	press('y');
	ASSERT_SHOWS("Cancelled: booking 2");
	ck_assert_int_eq(state_of(2), STATE_CANCELLED);
	leave();
}
END_TEST

/* At the board, in the week, and in the lists: by a mark, not by colour alone. */
START_TEST(what_is_requested_looks_so)
{
	set_up(24, 80);
	ask_for("LAB-3", "2026-09-07T08:00", "2026-09-07T10:00");
	sit_down("rita");
	press('/');
	type("LAB-3");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(2, "?钳工");
	ASSERT_SHOWS("1 (requested)");
	press('w');
	ASSERT_SHOWS("?钳工实训");
	press(KEY_ESC_CODE);
	press('A');
	ASSERT_SHOWS("08:00-10:00?");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("requested, lapses");
	ASSERT_SHOWS("owner of LAB-3");
	leave();
}
END_TEST

START_TEST(the_mouse_chooses_and_opens)
{
	set_up(24, 80);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	ask_for("LAB-4", "2026-09-11T08:00", "2026-09-11T10:00");
	press('R');
	screen_event(&app, &(struct event){.type = EVENT_MOUSE, .mouse = MOUSE_PRESS, .row = 3, .col = 5, .text = ""});
	screen_draw(&app);
	ASSERT_SHOWS("2/2");
	screen_event(&app, &(struct event){.type = EVENT_MOUSE, .mouse = MOUSE_PRESS, .row = 18, .col = 5, .text = ""});
	screen_draw(&app);
	ASSERT_SHOWS("2/2");
	screen_event(&app, &(struct event){.type = EVENT_MOUSE, .mouse = MOUSE_DOUBLE, .row = 3, .col = 5, .text = ""});
	screen_draw(&app);
	ASSERT_SHOWS("booking 2");
	leave();
}
END_TEST

START_TEST(it_fits_every_screen)
{
	static const int sizes[][2] = {{16, 60}, {24, 80}, {50, 200}};
	set_up(sizes[_i][0], sizes[_i][1]);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	press('R');
	ASSERT_ROW(2, "LAB-3");
	ASSERT_ROW(2, "rita");
	ASSERT_SHOWS("asked for");
	leave();
}
END_TEST

static void book_for_rita(const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.actor = "rita";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* On the day: two keys check in, and what is over is rated. */
START_TEST(who_came_is_said_with_two_keys)
{
	set_up(24, 80);
	book_for_rita("LAB-1", "2026-09-07T07:40", "2026-09-07T09:00");
	sit_down("rita");
	press('N');
	ASSERT_SHOWS("LAB-1");
	n_keys = 0;
	key('r');
	ASSERT_SHOWS("somebody has come: check in");
	ASSERT_HIDES("nobody has come");
	key(KEY_ENTER_CODE);
	ASSERT_SHOWS("Checked in: booking 1");
	ck_assert_uint_eq(n_keys, 2);
	ck_assert_int_eq(state_of(1), STATE_USED);
	press('u');
	ck_assert_int_eq(state_of(1), STATE_BOOKED);
	leave();
}
END_TEST

/* On the board and on its page; not to those who see of it only that something is taken. */
START_TEST(until_when_one_has_to_check_in_is_said)
{
	set_up(24, 80);
	struct request rq = rq_of(&w, OP_RULE);
	rq.actor = "root";
	rq.u.rule = (struct owner_rule){.id = "1",
	                                .place = "resource:LAB-1",
	                                .who = "*",
	                                .when = "",
	                                .field = "checkin",
	                                .value = "required",
	                                .text = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	book_for_rita("LAB-1", "2026-09-07T08:00", "2026-09-07T10:00");
	book_for_rita("LAB-2", "2026-09-07T08:00", "2026-09-07T10:00");
	sit_down("rita");
	press('/');
	type("LAB-2");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("08:00-10:00  2");
	ASSERT_HIDES("check in by");
	press('/');
	press(KEY_CODE_BACKSPACE);
	type("1");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("08:00-10:00  1  check in by 08:15");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Check in    by 2026-09-07 08:15, else the rest is free");
	ck_assert_str_eq(world_ask(&w, &(struct request){.op = OP_CHECKIN,
	                                                 .actor = "rita",
	                                                 .now = at("2026-09-07T07:50"),
	                                                 .u.decision = {.id = 1, .text = "", .note = ""}}),
	                 "updated");
	press(KEY_ESC_CODE);
	tick();
	ASSERT_HIDES("check in by");
	sit_down("viktor");
	press('/');
	type("LAB-1");
	press(KEY_ENTER_CODE);
	ASSERT_HIDES("check in by");
	leave();
}
END_TEST

START_TEST(what_is_over_is_rated_and_what_comes_is_handed_on)
{
	set_up(24, 80);
	book_for_rita("LAB-1", "2026-09-07T06:00", "2026-09-07T07:00");
	book_for_rita("LAB-1", "2026-09-07T10:00", "2026-09-07T11:00");
	add_person("rolf", ROLE_REQUESTER, "");
	sit_down("rita");
	press('A');
	press('r');
	type("say how");
	press(KEY_ENTER_CODE);
	type("5,4");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("four scores from 1 to 5");
	type(",5,4 good");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Rated: booking 1");
	press('j');
	press('r');
	type("hand it");
	press(KEY_ENTER_CODE);
	type("rol");
	ASSERT_SHOWS("nobody of whom you know has the login");
	type("f");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Handed on: booking 2");
	leave();
}
END_TEST

static void give_role(const char *login, enum person_role role)
{
	struct request rq = rq_of(&w, OP_PERSON);
	rq.actor = "root";
	rq.given = GIVEN(PERSON_ROLE);
	rq.u.person = (struct person){.login = login, .role = role};
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
}

/* What was typed stays, and can be saved once the rights are there again. */
START_TEST(rights_that_end_while_a_form_is_open_refuse_at_saving)
{
	set_up(24, 80);
	sit_down("rita");
	press('/');
	type("LAB-1");
	press(KEY_ENTER_CODE);
	press('b');
	press(KEY_TAB_CODE);
	type("my purpose");
	give_role("rita", ROLE_VIEWER);
	press(KEY_CODE_F2);
	ck_assert_str_eq(all_standing(&w), "");
	ASSERT_SHOWS("New booking");
	ASSERT_SHOWS("my purpose");
	ASSERT_SHOWS("may not do that");
	give_role("rita", ROLE_REQUESTER);
	press(KEY_CODE_F2);
	ASSERT_SHOWS("Booked: 1: LAB-1");
	leave();
}
END_TEST

START_TEST(a_decision_without_the_right_is_refused)
{
	set_up(24, 80);
	ask_for("LAB-3", "2026-09-10T08:00", "2026-09-10T10:00");
	press('R');
	give_role("anna", ROLE_VIEWER);
	press('a');
	ASSERT_SHOWS("may not do that");
	ck_assert_int_eq(state_of(1), STATE_REQUESTED);
	leave();
}
END_TEST

START_TEST(what_is_anothers_is_not_changed_and_the_screen_says_why)
{
	static const uint32_t keys[] = {'e', 'x', 'p'};
	set_up(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	sit_down("rita");
	press('/');
	type("LAB-1");
	press(KEY_ENTER_CODE);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		press(keys[i]);
		ASSERT_SHOWS("it is not yours to do; needed: administrator, coordinator");
		ck_assert_ptr_null(app.top->below);
	}
	leave();
}
END_TEST

/* By the roles of who looks, in every view that has the action: without asking the store at a key. */
START_TEST(what_is_anothers_to_change_is_dimmed)
{
	set_up(30, 100);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	book_for_rita("LAB-2", "2026-09-07T08:00", "2026-09-07T10:00");
	sit_down("rita");
	press('B');
	ASSERT_SHOWS("LAB-1");
	ck_assert(is_dimmed("e change"));
	ck_assert(is_dimmed("x cancel"));
	press('x');
	ASSERT_SHOWS("it is not yours to do; needed: administrator, coordinator");
	press(KEY_ENTER_CODE);
	ck_assert(is_dimmed("e change"));
	press(KEY_ESC_CODE);
	press('j');
	ck_assert(!is_dimmed("e change"));
	ck_assert(!is_dimmed("x cancel"));
	press(KEY_ENTER_CODE);
	ck_assert(!is_dimmed("e change"));
	press(KEY_ESC_CODE);
	press('w');
	ck_assert(!is_dimmed("x cancel"));
	/* on the board there is no room for them in the footer */
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	press('?');
	ASSERT_SHOWS("\n- e F6 ");
	press(KEY_ESC_CODE);
	sit_down("anna");
	press('B');
	ck_assert(!is_dimmed("x cancel"));
	leave();
}
END_TEST

START_TEST(what_one_may_is_a_table)
{
	set_up(30, 100);
	ui_command_run(&app, "lists");
	screen_draw(&app);
	press('G');
	ASSERT_SHOWS("my rights");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("anna (anna)");
	ASSERT_SHOWS("administrator   campus:N");
	ASSERT_SHOWS("ask for bookings, change, cancel them           yes       yes       -");
	ASSERT_SHOWS("institutions, terms, travel times               -         -         -");
	sit_down("root");
	ui_command_run(&app, "lists");
	screen_draw(&app);
	press('G');
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("institutions, terms, travel times               yes       yes       yes");
	leave();
}
END_TEST

/* A rule that came after the request, and may be overridden by who decides last. */
START_TEST(a_coordinator_overrides_a_rule_after_a_question)
{
	set_up(24, 80);
	struct request rq = rq_resource(&w, "LAB-5", KIND_LAB, MODE_EXCLUSIVE, 40, "N");
	rq.actor = "root";
	rq.u.resource.approval = APPROVAL_OWNER_COORDINATOR;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ask_for("LAB-5", "2026-09-10T08:00", "2026-09-10T10:00");
	press('R');
	press('a');
	ASSERT_SHOWS("others have to approve it too");
	rq = rq_of(&w, OP_RULE);
	rq.actor = "root";
	rq.u.rule = (struct owner_rule){.id = "1",
	                                .place = "resource:LAB-5",
	                                .who = "*",
	                                .when = "",
	                                .field = "max",
	                                .value = "1h",
	                                .text = "an hour at most",
	                                .overridable = true};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	sit_down("root");
	press('R');
	ASSERT_SHOWS("Against it");
	press('a');
	ASSERT_SHOWS("Approve it although a rule speaks against it?");
	press('n');
	ck_assert_int_eq(state_of(1), STATE_REQUESTED);
	press('a');
	press('y');
	ASSERT_SHOWS("Approved and booked: booking 1");
	ck_assert_int_eq(state_of(1), STATE_BOOKED);
	leave();
}
END_TEST

/* A rule is made by choosing: place, field and value, each with what it means. */
START_TEST(a_rule_is_made_of_what_can_be_chosen)
{
	static const struct {
		int tabs;
		const char *typed;
	} chosen[] = {{1, "LAB-3"}, {3, "approval"}, {1, "coordinator"}};
	set_up(24, 80);
	sit_down("root");
	press('L');
	ASSERT_SHOWS("owners' rules");
	press('/');
	type("owners");
	press(KEY_ENTER_CODE);
	press(KEY_ENTER_CODE);
	press('+');
	ASSERT_SHOWS("a new one");
	type("1");
	for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++) {
		for (int n = 0; n < chosen[i].tabs; n++)
			press(KEY_CODE_DOWN);
		press(KEY_CODE_F4);
		type(chosen[i].typed);
		press(KEY_ENTER_CODE);
	}
	ASSERT_SHOWS("resource:LAB-3");
	ASSERT_SHOWS("owner+coordinator");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("saved");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("resource:LAB-3");
	leave();
}
END_TEST

Suite *requests_suite(void)
{
	Suite *s = suite_create("requests");
	TCase *t = tcase_create("requests");
	tcase_add_test(t, the_first_request_is_approved_with_two_keys);
	tcase_add_test(t, the_picture_shows_who_asks_and_the_day);
	tcase_add_test(t, it_is_declined_with_a_reason);
	tcase_add_test(t, what_is_asked_back_waits_for_the_requester);
	tcase_add_test(t, several_are_approved_and_taken_back_at_once);
	tcase_add_test(t, a_series_is_one_row_that_opens);
	tcase_add_test(t, what_cannot_be_done_is_dimmed_in_the_footer_and_in_the_help);
	tcase_add_test(t, what_waits_for_others_is_theirs);
	tcase_add_test(t, requests_are_filtered_as_one_types);
	tcase_add_test(t, what_would_work_instead_is_shown);
	tcase_add_test(t, what_is_booked_is_asked_for);
	tcase_add_test(t, what_is_taken_is_waited_for_and_given_up);
	tcase_add_test(t, what_is_requested_looks_so);
	tcase_add_test(t, who_came_is_said_with_two_keys);
	tcase_add_test(t, until_when_one_has_to_check_in_is_said);
	tcase_add_test(t, what_is_over_is_rated_and_what_comes_is_handed_on);
	tcase_add_test(t, rights_that_end_while_a_form_is_open_refuse_at_saving);
	tcase_add_test(t, a_decision_without_the_right_is_refused);
	tcase_add_test(t, what_is_anothers_is_not_changed_and_the_screen_says_why);
	tcase_add_test(t, what_is_anothers_to_change_is_dimmed);
	tcase_add_test(t, what_one_may_is_a_table);
	tcase_add_test(t, a_coordinator_overrides_a_rule_after_a_question);
	tcase_add_test(t, a_rule_is_made_of_what_can_be_chosen);
	tcase_add_test(t, the_mouse_chooses_and_opens);
	tcase_add_loop_test(t, it_fits_every_screen, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
