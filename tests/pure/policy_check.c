/* What settings refuse, one minute to both sides of each border. */
#include <check.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/policy_check.h"

Suite *policy_check_suite(void);

#define COUNT(v) (int)(sizeof(v) / sizeof *(v))

static struct arena arena;
static const struct resource lab = {
	.code = "LAB-1", .kind = KIND_LAB, .institution = "I1", .campus = "C1", .tags = "", .sharing = SHARING_OWNER};
static const struct policy_asker anna = {"anna", "I1", "guangdong", "college"};

static void use_shanghai(void)
{
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
}

static void release(void)
{
	arena_release(&arena);
	arena = (struct arena){0};
}

static int64_t at(const char *text)
{
	int64_t v;
	ck_assert_msg(clock_parse(text, &v) == 0, "%s is no time", text);
	return v;
}

static int64_t day(const char *text)
{
	int64_t v = 0;
	if (*text)
		ck_assert_msg(clock_parse_date(text, &v) == 0, "%s is no date", text);
	return v;
}

/* A rule for everything, in the arena. */
static const struct policy_rule *rule_of(const char *field, const char *value, bool trial)
{
	struct owner_rule *v = arena_alloc(&arena, sizeof *v);
	struct policy_rule *rule = arena_alloc(&arena, sizeof *rule);
	ck_assert(v && rule);
	*v = (struct owner_rule){.id = "r7",
	                         .place = "*",
	                         .who = "*",
	                         .when = "",
	                         .field = field,
	                         .value = value,
	                         .text = "ask Mr Li",
	                         .overridable = true,
	                         .trial = trial};
	ck_assert_int_eq(policy_read(v, &arena, rule, NULL), 0);
	return rule;
}

static struct policy_decided decided_by(const struct policy_rule *rule, const struct policy_case *c)
{
	struct policy_decided decided;
	policy_decide(&rule, 1, c, &decided, NULL);
	return decided;
}

static const char *reasons_of(const struct reasons *list)
{
	struct buf b = {0};
	reasons_format(list, &b);
	const char *text = arena_str(&arena, buf_text(&b));
	buf_release(&b);
	ck_assert(text);
	return text;
}

/* Now is 2026-09-07T08:00; the booking is on the 10th. */
static const struct {
	const char *field, *value, *start, *end;
	int64_t gap_before, gap_after;
	const char *reasons;
} bookings[] = {
	{"lead", "3d", "2026-09-10T08:00", "2026-09-10T10:00", -1, -1, ""},
	{"lead", "3d", "2026-09-10T07:59", "2026-09-10T10:00", -1, -1, "lead:LAB-1@3d"},
	{"lead", "none", "2026-09-07T08:00", "2026-09-10T10:00", -1, -1, ""},
	{"lead", "", "2026-09-07T08:00", "2026-09-10T10:00", -1, -1, ""},
	{"lead", "0", "2026-09-07T08:00", "2026-09-10T10:00", -1, -1, ""},
	{"horizon", "3d", "2026-09-10T08:00", "2026-09-10T10:00", -1, -1, ""},
	{"horizon", "3d", "2026-09-10T08:01", "2026-09-10T10:00", -1, -1, "horizon:LAB-1@3d"},
	{"horizon", "0", "2026-09-07T08:01", "2026-09-10T10:00", -1, -1, "horizon:LAB-1@0"},
	{"horizon", "none", "2036-09-07T08:01", "2036-09-10T10:00", -1, -1, ""},
	{"min", "2h", "2026-09-10T08:00", "2026-09-10T10:00", -1, -1, ""},
	{"min", "2h", "2026-09-10T08:00", "2026-09-10T09:59", -1, -1, "duration:LAB-1@min 2h"},
	{"max", "2h", "2026-09-10T08:00", "2026-09-10T10:00", -1, -1, ""},
	{"max", "2h", "2026-09-10T08:00", "2026-09-10T10:01", -1, -1, "duration:LAB-1@max 2h"},
	{"max", "0", "2026-09-10T08:00", "2026-09-10T08:01", -1, -1, "duration:LAB-1@max 0"},
	{"max", "none", "2026-09-10T08:00", "2026-12-10T08:01", -1, -1, ""},
	{"gap", "30m", "2026-09-10T08:00", "2026-09-10T10:00", 30, 30, ""},
	{"gap", "30m", "2026-09-10T08:00", "2026-09-10T10:00", 29, -1, "gap:LAB-1@30m"},
	{"gap", "30m", "2026-09-10T08:00", "2026-09-10T10:00", -1, 0, "gap:LAB-1@30m"},
	{"gap", "0", "2026-09-10T08:00", "2026-09-10T10:00", 0, 0, ""},
	{"qualification", "level:1", "2026-09-10T08:00", "2026-09-10T10:00", -1, -1, "qualification:LAB-1@level:1"},
	{"qualification", "none", "2026-09-10T08:00", "2026-09-10T10:00", -1, -1, ""},
};

START_TEST(a_setting_refuses_or_not)
{
	struct policy_case c = {&anna, &lab, at(bookings[_i].start), at(bookings[_i].end)};
	struct policy_facts facts = {.now = at("2026-09-07T08:00"),
	                             .gap_before = bookings[_i].gap_before,
	                             .gap_after = bookings[_i].gap_after};
	struct reasons out = {.arena = &arena}, tried = {.arena = &arena};
	struct policy_decided decided = decided_by(rule_of(bookings[_i].field, bookings[_i].value, false), &c);
	policy_check(&c, &decided, &facts, false, &out);
	policy_check(&c, &decided, &facts, true, &tried);
	ck_assert_str_eq(reasons_of(&out), bookings[_i].reasons);
	ck_assert_uint_eq(tried.n, 0);
	if (out.n) {
		ck_assert_str_eq(out.v[0].owner_rule, "r7");
		ck_assert_str_eq(out.v[0].said, "ask Mr Li");
		ck_assert(out.v[0].overridable);
	}
	decided = decided_by(rule_of(bookings[_i].field, bookings[_i].value, true), &c);
	out.n = 0;
	policy_check(&c, &decided, &facts, false, &out);
	policy_check(&c, &decided, &facts, true, &tried);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_str_eq(reasons_of(&tried), bookings[_i].reasons);
}
END_TEST

/* Each setting broken, and what does not ask for it. */
static const struct {
	const char *field, *value;
	bool recorded, changed, same_time;
	bool refused;
} exceptions[] = {
	{"lead", "30d", false, false, false, true},
	{"lead", "30d", true, false, false, false},
	{"lead", "30d", false, true, true, false},
	{"horizon", "1h", false, false, false, true},
	{"horizon", "1h", true, false, false, false},
	{"max", "1h", true, false, false, true},
	{"max", "1h", false, true, true, false},
	{"min", "9h", false, true, true, false},
	{"gap", "1h", false, true, true, false},
	{"notice", "2d", false, true, true, true},
	{"notice", "2d", false, true, false, true},
	{"notice", "2d", false, false, false, false},
	{"notice", "2d", true, true, false, false},
	{"notice", "1d", false, true, false, false},
	{"qualification", "level:1", true, true, true, true},
};

START_TEST(some_bookings_are_not_asked)
{
	struct policy_case c = {&anna, &lab, at("2026-09-10T08:00"), at("2026-09-10T10:00")};
	struct policy_facts facts = {.now = at("2026-09-07T08:00"),
	                             .recorded = exceptions[_i].recorded,
	                             .changed = exceptions[_i].changed,
	                             .same_time = exceptions[_i].same_time,
	                             .was_start = at("2026-09-08T08:00"),
	                             .gap_before = 0,
	                             .gap_after = 0};
	struct reasons out = {.arena = &arena};
	struct policy_decided decided = decided_by(rule_of(exceptions[_i].field, exceptions[_i].value, false), &c);
	policy_check(&c, &decided, &facts, false, &out);
	ck_assert_int_eq(out.n > 0, exceptions[_i].refused);
}
END_TEST

START_TEST(a_late_cancel_breaks_the_notice)
{
	struct policy_case c = {&anna, &lab, at("2026-09-10T08:00"), at("2026-09-10T10:00")};
	struct policy_decided decided = decided_by(rule_of("notice", "24h", false), &c);
	struct reasons out = {.arena = &arena};
	policy_check_notice(&c, &decided, at("2026-09-09T08:00"), &out);
	ck_assert_uint_eq(out.n, 0);
	policy_check_notice(&c, &decided, at("2026-09-09T08:01"), &out);
	ck_assert_str_eq(reasons_of(&out), "notice:LAB-1@24h");
}
END_TEST

/* The booking ends with the 10th, at its midnight. */
static const struct {
	const char *value, *name;
	uint32_t level;
	const char *from, *until;
	bool qualifies;
} qualified[] = {
	{"level:2", "welding", 2, "", "", true},
	{"level:2", "welding", 1, "", "", false},
	{"level:2", "welding", 3, "", "", true},
	{"level:0", "welding", 0, "", "", true},
	{"training:laser", "laser", 0, "", "", true},
	{"training:laser", "Laser", 9, "", "", false},
	{"level:2", "welding", 2, "2026-09-10", "2026-09-10", true},
	{"level:2", "welding", 2, "2026-09-11", "", false},
	{"level:2", "welding", 2, "", "2026-09-09", false},
	{"training:laser", "laser", 0, "2026-09-10", "2026-09-10", true},
	{"training:laser", "laser", 0, "", "2026-09-09", false},
};

START_TEST(a_qualification_is_in_force_at_the_end)
{
	struct policy_value value;
	struct qualification v = {.login = "anna",
	                          .name = qualified[_i].name,
	                          .level = qualified[_i].level,
	                          .from = day(qualified[_i].from),
	                          .until = day(qualified[_i].until)};
	ck_assert_int_eq(policy_value_parse(POLICY_QUALIFICATION, qualified[_i].value, &arena, &value), 0);
	ck_assert_int_eq(policy_qualifies(&value, &v, 1, at("2026-09-11T00:00")), qualified[_i].qualifies);
	ck_assert(!policy_qualifies(&value, NULL, 0, at("2026-09-11T00:00")));
}
END_TEST

START_TEST(the_other_families_have_reasons)
{
	struct policy_case c = {&anna, &lab, at("2026-09-10T08:00"), at("2026-09-10T10:00")};
	struct reasons out = {.arena = &arena};
	struct policy_span week = {at("2026-09-07T00:00"), at("2026-09-14T00:00")};
	struct policy_rule own[POLICY_OWN_MAX];
	size_t n;
	policy_add_denied(&c, rule_of("forbid", "", false), &out);
	ck_assert_int_eq(policy_own_rules(&lab, &arena, own, &n), 0);
	policy_add_denied(&c, &own[0], &out);
	policy_add_quota(&c, rule_of("limit", "count 2 per week for person", false), &week, 3, &out);
	policy_add_suspended(&c, rule_of("suspend", "3 in 90d for 30d", false), at("2026-10-10T08:00"), &out);
	ck_assert_str_eq(reasons_of(&out), "denied:LAB-1@rule r7;denied:LAB-1@sharing owner;"
	                                   "quota:LAB-1@count 2 per week for person;suspended:LAB-1@2026-10-10");
	ck_assert(!out.v[1].overridable);
	ck_assert_str_eq(out.v[1].owner_rule, "");
	ck_assert_int_eq(out.v[2].number, 3);
	ck_assert_int_eq(out.v[2].limit, 2);
	ck_assert_int_eq(out.v[2].start, week.start);
}
END_TEST

Suite *policy_check_suite(void)
{
	Suite *s = suite_create("policy_check");
	TCase *t = tcase_create("policy_check");
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, use_shanghai, release);
	tcase_add_loop_test(t, a_setting_refuses_or_not, 0, COUNT(bookings));
	tcase_add_loop_test(t, some_bookings_are_not_asked, 0, COUNT(exceptions));
	tcase_add_test(t, a_late_cancel_breaks_the_notice);
	tcase_add_loop_test(t, a_qualification_is_in_force_at_the_end, 0, COUNT(qualified));
	tcase_add_test(t, the_other_families_have_reasons);
	return s;
}
