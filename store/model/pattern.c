/*
 * Patterns of schools as sets. All three forms are lists of segments, and a segment is a number or a range, for weeks
 * with a rotation and a mark after it. A separator between segments may be missing where nothing else can be meant
 * (`2周5周8周`): a segment ends where no more of it can be read, and text that cannot begin another one is refused. So the
 * reader never looks ahead, and text that is not understood is reported with the segment in which it stands.
 *
 * Must not know: calendars, terms, how long a term is.
 */
#include "store/model/pattern.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "store/base/err.h"

static const char *const blanks[] = {" ", "\t", "\xe3\x80\x80", "\xc2\xa0", NULL}; /* ideographic, no-break */
static const char *const dashes[] = {"-", "~", "－", "～", "〜", "–", "—", "‐", "−", "至", "到", NULL};
static const char *const separators[] = {",", "，", "、", ";", "；", NULL};
static const char *const opened[] = {"(", "（", "[", "［", "【", NULL};
static const char *const closed[] = {")", "）", "]", "］", "】", NULL};
static const char *const slashes[] = {"/", "／", NULL};
static const char *const pluses[] = {"+", "＋", NULL};
static const char *const ordinals[] = {"第", NULL};
static const char *const odds[] = {"单", "單", "奇", "odd", NULL};
static const char *const evens[] = {"双", "雙", "偶", "even", NULL};
static const char *const whole[] = {"全", "每", "all", "every", NULL};
static const char *const weeks[] = {"周", "週", NULL};
static const char *const periods[] = {"节", "節", NULL};
static const char *const weekday_prefixes[] = {"星期", "周", "週", "礼拜", "禮拜", NULL};
static const char *const weekday_names[] = {"monday", "tuesday", "wednesday", "thursday",
                                            "friday", "saturday", "sunday"};
static const char *const tens[] = {"十", NULL};
static const char *const units[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", NULL};
static const char *const weekday_han[] = {"一", "二", "三", "四", "五", "六", "日", "天", NULL};

struct form {
	int max;
	const char *const *units; /* words that may follow a number; NULL: the items are weekdays */
	bool has_marks;           /* odd, even and rotation */
	bool in_pairs;            /* `0304` is 3 and 4 */
};

/* Skips one of the words, in any case of ASCII: its place in the list, or -1. */
static int skip_any(const char **p, const char *const *words)
{
	for (int i = 0; words[i]; i++) {
		size_t n = strlen(words[i]);
		if (strncasecmp(*p, words[i], n) == 0) {
			*p += n;
			return i;
		}
	}
	return -1;
}

static void skip_blanks(const char **p)
{
	while (skip_any(p, blanks) >= 0)
		;
}

/* Skips a word with the blanks before it; leaves both if there is no such word. */
static bool skip_sign(const char **p, const char *const *words)
{
	const char *q = *p;
	skip_blanks(&q);
	if (skip_any(&q, words) < 0)
		return false;
	*p = q;
	return true;
}

/* An ASCII digit or a full-width one, U+FF10 to U+FF19. */
static bool read_digit(const char **p, int *out)
{
	const char *s = *p;
	size_t wide = strncmp(s, "\xef\xbc", 2) == 0 ? 2 : 0;
	int d = (unsigned char)s[wide] - (wide ? 0x90 : '0');
	if (d < 0 || d > 9)
		return false;
	*p += wide + 1;
	*out = d;
	return true;
}

/* A numeral up to 99: 三, 十, 十六, 二十, 二十一. */
static bool read_han_number(const char **p, int *out)
{
	int unit = skip_any(p, units) + 1;
	*out = unit;
	if (skip_any(p, tens) < 0)
		return unit > 0;
	*out = (unit ? unit : 1) * 10 + skip_any(p, units) + 1;
	/* 十一二 may be 11 and 2, or 11 and 12 */
	return skip_any(p, units) < 0;
}

/* 1 to max. */
static bool read_number(const char **p, int max, int *out)
{
	int n = 0, d;
	skip_blanks(p);
	if (read_han_number(p, out))
		return *out <= max;
	while (read_digit(p, &d))
		if (n <= max)
			n = n * 10 + d;
	*out = n;
	return n >= 1 && n <= max;
}

/*
 * `0304`, as timetable systems write periods: four or more digits, two for each number, which rise. Leaves *p where it
 * is if that is not there.
 */
static bool read_pairs(const char **p, int max, uint64_t *set)
{
	const char *q = *p;
	uint64_t found = 0;
	int n_digits = 0, last = 0, tens_digit = 0, d;
	for (; read_digit(&q, &d); n_digits++) {
		if (n_digits % 2 == 0) {
			tens_digit = d;
			continue;
		}
		int n = tens_digit * 10 + d;
		if (n <= last || n > max)
			return false;
		found |= UINT64_C(1) << n;
		last = n;
	}
	if (n_digits < 4 || n_digits % 2)
		return false;
	*set |= found;
	*p = q;
	return true;
}

/* Two letters or more of an English name, with a full stop perhaps. */
static bool read_english_weekday(const char **p, int *out)
{
	size_t n = 0;
	while (((*p)[n] >= 'a' && (*p)[n] <= 'z') || ((*p)[n] >= 'A' && (*p)[n] <= 'Z'))
		n++;
	for (int i = 0; i < 7 && n >= 2; i++) {
		if (n > strlen(weekday_names[i]) || strncasecmp(*p, weekday_names[i], n) != 0)
			continue;
		*p += n;
		if (**p == '.')
			++*p;
		*out = i + 1;
		return true;
	}
	return false;
}

static bool read_weekday(const char **p, int *out)
{
	skip_sign(p, weekday_prefixes);
	skip_blanks(p);
	int han = skip_any(p, weekday_han);
	if (han >= 0) {
		*out = han < 7 ? han + 1 : 7;
		return true;
	}
	return read_english_weekday(p, out) || read_number(p, 7, out);
}

static bool read_item(const char **p, const struct form *form, int *out)
{
	if (!form->units)
		return read_weekday(p, out);
	skip_sign(p, ordinals);
	if (!read_number(p, form->max, out))
		return false;
	skip_sign(p, form->units);
	return true;
}

/* `/3+2`. Without a rotation *step is 1, and *from stays. */
static bool read_rotation(const char **p, int max, int *step, int *from)
{
	*step = 1;
	if (!skip_sign(p, slashes))
		return true;
	return read_number(p, max, step) && (!skip_sign(p, pluses) || read_number(p, max, from));
}

/* Skips a mark: true if there is one. *keep: bit 0 for even numbers, bit 1 for odd ones. */
static bool skip_mark(const char **p, unsigned *keep)
{
	*keep = 3;
	if (skip_sign(p, odds))
		*keep = 2;
	else if (skip_sign(p, evens))
		*keep = 1;
	else
		return skip_sign(p, whole);
	return true;
}

/* A mark, in brackets or not, or the unit in brackets. *keep as above. */
static bool read_mark(const char **p, const struct form *form, unsigned *keep)
{
	bool bracket = skip_sign(p, opened);
	bool mark = skip_mark(p, keep);
	bool unit = (bracket || mark) && skip_sign(p, form->units);
	if (bracket) {
		if ((!mark && !unit) || !skip_sign(p, closed))
			return false;
		skip_sign(p, form->units);
	}
	return true;
}

static bool read_segment(const char **p, const struct form *form, uint64_t *set)
{
	int first, last, step = 1, from;
	unsigned keep = 3;
	uint64_t found = 0;
	if (form->in_pairs) {
		skip_sign(p, ordinals);
		skip_blanks(p);
		if (read_pairs(p, form->max, set)) {
			skip_sign(p, form->units);
			return true;
		}
	}
	if (!read_item(p, form, &first))
		return false;
	from = last = first;
	if (skip_sign(p, dashes)) {
		if (!read_item(p, form, &last) || last < first)
			return false;
		if (form->has_marks && !read_rotation(p, form->max, &step, &from))
			return false;
	}
	if (form->has_marks && !read_mark(p, form, &keep))
		return false;
	for (int n = from; n <= last; n += step)
		if (n >= first && keep & 1u << n % 2)
			found |= UINT64_C(1) << n;
	*set |= found;
	return found != 0;
}

static int read_list(const char *text, const struct form *form, uint64_t *out, const char **bad)
{
	const char *p = text;
	uint64_t set = 0;
	*out = 0;
	skip_blanks(&p);
	*bad = p;
	do {
		if (!read_segment(&p, form, &set))
			return QUAD_EINVAL;
		skip_blanks(&p);
		*bad = p;
		if (skip_any(&p, separators) >= 0) {
			skip_blanks(&p);
			if (!*p) /* nothing after the separator */
				return QUAD_EINVAL;
			*bad = p;
		}
	} while (*p);
	*out = set;
	*bad = NULL;
	return 0;
}

int pattern_weeks(const char *text, uint64_t *out, const char **bad)
{
	static const struct form form = {PATTERN_WEEK_MAX, weeks, true, false};
	return read_list(text, &form, out, bad);
}

bool pattern_all_weeks(const char *text)
{
	const char *p = text;
	bool all = skip_sign(&p, whole);
	bool unit = skip_sign(&p, weeks);
	if (!all && unit)
		all = skip_sign(&p, whole);
	skip_blanks(&p);
	return all && unit && !*p;
}

int pattern_weekdays(const char *text, uint64_t *out, const char **bad)
{
	static const struct form form = {7, NULL, false, false};
	return read_list(text, &form, out, bad);
}

int pattern_periods(const char *text, uint64_t *out, const char **bad)
{
	static const struct form form = {PATTERN_PERIOD_MAX, periods, false, true};
	return read_list(text, &form, out, bad);
}

void pattern_format(uint64_t set, struct buf *out)
{
	const char *mark_before = "";
	for (int n = 1; n < 64; n++) {
		int last = n;
		if (!(set >> n & 1))
			continue;
		while (last < 63 && set >> (last + 1) & 1)
			last++;
		buf_fmt(out, last > n ? "%s%d-%d" : "%s%d", mark_before, n, last);
		mark_before = ",";
		n = last;
	}
}
