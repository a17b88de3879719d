/*
 * Opening hours as up to eight disjoint sorted windows a weekday. Parsing adds windows and merges those
 * that touch, so that "covered" is a walk over windows and the canonical text is unique. Days and hours are read as
 * schools write them in English and Chinese; text that is not understood is refused, never skipped.
 */
#include "store/model/opening.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "store/base/clock.h"
#include "store/base/err.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const char *const commas[] = {",", "，", "、"};
static const char *const day_words[8] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const day_han[8] = {"", "一", "二", "三", "四", "五", "六", "日"};

static bool skip_word(const char **p, const char *word)
{
	size_t n = strlen(word);
	if (strncmp(*p, word, n) != 0)
		return false;
	*p += n;
	return true;
}

static void skip_blanks(const char **p)
{
	while (**p == ' ' || skip_word(p, "\xe3\x80\x80"))
		if (**p == ' ')
			++*p;
}

/* A range mark: `-`, `~`, full-width and dash forms, or the Chinese for "to". */
static bool skip_dash(const char **p)
{
	static const char *const dashes[] = {"--", "-", "~", "～", "－", "–", "——", "—", "―", "−", "至", "到", "to "};
	skip_blanks(p);
	for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
		if (skip_word(p, dashes[i])) {
			skip_blanks(p);
			return true;
		}
	return false;
}

static bool skip_any(const char **p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (skip_word(p, words[i]))
			return true;
	return false;
}

static bool skip_day_prefix(const char **p)
{
	static const char *const prefixes[] = {"星期", "周", "週", "礼拜", "禮拜"};
	return skip_any(p, prefixes, COUNT(prefixes));
}

/* A Chinese digit for a day, also without a word before it, as the later ones of `周一三五` are. */
static int han_day(const char **p)
{
	for (int d = 1; d <= 7; d++)
		if (skip_word(p, day_han[d]))
			return d;
	return skip_word(p, "天") ? 7 : 0;
}

static int read_weekday(const char **p)
{
	skip_day_prefix(p);
	if (**p >= '1' && **p <= '7' && !isdigit((unsigned char)(*p)[1]) && (*p)[1] != ':')
		return *(*p)++ - '0';
	int han = han_day(p);
	if (han)
		return han;
	char low[4] = "";
	for (int i = 0; i < 3 && isalpha((unsigned char)(*p)[i]); i++)
		low[i] = (char)tolower((unsigned char)(*p)[i]);
	for (int d = 1; d <= 7; d++) {
		if ((char)tolower((unsigned char)day_words[d][0]) != low[0] || strcmp(day_words[d] + 1, low + 1) != 0)
			continue;
		while (isalpha((unsigned char)**p))
			++*p;
		if (**p == '.')
			++*p;
		return d;
	}
	return 0;
}

/* ---- clock times ---- */

enum part_of_day { PART_NONE, PART_MORNING, PART_NOON, PART_AFTERNOON, PART_EVENING, PART_AM, PART_PM };

struct day_word {
	const char *text;
	unsigned value;
};

/*
 * Skips a word of the table, whatever its case, and returns its value; 0 if none stands there. In the table a longer
 * word comes before a shorter one with which it begins.
 */
static unsigned skip_day_word(const char **p, const struct day_word *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(words[i].text);
		if ((**p ^ *words[i].text) & ~0x20) /* most are other words */
			continue;
		if (strncasecmp(*p, words[i].text, len) == 0) {
			*p += len;
			return words[i].value;
		}
	}
	return 0;
}

/* The part of the day is named before a time in Chinese, and after it in English. */
static enum part_of_day part_before(const char **p)
{
	static const struct day_word words[] = {
		{"上午", PART_MORNING}, {"早上", PART_MORNING},   {"早晨", PART_MORNING}, {"凌晨", PART_MORNING},
		{"中午", PART_NOON},    {"下午", PART_AFTERNOON}, {"午后", PART_AFTERNOON}, {"午後", PART_AFTERNOON},
		{"傍晚", PART_EVENING}, {"晚上", PART_EVENING},   {"晚间", PART_EVENING}, {"晚間", PART_EVENING},
		{"早", PART_MORNING},   {"晚", PART_EVENING},
	};
	enum part_of_day part = (enum part_of_day)skip_day_word(p, words, COUNT(words));
	if (part)
		skip_blanks(p);
	return part;
}

static enum part_of_day part_after(const char **p)
{
	static const struct day_word words[] = {{"a.m.", PART_AM}, {"p.m.", PART_PM}, {"am", PART_AM}, {"pm", PART_PM}};
	const char *q = *p;
	skip_blanks(&q);
	enum part_of_day part = (enum part_of_day)skip_day_word(&q, words, COUNT(words));
	if (part)
		*p = q;
	return part;
}

/* The minute of the day of a time on the 12-hour clock. Later times, and those without a part of the day, stay. */
static int in_part(int minute, enum part_of_day part)
{
	switch (part) {
	case PART_NOON: return minute < 6 * 60 ? minute + DAY_MIN / 2 : minute;
	case PART_PM:
	case PART_AFTERNOON: return minute < DAY_MIN / 2 ? minute + DAY_MIN / 2 : minute;
	case PART_EVENING: return minute <= DAY_MIN / 2 ? minute + DAY_MIN / 2 : minute;
	case PART_AM: return minute >= DAY_MIN / 2 && minute < 13 * 60 ? minute - DAY_MIN / 2 : minute;
	default: return minute;
	}
}

static bool read_two_digits(const char **p, int *out)
{
	int n = 0;
	for (*out = 0; n < 2 && isdigit((unsigned char)**p); n++)
		*out = *out * 10 + (*(*p)++ - '0');
	return n > 0;
}

/* `8:00`, `8:00:00`, `8点`, `8点半`, `8时30分`, `8am`; *part is the part of the day that stands before or after it. */
static bool read_clock_time(const char **p, int *out, enum part_of_day *part)
{
	static const char *const colons[] = {":", "："}, *const hours[] = {"点", "點", "时", "時"};
	int h, m = 0;
	*part = part_before(p);
	if (!read_two_digits(p, &h))
		return false;
	if (skip_any(p, colons, COUNT(colons))) {
		const char *from = *p;
		if (!read_two_digits(p, &m) || *p - from != 2)
			return false;
		skip_word(p, ":00");
	} else if (skip_any(p, hours, COUNT(hours))) {
		if (skip_word(p, "半"))
			m = 30;
		else if (read_two_digits(p, &m))
			skip_word(p, "分");
	} else {
		*part = part_after(p);
		if (!*part)
			return false;
	}
	if (!*part)
		*part = part_after(p);
	*out = h * 60 + m;
	return m < 60 && *out <= DAY_MIN;
}

static bool is_all_day(const char **p)
{
	static const char *const words[] = {"全天", "全日", "24小时", "24小時", "24h"};
	static const char *const tails[] = {"开放", "開放"};
	if (!skip_any(p, words, COUNT(words)))
		return false;
	skip_any(p, tails, COUNT(tails));
	return true;
}

static bool is_closed(const char **p)
{
	static const char *const words[] = {"休息", "不开放", "不開放", "关闭", "關閉", "闭馆", "閉館", "closed", "Closed"};
	return skip_any(p, words, COUNT(words));
}

/* `8:00-12:00`. A part of the day holds for both times, if that leaves them in order. */
static bool read_hours_between(const char **p, int *from, int *to)
{
	enum part_of_day before, after;
	if (is_all_day(p)) {
		*from = 0;
		*to = DAY_MIN;
		return true;
	}
	if (!read_clock_time(p, from, &before) || !skip_dash(p) || !read_clock_time(p, to, &after))
		return false;
	*to = in_part(*to, after ? after : before);
	bool by_other = !before && after && in_part(*from, after) < *to;
	*from = in_part(*from, by_other ? after : before);
	return *from != *to && *from != DAY_MIN && *to <= DAY_MIN && (!(before || after) || *from < *to);
}

static bool begins_hours(const char *p)
{
	enum part_of_day part;
	int minute;
	return is_all_day(&p) || read_clock_time(&p, &minute, &part) || part;
}

/* Adds [from, to) to a day, merged with windows that it overlaps or touches. False when the day is full. */
static bool add_window(struct opening *o, int day, int from, int to)
{
	struct open_window *w = o->day[day];
	unsigned kept = 0;
	for (unsigned i = 0; i < o->n[day]; i++) {
		if (w[i].from <= to && from <= w[i].to) {
			from = w[i].from < from ? w[i].from : from;
			to = w[i].to > to ? w[i].to : to;
		} else {
			w[kept++] = w[i];
		}
	}
	o->n[day] = kept;
	if (kept == OPENING_WINDOWS_MAX)
		return false;
	unsigned at = kept;
	for (; at > 0 && w[at - 1].from > from; at--)
		w[at] = w[at - 1];
	w[at] = (struct open_window){from, to};
	o->n[day]++;
	return true;
}

static bool add_hours(struct opening *o, unsigned days, int from, int to)
{
	for (int d = 1; d <= 7; d++) {
		if (!(days & 1u << d))
			continue;
		bool ok = to > from ? add_window(o, d, from, to)
		                    : add_window(o, d, from, DAY_MIN) && (to == 0 || add_window(o, d % 7 + 1, 0, to));
		if (!ok)
			return false;
	}
	return true;
}

/* `Mon-Fri`, `Mon,Wed`, words for some days or all, or nothing (every day), as a set of bits 1 to 7. */
static bool read_days(const char **p, unsigned *out)
{
	static const struct day_word words[] = {
		{"每天", 0xfe},      {"每日", 0xfe},   {"天天", 0xfe},    {"daily", 0xfe},    {"every day", 0xfe},
		{"everyday", 0xfe},  {"工作日", 0x3e}, {"平日", 0x3e},    {"weekdays", 0x3e}, {"周末", 0xc0},
		{"週末", 0xc0},      {"双休日", 0xc0}, {"雙休日", 0xc0},  {"weekends", 0xc0},
	};
	static const char *const marks[] = {",", "、", "，", "和", "及", "与", "&"};
	*out = 0;
	if (begins_hours(*p)) {
		*out = 0xfe;
		return true;
	}
	for (;;) {
		unsigned some = skip_day_word(p, words, COUNT(words));
		*out |= some;
		if (!some) {
			skip_word(p, "每");
			int a = read_weekday(p), b = a;
			if (a == 0)
				return false;
			const char *before = *p;
			if (skip_dash(p) && (b = read_weekday(p)) == 0) {
				*p = before;
				b = a;
			}
			for (int d = a;; d = d % 7 + 1) {
				*out |= 1u << d;
				if (d == b)
					break;
			}
		}
		/* The next may follow without a mark, where it cannot be anything else. */
		const char *next = *p;
		if (!some && han_day(&next))
			continue;
		skip_blanks(p);
		next = *p;
		if (!skip_any(p, marks, COUNT(marks)) && !skip_day_prefix(&next))
			return true;
		skip_blanks(p);
	}
}

static void skip_brackets(const char **p)
{
	static const char *const marks[] = {":", "：", "(", ")", "（", "）", "的"};
	skip_blanks(p);
	while (skip_any(p, marks, COUNT(marks)))
		skip_blanks(p);
}

/* The hours of some days. False at the place that is not understood. */
static bool read_hours(const char **p, unsigned days, struct opening *out)
{
	for (bool more = true; more;) {
		int from, to;
		if (!read_hours_between(p, &from, &to) || !add_hours(out, days, from, to))
			return false;
		skip_brackets(p);
		const char *next = *p;
		more = begins_hours(next);
		if (!more && skip_any(&next, commas, COUNT(commas))) {
			skip_blanks(&next);
			if (!*next)
				return false;
			*p = next;
			more = begins_hours(next);
		}
	}
	return true;
}

static int read_opening(const char *text, struct opening *out, const char **bad)
{
	*out = (struct opening){.always = true};
	const char *p = text;
	bool any = false, shut = false;
	for (;;) {
		while (skip_word(&p, ";") || skip_word(&p, "；") || *p == ' ')
			skip_blanks(&p);
		if (!*p && (any || !shut))
			return 0;
		*bad = *p ? p : text;
		unsigned days;
		if (!*p || !read_days(&p, &days))
			break;
		skip_brackets(&p);
		if (is_closed(&p)) {
			skip_brackets(&p);
			skip_any(&p, commas, COUNT(commas));
			shut = true;
			continue;
		}
		if (!read_hours(&p, days, out))
			break;
		any = true;
		out->always = false;
	}
	*out = (struct opening){.always = true};
	return QUAD_EINVAL;
}

/* Texts that were understood are kept: a school has few different ones, and every decision reads one. */
enum { KEPT = 32, KEPT_TEXT_BYTES = 96 };

static struct {
	char text[KEPT_TEXT_BYTES];
	struct opening opening;
} kept[KEPT];

int opening_parse(const char *text, struct opening *out, const char **bad)
{
	uint32_t hash = 0;
	size_t len = 0;
	for (; text[len]; len++)
		hash = hash * 31 + (unsigned char)text[len];
	bool keep = len > 0 && len < KEPT_TEXT_BYTES;
	size_t at = hash % KEPT;
	if (keep && memcmp(kept[at].text, text, len + 1) == 0) {
		*out = kept[at].opening;
		return 0;
	}
	int err = read_opening(text, out, bad);
	if (!err && keep) {
		memcpy(kept[at].text, text, len + 1);
		kept[at].opening = *out;
	}
	return err;
}

static bool same_hours(const struct opening *o, int a, int b)
{
	return o->n[a] == o->n[b] && memcmp(o->day[a], o->day[b], o->n[a] * sizeof o->day[a][0]) == 0;
}

void opening_format(const struct opening *o, struct buf *out)
{
	if (o->always)
		return;
	const char *mark = "";
	for (int first = 1; first <= 7;) {
		int last = first;
		while (last < 7 && same_hours(o, first, last + 1))
			last++;
		if (o->n[first] > 0) {
			buf_fmt(out, "%s%s", mark, day_words[first]);
			if (last > first)
				buf_fmt(out, "-%s", day_words[last]);
			for (unsigned i = 0; i < o->n[first]; i++) {
				struct open_window w = o->day[first][i];
				buf_fmt(out, "%c%02d:%02d-%02d:%02d", i ? ',' : ' ', w.from / 60, w.from % 60,
				        w.to / 60, w.to % 60);
			}
			mark = ";";
		}
		first = last + 1;
	}
}

static bool day_covers(const struct opening *o, int day, int from, int to)
{
	for (unsigned i = 0; i < o->n[day]; i++)
		if (o->day[day][i].from <= from && to <= o->day[day][i].to)
			return true;
	return false;
}

/* Day by day; minute by minute where the clock is changed within the part of the day that counts. */
bool opening_covers(const struct opening *o, int64_t start_min, int64_t end_min)
{
	if (o->always)
		return true;
	for (int64_t at = start_min, to; at < end_min; at = to) {
		int64_t day = clock_local_day(at), next = clock_day_start(day + 1);
		if (next <= at) /* set back across midnight */
			next = at + 1;
		to = next < end_min ? next : end_min;
		int from = clock_local_minute(at), until = clock_local_minute(to - 1) + 1;
		if (until - from == to - at) {
			if (!day_covers(o, clock_weekday(day), from, until))
				return false;
			continue;
		}
		for (int64_t t = at; t < to; t++) {
			int minute = clock_local_minute(t);
			if (!day_covers(o, clock_weekday(clock_local_day(t)), minute, minute + 1))
				return false;
		}
	}
	return true;
}
