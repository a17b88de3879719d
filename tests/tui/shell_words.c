/* A line taken apart as a shell does it, compared with the shell; and what is refused. */
#include <stdio.h>

#include "tests/tui/command.h"
#include "tui/base/shell_words.h"

Suite *shell_words_suite(void);

static struct arena arena;

/* The words, each with a `|` after it. */
static const char *words_of(const char *line)
{
	struct shell_words w;
	struct buf text = {0};
	ck_assert_msg(shell_words_read(line, strlen(line), &arena, &w) == SHELL_FINE, "%s", line);
	ck_assert_ptr_null(w.v[w.n]);
	for (size_t i = 0; i < w.n; i++)
		buf_fmt(&text, "%s|", w.v[i]);
	const char *kept_text = arena_str(&arena, buf_text(&text));
	buf_release(&text);
	return kept_text;
}

/* What /bin/sh makes of the same line. */
static const char *words_of_sh(const char *line)
{
	char script[500], path[2][300];
	snprintf(script, sizeof script, "set -f; set -- %s\n[ $# -eq 0 ] || printf '%%s|' \"$@\"", line);
	write_file("line.sh", script);
	snprintf(path[0], sizeof path[0], "%s/line.sh", test_dir());
	snprintf(path[1], sizeof path[1], "%s/words", test_dir());
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		redirect(STDOUT_FILENO, path[1]);
		execlp("sh", "sh", path[0], (char *)NULL);
		_exit(99);
	}
	ck_assert_int_eq(wait_for(pid), 0);
	return keep_file(path[1]);
}

static const char *const plain[] = {
	"",
	"   ",
	"book LAB-1",
	"  book   LAB-1  ",
	"book 'LAB 1' \"LAB 2\" LAB\\ 3",
	"a'b'c\"d\"e",
	"'' \"\" x",
	"\"a\\\"b\\\\c\\$d\\`e\\f\"",
	"'a\\b'",
	"a\\'b a\\\\b",
	"a#b # a remark 'not closed",
	"# only a remark",
	"'#' \\# \"#\"",
	"--purpose '$(reboot)' '`reboot`' '!!' '~' '*'",
	"实验室 '实 验 室' \"二\"",
	"OSC*3 a=b %x @y +z ,q : /",
};

START_TEST(plain_words_are_those_of_a_shell)
{
	ck_assert_str_eq(words_of(plain[_i]), words_of_sh(plain[_i]));
}
END_TEST

START_TEST(nothing_is_expanded)
{
	ck_assert_str_eq(words_of("$HOME ${HOME} $(id) `id`"), "$HOME|${HOME}|$(id)|`id`|");
	ck_assert_str_eq(words_of("~ ~root {a,b} * ? [a] !!"), "~|~root|{a,b}|*|?|[a]|!!|");
	ck_assert_str_eq(words_of("a;b e&f g>h <i (j) && ;"), "a;b|e&f|g>h|<i|(j)|&&|;|");
	ck_assert_str_eq(words_of("\"$(id) $HOME `id`\""), "$(id) $HOME `id`|");
}
END_TEST

static const struct {
	const char *line;
	size_t len; /* 0: that of the line */
	enum shell_fault fault;
	size_t at;
	uint32_t character;
} faults[] = {
	{"book 'LAB", 0, SHELL_QUOTE, 6, '\''},
	{"book \"LAB", 0, SHELL_QUOTE, 6, '"'},
	{"book \"LAB\\\"", 0, SHELL_QUOTE, 6, '"'},
	{"book a'b", 0, SHELL_QUOTE, 7, '\''},
	{"book \\", 0, SHELL_BACKSLASH, 6, '\\'},
	{"a\tb", 0, SHELL_CONTROL, 2, '\t'},
	{"a\nb", 0, SHELL_CONTROL, 2, '\n'},
	{"'a\nb'", 0, SHELL_CONTROL, 3, '\n'},
	{"a\033[2J", 0, SHELL_CONTROL, 2, 0x1b},
	{"a\x7f", 0, SHELL_CONTROL, 2, 0x7f},
	{"a\xc2\x9b", 0, SHELL_CONTROL, 2, 0x9b},
	{"a\xe2\x80\xae", 0, SHELL_CONTROL, 2, 0x202e},
	{"a\xe2\x81\xa6", 0, SHELL_CONTROL, 2, 0x2066},
	{"a\0b", 3, SHELL_CONTROL, 2, 0},
	{"a\xff", 0, SHELL_NO_UTF8, 2, 0},
	{"a\xc0\xaf", 0, SHELL_NO_UTF8, 2, 0},
	{"a\xe5\xae", 0, SHELL_NO_UTF8, 2, 0},
};

START_TEST(a_fault_says_what_and_where)
{
	struct shell_words w;
	size_t len = faults[_i].len ? faults[_i].len : strlen(faults[_i].line);
	ck_assert_int_eq(shell_words_read(faults[_i].line, len, &arena, &w), faults[_i].fault);
	ck_assert_uint_eq(w.n, 0);
	ck_assert_uint_eq(w.at, faults[_i].at);
	if (faults[_i].fault == SHELL_CONTROL || faults[_i].fault == SHELL_QUOTE)
		ck_assert_uint_eq(w.character, faults[_i].character);
}
END_TEST

START_TEST(a_line_has_an_end)
{
	static char line[SHELL_LINE_MAX + 2];
	struct shell_words w;
	memset(line, 'a', SHELL_LINE_MAX + 1);
	ck_assert_int_eq(shell_words_read(line, SHELL_LINE_MAX, &arena, &w), SHELL_FINE);
	ck_assert_uint_eq(w.n, 1);
	ck_assert_int_eq(shell_words_read(line, SHELL_LINE_MAX + 1, &arena, &w), SHELL_LONG);
	ck_assert_uint_eq(w.at, SHELL_LINE_MAX + 1);
	for (size_t i = 1; i < SHELL_LINE_MAX; i += 2)
		line[i] = ' ';
	ck_assert_int_eq(shell_words_read(line, SHELL_LINE_MAX, &arena, &w), SHELL_FINE);
	ck_assert_uint_eq(w.n, SHELL_LINE_MAX / 2);
}
END_TEST

static void release(void)
{
	arena_release(&arena);
	release_kept();
}

Suite *shell_words_suite(void)
{
	Suite *s = suite_create("shell_words");
	TCase *t = tcase_create("words");
	tcase_add_checked_fixture(t, NULL, release);
	tcase_add_loop_test(t, plain_words_are_those_of_a_shell, 0, sizeof plain / sizeof *plain);
	tcase_add_test(t, nothing_is_expanded);
	tcase_add_loop_test(t, a_fault_says_what_and_where, 0, sizeof faults / sizeof *faults);
	tcase_add_test(t, a_line_has_an_end);
	suite_add_tcase(s, t);
	return s;
}
