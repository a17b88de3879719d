/*
 * Bursts that were made shorter: by a table, and random ones on two terminals, which must show the same.
 */
#include "tui/base/squeeze.h"

#include <check.h>
#include <string.h>
#include <vterm.h>

#include "tests/random.h"

Suite *squeeze_suite(void);

/* clang-format off */
static const struct {
	const char *bytes, *want;
} bursts[] = {
	{"", ""}, {"abc", "abc"}, {"\033[mabc", "\033[mabc"},
	/* what is replaced before it is seen */
	{"\033[1m\033[mabc", "\033[mabc"}, {"\033[36m\033[0;7mabc", "\033[0;7mabc"}, {"\033[39;49m\033(B\033[mx", "\033(B\033[mx"},
	/* together */
	{"\033[38;5;194m\033[48;5;22mx", "\033[38;5;194;48;5;22mx"}, {"\033[0;1m\033[32mx", "\033[0;1;32mx"},
	/* movements come between; what erases, scrolls or writes does not */
	{"\033[1m\033[2;3H\r\033[4d\033[5G\b\033[mx", "\033[2;3H\r\033[4d\033[5G\b\033[mx"},
	{"\033[41m\033[K\033[mx", "\033[41m\033[K\033[mx"}, {"\033[41m\n\033[mx", "\033[41m\n\033[mx"},
	{"\033[41m\033[3L\033[mx", "\033[41m\033[3L\033[mx"}, {"\033[41m \033[mx", "\033[41m \033[mx"},
	/* plain already */
	{"\033[mx\033[my", "\033[mxy"}, {"\033[mx\033[0;1my\033[mz", "\033[mx\033[1my\033[mz"}, {"x\033[0;1my", "x\033[0;1my"},
	{"\033[0mx\033[;1my", "\033[mx\033[;1my"},
	/* character sets */
	{"\033(Ba\033(Bb\033(0q\033(Bc\033(Bd", "\033(Bab\033(0q\033(Bcd"}, {"\017a\017b\016q\017c", "\017ab\016q\017c"},
	{"\033(B\033[0;1m\033(B\033[mx", "\033(B\033[mx"},
	/* what it does not know goes by, also in pieces */
	{"\033[?25l\033[1mx", "\033[?25l\033[1mx"}, {"\033", "\033"}, {"\033[", "\033["}, {"\033[1", "\033[1"},
	{"\033]0;t\033[1m\007x", "\033]0;t\033[1m\007x"}, {"\033Mx", "\033Mx"}, {"汽\033[1m车", "汽\033[1m车"},
	{"x\033[1m", "x\033[1m"},
};
/* clang-format on */

START_TEST(a_burst_becomes_shorter)
{
	struct buf out = {0};
	squeeze_burst(bursts[_i].bytes, strlen(bursts[_i].bytes), &out);
	ck_assert_str_eq(buf_text(&out), bursts[_i].want);
	buf_release(&out);
}
END_TEST

/* ---- two terminals ---- */

enum { ROWS = 6, COLS = 20 };

static VTerm *open_terminal(const char *bytes, size_t len)
{
	VTerm *vt = vterm_new(ROWS, COLS);
	vterm_set_utf8(vt, 1);
	vterm_screen_reset(vterm_obtain_screen(vt), 1);
	vterm_input_write(vt, bytes, len);
	return vt;
}

static void check_same(VTerm *a, VTerm *b, unsigned seed)
{
	for (VTermPos pos = {0, 0}; pos.row < ROWS; pos.row++)
		for (pos.col = 0; pos.col < COLS; pos.col++) {
			VTermScreenCell x, y;
			vterm_screen_get_cell(vterm_obtain_screen(a), pos, &x);
			vterm_screen_get_cell(vterm_obtain_screen(b), pos, &y);
			bool same = x.chars[0] == y.chars[0] && vterm_color_is_equal(&x.fg, &y.fg) &&
			            vterm_color_is_equal(&x.bg, &y.bg) && x.attrs.bold == y.attrs.bold &&
			            x.attrs.reverse == y.attrs.reverse && x.attrs.underline == y.attrs.underline;
			ck_assert_msg(same, "seed %u: cell %d,%d", seed, pos.row, pos.col);
		}
}

START_TEST(the_terminal_shows_the_same)
{
	static const char *const pieces[] = {"a",
	                                     "bc",
	                                     "汽",
	                                     " ",
	                                     "\n",
	                                     "\r",
	                                     "\b",
	                                     "\033[m",
	                                     "\033[0m",
	                                     "\033[1m",
	                                     "\033[7m",
	                                     "\033[0;4m",
	                                     "\033[0;1;7m",
	                                     "\033[31m",
	                                     "\033[42m",
	                                     "\033[39;49m",
	                                     "\033[38;5;194m",
	                                     "\033[48;5;22m",
	                                     "\033[K",
	                                     "\033[2;3H",
	                                     "\033[4d",
	                                     "\033[5G",
	                                     "\033[A",
	                                     "\033[C",
	                                     "\033[2L",
	                                     "\033[M",
	                                     "\033[3X",
	                                     "\033[2@",
	                                     "\033[P",
	                                     "\033[2;5r",
	                                     "\033[J",
	                                     "\033(B",
	                                     "\033(0",
	                                     "\033(0qx\033(B",
	                                     "\033M",
	                                     "\033[22m",
	                                     "\033[27m",
	                                     "\033[;1m"};
	for (unsigned seed = 0; seed < 300; seed++) {
		struct random random = {seed};
		struct buf all = {0}, out = {0};
		for (int i = 0; i < 60; i++)
			buf_str(&all, pieces[random_below(&random, sizeof pieces / sizeof *pieces)]);
		buf_str(&all, "\033[mend");
		squeeze_burst(all.p, all.len, &out);
		VTerm *a = open_terminal(all.p, all.len), *b = open_terminal(out.p, out.len);
		ck_assert_uint_le(out.len, all.len);
		check_same(a, b, seed);
		vterm_free(a);
		vterm_free(b);
		buf_release(&all);
		buf_release(&out);
	}
}
END_TEST

Suite *squeeze_suite(void)
{
	Suite *s = suite_create("squeeze");
	TCase *t = tcase_create("squeeze");
	tcase_add_loop_test(t, a_burst_becomes_shorter, 0, (int)(sizeof bursts / sizeof *bursts));
	tcase_add_test(t, the_terminal_shows_the_same);
	suite_add_tcase(s, t);
	return s;
}
