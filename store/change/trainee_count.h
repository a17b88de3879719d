/*
 * The people of other institutions on what an institution with employees owns: what its limits count
 * (store/model/trainees.h). Each booking counts once, in the time of one of its claims; the institution's own and those
 * in nobody's name do not. For store/change and the report.
 */
#ifndef QUAD_STORE_TRAINEE_COUNT_H
#define QUAD_STORE_TRAINEE_COUNT_H

#include "store/change/counted.h"
#include "store/facts/register_cache.h"
#include "store/model/trainees.h"

/* True if it owns a resource that counts for the post, NULL = all. */
bool trainee_count_has(const struct employer *e, uint32_t resource, const char *post);

/* What stands on its resources in [start, end), by booking, but for booking `except`. */
int trainee_count_read(struct change *c, const struct employer *e, int64_t start, int64_t end, uint64_t except,
                       struct counted_list *out) __attribute__((warn_unused_result));

/* The spans of those that count for the post; *out has room for all. Returns how many. */
size_t trainee_count_spans(const struct employer *e, const struct counted_list *found, const char *post,
                           struct trainee_span *out);

#endif
