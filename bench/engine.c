/* Answers: counted always, summed (FNV-1a, so that order matters too) only where they are compared. */
#include "bench/engine.h"

static void put(struct answer *a, const void *p, size_t len)
{
	const unsigned char *v = p;
	for (size_t i = 0; i < len; i++)
		a->sum = (a->sum ^ v[i]) * UINT64_C(0x100000001b3);
}

void answer_text(struct answer *a, const char *text)
{
	a->n++;
	if (!a->keep)
		return;
	const char *end = text;
	while (*end)
		end++;
	put(a, text, (size_t)(end - text) + 1);
}

void answer_time(struct answer *a, const char *text, int64_t at)
{
	answer_text(a, text);
	if (a->keep)
		put(a, &at, sizeof at);
}

void answer_slot(struct answer *a, int64_t start, int64_t end, const char *text)
{
	answer_time(a, text, start);
	if (a->n > 1 && start < a->last_end)
		a->overlaps = true;
	a->last_end = end;
	if (a->keep)
		put(a, &end, sizeof end);
}
