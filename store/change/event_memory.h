/*
 * What is remembered of a calendar's event beside its bookings: how often it was changed, so that an older form of it
 * does not win, and the sources that it is in, so that what leaves a source can be told. A change of it is a request
 * (OP_EVENT) like any.
 */
#ifndef QUAD_STORE_EVENT_MEMORY_H
#define QUAD_STORE_EVENT_MEMORY_H

#include "store/change/change.h"
#include "store/model/model.h"

#define SOURCE_MAX_BYTES 100
#define SOURCES_MAX 20 /* of one event */

/* The record: its key, and its bytes, for changes and for the check of a store. Texts point into the bytes. */
struct key event_memory_key(const char *ref);
void event_memory_encode(const struct event_memory *v, struct buf *out);
int event_memory_decode(struct bytes b, struct event_memory *out) __attribute__((warn_unused_result));

/* True if the event is in the source. */
bool event_memory_is_in(const struct event_memory *v, const char *source);

/* Carries out OP_EVENT. */
int event_memory_put(struct change *c) __attribute__((warn_unused_result));

#endif
