/*
 * `event copy`: what is booked for one event asked for again for another. The core is tied together; what can be done
 * without is asked for after it, in the same action, so that one undo takes the whole copy back.
 */
#include "tui/cmd/cmd_event_copy.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/cmd/cmd_answer.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_instead.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_time.h"
#include "tui/cmd/event_copy.h"
#include "tui/cmd/event_rows.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_time.h"

/* ---- what is asked ---- */

struct copy {
	struct input *in;
	struct register_row old, new;
	struct booking_rows rows;
	struct event_copy how;
	struct event_requests asked;
	struct result *results;
	bool dry_run;
};

static bool read_optional(struct copy *c)
{
	struct input *in = c->in;
	const char **codes = arena_alloc(&in->arena, (in->args.n_given + 1) * sizeof *codes);
	size_t at = 0;
	c->how.optional = codes;
	if (!codes) {
		cmd_fail(in->c, QUAD_ENOMEM, in->word);
		return false;
	}
	for (const char *given; (given = args_next(&in->args, "optional", &at)) != NULL;) {
		const char *code = input_clean(in, "--optional", given);
		if (!code)
			return false;
		codes[c->how.n_optional++] = code;
	}
	return true;
}

/* How many days later. */
static enum cmd_status read_shift(struct copy *c)
{
	int64_t from = c->old.number[EVENT_START], to = c->new.number[EVENT_START], day = 0;
	if (!input_date(c->in, "to", &day))
		return CMD_USAGE;
	/* of an event whose start is not told, what is booked first begins it */
	if (!from && c->rows.n)
		from = c->rows.v[0].b.start;
	if (args_has(&c->in->args, "to"))
		c->how.days = day - clock_local_day(from);
	else if (to)
		c->how.days = event_whole_weeks(clock_local_day(from), clock_local_day(to));
	else
		return input_wrong(c->in, _("event: the list of events does not say when %s starts; say --to DATE"),
		                   c->new.text[EVENT_CODE]);
	return CMD_DONE;
}

static enum cmd_status make_requests(struct copy *c)
{
	struct input *in = c->in;
	const struct booking_row *bad = NULL;
	c->how.event = c->new.text[EVENT_CODE];
	int err = event_copy_make(&c->how, &c->rows, &in->arena, &c->asked, &bad);
	if (err == QUAD_EGAP)
		return input_wrong(in,
		                   _("event: booking %" PRIu64 " would begin or end at a time that the clock skips; "
		                     "say another --to DATE"),
		                   bad->b.id);
	c->results = arena_alloc(&in->arena, (c->asked.n + 1) * sizeof *c->results);
	if (err || !c->results)
		return cmd_fail(in->c, err ? err : QUAD_ENOMEM, in->word);
	const char *unused = event_copy_unused(&c->how, &c->asked);
	if (unused && c->asked.n)
		return input_wrong(in, _("event: --optional: no booking for %s has %s; `quad event %s` shows them"),
		                   c->old.text[EVENT_CODE], unused, c->old.text[EVENT_CODE]);
	for (size_t i = 0; i < c->asked.n; i++) {
		struct request *rq = &c->asked.requests[i];
		rq->actor = in->c->actor;
		rq->now = in->c->now;
		rq->via = in->c->via;
		request_id_new(rq->id);
	}
	memset(c->results, 0, c->asked.n * sizeof *c->results);
	return CMD_DONE;
}

/* True if the core was refused, and so nothing is done. */
static bool is_refused(const struct copy *c)
{
	for (size_t i = 0; i < c->asked.n_core; i++)
		if (c->results[i].reasons.n)
			return true;
	return false;
}

/* An entry of the action that the first n requests made; 0: they changed nothing. */
static uint64_t action_of(const struct result *results, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (results[i].action)
			return results[i].action;
	return 0;
}

/* The core all or nothing, then in the same action what can be done without. */
static int carry_out(struct copy *c)
{
	struct cmd_context *context = c->in->c;
	struct event_requests *asked = &c->asked;
	struct arena *arena = &c->in->arena;
	size_t n_core = asked->n_core;
	if (c->dry_run) {
		int err = store_apply(context->store, asked->requests, asked->n, true, c->results, arena);
		for (size_t i = 0; i < asked->n && !err; i++)
			cmd_keep_need(context, &asked->requests[i], &c->results[i]);
		return err;
	}
	int err = n_core ? store_apply(context->store, asked->requests, n_core, false, c->results, arena) : 0;
	if (err || is_refused(c))
		return err;
	context->wrote = action_of(c->results, n_core);
	if (n_core == asked->n)
		return 0;
	for (size_t i = n_core; i < asked->n; i++)
		asked->requests[i].action = context->wrote;
	err = store_apply(context->store, asked->requests + n_core, asked->n - n_core, false, c->results + n_core,
	                  arena);
	if (!err && !context->wrote)
		context->wrote = action_of(c->results + n_core, asked->n - n_core);
	return err;
}

/* ---- its answer ---- */

/* Of which booking the sentences after it are. */
static void say_which(const struct copy *c, size_t i)
{
	const struct booking_ask *b = &c->asked.requests[i].u.booking;
	struct buf *out = c->in->c->message;
	buf_fmt(out, _("As booking %" PRIu64 ": "), c->asked.from[i]->b.id);
	text_plain(out, c->asked.from[i]->claims);
	buf_str(out, ", ");
	words_interval(b->start, b->end, out);
	buf_char(out, '\n');
}

/* The claims of a request that are in its booking (with), or that it does without; NULL: no memory. */
static const char *pick_claims(const struct copy *c, size_t i, bool with, struct booking_ask *out)
{
	struct booking_ask *b = &c->asked.requests[i].u.booking;
	const struct reasons *without = &c->results[i].without;
	struct claim_ask *claims = arena_alloc(&c->in->arena, (b->n_claims + 1) * sizeof *claims);
	size_t n = 0;
	for (size_t j = 0; claims && j < b->n_claims; j++) {
		bool left_out = false;
		for (size_t k = 0; k < without->n; k++)
			left_out |= strcmp(without->v[k].subject, b->claims[j].resource) == 0;
		if (left_out != with)
			claims[n++] = b->claims[j];
	}
	*out = *b;
	out->claims = claims;
	out->n_claims = n;
	out->optional = NULL;
	return claims ? claims_text(claims, n, &c->in->arena) : NULL;
}

/* What could not be had of what is optional, with what would do in its place. Rows may follow: it is in sentences. */
static int say_without(struct copy *c, size_t i)
{
	struct cmd_context sentences = *c->in->c;
	struct result refused = c->results[i];
	struct request rest = c->asked.requests[i];
	sentences.json = false;
	if (!refused.reasons.n && !refused.without.n)
		return 0;
	if (!refused.reasons.n) {
		if (!pick_claims(c, i, false, &rest.u.booking))
			return QUAD_ENOMEM;
		refused.reasons = refused.without;
	}
	buf_str(sentences.message, _("Booked without what could not be had:\n"));
	say_which(c, i);
	cmd_refused_instead(&sentences, &rest, &refused);
	return 0;
}

static int write_copies(struct copy *c)
{
	struct table_sink *rows = c->in->c->rows;
	int err = event_begin_rows(rows);
	for (size_t i = 0; i < c->asked.n && !err; i++) {
		const struct result *r = &c->results[i];
		struct booking_ask shown;
		if (r->reasons.n)
			continue;
		const char *claims = pick_claims(c, i, true, &shown);
		if (!claims)
			return QUAD_ENOMEM;
		err = event_write_row(rows, c->dry_run ? 0 : r->id, r->state, &shown, claims);
	}
	return err ? err : rows->end(rows);
}

static void say_copied(struct copy *c)
{
	struct cmd_context *context = c->in->c;
	size_t n = 0;
	for (size_t i = 0; i < c->asked.n; i++)
		n += !c->results[i].reasons.n;
	if (!c->dry_run && n)
		cmd_note_done(context,
		              ngettext("It is done all the same: %zu booking for %s.\n",
		                       "It is done all the same: %zu bookings for %s.\n", n),
		              n, c->how.event);
	if (context->quiet)
		return;
	if (!n)
		buf_fmt(context->message, "%s\n", _("Nothing was changed."));
	else if (c->dry_run)
		buf_str(context->message, _("It could be booked now. A dry run: nothing was changed.\n"));
	else
		buf_fmt(context->message, _("`quad undo %" PRIu64 "` takes all of it back.\n"), context->wrote);
}

/* Why nothing is done: each request of the core that was refused, with what would work in its place. */
static enum cmd_status answer_refused(struct copy *c)
{
	struct cmd_context *context = c->in->c;
	enum cmd_status status = CMD_REFUSED;
	for (size_t i = 0; i < c->asked.n_core; i++) {
		const struct result *r = &c->results[i];
		if (!r->reasons.n)
			continue;
		say_which(c, i);
		if (context->json)
			words_reasons(&r->reasons, context->message);
		else
			cmd_refused_instead(context, &c->asked.requests[i], r);
		if (cmd_status_of(&r->reasons) == CMD_DENIED)
			status = CMD_DENIED;
	}
	if (context->json)
		cmd_add_refusals_json(context, c->asked.requests, c->results, c->asked.n_core);
	if (!context->quiet)
		buf_fmt(context->message, "%s\n", _("Nothing was changed."));
	return status;
}

/* There is nothing to copy, or nothing that the person may know of. */
static enum cmd_status answer_empty(struct copy *c)
{
	struct cmd_context *context = c->in->c;
	if (context->json)
		cmd_add_refusals_json(context, NULL, NULL, 0);
	buf_fmt(context->message, _("No booking that stands is for %s; nothing was changed.\n"),
	        c->old.text[EVENT_CODE]);
	return CMD_REFUSED;
}

static enum cmd_status answer(struct copy *c)
{
	int err = 0;
	if (!c->asked.n)
		return answer_empty(c);
	if (is_refused(c))
		return answer_refused(c);
	say_copied(c);
	for (size_t i = 0; i < c->asked.n && !err; i++)
		err = say_without(c, i);
	if (!err)
		err = write_copies(c);
	return err ? cmd_fail(c->in->c, err, c->in->word) : CMD_DONE;
}

enum cmd_status cmd_event_copy(struct input *in)
{
	struct copy c = {.in = in, .dry_run = args_has(&in->args, "dry-run")};
	enum cmd_status status = event_load(in, in->args.words[1], &c.old);
	if (status == CMD_DONE)
		status = event_load(in, in->args.words[2], &c.new);
	if (status != CMD_DONE)
		return status;
	int err = event_load_bookings(in->c->store, c.old.text[EVENT_CODE], &c.rows);
	if (err)
		status = cmd_fail(in->c, err, in->word);
	else if (!read_optional(&c))
		status = CMD_USAGE;
	else
		status = read_shift(&c);
	if (status == CMD_DONE)
		status = make_requests(&c);
	err = status == CMD_DONE ? carry_out(&c) : 0;
	if (err)
		status = cmd_fail(in->c, err, in->word);
	else if (status == CMD_DONE)
		status = answer(&c);
	arena_release(&c.rows.arena);
	return status;
}
