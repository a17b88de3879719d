/* A cell is folded, its number and its unit are set apart, and each is looked at alone. */
#include "store/list/list_amount.h"

#include <string.h>

#include "store/base/buf.h"
#include "store/base/utf8.h"
#include "store/format/list_words.h"
#include "store/model/decimal.h"

#define DIGITS_MAX 40

/* True if p is a comma that separates thousands in the digits that begin at first. */
static bool is_thousands(const char *first, const char *p)
{
	size_t before = strspn(first, "0123456789");
	if (*p != ',' || before == 0 || before > 3 || p < first + before)
		return false;
	return (size_t)(p - first - (ptrdiff_t)before) % 4 == 0 && strspn(p + 1, "0123456789") == 3;
}

/* Copies the number at the beginning of text without its commas; what stands after it, NULL if it is too long. */
static const char *copy_number(const char *text, char out[DIGITS_MAX])
{
	size_t n = 0;
	const char *p = text;
	bool sign = *p == '-' || *p == '+';
	if (sign)
		out[n++] = *p++;
	const char *first = p;
	bool point = false;
	for (; n < DIGITS_MAX - 1; p++) {
		bool comma = !point && is_thousands(first, p);
		if (comma)
			continue;
		bool is_point = *p == '.' && !point;
		if (!is_point && (*p < '0' || *p > '9'))
			break;
		point |= is_point;
		out[n++] = *p;
	}
	out[n] = '\0';
	return n < DIGITS_MAX - 1 ? p : NULL;
}

/* True for what may stand after a number and does not change it. */
static bool is_unit(const char *text, bool *failed)
{
	static const char *const more[] = {"%", "小时", "时", "h", "hour", "hours", "名", "人次"};
	struct buf unit = {0};
	words_normal(&unit, text);
	bool ok = !unit.len || words_unit(buf_text(&unit));
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		ok |= strcmp(buf_text(&unit), more[i]) == 0;
	*failed |= unit.failed;
	buf_release(&unit);
	return ok;
}

bool amount_decimal(const char *text, int64_t *out, bool *failed)
{
	char digits[DIGITS_MAX];
	struct buf folded = {0};
	int64_t v;
	utf8_fold(&folded, text);
	const char *rest = copy_number(buf_text(&folded), digits);
	bool ok = rest && decimal_parse(digits, &v);
	if (ok)
		ok = *rest == '%' ? rest[1] == '\0' : is_unit(rest, failed);
	if (ok)
		*out = v;
	*failed |= folded.failed;
	buf_release(&folded);
	return ok;
}

bool amount_count(const char *text, int64_t *out, bool *failed)
{
	int64_t v;
	struct buf folded = {0};
	utf8_fold(&folded, text);
	bool percent = strchr(buf_text(&folded), '%') != NULL;
	*failed |= folded.failed;
	buf_release(&folded);
	if (percent || !amount_decimal(text, &v, failed) || v < 0 || v % 1000000 != 0)
		return false;
	*out = v / 1000000;
	return true;
}

/* Reads so many digits. */
static bool read_digits(const char *p, size_t n, int64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		*out = *out * 10 + (p[i] - '0');
	}
	return true;
}

/* Passes over the second year of a school year, which is the next one. False if it is another. */
static bool pass_second_year(const char **p, int64_t year)
{
	static const char *const marks[] = {"-", "/", "~", "至", "到", "—", "–"};
	int64_t second;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t len = strlen(marks[i]);
		if (strncmp(*p, marks[i], len) != 0)
			continue;
		const char *q = *p + len;
		size_t digits = strspn(q, "0123456789");
		bool whole = digits == 4 && read_digits(q, 4, &second) && second == year + 1;
		bool part = digits == 2 && read_digits(q, 2, &second) && second == (year + 1) % 100;
		*p = q + digits;
		return whole || part;
	}
	return true;
}

bool amount_year(const char *text, int64_t *out, bool *failed)
{
	static const char *const words[] = {"", "年", "学年", "學年", "年度", "学年度", "學年度", ".0"};
	struct buf folded = {0};
	int64_t year = 0;
	utf8_fold(&folded, text);
	const char *p = buf_text(&folded);
	bool ok = strspn(p, "0123456789") == 4 && read_digits(p, 4, &year);
	if (ok) {
		p += 4;
		ok = pass_second_year(&p, year);
	}
	bool known = false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		known |= strcmp(p, words[i]) == 0;
	ok = ok && known;
	if (ok)
		*out = year;
	*failed |= folded.failed;
	buf_release(&folded);
	return ok;
}
