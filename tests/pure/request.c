/* The ids of requests as text. */
#include "store/model/request.h"

#include <check.h>
#include <string.h>
#include <time.h>

Suite *request_suite(void);

static int64_t now_ms(void)
{
	return (int64_t)time(NULL) * 1000;
}

START_TEST(a_new_id_is_a_uuid_that_may_be_asked_again)
{
	unsigned char id[REQUEST_ID_BYTES], again[REQUEST_ID_BYTES];
	char text[REQUEST_ID_TEXT_MAX];
	request_id_new(id);
	request_id_text(id, text);
	ck_assert_uint_eq(strlen(text), 36);
	ck_assert_int_eq(text[14], '7');
	ck_assert_ptr_nonnull(strchr("89ab", text[19]));
	ck_assert_int_eq(request_id_parse(text, now_ms(), again), REQUEST_ID_FITS);
	ck_assert_mem_eq(id, again, sizeof id);
}
END_TEST

START_TEST(what_is_no_uuid_is_malformed)
{
	static const char *const bad[] = {"",
	                                  "12",
	                                  "01900000-0000-7000-8000-00000000000",
	                                  "01900000-0000-7000-8000-0000000000000",
	                                  "01900000-0000-7000-8000-00000000000g",
	                                  "0190000000007000800000000000000000",
	                                  "01900000-0000-7000-8000 000000000000",
	                                  "-1900000-0000-7000-8000-000000000000"};
	unsigned char id[REQUEST_ID_BYTES];
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_int_eq(request_id_parse(bad[i], 0, id), REQUEST_ID_MALFORMED);
}
END_TEST

START_TEST(an_id_is_asked_again_while_it_is_remembered)
{
	static const char text[] = "01900000-0000-7000-8000-ABCDEF000000";
	static const int64_t made = INT64_C(0x019000000000), day = INT64_C(24) * 3600 * 1000;
	unsigned char id[REQUEST_ID_BYTES];
	ck_assert_int_eq(request_id_parse(text, made, id), REQUEST_ID_FITS);
	ck_assert_int_eq(id[10], 0xab);
	ck_assert_int_eq(request_id_parse(text, made + REQUEST_REPEAT_DAYS * day, id), REQUEST_ID_FITS);
	ck_assert_int_eq(request_id_parse(text, made + REQUEST_REPEAT_DAYS * day + 1, id), REQUEST_ID_OLD);
	ck_assert_int_eq(request_id_parse(text, made - REQUEST_AHEAD_MIN * 60000, id), REQUEST_ID_FITS);
	ck_assert_int_eq(request_id_parse(text, made - REQUEST_AHEAD_MIN * 60000 - 1, id), REQUEST_ID_LATE);
	ck_assert_int_lt(REQUEST_REPEAT_DAYS, REQUEST_MEMORY_DAYS);
}
END_TEST

Suite *request_suite(void)
{
	Suite *s = suite_create("request");
	TCase *t = tcase_create("request");
	tcase_add_test(t, a_new_id_is_a_uuid_that_may_be_asked_again);
	tcase_add_test(t, what_is_no_uuid_is_malformed);
	tcase_add_test(t, an_id_is_asked_again_while_it_is_remembered);
	suite_add_tcase(s, t);
	return s;
}
