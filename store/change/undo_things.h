/*
 * What an action did to each thing, from its entries in the journal: the record before its first entry and after its
 * last one. Private to store/change.
 */
#ifndef QUAD_STORE_UNDO_THINGS_H
#define QUAD_STORE_UNDO_THINGS_H

#include "store/change/change.h"
#include "store/model/codec.h"
#include "store/model/entity.h"

struct undo_thing {
	enum entity_kind kind;
	const char *entity;
	struct bytes before; /* what its record becomes again; empty: it goes */
	struct bytes after;  /* what the action made of it; empty: it is not there */
	bool erased;         /* one of its entries has lost a record (erase.h) */
	uint64_t last_seq;   /* the action's last entry of it */
};

/* In the order of their last entries. */
struct undo_things {
	struct undo_thing *v;
	size_t n, cap;
	uint64_t first_seq, last_seq; /* of the action */
	const char *actor;            /* who did it */
};

/*
 * Gathers the action that a journal entry belongs to, in the change's arena. Adds a reason if there is no such entry,
 * or there are too many.
 */
int undo_gather(struct change *c, uint64_t entry, struct undo_things *out) __attribute__((warn_unused_result));

/* Refs that have lost what they led to. All-zero is empty. */
struct undo_refs {
	const char **v; /* as they were handed in */
	size_t n, cap;
};

/*
 * Takes a ref from a booking or a series that goes, if it leads to that; another one that bore it before may get it
 * back. The table is that of their refs.
 */
int undo_leave_ref(struct change *c, enum table table, const char *ref, uint64_t id, struct undo_refs *lost)
	__attribute__((warn_unused_result));

/* An entry of the journal, in the change's arena. QUAD_ENOTFOUND. */
int undo_entry(struct change *c, uint64_t seq, struct journal_entry *out) __attribute__((warn_unused_result));

/* The entry that wrote a record, 0 for no record. */
uint64_t undo_record_seq(struct bytes record);
/* A copy of a record in the change's arena as another entry would write it. QUAD_ECORRUPT if it is too short. */
int undo_record_as_of(struct change *c, struct bytes record, uint64_t seq, struct bytes *out)
	__attribute__((warn_unused_result));
/* True for records that differ in nothing but the entry that wrote them. */
bool undo_same_record(struct bytes a, struct bytes b);

/* Adds the reason that a thing is not as the action left it, but as `current`, which may be empty. */
int undo_refuse_since(struct change *c, const struct undo_thing *t, struct bytes current)
	__attribute__((warn_unused_result));
/* The same of another record, by the entry that wrote it last. */
int undo_refuse_by(struct change *c, const char *entity, uint64_t seq) __attribute__((warn_unused_result));

#endif
