/*
 * A picture of the screen as text or as SVG, for the README: the program on a pseudo-terminal, over the sample
 * consortium, in the hands of one of its people, on a day that never changes. The same keys give the same picture.
 *
 * usage: screenshot DIR text|svg COLSxROWS KEYS
 * DIR is the store, made if it is not there. KEYS are parted by blanks: names of keys (Enter, Right, F2, ^O), with
 * `*3` after them what is pressed three times; anything else is typed as it stands, with _ for a blank.
 *
 * The program reads the clock by time() and clock_gettime(), which the linker wraps (--wrap) by those of this file.
 */
#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "store/base/buf.h"
#include "store/base/err.h"
#include "tests/pty.h"
#include "tui/demo/demo.h"
#include "tui/quad.h"

static const char actor[] = "chenwei";

enum { TODAY_S = 1789522980 }; /* Wed 2026-09-16 09:43 in Shanghai */

time_t __real_time(time_t *out);
time_t __wrap_time(time_t *out);
int __real_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);

time_t __wrap_time(time_t *out)
{
	if (out)
		*out = TODAY_S;
	return TODAY_S;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *out)
{
	int rc = __real_clock_gettime(clock, out);
	if (clock == CLOCK_REALTIME)
		*out = (struct timespec){.tv_sec = TODAY_S};
	return rc;
}

static void die(const char *what, const char *why)
{
	fprintf(stderr, "screenshot: %s: %s\n", what, why);
	exit(1);
}

static void make_store(const char *dir)
{
	struct store s;
	struct stat st;
	if (stat(dir, &st) == 0)
		return;
	int err = demo_create(dir, "Asia/Shanghai", "office", TODAY_S / 60, NULL, &s);
	if (err)
		die(dir, quad_strerror(err));
	store_close(&s);
}

/* ---- keys ---- */

static const struct {
	const char *name, *bytes;
} named_keys[] = {
	{"Enter", K_ENTER}, {"Tab", K_TAB},   {"Up", K_UP},     {"Down", K_DOWN},    {"Left", K_LEFT},
	{"Right", K_RIGHT}, {"Home", K_HOME}, {"End", K_END},   {"PgUp", K_PAGE_UP}, {"PgDn", K_PAGE_DOWN},
	{"F1", K_F1},       {"F2", K_F2},     {"F3", "\033OR"}, {"F5", "\033[15~"},  {"F10", K_F10},
};

/* The bytes of one word of KEYS in `bytes`. */
static void read_key(const char *word, size_t len, char *bytes, size_t cap)
{
	for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++)
		if (strlen(named_keys[i].name) == len && strncmp(named_keys[i].name, word, len) == 0) {
			snprintf(bytes, cap, "%s", named_keys[i].bytes);
			return;
		}
	if (len == 2 && word[0] == '^') {
		snprintf(bytes, cap, "%c", word[1] & 0x1f);
		return;
	}
	snprintf(bytes, cap, "%.*s", (int)len, word);
	for (char *c = bytes; *c; c++)
		if (*c == '_')
			*c = ' ';
}

static void press_all(struct pty *p, const char *keys)
{
	char bytes[256];
	for (size_t len; keys += strspn(keys, " "), (len = strcspn(keys, " ")) > 0; keys += len) {
		const char *star = memchr(keys, '*', len);
		int times = star && star > keys ? (int)strtol(star + 1, NULL, 10) : 0;
		read_key(keys, times ? (size_t)(star - keys) : len, bytes, sizeof bytes);
		for (int i = 0; i < (times ? times : 1); i++)
			pty_act(p, bytes);
	}
}

/* ---- text ---- */

static void print_text(const struct pty *p, int rows)
{
	for (int row = 0; row < rows; row++)
		printf("%s\n", pty_row(p, row));
}

/* ---- SVG ---- */

/* Pixels of a cell and of the frame around all; colours of the ground and of text without a colour. */
enum { CELL_W = 8, CELL_H = 17, BASELINE = 13, EDGE = 8, GROUND = 0x16181d, TEXT = 0xd4d7dd };

/* As it is painted. */
struct look {
	long fg, bg;
	bool bold, underline;
};

static struct look look_of(const struct pty_cell *c)
{
	struct look l = {c->fg < 0 ? TEXT : c->fg, c->bg < 0 ? GROUND : c->bg, c->bold, c->underline};
	if (c->reverse)
		l = (struct look){l.bg, l.fg, c->bold, c->underline};
	return l;
}

static bool looks_same(struct look a, struct look b)
{
	return a.fg == b.fg && a.bg == b.bg && a.bold == b.bold && a.underline == b.underline;
}

static void print_escaped(const char *text)
{
	for (; *text; text++)
		if (*text == '&')
			fputs("&amp;", stdout);
		else if (*text == '<')
			fputs("&lt;", stdout);
		else
			putchar(*text);
}

/* The blocks beneath a row. */
static void print_blocks(const struct pty *p, int row, int cols)
{
	struct pty_cell cell;
	for (int col = 0, end; col < cols; col = end) {
		pty_cell(p, row, col, &cell);
		long bg = look_of(&cell).bg;
		for (end = col; end < cols; end += cell.width)
			if (!pty_cell(p, row, end, &cell) || look_of(&cell).bg != bg)
				break;
		if (bg != GROUND)
			printf("<path fill=\"#%06lx\" d=\"M%d %dh%dv%dh%dz\"/>\n", bg, EDGE + col * CELL_W,
			       EDGE + row * CELL_H, (end - col) * CELL_W, CELL_H, -(end - col) * CELL_W);
	}
}

/* The column after a run that begins at col: cells of one look and of one width. */
static int find_run_end(const struct pty *p, int row, int col, int cols)
{
	struct pty_cell cell;
	pty_cell(p, row, col, &cell);
	struct look look = look_of(&cell);
	for (int width = cell.width; col < cols; col += width) {
		pty_cell(p, row, col, &cell);
		if (cell.width != width || !looks_same(look_of(&cell), look))
			break;
	}
	return col;
}

static bool is_blank(const struct pty *p, int row, int col)
{
	struct pty_cell cell;
	pty_cell(p, row, col, &cell);
	return strcmp(cell.text, " ") == 0 && !cell.underline;
}

/* The run says how long it is, so that columns stand beneath each other in any font. */
static void print_run(const struct pty *p, int row, int col, int end)
{
	struct pty_cell cell;
	while (col < end && is_blank(p, row, col))
		col++;
	while (col < end && is_blank(p, row, end - 1))
		end--;
	if (col >= end)
		return;
	pty_cell(p, row, col, &cell);
	struct look look = look_of(&cell);
	printf("<text x=\"%d\" y=\"%d\" textLength=\"%d\"", EDGE + col * CELL_W, EDGE + row * CELL_H + BASELINE,
	       (end - col) * CELL_W);
	if (look.fg != TEXT)
		printf(" fill=\"#%06lx\"", look.fg);
	if (look.bold)
		printf(" font-weight=\"bold\"");
	if (look.underline)
		printf(" text-decoration=\"underline\"");
	putchar('>');
	for (; col < end; col += cell.width) {
		pty_cell(p, row, col, &cell);
		print_escaped(cell.text);
	}
	printf("</text>\n");
}

static void print_runs(const struct pty *p, int row, int cols)
{
	for (int col = 0, end; col < cols; col = end) {
		end = find_run_end(p, row, col, cols);
		print_run(p, row, col, end);
	}
}

static void print_svg(const struct pty *p, int rows, int cols)
{
	int width = cols * CELL_W + 2 * EDGE, height = rows * CELL_H + 2 * EDGE;
	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n", width,
	       height, width, height);
	printf("<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#%06x\"/>\n", width, height, GROUND);
	printf("<g fill=\"#%06x\" font-family=\"monospace\" font-size=\"13\" xml:space=\"preserve\">\n", TEXT);
	for (int row = 0; row < rows; row++)
		print_blocks(p, row, cols);
	for (int row = 0; row < rows; row++)
		print_runs(p, row, cols);
	printf("</g>\n</svg>\n");
}

/* What the command line asks for. */
static struct {
	const char *dir, *keys;
	bool svg;
	int cols, rows;
} wanted;

/* A test, because the pseudo-terminal of tests fails as one. */
START_TEST(picture)
{
	const char *words[] = {"quad", "--store", wanted.dir, "--as", actor, "tui", NULL};
	const char *env[] = {"LANGUAGE=en", "TZ", "COLORFGBG", "QUAD_COLORS=dark", NULL};
	struct pty *p = pty_spawn(quad_main, words, env, wanted.rows, wanted.cols);
	pty_wait(p, "Quad");
	pty_wait_row(p, wanted.rows - 1, "help");
	pty_settle(p);
	press_all(p, wanted.keys);
	if (wanted.svg)
		print_svg(p, wanted.rows, wanted.cols);
	else
		print_text(p, wanted.rows);
	pty_close(p);
}
END_TEST

int main(int argc, char **argv)
{
	if (argc != 5 || sscanf(argv[3], "%dx%d", &wanted.cols, &wanted.rows) != 2)
		die("usage", "screenshot DIR text|svg COLSxROWS KEYS");
	wanted.dir = argv[1];
	wanted.svg = strcmp(argv[2], "svg") == 0;
	wanted.keys = argv[4];
	setlocale(LC_CTYPE, "C.UTF-8");
	make_store(wanted.dir);
	Suite *suite = suite_create("screenshot");
	TCase *t = tcase_create("screenshot");
	tcase_add_test(t, picture);
	suite_add_tcase(suite, t);
	SRunner *runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	if (failed)
		srunner_print(runner, CK_NORMAL);
	srunner_free(runner);
	return failed ? 1 : 0;
}
