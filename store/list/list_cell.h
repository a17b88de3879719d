/* One cell of a list: the text that a person typed becomes a value. */
#ifndef QUAD_STORE_LIST_CELL_H
#define QUAD_STORE_LIST_CELL_H

#include "store/list/list_column.h"

/*
 * Reads a cleaned text, which must live as long as v, into its column's place in v. What is malformed goes to why as
 * `value:COLUMN@TEXT` or `time:COLUMN@TEXT`. An empty text is the default. A type word that says more than the kind
 * goes to the tags, so the kind is read before the tags. QUAD_ENOMEM.
 */
int cell_read(const struct list_column *c, const char *text, struct arena *arena, union list_value *v,
              struct reasons *why) __attribute__((warn_unused_result));

/* Takes a type word that is told to be that kind; the word becomes a tag. QUAD_ENOMEM. */
int cell_told_kind(const char *text, enum resource_kind kind, struct arena *arena, struct resource *out)
	__attribute__((warn_unused_result));

/*
 * Adds the claims of `R11;T001;OSC*3` to claims[*n...], which has room for one for every second byte. field is the
 * column, for reasons. QUAD_ENOMEM.
 */
int cell_claims(const char *text, const char *field, struct arena *arena, struct claim_ask *claims, size_t *n,
                struct reasons *why) __attribute__((warn_unused_result));

/*
 * The next part of *s up to one of the n marks that is not empty, cleaned, in arena; *s moves after it. NULL at the
 * end, and on out of memory: *failed is then set.
 */
char *cell_next_part(const char **s, const char *const *marks, size_t n, struct arena *arena, bool *failed);

/* A list of equipment with the things of another added, each thing once. In arena; NULL on out of memory. */
const char *cell_join(const char *list, const char *more, struct arena *arena);

/* Reads dates with `;` or commas between them, as day numbers in arena. QUAD_ENOMEM. */
int cell_dates(const char *text, const char *field, struct arena *arena, const int64_t **out, size_t *n,
               struct reasons *why) __attribute__((warn_unused_result));

/* 1 for a word for yes, 0 for one for no, else -1; *failed is set on out of memory. */
int cell_flag(const char *text, bool *failed);

/* A whole number, perhaps with a unit behind it. False for another text; *failed is set on out of memory. */
bool cell_number(const char *text, uint32_t *out, bool *failed);

/* A date in any of the forms that cells have it. False for what is none that a store accepts; *failed as above. */
bool cell_date(const char *text, int64_t *out, bool *failed);

/* True for a date as a spreadsheet program makes one of `1-2`: also `1月2日`, `2-Jan`, `1/2/2026`; *failed as above. */
bool cell_made_date(const char *text, bool *failed);

/* An instant in any of those forms. 0, or QUAD_EINVAL, QUAD_EGAP, QUAD_ETWICE as clock.h has them; *failed as above. */
int cell_instant(const char *text, int64_t *out, bool *failed);

/* Reads `8:00` into a minute of the day; else adds `time:FIELD@TEXT`. */
void cell_clock(const char *text, const char *field, int *out, struct reasons *why);

/* Adds a reason with a text (REASON_VALUE, REASON_TIME...), which is cut to a length that a report can bear. */
void cell_refuse(struct reasons *why, enum reason_detail detail, const char *field, const char *text);

#endif
