/*
 * The booking form: all fields on one screen, beside the day of the resources. Leaving a field checks the whole: below
 * stands how it was understood, with every rule that it would break and who holds what is asked for. Resources,
 * institution and requester are completed as one types. With weeks it books a series of the academic calendar. Typed
 * text stays as it is, also when it cannot be read. Only the store's answer to saving counts; the checks before are
 * advice.
 */
#include "tui/screen/ui_form.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/ui_choose.h"
#include "tui/screen/ui_form_check.h"
#include "tui/screen/ui_form_choose.h"
#include "tui/screen/ui_form_day.h"
#include "tui/screen/ui_form_instead.h"
#include "tui/screen/ui_form_pick.h"
#include "tui/screen/ui_form_read.h"
#include "tui/screen/ui_form_save.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_name.h"
#include "tui/words/words_time.h"

enum {
	DAY_COLS = 24,    /* the day at the left */
	NARROW_COLS = 76, /* below this width there is no room for it */
	WIDE_COLS = 120,  /* from this width on it has more */
	WIDE_DAY_COLS = 48,
	QUARTER_MIN = 15,
	LEAST_LEFT_MIN = 30, /* of a time that has begun */
};

struct form_view {
	struct view view;
	struct form form;
	bool dropping;  /* Esc was pressed once on what was typed */
	bool defaulted; /* what a new booking is for and who asks were put in */
	int64_t read_min; /* when the fields were last read and shown */
	unsigned store_no; /* of the store that it is in */
	struct form_check check;
	struct form_day day;
	struct form_pick pick;
	struct known known;
	uint64_t known_token; /* the store's, when the lists were read */
	struct person_list person; /* the one at the screen, if the store has one */
	const char *home;          /* the person's institution, "" = none */
};

static struct form_view *self(struct view *v)
{
	return (struct form_view *)v;
}

/* ---- loading ---- */

/* What a new booking is for, as far as the store knows the person: put in once, to be changed. */
static int fill_defaults(struct form_view *f, struct app *app)
{
	if (f->defaulted)
		return 0;
	f->defaulted = true;
	f->store_no = app->store_no;
	int err = query_person(app->store, app->actor, &f->person);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err)
		f->home = f->person.v->institution;
	if (f->form.id)
		return 0;
	edit_set(&f->form.field[F_INSTITUTION], f->home);
	edit_set(&f->form.field[F_REQUESTER], app->actor);
	return 0;
}

/* Reads the term whose weeks are meant. */
static int load_term(struct form *form, struct app *app)
{
	struct arena arena = {0};
	struct calendar calendar = {0};
	int err = query_calendar(app->store, &arena, &calendar);
	const struct term *t = err ? NULL : calendar_term(&calendar, form->term, clock_local_day(app->now()));
	form->term_monday = t ? t->first_monday : 0;
	form->term_weeks = t ? t->weeks : 0;
	arena_release(&arena);
	return err;
}

/* Reads the lists again after a change of the store; what pointed into them goes with them. */
static int load_known(struct form_view *f, struct app *app)
{
	if (f->form.known->ready && f->known_token == app->token)
		return 0;
	ui_form_pick_forget(&f->pick);
	known_release(&f->known);
	f->known_token = app->token;
	int err = load_term(&f->form, app);
	return err ? err : known_read(&f->known, app->store, KNOWN_RESOURCES);
}

/* Whose resources come first in the lists: the person's, and those on the campus of the booking. */
static void set_home(struct form_view *f)
{
	const struct form *form = &f->form;
	const struct known_thing *first = NULL;
	for (size_t i = 0; i < form->ask.n_claims && !first; i++)
		first = known_find(form->known, form->ask.claims[i].resource).thing;
	f->pick.campus = first ? first->campus : "";
	f->pick.institution = f->home;
	if (!*f->home && first)
		f->pick.institution = first->institution;
}

/* In another store the booking of this number is another one: it has no version that the form could change. */
static void leave_version(struct form_view *f, const struct app *app)
{
	f->store_no = app->store_no;
	if (f->form.id)
		f->form.seq = UINT64_MAX;
}

/* Reads the fields, and asks the store what it would answer to them now. */
static int check_fields(struct view *v, struct app *app)
{
	struct form_view *f = self(v);
	int err = fill_defaults(f, app);
	if (f->store_no != app->store_no)
		leave_version(f, app);
	if (!err)
		err = load_known(f, app);
	f->read_min = app->now();
	bool readable = ui_form_read(&f->form, f->read_min);
	set_home(f);
	if (!err)
		err = ui_form_check(&f->form, app, readable, &f->check);
	if (!err)
		err = ui_form_day_load(&f->day, app->store, &f->form, &f->check);
	if (!err)
		err = ui_form_pick_when(&f->pick, f->check.when, f->check.n_when);
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
	int needed = (f->check.instead.n ? (int)f->check.instead.n + 1 : 0) + f->check.can_wait;
	return needed < rows / 2 ? needed : rows / 2;
}

/* The pane of the fields. */
static void find_pane(int *col, int *cols)
{
	int day_cols = choose_day_cols(term_cols());
	*col = day_cols ? day_cols + 2 : 0;
	*cols = term_cols() - *col;
}

/* The row under the field that has the keys. */
static int find_list_row(const struct form_view *f, int top)
{
	return ui_form_place(f->form.at, top, 0, term_cols()).row + 1;
}

static int read_window(struct view *v, struct app *app, int top, int bottom)
{
	struct form_view *f = self(v);
	int height = ui_form_pick_height(&f->pick, find_list_row(f, top), bottom);
	return height > 0 ? ui_form_pick_window(&f->pick, app->store, (size_t)height, f->form.id) : 0;
}

static void draw_instead(const struct form_view *f, int row, int bottom, int col, int cols)
{
	const struct alternative_list *list = &f->check.instead;
	if (row < bottom && f->check.can_wait)
		term_text(row++, col, cols, ROLE_TEXT, _("F6 waits for it: it is yours once it is given up"));
	if (row < bottom && list->n)
		term_text(row++, col, cols, ROLE_TEXT, _("Instead (F3 chooses):"));
	for (size_t i = 0; i < list->n && row < bottom; i++) {
		struct buf line = {0};
		ui_form_instead_word(&f->form, &list->v[i], &line);
		term_text(row++, col + 2, cols - 2, ROLE_GOOD, buf_text(&line));
		buf_release(&line);
	}
}

static void draw_answer(const struct form_view *f, int row, int bottom, int col, int cols)
{
	row = term_wrapped(row, row + 2, col, cols, ROLE_TEXT, buf_text(&f->form.meaning));
	if (f->form.n_problems) {
		int problems_bottom = bottom - reserve_rows(f, bottom - row);
		if (problems_bottom <= row)
			problems_bottom = row + 1;
		row = draw_problems(f, row, problems_bottom, col, cols);
		draw_instead(f, row, bottom, col, cols);
	} else if (f->check.checked) {
		term_text(row, col, cols, ROLE_GOOD,
		          f->check.asks ? _("free, to be approved: F2 or Ctrl-S asks for it")
		                        : _("free: F2 or Ctrl-S books it"));
	}
}

static void draw_form(struct view *v, struct app *app, int top, int bottom)
{
	struct form_view *f = self(v);
	int day_cols = choose_day_cols(term_cols());
	int col, cols;
	(void)app;
	find_pane(&col, &cols);
	if (day_cols) {
		ui_form_day_draw(&f->day, top, bottom, 0, day_cols);
		term_vline(top, day_cols, bottom - top);
	}
	ui_form_fields_draw(&f->form, top, col, cols);
	/* with a blank row before it where there is room */
	draw_answer(f, top + FORM_ROWS + (bottom - top > 15), bottom, col, cols);
	ui_form_pick_draw(&f->pick, find_list_row(f, top), bottom, col, cols);
}

/* ---- leaving a field ---- */

/* Opens the list for what is typed, or closes it. */
static void complete_field(struct form_view *f, struct app *app)
{
	int err = ui_form_pick_open(&f->pick, &f->form, &f->known, app->store);
	if (err)
		app_fail(app, err, "");
}

/* A text that names several resources: the list of them opens under it. */
static void offer_several(struct form_view *f, struct app *app)
{
	struct edit *e = &f->form.field[F_RESOURCES];
	const char *at = strstr(edit_text(e), f->form.ambiguous);
	f->form.at = F_RESOURCES;
	e->at = at ? (size_t)(at - edit_text(e)) + strlen(f->form.ambiguous) : e->text.len;
	app_complain(app, _("\"%s\" names several: choose one"), f->form.ambiguous);
	complete_field(f, app);
}

/* Writes the resources as codes, if each of them is known; false if a text names several. */
static bool settle_resources(struct form_view *f, struct app *app)
{
	struct form *form = &f->form;
	struct buf text = {0};
	ui_form_read(form, app->now());
	if (form->ambiguous) {
		offer_several(f, app);
		return false;
	}
	claims_format(form->ask.claims, form->ask.n_claims, &text);
	if (form->all_known && text.len && !text.failed && text.len <= EDIT_MAX_BYTES)
		edit_set(&form->field[F_RESOURCES], buf_text(&text));
	buf_release(&text);
	return true;
}

/* Writes the code of what a field names. */
static void settle_code(struct form_view *f, struct app *app, enum form_field field)
{
	enum known_list_id id = ui_form_pick_list(field);
	struct edit *e = &f->form.field[field];
	struct arena arena = {0};
	const char *text = utf8_clean(&arena, edit_text(e), e->text.len);
	if (text && *text && !f->form.preset[field]) {
		int err = known_read(&f->known, app->store, id);
		const struct known_thing *t = err ? NULL : known_find(&f->known.list[id], text).thing;
		if (err)
			app_fail(app, err, "");
		if (t)
			edit_set(e, t->code);
	}
	arena_release(&arena);
}

/* What was typed in the field that has the keys is taken for what it means; false if that must be chosen first. */
static bool settle_field(struct form_view *f, struct app *app)
{
	ui_form_pick_close(&f->pick);
	switch (f->form.at) {
	case F_RESOURCES: return settle_resources(f, app);
	case F_INSTITUTION:
	case F_EVENT:
	case F_REQUESTER: settle_code(f, app, f->form.at); return true;
	default: return true;
	}
}

static unsigned move_focus(struct form_view *f, struct app *app, int step)
{
	if (settle_field(f, app))
		f->form.at = (enum form_field)(((int)f->form.at + step + F_COUNT) % F_COUNT);
	return REACT_RELOAD;
}

/* ---- saving ---- */

/* True if the start that was typed means another day than when it was shown, as `tomorrow` does after midnight. */
static bool means_another_day(struct form_view *f, int64_t now)
{
	ui_form_read(&f->form, f->read_min);
	int64_t shown = f->form.ask.start;
	ui_form_read(&f->form, now);
	int64_t start = f->form.ask.start;
	return shown && start && clock_local_day(shown) != clock_local_day(start);
}

static void complain_of_day(const struct form_view *f, struct app *app)
{
	struct buf day = {0};
	words_date(clock_local_day(f->form.ask.start), &day);
	app_complain(app, _("The day that was typed means %s by now; save again if that is meant"), buf_text(&day));
	buf_release(&day);
}

static unsigned save_fields(struct app *app, struct form_view *f, bool waits)
{
	const char *problems;
	if (!settle_field(f, app))
		return REACT_RELOAD;
	if (!ui_form_read(&f->form, app->now())) {
		problems = buf_text(&f->form.problems);
		if (f->form.ambiguous)
			offer_several(f, app);
		else
			app_complain(app, "%.*s", (int)strcspn(problems, "\n"), problems);
		return REACT_RELOAD;
	}
	if (f->read_min && means_another_day(f, app->now())) {
		complain_of_day(f, app);
		return REACT_RELOAD;
	}
	return ui_form_save(&f->form, app, waits) ? REACT_CLOSE : REACT_RELOAD;
}

static unsigned save_form(struct app *app, struct view *v)
{
	return save_fields(app, self(v), false);
}

static const char *why_not_waiting(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->check.can_wait ? NULL : N_("there is nothing to wait for");
}

static unsigned wait_for_it(struct app *app, struct view *v)
{
	return save_fields(app, self(v), true);
}

/* ---- alternatives ---- */

/* The dialog has the list for itself: the form looks for another one while it is open. */
struct offering {
	struct form_view *form;
	struct alternative_list list;
};

static void free_offering(void *arg)
{
	struct offering *o = arg;
	arena_release(&o->list.arena);
	free(o);
}

static unsigned take_alternative(struct app *app, void *arg, const char *key)
{
	struct offering *o = arg;
	size_t i = strtoul(key, NULL, 10);
	if (i == 0 || i > o->list.n)
		return REACT_HANDLED;
	ui_form_instead_take(&o->form->form, &o->list.v[i - 1], app);
	o->form->form.dirty = true;
	return REACT_RELOAD;
}

static bool fill_choices(const struct offering *o, struct arena *arena, struct choice *rows)
{
	const struct form *form = &o->form->form;
	for (size_t i = 0; i < o->list.n; i++) {
		struct buf text = {0}, why = {0};
		ui_form_instead_word(form, &o->list.v[i], &text);
		ui_form_instead_why(form, &o->list.v[i], &why);
		rows[i] = (struct choice){arena_fmt(arena, "%zu", i + 1), arena_str(arena, buf_text(&text)),
		                          arena_str(arena, buf_text(&why)), ROLE_GOOD};
		bool failed = text.failed || why.failed || !rows[i].key || !rows[i].text || !rows[i].note;
		buf_release(&text);
		buf_release(&why);
		if (failed)
			return false;
	}
	return true;
}

static unsigned choose_alternative(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	struct choice rows[ALTERNATIVES_MAX];
	struct arena arena = {0};
	struct view *dialog = NULL;
	struct offering *o = malloc(sizeof *o);
	if (!o) {
		app_fail(app, QUAD_ENOMEM, "");
		return REACT_HANDLED;
	}
	*o = (struct offering){f, f->check.instead};
	f->check.instead = (struct alternative_list){0};
	struct chooser ask = {.title = _("Instead"),
	                      .rows = rows,
	                      .n = o->list.n,
	                      .chosen = take_alternative,
	                      .arg = o,
	                      .free_arg = free_offering};
	if (fill_choices(o, &arena, rows))
		dialog = ui_choose_new(&ask);
	arena_release(&arena);
	if (!dialog)
		free_offering(o);
	app_push(app, dialog);
	return REACT_RELOAD;
}

static const char *why_no_alternative(struct app *app, struct view *v)
{
	(void)app;
	return self(v)->check.instead.n ? NULL : N_("nothing speaks against it, or nothing else fits");
}

/* ---- events ---- */

/* How many days a key moves the start by; 0: it does not. An input method makes its own brackets of `[` and `]`. */
static int days_of_key(uint32_t key)
{
	switch (key) {
	case ']':
	case 0x3011:
	case KEY_CODE_PAGE_DOWN: return 1;
	case '[':
	case 0x3010:
	case KEY_CODE_PAGE_UP: return -1;
	case '}':
	case 0xff5d: return 7;
	case '{':
	case 0xff5b: return -7;
	default: return 0;
	}
}

/* Moves the booking to the same time of another day. */
static unsigned move_days(struct form_view *f, struct app *app, int days)
{
	struct form *form = &f->form;
	int64_t start, len;
	ui_form_read(form, app->now());
	if (!form->ask.start) {
		app_complain(app, "%.*s", (int)strcspn(buf_text(&form->problems), "\n"), buf_text(&form->problems));
		return REACT_RELOAD;
	}
	len = form->ask.end - form->ask.start;
	int err =
		clock_from_minute(clock_local_day(form->ask.start) + days, clock_local_minute(form->ask.start), &start);
	if (err) {
		app_fail(app, err, "");
		return REACT_HANDLED;
	}
	ui_form_set_time(&form->field[F_START], start);
	if (len > 0)
		ui_form_fill_end(form, start, start + len);
	form->preset[F_START] = true;
	form->dirty = true;
	return REACT_RELOAD;
}

/* Enter and Tab take a row of the list; from a field for one thing they go on. */
static unsigned take_row(struct form_view *f, struct app *app)
{
	ui_form_pick_take(&f->pick, &f->form);
	f->form.dirty = true;
	return f->form.at == F_RESOURCES ? REACT_RELOAD : move_focus(f, app, 1);
}

/* The keys of the open list; REACT_NONE: it is none. */
static unsigned handle_list_key(struct form_view *f, struct app *app, const struct event *ev)
{
	if (!f->pick.open || ev->type != EVENT_KEY)
		return REACT_NONE;
	switch (ev->key) {
	case KEY_ENTER_CODE:
	case KEY_TAB_CODE: return take_row(f, app);
	case KEY_ESC_CODE: ui_form_pick_close(&f->pick); return REACT_HANDLED;
	default: return ui_form_pick_event(&f->pick, ev) ? REACT_HANDLED : REACT_NONE;
	}
}

/* The keys that go from field to field. */
static unsigned handle_key(struct form_view *f, struct app *app, uint32_t key)
{
	int days = f->form.at == F_START ? days_of_key(key) : 0;
	if (days)
		return move_days(f, app, days);
	switch (key) {
	case KEY_CODE_DOWN:
	case KEY_TAB_CODE: return move_focus(f, app, 1);
	case KEY_CODE_UP:
	case KEY_CODE_BACKTAB: return move_focus(f, app, -1);
	case KEY_ENTER_CODE: return f->form.at == F_NOTE ? save_form(app, &f->view) : move_focus(f, app, 1);
	default: return REACT_NONE;
	}
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct form_view *f = self(v);
	struct edit *e = &f->form.field[f->form.at];
	struct buf before = {0};
	unsigned reaction = handle_list_key(f, app, ev);
	if (reaction == REACT_NONE && ev->type == EVENT_KEY)
		reaction = handle_key(f, app, ev->key);
	if (reaction != REACT_NONE)
		return reaction;
	if (ev->type == EVENT_KEY && ev->key == KEY_ESC_CODE)
		return REACT_NONE;
	buf_str(&before, edit_text(e));
	if (ui_form_edit(&f->form, app, ev)) {
		f->dropping = false;
		reaction = REACT_HANDLED;
		if (strcmp(buf_text(&before), edit_text(e)) != 0)
			complete_field(f, app);
	}
	buf_release(&before);
	return reaction;
}

static void free_form(struct view *v)
{
	struct form_view *f = self(v);
	ui_form_fields_release(&f->form);
	ui_form_check_release(&f->check);
	ui_form_day_release(&f->day);
	ui_form_pick_release(&f->pick);
	known_release(&f->known);
	arena_release(&f->person.arena);
	free(f);
}

/* ---- actions ---- */

static unsigned choose_thing(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	ui_form_pick_close(&f->pick);
	return ui_form_choose(app, &f->form, &f->pick, &f->known);
}

static unsigned check_form(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_RELOAD;
}

static unsigned drop_form(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	if (!f->form.dirty || f->dropping)
		return REACT_CLOSE;
	f->dropping = true;
	app_say(app, _("Esc again drops what was typed"));
	return REACT_HANDLED;
}

/* ---- the table ---- */

/* clang-format off */
static const struct action actions[] = {
	{.common = &ui_text_help_typed},
	{"save", {KEY_CODE_F2, KEY_CTRL('s')}, "F2 Ctrl-S", N_("save"),
	 N_("book it; Enter in the last field too"), NULL, save_form, NULL},
	{"instead", {KEY_CODE_F3, KEY_CTRL('n')}, "F3 Ctrl-N", N_("instead"),
	 N_("choose from what would work instead"), why_no_alternative, choose_alternative, NULL},
	{"choose", {KEY_CODE_F4, KEY_CTRL('t')}, "F4 Ctrl-T", N_("choose"),
	 N_("choose from all resources of a kind, institutions or people; who is free then comes first"), NULL,
	 choose_thing, NULL},
	{"check", {KEY_CODE_F5}, "F5", N_("check"),
	 N_("look again whether it would do"), NULL, check_form, NULL},
	{"wait", {KEY_CODE_F6}, "F6", NULL,
	 N_("where it is taken, wait for it: it is yours once it is given up"), why_not_waiting, wait_for_it, NULL},
	{"drop", {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "Esc F10 Ctrl-C", N_("drop"),
	 N_("close the list; leave the form; twice if something was typed"), NULL, drop_form, NULL},
	{0},
};
/* clang-format on */

static const struct view_ops ops = {
	.flags = VIEW_TYPED | VIEW_FORM,
	.actions = actions,
	.load = check_fields,
	.window = read_window,
	.title = write_title,
	.draw = draw_form,
	.event = handle_event,
	.free = free_form,
};

static struct form_view *new_form(const char *claims, int64_t start, int64_t end)
{
	static const enum form_field preset[] = {F_START, F_END, F_PARTY, F_INSTITUTION, F_REQUESTER};
	struct form_view *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->view.ops = &ops;
	f->form.known = &f->known.list[KNOWN_RESOURCES];
	f->home = "";
	f->form.day = clock_local_day(start);
	edit_set(&f->form.field[F_RESOURCES], claims);
	f->form.minute = clock_local_minute(start);
	ui_form_set_time(&f->form.field[F_START], start);
	ui_form_fill_end(&f->form, start, end);
	for (size_t i = 0; i < sizeof preset / sizeof *preset; i++)
		f->form.preset[preset[i]] = true;
	return f;
}

struct view *ui_form_begin(const struct form_begin *begin)
{
	struct form_view *f = new_form(begin->claims, begin->start, begin->end);
	char party[16];
	if (!f)
		return NULL;
	/* the next one may be typed at once */
	struct edit *e = &f->form.field[F_RESOURCES];
	if (e->text.len && e->text.p[e->text.len - 1] != ';') {
		buf_char(&e->text, ';');
		e->at = e->text.len;
	}
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

/* The end stays, or where less than half an hour is left until then, the length. */
void ui_form_skip_begun(int64_t now, int64_t *start, int64_t *end)
{
	int64_t len_min = *end - *start, next = (now / QUARTER_MIN + 1) * QUARTER_MIN;
	if (now <= *start || now >= *end)
		return;
	*start = next;
	if (*end - next < LEAST_LEFT_MIN)
		*end = next + len_min;
}

struct view *ui_form_of(const char *claims, int64_t start, int64_t end, int64_t now)
{
	ui_form_skip_begun(now, &start, &end);
	return ui_form_begin(&(struct form_begin){.claims = claims, .start = start, .end = end});
}

struct view *ui_form_change(const struct booking_row *row)
{
	const struct booking *b = &row->b;
	struct form_view *f = new_form(row->claims, b->start, b->end);
	char party[16];
	if (!f)
		return NULL;
	f->form.at = F_START;
	f->form.id = b->id;
	f->form.seq = b->seq;
	snprintf(party, sizeof party, "%" PRIu32, b->party);
	edit_set(&f->form.field[F_PARTY], b->party ? party : "");
	edit_set(&f->form.field[F_PURPOSE], b->purpose);
	edit_set(&f->form.field[F_INSTITUTION], b->institution);
	edit_set(&f->form.field[F_REQUESTER], b->requester);
	edit_set(&f->form.field[F_CLASS], purpose_name(b->class));
	edit_set(&f->form.field[F_EVENT], b->event);
	edit_set(&f->form.field[F_NOTE], b->note);
	return &f->view;
}
