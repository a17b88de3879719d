/* Series as events with their exceptions: what they say, and that they come back as they were, also changed. */
#include "store/change/store_apply.h"
#include "tests/store/calendar_file.h"

static int64_t at(const char *text)
{
	int64_t out;
	ck_assert_int_eq(clock_parse(text, &out), 0);
	return out;
}

static void apply(enum request_op op, const struct booking_ask *ask, uint32_t given)
{
	struct request rq = {.op = op, .flags = REQUEST_RECORD, .actor = "tester", .now = TEST_NOW, .given = given};
	struct arena arena = {0};
	struct result result;
	rq.u.booking = *ask;
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_msg(result.outcome == OUTCOME_ADDED || result.outcome == OUTCOME_UPDATED, "%d", (int)result.outcome);
	arena_release(&arena);
}

static void move(uint64_t id, const char *start, const char *end)
{
	apply(OP_MOVE, &(struct booking_ask){.id = id, .ref = "", .start = at(start), .end = at(end)},
	      GIVEN(BOOKING_TIME));
}

static void cancel(uint64_t id)
{
	apply(OP_CANCEL, &(struct booking_ask){.id = id, .ref = ""}, 0);
}

/* Imports the export, which changes nothing, and exports again the same bytes. */
static void expect_unchanged(const struct buf *text)
{
	struct buf again = {0}, report = {0}, before = {0}, after = {0};
	struct list_import ask = test_ask("ics", buf_text(text), text->len);
	list_bookings(&before);
	run(&ask, &report, NULL);
	for (const char *p = buf_text(&report); (p = strchr(p, '\n')) != NULL; p++)
		ck_assert_msg(strncmp(p - 11, ",unchanged,", 11) == 0, "%s", buf_text(&report));
	list_bookings(&after);
	ck_assert_str_eq(buf_text(&before), buf_text(&after));
	export(&(struct booking_filter){.any_state = true}, false, &again);
	export(&(struct booking_filter){0}, false, &again);
	ck_assert_str_eq(buf_text(text), buf_text(&again));
	buf_release(&again);
	buf_release(&report);
	buf_release(&before);
	buf_release(&after);
}

/* The lines of an export that say when, without CR, and with `|` between events. */
static void gather_dates(const struct buf *text, struct buf *out)
{
	static const char *const names[] = {"UID", "DTSTART;", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"};
	buf_clear(out);
	bool zone = false;
	for (const char *p = buf_text(text), *end; *p; p = end + 2) {
		end = strstr(p, "\r\n");
		ck_assert_ptr_nonnull(end);
		zone = zone ? strncmp(p, "END:VTIMEZONE", 13) != 0 : strncmp(p, "BEGIN:VTIMEZONE", 15) == 0;
		if (strncmp(p, "END:VEVENT", 10) == 0)
			buf_str(out, "|\n");
		for (size_t i = 0; i < COUNT(names) && !zone; i++)
			if (strncmp(p, names[i], strlen(names[i])) == 0)
				buf_fmt(out, "%.*s\n", (int)(end - p), p);
	}
}

/* What comes in, and what of it goes out that says when. */
static const struct {
	const char *lines, *dates;
} forms[] = {
	{"RRULE:FREQ=WEEKLY;COUNT=3\n", "RRULE:FREQ=WEEKLY;UNTIL=20260921T000000Z;BYDAY=MO\n"},
	{"RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO,WE\n", "RRULE:FREQ=WEEKLY;UNTIL=20260916T000000Z;BYDAY=MO,WE\n"},
	{"RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3\n", "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20261005T000000Z;BYDAY=MO\n"},
	{"RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE:20260914T080000\n",
	 "RRULE:FREQ=WEEKLY;UNTIL=20261005T000000Z;BYDAY=MO\nEXDATE;TZID=Asia/Shanghai:20260914T080000\n"},
	/* a holiday and its make-up day */
	{"RRULE:FREQ=WEEKLY;COUNT=6\nEXDATE:20260928T080000\nRDATE:20261003T080000\n",
	 "RRULE:FREQ=WEEKLY;UNTIL=20261012T000000Z;BYDAY=MO\nRDATE;TZID=Asia/Shanghai:20261003T080000\n"
	 "EXDATE;TZID=Asia/Shanghai:20260928T080000\n"},
	{"RRULE:FREQ=DAILY;INTERVAL=3;COUNT=6\n", "RRULE:FREQ=DAILY;INTERVAL=3;UNTIL=20260922T000000Z\n"},
	{"RRULE:FREQ=MONTHLY;COUNT=4\n", "RRULE:FREQ=MONTHLY;UNTIL=20261207T000000Z;BYMONTHDAY=7\n"},
	{"RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=5\n", "RRULE:FREQ=MONTHLY;UNTIL=20270104T000000Z;BYDAY=1MO\n"},
	{"RRULE:FREQ=YEARLY;COUNT=2\n", "RRULE:FREQ=MONTHLY;INTERVAL=12;UNTIL=20270907T000000Z;BYMONTHDAY=7\n"},
	{"RDATE:20260908T080000,20260911T080000,20260919T080000\n",
	 "RDATE;TZID=Asia/Shanghai:20260908T080000,20260911T080000,20260919T080000\n"},
	{"RRULE:FREQ=WEEKLY;COUNT=1\n", ""},
	/* a date that is a booking of its own */
	{"RRULE:FREQ=YEARLY;COUNT=1\n", "RDATE;TZID=Asia/Shanghai:20260907T080000\n"},
	{"RDATE:20260907T080000\n", "RDATE;TZID=Asia/Shanghai:20260907T080000\n"},
};

START_TEST(dates_go_out_as_a_rule_where_one_says_them)
{
	struct buf text = {0}, dates = {0}, expected = {0};
	buf_fmt(&text, CALENDAR(EVENT(MONDAY "%s")), forms[_i].lines);
	import(buf_text(&text), "1,A,added,\n");
	export(&(struct booking_filter){0}, false, &text);
	gather_dates(&text, &dates);
	buf_fmt(&expected, "UID:A\nDTSTART;TZID=Asia/Shanghai:20260907T080000\n%s|\n", forms[_i].dates);
	ck_assert_str_eq(buf_text(&dates), buf_text(&expected));
	expect_unchanged(&text);
	buf_release(&text);
	buf_release(&dates);
	buf_release(&expected);
}
END_TEST

#define SERIES "UID:A\nRESOURCES:R1,T1\nSUMMARY:one\nDTSTART:20260907T080000\nDTEND:20260907T100000\n"

START_TEST(what_was_changed_by_itself_is_an_exception_of_one_event)
{
	struct buf text = {0}, dates = {0};
	import(CALENDAR(EVENT(SERIES "RRULE:FREQ=WEEKLY;COUNT=5\n")), "1,A,added,\n");
	move(2, "2026-09-15T14:00", "2026-09-15T15:00");
	cancel(3);
	apply(OP_MOVE, &(struct booking_ask){.id = 4, .ref = "", .purpose = "exam"}, GIVEN(BOOKING_PURPOSE));
	export(&(struct booking_filter){0}, false, &text);
	gather_dates(&text, &dates);
	ck_assert_str_eq(buf_text(&dates),
	                 "UID:A\nDTSTART;TZID=Asia/Shanghai:20260907T080000\n"
	                 "RRULE:FREQ=WEEKLY;UNTIL=20261005T000000Z;BYDAY=MO\nEXDATE;TZID=Asia/Shanghai:20260921T080000\n|\n"
	                 "UID:A\nRECURRENCE-ID;TZID=Asia/Shanghai:20260914T080000\nDTSTART;TZID=Asia/Shanghai:20260915T140000\n|\n"
	                 "UID:A\nRECURRENCE-ID;TZID=Asia/Shanghai:20260928T080000\nDTSTART;TZID=Asia/Shanghai:20260928T080000\n|\n");
	expect_unchanged(&text);
	/* a part of it would come in as the whole, so all of it goes out */
	struct buf part = {0};
	export(&(struct booking_filter){.from = at("2026-09-15T00:00"), .to = at("2026-09-16T00:00")}, false, &part);
	ck_assert_str_eq(buf_text(&part), buf_text(&text));
	buf_release(&part);
	buf_release(&text);
	buf_release(&dates);
}
END_TEST

static void replace(struct buf *text, const char *from, const char *to)
{
	struct buf out = {0};
	const char *p = strstr(buf_text(text), from);
	ck_assert_msg(p != NULL, "%s", from);
	buf_fmt(&out, "%.*s%s%s", (int)(p - buf_text(text)), buf_text(text), to, p + strlen(from));
	buf_release(text);
	*text = out;
}

/* An export that comes back changed changes what differs, and leaves the series and the other bookings as they are. */
START_TEST(an_export_that_comes_back_changed_changes_what_differs)
{
	struct buf text = {0};
	import(CALENDAR(EVENT(SERIES "RRULE:FREQ=WEEKLY;COUNT=5\n")), "1,A,added,\n");
	move(2, "2026-09-15T14:00", "2026-09-15T15:00");
	export(&(struct booking_filter){0}, false, &text);
	replace(&text, "20260915T140000", "20260916T140000");
	replace(&text, "20260915T150000", "20260916T160000");
	replace(&text, "STATUS:CONFIRMED", "EXDATE:20261005T080000\r\nSTATUS:CONFIRMED");
	import(buf_text(&text), "1,A,updated,\n2,A,updated,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T10:00 S R1;T1 one\n2026-09-16T14:00-2026-09-16T16:00 S R1;T1 one\n"
	                "2026-09-21T08:00-2026-09-21T10:00 S R1;T1 one\n2026-09-28T08:00-2026-09-28T10:00 S R1;T1 one\n");
	import(buf_text(&text), "1,A,unchanged,\n2,A,unchanged,\n");
	/* and back again */
	replace(&text, "EXDATE:20261005T080000\r\n", "");
	replace(&text, "STATUS:CONFIRMED\r\nSUMMARY:one\r\nDESCRIPTION:\r\nRESOURCES:R1,T1",
	        "STATUS:CONFIRMED\r\nSUMMARY:one\r\nDESCRIPTION:note\r\nRESOURCES:R1,T1");
	import(buf_text(&text), "1,A,updated,\n2,A,unchanged,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T10:00 S R1;T1 one\n2026-09-16T14:00-2026-09-16T16:00 S R1;T1 one\n"
	                "2026-09-21T08:00-2026-09-21T10:00 S R1;T1 one\n2026-09-28T08:00-2026-09-28T10:00 S R1;T1 one\n"
	                "2026-10-05T08:00-2026-10-05T10:00 A#20261005T0800 R1;T1 one\n");
	import(buf_text(&text), "1,A,unchanged,\n2,A,unchanged,\n");
	export(&(struct booking_filter){0}, false, &text);
	expect_unchanged(&text);
	buf_release(&text);
}
END_TEST

/* Summer time ends in New York on 2026-11-01: the clock time stays, and the file says what the zone does. */
START_TEST(a_series_keeps_its_clock_time_over_summer_time)
{
	struct buf text = {0}, dates = {0};
	store_close(&store);
	open_zone("America/New_York");
	import(CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART:20261023T013000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=12\n")
	                EVENT("UID:B\nLOCATION:R2\nDTSTART:20261101T053000Z\nDURATION:PT30M\nRRULE:FREQ=HOURLY;COUNT=2\n")),
	       "1,A,added,\n2,B,added,\n");
	export(&(struct booking_filter){0}, false, &text);
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "BEGIN:STANDARD\r\nDTSTART:20261101T020000\r\nTZOFFSETFROM:-0400\r\n"
	                                              "TZOFFSETTO:-0500\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
	                                              "DTSTART:20270314T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n"));
	gather_dates(&text, &dates);
	ck_assert_str_eq(buf_text(&dates), "UID:A\nDTSTART;TZID=America/New_York:20261023T013000\n"
	                                   "RRULE:FREQ=DAILY;UNTIL=20261103T063000Z\n|\n"
	                                   "UID:B\nDTSTART;TZID=America/New_York:20261101T013000\nRDATE:20261101T063000Z\n|\n");
	expect_unchanged(&text);
	buf_release(&text);
	buf_release(&dates);
}
END_TEST

START_TEST(an_event_has_a_title_in_any_case)
{
	struct buf text = {0};
	import(CALENDAR(EVENT("UID:A\nRESOURCES:T1,R2\nDTSTART:20260907T080000\nDURATION:PT1H\n")
	                EVENT("UID:B\nRESOURCES:T1\nDTSTART:20260907T100000\nDURATION:PT1H\n")),
	       "1,A,added,\n2,B,added,\n");
	export(&(struct booking_filter){0}, false, &text);
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "LOCATION:数控实训室\r\nSUMMARY:数控实训室\r\nX-QUAD-SUMMARY:数控实训室\r\n"));
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "RESOURCES:T1\r\nSUMMARY:Chan\r\n"));
	expect_unchanged(&text);
	/* one that somebody gives it since is its purpose */
	replace(&text, "SUMMARY:Chan", "SUMMARY:talk");
	import(buf_text(&text), "1,A,unchanged,\n2,B,updated,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T09:00 A T1;R2 \n2026-09-07T10:00-2026-09-07T11:00 B T1 talk\n");
	buf_release(&text);
}
END_TEST

Suite *ics_export_suite(void);
Suite *ics_export_suite(void)
{
	Suite *s = suite_create("ics_export");
	TCase *t = tcase_create("ics_export");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, dates_go_out_as_a_rule_where_one_says_them, 0, COUNT(forms));
	tcase_add_test(t, what_was_changed_by_itself_is_an_exception_of_one_event);
	tcase_add_test(t, an_export_that_comes_back_changed_changes_what_differs);
	tcase_add_test(t, a_series_keeps_its_clock_time_over_summer_time);
	tcase_add_test(t, an_event_has_a_title_in_any_case);
	suite_add_tcase(s, t);
	return s;
}
