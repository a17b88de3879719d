/*
 * Cache of the records that a booking decision reads beside the bookings: resources with their hours and campuses,
 * closures, the longest travel time; of the last numbers given, and of the first and last request remembered. Private
 * to the store layer.
 *
 * The cache is exact because it belongs to one moment of the store, that of a transaction, which begins with
 * cache_begin. A process keeps it for its next transaction if nobody else has committed in between. It forgets the
 * records that the transaction itself changes (cache_wrote), and all that a part of the transaction read that is rolled
 * back (cache_undone). What counts against agreements alone goes from one moment to the next, by the journal.
 */
#ifndef QUAD_STORE_DECISION_CACHE_H
#define QUAD_STORE_DECISION_CACHE_H

#include "store/facts/claim_classes.h"
#include "store/facts/directory.h"
#include "store/facts/directory_record.h"
#include "store/facts/facts.h"
#include "store/facts/freed.h"
#include "store/model/merkle.h"
#include "store/facts/parts.h"
#include "store/facts/ways.h"

struct cache_campus {
	struct cache_campus *next;
	const char *code;
	uint32_t no;
};

struct cache_resource {
	struct resource resource;
	const struct opening *opening;
	const struct cache_campus *campus; /* NULL = none */
};

struct cache_closure {
	enum closure_scope scope;
	uint32_t owner; /* as in the key */
	struct closure closure;
};

struct cache_hours;
struct kept_members;
struct register_cache;
struct rule_cache;
struct agreed_kept;
struct store;

/* All-zero is empty and ready. */
struct decision_cache {
	struct store *store;         /* whose directory may be used, NULL = none */
	struct directory *directory; /* held; NULL: there is none as of this transaction */
	bool has_directory;          /* the directory was looked for */
	struct arena arena;          /* of all that follows */
	struct cache_resource **slots; /* a hash table by code, n_slots a power of two, more than n_resources */
	size_t n_slots, n_resources;
	struct cache_campus *campuses;
	struct cache_hours *hours;
	struct cache_closure *closures; /* all of them, in the order of their keys */
	size_t n_closures;
	bool has_closures;
	size_t closures_tried; /* decisions when there were too many to read them all */
	struct parts parts;
	bool has_parts;
	struct claim_classes classes;
	bool has_classes;
	uint32_t placed; /* classes of claims that this transaction has placed and that may not be listed */
	size_t classes_tried; /* likewise */
	struct rule_cache *rules; /* what was read of owners' rules (rule_cache.h), NULL = nothing */
	struct register_cache *registers; /* what was read of registers (register_cache.h), NULL = nothing */
	int64_t share_days;               /* the setting in days, -1 = none */
	bool has_share_days;
	uint64_t travel_max, places_moved, schema;
	bool has_travel_max, has_places_moved, has_schema;
	bool mail, has_mail; /* the setting, settings.h */
	size_t n_decisions; /* since it was empty */
	struct kept_members *members; /* who asked, and who owns what (members.c) */

	struct ways ways; /* of bookings that are not over at ways_now, of this transaction */
	int64_t ways_now;
	bool has_ways;

	/*
	 * What counts against agreements, kept over transactions and brought up to date by the journal (agreed_kept.h);
	 * NULL = not counted yet. Entries from agreed_low on may be others than those that were read; 0: none.
	 */
	struct agreed_kept *agreed;
	struct arena agreed_arena;
	uint64_t agreed_low;
	uint64_t own_seq; /* the first entry of this transaction, 0 = none yet */

	struct directory_changes resources; /* written in this transaction */

	struct buf record, entry, leaf; /* scratch for records, journal entries and their leaves */

	uint64_t moment; /* db_moment, 0 = of this transaction only */
	bool changed;    /* a record of a kind that the cache keeps was written in this transaction */
	bool wrote;      /* any record was */

	/*
	 * The first entry of the action that the journal's next entry belongs to, 0: it begins one; and the action of
	 * those requests of the transaction that share one.
	 */
	uint64_t action, shared_action;

	struct freed freed; /* by the requests of the transaction, and nobody who waits was asked yet */

	/* the last numbers stored */
	bool priced;   /* SETTING_PRICED is there */
	bool numbered; /* this transaction has given some, which are not committed yet */
	bool has_seq, has_id[2];
	uint64_t seq, id[2]; /* by enum own_kind */
	enum { OWN_UNKNOWN, OWN_UNUSED, OWN_USED } own[2]; /* whether a file has used an own ref for another booking */

	struct merkle_edge edge; /* of the journal's tree, after the last entry of this transaction */
	bool has_edge, edge_moved; /* moved: it is not stored yet */

	int64_t due; /* no booking becomes another by the clock before that minute */
	bool has_due;

	/* ids of remembered requests: none is before the first or after the last; what was rolled back may count */
	bool has_first_request, has_last_request;
	unsigned char first_request[REQUEST_ID_BYTES], last_request[REQUEST_ID_BYTES];
};

/*
 * The cache that the store keeps, made where there is none yet. Without memory for it, `alone`, which is made empty:
 * the caller releases it in any case.
 */
struct decision_cache *cache_of(struct store *s, struct decision_cache *alone);
void cache_free(struct decision_cache *k);    /* NULL is fine */
void cache_release(struct decision_cache *k); /* the memory of one that no store keeps */

/* A transaction begins, a snapshot or one that writes. moment is its db_moment. */
void cache_begin(struct decision_cache *k, uint64_t moment);
/*
 * The transaction was committed, and `moment` is the one that it made, 0 = not known. Does nothing if this cache was
 * told of no write, as where another process carried the request out.
 */
void cache_committed(struct decision_cache *k, uint64_t moment);
/* The record under the key was written: the cache forgets what may be another now. */
void cache_wrote(struct decision_cache *k, const struct key *key);
/* A part of the transaction was rolled back; wrote is the cache's flag as it was before that part. */
void cache_undone(struct decision_cache *k, bool wrote);

/* The resource of that code, until the transaction's next write of a resource. QUAD_ENOTFOUND, QUAD_ECORRUPT. */
int cache_resource(struct decision_cache *k, struct db_txn *txn, const char *code, const struct cache_resource **out)
	__attribute__((warn_unused_result));

/* As facts_closures, and in the same order; their texts live as long as the result of cache_resource. */
int cache_closures(struct decision_cache *k, struct db_txn *txn, uint32_t resource, uint32_t campus, int64_t start,
                   int64_t end, struct arena *arena, struct closures *out) __attribute__((warn_unused_result));

/*
 * As facts_closures_of, which leaves the campus to be looked up; their texts live as long as the result of
 * cache_resource, or in the database. Counts as a decision.
 */
int cache_closures_of(struct decision_cache *k, struct db_txn *txn, uint32_t resource, int64_t start, int64_t end,
                      struct arena *arena, struct closures *out) __attribute__((warn_unused_result));

/* As facts_own_closures; their texts live as long as those of cache_closures_of. */
int cache_own_closures(struct decision_cache *k, struct db_txn *txn, uint32_t resource, int64_t start, int64_t end,
                       struct arena *arena, struct closures *out) __attribute__((warn_unused_result));

/* Which resources are parts of others, until the transaction's next write of a resource. */
int cache_parts(struct decision_cache *k, struct db_txn *txn, const struct parts **out)
	__attribute__((warn_unused_result));

/* The number alone of the resource of that code. QUAD_ENOTFOUND, QUAD_ECORRUPT. */
int cache_number(struct decision_cache *k, struct db_txn *txn, const char *code, uint32_t *out)
	__attribute__((warn_unused_result));

/* The classes in which a resource has claims (keys.h), a bit each; those of no claim may be among them. */
int cache_classes(struct decision_cache *k, struct db_txn *txn, uint32_t resource, uint32_t *out)
	__attribute__((warn_unused_result));

/* A claim on [start, end) was placed, and its class is not listed yet. */
void cache_placed(struct decision_cache *k, int64_t start, int64_t end);

/* As facts_neighbours, only in those classes. */
int cache_neighbours(struct decision_cache *k, struct db_txn *txn, uint32_t resource, int64_t start, int64_t end,
                     uint64_t except, struct arena *arena, struct neighbours *out) __attribute__((warn_unused_result));

/* *out: the store has a schema (upgrade.h), or a later one. */
int cache_has_schema(struct decision_cache *k, struct db_txn *txn, uint64_t schema, bool *out)
	__attribute__((warn_unused_result));

/* SETTING_TRAVEL_MAX. */
int cache_travel_max(struct decision_cache *k, struct db_txn *txn, uint64_t *out) __attribute__((warn_unused_result));

/* SETTING_PLACES_MOVED. */
int cache_places_moved(struct decision_cache *k, struct db_txn *txn, bool *out) __attribute__((warn_unused_result));

/* *out: changes write mails (settings.h). */
int cache_mail(struct decision_cache *k, struct db_txn *txn, bool *out) __attribute__((warn_unused_result));

/* *out: so many days before its start a share that nobody has claimed is free for all (settings.h); -1: it never is
 * bound. */
int cache_share_days(struct decision_cache *k, struct db_txn *txn, int64_t *out) __attribute__((warn_unused_result));

/* The ways of bookings that are not over at `now`, until the transaction's next write of a booking or a resource. */
int cache_ways(struct decision_cache *k, struct db_txn *txn, int64_t now, const struct ways **out)
	__attribute__((warn_unused_result));

/* The journal's last entry, 0 = none. */
int cache_last_seq(struct decision_cache *k, struct db_txn *txn, uint64_t *out) __attribute__((warn_unused_result));
/* The last booking or series that was ever stored, 0 = none. */
int cache_last_id(struct decision_cache *k, struct db_txn *txn, enum own_kind kind, uint64_t *out)
	__attribute__((warn_unused_result));
/* The first minute at which a booking becomes another by the clock, or an earlier one; INT64_MAX: none does. */
int cache_due(struct decision_cache *k, struct db_txn *txn, int64_t *out) __attribute__((warn_unused_result));
void cache_due_put(struct decision_cache *k, int64_t until); /* one does at that minute */
void cache_due_forget(struct decision_cache *k);             /* some do no more */
/* *out is false: no request of that id is remembered. */
int cache_may_remember(struct decision_cache *k, struct db_txn *txn, const unsigned char *id, bool *out)
	__attribute__((warn_unused_result));
/* True if no remembered request has an id before this one, by what is known without a look. */
bool cache_remembers_from(const struct decision_cache *k, const unsigned char *id);
/* The first remembered request is this one, or none with NULL; a request was remembered. */
void cache_first_request(struct decision_cache *k, const unsigned char *id);
void cache_remembered(struct decision_cache *k, const unsigned char *id);

/* *out: a file has given a ref that may be an own ref of this store. */
int cache_own_refs(struct decision_cache *k, struct db_txn *txn, enum own_kind kind, bool *out)
	__attribute__((warn_unused_result));

#endif
