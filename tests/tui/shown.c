/*
 * What is stored, and what was typed, on its way to a terminal: nothing arrives that a terminal would obey, whatever
 * the form. Files and pipes get the bytes as they are.
 */
#include <stdio.h>

#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/pty.h"
#include "tests/store/raw.h"
#include "tests/tui/forced.h"
#include "tui/base/text.h"

Suite *shown_suite(void);

/* Sets a title, rings, clears, turns the direction, a C1 control, and deletes; as long as the text that stands for it.
 */
#define HOSTILE                                                                                                        \
	"x\033]0;t\007\033[2J\xe2\x80\xae\xc2\x9b"                                                                     \
	"31m\x7fy"
#define STANDS "NNNNNNNNNNNNNNNNNNNNN"
_Static_assert(sizeof HOSTILE == sizeof STANDS, "one takes the place of the other");

static const char *const traces[] = {"\033]", "\007", "\033[2J", "\xe2\x80\xae", "\xc2\x9b", "\x7f"};

/* ---- a store that somebody has tampered with ---- */

static int replace_texts(struct db_txn *txn, void *arg)
{
	struct raw all = {0};
	int err = raw_load(txn, &all);
	for (size_t i = 0; i < all.n && !err; i++) {
		char *p = (char *)all.v[i].value.p;
		bool found = false;
		for (size_t at = 0; at + sizeof STANDS - 1 <= all.v[i].value.len; at++) {
			if (memcmp(p + at, STANDS, sizeof STANDS - 1) != 0)
				continue;
			memcpy(p + at, HOSTILE, sizeof HOSTILE - 1);
			found = true;
		}
		if (found)
			err = db_put(txn, all.v[i].key, all.v[i].value);
		*(size_t *)arg += found;
	}
	arena_release(&all.arena);
	return err;
}

static void use_hostile_store(void)
{
	struct store s;
	size_t n = 0;
	uint64_t moment;
	use_forced_store();
	write_file("more.csv", "code,name,kind,campus,seats,building,room,contact\n"
	                       "LAB-3," STANDS ",lab,N,40," STANDS "," STANDS "," STANDS "\n");
	ASSERT_STATUS(0, "--as root import resources %s", path_of("more.csv"));
	ASSERT_STATUS(0, "--as root book LAB-3 --at 2040-01-02T08:00 --for 2h --purpose " STANDS " --note " STANDS);
	ASSERT_STATUS(0, "--as root comment 1 " STANDS);
	write_file("closures.csv", "resource,start,end,reason\nLAB-3,2040-02-01,2040-02-02," STANDS "\n");
	ASSERT_STATUS(0, "--as root import closures %s", path_of("closures.csv"));
	ck_assert_int_eq(store_open(test_store("store"), &s), 0);
	ck_assert_int_eq(db_update(s.db, replace_texts, &n, &moment), 0);
	store_close(&s);
	ck_assert_uint_gt(n, 3);
}

/* ---- on a terminal ---- */

static void assert_harmless(const char *command, const char *bytes, size_t len, bool any_escape)
{
	static const char *const own[] = {"\033[1m", "\033[0m", "\033[K"};
	for (size_t t = 0; t < sizeof traces / sizeof *traces; t++)
		for (size_t i = 0, n = strlen(traces[t]); !(any_escape && t == 2) && i + n <= len; i++)
			ck_assert_msg(memcmp(bytes + i, traces[t], n) != 0, "`%s`: trace %zu", command, t);
	for (size_t i = 0; i < len && !any_escape; i++) {
		bool is_own = bytes[i] != '\033';
		for (size_t k = 0; k < sizeof own / sizeof *own; k++)
			is_own |= strncmp(bytes + i, own[k], strlen(own[k])) == 0;
		ck_assert_msg(is_own, "`%s` sends a sequence", command);
	}
}

static const char *const commands[] = {
	"list resources",
	"list resources --json",
	"list resources --excel",
	"export resources --format csv",
	"export resources --format json",
	"export bookings --format csv",
	"export bookings --format ics",
	"export ics",
	"bookings",
	"bookings --json",
	"show 1",
	"show 1 --json",
	"log",
	"log --json",
	"find --text x",
	"list closures",
	"book LAB-3 --at 2040-01-02T08:00 --for 2h",
	"book LAB-3 --at 2040-01-02T08:00 --for 2h --json",
	"book LAB-3 --at 2040-02-01T08:00 --for 2h",
	"why LAB-3 --at 2040-01-02T08:00 --for 2h",
	/* typed */
	"'" HOSTILE "'",
	"--" HOSTILE,
	"help '" HOSTILE "'",
	"list '" HOSTILE "'",
	"show '" HOSTILE "'",
	"book '" HOSTILE "' --at 2040-01-02T08:00 --for 2h",
	"book LAB-1 --at '" HOSTILE "' --for 2h",
	"import resources '" HOSTILE "'",
	"bookings --from '" HOSTILE "'",
	"--color '" HOSTILE "' list resources",
	"--store '" HOSTILE "' list resources",
	"--as '" HOSTILE "' list resources",
};

START_TEST(nothing_that_a_terminal_obeys_arrives)
{
	const char *argv[ARGS_MAX + 1] = {"quad", "--as", "root"};
	char *line = arena_str(&kept, commands[_i]);
	int n = split(line, (char **)argv + 3);
	size_t len;
	argv[3 + n] = NULL;
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 200);
	pty_exit(p);
	const char *bytes = pty_answer(p, &len);
	ck_assert_uint_gt(len, 0);
	assert_harmless(commands[_i], bytes, len, false);
	pty_close(p);
}
END_TEST

START_TEST(the_screen_shows_it_harmlessly)
{
	const char *const argv[] = {"quad", "--as", "root", NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 100);
	size_t len;
	pty_wait(p, "LAB-3");
	pty_settle(p);
	static const char *const keys[] = {"",
	                                   ":show 1\r",
	                                   ":list resources\r",
	                                   ":bookings --state all\r",
	                                   ":log\r",
	                                   ":show " HOSTILE "\r",
	                                   "\033[200~" HOSTILE "\033[201~"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (*keys[i])
			pty_act(p, keys[i]);
		const char *bytes = pty_answer(p, &len);
		assert_harmless(keys[i], bytes, len, true);
	}
	pty_close(p);
}
END_TEST

START_TEST(files_get_the_bytes_as_they_are)
{
	ASSERT_STATUS(0, "--as root export resources");
	ck_assert_ptr_nonnull(strstr(last.out, HOSTILE));
	ASSERT_STATUS(0, "--as root export resources --format json");
	ck_assert_ptr_nonnull(strstr(last.out, "x\\u001b]0;t\\u0007\\u001b[2J\\u202e\\u009b31m\\u007fy"));
	ASSERT_STATUS(0, "--as root export bookings --format csv");
	ck_assert_ptr_nonnull(strstr(last.out, HOSTILE));
}
END_TEST

START_TEST(lines_and_tabs_stay)
{
	static const char text[] = "a\tb\nc\r\033[1md\0e\xff\xc2\x85z";
	struct buf out = {0};
	text_shown(&out, text, sizeof text - 1);
	ck_assert_str_eq(buf_text(&out), "a\tb\nc[1mde\xef\xbf\xbdz");
	buf_release(&out);
}
END_TEST

Suite *shown_suite(void)
{
	Suite *s = suite_create("shown");
	TCase *t = tcase_create("shown");
	tcase_add_checked_fixture(t, use_hostile_store, release_kept);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, nothing_that_a_terminal_obeys_arrives, 0, sizeof commands / sizeof *commands);
	tcase_add_test(t, the_screen_shows_it_harmlessly);
	tcase_add_test(t, files_get_the_bytes_as_they_are);
	tcase_add_test(t, lines_and_tabs_stay);
	suite_add_tcase(s, t);
	return s;
}
