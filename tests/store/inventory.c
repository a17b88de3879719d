/* Institutions, campuses, travel, resources and closures: added, updated field by field, unchanged, refused. */
#include "tests/store/ask.h"

Suite *inventory_suite(void);

#define MON8 "2026-09-07T08:00"
#define MON9 "2026-09-07T09:00"
#define MON10 "2026-09-07T10:00"

static struct resource the(struct world *w, const char *code)
{
	struct resource_list list;
	int err = query_resource(&w->s, code, &list);
	ck_assert_msg(err == 0 && list.n == 1, "%s: %s", code, quad_strerror(err));
	struct resource r = list.v[0];
	const char **texts[] = {&r.code, &r.name, &r.institution, &r.campus, &r.building, &r.room, &r.specialty, &r.tags,
	                        &r.equipment, &r.opening, &r.rate, &r.contact};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = arena_str(&w->arena, *texts[i]);
	arena_release(&list.arena);
	return r;
}

START_TEST(the_same_again_is_unchanged_and_writes_nothing)
{
	struct world w;
	world_open(&w);
	struct request institution = rq_institution(&w, "P", "Polytechnic"), place = rq_campus(&w, "N", "North");
	struct request thing = rq_resource(&w, "R", KIND_LAB, MODE_EXCLUSIVE, 30, "N");
	ck_assert_str_eq(world_ask(&w, &institution), "added");
	ck_assert_str_eq(world_ask(&w, &place), "added");
	ck_assert_str_eq(campus(&w, "S", "South"), "added");
	ck_assert_str_eq(world_ask(&w, &thing), "added");
	ck_assert_str_eq(travel(&w, "N", "S", 20), "added");
	ck_assert_str_eq(closure(&w, "R", "", MON8, MON9), "added");
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(world_ask(&w, &institution), "unchanged");
	ck_assert_uint_eq(w.last.seq, 0);
	ck_assert_str_eq(world_ask(&w, &place), "unchanged");
	ck_assert_str_eq(world_ask(&w, &thing), "unchanged");
	ck_assert_str_eq(travel(&w, "N", "S", 20), "unchanged");
	ck_assert_str_eq(travel(&w, "S", "N", 20), "unchanged");
	ck_assert_str_eq(closure(&w, "R", "", MON8, MON9), "unchanged");
	ck_assert_uint_eq(entries(&w.s), before);
	ck_assert_str_eq(travel(&w, "South", "North", 25), "updated");
	ck_assert_uint_eq(entries(&w.s), before + 1); /* the journal */
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_is_not_given_keeps_its_value)
{
	struct world w;
	world_open(&w);
	ck_assert_str_eq(campus(&w, "N", "North"), "added");
	struct request rq = rq_resource(&w, "R", KIND_LAB, MODE_SHARED, 30, "N");
	rq.u.resource.opening = "Mon 08:00-12:00";
	rq.u.resource.setup_min = 5;
	rq.u.resource.tags = "a;b";
	rq.u.resource.approval = APPROVAL_OWNER;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	struct request some = rq_resource(&w, "R", KIND_BASE, MODE_EXCLUSIVE, 40, "");
	some.given = GIVEN(RES_CODE) | GIVEN(RES_SEATS);
	ck_assert_str_eq(world_ask(&w, &some), "updated");
	struct resource r = the(&w, "R");
	ck_assert_uint_eq(r.seats, 40);
	ck_assert_int_eq(r.kind, KIND_LAB);
	ck_assert_int_eq(r.mode, MODE_SHARED);
	ck_assert_str_eq(r.campus, "N");
	ck_assert_str_eq(r.opening, "Mon 08:00-12:00");
	ck_assert_str_eq(r.tags, "a;b");
	ck_assert_uint_eq(r.setup_min, 5);
	ck_assert_int_eq(r.approval, APPROVAL_OWNER);
	ck_assert_uint_eq(r.no, 1);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_new_resource_has_defaults)
{
	struct world w;
	world_open(&w);
	struct request rq = rq_resource(&w, "R", KIND_LAB, 0, 0, "");
	rq.given = GIVEN(RES_CODE) | GIVEN(RES_KIND);
	rq.u.resource.name = "not given";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	struct resource r = the(&w, "R");
	ck_assert_str_eq(r.name, "R");
	ck_assert_int_eq(r.mode, MODE_EXCLUSIVE);
	ck_assert_int_eq(r.approval, APPROVAL_NONE);
	ck_assert(r.active);
	rq.u.resource.code = "OSC";
	rq.u.resource.kind = KIND_EQUIPMENT;
	rq.u.resource.seats = 5;
	rq.given |= GIVEN(RES_SEATS);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(the(&w, "OSC").mode, MODE_SHARED);
	world_close(&w);
}
END_TEST

static const struct {
	const char *code;
	bool good;
} codes[] = {
	{"R11", true}, {"机房 #3-1", true}, {"A*B", true}, {"A*", true}, {"*", true},
	{"3", true}, {"A*3B", true}, {"R*3", false},
	{"R*", true}, {"R＊2", false}, {"R×２", false}, {"全；角", false}, {"全角", true}, {"a;b", false}, {"", false}, {"a\nb", false}, {"\xff", false}, {"a\xe2\x80\xae", false},
};

START_TEST(a_code_can_stand_in_a_claim)
{
	struct world w;
	world_open(&w);
	const char *got = resource(&w, codes[_i].code, KIND_LAB, MODE_EXCLUSIVE, 0, "");
	ck_assert_msg((strcmp(got, "added") == 0) == codes[_i].good && (codes[_i].good || strncmp(got, "invalid", 7) == 0),
	              "\"%s\": %s", codes[_i].code, got);
	world_close(&w);
}
END_TEST

START_TEST(the_longest_code_works_everywhere_and_a_longer_one_nowhere)
{
	struct world w;
	char longest[CODE_MAX_BYTES + 1], longer[CODE_MAX_BYTES + 2];
	memset(longest, 'x', CODE_MAX_BYTES);
	longest[CODE_MAX_BYTES] = '\0';
	memset(longer, 'x', CODE_MAX_BYTES + 1);
	longer[CODE_MAX_BYTES + 1] = '\0';
	world_open(&w);
	ck_assert_str_eq(campus(&w, longest, ""), "added");
	ck_assert_str_eq(campus(&w, "N", ""), "added");
	ck_assert_str_eq(resource(&w, longest, KIND_LAB, MODE_EXCLUSIVE, 0, longest), "added");
	ck_assert_str_eq(travel(&w, longest, "N", 5), "added");
	ck_assert_str_eq(closure(&w, longest, "", MON8, MON9), "added");
	ck_assert_str_eq(closure(&w, "", longest, MON8, MON9), "added");
	struct request rq = rq_book(&w, longest, MON9, MON10);
	rq.u.booking.ref = longest;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(world_ask(&w, &rq), "unchanged");
	rq.u.booking.ref = longer;
	ck_assert_int_eq(strncmp(world_ask(&w, &rq), "invalid value:ref@", 18), 0);
	ck_assert_int_eq(strncmp(resource(&w, longer, KIND_LAB, MODE_EXCLUSIVE, 0, ""), "invalid value:code@", 19), 0);
	ck_assert_int_eq(strncmp(campus(&w, longer, ""), "invalid value:code@", 19), 0);
	ck_assert_int_eq(strncmp(book(&w, longer, MON8, MON9), "refused unknown:", 16), 0);
	ck_assert_int_eq(strncmp(travel(&w, longer, "N", 5), "refused unknown:", 16), 0);
	ck_assert_int_eq(strncmp(closure(&w, "", longer, MON8, MON9), "refused unknown:", 16), 0);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(campuses_and_institutions_are_named_by_code_or_name)
{
	struct world w;
	world_open(&w);
	struct request p = rq_institution(&w, "P", "Polytechnic"), q = rq_institution(&w, "Q", "Same name"),
	               r = rq_institution(&w, "R", "Same name");
	ck_assert_str_eq(world_ask(&w, &p), "added");
	ck_assert_str_eq(world_ask(&w, &q), "added");
	ck_assert_str_eq(world_ask(&w, &r), "added");
	ck_assert_str_eq(campus(&w, "N", "North campus"), "added");
	struct request rq = rq_resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 0, "North campus");
	rq.u.resource.institution = "Polytechnic";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(the(&w, "LAB").campus, "N");
	ck_assert_str_eq(the(&w, "LAB").institution, "P");
	rq.u.resource.institution = "Same name";
	rq.u.resource.campus = "Nowhere";
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:Same name@institution (several);unknown:Nowhere@campus");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(missing_places_are_made_when_said_and_only_then)
{
	struct world w;
	world_open(&w);
	struct request rq = rq_resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 0, "West");
	rq.u.resource.institution = "College";
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:College@institution;unknown:West@campus");
	rq.flags = REQUEST_CREATE_MISSING;
	rq.u.resource.setup_min = PAD_MAX_MIN + 1;
	ck_assert_str_eq(world_ask(&w, &rq), "invalid value:setup@1441");
	ck_assert_uint_eq(entries(&w.s), before);
	rq.u.resource.setup_min = 0;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(world_ask(&w, &rq), "unchanged");
	struct campus_list campuses;
	ck_assert_int_eq(query_campuses(&w.s, &campuses), 0);
	ck_assert_uint_eq(campuses.n, 1);
	ck_assert_str_eq(campuses.v[0].code, "West");
	ck_assert_str_eq(campuses.v[0].institution, "College");
	arena_release(&campuses.arena);
	/* both ends of a way, and the place of a closure */
	struct request way = rq_of(&w, OP_TRAVEL);
	way.u.travel = (struct travel){"Far", "Farther", 10};
	ck_assert_str_eq(world_ask(&w, &way), "refused unknown:Far@campus;unknown:Farther@campus");
	way.flags = REQUEST_CREATE_MISSING;
	ck_assert_str_eq(world_ask(&w, &way), "added");
	way.u.travel = (struct travel){"Same", "Same", 10};
	ck_assert_str_eq(world_ask(&w, &way), "invalid value:to@Same");
	struct request closed = rq_of(&w, OP_CLOSURE);
	closed.u.closure = (struct closure){at(MON8), at(MON9), "", "Hill", "", 0};
	closed.flags = REQUEST_CREATE_MISSING;
	ck_assert_str_eq(world_ask(&w, &closed), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_closure_is_taken_away_once)
{
	struct world w;
	world_open(&w);
	ck_assert_str_eq(resource(&w, "R", KIND_LAB, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(closure(&w, "R", "", MON8, MON9), "added");
	ck_assert_str_eq(book(&w, "R", MON8, MON9), "refused closed:R@2026-09-07T08:00/2026-09-07T09:00");
	struct request rq = rq_of(&w, OP_CLOSURE_DROP);
	rq.u.closure = (struct closure){at(MON8), at(MON10), "R", "", "", 0};
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:R@closure");
	rq.u.closure.end = at(MON9);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:R@closure");
	ck_assert_str_eq(book(&w, "R", MON8, MON9), "added");
	/* a drop makes no campus, whatever is allowed */
	rq.u.closure = (struct closure){at(MON8), at(MON9), "", "Hill", "", 0};
	rq.flags = REQUEST_CREATE_MISSING;
	uint64_t before = entries(&w.s);
	ck_assert_int_eq(strncmp(world_ask(&w, &rq), "refused unknown:Hill@", 21), 0);
	ck_assert_uint_eq(entries(&w.s), before);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_closure_over_bookings_stands_beside_them)
{
	struct world w;
	world_open(&w);
	ck_assert_str_eq(resource(&w, "R", KIND_LAB, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(book(&w, "R", MON8, MON9), "added");
	ck_assert_str_eq(closure(&w, "R", "", MON8, MON9), "added");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T09:00 R\n");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(fewer_seats_are_refused_while_bookings_need_more)
{
	struct world w;
	world_open(&w);
	ck_assert_str_eq(resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 30, ""), "added");
	ck_assert_str_eq(resource(&w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 5, ""), "added");
	ck_assert_str_eq(book_party(&w, "LAB", MON8, MON9, 20), "added");
	ck_assert_str_eq(book(&w, "OSC*2", MON8, MON9), "added");
	ck_assert_str_eq(book(&w, "OSC*2", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "OSC*3", MON9, MON10), "added");
	ck_assert_str_eq(resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 19, ""), "refused capacity:LAB@1");
	ck_assert_str_eq(resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 20, ""), "updated");
	ck_assert_str_eq(resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 0, ""), "updated");
	ck_assert_str_eq(resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 10, ""), "refused capacity:LAB@1");
	ck_assert_str_eq(resource(&w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 4, ""), "refused capacity:OSC@5 in use;capacity:OSC@3;capacity:OSC@4");
	ck_assert_str_eq(resource(&w, "OSC", KIND_EQUIPMENT, MODE_EXCLUSIVE, 5, ""), "refused busy:OSC@3;busy:OSC@4");
	ck_assert_str_eq(cancel(&w, 4), "updated");
	ck_assert_str_eq(resource(&w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 4, ""), "updated");
	/* what is over does not count */
	w.now = at(MON10);
	ck_assert_str_eq(resource(&w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 1, ""), "updated");
	ck_assert_str_eq(resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 1, ""), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(malformed_values_are_named)
{
	struct world w;
	world_open(&w);
	ck_assert_str_eq(campus(&w, "N", ""), "added");
	uint64_t before = entries(&w.s);
	struct request rq = rq_resource(&w, "R", 0, MODE_EXCLUSIVE, SEATS_MAX + 1, "");
	rq.u.resource.opening = "Mon 8-12";
	rq.u.resource.teardown_min = 9999;
	ck_assert_str_eq(world_ask(&w, &rq),
	                 "invalid value:kind;value:seats@1000001;value:teardown@9999;value:opening@Mon 8-12");
	struct request c = rq_campus(&w, "C", "");
	c.u.campus.tier = "village";
	c.u.campus.latitude = "91";
	c.u.campus.longitude = "east";
	ck_assert_str_eq(world_ask(&w, &c), "invalid value:tier@village;value:latitude@91;value:longitude@east");
	c = rq_campus(&w, "C", "");
	c.u.campus.latitude = "nan";
	ck_assert_str_eq(world_ask(&w, &c), "invalid value:latitude@nan");
	ck_assert_str_eq(travel(&w, "N", "N", 1), "invalid value:to@N");
	ck_assert_str_eq(travel(&w, "N", "", 1), "invalid value:to");
	ck_assert_str_eq(closure(&w, "", "", MON9, MON9), "invalid time:end@2026-09-07T09:00");
	ck_assert_str_eq(closure(&w, "GONE", "", MON8, MON9), "refused unknown:GONE@resource");
	ck_assert_uint_eq(entries(&w.s), before);
	world_close(&w);
}
END_TEST

START_TEST(travel_times_hold_for_what_is_booked_from_then_on)
{
	struct world w;
	world_open(&w);
	ck_assert_str_eq(campus(&w, "N", ""), "added");
	ck_assert_str_eq(campus(&w, "S", ""), "added");
	ck_assert_str_eq(resource(&w, "RN", KIND_LAB, MODE_EXCLUSIVE, 0, "N"), "added");
	ck_assert_str_eq(resource(&w, "RS", KIND_LAB, MODE_EXCLUSIVE, 0, "S"), "added");
	ck_assert_str_eq(resource(&w, "T", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(book(&w, "RN;T", MON8, MON9), "added");
	ck_assert_str_eq(book(&w, "RS;T", MON9, MON10), "added"); /* not listed: no time */
	ck_assert_str_eq(travel(&w, "S", "N", 1440), "added");
	ck_assert_str_eq(book(&w, "RN;T", "2026-09-08T09:59", "2026-09-08T10:30"), "refused travel:T@2");
	ck_assert_str_eq(book(&w, "RN;T", "2026-09-08T10:00", "2026-09-08T10:30"), "added");
	ck_assert_str_eq(travel(&w, "S", "N", 1441), "invalid value:minutes@1441");
	ck_assert_str_eq(travel(&w, "S", "N", 10), "updated");
	ck_assert_str_eq(book(&w, "RS;T", "2026-09-08T10:39", "2026-09-08T11:00"), "refused travel:T@3");
	ck_assert_str_eq(book(&w, "RS;T", "2026-09-08T10:40", "2026-09-08T11:00"), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *inventory_suite(void)
{
	Suite *s = suite_create("admin");
	TCase *t = tcase_create("admin");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_same_again_is_unchanged_and_writes_nothing);
	tcase_add_test(t, what_is_not_given_keeps_its_value);
	tcase_add_test(t, a_new_resource_has_defaults);
	tcase_add_loop_test(t, a_code_can_stand_in_a_claim, 0, sizeof codes / sizeof *codes);
	tcase_add_test(t, the_longest_code_works_everywhere_and_a_longer_one_nowhere);
	tcase_add_test(t, campuses_and_institutions_are_named_by_code_or_name);
	tcase_add_test(t, missing_places_are_made_when_said_and_only_then);
	tcase_add_test(t, a_closure_is_taken_away_once);
	tcase_add_test(t, a_closure_over_bookings_stands_beside_them);
	tcase_add_test(t, fewer_seats_are_refused_while_bookings_need_more);
	tcase_add_test(t, malformed_values_are_named);
	tcase_add_test(t, travel_times_hold_for_what_is_booked_from_then_on);
	suite_add_tcase(s, t);
	return s;
}
