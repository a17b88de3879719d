/* Approving is done at once, since it can be taken back; the others ask for the text that the requester will read. */
#include "tui/screen/requests_decide.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/may.h"
#include "tui/screen/ui_ask.h"
#include "tui/screen/ui_confirm.h"
#include "tui/words/words_reason.h"

static struct request request_of(enum request_op op, const struct requests_target *t, const char *text)
{
	struct request rq = {.op = op};
	rq.u.decision = (struct decision_ask){.id = t->id, .seq = t->seq, .text = text, .note = ""};
	/* comments and questions are of one booking */
	if (t->series && (op == OP_APPROVE || op == OP_DECLINE)) {
		rq.u.decision.id = 0;
		rq.u.decision.series = t->series;
	}
	return rq;
}

/* `booking 17`, or `series S3`. */
static void name_target(const struct requests_target *t, struct buf *out)
{
	if (t->series)
		buf_fmt(out, _("series S%" PRIu64), t->series);
	else
		buf_fmt(out, _("booking %" PRIu64), t->id);
}

/* ---- approving ---- */

static void say_approved(struct app *app, const struct requests_target *t, const struct result *r)
{
	struct buf name = {0};
	name_target(t, &name);
	if (r->state == STATE_REQUESTED)
		app_say(app, _("Approved: %s; others have to approve it too. u takes it back"), buf_text(&name));
	else
		app_say(app, _("Approved and booked: %s; u takes it back"), buf_text(&name));
	buf_release(&name);
}

static void say_many(struct app *app, size_t n_done, size_t n)
{
	if (n_done == n)
		app_say(app,
		        ngettext("Approved: %zu request; u takes it back", "Approved: %zu requests; u takes it back",
		                 n),
		        n);
	else if (n_done)
		app_complain(app, _("Approved: %zu of %zu; the others stay marked, approve one to see why not"), n_done,
		             n);
}

/* True if nothing but rules that a coordinator may override speaks against it. */
static bool can_override(struct app *app, const struct requests_target *t, const struct reasons *why)
{
	char entity[32];
	for (size_t i = 0; i < why->n; i++)
		if (!why->v[i].overridable)
			return false;
	snprintf(entity, sizeof entity, "booking:%" PRIu64, t->id);
	return why->n && !may_not(app, RIGHT_COORDINATE, entity);
}

static unsigned override(struct app *app, void *arg)
{
	const struct requests_target *t = arg;
	struct arena arena = {0};
	struct result result;
	struct request rq = request_of(OP_APPROVE, t, "");
	rq.flags = REQUEST_OVERRIDE;
	if (app_apply(app, &rq, &result, &arena))
		say_approved(app, t, &result);
	arena_release(&arena);
	return REACT_HANDLED;
}

/* Asks a coordinator whether it shall be all the same, with what speaks against it. */
static void ask_override(struct app *app, const struct requests_target *t, const struct reasons *why)
{
	struct buf detail = {0};
	struct requests_target *copy = malloc(sizeof *copy);
	struct view *v = NULL;
	for (size_t i = 0; i < why->n; i++) {
		words_reason(&why->v[i], &detail);
		buf_char(&detail, '\n');
	}
	if (copy) {
		*copy = *t;
		v = ui_confirm_new(_("Approve it although a rule speaks against it?"), buf_text(&detail), override,
		                   copy, free);
	}
	if (!v)
		free(copy);
	app_push(app, v);
	buf_release(&detail);
}

unsigned requests_approve(struct app *app, const struct requests_target *v, size_t n)
{
	struct arena arena = {0};
	struct request *rqs = calloc(n + 1, sizeof *rqs);
	struct result *results = calloc(n + 1, sizeof *results);
	if (!rqs || !results) {
		app_fail(app, QUAD_ENOMEM, "");
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		rqs[i] = request_of(OP_APPROVE, &v[i], "");
	size_t n_done = app_apply_all(app, rqs, n, results, &arena);
	if (n == 1 && n_done)
		say_approved(app, v, results);
	else if (n_done)
		say_many(app, n_done, n);
	else if (n == 1 && can_override(app, v, &results->reasons))
		ask_override(app, v, &results->reasons);
out:
	free(rqs);
	free(results);
	arena_release(&arena);
	return REACT_HANDLED;
}

/* ---- with a text ---- */

struct saying {
	enum request_op op;
	struct requests_target target;
};

static void say_said(struct app *app, const struct saying *s)
{
	struct buf name = {0};
	name_target(&s->target, &name);
	if (s->op == OP_DECLINE)
		app_say(app, _("Declined: %s; u takes it back"), buf_text(&name));
	else if (s->op == OP_ASK)
		app_say(app, _("Asked back: %s waits for the answer; u takes it back"), buf_text(&name));
	else
		app_say(app, _("Said: %s; u takes it back"), buf_text(&name));
	buf_release(&name);
}

static unsigned carry_out(struct app *app, void *arg, const char *text)
{
	const struct saying *s = arg;
	struct arena arena = {0};
	struct result result;
	struct request rq = request_of(s->op, &s->target, text);
	if (app_apply(app, &rq, &result, &arena))
		say_said(app, s);
	arena_release(&arena);
	return REACT_RELOAD;
}

static void word_question(enum request_op op, const struct requests_target *t, struct buf *out)
{
	struct buf name = {0};
	name_target(t, &name);
	if (op == OP_DECLINE)
		buf_fmt(out, _("Decline %s: why?"), buf_text(&name));
	else if (op == OP_ASK)
		buf_fmt(out, _("Ask back about %s: what?"), buf_text(&name));
	else
		buf_fmt(out, _("Say about %s:"), buf_text(&name));
	buf_release(&name);
}

static unsigned ask_text(struct app *app, enum request_op op, const struct requests_target *t, const char *hint)
{
	struct buf question = {0};
	struct saying *s = malloc(sizeof *s);
	struct view *v = NULL;
	word_question(op, t, &question);
	if (s) {
		*s = (struct saying){op, *t};
		v = ui_ask_new(&(struct asker){.question = buf_text(&question),
		                               .hint = hint,
		                               .text = "",
		                               .answered = carry_out,
		                               .arg = s,
		                               .free_arg = free});
	}
	if (!v)
		free(s);
	app_push(app, v);
	buf_release(&question);
	return REACT_HANDLED;
}

unsigned requests_ask_decline(struct app *app, const struct requests_target *t)
{
	return ask_text(app, OP_DECLINE, t, _("the requester reads it; Esc declines nothing"));
}

unsigned requests_ask_back(struct app *app, const struct requests_target *t)
{
	return ask_text(app, OP_ASK, t, _("the hold waits for the answer, up to 3 days; once for each request"));
}

unsigned requests_ask_comment(struct app *app, const struct requests_target *t)
{
	return ask_text(app, OP_COMMENT, t, _("all who may see it read it"));
}
