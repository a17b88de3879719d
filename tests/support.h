/* What tests of every layer share: directories of their own, and a clock by text. */
#ifndef QUAD_TESTS_SUPPORT_H
#define QUAD_TESTS_SUPPORT_H

#include <stddef.h>
#include <stdint.h>

/* A new empty directory below TMPDIR (/tmp), removed with all in it when the process that made it ends. */
const char *test_dir(void);
/* A file of the sources, whatever the current directory is by now; a static buffer, overwritten by the next call. */
const char *test_source(const char *name);
/* The login of who runs the tests, by which a program acts that they start. */
const char *test_login(void);
/* `DIR/NAME` of a directory of its own; a static buffer, overwritten by the next call. */
const char *test_path(const char *dir, const char *name);
/* The shared samples' folder with a trailing name, or NULL where there is none. */
const char *test_sample(const char *name);
/* Reads a whole file; the caller frees. Fails the process if it cannot. */
char *test_read_file(const char *path, size_t *len);

/* Ends a forked child as _exit does, but for what it went through, which counts for `make coverage`. */
void test_child_end(int status) __attribute__((noreturn));

#endif
