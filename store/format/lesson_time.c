/*
 * The text goes through words_normal, so scripts and widths are one and there are no blanks. Then it is a row of
 * tokens: a weekday, numbers with 节, numbers with 周 and marks, clock times, a mark alone. A new lesson begins where a
 * token says again what the lesson at hand has already. Brackets and separators only part tokens.
 */
#include "store/format/lesson_time.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/format/list_words.h"
#include "store/model/pattern.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define TOKEN_MAX_BYTES 200

struct lesson_reader {
	const char *p;
	struct lesson_time *out;
	size_t n;
	bool weeks_first; /* the weeks stand before the rest */
};

static const char *const separators[] = {"(", ")",  "[", "]", "{",  "}",  "|",  "<",  ">",  ",",
                                         ";", "、", "/", ":", "。", "【", "】", "〔", "〕", "｜"};
static const char *const dashes[] = {"-", "~", "—", "–", "‐", "−", "〜", "至", "到"};
static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
static const char *const commas[] = {",", "、"};
static const char *const brackets[] = {"(", ")", "[", "]", "{", "}", "|", "【", "】", "〔", "〕"};
static const char *const odd_marks[] = {"单周", "单", "奇周", "奇", "odd"};
static const char *const even_marks[] = {"双周", "双", "偶周", "偶", "even"};
static const char *const all_marks[] = {"全周", "每周", "全", "每", "all"};

/* The bytes of the first of the words that stands at p; 0 for none. */
static size_t word_at(const char *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(words[i]);
		if (strncmp(p, words[i], len) == 0)
			return len;
	}
	return 0;
}

#define AT(p, words) word_at(p, words, COUNT(words))

static bool begins(const char *p, const char *word)
{
	return strncmp(p, word, strlen(word)) == 0;
}

/* ---- weekdays ---- */

/* The bytes of a weekday at p, which are 周三, 星期3, `wed`, with its number; 0 for none. */
static size_t weekday_at(const char *p, uint64_t *set)
{
	static const char *const prefixes[] = {"星期", "周", "礼拜"};
	static const char *const names[] = {"一", "1", "二", "2", "三", "3", "四", "4",
	                                    "五", "5", "六", "6", "日", "7", "天"};
	static const char *const english[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	size_t prefix = AT(p, prefixes);
	for (size_t i = 0; i < COUNT(english); i++) {
		if (!begins(p, english[i]))
			continue;
		*set = UINT64_C(2) << i;
		return strspn(p, "abcdefghijklmnopqrstuvwxyz.");
	}
	for (size_t i = 0; i < COUNT(names) && prefix; i++) {
		if (!begins(p + prefix, names[i]))
			continue;
		/* the last one is Sunday's third name */
		*set = UINT64_C(2) << (i + 1 == COUNT(names) ? i / 2 - 1 : i / 2);
		return prefix + strlen(names[i]);
	}
	return 0;
}

/* ---- numbers ---- */

/* The bytes of what a list of numbers is made of, at p: digits, numerals, dashes, commas, 第; 0 for anything else. */
static size_t number_part_at(const char *p)
{
	size_t digits = strspn(p, "0123456789");
	if (digits)
		return digits;
	size_t len = AT(p, numerals);
	if (!len)
		len = AT(p, dashes);
	if (!len)
		len = AT(p, commas);
	return len ? len : begins(p, "第") ? strlen("第") : 0;
}

static size_t mark_at(const char *p)
{
	size_t len = AT(p, odd_marks);
	if (!len)
		len = AT(p, even_marks);
	return len ? len : AT(p, all_marks);
}

/*
 * The bytes of weeks at p, from the first number to the last 周 or mark; 0 if there are none. *run: the bytes of
 * numbers alone, from p on.
 */
static size_t weeks_at(const char *p, size_t *run)
{
	size_t at = 0, weeks = 0;
	uint64_t day;
	bool only_numbers = true;
	*run = 0;
	for (;;) {
		size_t len = number_part_at(p + at);
		if (len) {
			at += len;
			*run = only_numbers ? at : *run;
			continue;
		}
		if (weeks && weekday_at(p + at, &day))
			return weeks;
		len = mark_at(p + at);
		if (!len && begins(p + at, "周"))
			len = strlen("周");
		only_numbers = false;
		if (len) {
			at += len;
			weeks = at;
			continue;
		}
		len = AT(p + at, brackets);
		if (!len)
			return weeks;
		at += len;
	}
}

/* Copies a token without brackets and without separators at its end. False if it is too long. */
static bool copy_token(const char *p, size_t len, const char *unit, char out[TOKEN_MAX_BYTES])
{
	size_t n = 0;
	if (len + strlen(unit) >= TOKEN_MAX_BYTES)
		return false;
	for (size_t at = 0; at < len;) {
		size_t skip = AT(p + at, brackets);
		if (!skip)
			out[n++] = p[at];
		at += skip ? skip : 1;
	}
	while (n > 0 && out[n - 1] == ',')
		n--;
	memcpy(out + n, unit, strlen(unit) + 1);
	return n > 0;
}

/* ---- lessons ---- */

static bool is_whole(const struct lesson_time *l)
{
	return l->weekdays && (l->periods || l->to_min);
}

/* Begins the next lesson. False if there are too many. */
static bool begin_lesson(struct lesson_reader *r)
{
	if (r->n == LESSONS_MAX)
		return false;
	r->out[r->n++] = (struct lesson_time){0};
	return true;
}

static struct lesson_time *at_hand(const struct lesson_reader *r)
{
	return &r->out[r->n - 1];
}

static bool take_weekday(struct lesson_reader *r, uint64_t set, size_t len)
{
	if (is_whole(at_hand(r)) && !begin_lesson(r))
		return false;
	at_hand(r)->weekdays |= set;
	r->p += len;
	return true;
}

static bool take_weeks(struct lesson_reader *r, size_t len)
{
	char token[TOKEN_MAX_BYTES];
	const char *bad;
	uint64_t set;
	if (!copy_token(r->p, len, "", token) || pattern_weeks(token, &set, &bad) != 0)
		return false;
	struct lesson_time *l = at_hand(r);
	if (r->n == 1 && !l->weekdays && !l->periods && !l->to_min)
		r->weeks_first = true;
	if (r->weeks_first && is_whole(l)) {
		if (!begin_lesson(r))
			return false;
		l = at_hand(r);
	}
	l->weeks |= set;
	r->p += len;
	return true;
}

/* True if each number follows on the one before: `01-02-03`, but no date. */
static bool is_one_by_one(const char *token)
{
	uint32_t n = 0, before = 0;
	for (const char *p = token; *p; p++) {
		if (*p >= '0' && *p <= '9') {
			n = n * 10 + (uint32_t)(*p - '0');
			continue;
		}
		if (*p != '-' || (before && n != before + 1) || n > PATTERN_PERIOD_MAX)
			break;
		before = n;
		n = 0;
	}
	return before && n == before + 1;
}

/* Reads the numbers of periods, also `01-02-03`, which lists them all. */
static bool read_periods(char *token, uint64_t *set)
{
	const char *bad;
	if (pattern_periods(token, set, &bad) == 0)
		return true;
	if (!is_one_by_one(token))
		return false;
	for (char *p = token; *p; p++)
		if (*p == '-')
			*p = ',';
	return pattern_periods(token, set, &bad) == 0;
}

/* Takes numbers with 节. `3节/周` says only how many there are in a week. */
static bool take_periods(struct lesson_reader *r, size_t run)
{
	char token[TOKEN_MAX_BYTES];
	const char *behind = r->p + run + strlen("节");
	uint64_t set;
	if (begins(behind, "/周")) {
		r->p = behind + strlen("/周");
		return true;
	}
	if (!copy_token(r->p, run, "节", token) || !read_periods(token, &set))
		return false;
	at_hand(r)->periods |= set;
	r->p = behind;
	return true;
}

/* Reads `8:00` at *p. */
static bool read_clock(const char **p, int *out)
{
	char text[8];
	size_t len = strspn(*p, "0123456789:");
	if (len < 4 || len > 5)
		return false;
	memcpy(text, *p, len);
	text[len] = '\0';
	*p += len;
	return clock_parse_time(text, out) == 0;
}

/* Takes `8:00-9:40`. */
static bool take_clock(struct lesson_reader *r)
{
	struct lesson_time *l = at_hand(r);
	const char *p = r->p;
	if (l->to_min || !read_clock(&p, &l->from_min))
		return false;
	size_t dash = AT(p, dashes);
	p += dash;
	if (!dash || !read_clock(&p, &l->to_min) || l->to_min <= l->from_min)
		return false;
	r->p = p;
	return true;
}

/* Takes a mark that stands alone: it is about the weeks of the lesson at hand, in the cell or elsewhere. */
static void take_mark(struct lesson_reader *r, size_t len)
{
	struct lesson_time *l = at_hand(r);
	enum lesson_parity parity = PARITY_ANY;
	if (AT(r->p, odd_marks))
		parity = PARITY_ODD;
	else if (AT(r->p, even_marks))
		parity = PARITY_EVEN;
	r->p += len;
	if (l->weeks)
		l->weeks = lesson_weeks_of(l->weeks, parity);
	else if (parity)
		l->parity = parity;
	else
		l->all_weeks = true;
}

/* Takes numbers and what they count. */
static bool take_numbers(struct lesson_reader *r)
{
	size_t run, weeks = weeks_at(r->p, &run);
	if (!run)
		return false;
	if (begins(r->p + run, "节"))
		return take_periods(r, run);
	if (r->p[run] == ':')
		return take_clock(r);
	return weeks && take_weeks(r, weeks);
}

/* Takes the next token; false if it is none. */
static bool take_token(struct lesson_reader *r)
{
	uint64_t day;
	size_t len = AT(r->p, separators);
	if (len) {
		r->p += len;
		return true;
	}
	len = weekday_at(r->p, &day);
	if (len)
		return take_weekday(r, day, len);
	if (number_part_at(r->p))
		return take_numbers(r);
	len = mark_at(r->p);
	if (len)
		take_mark(r, len);
	return len > 0;
}

/* Gives a lesson without weeks those of its neighbour. */
static void share_weeks(struct lesson_reader *r)
{
	for (size_t i = 1; i < r->n; i++) {
		struct lesson_time *l = r->weeks_first ? &r->out[i] : &r->out[r->n - 1 - i];
		const struct lesson_time *other = r->weeks_first ? l - 1 : l + 1;
		if (l->weeks || l->all_weeks)
			continue;
		l->weeks = lesson_weeks_of(other->weeks, l->parity);
		l->all_weeks = other->all_weeks;
	}
}

uint64_t lesson_weeks_of(uint64_t weeks, enum lesson_parity parity)
{
	const uint64_t even = UINT64_C(0x5555555555555555);
	if (parity == PARITY_ODD)
		return weeks & ~even;
	return parity == PARITY_EVEN ? weeks & even : weeks;
}

size_t lesson_times_read(const char *text, struct lesson_time out[LESSONS_MAX], bool *failed)
{
	struct buf normal = {0};
	words_normal(&normal, text);
	struct lesson_reader r = {.p = buf_text(&normal), .out = out};
	bool ok = begin_lesson(&r) && *r.p && !normal.failed;
	while (ok && *r.p)
		ok = take_token(&r);
	*failed |= normal.failed;
	buf_release(&normal);
	if (!ok)
		return 0;
	share_weeks(&r);
	return r.n;
}

bool lesson_periods_read(const char *text, uint64_t *out, bool *failed)
{
	struct buf normal = {0};
	char token[TOKEN_MAX_BYTES];
	const char *bad;
	if (pattern_periods(text, out, &bad) == 0)
		return true;
	words_normal(&normal, text);
	bool ok = !normal.failed && copy_token(buf_text(&normal), normal.len, "", token) && read_periods(token, out);
	*failed |= normal.failed;
	buf_release(&normal);
	return ok;
}
