/*
 * The screen: one object holds the session, a stack of views and the terminal; its loop waits for an event, hands it to
 * the view on top, and paints what changed with one update.
 */
#ifndef QUAD_TUI_APP_H
#define QUAD_TUI_APP_H

#include "store/change/store_apply.h"

/*
 * Opens the screen on an open store and stays until the person leaves; color is `auto`, `always` or `never`. Returns an
 * exit status (0, or 1 if the terminal cannot show it; the reason is then on standard error).
 */
int app_run(struct store *store, const char *actor, const char *store_dir, const char *color);

#endif
