/*
 * The bytes that a terminal sends, as keys. Control sequences (ECMA-48: CSI, SS3, and the strings OSC, DCS, APC, PM,
 * SOS) are taken whole, also where they arrive in pieces: those of a key that is known are that key, whichever terminal
 * sends them, and a report of the mouse in its SGR form is KEY_CODE_MOUSE; all others, such as reports of the focus and
 * answers to questions, are nothing. A key with Alt is nothing, except where it moves.
 *
 * The forms are those of xterm, PuTTY, the Linux console, tmux, screen and rxvt, of keypads in application mode, and of
 * modifyOtherKeys and CSI u (kitty). It reads no descriptor and no clock: the caller brings the bytes and says when
 * none came for a while.
 */
#ifndef QUAD_TUI_KEYS_H
#define QUAD_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"

/* clang-format off */
/* Keys that are no characters. Control characters keep their ASCII value. */
enum term_key {
	KEY_CODE_NONE = 0x200000,
	KEY_CODE_UP, KEY_CODE_DOWN, KEY_CODE_LEFT, KEY_CODE_RIGHT,
	KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN, KEY_CODE_HOME, KEY_CODE_END,
	KEY_CODE_INSERT, KEY_CODE_DELETE, KEY_CODE_BACKSPACE, KEY_CODE_BACKTAB,
	KEY_CODE_F1, KEY_CODE_F2, KEY_CODE_F3, KEY_CODE_F4, KEY_CODE_F5, KEY_CODE_F6,
	KEY_CODE_F7, KEY_CODE_F8, KEY_CODE_F9, KEY_CODE_F10, KEY_CODE_F11, KEY_CODE_F12,
	KEY_CODE_PASTE, /* a bracketed paste, whole: its text is in struct keys */
	KEY_CODE_MOUSE, /* a report of the mouse: it is in struct keys */
};
/* clang-format on */

#define KEY_CTRL(letter) ((letter)&0x1f)
#define KEY_ENTER_CODE '\r'
#define KEY_ESC_CODE 0x1b
#define KEY_TAB_CODE '\t'

enum { KEYS_SEQUENCE_MAX = 64, KEYS_PASTE_MAX_BYTES = 1 << 16 };

/* The buttons of a report of the mouse, without Shift, Alt and Ctrl. */
enum keys_button {
	BUTTON_LEFT,
	BUTTON_MIDDLE,
	BUTTON_RIGHT,
	BUTTON_DRAGGED = 32,
	BUTTON_WHEEL_UP = 64,
	BUTTON_WHEEL_DOWN
};

/* What a report of the mouse says; the cell counts from 0. */
struct keys_mouse {
	unsigned button; /* an enum keys_button, with BUTTON_DRAGGED added while it moves */
	bool released;
	int row, col;
};

/* All zero at first. Only linux_console, the paste and the mouse are for the caller. */
struct keys {
	bool linux_console; /* CSI [ A to E are F1 to F5, which no other terminal sends */
	int state;
	char bytes[KEYS_SEQUENCE_MAX]; /* of a character or the parameters of a sequence, so far */
	size_t n;
	unsigned char before; /* the byte before this one, in a string */
	bool too_long;        /* the parameters did not fit: not a key's sequence */
	bool alt;             /* Esc came before the sequence */
	bool late;            /* Esc was given out already: the sequence is nothing any more */
	int n_skip;           /* characters that belong to the sequence before them */
	uint32_t ready[4];
	size_t n_ready;
	struct buf paste; /* the text of KEY_CODE_PASTE, with line ends as `\n`; until the next byte */
	bool paste_cut;   /* it had more than KEYS_PASTE_MAX_BYTES */
	size_t n_end;     /* bytes of the paste's end mark that came */
	struct keys_mouse mouse; /* the report of KEY_CODE_MOUSE; until the next byte */
};

void keys_release(struct keys *k);

/* Takes the next byte. Then keys_get must be called until it is false. */
void keys_put(struct keys *k, unsigned char byte);
/* Gives the next key: a character or an enum term_key. */
bool keys_get(struct keys *k, uint32_t *out);

/* How long to wait for another byte before keys_pause is to be called; -1: nothing is awaited. */
int keys_patience_ms(const struct keys *k);
/* No byte came for so long: Esc was the key of that name, and what is incomplete stays so. Then keys_get, as above. */
void keys_pause(struct keys *k);

#endif
