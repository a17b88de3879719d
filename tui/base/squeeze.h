/*
 * Makes a burst for the terminal shorter: attributes (SGR, ECMA-48) that are replaced before anything is written with
 * them are left out, those that stand together become one sequence, and a character set that is in use already is not
 * asked for again. What the terminal then shows is the same. It knows no terminal.
 */
#ifndef QUAD_TUI_SQUEEZE_H
#define QUAD_TUI_SQUEEZE_H

#include "store/base/buf.h"

/* Appends to out what len bytes come to. Nothing is assumed of the terminal's state before them. */
void squeeze_burst(const char *bytes, size_t len, struct buf *out);

#endif
