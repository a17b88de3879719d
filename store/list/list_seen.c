/*
 * An import runs in many transactions, and a code that comes twice would silently be an update of its first row. So the
 * keys of all rows are held while the file is read, as closely as may be: a table of hashes over blocks of entries.
 * Where an entry is, is told by one number, the block's and the place in it.
 */
#include "store/list/list_seen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

#define PLACES_FIRST ((size_t)1024)
#define BLOCK_BITS 16
#define BLOCK_BYTES ((size_t)1 << BLOCK_BITS)
#define BLOCKS_MAX (BLOCK_BYTES - 1) /* so that a place and 1 is a number of 32 bits */

/* What stands before the key of an entry, which is not aligned. */
struct entry_head {
	uint32_t row, sheet;
};

static const char *entry_at(const struct list_seen *s, uint32_t place)
{
	return s->blocks[(place - 1) >> BLOCK_BITS] + ((place - 1) & (BLOCK_BYTES - 1));
}

static const char *key_at(const struct list_seen *s, uint32_t place)
{
	return entry_at(s, place) + sizeof(struct entry_head);
}

/* Where a key is in the table, or the free place where it would be. */
static size_t find_place(const struct list_seen *s, const char *key)
{
	size_t at = (size_t)fnv1a(FNV1A_START, (struct bytes){key, strlen(key)}) & (s->n_places - 1);
	while (s->places[at] && strcmp(key_at(s, s->places[at]), key) != 0)
		at = (at + 1) & (s->n_places - 1);
	return at;
}

bool seen_find(const struct list_seen *s, const char *key, struct seen_row *out)
{
	struct entry_head head;
	uint32_t place = s->n_places ? s->places[find_place(s, key)] : 0;
	if (place && out) {
		memcpy(&head, entry_at(s, place), sizeof head);
		*out = (struct seen_row){head.row, s->sheets[head.sheet]};
	}
	return place != 0;
}

/* Makes the table twice as large, if three quarters of it are taken. */
static int make_room(struct list_seen *s)
{
	if (s->n * 4 < s->n_places * 3)
		return 0;
	size_t n_old = s->n_places, n = n_old ? n_old * 2 : PLACES_FIRST;
	uint32_t *old = s->places, *places = calloc(n, sizeof *places);
	if (!places)
		return QUAD_ENOMEM;
	s->places = places;
	s->n_places = n;
	for (size_t i = 0; i < n_old; i++)
		if (old[i])
			places[find_place(s, key_at(s, old[i]))] = old[i];
	free(old);
	return 0;
}

/* The number of a sheet: nearly always the last one. */
static int find_sheet(struct list_seen *s, const char *sheet, uint32_t *out)
{
	*out = (uint32_t)s->n_sheets;
	if (s->n_sheets && s->sheets[s->n_sheets - 1] == sheet) {
		--*out;
		return 0;
	}
	const char **sheets = array_grow(s->sheets, &s->cap_sheets, s->n_sheets, sizeof *sheets);
	if (!sheets)
		return QUAD_ENOMEM;
	s->sheets = sheets;
	sheets[s->n_sheets++] = sheet;
	return 0;
}

/* Room for an entry; a large one has a block of its own. NULL on out of memory. */
static char *take_room(struct list_seen *s, size_t len, uint32_t *place)
{
	if (!s->n_blocks || len > BLOCK_BYTES - s->used) {
		char **blocks = NULL;
		if (s->n_blocks < BLOCKS_MAX)
			blocks = array_grow(s->blocks, &s->cap_blocks, s->n_blocks, sizeof *blocks);
		if (!blocks)
			return NULL;
		s->blocks = blocks;
		blocks[s->n_blocks] = malloc(len > BLOCK_BYTES ? len : BLOCK_BYTES);
		if (!blocks[s->n_blocks])
			return NULL;
		s->n_blocks++;
		s->used = 0;
	}
	char *room = s->blocks[s->n_blocks - 1] + s->used;
	*place = (uint32_t)((s->n_blocks - 1) << BLOCK_BITS | s->used) + 1;
	s->used = len < BLOCK_BYTES - s->used ? s->used + len : BLOCK_BYTES;
	return room;
}

int seen_add(struct list_seen *s, const char *key, size_t row, const char *sheet)
{
	size_t len = strlen(key) + 1;
	struct entry_head head = {.row = (uint32_t)row};
	uint32_t place;
	int err = make_room(s);
	if (!err)
		err = find_sheet(s, sheet, &head.sheet);
	if (err)
		return err;
	char *entry = take_room(s, sizeof head + len, &place);
	if (!entry)
		return QUAD_ENOMEM;
	memcpy(entry, &head, sizeof head);
	memcpy(entry + sizeof head, key, len);
	s->places[find_place(s, key)] = place;
	s->n++;
	return 0;
}

void seen_release(struct list_seen *s)
{
	for (size_t i = 0; i < s->n_blocks; i++)
		free(s->blocks[i]);
	free(s->blocks);
	free(s->places);
	free(s->sheets);
	*s = (struct list_seen){0};
}

/* Its parts as the journal names them, which is near enough: what differs in a colon is hardly in one file. */
static const char *name_row(const struct register_row *row, struct arena *arena)
{
	struct buf b = {0};
	register_name(row, &b);
	const char *name = b.failed ? NULL : arena_str(arena, buf_text(&b));
	buf_release(&b);
	return name;
}

const char *seen_identity(const struct request *rq, struct arena *arena)
{
	const struct travel *t = &rq->u.travel;
	const struct period *p = &rq->u.period;
	const struct closure *c = &rq->u.closure;
	switch (rq->op) {
	/* a table with both directions has each pair twice */
	case OP_TRAVEL: return arena_fmt(arena, "%s\n%s", t->from, t->to);
	case OP_PERIOD: return arena_fmt(arena, "%" PRIu32 "\n%s\n%" PRId64, p->number, p->campus, p->valid_from);
	case OP_DAY: return arena_fmt(arena, "%" PRId64 "\n%s", rq->u.day.date, rq->u.day.campus);
	case OP_CLOSURE:
		return arena_fmt(arena, "%" PRId64 "\n%" PRId64 "\n%s\n%s", c->start, c->end, c->resource, c->campus);
	case OP_QUALIFICATION: return arena_fmt(arena, "%s\n%s", rq->u.qualification.login, rq->u.qualification.name);
	case OP_REGISTER: return name_row(&rq->u.row, arena);
	default: return "";
	}
}
