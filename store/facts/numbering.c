/* A hash table of texts, and before it a small one of places in memory. */
#include "store/facts/numbering.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/base/err.h"

int numbering_init(struct numbering *m, size_t n_max)
{
	*m = (struct numbering){.n_slots = 2};
	while (m->n_slots <= 2 * n_max)
		m->n_slots *= 2;
	m->texts = calloc(n_max + 1, sizeof *m->texts);
	m->slots = calloc(m->n_slots, sizeof *m->slots);
	return m->texts && m->slots ? 0 : QUAD_ENOMEM;
}

void numbering_release(struct numbering *m)
{
	free(m->texts);
	free(m->slots);
	*m = (struct numbering){0};
}

static uint32_t number_by_text(struct numbering *m, const char *text)
{
	uint64_t hash = fnv1a(FNV1A_START, (struct bytes){text, strlen(text)});
	size_t i = (hash ^ hash >> 32) & (m->n_slots - 1);
	while (m->slots[i] && strcmp(m->texts[m->slots[i] - 1], text) != 0)
		i = (i + 1) & (m->n_slots - 1);
	if (!m->slots[i]) {
		m->texts[m->n++] = text;
		m->slots[i] = (uint32_t)m->n;
	}
	return m->slots[i] - 1;
}

uint32_t numbering_add(struct numbering *m, const char *text)
{
	size_t at = ((uintptr_t)text ^ (uintptr_t)text >> 6) % (sizeof m->places / sizeof *m->places);
	struct numbered_place *place = &m->places[at];
	if (place->text != text)
		*place = (struct numbered_place){text, number_by_text(m, text)};
	return place->number;
}
