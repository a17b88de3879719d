/* Evaluations: which texts are scores, and the record. */
#include <check.h>

#include "store/base/err.h"
#include "store/model/evaluation.h"

Suite *evaluation_suite(void);

static const struct {
	const char *text, *scores; /* NULL: refused */
} rows[] = {
	{"5,4,3,2", "5,4,3,2"},
	{" 1, 2 ,3,4 ", "1,2,3,4"},
	{"５，４，３，２", "5,4,3,2"},
	{"", NULL},
	{"5,4,3", NULL},
	{"5,4,3,2,1", NULL},
	{"5,4,3,2,", NULL},
	{"0,4,3,2", NULL},
	{"6,4,3,2", NULL},
	{"5.4.3.2", NULL},
	{"55,4,3,2", NULL},
	{"-5,4,3,2", NULL},
};

START_TEST(scores_are_four_from_one_to_five)
{
	unsigned char scores[EVALUATION_SCORES];
	char text[EVALUATION_TEXT_MAX];
	int err = evaluation_scores_parse(rows[_i].text, scores);
	ck_assert_int_eq(err, rows[_i].scores ? 0 : QUAD_EINVAL);
	if (rows[_i].scores)
		ck_assert_str_eq(evaluation_scores_format(scores, text), rows[_i].scores);
}
END_TEST

START_TEST(a_record_is_read_as_it_was_written)
{
	struct evaluation v = {.seq = 7, .at_min = 29816160, .scores = {5, 4, 3, 2}, .login = "ann", .note = "clean"},
			  read;
	struct buf b = {0};
	evaluation_encode(&v, &b);
	ck_assert_int_eq(evaluation_decode((struct bytes){b.p, b.len}, &read), 0);
	ck_assert_uint_eq(read.seq, 7);
	ck_assert_int_eq(read.at_min, v.at_min);
	ck_assert_mem_eq(read.scores, v.scores, sizeof v.scores);
	ck_assert_str_eq(read.login, "ann");
	ck_assert_str_eq(read.note, "clean");
	ck_assert(evaluation_is_sound(&read));
	read.scores[2] = 0;
	ck_assert(!evaluation_is_sound(&read));
	for (size_t n = 0; n < b.len; n++)
		ck_assert_int_ne(evaluation_decode((struct bytes){b.p, n}, &read), 0);
	buf_release(&b);
}
END_TEST

START_TEST(sides_have_words)
{
	enum evaluation_side side;
	ck_assert_int_eq(evaluation_side_parse("owner", &side), 0);
	ck_assert_int_eq(side, EVALUATION_BY_OWNER);
	ck_assert_int_eq(evaluation_side_parse("", &side), QUAD_EINVAL);
	ck_assert_str_eq(evaluation_side_word(3), "");
}
END_TEST

Suite *evaluation_suite(void)
{
	Suite *s = suite_create("evaluation");
	TCase *t = tcase_create("evaluation");
	tcase_add_loop_test(t, scores_are_four_from_one_to_five, 0, sizeof rows / sizeof *rows);
	tcase_add_test(t, a_record_is_read_as_it_was_written);
	tcase_add_test(t, sides_have_words);
	suite_add_tcase(s, t);
	return s;
}
