/*
 * The line to the server of a store, which a test may cut: a process that hands on what a program and the server say to
 * each other, over a socket of its own. For tests on PostgreSQL.
 */
#ifndef QUAD_TESTS_LINE_H
#define QUAD_TESTS_LINE_H

#include <stdbool.h>

/*
 * What the line does from now on. HOLDS: it takes connections and what is said, and hands nothing on. CUTS: it hands on
 * until the next COMMIT, and then cuts: after it was done, before the program hears of it; or before the server hears
 * of it. REFUSES: it cuts, and then each new connection is refused with LINE_REFUSAL, as a server does. WARNS: it cuts,
 * and then works, but who comes in is warned of something, as a server does.
 */
enum line_state { LINE_WORKS, LINE_CUT, LINE_HOLDS, LINE_CUTS_ANSWER, LINE_CUTS_COMMIT, LINE_REFUSES, LINE_WARNS };

#define LINE_REFUSAL "sorry, too many clients already"
#define LINE_WARNING "database has a collation version mismatch"

/*
 * The address of the store at `where` over a line of its own, which works. Static. The line ends with the process that
 * began it, or by line_end. One at a time.
 */
const char *line_begin(const char *where);
/* What was open is cut where it says so, and the line is in that state when this returns. */
void line_set(enum line_state state);
/* True once a line in a state of CUTS has cut. */
bool line_is_cut(void);
void line_end(void);

#endif
