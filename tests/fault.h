/*
 * Calls that fail when a test says so. Memory is made to fail by the linker's --wrap; what else may fail, a test group
 * brings itself. A sweep repeats one scenario: each time the first call at a place of the program where none has failed
 * yet fails, alone or with all calls after it. A place is the call and its callers, some levels up.
 */
#ifndef QUAD_TESTS_FAULT_H
#define QUAD_TESTS_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_kind { FAULT_NONE, FAULT_MEMORY, FAULT_DATABASE, FAULT_COMMIT /* of the database, and nothing else */ };

enum { FAULT_PLACES_MAX = 1 << 15 };

struct fault {
	enum fault_kind kind;
	bool lasting; /* all calls after the first that fails do too */
	bool twice;   /* and the one after it */
	int code;     /* what a call of the database returns that fails */
	int paused;   /* > 0: the test itself is at work */
	uint64_t n_calls, n_failed;
	uint64_t from;                     /* calls before this one are at places that failed already */
	uint64_t places[FAULT_PLACES_MAX]; /* a hash table, 0 = free */
	size_t n_places;
};

extern struct fault fault;

/* Counts a call of a kind and tells whether it fails. */
bool fault_now(enum fault_kind kind);

/* Begins a sweep. */
void fault_reset(bool lasting, int code);
/* Begins the next run of it. */
void fault_arm(enum fault_kind kind);

/* A wrapped function, which returns `failed` instead where it fails. */
#define FAULT_WRAP(type, name, params, args, fault_kind, failed)                                                       \
	type __real_##name params;                                                                                     \
	type __wrap_##name params;                                                                                     \
	type __wrap_##name params                                                                                      \
	{                                                                                                              \
		return fault_now(fault_kind) ? (failed) : __real_##name args;                                          \
	}

#endif
