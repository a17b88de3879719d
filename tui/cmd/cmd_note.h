/* What the journal says of commands that change nothing: what was written out of the store, and that somebody came in.
 */
#ifndef QUAD_TUI_CMD_NOTE_H
#define QUAD_TUI_CMD_NOTE_H

#include "tui/cmd/cmd.h"

/*
 * Notes that a list, by its word, or all as `store`, was written out; text says in which form and how much. That it
 * cannot be noted is said, and stops nothing.
 */
void cmd_note_export(struct cmd_context *c, const char *what, const char *text);

/* Notes that the actor has come in; text says how. Likewise. */
void cmd_note_login(struct cmd_context *c, enum request_via via, const char *text);

/* The journal's head in one line: origin, size and root. In arena; NULL if it cannot be read. */
const char *cmd_head_line(struct cmd_context *c, struct arena *arena);
/* Says it, unless the front end is quiet or is the screen. */
void cmd_say_head(struct cmd_context *c);

/* A sink that counts the rows on their way to another. */
struct counting_sink {
	struct table_sink sink;
	struct table_sink *to;
	uint64_t n;
};
void counting_sink_init(struct counting_sink *s, struct table_sink *to);

#endif
