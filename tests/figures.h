/* A figure of a store by its name. */
#ifndef QUAD_TESTS_FIGURES_H
#define QUAD_TESTS_FIGURES_H

#include <stdlib.h>
#include <string.h>

#include "store/db/db.h"

/* Fails the process if there is none of that name. */
static inline uint64_t figure_of(const struct db_figures *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->v[i].name, name) == 0)
			return f->v[i].value;
	abort();
}

#endif
