/* The entries come after that of the booking's record, of whose action they are. */
#include "store/change/rule_notes.h"

#include <inttypes.h>

#include "store/base/err.h"
#include "store/model/codec.h"
#include "store/model/entity.h"

/* `quota:LAB-1@count 2 per week for person (R7, booking 17)` */
static void describe(const struct reason *r, uint64_t booking, struct buf *out)
{
	buf_fmt(out, "%s:%s@", rule_word(r->rule), r->subject);
	reason_what(r, out);
	buf_fmt(out, " (%s, booking %" PRIu64 ")", r->owner_rule, booking);
}

static int write_note(struct change *c, const char *entity, const struct reason *r, uint64_t booking)
{
	struct buf what = {0};
	describe(r, booking, &what);
	bool failed = what.failed || !entity;
	int err = failed ? QUAD_ENOMEM : change_note(c, entity, (struct bytes){what.p, what.len});
	buf_release(&what);
	return err;
}

int rule_notes_write(struct change *c, const struct plan *p)
{
	int err = 0;
	for (size_t i = 0; i < p->trial.n; i++) {
		const struct reason *r = &p->trial.v[i];
		if (!err)
			err = write_note(c, arena_fmt(c->arena, NOTE_TRIAL "%s", r->owner_rule), r, p->v.id);
	}
	for (size_t i = 0; i < p->overridden.n; i++) {
		const struct reason *r = &p->overridden.v[i];
		if (!err)
			err = write_note(c, arena_fmt(c->arena, NOTE_OVERRIDDEN "%" PRIu64, p->v.id), r, p->v.id);
	}
	return err;
}
