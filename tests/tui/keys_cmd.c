/*
 * The command `keys`: keys added, listed, revoked; the block in an authorized_keys file, which leaves all other lines
 * as they are and follows no link; the line that sshd asks for; and key lines made to do harm.
 */
#include <pwd.h>

#include "store/base/err.h"
#include "tests/ssh_keys.h"
#include "tests/tui/command.h"
#include "tui/cmd/cmd.h"
#include "tui/cmd/keys_file.h"
#include "tui/cmd/keys_lines.h"

Suite *keys_cmd_suite(void);

#define FOREIGN "# mine\n\n  ssh-rsa AAAA broken \r\nfrom=\"10.0.0.0/8\" " KEY_D " d\n"
#define AFTER "# after\nlast line without an end"

static void set_up(void)
{
	use_store();
	ASSERT_STATUS(0, "init --quiet");
	write_file("people.csv", "login,name,role\nana,Ana,requester\nbob,Bob,viewer\n");
	ASSERT_STATUS(0, "--quiet import people %s/people.csv", test_dir());
}

static const char *path(const char *name)
{
	return arena_str(&kept, test_path(test_dir(), name));
}

static const char *file(void)
{
	return keep_file(path("keys"));
}

static int count(const char *text, const char *what)
{
	int n = 0;
	for (const char *p = strstr(text, what); p; p = strstr(p + 1, what))
		n++;
	return n;
}

/* Runs `quad ...` with a text as its standard input. */
static int quad_fed(const char *words, const char *text, size_t len)
{
	int ends[2];
	const char *out = path("stdout"), *err = path("stderr");
	fflush(NULL);
	ck_assert_int_eq(pipe(ends), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char *argv[ARGS_MAX + 1] = {NULL}, *line = strdup(words);
		int argc = split(line, argv);
		close(ends[1]);
		dup2(ends[0], STDIN_FILENO);
		redirect(STDOUT_FILENO, out);
		redirect(STDERR_FILENO, err);
		_exit(quad_main(argc, argv));
	}
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	for (size_t at = 0; at < len;) {
		ssize_t n = write(ends[1], text + at, len - at);
		if (n < 0)
			break;
		at += (size_t)n;
	}
	close(ends[1]);
	last.status = wait_for(pid);
	last.out = keep_file(out);
	last.err = keep_file(err);
	return last.status;
}

/* ---- add, list, revoke ---- */

START_TEST(keys_are_added_listed_and_revoked)
{
	ASSERT_STATUS(0, "keys add ana " KEY_A " my laptop --expires 2097-01-31");
	ASSERT_SAID("ana has the key " PRINT_A " now.");
	ASSERT_STATUS(0, "keys add ana " KEY_A " my laptop --expires 2097-01-31");
	ASSERT_SAID("Nothing was changed.");
	ASSERT_STATUS(0, "keys add ana '" KEY_B "'");
	ck_assert_int_eq(quad_fed("quad keys add bob", KEY_C " home\n", strlen(KEY_C " home\n")), 0);
	ASSERT_STATUS(0, "keys list");
	ck_assert_ptr_nonnull(strstr(last.out, "login,fingerprint,type,bits,comment,expires,added,added_by\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "ana," PRINT_A ",ssh-ed25519,256,my laptop,2097-02-01T00:00,2"));
	ck_assert_ptr_nonnull(strstr(last.out, "ana," PRINT_B ",ecdsa-sha2-nistp256,256,,,2"));
	ASSERT_STATUS(0, "keys list bob --json");
	json_t *root = parsed(), *row = json_array_get(root, 0);
	ck_assert_uint_eq(json_array_size(root), 1);
	ck_assert_str_eq(text_of(row, "fingerprint"), PRINT_C);
	ck_assert_str_eq(text_of(row, "comment"), "home");
	ck_assert_str_eq(text_of(row, "added_by"), test_login());
	json_decref(root);
	ASSERT_STATUS(0, "keys revoke %.12s", PRINT_A);
	ASSERT_SAID("ana no longer has the key " PRINT_A);
	ASSERT_STATUS(0, "keys revoke bob");
	ASSERT_STATUS(0, "keys list");
	ck_assert_int_eq(count(last.out, "SHA256:"), 1);
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(everybody_has_his_own_and_sees_no_others)
{
	ASSERT_STATUS(0, "--as bob keys add bob " KEY_A);
	ASSERT_STATUS(0, "--as ana keys list");
	ck_assert_int_eq(count(last.out, "SHA256:"), 0);
	ASSERT_STATUS(3, "--as ana keys list bob");
	ASSERT_STATUS(3, "--as ana keys revoke %s", PRINT_A);
	ASSERT_STATUS(3, "--as ana keys add ana " KEY_A);
	ASSERT_SAID("it is a key of somebody else already");
	ck_assert_ptr_null(strstr(last.err, "bob"));
	ASSERT_STATUS(4, "--as nobody keys list");
	ASSERT_STATUS(4, "--as nobody keys add nobody " KEY_B);
	ASSERT_STATUS(0, "--as bob keys revoke %s", PRINT_A);
}
END_TEST

START_TEST(a_command_says_what_is_wrong_with_it)
{
	ASSERT_STATUS(2, "keys");
	ASSERT_STATUS(2, "keys remove x");
	ASSERT_SAID("there are add, list, revoke and write");
	ASSERT_STATUS(2, "keys revoke");
	ASSERT_STATUS(2, "keys list ana bob");
	ASSERT_STATUS(2, "keys add ana " KEY_A " --expires 2020-01-01");
	ASSERT_SAID("that is past");
	ASSERT_STATUS(2, "keys add ana " KEY_A " --expires someday");
	ASSERT_STATUS(3, "keys add nobody " KEY_A);
	ASSERT_STATUS(3, "keys revoke nobody");
	ASSERT_STATUS(3, "keys revoke ''");
	ASSERT_STATUS(3, "keys revoke SHA256:");
	ASSERT_STATUS(0, "keys list");
	ck_assert_int_eq(count(last.out, "SHA256:"), 0);
}
END_TEST

/* Key lines made to do harm: each is refused with its mend, and nothing of a private key is said again. */
static const struct {
	const char *line, *says;
} harmful[] = {
	{"command=\"/bin/sh\" " KEY_A, "options stand before the key"},
	{"environment=\"LD_PRELOAD=/tmp/x.so\" " KEY_A, "options stand before the key"},
	{"expiry-time=\"20300101\",permitopen=\"*:*\" " KEY_A, "options stand before the key"},
	{KEY_A " a\nenvironment=\"LD_PRELOAD=/tmp/x.so\" " KEY_B, "the comment after the key"},
	{KEY_A "\n" KEY_B "\n", "cut off or damaged"},
	{KEY_A " \x1b]0;x\x07", "the comment after the key"},
	{KEY_A " a\xe2\x80\xae"
               "b",
         "the comment after the key"},
	{KEY_A " x\" " KEY_B, "the comment after the key"},
	{KEY_A " " KEY_B, "more than one key"},
	{KEY_SHORT, "3072 bits"},
	{"ssh-ed25519-cert-v01@openssh.com AAAA", "certificate"},
	{"-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0c2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n", "private key"},
	{"", "no public key"},
};

START_TEST(harmful_lines_are_refused)
{
	int status = quad_fed("quad keys add ana -", harmful[_i].line, strlen(harmful[_i].line));
	ck_assert_msg(status == 3 || status == 2, "%d", status);
	ASSERT_SAID(harmful[_i].says);
	ck_assert_ptr_null(strstr(last.err, "c2VjcmV0"));
	ck_assert_ptr_null(strchr(last.err, '\x1b'));
	ASSERT_STATUS(0, "keys list");
	ck_assert_int_eq(count(last.out, "SHA256:"), 0);
}
END_TEST

START_TEST(a_huge_line_is_refused)
{
	size_t len = 1 << 16;
	char *text = malloc(len);
	memset(text, 'c', len);
	memcpy(text, KEY_A " ", strlen(KEY_A " "));
	ck_assert_int_eq(quad_fed("quad keys add ana", text, len), 3);
	ASSERT_SAID("longer than 8 KiB");
	text[100] = '\0';
	ck_assert_int_eq(quad_fed("quad keys add ana", text, 200), 2);
	ASSERT_SAID("NUL");
	free(text);
}
END_TEST

/* ---- write ---- */

static const char *line_of(const char *login, const char *print, const char *key)
{
	struct keys_command command;
	const char *bad;
	ck_assert_int_eq(keys_command_make(getenv("QUAD_STORE"), &kept, &command, &bad), 0);
	ck_assert_ptr_nonnull(command.store);
	return arena_fmt(&kept, "restrict,pty,command=\"%s --as %s --key %s --store %s\" %s\n", command.program, login,
	                 print, command.store, key);
}

START_TEST(a_block_comes_into_the_file_and_all_else_stays)
{
	ASSERT_STATUS(0, "keys add ana " KEY_A " comment");
	write_file("keys", FOREIGN AFTER);
	ck_assert_int_eq(chmod(path("keys"), 0644), 0);
	ASSERT_STATUS(0, "keys write %s", path("keys"));
	ck_assert_str_eq(last.out, "written\n");
	const char *block =
		arena_fmt(&kept, KEYS_FILE_BEGIN ": by `quad keys write`, which replaces these lines\n%s%s\n",
	                  line_of("ana", PRINT_A, KEY_A), KEYS_FILE_END);
	ck_assert_str_eq(file(), arena_fmt(&kept, FOREIGN AFTER "\n%s", block));
	struct stat st;
	ck_assert_int_eq(stat(path("keys"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	/* the same again writes nothing */
	ASSERT_STATUS(0, "keys write %s", path("keys"));
	ck_assert_str_eq(last.out, "unchanged\n");
	struct stat again;
	ck_assert_int_eq(stat(path("keys"), &again), 0);
	ck_assert_uint_eq(again.st_ino, st.st_ino);
	/* in its place, wherever that is */
	write_file("keys", arena_fmt(&kept, FOREIGN "%s" AFTER, block));
	ASSERT_STATUS(0, "keys add bob " KEY_B);
	ASSERT_STATUS(0, "keys write %s --dry-run", path("keys"));
	ck_assert_str_eq(last.out, arena_fmt(&kept, "+%s", line_of("bob", PRINT_B, KEY_B)));
	ck_assert_str_eq(file(), arena_fmt(&kept, FOREIGN "%s" AFTER, block));
	ASSERT_STATUS(0, "keys revoke ana");
	ASSERT_STATUS(0, "keys write %s", path("keys"));
	ck_assert_str_eq(file(), arena_fmt(&kept,
	                                   FOREIGN KEYS_FILE_BEGIN
	                                   ": by `quad keys write`, which replaces these lines\n%s%s\n" AFTER,
	                                   line_of("bob", PRINT_B, KEY_B), KEYS_FILE_END));
	/* a foreign line with a key of the block */
	ASSERT_STATUS(0, "keys add bob " KEY_D);
	ASSERT_STATUS(0, "keys write %s", path("keys"));
	ASSERT_SAID("line 4 has a key that is in the block too");
}
END_TEST

START_TEST(a_file_that_is_not_there_is_made)
{
	ASSERT_STATUS(0, "keys add ana " KEY_A);
	ASSERT_STATUS(0, "keys write %s", path("keys"));
	ck_assert_int_eq(count(file(), "restrict,pty,command="), 1);
	ASSERT_STATUS(1, "keys write %s/none/keys", test_dir());
}
END_TEST

START_TEST(what_has_expired_gets_no_line_and_what_will_says_when)
{
	ASSERT_STATUS(0, "keys add ana 'expiry-time=\"20200101\" " KEY_A "'");
	ASSERT_STATUS(0, "keys add ana 'expiry-time=\"20990101\" " KEY_B "'");
	ASSERT_STATUS(0, "keys write %s", path("keys"));
	ck_assert_int_eq(count(file(), "restrict,pty,command="), 1);
	ck_assert_ptr_nonnull(strstr(file(), "\",expiry-time=\"209812311600Z\" ecdsa-sha2-nistp256 "));
	ASSERT_SAID("1 key is left out");
}
END_TEST

START_TEST(sshd_reads_the_file)
{
	ASSERT_STATUS(0, "keys add ana " KEY_A);
	ASSERT_STATUS(0, "keys add bob " KEY_B);
	ASSERT_STATUS(0, "keys write %s", path("keys"));
	const char *keys = path("keys"), *to = path("stdout");
	pid_t pid = fork();
	if (pid == 0) {
		redirect(STDOUT_FILENO, to);
		execlp("ssh-keygen", "ssh-keygen", "-lf", keys, (char *)NULL);
		_exit(99);
	}
	ck_assert_int_eq(wait_for(pid), 0);
	const char *out = keep_file(to);
	ck_assert_ptr_nonnull(strstr(out, "256 " PRINT_A " restrict,pty,command=\""));
	ck_assert_ptr_nonnull(strstr(out, "256 " PRINT_B " restrict,pty,command=\""));
	ck_assert_int_eq(count(out, "\n"), 2);
}
END_TEST

/* A damaged file, and what is said of it. */
static const struct {
	const char *text, *says;
} damaged[] = {
	{"a\n" KEYS_FILE_BEGIN "\nb\n", "line 2: the block that begins there has no"},
	{"a\n" KEYS_FILE_END "\nb\n", "line 2: a block ends there"},
	{KEYS_FILE_END "\n" KEYS_FILE_BEGIN "\n", "line 1: a block ends there"},
	{KEYS_FILE_BEGIN "\n" KEYS_FILE_BEGIN "\n" KEYS_FILE_END "\n", "line 2: a second block"},
	{KEYS_FILE_BEGIN "\n" KEYS_FILE_END "\n" KEYS_FILE_BEGIN "\n" KEYS_FILE_END "\n", "line 3: a second block"},
	{KEYS_FILE_BEGIN "\n" KEYS_FILE_END "\n\n" KEYS_FILE_END, "line 4: a block ends there"},
};

START_TEST(a_damaged_block_is_left_alone)
{
	ASSERT_STATUS(0, "keys add ana " KEY_A);
	write_file("keys", damaged[_i].text);
	ASSERT_STATUS(1, "keys write %s", path("keys"));
	ASSERT_SAID(damaged[_i].says);
	ASSERT_SAID("nothing was written");
	ck_assert_str_eq(file(), damaged[_i].text);
}
END_TEST

START_TEST(no_link_pipe_device_or_folder_is_written)
{
	ASSERT_STATUS(0, "keys add ana " KEY_A);
	write_file("real", "x\n");
	ck_assert_int_eq(symlink(path("real"), path("link")), 0);
	ck_assert_int_eq(symlink(path("nothing"), path("dangling")), 0);
	ck_assert_int_eq(mkfifo(path("fifo"), 0600), 0);
	ck_assert_int_eq(mkdir(path("folder"), 0700), 0);
	const char *const names[] = {path("link"), path("dangling"), path("fifo"), path("folder"), "/dev/null"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		ASSERT_STATUS(1, "keys write %s", names[i]);
		ASSERT_SAID("a link, a directory, a pipe or a device");
	}
	ck_assert_str_eq(keep_file(path("real")), "x\n");
	ck_assert_int_ne(access(path("nothing"), F_OK), 0);
}
END_TEST

START_TEST(another_user_s_file_is_left_alone)
{
	const char *theirs = "/etc/passwd";
	if (geteuid() == 0) {
		write_file("theirs", "x\n");
		ck_assert_int_eq(chown(path("theirs"), 1, 1), 0);
		theirs = path("theirs");
	}
	ASSERT_STATUS(1, "keys write %s", theirs);
	ASSERT_SAID("it belongs to another user");
}
END_TEST

START_TEST(many_who_write_at_once_leave_one_block)
{
	enum { WRITERS = 8 };
	pid_t pids[WRITERS];
	ASSERT_STATUS(0, "keys add ana " KEY_A);
	write_file("keys", FOREIGN);
	const char *line = arena_fmt(&kept, "quad keys write %s", path("keys"));
	for (int i = 0; i < WRITERS; i++)
		pids[i] = start(line, path("stdout"), -1, path("stderr"));
	for (int i = 0; i < WRITERS; i++)
		ck_assert_int_eq(wait_for(pids[i]), 0);
	ck_assert_int_eq(strncmp(file(), FOREIGN, strlen(FOREIGN)), 0);
	ck_assert_int_eq(count(file(), KEYS_FILE_BEGIN), 1);
	ck_assert_int_eq(count(file(), "restrict,pty"), 1);
}
END_TEST

/* An editor saves between the reading and the writing: its text stays. */
START_TEST(what_an_editor_saves_meanwhile_is_not_lost)
{
	struct keys_file f = {.path = path("keys"), .lock = -1};
	struct buf text = {0};
	write_file("keys", FOREIGN);
	ck_assert_int_eq(keys_file_open(&f), KEYS_FILE_FINE);
	keys_file_merge(&f, KEYS_FILE_BEGIN "\n" KEYS_FILE_END "\n", &text);
	write_file("keys.new", FOREIGN "# more\n");
	ck_assert_int_eq(rename(path("keys.new"), path("keys")), 0);
	ck_assert_int_eq(keys_file_replace(&f, &text), KEYS_FILE_CHANGED);
	ck_assert_str_eq(file(), FOREIGN "# more\n");
	keys_file_close(&f);
	/* in place, as many as before */
	ck_assert_int_eq(keys_file_open(&f), KEYS_FILE_FINE);
	write_file("keys", FOREIGN "# MORE\n");
	ck_assert_int_eq(keys_file_replace(&f, &text), KEYS_FILE_CHANGED);
	ck_assert_str_eq(file(), FOREIGN "# MORE\n");
	keys_file_close(&f);
	/* one that came */
	ck_assert_int_eq(unlink(path("keys")), 0);
	ck_assert_int_eq(keys_file_open(&f), KEYS_FILE_FINE);
	ck_assert(!f.there);
	write_file("keys", "x\n");
	ck_assert_int_eq(keys_file_replace(&f, &text), KEYS_FILE_CHANGED);
	keys_file_close(&f);
	/* one that became a link */
	ck_assert_int_eq(keys_file_open(&f), KEYS_FILE_FINE);
	ck_assert_int_eq(rename(path("keys"), path("away")), 0);
	ck_assert_int_eq(symlink(path("away"), path("keys")), 0);
	ck_assert_int_eq(keys_file_replace(&f, &text), KEYS_FILE_NO_FILE);
	ck_assert_str_eq(keep_file(path("away")), "x\n");
	keys_file_close(&f);
	buf_release(&text);
}
END_TEST

/* ---- for sshd ---- */

static const char *account(void)
{
	return arena_str(&kept, getpwuid(geteuid())->pw_name);
}

START_TEST(sshd_gets_the_line_of_one_key)
{
	ASSERT_STATUS(0, "keys add ana " KEY_A " comment");
	ASSERT_STATUS(0, "keys add ana 'expiry-time=\"20200101\" " KEY_B "'");
	/* whoever runs it: he need not be among the people */
	ASSERT_STATUS(0, "--as nobody keys --for-sshd %s " KEY_A, account());
	ck_assert_str_eq(last.out, line_of("ana", PRINT_A, KEY_A));
	ck_assert_str_eq(last.err, "");
	static const char *const none[] = {KEY_B, KEY_C, KEY_SHORT, "ssh-rsa AAAA", "x y", "ssh-ed25519 $(id)"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		ASSERT_STATUS(0, "keys --for-sshd %s %s", account(), none[i]);
		ck_assert_str_eq(last.out, "");
		ck_assert_str_eq(last.err, "");
	}
	/* another account is not let in by these keys */
	ASSERT_STATUS(0, "keys --for-sshd daemon " KEY_A);
	ck_assert_str_eq(last.out, "");
	ASSERT_STATUS(0, "keys --for-sshd nosuchuser " KEY_A);
	ck_assert_str_eq(last.out, "");
	ASSERT_STATUS(2, "keys --for-sshd %s", account());
	ASSERT_STATUS(0, "keys revoke ana");
	ASSERT_STATUS(0, "keys --for-sshd %s " KEY_A, account());
	ck_assert_str_eq(last.out, "");
}
END_TEST

START_TEST(a_store_at_a_strange_path_gets_no_lines)
{
	char dir[500];
	snprintf(dir, sizeof dir, "%s/a b", test_dir());
	ASSERT_STATUS(0, "--store '%s' init --quiet", dir);
	ASSERT_STATUS(0, "--store '%s' keys add %s " KEY_A, dir, test_login());
	ASSERT_STATUS(1, "--store '%s' keys write %s", dir, path("keys"));
	ASSERT_SAID("cannot stand in the line of a key");
	ASSERT_STATUS(1, "--store '%s' keys --for-sshd %s " KEY_A, dir, account());
	ck_assert_str_eq(last.out, "");
	ck_assert_int_ne(access(path("keys"), F_OK), 0);
}
END_TEST

static const struct {
	const char *address;
	const char *word; /* NULL: it cannot stand in a line */
} addresses[] = {
	{"postgresql://quad@h1:5432,h2/quad?sslmode=verify-full&connect_timeout=3",
         "'postgresql://quad@h1:5432,h2/quad?sslmode=verify-full&connect_timeout=3'"},
	{"postgres://[::1]/quad?options=-csearch_path%3Dlabs", "'postgres://[::1]/quad?options=-csearch_path%3Dlabs'"},
	{"postgresql:///quad?application_name=it's", NULL},
	{"postgresql:///quad?application_name=\"x", NULL},
	{"postgresql:///quad?application_name=a b", NULL},
	{"postgresql:///quad?application_name=a\\b", NULL},
};

START_TEST(an_address_is_one_word_of_the_line)
{
	struct keys_command command;
	const char *bad;
	int err = keys_command_make(addresses[_i].address, &kept, &command, &bad);
	ck_assert_int_eq(err, addresses[_i].word ? 0 : QUAD_EINVAL);
	if (err)
		ck_assert_str_eq(bad, addresses[_i].address);
	else
		ck_assert_str_eq(command.store, addresses[_i].word);
}
END_TEST

Suite *keys_cmd_suite(void)
{
	Suite *s = suite_create("keys_cmd");
	TCase *t = tcase_create("keys_cmd");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, release_kept);
	tcase_add_test(t, keys_are_added_listed_and_revoked);
	tcase_add_test(t, everybody_has_his_own_and_sees_no_others);
	tcase_add_test(t, a_command_says_what_is_wrong_with_it);
	tcase_add_loop_test(t, harmful_lines_are_refused, 0, (int)(sizeof harmful / sizeof *harmful));
	tcase_add_test(t, a_huge_line_is_refused);
	tcase_add_test(t, a_block_comes_into_the_file_and_all_else_stays);
	tcase_add_test(t, a_file_that_is_not_there_is_made);
	tcase_add_test(t, what_has_expired_gets_no_line_and_what_will_says_when);
	tcase_add_test(t, sshd_reads_the_file);
	tcase_add_loop_test(t, a_damaged_block_is_left_alone, 0, (int)(sizeof damaged / sizeof *damaged));
	tcase_add_test(t, no_link_pipe_device_or_folder_is_written);
	tcase_add_test(t, another_user_s_file_is_left_alone);
	tcase_add_test(t, many_who_write_at_once_leave_one_block);
	tcase_add_test(t, what_an_editor_saves_meanwhile_is_not_lost);
	tcase_add_test(t, sshd_gets_the_line_of_one_key);
	tcase_add_test(t, a_store_at_a_strange_path_gets_no_lines);
	tcase_add_loop_test(t, an_address_is_one_word_of_the_line, 0, sizeof addresses / sizeof *addresses);
	suite_add_tcase(s, t);
	return s;
}
