/* A question before something is lost. */
#ifndef QUAD_TUI_UI_CONFIRM_H
#define QUAD_TUI_UI_CONFIRM_H

#include "tui/screen/view.h"

/*
 * Asks `question`, with the lines of `detail` saying what is concerned; both are copied. Yes runs act(app, arg), which
 * gives flags of enum reaction. The view owns arg: free_arg frees it. NULL on out of memory; arg is then still the
 * caller's.
 */
struct view *ui_confirm_new(const char *question, const char *detail, unsigned (*act)(struct app *app, void *arg),
                            void *arg, void (*free_arg)(void *arg));

#endif
