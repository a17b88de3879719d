/* Compound files ([MS-CFB]), which old office programs wrote: the bytes of one of their streams. */
#ifndef QUAD_STORE_COMPOUND_H
#define QUAD_STORE_COMPOUND_H

#include "store/base/buf.h"

/* True for what begins as a compound file. */
bool compound_is(struct bytes data);

/*
 * Appends the stream of that name (plain letters, case set aside), wherever it stands. QUAD_ENOTFOUND: there is none.
 * QUAD_EINVAL: the file is damaged or cut off. QUAD_ENOMEM.
 */
int compound_read(struct bytes data, const char *name, struct buf *out) __attribute__((warn_unused_result));

#endif
