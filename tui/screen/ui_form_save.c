/*
 * Saving: one request, as the fields were read. The message says what was booked, when, for whom, and which dates of a
 * series were left out.
 */
#include "tui/screen/ui_form_save.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/ui_form_read.h"
#include "tui/words/words_time.h"

/* ---- what was booked ---- */

/* `LAB-1, T001` */
static void add_claims(const struct form *f, struct buf *out)
{
	for (size_t i = 0; i < f->ask.n_claims; i++) {
		buf_fmt(out, "%s%s", i ? ", " : "", f->ask.claims[i].resource);
		if (f->ask.claims[i].units)
			buf_fmt(out, "*%" PRIu32, f->ask.claims[i].units);
	}
}

static void add_when(int64_t start, int64_t end, struct buf *out)
{
	buf_fmt(out, "%s ", words_weekday(clock_weekday(clock_local_day(start))));
	words_interval(start, end, out);
}

/* For whom: the institution by its name or, in short, by its code as it was typed. */
static void add_for(const struct form *f, struct app *app, bool in_short, struct buf *out)
{
	struct institution_list all = {0};
	const char *name = f->ask.institution, *requester = *f->ask.requester ? f->ask.requester : app->actor;
	if (*name && !in_short && query_institutions(app->store, &all) == 0)
		for (size_t i = 0; i < all.n; i++)
			if (strcmp(all.v[i].code, name) == 0)
				name = all.v[i].name;
	if (*name)
		buf_fmt(out, _(", for %s (%s)"), name, requester);
	else
		buf_fmt(out, _(", for %s"), requester);
	arena_release(&all.arena);
}

/* The dates on which a series is not, of day rules and of the field. */
static void add_left_out(const struct form *f, const struct result *r, struct buf *out)
{
	enum { SHOWN = 4 };
	char text[CLOCK_TEXT_MAX];
	size_t n = r->n_dropped + f->series.n_except;
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		int64_t date = i < r->n_dropped ? r->dropped[i].date : f->series.except[i - r->n_dropped];
		buf_fmt(out, i ? ", %s" : _("; not on %s"), clock_format_date(date, text) + 5);
	}
	if (n > SHOWN)
		buf_fmt(out, " +%zu", n - SHOWN);
}

/* What became of it, with its number. */
static void word_outcome(const struct request *rq, const struct result *r, struct buf *out)
{
	bool asks = r->state == STATE_REQUESTED || (r->n_made && r->made[0].state == STATE_REQUESTED);
	if (rq->op == OP_SERIES && asks)
		buf_fmt(out,
		        ngettext("Asked for: series S%" PRIu64 ", %zu booking: ",
		                 "Asked for: series S%" PRIu64 ", %zu bookings: ", r->n_made),
		        r->series, r->n_made);
	else if (rq->op == OP_SERIES)
		buf_fmt(out,
		        ngettext("Booked: series S%" PRIu64 ", %zu booking: ",
		                 "Booked: series S%" PRIu64 ", %zu bookings: ", r->n_made),
		        r->series, r->n_made);
	else if (rq->op == OP_MOVE && asks)
		buf_fmt(out, _("Changed, to be approved: booking %" PRIu64 ": "), r->id);
	else if (rq->op == OP_MOVE)
		buf_fmt(out, _("Changed: booking %" PRIu64 ": "), r->id);
	else if (r->state == STATE_WAITING)
		buf_fmt(out, _("Waits for its place: %" PRIu64 ": "), r->id);
	else
		buf_fmt(out, asks ? _("Asked for, to be approved: %" PRIu64 ": ") : _("Booked: %" PRIu64 ": "), r->id);
}

static void word_saved(const struct form *f, const struct request *rq, const struct result *r, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	word_outcome(rq, r, out);
	add_claims(f, out);
	buf_str(out, ", ");
	if (rq->op != OP_SERIES) {
		add_when(r->start, r->end, out);
	} else if (r->n_made) {
		add_when(r->made[0].start, r->made[0].end, out);
		int64_t last = clock_local_day(r->made[r->n_made - 1].start);
		if (r->n_made > 1)
			buf_fmt(out, _(" to %s"), clock_format_date(last, text));
		add_left_out(f, r, out);
	}
}

/* What was booked, as much of it as the line has room for; and the key that takes it back. */
static void say_saved(const struct form *f, struct app *app, const struct request *rq, const struct result *r)
{
	/* for whom by name, by code, not at all */
	struct buf said[3] = {{0}};
	const char *undo = _("; u takes it back");
	size_t room = (size_t)term_cols(), i = 0;
	for (int n = 0; n < 3; n++)
		word_saved(f, rq, r, &said[n]);
	add_for(f, app, false, &said[0]);
	add_for(f, app, true, &said[1]);
	while (i < 2 && text_width(buf_text(&said[i])) > room)
		i++;
	const char *text = buf_text(&said[i]);
	app_say(app, "%s%s", text, text_width(text) + text_width(undo) <= room ? undo : "");
	for (int n = 0; n < 3; n++)
		buf_release(&said[n]);
}

bool ui_form_save(struct form *f, struct app *app, bool waits)
{
	struct result result;
	struct arena arena = {0};
	struct request rq = ui_form_request(f, app->actor, app->now());
	if (waits)
		rq.flags |= REQUEST_WAIT;
	bool done = app_apply(app, &rq, &result, &arena);
	if (done)
		say_saved(f, app, &rq, &result);
	arena_release(&arena);
	return done;
}
