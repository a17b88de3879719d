/* The words for errors. */
#include <check.h>
#include <string.h>

#include "store/base/err.h"

Suite *err_suite(void);

START_TEST(every_error_has_words_of_its_own)
{
	static const enum quad_err all[] = {
		QUAD_OK,       QUAD_ENOMEM,   QUAD_EIO,      QUAD_EFULL,  QUAD_ENOTFOUND, QUAD_EEXIST, QUAD_EBUSY,
		QUAD_ECORRUPT, QUAD_EVERSION, QUAD_EREFUSED, QUAD_EINVAL, QUAD_EPERM,     QUAD_ENETFS, QUAD_ENOSTORE,
		QUAD_EGAP,     QUAD_ETWICE,   QUAD_ESTOP,    QUAD_EZONE,  QUAD_EUNSURE,   QUAD_EMOVED, QUAD_EREPLICA};
	const char *unknown = quad_strerror(1);
	ck_assert_str_eq(unknown, quad_strerror(-1000));
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		ck_assert_str_ne(quad_strerror(all[i]), unknown);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(quad_strerror(all[i]), quad_strerror(all[j]));
	}
}
END_TEST

Suite *err_suite(void)
{
	Suite *s = suite_create("err");
	TCase *c = tcase_create("words");
	tcase_add_test(c, every_error_has_words_of_its_own);
	suite_add_tcase(s, c);
	return s;
}
