/* Entries of the journal without a record: who came in, what left the house. Private to store/change. */
#ifndef QUAD_STORE_NOTE_H
#define QUAD_STORE_NOTE_H

#include "store/change/change.h"

/* Carries out OP_LOGIN, once an hour for the same, and OP_EXPORT. */
int note_put(struct change *c) __attribute__((warn_unused_result));

/* Writes an entry that says this, or in a rehearsal says that it would; sets the result's outcome and seq. */
int note_write(struct change *c, const char *entity, const char *text) __attribute__((warn_unused_result));

/* The same unless the person's entry with this text is less than an hour old: then nothing changes. */
int note_write_once(struct change *c, const char *entity, const char *text) __attribute__((warn_unused_result));

#endif
