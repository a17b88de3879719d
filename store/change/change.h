/*
 * A change under way, and what the modules need that carry out one kind of request each (place.c, book.c...): the
 * journal, new ids, checks of texts, institutions and campuses by name. Private to store/change. apply.c starts a
 * change for each request; place.c starts one within another.
 */
#ifndef QUAD_STORE_CHANGE_H
#define QUAD_STORE_CHANGE_H

#include "store/facts/decision_cache.h"
#include "store/model/request.h"

struct plan;

struct change {
	struct db_txn *txn;
	const struct request *rq;
	struct result *out;
	struct arena *arena;
	bool rehearse; /* decide only: write nothing */
	enum request_op as;   /* the op that entries of the journal name, 0: the request's */
	struct plan *settled; /* where a rehearsal puts a booking that may be written as it is; NULL: nowhere */
	struct decision_cache *cache; /* of this transaction */
	const char *in_place_of;      /* whose deputy who asks is in this; NULL: nobody's (permit_ask.h) */
	struct claim_view *view;      /* what a step of a series has moved (claim_view.h); NULL: nothing */
};

/* Value in arena, so that it outlives later writes; QUAD_ENOTFOUND leaves it empty. */
int change_get(struct change *c, const struct key *k, struct bytes *out) __attribute__((warn_unused_result));

/* The journal entry that the next change_record will write; records carry it as their `seq`. */
int change_next_seq(struct change *c, uint64_t *out) __attribute__((warn_unused_result));

/*
 * Puts `after` under key (deletes the key if it is empty) and writes the journal entry of the change: entity is
 * its name there, prev the entity's former entry. Sets the result's outcome and seq.
 */
int change_record(struct change *c, const struct key *k, const char *entity, uint64_t prev, struct bytes before,
                  struct bytes after, enum outcome outcome) __attribute__((warn_unused_result));

/* Puts the edge of the journal's tree after the last entry of a request. */
int change_seal(struct change *c) __attribute__((warn_unused_result));

/* Writes an entry without a record (entity.h); the result stays as it is. */
int change_note(struct change *c, const char *entity, struct bytes what) __attribute__((warn_unused_result));

/*
 * One record for change_write_entry. It is encoded first with the former seq, so bytes that equal the stored ones mean
 * that nothing changed; else it is encoded again with the new seq.
 */
struct change_entry {
	struct key key;
	char entity[CODE_MAX_BYTES + 160];
	struct bytes before;
	uint64_t *seq; /* in the structure that encode writes */
	void (*encode)(const void *v, struct buf *out);
	const void *v;
};
int change_write_entry(struct change *c, struct change_entry *r) __attribute__((warn_unused_result));

/* Keeps the larger of a setting's value and v. */
int change_raise_setting(struct change *c, const char *name, uint64_t v) __attribute__((warn_unused_result));

/* Lets a ref lead to a booking or a series; the table is that of their refs. */
int change_put_ref(struct change *c, enum table table, const char *ref, uint64_t id)
	__attribute__((warn_unused_result));

/*
 * Returns an unused id for a booking or series, greater than the last stored one and than `after`. No file has used its
 * own ref (facts.h) for another.
 */
int change_next_id(struct change *c, enum own_kind kind, uint64_t after, uint64_t *out)
	__attribute__((warn_unused_result));

/* The number after the largest one that was ever in use in a table that is keyed by number: of campuses or resources.
 */
int change_next_number(struct change *c, enum table table, uint32_t *out) __attribute__((warn_unused_result));

/* Adds a `value` reason if the text is too long, not UTF-8, or has control characters; field is its column. */
void change_check_text(struct change *c, const char *field, const char *s);
/* As above, and a code may not be empty, hold `;` or end in `*` and digits (nor their Chinese forms). */
void change_check_code(struct change *c, const char *field, const char *s);

/*
 * The institution or campus that a text names by code or name. Where there is none and the request may create it,
 * *missing is set and the text becomes its code; else a reason is added. "" is fine and stays.
 */
int change_resolve_institution(struct change *c, const char *text, const char **code, bool *missing)
	__attribute__((warn_unused_result));
int change_resolve_campus(struct change *c, const char *text, const char **code, uint32_t *no, bool *missing)
	__attribute__((warn_unused_result));
/* A field of the request if it is given, else the stored one. */
const char *change_pick(const struct change *c, int field, const char *given, const char *stored);
/* True if the request has broken a rule so far. */
bool change_is_refused(const struct change *c);
/* Into the order of a result, by start. */
void change_sort_made(struct made *v, size_t n);

#endif
