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
