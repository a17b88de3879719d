/* A copy of a store for a long dry run, which nobody else sees. Private to the list modules. */
#ifndef QUAD_STORE_LIST_SCRATCH_H
#define QUAD_STORE_LIST_SCRATCH_H

#include "store/change/store_apply.h"

/*
 * Opens a copy of the store in a new directory `rehearsal-...` of place, a directory, or where that is the address of a
 * server, of $TMPDIR (/var/tmp). When this returns, the directory is removed; the disk space is freed when the copy is
 * closed or the process ends. Copies that killed processes of this account left there are removed too. Errors of
 * db_clone, store_open and store_upgrade.
 */
int list_scratch_open(struct store *from, const char *place, struct store *out) __attribute__((warn_unused_result));

#endif
