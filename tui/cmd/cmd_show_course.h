/* The parts of `show` about a booking's approval, what was said about it, and how it was rated. */
#ifndef QUAD_TUI_CMD_SHOW_COURSE_H
#define QUAD_TUI_CMD_SHOW_COURSE_H

#include "tui/cmd/cmd.h"

/* Appends them to the output: of JSON three members, each with a comma after it; else a paragraph for each there is. */
int cmd_show_course(struct cmd_context *c, uint64_t booking) __attribute__((warn_unused_result));

#endif
