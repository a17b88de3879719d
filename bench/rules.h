/* What owners' rules and people cost a booking: of Quad alone, since the others have none. */
#ifndef QUAD_BENCH_RULES_H
#define QUAD_BENCH_RULES_H

#include "bench/bench.h"

/*
 * Bookings of Quad's store, which is not open, first as it is and then with 1,000 rules and 5,000 people; both are
 * written down as medians, "rules none" and "rules 1000".
 */
int rules_measure(struct bench *b);

#endif
