/*
 * A need: what was asked for and refused. One need is an institution, a kind of resource, a week and a purpose, however
 * often and in whatever words it was asked for; the record holds what was asked for last. Pure.
 */
#ifndef QUAD_STORE_NEED_H
#define QUAD_STORE_NEED_H

#include "store/model/model.h"
#include "store/model/reason.h"
#include "store/model/request.h"

#define NEED_DIGEST_BYTES 16
#define NEED_REASONS_MAX 2000 /* bytes of `reasons` at most: whole reasons, the first of them */
/* `need:2026-09-07:` and the digest in hexadecimal digits, with the NUL */
#define NEED_ENTITY_MAX 64

struct need {
	/* what makes it one */
	const char *institution; /* code, "" = none */
	enum resource_kind kind; /* of the first lab, base or room that was asked for, else of the first resource */
	int64_t week;            /* the day number of the Monday of the first date's week */
	const char *purpose;     /* in the words of the last time; case and width make no other need */
	/* as it was asked for the last time */
	const char *requester, *claims; /* a login; `R11;T001;OSC*3` */
	const char *campus, *specialty; /* of the resource that the kind is of */
	int64_t start, end;             /* of the first date */
	int64_t minutes;                /* of all dates together, each once, however much was asked for on it */
	uint32_t dates, party;
	const char *codes;   /* of the rules that were broken, each once, `;` between them */
	const char *reasons; /* as reasons_format writes them */
	/* */
	int64_t first_min, last_min; /* when it was refused first and last */
	uint32_t times;              /* on how many days it was refused */
	uint64_t seq;
};

void need_encode(const struct need *v, struct buf *out);
int need_decode(struct bytes b, struct need *out) __attribute__((warn_unused_result));

/* The Monday of a day's week. */
int64_t need_week(int64_t day_number);

/* What tells needs of one week from each other. QUAD_ENOMEM. */
int need_digest(const struct need *v, unsigned char out[NEED_DIGEST_BYTES]) __attribute__((warn_unused_result));

/* How the journal names it. Returns out. */
char *need_entity(int64_t week, const unsigned char digest[NEED_DIGEST_BYTES], char out[NEED_ENTITY_MAX]);

/* True for requests of which a refusal may leave a need: for a booking or a series, new or moved. */
bool need_is_asked(enum request_op op);

/*
 * True if these reasons refuse somebody what is needed, rather than how it was asked for: nothing is malformed,
 * unknown, past or not this person's to ask, and not all of it is about a reference or a version.
 */
bool need_is_refused(const struct reasons *why);

/* Sets codes and reasons, in arena. QUAD_ENOMEM. */
int need_set_reasons(struct need *v, const struct reasons *why, struct arena *arena)
	__attribute__((warn_unused_result));

#endif
