/* Numbers by hand: no locale, no rounding through binary fractions. */
#include "store/model/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MILLION UINT64_C(1000000)
#define WHOLE_MAX UINT64_C(1000000000000)
#define DIGITS 6

char *decimal_text(int64_t millionths, char out[DECIMAL_MAX])
{
	uint64_t size = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths;
	int n = snprintf(out, DECIMAL_MAX, "%s%" PRIu64 ".%06" PRIu64, millionths < 0 ? "-" : "", size / MILLION,
	                 size % MILLION);
	size_t len = (size_t)n;
	while (out[len - 1] == '0')
		len--;
	if (out[len - 1] == '.')
		len--;
	out[len] = '\0';
	return out;
}

/* Reads the digits after the point as millionths; false for more than are kept. */
static bool read_fraction(const char **p, uint64_t *out)
{
	int n = 0;
	*out = 0;
	for (; **p >= '0' && **p <= '9'; ++*p, n++) {
		if (n >= DIGITS && **p != '0')
			return false;
		if (n < DIGITS)
			*out = *out * 10 + (uint64_t)(**p - '0');
	}
	for (; n < DIGITS; n++)
		*out *= 10;
	return true;
}

bool decimal_parse(const char *text, int64_t *out)
{
	bool minus = *text == '-';
	const char *p = text + (minus || *text == '+');
	uint64_t whole = 0, fraction = 0;
	bool has_digits = strspn(p, "0123456789") > 0;
	*out = 0;
	for (; *p >= '0' && *p <= '9' && whole <= WHOLE_MAX; p++)
		whole = whole * 10 + (uint64_t)(*p - '0');
	if (*p == '.') {
		p++;
		has_digits |= strspn(p, "0123456789") > 0;
		if (!read_fraction(&p, &fraction))
			return false;
	}
	uint64_t size = whole * MILLION + fraction;
	if (!has_digits || *p || whole > WHOLE_MAX || size > WHOLE_MAX * MILLION)
		return false;
	*out = minus ? -(int64_t)size : (int64_t)size;
	return true;
}
