/* Completing a request from the stored record: the whole that a change of some fields asks for. Pure. */
#ifndef QUAD_STORE_MERGE_H
#define QUAD_STORE_MERGE_H

#include "store/model/request.h"

/* The units that a claim takes where none are asked for: as many as the party, at least 1. */
uint32_t merge_party_units(uint32_t party);
/* The units that a stored claim asked for; 0: the whole, or as many as the party, and so of another party too. */
uint32_t merge_units_asked(const struct claim *claim, uint32_t party);

/*
 * Give the fields of an ask that are not in `given` their stored values, texts borrowed. The claims stay as they are,
 * since stored ones have no codes (facts_claims). An empty requester keeps the stored one. The pattern of a series
 * becomes whole, also where SERIES_PARTS are given.
 */
void merge_booking(struct booking_ask *ask, uint32_t given, const struct booking *stored);
void merge_series(struct series_ask *ask, uint32_t given, const struct series *stored);

#endif
