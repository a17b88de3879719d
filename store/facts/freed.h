/* What a change of the store has freed so far: times of resources for which somebody may wait. */
#ifndef QUAD_STORE_FREED_H
#define QUAD_STORE_FREED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct freed_span {
	uint32_t resource; /* number, 0 = any */
	bool people;       /* any: of those alone that travel */
	int64_t start, end;
	uint64_t booking; /* which held it, 0 = none did */
};

/* All-zero is empty. The spans live in the arena of the change. */
struct freed {
	struct freed_span *v;
	size_t n, cap;
};

#endif
