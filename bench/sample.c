/* Measurements and their quantiles. */
#include "bench/sample.h"

#include <stdlib.h>

#include "store/base/buf.h"
#include "store/base/err.h"

int sample_add(struct samples *s, double v)
{
	double *grown = array_grow(s->v, &s->cap, s->n, sizeof *grown);
	if (!grown)
		return QUAD_ENOMEM;
	s->v = grown;
	grown[s->n++] = v;
	return 0;
}

void samples_release(struct samples *s)
{
	free(s->v);
	*s = (struct samples){0};
}

static int order(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

double sample_at(struct samples *s, double part)
{
	if (!s->n)
		return 0;
	qsort(s->v, s->n, sizeof *s->v, order);
	size_t i = (size_t)(part * (double)s->n);
	return s->v[i < s->n ? i : s->n - 1];
}

void sample_write(FILE *out, const char *medium, size_t size, const char *work, const char *engine, const char *unit,
                  struct samples *s, const char *note)
{
	if (s->n)
		fprintf(out, "%s\t%zu\t%s\t%s\t%s\t%zu\t%.3f\t%.3f\t%.3f\t%s\n", medium, size, work, engine, unit, s->n,
		        sample_at(s, 0.1), sample_at(s, 0.5), sample_at(s, 0.9), note);
	fflush(out);
}
