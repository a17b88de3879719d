/* Settings of a store: which values they may have, and what these mean. */
#include <check.h>

#include "store/model/settings.h"

Suite *settings_suite(void);

static const struct {
	const char *name, *value;
	bool fits;
} rows[] = {
	{"mail", "on", true},          {"mail", "off", true},
	{"mail", "yes", false},        {"mail", "ON", false},
	{"mail-from", "", true},       {"mail-from", "quad@school.example", true},
	{"mail-from", "quad", false},  {"mail-from", "a@b.example\nBcc: c@d.example", false},
	{"remind", "24h", true},       {"remind", "90m", true},
	{"remind", "2d", true},        {"remind", "none", true},
	{"remind", "0", false},        {"remind", "31d", false},
	{"remind", "soon", false},     {"digest", "off", true},
	{"digest", "daily", false},    {"keep-unmet", "3y", true},
	{"keep-unmet", "18m", true},   {"keep-unmet", "none", true},
	{"keep-unmet", "0y", false},   {"keep-unmet", "3", false},
	{"keep-unmet", "y", false},    {"keep-unmet", "3years", false},
	{"keep-unmet", "101y", false}, {"keep-unmet", "99999999999999999999y", false},
	{"keep-unmet", "-3y", false},  {"share-days", "14", true},
	{"share-days", "0", true},     {"share-days", "none", true},
	{"share-days", "-1", false},   {"share-days", "14d", false},
	{"share-days", "3661", false}, {"share-days", "99999999999999999999", false},
};

START_TEST(values_are_of_one_form)
{
	const struct setting_kind *kind = settings_find(rows[_i].name);
	ck_assert_ptr_nonnull(kind);
	ck_assert_msg(kind->fits(rows[_i].value) == rows[_i].fits, "%s %s", rows[_i].name, rows[_i].value);
}
END_TEST

START_TEST(defaults_fit)
{
	for (const struct setting_kind *k = settings_kinds(); k->name; k++) {
		ck_assert_msg(k->fits(k->fallback), "%s", k->name);
		ck_assert_ptr_eq(settings_find(k->name), k);
	}
	ck_assert_ptr_null(settings_find("colour"));
}
END_TEST

START_TEST(values_have_a_meaning)
{
	ck_assert(settings_on("on"));
	ck_assert(!settings_on("off"));
	ck_assert_int_eq(settings_minutes("24h"), 1440);
	ck_assert_int_eq(settings_minutes("none"), 0);
	ck_assert_uint_eq(settings_months("3y"), 36);
	ck_assert_uint_eq(settings_months("18m"), 18);
	ck_assert_uint_eq(settings_months("none"), 0);
	ck_assert_int_eq(settings_days("14"), 14);
	ck_assert_int_eq(settings_days("0"), 0);
	ck_assert_int_eq(settings_days("none"), -1);
}
END_TEST

Suite *settings_suite(void)
{
	Suite *suite = suite_create("settings");
	TCase *tc = tcase_create("settings");
	tcase_add_loop_test(tc, values_are_of_one_form, 0, sizeof rows / sizeof *rows);
	tcase_add_test(tc, defaults_fit);
	tcase_add_test(tc, values_have_a_meaning);
	suite_add_tcase(suite, tc);
	return suite;
}
