/* Opens views by the functions that the first view has named. */
#include "tui/screen/ui_go.h"

#include "tui/base/locale.h"

static struct ui_go known;

void ui_go_set(const struct ui_go *ways)
{
	known = *ways;
}

unsigned ui_go_day(struct app *app, int64_t day, const char *code)
{
	if (known.day)
		app_push(app, known.day(day, code));
	else
		app_complain(app, _("There is no board to open"));
	return REACT_HANDLED;
}

unsigned ui_go_week(struct app *app, const char *code, int64_t day)
{
	if (known.week)
		app_push(app, known.week(code, day));
	else
		app_complain(app, _("There is no week to open"));
	return REACT_HANDLED;
}

void ui_go_find(struct app *app, int argc, char **argv)
{
	if (known.find)
		known.find(app, argc, argv);
	else
		app_complain(app, _("There is no finder to open"));
}

void ui_go_report(struct app *app, int argc, char **argv)
{
	if (known.report)
		known.report(app, argc, argv);
	else
		app_complain(app, _("There is no report to open"));
}

unsigned ui_go_import(struct app *app, const struct list_kind *kind)
{
	if (known.import)
		return known.import(app, kind);
	app_complain(app, _("There is no file chooser to open"));
	return REACT_HANDLED;
}

static unsigned open_finder(struct app *app, struct view *v)
{
	char word[] = "find", *argv[] = {word, NULL};
	(void)v;
	ui_go_find(app, 1, argv);
	return REACT_HANDLED;
}

const struct action ui_go_finder = {
	"find", {'f', KEY_CTRL('e')}, "f Ctrl-E", N_("find"),
	N_("find what is free: kind, seats, near, when, with whom"), NULL, open_finder, NULL,
};
