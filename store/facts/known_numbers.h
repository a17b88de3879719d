/*
 * The numbers of resources that this process has met, or has in its directory, by code: by a number all that is read of
 * a resource can be said before the transaction begins. A resource keeps its number; one that was erased and made again
 * has another, so this is only for reads to come (expect.h). Private to the store layer.
 */
#ifndef QUAD_STORE_KNOWN_NUMBERS_H
#define QUAD_STORE_KNOWN_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

struct store;

/* Does nothing where reads are no journeys, or without memory. */
void known_numbers_note(struct store *s, const char *code, uint32_t no);
bool known_numbers_find(const struct store *s, const char *code, uint32_t *out);

#endif
