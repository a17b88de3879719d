/*
 * Understanding a header: every cell gets a rank for every column (our own name 0, then the aliases in their order,
 * then what the parts of its words mean), and the best pairs are matched first, so that `实验室名称` is the name even
 * where a column `实验室` stands before it. What the person mapped is fixed beforehand. Columns of which others are
 * composed take what is left.
 */
#include "store/list/list_header.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/list/list_cell.h"
#include "store/list/list_department.h"
#include "store/list/list_loose.h"
#include "store/list/list_state.h"
#include "store/list/list_meaning.h"
#include "store/list/list_subject.h"
#include "store/format/list_words.h"
#include "store/base/utf8.h"

#define NO_RANK UINT16_MAX
#define RANK_OF_PARTS 1000 /* after all names */
#define RANK_OF_PLACE 2000 /* where a piece is, by a header that names only the place */
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
	if (is_own_name(c->name, normal, len))
		return 0;
	uint16_t place = list_column_alias(c, normal, len);
	return place ? place : NO_RANK;
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

static bool has_rank(const uint16_t *ranks, size_t n)
{
	for (size_t c = 0; c < n; c++)
		if (ranks[c] != NO_RANK)
			return true;
	return false;
}

static bool means_any(const struct list_kind *kind, const struct header_words *words)
{
	for (size_t c = 0; c < kind->n_columns; c++)
		if (list_meaning_rank(kind, &kind->columns[c], words) != MEANING_NONE)
			return true;
	return false;
}

/* What a header says by its parts; if it joins two things that have no column together, what the first says. */
static bool read_meaning(const struct list_kind *kind, const char *normal, struct header_words *out)
{
	static const char *const joints[] = {"/", "、", "与", "及", "和", "或"};
	size_t len = strlen(normal), first = len;
	if (header_words_read(normal, len, out) && means_any(kind, out))
		return true;
	for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
		const char *joint = strstr(normal, joints[i]);
		if (joint && (size_t)(joint - normal) < first)
			first = (size_t)(joint - normal);
	}
	return first < len && header_words_read(normal, first, out);
}

/* Ranks a header that is none of the names of any column by its parts. */
static void rank_by_parts(const struct list_kind *kind, const char *normal, uint16_t *ranks)
{
	struct header_words words;
	if (has_rank(ranks, kind->n_columns) || !read_meaning(kind, normal, &words))
		return;
	for (size_t c = 0; c < kind->n_columns; c++) {
		size_t rank = list_meaning_rank(kind, &kind->columns[c], &words);
		if (rank != MEANING_NONE)
			ranks[c] = (uint16_t)(RANK_OF_PARTS + rank);
	}
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
		uint16_t *of_cell = ranks + i * kind->n_columns;
		for (size_t c = 0; c < kind->n_columns; c++)
			of_cell[c] = normal.len ? rank_of(&kind->columns[c], buf_text(&normal)) : NO_RANK;
		rank_by_parts(kind, buf_text(&normal), of_cell);
	}
	buf_release(&normal);
	return failed ? NULL : ranks;
}

/* What each header says by its parts; NULL without memory. */
static struct header_said *read_all_said(const char *const *names, size_t n_names, struct arena *arena)
{
	struct header_said *said = arena_alloc(arena, (n_names + 1) * sizeof *said);
	struct buf normal = {0};
	for (size_t i = 0; i < n_names && said; i++) {
		buf_clear(&normal);
		words_header(&normal, names[i]);
		said[i].known = header_words_read(buf_text(&normal), normal.len, &said[i].words);
	}
	bool failed = normal.failed;
	buf_release(&normal);
	return failed ? NULL : said;
}

/* The kind that `--set` gives to all rows; 0 for none. */
static enum resource_kind kind_set(const struct list_import *ask)
{
	enum resource_kind kind = 0;
	for (size_t i = 0; i < ask->n_set; i++) {
		struct buf normal = {0};
		bool plain;
		if (strcmp(ask->set[i].ours, "kind") != 0)
			continue;
		words_normal(&normal, ask->set[i].theirs);
		kind = words_kind(buf_text(&normal), &plain);
		buf_release(&normal);
	}
	return kind;
}

/*
 * In a list of resources, what its rows are not about gives them neither code nor name; a place in a list of pieces is
 * where they are.
 */
static void weigh_subject(const struct list_kind *kind, const struct header_said *said, size_t n_names,
                          enum header_noun subject, uint16_t *ranks)
{
	for (size_t i = 0; i < n_names; i++) {
		uint16_t *of_cell = ranks + i * kind->n_columns;
		if (!said[i].known || !list_subject_is_other(subject, &said[i].words))
			continue;
		for (size_t c = 0; c < kind->n_columns; c++) {
			if (kind->columns[c].flags & (COLUMN_KEY | COLUMN_NAME))
				of_cell[c] = NO_RANK;
			bool room = strcmp(kind->columns[c].name, "room") == 0;
			bool place = subject == NOUN_EQUIPMENT && said[i].words.head == NOUN_PLACE;
			if (room && place && of_cell[c] == NO_RANK)
				of_cell[c] = RANK_OF_PLACE + (said[i].words.suffix != SUFFIX_NAME);
		}
	}
}

/* Takes the columns from a header that its cells, or the list as a whole, show to mean something else. */
static int weigh_ranks(const struct list_import *ask, const char *const *names, size_t n_names,
                       const struct list_sample *sample, struct arena *arena, uint16_t *ranks)
{
	const struct list_kind *kind = ask->kind;
	struct header_said *said = sample ? read_all_said(names, n_names, arena) : NULL;
	bool failed = false;
	if (!said)
		return sample ? QUAD_ENOMEM : 0;
	if (kind->op == OP_RESOURCE)
		weigh_subject(kind, said, n_names, list_subject(said, n_names, sample, kind_set(ask)), ranks);
	for (size_t i = 0; i < n_names; i++)
		for (size_t c = 0; c < kind->n_columns; c++) {
			uint16_t *rank = &ranks[i * kind->n_columns + c];
			bool by_parts = *rank >= RANK_OF_PARTS && said[i].known;
			const struct header_words *words = by_parts ? &said[i].words : NULL;
			if (*rank == NO_RANK)
				continue;
			if (list_sample_contradicts(sample, i, &kind->columns[c], words, &failed))
				*rank = NO_RANK;
		}
	return failed ? QUAD_ENOMEM : 0;
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
	size_t n_columns = ask->kind->n_columns;
	struct arena scratch = {0};
	uint16_t *ranks = rank_all(ask->kind, names, n_names, &scratch);
	bool failed = !ranks;
	*out = 0;
	if (!ranks)
		n_names = 0;
	for (size_t i = 0; i < n_names; i++) {
		bool known = has_rank(ranks + i * n_columns, n_columns);
		if (!known && *names[i])
			known = is_mapped(ask->map, ask->n_map, names[i], &failed);
		if (!known && *names[i])
			known = is_mapped(ask->remembered, ask->n_remembered, names[i], &failed);
		*out += known;
	}
	arena_release(&scratch);
	return failed ? QUAD_ENOMEM : 0;
}

bool header_is_name(const struct list_kind *kind, const char *header, bool *failed)
{
	struct buf normal = {0};
	bool is = false;
	words_header(&normal, header);
	for (size_t c = 0; c < kind->n_columns && normal.len; c++)
		is |= rank_of(&kind->columns[c], buf_text(&normal)) != NO_RANK;
	*failed |= normal.failed;
	buf_release(&normal);
	return is;
}

/*
 * Takes one pair of `--map`: our column reads the cell of their header, which nobody reads if ours is "". A map to ""
 * only makes a column forgotten.
 */
static int take_map(const struct list_import *ask, const struct list_pair *pair, struct list_header *h, bool *taken,
                    struct list_fault *fault)
{
	bool failed = false, skips = !*pair->ours;
	size_t c = find_column(ask->kind, pair->ours), cell = 0;
	if (c == HEADER_NO_CELL && !skips) {
		*fault = (struct list_fault){LIST_NO_OUR_COLUMN, 0, pair->ours, list_kind_word(ask->kind)};
		return QUAD_EINVAL;
	}
	if (!*pair->theirs)
		return 0;
	cell = find_name(h->names, h->n_names, pair->theirs, &failed);
	if (failed)
		return QUAD_ENOMEM;
	if (cell == HEADER_NO_CELL) {
		*fault = (struct list_fault){LIST_NO_COLUMN, 0, pair->theirs, NULL};
		return QUAD_EINVAL;
	}
	if (!skips)
		h->cell[c] = cell;
	taken[cell] = true;
	return 0;
}

/* Takes one pair of `--set`: our column has that value. */
static int take_set(const struct list_import *ask, const struct list_pair *pair, struct arena *arena,
                    struct list_header *h, struct list_fault *fault)
{
	size_t c = find_column(ask->kind, pair->ours);
	if (c == HEADER_NO_CELL) {
		*fault = (struct list_fault){LIST_NO_OUR_COLUMN, 0, pair->ours, list_kind_word(ask->kind)};
		return QUAD_EINVAL;
	}
	h->set[c] = utf8_clean(arena, pair->theirs, strlen(pair->theirs));
	return h->set[c] ? 0 : QUAD_ENOMEM;
}

/* Takes what the person told: `--map` and `--set`. */
static int take_told(const struct list_import *ask, struct arena *arena, struct list_header *h, bool *taken,
                     struct list_fault *fault)
{
	for (size_t i = 0; i < ask->n_map; i++) {
		int err = take_map(ask, &ask->map[i], h, taken, fault);
		if (err)
			return err;
	}
	for (size_t i = 0; i < ask->n_set; i++) {
		int err = take_set(ask, &ask->set[i], arena, h, fault);
		if (err)
			return err;
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

struct match {
	size_t cell, column;
};

/* The best pair of a cell and a column that are both left; false if no cell names a column. */
static bool find_best_match(const struct list_kind *kind, const uint16_t *ranks, bool parts,
                            const struct list_header *h, const bool *taken, struct match *out)
{
	uint16_t best = NO_RANK;
	for (size_t i = 0; i < h->n_names; i++) {
		if (taken[i])
			continue;
		for (size_t c = 0; c < kind->n_columns; c++) {
			uint16_t rank = ranks[i * kind->n_columns + c];
			bool is_part = kind->columns[c].type == VALUE_PART;
			if (rank >= best || h->cell[c] != HEADER_NO_CELL || is_part != parts)
				continue;
			best = rank;
			*out = (struct match){i, c};
		}
	}
	return best != NO_RANK;
}

/* Matches columns with cells that are left, the best pair first: columns that are values, or those that are parts. */
static void match_columns(const struct list_kind *kind, const uint16_t *ranks, bool parts, struct list_header *h,
                          bool *taken)
{
	struct match m;
	while (find_best_match(kind, ranks, parts, h, taken, &m)) {
		h->cell[m.column] = m.cell;
		taken[m.cell] = true;
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

/* The kind of what a header is about; 0 for a place, which may be of several kinds, and for what is no resource. */
static enum resource_kind kind_of_noun(enum header_noun noun)
{
	switch (noun) {
	case NOUN_EQUIPMENT: return KIND_EQUIPMENT;
	case NOUN_TEACHER: return KIND_TEACHER;
	case NOUN_CLASS: return KIND_CLASS;
	default: return 0;
	}
}

/* The kind that a header such as `实验室编号` names; 0 if it names none. */
static enum resource_kind kind_of_cell(const struct list_header *h, size_t cell, bool *failed)
{
	struct buf normal = {0};
	struct header_words words;
	bool plain;
	if (cell == HEADER_NO_CELL)
		return 0;
	words_header(&normal, h->names[cell]);
	enum resource_kind kind = words_kind(buf_text(&normal), &plain);
	if (!kind && header_words_read(buf_text(&normal), normal.len, &words))
		kind = kind_of_noun(words.head);
	*failed |= normal.failed;
	buf_release(&normal);
	return kind;
}

/* The kind in `is_lab`, where cells say yes or no; 0 for another header. */
static enum resource_kind kind_in_question(const struct list_header *h, size_t cell, bool *failed)
{
	struct header_words words;
	struct buf normal = {0};
	bool plain;
	enum resource_kind kind = 0;
	if (cell == HEADER_NO_CELL)
		return 0;
	words_header(&normal, h->names[cell]);
	if (header_words_read(buf_text(&normal), normal.len, &words) && words.marks & MARK_IS)
		kind = words_kind(buf_text(&normal), &plain);
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
	h->kind_if = kind_in_question(h, h->cell[c], &failed);
	if (failed)
		return QUAD_ENOMEM;
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

/* A header such as `数量` counts the pieces that another column names, unless the pieces are the rows themselves. */
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
	if (!kind->parts)
		return;
	for (size_t c = 0; c < kind->n_columns; c++) {
		bool named = name != HEADER_NO_CELL && (has_column(h, name) || can_compose(kind, h, name));
		bool has_key = c == key && (h->set[c] || named);
		h->composed[c] = !has_key && can_compose(kind, h, c);
	}
}

/* False for the header of a column of periods, whose cells hold no dates. */
static bool may_hold_dates(const char *header, bool *failed)
{
	static const char *const periods[] = {"节", "節", "period", "session"};
	struct buf name = {0};
	bool may = true;
	utf8_fold(&name, header);
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
		may &= !strstr(buf_text(&name), periods[i]);
	*failed |= name.failed;
	buf_release(&name);
	return may;
}

/*
 * Decides whether a column of times tells start and end: it does with a date in a column of its own or in its cells,
 * and is given up if the file has columns for start or end. False on out of memory.
 */
static bool find_span(const struct list_kind *kind, struct list_header *h, bool *taken)
{
	static const char *const ends[] = {"start", "end", "start_date", "end_date"};
	size_t span = find_flagged(kind, COLUMN_SPAN);
	bool failed = false;
	if (span == HEADER_NO_CELL || !has_column(h, span))
		return true;
	size_t cell = h->cell[span];
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		if (h->cell[find_column(kind, ends[i])] == HEADER_NO_CELL)
			continue;
		h->cell[span] = HEADER_NO_CELL;
		if (cell != HEADER_NO_CELL && strcmp(ends[i], "end") == 0)
			h->cell[find_column(kind, "start")] = cell; /* 借用时间 beside 归还时间 */
		else if (cell != HEADER_NO_CELL)
			taken[cell] = false;
		return true;
	}
	bool may_date = may_hold_dates(cell == HEADER_NO_CELL ? "" : h->names[cell], &failed);
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
			if (strcmp(p->from, kind->columns[c].name) == 0)
				used |= h->composed[find_column(kind, p->column)];
		if (used)
			continue;
		taken[h->cell[c]] = false;
		h->cell[c] = HEADER_NO_CELL;
	}
}

/* The number in `2`, `2层`, `F2` or 二楼 as digits, perhaps in scratch; "" if there is none. */
static const char *floor_number(const char *floor, char scratch[2])
{
	static const char *const han[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
	scratch[0] = scratch[1] = '\0';
	if (*floor && strchr("FfLl", *floor))
		return floor + 1;
	for (size_t i = 0; i < sizeof han / sizeof *han; i++)
		if (strncmp(floor, han[i], strlen(han[i])) == 0 && strlen(floor) <= 2 * strlen(han[i])) {
			scratch[0] = (char)('1' + i);
			return scratch;
		}
	return floor;
}

static bool is_digit_or_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* True if a room's number begins with the floor: 201, 2A and 2-01 on `2`, `2层`, `2F`, `F2` or 二楼; B101 on `B1`. */
static bool says_floor(const char *room, const char *floor)
{
	char scratch[2];
	const char *number = floor_number(floor, scratch);
	size_t digits = strspn(number, "0123456789");
	if (strncmp(room, floor, strlen(floor)) == 0 && room[strlen(floor)])
		return true;
	if (!digits || strncmp(room, number, digits) != 0)
		return false;
	return room[digits] == '-' || is_digit_or_letter(room[digits]);
}

/* True if text stands at the beginning of rest already: all of it, or of a floor its number. */
static bool is_said(const char *text, enum part_form form, const char *rest, bool *failed)
{
	int64_t day;
	switch (form) {
	case PART_WORD:
	case PART_TOLD: return strncmp(rest, text, strlen(text)) == 0;
	case PART_FLOOR: return says_floor(rest, text);
	case PART_DATE:
		return strspn(rest, "0123456789") >= 4 || strstr(rest, "月") || cell_date(rest, &day, failed);
	default: return false;
	}
}

/* Appends a part as it stands in the whole. */
static void put_part(const char *text, enum part_form form, struct buf *out)
{
	char date[CLOCK_TEXT_MAX];
	int64_t day;
	uint32_t count;
	switch (form) {
	case PART_STATUS: buf_fmt(out, "现状%s", text); break;
	case PART_COUNT:
		if (cell_number(text, &count, &out->failed))
			buf_fmt(out, "%" PRIu32, count);
		break;
	case PART_DATE:
		buf_str(out, cell_date(text, &day, &out->failed) ? clock_format_date(day, date) : text);
		break;
	default: buf_str(out, text); break;
	}
}

/* A part of a composed column, with its text in the row at hand. */
struct piece {
	const char *text;
	enum part_form form;
	size_t cell;
};

/* Adds a piece: one of those in the file's order before all that stand on the right of it there. */
static void add_piece(struct piece *pieces, size_t n, const struct piece *piece)
{
	if (piece->form == PART_TOLD)
		for (; n > 0 && pieces[n - 1].cell > piece->cell; n--)
			pieces[n] = pieces[n - 1];
	pieces[n] = *piece;
}

/* The pieces of a column in their order. None if the column has needed parts and all of those are empty. */
static size_t gather_pieces(const struct list_header *h, const struct list_kind *kind, size_t column,
                            const char *const *texts, size_t n_texts, struct piece pieces[LIST_COLUMNS_MAX],
                            bool *failed)
{
	size_t n = 0;
	bool needs = false, has_needed = false;
	for (const struct list_part *p = kind->parts; p->column; p++) {
		if (!is_part_of(p, &kind->columns[column]))
			continue;
		size_t from = find_column(kind, p->from), cell = h->cell[from];
		const char *text = cell < n_texts ? texts[cell] : "";
		if (loose_is_placeholder(text, failed))
			text = "";
		if (!*text && h->set[from])
			text = h->set[from];
		needs |= p->needed;
		has_needed |= p->needed && *text;
		add_piece(pieces, n++, &(struct piece){text, p->form, cell});
	}
	return needs && !has_needed ? 0 : n;
}

/* True for a piece that adds nothing before the rest. */
static bool is_left_out(const struct piece *piece, const char *rest, bool *failed)
{
	uint32_t count;
	if (!*piece->text)
		return true;
	if (*rest && is_said(piece->text, piece->form, rest, failed))
		return true;
	return piece->form == PART_COUNT && !cell_number(piece->text, &count, failed);
}

static bool is_list_of_things(const char *text)
{
	static const char *const marks[] = {"×", "、", "；", "，"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strstr(text, marks[i]))
			return true;
	return strpbrk(text, "*;,");
}

const char *header_compose(const struct list_header *h, const struct list_kind *kind, size_t column,
                           const char *const *texts, size_t n_texts, struct arena *arena)
{
	static const char *const marks[] = {
		[PART_WORD] = " ",  [PART_FLOOR] = " ", [PART_DATE] = " ", [PART_FROM] = " ",
		[PART_UNTIL] = "-", [PART_COUNT] = "*", [PART_TOLD] = " ", [PART_STATUS] = ""};
	struct piece pieces[LIST_COLUMNS_MAX];
	const char *rest = "", *mark = "";
	bool failed = false;
	if (h->code_is_name && kind->columns[column].flags & COLUMN_KEY)
		column = find_flagged(kind, COLUMN_NAME);
	for (size_t n = gather_pieces(h, kind, column, texts, n_texts, pieces, &failed); n > 0; n--) {
		const struct piece *piece = &pieces[n - 1];
		struct buf whole = {0};
		bool left_out = is_left_out(piece, rest, &failed);
		if (failed)
			return NULL;
		if (left_out)
			continue;
		put_part(piece->text, piece->form, &whole);
		/* A count is of one thing; the things of a list have their own counts. */
		if (*mark != '*' || !is_list_of_things(piece->text))
			buf_fmt(&whole, "%s%s", mark, rest);
		rest = whole.failed ? NULL : arena_str(arena, buf_text(&whole));
		buf_release(&whole);
		if (!rest)
			return NULL;
		mark = marks[piece->form];
	}
	return rest;
}

/* ---- codes made of several columns ---- */

/* Finds one column that `--key` names: ours before theirs. */
static int find_key_part(const struct list_import *ask, const struct list_header *h, const char *name,
                         struct key_part *out, struct list_fault *fault)
{
	bool failed = false;
	size_t column = find_column(ask->kind, name);
	*out = (struct key_part){column, HEADER_NO_CELL, name};
	if (column != HEADER_NO_CELL && has_column(h, column))
		return 0;
	out->column = HEADER_NO_CELL;
	out->cell = find_name(h->names, h->n_names, name, &failed);
	if (failed)
		return QUAD_ENOMEM;
	if (out->cell != HEADER_NO_CELL)
		return 0;
	*fault = (struct list_fault){LIST_NO_COLUMN, 0, name, NULL};
	return QUAD_EINVAL;
}

/* Takes `--key`: the code is made of these columns, and a column of the file that would be it is not read. */
static int take_key(const struct list_import *ask, struct list_header *h, bool *taken, struct list_fault *fault)
{
	size_t key = find_flagged(ask->kind, COLUMN_KEY);
	if (!ask->n_key)
		return 0;
	if (key == HEADER_NO_CELL || ask->n_key > KEY_PARTS_MAX) {
		*fault = (struct list_fault){LIST_NO_OUR_COLUMN, 0, "code", list_kind_word(ask->kind)};
		return QUAD_EINVAL;
	}
	for (size_t i = 0; i < ask->n_key; i++) {
		int err = find_key_part(ask, h, ask->key[i], &h->key[i], fault);
		if (err)
			return err;
		if (h->key[i].cell != HEADER_NO_CELL)
			taken[h->key[i].cell] = true;
		if (h->key[i].column == key)
			h->key[i] = (struct key_part){HEADER_NO_CELL, h->cell[key], ask->key[i]};
	}
	h->n_key = ask->n_key;
	h->composed[key] = true;
	h->cell[key] = HEADER_NO_CELL;
	return 0;
}

/* The text of one part of a code, "" for none; NULL on out of memory. */
static const char *text_of_key_part(const struct list_header *h, const struct list_kind *kind,
                                    const struct key_part *part, const char *const *texts, size_t n_texts,
                                    struct arena *arena)
{
	size_t c = part->column, cell = c == HEADER_NO_CELL ? part->cell : h->cell[c];
	const char *text = cell < n_texts ? texts[cell] : "";
	bool failed = false, is_ours = c != HEADER_NO_CELL;
	if (is_ours && h->composed[c])
		text = header_compose(h, kind, c, texts, n_texts, arena);
	if (text && loose_is_placeholder(text, &failed))
		text = "";
	if (text && !*text && is_ours && h->set[c])
		text = h->set[c];
	return failed ? NULL : text;
}

const char *header_make_key(const struct list_header *h, const struct list_kind *kind, const char *const *texts,
                            size_t n_texts, struct arena *arena, const char **missing)
{
	struct buf out = {0};
	const char *key = "";
	*missing = NULL;
	for (size_t i = 0; i < h->n_key && key && !*missing; i++) {
		const char *text = text_of_key_part(h, kind, &h->key[i], texts, n_texts, arena);
		if (!text)
			key = NULL;
		else if (!*text)
			*missing = h->key[i].name;
		else
			buf_fmt(&out, "%s%s", i ? "-" : "", text);
	}
	if (key && !*missing)
		key = out.failed ? NULL : arena_str(arena, buf_text(&out));
	buf_release(&out);
	return key;
}

/* The first column that names what is booked, if the file has none of these; NULL else. */
static const char *find_missing_claim(const struct list_kind *kind, const struct list_header *h)
{
	const char *first = NULL;
	for (size_t c = 0; c < kind->n_columns; c++) {
		if (!(kind->columns[c].flags & COLUMN_CLAIM))
			continue;
		if (has_column(h, c))
			return NULL;
		if (!first)
			first = kind->columns[c].name;
	}
	return first;
}

static bool is_span_end(const struct list_column *column)
{
	return column->type >= VALUE_TIME && column->type <= VALUE_UNTIL;
}

/* Lets the name be the code of a list without codes; but a person's name is no login. */
static void let_name_stand_in(const struct list_kind *kind, struct list_header *h, size_t key, size_t name)
{
	if (kind->op == OP_PERSON || has_column(h, key))
		return;
	if (h->cell[name] == HEADER_NO_CELL && !h->composed[name])
		return;
	h->cell[key] = h->cell[name];
	h->composed[key] = h->composed[name];
	h->code_is_name = true;
}

static bool has_named(const struct list_kind *kind, const struct list_header *h, const char *name)
{
	size_t c = find_column(kind, name);
	return c != HEADER_NO_CELL && has_column(h, c);
}

/* True if a column of lessons is not needed: all of the time stands in one cell, or all periods in one. */
static bool is_told_elsewhere(const struct list_kind *kind, const struct list_header *h,
                              const struct list_column *column)
{
	bool of_periods = strcmp(column->name, "开始节数") == 0 || strcmp(column->name, "结束节数") == 0;
	return has_named(kind, h, "when") || (of_periods && has_named(kind, h, "节次"));
}

static bool is_needed(const struct list_kind *kind, const struct list_header *h, const struct list_column *column)
{
	if (column->flags & COLUMN_LESSON)
		return !is_told_elsewhere(kind, h, column);
	return column->flags & COLUMN_NEEDED;
}

/* A start without an end, in a list of series, is all of the time if both are called so: 上课时间. */
static void find_when(const struct list_kind *kind, const uint16_t *ranks, struct list_header *h)
{
	size_t when = find_column(kind, "when"), start = find_column(kind, "start");
	if (when == HEADER_NO_CELL || start == HEADER_NO_CELL || has_column(h, when))
		return;
	if (h->cell[start] == HEADER_NO_CELL || has_named(kind, h, "end"))
		return;
	if (ranks[h->cell[start] * kind->n_columns + when] == NO_RANK)
		return;
	h->cell[when] = h->cell[start];
	h->cell[start] = HEADER_NO_CELL;
}

/* Lists the needed columns that the file lacks. Where it lacks the code, a name stands in for it. */
static int find_missing(const struct list_kind *kind, struct list_header *h, struct arena *arena,
                        struct list_summary *summary)
{
	size_t key = find_flagged(kind, COLUMN_KEY), name = find_flagged(kind, COLUMN_NAME);
	summary->missing = arena_alloc(arena, (kind->n_columns + 1) * sizeof *summary->missing);
	if (!summary->missing)
		return QUAD_ENOMEM;
	bool both = key != HEADER_NO_CELL && name != HEADER_NO_CELL;
	if (both)
		let_name_stand_in(kind, h, key, name);
	bool key_is_enough = both && has_column(h, key);
	for (size_t c = 0; c < kind->n_columns; c++) {
		const struct list_column *column = &kind->columns[c];
		if (!is_needed(kind, h, column) || has_column(h, c))
			continue;
		if ((c == name && key_is_enough) || (h->span && is_span_end(column)))
			continue;
		summary->missing[summary->n_missing++] = column->name;
	}
	const char *claim = find_missing_claim(kind, h);
	if (claim)
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

/* Notes whether a yes in the column `active` means no. */
static int find_denied(const struct list_import *ask, struct list_header *h)
{
	static const char *const words[] = {"停用",     "禁用",       "报废",     "注销",      "作废",     "删除",
	                                    "disabled", "isdisabled", "deleted",  "isdeleted", "inactive", "isinactive",
	                                    "retired",  "isretired",  "scrapped", "isscrapped"};
	static const char whether[] = "是否";
	size_t c = find_column(ask->kind, "active");
	struct buf normal = {0};
	if (c == HEADER_NO_CELL || h->cell[c] == HEADER_NO_CELL)
		return 0;
	words_header(&normal, h->names[h->cell[c]]);
	const char *text = buf_text(&normal);
	if (strncmp(text, whether, sizeof whether - 1) == 0)
		text += sizeof whether - 1;
	if (strncmp(text, "已", strlen("已")) == 0)
		text += strlen("已");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		h->denied |= strcmp(text, words[i]) == 0;
	bool failed = normal.failed;
	buf_release(&normal);
	return failed ? QUAD_ENOMEM : 0;
}

/* Notes whether the column for the institution names departments. What a person told of it is as told. */
static int find_departments(const struct list_import *ask, struct list_header *h)
{
	size_t c = find_column(ask->kind, "institution");
	bool failed = false;
	if (c == HEADER_NO_CELL || h->cell[c] == HEADER_NO_CELL)
		return 0;
	const char *name = h->names[h->cell[c]];
	bool told = is_mapped(ask->map, ask->n_map, name, &failed);
	told |= is_mapped(ask->remembered, ask->n_remembered, name, &failed);
	h->departments = !told && department_header(name, &failed);
	return failed ? QUAD_ENOMEM : 0;
}

int header_read(const struct list_import *ask, const char *const *names, size_t n_names,
                const struct list_sample *sample, struct arena *arena, struct list_header *out,
                struct list_summary *summary)
{
	*out = (struct list_header){.names = names, .n_names = n_names};
	for (size_t c = 0; c < LIST_COLUMNS_MAX; c++)
		out->cell[c] = HEADER_NO_CELL;
	uint16_t *ranks = rank_all(ask->kind, names, n_names, arena);
	bool *taken = arena_alloc(arena, n_names + 1);
	int err = ranks && taken ? take_told(ask, arena, out, taken, &summary->fault) : QUAD_ENOMEM;
	if (!err)
		err = take_remembered(ask, names, n_names, arena, out, taken, summary);
	if (err)
		return err;
	err = weigh_ranks(ask, names, n_names, sample, arena, ranks);
	if (err)
		return err;
	size_t seats = find_column(ask->kind, "seats"), seats_told = seats == HEADER_NO_CELL ? seats : out->cell[seats];
	err = state_find_columns(ask->kind, out, taken);
	if (err)
		return err;
	match_columns(ask->kind, ranks, false, out, taken);
	match_columns(ask->kind, ranks, true, out, taken);
	err = find_kind(ask->kind, out, summary);
	if (err)
		return err;
	count_pieces(ask->kind, ranks, seats_told, out);
	find_when(ask->kind, ranks, out);
	find_composed(ask->kind, out);
	if (!find_span(ask->kind, out, taken))
		return QUAD_ENOMEM;
	err = take_key(ask, out, taken, &summary->fault);
	if (err)
		return err;
	leave_parts(ask->kind, out, taken);
	err = find_denied(ask, out);
	if (!err)
		err = find_departments(ask, out);
	if (!err)
		err = find_unknown(names, n_names, taken, arena, summary);
	return err ? err : find_missing(ask->kind, out, arena, summary);
}
