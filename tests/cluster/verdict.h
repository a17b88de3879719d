/* The verdict on a run: the histories of its clients against the store. */
#ifndef QUAD_TESTS_CLUSTER_VERDICT_H
#define QUAD_TESTS_CLUSTER_VERDICT_H

/* The names of the columns of a row. */
void verdict_head(void);

/*
 * Reads the store, of which DIR/end.history is left, and the histories in dir; prints a row of figures, and each fault.
 * An exit status: 0 where all is as it must be.
 */
int verdict_give(const char *where, const char *dir, const char *name);

#endif
