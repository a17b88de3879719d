/* Numbers by hand: no locale, no rounding through binary fractions. */
#include "store/model/price.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "store/model/exact.h"

#define PRICE_MAX INT64_C(100000000000)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int64_t price_parse(const char *text)
{
	const char *p = text + strcspn(text, "0123456789");
	int64_t v = 0;
	if (!*p)
		return -1;
	for (; is_digit(*p) && v <= PRICE_MAX; p++)
		v = v * 10 + (*p - '0');
	int decimals = 0;
	if (*p == '.' && is_digit(p[1]))
		for (p++; is_digit(*p) && decimals < 2; p++, decimals++)
			v = v * 10 + (*p - '0');
	bool up = decimals == 2 && *p >= '5' && *p <= '9';
	for (; decimals < 2; decimals++)
		v *= 10;
	v += up;
	return v <= PRICE_MAX ? v : -1;
}

int64_t price_of_claim(const char *prices, size_t i)
{
	for (; i && *prices; i--) {
		prices += strcspn(prices, ";");
		prices += *prices == ';';
	}
	return is_digit(*prices) ? (int64_t)strtoll(prices, NULL, 10) : 0;
}

int64_t price_of_booking(const struct booking *b)
{
	int64_t minutes = exact_end(b) - exact_start(b);
	sum_t sum = 0;
	for (size_t i = 0; i < b->n_claims; i++)
		sum += minutes * exact_weight(&b->claims[i], true) * price_of_claim(b->prices, i);
	sum_t whole = (sum_t)6000 * SUM_MINUTE; /* a percent of an hour */
	return (int64_t)((sum * (100 - (int64_t)b->waived) * 2 + whole) / (whole * 2));
}
