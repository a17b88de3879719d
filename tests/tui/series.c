/*
 * Series from end to end, as an administrator types them: every form of weeks, weekdays and periods in a calendar with
 * days off and make-up days on both sides of the term, what is done to a series later, and the alternatives to a
 * refusal, each of which is booked in a copy of the store.
 */
#include "store/base/clock.h"
#include "store/model/pattern.h"
#include "tests/engine.h"
#include "tests/tui/command.h"

Suite *series_suite(void);

#define HEADER "id,series,start,end,state\n"
#define TERM "--term 2030A "
#define FIRST_MONDAY clock_day_number(2030, 9, 2)

/*
 * Eighteen weeks from 2030-09-02 to 2031-01-05. Three days are off, and taught on a Saturday instead: one before the
 * term, one within, one behind it. The southern campus begins half an hour later.
 */
static void fill_store(const char *zone)
{
	static const char *const kinds[] = {"campuses", "travel", "resources", "terms", "periods", "days"};
	write_file("campuses.csv", "code,name\nN,North\nS,South\n");
	write_file("travel.csv", "from,to,minutes\nN,S,12\n");
	write_file("resources.csv", "code,name,kind,campus,seats,mode,tags\n"
	                            "LAB-1,Lab one,lab,N,40,exclusive,cnc\n"
	                            "LAB-2,Lab two,lab,S,40,exclusive,cnc\n"
	                            "LAB-3,Lab three,lab,N,40,exclusive,cnc\n"
	                            "LAB-4,小型数控 lab,lab,N,10,exclusive,\n"
	                            "OSC,Scopes,equipment,N,10,shared,\n"
	                            "T001,Zhang,teacher,N,0,,\n");
	write_file("terms.csv", "code,name,first_monday,weeks\n2030A,Autumn,2030-09-02,18\n");
	write_file("periods.csv", "number,start,end,campus\n"
	                          "1,08:00,08:45,\n2,08:55,09:40,\n3,10:00,10:45,\n4,10:55,11:40,\n5,14:00,14:45,\n"
	                          "1,08:30,09:15,S\n2,09:25,10:10,S\n3,10:30,11:15,S\n4,11:25,12:10,S\n");
	write_file("days.csv", "date,rule,note\n"
	                       "2030-09-02,off,opening\n2030-08-31,as 1-1,\n"
	                       "2030-10-01,off,National Day\n2030-09-28,as 5-2,\n"
	                       "2031-01-03,off,\n2031-01-11,as 18-5,\n");
	ASSERT_STATUS(0, "init --zone %s", zone);
	add_coordinators("ann");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
}

static void use_filled_store(void)
{
	use_store();
	fill_store("Asia/Shanghai");
}

/* The lines that booking these days (weeks by weekdays of the term, no day rules) from and to gives. */
static const char *lines_of(const char *weeks, const char *weekdays, const char *from, const char *to)
{
	static char text[8000];
	uint64_t w, d;
	const char *bad;
	int id = 0;
	size_t n = (size_t)snprintf(text, sizeof text, HEADER);
	ck_assert_int_eq(pattern_weeks(weeks, &w, &bad), 0);
	ck_assert_int_eq(pattern_weekdays(weekdays, &d, &bad), 0);
	for (int day = 0; day < 60 * 7; day++) {
		char date[CLOCK_TEXT_MAX];
		if (!(w >> (day / 7 + 1) & 1) || !(d >> (day % 7 + 1) & 1))
			continue;
		clock_format_date(FIRST_MONDAY + day, date);
		n += (size_t)snprintf(text + n, sizeof text - n, "%d,S1,%sT%s,%sT%s,booked\n", ++id, date, from, date, to);
	}
	return text;
}

/* ---- the forms ---- */

/* Each form, and the weeks it means in the plainest words. */
static const struct {
	const char *form, *weeks;
} week_forms[] = {
	{"1-16", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"},
	{"1-15单", "1,3,5,7,9,11,13,15"},
	{"2-8双", "2,4,6,8"},
	{"'1-13(odd)'", "1,3,5,7,9,11,13"},
	{"'2-8(even)'", "2,4,6,8"},
	{"1-5、7-11单、12-16双", "1,2,3,4,5,7,9,11,12,14,16"},
	{"2、5、8", "2,5,8"},
	{"'4-6周(双),7-11周,13周'", "4,6,7,8,9,10,11,13"},
	{"第4-18周", "4,5,6,7,8,9,10,11,12,13,14,15,16,17,18"},
	{"4~18周", "4,5,6,7,8,9,10,11,12,13,14,15,16,17,18"},
	{"4－18周", "4,5,6,7,8,9,10,11,12,13,14,15,16,17,18"},
	{"2周5周8周", "2,5,8"},
	{"1-16单周", "1,3,5,7,9,11,13,15"},
	{"1-18/3+2", "2,5,8,11,14,17"},
	{"1-18/3", "1,4,7,10,13,16"},
};

START_TEST(weeks_in_every_form)
{
	ASSERT_STATUS(0, "book LAB-1 " TERM "--weeks %s --weekdays 3 --periods 1-2", week_forms[_i].form);
	ck_assert_str_eq(last.out, lines_of(week_forms[_i].weeks, "3", "08:00", "09:40"));
	ck_assert_str_eq(last.err, "");
}
END_TEST

static const struct {
	const char *form, *days;
} day_forms[] = {
	{"1-5", "1,2,3,4,5"}, {"1,3", "1,3"},     {"mon,wed", "1,3"}, {"一、三", "1,3"},
	{"周一", "1"},        {"星期一", "1"},    {"Mon-Fri", "1,2,3,4,5"}, {"周日", "7"},
};

START_TEST(weekdays_in_every_form)
{
	ASSERT_STATUS(0, "book LAB-1 " TERM "--weeks 2-3 --weekdays %s --periods 1", day_forms[_i].form);
	ck_assert_str_eq(last.out, lines_of("2-3", day_forms[_i].days, "08:00", "08:45"));
}
END_TEST

static const struct {
	const char *options, *from, *to;
} time_forms[] = {
	{"--periods 1-2", "08:00", "09:40"},
	{"--periods 第1-2节", "08:00", "09:40"},
	{"--periods 1,2节", "08:00", "09:40"},
	{"--periods 4", "10:55", "11:40"},
	{"--from-time 18:00 --to-time 20:30", "18:00", "20:30"},
};

START_TEST(periods_in_every_form)
{
	ASSERT_STATUS(0, "book LAB-1 --weeks 2-4 --weekdays 3 --term 2030A %s", time_forms[_i].options);
	ck_assert_str_eq(last.out, lines_of("2-4", "3", time_forms[_i].from, time_forms[_i].to));
}
END_TEST

START_TEST(periods_that_do_not_follow_each_other_are_bookings_of_their_own)
{
	ASSERT_STATUS(0, "book LAB-1 --weeks 2 --weekdays 3 --periods 1-2,5");
	ck_assert_str_eq(last.out, HEADER "1,S1,2030-09-11T08:00,2030-09-11T09:40,booked\n"
	                                  "2,S1,2030-09-11T14:00,2030-09-11T14:45,booked\n");
	ASSERT_STATUS(0, "book LAB-2 --weeks 2 --weekdays 3 --periods 1-2");
	ck_assert_ptr_nonnull(strstr(last.out, "3,S2,2030-09-11T08:30,2030-09-11T10:10,booked\n"));
}
END_TEST

static const struct {
	const char *options, *first, *dropped;
} make_ups[] = {
	{"--weeks 1 --weekdays 1", "1,S1,2030-08-31T08:00", "2030-09-02: nothing takes place (opening)"},
	{"--weeks 5 --weekdays 2", "1,S1,2030-09-28T08:00", "2030-10-01: nothing takes place (National Day)"},
	{"--weeks 18 --weekdays 5", "1,S1,2031-01-11T08:00", "2031-01-03: nothing takes place (off)"},
	{"--weeks 4 --weekdays 6", NULL, "2030-09-28: nothing takes place (as)"},
};

START_TEST(days_off_are_dropped_and_taught_on_their_make_up_days)
{
	ASSERT_STATUS(make_ups[_i].first ? 0 : CMD_REFUSED, "book LAB-1 %s --periods 1", make_ups[_i].options);
	if (!make_ups[_i].first) {
		ASSERT_SAID("no date of the term is left");
		return;
	}
	ck_assert_ptr_nonnull(strstr(last.out, make_ups[_i].first));
	ck_assert_ptr_eq(strstr(last.out, "\n2,"), NULL);
	ASSERT_SAID(make_ups[_i].dropped);
}
END_TEST

static const struct {
	const char *options, *said;
} mistakes[] = {
	{"--weeks 1-16x --weekdays 1 --periods 1", "--weeks: \"1-16x\" is not understood from \"x\" on"},
	{"--weeks 9-3 --weekdays 1 --periods 1", "--weeks: \"9-3\""},
	{"--weeks 0 --weekdays 1 --periods 1", "--weeks: \"0\""},
	{"--weeks '' --weekdays 1 --periods 1", "--weeks"},
	{"--weeks 1-16 --weekdays 8 --periods 1", "--weekdays: \"8\""},
	{"--weeks 1-16 --weekdays foo --periods 1", "--weekdays: \"foo\""},
	{"--weeks 1-16 --weekdays 1 --periods a", "--periods: \"a\""},
	{"--weeks 1-16 --weekdays 1", "--periods is missing"},
	{"--weeks 1-16 --periods 1", "--weekdays is missing"},
	{"--term 2030A", "--weeks is missing"},
	{"--weeks 1 --weekdays 1 --from-time 08:00", "--to-time"},
	{"--weeks 1 --weekdays 1 --from-time x --to-time 09:00", "--from-time: \"x\""},
	{"--weeks 1 --weekdays 1 --from-time 09:00 --to-time 08:00", "--to-time: 08:00"},
	{"--weeks 1 --weekdays 1 --periods 1 --from-time 09:00 --to-time 10:00", "--periods does not go with"},
	{"--weeks 1 --weekdays 1 --periods 1 --at 2030-09-02T08:00", "--at does not go with"},
	{"--weeks 1 --weekdays 1 --periods 1 --rrule FREQ=DAILY", "--rrule does not go with"},
	{"--weeks 1 --weekdays 1 --periods 1 --except someday", "--except: \"someday\""},
	{"--at 2030-09-02T08:00 --for 1h --except 2030-09-02", "--except goes with a series only"},
	{"--at 2030-09-02T08:00 --rrule FREQ=DAILY", "say when"},
	{"--at 2030-09-02T08:00 --for 1h --rrule FREQ=YEARLY;COUNT=3", "FREQ=YEARLY"},
	{"--at 2030-09-02T08:00 --for 1h --rrule FREQ=DAILY;BYMONTH=1", "BYMONTH=1"},
	{"--at 2030-09-02T08:00 --for 1h --rrule COUNT=3", "FREQ is missing"},
};

START_TEST(a_pattern_that_is_not_understood_is_a_usage_error)
{
	ASSERT_STATUS(CMD_USAGE, "book LAB-1 %s", mistakes[_i].options);
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID(mistakes[_i].said);
}
END_TEST

static const struct {
	const char *options, *reasons;
} unfit[] = {
	{"--term X --weeks 1 --weekdays 1 --periods 1", "unknown:X@term"},
	{"--weeks 1-19 --weekdays 1 --periods 1", "value:weeks@19 > 18"},
	{"--weeks 2 --weekdays 1 --periods 9", "unknown:9@period 2030-09-09 N"},
	{"--at 2030-01-01T08:00 --for 1h --rrule FREQ=DAILY", "value:rrule@more than 5000"},
};

START_TEST(what_the_calendar_lacks_is_refused)
{
	ASSERT_STATUS(CMD_REFUSED, "book LAB-1 %s", unfit[_i].options);
	ASSERT_SAID(unfit[_i].reasons);
	ASSERT_STATUS(0, "bookings");
	ck_assert_ptr_null(strstr(last.out, "booked"));
}
END_TEST

/* ---- all or nothing ---- */

START_TEST(a_series_is_made_whole_or_not_at_all)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-11T09:00 --for 1h");
	ASSERT_STATUS(CMD_REFUSED, "book LAB-1 --weeks 1-4 --weekdays 3 --periods 1-2");
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID("busy:LAB-1@1\n2030-09-11 08:00: LAB-1 is taken 2030-09-11 09:00-10:00 by booking 1 (");
	ASSERT_STATUS(0, "book LAB-1 --weeks 1-4 --weekdays 3 --periods 1-2 --except 2030-09-11 --dry-run");
	ck_assert_msg(strncmp(last.out, HEADER ",,2030-09-04T08:00,", sizeof HEADER + 18) == 0, "%s", last.out);
	ASSERT_STATUS(0, "book LAB-1 --weeks 1-4 --weekdays 3 --periods 1-2 --skip-conflicts --ref R1");
	ck_assert_str_eq(last.out, HEADER "2,S1,2030-09-04T08:00,2030-09-04T09:40,booked\n"
	                                  "3,S1,2030-09-18T08:00,2030-09-18T09:40,booked\n"
	                                  "4,S1,2030-09-25T08:00,2030-09-25T09:40,booked\n");
	ASSERT_SAID("2030-09-11 08:00-09:40 is left out: LAB-1 is taken 2030-09-11 09:00-10:00 by booking 1\n");
	char *first = last.out;
	ASSERT_STATUS(0, "book LAB-1 --weeks 1-4 --weekdays 3 --periods 1-2 --skip-conflicts --ref R1");
	ck_assert_str_eq(last.out, first);
	ASSERT_SAID("Series S1 stands like that already; nothing was changed.");
	ASSERT_STATUS(0, "bookings --series S1");
	char *named = last.out;
	ck_assert_ptr_nonnull(strstr(named, "\n2,S1,booked,"));
	ck_assert_ptr_null(strstr(named, "\n1,,"));
	ASSERT_STATUS(0, "bookings --series 1");
	ck_assert_str_eq(last.out, named);
	ASSERT_STATUS(CMD_USAGE, "bookings --series R1");
	ASSERT_STATUS(0, "check");
}
END_TEST

/* ---- alternatives ---- */

static const struct {
	const char *taken, *command;
	int at_least; /* alternatives */
} noes[] = {
	{"book LAB-1 --at 2030-09-11T08:00 --for 2h", "book LAB-1 --at 2030-09-11T09:00 --for 2h --party 20", 5},
	{"book LAB-1 --at 2030-09-11T08:00 --for 2h", "book LAB-1 --at 2030-09-11T06:00 --for 3h --purpose 'two words'", 5},
	{"book OSC*8 --at 2030-09-11T08:00 --for 2h", "book OSC*5 LAB-1 --at 2030-09-11T08:00 --for 1h", 2},
	{"book LAB-1 --at 2030-09-11T08:00 --for 2h", "move 2 LAB-1", 2},
	{"book LAB-1 --at 2030-09-11T08:00 --for 2h", "move 2 LAB-1 --at 2030-09-11T09:00", 2},
	{"book LAB-1 --at 2030-09-11T08:00 --for 2h", "book LAB-1 --weeks 1-5 --weekdays 3 --periods 1-2 --party 20", 5},
	{"book LAB-1 --weeks 2-3 --weekdays 3 --periods 1-2",
	 "book LAB-1 --weeks 1-5 --weekdays 3 --periods 1-2 --except 2030-09-04", 5},
	{"book LAB-1 --weeks 1-5 --weekdays 3 --periods 1-2", "book LAB-1 --weeks 1-5 --weekdays 3 --periods 2-3", 3},
	{"book LAB-1 --at 2030-09-11T08:00 --for 2h",
	 "book LAB-1 --at 2030-09-04T08:00 --for 2h --rrule FREQ=WEEKLY;COUNT=3", 3},
	{"book LAB-1 --at 2030-09-11T08:00 --for 2h",
	 "book LAB-1 --weeks 1-3 --weekdays 3 --from-time 08:00 --to-time 09:00 --ref R7", 4},
};

/* Every command in its own copy of the store; those joined by && one after the other. */
static void try_command(char *command)
{
	char *store = arena_str(&kept, getenv("QUAD_STORE"));
	ck_assert_ptr_nonnull(store);
	setenv("QUAD_STORE", test_store("copy"), 1);
	ASSERT_STATUS(0, "restore %s/backup", test_dir());
	for (char *p = command, *next; p; p = next) {
		next = strstr(p, " && ");
		if (next) {
			*next = '\0';
			next += 4;
		}
		ck_assert_msg(strncmp(p, "quad ", 5) == 0, "%s", p);
		ASSERT_STATUS(0, "%s", p + 5);
	}
	ASSERT_STATUS(0, "check");
	setenv("QUAD_STORE", store, 1);
}

/* The command is refused with so many alternatives, said alike to people and programs; each of them can be taken. */
static void take_alternatives(const char *refused, int at_least)
{
	ASSERT_STATUS(0, "backup %s/backup", test_dir());
	ASSERT_STATUS(CMD_REFUSED, "%s", refused);
	char *words = last.err;
	ASSERT_STATUS(CMD_REFUSED, "--json %s", refused);
	json_t *root = parsed(), *list = json_object_get(root, "alternatives"), *a;
	size_t i;
	ck_assert_uint_gt(json_array_size(json_object_get(root, "reasons")), 0);
	ck_assert_msg(json_array_size(list) >= (size_t)at_least && json_array_size(list) <= 10,
	              "%zu alternatives: %s", json_array_size(list), last.out);
	json_array_foreach(list, i, a) {
		char *command = arena_str(&kept, text_of(a, "command"));
		ck_assert_ptr_nonnull(command);
		ck_assert_msg(strstr(words, command) != NULL, "\"%s\" is not in %s", command, words);
		ck_assert_str_ne(text_of(a, "kind"), "");
		ck_assert_str_ne(text_of(a, "resources"), "");
		ck_assert_uint_eq(strlen(text_of(a, "start")), strlen("2030-09-11T08:00:00+08:00"));
		ck_assert(json_is_array(json_object_get(a, "except")));
		try_command(command);
	}
	json_decref(root);
}

START_TEST(every_alternative_can_be_booked)
{
	ASSERT_STATUS(0, "%s", noes[_i].taken);
	if (strncmp(noes[_i].command, "move", 4) == 0)
		ASSERT_STATUS(0, "book LAB-3 --at 2030-09-11T08:30 --for 1h");
	take_alternatives(noes[_i].command, noes[_i].at_least);
}
END_TEST

/* Refusals of what has nothing to vary: other commands stand in for it. */
static const struct {
	const char *before[4], *command;
	int at_least;
	const char *said;
} remedies[] = {
	{{"book LAB-1 --weeks 1-6 --weekdays 3 --periods 1-2 --party 20 --purpose CNC --except 2030-09-18 --except 2030-09-25",
	  "book LAB-1 --at 2030-09-18T09:00 --for 1h"},
	 "add S1 2030-09-18", 8,
	 "  quad book LAB-3 --at 2030-09-18T08:00 --for 1h40m --party 20 --purpose CNC   # LAB-3\n"},
	{{"book LAB-1 --weeks 1-6 --weekdays 3 --periods 1-2 --except 2030-09-18"}, "add S1 2030-09-19", 2,
	 "  quad book LAB-1 --at 2030-09-19T08:00 --for 1h40m   # as a booking of its own\n"
	 "  quad add S1 2030-09-18   # the day before\n"},
	{{"book LAB-1 --weeks 1-6 --weekdays 3 --periods 1-2 --except 2030-09-18"}, "add S1 2030-09-25", 1,
	 "instead:\n  quad add S1 2030-09-18   # 7 days earlier\n"},
	{{"book LAB-1 --at 2030-09-04T08:00 --for 1h --rrule FREQ=WEEKLY;COUNT=4 --except 2030-09-11 --as ann",
	  "book LAB-1 --at 2030-09-11T08:00 --for 1h"},
	 "add S1 2030-09-11", 7, "  quad book LAB-1 --at 2030-09-11T09:00 --for 1h --requester ann   # 1h later\n"},
	{{"book LAB-1 T001 --at 2030-09-11T08:00 --for 2h --party 20", "book LAB-4 OSC*3 --at 2030-09-11T08:00 --for 1h"},
	 "swap 1 2", 2,
	 "  quad move 1 LAB-3 'OSC*3' T001 && quad move 2 LAB-1   # booking 1: LAB-3; 2 in its place\n"},
	{{"book LAB-1 --at 2030-09-11T08:00 --for 2h", "book LAB-3 --at 2030-09-11T13:00 --for 1h",
	  "book LAB-1 --at 2030-09-11T13:30 --for 1h"},
	 "swap 1 2 --times", 4,
	 "  quad move 1 --at 2030-09-11T12:30 --for 1h && quad move 2 --at 2030-09-11T08:00 --for 2h"
	 "   # booking 1: 30m earlier; 2 in its place\n"},
	{{"book LAB-1 T001 --at 2030-09-11T08:00 --for 2h", "book LAB-3 --at 2030-09-11T13:00 --for 1h",
	  "book T001 --at 2030-09-11T13:30 --for 1h"},
	 "swap 1 2", 1, "  quad move 1 LAB-3 T001 && quad move 2 LAB-1   # without the people\n"},
	{{"book LAB-1 --at 2030-09-11T08:00 --for 2h --party 20", "book LAB-4 --at 2030-09-11T13:00 --for 1h"},
	 "swap 1 2", 3, "  quad swap 1 2 --times   # they exchange their times instead\n"},
	{{"book LAB-1 --at 2030-09-11T08:00 --for 2h", "book LAB-3 --at 2030-09-11T08:00 --for 2h", "cancel 2"},
	 "swap 1 2", 1, "  quad move 1 LAB-3   # booking 1: LAB-3\n"},
	{{"book LAB-1 'OSC*3' --at 2030-09-11T08:00 --for 2h --party 9 --purpose 'a b' --ref R1", "cancel 1"},
	 "move 1 --at 2030-09-12T08:00", 1,
	 "  quad book LAB-1 'OSC*3' --at 2030-09-12T08:00 --for 2h --party 9 --purpose 'a b'   # as a booking of its own\n"},
	{{"book LAB-1 --at 2030-09-11T08:00 --for 2h", "cancel 1", "book LAB-1 --at 2030-09-11T09:00 --for 2h"},
	 "move 1 --party 3", 6, "  quad book LAB-4 --at 2030-09-11T08:00 --for 2h --party 3   # LAB-4\n"},
	{{"book LAB-1 --at 2030-09-11T08:00 --for 2h"}, "book LAB3 OSC --at 2030-09-11T08:00 --for 2h", 1,
	 "  quad book LAB-3 OSC --at 2030-09-11T08:00 --for 2h   # LAB-3\n"},
	{{"book T001 --weeks 2 --weekdays 3 --periods 1-2"}, "book LAB3 T001 --weeks 1-4 --weekdays 3 --periods 1-2", 3,
	 "  quad book LAB-3 T001 --weeks 1-4 --weekdays 3 --periods 1-2 --except 2030-09-11   # without 1 date\n"},
	{{"book LAB-1 --weeks 1-4 --weekdays 3 --periods 1-2"}, "move S1 LAB_3 --from 2030-09-09", 1,
	 "  quad move S1 LAB-3 --from 2030-09-09   # LAB-3\n"},
	{{NULL}, "book LAB-1 --weeks 16-20 --weekdays 3 --periods 1-2 --party 9 --term 2030A", 1,
	 "  quad book LAB-1 --term 2030A --weeks 16-18 --weekdays 3 --periods 1-2 --party 9"
	 "   # the weeks that the term has\n"},
};

START_TEST(where_a_request_cannot_be_varied_others_stand_in_for_it)
{
	for (size_t i = 0; i < 4 && remedies[_i].before[i]; i++)
		ASSERT_STATUS(0, "%s", remedies[_i].before[i]);
	ASSERT_STATUS(CMD_REFUSED, "%s", remedies[_i].command);
	ASSERT_SAID(remedies[_i].said);
	take_alternatives(remedies[_i].command, remedies[_i].at_least);
}
END_TEST

/* Where there is no alternative, the command that says more. */
static const struct {
	const char *command, *look;
} looks[] = {
	{"book Observatory --at 2030-09-11T08:00 --for 2h", "list resources"},
	{"book LAB-1 --at 2030-09-11T08:00 --for 2h --for-institution X", "list institutions"},
	{"book LAB-1 --term X --weeks 1 --weekdays 1 --periods 1", "list terms"},
	{"book LAB-1 --weeks 19-20 --weekdays 1 --periods 1 --term 2030A", "list terms"},
	{"book LAB-1 --weeks 2 --weekdays 1 --periods 9", "list periods"},
	{"book LAB-1 --weeks 4 --weekdays 6 --periods 1", "list days"},
	{"move 9 --party 3", "bookings"},
	{"move S9 --party 3", "bookings"},
	{"move S1 --party 3 --from 2030-12-01", "show S1"},
	{"cancel 9", "bookings"},
	{"cancel 2", "show 2"},
	{"cancel S9", "bookings"},
	{"cancel S1 --from 2030-12-01", "show S1"},
	{"add S9 2030-09-11", "bookings"},
	{"swap 1 9", "bookings"},
	{"show 9", "bookings"},
	{"show S9", "bookings"},
	{"bookings --resource LAB1", "list resources"},
	{"find --campus X", "list campuses"},
	{"list resources --institution X", "list institutions"},
};

START_TEST(where_there_is_none_another_command_says_more)
{
	struct buf line = {0};
	ASSERT_STATUS(0, "book LAB-1 --weeks 1-4 --weekdays 3 --periods 1-2 --term 2030A");
	ASSERT_STATUS(0, "cancel 2");
	ASSERT_STATUS(CMD_REFUSED, "%s --store %s", looks[_i].command, getenv("QUAD_STORE"));
	const char *quote = on_postgresql() ? "'" : "";
	buf_fmt(&line, "`quad %s --store %s%s%s` ", looks[_i].look, quote, getenv("QUAD_STORE"), quote);
	ASSERT_SAID(buf_text(&line));
	buf_release(&line);
	ck_assert(!said("instead:") && !said("No alternative"));
	ASSERT_STATUS(0, "%s", looks[_i].look);
	if (strstr(looks[_i].command, "LAB1"))
		ck_assert_ptr_nonnull(strstr(last.out, "LAB-1,"));
}
END_TEST

START_TEST(codes_that_are_like_one_that_is_not_there_are_said)
{
	ASSERT_STATUS(CMD_REFUSED, "bookings --resource LAB1");
	ASSERT_SAID("there is no resource LAB1\nLike it: LAB-1, LAB-3, LAB-2\n");
	ASSERT_STATUS(CMD_REFUSED, "bookings --resource xxsk");
	ASSERT_SAID("there is no resource xxsk\nLike it: LAB-4\n");
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-11T08:00 --for 1h");
	ASSERT_STATUS(CMD_REFUSED, "swap 1 1");
	ASSERT_SAID("1 is one booking; a swap takes two\n");
}
END_TEST

START_TEST(where_nothing_else_works_that_is_said)
{
	ASSERT_STATUS(CMD_REFUSED, "book T001 --at 2020-09-11T08:00 --for 2h");
	ASSERT_SAID("past:");
	ASSERT_SAID("No alternative was found.");
	ASSERT_STATUS(CMD_REFUSED, "book T001 --at 2020-09-11T08:00 --for 2h --json");
	json_t *root = parsed();
	ck_assert_uint_eq(json_array_size(json_object_get(root, "alternatives")), 0);
	json_decref(root);
}
END_TEST

START_TEST(an_alternative_keeps_what_was_given_and_is_quoted_for_a_shell)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-11T08:00 --for 2h");
	ASSERT_STATUS(CMD_REFUSED, "--as ann book LAB-1 OSC*3 --at 2030-09-11T08:00 --for 2h --party 5 --purpose 'a b' "
	                           "--store %s",
	              getenv("QUAD_STORE"));
	ASSERT_SAID("instead:\n  quad book LAB-3 'OSC*3' --at 2030-09-11T08:00 --for 2h --party 5 --purpose 'a b' --store ");
	ASSERT_SAID(" --as ann   # LAB-3\n");
	ASSERT_SAID("# LAB-2, 12 minutes away\n");
}
END_TEST

/* ---- what is done to a series ---- */

#define BOOK_FOUR "book LAB-1 --weeks 1-4 --weekdays 3 --periods 1-2"

START_TEST(the_rest_is_cancelled_and_dates_are_added_again)
{
	ASSERT_STATUS(0, BOOK_FOUR);
	ASSERT_STATUS(0, "cancel S1 --from 2030-09-18");
	ck_assert_str_eq(last.out, HEADER "3,S1,2030-09-18T08:00,2030-09-18T09:40,cancelled\n"
	                                  "4,S1,2030-09-25T08:00,2030-09-25T09:40,cancelled\n");
	ASSERT_STATUS(0, "add S1 2030-09-25");
	ck_assert_str_eq(last.out, HEADER "5,S1,2030-09-25T08:00,2030-09-25T09:40,booked\n");
	ASSERT_STATUS(CMD_REFUSED, "add S1 2030-09-25");
	ASSERT_STATUS(CMD_REFUSED, "add S1 2030-09-26");
	ASSERT_SAID("the series has nothing on 2030-09-26 that could be added");
	ASSERT_STATUS(0, "move S1 LAB-3");
	ck_assert_str_eq(last.out, HEADER "1,S1,2030-09-04T08:00,2030-09-04T09:40,booked\n"
	                                  "2,S1,2030-09-11T08:00,2030-09-11T09:40,booked\n"
	                                  "5,S1,2030-09-25T08:00,2030-09-25T09:40,booked\n");
	ASSERT_STATUS(0, "cancel S1");
	ASSERT_STATUS(CMD_REFUSED, "cancel S1");
	ASSERT_SAID("unknown:S1@series");
	ASSERT_STATUS(CMD_REFUSED, "cancel S9");
	ASSERT_SAID("there is no series S9");
	ASSERT_STATUS(CMD_USAGE, "cancel 1 --from 2030-09-18");
	ASSERT_STATUS(CMD_USAGE, "add 1 2030-09-18");
	ASSERT_STATUS(CMD_USAGE, "add S1 soon");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(the_rest_moves_to_another_day_or_hour)
{
	ASSERT_STATUS(0, BOOK_FOUR " --purpose CNC");
	ASSERT_STATUS(0, "move S1 --from 2030-09-16 --weekdays 4");
	ck_assert_str_eq(last.out, HEADER "3,S1,2030-09-19T08:00,2030-09-19T09:40,booked\n"
	                                  "4,S1,2030-09-26T08:00,2030-09-26T09:40,booked\n");
	ASSERT_STATUS(0, "move S1 --from 2030-09-16 --from-time 18:00 --to-time 20:00 --party 9");
	ASSERT_STATUS(0, "bookings --series S1");
	ck_assert_ptr_nonnull(strstr(last.out, "\n2,S1,booked,2030-09-11T08:00,2030-09-11T09:40,LAB-1,0,CNC,"));
	ck_assert_ptr_nonnull(strstr(last.out, "\n4,S1,booked,2030-09-26T18:00,2030-09-26T20:00,LAB-1,9,CNC,"));
	ASSERT_STATUS(0, "book LAB-3 --at 2030-09-26T19:00 --for 2h");
	ASSERT_STATUS(0, "bookings");
	char *before = last.out;
	ASSERT_STATUS(CMD_REFUSED, "move S1 LAB-3");
	ASSERT_SAID("busy:LAB-3@5");
	ASSERT_STATUS(0, "bookings");
	ck_assert_str_eq(last.out, before);
	ASSERT_STATUS(0, "move S1 --except 2030-09-26");
	ck_assert_ptr_nonnull(strstr(last.out, "\n4,S1,2030-09-26T18:00,2030-09-26T20:00,cancelled\n"));
	ASSERT_STATUS(CMD_USAGE, "move S1");
	ASSERT_STATUS(CMD_USAGE, "move S1 --at 2030-09-04T08:00");
	ASSERT_STATUS(CMD_USAGE, "move 1 --weekdays 4");
	ASSERT_STATUS(CMD_REFUSED, "move S8 --weekdays 4");
}
END_TEST

START_TEST(what_was_moved_or_cancelled_by_itself_stays_so_when_the_series_moves)
{
	ASSERT_STATUS(0, BOOK_FOUR);
	ASSERT_STATUS(0, "cancel 2");
	ASSERT_STATUS(0, "move 3 --at 2030-09-18T18:00");
	ASSERT_STATUS(0, "move S1 --periods 3-4");
	ck_assert_str_eq(last.out, HEADER "1,S1,2030-09-04T10:00,2030-09-04T11:40,booked\n"
	                                  "4,S1,2030-09-25T10:00,2030-09-25T11:40,booked\n");
	ASSERT_STATUS(0, "move S1 --from 2030-09-09 --weekdays 5");
	ck_assert_str_eq(last.out, HEADER "4,S1,2030-09-27T10:00,2030-09-27T11:40,booked\n");
	ASSERT_STATUS(0, "bookings --series 1");
	ck_assert_ptr_nonnull(strstr(last.out, "\n3,S1,booked,2030-09-18T18:00,"));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_pattern_that_was_shortened_grows_again)
{
	ASSERT_STATUS(0, BOOK_FOUR);
	ASSERT_STATUS(0, "move S1 --weeks 1-2");
	ck_assert_ptr_nonnull(strstr(last.out, "\n4,S1,2030-09-25T08:00,2030-09-25T09:40,cancelled\n"));
	ASSERT_STATUS(0, "move S1 --weeks 1-3");
	ASSERT_STATUS(0, "bookings --series 1");
	ck_assert_ptr_nonnull(strstr(last.out, "\n5,S1,booked,2030-09-18T08:00,"));
	ck_assert_ptr_null(strstr(last.out, "2030-09-25"));
}
END_TEST

START_TEST(show_tells_all_about_a_series)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-24T09:00 --for 1h");
	ASSERT_STATUS(0, "book LAB-1 --weeks 3-6 --weekdays 2 --periods 1-2 --skip-conflicts --except 2030-09-17");
	ASSERT_STATUS(0, "show S1");
	ck_assert_ptr_eq(strstr(last.out, "series: S1\nwhen: term 2030A, weeks 3-6, Tue, periods 1-2\nclaims: LAB-1\n"),
	                 last.out);
	ck_assert_ptr_nonnull(strstr(last.out, "\n  2  2030-09-28 08:00-09:40  booked  LAB-1\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "\nexcept:\n  2030-09-17\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "\nleft out:\n  2030-09-24 08:00-09:40\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "\ndropped:\n  2030-10-01  National Day\n"));
	ASSERT_STATUS(0, "show S1 --json");
	json_t *root = parsed();
	ck_assert_str_eq(text_of(root, "series"), "S1");
	ck_assert_uint_eq(json_array_size(json_object_get(root, "bookings")), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(root, "left_out")), 1);
	json_decref(root);
	ASSERT_STATUS(0, "show 2 --json");
	root = parsed();
	ck_assert_str_eq(text_of(root, "series"), "S1");
	json_decref(root);
	ASSERT_STATUS(CMD_REFUSED, "show S2");
}
END_TEST

START_TEST(two_bookings_swap_what_they_book_or_when)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-11T08:00 --for 1h --party 20");
	ASSERT_STATUS(0, "book LAB-4 --at 2030-09-11T09:00 --for 2h --party 5");
	ASSERT_STATUS(0, "swap 1 2 --times");
	ck_assert_str_eq(last.out, HEADER "1,,2030-09-11T09:00,2030-09-11T11:00,booked\n"
	                                  "2,,2030-09-11T08:00,2030-09-11T09:00,booked\n");
	ASSERT_STATUS(CMD_REFUSED, "swap 1 2");
	ASSERT_SAID("capacity:LAB-4@10");
	ASSERT_STATUS(0, "move 1 --party 8");
	ASSERT_STATUS(0, "swap 1 2");
	ASSERT_STATUS(0, "bookings --resource LAB-4");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,booked,2030-09-11T09:00,2030-09-11T11:00,LAB-4,8,"));
	ASSERT_STATUS(CMD_REFUSED, "swap 1 1");
	ASSERT_STATUS(CMD_REFUSED, "swap 1 9");
	ASSERT_STATUS(CMD_USAGE, "swap 1 S1");
	ASSERT_STATUS(0, "check");
}
END_TEST

/* ---- the calendar changes ---- */

START_TEST(a_change_of_the_calendar_is_shown_before_it_is_done)
{
	ASSERT_STATUS(0, BOOK_FOUR);
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-14T08:00 --for 4h");
	write_file("more.csv", "date,rule\n2030-09-04,off\n2030-09-11,off\n2030-09-14,as 2-3\n2030-09-15,as 1-3\n");
	ASSERT_STATUS(0, "import days %s/more.csv --dry-run", test_dir());
	ASSERT_SAID("Bookings of series that follow: 1 moved or added, 2 dropped, 1 left out by a clash.");
	ASSERT_STATUS(0, "bookings --series 1 --to 2030-09-12");
	ck_assert_ptr_nonnull(strstr(last.out, "\n2,S1,booked,2030-09-11T08:00,"));
	ASSERT_STATUS(0, "import days %s/more.csv --report -", test_dir());
	ck_assert_msg(strstr(last.out, "\n3,,added,busy:LAB-1@5,series S1: 2030-09-14T08:00 -> left out\n") != NULL,
	              "%s", last.out);
	ASSERT_STATUS(0, "bookings --series 1 --to 2030-09-16");
	ck_assert_ptr_nonnull(strstr(last.out, ",S1,booked,2030-09-15T08:00,2030-09-15T09:40,"));
	ck_assert_ptr_null(strstr(last.out, "2030-09-11"));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(lists_of_the_calendar_import_as_they_were_exported)
{
	static const char *const kinds[] = {"terms", "periods", "days", "series"};
	ASSERT_STATUS(0, BOOK_FOUR " --ref R1 --party 7");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		ASSERT_STATUS(0, "export %s", kinds[i]);
		write_file("again.csv", last.out);
		ASSERT_STATUS(0, "import %s %s/again.csv --report -", kinds[i], test_dir());
		ck_assert_msg(strstr(last.out, ",unchanged,") && !strstr(last.out, ",updated,") && !strstr(last.out, ",added,"),
		              "%s: %s", kinds[i], last.out);
		ASSERT_STATUS(0, "list %s --json", kinds[i]);
		json_decref(parsed());
	}
}
END_TEST

/* ---- free in all weeks ---- */

START_TEST(find_tells_what_is_free_in_all_weeks_or_all_but_a_few)
{
	static const char heading[] = "code,name,kind,campus,seats,free_from,free,of\n";
	char expected[600];
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-11T08:00 --for 1h");
	/* between the two tables of periods: only the south's first period meets it */
	ASSERT_STATUS(0, "book LAB-2 --at 2030-09-18T08:45 --for 10m");
	ASSERT_STATUS(0, "book LAB-3 --at 2030-09-18T08:45 --for 10m");
	ASSERT_STATUS(0, "find --kind lab --weeks 1-4 --weekdays 3 --periods 1 --term 2030A");
	snprintf(expected, sizeof expected, "%sLAB-3,Lab three,lab,N,40,2030-09-04T08:00,4,4\n"
	                                    "LAB-4,小型数控 lab,lab,N,10,2030-09-04T08:00,4,4\n", heading);
	ck_assert_str_eq(last.out, expected);
	ASSERT_STATUS(0, "find --kind lab --seats 40 --weeks 1-4 --weekdays 3 --periods 1 --all-but 1 --term 2030A");
	snprintf(expected, sizeof expected, "%sLAB-3,Lab three,lab,N,40,2030-09-04T08:00,4,4\n"
	                                    "LAB-1,Lab one,lab,N,40,2030-09-04T08:00,3,4\n"
	                                    "LAB-2,Lab two,lab,S,40,2030-09-04T08:30,3,4\n", heading);
	ck_assert_str_eq(last.out, expected);
	ASSERT_STATUS(0, "find --kind lab --weeks 1-4 --weekdays 3 --periods 5 --term 2030A");
	ck_assert_ptr_null(strstr(last.out, "LAB-2"));
	ASSERT_SAID("there is no period 5");
	ASSERT_STATUS(CMD_REFUSED, "find --weeks 1-4 --weekdays 3 --periods 1 --term X");
	ASSERT_STATUS(CMD_USAGE, "find --all-but 1");
	ASSERT_STATUS(CMD_USAGE, "find --weeks 1-4 --weekdays 3 --periods 1 --free 2030-09-18/2030-09-19");
}
END_TEST

/* ---- recurrence rules ---- */

START_TEST(a_rule_keeps_the_wall_clock_across_daylight_saving)
{
	fill_store("Europe/Berlin");
	ASSERT_STATUS(0, "book LAB-1 --at 2030-10-26T08:00 --for 2h --rrule FREQ=DAILY;COUNT=3 --json");
	json_t *root = parsed();
	static const char *const starts[] = {"2030-10-26T08:00:00+02:00", "2030-10-27T08:00:00+01:00",
	                                     "2030-10-28T08:00:00+01:00"};
	ck_assert_uint_eq(json_array_size(root), 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_str_eq(text_of(json_array_get(root, i), "start"), starts[i]);
		ck_assert_str_eq(text_of(json_array_get(root, i), "series"), "S1");
	}
	json_decref(root);
	ASSERT_STATUS(0, "book LAB-3 --weeks 8-9 --weekdays 7 --periods 1 --term 2030A");
	ck_assert_ptr_nonnull(strstr(last.out, "S2,2030-10-27T08:00,2030-10-27T08:45,booked"));
}
END_TEST

START_TEST(a_rule_is_moved_in_part_and_has_exceptions)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-01-31T08:00 --until 09:30 --rrule FREQ=MONTHLY;COUNT=4 "
	                 "--except 2030-03-31,2031-01-01 --except 2030-05-31");
	ck_assert_str_eq(last.out, HEADER "1,S1,2030-01-31T08:00,2030-01-31T09:30,booked\n"
	                                  "2,S1,2030-07-31T08:00,2030-07-31T09:30,booked\n");
	ASSERT_STATUS(0, "move S1 --for 2h");
	ck_assert_ptr_nonnull(strstr(last.out, "\n2,S1,2030-07-31T08:00,2030-07-31T10:00,booked\n"));
	ASSERT_STATUS(0, "move S1 --from 2030-02-01 --at 2030-01-31T09:00");
	ck_assert_str_eq(last.out, HEADER "2,S1,2030-07-31T09:00,2030-07-31T11:00,booked\n");
	ASSERT_STATUS(0, "add S1 2030-03-31");
	ck_assert_str_eq(last.out, HEADER "3,S1,2030-03-31T09:00,2030-03-31T11:00,booked\n");
}
END_TEST

START_TEST(five_thousand_are_booked_and_one_more_is_refused)
{
	ASSERT_STATUS(CMD_REFUSED, "book LAB-1 --at 2030-01-01T08:00 --for 1h --rrule FREQ=DAILY;COUNT=5001");
	ASSERT_STATUS(0, "bookings");
	ck_assert_ptr_null(strstr(last.out, "booked"));
	ASSERT_STATUS(0, "book LAB-1 --at 2030-01-01T08:00 --for 1h --rrule FREQ=DAILY;COUNT=5000");
	ck_assert_ptr_nonnull(strstr(last.out, "\n5000,S1,2043-09-09T08:00,2043-09-09T09:00,booked\n"));
	ASSERT_STATUS(0, "cancel S1 --from 2030-01-02");
	ASSERT_STATUS(0, "bookings --series S1");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,S1,booked,"));
	ck_assert_ptr_null(strstr(last.out, "\n2,"));
	ASSERT_STATUS(0, "check");
}
END_TEST

Suite *series_suite(void)
{
	Suite *s = suite_create("series of commands");
	TCase *empty = tcase_create("in Berlin");
	tcase_add_checked_fixture(empty, use_store, release_kept);
	tcase_add_test(empty, a_rule_keeps_the_wall_clock_across_daylight_saving);
	suite_add_tcase(s, empty);

	TCase *t = tcase_create("in a term");
	tcase_set_timeout(t, 30);
	tcase_add_checked_fixture(t, use_filled_store, release_kept);
	tcase_add_loop_test(t, weeks_in_every_form, 0, sizeof week_forms / sizeof *week_forms);
	tcase_add_loop_test(t, weekdays_in_every_form, 0, sizeof day_forms / sizeof *day_forms);
	tcase_add_loop_test(t, periods_in_every_form, 0, sizeof time_forms / sizeof *time_forms);
	tcase_add_test(t, periods_that_do_not_follow_each_other_are_bookings_of_their_own);
	tcase_add_loop_test(t, days_off_are_dropped_and_taught_on_their_make_up_days, 0, sizeof make_ups / sizeof *make_ups);
	tcase_add_loop_test(t, a_pattern_that_is_not_understood_is_a_usage_error, 0, sizeof mistakes / sizeof *mistakes);
	tcase_add_loop_test(t, what_the_calendar_lacks_is_refused, 0, sizeof unfit / sizeof *unfit);
	tcase_add_test(t, a_series_is_made_whole_or_not_at_all);
	tcase_add_loop_test(t, every_alternative_can_be_booked, 0, sizeof noes / sizeof *noes);
	tcase_add_loop_test(t, where_a_request_cannot_be_varied_others_stand_in_for_it, 0, sizeof remedies / sizeof *remedies);
	tcase_add_loop_test(t, where_there_is_none_another_command_says_more, 0, sizeof looks / sizeof *looks);
	tcase_add_test(t, codes_that_are_like_one_that_is_not_there_are_said);
	tcase_add_test(t, where_nothing_else_works_that_is_said);
	tcase_add_test(t, an_alternative_keeps_what_was_given_and_is_quoted_for_a_shell);
	tcase_add_test(t, the_rest_is_cancelled_and_dates_are_added_again);
	tcase_add_test(t, the_rest_moves_to_another_day_or_hour);
	tcase_add_test(t, what_was_moved_or_cancelled_by_itself_stays_so_when_the_series_moves);
	tcase_add_test(t, a_pattern_that_was_shortened_grows_again);
	tcase_add_test(t, show_tells_all_about_a_series);
	tcase_add_test(t, two_bookings_swap_what_they_book_or_when);
	tcase_add_test(t, a_change_of_the_calendar_is_shown_before_it_is_done);
	tcase_add_test(t, lists_of_the_calendar_import_as_they_were_exported);
	tcase_add_test(t, find_tells_what_is_free_in_all_weeks_or_all_but_a_few);
	tcase_add_test(t, a_rule_is_moved_in_part_and_has_exceptions);
	tcase_add_test(t, five_thousand_are_booked_and_one_more_is_refused);
	suite_add_tcase(s, t);
	return s;
}
