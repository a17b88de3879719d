/*
 * What the checks of a store's tables are made of. Private to the files check_*.c of store/query, each of which proves
 * one kind of record; a check of a new table is a check_fn there, declared at the end, and a row in check.c.
 */
#ifndef QUAD_STORE_CHECKER_H
#define QUAD_STORE_CHECKER_H

#include "store/base/buf.h"
#include "store/db/db.h"
#include "store/facts/keys.h"
#include "store/model/codec.h"
#include "store/model/entity.h"
#include "store/model/merkle.h"
#include "store/query/query.h"

struct checker {
	struct db_txn *txn;
	void (*fault)(void *arg, const struct store_fault *f);
	void *arg;
	uint64_t n_faults, n_claims, n_parts, n_holders, n_keys;
	uint64_t n_due; /* bookings that the clock changes, less those of its index */
	/*
	 * The sum of all entries that stand: of those that leave something, less those that another continues, less
	 * those that a record names. 0 in the end, if each is one or the other.
	 */
	uint64_t standing[N_KINDS];
	struct merkle_edge edge;      /* of the journal's tree, of the entries so far */
	uint64_t n_kept, n_tree_rows; /* nodes of it that are to be kept, and those that are */
	struct buf leaf;
	uint64_t last_seq, travel_max, pad_max, schema;
	int err;            /* of the system: the proof ends, and faults found after it say nothing of the store */
	struct arena arena; /* of one entry */
};

/* ---- reporting ---- */

/* Reports a fault. A format has no other conversions than `%s`; `make po` finds it here. */
void check_fault(struct checker *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A number for the above, in the checker's arena. */
const char *check_num(struct checker *c, uint64_t v);

/*
 * True if a look-up or a decoding failed. If the store may be at fault, the caller reports it; that the system could
 * not read, or has no memory, is kept in c->err.
 */
bool check_fails(struct checker *c, int err);

/* ---- entries of tables ---- */

/* Checks one entry of a table. Reports faults, and returns only errors of the system. The arena is emptied after it. */
typedef int check_fn(struct checker *c, struct bytes key, struct bytes value);

/* Calls fn for each entry of a table. */
int check_table(struct checker *c, enum table table, check_fn *fn) __attribute__((warn_unused_result));

/* True if the key ends in this text, which begins at byte `at`. */
bool check_key_is(struct bytes key, size_t at, const char *text);

bool check_same_bytes(struct bytes a, struct bytes b);

/* ---- a record and its journal entry ---- */

/* *out points into the transaction. Errors as db_get and journal_decode. */
int check_get_entry(struct checker *c, uint64_t seq, struct journal_entry *out) __attribute__((warn_unused_result));

/* True if the entry is about this thing; NULL = any name. */
bool check_is_entry_of(const struct journal_entry *e, enum entity_kind kind, const char *name);

/* Compares a record with the entry that wrote it, which must name it so; NULL = any name. */
void check_written(struct checker *c, enum entity_kind kind, const char *name, uint64_t seq, struct bytes record);

void check_written_as(struct checker *c, enum entity_kind kind, uint64_t seq, struct bytes record, const char *format,
                      ...) __attribute__((format(printf, 5, 6)));

/* ---- the checks of each file ---- */

/* check_places.c */
check_fn check_institution, check_campus, check_campus_number, check_travel, check_closure;

/* check_resources.c */
check_fn check_resource, check_resource_code, check_classes;

/* check_people.c */
check_fn check_person, check_grant;

/* check_keys.c */
check_fn check_key;
void check_person_keys(struct checker *c, const struct person *v);

/* check_rules.c */
check_fn check_rule, check_rule_place, check_qualification;

/* check_registers.c */
check_fn check_register;

/* check_settings.c */
check_fn check_setting, check_columns, check_event;

/* check_needs.c */
check_fn check_need;

/* check_bookings.c */
check_fn check_booking, check_booking_ref, check_wait, check_comment, check_evaluation, check_adjustment;

/* check_calendar.c */
check_fn check_series, check_series_booking, check_series_ref, check_term, check_period, check_day;

/* check_mails.c */
check_fn check_mail, check_mail_item;

/* check_journal.c */
check_fn check_entry, check_request;

/* check_tree.c; check_leaf is told of each entry, in their order */
check_fn check_tree_row;
void check_leaf(struct checker *c, const struct journal_entry *e, struct bytes value);

/* check_indexes.c */
check_fn check_due;

/* Checks of no single entry. Return errors of the system. */
typedef int check_whole_fn(struct checker *c);

/* Reads the settings that the other checks need: it comes first. In check_settings.c. */
check_whole_fn check_settings;

/* That the tables fit together, after all of them were gone through: in check_journal.c, check_tree.c and
 * check_indexes.c. */
check_whole_fn check_standing, check_tree;
check_whole_fn check_due_count, check_part_count, check_claim_counts, check_holder_count, check_directory;
/* check_keys.c */
check_whole_fn check_key_count;

#endif
