/* A series as one thing to look at. */
#ifndef QUAD_TUI_CMD_SERIES_H
#define QUAD_TUI_CMD_SERIES_H

#include "tui/cmd/cmd_input.h"

/* Writes all about a series: `show S12`. */
enum cmd_status cmd_show_series(struct input *in, uint64_t id);

#endif
