/*
 * Understanding a header: every cell gets a rank for every column (our own name 0, then the aliases in their order),
 * and the best pairs are matched first, so that `实验室名称` is the name even where a column `实验室` stands before
 * it. What the person mapped is fixed beforehand. Columns of which others are composed take what is left.
 */
#include "store/list/list_header.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/list/list_cell.h"
#include "store/format/list_words.h"
#include "store/base/utf8.h"

#define NO_RANK UINT16_MAX
#define NAMES_MAX 8 /* in one header */

/* Is a normal header our own name of a column? That is in normal form but for its underscores. */
static bool is_own_name(const char *name, const char *normal, size_t len)
{
	size_t at = 0;
	for (; *name; name++)
		if (*name != '_' && (at == len || normal[at++] != *name))
			return false;
	return at == len;
}

/* The place of a normal header among a column's names; NO_RANK if it is none of them. */
static uint16_t rank_of_word(const struct list_column *c, const char *normal, size_t len)
{
	uint16_t rank = 1;
	if (is_own_name(c->name, normal, len))
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
	const char *p = strchr(normal, '/') ? normal : NULL;
	for (size_t i = 0; i < NAMES_MAX && best == NO_RANK && p; i++) {
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
	bool failed = false;
	for (size_t i = 0; ranks && i < n_names; i++) {
		buf_clear(&normal);
		words_header(&normal, names[i]);
		failed |= normal.failed;
		for (size_t c = 0; c < kind->n_columns; c++)
			ranks[i * kind->n_columns + c] =
				normal.len ? rank_of(&kind->columns[c], buf_text(&normal)) : NO_RANK;
	}
	buf_release(&normal);
	return failed ? NULL : ranks;
}

static bool same_header(const char *a, const char *b, bool *failed)
{
	struct buf x = {0}, y = {0};
	words_header(&x, a);
	words_header(&y, b);
	bool same = strcmp(a, b) == 0 || (x.len > 0 && strcmp(buf_text(&x), buf_text(&y)) == 0);
	*failed |= x.failed || y.failed;
	buf_release(&x);
	buf_release(&y);
	return same;
}

/* The cell with that header; the same text before one that only compares as the same. */
static size_t find_name(const char *const *names, size_t n_names, const char *theirs, bool *failed)
{
	for (size_t i = 0; i < n_names; i++)
		if (strcmp(names[i], theirs) == 0)
			return i;
	for (size_t i = 0; i < n_names; i++)
		if (same_header(names[i], theirs, failed))
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

static bool is_mapped(const struct list_pair *map, size_t n, const char *name, bool *failed)
{
	for (size_t i = 0; i < n; i++)
		if (same_header(name, map[i].theirs, failed))
			return true;
	return false;
}

int header_known(const struct list_import *ask, const char *const *names, size_t n_names, size_t *out)
{
	const struct list_kind *kind = ask->kind;
	struct arena scratch = {0};
	uint16_t *ranks = rank_all(kind, names, n_names, &scratch);
	bool failed = !ranks;
	*out = 0;
	for (size_t i = 0; ranks && i < n_names; i++) {
		bool is = false;
		for (size_t c = 0; c < kind->n_columns; c++)
			is |= ranks[i * kind->n_columns + c] != NO_RANK;
		is |= *names[i] && (is_mapped(ask->map, ask->n_map, names[i], &failed) ||
		                    is_mapped(ask->remembered, ask->n_remembered, names[i], &failed));
		*out += is;
	}
	arena_release(&scratch);
	return failed ? QUAD_ENOMEM : 0;
}

/* Takes what the person said: `--map` and `--set`. */
static int take_told(const struct list_import *ask, const char *const *names, size_t n_names, struct arena *arena,
                     struct list_header *h, bool *taken, struct list_fault *fault)
{
	for (size_t i = 0; i < ask->n_map + ask->n_set; i++) {
		bool is_map = i < ask->n_map;
		const struct list_pair *pair = is_map ? &ask->map[i] : &ask->set[i - ask->n_map];
		size_t c = find_column(ask->kind, pair->ours);
		bool forgets = is_map && !*pair->theirs, failed = false;
		size_t cell = is_map && !forgets ? find_name(names, n_names, pair->theirs, &failed) : 0;
		if (failed)
			return QUAD_ENOMEM;
		if (c == HEADER_NO_CELL || cell == HEADER_NO_CELL) {
			*fault = c == HEADER_NO_CELL ? (struct list_fault){LIST_NO_OUR_COLUMN, 0, pair->ours, list_kind_word(ask->kind)}
			                             : (struct list_fault){LIST_NO_COLUMN, 0, pair->theirs, NULL};
			return QUAD_EINVAL;
		}
		if (forgets)
			continue;
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

/* Takes what was told in earlier imports, as far as the file has it and this one was not told otherwise. */
static int take_remembered(const struct list_import *ask, const char *const *names, size_t n_names, struct arena *arena,
                           struct list_header *h, bool *taken, struct list_summary *summary)
{
	summary->remembered = arena_alloc(arena, (ask->n_remembered + 1) * sizeof *summary->remembered);
	if (!summary->remembered)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < ask->n_remembered; i++) {
		const struct list_pair *pair = &ask->remembered[i];
		bool told = false, failed = false;
		size_t c = find_column(ask->kind, pair->ours), cell = find_name(names, n_names, pair->theirs, &failed);
		if (failed)
			return QUAD_ENOMEM;
		for (size_t m = 0; m < ask->n_map; m++)
			told |= strcmp(ask->map[m].ours, pair->ours) == 0;
		if (told || c == HEADER_NO_CELL || cell == HEADER_NO_CELL || taken[cell])
			continue;
		h->cell[c] = cell;
		taken[cell] = true;
		const char *text = arena_fmt(arena, "%s=%s", pair->ours, names[cell]);
		if (!text)
			return QUAD_ENOMEM;
		summary->remembered[summary->n_remembered++] = text;
	}
	return 0;
}

/* Matches columns with cells that are left, the best pair first: those that are values, or those that are parts. */
static void match(const struct list_kind *kind, const uint16_t *ranks, size_t n_names, bool parts,
                  struct list_header *h, bool *taken)
{
	for (;;) {
		uint16_t best = NO_RANK;
		size_t best_cell = 0, best_column = 0;
		for (size_t i = 0; i < n_names; i++)
			for (size_t c = 0; !taken[i] && c < kind->n_columns; c++) {
				uint16_t rank = ranks[i * kind->n_columns + c];
				bool is_part = kind->columns[c].type == VALUE_PART;
				if (rank >= best || h->cell[c] != HEADER_NO_CELL || is_part != parts)
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
	return h->cell[c] != HEADER_NO_CELL || h->set[c] || h->composed[c];
}

static size_t find_flagged(const struct list_kind *kind, enum column_flags flag)
{
	for (size_t c = 0; c < kind->n_columns; c++)
		if (kind->columns[c].flags & flag)
			return c;
	return HEADER_NO_CELL;
}

static bool is_part_of(const struct list_part *part, const struct list_column *column)
{
	return strcmp(part->column, column->name) == 0;
}

/* ---- what the header says of the rows ---- */

/* The kind that a header such as `实验室编号` names; 0 if it names none. */
static enum resource_kind kind_of_cell(const struct list_header *h, size_t cell, bool *failed)
{
	struct buf normal = {0};
	bool plain;
	if (cell == HEADER_NO_CELL)
		return 0;
	words_header(&normal, h->names[cell]);
	enum resource_kind kind = words_kind(buf_text(&normal), &plain);
	*failed |= normal.failed;
	buf_release(&normal);
	return kind;
}

/* What the rows are where they do not say it: as told, else as the headers of code and name call them. */
static int find_kind(const struct list_kind *kind, struct list_header *h, struct list_summary *summary)
{
	struct buf normal = {0};
	bool plain, failed = false;
	size_t c = 0;
	while (c < kind->n_columns && kind->columns[c].type != VALUE_KIND)
		c++;
	if (c == kind->n_columns)
		return 0;
	if (h->set[c]) {
		words_normal(&normal, h->set[c]);
		h->kind = words_kind(buf_text(&normal), &plain);
		failed = normal.failed;
		buf_release(&normal);
		return failed ? QUAD_ENOMEM : 0;
	}
	size_t key = find_flagged(kind, COLUMN_KEY), name = find_flagged(kind, COLUMN_NAME);
	h->kind = kind_of_cell(h, h->cell[key], &failed);
	if (!h->kind)
		h->kind = kind_of_cell(h, h->cell[name], &failed);
	if (failed || !h->kind)
		return failed ? QUAD_ENOMEM : 0;
	h->set[c] = kind_word(h->kind);
	if (h->cell[c] == HEADER_NO_CELL)
		summary->kind = h->set[c];
	return 0;
}

/* A header such as `数量` tells how many pieces where a column names them, unless the pieces are the rows themselves. */
static void count_pieces(const struct list_kind *kind, const uint16_t *ranks, size_t seats_told, struct list_header *h)
{
	size_t seats = find_column(kind, "seats"), name = find_column(kind, "equipment_name");
	size_t pieces = find_column(kind, "pieces"), equipment = find_column(kind, "equipment");
	if (pieces == HEADER_NO_CELL || h->kind == KIND_EQUIPMENT || h->cell[name] == HEADER_NO_CELL ||
	    h->cell[pieces] != HEADER_NO_CELL || h->cell[equipment] != HEADER_NO_CELL)
		return;
	size_t cell = h->cell[seats];
	if (cell == HEADER_NO_CELL || cell == seats_told || ranks[cell * kind->n_columns + pieces] == NO_RANK)
		return;
	h->cell[pieces] = cell;
	h->cell[seats] = HEADER_NO_CELL;
}

/* ---- columns that are composed ---- */

/* Can the column be put together: are all needed parts there, and any at all? A part may be the column itself. */
static bool can_compose(const struct list_kind *kind, const struct list_header *h, size_t c)
{
	bool any = false, itself = false;
	for (const struct list_part *p = kind->parts; p->column; p++) {
		if (!is_part_of(p, &kind->columns[c]))
			continue;
		size_t from = find_column(kind, p->from);
		bool there = h->cell[from] != HEADER_NO_CELL || h->set[from];
		itself |= from == c;
		any |= there && from != c;
		if ((p->needed && !there) || (p->only && p->only != h->kind))
			return false;
	}
	return any && (itself || h->cell[c] == HEADER_NO_CELL);
}

static void find_composed(const struct list_kind *kind, struct list_header *h)
{
	size_t key = find_flagged(kind, COLUMN_KEY), name = find_flagged(kind, COLUMN_NAME);
	for (size_t c = 0; kind->parts && c < kind->n_columns; c++) {
		bool named = c == key && name != HEADER_NO_CELL && has_column(h, name);
		h->composed[c] = !named && !(c == key && h->set[c]) && can_compose(kind, h, c);
	}
}

/*
 * A column of times tells start and end, unless others do: it is then given up. With a date in a column of its own, or
 * in its cells, which a column of periods has not.
 */
static bool find_span(const struct list_kind *kind, struct list_header *h, bool *taken)
{
	static const char *const ends[] = {"start", "end", "start_date", "end_date"};
	static const char *const periods[] = {"节", "節", "period", "session"};
	struct buf name = {0};
	size_t span = find_flagged(kind, COLUMN_SPAN);
	bool others = false, may_date = true;
	if (span == HEADER_NO_CELL || !has_column(h, span))
		return true;
	bool in_file = h->cell[span] != HEADER_NO_CELL;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		others |= h->cell[find_column(kind, ends[i])] != HEADER_NO_CELL;
	utf8_fold(&name, in_file ? h->names[h->cell[span]] : "");
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
		may_date &= !strstr(buf_text(&name), periods[i]);
	bool failed = name.failed;
	buf_release(&name);
	if (others && in_file) {
		taken[h->cell[span]] = false;
		h->cell[span] = HEADER_NO_CELL;
	}
	if (others)
		return !failed;
	h->span = may_date || has_column(h, find_column(kind, "date"));
	for (size_t i = 0; i < 2 && h->span; i++)
		h->composed[find_column(kind, ends[i])] = false;
	return !failed;
}

/* Gives up the cells of parts of which nothing is composed. */
static void leave_parts(const struct list_kind *kind, struct list_header *h, bool *taken)
{
	for (size_t c = 0; c < kind->n_columns; c++) {
		bool used = false;
		if (kind->columns[c].type != VALUE_PART || h->cell[c] == HEADER_NO_CELL)
			continue;
		for (const struct list_part *p = kind->parts; p && p->column; p++)
			used |= strcmp(p->from, kind->columns[c].name) == 0 && h->composed[find_column(kind, p->column)];
		if (used)
			continue;
		taken[h->cell[c]] = false;
		h->cell[c] = HEADER_NO_CELL;
	}
}

/* True if text stands at the beginning of rest already: all of it, or of a floor its number. */
static bool is_said(const char *text, enum part_form form, const char *rest, bool *failed)
{
	int64_t day;
	size_t digits = strspn(text, "0123456789");
	switch (form) {
	case PART_WORD: return strncmp(rest, text, strlen(text)) == 0;
	case PART_FLOOR:
		return digits ? strncmp(rest, text, digits) == 0 && strspn(rest, "0123456789") > digits
		              : strncmp(rest, text, strlen(text)) == 0;
	case PART_DATE:
		return strspn(rest, "0123456789") >= 4 || strstr(rest, "月") || cell_date(rest, &day, failed);
	default: return false;
	}
}

/* A part as it stands in the whole. */
static void put_part(const char *text, enum part_form form, struct buf *out)
{
	char date[CLOCK_TEXT_MAX];
	int64_t day;
	if (form == PART_STATUS)
		buf_str(out, "现状");
	buf_str(out, form == PART_DATE && cell_date(text, &day, &out->failed) ? clock_format_date(day, date) : text);
}

const char *header_compose(const struct list_header *h, const struct list_kind *kind, size_t column,
                           const char *const *texts, size_t n_texts, struct arena *arena)
{
	static const char *const marks[] = {[PART_WORD] = " ", [PART_FLOOR] = " ", [PART_DATE] = " ",
	                                    [PART_UNTIL] = "-", [PART_COUNT] = "*", [PART_STATUS] = ""};
	const struct list_part *parts[LIST_COLUMNS_MAX];
	const char *cells[LIST_COLUMNS_MAX], *rest = "", *mark = "";
	size_t n = 0;
	bool needs = false, has_needed = false;
	for (const struct list_part *p = kind->parts; p->column; p++) {
		if (!is_part_of(p, &kind->columns[column]))
			continue;
		size_t from = find_column(kind, p->from), cell = h->cell[from];
		const char *text = cell < n_texts ? texts[cell] : "";
		text = !*text && h->set[from] ? h->set[from] : text;
		needs |= p->needed;
		has_needed |= p->needed && *text;
		parts[n] = p;
		cells[n++] = text;
	}
	if (needs && !has_needed)
		return "";
	for (; n > 0; n--) {
		const char *text = cells[n - 1];
		enum part_form form = parts[n - 1]->form;
		struct buf whole = {0};
		uint32_t count;
		bool failed = false;
		bool left_out = !*text || (*rest && is_said(text, form, rest, &failed)) ||
		                (form == PART_COUNT && !cell_number(text, &count, &failed));
		if (failed)
			return NULL;
		if (left_out)
			continue;
		/* A count is of one thing; what is a list has its own. */
		bool is_list = *mark == '*' && (strpbrk(text, "*;,") || strstr(text, "×") || strstr(text, "、") ||
		                                strstr(text, "；") || strstr(text, "，"));
		if (form == PART_COUNT)
			buf_fmt(&whole, "%" PRIu32, count);
		else
			put_part(text, form, &whole);
		buf_str(&whole, is_list ? "" : mark);
		buf_str(&whole, is_list ? "" : rest);
		rest = whole.failed ? NULL : arena_str(arena, buf_text(&whole));
		buf_release(&whole);
		if (!rest)
			return NULL;
		mark = marks[form];
	}
	return rest;
}

static int find_missing(const struct list_kind *kind, struct list_header *h, struct arena *arena,
                        struct list_summary *summary)
{
	size_t key = find_flagged(kind, COLUMN_KEY), name = find_flagged(kind, COLUMN_NAME);
	const char *claim = NULL;
	bool has_claim = false;
	summary->missing = arena_alloc(arena, (kind->n_columns + 1) * sizeof *summary->missing);
	if (!summary->missing)
		return QUAD_ENOMEM;
	for (size_t c = 0; c < kind->n_columns; c++) {
		const struct list_column *column = &kind->columns[c];
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
		bool spared = (c == name && both && has_column(h, key)) ||
		              (h->span && kind->columns[c].type >= VALUE_TIME && kind->columns[c].type <= VALUE_UNTIL);
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
                struct list_header *out, struct list_summary *summary)
{
	*out = (struct list_header){.names = names, .n_names = n_names};
	for (size_t c = 0; c < LIST_COLUMNS_MAX; c++)
		out->cell[c] = HEADER_NO_CELL;
	uint16_t *ranks = rank_all(ask->kind, names, n_names, arena);
	bool *taken = arena_alloc(arena, n_names + 1);
	int err = ranks && taken ? take_told(ask, names, n_names, arena, out, taken, &summary->fault) : QUAD_ENOMEM;
	if (!err)
		err = take_remembered(ask, names, n_names, arena, out, taken, summary);
	if (err)
		return err;
	size_t seats = find_column(ask->kind, "seats"), seats_told = seats == HEADER_NO_CELL ? seats : out->cell[seats];
	match(ask->kind, ranks, n_names, false, out, taken);
	match(ask->kind, ranks, n_names, true, out, taken);
	err = find_kind(ask->kind, out, summary);
	if (err)
		return err;
	count_pieces(ask->kind, ranks, seats_told, out);
	find_composed(ask->kind, out);
	if (!find_span(ask->kind, out, taken))
		return QUAD_ENOMEM;
	leave_parts(ask->kind, out, taken);
	err = find_unknown(names, n_names, taken, arena, summary);
	return err ? err : find_missing(ask->kind, out, arena, summary);
}
