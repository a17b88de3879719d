/*
 * The screen: its loop waits for an event, hands it to the view on top, and paints what changed with one update.
 */
#ifndef QUAD_TUI_SCREEN_H
#define QUAD_TUI_SCREEN_H

#include "tui/cmd/cmd.h"
#include "tui/screen/app.h"

/*
 * Opens the screen on the context's open store, with the view that `first` makes, and stays until the person leaves.
 * CMD_DONE, or CMD_FAILED if the terminal cannot show it (the reason is then on standard error).
 */
enum cmd_status screen_run(const struct cmd_context *c, struct view *(*first)(void));

/* One event through the stack; and the picture, without painting it. The loop and the tests call them. */
void screen_event(struct app *app, const struct event *ev);
void screen_draw(struct app *app);
/* Reads what the next picture would show, for an action that comes before it: what was opened is not loaded yet. */
void screen_read(struct app *app);

#endif
