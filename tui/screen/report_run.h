/* Runs a report from the screen: beyond a second it shows how far it is, and Esc stops it. */
#ifndef QUAD_TUI_REPORT_RUN_H
#define QUAD_TUI_REPORT_RUN_H

#include "tui/cmd/report_wish.h"
#include "tui/screen/app.h"

/* As report_wish_run; QUAD_ESTOP: the person stopped it. *ms: how long it took. */
int report_run_shown(struct app *app, struct report_wish *wish, struct report_table *out, const char **bad, int64_t *ms)
	__attribute__((warn_unused_result));

#endif
