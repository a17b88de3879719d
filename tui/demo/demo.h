/*
 * The sample consortium of `quad init --demo`: six invented institutions, twelve campuses, 360 resources and a term of
 * bookings around `now`. It goes in through requests like anything else, so the rules have seen all of it.
 */
#ifndef QUAD_TUI_DEMO_H
#define QUAD_TUI_DEMO_H

#include "store/change/store_apply.h"

/* How much was asked of the store, by kind, and how much of it was refused. */
struct demo_counts {
	size_t institutions, campuses, travel, resources, people, closures, bookings, refused;
};

/*
 * Makes a store of it in dir, as `actor` at `now` (minutes), and opens it; counts may be NULL. The same zone, actor and
 * now give the same contents. Errors of store_create: it is then not there, nor half of it.
 */
int demo_create(const char *dir, const char *zone, const char *actor, int64_t now, struct demo_counts *counts,
                struct store *out) __attribute__((warn_unused_result));

#endif
