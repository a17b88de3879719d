/* The list of broken rules and its text form. */
#include <check.h>
#include <string.h>

#include "store/model/reason.h"

Suite *reason_suite(void);

/* The words of the promised interface, in order of the enumeration. */
static const char *const words[] = {"busy", "capacity", "travel", "closed", "hours", "past", "lead", "horizon",
                                    "duration", "quota", "denied", "qualification", "inactive", "unknown", "time",
                                    "value"};

START_TEST(every_rule_has_its_word)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		ck_assert_str_eq(rule_word((enum rule)(i + RULE_BUSY)), words[i]);
	ck_assert_str_eq(rule_word((enum rule)0), "");
	ck_assert_str_eq(rule_word((enum rule)(RULE_VALUE + 1)), "");
}
END_TEST

START_TEST(reasons_are_joined_in_order)
{
	struct arena a = {0};
	struct reasons list = {.arena = &a};
	struct buf b = {0};
	reasons_format(&list, &b);
	ck_assert_str_eq(buf_text(&b), "");
	reason_add(&list, RULE_BUSY, "R11", "%d", 17)->booking = 17;
	reason_add(&list, RULE_INACTIVE, "T001", "%s", "");
	reason_add(&list, RULE_VALUE, "note", "a;b");
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
		reason_add(&list, RULE_BUSY, "R", "%d", i)->number = i;
	ck_assert_uint_eq(list.n, 1000);
	ck_assert(!list.failed);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(list.v[i].number, i);
	arena_release(&a);
}
END_TEST

START_TEST(time_and_value_are_malformed)
{
	for (enum rule rule = RULE_BUSY; rule <= RULE_VALUE; rule++) {
		struct arena a = {0};
		struct reasons list = {.arena = &a};
		reason_add(&list, RULE_BUSY, "R", "1");
		reason_add(&list, rule, "R", "1");
		ck_assert_msg(reasons_malformed(&list) == (rule == RULE_TIME || rule == RULE_VALUE), "%s", rule_word(rule));
		arena_release(&a);
	}
}
END_TEST

Suite *reason_suite(void)
{
	Suite *s = suite_create("reason");
	TCase *t = tcase_create("reason");
	tcase_add_test(t, every_rule_has_its_word);
	tcase_add_test(t, reasons_are_joined_in_order);
	tcase_add_test(t, many_reasons_are_kept);
	tcase_add_test(t, time_and_value_are_malformed);
	suite_add_tcase(s, t);
	return s;
}
