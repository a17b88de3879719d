/* Which rule decides: every pair of places, every pair of who, and the lesser parts after them. */
#include <check.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/policy_order.h"

Suite *policy_order_suite(void);

#define COUNT(v) (int)(sizeof(v) / sizeof *(v))
#define RULES_MAX 16

static struct arena arena;

static void use_shanghai(void)
{
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
}

static void release(void)
{
	arena_release(&arena);
	arena = (struct arena){0};
}

/* From the broadest to the most specific; those of one line are of one rank. */
static const char *const places[] = {
	"*",
	"kind:lab",
	"institution:I1",
	"institution:I1+kind:lab",
	"campus:C1",
	"campus:C1+kind:lab",
	"campus:C1+institution:I1",
	"tag:vr",
	"tag:vr+kind:lab",
	"tag:vr+institution:I1",
	"tag:vr+campus:C1",
	"tag:vr+tag:wifi",
	"resource:LAB-1",
	"resource:LAB-1+kind:lab",
	"resource:LAB-1+institution:I1",
	"resource:LAB-1+campus:C1",
	"resource:LAB-1+tag:vr",
};
static const char *const who_forms[] = {"*", "region:guangdong", "class:own", "institution:I1", "login:anna"};
static const char *const negated[] = {"*", "!region:macao", "!class:public", "!institution:I2", "!login:ben"};

static const struct resource lab = {
	.code = "LAB-1", .kind = KIND_LAB, .institution = "I1", .campus = "C1", .tags = "vr;wifi"};
static const struct policy_asker anna = {"anna", "I1", "guangdong", "college"};

/* 2026-09-07 is a Monday. */
static struct policy_case monday(void)
{
	struct policy_case c = {.asker = &anna, .resource = &lab};
	ck_assert_int_eq(clock_parse("2026-09-07T08:00", &c.start), 0);
	ck_assert_int_eq(clock_parse("2026-09-07T10:00", &c.end), 0);
	return c;
}

struct rule_text {
	const char *id, *place, *who, *when, *field, *value;
	int64_t valid_from;
	bool trial;
};

/* A rule of an id and a place; what else it says follows. */
#define RULE(id_, ...) ((struct rule_text){.id = (id_), .place = __VA_ARGS__})

static struct policy_rule *read_rule(const struct rule_text *t)
{
	struct owner_rule *v = arena_alloc(&arena, sizeof *v);
	struct policy_rule *rule = arena_alloc(&arena, sizeof *rule);
	ck_assert(v && rule);
	*v = (struct owner_rule){.id = t->id,
	                         .place = t->place,
	                         .who = t->who ? t->who : "*",
	                         .when = t->when ? t->when : "",
	                         .field = t->field ? t->field : "lead",
	                         .value = t->value ? t->value : "1h",
	                         .text = "",
	                         .valid_from = t->valid_from,
	                         .trial = t->trial};
	ck_assert_int_eq(policy_read(v, &arena, rule, NULL), 0);
	return rule;
}

/* The id of the rule that decides a field on that Monday; "" if none does. */
static const char *decider(const struct rule_text *texts, size_t n, enum policy_field field, bool trial)
{
	const struct policy_rule *rules[RULES_MAX];
	struct policy_decided decided;
	struct policy_case c = monday();
	ck_assert(n <= RULES_MAX);
	for (size_t i = 0; i < n; i++)
		rules[i] = read_rule(&texts[i]);
	policy_decide(rules, n, &c, &decided, NULL);
	const struct policy_rule *v = trial ? decided.trial[field] : decided.setting[field];
	return v ? v->rule->id : "";
}

/* The later one of two rules is to decide, in whichever order they are asked and whatever speaks for the other. */
static void expect_second(struct rule_text broad, struct rule_text specific, enum policy_by want)
{
	enum policy_by by;
	struct rule_text pair[2] = {broad, specific};
	ck_assert_int_gt(policy_compare(read_rule(&broad), read_rule(&specific), &by), 0);
	ck_assert_int_eq(by, want);
	ck_assert_int_lt(policy_compare(read_rule(&specific), read_rule(&broad), &by), 0);
	ck_assert_int_eq(by, want);
	ck_assert_str_eq(decider(pair, 2, POLICY_LEAD, false), specific.id);
	struct rule_text swapped[2] = {specific, broad};
	ck_assert_str_eq(decider(swapped, 2, POLICY_LEAD, false), specific.id);
}

START_TEST(the_more_specific_place_decides)
{
	for (int more = _i + 1; more < COUNT(places); more++)
		expect_second(RULE("9", places[_i], .who = "login:anna", .when = "Mon", .valid_from = 20000),
		              RULE("1", places[more]), POLICY_BY_PLACE);
}
END_TEST

START_TEST(then_the_more_specific_who)
{
	for (int more = _i + 1; more < COUNT(who_forms); more++) {
		expect_second(RULE("9", "kind:lab", .who = who_forms[_i], .when = "Mon", .valid_from = 20000),
		              RULE("1", "kind:lab", .who = who_forms[more]), POLICY_BY_WHO);
		expect_second(RULE("9", "kind:lab", .who = negated[_i], .when = "Mon"),
		              RULE("1", "kind:lab", .who = who_forms[more]), POLICY_BY_WHO);
		expect_second(RULE("9", "kind:lab", .who = who_forms[_i]), RULE("1", "kind:lab", .who = negated[more]),
		              POLICY_BY_WHO);
	}
}
END_TEST

START_TEST(then_when_then_the_day_then_the_id)
{
	expect_second(RULE("9", "*", .valid_from = 20000), RULE("1", "*", .when = "Mon"), POLICY_BY_WHEN);
	expect_second(RULE("9", "*", .valid_from = 20000), RULE("1", "*", .valid_from = 20001), POLICY_BY_VALID);
	expect_second(RULE("9", "*"), RULE("1", "*", .valid_from = 1), POLICY_BY_VALID);
	expect_second(RULE("R1", "*"), RULE("R2", "*"), POLICY_BY_ID);
	expect_second(RULE("R9", "*"), RULE("R10", "*"), POLICY_BY_ID);
	expect_second(RULE("9", "*"), RULE("10", "*"), POLICY_BY_ID);
	expect_second(RULE("2026-9-b", "*"), RULE("2026-10-a", "*"), POLICY_BY_ID);
	expect_second(RULE("07", "*"), RULE("7", "*"), POLICY_BY_ID);
	expect_second(RULE("a", "*"), RULE("a1", "*"), POLICY_BY_ID);
}
END_TEST

START_TEST(a_rule_is_as_specific_as_itself)
{
	enum policy_by by;
	const struct policy_rule *v = read_rule(&RULE("1", "*"));
	ck_assert_int_eq(policy_compare(v, v, &by), 0);
	ck_assert_int_eq(by, POLICY_BY_NOTHING);
}
END_TEST

/* Empty inherits, `none` is no limit, `0` is zero. */
static const struct {
	const char *value; /* of the more specific rule; the broader one says 1h */
	const char *decides;
	enum policy_given given;
} nothings[] = {{"", "broad", POLICY_SET},
                {"none", "narrow", POLICY_NO_LIMIT},
                {"0", "narrow", POLICY_SET},
                {"2h", "narrow", POLICY_SET}};

START_TEST(an_empty_value_inherits)
{
	const struct rule_text texts[] = {RULE("broad", "*"),
	                                  RULE("narrow", "resource:LAB-1", .value = nothings[_i].value)};
	ck_assert_str_eq(decider(texts, 2, POLICY_LEAD, false), nothings[_i].decides);
	ck_assert_int_eq(read_rule(&texts[1])->value.given == POLICY_INHERITS, *nothings[_i].value == '\0');
}
END_TEST

START_TEST(what_does_not_fit_does_not_decide)
{
	const struct rule_text texts[] = {RULE("a", "*"), RULE("b", "kind:room"),
	                                  RULE("c", "resource:LAB-1", .who = "login:ben"),
	                                  RULE("d", "tag:vr", .when = "Tue")};
	ck_assert_str_eq(decider(texts, COUNT(texts), POLICY_LEAD, false), "a");
	ck_assert_str_eq(decider(texts, COUNT(texts), POLICY_MAX, false), "");
}
END_TEST

START_TEST(a_rule_on_trial_decides_nothing)
{
	const struct rule_text wins[] = {RULE("a", "kind:lab"), RULE("t", "resource:LAB-1", .trial = true)};
	ck_assert_str_eq(decider(wins, 2, POLICY_LEAD, false), "a");
	ck_assert_str_eq(decider(wins, 2, POLICY_LEAD, true), "t");
	const struct rule_text loses[] = {RULE("a", "kind:lab"), RULE("t", "*", .trial = true)};
	ck_assert_str_eq(decider(loses, 2, POLICY_LEAD, false), "a");
	ck_assert_str_eq(decider(loses, 2, POLICY_LEAD, true), "");
}
END_TEST

/* ---- what was looked at ---- */

START_TEST(all_that_was_looked_at_is_told_in_order)
{
	const struct rule_text texts[] = {
		RULE("wide", "*"),
		RULE("mute", "tag:vr", .value = ""),
		RULE("trial", "resource:LAB-1", .trial = true),
		RULE("wins", "campus:C1"),
		RULE("room", "kind:room"),
		RULE("shut", "*", .field = "forbid", .value = ""),
		RULE("shut-trial", "kind:lab", .field = "forbid", .value = "", .trial = true),
		RULE("open", "resource:LAB-1", .field = "forbid", .value = "none"),
		RULE("cap", "*", .field = "limit", .value = "count 1 per day for person"),
	};
	static const struct {
		const char *id;
		enum policy_verdict verdict;
		const char *to;
		enum policy_by by;
	} want[] = {
		{"open", POLICY_SAYS_NOTHING, NULL, 0},
		{"shut-trial", POLICY_ON_TRIAL, NULL, 0},
		{"shut", POLICY_HOLDS, NULL, 0},
		{"cap", POLICY_HOLDS, NULL, 0},
		{"trial", POLICY_ON_TRIAL, NULL, 0},
		{"mute", POLICY_SAYS_NOTHING, NULL, 0},
		{"wins", POLICY_DECIDES, NULL, 0},
		{"room", POLICY_DOES_NOT_FIT, NULL, 0},
		{"wide", POLICY_LOSES, "wins", POLICY_BY_PLACE},
	};
	const struct policy_rule *rules[RULES_MAX];
	struct policy_look looks[RULES_MAX];
	struct policy_decided decided;
	struct policy_case c = monday();
	for (int i = 0; i < COUNT(texts); i++)
		rules[i] = read_rule(&texts[i]);
	policy_decide(rules, COUNT(texts), &c, &decided, looks);
	for (int i = 0; i < COUNT(want); i++) {
		ck_assert_str_eq(looks[i].rule->rule->id, want[i].id);
		ck_assert_msg(looks[i].verdict == want[i].verdict, "%s: %d", want[i].id, looks[i].verdict);
		ck_assert_int_eq(looks[i].by, want[i].by);
		ck_assert_int_eq(looks[i].to != NULL, want[i].to != NULL);
		if (want[i].to)
			ck_assert_str_eq(looks[i].to->rule->id, want[i].to);
	}
	ck_assert_int_eq(looks[7].fit, POLICY_OTHER_PLACE);
}
END_TEST

START_TEST(a_trial_loses_to_a_stronger_one)
{
	const struct rule_text texts[] = {RULE("t1", "*", .trial = true), RULE("t2", "kind:lab", .trial = true)};
	const struct policy_rule *rules[2] = {read_rule(&texts[0]), read_rule(&texts[1])};
	struct policy_look looks[2];
	struct policy_decided decided;
	struct policy_case c = monday();
	policy_decide(rules, 2, &c, &decided, looks);
	ck_assert_ptr_null(decided.setting[POLICY_LEAD]);
	ck_assert_int_eq(looks[0].verdict, POLICY_ON_TRIAL);
	ck_assert_int_eq(looks[1].verdict, POLICY_LOSES);
	ck_assert_ptr_eq(looks[1].to, rules[1]);
}
END_TEST

/* ---- the ruling ---- */

static const struct ruling by_default = {
	.approval = APPROVAL_OWNER, .hold_min = HOLD_DEFAULT_MIN, .notice_min = 5, .preempt_min = -1, .price = "p"};

static struct ruling ruling_of(const struct rule_text *texts, size_t n)
{
	const struct policy_rule *rules[RULES_MAX];
	struct policy_decided decided;
	struct ruling v = by_default;
	struct policy_case c = monday();
	for (size_t i = 0; i < n; i++)
		rules[i] = read_rule(&texts[i]);
	policy_decide(rules, n, &c, &decided, NULL);
	policy_put_ruling(&decided, &v);
	return v;
}

START_TEST(settings_become_a_ruling)
{
	const struct rule_text texts[] = {
		RULE("1", "*", .field = "approval", .value = "owner+coordinator"),
		RULE("2", "*", .field = "hold", .value = "2d"),
		RULE("3", "*", .field = "notice", .value = "1h"),
		RULE("4", "*", .field = "priority", .value = "9"),
		RULE("5", "*", .field = "checkin", .value = "required"),
		RULE("6", "*", .field = "noshow", .value = "20m"),
		RULE("7", "*", .field = "price", .value = "20 yuan"),
		RULE("8", "*", .field = "preempt", .value = "14d"),
		RULE("9", "*", .field = "self", .value = "yes"),
	};
	struct ruling v = ruling_of(texts, COUNT(texts));
	ck_assert_int_eq(v.approval, APPROVAL_OWNER_COORDINATOR);
	ck_assert_int_eq(v.hold_min, 2 * DAY_MIN);
	ck_assert_int_eq(v.notice_min, 60);
	ck_assert_uint_eq(v.priority, 9);
	ck_assert_int_eq(v.noshow_min, 20);
	ck_assert_str_eq(v.price, "20 yuan");
	ck_assert_int_eq(v.preempt_min, 14 * DAY_MIN);
	ck_assert_int_eq(v.self, SELF_ALWAYS);
	v = ruling_of(texts, 0);
	ck_assert_int_eq(v.approval, APPROVAL_OWNER);
	ck_assert_int_eq(v.hold_min, HOLD_DEFAULT_MIN);
	ck_assert_str_eq(v.price, "p");
	ck_assert_int_eq(v.noshow_min, 0);
}
END_TEST

START_TEST(none_and_zero_are_two_rulings)
{
	const struct rule_text none[] = {
		RULE("1", "*", .field = "approval", .value = "none"),
		RULE("2", "*", .field = "hold", .value = "none"),
		RULE("3", "*", .field = "notice", .value = "none"),
		RULE("4", "*", .field = "preempt", .value = "none"),
		RULE("5", "*", .field = "checkin", .value = "required"),
		RULE("6", "*", .field = "noshow", .value = "none"),
		RULE("7", "*", .field = "price", .value = "none"),
	};
	const struct rule_text zero[] = {
		RULE("1", "*", .field = "hold", .value = "0"),
		RULE("2", "*", .field = "preempt", .value = "0"),
		RULE("3", "*", .field = "checkin", .value = "required"),
		RULE("4", "*", .field = "noshow", .value = "0"),
	};
	struct ruling v = ruling_of(none, COUNT(none));
	ck_assert_int_eq(v.approval, APPROVAL_NONE);
	ck_assert_int_eq(v.hold_min, CLOCK_MAX_MIN);
	ck_assert_int_eq(v.notice_min, 0);
	ck_assert_int_eq(v.preempt_min, -1);
	ck_assert_int_eq(v.noshow_min, 0);
	ck_assert_str_eq(v.price, "");
	v = ruling_of(zero, COUNT(zero));
	ck_assert_int_eq(v.hold_min, 0);
	ck_assert_int_eq(v.preempt_min, 0);
	ck_assert_int_eq(v.noshow_min, 1);
	v = ruling_of(zero + 2, 1);
	ck_assert_int_eq(v.noshow_min, POLICY_NOSHOW_DEFAULT_MIN);
	v = ruling_of(zero + 3, 1);
	ck_assert_int_eq(v.noshow_min, 0);
}
END_TEST

Suite *policy_order_suite(void)
{
	Suite *s = suite_create("policy_order");
	TCase *t = tcase_create("policy_order");
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, use_shanghai, release);
	tcase_add_loop_test(t, the_more_specific_place_decides, 0, COUNT(places));
	tcase_add_loop_test(t, then_the_more_specific_who, 0, COUNT(who_forms));
	tcase_add_test(t, then_when_then_the_day_then_the_id);
	tcase_add_test(t, a_rule_is_as_specific_as_itself);
	tcase_add_loop_test(t, an_empty_value_inherits, 0, COUNT(nothings));
	tcase_add_test(t, what_does_not_fit_does_not_decide);
	tcase_add_test(t, a_rule_on_trial_decides_nothing);
	tcase_add_test(t, all_that_was_looked_at_is_told_in_order);
	tcase_add_test(t, a_trial_loses_to_a_stronger_one);
	tcase_add_test(t, settings_become_a_ruling);
	tcase_add_test(t, none_and_zero_are_two_rulings);
	return s;
}
