/* What mails say to calendars: as libical reads it and as the standard restricts it, and beside what `export` says. */
#include "store/list/itip.h"

#include <check.h>
#include <dlfcn.h>

#include "store/format/ics_lib.h"
#include "store/list/list_export.h"
#include "tests/store/ask.h"

Suite *itip_suite(void);

static struct world w;
static struct ics_lib lib;
static int (*restriction_check)(icalcomponent *);

static void set_up(void)
{
	world_open(&w);
	ck_assert_str_eq(resource(&w, "R11", KIND_ROOM, MODE_EXCLUSIVE, 40, ""), "added");
	ck_assert_str_eq(resource(&w, "R12", KIND_ROOM, MODE_EXCLUSIVE, 40, ""), "added");
	ck_assert_int_eq(ics_lib_open(&lib), 0);
	*(void **)&restriction_check = dlsym(lib.library, "icalrestriction_check");
	ck_assert(restriction_check != NULL);
}

static void tear_down(void)
{
	ics_lib_close(&lib);
	world_close(&w);
}

/* The calendar of a booking, in that state if one is given, unfolded; it lives as long as the world. */
static const char *calendar_in(uint64_t id, enum booking_state state, enum itip_method method, const char *name)
{
	struct itip t;
	struct booking_rows rows;
	struct buf text = {0};
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	rows.v[0].b.state = state ? state : rows.v[0].b.state;
	struct itip_ask ask = {.method = method,
	                       .row = &rows.v[0],
	                       .entry = rows.v[0].b.seq,
	                       .organizer = "quad@example.org",
	                       .organizer_name = "Quad",
	                       .attendee = "anna%1@example.org",
	                       .attendee_name = name};
	ck_assert_int_eq(itip_open(&t, &w.s), 0);
	ck_assert_int_eq(itip_write(&t, &ask, &text), 0);
	icalcomponent *parsed = lib.parse(buf_text(&text));
	ck_assert_ptr_nonnull(parsed);
	ck_assert_int_eq(lib.isa(parsed), ICAL_VCALENDAR_COMPONENT);
	ck_assert_msg(restriction_check(parsed), "%s", buf_text(&text));
	lib.component_free(parsed);
	struct ics_reader r;
	struct ics_line line;
	struct buf out = {0};
	for (const char *p = buf_text(&text); *p; p++) {
		if (strncmp(p, "\r\n ", 3) == 0)
			p += 2;
		else if (*p != '\r')
			buf_char(&out, *p);
	}
	ics_reader_open(&r, buf_text(&text), text.len);
	while (ics_reader_next(&r, &line) == 0)
		ck_assert_str_ne(line.name, "BCC");
	ics_reader_close(&r);
	const char *kept = arena_str(&w.arena, buf_text(&out));
	itip_close(&t);
	buf_release(&out);
	buf_release(&text);
	arena_release(&rows.arena);
	return kept;
}

static const char *calendar_of(uint64_t id, enum itip_method method, const char *name)
{
	return calendar_in(id, 0, method, name);
}

static void expect_line(const char *calendar, const char *line)
{
	const char *whole = arena_fmt(&w.arena, "\n%s\n", line);
	ck_assert_msg(strstr(calendar, whole), "%s\nlacks %s", calendar, line);
}

static int add_text(void *arg, struct bytes text)
{
	buf_add(arg, text.p, text.len);
	return 0;
}

/* The line of the calendar that begins so is a line of `export ics` too. */
static void expect_exported(const char *calendar, const char *name)
{
	struct buf text = {0};
	struct booking_filter all = {.any_state = true};
	ck_assert_int_eq(list_export_ics(&w.s, &all, false, add_text, &text), 0);
	const char *line = strstr(calendar, name);
	ck_assert_ptr_nonnull(line);
	const char *same = arena_fmt(&w.arena, "\n%.*s\r\n", (int)strcspn(line, "\n"), line);
	ck_assert_msg(strstr(buf_text(&text), same), "%s\nlacks %s", buf_text(&text), same);
	buf_release(&text);
}

START_TEST(a_booking_is_confirmed_and_a_request_tentative)
{
	ck_assert_str_eq(book_party(&w, "R11", "2026-09-07T08:00", "2026-09-07T10:00", 12), "added");
	const char *text = calendar_of(w.last.id, ITIP_REQUEST, "Anna \"A\" ^; Bcc: x");
	expect_line(text, "METHOD:REQUEST");
	expect_line(text, "STATUS:CONFIRMED");
	expect_line(text, "SEQUENCE:0");
	expect_line(text, "DTSTART:20260907T000000Z");
	expect_line(text, "DTEND:20260907T020000Z");
	expect_line(text, "LOCATION:R11");
	expect_line(text, "X-QUAD-PARTY:12");
	expect_line(text, "ORGANIZER;CN=\"Quad\":mailto:quad@example.org");
	expect_line(text, "ATTENDEE;CN=\"Anna 'A' ^^; Bcc: x\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;"
	                  "PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:anna%251@example.org");
	expect_exported(text, "UID:");
	expect_exported(text, "DTSTAMP:");
	expect_line(calendar_in(w.last.id, STATE_REQUESTED, ITIP_REQUEST, ""), "STATUS:TENTATIVE");
	expect_line(calendar_in(w.last.id, STATE_USED, ITIP_REQUEST, ""), "STATUS:CONFIRMED");
}
END_TEST

START_TEST(the_sequence_counts_time_place_and_status)
{
	ck_assert_str_eq(book(&w, "R11", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	uint64_t id = w.last.id;
	struct request rq = rq_book(&w, "", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_PURPOSE);
	rq.u.booking.id = id;
	rq.u.booking.purpose = "焊接；实训";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	const char *text = calendar_of(id, ITIP_REQUEST, "陈大文");
	expect_line(text, "SEQUENCE:0");
	expect_line(text, "SUMMARY:焊接；实训");
	ck_assert_str_eq(move(&w, id, "2026-09-07T09:00", "2026-09-07T11:00"), "updated");
	expect_line(calendar_of(id, ITIP_REQUEST, ""), "SEQUENCE:1");
	struct request place = rq_book(&w, "R12", "2026-09-07T09:00", "2026-09-07T11:00");
	place.op = OP_MOVE;
	place.given = GIVEN(BOOKING_CLAIMS);
	place.u.booking.id = id;
	ck_assert_str_eq(world_ask(&w, &place), "updated");
	text = calendar_of(id, ITIP_REQUEST, "");
	expect_line(text, "SEQUENCE:2");
	expect_exported(text, "SEQUENCE:");
	ck_assert_str_eq(cancel(&w, id), "updated");
	text = calendar_of(id, ITIP_CANCEL, "");
	expect_line(text, "METHOD:CANCEL");
	expect_line(text, "STATUS:CANCELLED");
	expect_line(text, "SEQUENCE:3");
	expect_exported(text, "SEQUENCE:");
	expect_exported(text, "UID:");
}
END_TEST

START_TEST(who_is_no_longer_invited_is_not_told_that_it_is_cancelled)
{
	ck_assert_str_eq(book(&w, "R11", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	const char *text = calendar_of(w.last.id, ITIP_UNINVITE, "Anna");
	expect_line(text, "METHOD:CANCEL");
	ck_assert_ptr_null(strstr(text, "STATUS"));
	ck_assert_ptr_nonnull(strstr(text, "mailto:anna%251@example.org"));
}
END_TEST

START_TEST(dates_of_a_series_are_events_of_their_own)
{
	struct request rq = rq_of(&w, OP_SERIES);
	struct claim_ask claim = {"R11", 0};
	rq.u.series = (struct series_ask){.ref = "TERM-COURSE",
	                                  .claims = &claim,
	                                  .n_claims = 1,
	                                  .rule = {"FREQ=WEEKLY;COUNT=3", at("2026-09-07T08:00"), 120},
	                                  .weeks = {.term = ""},
	                                  .purpose = "",
	                                  .note = "",
	                                  .requester = "",
	                                  .institution = "",
	                                  .from = FROM_THE_START};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.n_made, 3);
	uint64_t first = w.last.made[0].id, second = w.last.made[1].id;
	const char *a = calendar_of(first, ITIP_REQUEST, ""), *b = calendar_of(second, ITIP_CANCEL, "");
	const char *uid_a = strstr(a, "\nUID:"), *uid_b = strstr(b, "\nUID:");
	ck_assert_ptr_nonnull(uid_a);
	ck_assert_ptr_nonnull(uid_b);
	ck_assert_str_ne(arena_dup(&w.arena, uid_a, strcspn(uid_a + 1, "\n") + 1),
	                 arena_dup(&w.arena, uid_b, strcspn(uid_b + 1, "\n") + 1));
	ck_assert_ptr_null(strstr(a, "UID:TERM-COURSE"));
	ck_assert_ptr_null(strstr(a, "RRULE"));
	ck_assert_ptr_null(strstr(b, "RRULE"));
}
END_TEST

Suite *itip_suite(void)
{
	Suite *s = suite_create("itip");
	TCase *c = tcase_create("calendars in mails");
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, a_booking_is_confirmed_and_a_request_tentative);
	tcase_add_test(c, the_sequence_counts_time_place_and_status);
	tcase_add_test(c, who_is_no_longer_invited_is_not_told_that_it_is_cancelled);
	tcase_add_test(c, dates_of_a_series_are_events_of_their_own);
	suite_add_tcase(s, c);
	return s;
}
