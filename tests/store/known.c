/*
 * What the booking form asks: what a text names, who is free at some times and what stands against the others, and who
 * holds a booking.
 */
#include "store/query/free_then.h"
#include "store/query/holders.h"
#include "store/query/known.h"
#include "tests/store/ask.h"

Suite *known_suite(void);

static struct world w;

static void add_resource(const char *code, const char *name, enum resource_mode mode, uint32_t seats)
{
	struct request rq = rq_resource(&w, code, KIND_LAB, mode, seats, "");
	rq.u.resource.name = name;
	rq.u.resource.contact = "desk of the lab";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void open_school(void)
{
	world_open(&w);
	add_resource("LAB-1", "Welding", MODE_EXCLUSIVE, 30);
	add_resource("lab-2", "welding", MODE_EXCLUSIVE, 30);
	add_resource("LAB-2", "机房", MODE_EXCLUSIVE, 30);
	add_resource("OSC", "LAB-1", MODE_SHARED, 10);
}

static void close_school(void)
{
	check_store(&w.s);
	world_close(&w);
}

/* A code comes before a code in another case, and this before a name. */
START_TEST(a_text_names_a_code_before_a_name)
{
	static const struct {
		const char *text, *code;
		size_t n;
	} cases[] = {
		{"LAB-1", "LAB-1", 1}, {"ｌａｂ－１", "LAB-1", 1}, {"lab-2", "lab-2", 1}, {"LAB-2", "LAB-2", 1},
		{"Lab-2", NULL, 2},    {"WELDING", NULL, 2},       {"机房", "LAB-2", 1},  {"osc", "OSC", 1},
		{"", NULL, 0},         {"LAB", NULL, 0},           {"机", NULL, 0},
	};
	struct known known = {0};
	open_school();
	ck_assert_int_eq(known_read(&known, &w.s, KNOWN_RESOURCES), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct known_named named = known_find(&known.list[KNOWN_RESOURCES], cases[i].text);
		ck_assert_msg(named.n == cases[i].n, "%s: %zu", cases[i].text, named.n);
		ck_assert_str_eq(named.thing ? named.thing->code : "-", cases[i].code ? cases[i].code : "-");
		if (named.n == 2)
			ck_assert_int_lt(strcmp(named.several[0]->code, named.several[1]->code), 0);
	}
	ck_assert_uint_eq(known_find(&known.list[KNOWN_PEOPLE], "anna").n, 0);
	known_release(&known);
	close_school();
}
END_TEST

static struct held_then held(const char *code, const char *start, const char *end, uint64_t except)
{
	struct resource_list list;
	struct held_then out;
	const struct interval when = {at(start), at(end)};
	ck_assert_int_eq(query_resource(&w.s, code, &list), 0);
	ck_assert_int_eq(query_held_then(&w.s, list.v, &when, except, &w.arena, &out), 0);
	arena_release(&list.arena);
	return out;
}

START_TEST(what_stands_against_a_time_is_said_with_its_end)
{
	struct resource hours = {.opening = "Mon-Fri 08:00-18:00"}, withdrawn = {.active = false};
	open_school();
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-08T08:00", "2026-09-08T10:00"), "added");
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-08T10:00", "2026-09-08T12:00"), "added");
	ck_assert_str_eq(book(&w, "OSC*9", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	ck_assert_str_eq(closure(&w, "lab-2", "", "2026-09-08T00:00", "2026-09-10T00:00"), "added");
	ck_assert_str_eq(set_resource(&w, "LAB-2", RES_OPENING, hours), "updated");
	struct held_then h = held("LAB-1", "2026-09-08T09:00", "2026-09-08T09:30", 0);
	ck_assert_int_eq(h.how, HELD_TAKEN);
	ck_assert_uint_eq(h.booking, 1);
	ck_assert(h.until == at("2026-09-08T12:00"));
	h = held("LAB-1", "2026-09-08T09:00", "2026-09-08T09:30", 1);
	ck_assert_int_eq(h.how, HELD_FREE);
	h = held("LAB-1", "2026-09-08T12:00", "2026-09-08T13:00", 0);
	ck_assert_int_eq(h.how, HELD_FREE);
	h = held("OSC", "2026-09-08T08:00", "2026-09-08T10:00", 0);
	ck_assert_uint_eq(h.booking, 3);
	h = held("lab-2", "2026-09-08T08:00", "2026-09-08T10:00", 0);
	ck_assert_int_eq(h.how, HELD_CLOSED);
	ck_assert(h.until == at("2026-09-10T00:00"));
	h = held("LAB-2", "2026-09-08T17:00", "2026-09-08T19:00", 0);
	ck_assert_int_eq(h.how, HELD_OUTSIDE);
	ck_assert_str_eq(set_resource(&w, "LAB-2", RES_ACTIVE, withdrawn), "updated");
	h = held("LAB-2", "2026-09-08T09:00", "2026-09-08T10:00", 0);
	ck_assert_int_eq(h.how, HELD_WITHDRAWN);
	close_school();
}
END_TEST

START_TEST(a_series_counts_the_dates_on_which_each_is_free)
{
	struct resource_list list;
	struct free_then then;
	open_school();
	const struct interval dates[] = {{at("2026-09-08T08:00"), at("2026-09-08T10:00")},
	                                 {at("2026-09-15T08:00"), at("2026-09-15T10:00")}};
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-08T09:00", "2026-09-08T10:00"), "added");
	ck_assert_int_eq(query_free_then(&w.s, dates, 2, &then), 0);
	ck_assert_int_eq(query_resources(&w.s, &(struct resource_filter){0}, &list), 0);
	for (size_t i = 0; i < list.n; i++)
		ck_assert_uint_eq(free_then_count(&then, &list.v[i]), strcmp(list.v[i].code, "LAB-1") == 0 ? 1 : 2);
	ck_assert_uint_eq(free_then_count(&then, &(struct resource){.no = 1000}), 0);
	free_then_release(&then);
	arena_release(&list.arena);
	close_school();
}
END_TEST

/* Whom to ask: the person; where nobody is listed, the contact of what is booked. */
START_TEST(a_holder_can_be_reached)
{
	struct reason told[] = {{.detail = REASON_TAKEN, .booking = 1},
	                        {.detail = REASON_TAKEN, .booking = 7},
	                        {.detail = REASON_TRAVEL, .booking = 2}};
	const struct reasons reasons = {.v = told, .n = sizeof told / sizeof *told};
	struct holders holders;
	open_school();
	struct request rq = rq_institution(&w, "NC", "North College");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = "wang",
	                              .name = "王梅",
	                              .institution = "NC",
	                              .role = ROLE_REQUESTER,
	                              .scope = "",
	                              .email = "wang@north.example",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_book(&w, "LAB-1", "2026-09-08T08:00", "2026-09-08T10:00");
	rq.u.booking.requester = "wang";
	rq.u.booking.institution = "NC";
	rq.u.booking.purpose = "Exam";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(book(&w, "OSC*3", "2026-09-08T08:00", "2026-09-08T10:00"), "added");
	ck_assert_int_eq(query_holders(&w.s, &reasons, 0, 0, &holders), 0);
	const struct holder *h = holders.v;
	ck_assert_str_eq(h->purpose, "Exam");
	ck_assert_str_eq(h->institution, "North College");
	ck_assert_str_eq(h->person, "王梅");
	ck_assert_str_eq(h->contact, "wang@north.example");
	ck_assert_uint_eq(holders.v[1].booking, 0);
	ck_assert_str_eq(holders.v[2].contact, "desk of the lab");
	arena_release(&holders.arena);
	close_school();
}
END_TEST

Suite *known_suite(void)
{
	Suite *s = suite_create("known");
	TCase *t = tcase_create("known");
	tcase_add_test(t, a_text_names_a_code_before_a_name);
	tcase_add_test(t, what_stands_against_a_time_is_said_with_its_end);
	tcase_add_test(t, a_series_counts_the_dates_on_which_each_is_free);
	tcase_add_test(t, a_holder_can_be_reached);
	suite_add_tcase(s, t);
	return s;
}
