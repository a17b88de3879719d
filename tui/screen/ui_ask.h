/* A dialog that asks for one line of text, and shows how it is understood while it is typed. */
#ifndef QUAD_TUI_UI_ASK_H
#define QUAD_TUI_UI_ASK_H

#include "tui/screen/view.h"

struct asker {
	const char *question;
	const char *hint; /* what may be typed, shown while the line is empty */
	const char *text; /* stands in the line at first; "": nothing */
	/*
	 * Appends how the text is understood, or what is wrong with it: false. Called while it is typed, and again
	 * when Enter is pressed: a text that is wrong is not taken, and stays. May be NULL: every text is taken.
	 */
	bool (*understand)(struct app *app, void *arg, const char *text, struct buf *out);
	/* Called once, after the dialog is closed, with what was typed; flags of enum reaction for the view below. */
	unsigned (*answered)(struct app *app, void *arg, const char *text);
	void *arg;                   /* the dialog owns it, once it is made */
	void (*free_arg)(void *arg); /* NULL: nothing is to be freed */
};

/* All texts are copied. NULL on out of memory; arg is then still the caller's. */
struct view *ui_ask_new(const struct asker *ask);

#endif
