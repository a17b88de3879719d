/*
 * Opening a list's file: what kind it is, in which encoding, and which sheets hold the list. Private to the list
 * modules.
 */
#ifndef QUAD_STORE_LIST_SOURCE_H
#define QUAD_STORE_LIST_SOURCE_H

#include "store/list/list_import.h"
#include "store/list/list_rows.h"

/*
 * Sees to ask->file: a plain text stays to be read piece by piece, if it may; anything else is read whole, into *whole,
 * which the caller releases, and is then ask->data. Errors of the file, QUAD_ENOMEM.
 */
int source_fetch(struct list_import *ask, bool may_stay, struct buf *whole) __attribute__((warn_unused_result));
/*
 * Opens ask's file; *out and *decoded, which holds a text that was not UTF-8, are the caller's to close and release in
 * any case. QUAD_EINVAL: the summary says why.
 */
int source_open(const struct list_import *ask, struct source *out, struct buf *decoded, struct list_summary *summary)
	__attribute__((warn_unused_result));
/*
 * Moves to the next sheet that is to be read, whose merged cells are then known. QUAD_ENOTFOUND: there is none. Errors
 * of xlsx_survey.
 */
int source_next_sheet(struct source *s) __attribute__((warn_unused_result));
/* The name of the sheet at hand, borrowed, if several are read; else NULL. */
const char *source_sheet_name(const struct source *s);
void source_close(struct source *s);

#endif
