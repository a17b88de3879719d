/*
 * A line as a shell takes it apart, up to where it is still being typed: quotes and backslashes go, and the last word
 * may be open. Nothing is expanded: `$HOME` stays what it is.
 */
#ifndef QUAD_TUI_SHELL_LINE_H
#define QUAD_TUI_SHELL_LINE_H

#include "store/base/buf.h"

/* Everything lies in the arena that it was read with. */
struct shell_line {
	char **v;    /* the words; the last one is being typed, and may be empty */
	size_t n;    /* at least 1 */
	char quote;  /* of the last word, still open: ' or "; '\0' for none */
	size_t kept; /* bytes of the last word that stand before where bash begins to replace */
};

/*
 * `breaks` are the characters after which bash begins a new word for its completion ($COMP_WORDBREAKS), "" for none.
 * QUAD_ENOMEM.
 */
int shell_line_read(const char *line, const char *breaks, struct arena *arena, struct shell_line *out)
	__attribute__((warn_unused_result));

/* Appends a text as it is typed where a quote is open ('\0' for none), without that quote's end. */
void shell_line_quote(struct buf *out, const char *text, char quote);

#endif
