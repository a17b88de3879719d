/* Two stacks of steps. It knows no view and carries nothing out: app.c does. */
#include "tui/screen/undo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/words/words_restored.h"

static void clear_stack(struct undo_stack *stack)
{
	for (size_t i = 0; i < stack->n; i++)
		free(stack->v[i].text);
	stack->n = 0;
}

/* The stack owns the text. */
static void push_step(struct undo_stack *stack, uint64_t entry, char *text)
{
	if (stack->n == UNDO_STEPS) {
		free(stack->v[0].text);
		memmove(&stack->v[0], &stack->v[1], (UNDO_STEPS - 1) * sizeof stack->v[0]);
		stack->n--;
	}
	stack->v[stack->n++] = (struct undo_step){entry, text};
}

void undo_note(struct undo *undo, uint64_t entry, const char *text)
{
	char *copy = strdup(text);
	clear_stack(&undo->undone);
	if (copy)
		push_step(&undo->done, entry, copy);
}

const struct undo_step *undo_last(const struct undo *undo, bool again)
{
	const struct undo_stack *stack = again ? &undo->undone : &undo->done;
	return stack->n ? &stack->v[stack->n - 1] : NULL;
}

void undo_turn(struct undo *undo, bool again, uint64_t entry)
{
	struct undo_stack *from = again ? &undo->undone : &undo->done;
	struct undo_stack *to = again ? &undo->done : &undo->undone;
	if (from->n)
		push_step(to, entry, from->v[--from->n].text);
}

void undo_clear(struct undo *undo)
{
	clear_stack(&undo->done);
	clear_stack(&undo->undone);
}

/* What was done with a request or a booking; its name comes after this. */
static const char *decision_name(enum request_op op)
{
	switch (op) {
	case OP_APPROVE: return _("the approval of");
	case OP_DECLINE: return _("the declining of");
	case OP_ASK: return _("the question about");
	case OP_COMMENT: return _("what was said about");
	case OP_CHECKIN: return _("the check-in of");
	case OP_RELEASE: return _("the release of");
	case OP_EVALUATE: return _("the rating of");
	case OP_HAND: return _("the handing on of");
	default: return _("the no-show of");
	}
}

static void describe_decision(const struct request *rq, struct buf *out)
{
	const struct decision_ask *in = &rq->u.decision;
	buf_fmt(out, "%s ", decision_name(rq->op));
	if (in->series)
		buf_fmt(out, _("series S%" PRIu64), in->series);
	else
		buf_fmt(out, _("booking %" PRIu64), in->id);
}

void undo_describe_all(const struct request *rqs, size_t n, struct buf *out)
{
	if (rqs->op == OP_APPROVE)
		buf_fmt(out, ngettext("%zu approval", "%zu approvals", n), n);
	else
		buf_fmt(out, ngettext("%zu change", "%zu changes", n), n);
}

void undo_describe(const struct request *rq, const struct result *result, struct buf *out)
{
	switch (rq->op) {
	case OP_BOOK: buf_fmt(out, _("booking %" PRIu64), result->id); return;
	case OP_MOVE: buf_fmt(out, _("the change of booking %" PRIu64), result->id); return;
	case OP_CANCEL: buf_fmt(out, _("the cancelling of booking %" PRIu64), result->id); return;
	case OP_SWAP:
		buf_fmt(out, _("the swap of bookings %" PRIu64 " and %" PRIu64), rq->u.booking.id, rq->u.booking.other);
		return;
	case OP_APPROVE:
	case OP_DECLINE:
	case OP_ASK:
	case OP_COMMENT:
	case OP_CHECKIN:
	case OP_RELEASE:
	case OP_NOSHOW:
	case OP_EVALUATE:
	case OP_HAND: describe_decision(rq, out); return;
	case OP_SERIES: buf_fmt(out, _("series S%" PRIu64), result->series); return;
	case OP_SERIES_CHANGE: buf_fmt(out, _("the change of series S%" PRIu64), result->series); return;
	case OP_SERIES_CANCEL: buf_fmt(out, _("the cancelling of series S%" PRIu64), result->series); return;
	default: break;
	}
	if (result->n_made || result->n_restored)
		words_restored_short(result, out);
	else
		buf_fmt(out, _("entry %" PRIu64 " of the journal"), result->seq);
}
