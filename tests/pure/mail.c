/* Mails that wait: their names, their records, and when they may be sent. */
#include "store/model/mail.h"

#include <check.h>
#include <string.h>

#include "store/base/err.h"

Suite *mail_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const struct {
	const char *text;
	uint64_t action;
	const char *login; /* NULL: it is no name */
} names[] = {
	{"17-chan", 17, "chan"},
	{"17-a-b", 17, "a-b"},
	{"9-2019001", 9, "2019001"},
	{"", 0, NULL},
	{"17", 0, NULL},
	{"17-", 0, NULL},
	{"-chan", 0, NULL},
	{"0-chan", 0, NULL},
	{"017-chan", 0, NULL},
	{"17 -chan", 0, NULL},
	{"17--chan", 0, NULL},
	{"17-a b", 0, NULL},
	{"17-a\nTo: b", 0, NULL},
	{"99999999999999999999-chan", 0, NULL},
};

START_TEST(a_name_is_a_number_and_a_login)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		uint64_t action;
		const char *login;
		char again[MAIL_ID_MAX];
		int err = mail_id_parse(names[i].text, &action, &login);
		ck_assert_msg(err == (names[i].login ? 0 : QUAD_EINVAL), "%s", names[i].text);
		if (!names[i].login)
			continue;
		ck_assert_uint_eq(action, names[i].action);
		ck_assert_str_eq(login, names[i].login);
		ck_assert_str_eq(mail_id(action, login, again), names[i].text);
	}
}
END_TEST

START_TEST(a_record_comes_back_as_it_was)
{
	const struct mail v = {.kind = MAIL_OF_DIGEST,
	                       .state = MAIL_FAILED,
	                       .made_min = 29816160,
	                       .next_min = 29816170,
	                       .lease_min = 29816165,
	                       .tries = 3,
	                       .first = 7,
	                       .upto = 9,
	                       .n_items = 2,
	                       .day = 20700,
	                       .error = "no"};
	const struct mail_item item = {.kind = MAIL_HIT, .series = 12};
	struct mail back;
	struct mail_item item_back;
	struct buf b = {0};
	mail_encode(&v, &b);
	ck_assert_int_eq(mail_decode((struct bytes){b.p, b.len}, &back), 0);
	ck_assert_int_eq(back.kind, v.kind);
	ck_assert_int_eq(back.state, v.state);
	ck_assert_int_eq(back.made_min, v.made_min);
	ck_assert_int_eq(back.next_min, v.next_min);
	ck_assert_int_eq(back.lease_min, v.lease_min);
	ck_assert_uint_eq(back.tries, v.tries);
	ck_assert_uint_eq(back.first, v.first);
	ck_assert_uint_eq(back.upto, v.upto);
	ck_assert_uint_eq(back.n_items, v.n_items);
	ck_assert_int_eq(back.day, v.day);
	ck_assert_str_eq(back.error, v.error);
	for (size_t len = 0; len < b.len; len++)
		ck_assert_int_ne(mail_decode((struct bytes){b.p, len}, &back), 0);
	buf_clear(&b);
	mail_item_encode(&item, &b);
	ck_assert_int_eq(mail_item_decode((struct bytes){b.p, b.len}, &item_back), 0);
	ck_assert_int_eq(item_back.kind, MAIL_HIT);
	ck_assert_uint_eq(item_back.series, 12);
	buf_release(&b);
}
END_TEST

START_TEST(a_value_that_is_none_is_damage)
{
	const struct mail none = {.kind = (enum mail_kind)9, .state = MAIL_WAITING, .error = ""};
	const struct mail stateless = {.kind = MAIL_OF_CHANGE, .error = ""};
	const struct mail_item item = {.kind = MAIL_ITEM_KINDS};
	struct mail back;
	struct mail_item item_back;
	struct buf b = {0};
	mail_encode(&none, &b);
	ck_assert_int_eq(mail_decode((struct bytes){b.p, b.len}, &back), QUAD_ECORRUPT);
	buf_clear(&b);
	mail_encode(&stateless, &b);
	ck_assert_int_eq(mail_decode((struct bytes){b.p, b.len}, &back), QUAD_ECORRUPT);
	buf_clear(&b);
	mail_item_encode(&item, &b);
	ck_assert_int_eq(mail_item_decode((struct bytes){b.p, b.len}, &item_back), QUAD_ECORRUPT);
	buf_release(&b);
}
END_TEST

START_TEST(each_kind_has_a_word)
{
	for (int i = 1; i < MAIL_ITEM_KINDS; i++) {
		ck_assert_str_ne(mail_item_word((enum mail_item_kind)i), "");
		for (int k = 1; k < i; k++)
			ck_assert_str_ne(mail_item_word((enum mail_item_kind)i),
			                 mail_item_word((enum mail_item_kind)k));
	}
}
END_TEST

START_TEST(a_lease_ends)
{
	struct mail m = {.state = MAIL_LEASED, .lease_min = 100};
	ck_assert(!mail_is_due(&m, 99));
	ck_assert_int_eq(mail_state_at(&m, 99), MAIL_LEASED);
	ck_assert(mail_is_due(&m, 100));
	ck_assert_int_eq(mail_state_at(&m, 100), MAIL_WAITING);
	m = (struct mail){.state = MAIL_FAILED, .next_min = 50};
	ck_assert(!mail_is_due(&m, 49));
	ck_assert(mail_is_due(&m, 50));
}
END_TEST

Suite *mail_suite(void)
{
	Suite *s = suite_create("mail");
	TCase *t = tcase_create("mail");
	suite_add_tcase(s, t);
	tcase_add_test(t, a_name_is_a_number_and_a_login);
	tcase_add_test(t, a_record_comes_back_as_it_was);
	tcase_add_test(t, a_value_that_is_none_is_damage);
	tcase_add_test(t, each_kind_has_a_word);
	tcase_add_test(t, a_lease_ends);
	return s;
}
