/* What a booking counts for: its class of purposes and its event, on every way that a booking goes. */
#include "tests/list_support.h"
#include "tests/store/registered.h"
#include "tests/store/two_schools.h"

Suite *purposes_suite(void);

static void set_up(void)
{
	open_schools();
	register_event(&w, "SKILLS", "Skills competition", "2026-09-19T00:00", "2026-09-21T00:00");
	register_event(&w, "FAIR", "Spring fair", "2026-10-10T00:00", "2026-10-11T00:00");
}

/* `CLASS EVENT STATE` of a booking as somebody sees it. */
static const char *counts_for(const char *login, uint64_t id)
{
	struct booking_rows rows;
	store_look_as(&w.s, login);
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	const struct booking *b = &rows.v[0].b;
	const char *text = arena_fmt(&w.arena, "%s %s %s", purpose_word(b->class), b->event, state_word(b->state));
	arena_release(&rows.arena);
	return text;
}

static struct request rq_for(const char *login, const char *claims, const char *start, const char *end,
                             enum purpose_class class, const char *event)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.actor = login;
	rq.u.booking.class = class;
	rq.u.booking.event = event;
	return rq;
}

/* A change of nothing but the class and the event. */
static struct request rq_change(const char *login, uint64_t id, enum purpose_class class, const char *event)
{
	struct request rq = rq_of(&w, OP_MOVE);
	rq.actor = login;
	rq.given = GIVEN(BOOKING_CLASS) | GIVEN(BOOKING_EVENT);
	rq.u.booking = (struct booking_ask){.id = id,
	                                    .ref = "",
	                                    .purpose = "",
	                                    .note = "",
	                                    .requester = "",
	                                    .institution = "",
	                                    .class = class,
	                                    .event = event};
	return rq;
}

START_TEST(a_booking_has_a_class_and_an_event)
{
	struct request rq = rq_for("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_COMPETITION, "SKILLS");
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(counts_for("ann", 1), "competition SKILLS booked");
	/* who may not see what it is for does not see what it counts for either */
	ck_assert_str_eq(counts_for("wes", 1), "  booked");
	rq = rq_for("ann", "E2", "2026-09-21T08:00", "2026-09-21T10:00", PURPOSE_NONE, "NO-1");
	ck_assert_str_eq(ask(&rq), "refused unknown:NO-1@event");
}
END_TEST

START_TEST(a_change_of_it_keeps_approvals_and_asks_no_rule)
{
	struct request rq = rq_for("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_TEACHING, "SKILLS");
	ck_assert_str_eq(ask(&rq), "added requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	rq = rq_change("ann", 1, PURPOSE_TRAINING, "FAIR");
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(counts_for("eve", 1), "training FAIR booked");
	ck_assert_str_eq(ask(&rq), "unchanged booked");
	rq = rq_change("ann", 1, PURPOSE_TRAINING, "");
	ck_assert_str_eq(ask(&rq), "updated booked");
	rq = rq_change("ann", 1, PURPOSE_TRAINING, "NO-1");
	ck_assert_str_eq(ask(&rq), "refused unknown:NO-1@event");
	/* a move of the time says nothing of it */
	rq = rq_book(&w, "", "2026-09-20T09:00", "2026-09-20T11:00");
	rq.op = OP_MOVE;
	rq.actor = "ann";
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated requested");
	ck_assert_str_eq(counts_for("eve", 1), "training  requested");
}
END_TEST

START_TEST(an_event_that_is_gone_stays_with_its_bookings)
{
	struct request rq = rq_for("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_NONE, "SKILLS");
	ck_assert_str_eq(ask(&rq), "added booked");
	register_drop_event(&w, "SKILLS");
	rq = rq_change("ann", 1, PURPOSE_RESEARCH, "SKILLS");
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(counts_for("ann", 1), "research SKILLS booked");
}
END_TEST

START_TEST(who_waits_and_is_promoted_keeps_it)
{
	ck_assert_str_eq(book_as("eve", "E2", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
	struct request rq = rq_for("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_TEACHING, "FAIR");
	rq.flags = REQUEST_WAIT;
	rq.u.booking.ref = "A";
	ck_assert_str_eq(ask(&rq), "added waiting");
	rq.u.booking.class = PURPOSE_COMPETITION;
	ck_assert_str_eq(ask(&rq), "updated waiting");
	rq.u.booking.event = "SKILLS";
	ck_assert_str_eq(ask(&rq), "updated waiting");
	ck_assert_str_eq(ask(&rq), "unchanged waiting");
	rq = rq_of(&w, OP_CANCEL);
	rq.actor = "eve";
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated cancelled");
	ck_assert_str_eq(counts_for("ann", 2), "competition SKILLS booked");
}
END_TEST

static struct request rq_daily(uint32_t given, enum purpose_class class, const char *event)
{
	static const struct claim_ask claims[] = {{"E2", 0}};
	struct request rq = rq_of(&w, OP_SERIES);
	rq.actor = "ann";
	rq.given = given;
	rq.u.series = (struct series_ask){.ref = "S",
	                                  .claims = claims,
	                                  .n_claims = 1,
	                                  .weeks.term = "",
	                                  .rule = {"FREQ=DAILY;COUNT=3", at("2026-09-21T08:00"), 60},
	                                  .purpose = "",
	                                  .note = "",
	                                  .requester = "",
	                                  .institution = "",
	                                  .class = class,
	                                  .event = event,
	                                  .from = FROM_THE_START};
	return rq;
}

START_TEST(the_bookings_of_a_series_have_what_it_has)
{
	uint32_t both = GIVEN(SERIES_CLASS) | GIVEN(SERIES_EVENT);
	struct request rq = rq_daily(GIVEN_ALL, PURPOSE_TEACHING, "NO-1");
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:NO-1@event");
	rq = rq_daily(GIVEN_ALL, PURPOSE_TEACHING, "SKILLS");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	for (uint64_t id = 1; id <= 3; id++)
		ck_assert_str_eq(counts_for("ann", id), "teaching SKILLS booked");
	/* one of them alone */
	rq = rq_change("ann", 2, PURPOSE_TRAINING, "SKILLS");
	ck_assert_str_eq(ask(&rq), "updated booked");
	rq = rq_daily(both, PURPOSE_RESEARCH, "FAIR");
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(counts_for("ann", 1), "research FAIR booked");
	ck_assert_str_eq(counts_for("ann", 2), "training FAIR booked");
	ck_assert_str_eq(world_ask(&w, &rq), "unchanged");
	/* where nothing is said of it, it stays */
	rq = rq_daily(GIVEN(SERIES_PURPOSE), PURPOSE_NONE, NULL);
	rq.u.series.purpose = "welding";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(counts_for("ann", 3), "research FAIR booked");
	/* what has begun too, since it is only said */
	go_to("2026-09-22T12:00");
	rq = rq_daily(both, PURPOSE_SERVICE, "FAIR");
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(counts_for("ann", 1), "service FAIR booked");
}
END_TEST

static size_t found(const char *login, enum purpose_class class, const char *event)
{
	struct booking_filter f = {.class = class, .event = event};
	struct booking_ids ids;
	store_look_as(&w.s, login);
	ck_assert_int_eq(query_booking_ids(&w.s, &f, &ids), 0);
	size_t n = ids.n;
	arena_release(&ids.arena);
	return n;
}

START_TEST(bookings_are_found_by_it_by_those_who_see_it)
{
	struct request rq = rq_for("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_COMPETITION, "SKILLS");
	ck_assert_str_eq(ask(&rq), "added booked");
	rq = rq_for("ann", "E2", "2026-09-20T10:00", "2026-09-20T12:00", PURPOSE_TEACHING, "SKILLS");
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-20T12:00", "2026-09-20T14:00"), "added booked");
	ck_assert_uint_eq(found("eve", PURPOSE_NONE, "SKILLS"), 2);
	ck_assert_uint_eq(found("eve", PURPOSE_TEACHING, "SKILLS"), 1);
	ck_assert_uint_eq(found("eve", PURPOSE_TEACHING, NULL), 1);
	ck_assert_uint_eq(found("eve", PURPOSE_N, NULL), 1);
	ck_assert_uint_eq(found("eve", PURPOSE_NONE, "FAIR"), 0);
	ck_assert_uint_eq(found("wes", PURPOSE_NONE, "SKILLS"), 0);
	ck_assert_uint_eq(found("wes", PURPOSE_N, NULL), 0);
}
END_TEST

/* What the calendar of E2 calls the booking of a day. */
static const char *label(const char *login, const char *from, const char *to)
{
	static const char *const codes[] = {"E2"};
	struct slot_list list;
	store_look_as(&w.s, login);
	ck_assert_int_eq(query_slots(&w.s, codes[0], at(from), at(to), &list), 0);
	ck_assert_uint_eq(list.n, 1);
	const char *text = arena_str(&w.arena, list.v[0].label);
	arena_release(&list.arena);
	return text;
}

START_TEST(a_calendar_shows_the_event)
{
	struct request rq = rq_for("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_COMPETITION, "SKILLS");
	rq.u.booking.purpose = "final";
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(label("root", "2026-09-20T00:00", "2026-09-21T00:00"), "Skills competition");
	ck_assert_str_eq(label("wes", "2026-09-20T00:00", "2026-09-21T00:00"), "EAST");
	rq = rq_change("ann", 1, PURPOSE_NONE, "FAIR");
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(label("root", "2026-09-20T00:00", "2026-09-21T00:00"), "Spring fair");
	rq = rq_change("ann", 1, PURPOSE_NONE, "");
	ck_assert_str_eq(ask(&rq), "updated booked");
	ck_assert_str_eq(label("root", "2026-09-20T00:00", "2026-09-21T00:00"), "final");
}
END_TEST

/* ---- lists and calendars ---- */

static const char *import(const char *kind, const char *text)
{
	struct buf out = {0};
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import ask = test_ask(kind, text, strlen(text));
	ask.actor = "root";
	store_look_as(&w.s, "root");
	ck_assert_int_eq(list_import(&w.s, &ask, test_note_row, &out, &summary, &bad), 0);
	list_summary_release(&summary);
	const char *report = arena_str(&w.arena, buf_text(&out));
	buf_release(&out);
	return report;
}

static const struct {
	const char *header, *word;
	enum purpose_class class;
} words[] = {
	{"purpose_class", "teaching", PURPOSE_TEACHING},
	{"purpose_class", "Research", PURPOSE_RESEARCH},
	{"用途类别", "社会服务", PURPOSE_SERVICE},
	{"用途類別", "社會服務", PURPOSE_SERVICE},
	{"使用类型", "培训", PURPOSE_TRAINING},
	{"使用類型", "培訓", PURPOSE_TRAINING},
	{"用途类型", "技能大赛", PURPOSE_COMPETITION},
	{"活動類型", "競賽", PURPOSE_COMPETITION},
	{"使用类别", "维护", PURPOSE_MAINTENANCE},
	{"使用類別", "維護", PURPOSE_MAINTENANCE},
	{"使用类别", "教学", PURPOSE_TEACHING},
	{"使用類別", "教學", PURPOSE_TEACHING},
	{"使用类别", "科研", PURPOSE_RESEARCH},
	{"使用类别", "其他", PURPOSE_NONE},
	{"使用类别", "", PURPOSE_NONE},
};

START_TEST(a_list_says_the_class_in_its_words)
{
	const char *text = arena_fmt(&w.arena, "ref,resource,start,end,%s\nA,E2,2026-09-20 08:00,2026-09-20 10:00,%s\n",
	                             words[_i].header, words[_i].word);
	ck_assert_str_eq(import("bookings", text), "1,A,added,\n");
	ck_assert_str_eq(counts_for("root", 1), arena_fmt(&w.arena, "%s  booked", purpose_word(words[_i].class)));
}
END_TEST

START_TEST(a_word_that_is_no_class_is_refused)
{
	ck_assert_str_eq(
		import("bookings", "ref,resource,start,end,使用类别\nA,E2,2026-09-20 08:00,2026-09-20 10:00,游泳\n"),
		"1,A,invalid,value:purpose_class@游泳\n");
	ck_assert_str_eq(
		import("bookings", "ref,resource,start,end,event\nA,E2,2026-09-20 08:00,2026-09-20 10:00,NO-1\n"),
		"1,A,refused,unknown:NO-1@event\n");
}
END_TEST

/* The list of a kind as it is exported. */
static const char *export(const char *kind)
{
	struct buf out = {0};
	store_look_as(&w.s, "root");
	ck_assert_int_eq(test_export(&w.s, kind, &out), 0);
	const char *text = arena_str(&w.arena, buf_text(&out));
	buf_release(&out);
	return text;
}

START_TEST(what_is_exported_is_the_same_again)
{
	struct request rq = rq_for("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_COMPETITION, "SKILLS");
	rq.u.booking.ref = "A";
	ck_assert_str_eq(ask(&rq), "added booked");
	const char *text = export("bookings");
	ck_assert_ptr_nonnull(strstr(text, ",note,purpose_class,event\n"));
	ck_assert_ptr_nonnull(strstr(text, ",competition,SKILLS\n"));
	ck_assert_str_eq(import("bookings", text), "1,A,unchanged,\n");
	/* a list without the columns leaves it, an emptied cell takes it away */
	ck_assert_str_eq(import("bookings", "ref,resource,start,end,note\nA,E2,2026-09-20 08:00,2026-09-20 10:00,x\n"),
	                 "1,A,updated,\n");
	ck_assert_str_eq(counts_for("root", 1), "competition SKILLS booked");
	ck_assert_str_eq(import("bookings", "ref,resource,start,end,event\nA,E2,2026-09-20 08:00,2026-09-20 10:00,\n"),
	                 "1,A,updated,\n");
	ck_assert_str_eq(counts_for("root", 1), "competition  booked");
}
END_TEST

static int add_text(void *arg, struct bytes text)
{
	buf_add(arg, text.p, text.len);
	return 0;
}

START_TEST(a_calendar_has_it_both_ways)
{
	struct buf out = {0};
	struct request rq = rq_for("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_COMPETITION, "SKILLS");
	rq.u.booking.ref = "A";
	ck_assert_str_eq(ask(&rq), "added booked");
	store_look_as(&w.s, "root");
	ck_assert_int_eq(list_export_ics(&w.s, &(struct booking_filter){0}, false, add_text, &out), 0);
	const char *text = arena_str(&w.arena, buf_text(&out));
	buf_release(&out);
	ck_assert_ptr_nonnull(strstr(text, "\r\nCATEGORIES:competition\r\n"));
	ck_assert_ptr_nonnull(strstr(text, "\r\nX-QUAD-EVENT:SKILLS\r\n"));
	ck_assert_str_eq(import("ics", text), "1,A,unchanged,\n");
	/* a category that is a class is one, others are not, and none leaves what is there */
	ck_assert_str_eq(import("ics",
	                        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:A\r\nLOCATION:E2\r\nDTSTART:20260920T080000\r\n"
	                        "DURATION:PT2H\r\nCATEGORIES:Red,TRAINING\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
	                 "1,A,updated,\n");
	ck_assert_str_eq(counts_for("root", 1), "training SKILLS booked");
	ck_assert_str_eq(import("ics",
	                        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:A\r\nLOCATION:E2\r\nDTSTART:20260920T080000\r\n"
	                        "DURATION:PT2H\r\nCATEGORIES:Red\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
	                 "1,A,unchanged,\n");
	ck_assert_str_eq(counts_for("root", 1), "training SKILLS booked");
}
END_TEST

START_TEST(a_timetable_is_teaching)
{
	ck_assert_str_eq(import("terms", "code,name,first_monday,weeks\n2026A,Autumn,2026-09-07,16\n"),
	                 "1,2026A,added,\n");
	ck_assert_str_eq(import("periods", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n"),
	                 "1,,added,\n2,,added,\n");
	const char *text = "课程名称,星期,开始节数,结束节数,老师,地点,周数\nWelding,1,1,2,,E2,1-2\n";
	import("timetable", text);
	ck_assert_str_eq(counts_for("root", 1), "teaching  booked");
	/* one whose class was changed keeps it */
	struct request rq = rq_of(&w, OP_SERIES_CHANGE);
	rq.actor = "root";
	rq.given = GIVEN(SERIES_CLASS);
	rq.u.series = (struct series_ask){.id = 1,
	                                  .ref = "",
	                                  .weeks.term = "",
	                                  .rule.rule = "",
	                                  .purpose = "",
	                                  .note = "",
	                                  .requester = "",
	                                  .institution = "",
	                                  .class = PURPOSE_TRAINING,
	                                  .from = FROM_THE_START};
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	import("timetable", text);
	ck_assert_str_eq(counts_for("root", 1), "training  booked");
}
END_TEST

START_TEST(what_is_erased_or_taken_back_keeps_its_count)
{
	struct request rq = rq_for("ann", "E2", "2026-09-20T08:00", "2026-09-20T10:00", PURPOSE_COMPETITION, "SKILLS");
	rq.u.booking.purpose = "final";
	ck_assert_str_eq(ask(&rq), "added booked");
	rq = rq_change("ann", 1, PURPOSE_TRAINING, "");
	ck_assert_str_eq(ask(&rq), "updated booked");
	uint64_t seq = w.last.seq;
	rq = rq_of(&w, OP_UNDO);
	rq.actor = "ann";
	rq.u.entry = seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(counts_for("ann", 1), "competition SKILLS booked");
	go_to("2026-09-21T08:00");
	rq = rq_of(&w, OP_ERASE);
	rq.actor = "root";
	rq.u.note = (struct note_ask){"booking:1", ""};
	world_ask(&w, &rq);
	ck_assert_str_eq(counts_for("root", 1), "competition SKILLS booked");
}
END_TEST

Suite *purposes_suite(void)
{
	Suite *s = suite_create("purposes");
	TCase *tc = tcase_create("purposes");
	tcase_add_checked_fixture(tc, set_up, close_schools);
	tcase_add_test(tc, a_booking_has_a_class_and_an_event);
	tcase_add_test(tc, a_change_of_it_keeps_approvals_and_asks_no_rule);
	tcase_add_test(tc, an_event_that_is_gone_stays_with_its_bookings);
	tcase_add_test(tc, who_waits_and_is_promoted_keeps_it);
	tcase_add_test(tc, the_bookings_of_a_series_have_what_it_has);
	tcase_add_test(tc, bookings_are_found_by_it_by_those_who_see_it);
	tcase_add_test(tc, a_calendar_shows_the_event);
	tcase_add_loop_test(tc, a_list_says_the_class_in_its_words, 0, (int)(sizeof words / sizeof *words));
	tcase_add_test(tc, a_word_that_is_no_class_is_refused);
	tcase_add_test(tc, what_is_exported_is_the_same_again);
	tcase_add_test(tc, a_calendar_has_it_both_ways);
	tcase_add_test(tc, a_timetable_is_teaching);
	tcase_add_test(tc, what_is_erased_or_taken_back_keeps_its_count);
	suite_add_tcase(s, tc);
	return s;
}
