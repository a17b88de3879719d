/* What a view is about: one resource, or those of a kind or a campus; all zero: all. */
#ifndef QUAD_TUI_UI_SUBJECT_H
#define QUAD_TUI_UI_SUBJECT_H

#include "store/query/use.h"
#include "tui/screen/narrow.h"

struct subject {
	char *resource;             /* code, NULL: those that narrow says; owned */
	struct narrow narrow;
	struct resource_list list;  /* read when a dialog first asks for a value of them */
};

/* Sets it; resource and campus may be NULL, kind 0. The texts are copied; false on out of memory. */
bool subject_set(struct subject *s, const char *resource, const char *campus, enum resource_kind kind);
void subject_release(struct subject *s);

/* Whose use is asked about. Borrowed from the subject. */
void subject_ask(const struct subject *s, struct use_ask *out);

/* Appends it as titles say it: ` LAB-1`, or ` lab NORTH`, or ` everything`. */
void subject_word(const struct subject *s, struct buf *out);

/* Asks for a campus over the view v, and calls `changed` after a choice. Flags of enum reaction. */
unsigned subject_choose_campus(struct subject *s, struct app *app, struct view *v,
                               unsigned (*changed)(struct app *app, struct view *v));

#endif
