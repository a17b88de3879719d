/*
 * Looks actions up in the tables of the views, runs them, and has the common ones that open no view: back, quit, undo
 * and redo. It knows no view.
 */
#include "tui/screen/action.h"

#include <inttypes.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/app.h"

/* ---- tables ---- */

const struct action *action_of_row(const struct action *row)
{
	if (row->common)
		return row->common;
	return row->name ? row : NULL;
}

static bool has_key(const struct action *a, uint32_t key)
{
	for (size_t i = 0; i < ACTION_KEYS && a->keys[i]; i++)
		if (a->keys[i] == key)
			return true;
	return false;
}

static const struct action *find_by_key(const struct action *table, uint32_t key)
{
	for (const struct action *row = table; action_of_row(row); row++)
		if (has_key(action_of_row(row), key))
			return action_of_row(row);
	return NULL;
}

static const struct action *find_by_name(const struct action *table, const char *name)
{
	for (const struct action *row = table; action_of_row(row); row++)
		if (strcmp(action_of_row(row)->name, name) == 0)
			return action_of_row(row);
	return NULL;
}

const struct action *action_of_key(const struct action *table, uint32_t key)
{
	const struct action *found = find_by_key(table, key);
	return found ? found : find_by_key(actions_everywhere, key);
}

const struct action *action_of_name(const struct action *table, const char *name)
{
	const struct action *found = find_by_name(table, name);
	return found ? found : find_by_name(actions_everywhere, name);
}

const char *action_help(const struct action *a)
{
	return _(a->help ? a->help : cmd_find(a->name)->summary);
}

/*
 * Whether an action is there to change something, by its word, which is the same in all views, or by the shell's
 * command of that word.
 */
static bool is_change(const struct action *a)
{
	static const char *const words[] = {"book", "change",  "cancel",  "cancel-rest", "carry", "swap",
	                                    "add",  "edit",    "save",    "wait",        "undo",  "redo",
	                                    "ask",  "approve", "decline", "comment"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(a->name, words[i]) == 0)
			return true;
	const struct cmd *cmd = a->help ? NULL : cmd_find(a->name);
	return cmd && cmd->flags & CMD_CHANGES;
}

const char *action_why_not(const struct action *a, struct app *app, struct view *v)
{
	const char *replica = is_change(a) ? app_why_replica(app) : NULL;
	if (replica)
		return replica;
	const char *why = a->why_not ? a->why_not(app, v) : NULL;
	return why ? _(why) : NULL;
}

unsigned action_run(const struct action *a, struct app *app, struct view *v)
{
	const char *why = action_why_not(a, app, v);
	if (!why)
		return a->run(app, v);
	app_complain(app, _("not now: %s"), why);
	return REACT_HANDLED;
}

/* ---- common actions ---- */

static unsigned go_back(struct app *app, struct view *v)
{
	(void)v;
	if (app->top->below)
		return REACT_CLOSE;
	app_say(app, _("This is the first screen; q leaves Quad"));
	return REACT_HANDLED;
}

const struct action action_back = {
	"back", {KEY_ESC_CODE, 'q', KEY_CODE_F10}, "Esc q F10", N_("back"),
	N_("one level back"), NULL, go_back, NULL,
};

static unsigned quit_program(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_QUIT;
}

const struct action action_quit = {
	"quit", {'Q', KEY_CTRL('c')}, "Q Ctrl-C", NULL,
	N_("leave Quad"), NULL, quit_program, NULL,
};

static unsigned leave_dialog(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_CLOSE;
}

const struct action action_leave = {
	"leave",
	{KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')},
	"Esc F10 Ctrl-C",
	N_("leave"),
	N_("leave it as it was"),
	NULL,
	leave_dialog,
	NULL,
};

static const char *why_no_undo(struct app *app, struct view *v)
{
	(void)v;
	return undo_last(&app->undo, false) ? NULL : N_("there is nothing to take back");
}

static unsigned take_back(struct app *app, struct view *v)
{
	(void)v;
	app_take_back(app, false);
	return REACT_HANDLED;
}

const struct action action_undo = {
	"undo",
	{'u', KEY_CTRL('u')},
	"u Ctrl-U",
	N_("undo"),
	N_("take back your last change; again: the one before"),
	why_no_undo,
	take_back,
	NULL,
};

static const char *why_no_redo(struct app *app, struct view *v)
{
	(void)v;
	return undo_last(&app->undo, true) ? NULL : N_("there is nothing to do again");
}

static unsigned do_again(struct app *app, struct view *v)
{
	(void)v;
	app_take_back(app, true);
	return REACT_HANDLED;
}

const struct action action_redo = {
	"redo", {KEY_CTRL('r')}, "Ctrl-R", NULL, N_("do again what you took back"), why_no_redo, do_again, NULL,
};

/* ---- everywhere ---- */

static unsigned switch_mouse(struct app *app, struct view *v)
{
	(void)v;
	term_mouse(!term_mouse_is_on());
	if (term_mouse_is_on())
		app_say(app, _("The mouse works: click, double click, wheel; M gives it back"));
	else
		app_say(app, _("The mouse selects text again"));
	return REACT_HANDLED;
}

/* For a dark ground, for a light one, none. */
static unsigned switch_palette(struct app *app, struct view *v)
{
	enum term_palette next = (enum term_palette)((term_palette() + 1) % (PALETTE_NONE + 1));
	(void)v;
	if (!term_set_palette(next) && next != PALETTE_NONE)
		app_complain(app, _("This terminal has no colours"));
	else if (next == PALETTE_NONE)
		app_say(app, _("No colours"));
	else
		app_say(app, next == PALETTE_LIGHT ? _("Colours for a light ground") : _("Colours for a dark ground"));
	return REACT_HANDLED;
}

static const char *why_no_language(struct app *app, struct view *v)
{
	(void)v;
	return app_asks(app) ? N_("the question comes first") : NULL;
}

static unsigned speak_next(struct app *app, struct view *v)
{
	(void)v;
	app_speak(app, language_after(locale_language()));
	return REACT_HANDLED;
}

/* clang-format off */
const struct action actions_everywhere[] = {
	{"language", {KEY_CTRL('o')}, "Ctrl-O", NULL,
	 N_("the next language; `:language zh_TW` takes a certain one"), why_no_language, speak_next, NULL},
	{"mouse", {'M', KEY_CTRL('y')}, "M Ctrl-Y", NULL,
	 N_("the mouse on or off"), NULL, switch_mouse, NULL},
	{"colors", {'P', KEY_CTRL('v')}, "P Ctrl-V", NULL,
	 N_("colours for a dark ground, for a light one, none"), NULL, switch_palette, NULL},
	{0},
};
/* clang-format on */
