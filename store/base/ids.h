/* Lists of numbers that name something. All-zero is empty and ready; the numbers are in an arena of the caller. */
#ifndef QUAD_IDS_H
#define QUAD_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct ids {
	uint64_t *v;
	size_t n, cap;
};

/* Adds one at the end. QUAD_ENOMEM. */
int ids_add(struct ids *ids, struct arena *arena, uint64_t id) __attribute__((warn_unused_result));

/* In order, each once. */
void ids_sort(struct ids *ids);

/* In a list that is in order. Inserting one that is there does not add it again. QUAD_ENOMEM. */
bool ids_have(const struct ids *ids, uint64_t id);
int ids_insert(struct ids *ids, struct arena *arena, uint64_t id) __attribute__((warn_unused_result));

#endif
