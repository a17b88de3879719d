/*
 * A program on a pseudo-terminal, and the screen as its user sees it (libvterm keeps it). For journeys: start, type,
 * wait until the screen shows a text, look at it. Nothing sleeps: waiting is poll() on the terminal, up to
 * PTY_WAIT_MS. Whatever does not come fails the test and prints the whole screen. Rows and columns count from 0.
 */
#ifndef QUAD_TESTS_PTY_H
#define QUAD_TESTS_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PTY_WAIT_MS 5000

/* The screen's keys, as xterm sends them. */
#define K_UP "\033OA"
#define K_DOWN "\033OB"
#define K_RIGHT "\033OC"
#define K_LEFT "\033OD"
#define K_HOME "\033OH"
#define K_END "\033OF"
#define K_PAGE_UP "\033[5~"
#define K_PAGE_DOWN "\033[6~"
#define K_DELETE "\033[3~"
#define K_BACKTAB "\033[Z"
#define K_F1 "\033OP"
#define K_F2 "\033OQ"
#define K_F10 "\033[21~"
#define K_ESC "\033"
#define K_ENTER "\r"
#define K_TAB "\t"
#define K_PASTE(text) "\033[200~" text "\033[201~"

struct pty;

/*
 * Runs main_of(argc, argv) in a child that has a terminal of rows x cols as its standard streams; what it returns is
 * its exit status. env: "NAME=VALUE" sets, "NAME" unsets, NULL ends. TERM is xterm-256color and the locale C.UTF-8
 * unless env says otherwise. argv ends in NULL.
 */
struct pty *pty_spawn(int (*main_of)(int argc, char **argv), const char *const *argv, const char *const *env, int rows,
                      int cols);
/* Kills the program if it still runs, and frees. */
void pty_close(struct pty *p);

/* Types; what is sent from now on counts as the answer. */
void pty_keys(struct pty *p, const char *text);
void pty_keys_n(struct pty *p, const char *bytes, size_t len);

/*
 * For input that may be anything: types it and reads meanwhile, whether the program takes it or has ended. pty_answers
 * types and waits until anything comes: false if nothing does for long, or the program has ended.
 */
void pty_feed(struct pty *p, const char *bytes, size_t len);
bool pty_answers(struct pty *p, const char *text);
bool pty_has_ended(const struct pty *p);
/* From now on what comes is only kept, not shown: libvterm fails at some sizes and bytes. */
void pty_blind(struct pty *p);
/* Whether pasted text is marked, which the screen asks for at its begin, and no longer at its end. */
bool pty_marks_pastes(const struct pty *p);

/* Reads until the screen shows the text in one row, or until it shows it no longer. */
void pty_wait(struct pty *p, const char *text);
void pty_wait_gone(struct pty *p, const char *text);
/* Reads until that row has the text; until the cursor stands in that row. */
void pty_wait_row(struct pty *p, int row, const char *text);
void pty_wait_cursor_row(struct pty *p, int row);
/* Reads until the program sleeps and all that it wrote has arrived. Only after a wait that saw it begin. */
void pty_settle(struct pty *p);
/* Types, and reads until the program has taken it and sleeps. Not for Esc alone, after which it waits for more. */
void pty_act(struct pty *p, const char *keys);
/* Reads for that long whatever comes: for what must not come. */
void pty_listen(struct pty *p, int ms);

/* Types and waits, the most frequent pair. */
void pty_do(struct pty *p, const char *keys, const char *text);

bool pty_shows(const struct pty *p, const char *text);
/* The row's text without blanks at its end; valid until the fourth call from now. */
const char *pty_row(const struct pty *p, int row);
/* The first row with that text, and the column where it begins there; -1 if none. */
int pty_find(const struct pty *p, const char *text);
int pty_col(const struct pty *p, int row, const char *text);
void pty_cursor(const struct pty *p, int *row, int *col);
bool pty_cursor_visible(const struct pty *p);
bool pty_alternate(const struct pty *p); /* the alternate screen is shown */
bool pty_reversed(const struct pty *p, int row, int col);
bool pty_colored(const struct pty *p); /* any cell has a colour */
/* The number of the colour of the block beneath a cell, -1: the terminal's own ground. */
int pty_block(const struct pty *p, int row, int col);

struct pty_cell {
	char text[32]; /* UTF-8; " ": nothing */
	int width;     /* columns */
	long fg, bg;   /* 0xRRGGBB, -1: the terminal's own */
	bool bold, underline, reverse;
};

/* False beyond the screen. */
bool pty_cell(const struct pty *p, int row, int col, struct pty_cell *out);

void pty_resize(struct pty *p, int rows, int cols);
/* Only the terminal's size, and the signal for it, without telling libvterm and without waiting. */
void pty_resize_fast(struct pty *p, int rows, int cols);

/*
 * What came since the last pty_keys: bytes, the bytes themselves, in how many reads they came (as many as bursts, or a
 * few more), and how many write calls the program made, also to files (-1: not known).
 */
size_t pty_bytes(const struct pty *p);
const char *pty_answer(const struct pty *p, size_t *len);
bool pty_answered(const struct pty *p, const char *bytes);
unsigned pty_reads(const struct pty *p);
long pty_writes(const struct pty *p);

/* Waits for its end; the exit status, or 1000 and the signal. All that it sent is read. */
int pty_exit(struct pty *p);
/* Waits until it has stopped itself, as on Ctrl-Z; pty_continue lets it go on. */
void pty_wait_stopped(struct pty *p);
void pty_continue(struct pty *p);
/* Takes the terminal away, as a broken connection does, then waits for the end. */
int pty_hang_up(struct pty *p);
long pty_pid(const struct pty *p);

/* Prints the screen to standard error. */
void pty_print(const struct pty *p);

#endif
