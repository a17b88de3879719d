/*
 * Opening hours as up to eight disjoint sorted windows a weekday. Parsing adds windows and merges those
 * that touch, so that "covered" is a walk over windows and the canonical text is unique.
 */
#include "store/opening.h"

#include <ctype.h>
#include <string.h>

#include "store/clock.h"
#include "store/err.h"

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
	static const char *const dashes[] = {"-", "~", "～", "－", "–", "—", "至", "到"};
	skip_blanks(p);
	for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
		if (skip_word(p, dashes[i])) {
			skip_blanks(p);
			return true;
		}
	return false;
}

static int weekday(const char **p)
{
	static const char *const prefixes[] = {"星期", "周", "週", "礼拜", "禮拜"};
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (skip_word(p, prefixes[i]))
			break;
	if (**p >= '1' && **p <= '7' && !isdigit((unsigned char)(*p)[1]) && (*p)[1] != ':')
		return *(*p)++ - '0';
	for (int d = 1; d <= 7; d++)
		if (skip_word(p, day_han[d]))
			return d;
	if (skip_word(p, "天"))
		return 7;
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

static bool clock_time(const char **p, int *out)
{
	int h = 0, m = 0, n = 0;
	for (; n < 2 && isdigit((unsigned char)**p); n++)
		h = h * 10 + (*(*p)++ - '0');
	if (n == 0 || !(skip_word(p, ":") || skip_word(p, "：")))
		return false;
	for (n = 0; n < 2 && isdigit((unsigned char)**p); n++)
		m = m * 10 + (*(*p)++ - '0');
	*out = h * 60 + m;
	return n == 2 && m < 60 && *out <= DAY_MIN;
}

/* Adds [from, to) to a day, merging what overlaps or touches. False when the day is full. */
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

/* `Mon-Fri`, `Mon,Wed`, `daily` in Chinese, or nothing (every day), as a set of bits 1 to 7. */
static bool day_set(const char **p, unsigned *out)
{
	*out = 0;
	if (isdigit((unsigned char)(*p)[0]) && (isdigit((unsigned char)(*p)[1]) || (*p)[1] == ':')) {
		*out = 0xfe;
		return true;
	}
	if (skip_word(p, "每天") || skip_word(p, "每日") || skip_word(p, "Daily") || skip_word(p, "daily")) {
		*out = 0xfe;
		return true;
	}
	for (;;) {
		int a = weekday(p);
		if (a == 0)
			return false;
		int b = a;
		const char *before = *p;
		if (skip_dash(p) && (b = weekday(p)) == 0) {
			*p = before;
			b = a;
		}
		for (int d = a;; d = d % 7 + 1) {
			*out |= 1u << d;
			if (d == b)
				break;
		}
		skip_blanks(p);
		if (!skip_word(p, ",") && !skip_word(p, "、") && !skip_word(p, "，"))
			return true;
		skip_blanks(p);
	}
}

int opening_parse(const char *text, struct opening *out, const char **bad)
{
	*out = (struct opening){.always = true};
	const char *p = text;
	for (;;) {
		while (skip_word(&p, ";") || skip_word(&p, "；") || *p == ' ')
			skip_blanks(&p);
		if (!*p)
			return 0;
		*bad = p;
		unsigned days;
		if (!day_set(&p, &days))
			break;
		bool more = true;
		while (more) {
			int from, to;
			skip_blanks(&p);
			if (!clock_time(&p, &from) || !skip_dash(&p) || !clock_time(&p, &to) || from == to || from == DAY_MIN)
				goto bad;
			if (!add_hours(out, days, from, to))
				goto bad;
			skip_blanks(&p);
			more = skip_word(&p, ",") || skip_word(&p, "，") || skip_word(&p, "、");
		}
		out->always = false;
		if (*p && *p != ';' && strncmp(p, "；", 3) != 0)
			break;
	}
bad:
	*out = (struct opening){.always = true};
	return QUAD_EINVAL;
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
				buf_fmt(out, "%c%02d:%02d-%02d:%02d", i ? ',' : ' ', w.from / 60, w.from % 60, w.to / 60, w.to % 60);
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
