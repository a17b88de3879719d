/*
 * The answer to a request: a line for every booking that was made, moved or cancelled; what a series had to leave out,
 * in sentences; or the refusal.
 */
#include "tui/cmd/cmd_answer.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/store_notes.h"
#include "store/model/need.h"
#include "store/query/requests.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_instead.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_request.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_time.h"

static const struct column columns[] = {
	{"id", CELL_NUMBER}, {"series", CELL_TEXT}, {"start", CELL_TIME}, {"end", CELL_TIME}, {"state", CELL_TEXT}};

struct cell series_cell(uint64_t series, char scratch[SERIES_TEXT_MAX])
{
	snprintf(scratch, SERIES_TEXT_MAX, "S%" PRIu64, series);
	return (struct cell){.text = scratch, .none = !series};
}

static int write_line(struct table_sink *rows, uint64_t id, uint64_t series, int64_t start, int64_t end,
                      enum booking_state state)
{
	char name[SERIES_TEXT_MAX];
	return rows->row(rows, (struct cell[]){{.number = (int64_t)id, .none = !id},
	                                       series_cell(series, name),
	                                       {.number = start},
	                                       {.number = end},
	                                       {.text = state_word(state)}});
}

/* The bookings as they stand, by their ids. */
static int write_stored(struct cmd_context *c, const uint64_t *ids, size_t n)
{
	struct booking_rows rows = {0};
	int err = query_bookings(c->store, ids, n, &rows);
	if (err)
		goto out;
	for (size_t i = 0; i < rows.n; i++) {
		const struct booking *b = &rows.v[i].b;
		err = write_line(c->rows, b->id, b->series, b->start, b->end, b->state);
		if (err)
			break;
	}
out:
	arena_release(&rows.arena);
	return err;
}

/* All of a series that stands: what an answer says that changed nothing. */
static int write_series(struct cmd_context *c, uint64_t series)
{
	struct booking_ids ids = {0};
	int err = query_booking_ids(c->store, &(struct booking_filter){.series = series}, &ids);
	if (!err)
		err = write_stored(c, ids.v, ids.n);
	arena_release(&ids.arena);
	return err;
}

/* The bookings that a change of a series made, moved or cancelled. What a rehearsal would add has no number yet. */
static int write_made(struct cmd_context *c, const struct request *rq, const struct result *r, bool advice)
{
	bool new_series = advice && rq->op == OP_SERIES && r->outcome == OUTCOME_ADDED;
	for (size_t i = 0; i < r->n_made; i++) {
		const struct made *m = &r->made[i];
		bool new_booking = advice && m->outcome == OUTCOME_ADDED;
		int err = write_line(c->rows, new_booking ? 0 : m->id, new_series ? 0 : m->series, m->start, m->end,
		                     m->state);
		if (err)
			return err;
	}
	return 0;
}

/* Of a request that was carried out before: what it was about, as that stands. */
static int write_recalled(struct cmd_context *c, const struct request *rq, const struct result *r)
{
	uint64_t booking = 0;
	if (op_decides(rq->op))
		booking = rq->u.decision.id;
	else if (rq->op == OP_ADJUST)
		booking = rq->u.adjust.id;
	if (r->series)
		return write_series(c, r->series);
	return booking ? write_stored(c, &booking, 1) : 0;
}

static int write_lines(struct cmd_context *c, const struct request *rq, const struct result *r, bool advice)
{
	if (rq->op == OP_SWAP && !advice)
		return write_stored(c, (uint64_t[]){rq->u.booking.id, rq->u.booking.other}, 2);
	if (r->recalled && !r->id)
		return write_recalled(c, rq, r);
	if (op_decides(rq->op) && rq->u.decision.series)
		return write_made(c, rq, r, advice);
	if (!op_is_about_series(rq->op))
		return write_line(c->rows, r->id, r->series, r->start, r->end, r->state);
	if (r->outcome == OUTCOME_UNCHANGED)
		return write_series(c, r->series);
	return write_made(c, rq, r, advice);
}

static int write_result(struct cmd_context *c, const struct request *rq, const struct result *r, bool advice)
{
	int err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	if (!err)
		err = write_lines(c, rq, r, advice);
	return err ? err : c->rows->end(c->rows);
}

/* What is not there of a series although it was asked for. */
static void say_left_out(struct cmd_context *c, const struct result *r)
{
	char date[CLOCK_TEXT_MAX];
	if (r->without.n)
		buf_str(c->message, _("Booked without what could not be had:\n"));
	words_reasons(&r->without, c->message);
	for (size_t i = 0; i < r->n_dropped && !c->quiet; i++)
		buf_fmt(c->message, _("%s: nothing takes place (%s)\n"), clock_format_date(r->dropped[i].date, date),
		        r->dropped[i].note);
	for (size_t i = 0; i < r->n_skipped; i++) {
		const struct skipped *s = &r->skipped[i];
		words_interval(s->start, s->end, c->message);
		if (s->stays)
			buf_fmt(c->message, _(" is not for booking %" PRIu64 ", which stays where it stands: "),
			        s->stays);
		else
			buf_str(c->message, _(" is left out: "));
		for (size_t j = 0; j < s->reasons.n; j++) {
			struct reason reason = s->reasons.v[j];
			reason.at = 0; /* said already */
			buf_str(c->message, j ? "; " : "");
			words_reason(&reason, c->message);
		}
		buf_char(c->message, '\n');
	}
}

/* Who had waited for what a change has freed, and has it now: their institution says enough. */
static void say_promoted(struct cmd_context *c, const struct result *r)
{
	for (size_t i = 0; i < r->n_promoted && !c->quiet; i++) {
		const struct promoted *p = &r->promoted[i];
		struct buf when = {0};
		words_interval(p->start, p->end, &when);
		if (p->state == STATE_REQUESTED)
			buf_fmt(c->message, _("Booking %" PRIu64 " had waited for %s, %s, and has requested it now.\n"),
			        p->id, p->claims, buf_text(&when));
		else
			buf_fmt(c->message, _("Booking %" PRIu64 " had waited for %s, %s, and has it now.\n"), p->id,
			        p->claims, buf_text(&when));
		buf_release(&when);
	}
}

/* Who was given another place. */
static void say_displaced(struct cmd_context *c, const struct result *r)
{
	for (size_t i = 0; i < r->n_displaced && !c->quiet; i++) {
		const struct displaced *d = &r->displaced[i];
		struct buf when = {0};
		words_interval(d->start, d->end, &when);
		buf_fmt(c->message, _("Booking %" PRIu64 ", %s, is in %s instead of %s.\n"), d->id, buf_text(&when),
		        d->to, d->from);
		buf_release(&when);
	}
}

/* A swap that somebody else has to agree to. */
static bool is_proposal(const struct request *rq, const struct result *r)
{
	return rq->op == OP_SWAP && (r->outcome == OUTCOME_ADDED || r->outcome == OUTCOME_UNCHANGED);
}

/* Who has to decide, and until when the time is held. */
static void say_request(struct cmd_context *c, uint64_t id)
{
	struct request_rows rows = {0};
	struct buf until = {0};
	int err = query_requests(c->store, &(struct request_filter){.booking = id}, &rows);
	if (!err && rows.n == 1) {
		words_moment(rows.v[0].b.until, &until);
		buf_fmt(c->message,
		        _("Booking %" PRIu64 " is a request: it waits for %s, and holds its time until %s.\n"), id,
		        rows.v[0].waits_for, buf_text(&until));
	}
	buf_release(&until);
	arena_release(&rows.arena);
}

/* The same of a series, of which some or all are. */
static void say_requests(struct cmd_context *c, const struct result *r)
{
	size_t n = 0;
	uint64_t first = 0;
	for (size_t i = 0; i < r->n_made; i++)
		if (r->made[i].state == STATE_REQUESTED && n++ == 0)
			first = r->made[i].id;
	if (n)
		buf_fmt(c->message,
		        ngettext("%zu booking of the series is a request.\n",
		                 "%zu bookings of the series are requests.\n", n),
		        n);
	else if (r->state == STATE_REQUESTED)
		first = r->id;
	if (first)
		say_request(c, first);
}

static void say_unchanged(struct cmd_context *c, const struct request *rq, const struct result *r)
{
	if (op_is_about_series(rq->op))
		buf_fmt(c->message, _("Series S%" PRIu64 " stands like that already; nothing was changed.\n"),
		        r->series);
	else
		buf_fmt(c->message, _("Booking %" PRIu64 " stands like that already; nothing was changed.\n"), r->id);
}

static void say_proposal(struct cmd_context *c, const struct request *rq)
{
	buf_fmt(c->message,
	        _("The swap is proposed; nothing was changed yet. It is done when whoever has the other booking gives "
	          "`quad swap %" PRIu64 " %" PRIu64 "%s` within 7 days.\n"),
	        rq->u.booking.id, rq->u.booking.other, rq->given & GIVEN(BOOKING_TIME) ? " --times" : "");
}

static void say_outcome(struct cmd_context *c, const struct request *rq, const struct result *r, bool advice)
{
	if (c->quiet)
		return;
	if (is_proposal(rq, r)) {
		say_proposal(c, rq);
		return;
	}
	if (r->outcome == OUTCOME_UNCHANGED)
		say_unchanged(c, rq, r);
	else if (!advice)
		say_requests(c, r);
	if (rq->op == OP_CANCEL && state_stands(r->state))
		buf_fmt(c->message,
		        _("Booking %" PRIu64 " has begun: it ends now, and what took place stands; --record cancels "
		          "all of it.\n"),
		        r->id);
	if (r->state == STATE_WAITING) {
		buf_str(c->message, advice ? _("It is taken, and would wait. A dry run: nothing was changed.\n")
		                           : _("It is taken, and waits for its place. It holds nothing until "
		                               "somebody gives it up.\n"));
		return;
	}
	if (advice && (rq->op == OP_BOOK || rq->op == OP_SERIES))
		buf_str(c->message, _("It could be booked now. A dry run: nothing was changed.\n"));
	else if (advice)
		buf_str(c->message, _("It could be done now. A dry run: nothing was changed.\n"));
}

/* What was changed, for where the answer itself gets lost. */
static void note_done(struct cmd_context *c, const struct request *rq, const struct result *r, bool advice)
{
	struct buf when = {0};
	bool changed = !advice && r->outcome != OUTCOME_UNCHANGED;
	/* say_outcome says that nothing was */
	if (!changed && !c->quiet)
		return;
	if (!changed) {
		cmd_note_done(c, "%s\n", _("Nothing was changed."));
	} else if (is_proposal(rq, r)) {
		cmd_note_done(c, "%s\n", _("It is done all the same: the swap is proposed."));
	} else if (rq->op == OP_SWAP) {
		cmd_note_done(c, _("It is done all the same: bookings %" PRIu64 " and %" PRIu64 " are swapped.\n"),
		              rq->u.booking.id, rq->u.booking.other);
	} else if (op_is_about_series(rq->op)) {
		cmd_note_done(c,
		              ngettext("It is done all the same: series S%" PRIu64 ", %zu booking made or changed.\n",
		                       "It is done all the same: series S%" PRIu64 ", %zu bookings made or changed.\n",
		                       r->n_made),
		              r->series, r->n_made);
	} else {
		words_interval(r->start, r->end, &when);
		if (r->state == STATE_WAITING)
			cmd_note_done(c, _("It is done all the same: booking %" PRIu64 " waits, %s.\n"), r->id,
			              buf_text(&when));
		else
			cmd_note_done(c,
			              r->state == STATE_CANCELLED
			                      ? _("It is done all the same: booking %" PRIu64 " is cancelled, %s.\n")
			                      : _("It is done all the same: booking %" PRIu64 " is booked, %s.\n"),
			              r->id, buf_text(&when));
	}
	buf_release(&when);
}

/* The change stands, but not all of its answer could be given. */
static enum cmd_status fail_answer(const struct input *in, int err)
{
	if (err != QUAD_ESTOP) /* whoever stopped it says why */
		buf_fmt(in->c->message, _("%s: the answer is not complete: %s\n"), in->word, _(quad_strerror(err)));
	return CMD_FAILED;
}

enum cmd_status cmd_write_bookings(const struct input *in, const struct request *rq, const struct result *r)
{
	struct table_sink *rows = in->c->rows;
	say_left_out(in->c, r);
	say_promoted(in->c, r);
	int err = rows->begin(rows, columns, sizeof columns / sizeof *columns);
	if (!err)
		err = write_made(in->c, rq, r, false);
	if (!err)
		err = rows->end(rows);
	return err ? fail_answer(in, err) : CMD_DONE;
}

void cmd_keep_need(const struct cmd_context *c, const struct request *rq, const struct result *r)
{
	bool of_need = !r->reasons.n || need_is_refused(&r->reasons);
	if (of_need && need_is_asked(rq->op))
		store_note_refusals(c->store, rq, r, 1);
}

enum cmd_status cmd_ask(const struct input *in, struct request *rq, bool advice)
{
	struct cmd_context *c = in->c;
	struct arena arena = {0};
	struct result result = {0};
	enum cmd_status status = cmd_request_begin(in, rq, advice);
	if (status != CMD_DONE)
		return status;
	int err = advice ? store_rehearse(c->store, rq, &result, &arena)
	                 : store_apply(c->store, rq, 1, false, &result, &arena);
	if (!err && advice)
		cmd_keep_need(c, rq, &result);
	if (!err && !advice && result.seq)
		c->wrote = result.seq;
	if (!err && result.reasons.n) {
		/* there is nothing else that would do in place of a decision */
		if (op_decides(rq->op))
			status = cmd_refused(c, &result.reasons);
		else
			status = cmd_refused_instead(c, rq, &result);
		goto out;
	}
	if (err) {
		status = cmd_fail(c, err, in->word);
		goto out;
	}
	status = cmd_request_end(in, rq, &result);
	if (status != CMD_DONE)
		goto out;
	note_done(c, rq, &result, advice);
	say_left_out(c, &result);
	say_promoted(c, &result);
	say_displaced(c, &result);
	say_outcome(c, rq, &result, advice);
	err = write_result(c, rq, &result, advice);
	if (err)
		status = fail_answer(in, err);
out:
	arena_release(&arena);
	return status;
}
