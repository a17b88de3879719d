/*
 * Bytes of a terminal as keys: by tables, each sequence whole, byte by byte, and with a pause at every place.
 */
#include "tui/base/keys.h"

#include <check.h>
#include <stdio.h>
#include <string.h>


Suite *keys_suite(void);

/* ---- the keys of bytes, as text ---- */

static const char *name_key(uint32_t key, char out[16])
{
	static const char *const names[] = {"none", "up",  "down",   "left",   "right", "pgup", "pgdn",
	                                    "home", "end", "insert", "delete", "bs",    "backtab"};
	if (key == KEY_CODE_PASTE)
		return "paste";
	if (key == KEY_CODE_MOUSE)
		return "mouse";
	if (key >= KEY_CODE_F1)
		snprintf(out, 16, "F%u", key - KEY_CODE_F1 + 1);
	else if (key >= KEY_CODE_NONE)
		return names[key - KEY_CODE_NONE];
	else if (key < 0x20)
		snprintf(out, 16, "^%c", (char)(key + '@'));
	else if (key < 0x7f)
		snprintf(out, 16, "%c", (char)key);
	else
		snprintf(out, 16, "U+%04X", key);
	return out;
}

static void take_keys(struct keys *k, char *out, size_t size)
{
	char name[16];
	for (uint32_t key; keys_get(k, &key);) {
		size_t n = strlen(out);
		snprintf(out + n, size - n, "%s%s", n ? " " : "", name_key(key, name));
		if (key == KEY_CODE_PASTE) {
			n = strlen(out);
			snprintf(out + n, size - n, "(%s)", buf_text(&k->paste));
		}
		if (key == KEY_CODE_MOUSE) {
			n = strlen(out);
			snprintf(out + n, size - n, "(%u%s %d,%d)", k->mouse.button, k->mouse.released ? " up" : "",
			         k->mouse.row, k->mouse.col);
		}
	}
}

static void put_bytes(struct keys *k, const char *bytes, size_t len, char *out, size_t size)
{
	for (size_t i = 0; i < len; i++) {
		keys_put(k, (unsigned char)bytes[i]);
		take_keys(k, out, size);
	}
}

/* Nothing comes for long. */
static void pause_long(struct keys *k, char *out, size_t size)
{
	for (int i = 0; i < 4 && keys_patience_ms(k) >= 0; i++) {
		keys_pause(k);
		take_keys(k, out, size);
	}
	ck_assert_int_eq(keys_patience_ms(k), -1);
}

static void check_keys(const char *bytes, size_t len, bool linux_console, const char *want)
{
	struct keys k = {.linux_console = linux_console};
	char got[400] = "";
	put_bytes(&k, bytes, len, got, sizeof got);
	pause_long(&k, got, sizeof got);
	/* and is ready for the next key */
	put_bytes(&k, "z", 1, got, sizeof got);
	char whole[420];
	snprintf(whole, sizeof whole, "%s%sz", want, *want ? " " : "");
	ck_assert_msg(strcmp(got, whole) == 0, "ESC%s: %s, not %s", bytes + 1, got, whole);
	keys_release(&k);
}

/* ---- keys ---- */

/* clang-format off */
static const struct {
	const char *bytes, *want;
} known[] = {
	/* xterm, both modes of the cursor keys */
	{"\033[A", "up"}, {"\033[B", "down"}, {"\033[C", "right"}, {"\033[D", "left"}, {"\033[H", "home"},
	{"\033[F", "end"}, {"\033OA", "up"}, {"\033OB", "down"}, {"\033OC", "right"}, {"\033OD", "left"},
	{"\033OH", "home"}, {"\033OF", "end"}, {"\033[5~", "pgup"}, {"\033[6~", "pgdn"}, {"\033[2~", "insert"},
	{"\033[3~", "delete"}, {"\033[Z", "backtab"}, {"\033OP", "F1"}, {"\033OQ", "F2"}, {"\033OR", "F3"},
	{"\033OS", "F4"}, {"\033[15~", "F5"}, {"\033[17~", "F6"}, {"\033[18~", "F7"}, {"\033[19~", "F8"},
	{"\033[20~", "F9"}, {"\033[21~", "F10"}, {"\033[23~", "F11"}, {"\033[24~", "F12"},
	/* tmux, screen, PuTTY, the Linux console */
	{"\033[1~", "home"}, {"\033[4~", "end"}, {"\033[11~", "F1"}, {"\033[12~", "F2"}, {"\033[13~", "F3"},
	{"\033[14~", "F4"}, {"\033[P", "F1"}, {"\033[Q", "F2"}, {"\033[R", "F3"}, {"\033[S", "F4"},
	/* rxvt */
	{"\033[7~", "home"}, {"\033[8~", "end"}, {"\033[a", "up"}, {"\033[b", "down"}, {"\033Oc", "right"},
	{"\033Od", "left"}, {"\033[7$", "home"}, {"\033[8^", "end"}, {"\033[5@", "pgup"}, {"\033\033[A", "up"},
	{"\033\033OB", "down"},
	/* with modifiers they move as well; those that do more are nothing then */
	{"\033[1;2A", "up"}, {"\033[1;5B", "down"}, {"\033[1;3C", "right"}, {"\033[1;8D", "left"}, {"\033[1;2H", "home"},
	{"\033[1;5F", "end"}, {"\033[5;3~", "pgup"}, {"\033[6;5~", "pgdn"}, {"\033O5A", "up"}, {"\033[1;2Z", "backtab"},
	{"\033[3;5~", ""}, {"\033[2;2~", ""}, {"\033[3^", ""}, {"\033[3$", ""}, {"\033[1;2P", ""}, {"\033[1;5Q", ""},
	{"\033[15;2~", ""}, {"\033O2P", ""}, {"\033\033[21~", ""}, {"\033\033OP", ""},
	/* num lock and caps lock are no modifiers */
	{"\033[1;129A", "up"}, {"\033[1;129P", "F1"}, {"\033[3;193~", "delete"}, {"\033[97;129u", "a"},
	/* a keypad in application mode */
	{"\033OM", "^M"}, {"\033Op", "0"}, {"\033Oy", "9"}, {"\033Oo", "/"}, {"\033Oj", "*"}, {"\033Ok", "+"},
	{"\033Om", "-"}, {"\033On", "."}, {"\033OX", "="}, {"\033O ", " "}, {"\033OI", "^I"}, {"\033OE", ""},
	{"\033[E", ""},
	/* CSI u and modifyOtherKeys */
	{"\033[120;5u", "^X"}, {"\033[27;5;120~", "^X"}, {"\033[115;5u", "^S"}, {"\033[83;5u", "^S"}, {"\033[27u", "^["},
	{"\033[13u", "^M"}, {"\033[13;2u", "^M"}, {"\033[13;5u", ""}, {"\033[9u", "^I"}, {"\033[9;2u", "backtab"},
	{"\033[27;2;9~", "backtab"}, {"\033[127u", "bs"}, {"\033[127;2u", "bs"}, {"\033[97u", "a"}, {"\033[97;2u", "A"},
	{"\033[97:65;2u", "A"}, {"\033[49:33;2u", "!"}, {"\033[27;2;33~", "!"}, {"\033[26085u", "U+65E5"},
	{"\033[120;3u", ""}, {"\033[120;7u", ""}, {"\033[120;9u", ""}, {"\033[120;5:3u", ""}, {"\033[97;1:2u", "a"},
	{"\033[57417u", "left"}, {"\033[57414u", "^M"}, {"\033[57376u", ""}, {"\033[57441;2u", ""}, {"\033[27;3;120~", ""},
	{"\033[1u", ""}, {"\033[u", ""}, {"\033[155u", ""}, {"\033[8238u", ""}, {"\033[999999999999u", ""},
	{"\033[109;5u", "^M"}, {"\033[106;5u", "^M"}, {"\033[105;5u", "^I"}, {"\033[91;5u", "^["}, {"\033[32;5u", ""},
	/* what stands for itself */
	{"q", "q"}, {"\r", "^M"}, {"\n", "^M"}, {"\t", "^I"}, {"\x18", "^X"}, {"\177", "bs"}, {"\b", "^H"},
	{"汽", "U+6C7D"}, {"é", "U+00E9"}, {"😀", "U+1F600"},
	{"\033", "^["}, {"\033\033", "^[ ^["}, {"\033\033\033", "^[ ^[ ^["},
	/* one after the other */
	{"a\033[Ab", "a up b"}, {"\033[A\033[B", "up down"}, {"\033[\033[A", "up"}, {"\033[1;\033OP", "F1"},
	{"\033O\033[A", "up"}, {"汽\033[A车", "U+6C7D up U+8F66"}, {"\033]0;x\033[A", "up"},
	/* pasted */
	{"\033[200~q\rx\033[201~", "paste(q\nx)"}, {"\033[200~\033[201~", "paste()"},
	{"\033[200~\033[A\033\033[201~", "paste(\033[A\033)"}, {"\033[200~\033[201x\033[201~", "paste(\033[201x)"},
	{"\033[200~a", "paste(a)"}, {"\033[201~", ""}, {"\033\033[200~a\033[201~", "^[ paste(a)"},
	{"\033[200~a\033[201~b\033[200~c\033[201~", "paste(a) b paste(c)"},
	/* the mouse: pressed, let go, dragged, its wheel, with modifiers, far out */
	{"\033[<0;10;3M", "mouse(0 2,9)"}, {"\033[<0;10;3m", "mouse(0 up 2,9)"}, {"\033[<32;1;1M", "mouse(32 0,0)"},
	{"\033[<64;5;5M", "mouse(64 4,4)"}, {"\033[<65;300;200M", "mouse(65 199,299)"}, {"\033[<20;1;2M", "mouse(0 1,0)"},
	{"\033[<2;1;2Ma\033[<0;3;4mb", "mouse(2 1,0) a mouse(0 up 3,2) b"},
};
/* clang-format on */

START_TEST(every_known_form_is_its_key)
{
	check_keys(known[_i].bytes, strlen(known[_i].bytes), false, known[_i].want);
}
END_TEST

START_TEST(the_linux_console_has_function_keys_of_its_own)
{
	static const char *const bytes[] = {"\033[[A", "\033[[B", "\033[[C", "\033[[D", "\033[[E", "\033[[F"};
	static const char *const want[] = {"F1", "F2", "F3", "F4", "F5", ""};
	check_keys(bytes[_i], 4, true, want[_i]);
	check_keys(bytes[_i], 4, false, "");
}
END_TEST

/* ---- what is no key ---- */

/* clang-format off */
static const char *const unknown[] = {
	"\033[I", "\033[O",                                      /* the focus */
	"\033[32;10;10M", "\033[<0;10M", "\033[<0;0;1M", "\033[<0;1;2;3M", "\033[<0;?;1M", "\033[<M", "\033[<0;1;99999m",
	                                                         /* the mouse: urxvt; and what is no report */
	"\033[M !!", "\033[Mqxb", "\033[M\xc3\xa9\xc3\xa9\xc3\xa9", "\033[M \xff\xff", /* and as it was at first */
	"\033[?62;1;6c", "\033[>0;276;0c", "\033[=0c", "\033[?1;2c",
	"\033]11;rgb:0000/0000/0000\007", "\033]11;rgb:ffff/ffff/ffff\033\\", "\033]52;c;cXhi\007",
	"\033]0;汽车qxb\007", "\033]4;1;rgb:00/00/00\xc2\x9c",
	"\033P>|XTerm(370)\033\\", "\033P1$r0m\033\\", "\033P!|00000000\033\\",
	"\033_Gi=31;OK\033\\", "\033^qxb\033\\", "\033Xqxb\033\\",
	"\033[25~", "\033[26~", "\033[34~", "\033[99~", "\033[0~", "\033[16~", "\033[22~", /* F13 and beyond */
	"\033x", "\033q", "\033B", "\033:", "\033/", "\033?", "\033\r", "\033\t", "\033\177", "\033 ", "\033é", "\033汽",
	"\033[24;80R", "\033[1;1R", "\033[0n", "\033[3n", "\033[?2026;2$y", "\033[?997;1n", "\033[8;24;80t",
	"\033[?0u", "\033[>4;2m", "\033[1;2;3;4;5;6;7;8;9q", "\033[!p", "\033[ q", "\033[x",
	"\302\23324;80R", "\302\23511;qxb\007", "\xc2\x90qxb\xc2\x9c", "\xc2\x85",
	"\033[", "\033O", "\033]", "\033P", "\033[1;", "\033[[", "\033[M!", "\033]11;rgb:00", "\033[<0;1",
	"\033[\x18", "\033]qxb\x18", "\033[1\x01", "\033O\r", "\033[[\r",
	"\377", "\300\257", "\xe6\xb1", "\xed\xa0\x80",
};
/* clang-format on */

START_TEST(what_is_not_known_is_nothing)
{
	check_keys(unknown[_i], strlen(unknown[_i]), false, "");
}
END_TEST

START_TEST(a_sequence_without_an_end_is_nothing_however_long)
{
	static const char *const begins[] = {"\033[", "\033[?", "\033]", "\033P", "\033O"};
	struct keys k = {0};
	char got[100] = "";
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		put_bytes(&k, begins[i], strlen(begins[i]), got, sizeof got);
		for (int n = 0; n < 100000; n++)
			put_bytes(&k, "1", 1, got, sizeof got);
		put_bytes(&k, "~", 1, got, sizeof got);
		pause_long(&k, got, sizeof got);
		ck_assert_str_eq(got, "");
	}
	keys_release(&k);
}
END_TEST

START_TEST(a_paste_that_is_too_long_says_so)
{
	struct keys k = {0};
	char got[8] = "";
	put_bytes(&k, "\033[200~", 6, got, sizeof got);
	for (int i = 0; i < KEYS_PASTE_MAX_BYTES + 10; i++)
		keys_put(&k, 'x');
	ck_assert(k.paste_cut);
	put_bytes(&k, "\033[201~", 5, got, sizeof got);
	keys_put(&k, '~');
	ck_assert_uint_eq(k.n_ready, 1);
	ck_assert_uint_eq(k.paste.len, KEYS_PASTE_MAX_BYTES);
	keys_release(&k);
}
END_TEST

/* ---- in pieces ---- */

/*
 * Over a slow line the first piece ends anywhere, and nothing comes for as long as Esc is waited for. Cut after Esc, a
 * sequence is Esc, which was acted on already, and else nothing; cut elsewhere it is what it is whole.
 */
static void check_cut(const char *bytes, size_t len, size_t cut, const char *want)
{
	struct keys k = {0};
	char got[400] = "";
	put_bytes(&k, bytes, cut, got, sizeof got);
	bool waits_for_esc = keys_patience_ms(&k) >= 0 && keys_patience_ms(&k) < 100;
	if (waits_for_esc) {
		keys_pause(&k);
		take_keys(&k, got, sizeof got);
	}
	put_bytes(&k, bytes + cut, len - cut, got, sizeof got);
	pause_long(&k, got, sizeof got);
	if (waits_for_esc)
		want = cut == 1 ? "^[" : "^[ ^[";
	ck_assert_msg(strcmp(got, want) == 0, "ESC%s cut after %zu: %s, not %s", bytes + 1, cut, got, want);
	keys_release(&k);
}

START_TEST(a_sequence_in_two_pieces_runs_no_command)
{
	const char *bytes = known[_i].bytes;
	size_t len = strlen(bytes);
	int n_esc = 0;
	for (size_t i = 0; i < len; i++)
		n_esc += bytes[i] == '\033';
	/* of a single sequence; more than one, and pastes, are cut in the fuzz test */
	bool alone = n_esc == 1 || (n_esc == 2 && bytes[1] == '\033');
	/* Esc, and after a pause the sequence of a key, is what one who pressed both means */
	size_t first = n_esc == 2 ? 2 : 1;
	for (size_t cut = first; alone && len > 2 && *bytes == '\033' && cut < len; cut++)
		if (!strstr(bytes, "[200~"))
			check_cut(bytes, len, cut, known[_i].want);
}
END_TEST

START_TEST(an_unknown_sequence_in_two_pieces_runs_no_command)
{
	const char *bytes = unknown[_i];
	size_t len = strlen(bytes);
	/* Alt with a key, and then a pause: that is Esc and the key, and nobody can tell */
	bool is_alt = len < 3 || (unsigned char)bytes[1] >= 0x80;
	for (size_t cut = 1; !is_alt && *bytes == '\033' && cut < len; cut++)
		check_cut(bytes, len, cut, "");
}
END_TEST

START_TEST(letters_after_esc_are_letters)
{
	struct keys k = {0};
	char got[100] = "";
	put_bytes(&k, "\033", 1, got, sizeof got);
	keys_pause(&k);
	put_bytes(&k, "jq", 2, got, sizeof got);
	ck_assert_str_eq(got, "^[ j q");
	/* one that may go on a sequence waits a moment longer, and then is itself */
	put_bytes(&k, "\033", 1, got, sizeof got);
	keys_pause(&k);
	put_bytes(&k, "[", 1, got, sizeof got);
	ck_assert_str_eq(got, "^[ j q ^[");
	keys_pause(&k);
	take_keys(&k, got, sizeof got);
	ck_assert_str_eq(got, "^[ j q ^[ [");
	keys_release(&k);
}
END_TEST

Suite *keys_suite(void)
{
	const int n_known = (int)(sizeof known / sizeof *known), n_unknown = (int)(sizeof unknown / sizeof *unknown);
	Suite *s = suite_create("keys");
	TCase *t = tcase_create("keys");
	tcase_add_loop_test(t, every_known_form_is_its_key, 0, n_known);
	tcase_add_loop_test(t, the_linux_console_has_function_keys_of_its_own, 0, 6);
	tcase_add_loop_test(t, what_is_not_known_is_nothing, 0, n_unknown);
	tcase_add_test(t, a_sequence_without_an_end_is_nothing_however_long);
	tcase_add_test(t, a_paste_that_is_too_long_says_so);
	tcase_add_loop_test(t, a_sequence_in_two_pieces_runs_no_command, 0, n_known);
	tcase_add_loop_test(t, an_unknown_sequence_in_two_pieces_runs_no_command, 0, n_unknown);
	tcase_add_test(t, letters_after_esc_are_letters);
	suite_add_tcase(s, t);
	return s;
}
