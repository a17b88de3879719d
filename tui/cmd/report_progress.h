/* How far a report is, in one line of the terminal when it takes longer than a second. */
#ifndef QUAD_TUI_CMD_REPORT_PROGRESS_H
#define QUAD_TUI_CMD_REPORT_PROGRESS_H

#include <time.h>

#include "store/report/report.h"
#include "tui/cmd/cmd.h"

struct report_progress {
	struct cmd_context *c;
	const char *name;
	struct timespec begun;
	int64_t shown_ms; /* when the line was last written, since the beginning; 0 = not yet */
};

/* From now on what is asked tells of itself, if somebody is there to read it. p stays until the report has run. */
void report_progress_begin(struct report_progress *p, struct cmd_context *c, struct report_ask *ask);

/* Takes the line away. */
void report_progress_end(struct report_progress *p);

#endif
