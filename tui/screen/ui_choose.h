/* A dialog that lets one row of a list be chosen, filtered as one types. */
#ifndef QUAD_TUI_UI_CHOOSE_H
#define QUAD_TUI_UI_CHOOSE_H

#include "tui/screen/view.h"

struct choice {
	const char *key;     /* what the choice is, as a code; given back */
	const char *text;    /* what the person reads; the key is shown before it unless it is the same */
	const char *note;    /* at the right, such as `free`; "": none */
	enum term_role role; /* of the note */
};

struct chooser {
	const char *title;
	const struct choice *rows;
	size_t n;
	bool hides_keys; /* keys are found as one types, but not shown */
	const char *at; /* key of the row on which the cursor is at first; NULL: the first row */
	/* Called once, after the dialog is closed, with the row's key; flags of enum reaction for the view below. */
	unsigned (*chosen)(struct app *app, void *arg, const char *key);
	void *arg;                   /* the dialog owns it, once it is made */
	void (*free_arg)(void *arg); /* NULL: nothing is to be freed */
};

/* All texts are copied. NULL on out of memory; arg is then still the caller's. */
struct view *ui_choose_new(const struct chooser *ask);

#endif
