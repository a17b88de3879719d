/*
 * Random input at the real program over a terminal: keys, words, bytes that are no text, halves of sequences, pastes,
 * reports of the mouse, resizes from 1x1 to 300x100. The program may neither crash nor hang, must put the terminal
 * back, and the store must be sound afterwards. QUAD_MONKEY_SECONDS says how long in all, QUAD_TEST_SEED where it
 * begins; each round says its seed when it fails.
 *
 * The monkey works on a copy of the demo. It cannot leave the store: the commands that write files elsewhere are given
 * a directory of its own as the working directory.
 */
#include <limits.h>
#include <time.h>
#include <unistd.h>

#include "store/facts/store_open.h"
#include "tests/engine.h"
#include "tests/pty.h"
#include "tests/random.h"
#include "tests/tui/command.h"
#include "tui/demo/demo.h"

Suite *monkey_suite(void);

enum { ROUND_STEPS = 150, LOOK_STEPS = 30 };

static const struct {
	int rows, cols;
} sizes[] = {{24, 80}, {16, 60}, {50, 200}, {10, 30}, {100, 300}, {1, 1}};

enum { N_SIZES = sizeof sizes / sizeof *sizes };

/* ---- the store of a round ---- */

static char store[PATH_MAX];

static void make_store(void)
{
	struct store s;
	snprintf(store, sizeof store, "%s", test_store("monkey"));
	int err = demo_create(store, "Asia/Shanghai", test_login(), clock_now_min(), NULL, &s);
	ck_assert_msg(err == 0, "%s: %d", store, err);
	store_close(&s);
}

/* The working directory is the test's own, so that `backup x` and `export --output x` land there. */
static int run_in_directory(int argc, char **argv)
{
	if (chdir(test_dir()) != 0)
		return 99;
	return quad_main(argc, argv);
}

/* ---- what the monkey does ---- */

static const char *const keys[] = {
	"j",         "k",        "h",        "l",    "g",        "G",        "b",      "v",        "x",
	"y",         "n",        "m",        "o",    "B",        "u",        "s",      "t",        "c",
	"f",         "a",        "d",        "w",    "e",        "i",        "/",      "?",        ":",
	"[",         "]",        "{",        "}",    " ",        "*",        ";",      "+",        "-",
	"1",         "2",        "9",        "M",    "P",        "L",        "S",      "X",        "\r",
	"\r",        "\r",       "\t",       "\t",   "\033",     "\033",     "\177",   "\001",     "\002",
	"\004",      "\005",     "\006",     "\007", "\010",     "\013",     "\014",   "\016",     "\017",
	"\020",      "\022",     "\023",     "\024", "\025",     "\026",     "\027",   "\030",     "\031",
	"\036",      "\037",     K_UP,       K_DOWN, K_LEFT,     K_RIGHT,    K_HOME,   K_END,      K_PAGE_UP,
	K_PAGE_DOWN, K_DELETE,   K_BACKTAB,  K_F1,   K_F2,       "\033OR",   "\033OS", "\033[15~", "\033[17~",
	"\033[18~",  "\033[19~", "\033[20~", K_F10,  "\033[23~", "\033[24~", "ｊ",     "／",       "、",
	"的"};

static const char *const words[] = {"2026-09-08 08:00",
                                    "tomorrow",
                                    "明天",
                                    "周三3-4节",
                                    "2h",
                                    "90m",
                                    "10am",
                                    "+3",
                                    "GC-LAB-201",
                                    "GC-LAB-201;GC-T001",
                                    "GC-OSC*3",
                                    "ＬＡＢ",
                                    "汽车",
                                    "shiyan",
                                    "*",
                                    "-1",
                                    "99999999999999999999",
                                    "../../../etc",
                                    "%s%n",
                                    "'\"`$(x)",
                                    ":help book\r",
                                    ":find --free\r",
                                    ":list labs\r",
                                    ":bookings\r",
                                    ":show 1\r",
                                    ":check\r",
                                    ":stats\r",
                                    ":nonsense\r",
                                    ":cancel 3\r",
                                    ":undo\r",
                                    ":book GC-LAB-201 --at 2027-03-03T08:00 --for 2h\r",
                                    ":mouse\r",
                                    ":colors\r",
                                    "1-16",
                                    "Mon,Wed",
                                    "\xe2\x80\xae",
                                    "e\xcc\x81\xcc\x81\xcc\x81",
                                    "👩‍🔬",
                                    "\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3"};

static const char *const sequences[] = {"\033[",
                                        "\033O",
                                        "\033]11;rgb:ffff/ffff/ffff\007",
                                        "\033]0;",
                                        "\033P",
                                        "\033[200~",
                                        "\033[201~",
                                        "\033[<0;1",
                                        "\033[M",
                                        "\033[1;5A",
                                        "\033[27;5;120~",
                                        "\033[120;5u",
                                        "\033[?1;2c",
                                        "\033[24;80R",
                                        "\033[I",
                                        "\033[O",
                                        "\302\233A",
                                        "\033\033[A",
                                        "\033[999999999999999999999999A",
                                        "\033[;;;;;;;;;;;;;;;;~",
                                        "\033[38;5u"};

/* Neither Ctrl-C nor Ctrl-Z, by which the program ends or stops itself; other tests press these. */
static char random_byte(struct random *r)
{
	char c = (char)random_below(r, 256);
	return c == 0x03 || c == 0x1a ? ' ' : c;
}

static void type_paste(struct pty *p, struct random *r)
{
	size_t len = random_below(r, 8) ? random_below(r, 400) : random_below(r, 200000);
	char *text = malloc(len + 16);
	ck_assert_ptr_nonnull(text);
	memcpy(text, "\033[200~", 6);
	for (size_t i = 0; i < len; i++) {
		unsigned kind = random_below(r, 8);
		text[6 + i] = kind == 0 ? random_byte(r) : (char)(' ' + random_below(r, 95));
		if (kind == 1)
			text[6 + i] = '\n';
	}
	/* some pastes never end */
	bool ends = random_below(r, 8) != 0;
	memcpy(text + 6 + len, "\033[201~", 6);
	pty_feed(p, text, len + (ends ? 12 : 6));
	free(text);
}

static void type_bytes(struct pty *p, struct random *r)
{
	char bytes[64];
	size_t n = 1 + random_below(r, sizeof bytes);
	for (size_t i = 0; i < n; i++)
		bytes[i] = random_byte(r);
	pty_feed(p, bytes, n);
}

static void point(struct pty *p, struct random *r)
{
	static const int buttons[] = {0, 0, 0, 32, 64, 65, 1, 2, 3, 35, 128};
	char text[64];
	int n = snprintf(text, sizeof text, "\033[<%d;%u;%u%c",
	                 buttons[random_below(r, sizeof buttons / sizeof *buttons)], random_below(r, 310),
	                 random_below(r, 110), random_below(r, 4) ? 'M' : 'm');
	pty_feed(p, text, (size_t)n);
}

static void resize(struct pty *p, struct random *r)
{
	unsigned i = random_below(r, N_SIZES + 2);
	if (i < N_SIZES)
		pty_resize(p, sizes[i].rows, sizes[i].cols);
	else
		pty_resize(p, 1 + (int)random_below(r, 100), 1 + (int)random_below(r, 300));
}

static void do_something(struct pty *p, struct random *r)
{
	const char *text = NULL;
	switch (random_below(r, 40)) {
	case 0: type_bytes(p, r); break;
	case 1: type_paste(p, r); break;
	case 2:
	case 3: point(p, r); break;
	case 4: resize(p, r); break;
	case 5: text = sequences[random_below(r, sizeof sequences / sizeof *sequences)]; break;
	case 6:
	case 7:
	case 8: text = words[random_below(r, sizeof words / sizeof *words)]; break;
	default: text = keys[random_below(r, sizeof keys / sizeof *keys)]; break;
	}
	if (text)
		pty_feed(p, text, strlen(text));
}

/* ---- a round ---- */

/*
 * The program is alive if it still answers: whatever is open is left by Esc, a paste that never ended by its end, and
 * Ctrl-L paints.
 */
static bool answers(struct pty *p)
{
	static const char end[] = "\033[201~\033\\";
	pty_feed(p, end, sizeof end - 1);
	return pty_answers(p, "\014");
}

static struct pty *open_program(const char *env, unsigned size)
{
	const char *argv[] = {"quad", "--store", store, "--as", test_login(), "tui", NULL};
	const char *envs[] = {env, "QUAD_COLORS", NULL};
	return pty_spawn(run_in_directory, argv, envs, sizes[size].rows, sizes[size].cols);
}

static void check_end(struct pty *p, uint64_t seed)
{
	int status = pty_exit(p);
	size_t len;
	const char *answer = pty_answer(p, &len);
	ck_assert_msg(status == 0, "seed %llu: the program ended with %d: %.2000s", (unsigned long long)seed, status,
	              answer);
	ck_assert_msg(!pty_marks_pastes(p), "seed %llu: the terminal was not put back: %s", (unsigned long long)seed,
	              answer);
}

static void check_store(uint64_t seed)
{
	int status = quad("--store %s check", store);
	ck_assert_msg(status == 0, "seed %llu: check: %d\n%.2000s%.2000s", (unsigned long long)seed, status, last.out,
	              last.err);
}

static void play_round(uint64_t seed)
{
	static const char *const envs[] = {"TERM=xterm-256color", "TERM=linux", "TERM=vt100",
	                                   "TERM=screen",         "NO_COLOR=1", "LANGUAGE=zh_CN"};
	struct random r = {seed};
	struct pty *p = open_program(envs[random_below(&r, 6)], random_below(&r, N_SIZES));
	pty_blind(p);
	/* until then the terminal itself obeys Ctrl-C and the like */
	for (int ms = 0; !pty_marks_pastes(p) && !pty_has_ended(p) && ms < 20000; ms++)
		pty_listen(p, 1);
	for (int i = 0; i < ROUND_STEPS && !pty_has_ended(p); i++) {
		do_something(p, &r);
		/* sometimes there is time to paint */
		pty_listen(p, (int)random_below(&r, 3));
		bool looks = i % LOOK_STEPS == LOOK_STEPS - 1;
		if (looks && !pty_has_ended(p)) {
			pty_resize(p, 24, 80);
			bool alive = answers(p) || pty_has_ended(p);
			ck_assert_msg(alive, "seed %llu: hangs after step %d", (unsigned long long)seed, i);
		}
	}
	/* Esc leaves whatever has a field, Ctrl-C the program */
	for (int i = 0; i < 60 && !pty_has_ended(p); i++) {
		pty_feed(p, i % 2 ? "\003" : "\033", 1);
		pty_listen(p, 100);
	}
	size_t len;
	bool ended = pty_has_ended(p);
	if (!ended)
		pty_answers(p, "\014");
	ck_assert_msg(ended, "seed %llu: does not end: %.6000s", (unsigned long long)seed, pty_answer(p, &len));
	check_end(p, seed);
	pty_close(p);
	check_store(seed);
}

static double now_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

START_TEST(any_input_does_no_harm)
{
	const char *text = getenv("QUAD_MONKEY_SECONDS");
	double seconds = text && *text ? atof(text) : 4, begin = now_seconds();
	uint64_t seed = random_seed(1);
	unsigned n = 0;
	make_store();
	for (; n < 3 || now_seconds() - begin < seconds; n++)
		play_round(seed + n);
	if (text && *text)
		printf("monkey: %u rounds of %d steps from seed %llu\n", n, ROUND_STEPS, (unsigned long long)seed);
	release_kept();
}
END_TEST

Suite *monkey_suite(void)
{
	Suite *s = suite_create("monkey");
	TCase *t = tcase_create("monkey");
	tcase_set_timeout(t, 36000);
	tcase_add_test(t, any_input_does_no_harm);
	suite_add_tcase(s, t);
	return s;
}
