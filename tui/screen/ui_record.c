/*
 * One row of a list as a form: a field a column. Saving is an import of that row, so everything that a file may say can
 * be typed, and everything that is wrong is said in the same words. The import is rehearsed first: if a change of the
 * calendar would move bookings, or any change would put some against the rules, the person is told and asked before it
 * is done.
 */
#include "tui/screen/ui_record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/csv.h"
#include "store/list/list_import.h"
#include "tui/base/edit.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"
#include "tui/screen/record_choices.h"
#include "tui/screen/ui_choose.h"
#include "tui/screen/ui_confirm.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_column.h"
#include "tui/words/words_followers.h"
#include "tui/words/words_name.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_unreadable.h"

enum { FIELDS_MAX = 32, LABEL_COLS = 14, AGAINST_SHOWN = 8 };

struct record_view {
	struct view view;
	const struct list_kind *kind;
	char *names[FIELDS_MAX];
	struct edit field[FIELDS_MAX];
	size_t n;
	struct list_cursor cursor; /* the field with the focus */
	bool is_new;
	bool dirty;    /* something was typed */
	bool dropping; /* Esc was pressed once on what was typed */
	struct buf problems;       /* why it was refused, a line each */
	struct buf against;        /* why bookings that stand would be against the rules, AGAINST_SHOWN lines */
	size_t n_against;          /* how many such reasons there are */
	struct buf followers;      /* what happens to bookings of series, AGAINST_SHOWN lines */
};

static struct record_view *self(struct view *v)
{
	return (struct record_view *)v;
}

/* ---- saving ---- */

/* The bookings of series that follow a change of the calendar. */
static void note_followers(struct record_view *r, const struct list_row_report *report)
{
	size_t n = words_followers_count(report);
	for (size_t i = 0; i < n && i < AGAINST_SHOWN; i++) {
		words_follower(report, i, &r->followers);
		buf_char(&r->followers, '\n');
	}
	if (n > AGAINST_SHOWN)
		buf_fmt(&r->followers, _("and %zu bookings more"), n - AGAINST_SHOWN);
}

static int note_problems(void *arg, const struct list_row_report *report)
{
	struct record_view *r = arg;
	for (size_t i = 0; i < report->reasons->n; i++) {
		const struct reason *why = &report->reasons->v[i];
		struct buf *out = why->of ? &r->against : &r->problems;
		if (why->of && r->n_against++ >= AGAINST_SHOWN)
			continue;
		words_reason(why, out);
		buf_char(out, '\n');
	}
	note_followers(r, report);
	return 0;
}

/* The row as the file that it would be. */
static void write_file(const struct record_view *r, struct buf *out)
{
	for (size_t i = 0; i < r->n; i++)
		csv_put(out, r->names[i], i == 0);
	csv_put_end(out);
	for (size_t i = 0; i < r->n; i++)
		csv_put(out, column_word(r->names[i], edit_text(&r->field[i])), i == 0);
	csv_put_end(out);
}

/* Imports the row, or rehearses it; true if it is accepted. The summary is to be released. */
static bool import_row(struct record_view *r, struct app *app, bool dry_run, struct list_summary *summary)
{
	struct buf file = {0};
	const char *bad = "";
	write_file(r, &file);
	struct list_import ask = {.kind = r->kind,
	                          .data = {buf_text(&file), file.len},
	                          .encoding = "UTF-8",
	                          .dry_run = dry_run,
	                          .actor = app->actor,
	                          .now = app->now(),
	                          .via = VIA_SCREEN};
	buf_clear(&r->problems);
	buf_clear(&r->against);
	buf_clear(&r->followers);
	r->n_against = 0;
	int err = list_import(app->store, &ask, note_problems, r, summary, &bad);
	if (err == QUAD_EINVAL) {
		struct buf why = {0};
		if (summary->fault.problem)
			words_unreadable(&summary->fault, &why);
		app_complain(app, "%s", why.len ? buf_text(&why) : _(quad_strerror(err)));
		buf_release(&why);
	} else if (err) {
		app_fail(app, err, "");
	}
	buf_release(&file);
	size_t n_refused = summary->counts[OUTCOME_REFUSED] + summary->counts[OUTCOME_INVALID];
	return !err && summary->rows == 1 && n_refused == 0;
}

/* Notes what was saved for undo: the list and the row's first field, which mostly is its code. */
static void note_row(struct app *app, const struct record_view *r, uint64_t action)
{
	struct buf text = {0};
	buf_fmt(&text, "%s %s", list_name(r->kind), edit_text(&r->field[0]));
	app_note(app, action, buf_text(&text));
	buf_release(&text);
}

/* Saves the row; then the form closes, and the question over it if there was one. */
static unsigned save_now(struct app *app, void *arg)
{
	struct record_view *r = arg;
	struct list_summary summary;
	if (import_row(r, app, false, &summary)) {
		app_changed(app);
		note_row(app, r, summary.action);
		app_say(app, "%s: %s", list_name(r->kind),
		        summary.counts[OUTCOME_UNCHANGED] ? _("nothing was changed") : _("saved"));
		r->dirty = false;
		bool is_asked = app->top != &r->view;
		app_pop(app);
		if (is_asked)
			app_pop(app);
	}
	list_summary_release(&summary);
	return REACT_HANDLED;
}

static void leave_form(void *arg)
{
	(void)arg; /* the form is the application's */
}

/* The first reasons of bookings that would be against the rules, and how many more there are. */
static void add_against(const struct record_view *r, struct buf *out)
{
	buf_str(out, buf_text(&r->against));
	if (r->n_against > AGAINST_SHOWN)
		buf_fmt(out, _("and %zu reasons more; `quad bookings --against-rules` lists them afterwards"),
		        r->n_against - AGAINST_SHOWN);
}

static unsigned save_row(struct app *app, struct view *v)
{
	struct record_view *r = self(v);
	struct list_summary summary;
	struct buf detail = {0};
	bool fits = import_row(r, app, true, &summary);
	size_t touched = summary.n_moved + summary.n_dropped + summary.n_clashing;
	if (fits && touched) {
		const char *question = _("Save this change of the calendar?");
		buf_fmt(&detail, _("%zu bookings move or come, %zu are dropped, %zu clash and are left out"),
		        summary.n_moved, summary.n_dropped, summary.n_clashing);
		buf_fmt(&detail, "\n%s", buf_text(&r->followers));
		app_push(app, ui_confirm_new(question, buf_text(&detail), save_now, r, leave_form));
	} else if (fits && summary.n_against) {
		const char *question = _("Save this change? Bookings that stand would be against the rules, and stay.");
		add_against(r, &detail);
		app_push(app, ui_confirm_new(question, buf_text(&detail), save_now, r, leave_form));
	} else if (fits) {
		save_now(app, r);
	} else if (summary.rows == 0 && !app->message.len) {
		app_complain(app, "%s", _("nothing was typed"));
	}
	buf_release(&detail);
	list_summary_release(&summary);
	return REACT_HANDLED;
}

static unsigned drop_form(struct app *app, struct view *v)
{
	struct record_view *r = self(v);
	if (!r->dirty || r->dropping)
		return REACT_CLOSE;
	r->dropping = true;
	app_say(app, _("Esc again drops what was typed"));
	return REACT_HANDLED;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct record_view *r = self(v);
	(void)app;
	buf_fmt(out, "%s  %s", list_name(r->kind), r->is_new ? _("a new one") : _("change"));
	const char *name = r->names[r->cursor.at];
	if (strcmp(column_title(name), name) != 0)
		buf_fmt(out, _("  in files: %s"), name);
}

static int fix_window(struct view *v, struct app *app, int top, int bottom)
{
	struct record_view *r = self(v);
	int room = bottom - top - (r->problems.len ? 4 : 0);
	(void)app;
	list_cursor_fix(&r->cursor, (size_t)(room > 1 ? room : 1), false);
	return 0;
}

static void draw_form(struct view *v, struct app *app, int top, int bottom)
{
	struct record_view *r = self(v);
	int end = bottom - (r->problems.len ? 4 : 0), row = top;
	(void)app;
	for (size_t i = r->cursor.top; i < r->n && row < end; i++, row++) {
		bool focus = i == r->cursor.at;
		term_text(row, 0, LABEL_COLS, focus ? ROLE_TITLE : ROLE_DIM, column_title(r->names[i]));
		edit_draw(&r->field[i], row, LABEL_COLS + 1, term_cols() - LABEL_COLS - 1, ROLE_FIELD, focus);
	}
	for (const char *p = buf_text(&r->problems); *p && row < bottom;) {
		size_t len = strcspn(p, "\n");
		struct buf line = {0};
		buf_add(&line, p, len);
		p += len + 1; /* each line ends in a newline */
		row = term_wrapped(row, bottom, 0, term_cols(), ROLE_BAD, buf_text(&line));
		buf_release(&line);
	}
}

/* ---- events ---- */

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct record_view *r = self(v);
	if (ev->type == EVENT_KEY) {
		switch (ev->key) {
		case KEY_CODE_DOWN:
		case KEY_TAB_CODE: r->cursor.at = (r->cursor.at + 1) % r->n; return REACT_HANDLED;
		case KEY_CODE_UP:
		case KEY_CODE_BACKTAB: r->cursor.at = (r->cursor.at + r->n - 1) % r->n; return REACT_HANDLED;
		case KEY_ENTER_CODE:
			if (r->cursor.at + 1 == r->n)
				return save_row(app, v);
			r->cursor.at++;
			return REACT_HANDLED;
		case KEY_ESC_CODE: return REACT_NONE;
		default: break;
		}
	}
	if (!app_edit(app, &r->field[r->cursor.at], ev))
		return REACT_NONE;
	r->dirty = true;
	r->dropping = false;
	return REACT_HANDLED;
}

static void free_record(struct view *v)
{
	struct record_view *r = self(v);
	for (size_t i = 0; i < r->n; i++) {
		edit_release(&r->field[i]);
		free(r->names[i]);
	}
	buf_release(&r->problems);
	buf_release(&r->against);
	buf_release(&r->followers);
	free(r);
}

/* ---- choosing ---- */

static enum list_id list_of(const struct record_view *r)
{
	enum list_id id;
	return list_parse(list_kind_word(r->kind), &id) == 0 ? id : 0;
}

static const char *why_no_choice(struct app *app, struct view *v)
{
	const struct record_view *r = self(v);
	(void)app;
	if (record_choices_has(list_of(r), r->names[r->cursor.at]))
		return NULL;
	return N_("this field has no list to choose from");
}

/* The form and its field cannot change while the dialog is over it. */
static unsigned take_choice(struct app *app, void *arg, const char *key)
{
	struct record_view *r = arg;
	struct buf scratch = {0};
	(void)app;
	edit_set(&r->field[r->cursor.at], column_value(NULL, r->names[r->cursor.at], key, &scratch));
	r->dirty = true;
	r->dropping = false;
	buf_release(&scratch);
	return REACT_HANDLED;
}

/* What a rule's field holds, on which its value depends; "" of other lists. */
static const char *find_rule_field(const struct record_view *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (list_of(r) == LIST_OF_RULES && strcmp(r->names[i], "field") == 0)
			return edit_text(&r->field[i]);
	return "";
}

static unsigned choose_value(struct app *app, struct view *v)
{
	struct record_view *r = self(v);
	struct record_choices c = {0};
	const char *name = r->names[r->cursor.at], *at = column_word(name, edit_text(&r->field[r->cursor.at]));
	int err = record_choices_read(&c, app->store, list_of(r), name, find_rule_field(r));
	if (err)
		app_fail(app, err, "");
	else if (!c.n)
		app_complain(app, _("Nothing to choose from; choose the field of the rule first"));
	else
		app_push(app, ui_choose_new(&(struct chooser){.title = column_title(name),
		                                              .rows = c.v,
		                                              .n = c.n,
		                                              .at = at,
		                                              .chosen = take_choice,
		                                              .arg = r}));
	arena_release(&c.arena);
	return REACT_HANDLED;
}

static const struct action actions[] = {
	{.common = &ui_text_help_typed},
	{"save",
         {KEY_CODE_F2, KEY_CTRL('s')},
         "F2 Ctrl-S",
         N_("save"),
         N_("save it; Enter in the last field too"),
         NULL,
         save_row,
         NULL},
	{"choose",
         {KEY_CODE_F4, KEY_CTRL('t')},
         "F4 Ctrl-T",
         N_("choose"),
         N_("choose what the field may hold, with what it means"),
         why_no_choice,
         choose_value,
         NULL},
	{"drop",
         {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')},
         "Esc F10 Ctrl-C",
         N_("drop"),
         N_("leave the form; twice if something was typed"),
         NULL,
         drop_form,
         NULL},
	{0},
};

static const struct view_ops ops = {
	.flags = VIEW_TYPED,
	.actions = actions,
	.window = fix_window,
	.title = write_title,
	.draw = draw_form,
	.event = handle_event,
	.free = free_record,
};

struct view *ui_record_new(const struct list_kind *kind, const char *const *names, const char *const *values, size_t n)
{
	struct record_view *r = calloc(1, sizeof *r);
	if (!r)
		return NULL;
	r->view.ops = &ops;
	r->kind = kind;
	r->n = n < FIELDS_MAX ? n : FIELDS_MAX;
	r->cursor.n = r->n;
	r->is_new = !values;
	for (size_t i = 0; i < r->n; i++) {
		struct buf scratch = {0};
		r->names[i] = strdup(names[i]);
		edit_set(&r->field[i], values ? column_value(NULL, names[i], values[i], &scratch) : "");
		buf_release(&scratch);
		if (!r->names[i]) {
			free_record(&r->view);
			return NULL;
		}
	}
	return &r->view;
}
