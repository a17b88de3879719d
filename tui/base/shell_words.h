/*
 * A line taken apart into words as a POSIX shell does it with plain words, and nothing else of a shell: blanks part,
 * quotes and backslashes keep together, a word that begins with # begins a remark. Nothing is expanded, and what a
 * shell would take for an operator (; | & < > and so on) is a character like others.
 */
#ifndef QUAD_TUI_SHELL_WORDS_H
#define QUAD_TUI_SHELL_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"

#define SHELL_LINE_MAX 4096 /* bytes */

enum shell_fault {
	SHELL_FINE,
	SHELL_LONG, /* more than SHELL_LINE_MAX bytes */
	SHELL_NO_UTF8,
	SHELL_CONTROL,   /* a control character, or one that turns the direction of text */
	SHELL_QUOTE,     /* a quote that is not closed */
	SHELL_BACKSLASH, /* at the end of the line */
	SHELL_NO_MEMORY,
};

struct shell_words {
	char **v; /* n words and a NULL; in the arena */
	size_t n;
	/* of a fault: the byte where it is, from 1 on, and the character (SHELL_CONTROL, SHELL_QUOTE); SHELL_LONG: how
	 * many bytes there are */
	size_t at;
	uint32_t character;
};

/* Takes a line of len bytes apart. After a fault there are no words. */
enum shell_fault shell_words_read(const char *line, size_t len, struct arena *arena, struct shell_words *out);

#endif
