/*
 * A small reader of mails that shares nothing with the writer: fields unfolded and decoded, parts by their boundary,
 * bodies decoded. It ends the process at whatever a mail may not hold.
 */
#ifndef QUAD_TESTS_MIME_READER_H
#define QUAD_TESTS_MIME_READER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/base/buf.h"
#include "store/base/utf8.h"

#define READER_LINE_BYTES 998
#define READER_MAX 128

#define READER_NEED(what)                                                                                              \
	((what) ? (void)0 : (fprintf(stderr, "%s:%d: mail: %s\n", __FILE__, __LINE__, #what), abort()))

struct read_field {
	char *name, *value; /* unfolded; encoded words as they are */
};

struct read_part {
	struct read_field fields[READER_MAX];
	size_t n_fields;
	char *body; /* decoded, its lines end in LF */
	size_t len;
	struct read_part *parts; /* of a multipart */
	size_t n_parts;
};

struct reader {
	struct arena arena;
};

static inline const char *reader_field(const struct read_part *p, const char *name)
{
	const char *found = NULL;
	for (size_t i = 0; i < p->n_fields; i++) {
		if (strcasecmp(p->fields[i].name, name) != 0)
			continue;
		READER_NEED(!found);
		found = p->fields[i].value;
	}
	return found;
}

static inline unsigned reader_digit(char c)
{
	const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	READER_NEED(at);
	return (unsigned)(at - digits);
}

/* Base64 without blanks. */
static inline void reader_base64(const char *p, size_t len, struct buf *out)
{
	READER_NEED(len % 4 == 0);
	for (size_t i = 0; i < len; i += 4) {
		bool last = i + 4 == len;
		int n = last && p[i + 3] == '=' ? 2 : 3;
		n -= last && p[i + 2] == '=';
		unsigned v = reader_digit(p[i]) << 18 | reader_digit(p[i + 1]) << 12;
		v |= n > 1 ? reader_digit(p[i + 2]) << 6 : 0;
		v |= n > 2 ? reader_digit(p[i + 3]) : 0;
		for (int k = 0; k < n; k++)
			buf_char(out, (char)(v >> (16 - 8 * k) & 255));
	}
}

static inline int reader_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	READER_NEED(c >= 'A' && c <= 'F');
	return c - 'A' + 10;
}

static inline void reader_quoted(const char *p, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (p[i] != '=') {
			buf_char(out, p[i]);
		} else if (p[i + 1] == '\n') {
			i++;
		} else {
			READER_NEED(i + 2 < len);
			buf_char(out, (char)(reader_hex(p[i + 1]) << 4 | reader_hex(p[i + 2])));
			i += 2;
		}
	}
}

/* A value of a field with its encoded words decoded, each of which is whole characters. */
static inline const char *reader_decode(struct reader *r, const char *value)
{
	static const char begin[] = "=?UTF-8?B?";
	struct buf out = {0};
	while (*value) {
		const char *end = strncmp(value, begin, sizeof begin - 1) == 0 ? strstr(value + 10, "?=") : NULL;
		if (!end) {
			buf_char(&out, *value++);
			continue;
		}
		size_t before = out.len;
		READER_NEED(end + 2 - value <= 75);
		reader_base64(value + sizeof begin - 1, (size_t)(end - value) - (sizeof begin - 1), &out);
		READER_NEED(utf8_valid(out.p + before, out.len - before));
		value = end + 2;
		size_t blanks = strspn(value, " \t");
		READER_NEED(!*value || blanks);
		if (strncmp(value + blanks, begin, sizeof begin - 1) == 0)
			value += blanks;
	}
	const char *text = arena_str(&r->arena, buf_text(&out));
	buf_release(&out);
	return text;
}

/* Reads the fields up to the empty line; where the body begins. */
static inline const char *reader_fields(struct reader *r, const char *p, const char *end, struct read_part *out)
{
	for (;;) {
		const char *feed = memchr(p, '\n', (size_t)(end - p));
		READER_NEED(feed);
		if (feed == p)
			return p + 1;
		const char *colon = memchr(p, ':', (size_t)(feed - p));
		READER_NEED(colon && colon > p && colon[1] == ' ' && out->n_fields < READER_MAX);
		for (const char *c = p; c < colon; c++)
			READER_NEED(*c > ' ' && *c <= '~');
		struct buf value = {0};
		struct read_field *f = &out->fields[out->n_fields++];
		f->name = arena_dup(&r->arena, p, (size_t)(colon - p));
		buf_add(&value, colon + 2, (size_t)(feed - colon - 2));
		for (p = feed + 1; p < end && (*p == ' ' || *p == '\t'); p = feed + 1) {
			feed = memchr(p, '\n', (size_t)(end - p));
			READER_NEED(feed && strspn(p, " \t") < (size_t)(feed - p));
			buf_add(&value, p, (size_t)(feed - p));
		}
		f->value = arena_str(&r->arena, buf_text(&value));
		buf_release(&value);
	}
}

static inline void reader_body(struct reader *r, const char *p, const char *end, struct read_part *out)
{
	const char *encoding = reader_field(out, "Content-Transfer-Encoding");
	struct buf decoded = {0}, packed = {0};
	READER_NEED(encoding);
	if (strcmp(encoding, "base64") == 0) {
		for (const char *c = p; c < end; c++)
			if (*c != '\n')
				buf_char(&packed, *c);
		reader_base64(buf_text(&packed), packed.len, &decoded);
	} else if (strcmp(encoding, "quoted-printable") == 0) {
		reader_quoted(p, (size_t)(end - p), &decoded);
	} else {
		READER_NEED(strcmp(encoding, "7bit") == 0);
		buf_add(&decoded, p, (size_t)(end - p));
	}
	out->body = arena_alloc(&r->arena, decoded.len + 1);
	for (size_t i = 0; i < decoded.len; i++)
		if (decoded.p[i] != '\r')
			out->body[out->len++] = decoded.p[i];
	buf_release(&packed);
	buf_release(&decoded);
}

static inline void reader_part(struct reader *r, const char *p, const char *end, struct read_part *out);

static inline void reader_parts(struct reader *r, const char *p, const char *end, const char *boundary,
                                struct read_part *out)
{
	const char *mark = arena_fmt(&r->arena, "\n--%s", boundary);
	const char *at = strncmp(p, mark + 1, strlen(mark + 1)) == 0 ? p - 1 : strstr(p, mark);
	out->parts = arena_alloc(&r->arena, READER_MAX * sizeof *out->parts);
	for (;;) {
		READER_NEED(at && at < end);
		at += strlen(mark);
		if (strncmp(at, "--\n", 3) == 0)
			break;
		READER_NEED(*at == '\n' && out->n_parts < READER_MAX);
		const char *next = strstr(at, mark);
		READER_NEED(next);
		reader_part(r, at + 1, next, &out->parts[out->n_parts++]);
		at = next;
	}
	READER_NEED(at + 3 == end);
}

static inline void reader_part(struct reader *r, const char *p, const char *end, struct read_part *out)
{
	p = reader_fields(r, p, end, out);
	const char *type = reader_field(out, "Content-Type");
	READER_NEED(type);
	if (strncmp(type, "multipart/", 10) != 0) {
		reader_body(r, p, end, out);
		return;
	}
	const char *boundary = strstr(type, "boundary=\"");
	READER_NEED(boundary);
	boundary += strlen("boundary=\"");
	reader_parts(r, p, end, arena_dup(&r->arena, boundary, strcspn(boundary, "\"")), out);
}

/* Reads a mail, whose text ends in a NUL that is not counted; what comes out is in the reader's arena. */
static inline struct read_part *reader_mail(struct reader *r, const char *text, size_t len)
{
	struct read_part *mail = arena_alloc(&r->arena, sizeof *mail);
	size_t line = 0;
	READER_NEED(strlen(text) == len && len && text[len - 1] == '\n');
	for (size_t i = 0; i < len; i++) {
		READER_NEED((text[i] >= ' ' && text[i] <= '~') || text[i] == '\n' || text[i] == '\t');
		line = text[i] == '\n' ? 0 : line + 1;
		READER_NEED(line <= READER_LINE_BYTES);
	}
	reader_part(r, text, text + len, mail);
	return mail;
}

#endif
