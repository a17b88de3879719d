/* Options and words: every way of writing them, and what each mistake is told. */
#include <check.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/args.h"

Suite *args_suite(void);

static const struct arg_option options[] = {
	{"at", "START", "when"}, {"tag", "TAG", "a tag"}, {"dry-run", NULL, "only say"}, {NULL, NULL, NULL}};

#define WORDS_MAX 16

/* Parses words that are given in one text, split at blanks. */
static int parse(const char *line, struct args *out, struct buf *message)
{
	static char copy[200];
	static char *argv[WORDS_MAX];
	int argc = 0;
	ck_assert_uint_lt(strlen(line), sizeof copy);
	memcpy(copy, line, strlen(line) + 1);
	for (char *p = copy; *p && argc < WORDS_MAX;) {
		argv[argc++] = p;
		p += strcspn(p, " ");
		if (*p)
			*p++ = '\0';
	}
	return args_parse(options, argc, argv, out, message);
}

START_TEST(options_and_words_may_be_mixed)
{
	struct args a;
	struct buf message = {0};
	ck_assert_int_eq(parse("book LAB-1 --at=8:00 T001 --dry-run -", &a, &message), 0);
	ck_assert_uint_eq(a.n_words, 3);
	ck_assert_str_eq(a.words[0], "LAB-1");
	ck_assert_str_eq(a.words[1], "T001");
	ck_assert_str_eq(a.words[2], "-");
	ck_assert_str_eq(args_get(&a, "at"), "8:00");
	ck_assert(args_has(&a, "dry-run"));
	ck_assert(!args_has(&a, "tag"));
	ck_assert_uint_eq(message.len, 0);
	args_release(&a);
}
END_TEST

START_TEST(an_option_may_be_repeated)
{
	struct args a;
	struct buf message = {0};
	size_t at = 0;
	ck_assert_int_eq(parse("find --tag a --tag=b=c --at 1 --at 2", &a, &message), 0);
	ck_assert_str_eq(args_next(&a, "tag", &at), "a");
	ck_assert_str_eq(args_next(&a, "tag", &at), "b=c");
	ck_assert_ptr_null(args_next(&a, "tag", &at));
	ck_assert_str_eq(args_get(&a, "at"), "2");
	args_release(&a);
}
END_TEST

START_TEST(a_double_dash_ends_the_options)
{
	struct args a;
	struct buf message = {0};
	ck_assert_int_eq(parse("book -- --at -x --", &a, &message), 0);
	ck_assert_uint_eq(a.n_words, 3);
	ck_assert_str_eq(a.words[0], "--at");
	ck_assert_str_eq(a.words[2], "--");
	ck_assert_uint_eq(a.n_given, 0);
	args_release(&a);
}
END_TEST

START_TEST(a_value_may_look_like_an_option)
{
	struct args a;
	struct buf message = {0};
	ck_assert_int_eq(parse("book --at --dry-run --tag=", &a, &message), 0);
	ck_assert_str_eq(args_get(&a, "at"), "--dry-run");
	ck_assert(!args_has(&a, "dry-run"));
	ck_assert_str_eq(args_get(&a, "tag"), "");
	args_release(&a);
}
END_TEST

static const struct {
	const char *line, *said;
} mistakes[] = {
	{"book --bogus", "--bogus"},
	{"book --bogus=7", "option --bogus"},
	{"book -x", "-x"},
	{"book --a 8:00", "--a"},
	{"book --at", "--at START"},
	{"book --dry-run=yes", "takes no value"},
};

START_TEST(a_mistake_is_named)
{
	struct args a;
	struct buf message = {0};
	ck_assert_int_eq(parse(mistakes[_i].line, &a, &message), QUAD_EINVAL);
	ck_assert_msg(strstr(buf_text(&message), mistakes[_i].said) != NULL, "said: %s", buf_text(&message));
	ck_assert_msg(strncmp(buf_text(&message), "book: ", 6) == 0, "said: %s", buf_text(&message));
	args_release(&a);
	buf_release(&message);
}
END_TEST

START_TEST(a_command_without_options_takes_words_only)
{
	struct args a;
	struct buf message = {0};
	char word[] = "show", id[] = "17", option[] = "--at";
	ck_assert_int_eq(args_parse(NULL, 2, (char *[]){word, id}, &a, &message), 0);
	ck_assert_uint_eq(a.n_words, 1);
	args_release(&a);
	ck_assert_int_eq(args_parse(NULL, 2, (char *[]){word, option}, &a, &message), QUAD_EINVAL);
	args_release(&a);
	buf_release(&message);
}
END_TEST

Suite *args_suite(void)
{
	Suite *s = suite_create("args");
	TCase *t = tcase_create("args");
	tcase_add_test(t, options_and_words_may_be_mixed);
	tcase_add_test(t, an_option_may_be_repeated);
	tcase_add_test(t, a_double_dash_ends_the_options);
	tcase_add_test(t, a_value_may_look_like_an_option);
	tcase_add_loop_test(t, a_mistake_is_named, 0, sizeof mistakes / sizeof *mistakes);
	tcase_add_test(t, a_command_without_options_takes_words_only);
	suite_add_tcase(s, t);
	return s;
}
