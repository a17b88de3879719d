/* A zone as calendars define it. */
#ifndef QUAD_STORE_ICS_VTIMEZONE_H
#define QUAD_STORE_ICS_VTIMEZONE_H

#include <stdint.h>

#include "store/base/buf.h"

/*
 * Appends the VTIMEZONE (RFC 5545, 3.6.5) of the process's zone under its name: the offset at the instant `from`, and
 * each change of it up to `to`.
 */
void ics_put_zone(struct buf *out, const char *name, int64_t from, int64_t to);

#endif
