/*
 * Completion in shells: a person types in bash and in zsh, presses Tab and Enter; a function of the name `quad` shows
 * the words that the program would be given. The scripts ask the real program.
 */
#include "tests/pty.h"
#include "tests/tui/command.h"
#include "tui/cmd/shell_line.h"

Suite *completion_suite(void);

/* ---- a shell ---- */

static const char *here; /* the test's directory, which a child would not ask for */

static void make_store(void)
{
	char bin[500];
	here = test_dir();
	use_store();
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	write_file("campuses.csv", "code,name\nNORTH,北校区\n"
	                             "EAST,East\n");
	write_file("resources.csv",
	           "code,name,kind,campus\nB 1,焊接实训室,lab,NORTH\nO'Neil,Hall of O'Neil,room,NORTH\n"
	           "$(touch owned),trap,lab,NORTH\n\"x\"\"y\",inches,lab,EAST\nC:1,Colon,lab,EAST\n"
	           "P-1,实训楼一,lab,EAST\nP-2,实训楼二,lab,EAST\nB&rm -rf ~,trap,lab,EAST\n");
	write_file("list of labs.csv", "code,name,kind\n");
	write_file("people.csv", "login,name,role\namy,Amy,requester\n");
	ASSERT_STATUS(0, "import campuses %s/campuses.csv", test_dir());
	ASSERT_STATUS(0, "import resources %s/resources.csv", test_dir());
	ASSERT_STATUS(0, "import people %s/people.csv", test_dir());
	snprintf(bin, sizeof bin, "%s/bin", test_dir());
	ck_assert_int_eq(mkdir(bin, 0700), 0);
	const char *program = getenv("QUAD");
	ck_assert_msg(program != NULL, "QUAD names the program");
	ck_assert_int_eq(symlink(program, test_path(bin, "quad")), 0);
}

/* In the test's directory, with the program before all others. */
static int run_shell(int argc, char **argv)
{
	char path[2000];
	(void)argc;
	snprintf(path, sizeof path, "%s/bin:%s", here, getenv("PATH"));
	setenv("PATH", path, 1);
	setenv("PS1", "READY> ", 1);
	setenv("INPUTRC", "/dev/null", 1);
	if (chdir(here) != 0)
		return 98;
	execvp(argv[0], argv);
	return 99;
}

#define SHOW_WORDS "quad() { printf '<%s>' \"$@\"; echo; }"

static struct pty *open_bash(void)
{
	static const char *const argv[] = {"bash", "--norc", "--noprofile", "-i", NULL};
	struct pty *p = pty_spawn(run_shell, argv, NULL, 24, 100);
	pty_wait(p, "READY>");
	pty_keys(p, ". <(quad completion bash); " SHOW_WORDS "; clear; echo LOADED\r");
	pty_wait_row(p, 0, "LOADED");
	pty_wait_row(p, 1, "READY>");
	return p;
}

static struct pty *open_zsh(void)
{
	static const char *const argv[] = {"zsh", "-f", "-i", NULL};
	struct pty *p = pty_spawn(run_shell, argv, NULL, 24, 100);
	pty_wait(p, "READY>");
	pty_keys(p, "autoload -Uz compinit; compinit -u -D; . <(command quad completion zsh); " SHOW_WORDS
	            "; clear; echo LOADED\r");
	pty_wait_row(p, 0, "LOADED");
	pty_wait_row(p, 1, "READY>");
	return p;
}

/* ---- what is typed, and what the program gets ---- */

static const struct {
	const char *typed, *words;
} lines[] = {
	{"quad canc\t", "<cancel>"},
	{"quad cancel 1 --fr\t", "<cancel><1><--from>"},
	{"quad find --kind l\t", "<find><--kind><lab>"},
	{"quad list camp\t", "<list><campuses>"},
	{"quad export resources --format x\t", "<export><resources><--format><xlsx>"},
	{"quad find --campus=N\t", "<find><--campus=NORTH>"},
	{"quad find --near N\t20", "<find><--near><NORTH:20>"},
	{"quad book \"B \t", "<book><B 1>"},
	{"quad book B\\ \t", "<book><B 1>"},
	{"quad book 焊接\t", "<book><B 1>"},
	{"quad book o\t", "<book><O'Neil>"},
	{"quad book '$\t", "<book><$(touch owned)>"},
	{"quad book \\$\t", "<book><$(touch owned)>"},
	{"quad book x\t", "<book><x\"y>"},
	{"quad book 'B&\t", "<book><B&rm -rf ~>"},
	{"quad book C:\t", "<book><C:1>"},
	{"quad --js\t list camp\t", "<--json><list><campuses>"},
	{"quad --as am\t whoa\t", "<--as><amy><whoami>"},
	{"quad import resources lis\t", "<import><resources><list of labs.csv>"},
	{"quad nonsense a\t", "<nonsense><a>"},
};
enum { N_LINES = sizeof lines / sizeof *lines };

static void type_line(struct pty *p, int i)
{
	pty_keys(p, lines[i].typed);
	pty_keys(p, "\r");
	pty_wait(p, lines[i].words);
	pty_close(p);
	ck_assert_int_ne(access(test_path(test_dir(), "owned"), F_OK), 0);
}

START_TEST(bash_completes)
{
	make_store();
	type_line(open_bash(), _i);
}
END_TEST

START_TEST(zsh_completes)
{
	make_store();
	type_line(open_zsh(), _i);
}
END_TEST

/* Names that share nothing with what was typed are shown, and what was typed stays. */
static void look_at_names(struct pty *p)
{
	pty_keys(p, "quad book 实训楼\t\t");
	pty_wait(p, "P-1  实训楼一");
	pty_wait(p, "P-2  实训楼二");
	pty_keys(p, "\r");
	pty_wait(p, "<book><实训楼>");
	pty_close(p);
}

START_TEST(names_are_shown_and_not_put_in)
{
	make_store();
	look_at_names(open_bash());
	look_at_names(open_zsh());
}
END_TEST

/* ---- what the scripts ask ---- */

START_TEST(who_may_not_look_gets_no_codes)
{
	make_store();
	ASSERT_STATUS(0, "completion zsh --line 'quad book P'");
	ck_assert_str_eq(last.out, "words\nP-1\t实训楼一\nP-2\t实训楼二\n");
	ASSERT_STATUS(0, "--as nobody completion zsh --line 'quad book P'");
	ck_assert_str_eq(last.out, "words\n");
	ASSERT_STATUS(0, "completion zsh --line 'quad --as nobody book P'");
	ck_assert_str_eq(last.out, "words\n");
	ASSERT_STATUS(0, "--as nobody completion zsh --line 'quad cancel --f'");
	ck_assert_ptr_nonnull(strstr(last.out, "words\n--from\t"));
	/* no store at all */
	ASSERT_STATUS(0, "completion zsh --line 'quad --store /nowhere book P'");
	ck_assert_str_eq(last.out, "words\n");
	ASSERT_STATUS(0, "completion zsh --line 'quad --store /nowh'");
	ck_assert_str_eq(last.out, "files\n");
	ASSERT_STATUS(2, "completion fish");
	ASSERT_SAID("\"fish\" is not bash or zsh");
}
END_TEST

START_TEST(a_line_is_taken_apart_as_a_shell_does)
{
	static const struct {
		const char *line, *words;
		char quote;
		size_t kept;
	} cases[] = {
		{"", "|", '\0', 0},
		{"quad", "quad|", '\0', 0},
		{"quad ", "quad||", '\0', 0},
		{"quad  a\tb", "quad|a|b|", '\0', 0},
		{"a 'b c' \"d e\"", "a|b c|d e|", '\0', 3},
		{"a 'b c", "a|b c|", '\'', 0},
		{"a \"b \\\" \\c $x", "a|b \" \\c $x|", '"', 0},
		{"a b\\ c\\", "a|b c\\|", '\0', 0},
		{"a --near=x:y", "a|--near=x:y|", '\0', 9},
		{"a --near='x:y", "a|--near=x:y|", '\'', 7},
		{"a ''", "a||", '\0', 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = {0};
		struct shell_line line;
		struct buf words = {0};
		ck_assert_int_eq(shell_line_read(cases[i].line, "'\":=", &arena, &line), 0);
		for (size_t j = 0; j < line.n; j++)
			buf_fmt(&words, "%s|", line.v[j]);
		ck_assert_str_eq(buf_text(&words), cases[i].words);
		ck_assert_int_eq(line.quote, cases[i].quote);
		ck_assert_msg(line.kept == cases[i].kept, "%s: %zu", cases[i].line, line.kept);
		buf_release(&words);
		arena_release(&arena);
	}
}
END_TEST

Suite *completion_suite(void)
{
	Suite *s = suite_create("completion");
	TCase *t = tcase_create("completion");
	tcase_add_checked_fixture(t, NULL, release_kept);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, bash_completes, 0, N_LINES);
	tcase_add_loop_test(t, zsh_completes, 0, N_LINES);
	tcase_add_test(t, names_are_shown_and_not_put_in);
	tcase_add_test(t, who_may_not_look_gets_no_codes);
	tcase_add_test(t, a_line_is_taken_apart_as_a_shell_does);
	suite_add_tcase(s, t);
	return s;
}
