/*
 * The password of an address, which nobody but the server is to see. libpq takes it between the first colon and the @
 * of an address, and as a parameter. What is malformed, so that libpq would refuse it, hides rather more.
 */
#include <ctype.h>
#include <string.h>

#include "store/db/db.h"

#define HIDDEN "***"

static const char *after_scheme(const char *where)
{
	static const char *const schemes[] = {"postgresql://", "postgres://"};
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (strncmp(where, schemes[i], strlen(schemes[i])) == 0)
			return where + strlen(schemes[i]);
	return NULL;
}

bool db_is_address(const char *where)
{
	return after_scheme(where) != NULL;
}

/* The last @ before a place; NULL: there is none. */
static const char *last_at(const char *from, const char *to)
{
	for (const char *p = to; p > from; p--)
		if (p[-1] == '@')
			return p - 1;
	return NULL;
}

/* Before the parameters: `USER:PASSWORD@`. */
static struct bytes find_in_user(const char *from)
{
	const char *slash = from + strcspn(from, "/?#"), *query = from + strcspn(from, "?");
	const char *at = last_at(from, slash);
	if (!at)
		at = last_at(from, query);
	const char *colon = at ? memchr(from, ':', (size_t)(at - from)) : NULL;
	return colon ? (struct bytes){colon + 1, (size_t)(at - colon) - 1} : (struct bytes){NULL, 0};
}

static int hex_digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

/* Whether the name of a parameter, of which characters may be written as %61, is this one. */
static bool is_name(const char *p, size_t len, const char *name)
{
	const char *end = p + len;
	for (; p < end && *name; name++) {
		char c = *p++;
		if (c == '%' && end - p >= 2 && hex_digit(p[0]) >= 0 && hex_digit(p[1]) >= 0) {
			c = (char)(hex_digit(p[0]) * 16 + hex_digit(p[1]));
			p += 2;
		}
		if (c != *name)
			return false;
	}
	return p == end && !*name;
}

/* The value of the next parameter, from *p on, that is a password; *p moves after it, and is NULL at the end. */
static struct bytes find_in_query(const char **p)
{
	while (*p) {
		const char *name = *p + 1, *next = name + strcspn(name, "&");
		size_t len = strcspn(name, "=&");
		*p = *next ? next : NULL;
		bool has_value = name + len < next;
		bool is_secret = is_name(name, len, "password") || is_name(name, len, "sslpassword");
		if (has_value && is_secret)
			return (struct bytes){name + len + 1, (size_t)(next - name) - len - 1};
	}
	return (struct bytes){NULL, 0};
}

/* Calls fn with each password in an address. */
static void each_password(const char *where, void (*fn)(void *arg, struct bytes password), void *arg)
{
	const char *from = after_scheme(where);
	if (!from)
		return;
	struct bytes b = find_in_user(from);
	if (b.p)
		fn(arg, b);
	const char *query = strchr(b.p ? (const char *)b.p + b.len : from, '?');
	for (b = find_in_query(&query); b.p; b = find_in_query(&query))
		fn(arg, b);
}

struct shown {
	const char *from;
	struct buf *out;
};

static void show_hidden(void *arg, struct bytes password)
{
	struct shown *s = arg;
	buf_add(s->out, s->from, (size_t)((const char *)password.p - s->from));
	buf_str(s->out, HIDDEN);
	s->from = (const char *)password.p + password.len;
}

void db_show_place(const char *where, struct buf *out)
{
	struct shown s = {where, out};
	each_password(where, show_hidden, &s);
	buf_str(out, s.from);
}

/* Whether a text has a password in it. */
struct found {
	const char *text;
	bool any;
};

static void find_in_text(void *arg, struct bytes password)
{
	struct found *f = arg;
	size_t len = strlen(f->text);
	for (size_t i = 0; password.len && i + password.len <= len; i++)
		f->any |= memcmp(f->text + i, password.p, password.len) == 0;
}

void db_show_words(const char *where, const char *text, struct buf *out)
{
	struct found f = {text, false};
	const char *first = strchr(text, '"'), *last = strrchr(text, '"');
	each_password(where, find_in_text, &f);
	if (!f.any || !first || first == last) {
		buf_str(out, text);
		return;
	}
	buf_add(out, text, (size_t)(first - text) + 1);
	buf_str(out, HIDDEN);
	buf_str(out, last);
}

/* What is to be written over, by its place in the text. */
struct hidden {
	char *where;
	bool any;
};

static void overwrite(void *arg, struct bytes password)
{
	struct hidden *h = arg;
	memset(h->where + ((const char *)password.p - h->where), '*', password.len);
	h->any |= password.len > 0;
}

bool db_hide_password(char *where)
{
	struct hidden h = {where, false};
	each_password(where, overwrite, &h);
	return h.any;
}
