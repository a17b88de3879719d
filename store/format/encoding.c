/*
 * Decoding is lenient and goes over the whole file before anything splits it: trail bytes of GBK and Big5 include
 * `|` and `\`, and one bad byte must cost one row, not the list. Nearly everything is valid GB18030, so validity
 * decides nothing between the Chinese encodings: the caller's score of the first lines does, and where it is silent
 * (a header in English) the shape of the bytes.
 */
#include "store/format/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

#include "store/base/err.h"
#include "store/base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"
#define HEAD_BYTES ((size_t)16 << 10) /* what a guess looks at */

static const char UTF_8[] = "UTF-8", GB18030[] = "GB18030", BIG5[] = "BIG5-HKSCS";

/* A byte that is wrong becomes three, so a file can grow; file and text together are to stay in bounds. */
static bool is_full(const struct buf *out, size_t len)
{
	return out->len > ENCODING_MAX_BYTES - len;
}

static bool has_room(const struct buf *out, size_t more, size_t len)
{
	return more <= ENCODING_MAX_BYTES - len && out->len <= ENCODING_MAX_BYTES - len - more;
}

static int decode_utf8(const char *p, size_t len, struct buf *out)
{
	size_t good = 0; /* start of the bytes that are not copied yet */
	for (size_t i = 0; i < len;) {
		uint32_t c;
		int n = utf8_next(p + i, len - i, &c);
		if (n > 0) {
			i += (size_t)n;
			continue;
		}
		if (!has_room(out, i - good, len) || is_full(out, len))
			return QUAD_EFULL;
		buf_add(out, p + good, i - good);
		buf_str(out, REPLACEMENT);
		good = ++i;
	}
	if (!has_room(out, len - good, len))
		return QUAD_EFULL;
	buf_add(out, p + good, len - good);
	return out->failed ? QUAD_ENOMEM : 0;
}

/* Takes out of iconv what it holds back, which comes before a bad byte. */
static void flush_iconv(iconv_t cd, struct buf *out)
{
	char chunk[64], *to = chunk;
	size_t room = sizeof chunk;
	iconv(cd, NULL, NULL, &to, &room);
	buf_add(out, chunk, (size_t)(to - chunk));
}

static int decode_iconv(const char *p, size_t len, const char *name, struct buf *out)
{
	char chunk[8192];
	char *in = (char *)p; /* iconv does not write there */
	size_t left = len;
	bool flushed = false;
	iconv_t cd = iconv_open(UTF_8, name);
	if (cd == (iconv_t)-1)
		return errno == ENOMEM ? QUAD_ENOMEM : QUAD_EINVAL;
	while (!flushed && !out->failed && !is_full(out, len)) {
		char *to = chunk;
		size_t room = sizeof chunk;
		flushed = left == 0;
		size_t n = iconv(cd, flushed ? NULL : &in, flushed ? NULL : &left, &to, &room);
		int why = n == (size_t)-1 ? errno : 0;
		buf_add(out, chunk, (size_t)(to - chunk));
		if (why == 0)
			continue;
		if (why == E2BIG && to > chunk) {
			flushed = false;
			continue;
		}
		flush_iconv(cd, out);
		buf_str(out, REPLACEMENT);
		if (left > 0) {
			in++;
			left--;
		}
	}
	iconv_close(cd);
	if (out->failed)
		return QUAD_ENOMEM;
	return is_full(out, len) ? QUAD_EFULL : 0;
}

static int decode(const char *p, size_t len, const char *name, struct buf *out)
{
	if (strcmp(name, UTF_8) != 0)
		return decode_iconv(p, len, name, out);
	return decode_utf8(p, len, out);
}

/* The encodings by the names that people use for them. */
static const char *usual_name(const char *told)
{
	static const struct {
		const char *told;
		const char *name;
	} names[] = {{"utf-8", UTF_8},   {"utf8", UTF_8}, {"gb18030", GB18030}, {"gbk", GB18030},   {"gb2312", GB18030},
	             {"cp936", GB18030}, {"big5", BIG5},  {"big5-hkscs", BIG5}, {"big5hkscs", BIG5}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(names[i].told, told) == 0)
			return names[i].name;
	return told;
}

static const char *by_mark(struct bytes data)
{
	const unsigned char *p = data.p;
	if (data.len >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
		return UTF_8;
	if (data.len >= 2 && p[0] == 0xff && p[1] == 0xfe)
		return "UTF-16LE";
	if (data.len >= 2 && p[0] == 0xfe && p[1] == 0xff)
		return "UTF-16BE";
	return NULL;
}

static size_t count_replacements(const struct buf *b)
{
	size_t n = 0;
	for (const char *p = buf_text(b), *end = p + b->len; (p = memchr(p, 0xef, (size_t)(end - p))); p++)
		n += memcmp(p, REPLACEMENT, 3) == 0;
	return n;
}

/*
 * Where no header helps. Bytes that are UTF-8 in their majority are damaged UTF-8. Of two-byte characters GBK text has
 * the second byte in the upper half, but for rare ones; in Big5 it is in the lower half for about two of five.
 */
static const char *by_shape(const unsigned char *p, size_t len)
{
	size_t good = 0, bad = 0, pairs = 0, low = 0;
	for (size_t i = 0; i < len;) {
		uint32_t c;
		int n = utf8_next((const char *)p + i, len - i, &c);
		good += n > 1;
		bad += n < 0;
		i += n > 0 ? (size_t)n : 1;
	}
	if (good > bad)
		return UTF_8;
	for (size_t i = 0; i + 1 < len; i++)
		if (p[i] >= 0x81 && p[i] < 0xff) {
			i++;
			pairs++;
			low += p[i] >= 0x40 && p[i] <= 0x7e;
		}
	return low * 5 > pairs ? BIG5 : GB18030;
}

/*
 * Chooses the encoding whose beginning scores best; of several, the one that the bytes look like, else the one with
 * the least damage.
 */
static const char *choose_encoding(const char *const names[3], const size_t points[3], const size_t damage[3],
                                   const char *shape)
{
	size_t best = 0, chosen = 3;
	for (size_t i = 0; i < 3; i++)
		if (points[i] > best)
			best = points[i];
	for (size_t i = 0; i < 3; i++) {
		if (points[i] != best)
			continue;
		if (strcmp(names[i], shape) == 0)
			return shape;
		if (chosen == 3 || damage[i] < damage[chosen])
			chosen = i;
	}
	return names[chosen];
}

static int guess_encoding(struct bytes data, encoding_score *score, void *arg, const char **out)
{
	static const char *const names[] = {UTF_8, GB18030, BIG5};
	size_t len = data.len < HEAD_BYTES ? data.len : HEAD_BYTES;
	size_t points[3] = {0}, damage[3] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
	*out = by_shape(data.p, len);
	for (size_t i = 0; i < 3; i++) {
		struct buf head = {0};
		int err = decode(data.p, len, names[i], &head);
		if (!err) {
			points[i] = score(arg, buf_text(&head), head.len);
			damage[i] = count_replacements(&head);
		}
		buf_release(&head);
		if (err && err != QUAD_EINVAL)
			return err;
		if (points[i] == ENCODING_NO_SCORE)
			return QUAD_ENOMEM;
	}
	*out = choose_encoding(names, points, damage, *out);
	return 0;
}

/*
 * UTF-16 whose byte-order mark was lost, by the zero bytes of its commas, digits and line ends: NULL if there are none,
 * or as many in the other half of the pairs.
 */
static const char *by_zeros(const unsigned char *p, size_t len, bool *sure)
{
	size_t first = 0, second = 0, pairs = len / 2;
	for (size_t i = 0; i + 1 < len; i += 2) {
		first += p[i] == 0;
		second += p[i + 1] == 0;
	}
	size_t more = first > second ? first : second, less = first > second ? second : first;
	*sure = more >= pairs / 6 && more >= 4;
	if (more == 0 || less > more / 4)
		return NULL;
	return second > first ? "UTF-16LE" : "UTF-16BE";
}

static int score_as(struct bytes data, const char *name, encoding_score *score, void *arg, size_t *out)
{
	struct buf head = {0};
	int err = decode(data.p, data.len, name, &head);
	*out = err ? 0 : score(arg, buf_text(&head), head.len);
	buf_release(&head);
	if (*out == ENCODING_NO_SCORE)
		return QUAD_ENOMEM;
	return err == QUAD_EINVAL ? 0 : err;
}

/* Tells UTF-16 without its mark from UTF-8 with zero bytes: *out is NULL if it is not the first. */
static int guess_wide(struct bytes data, encoding_score *score, void *arg, const char **out)
{
	struct bytes head = {data.p, data.len < HEAD_BYTES ? data.len : HEAD_BYTES};
	size_t wide = 0, plain = 0;
	bool sure;
	const char *name = by_zeros(head.p, head.len, &sure);
	*out = NULL;
	if (!name)
		return 0;
	int err = score_as(head, name, score, arg, &wide);
	if (!err)
		err = score_as(head, UTF_8, score, arg, &plain);
	if (!err && (wide > plain || (sure && wide == plain)))
		*out = name;
	return err;
}

/* The encoding of data that nobody told: by its byte-order mark, as UTF-8, or guessed. */
static int find_encoding(struct bytes data, encoding_score *score, void *arg, const char **name, bool *guessed)
{
	*name = by_mark(data);
	if (*name)
		return 0;
	int err = guess_wide(data, score, arg, name);
	*guessed = *name != NULL;
	if (err || *name)
		return err;
	*name = UTF_8;
	*guessed = !utf8_valid(data.p, data.len);
	return *guessed ? guess_encoding(data, score, arg, name) : 0;
}

int encoding_decode(struct bytes data, const char *told, encoding_score *score, void *arg, struct buf *out,
                    const char **name, bool *guessed)
{
	int err = 0;
	size_t from = out->len;
	*guessed = false;
	if (data.len > ENCODING_MAX_BYTES)
		return QUAD_EFULL;
	if (told) {
		*name = usual_name(told);
		/* `//TRANSLIT` and the like are iconv's, not an encoding's. */
		if (!*told || strchr(told, '/'))
			return QUAD_EINVAL;
	} else {
		err = find_encoding(data, score, arg, name, guessed);
	}
	if (!err)
		err = decode(data.p, data.len, *name, out);
	if (!err && out->len - from >= 3 && memcmp(out->p + from, "\xef\xbb\xbf", 3) == 0) {
		memmove(out->p + from, out->p + from + 3, out->len - from - 3 + 1);
		out->len -= 3;
	}
	return err;
}
