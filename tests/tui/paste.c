/*
 * What a refusal offers instead is a line to paste. Whatever codes, names and texts it holds, a shell takes it as the
 * words that were meant, runs nothing else, and it books.
 */
#include <stdio.h>

#include "tests/tui/forced.h"
#include "tui/base/shell_words.h"

Suite *paste_suite(void);

static const char *const codes[] = {
	"$(touch canary)",
	"`touch canary`",
	"a'b",
	"a\"b",
	"a!b",
	"!!",
	"-x",
	"--store",
	"two words",
	"~",
	"~root",
	"实验室 一",
	"a\\b",
	"#x",
	"a&b",
	"a|b",
	"a>b",
	"a<b",
	"=x",
	"{a,b}",
	"[a-z]",
	"a?",
	"$HOME",
	"a\\'b",
	"'",
	"\"",
	"a#b",
	"(x)",
	"%1",
	"^a^b",
	"a\\$x",
	"\\x",
	"!x'y",
	"a\xc2\xa0z",
};
enum { N_CODES = sizeof codes / sizeof *codes };

#define PURPOSE "$(touch canary) `touch canary` 'q' \"d\" !! ~ \\ ; & | # -- x"

/* A lab of that code, and one that is free in its place, both with names that would do something. */
static void use_code(const char *code)
{
	struct buf list = {0};
	use_forced_store();
	buf_str(&list, "code,name,kind,campus,seats\n\"");
	for (const char *p = code; *p; p++)
		buf_fmt(&list, "%s%c", *p == '"' ? "\"" : "", *p);
	buf_str(&list, "\",'; touch canary; ' !! $(touch canary),lab,N,40\n");
	write_file("code.csv", buf_text(&list));
	buf_release(&list);
	ASSERT_STATUS(0, "--as root import resources %s", path_of("code.csv"));
}

static int book(const char *code)
{
	const char *const words[] = {"quad",      "--as",  "root", "book", "--at", "2040-01-02T08:00", "--for", "2h",
	                             "--purpose", PURPOSE, "--",   code,   NULL};
	return run_words(words, NULL, NULL);
}

/* The words that a shell makes of the line, each in a line of its own; `quad` is a function that tells them. */
static const char *words_by(const char *const *shell, const char *line)
{
	char script[4000];
	/* a child would get another directory */
	const char *in = path_of("script"), *out = path_of("words"), *noise = path_of("noise"), *dir = test_dir();
	snprintf(script, sizeof script, "quad() { for w in \"$@\"; do printf '%%s\\n' \"$w\"; done; }\n%s\n", line);
	write_file("script", script);
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		redirect(STDIN_FILENO, in);
		redirect(STDOUT_FILENO, out);
		redirect(STDERR_FILENO, noise);
		setenv("HISTFILE", "/dev/null", 1);
		if (chdir(dir) == 0)
			execvp(shell[0], (char *const *)shell);
		_exit(99);
	}
	ck_assert_int_eq(wait_for(pid), 0);
	return keep_file(out);
}

static const char *own_words(const char *line)
{
	struct shell_words w;
	struct buf text = {0};
	ck_assert_int_eq(shell_words_read(line, strlen(line), &kept, &w), SHELL_FINE);
	ck_assert_str_eq(w.v[0], "quad");
	for (size_t i = 1; i < w.n; i++)
		buf_fmt(&text, "%s\n", w.v[i]);
	const char *words = arena_str(&kept, buf_text(&text));
	buf_release(&text);
	return words;
}

START_TEST(a_line_to_paste_is_what_was_meant)
{
	static const char *const shells[][4] = {{"sh", NULL}, {"bash", "--norc", NULL}, {"bash", "--norc", "-i", NULL}};
	use_code(codes[_i]);
	ck_assert_int_eq(book(codes[_i]), 0);
	ck_assert_int_eq(book(codes[_i]), CMD_REFUSED);
	int n = 0;
	for (const char *p = strstr(last.err, "\n  quad "); p; p = strstr(p + 1, "\n  quad "), n++) {
		const char *line = arena_dup(&kept, p + 3, strcspn(p + 3, "\n")), *expected = own_words(line);
		ck_assert_msg(strstr(expected, "\n" PURPOSE "\n") != NULL, "%s", line);
		for (size_t k = 0; k < sizeof shells / sizeof *shells; k++)
			ck_assert_msg(strcmp(words_by(shells[k], line), expected) == 0, "%s: %s\n%s\n%s", shells[k][0],
			              line, keep_file(path_of("words")), expected);
		ck_assert_int_ne(access(path_of("canary"), F_OK), 0);
	}
	ck_assert_msg(n > 0, "%s", last.err);
	/* the first one works */
	const char *first = strstr(last.err, "\n  quad ") + 3;
	struct shell_words w;
	ck_assert_int_eq(shell_words_read(first, strcspn(first, "\n"), &kept, &w), SHELL_FINE);
	ck_assert_msg(run_words((const char *const *)w.v, NULL, NULL) == 0, "%s", last.err);
}
END_TEST

Suite *paste_suite(void)
{
	Suite *s = suite_create("paste");
	TCase *t = tcase_create("paste");
	tcase_add_checked_fixture(t, NULL, release_kept);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_line_to_paste_is_what_was_meant, 0, N_CODES);
	suite_add_tcase(s, t);
	return s;
}
