/*
 * Understanding a header: every cell gets a rank for every column (our own name 0, then the aliases in their order),
 * and the best pairs are matched first, so that `实验室名称` is the name even where a column `实验室` stands before
 * it. What the person mapped is fixed beforehand.
 */
#include "store/list_header.h"

#include <string.h>

#include "store/err.h"
#include "store/list_words.h"
#include "store/utf8.h"

#define NO_RANK UINT16_MAX

/* The place of a normal header among a column's names; NO_RANK if it is none of them. */
static uint16_t rank_of_word(const struct list_column *c, const char *normal, size_t len)
{
	struct buf own = {0};
	uint16_t rank = 1;
	words_header(&own, c->name);
	bool is_own = own.len == len && memcmp(buf_text(&own), normal, len) == 0;
	buf_release(&own);
	if (is_own)
		return 0;
	for (const char *p = c->aliases; *p; rank++) {
		size_t n = strcspn(p, " ");
		if (n == len && memcmp(p, normal, n) == 0)
			return rank;
		p += n;
		p += *p == ' ';
	}
	return NO_RANK;
}

/* The same for a header that may name a column twice, as `工位数/座位数` does. */
static uint16_t rank_of(const struct list_column *c, const char *normal)
{
	uint16_t best = rank_of_word(c, normal, strlen(normal));
	for (const char *p = normal; best == NO_RANK && strchr(normal, '/');) {
		size_t n = strcspn(p, "/");
		if (n > 0)
			best = rank_of_word(c, p, n);
		if (!p[n])
			break;
		p += n + 1;
	}
	return best;
}

/* Ranks of all cells: [cell * n_columns + column], in arena; NULL without memory. */
static uint16_t *rank_all(const struct list_kind *kind, const char *const *names, size_t n_names, struct arena *arena)
{
	uint16_t *ranks = arena_alloc(arena, (n_names * kind->n_columns + 1) * sizeof *ranks);
	struct buf normal = {0};
	for (size_t i = 0; ranks && i < n_names; i++) {
		buf_clear(&normal);
		words_header(&normal, names[i]);
		for (size_t c = 0; c < kind->n_columns; c++)
			ranks[i * kind->n_columns + c] =
				normal.len ? rank_of(&kind->columns[c], buf_text(&normal)) : NO_RANK;
	}
	bool failed = normal.failed;
	buf_release(&normal);
	return failed ? NULL : ranks;
}

static bool same_header(const char *a, const char *b)
{
	struct buf x = {0}, y = {0};
	words_header(&x, a);
	words_header(&y, b);
	bool same = strcmp(a, b) == 0 || (x.len > 0 && strcmp(buf_text(&x), buf_text(&y)) == 0);
	buf_release(&x);
	buf_release(&y);
	return same;
}

/* The cell with that header; the same text before one that only compares as the same. */
static size_t find_name(const char *const *names, size_t n_names, const char *theirs)
{
	for (size_t i = 0; i < n_names; i++)
		if (strcmp(names[i], theirs) == 0)
			return i;
	for (size_t i = 0; i < n_names; i++)
		if (same_header(names[i], theirs))
			return i;
	return HEADER_NO_CELL;
}

static size_t find_column(const struct list_kind *kind, const char *ours)
{
	for (size_t c = 0; c < kind->n_columns; c++)
		if (strcmp(kind->columns[c].name, ours) == 0)
			return c;
	return HEADER_NO_CELL;
}

size_t header_known(const struct list_kind *kind, const struct list_pair *map, size_t n_map, const char *const *names,
                    size_t n_names)
{
	struct arena scratch = {0};
	uint16_t *ranks = rank_all(kind, names, n_names, &scratch);
	size_t known = 0;
	for (size_t i = 0; ranks && i < n_names; i++) {
		bool is = false;
		for (size_t c = 0; c < kind->n_columns; c++)
			is |= ranks[i * kind->n_columns + c] != NO_RANK;
		for (size_t m = 0; m < n_map; m++)
			is |= same_header(names[i], map[m].theirs);
		known += is;
	}
	arena_release(&scratch);
	return known;
}

/* Takes what the person said: `--map` and `--set`. */
static int take_told(const struct list_import *ask, const char *const *names, size_t n_names, struct arena *arena,
                     struct list_header *h, bool *taken, const char **bad)
{
	for (size_t i = 0; i < ask->n_map + ask->n_set; i++) {
		bool is_map = i < ask->n_map;
		const struct list_pair *pair = is_map ? &ask->map[i] : &ask->set[i - ask->n_map];
		size_t c = find_column(ask->kind, pair->ours);
		size_t cell = is_map ? find_name(names, n_names, pair->theirs) : 0;
		if (c == HEADER_NO_CELL || cell == HEADER_NO_CELL) {
			*bad = c == HEADER_NO_CELL
			               ? arena_fmt(arena, "%s have no column %s", ask->kind->word, pair->ours)
			               : arena_fmt(arena, "the file has no column %s", pair->theirs);
			return *bad ? QUAD_EINVAL : QUAD_ENOMEM;
		}
		if (!is_map) {
			h->set[c] = utf8_clean(arena, pair->theirs, strlen(pair->theirs));
			if (!h->set[c])
				return QUAD_ENOMEM;
			continue;
		}
		h->cell[c] = cell;
		taken[cell] = true;
	}
	return 0;
}

/* Matches the rest, the best pair of a cell and a column first. */
static void match(const struct list_kind *kind, const uint16_t *ranks, size_t n_names, struct list_header *h,
                  bool *taken)
{
	for (;;) {
		uint16_t best = NO_RANK;
		size_t best_cell = 0, best_column = 0;
		for (size_t i = 0; i < n_names; i++)
			for (size_t c = 0; !taken[i] && c < kind->n_columns; c++) {
				uint16_t rank = ranks[i * kind->n_columns + c];
				if (rank >= best || h->cell[c] != HEADER_NO_CELL)
					continue;
				best = rank;
				best_cell = i;
				best_column = c;
			}
		if (best == NO_RANK)
			return;
		h->cell[best_column] = best_cell;
		taken[best_cell] = true;
	}
}

static bool has_column(const struct list_header *h, size_t c)
{
	return h->cell[c] != HEADER_NO_CELL || h->set[c];
}

static int find_missing(const struct list_kind *kind, struct list_header *h, struct arena *arena,
                        struct list_summary *summary)
{
	size_t key = HEADER_NO_CELL, name = HEADER_NO_CELL;
	const char *claim = NULL;
	bool has_claim = false;
	summary->missing = arena_alloc(arena, (kind->n_columns + 1) * sizeof *summary->missing);
	if (!summary->missing)
		return QUAD_ENOMEM;
	for (size_t c = 0; c < kind->n_columns; c++) {
		const struct list_column *column = &kind->columns[c];
		if (column->flags & COLUMN_KEY)
			key = c;
		if (column->flags & COLUMN_NAME)
			name = c;
		if (column->flags & COLUMN_CLAIM) {
			claim = claim ? claim : column->name;
			has_claim |= has_column(h, c);
		}
	}
	bool both = key != HEADER_NO_CELL && name != HEADER_NO_CELL;
	if (both && !has_column(h, key) && h->cell[name] != HEADER_NO_CELL) {
		h->cell[key] = h->cell[name];
		h->code_is_name = true;
	}
	for (size_t c = 0; c < kind->n_columns; c++) {
		bool spared = c == name && both && has_column(h, key);
		if (kind->columns[c].flags & COLUMN_NEEDED && !has_column(h, c) && !spared)
			summary->missing[summary->n_missing++] = kind->columns[c].name;
	}
	if (claim && !has_claim)
		summary->missing[summary->n_missing++] = claim;
	return 0;
}

static int find_unknown(const char *const *names, size_t n_names, const bool *taken, struct arena *arena,
                        struct list_summary *summary)
{
	summary->unknown = arena_alloc(arena, (n_names + 1) * sizeof *summary->unknown);
	if (!summary->unknown)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n_names; i++) {
		bool named = taken[i] || !*names[i];
		for (size_t j = 0; j < summary->n_unknown && !named; j++)
			named = strcmp(summary->unknown[j], names[i]) == 0;
		if (!named)
			summary->unknown[summary->n_unknown++] = names[i];
	}
	return 0;
}

int header_read(const struct list_import *ask, const char *const *names, size_t n_names, struct arena *arena,
                struct list_header *out, struct list_summary *summary, const char **bad)
{
	*out = (struct list_header){.names = names, .n_names = n_names};
	for (size_t c = 0; c < LIST_COLUMNS_MAX; c++)
		out->cell[c] = HEADER_NO_CELL;
	uint16_t *ranks = rank_all(ask->kind, names, n_names, arena);
	bool *taken = arena_alloc(arena, n_names + 1);
	int err = ranks && taken ? take_told(ask, names, n_names, arena, out, taken, bad) : QUAD_ENOMEM;
	if (err)
		return err;
	match(ask->kind, ranks, n_names, out, taken);
	err = find_unknown(names, n_names, taken, arena, summary);
	return err ? err : find_missing(ask->kind, out, arena, summary);
}
