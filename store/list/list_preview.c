/*
 * The first steps of an import and none of the others: the file is opened, its header understood, a few rows read. A
 * sheet is not surveyed, so that a large workbook is shown soon; damage further down is met by the rehearsal.
 */
#include "store/list/list_preview.h"

#include <string.h>

#include "store/base/err.h"
#include "store/format/list_words.h"
#include "store/list/list_head.h"
#include "store/list/list_remember.h"
#include "store/list/list_source.h"

/* ---- the columns ---- */

static const char *part_target(const struct list_kind *kind, const struct list_column *column)
{
	if (column->type == VALUE_PART)
		for (const struct list_part *p = kind->parts; p && p->column; p++)
			if (strcmp(p->from, column->name) == 0)
				return p->column;
	return column->name;
}

static bool is_pair_of(const struct list_pair *pairs, size_t n, const char *ours)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(pairs[i].ours, ours) == 0 && *pairs[i].theirs)
			return true;
	return false;
}

static bool is_recalled(const struct list_summary *s, const char *ours)
{
	size_t len = strlen(ours);
	for (size_t i = 0; i < s->n_remembered; i++)
		if (strncmp(s->remembered[i], ours, len) == 0 && s->remembered[i][len] == '=')
			return true;
	return false;
}

/* What reads a cell: a column of ours by its number, or, where that is LIST_COLUMNS_MAX, only its name. */
static void add_reader(const struct list_import *ask, const struct list_summary *summary, size_t column,
                       const char *name, struct list_preview_column *out)
{
	const char **ours = (const char **)out->ours;
	if (out->reading == LIST_SKIPPED)
		out->reading = LIST_UNDERSTOOD;
	if (column < ask->kind->n_columns && is_recalled(summary, ask->kind->columns[column].name))
		out->reading = LIST_REMEMBERED;
	if (column < ask->kind->n_columns && is_pair_of(ask->map, ask->n_map, ask->kind->columns[column].name))
		out->reading = LIST_TOLD;
	for (size_t i = 0; i < out->n_ours; i++)
		if (strcmp(ours[i], name) == 0)
			return;
	ours[out->n_ours++] = name;
}

/* Finds all that reads a cell of the file. */
static int describe_column(const struct list_import *ask, const struct list_header *h,
                           const struct list_summary *summary, size_t cell, struct arena *arena,
                           struct list_preview_column *out)
{
	const struct list_kind *kind = ask->kind;
	*out = (struct list_preview_column){.header = h->names[cell]};
	out->ours = arena_alloc(arena, (kind->n_columns + h->n_states + h->n_key + 1) * sizeof *out->ours);
	if (!out->ours)
		return QUAD_ENOMEM;
	for (size_t c = 0; c < kind->n_columns; c++)
		if (h->cell[c] == cell)
			add_reader(ask, summary, c, part_target(kind, &kind->columns[c]), out);
	for (size_t i = 0; i < h->n_states; i++)
		if (h->states[i].cell == cell)
			add_reader(ask, summary, LIST_COLUMNS_MAX, "state", out);
	for (size_t i = 0; i < h->n_key; i++)
		if (h->key[i].cell == cell)
			add_reader(ask, summary, LIST_COLUMNS_MAX, "code", out);
	return 0;
}

static int describe_columns(const struct list_import *ask, const struct list_header *h,
                            const struct list_summary *summary, struct arena *arena, struct list_preview *out)
{
	int err = 0;
	out->columns = arena_alloc(arena, (h->n_names + 1) * sizeof *out->columns);
	if (!out->columns)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < h->n_names && !err; i++)
		err = describe_column(ask, h, summary, i, arena, &out->columns[i]);
	out->n_columns = h->n_names;
	return err;
}

/* ---- the first rows ---- */

static int keep_row(const struct csv_row *row, size_t number, size_t n_columns, struct arena *arena,
                    struct list_preview *out)
{
	const char **texts, **kept = arena_alloc(arena, (n_columns + 1) * sizeof *kept);
	bool empty;
	int err = kept ? rows_clean_cells(row, arena, &texts, &empty) : QUAD_ENOMEM;
	if (err || empty)
		return err;
	for (size_t i = 0; i < n_columns; i++)
		kept[i] = i < row->n ? texts[i] : "";
	out->numbers[out->n_rows] = number;
	out->rows[out->n_rows++] = kept;
	return 0;
}

static int read_rows(struct rows *reader, size_t skip, size_t n_columns, struct arena *arena, struct list_preview *out)
{
	struct csv_row row;
	out->rows = arena_alloc(arena, LIST_PREVIEW_ROWS * sizeof *out->rows);
	out->numbers = arena_alloc(arena, LIST_PREVIEW_ROWS * sizeof *out->numbers);
	if (!out->rows || !out->numbers)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < skip + LIST_PREVIEW_ROWS; i++) {
		int err = rows_next(reader, &row);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		if (i >= skip && row.fault == CSV_FINE && row.n > 0)
			err = keep_row(&row, i + 1, n_columns, arena, out);
		if (err)
			return err;
	}
	return 0;
}

/* ---- the file ---- */

static int name_sheets(const struct source *from, struct arena *arena, struct list_preview *out)
{
	size_t n = from->book ? xlsx_sheets(from->book) : 0;
	if (!from->book)
		return 0;
	out->sheets = arena_alloc(arena, (n + 1) * sizeof *out->sheets);
	out->sheet = arena_str(arena, xlsx_sheet_name(from->book, from->sheet));
	if (!out->sheets || !out->sheet)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const char *name = arena_str(arena, xlsx_sheet_name(from->book, i));
		if (!name)
			return QUAD_ENOMEM;
		if (!xlsx_sheet_is_hidden(from->book, i))
			out->sheets[out->n_sheets++] = name;
	}
	return 0;
}

/* Reads the header of the source and the rows after it. All is in the summary's arena. */
static int read_source(const struct list_import *ask, const struct source *from, size_t skip,
                       struct list_summary *summary, struct list_preview *out)
{
	struct rows reader = {0};
	struct list_header header = {.names = NULL};
	int err = name_sheets(from, &summary->arena, out);
	if (!err)
		err = head_open_rows(ask, from, &reader, &header, summary);
	/* what is missing is there to be pointed at */
	if (err == QUAD_EINVAL && !summary->fault.problem && summary->n_missing)
		err = 0;
	if (!err)
		err = describe_columns(ask, &header, summary, &summary->arena, out);
	if (!err)
		err = read_rows(&reader, skip, header.n_names, &summary->arena, out);
	if (err == QUAD_EINVAL && !summary->fault.problem && from->book)
		summary->fault = *xlsx_fault(from->book);
	rows_close(&reader);
	return err;
}

static int preview_table(struct store *s, struct list_import *ask, size_t skip, struct list_summary *summary,
                         struct list_preview *out)
{
	struct source from = {.heads_only = true};
	struct buf decoded = {0};
	struct recalled_columns recalled;
	int err = list_recall_columns(s, ask, &summary->arena, &recalled);
	if (!err)
		err = source_open(ask, &from, &decoded, summary);
	if (!err)
		err = read_source(ask, &from, skip, summary, out);
	else if (err == QUAD_EINVAL && !summary->fault.problem && from.book)
		summary->fault = *xlsx_fault(from.book);
	source_close(&from);
	buf_release(&decoded);
	return err;
}

int list_preview(struct store *s, const struct list_import *told, size_t skip, struct list_preview *out)
{
	struct list_import ask = *told;
	struct list_summary summary = {.encoding = ""};
	struct buf whole = {0};
	bool is_ics = list_kind_is_ics(ask.kind), too_large;
	*out = (struct list_preview){.encoding = ""};
	too_large = (ask.file ? ask.file->len : ask.data.len) > LIST_FILE_MAX_BYTES;
	int err = too_large ? head_refuse(&summary, LIST_TOO_LARGE) : 0;
	if (!err && ask.file)
		err = source_fetch(&ask, !is_ics, &whole);
	if (!err && is_ics)
		summary.fault.problem = list_other_format(ask.data);
	else if (!err)
		err = preview_table(s, &ask, skip, &summary, out);
	if (!err && summary.fault.problem)
		err = QUAD_EINVAL;
	out->encoding = arena_str(&summary.arena, summary.encoding);
	if (!out->encoding)
		err = QUAD_ENOMEM;
	out->encoding_guessed = summary.encoding_guessed;
	out->missing = summary.missing;
	out->n_missing = summary.n_missing;
	out->kind = summary.kind;
	out->fault = summary.fault;
	out->arena = summary.arena;
	buf_release(&whole);
	return err;
}

void list_preview_release(struct list_preview *p)
{
	arena_release(&p->arena);
	*p = (struct list_preview){.encoding = ""};
}

/* ---- the kind ---- */

#define GUESS_BYTES ((size_t)64 << 10)
#define GUESS_SHEETS 16

/* True if the first rows say what kind of resource they are: a header `kind` alone may be that of institutions. */
static int find_kind_words(struct rows *reader, const struct list_kind *kind, const struct list_header *h, bool *out)
{
	struct list_preview p = {.encoding = ""};
	struct buf normal = {0};
	bool plain, failed = false;
	size_t cell = HEADER_NO_CELL;
	*out = false;
	for (size_t c = 0; c < kind->n_columns; c++)
		if (kind->columns[c].type == VALUE_KIND)
			cell = h->cell[c];
	int err = cell == HEADER_NO_CELL ? 0 : read_rows(reader, 0, h->n_names, &p.arena, &p);
	for (size_t i = 0; i < p.n_rows && !*out; i++) {
		buf_clear(&normal);
		words_normal(&normal, p.rows[i][cell]);
		*out = words_kind(buf_text(&normal), &plain) != 0;
		failed |= normal.failed;
	}
	buf_release(&normal);
	list_preview_release(&p);
	return failed ? QUAD_ENOMEM : err;
}

/* How well a header fits a kind: the more, the better; 0: not at all. */
static int measure_header(const struct list_import *ask, const struct source *from, size_t *out)
{
	struct list_summary summary = {0};
	struct rows reader = {0};
	struct list_header header = {.names = NULL};
	size_t known = 0, named = 0;
	bool failed = false;
	*out = 0;
	int err = head_open_rows(ask, from, &reader, &header, &summary);
	if (err == QUAD_EINVAL && !summary.fault.problem && summary.n_missing)
		err = 0;
	for (size_t i = 0; i < header.n_names && !err; i++) {
		known += *header.names[i] != '\0';
		named += header_is_name(ask->kind, header.names[i], &failed);
	}
	bool has_kinds = false;
	if (!err)
		err = find_kind_words(&reader, ask->kind, &header, &has_kinds);
	known = known > summary.n_unknown ? known - summary.n_unknown : 0;
	/* a column that is lacking weighs more than one that is understood */
	size_t fits = 2 * known + named + 2 * has_kinds, lacks = 3 * summary.n_missing;
	if (!err && known >= 2)
		*out = fits > lacks ? fits - lacks : 1;
	rows_close(&reader);
	list_summary_release(&summary);
	if (failed)
		return QUAD_ENOMEM;
	return err == QUAD_EINVAL ? 0 : err;
}

/* The best of the sheets of a workbook. */
static int measure_sheets(const struct list_import *ask, struct source *from, size_t *out)
{
	size_t n = xlsx_sheets(from->book);
	*out = 0;
	for (from->sheet = 0; from->sheet < n && from->sheet < GUESS_SHEETS; from->sheet++) {
		size_t fits;
		if (xlsx_sheet_is_hidden(from->book, from->sheet))
			continue;
		int err = measure_header(ask, from, &fits);
		if (err)
			return err;
		if (fits > *out)
			*out = fits;
	}
	return 0;
}

/* Opens the beginning of a text as the kind would, since its encoding is the one in which its header is understood. */
static int measure_text(const struct list_import *ask, size_t *out)
{
	struct list_summary summary = {0};
	struct source from = {.heads_only = true};
	struct buf decoded = {0};
	*out = 0;
	int err = source_open(ask, &from, &decoded, &summary);
	if (!err)
		err = measure_header(ask, &from, out);
	source_close(&from);
	buf_release(&decoded);
	list_summary_release(&summary);
	return err == QUAD_EINVAL ? 0 : err;
}

/* The kind of which measure finds most; a calendar is none of these. */
static int find_kind(struct store *s, const struct list_import *told, struct source *book, const struct list_kind **out)
{
	struct arena arena = {0};
	size_t best = 0;
	int err = 0;
	for (const struct list_kind *const *k = list_kinds(); *k && !err; k++) {
		struct list_import ask = *told;
		struct recalled_columns recalled;
		size_t fits = 0;
		ask.kind = *k;
		if (list_kind_is_ics(*k))
			continue;
		err = list_recall_columns(s, &ask, &arena, &recalled);
		if (!err)
			err = book->book ? measure_sheets(&ask, book, &fits) : measure_text(&ask, &fits);
		if (fits > best) {
			best = fits;
			*out = *k;
		}
	}
	arena_release(&arena);
	return err;
}

/* Reads the beginning of a text up to a line end, or all of a workbook. */
static int fetch_beginning(struct list_import *ask, struct buf *whole, bool *is_text)
{
	size_t len = ask->file ? ask->file->len : ask->data.len;
	size_t beginning = len < GUESS_BYTES ? len : GUESS_BYTES;
	if (ask->file) {
		char *room = buf_room(whole, beginning);
		int err = room ? ask->file->read(ask->file->arg, 0, room, beginning) : QUAD_ENOMEM;
		if (err)
			return err;
		ask->data = (struct bytes){room, beginning};
	}
	*is_text = !xlsx_is_archive(ask->data) && !list_other_format(ask->data);
	if (!*is_text && ask->file) {
		buf_clear(whole);
		return source_fetch(ask, false, whole);
	}
	ask->file = NULL;
	if (!*is_text || len == beginning)
		return 0;
	ask->data.len = beginning;
	while (ask->data.len > 0 && ((const char *)ask->data.p)[ask->data.len - 1] != '\n')
		ask->data.len--;
	if (ask->data.len == 0)
		ask->data.len = beginning;
	return 0;
}

static bool is_calendar(struct bytes data)
{
	static const char begin[] = "BEGIN:VCALENDAR", mark[] = "\xef\xbb\xbf";
	const char *p = data.p;
	size_t len = data.len;
	if (len >= sizeof mark - 1 && memcmp(p, mark, sizeof mark - 1) == 0) {
		p += sizeof mark - 1;
		len -= sizeof mark - 1;
	}
	return len >= sizeof begin - 1 && memcmp(p, begin, sizeof begin - 1) == 0;
}

int list_guess_kind(struct store *s, const struct list_import *told, const struct list_kind **out)
{
	struct list_import ask = *told;
	struct list_summary summary = {0};
	struct source book = {.heads_only = true};
	struct buf whole = {0}, decoded = {0};
	bool is_text = true;
	*out = NULL;
	ask.kind = list_kind_find("resources");
	ask.sheet = NULL;
	if ((ask.file ? ask.file->len : ask.data.len) > LIST_FILE_MAX_BYTES)
		return 0;
	int err = fetch_beginning(&ask, &whole, &is_text);
	if (!err && !is_text)
		err = source_open(&ask, &book, &decoded, &summary);
	if (!err && is_text && is_calendar(ask.data))
		*out = list_kind_find("ics");
	else if (!err)
		err = find_kind(s, &ask, &book, out);
	source_close(&book);
	buf_release(&decoded);
	buf_release(&whole);
	list_summary_release(&summary);
	return err == QUAD_EINVAL ? 0 : err;
}

/* ---- what columns there are ---- */

static void add_columns(const struct list_kind *kind, bool needed, const char **out, size_t *n)
{
	for (size_t c = 0; c < kind->n_columns; c++) {
		const struct list_column *column = &kind->columns[c];
		bool is_needed = column->flags & (COLUMN_NEEDED | COLUMN_CLAIM | COLUMN_KEY);
		if (is_needed == needed && column->type != VALUE_PART && column->type != VALUE_STATE)
			out[(*n)++] = column->name;
	}
}

const char *const *list_kind_columns(const struct list_kind *kind, struct arena *arena)
{
	size_t n = 0;
	const char **out = arena_alloc(arena, (kind->n_columns + 1) * sizeof *out);
	if (!out)
		return NULL;
	add_columns(kind, true, out, &n);
	add_columns(kind, false, out, &n);
	return out;
}
