/*
 * A login becomes a part of a forced command (`quad --as LOGIN`) and a key a line of authorized_keys, so both are held
 * to what is harmless there. A key is taken apart to its last byte (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4, OpenSSH
 * PROTOCOL.u2f): one that was cut off when it was copied is found here, not at the first try to log in. Its base64 has
 * one form only, so that equal keys are equal texts.
 */
#include "store/model/person.h"

#include <stdint.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define RSA_MIN_BYTES 128 /* the least that sshd accepts: 1024 bits */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool person_login_fits(const char *s)
{
	size_t len = strlen(s);
	bool ok = len > 0 && len <= LOGIN_MAX_BYTES && *s != '.' && *s != '-';
	for (; ok && *s; s++)
		ok = is_letter(*s) || is_digit(*s) || strchr("._-", *s);
	return ok;
}

/*
 * The characters that addresses are made of and that a shell or a header reads as nothing else: fewer than RFC 5322
 * has.
 */
static bool is_mailbox(const char *s, size_t len)
{
	char before = '.';
	for (size_t i = 0; i < len; i++) {
		if (!is_letter(s[i]) && !is_digit(s[i]) && !strchr(".+-_=%~", s[i]))
			return false;
		if (s[i] == '.' && before == '.')
			return false;
		before = s[i];
	}
	return before != '.';
}

/* Words of letters and digits with dots between them, and hyphens within them. */
static bool is_domain(const char *s)
{
	char before = '.';
	for (; *s; s++) {
		bool mark = *s == '.' || *s == '-';
		if (!mark && !is_letter(*s) && !is_digit(*s))
			return false;
		if (mark && before == '.')
			return false;
		if (*s == '.' && before == '-')
			return false;
		before = *s;
	}
	return before != '.' && before != '-';
}

bool person_email_fits(const char *s)
{
	const char *at = strchr(s, '@');
	if (!at || *s == '-' || strlen(s) > EMAIL_MAX_BYTES)
		return false;
	return is_mailbox(s, (size_t)(at - s)) && is_domain(at + 1);
}

bool person_language_fits(const char *s)
{
	size_t n = 0;
	while (s[n] >= 'a' && s[n] <= 'z')
		n++;
	if (n < 2 || n > 3)
		return false;
	s += n;
	return !*s || (strlen(s) == 3 && s[0] == '_' && s[1] >= 'A' && s[1] <= 'Z' && s[2] >= 'A' && s[2] <= 'Z');
}

/* ---- keys ---- */

static const struct key_type {
	const char *name;
	const char *curve;  /* the second string, NULL = there is none */
	size_t point_bytes; /* length of the next string, 0 = any */
	size_t n_more;      /* strings after it */
} types[] = {
	{"ssh-ed25519", NULL, 32, 0},
	{"ecdsa-sha2-nistp256", "nistp256", 65, 0},
	{"ecdsa-sha2-nistp384", "nistp384", 97, 0},
	{"ecdsa-sha2-nistp521", "nistp521", 133, 0},
	{"sk-ssh-ed25519@openssh.com", NULL, 32, 1},
	{"sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", 65, 1},
	{"ssh-rsa", NULL, 0, 1},
};

static const struct key_type *type_of(const char *s, size_t len)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (strlen(types[i].name) == len && memcmp(types[i].name, s, len) == 0)
			return &types[i];
	return NULL;
}

static int base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* True for padded base64 of which no bits are left over. Appends its bytes. */
static bool base64_decode(const char *s, size_t len, struct buf *out)
{
	size_t pad = 0;
	while (pad < 2 && pad < len && s[len - 1 - pad] == '=')
		pad++;
	if (len == 0 || len % 4 != 0)
		return false;
	for (size_t i = 0; i < len; i += 4) {
		size_t n = i + 4 == len ? 4 - pad : 4;
		uint32_t bits = 0;
		for (size_t j = 0; j < 4; j++) {
			int v = j < n ? base64_value(s[i + j]) : 0;
			if (v < 0)
				return false;
			bits = bits << 6 | (uint32_t)v;
		}
		if (n < 4 && bits & (n == 3 ? 0xffu : 0xffffu))
			return false;
		for (size_t j = 0; j + 1 < n; j++)
			buf_char(out, (char)(bits >> (16 - 8 * j)));
	}
	return !out->failed;
}

/* The next string of a key: a length of four bytes, then as many. */
static bool next_string(struct bytes *rest, struct bytes *out)
{
	const unsigned char *p = rest->p;
	if (rest->len < 4)
		return false;
	size_t len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (len > rest->len - 4)
		return false;
	*out = (struct bytes){p + 4, len};
	*rest = (struct bytes){p + 4 + len, rest->len - 4 - len};
	return true;
}

static bool is_text(struct bytes b, const char *text)
{
	return b.len == strlen(text) && memcmp(b.p, text, b.len) == 0;
}

/* The next string of a key, which must not be empty. */
static bool next_part(struct bytes *rest, struct bytes *out)
{
	return next_string(rest, out) && out->len > 0;
}

/* Says in a few words why the inside of a key is none of its type; NULL if it is one. */
static const char *inside_fault(const struct key_type *type, struct bytes rest)
{
	static const char *const damaged = "cut off or damaged";
	struct bytes s;
	if (!next_string(&rest, &s))
		return damaged;
	if (!is_text(s, type->name))
		return "a key of another type";
	if (type->curve && (!next_string(&rest, &s) || !is_text(s, type->curve)))
		return damaged;
	if (!next_part(&rest, &s))
		return damaged;
	if (type->point_bytes && s.len != type->point_bytes)
		return damaged;
	for (size_t i = 0; i < type->n_more; i++)
		if (!next_part(&rest, &s))
			return damaged;
	if (rest.len)
		return damaged;
	bool rsa = strcmp(type->name, "ssh-rsa") == 0;
	return rsa && s.len < RSA_MIN_BYTES ? "too short to be safe" : NULL;
}

/*
 * A comment may be any text that cannot be taken for options or another key. Says why this is none; NULL if it is
 * one.
 */
static const char *comment_fault(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t c;
		int n = utf8_next(s + i, len - i, &c);
		if (n < 0 || utf8_is_control(c) || strchr("\"'`\\", s[i]))
			return "quotes or signs in the comment";
		i += (size_t)n;
	}
	for (const char *p = s; p < s + len;) {
		size_t left = (size_t)(s + len - p), n = strcspn(p, " ;");
		n = n < left ? n : left;
		if (type_of(p, n))
			return "two keys, without a semicolon between them";
		p += n + (n < left);
	}
	return NULL;
}

/* The length up to the next blank, at most len. */
static size_t word_len(const char *s, size_t len)
{
	const char *blank = memchr(s, ' ', len);
	return blank ? (size_t)(blank - s) : len;
}

static size_t skip_blanks(const char *s, size_t len)
{
	size_t n = 0;
	while (n < len && s[n] == ' ')
		n++;
	return n;
}

/* True if a key in its one form, `TYPE BASE64`, is among those of a list in that form. */
static bool has_key(const char *list, const char *key, size_t len)
{
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ";");
		if (n >= len && memcmp(p, key, len) == 0 && (n == len || p[len] == ' '))
			return true;
		p += n + (p[n] == ';');
	}
	return false;
}

/* Appends one key, without blanks around it. Says why the text is no key; NULL if it is one. */
static const char *read_key(const char *s, size_t len, struct buf *out)
{
	size_t type_len = word_len(s, len), at = type_len + skip_blanks(s + type_len, len - type_len);
	size_t key_len = word_len(s + at, len - at);
	const char *key = s + at;
	const struct key_type *type = type_of(s, type_len);
	struct buf inside = {0}, plain = {0};
	if (!type)
		return "no type of key that is known, or options before it";
	const char *why = base64_decode(key, key_len, &inside)
	                          ? inside_fault(type, (struct bytes){inside.p, inside.len})
	                          : "cut off or damaged";
	at += key_len;
	at += skip_blanks(s + at, len - at);
	if (!why)
		why = comment_fault(s + at, len - at);
	buf_fmt(&plain, "%s %.*s", type->name, (int)key_len, key);
	if (!why && !has_key(buf_text(out), buf_text(&plain), plain.len)) {
		buf_fmt(out, "%s%s%s%.*s", out->len ? ";" : "", buf_text(&plain), at < len ? " " : "", (int)(len - at),
		        s + at);
	}
	out->failed |= inside.failed || plain.failed;
	buf_release(&inside);
	buf_release(&plain);
	return why;
}

int person_keys_read(const char *text, struct buf *out, const char **bad, size_t *bad_len, const char **why)
{
	*why = NULL;
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, ";"), from = skip_blanks(p, n), len = n - from;
		while (len > 0 && p[from + len - 1] == ' ')
			len--;
		*bad = p + from;
		*bad_len = len;
		if (len > 0)
			*why = read_key(p + from, len, out);
		if (out->failed)
			return QUAD_ENOMEM;
		if (*why)
			return QUAD_EINVAL;
		p += n + (p[n] == ';');
	}
	return out->failed ? QUAD_ENOMEM : 0;
}

bool person_keys_share(const char *a, const char *b)
{
	for (const char *p = a; *p;) {
		size_t n = strcspn(p, ";"), type_len = word_len(p, n);
		size_t len = type_len < n ? type_len + 1 + word_len(p + type_len + 1, n - type_len - 1) : n;
		if (len > 0 && has_key(b, p, len))
			return true;
		p += n + (p[n] == ';');
	}
	return false;
}
