/* Claims are found resource by resource, and sorted so that those of a booking come together. */
#include "store/change/trainee_count.h"

#include <stdlib.h>
#include <string.h>

bool trainee_count_has(const struct employer *e, uint32_t resource, const char *post)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->resources[i].no == resource)
			return !post || trainees_is_for_post(e->resources[i].specialty, e->resources[i].tags, post);
	return false;
}

static int order_ids(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	return (x->booking.id > y->booking.id) - (x->booking.id < y->booking.id);
}

int trainee_count_read(struct change *c, const struct employer *e, int64_t start, int64_t end, uint64_t except,
                       struct counted_list *out)
{
	int err = 0;
	for (size_t i = 0; !err && i < e->n; i++)
		err = counted_on(c, e->resources[i].no, start, end, except, out);
	if (!err && out->n)
		qsort(out->v, out->n, sizeof *out->v, order_ids);
	return err;
}

/* The people of one booking; a stored one has only the claim that it was found by. */
static int64_t people_of(const struct counted *one)
{
	struct booking b = one->booking;
	b.claims = &one->claim;
	b.n_claims = 1;
	return trainees_people(&b);
}

size_t trainee_count_spans(const struct employer *e, const struct counted_list *found, const char *post,
                           struct trainee_span *out)
{
	size_t n = 0;
	uint64_t last = 0;
	for (size_t i = 0; i < found->n; i++) {
		const struct counted *one = &found->v[i];
		const char *institution = one->booking.institution;
		if (!*institution || strcmp(institution, e->institution) == 0)
			continue;
		if (!trainee_count_has(e, one->claim.resource, post))
			continue;
		int64_t people = people_of(one);
		if (one->booking.id != last)
			out[n++] = (struct trainee_span){one->start, one->end, people};
		else if (people > out[n - 1].people)
			out[n - 1].people = people;
		last = one->booking.id;
	}
	return n;
}
