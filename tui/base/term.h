/*
 * The terminal: the only module that speaks curses (with the drawing functions below, nothing else needs it). It turns
 * what arrives into events and draws cells; it knows nothing of stores or views.
 *
 * Resize goes by an own handler and a pipe, since a signal that arrives while curses paints would be lost until the
 * next key. What arrives is read and taken apart here (keys.h), curses only paints. Pasted text arrives as one event.
 * Rows and columns count from 0.
 */
#ifndef QUAD_TUI_TERM_H
#define QUAD_TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "store/base/buf.h"
#include "tui/base/keys.h"
#include "tui/base/palette.h"

/* EVENT_TEXT: characters that were typed and came together, so that each need not be drawn. */
enum event_type { EVENT_KEY, EVENT_TEXT, EVENT_PASTE, EVENT_MOUSE, EVENT_RESIZE, EVENT_TICK, EVENT_HANGUP };

/* DOUBLE comes after PRESS, when the same cell is pressed a second time soon; DRAG while the left button is held. */
enum mouse_act { MOUSE_PRESS, MOUSE_DOUBLE, MOUSE_DRAG, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct event {
	enum event_type type;
	uint32_t key;     /* EVENT_KEY: a character (or control character), or an enum term_key */
	const char *text; /* EVENT_PASTE: UTF-8, line ends as `\n`; EVENT_TEXT: UTF-8; borrowed until the next event */
	bool cut;         /* EVENT_PASTE: more was pasted than the terminal module keeps */
	/* EVENT_MOUSE: what was done with the left button or the wheel, and in which cell of the screen */
	enum mouse_act mouse;
	int row, col;
};

/*
 * What `--color` says. AUTO: colours unless $NO_COLOR is set; DARK and LIGHT: colours for such a ground. Else the
 * ground is that of $QUAD_COLORS (`light` or `dark`) or of $COLORFGBG. The terminal is not asked for it (OSC 11): over
 * a slow line its answer could come after the end, and be typed at the shell.
 */
enum term_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER, COLOR_DARK, COLOR_LIGHT };

enum term_palette { PALETTE_DARK, PALETTE_LIGHT, PALETTE_NONE };

/*
 * Starts the screen on two streams (the terminal). An unknown TERM falls back to a known one. 0, or QUAD_EINVAL where
 * there is no usable terminal (none, or TERM=dumb).
 */
int term_start(FILE *out, FILE *in, enum term_color color) __attribute__((warn_unused_result));
void term_stop(void); /* puts the terminal back; also fine when not started */
/* The same from a signal handler: it resets the terminal's settings and leaves the alternate screen. */
void term_abandon(void);

/*
 * Asks the terminal for reports of the mouse, or for none, as at first: while it reports, the person cannot select text
 * with it (only with Shift). term_stop, term_suspend and term_abandon end the reports too.
 */
void term_mouse(bool on);
bool term_mouse_is_on(void);

/* Another palette for all that is drawn from now on. False if the terminal has no colours, which are then not used. */
bool term_set_palette(enum term_palette palette);
enum term_palette term_palette(void);

/* Waits for the next event, at most until the next tick, which comes every second. */
void term_next(struct event *out);
/*
 * Makes a character that term_next gave an EVENT_TEXT, if more characters have come already: it takes all of them. Only
 * where letters are text, not commands.
 */
void term_gather(struct event *ev);
/* True if an event of input waits already, so that a picture would be outdated as soon as it is painted. */
bool term_has_input(void);

int term_rows(void);
int term_cols(void);

/* A new picture: everything is blank until it is drawn. term_paint sends what differs, in one burst. */
void term_clear(void);
void term_paint(void);
/* Repaints everything, for a terminal that others have written to. */
void term_redraw(void);

/*
 * Draws text in exactly cols columns from (row, col), cut with `~` or padded. What lies outside of the terminal is not
 * drawn.
 */
void term_text(int row, int col, int cols, enum term_role role, const char *text);
/* As above, right-aligned. */
void term_text_right(int row, int col, int cols, enum term_role role, const char *text);
/* Draws a text in as many rows as it takes, above bottom; returns the row after it. */
int term_wrapped(int row, int bottom, int col, int cols, enum term_role role, const char *text);
/* A line of `-` or `|`: the lines that terminals draw are two columns wide on some in East Asia. */
void term_hline(int row, int col, int cols);
void term_vline(int row, int col, int rows);
/* Where the cursor stands after painting; (-1, -1) hides it. */
void term_cursor(int row, int col);

/*
 * Keeps what was drawn in the rows top to bottom - 1, in `old` if that is not NULL; NULL on out of memory. term_show
 * draws it again from a row on, as much of it as there is room for. term_forget(NULL) is fine.
 */
struct term_picture;
struct term_picture *term_keep(struct term_picture *old, int top, int bottom);
void term_show(const struct term_picture *p, int row);
void term_forget(struct term_picture *p);

/* For tests: the text of a row as it is to be shown; whether a cell, no blank, looks as a role does. */
void term_row_text(int row, struct buf *out);
bool term_looks_like(int row, int col, enum term_role role);

/* The job-control stop that the terminal would have done on Ctrl-Z. */
void term_suspend(void);

#endif
