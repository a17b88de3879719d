/* The weights of indicators, for the reports `score` and `fund`. */
#ifndef QUAD_TUI_CMD_REPORT_WEIGHTS_H
#define QUAD_TUI_CMD_REPORT_WEIGHTS_H

#include "store/report/report.h"
#include "tui/cmd/cmd_input.h"

/*
 * Reads the CSV file (`-`: standard input) with the columns indicator and weight: indicators of score.h, each at most
 * once, from 0 to 100, 100 together; who is not named does not count. The weights are in the input's arena. The message
 * is said if that fails.
 */
enum cmd_status report_weights_read(struct input *in, const char *path, struct report_ask *ask);

#endif
