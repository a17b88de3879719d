/* A text to read and scroll; and the help, which is such a text. */
#ifndef QUAD_TUI_UI_TEXT_H
#define QUAD_TUI_UI_TEXT_H

#include "tui/screen/action.h"

/*
 * Both texts are copied. wrap: long lines go on in further rows; else they are seen by going to the right. NULL on out
 * of memory.
 */
struct view *ui_text_new(const char *title, const char *text, bool wrap);

/* Opens the help of the view: its keys from its own table, and for a main view the commands of the shell. */
extern const struct action ui_text_help;
/* The same without `?`, for views where letters are text. */
extern const struct action ui_text_help_typed;

#endif
