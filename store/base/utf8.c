/*
 * Text is checked and cleaned once, where it enters; after that the engine trusts its strings. Decoding is
 * by hand because it runs over every byte of every import; folding is utf8proc's.
 */
#include "store/base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

int utf8_next(const char *s, size_t len, uint32_t *out)
{
	*out = 0;
	if (len == 0)
		return 0;
	const unsigned char *u = (const unsigned char *)s;
	if (u[0] < 0x80) {
		*out = u[0];
		return 1;
	}
	int n = u[0] >= 0xe0 ? 3 : 2;
	if (u[0] >= 0xf0)
		n = 4;
	if (u[0] < 0xc2 || u[0] > 0xf4 || len < (size_t)n)
		return -1;
	uint32_t c = u[0] & (0xffu >> (n + 1));
	for (int i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (u[i] & 0x3f);
	}
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return -1;
	*out = c;
	return n;
}

/* True if the next eight bytes are ASCII. */
static bool begins_with_ascii(const char *s, size_t len)
{
	uint64_t eight;
	if (len < sizeof eight)
		return false;
	memcpy(&eight, s, sizeof eight);
	return !(eight & UINT64_C(0x8080808080808080));
}

bool utf8_valid(const char *s, size_t len)
{
	uint32_t c;
	for (size_t i = 0; i < len;) {
		if ((unsigned char)s[i] < 0x80) {
			i += begins_with_ascii(s + i, len - i) ? 8 : 1;
			continue;
		}
		int n = utf8_next(s + i, len - i, &c);
		if (n < 0)
			return false;
		i += (size_t)n;
	}
	return true;
}

bool utf8_is_control(uint32_t c)
{
	if (c >= 0x3000) /* Chinese, most of it */
		return false;
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200b) ||
	       c == 0xfeff;
}

size_t utf8_ideograph(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;
	if (len < 3 || u[0] < 0xe4 || u[0] > 0xe9)
		return 0;
	if ((u[1] & 0xc0) != 0x80 || (u[2] & 0xc0) != 0x80)
		return 0;
	return u[0] == 0xe4 && u[1] < 0xb8 ? 0 : 3;
}

/* True if the next eight bytes are printable ASCII without blanks. */
static bool begins_with_letters(const char *s, size_t len)
{
	uint64_t eight;
	if (len < sizeof eight)
		return false;
	memcpy(&eight, s, sizeof eight);
	/* a byte below 0x21, above 0x7e, or above 0x7f has its highest bit set in one of the three */
	uint64_t odd = (eight - UINT64_C(0x2121212121212121)) | (eight + UINT64_C(0x0101010101010101)) | eight;
	return !(odd & UINT64_C(0x8080808080808080));
}

/* True for printable ASCII and ideographs without blanks at the ends and without two in a row: most texts. */
static bool is_clean(const char *s, size_t len)
{
	if (len && (s[0] == ' ' || s[len - 1] == ' '))
		return false;
	for (size_t i = 0; i < len;) {
		unsigned char c = (unsigned char)s[i];
		size_t n = c < 0x80 ? 1 : utf8_ideograph(s + i, len - i);
		if (begins_with_letters(s + i, len - i)) {
			i += 8;
			continue;
		}
		if (n == 0 || c < 0x20 || c == 0x7f)
			return false;
		if (c == ' ' && s[i + 1] == ' ')
			return false;
		i += n;
	}
	return true;
}

size_t utf8_cut(const char *s, size_t max)
{
	size_t len = strnlen(s, max + 1);
	if (len <= max)
		return len;
	len = max;
	while (len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80)
		len--;
	return len;
}

char *utf8_clean(struct arena *a, const char *s, size_t len)
{
	/* U+FFFD takes three bytes for one bad byte. */
	if (len > BUF_MAX / 3)
		return NULL;
	if (is_clean(s, len))
		return arena_dup(a, s, len);
	char *out = arena_alloc(a, len * 3 + 1);
	if (!out)
		return NULL;
	size_t n_out = 0;
	bool gap = false;
	for (size_t i = 0; i < len;) {
		uint32_t c;
		int n = utf8_next(s + i, len - i, &c);
		const char *from = s + i;
		size_t take = n < 0 ? 1 : (size_t)n;
		i += take;
		if (n < 0) {
			from = "\xef\xbf\xbd";
			take = 3;
		} else if (is_blank(c)) {
			gap = n_out > 0;
			continue;
		} else if (utf8_is_control(c)) {
			continue;
		}
		if (gap)
			out[n_out++] = ' ';
		gap = false;
		memcpy(out + n_out, from, take);
		n_out += take;
	}
	out[n_out] = '\0';
	return out;
}

/* Appends ASCII and ideographs, of which only capital letters fold. False, with nothing appended, for other texts. */
static bool fold_plain(struct buf *out, const char *s)
{
	size_t len = strlen(s);
	for (size_t i = 0; i < len;) {
		size_t n = (unsigned char)s[i] < 0x80 ? 1 : utf8_ideograph(s + i, len - i);
		if (n == 0)
			return false;
		i += n;
	}
	char *to = len ? buf_room(out, len) : NULL;
	for (size_t i = 0; to && i < len; i++)
		to[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
	return true;
}

void utf8_fold(struct buf *out, const char *s)
{
	if (fold_plain(out, s))
		return;
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s, 0, &folded,
	                                  UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
	                                          UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	if (n >= 0)
		buf_add(out, folded, (size_t)n);
	else
		buf_str(out, s);
	free(folded);
}
