/* The record of a series with all its phases, and the ref that leads to it. Private to store/change. */
#ifndef QUAD_STORE_SERIES_RECORD_H
#define QUAD_STORE_SERIES_RECORD_H

#include "store/change/change.h"
#include "store/model/series_phases.h"

/* A series as it is stored. */
struct series_record {
	struct series_phases phases;
	struct bytes bytes; /* its record, in the change's arena; empty: a new one */
};

/* Loads a series with bytes of its own. QUAD_ENOTFOUND. */
int series_load(struct change *c, uint64_t id, struct series_record *out) __attribute__((warn_unused_result));

/* The standing series that bears a ref, or whose own ref (facts.h) this is. QUAD_ENOTFOUND. */
int series_load_by_ref(struct change *c, const char *ref, struct series_record *out)
	__attribute__((warn_unused_result));

/* True if the stored record is what these phases would be written as. */
int series_is_same(const struct series_record *stored, const struct series_phases *p, bool *out)
	__attribute__((warn_unused_result));

/*
 * Writes the record with its journal entry, and lets the ref lead to it; a rehearsal does not. Sets the result's
 * series.
 */
int series_write(struct change *c, const struct series_record *stored, const struct series_phases *p,
                 enum outcome outcome) __attribute__((warn_unused_result));

#endif
