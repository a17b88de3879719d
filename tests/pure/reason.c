/* The list of broken rules and its text form. */
#include <check.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/reason.h"

Suite *reason_suite(void);

/* The words of the promised interface, in order of the enumeration. */
static const char *const words[] = {
	"busy",    "capacity", "travel",        "closed",    "hours",   "past",      "lead",  "horizon", "duration",
	"quota",   "denied",   "qualification", "inactive",  "unknown", "time",      "value", "repeat",  "state",
	"mangled", "gap",      "notice",        "suspended", "share",   "agreement", "role"};

START_TEST(every_rule_has_its_word)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		ck_assert_str_eq(rule_word((enum rule)(i + RULE_BUSY)), words[i]);
	ck_assert_str_eq(rule_word((enum rule)0), "");
	ck_assert_str_eq(rule_word((enum rule)(RULE_ROLE + 1)), "");
}
END_TEST

START_TEST(reasons_are_joined_in_order)
{
	struct arena a = {0};
	struct reasons list = {.arena = &a};
	struct buf b = {0};
	reasons_format(&list, &b);
	ck_assert_str_eq(buf_text(&b), "");
	reason_add(&list, REASON_TAKEN, "R11")->booking = 17;
	reason_add(&list, REASON_INACTIVE, "T001");
	reason_add_text(&list, REASON_VALUE, "note", "%s", "a;b");
	reasons_format(&list, &b);
	ck_assert_str_eq(buf_text(&b), "busy:R11@17;inactive:T001;value:note@a,b");
	ck_assert_uint_eq(list.v[0].booking, 17);
	buf_release(&b);
	arena_release(&a);
}
END_TEST

START_TEST(many_reasons_are_kept)
{
	struct arena a = {0};
	struct reasons list = {.arena = &a};
	for (int i = 0; i < 1000; i++)
		reason_add_number(&list, REASON_TAKEN, "R", i);
	ck_assert_uint_eq(list.n, 1000);
	ck_assert(!list.failed);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(list.v[i].number, i);
	arena_release(&a);
}
END_TEST

START_TEST(time_and_value_are_malformed_and_a_role_forbids)
{
	for (enum reason_detail detail = REASON_TAKEN; detail < REASON_N; detail++) {
		struct arena a = {0};
		struct reasons list = {.arena = &a};
		reason_add(&list, REASON_TAKEN, "R");
		enum rule rule = reason_add(&list, detail, "R")->rule;
		ck_assert_msg(reasons_malformed(&list) == (rule == RULE_TIME || rule == RULE_VALUE), "%s",
		              rule_word(rule));
		ck_assert_msg(reasons_forbidden(&list) == (rule == RULE_ROLE), "%s", rule_word(rule));
		arena_release(&a);
	}
}
END_TEST

/* Each detail's rule, and its text of a reason whose every field is set. Reports and scripts read these. */
static const struct {
	enum reason_detail detail;
	enum rule rule;
	const char *what;
} details[] = {
	{REASON_TAKEN, RULE_BUSY, "17"},
	{REASON_OVERLAPS, RULE_BUSY, "17"},
	{REASON_REF_USED, RULE_BUSY, "17"},
	{REASON_SAME_REF, RULE_BUSY, "row 20703"},
	{REASON_OLDER, RULE_BUSY, "sequence 20703 < 5000"},
	{REASON_CHANGED, RULE_BUSY, "changed by others"},
	{REASON_STANDS, RULE_BUSY, "stands"},
	{REASON_SINCE, RULE_BUSY, "entry 20703 2026-09-07T08:00 TEXT"},
	{REASON_GONE, RULE_BUSY, "gone"},
	{REASON_ERASED, RULE_BUSY, "erased"},
	{REASON_USED, RULE_BUSY, "used by TEXT and 20703 more"},
	{REASON_ROOM_LEFT, RULE_CAPACITY, "20703"},
	{REASON_IN_USE, RULE_CAPACITY, "20703 in use"},
	{REASON_USES, RULE_CAPACITY, "17"},
	{REASON_LARGE_PARTY, RULE_CAPACITY, "17"},
	{REASON_TRAVEL, RULE_TRAVEL, "17"},
	{REASON_CLOSED, RULE_CLOSED, "2026-09-07T08:00/2026-09-07T10:00 TEXT"},
	{REASON_HOURS, RULE_HOURS, "TEXT"},
	{REASON_PAST, RULE_PAST, "TEXT"},
	{REASON_TOOK_PLACE, RULE_PAST, "took place"},
	{REASON_IS_OVER, RULE_PAST, "TEXT"},
	{REASON_LEAD, RULE_LEAD, "TEXT"},
	{REASON_HORIZON, RULE_HORIZON, "TEXT"},
	{REASON_DURATION, RULE_DURATION, "TEXT"},
	{REASON_QUOTA, RULE_QUOTA, "TEXT"},
	{REASON_DENIED, RULE_DENIED, "TEXT"},
	{REASON_QUALIFICATION, RULE_QUALIFICATION, "TEXT"},
	{REASON_INACTIVE, RULE_INACTIVE, ""},
	{REASON_NO_RESOURCE, RULE_UNKNOWN, "resource"},
	{REASON_NEAR_RESOURCES, RULE_UNKNOWN, "resource (nearest: TEXT)"},
	{REASON_SEVERAL_RESOURCES, RULE_UNKNOWN, "resource (several: TEXT)"},
	{REASON_NO_CAMPUS, RULE_UNKNOWN, "campus"},
	{REASON_SEVERAL_CAMPUSES, RULE_UNKNOWN, "campus (several)"},
	{REASON_NO_INSTITUTION, RULE_UNKNOWN, "institution"},
	{REASON_SEVERAL_INSTITUTIONS, RULE_UNKNOWN, "institution (several)"},
	{REASON_NO_SCOPE, RULE_UNKNOWN, "scope"},
	{REASON_SEVERAL_SCOPES, RULE_UNKNOWN, "scope (several)"},
	{REASON_NO_PERSON, RULE_UNKNOWN, "person"},
	{REASON_NO_TERM, RULE_UNKNOWN, "term"},
	{REASON_NO_EVENT, RULE_UNKNOWN, "event"},
	{REASON_NO_PERIOD, RULE_UNKNOWN, "period 2026-09-07 TEXT"},
	{REASON_NO_CLOSURE, RULE_UNKNOWN, "closure"},
	{REASON_NO_ENTRY, RULE_UNKNOWN, "journal entry"},
	{REASON_NO_MAIL, RULE_UNKNOWN, "mail"},
	{REASON_NO_BOOKING, RULE_UNKNOWN, "booking"},
	{REASON_CANCELLED, RULE_UNKNOWN, "booking (cancelled)"},
	{REASON_NO_SERIES, RULE_UNKNOWN, "series"},
	{REASON_SERIES_ENDED, RULE_UNKNOWN, "series (nothing of it stands)"},
	{REASON_NO_LATER_BOOKING, RULE_UNKNOWN, "no booking of the series stands from there"},
	{REASON_NO_OCCURRENCE, RULE_UNKNOWN, "occurrence"},
	{REASON_NO_TIME, RULE_TIME, ""},
	{REASON_TIME, RULE_TIME, "TEXT"},
	{REASON_TIME_GAP, RULE_TIME, "TEXT (the clock skips it)"},
	{REASON_TIME_TWICE, RULE_TIME, "TEXT (comes twice: add its offset)"},
	{REASON_END, RULE_TIME, "TEXT"},
	{REASON_OUTSIDE, RULE_TIME, "TEXT"},
	{REASON_MISSING, RULE_VALUE, ""},
	{REASON_VALUE, RULE_VALUE, "TEXT"},
	{REASON_NUMBER, RULE_VALUE, "20703"},
	{REASON_TOO_LONG, RULE_VALUE, "20703 bytes"},
	{REASON_NOT_PLAIN, RULE_VALUE, "not plain text"},
	{REASON_LARGE_ACTION, RULE_VALUE, "20703 > 5000"},
	{REASON_TOO_MANY, RULE_VALUE, "too many"},
	{REASON_UNFIT_KEY, RULE_VALUE, "TEXT"},
	{REASON_KEY_OF, RULE_VALUE, "a key of TEXT"},
	{REASON_BOTH_TIMES, RULE_VALUE, "TEXT and clock times"},
	{REASON_NOT_MONDAY, RULE_VALUE, "2026-09-07 (Monday)"},
	{REASON_SAME_BOOKING, RULE_VALUE, "20703"},
	{REASON_WEEKS, RULE_VALUE, "20703 > 5000"},
	{REASON_MANY_DATES, RULE_VALUE, "20703 > 5000"},
	{REASON_NO_DATE, RULE_VALUE, "no date is left"},
	{REASON_RULE_SHIFT, RULE_VALUE, "TEXT"},
	{REASON_COUNT_REACHED, RULE_VALUE, "20703 of 5000"},
	{REASON_MANY_BOOKINGS, RULE_VALUE, "more than 5000"},
	{REASON_ENCODING, RULE_VALUE, "TEXT"},
	{REASON_NUL, RULE_VALUE, "a NUL byte"},
	{REASON_NO_HEADING, RULE_VALUE, "TEXT"},
	{REASON_QUOTE, RULE_VALUE, "a quote within the cell"},
	{REASON_OPEN_QUOTE, RULE_VALUE, "a quote that is not closed"},
	{REASON_LARGE_CELL, RULE_VALUE, "larger than a cell or a row may be"},
	{REASON_REPEATED, RULE_VALUE, "twice"},
	{REASON_CUT, RULE_VALUE, "too long"},
	{REASON_MANY_TIMES, RULE_VALUE, "more than 5000"},
	{REASON_NO_SUCH_RULE, RULE_VALUE, "not supported"},
	{REASON_MADE_DATE, RULE_VALUE, "TEXT"},
	{REASON_RANGE, RULE_VALUE, "RANGE"},
	{REASON_ENDLESS, RULE_VALUE, "no end"},
	{REASON_BOUNDED, RULE_VALUE, "ends 2026-09-07 with TEXT"},
	{REASON_HITS_NOTHING, RULE_VALUE, "TEXT hits nothing"},
	{REASON_SUPERSEDED, RULE_VALUE, "superseded by row 20703"},
	{REASON_ANSWER, RULE_VALUE, "TEXT books nothing"},
	{REASON_DEPARTMENT, RULE_VALUE, "TEXT is no institution"},
	{REASON_LEFT_SOURCE, RULE_VALUE, "no longer in TEXT"},
	{REASON_REPEAT_OF, RULE_REPEAT, "row 20703 of TEXT"},
	{REASON_KEPT_OUT, RULE_STATE, "TEXT"},
	{REASON_STILL_STANDS, RULE_STATE, "TEXT (booking 20703 stands)"},
	{REASON_PENDING, RULE_STATE, "TEXT"},
	{REASON_STATE, RULE_STATE, "TEXT"},
	{REASON_SCIENTIFIC, RULE_MANGLED, "TEXT"},
	{REASON_MANY_DIGITS, RULE_MANGLED, "TEXT"},
	{REASON_AS_DATE, RULE_MANGLED, "TEXT"},
	{REASON_NO_RESULT, RULE_MANGLED, "TEXT"},
	{REASON_CELL_ERROR, RULE_MANGLED, "TEXT"},
	{REASON_GAP, RULE_GAP, "TEXT"},
	{REASON_NOTICE, RULE_NOTICE, "TEXT"},
	{REASON_SUSPENDED, RULE_SUSPENDED, "TEXT"},
	{REASON_ROLE, RULE_ROLE, "TEXT"},
	{REASON_NO_MEMBER, RULE_ROLE, "people"},
	{REASON_LAST_COORDINATOR, RULE_ROLE, "TEXT"},
	{REASON_NO_KEY, RULE_UNKNOWN, "a key of TEXT"},
	{REASON_NO_GRANT, RULE_UNKNOWN, "grant TEXT"},
	{REASON_NO_RULE, RULE_UNKNOWN, "rule"},
	{REASON_NOT_REQUESTED, RULE_STATE, "TEXT"},
	{REASON_NOT_BOOKED, RULE_STATE, "TEXT"},
	{REASON_NOT_WAITING, RULE_STATE, "TEXT"},
	{REASON_NO_ELSEWHERE, RULE_BUSY, "17 (not to TEXT)"},
	{REASON_NO_PREEMPT, RULE_DENIED, "preempt"},
	{REASON_ASKED_ONCE, RULE_STATE, "asked before"},
	{REASON_NOT_YET, RULE_STATE, "not before TEXT"},
	{REASON_EVALUATED, RULE_STATE, "evaluated by TEXT"},
	{REASON_PROPOSED, RULE_STATE, "proposed by TEXT"},
	{REASON_OWN_PROPOSAL, RULE_STATE, "proposed by TEXT"},
	{REASON_NO_PROPOSAL, RULE_UNKNOWN, "adjustment"},
	{REASON_PART_OF_ITSELF, RULE_VALUE, "TEXT"},
	{REASON_RULE_PLACE, RULE_VALUE, "TEXT"},
	{REASON_PART_CLAIMED, RULE_BUSY, "TEXT"},
	{REASON_PART_TAKEN, RULE_BUSY, "17"},
	{REASON_SHARE, RULE_SHARE, "207.03/50.00"},
	{REASON_AGREEMENT, RULE_AGREEMENT, "TEXT 207.03/50.00"},
	{REASON_TRAINEES, RULE_QUOTA, "trainees TEXT 20703/5000"},
	{REASON_OVERSHARED, RULE_SHARE, "0.020703% left on 1983-09-10"},
	{REASON_NO_ROW, RULE_UNKNOWN, "row"},
};

START_TEST(every_detail_has_a_rule_and_a_text)
{
	struct arena a = {0};
	struct reasons list = {.arena = &a}, copies = {.arena = &a};
	int64_t start;
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	ck_assert_int_eq(clock_parse("2026-09-07T08:00", &start), 0);
	ck_assert_uint_eq(sizeof details / sizeof *details, REASON_N - REASON_TAKEN);
	for (size_t i = 0; i < sizeof details / sizeof *details; i++) {
		struct buf what = {0};
		struct reason *r = reason_add_text(&list, details[i].detail, "R", "%s", "TEXT");
		ck_assert_int_eq(r->detail, (int)i + REASON_TAKEN);
		ck_assert_int_eq(r->rule, details[i].rule);
		r->booking = 17;
		r->number = clock_local_day(start);
		r->limit = 5000;
		r->start = start;
		r->end = start + 120;
		reason_copy(&copies, r);
		reason_what(&copies.v[i], &what);
		ck_assert_str_eq(buf_text(&what), details[i].what);
		buf_release(&what);
	}
	ck_assert_int_eq(reason_rule(REASON_N), 0);
	ck_assert_int_eq(reason_rule((enum reason_detail)0), 0);
	arena_release(&a);
}
END_TEST

START_TEST(an_empty_text_is_a_missing_value)
{
	struct arena a = {0};
	struct reasons list = {.arena = &a};
	struct buf b = {0};
	ck_assert_int_eq(reason_add_text(&list, REASON_VALUE, "code", "%s", "")->detail, REASON_MISSING);
	ck_assert_int_eq(reason_add_text(&list, REASON_TIME, "end", "%s", "")->detail, REASON_NO_TIME);
	ck_assert_int_eq(reason_add_text(&list, REASON_CLOSED, "R1", "%s", "")->detail, REASON_CLOSED);
	list.v[2].end = 60;
	ck_assert_int_eq(clock_zone_use("UTC"), 0);
	reasons_format(&list, &b);
	ck_assert_str_eq(buf_text(&b), "value:code;time:end;closed:R1@1970-01-01T00:00/1970-01-01T01:00");
	buf_release(&b);
	arena_release(&a);
}
END_TEST

Suite *reason_suite(void)
{
	Suite *s = suite_create("reason");
	TCase *t = tcase_create("reason");
	tcase_add_test(t, every_rule_has_its_word);
	tcase_add_test(t, reasons_are_joined_in_order);
	tcase_add_test(t, many_reasons_are_kept);
	tcase_add_test(t, every_detail_has_a_rule_and_a_text);
	tcase_add_test(t, an_empty_text_is_a_missing_value);
	tcase_add_test(t, time_and_value_are_malformed_and_a_role_forbids);
	suite_add_tcase(s, t);
	return s;
}
