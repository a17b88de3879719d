/* The whole program but its `main`. */
#ifndef QUAD_TUI_QUAD_H
#define QUAD_TUI_QUAD_H

/* Runs the program; returns its exit status (enum cmd_status). */
int quad_main(int argc, char **argv);

#endif
