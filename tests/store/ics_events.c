/*
 * What events of calendars do to each other and to what stands: those of one UID in one step, cancellations, older and
 * newer forms, what a file does not say, and what leaves a source. Most tests are the steps of a story.
 */
#include "tests/store/calendar_file.h"

#define AT(day, from, to) "DTSTART:202609" day "T" from "00\nDTEND:202609" day "T" to "00\n"
#define FILE_OF(method, events) "BEGIN:VCALENDAR\nMETHOD:" method "\n" events "END:VCALENDAR\n"
#define WEEKLY "UID:A\nLOCATION:R1\n" AT("07", "0800", "1000") "RRULE:FREQ=WEEKLY;COUNT=3\n"
#define FIRST "2026-09-07T08:00-2026-09-07T10:00 S R1 \n"
#define SECOND "2026-09-14T08:00-2026-09-14T10:00 S R1 \n"
#define THIRD "2026-09-21T08:00-2026-09-21T10:00 S R1 \n"
#define ONE "2026-09-07T08:00-2026-09-07T10:00 A R1 \n"

struct step {
	const char *text, *report; /* text NULL: the end */
	const char *stands;
};
#define STEPS 6

static const struct step stories[][STEPS] = {
	/* the last word on a UID counts, and is the same word each time */
	{{CALENDAR(EVENT(MONDAY) EVENT(MONDAY "SEQUENCE:1\nSTATUS:CANCELLED\n")),
	  "1,A,unchanged,value:UID@superseded by row 2\n2,A,unchanged,\n", ""},
	 {CALENDAR(EVENT(MONDAY) EVENT(MONDAY "SEQUENCE:1\nSTATUS:CANCELLED\n")),
	  "1,A,unchanged,value:UID@superseded by row 2\n2,A,unchanged,\n", ""}},
	{{CALENDAR(EVENT(MONDAY "STATUS:CANCELLED\n") EVENT(MONDAY)),
	  "1,A,unchanged,value:UID@superseded by row 2\n2,A,added,\n", ONE}},
	{{CALENDAR(EVENT("UID:A\nSEQUENCE:2\nLOCATION:R1\n" AT("07", "0800", "1000")) EVENT("UID:A\nSEQUENCE:1\nLOCATION:R1\n" AT("09", "0800", "1000"))),
	  "1,A,added,\n2,A,unchanged,value:UID@superseded by row 1\n", ONE}},
	/* one UID for several events is no UID */
	{{CALENDAR(EVENT(MONDAY) EVENT("UID:A\nLOCATION:R1\n" AT("08", "0800", "1000")) EVENT(MONDAY)),
	  "1,A,added,\n2,A,refused,busy:A@row 1\n3,A,unchanged,value:UID@superseded by row 1\n", ONE}},
	/* a cancellation by METHOD, of all and of one */
	{{FILE_OF("REQUEST", EVENT(MONDAY)), "1,A,added,\n", ONE},
	 {FILE_OF("REPLY", EVENT(MONDAY "STATUS:CANCELLED\n")), "1,A,unchanged,value:METHOD@REPLY books nothing\n", ONE},
	 {FILE_OF("COUNTER", EVENT("UID:A\nLOCATION:R1\n" AT("08", "0800", "1000"))),
	  "1,A,unchanged,value:METHOD@COUNTER books nothing\n", ONE},
	 {"BEGIN:VCALENDAR\n" EVENT("UID:A\nSEQUENCE:1\n") "METHOD:cancel\nEND:VCALENDAR\n", "1,A,updated,\n", ""},
	 {FILE_OF("CANCEL", EVENT("UID:never seen\n")), "1,never seen,unchanged,\n", ""},
	 {FILE_OF("REQUEST", EVENT(MONDAY)), "1,A,refused,busy:A@sequence 0 < 1\n", ""}},
	{{FILE_OF("PUBLISH", EVENT(WEEKLY)), "1,A,added,\n", FIRST SECOND THIRD},
	 {FILE_OF("CANCEL", EVENT("UID:A\nRECURRENCE-ID:20260914T080000\n")), "1,A,updated,\n", FIRST THIRD},
	 {FILE_OF("CANCEL", EVENT("UID:A\nRECURRENCE-ID:20260915T080000\n")),
	  "1,A,unchanged,value:RECURRENCE-ID@20260915T080000 hits nothing\n", FIRST THIRD},
	 {FILE_OF("ADD", EVENT("UID:A\n" AT("23", "0800", "0900"))), "1,A,added,\n",
	  FIRST THIRD "2026-09-23T08:00-2026-09-23T09:00 A#20260923T0800 R1 \n"},
	 {FILE_OF("ADD", EVENT("UID:A\n" AT("23", "0800", "0900"))), "1,A,unchanged,\n",
	  FIRST THIRD "2026-09-23T08:00-2026-09-23T09:00 A#20260923T0800 R1 \n"}},
	/* each calendar of a file has its own METHOD */
	{{FILE_OF("REQUEST", EVENT(MONDAY)) FILE_OF("CANCEL", EVENT("UID:A\nSEQUENCE:1\n")),
	  "1,A,unchanged,value:UID@superseded by row 2\n2,A,unchanged,\n", ""}},
	/* an older form does not win; the same or a newer one does */
	{{CALENDAR(EVENT("UID:A\nSEQUENCE:2\nLOCATION:R1\n" AT("07", "0800", "1000"))), "1,A,added,\n", ONE},
	 {CALENDAR(EVENT("UID:A\nSEQUENCE:1\nLOCATION:R1\n" AT("08", "0800", "1000"))), "1,A,refused,busy:A@sequence 1 < 2\n", ONE},
	 {CALENDAR(EVENT("UID:A\nSEQUENCE:2\nLOCATION:R1\n" AT("08", "0800", "1000"))), "1,A,updated,\n",
	  "2026-09-08T08:00-2026-09-08T10:00 A R1 \n"},
	 {CALENDAR(EVENT("UID:A\nSEQUENCE:3\nLOCATION:R1\n" AT("07", "0800", "1000"))), "1,A,updated,\n", ONE}},
	/* a refused move of one occurrence leaves all as it was */
	{{CALENDAR(EVENT(WEEKLY) EVENT("UID:B\nLOCATION:R1\n" AT("15", "0800", "1000"))), "1,A,added,\n2,B,added,\n",
	  FIRST SECOND "2026-09-15T08:00-2026-09-15T10:00 B R1 \n" THIRD},
	 {CALENDAR(EVENT("UID:A\nRECURRENCE-ID:20260914T080000\n" AT("15", "0800", "1000")) EVENT(WEEKLY)),
	  "1,A,refused,busy:R1@4\n2,A,refused,busy:R1@4\n", FIRST SECOND "2026-09-15T08:00-2026-09-15T10:00 B R1 \n" THIRD},
	 {CALENDAR(EVENT(WEEKLY) EVENT("UID:A\nRECURRENCE-ID:20260914T080000\nDTSTART:none\n")),
	  "1,A,invalid,time:DTSTART@none\n2,A,invalid,time:DTSTART@none\n",
	  FIRST SECOND "2026-09-15T08:00-2026-09-15T10:00 B R1 \n" THIRD},
	 {CALENDAR(EVENT(WEEKLY) EVENT("UID:A\nRECURRENCE-ID:20260914T080000\nSUMMARY:moved\n" AT("16", "0800", "1000"))),
	  "1,A,updated,\n2,A,added,\n",
	  FIRST "2026-09-15T08:00-2026-09-15T10:00 B R1 \n2026-09-16T08:00-2026-09-16T10:00 A#20260914T0800 R1 moved\n" THIRD},
	 /* what an occurrence does not say it has from the others, or as it stands */
	 {CALENDAR(EVENT(WEEKLY) EVENT("UID:A\nRECURRENCE-ID:20260914T080000\nLOCATION:R2\n" AT("16", "0800", "1000"))),
	  "1,A,unchanged,\n2,A,updated,\n",
	  FIRST "2026-09-15T08:00-2026-09-15T10:00 B R1 \n2026-09-16T08:00-2026-09-16T10:00 A#20260914T0800 R2 moved\n" THIRD},
	 {CALENDAR(EVENT(WEEKLY) EVENT("UID:A\nRECURRENCE-ID:20260914T080000\n" AT("16", "0900", "1000"))),
	  "1,A,unchanged,\n2,A,updated,\n",
	  FIRST "2026-09-15T08:00-2026-09-15T10:00 B R1 \n2026-09-16T09:00-2026-09-16T10:00 A#20260914T0800 R2 moved\n" THIRD}},
	/* an event that does not recur, and one that stands for it */
	{{CALENDAR(EVENT(MONDAY) EVENT("UID:A\nRECURRENCE-ID:20260907T080000\n" AT("08", "0800", "1000"))),
	  "1,A,unchanged,\n2,A,added,\n", "2026-09-08T08:00-2026-09-08T10:00 A#20260907T0800 R1 \n"}},
	/* a date that RRULE and RDATE both give is there once */
	{{CALENDAR(EVENT(WEEKLY "RDATE;VALUE=PERIOD:20260907T000000Z/PT2H,20260914T000000Z/20260914T020000Z\nRDATE:20260921T080000\n")),
	  "1,A,added,\n", FIRST SECOND THIRD},
	 {CALENDAR(EVENT(WEEKLY "RDATE;VALUE=DATE:20260909\n")), "1,A,updated,\n",
	  FIRST "2026-09-09T08:00-2026-09-09T10:00 A#20260909T0800 R1 \n" SECOND THIRD}},
	/* what is left out is said in many ways; what hits nothing is told */
	{{CALENDAR(EVENT(WEEKLY "EXDATE:20260914T000000\nEXDATE;TZID=Asia/Tokyo:20260921T090000\n")), "1,A,added,\n", FIRST},
	 {CALENDAR(EVENT(WEEKLY "EXDATE:20260915T080000,20260914T080000\nEXDATE:20260921\n")),
	  "1,A,unchanged,value:EXDATE@20260915T080000 hits nothing\n", FIRST}},
	{{CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART;TZID=Europe/Berlin:20260906T180000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=4\n"
	                 "EXDATE:20260913T180000\nEXDATE;VALUE=DATE:20260920\n")
	           EVENT("UID:A\nRECURRENCE-ID:20260927T180000\nDTSTART;TZID=Europe/Berlin:20260927T190000\nDURATION:PT1H\n")),
	  "1,A,added,\n2,A,added,\n", "2026-09-07T00:00-2026-09-07T02:00 S R1 \n2026-09-28T01:00-2026-09-28T02:00 A#20260928T0000 R1 \n"}},
	{{CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART;VALUE=DATE:20260907\nRRULE:FREQ=DAILY;COUNT=3\n"
	                 "EXDATE:20260907T160000Z\nEXDATE:20260909T000000Z\n")),
	  "1,A,added,\n", "2026-09-07T00:00-2026-09-08T00:00 S R1 \n"}},
	/* what a file does not say stays */
	{{CALENDAR(EVENT("UID:A\nRESOURCES:R1,T1,OSC*3\nSUMMARY:one\nDESCRIPTION:n\nX-QUAD-PARTY:9\n" AT("07", "0800", "1000"))),
	  "1,A,added,\n", "2026-09-07T08:00-2026-09-07T10:00 A R1;T1;OSC*3 one\n"},
	 {CALENDAR(EVENT("UID:A\nLOCATION:Room 1\n" AT("07", "0900", "1000"))), "1,A,updated,\n",
	  "2026-09-07T09:00-2026-09-07T10:00 A R1;T1;OSC*3 one\n"},
	 {CALENDAR(EVENT("UID:A\nLOCATION:R2\nSUMMARY:two\n" AT("07", "0900", "1000"))), "1,A,updated,\n",
	  "2026-09-07T09:00-2026-09-07T10:00 A T1;OSC*3;R2 two\n"},
	 {CALENDAR(EVENT("UID:A\nSUMMARY:\n" AT("07", "0900", "1000"))), "1,A,updated,\n",
	  "2026-09-07T09:00-2026-09-07T10:00 A T1;OSC*3;R2 \n"},
	 /* also where the event takes another form */
	 {CALENDAR(EVENT("UID:A\n" AT("07", "0900", "1000") "RRULE:FREQ=WEEKLY;COUNT=2\n")), "1,A,updated,\n",
	  "2026-09-07T09:00-2026-09-07T10:00 S T1;OSC*3;R2 \n2026-09-14T09:00-2026-09-14T10:00 S T1;OSC*3;R2 \n"},
	 {CALENDAR(EVENT("UID:A\nRESOURCES:R1\n" AT("07", "0900", "1000"))), "1,A,updated,\n",
	  "2026-09-07T09:00-2026-09-07T10:00 A R1 \n"}},
	/* an event without a UID has a name made of what it says */
	{{CALENDAR(EVENT("DTSTAMP:20260101T000000Z\nLOCATION:R1\n" AT("07", "0800", "1000"))), "1,event-ea92497302d2c928,added,\n",
	  "2026-09-07T08:00-2026-09-07T10:00 event-ea92497302d2c928 R1 \n"},
	 {CALENDAR(EVENT("UID:\n" AT("07", "0800", "1000") "DTSTAMP:20260202T000000Z\nSEQUENCE:4\nLOCATION:R1\n")
	           EVENT("LOCATION:R1\n" AT("07", "0800", "1000"))),
	  "1,event-ea92497302d2c928,unchanged,\n2,event-ea92497302d2c928,unchanged,\n",
	  "2026-09-07T08:00-2026-09-07T10:00 event-ea92497302d2c928 R1 \n"}},
	/* UIDs that begin alike are two */
	{{CALENDAR(EVENT("UID:A#1\nLOCATION:R2\n" AT("07", "0800", "1000")) EVENT(WEEKLY)), "1,A#1,added,\n2,A,added,\n",
	  "2026-09-07T08:00-2026-09-07T10:00 A#1 R2 \n" FIRST SECOND THIRD},
	 {CALENDAR(EVENT("UID:A\nSTATUS:CANCELLED\n")), "1,A,updated,\n", "2026-09-07T08:00-2026-09-07T10:00 A#1 R2 \n"}},
	/* one line that is none loses nothing but itself */
	{{CALENDAR("what?\n" EVENT(MONDAY "DESCRIPTION:one\ntwo\nSUMMARY ONE\nDTSTART:20260907T080000\nBEGIN:VALARM\nUID:B\nhm\nEND:VALARM\n")),
	  "1,A,added,\n", ONE}},
	/* lines that end as on an old Macintosh, and a text that ends as under DOS */
	{{"BEGIN:VCALENDAR\rBEGIN:VEVENT\rUID:A\rLOCATION:R1\rSUMMARY:a\r b\rDTSTART:20260907T080000\r\rDURATION:PT2H\rEND:VEVENT\rEND:VCALENDAR\r\x1a",
	  "1,A,added,\n", "2026-09-07T08:00-2026-09-07T10:00 A R1 ab\n"}},
};

START_TEST(events_do_to_each_other_and_to_what_stands_what_they_should)
{
	for (const struct step *s = stories[_i]; s < stories[_i] + STEPS && s->text; s++) {
		import(s->text, s->report);
		expect_bookings(s->stands);
	}
}
END_TEST

/* Places and people by LOCATION and RESOURCES, as people and programs write them. */
static const struct {
	const char *what, *claims;
} claims[] = {
	{"LOCATION:Room 1 Chan\n", "R1;T1"},
	{"LOCATION:Chan  Room 1\n", "T1;R1"},
	{"LOCATION:数控实训室（Chan）\n", "R2;T1"},
	{"LOCATION:数控实训室 - Chan\n", "R2;T1"},
	{"LOCATION:数控实训室\\, Chan\\, OSC*2\n", "R2;T1;OSC*2"},
	{"LOCATION:R1、T1\n", "R1;T1"},
	{"LOCATION:R\\,3 Chan\n", "R,3;T1"},
	{"LOCATION:R1/T1\n", "R1;T1"},
	{"RESOURCES:R1\\,T1\\,OSC*3\n", "R1;T1;OSC*3"},
	{"RESOURCES:R\\,3\\,T1\n", NULL},
	{"RESOURCES:R\\,3\\;T1\n", "R,3;T1"},
	{"RESOURCES:Room 1\nLOCATION:数控实训室 Chan\n", "R1;R2;T1"},
	{"LOCATION:Room 1 Nobody\n", NULL},
	{"LOCATION:Room 1\\, second floor\n", NULL},
};

START_TEST(a_location_may_name_several)
{
	struct buf text = {0}, out = {0}, expected = {0};
	buf_fmt(&text, CALENDAR(EVENT("UID:A\n" AT("07", "0800", "1000") "%s")), claims[_i].what);
	struct list_import ask = test_ask("ics", buf_text(&text), text.len);
	run(&ask, &out, NULL);
	ck_assert_msg((strncmp(buf_text(&out), "1,A,added,\n", 11) == 0) == (claims[_i].claims != NULL), "%s",
	              buf_text(&out));
	if (claims[_i].claims)
		buf_fmt(&expected, "2026-09-07T08:00-2026-09-07T10:00 A %s \n", claims[_i].claims);
	expect_bookings(buf_text(&expected));
	buf_release(&text);
	buf_release(&out);
	buf_release(&expected);
}
END_TEST

#define ZONE(offset)                                                                                           \
	"BEGIN:VTIMEZONE\nTZID:Campus Zone\nBEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:" offset    \
	"\nTZOFFSETTO:" offset "\nEND:STANDARD\nEND:VTIMEZONE\n"
#define IN_ZONE(uid, room) \
	EVENT("UID:" uid "\nLOCATION:" room "\nDTSTART;TZID=Campus Zone:20260907T080000\nDURATION:PT1H\n")

START_TEST(each_calendar_of_a_file_has_its_own_zones)
{
	import("BEGIN:VCALENDAR\n" ZONE("+0800") IN_ZONE("A", "R1") "END:VCALENDAR\n"
	       "BEGIN:VCALENDAR\n" IN_ZONE("B", "R2") ZONE("+0700") "END:VCALENDAR\n"
	       "BEGIN:VCALENDAR\n" IN_ZONE("C", "R2") "END:VCALENDAR\n",
	       "1,A,added,\n2,B,added,\n3,C,invalid,value:TZID@Campus Zone\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T09:00 A R1 \n2026-09-07T09:00-2026-09-07T10:00 B R2 \n");
}
END_TEST

static const char *const useless_zones[] = {
	"BEGIN:VTIMEZONE\nTZID:Campus Zone\nEND:VTIMEZONE\n",
	"BEGIN:VTIMEZONE\nTZID:Campus Zone\nBEGIN:STANDARD\nEND:STANDARD\nEND:VTIMEZONE\n",
	"BEGIN:VTIMEZONE\nTZID:Campus Zone\nBEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0800\nEND:STANDARD\n"
	"END:VTIMEZONE\n",
	ZONE("8"),
	ZONE("+8:00"),
};

START_TEST(a_zone_without_offsets_is_none)
{
	struct buf text = {0};
	buf_fmt(&text, "BEGIN:VCALENDAR\n%s%sEND:VCALENDAR\n", useless_zones[_i], IN_ZONE("A", "R1"));
	import(buf_text(&text), "1,A,invalid,value:TZID@Campus Zone\n");
	buf_release(&text);
}
END_TEST

/* Many events between two of one UID: they are decided with the first, and reported in their places. */
START_TEST(a_uid_is_decided_at_once_however_many_events_are_between)
{
	enum { BETWEEN = 6000 };
	struct buf text = {0}, out = {0};
	buf_str(&text, "BEGIN:VCALENDAR\n" EVENT(MONDAY));
	for (int i = 0; i < BETWEEN; i++)
		buf_fmt(&text, EVENT("UID:X%d\nLOCATION:R,3\nDTSTART:2027%02d%02dT%02d%02d00\nDURATION:PT1M\n"), i,
		        i / 28 / 60 % 12 + 1, i / 60 % 28 + 1, i / 60 / 28 % 24, i % 60);
	buf_str(&text, EVENT("UID:X0\nSEQUENCE:1\nSTATUS:CANCELLED\n"));
	buf_str(&text, EVENT(MONDAY "SEQUENCE:1\nSTATUS:CANCELLED\n"));
	buf_str(&text, EVENT("UID:X1\nLOCATION:R2\nDTSTART:20260907T080000\nDURATION:PT1H\n"));
	buf_str(&text, "END:VCALENDAR\n");
	struct list_import ask = test_ask("ics", buf_text(&text), text.len);
	for (int dry = 1; dry >= 0; dry--) {
		ask.dry_run = dry;
		ask.scratch_dir = dry ? test_dir() : NULL;
		buf_clear(&out);
		run(&ask, &out, NULL);
		const char *first = "1,A,unchanged,value:UID@superseded by row 6003\n2,X0,unchanged,value:UID@superseded "
		                    "by row 6002\n3,X1,added,\n";
		ck_assert_msg(strncmp(buf_text(&out), first, strlen(first)) == 0, "%.200s", buf_text(&out));
		ck_assert_ptr_nonnull(
			strstr(buf_text(&out), "\n6001,X5999,added,\n6002,X0,unchanged,\n6003,A,unchanged,\n6004,X1,refused,busy:X1@row 3\n"));
	}
	buf_release(&text);
	buf_release(&out);
}
END_TEST

/* ---- rules without an end ---- */

START_TEST(a_rule_without_an_end_ends_with_the_term_or_a_day)
{
	static const char terms[] = "code,name,first_monday,weeks\n26A,autumn,2026-09-07,3\n27A,later,2027-03-01,2\n";
	static const char endless[] = CALENDAR(EVENT("UID:A\nLOCATION:R1\n" AT("08", "0800", "1000") "RRULE:FREQ=WEEKLY\n")
	                                       EVENT("UID:B\nLOCATION:R2\n" AT("08", "0800", "1000") "RRULE:FREQ=YEARLY\n"));
	struct list_import ask = test_ask("terms", terms, strlen(terms));
	struct buf out = {0};
	run(&ask, &out, NULL);
	buf_clear(&out);
	import(endless, "1,A,added,value:RRULE@ends 2026-09-27 with 26A\n2,B,added,value:RRULE@ends 2026-09-27 with 26A\n");
	expect_bookings("2026-09-08T08:00-2026-09-08T10:00 S R1 \n2026-09-08T08:00-2026-09-08T10:00 B#20260908T0800 R2 \n"
	                "2026-09-15T08:00-2026-09-15T10:00 S R1 \n2026-09-22T08:00-2026-09-22T10:00 S R1 \n");
	import(endless, "1,A,unchanged,value:RRULE@ends 2026-09-27 with 26A\n2,B,unchanged,value:RRULE@ends 2026-09-27 with 26A\n");
	ask = test_ask("ics", endless, strlen(endless));
	ask.has_until = true;
	ck_assert_int_eq(clock_parse_date("2026-09-15", &ask.until_day), 0);
	run(&ask, &out, NULL);
	ck_assert_str_eq(buf_text(&out), "1,A,updated,value:RRULE@ends 2026-09-15\n2,B,unchanged,value:RRULE@ends 2026-09-15\n");
	expect_bookings("2026-09-08T08:00-2026-09-08T10:00 S R1 \n2026-09-08T08:00-2026-09-08T10:00 B#20260908T0800 R2 \n"
	                "2026-09-15T08:00-2026-09-15T10:00 S R1 \n");
	buf_release(&out);
}
END_TEST

/* ---- sources ---- */

static void import_from(const char *source, int64_t now, bool dry_run, const char *text, const char *report)
{
	struct buf out = {0};
	struct list_import ask = test_ask("ics", text, strlen(text));
	ask.source = source;
	ask.now = now;
	ask.dry_run = dry_run;
	run(&ask, &out, NULL);
	ck_assert_msg(strcmp(buf_text(&out), report) == 0, "%s\ngave\n%s\nand not\n%s", text, buf_text(&out), report);
	buf_release(&out);
}

#define B_ONCE EVENT("UID:B\nLOCATION:R2\n" AT("10", "0800", "0900"))
#define B_STANDS "2026-09-10T08:00-2026-09-10T09:00 B R2 \n"
#define LEFT(uid) "0," uid ",updated,value:source@no longer in web\n"

START_TEST(what_leaves_its_source_is_cancelled)
{
	import_from("web", TEST_NOW, false, CALENDAR(EVENT(WEEKLY) B_ONCE), "1,A,added,\n2,B,added,\n");
	import_from("web", TEST_NOW, false, CALENDAR(B_ONCE EVENT(WEEKLY)), "1,B,unchanged,\n2,A,unchanged,\n");
	/* another source, or none, has no say */
	import_from("mail", TEST_NOW, false, CALENDAR(EVENT("UID:C\nLOCATION:R,3\n" AT("07", "0800", "0900"))), "1,C,added,\n");
	import_from(NULL, TEST_NOW, false, CALENDAR(""), "");
	expect_bookings(FIRST "2026-09-07T08:00-2026-09-07T09:00 C R,3 \n" B_STANDS SECOND THIRD);
	/* what is refused is still there */
	import_from("web", TEST_NOW, false, CALENDAR(EVENT("UID:A\nLOCATION:R1\nDTSTART:soon\n") B_ONCE),
	            "1,A,invalid,time:DTSTART@soon\n2,B,unchanged,\n");
	/* an event whose UID cannot be read may be any */
	import_from("web", TEST_NOW, false, CALENDAR(EVENT("UID A\nLOCATION:R1\n" AT("24", "0800", "1000"))),
	            "1,event-354fb084436b5696,invalid,value:line 4@UID A\n");
	import_from("web", TEST_NOW, true, CALENDAR(B_ONCE), LEFT("A") "1,B,unchanged,\n");
	expect_bookings(FIRST "2026-09-07T08:00-2026-09-07T09:00 C R,3 \n" B_STANDS SECOND THIRD);
	import_from("web", TEST_NOW, false, CALENDAR(B_ONCE), LEFT("A") "1,B,unchanged,\n");
	import_from("web", TEST_NOW, false, CALENDAR(B_ONCE), "1,B,unchanged,\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T09:00 C R,3 \n" B_STANDS);
	/* and may come back */
	import_from("web", TEST_NOW, false, CALENDAR(EVENT(WEEKLY) B_ONCE), "1,A,added,\n2,B,unchanged,\n");
	import_from("mail", TEST_NOW, false, CALENDAR(B_ONCE EVENT("UID:C\nLOCATION:R,3\n" AT("07", "0800", "0900"))),
	            "1,B,unchanged,\n2,C,unchanged,\n");
	/* what is new may take the place of what left */
	import_from("web", TEST_NOW, true, CALENDAR(EVENT("UID:D\nLOCATION:R1\n" AT("14", "0900", "1100"))),
	            LEFT("A") "0,B,unchanged,value:source@no longer in web\n1,D,added,\n");
	/* what is in two sources stands until it leaves the last of them */
	import_from("web", TEST_NOW, false, CALENDAR(""), LEFT("A") "0,B,unchanged,value:source@no longer in web\n");
	expect_bookings("2026-09-07T08:00-2026-09-07T09:00 C R,3 \n" B_STANDS);
}
END_TEST

#define REST EVENT("UID:A\nLOCATION:R1\n" AT("22", "0800", "1000"))
#define FIRST_ALONE "2026-09-07T08:00-2026-09-07T10:00 A#20260907T0800 R1 \n"
#define SECOND_ALONE "2026-09-14T08:00-2026-09-14T10:00 A#20260914T0800 R1 \n"

START_TEST(what_took_place_stands_when_it_leaves_its_source)
{
	int64_t now;
	import_from("web", TEST_NOW, false, CALENDAR(EVENT(WEEKLY) B_ONCE), "1,A,added,\n2,B,added,\n");
	ck_assert_int_eq(clock_parse("2026-09-14T09:00", &now), 0);
	/* the source tells only of what is to come */
	import_from("web", now, false, CALENDAR(REST), "0,B,unchanged,value:source@no longer in web\n1,A,updated,\n");
	expect_bookings(FIRST_ALONE B_STANDS SECOND_ALONE "2026-09-22T08:00-2026-09-22T10:00 A R1 \n");
	import_from("web", now, false, CALENDAR(REST), "1,A,unchanged,\n");
	import_from("web", now, false, CALENDAR(EVENT(WEEKLY)), "1,A,updated,\n");
	expect_bookings(FIRST B_STANDS SECOND THIRD);
	import_from("web", now, false, CALENDAR(""), LEFT("A"));
	expect_bookings(FIRST_ALONE B_STANDS SECOND_ALONE);
	import_from("web", now, false, CALENDAR(EVENT(WEEKLY)), "1,A,updated,\n");
	expect_bookings(FIRST B_STANDS SECOND THIRD);
}
END_TEST

Suite *ics_events_suite(void);
Suite *ics_events_suite(void)
{
	Suite *s = suite_create("ics_events");
	TCase *t = tcase_create("ics_events");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, events_do_to_each_other_and_to_what_stands_what_they_should, 0, COUNT(stories));
	tcase_add_loop_test(t, a_location_may_name_several, 0, COUNT(claims));
	tcase_add_test(t, each_calendar_of_a_file_has_its_own_zones);
	tcase_add_loop_test(t, a_zone_without_offsets_is_none, 0, COUNT(useless_zones));
	tcase_add_test(t, a_uid_is_decided_at_once_however_many_events_are_between);
	tcase_add_test(t, a_rule_without_an_end_ends_with_the_term_or_a_day);
	tcase_add_test(t, what_leaves_its_source_is_cancelled);
	tcase_add_test(t, what_took_place_stands_when_it_leaves_its_source);
	tcase_set_timeout(t, 30);
	suite_add_tcase(s, t);
	return s;
}
