/*
 * What stored things are for the rights: whose they are, in whose name, where, and which right it takes to change
 * them. Texts are in the record that is handed in, or in the arena. Errors: QUAD_ECORRUPT, QUAD_ENOMEM.
 */
#ifndef QUAD_STORE_RIGHT_ROWS_H
#define QUAD_STORE_RIGHT_ROWS_H

#include "store/db/db.h"
#include "store/model/entity.h"
#include "store/model/request.h"
#include "store/model/rights.h"

struct right_subject {
	enum right right; /* that it takes to change it */
	struct right_row row;
};

/* A booking or a series; and the places that some claims would take: those of no resource are left out. */
int right_rows_booking(struct db_txn *txn, const struct booking *b, struct arena *arena, struct right_row *out)
	__attribute__((warn_unused_result));
int right_rows_series(struct db_txn *txn, const struct series *s, struct arena *arena, struct right_row *out)
	__attribute__((warn_unused_result));
int right_rows_claims(struct db_txn *txn, const struct claim_ask *asks, size_t n, struct arena *arena,
                      struct right_row *out) __attribute__((warn_unused_result));

/* A resource or a campus by code, else everything where both are "". What is not there is nowhere. */
int right_rows_place(struct db_txn *txn, const char *resource, const char *campus, struct arena *arena,
                     struct right_row *out) __attribute__((warn_unused_result));
/* An institution alone; "": everything. */
int right_rows_institution(const char *code, struct arena *arena, struct right_row *out)
	__attribute__((warn_unused_result));
/* An owner's rule by its place (policy.h): of two places, both. What is for all of a kind or a tag is everything. */
int right_rows_rule(struct db_txn *txn, const char *place, struct arena *arena, struct right_row *out)
	__attribute__((warn_unused_result));

/* A row of a register: who changes it keeps the resource or the institution that it is of; else the consortium. */
int right_rows_register(struct db_txn *txn, const struct register_row *v, struct arena *arena,
                        struct right_subject *out) __attribute__((warn_unused_result));

/* A thing by its record; of another kind than those with a place, the whole consortium's. */
int right_rows_record(struct db_txn *txn, enum entity_kind kind, struct bytes record, struct arena *arena,
                      struct right_subject *out) __attribute__((warn_unused_result));
/*
 * A thing that stands, as the journal names it: `booking:17`; an id alone is a booking, another word a resource, else
 * a campus, an institution or a person. QUAD_ENOTFOUND.
 */
int right_rows_entity(struct db_txn *txn, const char *entity, struct arena *arena, struct right_subject *out)
	__attribute__((warn_unused_result));

#endif
