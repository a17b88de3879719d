/* The screen of the program as a person waits for it: the first picture, and from a key to what it paints. */
#ifndef QUAD_BENCH_SCREENS_H
#define QUAD_BENCH_SCREENS_H

#include <stdint.h>

#include "bench/sample.h"

enum {
	SCREEN_FIRST, /* from the start to the first picture */
	SCREEN_COLD,  /* the same, with no page of the store in memory */
	SCREEN_KEY,   /* from a key that moves the cursor to the first byte of the picture */
	SCREEN_PAGE,
	SCREEN_DAY, /* to the next day of the board */
	SCREEN_FIGURES
};

/* All in us. The program is opened on a store that nobody else has open; the board is looked at from a day on. */
int screens_run(const char *program, const char *store, int64_t day, struct samples v[SCREEN_FIGURES]);

#endif
