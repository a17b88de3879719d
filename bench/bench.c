#include "bench/bench.h"

#include <string.h>

bool chosen(const char *list, const char *word)
{
	size_t len = strlen(word);
	while (list) {
		size_t here = strcspn(list, " ");
		if (here == len && strncmp(list, word, len) == 0)
			return true;
		if (!list[here])
			return false;
		list += here + 1;
	}
	return true;
}

void write_samples(struct bench *b, const char *work, const struct side *s, const char *unit, struct samples *v)
{
	sample_write(b->out, b->medium, b->w.n, work, s->engine->key, unit, v, "");
	samples_release(v);
}

void write_rate(struct bench *b, const char *work, const struct side *s, struct samples *v, double rows)
{
	for (size_t i = 0; i < v->n; i++)
		v->v[i] = rows / v->v[i] * 1e6;
	write_samples(b, work, s, "/s", v);
}

int write_one(struct bench *b, const struct side *s, const char *work, const char *unit, double v)
{
	struct samples one = {0};
	int err = sample_add(&one, v);
	write_samples(b, work, s, unit, &one);
	return err;
}
