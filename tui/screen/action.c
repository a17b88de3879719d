/*
 * The screen's actions in one table: from it come the keys, the footer, the help and what the `:` line runs beside the
 * commands of cmd.h. Every action that has a letter also has a key that an input method cannot take: an F-key, a
 * control character or an arrow.
 */
#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/cmd/cmd.h"
#include "tui/base/locale.h"
#include "tui/screen/ui.h"

static unsigned run_quit(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_QUIT;
}

static unsigned run_back(struct app *app, struct view *v)
{
	(void)v;
	if (app->top->below)
		return REACT_CLOSE;
	app_say(app, _("This is the first screen; q leaves Quad"));
	return REACT_HANDLED;
}

static unsigned run_help(struct app *app, struct view *v)
{
	struct buf text = {0};
	ui_help_text(app, v->ops->kind, &text);
	app_push(app, ui_text_new(_("Help"), buf_text(&text), true));
	buf_release(&text);
	return REACT_HANDLED;
}

static unsigned run_prompt(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, ui_prompt_new());
	return REACT_HANDLED;
}

static unsigned run_lists(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, ui_table_new(NULL));
	return REACT_HANDLED;
}

static unsigned run_all_bookings(struct app *app, struct view *v)
{
	(void)v;
	app_push(app, ui_bookings_new(NULL, app->now()));
	return REACT_HANDLED;
}

static const char *no_undo(struct app *app, struct view *v)
{
	(void)v;
	return app->undo_request ? NULL : N_("there is nothing to take back");
}

static unsigned run_undo(struct app *app, struct view *v)
{
	struct arena arena = {0};
	struct result result;
	struct request rq = *app->undo_request;
	(void)v;
	if (app_apply(app, &rq, &result, &arena)) {
		if (rq.op == OP_BOOK)
			app_say(app, _("Taken back: %s; it is booking %" PRIu64 " now"), app->undo_text, result.id);
		else
			app_say(app, _("Taken back: %s"), app->undo_text);
		app_set_undo(app, NULL, "");
	}
	arena_release(&arena);
	return REACT_HANDLED;
}

const struct action action_table[] = {
	{"help", VIEW_FORM | VIEW_RECORD, {KEY_CODE_F1}, "F1", N_("help"), N_("this help"), NULL, run_help},
	{"help", VIEW_ANY, {'?', KEY_CODE_F1}, "? F1", N_("help"), N_("this help"), NULL, run_help},
	{"back", VIEW_WEEK | VIEW_BOOKINGS | VIEW_TEXT | VIEW_TABLE, {KEY_ESC_CODE, 'q', KEY_CODE_F10}, "Esc q F10", N_("back"),
	 N_("one level back"), NULL, run_back},
	{"quit", VIEW_RESOURCES, {'q', KEY_CODE_F10, KEY_CTRL('c')}, "q F10", N_("quit"), N_("leave Quad"), NULL, run_quit},
	{"quit", VIEW_WEEK | VIEW_BOOKINGS | VIEW_TEXT | VIEW_TABLE, {'Q', KEY_CTRL('c')}, "Q Ctrl-C", NULL, N_("leave Quad"), NULL,
	 run_quit},
	{"open", VIEW_RESOURCES, {KEY_ENTER_CODE, KEY_CODE_RIGHT, 'l'}, "Enter Right l", N_("week"),
	 N_("open the week of the resource"), ui_resources_none, ui_resources_open},
	{"open", VIEW_WEEK, {KEY_ENTER_CODE}, "Enter", N_("open"),
	 N_("show the booking under the cursor, or book the free time"), NULL, ui_week_open},
	{"show", VIEW_BOOKINGS, {KEY_ENTER_CODE}, "Enter", N_("show"), N_("all about the booking, with its history"),
	 ui_bookings_none, ui_bookings_show},
	{"book", VIEW_RESOURCES, {'b', KEY_CODE_F4}, "b F4", N_("book"), N_("book the resource"), ui_resources_none,
	 ui_resources_book},
	{"book", VIEW_WEEK, {'b', KEY_CODE_F4}, "b F4", N_("book"), N_("book the marked time"), NULL, ui_week_book},
	{"mark", VIEW_WEEK, {'v', ' ', KEY_CODE_INSERT}, "v Space Ins", N_("mark"),
	 N_("mark a start; the cursor then takes the end"), NULL, ui_week_mark},
	{"move", VIEW_WEEK, {'m', KEY_CODE_F6}, "m F6", N_("move"), N_("change the booking under the cursor"),
	 ui_week_no_booking, ui_week_move},
	{"move", VIEW_BOOKINGS, {'m', KEY_CODE_F6}, "m F6", N_("move"), N_("change the booking"), ui_bookings_not_standing,
	 ui_bookings_move},
	{"cancel", VIEW_WEEK, {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("cancel"),
	 N_("cancel the booking under the cursor, after a question"), ui_week_no_booking, ui_week_cancel},
	{"cancel", VIEW_BOOKINGS, {'x', KEY_CODE_DELETE, KEY_CODE_F8}, "x Del F8", N_("cancel"),
	 N_("cancel the booking, after a question"), ui_bookings_not_standing, ui_bookings_cancel},
	{"series", VIEW_BOOKINGS, {'S', KEY_CTRL('t')}, "S Ctrl-T", N_("series"), N_("all of the series (marked S) that it belongs to"),
	 ui_bookings_no_series, ui_bookings_series},
	{"cancel-rest", VIEW_BOOKINGS, {'X', KEY_CTRL('x')}, "X Ctrl-X", NULL,
	 N_("cancel its series from this date on, after a question"), ui_bookings_no_series, ui_bookings_cancel_rest},
	{"swap", VIEW_BOOKINGS, {'w', KEY_CODE_F7}, "w F7", N_("swap"),
	 N_("exchange the resources of two bookings: w on one, w on the other"), ui_bookings_not_standing, ui_bookings_swap},
	{"filter", VIEW_RESOURCES, {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of code, name, place, tags, equipment"), NULL, ui_resources_filter},
	{"filter", VIEW_BOOKINGS, {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of resources, purpose, requester"), NULL, ui_bookings_filter},
	{"kind", VIEW_RESOURCES, {'t', KEY_CODE_F7}, "t F7", N_("kind"), N_("the next kind: labs, bases, rooms..., all"), NULL,
	 ui_resources_kind},
	{"campus", VIEW_RESOURCES, {'c', KEY_CODE_F9}, "c F9", N_("campus"), N_("the next campus, or all"), NULL,
	 ui_resources_campus},
	{"free", VIEW_RESOURCES, {'f', KEY_CODE_F11}, "f F11", N_("free now"), N_("only what is free for the coming hour"),
	 NULL, ui_resources_free},
	{"clear", VIEW_RESOURCES, {KEY_ESC_CODE, 'a'}, "Esc a", NULL, N_("drop the filters: all resources"), NULL,
	 ui_resources_clear},
	{"bookings", VIEW_RESOURCES, {'o', KEY_CODE_F5}, "o F5", N_("its bookings"), N_("the bookings of the resource"),
	 ui_resources_none, ui_resources_bookings},
	{"bookings", VIEW_WEEK, {'o', KEY_CODE_F5}, "o F5", NULL, N_("the bookings of the resource"), NULL,
	 ui_week_bookings},
	{"all", VIEW_RESOURCES | VIEW_WEEK, {'B', KEY_CTRL('b')}, "B Ctrl-B", N_("all bookings"),
	 N_("the bookings of everyone"), NULL, run_all_bookings},
	{"next", VIEW_WEEK, {']', 'n', KEY_CODE_PAGE_DOWN}, "] n PgDn", N_("next week"), N_("the next week"), NULL,
	 ui_week_next},
	{"previous", VIEW_WEEK, {'[', 'p', KEY_CODE_PAGE_UP}, "[ p PgUp", N_("previous"), N_("the week before"), NULL,
	 ui_week_previous},
	{"today", VIEW_WEEK, {'t', KEY_CODE_F7}, "t F7", N_("today"), N_("this week, now"), NULL, ui_week_today},
	{"step", VIEW_WEEK, {'s', KEY_CODE_F9}, "s F9", NULL, N_("a line is 60, 30 or 15 minutes"), NULL, ui_week_step},
	{"later", VIEW_BOOKINGS, {']', 'n', KEY_CTRL('n')}, "] n Ctrl-N", N_("later"), N_("the next four weeks"), NULL,
	 ui_bookings_later},
	{"earlier", VIEW_BOOKINGS, {'[', 'p', KEY_CTRL('p')}, "[ p Ctrl-P", N_("earlier"), N_("the four weeks before"), NULL,
	 ui_bookings_earlier},
	{"state", VIEW_BOOKINGS, {'s', KEY_CODE_F9}, "s F9", N_("cancelled too"),
	 N_("what stands, or also what was cancelled"), NULL, ui_bookings_state},
	{"undo", VIEW_MAIN, {'u', KEY_CTRL('u')}, "u Ctrl-U", N_("undo"), N_("take back your last booking, move or cancelling"),
	 no_undo, run_undo},
	{"command", VIEW_MAIN, {':', KEY_CODE_F2}, ": F2", N_("command"), N_("any command of the command line, with completion"),
	 NULL, run_prompt},
	{"lists", VIEW_RESOURCES | VIEW_WEEK | VIEW_BOOKINGS, {'L', KEY_CODE_F12}, "L F12", N_("lists"),
	 N_("calendar, closures and all other lists, to look at and edit"), NULL, run_lists},
	{"edit", VIEW_TABLE, {KEY_ENTER_CODE, 'e'}, "Enter e", N_("open"), N_("open the list, or edit the row"),
	 ui_table_none, ui_table_open},
	{"add", VIEW_TABLE, {'+', KEY_CODE_INSERT}, "+ Ins", N_("add"), N_("a new row"), ui_table_no_kind, ui_table_add},
	{"save", VIEW_RECORD, {KEY_CODE_F2, KEY_CTRL('s')}, "F2 Ctrl-S", N_("save"), N_("save it; Enter in the last field too"),
	 NULL, ui_record_save},
	{"drop", VIEW_RECORD, {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "Esc F10 Ctrl-C", N_("drop"),
	 N_("leave the form; twice if something was typed"), NULL, ui_record_drop},
	{"save", VIEW_FORM, {KEY_CODE_F2, KEY_CTRL('s')}, "F2 Ctrl-S", N_("save"), N_("book it; Enter in the last field too"),
	 NULL, ui_form_save},
	{"instead", VIEW_FORM, {KEY_CODE_F3, KEY_CTRL('n')}, "F3 Ctrl-N", N_("instead"),
	 N_("take over what would work instead; again: the next"), ui_form_no_instead, ui_form_instead},
	{"check", VIEW_FORM, {KEY_CODE_F5}, "F5", N_("check"), N_("look again whether it would do"), NULL, ui_form_check},
	{"drop", VIEW_FORM, {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "Esc F10 Ctrl-C", N_("drop"),
	 N_("leave the form; twice if something was typed"), NULL, ui_form_drop},
	{"yes", VIEW_CONFIRM, {'y', 'Y', KEY_CODE_F2}, "y F2", N_("yes"), N_("do it"), NULL, ui_confirm_yes},
	{"no", VIEW_CONFIRM, {'n', KEY_ESC_CODE, KEY_ENTER_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "n Enter Esc F10 Ctrl-C", N_("no"),
	 N_("leave it as it is"), NULL, ui_confirm_no},
	{"run", VIEW_PROMPT, {KEY_ENTER_CODE}, "Enter", N_("run"), N_("run the command"), NULL, ui_prompt_run},
	{"complete", VIEW_PROMPT, {KEY_TAB_CODE}, "Tab", N_("complete"), N_("complete the command's name"), NULL,
	 ui_prompt_complete},
	{"leave", VIEW_PROMPT, {KEY_ESC_CODE, KEY_CODE_F10, KEY_CTRL('c')}, "Esc F10 Ctrl-C", N_("leave"), N_("no command"), NULL,
	 ui_prompt_leave},
	{"left", VIEW_TEXT, {KEY_CODE_LEFT, 'h'}, "Left h", NULL, N_("to the left, where lines are longer than the screen"),
	 NULL, ui_text_left},
	{"right", VIEW_TEXT, {KEY_CODE_RIGHT, 'l'}, "Right l", NULL, N_("to the right"), NULL, ui_text_right},
	{0},
};

const struct action *action_of_key(enum view_kind kind, uint32_t key)
{
	for (const struct action *a = action_table; a->name; a++)
		for (size_t i = 0; a->views & kind && i < ACTION_KEYS && a->keys[i]; i++)
			if (a->keys[i] == key)
				return a;
	return NULL;
}

const struct action *action_of_name(enum view_kind kind, const char *name)
{
	for (const struct action *a = action_table; a->name; a++)
		if (a->views & kind && strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

unsigned action_run(const struct action *a, struct app *app, struct view *v)
{
	const char *why = a->why_not ? a->why_not(app, v) : NULL;
	if (!why)
		return a->run(app, v);
	app_complain(app, _("%s: not now, %s"), a->name, _(why));
	return REACT_HANDLED;
}
