/* Resources by filter, inside a transaction and among rows in memory. */
#ifndef QUAD_STORE_RESOURCES_H
#define QUAD_STORE_RESOURCES_H

#include "store/db/db.h"
#include "store/model/model.h"

struct resource_filter {
	enum resource_kind kind;       /* 0 = any */
	const char *campus;            /* code or name; NULL = any. QUAD_ENOTFOUND if there is none such */
	const char *near; /* campus, with near_min: on it or within that travel time of it (listed pairs) */
	uint32_t near_min;
	const char *institution;       /* code or name */
	uint32_t seats;                /* at least; resources without a limit match */
	const char *const *tags;       /* all of them */
	size_t n_tags;
	const char *specialty; /* every word somewhere in the specialty: han_has_words */
	const char *text; /* every word somewhere in code, name, place, specialty, tags, equipment: han_has_words */
	const char *folded_text; /* the same by utf8_fold, so that it is not done for each; NULL: text counts */
	bool active_only;
};

struct resource_list {
	struct resource *v;
	size_t n;
	struct arena arena;
};

/* True if the resource matches; campus and institution are compared as codes. For filters over rows in memory. */
bool resource_matches(const struct resource *r, const struct resource_filter *f, struct buf *scratch);

/*
 * The resources that match, in order of code; the list owns its memory, in its arena. QUAD_ENOTFOUND if the filter
 * names a campus or an institution that is not there, QUAD_EINVAL if several bear the name.
 */
int resources_gather(struct db_txn *txn, const struct resource_filter *f, struct resource_list *out)
	__attribute__((warn_unused_result));

/* The one of a code, as a list of one. QUAD_ENOTFOUND. */
int resources_gather_one(struct db_txn *txn, const char *code, struct resource_list *out)
	__attribute__((warn_unused_result));

/*
 * A filter made ready for a transaction: names are codes, what is near is known. QUAD_ENOTFOUND and QUAD_EINVAL as of
 * resources_gather. For many resources, of one transaction.
 */
struct matcher {
	struct db_txn *txn;
	struct resource_filter filter;
	bool light; /* says nothing but campus, kind, seats and active */
	bool plain; /* and no campus */
	uint32_t near_no;
	const char *last_campus; /* the one that was last looked at for being near, and whether it is */
	bool last_near;
	struct buf scratch;
};

int matcher_begin(struct matcher *m, struct db_txn *txn, const struct resource_filter *f)
	__attribute__((warn_unused_result));
void matcher_end(struct matcher *m);
/* Campuses of resources that are asked about must stay where they are until matcher_end. */
int matcher_test(struct matcher *m, const struct resource *r, bool *out) __attribute__((warn_unused_result));

#endif
