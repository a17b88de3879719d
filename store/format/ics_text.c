/*
 * Content lines are read here and not by libical: it splits a list of texts in the wrong place after an escaped comma,
 * it does not tell on which line of the file something was, and it does not read line by line, so that memory would
 * grow with the file.
 *
 * Reading unfolds a line into one buffer and cuts it there: name, parameters, value. A quoted parameter may hold `:`,
 * `;` and `,`.
 */
#include "store/format/ics_text.h"

#include <string.h>
#include <strings.h>

#include "store/base/err.h"

#define FOLD_BYTES 75

/* ---- reading ---- */

void ics_reader_open(struct ics_reader *r, const char *text, size_t len)
{
	bool feeds = len && memchr(text, '\n', len);
	*r = (struct ics_reader){.text = text, .len = len, .mark = feeds ? '\n' : '\r'};
}

void ics_reader_open_at(struct ics_reader *r, const struct ics_reader *other, size_t at, size_t number)
{
	*r = (struct ics_reader){
		.text = other->text, .len = other->len, .at = at, .number = number - 1, .mark = other->mark};
}

void ics_reader_close(struct ics_reader *r)
{
	buf_release(&r->line);
}

/* The next physical line without its end. False at the end of the text. */
static bool read_physical(struct ics_reader *r, struct bytes *out)
{
	if (r->at >= r->len)
		return false;
	const char *p = r->text + r->at, *end = memchr(p, r->mark, r->len - r->at);
	size_t len = end ? (size_t)(end - p) : r->len - r->at;
	r->at += len + (end != NULL);
	r->number++;
	while (len > 0 && p[len - 1] == '\r')
		len--;
	*out = (struct bytes){p, len};
	return true;
}

static bool is_folded(const struct ics_reader *r)
{
	return r->at < r->len && (r->text[r->at] == ' ' || r->text[r->at] == '\t');
}

/* Adds what there is room for. */
static void keep(struct ics_reader *r, struct bytes piece, bool *cut)
{
	size_t room = ICS_LINE_MAX_BYTES - r->line.len;
	*cut |= piece.len > room;
	buf_add(&r->line, piece.p, piece.len < room ? piece.len : room);
}

static bool is_name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static char *name_end(char *p)
{
	while (is_name_char(*p))
		p++;
	return p;
}

static bool is_time(const char *text)
{
	return strspn(text, "0123456789") >= 8;
}

/*
 * Where the value begins, if that is after a later colon than the one at p: some programs write zones with colons in
 * their names, as `(UTC+08:00) Beijing`, and no quotes. What follows a zone is a time.
 */
static char *skip_colons(char *p)
{
	for (char *colon = p; colon; colon = strchr(colon + 1, ':'))
		if (is_time(colon + 1))
			return colon;
	return p;
}

/* Cuts `;NAME=value,"value"` at p; where the next one or the value begins, NULL if it is malformed. */
static char *cut_param(char *p, struct ics_line *out)
{
	char *name = p + 1, *equals = name_end(name), *value = equals + 1;
	if (equals == name || *equals != '=')
		return NULL;
	*p = *equals = '\0';
	bool quoted = *value == '"', inside = false;
	size_t len;
	for (p = value; *p && (inside || (*p != ';' && *p != ':')); p++)
		inside ^= *p == '"';
	if (!*p)
		return NULL;
	if (*p == ':' && !quoted && ics_is(name, "TZID"))
		p = skip_colons(p);
	value += quoted;
	len = quoted ? strcspn(value, "\"") : (size_t)(p - value);
	if (out->n_params < ICS_PARAMS_MAX) {
		out->params[out->n_params].name = name;
		out->params[out->n_params++].value = value;
	}
	/* the mark that ends it is looked at before a NUL may be put over it */
	if (value + len < p)
		value[len] = '\0';
	return p;
}

/* Cuts an unfolded line into its parts. */
static bool split(char *text, size_t len, struct ics_line *out)
{
	char *p = name_end(text);
	out->name = text;
	if (p == text || memchr(text, '\0', len))
		return false;
	while (p && *p == ';') {
		char *next = cut_param(p, out);
		p = next;
	}
	if (!p || *p != ':')
		return false;
	*p = '\0';
	out->value = p + 1;
	return true;
}

int ics_reader_next(struct ics_reader *r, struct ics_line *out)
{
	struct bytes piece;
	*out = (struct ics_line){.name = "", .value = ""};
	do {
		out->at = r->at;
		if (!read_physical(r, &piece))
			return QUAD_ENOTFOUND;
	} while (piece.len == 0);
	out->number = r->number;
	buf_clear(&r->line);
	keep(r, piece, &out->cut);
	while (is_folded(r) && read_physical(r, &piece))
		keep(r, (struct bytes){(const char *)piece.p + 1, piece.len ? piece.len - 1 : 0}, &out->cut);
	out->end = r->at;
	if (r->line.failed)
		return QUAD_ENOMEM;
	if (split(r->line.p, r->line.len, out))
		return 0;
	out->name = "";
	out->value = r->line.p;
	return QUAD_EINVAL;
}

bool ics_is(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

const char *ics_param(const struct ics_line *line, const char *name)
{
	for (size_t i = 0; i < line->n_params; i++)
		if (ics_is(line->params[i].name, name))
			return line->params[i].value;
	return NULL;
}

char *ics_unescape(struct arena *arena, const char *value, const char **rest)
{
	char *out = arena_alloc(arena, strlen(value) + 1), *to = out;
	if (!out)
		return NULL;
	for (; *value && !(rest && *value == ','); value++) {
		if (*value == '\\' && value[1])
			value++;
		else if (*value != '\\') {
			*to++ = *value;
			continue;
		}
		*to++ = *value == 'n' || *value == 'N' ? '\n' : *value;
	}
	*to = '\0';
	if (rest)
		*rest = *value ? value + 1 : NULL;
	return out;
}

/* ---- writing ---- */

/* Length of the character at s, at most 4 also where it is none. */
static size_t char_len(const char *s)
{
	const char *p = s + (*s != '\0');
	while (p - s < 4 && ((unsigned char)*p & 0xc0) == 0x80)
		p++;
	return (size_t)(p - s);
}

/* Appends text to the physical line of which *used bytes are written. */
static void put_folded(struct buf *out, const char *text, size_t *used)
{
	while (*text) {
		size_t n = 0;
		/* as many whole characters as fit */
		for (size_t next = char_len(text); *used + next <= FOLD_BYTES;) {
			n = next;
			if (!text[n])
				break;
			next += char_len(text + n);
		}
		buf_add(out, text, n);
		*used += n;
		text += n;
		if (*text) {
			buf_str(out, "\r\n ");
			*used = 1;
		}
	}
}

void ics_put(struct buf *out, const char *name, const char *value)
{
	size_t used = 0;
	put_folded(out, name, &used);
	put_folded(out, ":", &used);
	put_folded(out, value, &used);
	buf_str(out, "\r\n");
}

void ics_escape(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			buf_str(out, "\\n");
		else if (strchr("\\;,", *text))
			buf_fmt(out, "\\%c", *text);
		else
			buf_char(out, *text);
	}
}
