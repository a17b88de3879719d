/* The part of the command `event` that books one event's members for another. */
#ifndef QUAD_TUI_CMD_EVENT_COPY_WORD_H
#define QUAD_TUI_CMD_EVENT_COPY_WORD_H

#include "tui/cmd/cmd_input.h"

/* `event copy OLD NEW`, the words and options read. */
enum cmd_status cmd_event_copy(struct input *in);

#endif
