/*
 * What fits a wish, in which order, and what to give up where nothing does: against single searches and bookings, in a
 * small school whose answers one can count.
 */
#include "store/query/find_loosen.h"
#include "tests/store/ask.h"

Suite *wish_suite(void);

static struct world w;

static void add_lab(const char *code, uint32_t seats, const char *campus_code, const char *specialty)
{
	struct request rq = rq_resource(&w, code, KIND_LAB, MODE_EXCLUSIVE, seats, campus_code);
	rq.u.resource.specialty = specialty;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void add_calendar(void)
{
	static const char *const periods[][2] = {{"10:00", "10:45"}, {"10:50", "11:35"}};
	struct request rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){
		.code = "T", .name = "T", .first_monday = clock_local_day(at("2026-09-07T00:00")), .weeks = 16};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	for (unsigned i = 0; i < 2; i++) {
		rq = rq_of(&w, OP_PERIOD);
		rq.u.period = (struct period){.number = 3 + i, .campus = "", .valid_from = PERIOD_ALWAYS};
		ck_assert_int_eq(clock_parse_time(periods[i][0], &rq.u.period.start), 0);
		ck_assert_int_eq(clock_parse_time(periods[i][1], &rq.u.period.end), 0);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	rq = rq_of(&w, OP_DAY);
	rq.u.day = (struct day_rule){
		.date = clock_local_day(at("2026-09-23T00:00")), .kind = DAY_OFF, .campus = "", .note = "holiday"};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* Three campuses, E without a listed way; labs of 20 to 60 seats; a teacher; a term with Wednesdays off in week 3. */
static void open_school(void)
{
	world_open(&w);
	ck_assert_str_eq(campus(&w, "N", "North"), "added");
	ck_assert_str_eq(campus(&w, "S", "South"), "added");
	ck_assert_str_eq(campus(&w, "E", "East"), "added");
	ck_assert_str_eq(travel(&w, "N", "S", 30), "added");
	add_lab("A-60", 60, "N", "Welding");
	add_lab("B-40", 40, "N", "Welding and cutting");
	add_lab("C-40", 40, "S", "Nursing");
	add_lab("D-50", 50, "E", "");
	add_lab("F-20", 20, "N", "Nursing");
	ck_assert_str_eq(resource(&w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, "N"), "added");
	add_calendar();
}

static void close_school(void)
{
	check_store(&w.s);
	world_close(&w);
}

static struct find_wish wish_at(const char *start, const char *end)
{
	return (struct find_wish){
		.filter = {.kind = KIND_LAB}, .when = FIND_INTERVAL, .start = at(start), .end = at(end), .now = w.now};
}

static struct find_wish wish_weeks(uint64_t weeks, unsigned weekday)
{
	return (struct find_wish){
		.filter = {.kind = KIND_LAB},
		.when = FIND_WEEKS,
		.weeks = {.term = "", .weeks = weeks, .weekdays = UINT64_C(1) << weekday, .periods = 3 << 3},
		.now = w.now};
}

/* `A-60 B-40`, or with ways, times or dates: `A-60+0`, `A-60@10:00`, `A-60 3/4`. */
static const char *ask(const struct find_wish *wish)
{
	struct arena arena = {0};
	struct reasons why = {.arena = &arena};
	struct match_list list;
	struct buf b = {0};
	ck_assert_int_eq(query_matches(&w.s, wish, &why, &list), 0);
	for (size_t i = 0; i < list.n; i++) {
		const struct match *m = &list.v[i];
		char text[CLOCK_TEXT_MAX];
		buf_fmt(&b, "%s%s", b.len ? " " : "", m->resource->code);
		if (m->travel_min == FIND_WAY_UNKNOWN)
			buf_str(&b, "+?");
		else if (m->travel_min)
			buf_fmt(&b, "+%u", m->travel_min);
		if (wish->when == FIND_LENGTH)
			buf_fmt(&b, "@%s", clock_format(m->free_from, text) + 11);
		if (m->dates)
			buf_fmt(&b, ":%zu/%zu", m->n_free, m->dates->dates.n);
		for (size_t j = 0; m->dates && j < m->dates->dates.n; j++)
			if (!match_is_free(m, j))
				buf_fmt(&b, "-%.5s", clock_format(m->dates->dates.v[j].start, text) + 5);
	}
	if (why.n)
		reasons_format(&why, &b);
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	match_list_release(&list);
	arena_release(&arena);
	return text;
}

START_TEST(the_nearest_and_the_smallest_that_is_large_enough_come_first)
{
	open_school();
	struct find_wish wish = wish_at("2026-09-09T10:00", "2026-09-09T12:00");
	ck_assert_str_eq(ask(&wish), "A-60 B-40 C-40 D-50 F-20");
	wish.filter.seats = 40;
	ck_assert_str_eq(ask(&wish), "B-40 C-40 D-50 A-60");
	wish.filter.near = "N";
	wish.filter.near_min = FIND_NEAR_ANY;
	ck_assert_str_eq(ask(&wish), "B-40 A-60 C-40+30 D-50+?");
	wish.filter.near_min = 20;
	ck_assert_str_eq(ask(&wish), "B-40 A-60");
	ck_assert_str_eq(book(&w, "B-40", "2026-09-09T11:00", "2026-09-09T13:00"), "added");
	ck_assert_str_eq(ask(&wish), "A-60");
	wish.filter.near = "South";
	wish.filter.near_min = 30;
	ck_assert_str_eq(ask(&wish), "C-40 A-60+30");
	close_school();
}
END_TEST

START_TEST(every_word_of_a_specialty_counts)
{
	open_school();
	struct find_wish wish = wish_at("2026-09-09T10:00", "2026-09-09T12:00");
	wish.filter.specialty = "ＷELD cut";
	ck_assert_str_eq(ask(&wish), "B-40");
	wish.filter.specialty = "nursing";
	ck_assert_str_eq(ask(&wish), "C-40 F-20");
	close_school();
}
END_TEST

START_TEST(who_comes_along_must_be_free_too)
{
	static const char *const with[] = {"T1"}, *const nobody[] = {"T9"};
	open_school();
	struct find_wish wish = wish_at("2026-09-09T10:00", "2026-09-09T12:00");
	wish.filter.seats = 60;
	wish.with = with;
	wish.n_with = 1;
	ck_assert_str_eq(ask(&wish), "A-60");
	ck_assert_str_eq(book(&w, "T1", "2026-09-09T08:00", "2026-09-09T10:30"), "added");
	ck_assert_str_eq(ask(&wish), "");
	/* a length begins when both are free */
	wish.when = FIND_LENGTH;
	wish.start = at("2026-09-09T08:00");
	wish.end = at("2026-09-09T18:00");
	wish.for_min = 60;
	ck_assert_str_eq(ask(&wish), "A-60@10:30");
	ck_assert_str_eq(book(&w, "A-60", "2026-09-09T11:00", "2026-09-09T12:00"), "added");
	ck_assert_str_eq(ask(&wish), "A-60@12:00");
	/* of a pattern those dates are missing */
	wish = wish_weeks(0x1e, 3); /* Wednesdays of weeks 1 to 4; that of week 3 is off */
	wish.filter.seats = 60;
	wish.all_but = FIND_HALF;
	ck_assert_str_eq(ask(&wish), "A-60:2/3-09-09");
	ck_assert_str_eq(cancel(&w, 2), "updated");
	ck_assert_str_eq(ask(&wish), "A-60:3/3");
	wish.with = with;
	wish.n_with = 1;
	ck_assert_str_eq(ask(&wish), "A-60:2/3-09-09");
	wish.with = nobody;
	ck_assert_str_eq(ask(&wish), "unknown:T9@resource");
	close_school();
}
END_TEST

/* What comes along is made ready before and cleared after: nothing may stand there. */
START_TEST(what_comes_along_needs_its_setup_too)
{
	static const char *const with[] = {"KIT"};
	open_school();
	ck_assert_str_eq(resource(&w, "KIT", KIND_EQUIPMENT, MODE_EXCLUSIVE, 0, "N"), "added");
	ck_assert_str_eq(set_resource(&w, "KIT", RES_SETUP, (struct resource){.setup_min = 30}), "updated");
	ck_assert_str_eq(set_resource(&w, "KIT", RES_TEARDOWN, (struct resource){.teardown_min = 20}), "updated");
	ck_assert_str_eq(book(&w, "KIT", "2026-09-09T08:00", "2026-09-09T09:40"), "added");
	struct find_wish wish = wish_at("2026-09-09T10:20", "2026-09-09T12:00");
	wish.filter.seats = 60;
	wish.with = with;
	wish.n_with = 1;
	ck_assert_str_eq(ask(&wish), "");
	ck_assert_str_eq(book(&w, "A-60;KIT", "2026-09-09T10:20", "2026-09-09T12:00"), "refused busy:KIT@1");
	wish.start = at("2026-09-09T10:30");
	ck_assert_str_eq(ask(&wish), "A-60");
	/* and before what comes next, 30 minutes before its begin */
	ck_assert_str_eq(book(&w, "KIT", "2026-09-09T13:00", "2026-09-09T14:00"), "added");
	wish.end = at("2026-09-09T12:20");
	ck_assert_str_eq(ask(&wish), "");
	wish.end = at("2026-09-09T12:10");
	ck_assert_str_eq(ask(&wish), "A-60");
	ck_assert_str_eq(book(&w, "A-60;KIT", "2026-09-09T10:30", "2026-09-09T12:10"), "added");
	close_school();
}
END_TEST

START_TEST(dates_of_a_pattern_are_counted_and_named)
{
	open_school();
	ck_assert_str_eq(book(&w, "A-60", "2026-09-09T08:00", "2026-09-09T10:05"), "added");
	ck_assert_str_eq(book(&w, "B-40", "2026-09-16T11:00", "2026-09-16T12:00"), "added");
	ck_assert_str_eq(book(&w, "B-40", "2026-09-30T11:00", "2026-09-30T12:00"), "added");
	struct find_wish wish = wish_weeks(0x1e, 3);
	wish.filter.seats = 40;
	ck_assert_str_eq(ask(&wish), "C-40:3/3 D-50:3/3");
	wish.all_but = 1;
	ck_assert_str_eq(ask(&wish), "C-40:3/3 D-50:3/3 A-60:2/3-09-09");
	wish.all_but = 2;
	ck_assert_str_eq(ask(&wish), "C-40:3/3 D-50:3/3 A-60:2/3-09-09 B-40:1/3-09-16-09-30");
	wish.all_but = FIND_HALF;
	ck_assert_str_eq(ask(&wish), "C-40:3/3 D-50:3/3 A-60:2/3-09-09");
	/* what is past counts as not free, and is named */
	wish.now = at("2026-09-10T00:00");
	ck_assert_str_eq(ask(&wish), "C-40:2/3-09-09 D-50:2/3-09-09 A-60:2/3-09-09");
	wish.weeks.weeks = UINT64_C(1) << 20;
	ck_assert_str_eq(ask(&wish), "value:weeks@20 > 16");
	wish.weeks.term = "none";
	ck_assert_str_eq(ask(&wish), "unknown:none@term");
	close_school();
}
END_TEST

/* `seats 40:2 ...`: what is changed, and how many fit then. */
static const char *loosen(const struct find_wish *wish)
{
	struct loosenings l;
	struct buf b = {0};
	char text[CLOCK_TEXT_MAX];
	ck_assert_int_eq(query_loosen(&w.s, wish, &l), 0);
	for (size_t i = 0; i < l.n; i++) {
		const struct loosening *x = &l.v[i];
		buf_str(&b, b.len ? ", " : "");
		switch (x->kind) {
		case LOOSEN_SEATS: buf_fmt(&b, "seats %u", x->wish.filter.seats); break;
		case LOOSEN_TIME:
		case LOOSEN_DAY: buf_fmt(&b, "%.11s", clock_format(x->wish.start, text) + 5); break;
		case LOOSEN_SPAN: buf_fmt(&b, "to %.5s", clock_format(x->wish.end, text) + 5); break;
		case LOOSEN_DATES: buf_fmt(&b, "all but %zu", x->wish.all_but); break;
		case LOOSEN_WEEKDAY: buf_fmt(&b, "weekdays %x", (unsigned)x->wish.weeks.weekdays); break;
		case LOOSEN_NEAR: buf_fmt(&b, "near %u", x->wish.filter.near_min); break;
		case LOOSEN_CAMPUS: buf_str(&b, "campus"); break;
		case LOOSEN_INSTITUTION: buf_str(&b, "institution"); break;
		case LOOSEN_KIND: buf_str(&b, kind_word(x->wish.filter.kind)); break;
		case LOOSEN_TAGS: buf_str(&b, "tags"); break;
		case LOOSEN_SPECIALTY: buf_str(&b, "specialty"); break;
		case LOOSEN_TEXT: buf_str(&b, "text"); break;
		case LOOSEN_WITH: buf_str(&b, "with"); break;
		}
		buf_fmt(&b, ":%zu", x->n);
	}
	const char *out = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return out;
}

START_TEST(one_condition_less_is_offered_with_what_fits_then)
{
	static const char *const with[] = {"T1"};
	static const char *const tags[] = {"gas"};
	open_school();
	ck_assert_str_eq(book(&w, "A-60", "2026-09-09T10:00", "2026-09-09T12:00"), "added");
	struct find_wish wish = wish_at("2026-09-09T10:00", "2026-09-09T12:00");
	ck_assert_str_eq(resource(&w, "R-1", KIND_ROOM, MODE_EXCLUSIVE, 45, "N"), "added");
	wish.filter.campus = "N";
	wish.filter.seats = 45;
	ck_assert_str_eq(ask(&wish), "");
	ck_assert_str_eq(loosen(&wish), "seats 40:1, 09-09T08:00:1, 09-09T12:00:1, 09-10T10:00:1, room:1, campus:1");
	/* each of them is what it says */
	struct loosenings l;
	ck_assert_int_eq(query_loosen(&w.s, &wish, &l), 0);
	ck_assert_str_eq(ask(&l.v[0].wish), "B-40");
	ck_assert_str_eq(ask(&l.v[5].wish), "D-50");
	/* the ways */
	wish.filter.campus = NULL;
	wish.filter.near = "N";
	wish.filter.near_min = 10;
	wish.filter.seats = 50;
	ck_assert_str_eq(loosen(&wish), "seats 40:1, 09-09T08:00:1, 09-09T12:00:1, 09-10T10:00:1, near 4294967295:1");
	wish.filter.seats = 0;
	wish.filter.specialty = "nursing";
	wish.filter.text = "C-40";
	ck_assert_str_eq(loosen(&wish), "near 30:1, text:1");
	/* the others */
	wish = wish_at("2026-09-09T10:00", "2026-09-09T12:00");
	wish.filter.tags = tags;
	wish.filter.n_tags = 1;
	ck_assert_str_eq(loosen(&wish), "tags:4");
	wish.filter.n_tags = 0;
	wish.with = with;
	wish.n_with = 1;
	ck_assert_str_eq(book(&w, "T1", "2026-09-09T10:00", "2026-09-09T10:45"), "added");
	ck_assert_str_eq(loosen(&wish), "09-09T08:00:5, 09-09T10:45:4, 09-10T10:00:5, with:4");
	close_school();
}
END_TEST

START_TEST(lengths_and_patterns_are_loosened_too)
{
	open_school();
	struct find_wish wish = wish_at("2026-09-09T08:00", "2026-09-09T12:00");
	wish.when = FIND_LENGTH;
	wish.for_min = 300;
	wish.filter.text = "A-60";
	ck_assert_str_eq(loosen(&wish), "to 09-09:1");
	ck_assert_str_eq(book(&w, "A-60", "2026-09-09T08:00", "2026-09-09T10:05"), "added");
	wish = wish_weeks(0x1e, 3);
	wish.filter.text = "A-60";
	ck_assert_str_eq(ask(&wish), "");
	ck_assert_str_eq(loosen(&wish), "all but 1:1, weekdays 2:1, text:4");
	close_school();
}
END_TEST

Suite *wish_suite(void)
{
	Suite *s = suite_create("wish");
	TCase *t = tcase_create("wish");
	tcase_add_test(t, the_nearest_and_the_smallest_that_is_large_enough_come_first);
	tcase_add_test(t, every_word_of_a_specialty_counts);
	tcase_add_test(t, who_comes_along_must_be_free_too);
	tcase_add_test(t, what_comes_along_needs_its_setup_too);
	tcase_add_test(t, dates_of_a_pattern_are_counted_and_named);
	tcase_add_test(t, one_condition_less_is_offered_with_what_fits_then);
	tcase_add_test(t, lengths_and_patterns_are_loosened_too);
	suite_add_tcase(s, t);
	return s;
}
