/* Hours are agreed in millionths, and minutes are counted in parts that no million divides, so both are multiplied. */
#include "store/model/agreement.h"

#include <string.h>

static bool lists_resource(const struct register_row *a, const char *resource)
{
	return !*a->text[AGREEMENT_RESOURCES] || register_has_code(a->text[AGREEMENT_RESOURCES], resource);
}

bool agreement_covers(const struct register_row *a, const struct agreement_case *one)
{
	const char *parties = a->text[AGREEMENT_PARTIES];
	if (!*one->owner || !*one->institution || strcmp(one->owner, one->institution) == 0)
		return false;
	if (!register_holds(a->number[AGREEMENT_FROM], a->number[AGREEMENT_UNTIL], one->day))
		return false;
	if (!register_has_code(parties, one->owner) || !register_has_code(parties, one->institution))
		return false;
	return lists_resource(a, one->resource);
}

sum_t agreement_minutes(const struct register_row *a)
{
	int64_t hours = a->number[AGREEMENT_HOURS];
	return hours < 0 ? 0 : sum_part((sum_t)hours * 60, SUM_MINUTE, REGISTER_MILLION);
}

bool agreement_has_room(const struct register_row *a, sum_t used, sum_t minutes)
{
	int64_t hours = a->number[AGREEMENT_HOURS];
	return hours < 0 || (used + minutes) * REGISTER_MILLION <= (sum_t)hours * 60 * SUM_MINUTE;
}

size_t agreement_choose(const struct register_row *all, size_t n, const sum_t *used, const struct agreement_case *one,
                        sum_t minutes, bool *fits)
{
	size_t first = n;
	*fits = false;
	for (size_t i = 0; i < n; i++) {
		if (!agreement_covers(&all[i], one))
			continue;
		*fits = agreement_has_room(&all[i], used[i], minutes);
		if (*fits)
			return i;
		first = first == n ? i : first;
	}
	return first;
}

/* Two lists of codes have so many in common, counted up to two. */
static size_t count_common(const char *a, const char *b)
{
	size_t n = 0;
	char code[CODE_MAX_BYTES + 1];
	for (const char *p = a; *p && n < 2;) {
		size_t len = strcspn(p, ";");
		if (len < sizeof code) {
			memcpy(code, p, len);
			code[len] = '\0';
			n += register_has_code(b, code);
		}
		p += len;
		p += *p == ';';
	}
	return n;
}

bool agreements_meet(const struct register_row *a, const struct register_row *b)
{
	const char *x = a->text[AGREEMENT_RESOURCES], *y = b->text[AGREEMENT_RESOURCES];
	int64_t a_until = a->number[AGREEMENT_UNTIL], b_until = b->number[AGREEMENT_UNTIL];
	if (a_until && b->number[AGREEMENT_FROM] > a_until)
		return false;
	if (b_until && a->number[AGREEMENT_FROM] > b_until)
		return false;
	if (count_common(a->text[AGREEMENT_PARTIES], b->text[AGREEMENT_PARTIES]) < 2)
		return false;
	return !*x || !*y || count_common(x, y) > 0;
}
