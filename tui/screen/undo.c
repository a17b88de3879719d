/*
 * Copies the request that takes a change back, since what it was made from is gone when it is wanted. It knows no view
 * and carries nothing out: action.c does.
 */
#include "tui/screen/undo.h"

#include "store/base/err.h"

void undo_clear(struct undo *undo)
{
	arena_release(&undo->arena);
	undo->request = NULL;
	undo->text = NULL;
}

/* Copies what the request of a booking points to; false on out of memory. */
static bool copy_booking(struct booking_ask *ask, struct arena *arena)
{
	const char **texts[] = {&ask->ref, &ask->purpose, &ask->note, &ask->requester, &ask->institution};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = arena_str(arena, *texts[i] ? *texts[i] : "");
		if (!*texts[i])
			return false;
	}
	struct claim_ask *claims = arena_alloc(arena, (ask->n_claims + 1) * sizeof *claims);
	if (!claims)
		return false;
	for (size_t i = 0; i < ask->n_claims; i++) {
		claims[i] = (struct claim_ask){arena_str(arena, ask->claims[i].resource), ask->claims[i].units};
		if (!claims[i].resource)
			return false;
	}
	ask->claims = claims;
	return true;
}

void undo_set(struct undo *undo, const struct request *rq, const char *text)
{
	undo_clear(undo);
	struct request *copy = arena_alloc(&undo->arena, sizeof *copy);
	undo->text = arena_str(&undo->arena, text);
	if (!copy || !undo->text)
		return;
	*copy = *rq;
	/* these two have no texts and no claims */
	bool is_flat = rq->op == OP_SERIES_CANCEL || rq->op == OP_SWAP;
	if (is_flat || copy_booking(&copy->u.booking, &undo->arena))
		undo->request = copy;
}

int undo_ask_of_row(const struct booking_row *row, struct arena *arena, struct booking_ask *out)
{
	*out = (struct booking_ask){.ref = row->b.ref,
	                            .start = row->b.start,
	                            .end = row->b.end,
	                            .party = row->b.party,
	                            .purpose = row->b.purpose,
	                            .note = row->b.note,
	                            .requester = row->b.requester,
	                            .institution = row->b.institution};
	return claims_parse(row->claims, arena, &out->claims, &out->n_claims);
}
