/* A replica: how old it is, and what it is a copy of. All of them are appended. */
#ifndef QUAD_TUI_WORDS_REPLICA_H
#define QUAD_TUI_WORDS_REPLICA_H

#include "store/db/db.h"

/* `20 minutes old`, `3 hours old`, `5 days old`; what a clock that was set back makes of it is 0 minutes. */
void words_age(int64_t min, struct buf *out);

/* `this is a copy of 2026-11-30 08:00, 3 hours old; changes go to PLACE`, for a message after `NAME: `. */
void words_replica(const struct db_replica *r, int64_t now, struct buf *out);

/* `copy of 2026-11-30 08:00, 3 hours old`, or without the moment where there is little room. */
void words_replica_short(const struct db_replica *r, int64_t now, bool has_room, struct buf *out);

#endif
