/*
 * A value is cleaned first and encoded then, so that nothing in it can end a line: plain where it is short ASCII, else
 * as words of base64 that hold whole characters each, one a line.
 *
 * A body is first brought to one form, valid text whose lines end in CRLF. Then it is looked at once: what must be
 * escaped tells which encoding is the shorter one.
 */
#include "store/format/mime_text.h"

#include <string.h>

#include "store/base/utf8.h"

#define LINE_BYTES 76
#define WORD_BEGIN "=?UTF-8?B?"
#define WORD_END "?="
#define WORD_FRAME (sizeof WORD_BEGIN - 1 + sizeof WORD_END - 1)
#define WORD_BYTES 75 /* of an encoded word, at most */
#define REPLACEMENT "\xef\xbf\xbd"

/* ---- base64 ---- */

static void put_base64(struct buf *out, const char *p, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *u = (const unsigned char *)p;
	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		unsigned v = (unsigned)u[i] << 16;
		if (left > 1)
			v |= (unsigned)u[i + 1] << 8;
		if (left > 2)
			v |= u[i + 2];
		char four[4] = {digits[v >> 18], digits[v >> 12 & 63], '=', '='};
		if (left > 1)
			four[2] = digits[v >> 6 & 63];
		if (left > 2)
			four[3] = digits[v & 63];
		buf_add(out, four, sizeof four);
	}
}

/* ---- fields ---- */

/* How many bytes of whole characters, at least one, become at most `room` bytes of base64. The text is UTF-8. */
static size_t fit_word(const char *text, size_t room)
{
	size_t max = room / 4 * 3, n = 0;
	uint32_t c;
	for (;;) {
		int len = utf8_next(text + n, strlen(text + n), &c);
		if (len <= 0 || (n && n + (size_t)len > max))
			return n;
		n += (size_t)len;
	}
}

/* Writes encoded words, the first after `used` bytes of its line; returns the length of the last line. */
static size_t put_words(struct buf *out, const char *text, size_t used)
{
	while (*text) {
		size_t room = LINE_BYTES - used;
		room = (room < WORD_BYTES ? room : WORD_BYTES) - WORD_FRAME;
		size_t n = fit_word(text, room);
		buf_str(out, WORD_BEGIN);
		put_base64(out, text, n);
		buf_str(out, WORD_END);
		used += WORD_FRAME + (n + 2) / 3 * 4;
		text += n;
		if (*text) {
			buf_str(out, "\n ");
			used = 1;
		}
	}
	return used;
}

/* True for a text that is ASCII without controls, and that nobody takes for an encoded word. */
static bool is_plain(const char *text)
{
	for (const char *p = text; *p; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return !strstr(text, "=?");
}

/* A text in one line, without controls; NULL if memory ran out, and then out has failed. */
static const char *clean_value(struct arena *arena, struct buf *out, const char *text)
{
	const char *clean = utf8_clean(arena, text, strlen(text));
	out->failed |= !clean;
	return clean;
}

void mime_put_field(struct buf *out, const char *name, const char *text)
{
	struct arena arena = {0};
	const char *clean = clean_value(&arena, out, text);
	size_t used = strlen(name) + 2;
	buf_fmt(out, "%s: ", name);
	if (clean && is_plain(clean) && used + strlen(clean) <= LINE_BYTES)
		buf_str(out, clean);
	else if (clean)
		put_words(out, clean, used);
	buf_char(out, '\n');
	arena_release(&arena);
}

/* True for names that may stand in quotes, where no program that reads carelessly finds another address in them. */
static bool is_quotable(const char *text)
{
	for (; *text; text++) {
		bool letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
		bool digit = *text >= '0' && *text <= '9';
		if (!letter && !digit && !strchr(" .'_-", *text))
			return false;
	}
	return true;
}

void mime_put_mailbox(struct buf *out, const char *name, const char *display, const char *address)
{
	struct arena arena = {0};
	const char *clean = clean_value(&arena, out, display);
	size_t used = strlen(name) + 2;
	buf_fmt(out, "%s: ", name);
	if (clean && *clean) {
		if (is_quotable(clean) && used + strlen(clean) + 2 <= LINE_BYTES) {
			buf_fmt(out, "\"%s\"", clean);
			used += strlen(clean) + 2;
		} else {
			used = put_words(out, clean, used);
		}
		buf_str(out, used + strlen(address) + 3 > LINE_BYTES ? "\n " : " ");
	}
	buf_fmt(out, "<%s>\n", address);
	arena_release(&arena);
}

/* ---- bodies ---- */

/* Appends the text with CRLF after each line, also the last. */
static void put_canonical(struct buf *out, struct bytes text)
{
	const char *p = text.p;
	uint32_t c;
	for (size_t i = 0; i < text.len;) {
		int n = utf8_next(p + i, text.len - i, &c);
		if (n < 0) {
			buf_str(out, REPLACEMENT);
			i++;
			continue;
		}
		if (c == '\n')
			buf_str(out, "\r\n");
		else if (c == '\t' || !utf8_is_control(c))
			buf_add(out, p + i, (size_t)n);
		i += (size_t)n;
	}
	if (out->len && out->p[out->len - 1] != '\n')
		buf_str(out, "\r\n");
}

/* The length of the line at p without its end, of a canonical text. */
static size_t line_length(const char *p, const char *end)
{
	const char *feed = memchr(p, '\n', (size_t)(end - p));
	return (size_t)(feed - p) - 1;
}

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* True if byte i of a line must be escaped in quoted-printable: what is not ASCII, and what mail systems change. */
static bool must_escape(const char *line, size_t len, size_t i)
{
	if (i == 0 && (*line == '.' || (len >= 5 && memcmp(line, "From ", 5) == 0)))
		return true;
	if (i + 1 == len && (line[i] == ' ' || line[i] == '\t'))
		return true;
	return line[i] == '=' || (!is_printable(line[i]) && line[i] != '\t');
}

struct survey {
	bool plain;       /* it may stand as it is */
	size_t n_escapes; /* of quoted-printable */
};

static struct survey survey_text(const struct buf *text)
{
	struct survey s = {.plain = true};
	const char *p = buf_text(text), *end = p + text->len;
	while (p < end) {
		size_t len = line_length(p, end);
		for (size_t i = 0; i < len; i++) {
			bool escaped = must_escape(p, len, i);
			s.n_escapes += escaped;
			s.plain &= !escaped || (p[i] == '=' && p[i + 1] != '_');
		}
		s.plain &= len <= LINE_BYTES;
		p += len + 2;
	}
	return s;
}

static void put_plain(struct buf *out, const struct buf *text)
{
	for (const char *p = buf_text(text), *end = p + text->len; p < end;) {
		size_t len = line_length(p, end);
		buf_add(out, p, len);
		buf_char(out, '\n');
		p += len + 2;
	}
}

static void put_quoted_line(struct buf *out, const char *line, size_t len)
{
	size_t used = 0;
	for (size_t i = 0; i < len; i++) {
		bool escaped = must_escape(line, len, i);
		size_t n = escaped ? 3 : 1;
		/* the last byte of the line needs no room for a soft break after it */
		if (used + n > LINE_BYTES - (i + 1 < len)) {
			buf_str(out, "=\n");
			used = 0;
			/* a soft break begins a line too */
			escaped = must_escape(line + i, len - i, 0);
			n = escaped ? 3 : 1;
		}
		if (escaped)
			buf_fmt(out, "=%02X", (unsigned char)line[i]);
		else
			buf_char(out, line[i]);
		used += n;
	}
	buf_char(out, '\n');
}

static void put_quoted(struct buf *out, const struct buf *text)
{
	for (const char *p = buf_text(text), *end = p + text->len; p < end;) {
		size_t len = line_length(p, end);
		put_quoted_line(out, p, len);
		p += len + 2;
	}
}

static void put_base64_lines(struct buf *out, const struct buf *text)
{
	const size_t portion = LINE_BYTES / 4 * 3;
	for (size_t at = 0; at < text->len; at += portion) {
		put_base64(out, text->p + at, text->len - at < portion ? text->len - at : portion);
		buf_char(out, '\n');
	}
}

void mime_put_body(struct buf *out, struct bytes text)
{
	struct buf body = {0};
	put_canonical(&body, text);
	out->failed |= body.failed;
	struct survey s = survey_text(&body);
	if (s.plain) {
		buf_str(out, "Content-Transfer-Encoding: 7bit\n\n");
		put_plain(out, &body);
	} else if (s.n_escapes * 2 < body.len / 3) {
		buf_str(out, "Content-Transfer-Encoding: quoted-printable\n\n");
		put_quoted(out, &body);
	} else {
		buf_str(out, "Content-Transfer-Encoding: base64\n\n");
		put_base64_lines(out, &body);
	}
	buf_release(&body);
}
