/*
 * What an hour of a resource costs, in hundredths of a yuan: read from the texts that people write (`120`,
 * `80.5元/小时`), and as a booking keeps what was agreed when it was made. Pure.
 */
#ifndef QUAD_STORE_PRICE_H
#define QUAD_STORE_PRICE_H

#include <stddef.h>
#include <stdint.h>

#include "store/model/model.h"

/*
 * The first number in the text, with at most two decimals kept, half up. -1: it has none, or is above a billion yuan.
 */
int64_t price_parse(const char *text);

/* The price of the i-th claim in the prices of a booking (model.h): 0 where they say nothing. */
int64_t price_of_claim(const char *prices, size_t i);

/*
 * What a booking costs by its prices, in hundredths of a yuan, half up: each claim as long as it was used, else booked,
 * of shared resources by units/seats, less what was waived.
 */
int64_t price_of_booking(const struct booking *b);

#endif
