/*
 * A store: the database of one consortium, its zone and its mark. Open it once in a process. Changing it:
 * store/change/store_apply.h.
 */
#ifndef QUAD_STORE_STORE_OPEN_H
#define QUAD_STORE_STORE_OPEN_H

#include "store/base/clock.h"
#include "store/db/db.h"
#include "store/facts/upgrade.h"

struct directory;
struct decision_cache;
struct known_number;
struct sight;

struct store {
	struct db *db;
	struct directory *directory;  /* the resources as they were last looked at, NULL at first */
	struct decision_cache *cache; /* what decisions have read so far, NULL at first */
	bool keeps_refusals;          /* what is refused is noted (store_keep_refusals) */
	int unnoted;                  /* why the last refusal could not be; 0 = it was, or there was nothing to note */
	struct known_number *numbers; /* of resources (known_numbers.h), NULL at first */
	bool has_changed;             /* this process has asked for a change */
	const char *looker;           /* the login of who looks; NULL: everything is shown (store_look_as) */
	struct sight *sight;          /* what they may see, as it was last looked up; NULL at first */
	char zone[CLOCK_ZONE_MAX];
	uint64_t schema; /* when it was opened: STORE_SCHEMA or an older one */
	bool upgraded;   /* this process has given it the schema of this program */
	int64_t (*clock)(void); /* for tests: the minute of reads; NULL = the system's */
	uint32_t mark; /* random, from when it was made; in its own refs, see facts.h. 0 = made without */
};

/*
 * Opens the store in dir and sets the process's zone to its own. Where a power cut took the last commits of a former
 * version, the store is upgraded, which brings them back. Errors of db_open and store_upgrade; QUAD_EVERSION for a
 * schema of a newer program, QUAD_EZONE if this machine does not know its zone.
 */
int store_open(const char *dir, struct store *out) __attribute__((warn_unused_result));
/* The same for one act of a looker (store_look_as), as of a command: all that it reads at first may be of one moment.
 */
int store_open_act(const char *dir, const char *looker, struct store *out) __attribute__((warn_unused_result));
/*
 * After QUAD_EMOVED: opens what is at the place now. What was read before holds no longer. Errors of store_open; then
 * nothing can be read or written until another store_reopen succeeds.
 */
int store_reopen(struct store *s) __attribute__((warn_unused_result));
void store_close(struct store *s);

/* The minute as of which a read takes what the clock does to bookings: which claims count, what has lapsed. */
static inline int64_t store_now(const struct store *s)
{
	return s->clock ? s->clock() : clock_now_min();
}

/*
 * From now on queries show what that person may see (sight.h); NULL: everything, as for a check, a backup or a test.
 * The login is borrowed until the store is closed or another one is named.
 */
void store_look_as(struct store *s, const char *login);

/* From now on store_apply notes what it refuses, each in a request of its own (store_notes.h). */
static inline void store_keep_refusals(struct store *s)
{
	s->keeps_refusals = true;
}

/*
 * Gives a store of an older schema this program's, with all its records: before the first change, see upgrade.h. 0 also
 * if it has that, or if another process is giving it the same meanwhile, whose store is then open. If this process did
 * it, s->upgraded is set. What was read before holds no longer. Errors of db_rebuild: the store is as it was.
 */
int store_upgrade(struct store *s) __attribute__((warn_unused_result));

/*
 * A verifier for db_restore: the copy must be a store that this program reads. arg may be a struct store, whose zone,
 * schema and mark it sets: for db_read after a restore, which replaces all of them.
 */
int store_verify(struct db_txn *txn, void *arg);

/*
 * The two halves of making a store, for store_create (store_apply.h). The first makes an empty database in dir, or
 * opens one that an interrupted init left empty (QUAD_EEXIST: there is a store), and sets the process's zone. The
 * second writes the settings that make it a store; QUAD_EEXIST if another process did so first.
 */
int store_open_new(const char *dir, const char *zone, struct store *out) __attribute__((warn_unused_result));
int store_write_settings(struct db_txn *txn, const struct store *s) __attribute__((warn_unused_result));

#endif
