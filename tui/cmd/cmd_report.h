/* What the command `report` reads, for the screen too, which shows what it asks for as a view. */
#ifndef QUAD_TUI_CMD_REPORT_H
#define QUAD_TUI_CMD_REPORT_H

#include "tui/cmd/cmd_input.h"
#include "tui/cmd/report_wish.h"

/* Reads the report that the first word names, by its options; the message said if it cannot. Texts are the input's. */
enum cmd_status cmd_report_read(struct input *in, struct report_wish *wish);

/* Says why report_wish_run failed; bad as it gave it. */
enum cmd_status cmd_report_fail(struct cmd_context *c, const struct report_wish *wish, const struct report_table *t,
                                int err, const char *bad);

#endif
