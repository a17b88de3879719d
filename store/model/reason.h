/*
 * Why a request was refused: a list that holds every broken rule, not the first. Language-neutral; the front end
 * words it.
 */
#ifndef QUAD_STORE_REASON_H
#define QUAD_STORE_REASON_H

#include <stdint.h>

#include "store/base/buf.h"

enum rule {
	RULE_BUSY = 1,
	RULE_CAPACITY,
	RULE_TRAVEL,
	RULE_CLOSED,
	RULE_HOURS,
	RULE_PAST,
	RULE_LEAD,
	RULE_HORIZON,
	RULE_DURATION,
	RULE_QUOTA,
	RULE_DENIED,
	RULE_QUALIFICATION,
	RULE_INACTIVE,
	RULE_UNKNOWN,
	RULE_TIME,
	RULE_VALUE,
};

/* The code in files and answers: `busy`, `capacity`... */
const char *rule_word(enum rule rule);

struct reason {
	enum rule rule;
	const char *subject; /* the resource's code; for unknown, time and value what was named, or the field */
	const char *what;    /* the clashing booking's id, the closure, the hours, what is left, the bad value... */
	uint64_t booking;    /* the booking that clashes, 0 = none */
	int64_t start, end;  /* of that booking or closure, else 0 */
	int64_t at;          /* the start of the occurrence that is refused, of a series; else 0 */
	int64_t number;      /* capacity: what is left; travel: minutes needed */
};

/* All-zero but for the arena, which holds the texts and the list. */
struct reasons {
	struct arena *arena;
	struct reason *v;
	size_t n, cap;
	bool failed; /* memory ran out */
};

/* Adds a reason; subject and what (a format) are copied. The result may be filled further; never NULL. */
struct reason *reason_add(struct reasons *list, enum rule rule, const char *subject, const char *what, ...)
	__attribute__((format(printf, 4, 5)));

/* Appends `CODE:SUBJECT@WHAT`, all of them joined by `;`. */
void reasons_format(const struct reasons *list, struct buf *out);

/* True if any reason is a malformed value or time: the request is then invalid rather than refused. */
bool reasons_malformed(const struct reasons *list);

#endif
