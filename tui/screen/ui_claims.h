/*
 * The resources of bookings by their codes, as the claims of a booking name them (`R11;T001;OSC*3`). Each is read once
 * and kept. All-zero is empty.
 */
#ifndef QUAD_TUI_UI_CLAIMS_H
#define QUAD_TUI_UI_CLAIMS_H

#include "store/query/query.h"

/* Sets of kinds, 1 << enum resource_kind. */
#define CLAIMS_PLACES (1u << KIND_LAB | 1u << KIND_BASE | 1u << KIND_ROOM)
#define CLAIMS_TEACHERS (1u << KIND_TEACHER)
#define CLAIMS_PEOPLE (1u << KIND_TEACHER | 1u << KIND_CLASS)

struct claims {
	struct known_resource *v; /* by code */
	size_t n, cap;
};

void claims_release(struct claims *c);

/* The resource of a code; NULL if there is none, or if it cannot be read. Borrowed until claims_release. */
const struct resource *claims_resource(struct claims *c, struct store *s, const char *code);

/* Takes the next code of a text of claims, without its units, into out: false at the end. */
#define CLAIMS_CODE_MAX (CODE_MAX_BYTES + 1)
bool claims_next(const char **p, char out[CLAIMS_CODE_MAX]);

/* True for a booking that a person asked for, or that claims them by their login. */
bool claims_are_of(const struct booking_row *b, const char *login);

/* Appends the resources of those kinds, with commas between: a place by its code, all others by their name. */
void claims_word(struct claims *c, struct store *s, const char *text, unsigned kinds, struct buf *out);

#endif
