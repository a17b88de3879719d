/*
 * The requests of which it is not known whether they were carried out. Who asks for the same once more asks by the same
 * ids: the store tells what came of them, and carries out only what it has not yet.
 */
#ifndef QUAD_TUI_UNSURE_H
#define QUAD_TUI_UNSURE_H

#include "store/model/request.h"

/* All-zero: there are none. */
struct unsure {
	struct buf asked; /* the fields of the requests */
	struct buf ids;   /* REQUEST_ID_BYTES each; empty: there are none */
};

/* Gives n requests, which are complete but for their time, their ids: those of before, or fresh ones. */
void unsure_give_ids(const struct unsure *u, struct request *rqs, size_t n);
/* Notes whether it is known what came of n requests. */
void unsure_note(struct unsure *u, const struct request *rqs, size_t n, bool is_unsure);
void unsure_release(struct unsure *u);

#endif
