/* Where the header stands in a file, and the rows after it. Private to the list modules. */
#ifndef QUAD_STORE_LIST_HEAD_H
#define QUAD_STORE_LIST_HEAD_H

#include "store/list/list_header.h"
#include "store/list/list_rows.h"

/* A header that was found: its names, in the arena that was given, and its place among all rows, empty ones too. */
struct head {
	const char *const *names;
	size_t n_names, known; /* known: how many are understood */
	size_t last;           /* its last row */
	enum csv_fault fault;  /* of that row */
};

/*
 * Looks through the first rows for the header, since many lists have a title above it: the first row with two known
 * columns, else the first that is not empty; with the line above or below it where both are one header.
 * QUAD_ENOTFOUND: all of them are empty.
 */
int head_find(const struct list_import *ask, const struct source *from, struct arena *arena, struct head *out)
	__attribute__((warn_unused_result));

/*
 * Opens the reader at the row after the header, and understands the header; all of it is in the summary's arena.
 * QUAD_EINVAL: the summary says why, or which needed columns are missing.
 */
int head_open_rows(const struct list_import *ask, const struct source *from, struct rows *reader,
                   struct list_header *header, struct list_summary *summary) __attribute__((warn_unused_result));

/* Notes why a file cannot be read; returns QUAD_EINVAL. */
int head_refuse(struct list_summary *summary, enum list_problem problem);

#endif
