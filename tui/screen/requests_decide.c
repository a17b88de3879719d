/* Approving is done at once, since it can be taken back; the others ask for the text that the requester will read. */
#include "tui/screen/requests_decide.h"

#include <inttypes.h>
#include <stdlib.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_ask.h"

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
