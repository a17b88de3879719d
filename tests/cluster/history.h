/*
 * What clients asked of a store and were answered, and what the store holds in the end: as lines of text, which the
 * clients write and a test can forge. Times are nanoseconds of one clock that never goes back; [start, end) is minutes.
 *
 *     resource NAME SEATS                         0: for one at a time; else so many units at once
 *     ask WHO NO AT book CLAIMS START END         CLAIMS as in `A;T1`, `POOL*3`; WHO asks one after another
 *     ask WHO NO AT move BOOKING CLAIMS START END
 *     ask WHO NO AT cancel BOOKING
 *     ask WHO NO AT look RESOURCE START END
 *     unsure WHO NO AT WORD                       not known whether it was done: the same is asked again
 *     done WHO NO AT SEQ BOOKING                  SEQ: the journal's number
 *     refused WHO NO AT [taken RESOURCE BOOKING | left RESOURCE UNITS | gone BOOKING]...
 *     seen WHO NO AT [BOOKING START END]...       all that stands there, once each
 *     again WHO NO AT WORD                        nothing was changed, and the same is asked again
 *     failed WHO NO AT WORD                       nothing was changed, and it is not asked again
 *     stop AT                                     from then on nobody asked anything new
 *
 * and of the store in the end, in order of the journal:
 *
 *     write SEQ BOOKING book|move CLAIMS START END WHO NO
 *     write SEQ BOOKING cancel
 *     stands BOOKING CLAIMS START END
 */
#ifndef QUAD_TESTS_CLUSTER_HISTORY_H
#define QUAD_TESTS_CLUSTER_HISTORY_H

#include "store/base/buf.h"

enum { HISTORY_CLAIMS_MAX = 4, HISTORY_RESOURCES_MAX = 64 };
#define HISTORY_NEVER INT64_MAX

enum history_op { HISTORY_BOOK, HISTORY_MOVE, HISTORY_CANCEL, HISTORY_LOOK };
enum history_answer { ANSWER_NONE, ANSWER_DONE, ANSWER_REFUSED, ANSWER_SEEN, ANSWER_FAILED };

struct history_resource {
	const char *name;
	unsigned seats;
};

struct history_claims {
	struct history_claim {
		unsigned resource; /* its index */
		unsigned units;    /* of a pool, at least 1 */
	} v[HISTORY_CLAIMS_MAX];
	size_t n;
};

enum history_why {
	WHY_TAKEN, /* resource, number: of the booking that has it */
	WHY_LEFT,  /* resource, number: of units that are left */
	WHY_GONE,  /* number: of the booking that was to be changed, and does not stand */
};

struct history_reason {
	enum history_why why;
	unsigned resource;
	uint64_t number;
};

struct history_sight {
	uint64_t booking;
	int64_t start, end;
};

/* A request, from when it was first asked until the first answer that is known. */
struct history_ask {
	unsigned who, no;
	enum history_op op;
	enum history_answer answer;
	int64_t asked, answered; /* HISTORY_NEVER */
	unsigned n_unsure, n_again;
	uint64_t booking;             /* of move and cancel, and of a book that is done */
	struct history_claims claims; /* look: of one resource */
	int64_t start, end;
	uint64_t seq;
	struct history_reason *reasons;
	size_t n_reasons;
	struct history_sight *seen;
	size_t n_seen;
};

struct history_write {
	uint64_t seq, booking;
	enum history_op op;
	struct history_claims claims;
	int64_t start, end;
	unsigned who, no; /* of the request, as the booking itself says; not of a cancel */
};

struct history_booking {
	uint64_t booking;
	struct history_claims claims;
	int64_t start, end;
};

struct op_history {
	struct arena arena;
	struct history_resource resources[HISTORY_RESOURCES_MAX];
	size_t n_resources;
	struct history_ask *asks; /* in the order of the lines */
	size_t n_asks, cap_asks;
	struct history_write *writes;
	size_t n_writes, cap_writes;
	struct history_booking *standing;
	size_t n_standing, cap_standing;
	int64_t stopped; /* HISTORY_NEVER */
	size_t *open;    /* per WHO, the index of its last request, + 1 */
	size_t n_open, cap_open;
};

void history_init(struct op_history *h);
void history_release(struct op_history *h);

/*
 * Adds the lines of a text, which may be one of several; a line that is not ended yet is left out, since its writer was
 * killed. NULL, or the first line that is none of these or does not fit what came before; it is valid until the
 * release.
 */
const char *history_read(struct op_history *h, const char *text);

/* `A;POOL*3`, appended. */
void history_format_claims(const struct op_history *h, const struct history_claims *c, struct buf *out);

#endif
