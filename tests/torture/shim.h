/*
 * What stands between a program and the disk: the calls that write and sync one file, which can be written down, made
 * to fail, made slow or told to a disk of the test's own; the system's clock, which can be set; and which boot of the
 * system it is. Linked into the test, or preloaded into the program (then the environment tells it what to do). One file
 * at a time, told by its path, in this process and its children.
 */
#ifndef QUAD_TESTS_TORTURE_SHIM_H
#define QUAD_TESTS_TORTURE_SHIM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- writing down ---- */

enum shim_kind {
	SHIM_WRITE = 1, /* `at` and the bytes; it begins here */
	SHIM_DURABLE,   /* the write whose record stands at offset `at` of the log is on the disk */
	SHIM_SYNC,      /* all that was written before the offset `at` of the log is on the disk */
	SHIM_LENGTH,    /* the file is made `at` bytes long */
	SHIM_MARK,      /* the test's own */
};

struct shim_record {
	uint32_t kind, len; /* len bytes follow, filled up to a multiple of 8 */
	uint64_t at;
};

/* In memory that processes share. What does not fit is not there, `used` tells. */
struct shim_log {
	atomic_size_t used;
	size_t cap;
	_Alignas(8) unsigned char bytes[];
};

/* Shared memory for cap bytes, NULL if there is none. */
struct shim_log *shim_log_new(size_t cap);
void shim_log_free(struct shim_log *log);
/* The record at an offset, NULL at the end; the next one's offset in *next. */
const struct shim_record *shim_log_at(const struct shim_log *log, size_t offset, size_t *next);

/* Writes down what is done with path. Syncs then take up to so many turns of an empty loop, and are none. */
void shim_record(const char *path, struct shim_log *log, unsigned turns);
void shim_mark(struct shim_log *log, const void *p, size_t len);

/* From now on this process, and what it starts, is in another boot of the system than any before. */
void shim_reboot(void);

/* ---- failing ---- */

struct shim_fault {
	unsigned nth;   /* the call that fails, from 1 */
	int error;      /* an errno */
	bool from_then; /* and all after it */
	bool after;     /* it is done, and reported as failed */
	unsigned turns; /* as shim_slow; 0 = syncs are real */
};

/* Counts calls to write and sync path from now on. The path's string must stay. */
void shim_fail(const char *path, const struct shim_fault *fault);
/* How many of them failed. */
unsigned shim_failed(void);

/* The same without writing down: others come to wait. */
void shim_slow(const char *path, unsigned turns);
/* ---- another disk ---- */

/* Both are told behind a write or instead of a sync, and return 0 or the errno with which it fails. */
struct shim_disk {
	int (*written)(void *arg, uint64_t at, const void *p, size_t len, bool durable);
	int (*synced)(void *arg);
	void *arg;
};

/* Tells what is done with path; syncs are none. */
void shim_tell(const char *path, const struct shim_disk *disk);

/* Nothing is done any more. */
void shim_off(void);

#endif
