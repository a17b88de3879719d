/* Numbers for texts that many things share. */
#ifndef QUAD_STORE_NUMBERING_H
#define QUAD_STORE_NUMBERING_H

#include <stddef.h>
#include <stdint.h>

/* Equal texts have the same number, from 0 on in the order in which they come. */
struct numbering {
	const char **texts; /* by number; borrowed */
	size_t n;
	uint32_t *slots; /* number + 1 by hash, 0 = none; never full */
	size_t n_slots;  /* a power of two */
	/* texts often come again at the same place in memory: the last one of those that hash alike */
	struct numbered_place {
		const char *text;
		uint32_t number;
	} places[64];
};

/* Room for n_max different texts. QUAD_ENOMEM; numbering_release is due all the same. */
int numbering_init(struct numbering *m, size_t n_max) __attribute__((warn_unused_result));
void numbering_release(struct numbering *m);
uint32_t numbering_add(struct numbering *m, const char *text);

#endif
