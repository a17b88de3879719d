/*
 * Bookings that a change of something else puts against the rules: the change says which, by id, date, resource and
 * rule; they stand as they stood, and the list of what is against the rules holds them afterwards.
 */
#include "tests/store/ask.h"

Suite *against_rules_suite(void);

#define T8 "2026-09-07T08:00" /* a Monday */
#define T9 "2026-09-07T09:00"
#define T10 "2026-09-07T10:00"
#define T11 "2026-09-07T11:00"
#define T12 "2026-09-07T12:00"
#define T18 "2026-09-07T18:00"
#define T20 "2026-09-07T20:00"

/*
 * Booking 1 with a teacher on one campus, 2 with the same teacher on the other an hour later, 3 after 1 in the same
 * hall, 4 and 5 of a pool, 6 in the evening.
 */
static void garden(struct world *w)
{
	world_open(w);
	ck_assert_str_eq(campus(w, "HILL", "Hill garden"), "added");
	ck_assert_str_eq(campus(w, "LAKE", "Lake garden"), "added");
	ck_assert_str_eq(travel(w, "HILL", "LAKE", 20), "added");
	ck_assert_str_eq(resource(w, "GLASS", KIND_LAB, MODE_EXCLUSIVE, 0, "HILL"), "added");
	ck_assert_str_eq(resource(w, "SHED", KIND_LAB, MODE_EXCLUSIVE, 30, "LAKE"), "added");
	ck_assert_str_eq(resource(w, "FERN", KIND_TEACHER, MODE_EXCLUSIVE, 0, "HILL"), "added");
	ck_assert_str_eq(resource(w, "SPADE", KIND_EQUIPMENT, MODE_SHARED, 9, "LAKE"), "added");
	ck_assert_str_eq(book_party(w, "GLASS;FERN", T8, T9, 25), "added");
	ck_assert_str_eq(book(w, "SHED;FERN", T10, T11), "added");
	ck_assert_str_eq(book(w, "GLASS", T9, T10), "added");
	ck_assert_str_eq(book(w, "SPADE*4", T8, T10), "added");
	ck_assert_str_eq(book(w, "SPADE*3", T9, T11), "added");
	ck_assert_str_eq(book(w, "SHED", T18, T20), "added");
}

/* The reasons that the last answer says of bookings. */
static const char *last_against(struct world *w)
{
	struct buf b = {0};
	for (size_t i = 0; i < w->last.n_against; i++) {
		const struct against *a = &w->last.against[i];
		buf_fmt(&b, "%s", i ? "\n" : "");
		ck_assert_uint_gt(a->reasons.n, 0);
		ck_assert_uint_eq(a->reasons.v[0].of, a->booking);
		ck_assert_int_eq(a->reasons.v[0].at, a->start);
		reasons_format(&a->reasons, &b);
	}
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

/* `ID REASONS` of each booking that is against the rules. */
static const char *list_against(struct world *w)
{
	struct booking_filter f = {0};
	struct booking_ids ids = {0};
	struct against_list list = {0};
	struct buf b = {0};
	int err = query_booking_ids(&w->s, &f, &ids);
	if (!err)
		err = query_against_rules(&w->s, ids.v, ids.n, &list);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	for (size_t i = 0; i < list.n; i++) {
		buf_fmt(&b, "%s%" PRIu64 " ", i ? "\n" : "", list.v[i].booking);
		reasons_format(&list.v[i].reasons, &b);
	}
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	arena_release(&ids.arena);
	arena_release(&list.arena);
	return text;
}

/* ---- the kinds of changes ---- */

static const char *close_campus(struct world *w)
{
	return closure(w, "", "HILL", T8, "2026-09-07T08:30");
}

static const char *close_all(struct world *w)
{
	return closure(w, "", "", T18, T20);
}

static const char *close_resource(struct world *w)
{
	return closure(w, "SPADE", "", "2026-09-07T10:30", T12);
}

static const char *cut_hours(struct world *w)
{
	return set_resource(w, "SHED", RES_OPENING, (struct resource){.opening = "Mon-Fri 08:00-17:00"});
}

static const char *withdraw(struct world *w)
{
	return set_resource(w, "FERN", RES_ACTIVE, (struct resource){.active = false});
}

static const char *add_setup(struct world *w)
{
	return set_resource(w, "GLASS", RES_SETUP, (struct resource){.setup_min = 10});
}

static const char *add_teardown(struct world *w)
{
	return set_resource(w, "GLASS", RES_TEARDOWN, (struct resource){.teardown_min = 10});
}

static const char *make_way_longer(struct world *w)
{
	return travel(w, "LAKE", "HILL", 61);
}

static const char *move_lab(struct world *w)
{
	ck_assert_str_eq(travel(w, "LAKE", "HILL", 60), "updated");
	ck_assert_str_eq(campus(w, "FOREST", "Forest garden"), "added");
	ck_assert_str_eq(travel(w, "HILL", "FOREST", 90), "added");
	return set_resource(w, "SHED", RES_CAMPUS, (struct resource){.campus = "FOREST"});
}

static const char *limit_seats(struct world *w)
{
	return set_resource(w, "GLASS", RES_SEATS, (struct resource){.seats = 40});
}

static const char *rename_lab(struct world *w)
{
	return set_resource(w, "GLASS", RES_NAME, (struct resource){.name = "Glass house"});
}

static const char *share(struct world *w)
{
	return set_resource(w, "SHED", RES_MODE, (struct resource){.mode = MODE_SHARED});
}

static const char *make_place_of_teacher(struct world *w)
{
	ck_assert_str_eq(set_resource(w, "GLASS", RES_SETUP, (struct resource){.setup_min = 0}), "unchanged");
	ck_assert_str_eq(resource(w, "ELM", KIND_TEACHER, MODE_EXCLUSIVE, 0, "HILL"), "added");
	ck_assert_str_eq(book(w, "ELM", T8, T9), "added");
	ck_assert_str_eq(book(w, "ELM;SHED", "2026-09-07T09:30", T10), "added");
	ck_assert_str_eq(travel(w, "HILL", "LAKE", 10), "updated");
	ck_assert_str_eq(campus(w, "FOREST", "Forest garden"), "added");
	ck_assert_str_eq(travel(w, "LAKE", "FOREST", 31), "added");
	return set_resource(w, "ELM", RES_CAMPUS, (struct resource){.campus = "FOREST"});
}

static const struct {
	const char *label;
	const char *(*change)(struct world *w);
	const char *answer, *against, *list;
} changes[] = {
	{"a campus is closed", close_campus, "added",
	 "closed:GLASS@2026-09-07T08:00/2026-09-07T08:30 (booking 1 2026-09-07T08:00);"
	 "closed:FERN@2026-09-07T08:00/2026-09-07T08:30 (booking 1 2026-09-07T08:00)",
	 "1 closed:GLASS@2026-09-07T08:00/2026-09-07T08:30;closed:FERN@2026-09-07T08:00/2026-09-07T08:30"},
	{"everything is closed", close_all, "added",
	 "closed:SHED@2026-09-07T18:00/2026-09-07T20:00 (booking 6 2026-09-07T18:00)",
	 "6 closed:SHED@2026-09-07T18:00/2026-09-07T20:00"},
	{"a resource is closed", close_resource, "added",
	 "closed:SPADE@2026-09-07T10:30/2026-09-07T12:00 (booking 5 2026-09-07T09:00)",
	 "5 closed:SPADE@2026-09-07T10:30/2026-09-07T12:00"},
	{"opening hours are cut", cut_hours, "updated", "hours:SHED@Mon-Fri 08:00-17:00 (booking 6 2026-09-07T18:00)",
	 "6 hours:SHED@Mon-Fri 08:00-17:00"},
	{"a teacher is withdrawn", withdraw, "updated",
	 "inactive:FERN@(booking 1 2026-09-07T08:00)\ninactive:FERN@(booking 2 2026-09-07T10:00)",
	 "1 inactive:FERN\n2 inactive:FERN"},
	{"setup is added", add_setup, "updated", "busy:GLASS@1 (booking 3 2026-09-07T09:00)", "3 busy:GLASS@1"},
	{"teardown is added", add_teardown, "updated", "busy:GLASS@3 (booking 1 2026-09-07T08:00)", "1 busy:GLASS@3"},
	{"a way is longer", make_way_longer, "updated",
	 "travel:FERN@2 (booking 1 2026-09-07T08:00)\ntravel:FERN@1 (booking 2 2026-09-07T10:00)",
	 "1 travel:FERN@2\n2 travel:FERN@1"},
	{"a lab moves to another campus", move_lab, "updated",
	 "travel:FERN@2 (booking 1 2026-09-07T08:00)\ntravel:FERN@1 (booking 2 2026-09-07T10:00)",
	 "1 travel:FERN@2\n2 travel:FERN@1"},
	{"a teacher has another place", make_place_of_teacher, "updated",
	 "travel:ELM@8 (booking 7 2026-09-07T08:00)\ntravel:ELM@7 (booking 8 2026-09-07T09:30)",
	 "7 travel:ELM@8\n8 travel:ELM@7"},
	{"seats are enough", limit_seats, "updated", "", ""},
	{"another name", rename_lab, "updated", "", ""},
	{"one at a time fits among many", share, "updated", "", ""},
};

START_TEST(a_change_says_what_it_puts_against_the_rules)
{
	struct world w;
	garden(&w);
	ck_assert_str_eq(list_against(&w), "");
	const char *answer = changes[_i].change(&w), *got = last_against(&w);
	ck_assert_msg(strcmp(answer, changes[_i].answer) == 0, "%s: %s", changes[_i].label, answer);
	ck_assert_msg(strcmp(got, changes[_i].against) == 0, "%s:\n%s\nwant\n%s", changes[_i].label, got,
	              changes[_i].against);
	got = list_against(&w);
	ck_assert_msg(strcmp(got, changes[_i].list) == 0, "%s:\n%s\nwant\n%s", changes[_i].label, got, changes[_i].list);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_rehearsal_says_the_same_and_changes_nothing)
{
	struct world w;
	struct request rq;
	garden(&w);
	rq = rq_of(&w, OP_CLOSURE);
	rq.u.closure = (struct closure){at(T18), at(T20), "SHED", "", "", 0};
	int err = store_apply(&w.s, &rq, 1, true, &w.last, &w.arena);
	ck_assert_int_eq(err, 0);
	ck_assert_str_eq(last_against(&w), "closed:SHED@2026-09-07T18:00/2026-09-07T20:00 (booking 6 2026-09-07T18:00)");
	ck_assert_str_eq(list_against(&w), "");
	world_close(&w);
}
END_TEST

START_TEST(what_was_against_the_rules_before_is_not_said_again)
{
	struct world w;
	garden(&w);
	ck_assert_str_eq(cut_hours(&w), "updated");
	ck_assert_str_eq(set_resource(&w, "SHED", RES_OPENING, (struct resource){.opening = "Mon-Fri 10:00-17:00"}),
	                 "updated");
	ck_assert_uint_eq(w.last.n_against, 0);
	ck_assert_str_eq(set_resource(&w, "SHED", RES_OPENING, (struct resource){.opening = "Mon-Fri 10:30-17:00"}),
	                 "updated");
	ck_assert_str_eq(last_against(&w), "hours:SHED@Mon-Fri 10:30-17:00 (booking 2 2026-09-07T10:00)");
	ck_assert_str_eq(closure(&w, "SHED", "", T18, T20), "added");
	ck_assert_str_eq(last_against(&w), "closed:SHED@2026-09-07T18:00/2026-09-07T20:00 (booking 6 2026-09-07T18:00)");
	ck_assert_str_eq(closure(&w, "SHED", "", T18, T20), "unchanged");
	ck_assert_uint_eq(w.last.n_against, 0);
	world_close(&w);
}
END_TEST

START_TEST(what_is_over_or_cancelled_is_not_said)
{
	struct world w;
	garden(&w);
	ck_assert_str_eq(cancel(&w, 6), "updated");
	ck_assert_str_eq(close_all(&w), "added");
	ck_assert_uint_eq(w.last.n_against, 0);
	w.now = at(T10);
	ck_assert_str_eq(closure(&w, "", "", T8, T12), "added");
	ck_assert_str_eq(last_against(&w), "closed:SPADE@2026-09-07T08:00/2026-09-07T12:00 (booking 5 2026-09-07T09:00)\n"
	                                   "closed:SHED@2026-09-07T08:00/2026-09-07T12:00 (booking 2 2026-09-07T10:00);"
	                                   "closed:FERN@2026-09-07T08:00/2026-09-07T12:00 (booking 2 2026-09-07T10:00)");
	world_close(&w);
}
END_TEST

/* Both of a teacher's bookings are in the lab that moves: he need not go anywhere. */
START_TEST(who_stays_in_a_lab_that_moves_is_not_late)
{
	struct world w;
	garden(&w);
	ck_assert_str_eq(book(&w, "SHED;FERN", T11, T12), "added");
	ck_assert_str_eq(campus(&w, "FOREST", "Forest garden"), "added");
	ck_assert_str_eq(travel(&w, "LAKE", "FOREST", 90), "added");
	ck_assert_str_eq(set_resource(&w, "SHED", RES_CAMPUS, (struct resource){.campus = "FOREST"}), "updated");
	ck_assert_str_eq(last_against(&w), "");
	ck_assert_str_eq(list_against(&w), "");
	/* and who is booked there next is where it is now */
	ck_assert_str_eq(resource(&w, "POND", KIND_ROOM, MODE_EXCLUSIVE, 0, "LAKE"), "added");
	ck_assert_str_eq(book(&w, "POND;FERN", "2026-09-07T13:00", "2026-09-07T14:00"), "refused travel:FERN@7");
	ck_assert_str_eq(book(&w, "POND;FERN", "2026-09-07T13:30", "2026-09-07T14:00"), "added");
	world_close(&w);
}
END_TEST

/* A person who may be shared is in two places at once; the way from each counts. */
START_TEST(a_longer_way_is_found_from_every_booking_before)
{
	struct world w;
	garden(&w);
	ck_assert_str_eq(resource(&w, "OAK", KIND_TEACHER, MODE_SHARED, 0, ""), "added");
	ck_assert_str_eq(book(&w, "OAK;GLASS", T10, T11), "added");
	ck_assert_str_eq(resource(&w, "BARN", KIND_ROOM, MODE_EXCLUSIVE, 0, "LAKE"), "added");
	ck_assert_str_eq(book(&w, "OAK;BARN", "2026-09-07T10:30", T11), "added");
	ck_assert_str_eq(book(&w, "OAK;BARN", "2026-09-07T11:20", T12), "added");
	ck_assert_str_eq(travel(&w, "HILL", "LAKE", 21), "updated");
	ck_assert_str_eq(last_against(&w), "travel:OAK@9 (booking 7 2026-09-07T10:00)\n"
	                                   "travel:OAK@7 (booking 9 2026-09-07T11:20)");
	world_close(&w);
}
END_TEST

/* ---- changes that are refused ---- */

START_TEST(fewer_seats_are_refused_by_each_booking_in_the_way)
{
	struct world w;
	garden(&w);
	ck_assert_str_eq(set_resource(&w, "GLASS", RES_SEATS, (struct resource){.seats = 24}),
	                 "refused capacity:GLASS@1");
	ck_assert_int_eq(w.last.reasons.v[0].start, at(T8));
	ck_assert_int_eq(w.last.reasons.v[0].number, 25);
	ck_assert_int_eq(w.last.reasons.v[0].limit, 24);
	ck_assert_str_eq(book(&w, "SPADE*5", T18, T20), "added");
	ck_assert_str_eq(set_resource(&w, "SPADE", RES_SEATS, (struct resource){.seats = 6}),
	                 "refused capacity:SPADE@7 in use;capacity:SPADE@4;capacity:SPADE@5");
	ck_assert_int_eq(w.last.reasons.v[2].start, at(T9));
	ck_assert_int_eq(w.last.reasons.v[2].number, 3);
	ck_assert_str_eq(set_resource(&w, "SPADE", RES_SEATS, (struct resource){.seats = 4}),
	                 "refused capacity:SPADE@7 in use;capacity:SPADE@4;capacity:SPADE@5;capacity:SPADE@7");
	ck_assert_str_eq(set_resource(&w, "SPADE", RES_SEATS, (struct resource){.seats = 7}), "updated");
	world_close(&w);
}
END_TEST

START_TEST(no_longer_shared_is_refused_by_those_that_overlap)
{
	struct world w;
	garden(&w);
	ck_assert_str_eq(set_resource(&w, "SPADE", RES_MODE, (struct resource){.mode = MODE_EXCLUSIVE}),
	                 "refused busy:SPADE@5");
	ck_assert_int_eq(w.last.reasons.v[0].detail, REASON_OVERLAPS);
	ck_assert_int_eq(w.last.reasons.v[0].number, 4);
	ck_assert_int_eq(w.last.reasons.v[0].start, at(T9));
	ck_assert_int_eq(w.last.reasons.v[0].end, at(T11));
	world_close(&w);
}
END_TEST

/* The teacher comes from what is over by now. */
START_TEST(a_way_from_what_is_over_is_judged)
{
	struct world w;
	garden(&w);
	w.now = at(T9) + 30;
	ck_assert_str_eq(travel(&w, "LAKE", "HILL", 61), "updated");
	ck_assert_str_eq(last_against(&w), "travel:FERN@1 (booking 2 2026-09-07T10:00)");
	w.now = at(T11);
	ck_assert_str_eq(travel(&w, "LAKE", "HILL", 62), "updated");
	ck_assert_str_eq(last_against(&w), "");
	world_close(&w);
}
END_TEST

Suite *against_rules_suite(void)
{
	Suite *s = suite_create("against_rules");
	TCase *t = tcase_create("against_rules");
	tcase_add_loop_test(t, a_change_says_what_it_puts_against_the_rules, 0, (int)(sizeof changes / sizeof *changes));
	tcase_add_test(t, a_rehearsal_says_the_same_and_changes_nothing);
	tcase_add_test(t, what_was_against_the_rules_before_is_not_said_again);
	tcase_add_test(t, what_is_over_or_cancelled_is_not_said);
	tcase_add_test(t, who_stays_in_a_lab_that_moves_is_not_late);
	tcase_add_test(t, a_longer_way_is_found_from_every_booking_before);
	tcase_add_test(t, fewer_seats_are_refused_by_each_booking_in_the_way);
	tcase_add_test(t, no_longer_shared_is_refused_by_those_that_overlap);
	tcase_add_test(t, a_way_from_what_is_over_is_judged);
	suite_add_tcase(s, t);
	return s;
}
