/*
 * Actions: what can be done in a view by a key or by a word after `:`. Each view has a table of its own; the keys, the
 * footer, the help and the completion of the `:` line all come from it. An action that several views offer is written
 * once, exported, and stands in their tables as a row `{.common = &THE_ACTION}`.
 *
 * Every action that has a letter also has a key that an input method cannot take: an F-key, a control character or an
 * arrow.
 */
#ifndef QUAD_TUI_ACTION_H
#define QUAD_TUI_ACTION_H

#include <stdint.h>

#include "tui/screen/view.h"

#define ACTION_KEYS 5

struct action {
	const char *name;           /* the word after `:` */
	uint32_t keys[ACTION_KEYS]; /* 0 ends */
	const char *key_text;       /* the keys as the help shows them; the footer shows the first. Not translated */
	const char *label;          /* a word for the footer, NULL: not there; translated at use */
	/* A sentence; translated at use. NULL: it runs the shell's command of that name, and has its summary. */
	const char *help;
	/*
	 * Why it cannot be done now, as a text to translate or in the person's language, or NULL. May be NULL: it
	 * always can. It is asked at each drawing, so it looks at what the view keeps and never reads the store.
	 */
	const char *(*why_not)(struct app *app, struct view *v);
	unsigned (*run)(struct app *app, struct view *v); /* flags of enum reaction */
	const struct action *common; /* not NULL: this row stands for that action, and all else in it is empty */
};

/* The action that a row of a table stands for; NULL: the table ends here. */
const struct action *action_of_row(const struct action *row);
/* What works in every view, after its own table; ends in an empty row. */
extern const struct action actions_everywhere[];

/* The action of a key or of a word in a view's table, or everywhere; NULL if there is none. */
const struct action *action_of_key(const struct action *table, uint32_t key);
const struct action *action_of_name(const struct action *table, const char *name);
/* Its help in the person's language. */
const char *action_help(const struct action *a);
/* Why it cannot be done in a view now, in the person's language; NULL: it can. The footer and the help dim it then. */
const char *action_why_not(const struct action *a, struct app *app, struct view *v);
/* Runs it, or says in the message line why it cannot be done now. Flags of enum reaction. */
unsigned action_run(const struct action *a, struct app *app, struct view *v);

/*
 * The common actions that open no view. Those that open one are exported by its module: ui_text_help (the keys of a
 * view), ui_prompt_command (the `:` line), ui_table_lists, ui_bookings_all.
 */
extern const struct action action_back;
extern const struct action action_quit;
extern const struct action action_leave;      /* of a dialog in which one types or chooses */
extern const struct action action_undo;
extern const struct action action_redo;

#endif
