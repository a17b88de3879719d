/* Starting programs and taking the time. */
#ifndef QUAD_BENCH_SPAWN_H
#define QUAD_BENCH_SPAWN_H

double now_us(void);

/*
 * Runs a program (found by PATH) with its output thrown away and its input from a file (NULL: none), until it ends.
 * -1 after a line on standard error if it cannot be run or fails.
 */
int spawn(const char *const *argv, const char *input, double *out_us);
/* The same for what takes long; and the most memory of its own that it had, files that it maps not counted. */
int spawn_watched(const char *const *argv, const char *input, double *out_us, double *out_mib);

/* Removes a directory with all that is in it, or a file; nothing if it is not there. */
void remove_tree(const char *path);

#endif
