/*
 * Libraries that are opened by name when they are first needed, because every start of the program would pay for
 * linking them: libzip brings a cryptographic library with it, libical ten milliseconds.
 */
#ifndef QUAD_STORE_LIBRARY_H
#define QUAD_STORE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* A function of the library, and where in the caller's structure its pointer goes. */
struct library_function {
	const char *name;
	size_t offset;
};

/*
 * Opens a library by its file name (`libzip.so.4`) and puts the functions of the table, which ends in a name NULL, into
 * the structure `out`. Returns the library, for library_close; NULL if it or one of the functions is not there.
 */
void *library_open(const char *file, const struct library_function *functions, void *out)
	__attribute__((warn_unused_result));
/* NULL is fine. The library stays in memory, since its own clean-up at the exit of the program needs it. */
void library_close(void *library);

#endif
