/*
 * The schema of a store: the form of its records. This program writes STORE_SCHEMA and reads what is older; an upgrade
 * brings a store from the one to the other. Private to store/facts: others call store_upgrade (store_open.h).
 *
 * Schema 2: the index of claims by resource has wide classes (keys.h), which are listed (claim_classes.h), and its
 * entries show what a calendar does (claim_entry.h). Schema 3: there is an index of who has bookings (holder_index.h).
 * Schema 4: the journal's entries have salts and stand in a tree (journal_tree.h), and there is an index of SSH keys.
 */
#ifndef QUAD_STORE_UPGRADE_H
#define QUAD_STORE_UPGRADE_H

#include "store/db/db.h"

#define STORE_SCHEMA 4
#define SCHEMA_WIDE_CLASSES 2 /* the first one that has these */
#define SCHEMA_HOLDERS 3
#define SCHEMA_TREE 4

/* Gives the store that schema; *done: it had another. Errors of db_rebuild: the store is as it was. */
int upgrade_db(struct db *db, bool *done) __attribute__((warn_unused_result));

/* Says that the records have that schema: the last step of an upgrade, and the first of a new store. */
int upgrade_write_schema(struct db_txn *txn) __attribute__((warn_unused_result));

#endif
