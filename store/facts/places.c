/* A booking's resources are looked at in the order of its claims, as they were when it was decided. */
#include "store/facts/places.h"

#include "store/base/err.h"

/* The campus number of a resource, 0 if it has none; *is_place: people go there. */
static int find_campus(struct db_txn *txn, uint32_t resource, uint32_t *campus, bool *is_place)
{
	struct resource r;
	struct campus c = {0};
	int err = facts_resource_by_number(txn, resource, &r);
	if (!err && *r.campus)
		err = facts_campus(txn, r.campus, &c);
	*is_place = !err && kind_is_place(r.kind);
	*campus = c.no;
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static int find_place(struct db_txn *txn, const struct booking *b, uint32_t person, uint32_t *out)
{
	bool is_place;
	for (size_t i = 0; i < b->n_claims; i++) {
		int err = find_campus(txn, b->claims[i].resource, out, &is_place);
		if (err || (is_place && *out))
			return err;
	}
	return find_campus(txn, person, out, &is_place);
}

/* True if the record has the claim as the index has it. */
static bool is_recorded(const struct booking *b, const struct claim *c)
{
	for (size_t i = 0; i < b->n_claims; i++) {
		const struct claim *x = &b->claims[i];
		if (x->resource == c->resource)
			return x->start == c->start && x->end == c->end && x->place == c->place;
	}
	return false;
}

int places_update(struct db_txn *txn, struct neighbour *n)
{
	struct arena scratch = {0};
	struct booking b;
	int err = facts_booking(txn, n->booking, &scratch, &b);
	if (!err && is_recorded(&b, &n->claim))
		err = find_place(txn, &b, n->claim.resource, &n->claim.place);
	arena_release(&scratch);
	return err == QUAD_ENOTFOUND ? 0 : err;
}
