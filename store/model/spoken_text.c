/*
 * Folding and the smallest readers. A folded text is never longer than the given one, so that one array of places maps
 * each byte back.
 *
 * Must not know: what a day or a time is.
 */
#include "store/model/spoken_text.h"

#include <string.h>

#include "store/base/err.h"

/* Longer ones first where one begins with another. */
static const struct {
	const char *from, *to;
} folds[] = {
	{"\t", " "},  {"\n", " "},  {"\xc2\xa0", " "}, {"\xe3\x80\x80", " "},
	{"、", ","},  {"。", "."},  {"・", "."},       {"至", "-"},
	{"到", "-"},  {"~", "-"},   {"〜", "-"},       {"～", "-"},
	{"–", "-"},   {"—", "-"},   {"―", "-"},        {"‐", "-"},
	{"‑", "-"},   {"−", "-"},   {"週", "周"},      {"後", "后"},
	{"時", "时"}, {"點", "点"}, {"號", "号"},      {"節", "节"},
	{"單", "单"}, {"雙", "双"}, {"個", "个"},      {"鐘", "钟"},
	{"鍾", "钟"}, {"兩", "两"}, {"這", "这"},      {"禮", "礼"},
	{"淩", "凌"}, {"間", "间"}, {"從", "从"},      {"課", "课"},
};

static size_t fold_one(const char *text, char *out, size_t *n_out)
{
	const unsigned char *u = (const unsigned char *)text;
	for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
		size_t n = strlen(folds[i].from);
		if (strncmp(text, folds[i].from, n) != 0)
			continue;
		*n_out = strlen(folds[i].to);
		memcpy(out, folds[i].to, *n_out);
		return n;
	}
	char c = *text;
	size_t n = 1;
	/* U+FF01 to U+FF5E are the full-width forms of the characters from ! on */
	if (u[0] == 0xef && u[1] == 0xbc && u[2] >= 0x81 && u[2] <= 0xbf) {
		c = (char)(u[2] - 0x81 + '!');
		n = 3;
	} else if (u[0] == 0xef && u[1] == 0xbd && u[2] >= 0x80 && u[2] <= 0x9e) {
		c = (char)(u[2] - 0x80 + '`');
		n = 3;
	}
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	*out = c == '~' ? '-' : c;
	*n_out = 1;
	return n;
}

int spoken_fold(const char *text, struct spoken_text *out)
{
	size_t len = 0;
	*out = (struct spoken_text){0};
	if (strlen(text) > SPOKEN_MAX)
		return QUAD_EINVAL;
	for (size_t i = 0, n_out; text[i];) {
		size_t n = fold_one(text + i, out->s + len, &n_out);
		for (size_t k = 0; k < n_out; k++)
			out->at[len + k] = (uint16_t)i;
		len += n_out;
		i += n;
	}
	out->at[len] = (uint16_t)strlen(text);
	return 0;
}

const char *spoken_place(const struct spoken_text *t, const char *folded, const char *text)
{
	return text + t->at[folded - t->s];
}

void spoken_blanks(const char **p)
{
	while (**p == ' ')
		++*p;
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

bool spoken_is(const char **p, const char *word)
{
	size_t n = strlen(word);
	if (strncmp(*p, word, n) != 0)
		return false;
	if (is_letter(word[n - 1]) && is_letter((*p)[n]))
		return false;
	*p += n;
	return true;
}

int spoken_any(const char **p, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (spoken_is(p, words[i]))
			return i;
	return -1;
}

bool spoken_sign(const char **p, const char *word)
{
	const char *q = *p;
	spoken_blanks(&q);
	if (!spoken_is(&q, word))
		return false;
	*p = q;
	return true;
}

int spoken_name(const char **p, const char *const *names, size_t least)
{
	size_t n = 0;
	while (is_letter((*p)[n]))
		n++;
	for (int i = 0; names[i] && n >= least; i++) {
		if (n > strlen(names[i]) || strncmp(*p, names[i], n) != 0)
			continue;
		*p += n;
		if (**p == '.')
			++*p;
		return i;
	}
	return -1;
}

bool spoken_digits(const char **p, size_t max_digits, int *out)
{
	size_t n = 0;
	*out = 0;
	for (; (*p)[n] >= '0' && (*p)[n] <= '9'; n++)
		if (n < max_digits)
			*out = *out * 10 + ((*p)[n] - '0');
	if (n == 0 || n > max_digits)
		return false;
	*p += n;
	return true;
}

/* 0 if there is none. */
static int skip_han_digit(const char **p)
{
	static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", NULL};
	return spoken_is(p, "两") ? 2 : spoken_any(p, digits) + 1;
}

bool spoken_number(const char **p, int *out)
{
	if (spoken_digits(p, 6, out))
		return true;
	if (spoken_is(p, "零") || spoken_is(p, "〇")) {
		*out = 0;
		return true;
	}
	const char *q = *p;
	int unit = skip_han_digit(&q);
	*out = unit;
	if (spoken_is(&q, "十"))
		*out = (unit ? unit : 1) * 10 + skip_han_digit(&q);
	if (*out == 0)
		return false;
	*p = q;
	return true;
}
