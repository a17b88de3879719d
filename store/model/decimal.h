/* Decimals of the registers, exact: so many millionths of a unit. Pure. */
#ifndef QUAD_STORE_DECIMAL_H
#define QUAD_STORE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#define DECIMAL_MAX 32 /* bytes of its text, with the NUL */

/* `33.5` of 33500000: no digits after the point that say nothing. Returns out. */
char *decimal_text(int64_t millionths, char out[DECIMAL_MAX]);

/*
 * Reads digits, perhaps with a sign before them and a point within. False for any other text, for more digits after the
 * point than six that say something, and beyond 10^12.
 */
bool decimal_parse(const char *text, int64_t *out);

#endif
