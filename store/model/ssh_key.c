/*
 * A key becomes a line of authorized_keys, so it is taken apart to its last byte (RFC 4253 6.6, RFC 5656 3.1, RFC 8709
 * 4, OpenSSH PROTOCOL.u2f): one that was cut off when it was copied is found here, not at the first try to log in. Its
 * base64 has one form only and its numbers no needless zeros, so that equal keys are equal bytes.
 */
#include "store/model/ssh_key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/utf8.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define PREFIX "SHA256:"
#define EXPIRY "expiry-time=\""
#define DIGITS 43 /* of a fingerprint in base64, without the padding */

static const struct key_type {
	const char *name;
	const char *curve;  /* the second string, NULL = there is none */
	size_t point_bytes; /* length of the next string, 0: two numbers follow instead, exponent and modulus */
	bool more;          /* a string after it: the application of a security key */
	unsigned bits;
} types[] = {
	{"ssh-ed25519", NULL, 32, false, 256},
	{"ecdsa-sha2-nistp256", "nistp256", 65, false, 256},
	{"ecdsa-sha2-nistp384", "nistp384", 97, false, 384},
	{"ecdsa-sha2-nistp521", "nistp521", 133, false, 521},
	{"sk-ssh-ed25519@openssh.com", NULL, 32, true, 256},
	{"sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", 65, true, 256},
	{"ssh-rsa", NULL, 0, false, 0},
};

static bool is_word(struct bytes b, const char *text)
{
	return b.len == strlen(text) && memcmp(b.p, text, b.len) == 0;
}

static const struct key_type *find_type(struct bytes word)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (is_word(word, types[i].name))
			return &types[i];
	return NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_blanks(struct bytes *rest)
{
	const char *p = rest->p;
	size_t n = 0;
	while (n < rest->len && is_blank(p[n]))
		n++;
	*rest = (struct bytes){p + n, rest->len - n};
}

static struct bytes trim_text(const char *s, size_t len)
{
	struct bytes b = {s, len};
	skip_blanks(&b);
	while (b.len > 0 && is_blank(((const char *)b.p)[b.len - 1]))
		b.len--;
	return b;
}

/* The text up to the next blank; the rest begins after the blanks. */
static struct bytes take_word(struct bytes *rest)
{
	const char *p = rest->p;
	size_t n = 0;
	while (n < rest->len && !is_blank(p[n]))
		n++;
	*rest = (struct bytes){p + n, rest->len - n};
	skip_blanks(rest);
	return (struct bytes){p, n};
}

static bool has_text(struct bytes b, const char *text)
{
	const char *p = b.p;
	size_t len = strlen(text);
	for (size_t i = 0; i + len <= b.len; i++)
		if (memcmp(p + i, text, len) == 0)
			return true;
	return false;
}

static bool ends_in(struct bytes b, const char *text)
{
	size_t len = strlen(text);
	return b.len >= len && memcmp((const char *)b.p + b.len - len, text, len) == 0;
}

/* ---- inside ---- */

/* The next string of a key: a length of four bytes, then as many, at least one. */
static bool next_string(struct bytes *rest, struct bytes *out)
{
	const unsigned char *p = rest->p;
	if (rest->len < 4)
		return false;
	size_t len = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (len == 0 || len > rest->len - 4)
		return false;
	*out = (struct bytes){p + 4, len};
	*rest = (struct bytes){p + 4 + len, rest->len - 4 - len};
	return true;
}

/* The next number: positive, without needless zeros; *bits is its size. */
static bool next_number(struct bytes *rest, struct bytes *out, unsigned *bits)
{
	if (!next_string(rest, out))
		return false;
	const unsigned char *p = out->p;
	bool zero = p[0] == 0;
	if (p[0] >= 0x80 || (zero && out->len == 1) || (zero && p[1] < 0x80))
		return false;
	unsigned first = p[zero], n = 0;
	while (first >> n)
		n++;
	*bits = (unsigned)(out->len - zero - 1) * 8 + n;
	return true;
}

static bool is_odd(struct bytes number)
{
	return ((const unsigned char *)number.p)[number.len - 1] & 1;
}

/* Exponent and modulus, both odd; with the exponent 1 anybody could sign. */
static enum ssh_key_fault read_rsa(struct bytes *rest, unsigned *bits)
{
	struct bytes e, n;
	unsigned e_bits;
	if (!next_number(rest, &e, &e_bits) || !next_number(rest, &n, bits))
		return SSH_KEY_DAMAGED;
	if (e_bits < 2 || !is_odd(e) || !is_odd(n))
		return SSH_KEY_DAMAGED;
	return *bits < SSH_KEY_RSA_BITS ? SSH_KEY_SHORT : SSH_KEY_FITS;
}

/* A point: of the curves of NIST uncompressed, which its first byte says. */
static enum ssh_key_fault read_point(const struct key_type *type, struct bytes *rest)
{
	struct bytes s;
	if (type->curve && (!next_string(rest, &s) || !is_word(s, type->curve)))
		return SSH_KEY_DAMAGED;
	if (!next_string(rest, &s) || s.len != type->point_bytes)
		return SSH_KEY_DAMAGED;
	if (type->curve && *(const unsigned char *)s.p != 4)
		return SSH_KEY_DAMAGED;
	return SSH_KEY_FITS;
}

static enum ssh_key_fault read_inside(const struct key_type *type, struct bytes rest, unsigned *bits)
{
	struct bytes s;
	*bits = type->bits;
	if (!next_string(&rest, &s))
		return SSH_KEY_DAMAGED;
	if (!is_word(s, type->name))
		return SSH_KEY_MIXED;
	enum ssh_key_fault fault = type->point_bytes ? read_point(type, &rest) : read_rsa(&rest, bits);
	if (fault == SSH_KEY_DAMAGED)
		return fault;
	if (type->more && !next_string(&rest, &s))
		return SSH_KEY_DAMAGED;
	return rest.len ? SSH_KEY_DAMAGED : fault;
}

static enum ssh_key_fault read_blob(const struct key_type *type, struct bytes base64, struct ssh_key *out)
{
	unsigned char blob[SSH_KEY_LINE_MAX];
	size_t len;
	if (!hash_from_base64(base64.p, base64.len, blob, sizeof blob, &len))
		return SSH_KEY_DAMAGED;
	out->fingerprint = hash_of(&(struct bytes){blob, len}, 1);
	return read_inside(type, (struct bytes){blob, len}, &out->bits);
}

/* ---- around it ---- */

/* A comment may be any text that cannot be taken for options or another key. */
static enum ssh_key_fault check_comment(struct bytes comment)
{
	const char *s = comment.p;
	for (size_t i = 0; i < comment.len;) {
		uint32_t c;
		int n = utf8_next(s + i, comment.len - i, &c);
		if (n < 0 || utf8_is_control(c) || strchr("\"'`\\;", s[i]))
			return SSH_KEY_COMMENT;
		i += (size_t)n;
	}
	while (comment.len > 0)
		if (find_type(take_word(&comment)))
			return SSH_KEY_SEVERAL;
	return SSH_KEY_FITS;
}

/* The number of n digits; false if they are others. */
static bool read_digits(const char *s, size_t n, int *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + (s[i] - '0');
	}
	return true;
}

/* What the wall clock of UTC shows is so many minutes after 1970. */
static int wall_in_utc(const struct wall *w, int64_t *out)
{
	bool fits = clock_date_valid(w->year, w->month, w->day) && w->hour < 24 && w->minute < 60;
	*out = fits ? clock_day_number(w->year, w->month, w->day) * DAY_MIN + w->hour * 60 + w->minute : 0;
	return fits && *out >= CLOCK_MIN_MIN && *out < CLOCK_MAX_MIN ? 0 : QUAD_EINVAL;
}

/* The wall clock that n digits say: YYYYMMDD, then perhaps HHMM, then perhaps seconds, which are dropped. */
static bool read_wall(const char *s, size_t n, struct wall *w)
{
	int second = 0;
	*w = (struct wall){0};
	if (n != 8 && n != 12 && n != 14)
		return false;
	if (!read_digits(s, 4, &w->year) || !read_digits(s + 4, 2, &w->month) || !read_digits(s + 6, 2, &w->day))
		return false;
	if (n > 8 && (!read_digits(s + 8, 2, &w->hour) || !read_digits(s + 10, 2, &w->minute)))
		return false;
	return n <= 12 || (read_digits(s + 12, 2, &second) && second < 60);
}

static bool read_time(struct bytes text, int64_t *out)
{
	const char *s = text.p;
	struct wall w;
	bool utc = text.len > 0 && s[text.len - 1] == 'Z';
	if (!read_wall(s, text.len - utc, &w))
		return false;
	if (utc)
		return wall_in_utc(&w, out) == 0;
	int err = clock_from_wall(&w, out);
	return err == 0 || err == QUAD_ETWICE;
}

/* Takes the one option that may stand before the type. */
static enum ssh_key_fault take_expiry(struct bytes *rest, int64_t *out)
{
	const char *p = rest->p;
	size_t from = strlen(EXPIRY);
	*out = SSH_KEY_NEVER;
	if (rest->len < from || strncasecmp(p, EXPIRY, from) != 0)
		return SSH_KEY_FITS;
	const char *end = memchr(p + from, '"', rest->len - from);
	if (!end || !read_time((struct bytes){p + from, (size_t)(end - p) - from}, out))
		return SSH_KEY_EXPIRY;
	size_t used = (size_t)(end + 1 - p);
	if (used < rest->len && p[used] == ',')
		return SSH_KEY_OPTION;
	if (used < rest->len && !is_blank(p[used]))
		return SSH_KEY_EXPIRY;
	*rest = (struct bytes){p + used, rest->len - used};
	skip_blanks(rest);
	return SSH_KEY_FITS;
}

/* True for the forms that private keys are kept in: of OpenSSH, PEM, PuTTY; the first also without its heading. */
static bool is_private(struct bytes text)
{
	return has_text(text, "PRIVATE KEY") || has_text(text, "PuTTY-User-Key-File") ||
	       has_text(text, "b3BlbnNzaC1rZXk");
}

/* What stands where the type of a key should. */
static enum ssh_key_fault blame_word(struct bytes word, struct bytes rest)
{
	int number;
	if (ends_in(word, "-cert-v01@openssh.com") || ends_in(word, "-cert-v00@openssh.com"))
		return SSH_KEY_CERTIFICATE;
	if (is_word(word, "ssh-dss") || is_word(word, "ssh-rsa1"))
		return SSH_KEY_WEAK;
	if (word.len > 0 && word.len < 6 && read_digits(word.p, word.len, &number))
		return SSH_KEY_WEAK;
	bool option = has_text(word, "=") && !ends_in(word, "=");
	while (!option && rest.len > 0)
		option = find_type(take_word(&rest)) != NULL;
	return option || has_text(word, "\"") ? SSH_KEY_OPTION : SSH_KEY_TYPE;
}

static enum ssh_key_fault read_key(const char *line, size_t len, struct ssh_key *out)
{
	struct bytes rest = trim_text(line, len);
	if (is_private(rest))
		return SSH_KEY_PRIVATE;
	if (rest.len > SSH_KEY_LINE_MAX)
		return SSH_KEY_LONG;
	enum ssh_key_fault fault = take_expiry(&rest, &out->expires_min);
	if (fault != SSH_KEY_FITS)
		return fault;
	struct bytes word = take_word(&rest);
	const struct key_type *type = find_type(word);
	if (!type)
		return blame_word(word, rest);
	out->type = type->name;
	out->base64 = take_word(&rest);
	out->comment = rest;
	fault = read_blob(type, out->base64, out);
	if (fault != SSH_KEY_FITS && fault != SSH_KEY_SHORT)
		return fault;
	enum ssh_key_fault about_comment = check_comment(rest);
	return about_comment == SSH_KEY_FITS ? fault : about_comment;
}

enum ssh_key_fault ssh_key_read(const char *line, size_t len, struct ssh_key *out)
{
	*out = (struct ssh_key){0};
	enum ssh_key_fault fault = read_key(line, len, out);
	if (fault != SSH_KEY_FITS && fault != SSH_KEY_SHORT)
		*out = (struct ssh_key){0};
	return fault;
}

const char *ssh_key_hint(enum ssh_key_fault fault)
{
	switch (fault) {
	case SSH_KEY_SHORT: return "RSA below 3072 bits: make a key with ssh-keygen -t ed25519";
	case SSH_KEY_PRIVATE:
		return "a private key: give the .pub file, and make a new key if others have seen this one";
	case SSH_KEY_CERTIFICATE: return "a certificate: give the .pub file without -cert";
	case SSH_KEY_OPTION: return "options before the key: only expiry-time may stand there";
	case SSH_KEY_EXPIRY: return "no expiry-time: it is as in expiry-time=\"20271231\"";
	case SSH_KEY_WEAK: return "a type that is not safe: make a key with ssh-keygen -t ed25519";
	case SSH_KEY_TYPE: return "no type of key that is known: give a line of a .pub file";
	case SSH_KEY_DAMAGED: return "cut off or damaged: copy the whole line of the .pub file";
	case SSH_KEY_MIXED: return "a key of another type than it says";
	case SSH_KEY_COMMENT: return "quotes, semicolons or signs in the comment";
	case SSH_KEY_SEVERAL: return "two keys, without a semicolon between them";
	case SSH_KEY_LONG: return "longer than 8 KiB";
	case SSH_KEY_FITS:
	case SSH_KEY_N_FAULTS: break;
	}
	return "";
}

/* ---- writing ---- */

static void write_wall(const struct wall *w, bool date_only, const char *zone, struct buf *out)
{
	buf_fmt(out, EXPIRY "%04d%02d%02d", w->year, w->month, w->day);
	if (!date_only)
		buf_fmt(out, "%02d%02d", w->hour, w->minute);
	buf_fmt(out, "%s\"", zone);
}

static void utc_wall(int64_t at_min, struct wall *out)
{
	int64_t minute = (at_min % DAY_MIN + DAY_MIN) % DAY_MIN;
	clock_day_civil((at_min - minute) / DAY_MIN, out);
	out->hour = (int)(minute / 60);
	out->minute = (int)(minute % 60);
}

void ssh_key_write_expiry(int64_t expires_min, bool utc, struct buf *out)
{
	struct wall w;
	int64_t back;
	clock_to_wall(expires_min, &w);
	if (!utc && clock_from_wall(&w, &back) == 0 && back == expires_min) {
		write_wall(&w, w.hour == 0 && w.minute == 0, "", out);
		return;
	}
	utc_wall(expires_min, &w);
	write_wall(&w, false, "Z", out);
}

void ssh_key_write(const struct ssh_key *key, struct buf *out)
{
	if (key->expires_min != SSH_KEY_NEVER) {
		ssh_key_write_expiry(key->expires_min, false, out);
		buf_char(out, ' ');
	}
	buf_fmt(out, "%s ", key->type);
	buf_add(out, key->base64.p, key->base64.len);
	if (key->comment.len)
		buf_char(out, ' ');
	buf_add(out, key->comment.p, key->comment.len);
}

char *ssh_key_fingerprint(const struct hash *fingerprint, char out[SSH_KEY_TEXT_MAX])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *to = out + snprintf(out, SSH_KEY_TEXT_MAX, PREFIX);
	for (size_t i = 0; i < DIGITS; i++) {
		size_t bit = i * 6, at = bit / 8;
		unsigned two = (unsigned)fingerprint->p[at] << 8;
		if (at + 1 < HASH_BYTES)
			two |= fingerprint->p[at + 1];
		*to++ = digits[two >> (10 - bit % 8) & 63];
	}
	*to = '\0';
	return out;
}

bool ssh_key_read_fingerprint(const char *text, struct hash *out)
{
	char padded[DIGITS + 2];
	size_t len, prefix = strlen(PREFIX);
	*out = (struct hash){0};
	if (strncmp(text, PREFIX, prefix) != 0 || strlen(text) != prefix + DIGITS)
		return false;
	snprintf(padded, sizeof padded, "%s=", text + prefix);
	return hash_from_base64(padded, strlen(padded), out->p, HASH_BYTES, &len) && len == HASH_BYTES;
}

/* ---- lists ---- */

bool ssh_keys_next(const char **list, struct bytes *one)
{
	*one = (struct bytes){*list, 0};
	while (**list && one->len == 0) {
		size_t n = strcspn(*list, ";");
		*one = trim_text(*list, n);
		*list += n + ((*list)[n] == ';');
	}
	return one->len > 0;
}

bool ssh_keys_find(const char *list, const struct hash *fingerprint, struct ssh_key *out)
{
	struct bytes one;
	while (ssh_keys_next(&list, &one)) {
		enum ssh_key_fault fault = ssh_key_read(one.p, one.len, out);
		if ((fault == SSH_KEY_FITS || fault == SSH_KEY_SHORT) && hash_equals(&out->fingerprint, fingerprint))
			return true;
	}
	*out = (struct ssh_key){0};
	return false;
}

static void append_key(const struct ssh_key *key, struct buf *out)
{
	struct ssh_key same;
	if (ssh_keys_find(buf_text(out), &key->fingerprint, &same))
		return;
	if (out->len)
		buf_char(out, ';');
	ssh_key_write(key, out);
}

int ssh_keys_read(const char *list, const char *kept, struct buf *out, struct ssh_key_bad *bad)
{
	struct bytes one;
	struct ssh_key key, same;
	*bad = (struct ssh_key_bad){.fault = SSH_KEY_FITS};
	while (ssh_keys_next(&list, &one)) {
		enum ssh_key_fault fault = ssh_key_read(one.p, one.len, &key);
		if (fault == SSH_KEY_SHORT && ssh_keys_find(kept, &key.fingerprint, &same))
			fault = SSH_KEY_FITS;
		if (fault != SSH_KEY_FITS) {
			bad->fault = fault;
			bad->text = fault == SSH_KEY_PRIVATE ? (struct bytes){"", 0} : one;
			return QUAD_EINVAL;
		}
		append_key(&key, out);
	}
	return out->failed ? QUAD_ENOMEM : 0;
}
