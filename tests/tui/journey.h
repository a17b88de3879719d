/* A journey's first steps: the school at a screen of its own process. */
#ifndef QUAD_TESTS_TUI_JOURNEY_H
#define QUAD_TESTS_TUI_JOURNEY_H

#include "tests/pty.h"
#include "tests/tui/school.h"
#include "tui/quad.h"

/* Opens the screen on the store of w, which the caller has left (school_leave). */
static inline struct pty *journey_screen(const struct world *w, int rows, int cols)
{
	const char *argv[] = {"quad", "--store", w->dir, "tui", NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, rows, cols);
	pty_wait(p, "LAB-1");
	pty_wait_row(p, rows - 1, "help");
	pty_settle(p);
	return p;
}

/* Goes to a day to come, on which nothing is past at whatever hour the test runs. */
static inline void journey_to_come(struct pty *p)
{
	pty_do(p, "g", "which date");
	pty_do(p, "2031-09-09" K_ENTER, "Tue 2031-09-09");
	pty_settle(p);
}

static inline struct pty *journey_begin(struct world *w)
{
	school_open(w);
	school_leave(w);
	return journey_screen(w, 24, 80);
}

/* What stands in the store while the screen is open. */
static inline const char *journey_stored(struct world *w)
{
	school_return(w);
	const char *text = all_standing(w);
	school_leave(w);
	return text;
}

static inline void journey_end(struct world *w, struct pty *p)
{
	pty_close(p);
	school_return(w);
	check_store(&w->s);
	world_close(w);
}

#endif
