/*
 * The booking form: all fields on one screen, beside the day of the first resource. Leaving a field checks the whole:
 * below stands how it was understood, with every rule that it would break and the alternatives, which one key takes
 * over. With weeks it books a series of the academic calendar. Typed text stays as it is, also when it cannot be read.
 * Only the store's answer to saving counts; the checks before are advice.
 */
#include "tui/screen/ui_form.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/query/alternatives.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_form_read.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_time.h"

enum {
	DAY_COLS = 24,    /* the day at the left */
	NARROW_COLS = 76, /* below this width there is no room for it */
	WIDE_COLS = 120,  /* from this width on it has more */
	WIDE_DAY_COLS = 48,
};

struct form_view {
	struct view view;
	struct form form;
	bool dirty;                         /* something was typed */
	bool dropping;                      /* Esc was pressed once on what was typed */
	bool checked;                       /* the store was asked about it */
	struct alternative_list instead;    /* what would work instead, as of the last check */
	struct alternative_list taken_list; /* the list whose alternatives are taken over one after the other */
	size_t taken;                       /* how many of it were taken over */
	struct buf asked_except;            /* the dates in the field when that list came */
	/* the slots of the first resource on the day, and its code, "" if there is no such resource */
	struct slot_list slots;
	char code[CODE_MAX_BYTES + 1];
};

static struct form_view *self(struct view *v)
{
	return (struct form_view *)v;
}

/* ---- loading ---- */

static int load_day(struct form_view *f, struct app *app)
{
	struct slot_list slots;
	arena_release(&f->slots.arena);
	f->slots = (struct slot_list){0};
	f->code[0] = '\0';
	if (f->form.ask.n_claims == 0 || strlen(f->form.ask.claims[0].resource) > CODE_MAX_BYTES)
		return 0;
	int64_t start = clock_day_start(f->form.day), end = clock_day_start(f->form.day + 1);
	int err = query_slots(app->store, f->form.ask.claims[0].resource, start, end, &slots);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	snprintf(f->code, sizeof f->code, "%s", f->form.ask.claims[0].resource);
	f->slots = slots;
	return 0;
}

/* Says what a series would be: how many bookings, from when to when, and the dates that day rules leave out. */
static void word_series(struct form_view *f, const struct result *r)
{
	char text[CLOCK_TEXT_MAX];
	buf_clear(&f->form.meaning);
	if (!r->n_made)
		return;
	buf_fmt(&f->form.meaning, ngettext("%zu booking, ", "%zu bookings, ", r->n_made), r->n_made);
	words_interval(r->made[0].start, r->made[0].end, &f->form.meaning);
	if (r->n_made > 1) {
		int64_t last = clock_local_day(r->made[r->n_made - 1].start);
		buf_fmt(&f->form.meaning, _(" to %s"), clock_format_date(last, text));
	}
	for (size_t i = 0; i < r->n_dropped; i++) {
		const char *date = clock_format_date(r->dropped[i].date, text) + 5;
		buf_fmt(&f->form.meaning, i ? ", %s %s" : _("; not on %s %s"), date, r->dropped[i].note);
	}
}

/* Words the reasons of a refusal, and finds what would work instead. */
static int word_refusal(struct form_view *f, struct app *app, const struct request *rq, const struct result *result)
{
	for (size_t i = 0; i < result->reasons.n; i++) {
		struct buf one = {0};
		words_reason(&result->reasons.v[i], &one);
		ui_form_problem(&f->form, "%s", buf_text(&one));
		buf_release(&one);
	}
	return result->reasons.n ? query_alternatives(app->store, rq, result, &f->instead) : 0;
}

/* Reads the fields, and asks the store what it would answer to them now. */
static int check_fields(struct view *v, struct app *app)
{
	struct form_view *f = self(v);
	bool readable = ui_form_read(&f->form, app->now());
	f->checked = false;
	arena_release(&f->instead.arena);
	f->instead.n = 0;
	int err = load_day(f, app);
	if (err || !readable)
		return err;
	struct result result;
	struct request rq = ui_form_request(&f->form, app->actor, app->now());
	struct arena arena = {0};
	err = store_rehearse(app->store, &rq, &result, &arena);
	if (!err)
		err = word_refusal(f, app, &rq, &result);
	if (!err && rq.op == OP_SERIES)
		word_series(f, &result);
	f->checked = !err;
	arena_release(&arena);
	return err;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct form_view *f = self(v);
	(void)app;
	if (f->form.id)
		buf_fmt(out, _("Change booking %" PRIu64), f->form.id);
	else
		buf_str(out, _("New booking"));
}

/* The resource's day at the left: its bookings and closures, a line each. */
static void draw_day(const struct form_view *f, int top, int bottom, int cols)
{
	char date[CLOCK_TEXT_MAX];
	struct buf line = {0};
	int row = top;
	buf_fmt(&line, "%s %s", clock_format_date(f->form.day, date) + 5, f->code);
	term_text(row++, 0, cols, ROLE_HEADER, buf_text(&line));
	if (f->slots.n == 0)
		term_text(row, 0, cols, ROLE_FREE, *f->code ? _("nothing booked") : "");
	for (size_t i = 0; i < f->slots.n && row < bottom; i++) {
		const struct slot *s = &f->slots.v[i];
		struct wall a, b;
		clock_to_wall(s->start, &a);
		clock_to_wall(s->end, &b);
		buf_clear(&line);
		buf_fmt(&line, "%02d:%02d-%02d:%02d %s", a.hour, a.minute, b.hour, b.minute, s->label);
		enum term_role role = s->booking ? ROLE_BUSY : ROLE_CLOSED;
		if (f->form.id && s->booking == f->form.id)
			role = ROLE_DIM; /* the booking that is changed */
		if (row == bottom - 1 && i + 1 < f->slots.n)
			term_text(row++, 0, cols, ROLE_DIM, "...");
		else
			term_text(row++, 0, cols, role, buf_text(&line));
	}
	buf_release(&line);
}

static int draw_problems(const struct form_view *f, int row, int bottom, int col, int cols)
{
	size_t shown = 0;
	for (const char *p = buf_text(&f->form.problems); *p && row < bottom; shown++) {
		size_t len = strcspn(p, "\n"), left = f->form.n_problems - shown;
		struct buf line = {0};
		if (row == bottom - 1 && left > 1) {
			buf_fmt(&line, ngettext("... and %zu more reason", "... and %zu more reasons", left), left);
			term_text(row++, col, cols, ROLE_BAD, buf_text(&line));
		} else {
			buf_add(&line, p, len);
			row = term_wrapped(row, bottom, col, cols, ROLE_BAD, buf_text(&line));
		}
		buf_release(&line);
		p += len + (p[len] == '\n');
	}
	return row;
}

/* One alternative in words. */
static void word_alternative(const struct alternative *a, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	switch (a->kind) {
	case ALT_TIME:
	case ALT_SHORTER: words_interval(a->start, a->end, out); break;
	case ALT_RESOURCE: buf_str(out, a->claims); break;
	case ALT_EXCEPT:
	case ALT_SOME:
		buf_str(out, a->kind == ALT_EXCEPT ? _("without") : a->claims);
		for (size_t i = 0; i < a->n_except && i < 4; i++)
			buf_fmt(out, " %s", clock_format_date(a->except[i], text) + 5);
		if (a->n_except > 4)
			buf_fmt(out, " +%zu", a->n_except - 4);
		break;
	case ALT_WEEKS:
		buf_fmt(out, "%s ", _("weekday"));
		pattern_format(a->weeks.weekdays, out);
		if (a->weeks.periods) {
			buf_fmt(out, " %s ", _("periods"));
			pattern_format(a->weeks.periods, out);
		}
		break;
	case ALT_NEW: break; /* a remedy: the form has none */
	}
	if (a->travel_min == ALT_WAY_UNKNOWN)
		buf_str(out, _(" (no travel time listed)"));
	else if (a->travel_min)
		buf_fmt(out, _(" (%u min away)"), a->travel_min);
}

static void draw_instead(const struct form_view *f, int row, int bottom, int col, int cols)
{
	if (row < bottom && f->instead.n)
		term_text(row++, col, cols, ROLE_TEXT, _("Instead (F3 takes one, again the next):"));
	for (size_t i = 0; i < f->instead.n && row < bottom; i++) {
		struct buf line = {0};
		word_alternative(&f->instead.v[i], &line);
		term_text(row++, col + 2, cols - 2, ROLE_GOOD, buf_text(&line));
		buf_release(&line);
	}
}
/* The width of the day at the left, 0: there is no room for it. */
static int choose_day_cols(int cols)
{
	if (cols >= WIDE_COLS)
		return WIDE_DAY_COLS;
	return cols >= NARROW_COLS ? DAY_COLS : 0;
}

/* How many of the rows below the fields are kept for the alternatives: as many as they need, half of all at most. */
static int reserve_rows(const struct form_view *f, int rows)
{
	int needed = f->instead.n ? (int)f->instead.n + 1 : 0;
	return needed < rows / 2 ? needed : rows / 2;
}

static void draw_form(struct view *v, struct app *app, int top, int bottom)
{
	struct form_view *f = self(v);
	int day_cols = choose_day_cols(term_cols());
	int col = day_cols ? day_cols + 2 : 0, cols = term_cols() - col;
	int row = top + FORM_ROWS + (bottom - top > 15); /* with a blank row where there is room */
	(void)app;
	if (day_cols) {
		draw_day(f, top, bottom, day_cols);
		term_vline(top, day_cols, bottom - top);
	}
	ui_form_fields_draw(&f->form, top, col, cols);
	row = term_wrapped(row, row + 2, col, cols, ROLE_TEXT, buf_text(&f->form.meaning));
	if (f->form.n_problems) {
		int problems_bottom = bottom - reserve_rows(f, bottom - row);
		if (problems_bottom <= row)
			problems_bottom = row + 1;
		row = draw_problems(f, row, problems_bottom, col, cols);
		draw_instead(f, row, bottom, col, cols);
	} else if (f->checked) {
		term_text(row, col, cols, ROLE_GOOD, _("free: F2 or Ctrl-S books it"));
	}
}

/* ---- saving ---- */

static void say_saved(struct app *app, const struct request *rq, const struct result *result)
{
	struct buf when = {0};
	if (rq->op == OP_SERIES)
		words_interval(result->made[0].start, result->made[0].end, &when);
	else
		words_interval(result->start, result->end, &when);
	if (rq->op == OP_SERIES)
		app_say(app, _("Booked: series S%" PRIu64 ", %zu bookings from %s"), result->series, result->n_made,
		        buf_text(&when));
	else if (rq->op == OP_MOVE)
		app_say(app, _("Changed: booking %" PRIu64 ", %s"), result->id, buf_text(&when));
	else
		app_say(app, _("Booked: %" PRIu64 ", %s"), result->id, buf_text(&when));
	buf_release(&when);
}

static unsigned save_form(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	struct result result;
	struct arena arena = {0};
	unsigned reaction = REACT_RELOAD;
	if (!ui_form_read(&f->form, app->now())) {
		app_complain(app, "%.*s", (int)strcspn(buf_text(&f->form.problems), "\n"), buf_text(&f->form.problems));
		return REACT_RELOAD;
	}
	struct request rq = ui_form_request(&f->form, app->actor, app->now());
	if (app_apply(app, &rq, &result, &arena)) {
		say_saved(app, &rq, &result);
		reaction = REACT_CLOSE;
	}
	arena_release(&arena);
	return reaction;
}

/* ---- alternatives ---- */

/* Takes the next alternative over into the fields: the first one if the last check brought a new list. */
static unsigned take_alternative(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	if (f->instead.n) {
		arena_release(&f->taken_list.arena);
		f->taken_list = f->instead;
		f->instead = (struct alternative_list){0};
		f->taken = 0;
		buf_clear(&f->asked_except);
		buf_str(&f->asked_except, edit_text(&f->form.field[F_EXCEPT]));
	}
	const struct alternative *a = &f->taken_list.v[f->taken++ % f->taken_list.n];
	if (!f->form.repeats) {
		ui_form_set_time(&f->form.field[F_START], a->start);
		ui_form_fill_end(&f->form, a->start, a->end);
	} else if (a->kind == ALT_WEEKS) {
		ui_form_set_numbers(&f->form.field[F_WEEKDAYS], a->weeks.weekdays);
		ui_form_set_numbers(&f->form.field[F_PERIODS], a->weeks.periods);
	}
	if (f->form.repeats) {
		const char *before = a->kind == ALT_SOME ? buf_text(&f->asked_except) : "";
		ui_form_set_dates(&f->form.field[F_EXCEPT], before, a->except, a->n_except);
	}
	if (a->kind == ALT_SOME)
		app_say(app, _("Without those dates; then book %s on them"), a->claims);
	else
		edit_set(&f->form.field[F_RESOURCES], a->claims);
	f->dirty = true;
	return REACT_RELOAD;
}

static const char *why_no_alternative(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	(void)app;
	return f->instead.n || f->taken_list.n ? NULL : N_("nothing speaks against it, or nothing else fits");
}

/* ---- events ---- */

static unsigned move_focus(struct form_view *f, int step)
{
	f->form.at = (enum form_field)(((int)f->form.at + step + F_COUNT) % F_COUNT);
	return REACT_RELOAD;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct form_view *f = self(v);
	if (ev->type == EVENT_KEY) {
		switch (ev->key) {
		case KEY_CODE_DOWN:
		case KEY_TAB_CODE: return move_focus(f, 1);
		case KEY_CODE_UP:
		case KEY_CODE_BACKTAB: return move_focus(f, -1);
		case KEY_ENTER_CODE: return f->form.at == F_NOTE ? save_form(app, v) : move_focus(f, 1);
		case KEY_ESC_CODE: return REACT_NONE;
		default: break;
		}
	}
	if (!app_edit(app, &f->form.field[f->form.at], ev))
		return REACT_NONE;
	f->dirty = true;
	f->dropping = false;
	/* what is typed now is another question */
	arena_release(&f->taken_list.arena);
	f->taken_list.n = 0;
	return REACT_HANDLED;
}

static void free_form(struct view *v)
{
	struct form_view *f = self(v);
	ui_form_fields_release(&f->form);
	arena_release(&f->slots.arena);
	arena_release(&f->instead.arena);
	arena_release(&f->taken_list.arena);
	buf_release(&f->asked_except);
	free(f);
}

/* ---- actions ---- */

static unsigned check_form(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_RELOAD;
}

static unsigned drop_form(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	if (!f->dirty || f->dropping)
		return REACT_CLOSE;
	f->dropping = true;
	app_say(app, _("Esc again drops what was typed"));
	return REACT_HANDLED;
}

/* ---- the table ---- */

static const struct action actions[] = {
	{.common = &ui_text_help_typed},
	{"save", {KEY_CODE_F2, KEY_CTRL('s')}, "F2 Ctrl-S", N_("save"),
	 N_("book it; Enter in the last field too"), NULL, save_form, NULL},
	{"instead", {KEY_CODE_F3, KEY_CTRL('n')}, "F3 Ctrl-N", N_("instead"),
	 N_("take over what would work instead; again: the next"), why_no_alternative, take_alternative, NULL},
	{"check", {KEY_CODE_F5}, "F5", N_("check"),
	 N_("look again whether it would do"), NULL, check_form, NULL},
	{"drop", {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "Esc F10 Ctrl-C", N_("drop"),
	 N_("leave the form; twice if something was typed"), NULL, drop_form, NULL},
	{0},
};

static const struct view_ops ops = {
	.flags = VIEW_TYPED | VIEW_FORM,
	.actions = actions,
	.load = check_fields,
	.title = write_title,
	.draw = draw_form,
	.event = handle_event,
	.free = free_form,
};

static struct form_view *new_form(int64_t start, int64_t end)
{
	struct form_view *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->view.ops = &ops;
	f->form.at = F_START;
	f->form.day = clock_local_day(start);
	f->form.minute = clock_local_minute(start);
	ui_form_set_time(&f->form.field[F_START], start);
	ui_form_fill_end(&f->form, start, end);
	return f;
}

struct view *ui_form_of(const char *claims, int64_t start, int64_t end)
{
	struct form_view *f = new_form(start, end);
	if (!f)
		return NULL;
	edit_set(&f->form.field[F_RESOURCES], claims);
	return &f->view;
}

struct view *ui_form_new(const struct resource *r, int64_t start, int64_t end)
{
	return ui_form_of(r->code, start, end);
}

struct view *ui_form_begin(const struct form_begin *begin)
{
	struct form_view *f = new_form(begin->start, begin->end);
	char party[16];
	if (!f)
		return NULL;
	edit_set(&f->form.field[F_RESOURCES], begin->claims);
	snprintf(party, sizeof party, "%" PRIu32, begin->party);
	edit_set(&f->form.field[F_PARTY], begin->party ? party : "");
	if (begin->weeks) {
		snprintf(f->form.term, sizeof f->form.term, "%s", begin->weeks->term);
		ui_form_set_numbers(&f->form.field[F_WEEKS], begin->weeks->weeks);
		ui_form_set_numbers(&f->form.field[F_WEEKDAYS], begin->weeks->weekdays);
		ui_form_set_numbers(&f->form.field[F_PERIODS], begin->weeks->periods);
		ui_form_set_dates(&f->form.field[F_EXCEPT], "", begin->except, begin->n_except);
	}
	return &f->view;
}

struct view *ui_form_change(const struct booking_row *row)
{
	const struct booking *b = &row->b;
	struct form_view *f = new_form(b->start, b->end);
	char party[16];
	if (!f)
		return NULL;
	f->form.id = b->id;
	f->form.seq = b->seq;
	snprintf(party, sizeof party, "%" PRIu32, b->party);
	edit_set(&f->form.field[F_RESOURCES], row->claims);
	edit_set(&f->form.field[F_PARTY], b->party ? party : "");
	edit_set(&f->form.field[F_PURPOSE], b->purpose);
	edit_set(&f->form.field[F_INSTITUTION], b->institution);
	edit_set(&f->form.field[F_REQUESTER], b->requester);
	edit_set(&f->form.field[F_NOTE], b->note);
	return &f->view;
}