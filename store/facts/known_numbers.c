/* A table with one place for each hash; who comes later has it. */
#include "store/facts/known_numbers.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/facts/directory.h"
#include "store/facts/store_open.h"

enum { PLACES = 4096 };

struct known_number {
	uint64_t hash; /* of the code */
	uint32_t no;   /* 0 = none */
};

static uint64_t hash_of(const char *code)
{
	return fnv1a(FNV1A_START, (struct bytes){code, strlen(code)});
}

static size_t place_of(uint64_t hash)
{
	return (size_t)(hash ^ hash >> 32) % PLACES;
}

void known_numbers_note(struct store *s, const char *code, uint32_t no)
{
	uint64_t hash = hash_of(code);
	if (!db_is_far(s->db))
		return;
	if (!s->numbers)
		s->numbers = calloc(PLACES, sizeof *s->numbers);
	if (s->numbers)
		s->numbers[place_of(hash)] = (struct known_number){hash, no};
}

bool known_numbers_find(const struct store *s, const char *code, uint32_t *out)
{
	uint64_t hash = hash_of(code);
	const struct known_number *n = s->numbers ? &s->numbers[place_of(hash)] : NULL;
	*out = n && n->hash == hash ? n->no : 0;
	if (!*out && s->directory) {
		const struct resource *r = directory_by_code(s->directory, code);
		*out = r ? r->no : 0;
	}
	return *out != 0;
}
