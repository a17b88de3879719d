/*
 * The sample consortium of `quad init --demo`: six invented institutions, twelve campuses, 360 resources and a term of
 * bookings around `now`. It goes in through requests like anything else, so the rules have seen all of it.
 */
#ifndef QUAD_TUI_DEMO_H
#define QUAD_TUI_DEMO_H

#include "store/store.h"

/* How much was asked of the store, by kind, and how much of it was refused. */
struct demo_counts {
	size_t institutions, campuses, travel, resources, people, closures, bookings, refused;
};

/*
 * Fills an empty store as `actor` at `now` (minutes); counts may be NULL. The same zone, actor and now give the same
 * contents. Opens a write transaction. QUAD_ENOMEM, and what store_apply returns: then nothing was added.
 */
int demo_fill_counted(struct store *s, const char *actor, int64_t now, struct demo_counts *counts)
	__attribute__((warn_unused_result));
int demo_fill(struct store *s, const char *actor, int64_t now) __attribute__((warn_unused_result));

#endif
