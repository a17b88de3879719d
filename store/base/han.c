/*
 * A word is sought in a text from all places at once: a set of bits, one for each character of the word, says how much
 * of it the characters so far have matched, and each character of the text leads from one such set to the next. So the
 * time is that of one walk, however many readings there are.
 */
#include "store/base/han.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "store/base/han_table.h"
#include "store/base/utf8.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

#define WORD_MAX 63        /* characters of a word: a bit for each, and one for its end */
#define BAD_BYTE 0x110000u /* is added to a byte that is not UTF-8 */
#define FIRST 0x4e00
#define LAST 0x9fff

enum {
	SET_ID = 0x3fff,
	SET_JYUTPING = 0x4000,
	SET_LAST = 0x8000,
};

/* ---- characters ---- */

static uint32_t read_char(const char **p, const char *end)
{
	const unsigned char *u = (const unsigned char *)*p;
	size_t len = (size_t)(end - *p);
	uint32_t c;
	if (u[0] < 0x80) {
		++*p;
		return u[0];
	}
	/* most of them, without a call */
	if (len >= 3 && (u[0] & 0xf0) == 0xe0 && (u[1] & 0xc0) == 0x80 && (u[2] & 0xc0) == 0x80) {
		c = (u[0] & 0xfu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
		if (c >= FIRST && c <= LAST) {
			*p += 3;
			return c;
		}
	}
	int n = utf8_next(*p, len, &c);
	*p += n > 0 ? n : 1;
	return n > 0 ? c : BAD_BYTE + u[0];
}

/* The row of a character in han_beyond, COUNT(han_beyond) if it has none. */
static size_t find_beyond(uint32_t c)
{
	size_t low = 0, high = c < 0x3000 ? 0 : COUNT(han_beyond);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (han_beyond[middle].c == c)
			return middle;
		if (han_beyond[middle].c < c)
			low = middle + 1;
		else
			high = middle;
	}
	return COUNT(han_beyond);
}

/* The index of the readings of a character, 0 if it has none. */
static size_t set_of(uint32_t c)
{
	if (c >= FIRST && c <= LAST)
		return han_set_of[c - FIRST];
	size_t i = find_beyond(c);
	return i < COUNT(han_beyond) ? han_beyond[i].set : 0;
}

/* The character that stands for one and its variants, 0 if it has none. */
static uint32_t variant_of(uint32_t c)
{
	if (c >= FIRST && c <= LAST)
		return han_variant_of[c - FIRST];
	size_t i = find_beyond(c);
	return i < COUNT(han_beyond) ? han_beyond[i].variant : 0;
}

static uint32_t plain_char(uint32_t c)
{
	uint32_t variant = variant_of(c);
	return variant ? variant : c;
}

size_t han_simplified(const char *s, size_t len, char to[3])
{
	const char *p = s;
	uint32_t c = len >= 3 ? read_char(&p, s + len) : 0, variant = variant_of(c);
	if (!variant || variant == c)
		return 0;
	to[0] = (char)(0xe0 | variant >> 12);
	to[1] = (char)(0x80 | (variant >> 6 & 0x3f));
	to[2] = (char)(0x80 | (variant & 0x3f));
	return 3;
}

/* ---- the word ---- */

struct word {
	uint32_t c[WORD_MAX + 1];  /* plain_char of each */
	char letter[WORD_MAX + 1]; /* without tone mark, ü as v; 0 for what is none */
	size_t n;
	uint64_t letters; /* where there are letters */
	bool has_variants;
};

static bool is_between(uint32_t c, uint32_t low, uint32_t high)
{
	return c >= low && c <= high;
}

/* The letter below a tone mark, or 0. */
static char plain_letter(uint32_t c)
{
	/* clang-format off */
	static const struct { uint16_t c; char letter; } marked[] = {
		{0xe0, 'a'}, {0xe1, 'a'}, {0xe8, 'e'}, {0xe9, 'e'}, {0xea, 'e'}, {0xec, 'i'}, {0xed, 'i'}, {0xf2, 'o'},
		{0xf3, 'o'}, {0xf9, 'u'}, {0xfa, 'u'}, {0xfc, 'v'}, {0x101, 'a'}, {0x113, 'e'}, {0x11b, 'e'},
		{0x12b, 'i'}, {0x144, 'n'}, {0x148, 'n'}, {0x14d, 'o'}, {0x16b, 'u'}, {0x1ce, 'a'}, {0x1d0, 'i'},
		{0x1d2, 'o'}, {0x1d4, 'u'}, {0x1d6, 'v'}, {0x1d8, 'v'}, {0x1da, 'v'}, {0x1dc, 'v'}, {0x1f9, 'n'},
	};
	/* clang-format on */
	if (is_between(c, 'a', 'z'))
		return (char)c;
	for (size_t i = 0; c >= 0xe0 && i < COUNT(marked); i++)
		if (marked[i].c == c)
			return marked[i].letter;
	return 0;
}

/* After j, q, x and y, u is written for ü. */
static char spelt_letter(const struct word *w, char letter)
{
	char before = w->n ? w->letter[w->n - 1] : 0;
	return letter == 'v' && before && strchr("jqxy", before) ? 'u' : letter;
}

/* False for a word that is too long. */
static bool read_word(const char *p, size_t len, struct word *w)
{
	const char *end = p + len;
	w->n = 0;
	w->letters = 0;
	w->has_variants = false;
	while (p < end) {
		uint32_t c = read_char(&p, end), variant = variant_of(c);
		char letter = spelt_letter(w, plain_letter(c));
		if (is_between(c, 0x300, 0x36f))
			continue;
		if (w->n == WORD_MAX)
			return false;
		w->c[w->n] = variant ? variant : c;
		w->letter[w->n] = letter;
		w->letters |= (uint64_t)(letter != 0) << w->n;
		w->has_variants |= variant != 0;
		w->n++;
	}
	return w->n > 0;
}

static uint64_t bit(size_t i)
{
	return UINT64_C(1) << i;
}

static size_t lowest_bit(uint64_t bits)
{
	size_t i = 0;
	while (!(bits >> i & 1))
		i++;
	return i;
}

static bool has_digit(const struct word *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_between(w->c[i], '0', '9'))
			return true;
	return false;
}

/* A syllable stands at `from` and ends at `at`: is the character there its tone? */
static bool is_tone(const struct word *w, size_t from, size_t at)
{
	if (at == w->n || !is_between(w->c[at], '0', '6'))
		return false;
	return at + 1 < w->n || from == 0 || has_digit(w, at);
}

/* Where the next character may be sought after a syllable: behind its tone and an apostrophe, too. */
static uint64_t after_syllable(const struct word *w, size_t from, size_t at)
{
	uint64_t bits = bit(at);
	if (is_tone(w, from, at))
		bits |= bit(++at);
	if (at < w->n && (w->c[at] == '\'' || w->c[at] == 0x2019))
		bits |= bit(at + 1);
	return bits;
}

/* How many letters of the word, from a place on, are those of a syllable. */
static size_t count_letters(const struct word *w, size_t from, const char *syllable)
{
	size_t n = 0;
	while (syllable[n] && from + n < w->n) {
		char s = syllable[n], letter = w->letter[from + n];
		if (s != letter && !(s == 'v' && letter == 'u'))
			break;
		n++;
	}
	return n;
}

/* True if the whole word is pinyin of one syllable, or the beginning of one. */
static bool begins_pinyin(const struct word *w)
{
	size_t letter = (size_t)(w->letter[0] - 'a');
	for (size_t i = han_letters[letter]; i < han_letters[letter + 1]; i++)
		if (han_syllables[i].pinyin && count_letters(w, 0, han_syllables[i].text) == w->n)
			return true;
	return false;
}

/* ---- from one character to the next ---- */

/* What has been matched: bit i for the first i characters of the word. */
struct reach {
	uint64_t pinyin, jyutping;
};

/* Those of the places at which the word has the character itself, one further on. */
static uint64_t step_same(const struct word *w, uint64_t places, uint32_t c)
{
	uint64_t next = 0;
	for (; places; places &= places - 1) {
		size_t i = lowest_bit(places);
		if (i < w->n && w->c[i] == c)
			next |= bit(i + 1);
	}
	return next;
}

/* One place, one syllable of pinyin. */
static uint64_t step_pinyin(const struct word *w, size_t from, const char *syllable)
{
	size_t n = count_letters(w, from, syllable);
	uint64_t next = n ? bit(from + 1) : 0;
	if (!syllable[n])
		next |= after_syllable(w, from, from + n);
	else if (from + n == w->n)
		next |= bit(w->n);
	if (n >= 2 && syllable[1] == 'h')
		next |= bit(from + 2);
	return next;
}

static uint64_t step_jyutping(const struct word *w, size_t from, const char *syllable)
{
	size_t n = count_letters(w, from, syllable);
	if (!syllable[n])
		return after_syllable(w, from, from + n);
	bool ends = from + n == w->n;
	if (ends && from == 0)
		ends = !begins_pinyin(w);
	return ends ? bit(w->n) : 0;
}

/* Adds what the readings of a character lead to from the places at which there are letters. */
static void step_readings(const struct word *w, struct reach from, size_t set, struct reach *next)
{
	for (;; set++) {
		uint16_t reading = han_sets[set];
		const char *syllable = han_syllables[reading & SET_ID].text;
		bool jyutping = reading & SET_JYUTPING;
		uint64_t places = jyutping ? from.jyutping : from.pinyin;
		for (; places; places &= places - 1) {
			size_t i = lowest_bit(places);
			if (w->letter[i] != *syllable)
				continue;
			if (jyutping)
				next->jyutping |= step_jyutping(w, i, syllable);
			else
				next->pinyin |= step_pinyin(w, i, syllable);
		}
		if (reading & SET_LAST)
			return;
	}
}

/* False for a character with which the word surely does not begin. It is cheap. */
static bool may_begin(const struct word *w, uint32_t c)
{
	if (c < 0x80 || !w->letter[0])
		return w->c[0] == (c < 0x80 ? c : plain_char(c));
	size_t set = set_of(c), letter = (size_t)(w->letter[0] - 'a');
	unsigned first = han_letters[letter], n = han_letters[letter + 1] - first;
	uint16_t reading = set ? 0 : SET_LAST;
	while (!(reading & SET_LAST)) {
		reading = han_sets[set++];
		if ((reading & SET_ID) - first < n)
			return true;
	}
	return w->c[0] == c;
}

/* What has been matched after the next character of a text. */
static struct reach step(const struct word *w, struct reach from, uint32_t c)
{
	uint32_t plain = c < 0x80 ? c : plain_char(c);
	struct reach next = {step_same(w, from.pinyin, plain), step_same(w, from.jyutping, plain)};
	from.pinyin &= w->letters;
	from.jyutping &= w->letters;
	size_t set = c >= 0x80 && (from.pinyin | from.jyutping) ? set_of(c) : 0;
	if (set)
		step_readings(w, from, set, &next);
	return next;
}

/* True if the word is somewhere in the text, in other characters or by sound. */
static bool is_anywhere(const struct word *w, const char *text, const char *end)
{
	struct reach reach = {0, 0};
	for (const char *p = text; p < end;) {
		uint32_t c = read_char(&p, end);
		if (!(reach.pinyin | reach.jyutping) && !may_begin(w, c))
			continue;
		reach.pinyin |= 1;
		reach.jyutping |= 1;
		reach = step(w, reach, c);
		if ((reach.pinyin | reach.jyutping) & bit(w->n))
			return true;
	}
	return false;
}

/* ---- words ---- */

/* True if the n bytes at word stand somewhere in the text. */
static bool stands(const char *text, const char *word, size_t n)
{
	for (const char *p = text; (p = strchr(p, *word)); p++)
		if (strncmp(p, word, n) == 0)
			return true;
	return false;
}

/* False for a text without a character that has readings or variants. */
static bool has_han(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	while (*p && *p < 0xe3)
		p++;
	return *p;
}

static enum han_match match_word(const char *text, const char *word, size_t n)
{
	struct word w;
	if (stands(text, word, n))
		return HAN_STANDS;
	if (!has_han(text) || !read_word(word, n, &w) || !(w.letters || w.has_variants))
		return HAN_NOT;
	return is_anywhere(&w, text, text + strlen(text)) ? HAN_SOUNDS : HAN_NOT;
}

enum han_match han_match(const char *folded, const char *words)
{
	enum han_match all = HAN_STANDS;
	for (const char *p = words; *p && all != HAN_NOT;) {
		size_t n = strcspn(p, " ");
		enum han_match one = n ? match_word(folded, p, n) : HAN_STANDS;
		all = one < all ? one : all;
		p += n + (p[n] == ' ');
	}
	return all;
}

bool han_has_words(const char *folded, const char *words)
{
	return han_match(folded, words) != HAN_NOT;
}
