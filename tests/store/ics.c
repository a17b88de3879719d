/*
 * Calendars in and out. Most tests are the events of a file, the report that it must get, and the bookings that stand
 * then, a line each: `START-END ref claims purpose`, with S for one that belongs to a series.
 */
#include <check.h>
#include <iconv.h>

#include "store/change/store_apply.h"
#include "store/base/utf8.h"
#include "tests/store/calendar_file.h"

/* ---- when ---- */

#define NEW_YORK                                                                                                       \
	"BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:20071104T020000\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\n" \
	"TZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20070311T020000\n"                 \
	"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT\nEND:VTIMEZONE\n"

/* Zones of one offset, as Outlook writes them. */
#define FIXED(tzid, offset)                                                                                       \
	"BEGIN:VTIMEZONE\nTZID:" tzid "\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:" offset              \
	"\nTZOFFSETTO:" offset "\nEND:STANDARD\nEND:VTIMEZONE\n"
#define ZONES NEW_YORK FIXED("Oslo\\, Bern", "+0200") FIXED("(GMT+09:00) Seoul", "+0900")

static const struct {
	const char *when, *span;
} times[] = {
	{"DTSTART:20260907T080000\nDTEND:20260907T100000\n", "2026-09-07T08:00-2026-09-07T10:00"},
	{"DTSTART:20260907T000000Z\nDTEND:20260907T020000Z\n", "2026-09-07T08:00-2026-09-07T10:00"},
	{"DTSTART;TZID=Asia/Shanghai:20260907T080000\nDURATION:PT1H30M\n", "2026-09-07T08:00-2026-09-07T09:30"},
	{"DTSTART;TZID=\"America/New_York\":20260907T080000\nDURATION:PT1H\n", "2026-09-07T20:00-2026-09-07T21:00"},
	{"DTSTART;TZID=America/New_York:20261207T080000\nDURATION:PT1H\n", "2026-12-07T21:00-2026-12-07T22:00"},
	{"DTSTART;TZID=Ours:20260907T080000\nDURATION:PT1H\n", "2026-09-07T20:00-2026-09-07T21:00"},
	{"DTSTART;TZID=Ours:20901207T080000\nDURATION:PT1H\n", "2090-12-07T21:00-2090-12-07T22:00"},
	{"DTSTART;TZID=/example.org/1/Europe/London:20260907T080000\nDURATION:PT1H\n", "2026-09-07T15:00-2026-09-07T16:00"},
	{"DTSTART;TZID=Asia/Tokyo:20260907T080000\nDTEND;TZID=Asia/Shanghai:20260907T090000\n",
	 "2026-09-07T07:00-2026-09-07T09:00"},
	{"DTSTART;VALUE=DATE:20260907\nDTEND;VALUE=DATE:20260909\n", "2026-09-07T00:00-2026-09-09T00:00"},
	{"DTSTART;VALUE=DATE:20260907\n", "2026-09-07T00:00-2026-09-08T00:00"},
	{"DTSTART;VALUE=DATE:20260907\nDTEND;VALUE=DATE:20260907\n", "2026-09-07T00:00-2026-09-08T00:00"},
	{"DTSTART;VALUE=DATE:20260907\nDURATION:P1W\n", "2026-09-07T00:00-2026-09-14T00:00"},
	{"DTSTART:20260907T220000\nDURATION:P1DT2H\n", "2026-09-07T22:00-2026-09-09T00:00"},
	{"dtstart;tzid=asia/shanghai;X-A=\"b:c;d\";TZID=UTC:20260907T080000Z\nDURATION:PT60S\n",
	 "2026-09-07T16:00-2026-09-07T16:01"},
	/* whole minutes: a start goes down, an end up */
	{"DTSTART:20260907T080059\nDTEND:20260907T095959\n", "2026-09-07T08:00-2026-09-07T10:00"},
	{"DTSTART:20260907T080025\nDURATION:PT1H\n", "2026-09-07T08:00-2026-09-07T09:01"},
	{"DTSTART:20260907T080000\nDURATION:PT90S\n", "2026-09-07T08:00-2026-09-07T08:02"},
	{"DTSTART:20260907T220000\nDTEND:20260907T235959\n", "2026-09-07T22:00-2026-09-08T00:00"},
	{"DTSTART:20260907T080000\nDURATION:P0DT1H30M30S\n", "2026-09-07T08:00-2026-09-07T09:31"},
	/* zones by the names of Windows, by a file's own with commas, quotes and colons; none */
	{"DTSTART;TZID=china standard time:20260907T080000\nDURATION:PT1H\n", "2026-09-07T08:00-2026-09-07T09:00"},
	{"DTSTART;TZID=\"Pacific Standard Time (Mexico)\":20260907T080000\nDURATION:PT1H\n",
	 "2026-09-07T23:00-2026-09-08T00:00"},
	{"DTSTART;TZID=Oslo, Bern:20260907T080000\nDURATION:PT1H\n", "2026-09-07T14:00-2026-09-07T15:00"},
	{"DTSTART;TZID=\"Oslo, Bern\":20260907T080000\nDURATION:PT1H\n", "2026-09-07T14:00-2026-09-07T15:00"},
	{"DTSTART;TZID=Oslo\\, Bern:20260907T080000\nDURATION:PT1H\n", "2026-09-07T14:00-2026-09-07T15:00"},
	{"DTSTART;TZID=(GMT+09:00) Seoul:20260907T080000\nDURATION:PT1H\n", "2026-09-07T07:00-2026-09-07T08:00"},
	{"DTSTART;TZID=:20260907T080000\nDURATION:PT1H\n", "2026-09-07T08:00-2026-09-07T09:00"},
	/* Shanghai put its clocks back in the night to 1987-09-13: the earlier of the two */
	{"DTSTART:19870913T003000\nDTEND:19870913T080000\n", "1987-09-13T00:30-1987-09-13T08:00"},
};

START_TEST(times_of_every_form_are_the_right_instants)
{
	struct buf text = {0}, expected = {0};
	buf_fmt(&text, CALENDAR("%s" EVENT("%sUID:A\nLOCATION:R1\n")), ZONES, times[_i].when);
	buf_fmt(&expected, "%s A R1 \n", times[_i].span);
	import(buf_text(&text), "1,A,added,\n");
	expect_bookings(buf_text(&expected));
	import(buf_text(&text), "1,A,unchanged,\n");
	buf_release(&text);
	buf_release(&expected);
}
END_TEST

static const struct {
	const char *when, *reasons;
} wrong_times[] = {
	{"", "time:DTSTART"},
	{"DTSTART:20260907T080000\n", "time:DTEND"},
	{"DTSTART:20260907T080000\nDTEND:20260907T080000\n", "time:DTEND@20260907T080000"},
	{"DTSTART:20260907T080000\nDTEND:20260907T070000\n", "time:DTEND@20260907T070000"},
	{"DTSTART:20260907T080000\nDTEND;VALUE=DATE:20260908\n", "time:DTEND@20260908"},
	{"DTSTART:20260231T080000\nDURATION:PT1H\n", "time:DTSTART@20260231T080000"},
	{"DTSTART:20260907T250000\nDURATION:PT1H\n", "time:DTSTART@20260907T250000"},
	{"DTSTART:99990907T080000\nDURATION:PT1H\n", "time:DTSTART@99990907T080000"},
	{"DTSTART:tomorrow\nDURATION:PT1H\n", "time:DTSTART@tomorrow"},
	{"DTSTART;TZID=Nowhere/Town:20260907T080000\nDURATION:PT1H\n", "value:TZID@Nowhere/Town"},
	{"DTSTART;TZID=../../etc/passwd:20260907T080000\nDURATION:PT1H\n", "value:TZID@../../etc/passwd"},
	{"DTSTART:20260907T080000\nDURATION:-PT1H\n", "time:DURATION@-PT1H"},
	{"DTSTART:20260907T080000\nDURATION:P\n", "time:DURATION@P"},
	{"DTSTART:20260907T080000\nDURATION:P99999999W\n", "time:DTEND@20260907T080000"},
	{"DTSTART:20260907T080000\nDTSTART:20260907T090000\nDURATION:PT1H\n", "value:DTSTART@twice"},
	{"DTSTART:20260907T080000\nDURATION:PT1H\nRRULE FREQ=WEEKLY;COUNT=2\n", "value:line 8@RRULE FREQ=WEEKLY,COUNT=2"},
};

START_TEST(a_time_that_is_none_is_said_and_nothing_else_is_lost)
{
	struct buf text = {0}, report = {0};
	buf_fmt(&text, CALENDAR(EVENT("UID:B\nLOCATION:R1\n%s") EVENT(MONDAY)), wrong_times[_i].when);
	buf_fmt(&report, "1,B,invalid,%s\n2,A,added,\n", wrong_times[_i].reasons);
	import(buf_text(&text), buf_text(&report));
	buf_release(&text);
	buf_release(&report);
}
END_TEST

START_TEST(times_that_the_clock_skips_or_repeats_are_read_as_the_rfc_says)
{
	store_close(&store);
	open_zone("America/New_York");
	/* 02:30 is skipped on 2026-03-08 and read with the offset before; 01:30 comes twice on 2026-11-01 */
	import(CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART:20260308T023000\nDURATION:PT1H\n")
	                EVENT("UID:B\nLOCATION:R1\nDTSTART;TZID=America/New_York:20261101T013000\nDURATION:PT30M\n")
	                EVENT("UID:C\nLOCATION:R1\nDTSTART:20261101T063000Z\nDURATION:PT30M\n")),
	       "1,A,added,\n2,B,added,\n3,C,added,\n");
	expect_bookings("2026-03-08T03:30-2026-03-08T04:30 A R1 \n"
	                "2026-11-01T01:30-04:00-2026-11-01T01:00-05:00 B R1 \n"
	                "2026-11-01T01:30-05:00-2026-11-01T02:00 C R1 \n");
	struct buf text = {0}, out = {0};
	export(&(struct booking_filter){0}, false, &text);
	struct list_import ask = test_ask("ics", buf_text(&text), text.len);
	run(&ask, &out, NULL);
	ck_assert_str_eq(buf_text(&out), "1,A,unchanged,\n2,B,unchanged,\n3,C,unchanged,\n");
	buf_release(&text);
	buf_release(&out);
}
END_TEST

START_TEST(hours_that_come_twice_are_two_bookings)
{
	static const char text[] = CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART:20261101T053000Z\nDURATION:PT30M\n"
	                                          "RRULE:FREQ=HOURLY;COUNT=2\n"));
	store_close(&store);
	open_zone("America/New_York");
	import(text, "1,A,added,\n");
	expect_bookings("2026-11-01T01:30-04:00-2026-11-01T01:00-05:00 A#20261101T0130 R1 \n"
	                "2026-11-01T01:30-05:00-2026-11-01T02:00 A#20261101T0130B R1 \n");
	import(text, "1,A,unchanged,\n");
}
END_TEST

START_TEST(an_event_of_days_ends_at_midnight_also_where_a_day_has_23_hours)
{
	store_close(&store);
	open_zone("America/New_York");
	import(CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART;VALUE=DATE:20260307\nRRULE:FREQ=DAILY;COUNT=3\n")), "1,A,added,\n");
	expect_bookings("2026-03-07T00:00-2026-03-08T00:00 A#20260307T0000 R1 \n"
	                "2026-03-08T00:00-2026-03-09T00:00 A#20260308T0000 R1 \n"
	                "2026-03-09T00:00-2026-03-10T00:00 A#20260309T0000 R1 \n");
}
END_TEST

/* ---- what ---- */

static const struct {
	const char *what, *report, *claims; /* claims NULL: nothing is booked */
} claims[] = {
	{"LOCATION:R2\n", "added,", "R2"},
	{"LOCATION:  Room   1 \n", "added,", "R1"},
	{"LOCATION:数控实训室\n", "added,", "R2"},
	{"LOCATION:數控實訓室\n", "added,", "R2"},
	{"LOCATION:R\\,3\n", "added,", "R,3"},
	{"LOCATION:R,3\n", "added,", "R,3"},
	{"LOCATION:R1\\;T1\n", "added,", "R1;T1"},
	{"RESOURCES:R1,T1,OSC*3\n", "added,", "R1;T1;OSC*3"},
	{"RESOURCES:T1,R\\,3,OSC*3\n", "added,", "T1;R,3;OSC*3"},
	{"RESOURCES:T1\nRESOURCES:R1\\;Scopes*2\n", "added,", "T1;R1;OSC*2"},
	{"LOCATION:Room 1\nRESOURCES:T1,R1\n", "added,", "T1;R1"},
	{"LOCATION:Room 1\nRESOURCES:T1\n", "added,", "T1;R1"},
	{"LOCATION:the yard\nRESOURCES:T1\n", "added,", "T1"},
	{"", "invalid,value:LOCATION", NULL},
	{"LOCATION:\n", "invalid,value:LOCATION", NULL},
	{"LOCATION:Room 4711 in the yard\n", "refused,unknown:Room 4711 in the yard@resource", NULL},
	{"LOCATION:R7\n", "refused,unknown:R7@resource (nearest: Room 1, 数控实训室)", NULL},
	{"LOCATION:shukong\n", "refused,unknown:shukong@resource (nearest: 数控实训室)", NULL},
	{"LOCATION:sksxs\n", "refused,unknown:sksxs@resource (nearest: 数控实训室)", NULL},
	{"LOCATION:數控\n", "refused,unknown:數控@resource (nearest: 数控实训室)", NULL},
	{"LOCATION:數車\n", "refused,unknown:數車@resource", NULL},
	{"LOCATION:ukongshi\n", "refused,unknown:ukongshi@resource", NULL},
	{"LOCATION:R1\nRESOURCES:Nothing such\n", "refused,unknown:Nothing such@resource", NULL},
	{"RESOURCES:OSC*x\n", "refused,unknown:OSC*x@resource (nearest: Scopes)", NULL},
};

START_TEST(resources_are_named_by_location_or_resources)
{
	struct buf text = {0}, report = {0}, expected = {0};
	buf_fmt(&text, CALENDAR(EVENT("UID:A\nDTSTART:20260907T080000\nDURATION:PT2H\n%s")), claims[_i].what);
	buf_fmt(&report, "1,A,%s\n", claims[_i].report);
	import(buf_text(&text), buf_text(&report));
	if (claims[_i].claims)
		buf_fmt(&expected, "2026-09-07T08:00-2026-09-07T10:00 A %s \n", claims[_i].claims);
	expect_bookings(buf_text(&expected));
	buf_release(&text);
	buf_release(&report);
	buf_release(&expected);
}
END_TEST

START_TEST(what_bookings_have_no_place_for_is_said_once)
{
	static const char text[] = CALENDAR(
		"X-WR-CALNAME:ours\nBEGIN:VTODO\nUID:T\nEND:VTODO\n" EVENT(
			MONDAY "DTSTAMP:20260101T000000Z\nATTENDEE;CN=\"Li; Na\":mailto:a@b.example\n"
			       "ATTENDEE:mailto:c@d.example\nSTATUS:TENTATIVE\nBEGIN:VALARM\nTRIGGER:-PT15M\nDESCRIPTION:not "
			       "this\nEND:VALARM\nDESCRIPTION:one\\ntwo\\, three\n"));
	struct buf report = {0}, notes = {0};
	struct list_import ask = test_ask("ics", text, strlen(text));
	run(&ask, &report, &notes);
	ck_assert_str_eq(buf_text(&report), "1,A,added,\n");
	ck_assert_str_eq(buf_text(&notes), "VTODO;ATTENDEE;STATUS:TENTATIVE;VALARM;");
	struct booking_filter words = {.text = "one two, three"};
	struct booking_ids ids;
	ck_assert_int_eq(query_booking_ids(&store, &words, &ids), 0);
	ck_assert_uint_eq(ids.n, 1);
	arena_release(&ids.arena);
	buf_release(&report);
	buf_release(&notes);
}
END_TEST

START_TEST(a_long_description_is_cut_and_a_long_uid_kept_or_cut)
{
	static const size_t lengths[] = {255, 285, 286, 4000};
	for (size_t l = 0; l < COUNT(lengths); l++) {
		struct buf text = {0}, report = {0}, notes = {0};
		buf_str(&text, "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" MONDAY "DESCRIPTION:");
		for (int i = 0; i < 30000; i++)
			buf_str(&text, "课");
		buf_str(&text, "\nEND:VEVENT\nBEGIN:VEVENT\nUID:");
		for (size_t i = 0; i < lengths[l]; i++)
			buf_char(&text, (char)('a' + l));
		buf_fmt(&text,
		        "\nLOCATION:R2\nDTSTART:202609%02d\nRRULE:FREQ=YEARLY;COUNT=2\nEND:VEVENT\nEND:VCALENDAR\n",
		        (int)l + 10);
		struct list_import ask = test_ask("ics", buf_text(&text), text.len);
		run(&ask, &report, &notes);
		ck_assert_str_eq(buf_text(&notes), "DESCRIPTION (more than 4000 bytes);");
		ck_assert_ptr_nonnull(strstr(buf_text(&report), l ? "1,A,unchanged,\n2," : "1,A,added,\n2,"));
		ck_assert_ptr_nonnull(strstr(buf_text(&report), ",added,\n"));
		buf_clear(&report);
		run(&ask, &report, NULL);
		ck_assert_ptr_null(strstr(buf_text(&report), "added"));
		ck_assert_msg(l > 1 || report.len == strlen("1,A,unchanged,\n2,,unchanged,\n") + lengths[l], "%zu", l);
		buf_release(&text);
		buf_release(&report);
		buf_release(&notes);
	}
}
END_TEST

/* ---- recurrence ---- */

static const struct {
	const char *lines, *result, *bookings;
} rules[] = {
	{"RRULE:FREQ=WEEKLY;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 S R1 \n2026-09-14T08:00-2026-09-14T10:00 S R1 \n"},
	{"RRULE:FREQ=WEEKLY;UNTIL=20260914\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 S R1 \n2026-09-14T08:00-2026-09-14T10:00 S R1 \n"},
	{"RRULE:FREQ=WEEKLY;UNTIL=20260914T000000Z\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 S R1 \n2026-09-14T08:00-2026-09-14T10:00 S R1 \n"},
	{"RRULE:FREQ=WEEKLY;UNTIL=20260913T235900Z\n", "added,", "2026-09-07T08:00-2026-09-07T10:00 S R1 \n"},
	{"RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260914T080000\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 S R1 \n2026-09-21T08:00-2026-09-21T10:00 S R1 \n"},
	{"RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20260914T000000Z,20260921T000000Z\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 S R1 \n"},
	{"RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20260914\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 S R1 \n2026-09-21T08:00-2026-09-21T10:00 S R1 \n"},
	{"RRULE:FREQ=WEEKLY;COUNT=2\nRDATE:20260909T090000\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 S R1 \n2026-09-09T09:00-2026-09-09T11:00 A#20260909T0900 R1 \n"
	 "2026-09-14T08:00-2026-09-14T10:00 S R1 \n"},
	{"RDATE;VALUE=PERIOD:20260908T000000Z/PT1H,20260909T000000Z/20260909T030000Z\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n2026-09-08T08:00-2026-09-08T09:00 A#20260908T0800 R1 \n"
	 "2026-09-09T08:00-2026-09-09T11:00 A#20260909T0800 R1 \n"},
	/* what the store's own rules do not say */
	{"RRULE:FREQ=YEARLY;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n2027-09-07T08:00-2027-09-07T10:00 A#20270907T0800 R1 \n"},
	{"RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=5;COUNT=3\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n2026-10-07T08:00-2026-10-07T10:00 A#20261007T0800 R1 \n"
	 "2026-11-06T08:00-2026-11-06T10:00 A#20261106T0800 R1 \n"},
	{"RRULE:FREQ=DAILY;BYMONTH=12;UNTIL=20261202\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n2026-12-01T08:00-2026-12-01T10:00 A#20261201T0800 R1 \n"
	 "2026-12-02T08:00-2026-12-02T10:00 A#20261202T0800 R1 \n"},
	{"RRULE:FREQ=HOURLY;INTERVAL=3;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n2026-09-07T11:00-2026-09-07T13:00 A#20260907T1100 R1 \n"},
	/* the start is an occurrence, whether the rule hits it or not, and COUNT counts it */
	{"RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n2026-09-08T08:00-2026-09-08T10:00 A#20260908T0800 R1 \n"},
	{"RRULE:FREQ=WEEKLY\n", "invalid,value:RRULE@no end", ""},
	{"RRULE:FREQ=YEARLY\n", "invalid,value:RRULE@no end", ""},
	{"RRULE:FREQ=DAILY;COUNT=5001\n", "invalid,value:RRULE@more than 5000", ""},
	{"RRULE:FREQ=SOMETIMES\n", "invalid,value:RRULE@FREQ=SOMETIMES", ""},
	{"RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30\n", "invalid,value:RRULE@FREQ=HOURLY,BYMONTH=2,BYMONTHDAY=30", ""},
	{"RRULE:FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=30,-31;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n2027-04-30T08:00-2027-04-30T10:00 A#20270430T0800 R1 \n"},
	{"RRULE:FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=-31,31\n",
	 "invalid,value:RRULE@FREQ=YEARLY,BYMONTH=2,4,BYMONTHDAY=-31,31", ""},
	{"RRULE:FREQ=YEARLY;INTERVAL=70000\n", "invalid,value:RRULE@FREQ=YEARLY,INTERVAL=70000", ""},
	{"RRULE:RSCALE=CHINESE;FREQ=YEARLY\n", "invalid,value:RRULE@RSCALE=CHINESE,FREQ=YEARLY", ""},
	/* as RFC 5545 has them */
	{"RRULE:FREQ=YEARLY;BYMONTHDAY=7;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
	 "2026-10-07T08:00-2026-10-07T10:00 A#20261007T0800 R1 \n"},
	{"RRULE:FREQ=DAILY;BYMONTHDAY=7,-3;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 S R1 \n2026-09-28T08:00-2026-09-28T10:00 S R1 \n"},
	{"RRULE:FREQ=MONTHLY;BYMONTHDAY=26,-6;BYSETPOS=2;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
	 "2026-09-26T08:00-2026-09-26T10:00 A#20260926T0800 R1 \n"},
	{"RRULE:FREQ=WEEKLY;INTERVAL=3;BYMONTH=4,9;BYDAY=WE,MO;COUNT=6\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
	 "2026-09-09T08:00-2026-09-09T10:00 A#20260909T0800 R1 \n"
	 "2026-09-28T08:00-2026-09-28T10:00 A#20260928T0800 R1 \n"
	 "2026-09-30T08:00-2026-09-30T10:00 A#20260930T0800 R1 \n"
	 "2027-04-05T08:00-2027-04-05T10:00 A#20270405T0800 R1 \n"
	 "2027-04-07T08:00-2027-04-07T10:00 A#20270407T0800 R1 \n"},
	{"RRULE:FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=2;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
	 "2026-09-09T08:00-2026-09-09T10:00 A#20260909T0800 R1 \n"},
	{"RRULE:FREQ=MONTHLY;BYDAY=MO;BYHOUR=8,12;BYSETPOS=2;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
	 "2026-09-07T12:00-2026-09-07T14:00 A#20260907T1200 R1 \n"},
	{"RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=WE;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
	 "2026-12-30T08:00-2026-12-30T10:00 A#20261230T0800 R1 \n"},
	{"RRULE:FREQ=YEARLY;BYYEARDAY=366;COUNT=2\n", "added,",
	 "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
	 "2028-12-31T08:00-2028-12-31T10:00 A#20281231T0800 R1 \n"},
	/* never, or not allowed */
	{"RRULE:FREQ=YEARLY;BYWEEKNO=53;BYMONTH=7\n", "invalid,value:RRULE@FREQ=YEARLY,BYWEEKNO=53,BYMONTH=7", ""},
	{"RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6\n", "invalid,value:RRULE@FREQ=MONTHLY,BYDAY=MO,BYSETPOS=6", ""},
	{"RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=6SU\n", "invalid,value:RRULE@FREQ=YEARLY,BYMONTH=2,BYDAY=6SU", ""},
	{"RRULE:FREQ=YEARLY;BYDAY=54MO\n", "invalid,value:RRULE@FREQ=YEARLY,BYDAY=54MO", ""},
	{"RRULE:FREQ=MONTHLY;BYSETPOS=1;COUNT=2\n", "invalid,value:RRULE@FREQ=MONTHLY,BYSETPOS=1,COUNT=2", ""},
	{"RRULE:FREQ=MONTHLY;BYWEEKNO=20\n", "invalid,value:RRULE@FREQ=MONTHLY,BYWEEKNO=20", ""},
	{"RRULE:FREQ=WEEKLY;BYDAY=2MO\n", "invalid,value:RRULE@FREQ=WEEKLY,BYDAY=2MO", ""},
	{"RRULE:FREQ=DAILY;BYHOUR=24\n", "invalid,value:RRULE@FREQ=DAILY,BYHOUR=24", ""},
	{"RRULE:FREQ=DAILY;BYSECOND=30\n", "invalid,value:RRULE@FREQ=DAILY,BYSECOND=30", ""},
	{"RRULE:FREQ=DAILY;BYMONTHDAY=0\n", "invalid,value:RRULE@FREQ=DAILY,BYMONTHDAY=0", ""},
	{"RRULE:FREQ=WEEKLY;COUNT=2;UNTIL=20260914\n", "invalid,value:RRULE@FREQ=WEEKLY,COUNT=2,UNTIL=20260914", ""},
	{"RRULE:FREQ=WEEKLY;COUNT=2\nRRULE:FREQ=DAILY;COUNT=2\n", "invalid,value:RRULE@twice", ""},
	{"RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE:someday\n", "invalid,time:EXDATE@someday", ""},
	{"RDATE:20260908T080000/PT0M\n", "invalid,time:RDATE@PT0M", ""},
	{"RECURRENCE-ID;RANGE=THISANDFUTURE:20260907T080000\n", "invalid,value:RECURRENCE-ID@RANGE", ""},
};

START_TEST(an_event_that_recurs_is_a_series_or_its_dates)
{
	struct buf text = {0}, report = {0};
	buf_fmt(&text, CALENDAR(EVENT(MONDAY "%s")), rules[_i].lines);
	buf_fmt(&report, "1,A,%s\n", rules[_i].result);
	import(buf_text(&text), buf_text(&report));
	expect_bookings(rules[_i].bookings);
	if (*rules[_i].bookings)
		import(buf_text(&text), "1,A,unchanged,\n");
	expect_bookings(rules[_i].bookings);
	buf_release(&text);
	buf_release(&report);
}
END_TEST

START_TEST(a_rule_in_another_zone_keeps_that_zones_clock)
{
	/* New York puts its clocks back on 2026-11-01 */
	import(CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART;TZID=America/New_York:20261030T080000\nDURATION:PT1H\n"
	                      "RRULE:FREQ=WEEKLY;COUNT=2\n")),
	       "1,A,added,\n");
	expect_bookings("2026-10-30T20:00-2026-10-30T21:00 A#20261030T2000 R1 \n"
	                "2026-11-06T21:00-2026-11-06T22:00 A#20261106T2100 R1 \n");
	/* Tokyo never does, so its rule is the store's */
	import(CALENDAR(EVENT("UID:B\nLOCATION:R2\nDTSTART;TZID=Asia/Tokyo:20261030T090000\nDURATION:PT1H\n"
	                      "RRULE:FREQ=WEEKLY;COUNT=1\n")),
	       "1,B,added,\n");
	expect_bookings("2026-10-30T08:00-2026-10-30T09:00 S R2 \n2026-10-30T20:00-2026-10-30T21:00 A#20261030T2000 R1 \n"
	                "2026-11-06T21:00-2026-11-06T22:00 A#20261106T2100 R1 \n");
}
END_TEST

#define WEEKLY MONDAY "RRULE:FREQ=WEEKLY;COUNT=3\n"
#define MOVED                                                                                                     \
	EVENT("UID:A\nRECURRENCE-ID:20260914T080000\nLOCATION:R2\nDTSTART:20260915T140000\nDTEND:20260915T150000\n" \
	      "SUMMARY:moved\n")
#define SKIPPED EVENT("UID:A\nRECURRENCE-ID:20260914T000000Z\nSTATUS:CANCELLED\nDTSTART:20260914T080000\n")
#define FIRST "2026-09-07T08:00-2026-09-07T10:00 S R1 \n"
#define SECOND "2026-09-14T08:00-2026-09-14T10:00 S R1 \n"
#define THIRD "2026-09-21T08:00-2026-09-21T10:00 S R1 \n"
#define SECOND_MOVED "2026-09-15T14:00-2026-09-15T15:00 A#20260914T0800 R2 moved\n"

START_TEST(one_occurrence_is_moved_by_an_event_of_its_own)
{
	/* it may stand before the event that recurs */
	import(CALENDAR(MOVED EVENT(WEEKLY)), "1,A,added,\n2,A,added,\n");
	expect_bookings(FIRST SECOND_MOVED THIRD);
	import(CALENDAR(MOVED EVENT(WEEKLY)), "1,A,unchanged,\n2,A,unchanged,\n");
	import(CALENDAR(EVENT(WEEKLY) MOVED), "1,A,unchanged,\n2,A,unchanged,\n");
	/* cancelled later, and brought back at last */
	import(CALENDAR(EVENT(WEEKLY) SKIPPED), "1,A,unchanged,\n2,A,updated,\n");
	expect_bookings(FIRST THIRD);
	import(CALENDAR(EVENT(WEEKLY) SKIPPED), "1,A,unchanged,\n2,A,unchanged,\n");
	import(CALENDAR(EVENT(WEEKLY)), "1,A,updated,\n");
	expect_bookings(FIRST SECOND THIRD);
}
END_TEST

START_TEST(one_occurrence_alone_in_a_file_changes_the_series_that_stands)
{
	import(CALENDAR(EVENT(WEEKLY)), "1,A,added,\n");
	import(CALENDAR(MOVED), "1,A,updated,\n");
	expect_bookings(FIRST "2026-09-15T14:00-2026-09-15T15:00 S R2 moved\n" THIRD);
	import(CALENDAR(MOVED), "1,A,unchanged,\n");
	import(CALENDAR(SKIPPED), "1,A,updated,\n");
	expect_bookings(FIRST THIRD);
	import(CALENDAR(SKIPPED), "1,A,unchanged,\n");
}
END_TEST

START_TEST(an_event_that_has_changed_its_form_leaves_nothing_behind)
{
	import(CALENDAR(EVENT(WEEKLY)), "1,A,added,\n");
	import(CALENDAR(EVENT(MONDAY "RRULE:FREQ=YEARLY;COUNT=2\n")), "1,A,updated,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
	                "2027-09-07T08:00-2027-09-07T10:00 A#20270907T0800 R1 \n");
	import(CALENDAR(EVENT(MONDAY "RRULE:FREQ=YEARLY;COUNT=1\n")), "1,A,updated,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n");
	import(CALENDAR(EVENT(MONDAY)), "1,A,updated,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T10:00 A R1 \n");
	import(CALENDAR(EVENT(WEEKLY)), "1,A,updated,\n");
	expect_bookings(FIRST SECOND THIRD);
	import(CALENDAR(EVENT("UID:A\nSTATUS:CANCELLED\n")), "1,A,updated,\n");
	expect_bookings("");
	import(CALENDAR(EVENT("UID:A\nSTATUS:CANCELLED\n")), "1,A,unchanged,\n");
	import(CALENDAR(EVENT(MONDAY)), "1,A,added,\n");
	import(CALENDAR(EVENT("UID:A\nSTATUS:CANCELLED\n")), "1,A,updated,\n");
	expect_bookings("");
}
END_TEST

START_TEST(dates_of_an_event_stand_or_fall_together_unless_conflicts_are_skipped)
{
	static const char text[] = CALENDAR(EVENT(MONDAY "RRULE:FREQ=YEARLY;COUNT=3\n")
	                                    EVENT("UID:C\nLOCATION:R1\nDTSTART:20260907T080000\nDURATION:PT1H\n"));
	struct buf report = {0};
	struct list_import ask = test_ask("ics", text, strlen(text));
	import(CALENDAR(EVENT("UID:B\nLOCATION:R1\nDTSTART:20270907T093000\nDURATION:PT1H\n")), "1,B,added,\n");
	ask.dry_run = true;
	run(&ask, &report, NULL);
	/* the second event finds the place free: the first has left no trace, in a rehearsal either */
	ck_assert_str_eq(buf_text(&report), "1,A,refused,busy:R1@1\n2,C,added,\n");
	expect_bookings("2027-09-07T09:30-2027-09-07T10:30 B R1 \n");
	import(text, "1,A,refused,busy:R1@1\n2,C,added,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T09:00 C R1 \n2027-09-07T09:30-2027-09-07T10:30 B R1 \n");
	buf_clear(&report);
	ask.dry_run = false;
	ask.skip_conflicts = true;
	run(&ask, &report, NULL);
	ck_assert_ptr_nonnull(strstr(buf_text(&report), "1,A,refused,busy:R1@2;busy:R1@1\n2,C,unchanged,\n"));
	expect_bookings("2026-09-07T08:00-2026-09-07T09:00 C R1 \n2027-09-07T09:30-2027-09-07T10:30 B R1 \n"
	                "2028-09-07T08:00-2028-09-07T10:00 A#20280907T0800 R1 \n");
	buf_release(&report);
}
END_TEST

START_TEST(a_change_is_made_in_one_step_or_not_at_all)
{
	import(CALENDAR(EVENT(MONDAY)), "1,A,added,\n");
	import(CALENDAR(EVENT("UID:B\nLOCATION:R1\nDTSTART:20260914T080000\nDURATION:PT1H\n")), "1,B,added,\n");
	import(CALENDAR(EVENT(WEEKLY)), "1,A,refused,busy:R1@2\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T10:00 A R1 \n2026-09-14T08:00-2026-09-14T09:00 B R1 \n");
}
END_TEST

/* ---- files ---- */

static const struct {
	const char *text, *bad;
} broken[] = {
	{"", "empty"},
	{"\r\n\n", "empty"},
	{"ref,start,end\n", "no-calendar:ref,start,end@1"},
	{"BEGIN:VEVENT\n", "no-calendar:VEVENT@1"},
	{CALENDAR(EVENT(MONDAY)) "BEGIN:VEVENT\nEND:VEVENT\n", "calendar-outside:VEVENT@10"},
	{"BEGIN:VCALENDAR\n" EVENT(MONDAY), "calendar-cut:VCALENDAR@1"},
	{"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n" MONDAY, "calendar-cut:VEVENT@3"},
	{"BEGIN:VCALENDAR\nEND:VEVENT\n", "calendar-end:VEVENT@2"},
	{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "calendar-end:VCALENDAR@3"},
	{"BEGIN:VCALENDAR\nVERSION:1.0\nEND:VCALENDAR\n", "calendar-old:1.0@2"},
	{"BEGIN:VCALENDAR\nEND:VCALENDAR\nnonsense\n", "calendar-line:nonsense@3"},
	{"BEGIN:VCALENDAR\nCALSCALE:CHINESE\nEND:VCALENDAR\n", "calendar-gregorian:CHINESE@2"},
};

START_TEST(a_file_that_is_no_calendar_or_cut_off_changes_nothing_and_names_the_line)
{
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import ask = test_ask("ics", broken[_i].text, strlen(broken[_i].text));
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), QUAD_EINVAL);
	ck_assert_str_eq(bad, broken[_i].bad);
	list_summary_release(&summary);
	expect_bookings("");
}
END_TEST

START_TEST(options_of_tables_are_refused)
{
	static const struct list_pair pair = {"seats", "40"};
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import ask = test_ask("ics", CALENDAR(""), strlen(CALENDAR("")));
	ask.set = &pair;
	ask.n_set = 1;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), QUAD_EINVAL);
	ck_assert_str_eq(bad, "calendar-columns");
	list_summary_release(&summary);
	ask.n_set = 0;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), 0);
	ck_assert_uint_eq(summary.rows, 0);
	list_summary_release(&summary);
}
END_TEST

/* Programs fold at bytes, also in the midst of a character, and with LF or a tab. */
START_TEST(a_character_may_be_folded_in_its_midst)
{
	import("\xef\xbb\xbf" "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" MONDAY "SUMMARY:\xe6\r\n \x95\n\t\xb0\xe6\x8e\xa7\r\n"
	       "END:VEVENT\r\nEND:VCALENDAR",
	       "1,A,added,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T10:00 A R1 数控\n");
}
END_TEST

START_TEST(a_calendar_in_gbk_is_understood)
{
	static char utf8[] = CALENDAR(EVENT("UID:A\nSUMMARY:期末考试安排\nLOCATION:数控实训室\nDTSTART:20260907T080000\nDURATION:PT1H\n"));
	char gbk[sizeof utf8], *in = utf8, *out = gbk;
	size_t in_left = sizeof utf8 - 1, out_left = sizeof gbk;
	iconv_t cd = iconv_open("GBK", "UTF-8");
	ck_assert_uint_ne(iconv(cd, &in, &in_left, &out, &out_left), (size_t)-1);
	iconv_close(cd);
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import ask = test_ask("ics", gbk, (size_t)(out - gbk));
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), 0);
	ck_assert_str_eq(summary.encoding, "GB18030");
	ck_assert(summary.encoding_guessed);
	list_summary_release(&summary);
	expect_bookings("2026-09-07T08:00-2026-09-07T09:00 A R2 期末考试安排\n");
}
END_TEST

/* ---- out ---- */

static void book(const struct booking_ask *ask, uint32_t op)
{
	struct request rq = {.op = op, .flags = REQUEST_RECORD, .actor = "tester", .now = TEST_NOW, .given = GIVEN_ALL};
	struct arena arena = {0};
	struct result result;
	rq.u.booking = *ask;
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	ck_assert_msg(result.outcome == OUTCOME_ADDED || result.outcome == OUTCOME_UPDATED, "%d", (int)result.outcome);
	arena_release(&arena);
}

static int64_t at(const char *text)
{
	int64_t out;
	ck_assert_int_eq(clock_parse(text, &out), 0);
	return out;
}

static const char *const purposes[] = {
	"",
	"a, b; c\\d \"e\" :f",
	"\\n is no line break, \\\\, nor \\N",
	"数控编程，五轴联动加工；实训（一）数控编程，五轴联动加工；实训（一）数控编程，五轴联动加工；实训（一）",
	"x数控编程数控编程数控编程数控编程数控编程数控编程数控编程数控编程数控编程数控编程数控编程数控编程数控编程",
	"\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93"
	"\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93"
	"\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93\xf0\x9f\x8e\x93",
	",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
	"BEGIN:VEVENT",
};

/* Every physical line ends in CRLF, is at most 75 bytes long and whole characters. */
static void check_lines(const struct buf *text)
{
	for (const char *p = buf_text(text); *p;) {
		const char *end = strstr(p, "\r\n");
		ck_assert_ptr_nonnull(end);
		ck_assert_uint_le((size_t)(end - p), 75);
		ck_assert(utf8_valid(p, (size_t)(end - p)));
		p = end + 2;
	}
}

START_TEST(what_is_exported_imports_as_unchanged_and_is_the_same_each_time)
{
	static const struct claim_ask claims_[] = {{"T1", 0}, {"R,3", 0}, {"OSC", 3}};
	static const char *const refs[] = {"", "a,b;c\\d", "课程#1", "", "\\N", "r"};
	struct buf first = {0}, second = {0}, report = {0};
	for (size_t i = 0; i < COUNT(purposes); i++) {
		int64_t start = at("2026-09-07T08:00") + (int64_t)i * DAY_MIN;
		book(&(struct booking_ask){.ref = i < COUNT(refs) ? refs[i] : "",
		                           .claims = claims_,
		                           .n_claims = 3,
		                           .start = start,
		                           .end = start + 90,
		                           .party = i % 3 ? 20 : 0,
		                           .purpose = purposes[i],
		                           .note = purposes[COUNT(purposes) - 1 - i],
		                           .requester = "li,na",
		                           .institution = i % 2 ? "POLY" : ""},
		     OP_BOOK);
	}
	import(CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART:20260907T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\n")),
	       "1,A,added,\n");
	export(&(struct booking_filter){0}, false, &first);
	check_lines(&first);
	struct list_import ask = test_ask("ics", buf_text(&first), first.len);
	run(&ask, &report, NULL);
	size_t n = 0;
	for (const char *p = buf_text(&report); (p = strchr(p, '\n')) != NULL; p++)
		n++;
	ck_assert_uint_eq(n, COUNT(purposes) + 1);
	for (const char *p = buf_text(&report); (p = strchr(p, '\n')) != NULL && p[1]; p++)
		ck_assert_msg(strncmp(p - 11, ",unchanged,", 11) == 0, "%s", buf_text(&report));
	export(&(struct booking_filter){0}, false, &second);
	ck_assert_str_eq(buf_text(&first), buf_text(&second));
	buf_release(&first);
	buf_release(&second);
	buf_release(&report);
}
END_TEST

START_TEST(an_event_has_all_that_others_expect)
{
	struct buf text = {0};
	static const struct claim_ask claims_[] = {{"T1", 0}, {"R2", 0}};
	struct booking_ask ask = {.ref = "A",
	                          .claims = claims_,
	                          .n_claims = 2,
	                          .start = at("2026-09-07T08:00"),
	                          .end = at("2026-09-07T10:00"),
	                          .party = 12,
	                          .purpose = "one, two",
	                          .note = "n",
	                          .requester = "lina",
	                          .institution = "SECO"};
	book(&ask, OP_BOOK);
	ask.id = 1;
	ask.end += 30;
	book(&ask, OP_MOVE);
	export(&(struct booking_filter){0}, false, &text);
	ck_assert_str_eq(buf_text(&text),
	                 "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Quad//Quad//EN\r\nCALSCALE:GREGORIAN\r\n"
	                 "X-WR-TIMEZONE:Asia/Shanghai\r\nBEGIN:VEVENT\r\nUID:A\r\n"
	                 "DTSTAMP:20250219T212000Z\r\nSEQUENCE:1\r\nDTSTART:20260907T000000Z\r\nDTEND:20260907T023000Z\r\n"
	                 "STATUS:CONFIRMED\r\nSUMMARY:one\\, two\r\nDESCRIPTION:n\r\nRESOURCES:T1,R2\r\n"
	                 "LOCATION:数控实训室\r\nX-QUAD-PARTY:12\r\nX-QUAD-REQUESTER:lina\r\nX-QUAD-INSTITUTION:SECO\r\n"
	                 "END:VEVENT\r\nEND:VCALENDAR\r\n");
	/* what it is for, and for how many, is no other time, place or status */
	ask.purpose = "three";
	ask.party = 11;
	book(&ask, OP_MOVE);
	export(&(struct booking_filter){0}, false, &text);
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "SEQUENCE:1\r\n"));
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "SUMMARY:three\r\n"));
	book(&(struct booking_ask){.id = 1, .ref = ""}, OP_CANCEL);
	export(&(struct booking_filter){0}, false, &text);
	ck_assert_ptr_null(strstr(buf_text(&text), "VEVENT"));
	export(&(struct booking_filter){.any_state = true}, false, &text);
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "SEQUENCE:2\r\n"));
	ck_assert_ptr_nonnull(strstr(buf_text(&text), "STATUS:CANCELLED\r\n"));
	import(buf_text(&text), "1,A,unchanged,\n");
	/* another has its ref: the cancelled one must not take that with it */
	book(&ask, OP_BOOK);
	export(&(struct booking_filter){.any_state = true}, false, &text);
	struct buf report = {0};
	struct list_import again = test_ask("ics", buf_text(&text), text.len);
	run(&again, &report, NULL);
	ck_assert_ptr_nonnull(strstr(buf_text(&report), "1,quad-"));
	ck_assert_ptr_nonnull(strstr(buf_text(&report), "-1,unchanged,\n2,A,unchanged,\n"));
	buf_release(&report);
	buf_release(&text);
}
END_TEST

START_TEST(an_export_is_of_a_resource_a_person_an_institution_or_series)
{
	static const struct {
		struct booking_filter filter;
		bool series_only;
		const char *refs;
	} v[] = {
		{{0}, false, "A B C D "},
		{{.resource = "R2"}, false, "B "},
		{{.person = "T1"}, false, "C "},
		{{.person = "lina"}, false, "A "},
		{{.institution = "City Polytechnic"}, false, "A C D "},
		{{.institution = "SECO"}, false, "B C "},
		{{0}, true, "D "},
		{{.series = 1}, false, "D "},
	};
	struct buf text = {0}, refs = {0};
	import(CALENDAR(EVENT("UID:A\nRESOURCES:R1\nDTSTART:20260907T080000\nDURATION:PT1H\n"
	                      "X-QUAD-PARTY:0\nX-QUAD-REQUESTER:lina\n")
	                EVENT("UID:B\nRESOURCES:R2\nDTSTART:20260907T090000\nDURATION:PT1H\n")
	                EVENT("UID:C\nRESOURCES:R1,T1\nDTSTART:20260907T100000\nDURATION:PT1H\n"
	                      "X-QUAD-PARTY:0\nX-QUAD-INSTITUTION:SECO\n")
	                EVENT("UID:D\nRESOURCES:R1\nDTSTART:20260907T110000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=1\n")),
	       "1,A,added,\n2,B,added,\n3,C,added,\n4,D,added,\n");
	for (size_t i = 0; i < COUNT(v); i++) {
		export(&v[i].filter, v[i].series_only, &text);
		buf_clear(&refs);
		for (const char *p = buf_text(&text); (p = strstr(p, "\r\nUID:")) != NULL; p += 6)
			buf_fmt(&refs, "%.*s ", (int)strcspn(p + 6, "-\r"), p + 6);
		ck_assert_msg(strcmp(buf_text(&refs), v[i].refs) == 0, "%zu: %s", i, buf_text(&refs));
	}
	ck_assert_int_eq(list_export_ics(&store, &(struct booking_filter){.institution = "NONE"}, false, add_text, &text),
	                 QUAD_ENOTFOUND);
	buf_release(&text);
	buf_release(&refs);
}
END_TEST

Suite *ics_suite(void);
Suite *ics_suite(void)
{
	Suite *s = suite_create("ics");
	TCase *t = tcase_create("ics");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, times_of_every_form_are_the_right_instants, 0, COUNT(times));
	tcase_add_loop_test(t, a_time_that_is_none_is_said_and_nothing_else_is_lost, 0, COUNT(wrong_times));
	tcase_add_test(t, times_that_the_clock_skips_or_repeats_are_read_as_the_rfc_says);
	tcase_add_test(t, hours_that_come_twice_are_two_bookings);
	tcase_add_test(t, an_event_of_days_ends_at_midnight_also_where_a_day_has_23_hours);
	tcase_add_loop_test(t, resources_are_named_by_location_or_resources, 0, COUNT(claims));
	tcase_add_test(t, what_bookings_have_no_place_for_is_said_once);
	tcase_add_test(t, a_long_description_is_cut_and_a_long_uid_kept_or_cut);
	tcase_add_loop_test(t, an_event_that_recurs_is_a_series_or_its_dates, 0, COUNT(rules));
	tcase_add_test(t, a_rule_in_another_zone_keeps_that_zones_clock);
	tcase_add_test(t, one_occurrence_is_moved_by_an_event_of_its_own);
	tcase_add_test(t, one_occurrence_alone_in_a_file_changes_the_series_that_stands);
	tcase_add_test(t, an_event_that_has_changed_its_form_leaves_nothing_behind);
	tcase_add_test(t, dates_of_an_event_stand_or_fall_together_unless_conflicts_are_skipped);
	tcase_add_test(t, a_change_is_made_in_one_step_or_not_at_all);
	tcase_add_loop_test(t, a_file_that_is_no_calendar_or_cut_off_changes_nothing_and_names_the_line, 0, COUNT(broken));
	tcase_add_test(t, options_of_tables_are_refused);
	tcase_add_test(t, a_character_may_be_folded_in_its_midst);
	tcase_add_test(t, a_calendar_in_gbk_is_understood);
	tcase_add_test(t, what_is_exported_imports_as_unchanged_and_is_the_same_each_time);
	tcase_add_test(t, an_event_has_all_that_others_expect);
	tcase_add_test(t, an_export_is_of_a_resource_a_person_an_institution_or_series);
	suite_add_tcase(s, t);
	return s;
}
