/*
 * A workbook keeps a date as the number of days since 1900 or 1904 and tells only by the cell's number format that it
 * is one. Binary fractions miss the minute by a hair (08:00 is 0.33333333333333331), so they are rounded, not cut.
 * The year 1900 has a 29 February there, as it had in the program that began it.
 */
#include "store/format/xlsx_value.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "store/base/clock.h"

#define SERIAL_END 2958466.0 /* 10000-01-01 */
#define FEIGNED_DAY 60       /* 1900-02-29 */
#define DAYS_1904 1462       /* between the two beginnings */
#define DAYS_1970 25569      /* from the beginning in 1900 to 1970-01-01 */
#define DIGITS_MAX 15        /* that a double keeps */

struct xlsx_format xlsx_format_builtin(unsigned id)
{
	static const struct {
		unsigned char from, to, shows;
	} ids[] = {
		{14, 17, XLSX_DATE}, {18, 21, XLSX_TIME},    {22, 22, XLSX_DATE | XLSX_TIME},
		{27, 31, XLSX_DATE}, {32, 35, XLSX_TIME},    {36, 36, XLSX_DATE},
		{45, 45, XLSX_TIME}, {46, 46, XLSX_ELAPSED}, {47, 47, XLSX_TIME},
		{50, 54, XLSX_DATE}, {55, 56, XLSX_TIME},    {57, 58, XLSX_DATE},
	};
	if (id == 9 || id == 10)
		return (struct xlsx_format){.percent = true};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		if (id >= ids[i].from && id <= ids[i].to)
			return (struct xlsx_format){.shows = ids[i].shows};
	return (struct xlsx_format){0};
}

/* The text after a part that `close` ends, which may be missing. */
static const char *after_mark(const char *s, const char *close)
{
	size_t n = strcspn(s, close);
	return s + n + (s[n] != '\0');
}

/* True for the hours, minutes or seconds in brackets that count on past a day: `[h]`, `[mm]`... */
static bool is_elapsed(const char *s, size_t n)
{
	return n > 0 && (strspn(s, "hH") == n || strspn(s, "mM") == n || strspn(s, "sS") == n);
}

/* Passes over what is no code: quoted text, escaped and filling characters, brackets. True if *p moved. */
static bool skip_literal(const char **p, unsigned *shows)
{
	const char *s = *p;
	if (*s == '"') {
		*p = after_mark(s + 1, "\"");
	} else if (*s == '[') {
		if (is_elapsed(s + 1, strcspn(s + 1, "]")))
			*shows |= XLSX_ELAPSED;
		*p = after_mark(s + 1, "]");
	} else if (strchr("\\_*", *s)) {
		*p = s + 1 + (s[1] != '\0');
	} else if (strncasecmp(s, "General", 7) == 0) {
		*p = s + 7;
	} else if (strncasecmp(s, "AM/PM", 5) == 0) {
		*p = s + 5;
	} else if ((*s == 'E' || *s == 'e') && (s[1] == '+' || s[1] == '-')) {
		*p = s + 2;
	}
	return *p != s;
}

/* The bytes of the character at s. */
static size_t character_len(const char *s)
{
	size_t n = 1;
	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static bool is_literal(const char *s)
{
	return strchr("\"\\- ", *s) ? *s != '\0' : (unsigned char)*s >= 0x80;
}

/* Reads quoted and escaped text, and signs that stand for themselves, into out; false if that is too long. */
static bool read_literals(const char **p, char out[XLSX_LITERAL_MAX])
{
	size_t n = 0;
	const char *s = *p;
	while (is_literal(s)) {
		bool quoted = *s == '"';
		bool escaped = *s == '\\' && s[1];
		s += quoted || escaped;
		size_t len = quoted ? strcspn(s, "\"") : character_len(s);
		if (n + len >= XLSX_LITERAL_MAX)
			return false;
		memcpy(out + n, s, len);
		n += len;
		s += len;
		s += quoted && *s == '"';
	}
	out[n] = '\0';
	*p = s;
	return true;
}

/* Reads a code of zeros, perhaps with text around them or a percent sign after them. */
static bool read_zeros(const char *code, struct xlsx_format *out)
{
	const char *p = code;
	*out = (struct xlsx_format){0};
	if (!read_literals(&p, out->before))
		return false;
	size_t zeros = strspn(p, "0");
	p += zeros;
	if (zeros == 0 || zeros > DIGITS_MAX)
		return false;
	out->digits = zeros > 1 ? (unsigned char)zeros : 0;
	if (*p == '.' && !*out->before)
		p += 1 + strspn(p + 1, "0");
	if (*p == '%') {
		out->percent = true;
		p++;
	} else if (p[-1] == '.' || !read_literals(&p, out->after)) {
		return false;
	}
	return *p == '\0' || *p == ';';
}

struct xlsx_format xlsx_format_custom(const char *code)
{
	struct xlsx_format zeros;
	unsigned shows = 0;
	bool month = false;
	if (read_zeros(code, &zeros))
		return zeros;
	for (const char *p = code; *p && *p != ';';) {
		if (skip_literal(&p, &shows))
			continue;
		switch (*p++) {
		case 'y':
		case 'Y':
		case 'd':
		case 'D':
		case 'e':
		case 'E':
		case 'b':
		case 'B': shows |= XLSX_DATE; break;
		case 'h':
		case 'H':
		case 's':
		case 'S': shows |= XLSX_TIME; break;
		case 'm':
		case 'M': month = true; break;
		default: break;
		}
	}
	if (month && !shows)
		shows = XLSX_DATE;
	return (struct xlsx_format){.shows = (unsigned char)shows};
}

/* The day number of a serial's whole part; false for a day that never was. */
static bool day_of_serial(long day, bool since_1904, long *out)
{
	if (since_1904)
		day += DAYS_1904;
	else if (day == 0 || day == FEIGNED_DAY)
		return false;
	else if (day < FEIGNED_DAY)
		day++;
	*out = day - DAYS_1970;
	return true;
}

/* Appends a serial that shows as a date or a time; false if it is none. */
static bool put_serial(struct buf *out, double serial, unsigned shows, bool since_1904)
{
	char date[CLOCK_TEXT_MAX];
	long day;
	if (!(serial >= 0 && serial < SERIAL_END))
		return false;
	long long minutes = (long long)(serial * DAY_MIN + 0.5);
	if (shows & XLSX_ELAPSED || (shows & XLSX_TIME && minutes <= DAY_MIN)) {
		buf_fmt(out, "%02lld:%02lld", minutes / 60, minutes % 60);
		return true;
	}
	long minute = (long)(minutes % DAY_MIN);
	if (!day_of_serial((long)(minutes / DAY_MIN), since_1904, &day))
		return false;
	buf_str(out, clock_format_date(day, date));
	if (minute || shows != XLSX_DATE)
		buf_fmt(out, "T%02ld:%02ld", minute / 60, minute % 60);
	return true;
}

/* Plain digits stay as they are, but for a fraction of zeros: a double would lose the long ones' ends. */
static bool put_integer(struct buf *out, const char *text, const struct xlsx_format *format)
{
	size_t sign = *text == '-', n = strspn(text + sign, "0123456789");
	const char *rest = text + sign + n;
	if (n == 0 || (*rest == '.' ? rest[1 + strspn(rest + 1, "0")] : *rest) != '\0')
		return false;
	buf_add(out, text, sign);
	buf_str(out, format->before);
	for (size_t i = n; i < format->digits; i++)
		buf_char(out, '0');
	buf_add(out, text + sign, n);
	buf_str(out, format->after);
	return true;
}

/* Reads a number with blanks around it; false for any other text. */
static bool read_double(const char *text, double *out)
{
	char *end;
	if (!isdigit((unsigned char)*text) && *text != '-' && *text != '.')
		return false;
	*out = strtod(text, &end);
	return isfinite(*out) && end[strspn(end, " \t\r\n")] == '\0';
}

void xlsx_number(struct buf *out, const char *text, struct xlsx_format format, bool since_1904)
{
	double v;
	text += strspn(text, " \t\r\n");
	if (!format.shows && !format.percent && put_integer(out, text, &format))
		return;
	if (!read_double(text, &v)) {
		buf_str(out, text);
		return;
	}
	if (format.shows && put_serial(out, v, format.shows, since_1904))
		return;
	if (format.percent) {
		buf_fmt(out, "%.13g%%", v * 100);
		return;
	}
	/* The program that made it shows 15 digits, and 0.1 + 0.2 as 0.3. */
	if (fabs(v) < 1e15 && v == (double)(long long)v)
		buf_fmt(out, "%lld", (long long)v);
	else
		buf_fmt(out, "%.15g", v);
}

bool xlsx_has_many_digits(const char *text)
{
	double v;
	return read_double(text, &v) && fabs(v) >= 1e15;
}

static void put_character(struct buf *out, unsigned c)
{
	char utf8[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f))};
	if (c < 0x80) {
		buf_char(out, (char)c);
	} else if (c < 0x800) {
		utf8[1] = (char)(0xc0 | c >> 6);
		buf_add(out, utf8 + 1, 2);
	} else {
		buf_add(out, utf8, 3);
	}
}

/* The character of the seven bytes `_xHHHH_`; 0 if they are none. */
static unsigned read_escape(const char *p)
{
	unsigned c = 0;
	if (p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return 0;
	for (size_t i = 2; i < 6; i++) {
		if (!isxdigit((unsigned char)p[i]))
			return 0;
		c *= 16;
		if (isdigit((unsigned char)p[i]))
			c += (unsigned)(p[i] - '0');
		else
			c += (unsigned)(tolower((unsigned char)p[i]) - 'a' + 10);
	}
	return c >= 0xd800 && c < 0xe000 ? 0 : c;
}

void xlsx_unescape(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		const char *mark = memchr(text + i, '_', len - i);
		size_t plain = mark ? (size_t)(mark - text) - i : len - i;
		unsigned c = len - i - plain >= 7 ? read_escape(text + i + plain) : 0;
		buf_add(out, text + i, plain);
		i += plain;
		if (c) {
			put_character(out, c);
			i += 7;
		} else if (i < len) {
			buf_char(out, text[i++]);
		}
	}
}
