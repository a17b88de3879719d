/* How much of a store its tables take. Below what a program asks for: it goes by the letters that keys begin with. */
#ifndef QUAD_BENCH_STORE_PARTS_H
#define QUAD_BENCH_STORE_PARTS_H

#include "bench/engine.h"
#include "store/facts/store_open.h"

/* Bytes of keys and values by enum size_part; an error of the store. */
int store_parts(struct store *s, double bytes[SIZE_PARTS]);

#endif
