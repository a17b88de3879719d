/*
 * Columns of text on a terminal. Bytes, characters and columns are three things: text comes in as UTF-8, is walked
 * by character, and everything that pads, cuts or aligns goes through text_fit(). What is stored is not trusted
 * here: nothing that a terminal would obey gets out.
 */
#include "tui/base/text.h"

#include <string.h>
#include <wchar.h>

#include "store/base/utf8.h"
#include "tui/base/locale.h"

#define REPLACEMENT "\xef\xbf\xbd"

size_t text_next(const char *s, size_t len, struct text_char *out)
{
	uint32_t c;
	int n = utf8_next(s, len, &c);
	*out = (struct text_char){s, 0, 0};
	if (n == 0)
		return 0;
	if (n > 0 && utf8_is_control(c))
		return (size_t)n;
	if (n > 1)
		locale_need_characters();
	int cols = n < 0 ? -1 : wcwidth((wchar_t)c);
	*out = cols < 0 ? (struct text_char){REPLACEMENT, sizeof REPLACEMENT - 1, 1}
	                : (struct text_char){s, (size_t)n, cols};
	return n < 0 ? 1 : (size_t)n;
}

size_t text_width(const char *s)
{
	struct text_char c;
	size_t len = strlen(s), cols = 0;
	for (size_t i = 0, n; (n = text_next(s + i, len - i, &c)) > 0; i += n)
		cols += (size_t)c.cols;
	return cols;
}

static void add_blanks(struct buf *out, size_t cols)
{
	for (; cols > 0; cols--)
		buf_char(out, ' ');
}

/* As much of the text as fits, combining characters with what they stand on; returns the columns taken. */
static size_t add_upto(struct buf *out, const char *s, size_t max_cols)
{
	struct text_char c;
	size_t len = strlen(s), cols = 0;
	for (size_t i = 0, n; (n = text_next(s + i, len - i, &c)) > 0; i += n) {
		if (cols + (size_t)c.cols > max_cols)
			break;
		buf_add(out, c.p, c.len);
		cols += (size_t)c.cols;
	}
	return cols;
}

void text_fit(struct buf *out, const char *s, size_t cols, enum text_align align)
{
	size_t width = text_width(s);
	if (cols == 0)
		return;
	if (width > cols) {
		add_blanks(out, cols - 1 - add_upto(out, s, cols - 1));
		buf_char(out, '~');
		return;
	}
	if (align == TEXT_RIGHT)
		add_blanks(out, cols - width);
	add_upto(out, s, cols);
	if (align == TEXT_LEFT)
		add_blanks(out, cols - width);
}

void text_plain(struct buf *out, const char *s)
{
	add_upto(out, s, SIZE_MAX);
}

void text_shown(struct buf *out, const char *bytes, size_t len)
{
	struct text_char c;
	for (size_t i = 0, n; i < len; i += n) {
		n = text_next(bytes + i, len - i, &c);
		if (bytes[i] == '\n' || bytes[i] == '\t')
			buf_char(out, bytes[i]);
		else
			buf_add(out, c.p, c.len);
	}
}
