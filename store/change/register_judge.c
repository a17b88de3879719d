/* Of the same resource before there is at most one claim. */
#include "store/change/register_judge.h"

sum_t register_judge_weight(const struct register_judge *j, size_t i)
{
	return exact_weight(&j->claims[i], j->resources[i]->mode == MODE_SHARED);
}

sum_t register_judge_old_weight(const struct register_judge *j, size_t i)
{
	for (size_t k = 0; j->was && k < j->was->n_claims; k++)
		if (j->was->claims[k].resource == j->resources[i]->no)
			return exact_weight(&j->was->claims[k], j->resources[i]->mode == MODE_SHARED);
	return 0;
}

static void say(struct reasons *list, enum reason_detail detail, const char *subject, const char *text,
                const struct reason *fill)
{
	struct reason *r = reason_add_text(list, detail, subject, "%s", text);
	r->number = fill->number;
	r->limit = fill->limit;
	r->start = fill->start;
	r->end = fill->end;
}

void register_judge_say(const struct register_judge *j, bool refuses, enum reason_detail detail, const char *subject,
                        const char *text, const struct reason *fill)
{
	if (j->p->looked)
		say(j->p->looked, detail, subject, text, fill);
	if (refuses)
		say(j->out, detail, subject, text, fill);
}

int64_t register_judge_minutes(const struct booking *b, int64_t start, int64_t end)
{
	start = b->start > start ? b->start : start;
	end = b->end < end ? b->end : end;
	return end > start ? end - start : 0;
}
