/* The options that only single reports have. */
#ifndef QUAD_TUI_CMD_REPORT_SINGLE_H
#define QUAD_TUI_CMD_REPORT_SINGLE_H

#include "store/report/report.h"
#include "tui/cmd/cmd_input.h"

/* For the table of options. */
#define REPORT_SINGLE_OPTIONS                                                                                          \
	{"below", "PERCENT", N_("idle: what is used less than this; 30 if not given")},                                \
		{"within", "MINUTES", N_("idle: neighbours are so many minutes away at most; 60 if not given")},       \
		{"weights", "FILE",                                                                                    \
	         N_("score, fund: CSV with the columns indicator and weight, 100 together; all alike if not given")},  \
		{"total", "YUAN", N_("fund: what is to be split")},                                                    \
	{                                                                                                              \
		"price", "YUAN", N_("duplicates: what it would cost to buy another one")                               \
	}

/* Reads what was given of them into *ask, whose name is set. */
enum cmd_status report_single_read(struct input *in, struct report_ask *ask);

#endif
