/*
 * A view: one thing that the screen shows (a list, a form, a question), as a value with operations. Views stand on a
 * stack, and the keys go to the top one. Drawing never reads the store and loading never draws: `load` and `window`
 * read what the view keeps, `draw` shows it.
 *
 * A view is a structure of its own whose first member is `struct view`; its file has one `static const struct view_ops`
 * and one `static const struct action[]` (action.h).
 */
#ifndef QUAD_TUI_VIEW_H
#define QUAD_TUI_VIEW_H

#include <stdbool.h>

#include "store/base/buf.h"
#include "tui/base/term.h"
#include "tui/screen/kept.h"

struct action;
struct app;
struct view;

/* What an event or an action did; the loop acts on these flags. */
enum reaction {
	REACT_NONE = 0, /* nothing: somebody else may take the event */
	REACT_HANDLED = 1,
	REACT_RELOAD = 2, /* the view must be loaded again before it is drawn */
	REACT_CLOSE = 4,  /* the view goes from the stack and is freed */
	REACT_QUIT = 8,   /* the person leaves Quad */
};

enum view_flags {
	VIEW_DIALOG = 1, /* drawn over the view below it, which gives the title */
	VIEW_TYPED = 2,  /* letters are text: full-width ones are not taken for commands */
	VIEW_LIST = 4,   /* arrows and j k move in it; its help says so. A double click that it leaves is Enter */
	VIEW_FORM = 8,   /* Tab moves on, and leaving a field checks the booking; its help says so */
	VIEW_MAIN = 16,  /* its help also explains the marks of strips and weeks, and lists the commands of the shell */
};

struct view_ops {
	unsigned flags; /* enum view_flags */
	/* What can be done here, in the order of the footer and of the help; ends in an empty row. */
	const struct action *actions;
	/* Reads what the view shows; before the first drawing and whenever it is stale. May be NULL. 0 or an error. */
	int (*load)(struct view *v, struct app *app);
	/* Reads what the visible rows need, before each drawing of these screen rows. May be NULL. 0 or an error. */
	int (*window)(struct view *v, struct app *app, int top, int bottom);
	/* Appends the title to the name of the program in the first screen row. */
	void (*title)(struct view *v, struct app *app, struct buf *out);
	/* Draws the screen rows top to bottom - 1; the title, the message and the footer are the loop's. */
	void (*draw)(struct view *v, struct app *app, int top, int bottom);
	/*
	 * Takes an event before the actions do; REACT_NONE leaves it to them. Flags of enum reaction. May be NULL. An
	 * event of the mouse has the row and the column of the whole screen, and is nobody else's.
	 */
	unsigned (*event)(struct view *v, struct app *app, const struct event *ev);
	void (*free)(struct view *v);
};

struct view {
	const struct view_ops *ops;
	struct view *below;
	struct kept kept;
	bool stale;  /* must be loaded before it is drawn */
	bool typing; /* a line to type in is open: letters are text for now, as they are with VIEW_TYPED */
};

#endif
