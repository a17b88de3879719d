/*
 * Reading single things inside a transaction: by code, by number, the neighbours of an interval. Structures that come
 * out point into the database (see db.h: until the next write or the end of the transaction).
 */
#ifndef QUAD_STORE_FACTS_H
#define QUAD_STORE_FACTS_H

#include "store/db/db.h"
#include "store/facts/keys.h"
#include "store/model/request.h"
#include "store/model/rules.h"

/* All: QUAD_ENOTFOUND if there is none, QUAD_ECORRUPT, QUAD_EVERSION. */
int facts_institution(struct db_txn *txn, const char *code, struct institution *out);
int facts_campus(struct db_txn *txn, const char *code, struct campus *out);
int facts_campus_by_number(struct db_txn *txn, uint32_t no, struct campus *out);
int facts_resource(struct db_txn *txn, const char *code, struct resource *out);
int facts_resource_bytes(struct db_txn *txn, const char *code, struct bytes *out); /* its record */
int facts_resource_by_number(struct db_txn *txn, uint32_t no, struct resource *out);
/* The number alone, which is all that the indexes want. */
int facts_resource_number(struct db_txn *txn, const char *code, uint32_t *out);
int facts_booking(struct db_txn *txn, uint64_t id, struct arena *arena, struct booking *out);
int facts_booking_head(struct db_txn *txn, uint64_t id, struct booking *out); /* without its claims */
/* By the ref that a file gave, or by its own. */
int facts_booking_by_ref(struct db_txn *txn, const char *ref, struct arena *arena, struct booking *out);

/* By code, else by name: QUAD_EINVAL if the name is borne by several. */
int facts_institution_named(struct db_txn *txn, const char *text, struct institution *out);
int facts_campus_named(struct db_txn *txn, const char *text, struct campus *out);

/*
 * The campus or institution that a scope names: by code, else by name; `campus:X` and `institution:X` tell the two
 * apart. *code is in the database. QUAD_ENOTFOUND; QUAD_EINVAL if it means several, as a code of both.
 */
int facts_scope(struct db_txn *txn, const char *text, enum person_scope *over, const char **code);
/* The same, and `*` for everything, `resource:X`, and a code that only a resource has. */
int facts_scope_any(struct db_txn *txn, const char *text, enum person_scope *over, const char **code);
#define SCOPE_OF_CAMPUS "campus:"
#define SCOPE_OF_INSTITUTION "institution:"
#define SCOPE_OF_RESOURCE "resource:"
#define SCOPE_OF_EVERYTHING "*"
/* The text of a scope that can mean no other, appended; nothing for no scope. */
void facts_scope_text(enum person_scope over, const char *code, struct buf *out);
/* What `campus:X` or `institution:X` names; NULL for a text that does not begin so. */
const char *facts_scope_campus(const char *text);
const char *facts_scope_institution(const char *text);
const char *facts_scope_resource(const char *text);

/* The key of the travel time between two campuses by number, in either order. */
struct key facts_travel_key(uint32_t a, uint32_t b);
/* Minutes between two campuses by number; 0 if the table does not list the pair (*listed tells, may be NULL). */
int facts_travel(struct db_txn *txn, uint32_t a, uint32_t b, uint32_t *out_min, bool *listed);

/* A number kept under a name in the settings; 0 if there is none. */
int facts_setting(struct db_txn *txn, const char *name, uint64_t *out);
#define SETTING_SCHEMA "schema"         /* the form of the records, see store_open.h */
#define SETTING_TRAVEL_MAX "travel_max" /* the longest travel time ever listed, minutes */
#define SETTING_PAD_MAX "pad_max"       /* the longest setup or teardown ever, minutes */
#define SETTING_MARK "mark"             /* tells the store from others, in its own refs */
#define SETTING_PRICED "priced" /* the first booking whose prices are kept; 0 in stores of before, see booked_price */
/* the largest numbers of what was taken back, so that none is given again */
#define SETTING_GONE_BOOKING "gone_booking"
#define SETTING_GONE_SERIES "gone_series"
#define SETTING_GONE_RESOURCE "gone_resource"
#define SETTING_GONE_CAMPUS "gone_campus"
/* the minute up to which all was reminded of what starts, and the day number of the last digest (reminders.h) */
#define SETTING_REMINDED "reminded"
#define SETTING_DIGESTED "digested"
#define SETTING_RESOURCES "resources"   /* another after each change of a resource, see directory.h */

/*
 * A setting that people change (settings.h): its key, and its record, whose texts point into the database;
 * QUAD_ENOTFOUND if it was never changed.
 */
#define FACTS_CONFIG "config:" /* what its key begins with */
struct key facts_config_key(const char *name);
int facts_config(struct db_txn *txn, const char *name, struct setting *out) __attribute__((warn_unused_result));
/* What holds: the value of the record, else the setting's default. QUAD_EINVAL: there is no such setting. */
int facts_config_value(struct db_txn *txn, const char *name, const char **out) __attribute__((warn_unused_result));

/* The store's mark; 0 if it was made without one. QUAD_ECORRUPT. */
int facts_mark(struct db_txn *txn, uint32_t *out);

/*
 * The own ref of what no file has named: `quad-MARK-ID`, or `quad-MARK-series-ID`, the mark as eight hexadecimal
 * digits. Lists name it so, and the store that has the mark understands it; in any other it is a ref like any.
 */
enum own_kind { OWN_BOOKING, OWN_SERIES };
#define OWN_REF_MAX 48
const char *facts_own_ref(uint32_t mark, enum own_kind kind, uint64_t id, char out[OWN_REF_MAX]); /* returns out */
/* May it be an own ref, of this store or another? */
bool facts_like_own_ref(const char *ref);
/* What the keys of all own refs of a kind begin with. */
struct key facts_own_refs(uint32_t mark, enum own_kind kind);
/* The id in an own ref; 0 if it is none, or one of another store. */
uint64_t facts_own_id(uint32_t mark, enum own_kind kind, const char *ref);

/* The last key of a table; QUAD_ENOTFOUND if it is empty. */
int facts_last_key(struct db_txn *txn, enum table table, struct bytes *out);
/* The journal's last entry, 0 = none. */
int facts_last_seq(struct db_txn *txn, uint64_t *out);

/*
 * The claims of a stored booking as they would be asked for, in arena: units that followed the party follow it still.
 * And the same as a text: `R11;T001;OSC*3`. QUAD_ECORRUPT if a resource is not there, QUAD_ENOMEM.
 */
int facts_claims(struct db_txn *txn, const struct booking *b, struct arena *arena, struct claim_ask **out)
	__attribute__((warn_unused_result));
int facts_claims_text(struct db_txn *txn, const struct booking *b, struct arena *arena, const char **out)
	__attribute__((warn_unused_result));

struct neighbours {
	struct neighbour *v;
	size_t n;
};

/*
 * The stored claims on a resource that overlap [start, end), except those of booking `except` (0: none left out).
 * The list is in arena.
 */
int facts_neighbours(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, uint64_t except,
                     struct arena *arena, struct neighbours *out);
/* The same in fewer steps: all claims on the resource are in these classes, a bit each. */
int facts_neighbours_in(struct db_txn *txn, uint32_t resource, uint32_t classes, int64_t start, int64_t end,
                        uint64_t except, struct arena *arena, struct neighbours *out);

/* The claim in an entry of the index by resource. */
int facts_read_claim(uint32_t resource, struct bytes key, struct bytes value, struct neighbour *out)
	__attribute__((warn_unused_result));

struct closures {
	struct closure *v;
	size_t n, cap;
};

/*
 * Adds the closures that overlap [start, end): of everything, of the campus (0: none), of the resource. The list is in
 * arena, their texts in the database.
 */
int facts_closures(struct db_txn *txn, uint32_t resource, uint32_t campus, int64_t start, int64_t end,
                   struct arena *arena, struct closures *out);

/* The same of a resource, whose campus is looked up only where one is closed. QUAD_ECORRUPT if it is not there then. */
int facts_closures_of(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, struct arena *arena,
                      struct closures *out);

/* Those of the resource alone. */
int facts_own_closures(struct db_txn *txn, uint32_t resource, int64_t start, int64_t end, struct arena *arena,
                       struct closures *out);

/* The key of a closure. */
struct key facts_closure_key(enum closure_scope scope, uint32_t owner, int64_t start, int64_t end);

#endif
