/*
 * Ways between views that would otherwise have to know each other in a circle. The first view names them; until it has,
 * there are none, which the message line says.
 */
#ifndef QUAD_TUI_UI_GO_H
#define QUAD_TUI_UI_GO_H

#include "store/list/list_kind.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"

struct ui_go {
	struct view *(*day)(int64_t day, const char *code);  /* the board of a day, the cursor on a resource or NULL */
	struct view *(*week)(const char *code, int64_t day); /* the week of a resource that holds a day */
	void (*find)(struct app *app, int argc, char **argv); /* ui_find.h */
	void (*report)(struct app *app, int argc, char **argv);            /* ui_report.h */
	unsigned (*import)(struct app *app, const struct list_kind *kind); /* ui_import.h */
};

void ui_go_set(const struct ui_go *ways); /* copied */

/* Open them; flags of enum reaction. Days are day numbers, codes are copied. */
unsigned ui_go_day(struct app *app, int64_t day, const char *code);
unsigned ui_go_week(struct app *app, const char *code, int64_t day);
/* Opens what a line `find ...` asks for (argv[0] is the word): the finder if it says nothing more. */
void ui_go_find(struct app *app, int argc, char **argv);

/* Opens what a line `report ...` asks for: the dialog with all reports if it says nothing more. */
void ui_go_report(struct app *app, int argc, char **argv);

/* Opens the file chooser of an import; kind NULL: any. */
unsigned ui_go_import(struct app *app, const struct list_kind *kind);

/* Opens the finder. */
extern const struct action ui_go_finder;

#endif
