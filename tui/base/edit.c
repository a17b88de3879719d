/*
 * The line editor. Positions are bytes, steps are characters with what combines onto them, and only the drawing knows
 * columns.
 */
#include "tui/base/edit.h"

#include <string.h>

#include "store/base/utf8.h"
#include "tui/base/text.h"

void edit_release(struct edit *e)
{
	buf_release(&e->text);
	e->at = 0;
}

void edit_set(struct edit *e, const char *text)
{
	buf_clear(&e->text);
	buf_str(&e->text, text);
	e->at = e->text.len;
}

const char *edit_text(const struct edit *e)
{
	return buf_text(&e->text);
}

/* The next position of the cursor to the right: combining characters go with the one that they stand on. */
static size_t next_at(const struct edit *e, size_t at)
{
	struct text_char c;
	size_t n = text_next(e->text.p + at, e->text.len - at, &c);
	at += n;
	while (n > 0 && at < e->text.len && (n = text_next(e->text.p + at, e->text.len - at, &c)) > 0 && c.cols == 0)
		at += n;
	return at;
}

static size_t prev_at(const struct edit *e, size_t at)
{
	size_t from = 0;
	while (from < at) {
		size_t next = next_at(e, from);
		if (next >= at)
			break;
		from = next;
	}
	return from;
}

static void erase_range(struct edit *e, size_t from, size_t to)
{
	if (from >= to)
		return;
	memmove(e->text.p + from, e->text.p + to, e->text.len - to + 1);
	e->text.len -= to - from;
	e->at = from;
}

/* As many of the len bytes as have room, in whole characters. */
static size_t fitting_bytes(struct edit *e, const char *s, size_t len)
{
	size_t room = e->text.len < EDIT_MAX_BYTES ? EDIT_MAX_BYTES - e->text.len : 0, fit = 0;
	uint32_t c;
	if (len <= room)
		return len;
	e->cut = true;
	for (int n; (n = utf8_next(s + fit, len - fit, &c)) > 0 && fit + (size_t)n <= room;)
		fit += (size_t)n;
	return fit;
}

static void insert_bytes(struct edit *e, const char *s, size_t len)
{
	struct buf joined = {0};
	len = fitting_bytes(e, s, len);
	if (len == 0)
		return;
	buf_add(&joined, buf_text(&e->text), e->at);
	buf_add(&joined, s, len);
	buf_str(&joined, buf_text(&e->text) + e->at);
	if (joined.failed) {
		e->cut = true;
		buf_release(&joined);
		return;
	}
	buf_release(&e->text);
	e->text = joined;
	e->at += len;
}

/* Appends a character that may stand in a text. */
static void add_char(struct buf *out, uint32_t c)
{
	char p[4];
	size_t n;
	if (utf8_is_control(c))
		return;
	if (c < 0x80) {
		p[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3f));
		n = 2;
	} else if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (char)(0x80 | (c & 0x3f));
		n = 3;
	} else {
		p[0] = (char)(0xf0 | c >> 18);
		p[1] = (char)(0x80 | (c >> 12 & 0x3f));
		p[2] = (char)(0x80 | (c >> 6 & 0x3f));
		p[3] = (char)(0x80 | (c & 0x3f));
		n = 4;
	}
	if (utf8_valid(p, n))
		buf_add(out, p, n);
}

static void insert_char(struct edit *e, uint32_t c)
{
	struct buf one = {0};
	add_char(&one, c);
	insert_bytes(e, buf_text(&one), one.len);
	buf_release(&one);
}

/* Characters that were typed: as they are, but for those that may not stand in a text. */
static void insert_typed(struct edit *e, const char *text)
{
	struct buf typed = {0};
	uint32_t c;
	size_t len = strlen(text);
	for (int n; (n = utf8_next(text, len, &c)) > 0; text += n, len -= (size_t)n)
		add_char(&typed, c);
	insert_bytes(e, buf_text(&typed), typed.len);
	buf_release(&typed);
}

static void insert_paste(struct edit *e, const char *text)
{
	struct arena arena = {0};
	char *clean = utf8_clean(&arena, text, strlen(text));
	if (clean)
		insert_bytes(e, clean, strlen(clean));
	else
		e->cut = true;
	arena_release(&arena);
}

static size_t word_start(const struct edit *e)
{
	size_t at = e->at;
	while (at > 0 && e->text.p[at - 1] == ' ')
		at--;
	while (at > 0 && e->text.p[at - 1] != ' ')
		at--;
	return at;
}

static bool handle_key(struct edit *e, uint32_t key)
{
	size_t len = e->text.len;
	switch (key) {
	case KEY_CODE_LEFT: e->at = len ? prev_at(e, e->at) : 0; return true;
	case KEY_CODE_RIGHT: e->at = e->at < len ? next_at(e, e->at) : len; return true;
	case KEY_CODE_HOME:
	case KEY_CTRL('a'): e->at = 0; return true;
	case KEY_CODE_END:
	case KEY_CTRL('e'): e->at = len; return true;
	case KEY_CODE_BACKSPACE:
	case KEY_CTRL('h'):
		if (e->at > 0)
			erase_range(e, prev_at(e, e->at), e->at);
		return true;
	case KEY_CODE_DELETE:
		if (e->at < len) {
			size_t at = e->at;
			erase_range(e, at, next_at(e, at));
		}
		return true;
	case KEY_CTRL('u'): erase_range(e, 0, e->at); return true;
	case KEY_CTRL('k'): erase_range(e, e->at, len); return true;
	case KEY_CTRL('w'): erase_range(e, word_start(e), e->at); return true;
	default: break;
	}
	if (key < 0x20 || key >= KEY_CODE_NONE)
		return false;
	insert_char(e, key);
	return true;
}

bool edit_event(struct edit *e, const struct event *ev)
{
	e->cut = false;
	switch (ev->type) {
	case EVENT_KEY: return handle_key(e, ev->key);
	case EVENT_TEXT: insert_typed(e, ev->text); return true;
	case EVENT_PASTE:
		insert_paste(e, ev->text);
		e->cut |= ev->cut;
		return true;
	case EVENT_MOUSE:
	case EVENT_RESIZE:
	case EVENT_TICK:
	case EVENT_HANGUP: break;
	}
	return false;
}

/* The columns of the text from one position to another. */
static size_t range_width(const struct edit *e, size_t from, size_t to)
{
	struct text_char c;
	size_t cols = 0;
	for (size_t n; from < to && (n = text_next(e->text.p + from, to - from, &c)) > 0; from += n)
		cols += (size_t)c.cols;
	return cols;
}

void edit_draw(const struct edit *e, int row, int col, int cols, enum term_role role, bool focus)
{
	const char *text = edit_text(e);
	size_t from = 0, before = range_width(e, 0, e->at);
	/* the columns before the cursor; drop characters at the left until the cursor fits */
	while (focus && before + 1 > (size_t)cols && from < e->at) {
		size_t next = next_at(e, from);
		before -= range_width(e, from, next);
		from = next;
	}
	term_text(row, col, cols, role, text + from);
	if (focus)
		term_cursor(row, col + (int)before);
}
