/*
 * A state for each part of a sequence, and tables from sequences to keys. What a state does not expect ends the
 * sequence without a key.
 *
 * Esc begins both a key and most sequences: a short pause tells them apart. Over a slow line the rest may come after
 * that pause. So for a moment after it, what looks like the rest of a sequence is taken as that, and is nothing.
 */
#include "tui/base/keys.h"

#include <string.h>

#include "store/base/utf8.h"

enum keys_state {
	AT_START,
	IN_CHARACTER,
	AFTER_ESC,
	AFTER_TWO_ESC,  /* Esc twice, or Alt with a key that has a sequence */
	AFTER_LONE_ESC, /* the pause is over, Esc was given out */
	AT_LATE_OPENER, /* a byte came then that may open the rest of a sequence */
	IN_CSI,
	IN_SS3,
	IN_LINUX_KEY, /* CSI [ A and so on, the function keys of the Linux console */
	IN_STRING,
	IN_ALT_CHARACTER,
	IN_SKIPPED, /* the bytes of an old mouse report */
	IN_PASTE,
};

enum {
	ESC = 0x1b,
	ESC_MS = 50,       /* a sequence that follows Esc comes within this time */
	SEQUENCE_MS = 500, /* and goes on within this one */
	LATE_MS = 300,
	PASTE_MS = 5000, /* a paste that stops for so long is over */
};

/* The modifiers of xterm, less the one that stands for none. */
enum modifier { MOD_SHIFT = 1, MOD_ALT = 2, MOD_CTRL = 4, MOD_LOCKS = 64 | 128 };

static const char paste_end[] = "\033[201~";

static void give_key(struct keys *k, uint32_t key)
{
	if (key != KEY_CODE_NONE && !k->late && k->n_ready < sizeof k->ready / sizeof *k->ready)
		k->ready[k->n_ready++] = key;
}

static void enter_state(struct keys *k, enum keys_state state)
{
	k->state = (int)state;
	k->n = 0;
	k->too_long = false;
	if (state == AT_START)
		k->alt = k->late = false;
}

/* ---- which sequence is which key ---- */

struct sequence_key {
	unsigned code; /* the final byte, or the number before `~` */
	uint32_t key;
};

/* CSI letter, and SS3 letter. */
/* clang-format off */
static const struct sequence_key letters[] = {
	{'A', KEY_CODE_UP}, {'B', KEY_CODE_DOWN}, {'C', KEY_CODE_RIGHT}, {'D', KEY_CODE_LEFT},
	{'a', KEY_CODE_UP}, {'b', KEY_CODE_DOWN}, {'c', KEY_CODE_RIGHT}, {'d', KEY_CODE_LEFT}, /* rxvt, Shift or Ctrl */
	{'F', KEY_CODE_END}, {'H', KEY_CODE_HOME}, {'Z', KEY_CODE_BACKTAB},
	{'P', KEY_CODE_F1}, {'Q', KEY_CODE_F2}, {'R', KEY_CODE_F3}, {'S', KEY_CODE_F4},
	{0, 0},
};
/* clang-format on */

/* SS3 letter only: a keypad in application mode. */
/* clang-format off */
static const struct sequence_key keypad[] = {
	{'M', KEY_ENTER_CODE}, {'I', KEY_TAB_CODE}, {' ', ' '}, {'X', '='}, {'j', '*'}, {'k', '+'}, {'l', ','},
	{'m', '-'}, {'n', '.'}, {'o', '/'}, {'p', '0'}, {'q', '1'}, {'r', '2'}, {'s', '3'}, {'t', '4'}, {'u', '5'},
	{'v', '6'}, {'w', '7'}, {'x', '8'}, {'y', '9'},
	{0, 0},
};
/* clang-format on */

/* CSI number ~ */
/* clang-format off */
static const struct sequence_key numbers[] = {
	{1, KEY_CODE_HOME}, {2, KEY_CODE_INSERT}, {3, KEY_CODE_DELETE}, {4, KEY_CODE_END}, {5, KEY_CODE_PAGE_UP},
	{6, KEY_CODE_PAGE_DOWN}, {7, KEY_CODE_HOME}, {8, KEY_CODE_END},
	{11, KEY_CODE_F1}, {12, KEY_CODE_F2}, {13, KEY_CODE_F3}, {14, KEY_CODE_F4}, {15, KEY_CODE_F5},
	{17, KEY_CODE_F6}, {18, KEY_CODE_F7}, {19, KEY_CODE_F8}, {20, KEY_CODE_F9}, {21, KEY_CODE_F10},
	{23, KEY_CODE_F11}, {24, KEY_CODE_F12},
	{0, 0},
};
/* clang-format on */

/* CSI number u: the keys of https://sw.kovidgoyal.net/kitty/keyboard-protocol that are no characters. */
/* clang-format off */
static const struct sequence_key codes[] = {
	{9, KEY_TAB_CODE}, {13, KEY_ENTER_CODE}, {27, KEY_ESC_CODE}, {8, KEY_CODE_BACKSPACE}, {127, KEY_CODE_BACKSPACE},
	{57399, '0'}, {57400, '1'}, {57401, '2'}, {57402, '3'}, {57403, '4'}, {57404, '5'}, {57405, '6'}, {57406, '7'},
	{57407, '8'}, {57408, '9'}, {57409, '.'}, {57410, '/'}, {57411, '*'}, {57412, '-'}, {57413, '+'},
	{57414, KEY_ENTER_CODE}, {57415, '='}, {57416, ','}, {57417, KEY_CODE_LEFT}, {57418, KEY_CODE_RIGHT},
	{57419, KEY_CODE_UP}, {57420, KEY_CODE_DOWN}, {57421, KEY_CODE_PAGE_UP}, {57422, KEY_CODE_PAGE_DOWN},
	{57423, KEY_CODE_HOME}, {57424, KEY_CODE_END}, {57425, KEY_CODE_INSERT}, {57426, KEY_CODE_DELETE},
	{0, 0},
};
/* clang-format on */

static uint32_t find_key(const struct sequence_key *table, unsigned code)
{
	for (; table->code; table++)
		if (table->code == code)
			return table->key;
	return KEY_CODE_NONE;
}

/* A key with modifiers: those that only move do so with any, the others have none. */
static uint32_t modify_key(uint32_t key, unsigned mods)
{
	bool moves = key >= KEY_CODE_UP && key <= KEY_CODE_END;
	mods &= ~(unsigned)MOD_LOCKS;
	if (key == KEY_TAB_CODE && mods == MOD_SHIFT)
		return KEY_CODE_BACKTAB;
	if (mods == 0 || moves || key == KEY_CODE_BACKTAB)
		return key;
	/* with Shift, Enter and Backspace are what they are without */
	bool typed = key == KEY_ENTER_CODE || key == KEY_CODE_BACKSPACE;
	return typed && mods == MOD_SHIFT ? key : KEY_CODE_NONE;
}

/* ---- parameters ---- */

enum { PARAMS = 3, PARTS = 3 };

struct params {
	unsigned v[PARAMS][PARTS]; /* 0 = not given */
	size_t n;
	bool is_keys; /* numbers only, without the marks of private sequences */
};

/* Reads `1;5:3`. Numbers that are too large stay at a maximum that is no key. */
static struct params read_params(const char *p, size_t len)
{
	enum { MAX = 0x110000 };
	struct params out = {.is_keys = true};
	size_t part = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned unused = 0;
		unsigned *v = out.n < PARAMS && part < PARTS ? &out.v[out.n][part] : &unused;
		if (p[i] == ';') {
			out.n++;
			part = 0;
		} else if (p[i] == ':') {
			part++;
		} else if (p[i] >= '0' && p[i] <= '9') {
			*v = *v < MAX ? *v * 10 + (unsigned)(p[i] - '0') : MAX;
		} else {
			out.is_keys = false;
		}
	}
	out.n += len > 0;
	return out;
}

static unsigned modifiers_of(const struct keys *k, const struct params *p)
{
	unsigned mods = p->v[1][0] ? p->v[1][0] - 1 : 0;
	return k->alt ? mods | MOD_ALT : mods;
}

static uint32_t key_of_character(uint32_t c)
{
	switch (c) {
	case 0: return KEY_CODE_NONE;
	case 0x7f: return KEY_CODE_BACKSPACE;
	case '\n': return KEY_ENTER_CODE;
	default: return c < 0x80 || !utf8_is_control(c) ? c : KEY_CODE_NONE;
	}
}

/* The character of a code with Ctrl, as terminals have always sent it. */
static uint32_t control_of(unsigned code)
{
	bool has_control = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= '_');
	return has_control ? key_of_character(KEY_CTRL(code)) : KEY_CODE_NONE;
}

/* A character as a code with modifiers. `shifted` is that with Shift, 0 = not told. */
static uint32_t decode_character(unsigned code, unsigned shifted, unsigned mods)
{
	bool is_private = code >= 0xe000 && code <= 0xf8ff;
	mods &= ~(unsigned)MOD_LOCKS;
	if (code < 0x20 || code > 0x10ffff || is_private || utf8_is_control(code))
		return KEY_CODE_NONE;
	if (mods == MOD_CTRL)
		return control_of(code);
	if (mods == 0)
		return code;
	if (mods != MOD_SHIFT)
		return KEY_CODE_NONE;
	if (shifted)
		return decode_character(shifted, 0, 0);
	return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
}

static uint32_t decode_code(unsigned code, unsigned shifted, unsigned mods)
{
	uint32_t key = find_key(codes, code);
	return key != KEY_CODE_NONE ? modify_key(key, mods) : decode_character(code, shifted, mods);
}

/* ---- the end of a sequence ---- */

static void begin_paste(struct keys *k)
{
	buf_clear(&k->paste);
	k->paste_cut = false;
	k->n_end = 0;
	k->late = false;
	/* Esc was a key of its own, there is no Alt with a paste */
	if (k->alt)
		give_key(k, KEY_ESC_CODE);
	enter_state(k, IN_PASTE);
}

/* CSI numbers ~ */
static uint32_t decode_numbers(const struct keys *k, const struct params *p)
{
	/* modifyOtherKeys of xterm: CSI 27 ; modifiers ; code ~ */
	if (p->v[0][0] == 27 && p->n == 3)
		return decode_code(p->v[2][0], 0, modifiers_of(k, p));
	return modify_key(find_key(numbers, p->v[0][0]), modifiers_of(k, p));
}

static uint32_t decode_letter(const struct keys *k, const struct params *p, unsigned letter)
{
	/* with another first number it is a report; R with any is that of the cursor's place */
	bool plain_only = letter == 'R' || letter >= 'a';
	if (p->v[0][0] > 1 || (plain_only && p->n))
		return KEY_CODE_NONE;
	return modify_key(find_key(letters, letter), modifiers_of(k, p));
}

static uint32_t decode_csi(const struct keys *k, unsigned final)
{
	enum { RELEASED = 3 };
	struct params p = read_params(k->bytes, k->n);
	if (!p.is_keys || k->too_long || p.v[1][1] == RELEASED)
		return KEY_CODE_NONE;
	switch (final) {
	case '~': return decode_numbers(k, &p);
	case 'u': return decode_code(p.v[0][0], p.v[0][1], modifiers_of(k, &p));
	/* rxvt: Shift, Ctrl, both */
	case '$': return modify_key(find_key(numbers, p.v[0][0]), MOD_SHIFT);
	case '^':
	case '@': return modify_key(find_key(numbers, p.v[0][0]), MOD_CTRL);
	default: return decode_letter(k, &p, final);
	}
}

/* CSI < button ; column ; row M, or m when it is let go: xterm's mode 1006, without which rows end at 223. */
static uint32_t decode_mouse(struct keys *k, unsigned final)
{
	enum { MODIFIERS = 4 | 8 | 16, MAX_CELL = 0x7fff };
	struct params p = read_params(k->bytes + 1, k->n - 1);
	bool on_screen = p.v[1][0] >= 1 && p.v[2][0] >= 1 && p.v[1][0] <= MAX_CELL && p.v[2][0] <= MAX_CELL;
	if (k->too_long || !p.is_keys || p.n != 3 || !on_screen)
		return KEY_CODE_NONE;
	k->mouse = (struct keys_mouse){
		.button = p.v[0][0] & ~(unsigned)MODIFIERS,
		.released = final == 'm',
		.row = (int)p.v[2][0] - 1,
		.col = (int)p.v[1][0] - 1,
	};
	return KEY_CODE_MOUSE;
}

static void end_csi(struct keys *k, unsigned final)
{
	enum { MOUSE_BYTES = 3 };
	bool is_paste = final == '~' && k->n == 3 && memcmp(k->bytes, "200", 3) == 0;
	bool is_mouse = (final == 'M' || final == 'm') && k->n > 0 && k->bytes[0] == '<';
	if (is_paste) {
		begin_paste(k);
	} else if (is_mouse) {
		give_key(k, decode_mouse(k, final));
		enter_state(k, AT_START);
	} else if (final == 'M' && k->n == 0) {
		enter_state(k, IN_SKIPPED);
		k->n_skip = MOUSE_BYTES;
		k->before = 0;
	} else {
		give_key(k, decode_csi(k, final));
		enter_state(k, AT_START);
	}
}

static void end_ss3(struct keys *k, unsigned final)
{
	/* old terminals put the modifiers between: SS3 5 A */
	struct params p = read_params(k->bytes, k->n);
	unsigned mods = p.v[p.n == 2][0];
	mods = mods ? mods - 1 : 0;
	uint32_t key = find_key(letters, final);
	if (key == KEY_CODE_NONE)
		key = find_key(keypad, final);
	if (k->alt)
		mods |= MOD_ALT;
	give_key(k, k->too_long ? KEY_CODE_NONE : modify_key(key, mods));
	enter_state(k, AT_START);
}

/* ---- characters ---- */

/* How many bytes a character has by its first one; 0 for a byte that begins none. */
static size_t character_bytes(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	if (lead < 0xe0)
		return 2;
	return lead < 0xf0 ? 3 : 4;
}

/* The state that a control of two bytes, Esc and this one, opens; AT_START: none. */
static enum keys_state opened_by(unsigned c)
{
	switch (c) {
	case '[': return IN_CSI;
	case 'O': return IN_SS3;
	case 'P': /* DCS */
	case 'X': /* SOS */
	case ']': /* OSC */
	case '^': /* PM */
	case '_': /* APC */ return IN_STRING;
	default: return AT_START;
	}
}

/* A whole character; those of U+0080 to U+009F are the controls that Esc and another byte also stand for. */
static void end_character(struct keys *k, uint32_t c)
{
	bool is_c1 = c >= 0x80 && c < 0xa0;
	enum keys_state opened = is_c1 ? opened_by(c - 0x40) : AT_START;
	enter_state(k, opened);
	if (!is_c1)
		give_key(k, key_of_character(c));
}

/* Appends a byte to a character. True if that is complete: *c, or UINT32_MAX if it is none. */
static bool add_to_character(struct keys *k, unsigned char byte, uint32_t *c)
{
	k->bytes[k->n++] = (char)byte;
	size_t len = character_bytes((unsigned char)k->bytes[0]);
	if (k->n < len)
		return false;
	if (len == 0 || utf8_next(k->bytes, k->n, c) <= 0)
		*c = UINT32_MAX;
	return true;
}

/* ---- bytes ---- */

static void put_at_start(struct keys *k, unsigned char byte);

/* A byte that the sequence does not expect: it ends that, and Esc or a character begins anew. */
static void break_off(struct keys *k, unsigned char byte)
{
	bool begins = byte == ESC || byte >= 0x80;
	enter_state(k, AT_START);
	if (begins)
		put_at_start(k, byte);
}

static void put_in_character(struct keys *k, unsigned char byte)
{
	uint32_t c;
	if ((byte & 0xc0) != 0x80) {
		enter_state(k, AT_START);
		put_at_start(k, byte);
	} else if (add_to_character(k, byte, &c)) {
		enter_state(k, AT_START);
		if (c != UINT32_MAX)
			end_character(k, c);
	}
}

static void put_at_start(struct keys *k, unsigned char byte)
{
	if (byte == ESC) {
		enter_state(k, AFTER_ESC);
	} else if (byte < 0x80) {
		give_key(k, key_of_character(byte));
		enter_state(k, AT_START);
	} else if (character_bytes(byte)) {
		enter_state(k, IN_CHARACTER);
		k->bytes[k->n++] = (char)byte;
	}
}

static void put_after_esc(struct keys *k, unsigned char byte)
{
	enum keys_state opened = opened_by(byte);
	if (opened != AT_START) {
		enter_state(k, opened);
		k->before = 0;
	} else if (byte == ESC) {
		enter_state(k, AFTER_TWO_ESC);
	} else if (byte >= 0x80 && character_bytes(byte)) {
		enter_state(k, IN_ALT_CHARACTER);
		k->bytes[k->n++] = (char)byte;
	} else {
		/* Alt with a key, which has no meaning here */
		enter_state(k, AT_START);
	}
}

static void put_after_two_esc(struct keys *k, unsigned char byte)
{
	if (byte == ESC) {
		give_key(k, KEY_ESC_CODE);
	} else if (byte == '[' || byte == 'O') {
		enter_state(k, opened_by(byte));
		k->alt = true;
	} else {
		give_key(k, KEY_ESC_CODE);
		put_after_esc(k, byte);
	}
}

static void put_after_lone_esc(struct keys *k, unsigned char byte)
{
	if (opened_by(byte) == AT_START) {
		put_at_start(k, byte);
		return;
	}
	enter_state(k, AT_LATE_OPENER);
	k->bytes[k->n++] = (char)byte;
}

/* The parameters of a sequence; whatever more there are is not kept. */
static void add_param(struct keys *k, unsigned char byte)
{
	if (k->n < sizeof k->bytes)
		k->bytes[k->n++] = (char)byte;
	else
		k->too_long = true;
}

/* rxvt ends a sequence with `$`, which stands inside of those of others. */
static bool is_rxvt_end(const struct keys *k, unsigned char byte)
{
	bool number = k->n == 1 || (k->n == 2 && k->bytes[1] >= '0' && k->bytes[1] <= '9');
	return byte == '$' && number && k->bytes[0] >= '0' && k->bytes[0] <= '9';
}

static void put_in_csi(struct keys *k, unsigned char byte)
{
	if (byte == '[' && k->n == 0)
		k->state = IN_LINUX_KEY;
	else if ((byte >= 0x40 && byte < 0x7f) || is_rxvt_end(k, byte))
		end_csi(k, byte);
	else if (byte >= 0x20 && byte < 0x40)
		add_param(k, byte);
	else if (byte != 0x7f)
		break_off(k, byte);
}

static void put_in_ss3(struct keys *k, unsigned char byte)
{
	if ((byte >= '0' && byte <= '9') || byte == ';')
		add_param(k, byte);
	else if (byte >= 0x20 && byte < 0x7f)
		end_ss3(k, byte);
	else
		break_off(k, byte);
}

static void put_in_linux_key(struct keys *k, unsigned char byte)
{
	if (k->linux_console && byte >= 'A' && byte <= 'E')
		give_key(k, modify_key(KEY_CODE_F1 + (uint32_t)(byte - 'A'), k->alt ? MOD_ALT : 0));
	if (byte >= 0x20 && byte < 0x7f)
		enter_state(k, AT_START);
	else
		break_off(k, byte);
}

/*
 * A string ends with Esc \, or with its control of one character (U+009C, the byte of which may also stand inside of
 * another character), an OSC with BEL too. CAN and SUB break it off.
 */
static void put_in_string(struct keys *k, unsigned char byte)
{
	enum { BEL = 7, CAN = 0x18, SUB = 0x1a, ST = 0x9c };
	bool after_esc = k->before == ESC;
	bool is_st = byte == ST && (k->before < 0x80 || k->before == 0xc2);
	k->before = byte;
	if (byte == BEL || byte == CAN || byte == SUB || is_st || (after_esc && byte == '\\')) {
		enter_state(k, AT_START);
	} else if (after_esc) {
		/* Esc that does not end it breaks it off */
		enter_state(k, AFTER_ESC);
		put_after_esc(k, byte);
	}
}

static void put_in_alt_character(struct keys *k, unsigned char byte)
{
	uint32_t c;
	if ((byte & 0xc0) != 0x80)
		break_off(k, byte);
	else if (add_to_character(k, byte, &c))
		enter_state(k, AT_START);
}

/* A place in an old mouse report is a byte, or in its later form a character of two. */
static void put_in_skipped(struct keys *k, unsigned char byte)
{
	bool goes_on = character_bytes(k->before) == 2 && (byte & 0xc0) == 0x80;
	if (k->n_skip == 0 && !goes_on) {
		enter_state(k, AT_START);
		put_at_start(k, byte);
		return;
	}
	k->before = goes_on ? 0 : byte;
	k->n_skip -= !goes_on;
	/* the second byte of the last one may be still to come */
	if (k->n_skip == 0 && character_bytes(k->before) != 2)
		enter_state(k, AT_START);
}

static void end_paste(struct keys *k)
{
	enter_state(k, AT_START);
	give_key(k, KEY_CODE_PASTE);
}

static void add_to_paste(struct keys *k, const char *bytes, size_t len)
{
	if (k->paste.len + len > KEYS_PASTE_MAX_BYTES)
		k->paste_cut = true;
	else
		buf_add(&k->paste, bytes, len);
}

static void put_in_paste(struct keys *k, unsigned char byte)
{
	char c = byte == '\r' ? '\n' : (char)byte;
	if ((char)byte == paste_end[k->n_end]) {
		k->n_end++;
		if (!paste_end[k->n_end])
			end_paste(k);
		return;
	}
	add_to_paste(k, paste_end, k->n_end);
	k->n_end = byte == ESC;
	if (!k->n_end && byte)
		add_to_paste(k, &c, 1);
}

static void put_at_late_opener(struct keys *k, unsigned char byte)
{
	enum keys_state opened = opened_by((unsigned char)k->bytes[0]);
	enter_state(k, opened);
	k->late = true;
	k->before = 0;
	keys_put(k, byte);
}

/* ---- exported ---- */

static void (*const put_byte[])(struct keys *k, unsigned char byte) = {
	[AT_START] = put_at_start,
	[IN_CHARACTER] = put_in_character,
	[AFTER_ESC] = put_after_esc,
	[AFTER_TWO_ESC] = put_after_two_esc,
	[AFTER_LONE_ESC] = put_after_lone_esc,
	[AT_LATE_OPENER] = put_at_late_opener,
	[IN_CSI] = put_in_csi,
	[IN_SS3] = put_in_ss3,
	[IN_LINUX_KEY] = put_in_linux_key,
	[IN_STRING] = put_in_string,
	[IN_ALT_CHARACTER] = put_in_alt_character,
	[IN_SKIPPED] = put_in_skipped,
	[IN_PASTE] = put_in_paste,
};

void keys_release(struct keys *k)
{
	buf_release(&k->paste);
	*k = (struct keys){.linux_console = k->linux_console};
}

void keys_put(struct keys *k, unsigned char byte)
{
	put_byte[k->state](k, byte);
}

bool keys_get(struct keys *k, uint32_t *out)
{
	if (k->n_ready == 0)
		return false;
	*out = k->ready[0];
	k->n_ready--;
	memmove(k->ready, k->ready + 1, k->n_ready * sizeof *k->ready);
	return true;
}

int keys_patience_ms(const struct keys *k)
{
	switch ((enum keys_state)k->state) {
	case AT_START:
	case IN_CHARACTER: return -1;
	case AFTER_ESC:
	case AFTER_TWO_ESC: return ESC_MS;
	case AFTER_LONE_ESC:
	case AT_LATE_OPENER: return LATE_MS;
	case IN_PASTE: return PASTE_MS;
	case IN_CSI:
	case IN_SS3:
	case IN_LINUX_KEY:
	case IN_STRING:
	case IN_ALT_CHARACTER:
	case IN_SKIPPED: break;
	}
	return SEQUENCE_MS;
}

void keys_pause(struct keys *k)
{
	enum keys_state state = (enum keys_state)k->state;
	uint32_t opener = (unsigned char)k->bytes[0];
	switch (state) {
	case AT_START:
	case IN_CHARACTER: return;
	case IN_PASTE: end_paste(k); return;
	case AFTER_ESC:
	case AFTER_TWO_ESC: enter_state(k, AFTER_LONE_ESC); break;
	default: enter_state(k, AT_START); break;
	}
	if (state == AFTER_ESC || state == AFTER_TWO_ESC)
		give_key(k, KEY_ESC_CODE);
	if (state == AFTER_TWO_ESC)
		give_key(k, KEY_ESC_CODE);
	if (state == AT_LATE_OPENER)
		give_key(k, opener);
}
