/*
 * Forced mode, attacked by one who has a key and nothing else: options of the key's line in the command, files of this
 * machine, what is the owner's, and texts that a terminal or a shell would obey.
 */
#include <sys/inotify.h>

#include "store/list/list_kind.h"
#include "tests/engine.h"
#include "tests/pty.h"
#include "tests/tui/forced.h"

Suite *forced_suite(void);

/* ---- the key's line ---- */

static const struct {
	const char *words[8];
	int status;
} lines[] = {
	{{"--key", "x"}, CMD_USAGE},
	{{"--key"}, CMD_USAGE},
	{{"--key="}, CMD_USAGE},
	{{"--as", "ana", "--key"}, CMD_USAGE},
	{{"--as", "", "--key", PRINT_OF_ANA}, CMD_USAGE},
	{{"--as", "ana", "--as", "root", "--key", PRINT_OF_ANA}, CMD_USAGE},
	{{"--as", "ana", "--key", PRINT_OF_ANA, "--key", PRINT_OF_ANA}, CMD_USAGE},
	{{"--as", "ana", "--key", PRINT_OF_ANA, "--store", "a", "--store=b"}, CMD_USAGE},
	{{"--as", "ana", "--key", PRINT_OF_ANA, "whoami"}, CMD_USAGE},
	{{"--as", "ana", "--key", PRINT_OF_ANA, "--"}, CMD_USAGE},
	{{"--json", "--as", "ana", "--key", PRINT_OF_ANA}, CMD_USAGE},
	{{"--as", "ana", "--key", PRINT_OF_ANA, "--color", "always"}, CMD_USAGE},
};

START_TEST(the_line_of_a_key_says_three_things_at_most)
{
	const char *words[ARGS_MAX] = {"quad"};
	for (size_t i = 0; lines[_i].words[i]; i++)
		words[i + 1] = lines[_i].words[i];
	ck_assert_int_eq(run_words(words, "whoami", NULL), lines[_i].status);
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID("the line of an SSH key");
}
END_TEST

START_TEST(a_command_of_that_name_has_its_own_option)
{
	/* --key of an import, behind the command, is none of a key's line */
	write_file("list.csv", "code,name,kind,campus\nLAB-3,x,lab,N\n");
	ASSERT_STATUS(0, "--as root import resources %s --key code,campus --dry-run", path_of("list.csv"));
	ck_assert_int_eq(ask_with("import resources - --key code,campus --dry-run", path_of("list.csv")), 0);
}
END_TEST

START_TEST(without_a_command_and_a_terminal_it_says_how_to_use_it)
{
	ck_assert_int_eq(ask(NULL), CMD_USAGE);
	ASSERT_SAID("Usage: quad");
	ck_assert_int_eq(ask(""), CMD_USAGE);
	ck_assert_int_eq(ask("   "), CMD_USAGE);
	ck_assert_int_eq(ask("tui"), CMD_USAGE);
}
END_TEST

START_TEST(a_command_is_run_as_who_has_the_key)
{
	ASSERT_ASKED(0, "whoami");
	ck_assert_ptr_nonnull(strstr(last.out, "\nana,Ana,"));
	ASSERT_ASKED(0, "quad whoami   # a remark");
	ASSERT_ASKED(0, "book 'LAB-1' --at 2040-01-02T08:00 --for 2h --purpose \"an \\\"open\\\" day\" --json --quiet");
	ASSERT_ASKED(0, "bookings --json");
	ck_assert_ptr_nonnull(strstr(last.out, "\"an \\\"open\\\" day\""));
	ASSERT_ASKED(0, "--version");
	ASSERT_ASKED(0, "help book");
	ASSERT_ASKED(0, "--help");
}
END_TEST

START_TEST(what_works_instead_can_be_asked_for_again)
{
	ASSERT_ASKED(0, "book LAB-1 --at 2040-01-02T08:00 --for 2h");
	ASSERT_ASKED(CMD_REFUSED, "book LAB-1 --at 2040-01-02T08:00 --for 2h");
	const char *instead = strstr(last.err, "  quad book ");
	ck_assert_msg(instead != NULL, "%s", last.err);
	ck_assert_ptr_null(strstr(last.err, "--as"));
	ck_assert_ptr_null(strstr(last.err, "--store"));
	const char *line = arena_dup(&kept, instead, strcspn(instead, "\n"));
	ASSERT_ASKED(0, line);
}
END_TEST

/* ---- attacks on the command ---- */

static const struct {
	const char *command;
	int status;
	const char *says;
} injections[] = {
	{"--as=root whoami", CMD_DENIED, "--as: over SSH the key says who acts"},
	{"--as root whoami", CMD_DENIED, "--as: over SSH"},
	{"whoami --as root", CMD_DENIED, "--as: over SSH"},
	{"'--as=root' whoami", CMD_DENIED, "--as: over SSH"},
	{"\"--a\"s=root whoami", CMD_DENIED, "--as: over SSH"},
	{"\\--as=root whoami", CMD_DENIED, "--as: over SSH"},
	{"--store=/x whoami", CMD_DENIED, "--store: over SSH"},
	{"whoami --store /x", CMD_DENIED, "--store: over SSH"},
	{"--key " PRINT_OF_ANA " whoami", CMD_DENIED, "--key: over SSH"},
	{"whoami --key=x", CMD_DENIED, "--key: over SSH"},
	{"quad --as root whoami", CMD_DENIED, "--as: over SSH"},
	{"quad quad whoami", CMD_USAGE, "there is no command quad"},
	{"--a=root whoami", CMD_USAGE, "there is no option --a=root"},
	{"--st=/x whoami", CMD_USAGE, "there is no option --st=/x"},
	{"-s /x whoami", CMD_USAGE, "there is no option -s"},
	{"-as root whoami", CMD_USAGE, "there is no option -as"},
	{"--AS=root whoami", CMD_USAGE, "there is no option"},
	{"whoami -- --as root", CMD_USAGE, "one word too many"},
	{"-- whoami", CMD_USAGE, "there is no option --"},
	{"whoami; id", CMD_USAGE, "there is no command whoami;"},
	{"whoami && id", CMD_USAGE, "one word too many"},
	{"$(id)", CMD_USAGE, "there is no command $(id)"},
	{"`id`", CMD_USAGE, "there is no command `id`"},
	{"whoami > /tmp/x", CMD_USAGE, "one word too many"},
	{"/bin/sh", CMD_USAGE, "there is no command /bin/sh"},
	{"scp -t /tmp", CMD_USAGE, "there is no command scp"},
	{"/usr/lib/openssh/sftp-server", CMD_USAGE, "there is no command"},
	{"internal-sftp", CMD_USAGE, "there is no command"},
	{"whoami 'x", CMD_USAGE, "the quote ' at byte 8 is not closed; write ssh quad@host"},
	{"whoami \\", CMD_USAGE, "ends in a backslash"},
	{"whoami\nid", CMD_USAGE, "U+000A at byte 7"},
	{"who\033[2Jami", CMD_USAGE, "U+001B at byte 4"},
	{"whoami \xe2\x80\xae", CMD_USAGE, "U+202E at byte 8"},
	{"whoami \xc2\x9b", CMD_USAGE, "U+009B at byte 8"},
	{"whoami \xff", CMD_USAGE, "not UTF-8 at byte 8"},
	{"init", CMD_DENIED, "init: not over SSH"},
	{"init --demo", CMD_DENIED, "init: not over SSH"},
	{"backup x", CMD_DENIED, "backup: not over SSH"},
	{"backup -", CMD_DENIED, "backup: not over SSH"},
	{"restore x", CMD_DENIED, "restore: not over SSH"},
	{"check", CMD_DENIED, "check: not over SSH"},
	{"keys list", CMD_DENIED, "keys: not over SSH"},
	{"doctor", CMD_DENIED, "doctor: not over SSH"},
	{"outbox send", CMD_DENIED, "owner"},
	{"outbox send --sendmail /bin/true", CMD_DENIED, "--sendmail: over SSH no file can be named"},
	{"keys add ana -", CMD_DENIED, "keys: not over SSH"},
	{"keys --for-sshd quad ssh-ed25519 AAAA", CMD_DENIED, "keys: not over SSH"},
	{"outbox send", CMD_DENIED, "outbox: not over SSH"},
	/* it would read a line with another store and person */
	{"completion bash --line 'quad --store /x --as root book '", CMD_DENIED, "completion: not over SSH"},
	{"import resources /etc/passwd", CMD_DENIED, "ssh quad@host import resources - < list.xlsx"},
	{"import resources ./-", CMD_DENIED, "no file can be named"},
	{"import resources -- list.csv", CMD_DENIED, "no file can be named"},
	{"import resources --dry-run list.csv", CMD_DENIED, "no file can be named"},
	{"import resources /dev/stdin", CMD_DENIED, "no file can be named"},
	{"import resources /proc/self/fd/0", CMD_DENIED, "no file can be named"},
	{"import resources - --report list.csv", CMD_DENIED, "--report: over SSH no file can be named"},
	{"import resources - --report=list.csv", CMD_DENIED, "--report: over SSH no file can be named"},
	{"import resources - --report /dev/null", CMD_DENIED, "--report: over SSH no file can be named"},
	{"import resources - --report - --report x", CMD_DENIED, "--report: over SSH no file can be named"},
	{"import resources - --report x --report -", CMD_DENIED, "--report: over SSH no file can be named"},
};

START_TEST(an_injected_command_is_refused)
{
	ASSERT_ASKED(injections[_i].status, injections[_i].command);
	ASSERT_SAID(injections[_i].says);
	ck_assert_str_eq(last.out, "");
	ck_assert_ptr_null(strchr(last.err, '\033'));
}
END_TEST

START_TEST(a_command_has_an_end)
{
	static char command[70000] = "comment 1 ";
	memset(command + 10, 'a', sizeof command - 11);
	ck_assert_int_eq(ask(command), CMD_USAGE);
	ASSERT_SAID("4096 fit");
	command[4096] = '\0';
	ck_assert_int_eq(ask(command), CMD_REFUSED); /* there is no booking 1 */
	command[4096] = 'a';
	command[4097] = '\0';
	ck_assert_int_eq(ask(command), CMD_USAGE);
}
END_TEST

static int come_as(const char *login, const char *key)
{
	const char *const words[] = {"quad", "--as", login, "--key", key, "--store", test_store("store"), NULL};
	return run_words(words, "whoami", NULL);
}

START_TEST(a_key_lets_in_whose_it_is_as_long_as_it_is)
{
	ck_assert_int_eq(come_as("ana", PRINT_OF_ANA), 0);
	ck_assert_int_eq(come_as("root", PRINT_OF_ANA), CMD_DENIED);
	ASSERT_SAID("does not let root in any more");
	ck_assert_int_eq(come_as("nobody", PRINT_OF_ANA), CMD_DENIED);
	ck_assert_int_eq(come_as("ANA", PRINT_OF_ANA), CMD_DENIED);
	ck_assert_int_eq(come_as("ana", "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCB"), CMD_USAGE);
	ck_assert_int_eq(come_as("ana", "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"), CMD_DENIED);
	ck_assert_int_eq(come_as("ana", "MD5:x"), CMD_USAGE);
	write_file("expired.csv", "login,ssh_key\nana,\"expiry-time=\"\"20200101\"\" " KEY_OF_ANA "\"\n");
	ASSERT_STATUS(0, "--as root import people %s", path_of("expired.csv"));
	ck_assert_int_eq(come_as("ana", PRINT_OF_ANA), CMD_DENIED);
	write_file("again.csv", "login,ssh_key\nana," KEY_OF_ANA "\n");
	ASSERT_STATUS(0, "--as root import people %s", path_of("again.csv"));
	ck_assert_int_eq(come_as("ana", PRINT_OF_ANA), 0);
	ASSERT_STATUS(0, "--as root keys revoke " PRINT_OF_ANA);
	ck_assert_int_eq(come_as("ana", PRINT_OF_ANA), CMD_DENIED);
	ck_assert_str_eq(last.out, "");
}
END_TEST

START_TEST(who_came_is_in_the_journal)
{
	ASSERT_ASKED(0, "stats");
	ASSERT_STATUS(0, "--as root log --person ana");
	ck_assert_msg(strstr(last.out, ",ana,ssh,login,login:ana," PRINT_OF_ANA "\n") != NULL, "%s", last.out);
	ASSERT_ASKED(0, "book LAB-1 --at 2040-01-02T08:00 --for 2h");
	ASSERT_STATUS(0, "--as root log --person ana");
	ck_assert_msg(strstr(last.out, ",ana,ssh,book,booking:1,") != NULL, "%s", last.out);
	ASSERT_STATUS(0, "--as root check");
}
END_TEST

START_TEST(only_the_owner_of_the_files_runs_it)
{
	if (getuid() != 0)
		return;
	const char *const words[] = {"quad", "--as", "ana", "--key", PRINT_OF_ANA, "--store", test_store("store"),
	                             NULL};
	ck_assert_int_eq(chmod(test_dir(), 0755), 0);
	ck_assert_int_eq(chown(path_of("store"), 4321, 4321), 0);
	ck_assert_int_eq(run_words(words, "whoami", NULL), CMD_DENIED);
	ASSERT_SAID("only the owner of the store's files");
	ck_assert_int_eq(chown(path_of("store"), 0, 0), 0);
}
END_TEST

/* ---- files ---- */

/* A word that may stand for one of a usage, so that a command gets as far as it can. */
static const char *likely_word(const char *usage_word, size_t len)
{
	static const char *const words[][2] = {
		{"KIND", "resources"},
		{"FILE", "-"},
		{"ID", "1"},
		{"SERIES", "S1"},
		{"LOGIN", "ana"},
		{"ROLE", "viewer"},
		{"ACTION", "book"},
		{"ENTITY", "LAB-1"},
		{"DATE", "2040-01-02"},
		{"SEQ", "1"},
		{"TEXT", "x"},
		{"CLAIM", "LAB-1"},
		{"WHEN", "--at 2040-01-02T08:00 --for 1h"},
		{"COMMAND", "book"},
		{"NAME", "use"},
		{NULL, NULL},
	};
	for (size_t i = 0; words[i][0]; i++)
		if (strlen(words[i][0]) == len && strncmp(words[i][0], usage_word, len) == 0)
			return words[i][1];
	return NULL;
}

/* The command with likely words; `at` (0 = the first) is replaced by another. */
static const char *likely_command(const struct cmd *cmd, size_t at, const char *other)
{
	const char *line = cmd->name;
	size_t n = 0;
	for (const char *p = cmd->usage; *p && *p != '[' && *p != '-'; p += strspn(p, " .")) {
		size_t len = strcspn(p, " .|");
		const char *word = likely_word(p, len);
		if (word)
			line = arena_fmt(&kept, "%s %s", line, n == at ? other : word);
		n++;
		p += strcspn(p, " ");
	}
	return line;
}

static int watch;

static void watch_files(void)
{
	watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	ck_assert_int_ge(watch, 0);
	ck_assert_int_ge(inotify_add_watch(watch, path_of("trap"), IN_OPEN | IN_CREATE | IN_MOVE | IN_DELETE), 0);
}

/* Nothing in the folder was opened or made. */
static void assert_untouched(const char *command)
{
	char events[4096];
	ck_assert_msg(read(watch, events, sizeof events) < 0, "`%s` touches a file", command);
}

START_TEST(no_word_of_any_command_leads_to_a_file)
{
	size_t n = 0;
	ck_assert_int_eq(mkdir(path_of("trap"), 0700), 0);
	write_file("trap/list.csv", "code,name\nSECRET,x\n");
	watch_files();
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++) {
		static const char *const names[] = {"list.csv", "new"};
		for (size_t i = 0; i < 2; i++) {
			const char *path = arena_fmt(&kept, "%s/%s", path_of("trap"), names[i]);
			for (size_t at = 0; at < 3; at++) {
				const char *line = likely_command(cmd, at, path);
				ask(line);
				assert_untouched(line);
				ck_assert_ptr_null(strstr(last.out, "SECRET"));
			}
			for (const struct arg_option *o = cmd->options; o && o->name; o++, n++) {
				const char *line = arena_fmt(&kept, "%s --%s %s", likely_command(cmd, 9, ""), o->name,
				                             o->value ? path : "");
				ask(line);
				assert_untouched(line);
				ck_assert_ptr_null(strstr(last.err, "SECRET"));
			}
		}
	}
	ck_assert_uint_gt(n, 100);
	close(watch);
	ASSERT_STATUS(0, "--as root check");
}
END_TEST

START_TEST(what_is_a_file_is_called_so)
{
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++) {
		const char *option = strstr(cmd->usage, "--"), *file = strstr(cmd->usage, " FILE");
		for (const struct arg_option *o = cmd->options; o && o->name; o++) {
			bool other = o->value && strcmp(o->value, "FILE") != 0 && strcmp(o->value, "DIR") != 0 &&
			             (strstr(o->value, "FILE") || strstr(o->value, "DIR") || strstr(o->value, "PATH"));
			ck_assert_msg(!other, "%s --%s: a file is called FILE (tui/cmd/forced.c)", cmd->name, o->name);
		}
		/* words come before options, which is what forced mode counts by */
		if (option && file && file > option)
			ck_assert_msg(strncmp(option, "--", 2) == 0 && memchr(option, ' ', (size_t)(file - option) + 1),
			              "%s: FILE after options is no value of one", cmd->name);
	}
}
END_TEST

START_TEST(lists_come_and_go_by_the_standard_streams)
{
	write_file("list.csv", "code,name,kind,campus\nLAB-3,Three,lab,N\n");
	ck_assert_int_eq(ask_with("import resources - --report -", path_of("list.csv")), 0);
	ck_assert_str_eq(last.out, "row,key,result,reasons,changes\n1,LAB-3,added,,\n");
	ASSERT_ASKED(0, "export resources --format xlsx");
	ck_assert_int_eq(rename(path_of("stdout"), path_of("list.xlsx")), 0);
	ck_assert_int_eq(ask_with("import resources - --report -", path_of("list.xlsx")), 0);
	ck_assert_ptr_nonnull(strstr(last.out, "1,LAB-1,unchanged,"));
	ASSERT_ASKED(0, "export resources");
	char *over_ssh = last.out;
	ASSERT_STATUS(0, "--as root export resources");
	ck_assert_str_eq(over_ssh, last.out);
}
END_TEST

/* ---- long texts ---- */

enum { LONG = 65536 };

/* The program ended by itself, not by what guard.h answers for it. */
static void run_whole(const char *const *words, const char *option)
{
	run_words(words, NULL, NULL);
	ck_assert_msg(last.status < BY_SIGNAL && !said("Assertion") && !said("the store's file could not be read"),
	              "%s %s: %d %.2000s", words[3], option, last.status, last.err);
}

/* Appends a line's words to those that say who acts; returns how many there are. */
static int append_words(const char **words, const char *line)
{
	char *argv[ARGS_MAX];
	int n = split(arena_str(&kept, line), argv);
	for (int i = 0; i < n; i++)
		words[3 + i] = argv[i];
	return 3 + n;
}

static const size_t long_bytes[] = {66, 474, LONG}; /* longer than a login; nearly a key of the store; than anything */

START_TEST(long_texts_in_every_place_do_no_harm)
{
	size_t len = long_bytes[_i] / 3 * 3;
	char *text = arena_alloc(&kept, len + 1);
	for (size_t i = 0; i < len; i += 3)
		memcpy(text + i, "实", 3);
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++) {
		if (cmd->flags & (CMD_OWNER | CMD_SCREEN))
			continue;
		for (size_t at = 0; at < 3; at++) {
			const char *words[ARGS_MAX] = {"quad", "--as", "root"};
			append_words(words, likely_command(cmd, at, text));
			run_whole(words, "");
		}
		for (const struct arg_option *o = cmd->options; o && o->name; o++) {
			const char *words[ARGS_MAX] = {"quad", "--as", "root"};
			int n = append_words(words, likely_command(cmd, 9, ""));
			words[n] = arena_fmt(&kept, "--%s", o->name);
			words[n + 1] = o->value ? text : NULL;
			run_whole(words, o->name);
		}
	}
	run_whole((const char *const[]){"quad", "--as", text, "whoami", NULL}, "--as");
	ASSERT_STATUS(0, "--as root check");
}
END_TEST

/* A field of 64 KiB in each column of each list, by standard input. */
START_TEST(long_fields_of_a_list_do_no_harm)
{
	char *text = arena_alloc(&kept, LONG + 1);
	memset(text, 'x', LONG);
	for (const struct list_kind *const *k = list_kinds(); *k; k++) {
		const char *kind = list_kind_word(*k);
		if (quad("--as root export %s", kind) != 0 || strcmp(kind, "ics") == 0)
			continue;
		const char *header = arena_dup(&kept, last.out, strcspn(last.out, "\n"));
		struct buf list = {0};
		size_t n = 1;
		for (const char *p = header; *p; p++)
			n += *p == ',';
		buf_fmt(&list, "%s\n", header);
		for (size_t row = 0; row < n; row++)
			for (size_t i = 0; i < n; i++)
				buf_fmt(&list, "%s%s", i == row ? text : "LAB-1", i + 1 < n ? "," : "\n");
		write_file("long.csv", buf_text(&list));
		buf_release(&list);
		ask_with(arena_fmt(&kept, "import %s - --report -", kind), path_of("long.csv"));
		ck_assert_msg(last.status < BY_SIGNAL && last.status != 1, "%s: %d %s", kind, last.status, last.err);
	}
	ASSERT_STATUS(0, "--as root check");
}
END_TEST

/* ---- the screen ---- */

static struct pty *open_screen(void)
{
	const char *const argv[] = {"quad", "--as", "ana", "--key", PRINT_OF_ANA, "--store", test_store("store"), NULL};
	unsetenv("SSH_ORIGINAL_COMMAND");
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 100);
	pty_wait(p, "LAB-1");
	pty_settle(p);
	return p;
}

START_TEST(on_a_terminal_it_is_the_screen_without_ways_out)
{
	struct pty *p = open_screen();
	pty_do(p, "\032", "There is no shell below");
	pty_do(p, ":import\r", "Lists come from your own machine: ssh quad@host import resources");
	pty_do(p, ":import people\r", "ssh quad@host import people - < list.xlsx");
	pty_do(p, ":import resources /etc/passwd\r", "no file can be named");
	pty_do(p, ":import resources - --report /tmp/x\r", "no file can be named");
	pty_do(p, ":import resources -\r", "the keys of the screen");
	pty_do(p, ":backup /tmp/x\r", "backup: not over SSH");
	pty_do(p, ":check\r", "check: not over SSH");
	pty_do(p, ":import resources /et\t", "nothing completes that");
	pty_do(p, "\033", "q quit");
	pty_settle(p);
	pty_keys(p, "q");
	ck_assert_int_eq(pty_exit(p), 0);
	pty_close(p);
}
END_TEST

START_TEST(a_terminal_that_is_none_gets_a_plain_one)
{
	static const char *const terms[] = {"TERM=../../x", "TERM=no-such-terminal", "TERM=x;y"};
	const char *const argv[] = {"quad", "--as", "ana", "--key", PRINT_OF_ANA, "--store", test_store("store"), NULL};
	const char *env[] = {terms[_i],       "TERMINFO=/tmp", "LINES=3",   "COLUMNS=4", "LC_ALL=../../x",
	                     "LANGUAGE=/tmp", "LOCPATH=/tmp",  "HOME=/tmp", NULL};
	struct pty *p = pty_spawn(quad_main, argv, env, 24, 80);
	pty_wait(p, "LAB-1");
	pty_settle(p);
	pty_keys(p, "q");
	ck_assert_int_eq(pty_exit(p), 0);
	pty_close(p);
}
END_TEST

Suite *forced_suite(void)
{
	Suite *s = suite_create("forced");
	TCase *t = tcase_create("forced");
	tcase_add_checked_fixture(t, use_forced_store, release_kept);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, the_line_of_a_key_says_three_things_at_most, 0, sizeof lines / sizeof *lines);
	tcase_add_test(t, a_command_of_that_name_has_its_own_option);
	tcase_add_test(t, without_a_command_and_a_terminal_it_says_how_to_use_it);
	tcase_add_test(t, a_command_is_run_as_who_has_the_key);
	tcase_add_test(t, what_works_instead_can_be_asked_for_again);
	tcase_add_loop_test(t, an_injected_command_is_refused, 0, sizeof injections / sizeof *injections);
	tcase_add_test(t, a_command_has_an_end);
	tcase_add_test(t, a_key_lets_in_whose_it_is_as_long_as_it_is);
	tcase_add_test(t, who_came_is_in_the_journal);
	tcase_add_test(t, no_word_of_any_command_leads_to_a_file);
	tcase_add_test(t, what_is_a_file_is_called_so);
	tcase_add_test(t, lists_come_and_go_by_the_standard_streams);
	tcase_add_loop_test(t, long_texts_in_every_place_do_no_harm, 0, sizeof long_bytes / sizeof *long_bytes);
	tcase_add_test(t, long_fields_of_a_list_do_no_harm);
	tcase_add_test(t, on_a_terminal_it_is_the_screen_without_ways_out);
	tcase_add_loop_test(t, a_terminal_that_is_none_gets_a_plain_one, 0, 3);
	suite_add_tcase(s, t);
	only_on_lmdb("the owner of a directory");
	tcase_add_test(t, only_the_owner_of_the_files_runs_it);
	return s;
}
