/* The claims in both indexes, the reference, the record with its journal entry, and the answer. */
#include "store/change/book_write.h"

#include "store/change/place.h"

void book_write_result(struct change *c, const struct booking *b)
{
	c->out->id = b->id;
	c->out->series = b->series;
	c->out->start = b->start;
	c->out->end = b->end;
	c->out->state = b->state;
}

/* The claims of the plan in the place of the old ones, unless they are those. */
static int write_claims(struct change *c, const struct plan *p)
{
	if (p->v.claims == p->old.claims)
		return 0;
	int err = p->old.id ? plan_drop_claims(c, &p->old) : 0;
	return err ? err : plan_put_claims(c, &p->v);
}

int book_write(struct change *c, struct plan *p)
{
	bool is_new = p->old.id == 0;
	int err = p->institution_missing ? place_make_institution(c, p->v.institution) : 0;
	if (!err && is_new)
		err = change_next_id(c, OWN_BOOKING, 0, &p->v.id);
	if (!err)
		err = write_claims(c, p);
	if (!err && is_new && *p->v.ref)
		err = change_put_ref(c, TABLE_BOOKING_REF, p->v.ref, p->v.id);
	if (!err)
		err = plan_record(c, p, is_new ? OUTCOME_ADDED : OUTCOME_UPDATED);
	if (!err)
		book_write_result(c, &p->v);
	return err;
}
