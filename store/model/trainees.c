/* The peak: people only come at the starts of spans, so only those instants are looked at. */
#include "store/model/trainees.h"

#include <stdlib.h>
#include <string.h>

int64_t trainees_employees(const struct register_row *rows, size_t n, const char *post, int64_t day)
{
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		const struct register_row *r = &rows[i];
		bool later = i + 1 < n && strcmp(rows[i + 1].text[EMPLOYEES_POST], r->text[EMPLOYEES_POST]) == 0 &&
		             rows[i + 1].number[EMPLOYEES_FROM] <= day;
		if (post && strcmp(post, r->text[EMPLOYEES_POST]) != 0)
			continue;
		if (r->number[EMPLOYEES_FROM] <= day && !later)
			sum += r->number[EMPLOYEES_COUNT];
	}
	return sum;
}

int64_t trainees_limit(const struct register_row *rows, size_t n, const char *post, int64_t day)
{
	return trainees_employees(rows, n, post, day) / (post ? TRAINEES_OF_POST : TRAINEES_OF_ALL);
}

bool trainees_is_for_post(const char *specialty, const char *tags, const char *post)
{
	return strcmp(specialty, post) == 0 || register_has_code(tags, post);
}

int64_t trainees_people(const struct booking *b)
{
	int64_t people = 1;
	if (b->party)
		return b->party;
	for (size_t i = 0; i < b->n_claims; i++)
		if (!b->claims[i].whole && b->claims[i].units > people)
			people = b->claims[i].units;
	return people;
}

static int order_starts(const void *a, const void *b)
{
	const struct trainee_span *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

int64_t trainees_peak(struct trainee_span *v, size_t n, int64_t start, int64_t end, int64_t *at)
{
	int64_t peak = 0;
	*at = start;
	if (n)
		qsort(v, n, sizeof *v, order_starts);
	for (size_t i = 0; i < n && v[i].start < end; i++) {
		int64_t now = v[i].start > start ? v[i].start : start, people = 0;
		for (size_t k = 0; k < n && v[k].start <= now; k++)
			people += v[k].end > now ? v[k].people : 0;
		if (people > peak) {
			peak = people;
			*at = now;
		}
	}
	return peak;
}
