/*
 * Amounts in cells, in the forms in which offices write them: full-width digits, a comma before each three, a unit
 * behind. What is not surely understood is none: `12万人` is not 12. *failed is set where memory ran out.
 */
#ifndef QUAD_STORE_LIST_AMOUNT_H
#define QUAD_STORE_LIST_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

/* A whole number, not below 0: `12,345人`, `12345.0`. */
bool amount_count(const char *text, int64_t *out, bool *failed);
/* A year: `2025`, `2025年`; of a school year that in which it begins: `2025-2026`, `2025-26学年`, `2025学年`. */
bool amount_year(const char *text, int64_t *out, bool *failed);
/* A decimal in millionths (decimal.h): `33.5`, `33.5%`, `1,200小时`. */
bool amount_decimal(const char *text, int64_t *out, bool *failed);

#endif
