/*
 * The end that nobody can prevent: a store is read through a map of its file, and where the file is cut off under the
 * program, a disk cannot be read, or a page is damaged in a way that only `check` looks for, the kernel answers with a
 * signal.
 */
#ifndef QUAD_TUI_GUARD_H
#define QUAD_TUI_GUARD_H

/* From now on such a signal puts the terminal back, says what to do in the language that is set, and exits with 1. */
void guard_install(void);

#endif
