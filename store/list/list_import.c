/*
 * The import engine: a file's rows, one by one, become requests; what is malformed never reaches the store; the
 * others go there in batches (list_batch.h).
 */
#include "store/list/list_import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/list/list_remember.h"
#include "store/base/err.h"
#include "store/list/ics.h"
#include "store/list/list_absent.h"
#include "store/list/list_batch.h"
#include "store/list/list_cell.h"
#include "store/list/list_department.h"
#include "store/list/list_head.h"
#include "store/list/list_join.h"
#include "store/list/list_later.h"
#include "store/list/list_loose.h"
#include "store/list/list_mangled.h"
#include "store/list/list_column.h"
#include "store/list/list_request.h"
#include "store/list/list_seen.h"
#include "store/list/list_source.h"
#include "store/list/list_state.h"
#include "store/list/list_trips.h"
#include "store/format/list_words.h"
#include "store/base/utf8.h"

#define BATCH_ROWS 5000
#define BATCH_SERIES 50 /* of up to 5,000 bookings each */
#define ROW_COST_BYTES 600 /* of a row that waits, beside its texts */
#define CELL_COST_BYTES 24
#define LOOSE_TOLD_MAX 20
#define REPLACEMENT "\xef\xbf\xbd"

struct importer {
	const struct list_import *ask;
	struct list_summary *summary;
	struct list_header header;
	struct source *from;
	struct rows reader;
	struct list_pair headings[LIST_COLUMNS_MAX];
	size_t row; /* number of the row at hand */
	struct list_batch batch;
	struct list_join join;
	struct list_seen seen; /* the codes of all rows so far */
	struct list_absent absent;
	struct list_later later;
	struct list_departments departments;
	size_t n_merged[LIST_COLUMNS_MAX]; /* cells that merged ones span, by column */
	size_t nothing[LIST_COLUMNS_MAX];  /* cells of each column that say nothing */
	struct lookup lookup;
	struct trips trips;
};

/* ---- merged cells ---- */

/*
 * Says what merged cells mean in each column: a text in one belongs to all its rows; a number in it may be their sum,
 * and is not given to each.
 */
static int begin_merged(struct importer *im)
{
	const struct list_kind *kind = im->ask->kind;
	if (!im->reader.sheet)
		return 0;
	for (size_t c = 0; c < kind->n_columns; c++) {
		enum xlsx_merged merged = list_is_number(kind->columns[c].type) ? XLSX_MERGED_COUNT : XLSX_MERGED_FILL;
		if (im->header.cell[c] == HEADER_NO_CELL)
			continue;
		int err = xlsx_rows_merged(im->reader.sheet, im->header.cell[c], merged);
		if (err)
			return err;
	}
	return 0;
}

/* Counts the merged cells of a sheet that was read. */
static void count_merged(struct importer *im)
{
	const struct list_kind *kind = im->ask->kind;
	if (!im->reader.sheet)
		return;
	for (size_t c = 0; c < kind->n_columns; c++)
		if (im->header.cell[c] != HEADER_NO_CELL)
			im->n_merged[c] += xlsx_rows_n_merged(im->reader.sheet, im->header.cell[c]);
}

static int tell_merged(struct importer *im)
{
	const struct list_kind *kind = im->ask->kind;
	struct list_summary *summary = im->summary;
	summary->filled = arena_alloc(&summary->arena, kind->n_columns * sizeof *summary->filled);
	summary->not_filled = arena_alloc(&summary->arena, kind->n_columns * sizeof *summary->not_filled);
	if (!summary->filled || !summary->not_filled)
		return QUAD_ENOMEM;
	for (size_t c = 0; c < kind->n_columns; c++) {
		if (!im->n_merged[c])
			continue;
		if (list_is_number(kind->columns[c].type))
			summary->not_filled[summary->n_not_filled++] = kind->columns[c].name;
		else
			summary->filled[summary->n_filled++] = kind->columns[c].name;
	}
	return 0;
}

/* ---- a row ---- */

/* What a person would call cell i: our column, else their header, else its place. */
static const char *cell_name(const struct importer *im, size_t i, char *place, size_t size)
{
	const struct list_kind *kind = im->ask->kind;
	for (size_t c = 0; c < kind->n_columns; c++)
		if (im->header.cell[c] == i)
			return kind->columns[c].name;
	if (i < im->header.n_names && *im->header.names[i])
		return im->header.names[i];
	snprintf(place, size, "cell %zu", i + 1);
	return place;
}

static void report_damage(const struct importer *im, const struct csv_row *row, const char *const *texts,
                          struct reasons *why)
{
	static const enum reason_detail faults[] = {
		[CSV_FINE] = REASON_VALUE,
		[CSV_STRAY_QUOTE] = REASON_QUOTE,
		[CSV_OPEN_QUOTE] = REASON_OPEN_QUOTE,
		[CSV_TOO_LARGE] = REASON_LARGE_CELL,
	};
	char place[32];
	if (row->fault != CSV_FINE) {
		reason_add(why, faults[row->fault], cell_name(im, row->n, place, sizeof place));
		return;
	}
	for (size_t i = im->header.n_names; i < row->n; i++)
		if (*texts[i]) {
			cell_refuse(why, REASON_NO_HEADING, cell_name(im, i, place, sizeof place), texts[i]);
			return;
		}
}

/* Returns what is wrong with the bytes of a cell: true, with a reason, if it cannot be read. */
static bool is_damaged_cell(const struct list_column *column, struct bytes cell, const char *text, struct reasons *why)
{
	if (memchr(cell.p, '\0', cell.len)) {
		reason_add(why, REASON_NUL, column->name);
		return true;
	}
	if (strstr(text, REPLACEMENT)) {
		cell_refuse(why, REASON_ENCODING, column->name, text);
		return true;
	}
	/* nothing that is stored may be as long: so a list in a cell is never split in vain */
	if (strlen(text) > TEXT_MAX_BYTES) {
		reason_add_number(why, REASON_TOO_LONG, column->name, (int64_t)strlen(text));
		return true;
	}
	return false;
}

/* Notes a number that was read from a loose one, and gives it the form of a number, in arena. */
static int tell_loose(struct importer *im, const char **text, uint32_t number, struct arena *arena)
{
	struct list_summary *summary = im->summary;
	const char *loose = *text;
	*text = arena_fmt(arena, "%" PRIu32, number);
	if (!*text)
		return QUAD_ENOMEM;
	if (summary->n_loose >= LOOSE_TOLD_MAX)
		return 0;
	if (!summary->loose)
		summary->loose = arena_alloc(&summary->arena, LOOSE_TOLD_MAX * sizeof *summary->loose);
	const char *told = arena_fmt(&summary->arena, "%s = %s", loose, *text);
	if (!summary->loose || !told)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < summary->n_loose; i++)
		if (strcmp(summary->loose[i], told) == 0)
			return 0;
	summary->loose[summary->n_loose++] = told;
	return 0;
}

/* Brings a cell that says nothing, or a loose number, into the form that cells are read in. */
static int read_loose_cell(struct importer *im, size_t c, const char **text, struct arena *arena)
{
	const struct list_column *column = &im->ask->kind->columns[c];
	bool failed = false;
	uint32_t number;
	if (loose_says_nothing(column, *text, &failed)) {
		im->nothing[c]++;
		*text = "";
	} else if (loose_number(column, *text, &number, &failed)) {
		return tell_loose(im, text, number, arena);
	}
	return failed ? QUAD_ENOMEM : 0;
}

/* True for a cell that cannot be read, with a reason. One cell that stands for code and name is complained of once. */
static bool is_lost_cell(const struct importer *im, const struct list_column *column, const struct csv_row *row,
                         size_t cell, const char *text, struct reasons *why)
{
	enum csv_mark mark = row->marks ? (enum csv_mark)row->marks[cell] : CSV_PLAIN;
	bool again = im->header.code_is_name && column->flags & COLUMN_NAME;
	if (is_damaged_cell(column, row->cells[cell], text, why))
		return true;
	return mangled_cell(im->ask->kind, column, text, mark, again ? NULL : why);
}

/* The text of a column that is made of several cells; NULL on out of memory, or with *lost if it cannot be made. */
static const char *compose_text(const struct importer *im, size_t c, const struct csv_row *row,
                                const char *const *texts, struct arena *arena, bool *lost, struct reasons *why)
{
	const struct list_kind *kind = im->ask->kind;
	const struct list_header *header = &im->header;
	const char *missing = NULL, *text;
	if (!header->n_key || !(kind->columns[c].flags & COLUMN_KEY))
		return header_compose(header, kind, c, texts, row->n, arena);
	text = header_make_key(header, kind, texts, row->n, arena, &missing);
	*lost = missing != NULL;
	if (missing)
		reason_add(why, REASON_MISSING, missing);
	return text;
}

/* The text of column c in the row. *lost: it cannot be read, and a reason says why. QUAD_ENOMEM. */
static int find_text(const struct importer *im, size_t c, const struct csv_row *row, const char *const *texts,
                     struct arena *arena, const char **out, bool *lost, struct reasons *why)
{
	const struct list_column *column = &im->ask->kind->columns[c];
	size_t cell = im->header.cell[c];
	*out = "";
	*lost = false;
	if (cell < row->n) {
		*out = texts[cell];
		*lost = is_lost_cell(im, column, row, cell, *out, why);
	}
	if (!*lost && im->header.composed[c])
		*out = compose_text(im, c, row, texts, arena, lost, why);
	return *out ? 0 : QUAD_ENOMEM;
}

/*
 * A department that is no institution of the store says nothing, unless it shall be made one: the row has a note of it.
 */
static int leave_department(struct importer *im, size_t c, const char **text)
{
	const struct list_header *header = &im->header;
	const char *column = im->ask->kind->columns[c].name;
	struct list_row *p = &im->batch.rows[im->batch.n_rows - 1];
	bool strange;
	if (!header->departments || im->ask->create_missing || strcmp(column, "institution") != 0 || !**text)
		return 0;
	int err = department_is_strange(&im->departments, im->batch.store, header->names[header->cell[c]], *text,
	                                &im->summary->arena, &strange);
	if (err || !strange)
		return err;
	reason_add_text(&p->notes, REASON_DEPARTMENT, column, "%.200s", *text);
	*text = "";
	return p->notes.failed ? QUAD_ENOMEM : 0;
}

/* Reads what is said loosely, and takes what was set where a cell then says nothing. */
static int complete_text(struct importer *im, size_t c, const char **text, struct arena *arena)
{
	int err = **text ? read_loose_cell(im, c, text, arena) : 0;
	if (!err)
		err = leave_department(im, c, text);
	if (!err && !**text && im->header.set[c])
		*text = im->header.set[c];
	return err;
}

/*
 * True for a cell of which nothing is kept, so that what is stored stays: one that says nothing, and an empty one for
 * seats, which may not become "no limit".
 */
static bool is_not_given(const struct list_column *column, bool says_nothing)
{
	return !(column->flags & COLUMN_NEEDED) && (says_nothing || column->type == VALUE_SEATS);
}

/* The kind that a type word was told to be, now or in an earlier import; 0 for none. */
static enum resource_kind told_kind(const struct list_import *ask, const char *text, bool *failed)
{
	for (size_t i = 0; i < ask->n_map_kind + ask->n_remembered_kinds; i++) {
		const struct list_pair *pair =
			i < ask->n_map_kind ? &ask->map_kind[i] : &ask->remembered_kinds[i - ask->n_map_kind];
		enum resource_kind kind;
		if (!words_same(pair->theirs, text, failed))
			continue;
		/* a word that is to be forgotten has no kind */
		return kind_parse(pair->ours, &kind) == 0 ? kind : 0;
	}
	return 0;
}

/* True for a bare yes or no; 停用 and 在用 mean the same under any header. */
static bool is_bare_answer(const char *text, bool *failed)
{
	static const char *const words[] = {"是", "否", "yes", "no", "y", "n", "true", "false", "1", "0", "√", "×"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words_same(text, words[i], failed))
			return true;
	return false;
}

/* Reads yes or no under 是否停用, which says the contrary of `active`. False for another text. */
static bool read_denied(const struct importer *im, const struct list_column *column, const char *text,
                        union list_value *v, bool *failed)
{
	bool is_active = column->type == VALUE_BOOL && strcmp(column->name, "active") == 0;
	if (!im->header.denied || !is_active || !is_bare_answer(text, failed))
		return false;
	int flag = cell_flag(text, failed);
	if (flag >= 0)
		v->resource.active = !flag;
	return flag >= 0;
}

/* Reads a cell of a row. A type word is what it was told to be; under `is_lab` the cell says whether it is that. */
static int read_cell(const struct importer *im, const struct list_column *column, const char *text, struct arena *arena,
                     union list_value *v, struct reasons *why)
{
	bool failed = false;
	if (read_denied(im, column, text, v, &failed) || failed)
		return failed ? QUAD_ENOMEM : 0;
	if (column->type != VALUE_KIND || !*text)
		return cell_read(column, text, arena, v, why);
	enum resource_kind kind = told_kind(im->ask, text, &failed);
	if (failed)
		return QUAD_ENOMEM;
	if (kind)
		return cell_told_kind(text, kind, arena, &v->resource);
	if (im->header.kind_if && cell_flag(text, &failed) >= 0) {
		v->resource.kind = cell_flag(text, &failed) ? im->header.kind_if : KIND_ROOM;
		return failed ? QUAD_ENOMEM : 0;
	}
	return cell_read(column, text, arena, v, why);
}

/* Reads column c of the row into v and marks it as given. */
static int read_column(struct importer *im, size_t c, const struct csv_row *row, const char *const *texts,
                       struct arena *arena, union list_value *v, struct request *rq, struct reasons *why)
{
	const struct list_column *column = &im->ask->kind->columns[c];
	const struct list_header *header = &im->header;
	const char *text;
	bool lost;
	if (header->cell[c] == HEADER_NO_CELL && !header->set[c] && !header->composed[c])
		return 0;
	int err = find_text(im, c, row, texts, arena, &text, &lost, why);
	if (err || lost)
		return err;
	bool empty = !*text;
	err = complete_text(im, c, &text, arena);
	if (err)
		return err;
	if (!*text && is_not_given(column, !empty))
		return 0;
	rq->given |= GIVEN(column->field);
	if (*text || !(column->flags & COLUMN_NEEDED))
		return read_cell(im, column, text, arena, v, why);
	/* One cell that stands for code and name is missed once. */
	if (!(header->code_is_name && column->flags & COLUMN_NAME))
		cell_refuse(why, REASON_VALUE, column->name, text);
	return 0;
}

/* The text of a cell with a code, "" for one that says nothing. */
static const char *key_text(const char *text, bool *failed)
{
	return loose_is_placeholder(text, failed) ? "" : text;
}

/* The key of a row as its own cell says it; a composed one is read from v afterwards. */
static void find_key(const struct importer *im, const struct csv_row *row, const char *const *texts,
                     const union list_value *v, struct list_row *out)
{
	const struct list_kind *kind = im->ask->kind;
	for (size_t c = 0; c < kind->n_columns; c++) {
		if (!(kind->columns[c].flags & COLUMN_KEY))
			continue;
		size_t cell = im->header.cell[c];
		if (cell < row->n && (*texts[cell] || kind->op != OP_SERIES))
			out->key = key_text(texts[cell], &out->why.failed);
		if (im->header.composed[c])
			out->key = *(const char *const *)((const char *)v + kind->columns[c].offset);
	}
}

/* The column that a repeat is about: that of the code, else the first one. */
static const char *key_column(const struct list_kind *kind)
{
	for (size_t c = 0; c < kind->n_columns; c++)
		if (kind->columns[c].flags & COLUMN_KEY)
			return kind->columns[c].name;
	return kind->columns[0].name;
}

/* True for a row whose code a spreadsheet program changed: nobody knows which it was. */
static bool has_lost_key(const struct list_kind *kind, const struct list_row *p)
{
	for (size_t i = 0; i < p->why.n; i++)
		if (p->why.v[i].rule == RULE_MANGLED && strcmp(p->why.v[i].subject, key_column(kind)) == 0)
			return true;
	return false;
}

/* Refuses a row whose code an earlier one had, and notes the code of any other. */
static int check_repeat(struct importer *im, const struct request *rq, struct list_row *p)
{
	const struct list_kind *kind = im->ask->kind;
	const char *key = p->key;
	if (!*key && !p->why.n)
		key = seen_identity(rq, &im->batch.arena);
	else if (rq->flags & REQUEST_ONE_PHASE && rq->u.series.from != FROM_THE_START)
		key = arena_fmt(&im->batch.arena, "%s\n%" PRId64, key, rq->u.series.from);
	if (!key)
		return QUAD_ENOMEM;
	if (!*key || has_lost_key(kind, p))
		return 0;
	struct seen_row first;
	if (!seen_find(&im->seen, key, &first))
		return seen_add(&im->seen, key, im->row, im->batch.sheet ? im->batch.sheet : "");
	struct reason *r = reason_add_text(&p->why, REASON_REPEAT_OF, key_column(kind), "%s", first.sheet);
	r->number = (int64_t)first.row;
	return 0;
}

/* Finds out whether the state of a row keeps it out; what stands in the store then is said. */
static int check_state(struct importer *im, const struct csv_row *row, const char *const *texts, struct list_row *p)
{
	const struct list_kind *kind = im->ask->kind;
	state_read(&im->header, kind, texts, row->n, &p->why);
	if (!list_kind_claims(kind))
		return 0;
	return state_check_standing(im->batch.store, p->key, &im->batch.arena, &p->why);
}

/* Adds the requests for the second and later lessons of a row: all of them are done or none. */
static int add_lessons(struct importer *im, const struct series_asks *asks)
{
	struct list_batch *batch = &im->batch;
	for (size_t i = 1; i < asks->n; i++) {
		struct request *rq = list_batch_request(batch, OP_SERIES, im->ask->kind->flags);
		if (!rq)
			return QUAD_ENOMEM;
		rq->given = rq[-1].given;
		rq->flags |= rq[-1].flags & REQUEST_ONE_PHASE;
		rq->u.series = asks->v[i];
		rq[-1].flags |= REQUEST_AND_NEXT;
	}
	return 0;
}

/* Reads the cells of a row without damage into the request p->first. */
static int read_cells(struct importer *im, const struct csv_row *row, const char *const *texts, union list_value *v,
                      struct request *rq, struct list_row *p)
{
	const struct list_kind *kind = im->ask->kind;
	struct arena *arena = &im->batch.arena;
	for (size_t c = 0; c < kind->n_columns; c++) {
		int err = read_column(im, c, row, texts, arena, v, rq, &p->why);
		if (err)
			return err;
	}
	struct series_asks asks;
	int err = list_request(kind, v, &im->lookup, arena, rq, &asks, &p->why);
	if (!err && kind->op == OP_SERIES)
		p->key = rq->u.series.ref;
	return err ? err : add_lessons(im, &asks);
}

/* Notes what a row of resources tells of the whole list. */
static int note_resource(struct importer *im, const union list_value *v, const struct request *rq,
                         const struct list_row *p)
{
	const struct list_kind *kind = im->ask->kind;
	struct resource r = v->resource;
	size_t seats = 0;
	while (seats < kind->n_columns && kind->columns[seats].type != VALUE_SEATS)
		seats++;
	bool listed = im->header.cell[seats] != HEADER_NO_CELL || im->header.composed[seats];
	r.code = has_lost_key(kind, p) ? "" : p->key;
	return absent_note(&im->absent, &r, listed && !(rq->given & GIVEN(RES_SEATS)));
}

/* Reads the key and the state of a row, and if it is to be booked its cells. */
static int read_state_and_cells(struct importer *im, const struct csv_row *row, const char *const *texts,
                                union list_value *v, struct request *rq, struct list_row *p)
{
	bool has_key = im->ask->kind->form != LIST_TIMETABLE, whole = row->fault == CSV_FINE;
	size_t n_damages = p->why.n;
	int err = 0;
	if (has_key)
		find_key(im, row, texts, v, p);
	if (whole)
		err = check_state(im, row, texts, p);
	if (!err && whole && p->why.n == n_damages)
		err = read_cells(im, row, texts, v, rq, p);
	if (has_key)
		find_key(im, row, texts, v, p);
	return err;
}

/* Turns a row into a pending request, or into the reasons why it is none. */
static int read_row(struct importer *im, const struct csv_row *row, const char *const *texts)
{
	const struct list_kind *kind = im->ask->kind;
	union list_value v;
	struct list_row *p = list_batch_row(&im->batch, im->row);
	struct request *rq = p ? list_batch_request(&im->batch, kind->op, kind->flags) : NULL;
	if (!rq)
		return QUAD_ENOMEM;
	list_value_init(kind, &v);
	if (kind->op == OP_RESOURCE)
		v.resource.kind = im->header.kind;
	report_damage(im, row, texts, &p->why);
	int err = read_state_and_cells(im, row, texts, &v, rq, p);
	if (!err)
		err = check_repeat(im, rq, p);
	if (!err && kind->op == OP_RESOURCE)
		err = note_resource(im, &v, rq, p);
	if (!err && p->why.failed)
		err = QUAD_ENOMEM;
	if (p->why.n)
		list_batch_drop(&im->batch);
	return err;
}

/* Reads the equipment of a row into v. */
static int read_equipment(struct importer *im, const struct csv_row *row, const char *const *texts, union list_value *v,
                          struct reasons *why)
{
	const struct list_kind *kind = im->ask->kind;
	struct request ignored = {0};
	list_value_init(kind, v);
	for (size_t c = 0; c < kind->n_columns; c++) {
		if (kind->columns[c].type != VALUE_EQUIPMENT)
			continue;
		int err = read_column(im, c, row, texts, &im->batch.arena, v, &ignored, why);
		if (err)
			return err;
	}
	return why->failed ? QUAD_ENOMEM : 0;
}

/* A row with more equipment of the resource that the batch's row im->join.row is about: gives that request it too. */
static int read_more(struct importer *im, const struct csv_row *row, const char *const *texts)
{
	union list_value v;
	struct list_row *p = list_batch_row(&im->batch, im->row);
	if (!p)
		return QUAD_ENOMEM;
	p->key = im->batch.rows[im->join.row].key;
	int err = read_equipment(im, row, texts, &v, &p->why);
	if (err || p->why.n)
		return err;
	p->joined = true;
	p->joined_to = im->join.row;
	im->summary->n_joined += *v.resource.equipment != '\0';
	const struct list_row *first = &im->batch.rows[im->join.row];
	if (!first->n_requests)
		return 0;
	const char **list = &im->batch.requests[first->first].u.resource.equipment;
	/* a list that is too long already is refused as it is */
	if (strlen(*list) > TEXT_MAX_BYTES)
		return 0;
	*list = cell_join(*list, v.resource.equipment, &im->batch.arena);
	return *list ? 0 : QUAD_ENOMEM;
}

/*
 * Lists whose rows may be joined settle only here, when a resource has no more rows, so that its rows are one request.
 * The row at hand has been read; its texts are lost with a batch that is carried out, and are then made again.
 */
static int settle_resource(struct importer *im, const struct csv_row *row, const char ***texts)
{
	size_t waiting = im->batch.n_bytes;
	bool empty;
	join_forget(&im->join);
	int err = list_batch_settle(&im->batch);
	if (err || !waiting || im->batch.n_bytes)
		return err;
	return rows_clean_cells(row, &im->batch.arena, texts, &empty);
}

/* Finds out whether a row is a sum or a remark, and counts it if so. */
static int find_aside(struct importer *im, const struct csv_row *row, const char *const *texts, bool *aside)
{
	bool failed = false;
	*aside = row->fault == CSV_FINE && words_aside(texts, row->n, &failed);
	if (*aside && im->summary->n_aside++ == 0)
		im->summary->first_aside = im->row;
	return failed ? QUAD_ENOMEM : 0;
}

/* Counts the memory of a row that waits. */
static void count_bytes(struct importer *im, const struct csv_row *row)
{
	im->batch.n_bytes += ROW_COST_BYTES;
	for (size_t i = 0; i < row->n; i++)
		im->batch.n_bytes += row->cells[i].len + CELL_COST_BYTES;
}

/* A row about something new, which may wait for its whole or have more rows. */
static int read_new(struct importer *im, const struct csv_row *row, const char *const *texts)
{
	int err = read_row(im, row, texts);
	if (err)
		return err;
	if (!im->join.may)
		return later_hold(&im->later, &im->batch, &im->seen);
	join_first(&im->join, texts, row->n, im->batch.n_rows - 1);
	return 0;
}

/* Takes in a row that has cells: as a request, as more of the one before, or as none of the list's. */
static int take_row(struct importer *im, const struct csv_row *row)
{
	const char **texts;
	bool empty, aside = false;
	int err;
	bool more = join_continues(&im->join, row, &err);
	if (!err)
		err = rows_clean_cells(row, &im->batch.arena, &texts, &empty);
	if (!err && !empty)
		err = find_aside(im, row, texts, &aside);
	if (err)
		return err;
	if (im->join.may && !more) {
		bool passes = aside && join_passes(&im->join);
		if (!passes)
			err = settle_resource(im, row, &texts);
	}
	if (err || empty || aside)
		return err;
	if (more)
		return read_more(im, row, texts);
	return read_new(im, row, texts);
}

/* ---- what is no longer in the list ---- */

static int ask_withdrawal(struct importer *im, const char *code)
{
	struct list_row *p = list_batch_row(&im->batch, 0);
	struct request *rq = p ? list_batch_request(&im->batch, OP_RESOURCE, 0) : NULL;
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.resource = (struct resource){.code = code, .active = false};
	rq->given = GIVEN(RES_CODE) | GIVEN(RES_ACTIVE);
	p->key = code;
	return 0;
}

/* `CODE NAME`, in the summary's arena; NULL without memory. */
static const char *name_resource(struct importer *im, const struct resource *r)
{
	bool same = strcmp(r->code, r->name) == 0;
	return arena_fmt(&im->summary->arena, "%s%s%s", r->code, same ? "" : " ", same ? "" : r->name);
}

/* Names what the list no longer has, and asks for its withdrawal if that was told. */
static int find_absent(struct importer *im, struct resource_list *found)
{
	struct list_summary *summary = im->summary;
	struct store *s = im->batch.store;
	int err = absent_find(&im->absent, s, &im->header, im->ask->kind, &im->seen, found);
	if (err)
		return err;
	summary->n_lost = im->absent.n_lost;
	summary->absent = arena_alloc(&summary->arena, (found->n + 1) * sizeof *summary->absent);
	if (!summary->absent)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < found->n; i++) {
		const struct resource *r = &found->v[i];
		const char *text = name_resource(im, r);
		if (!text)
			return QUAD_ENOMEM;
		summary->absent[summary->n_absent++] = text;
		bool withdraw = im->ask->withdraw_missing && im->absent.n_lost == 0;
		err = withdraw ? ask_withdrawal(im, r->code) : 0;
		if (err)
			return err;
	}
	return 0;
}

/* Names the resources whose seats stay although their cell is empty. */
static int find_kept_seats(struct importer *im)
{
	struct list_summary *summary = im->summary;
	struct resource_list found;
	int err = absent_find_seats(&im->absent, im->batch.store, &found);
	summary->seats_kept = arena_alloc(&summary->arena, (found.n + 1) * sizeof *summary->seats_kept);
	if (!err && !summary->seats_kept)
		err = QUAD_ENOMEM;
	if (err)
		found.n = 0;
	for (size_t i = 0; i < found.n; i++) {
		const char *text = arena_fmt(&summary->arena, "%s (%" PRIu32 ")", found.v[i].code, found.v[i].seats);
		if (!text) {
			err = QUAD_ENOMEM;
			break;
		}
		summary->seats_kept[summary->n_seats_kept++] = text;
	}
	arena_release(&found.arena);
	return err;
}

/* Names the resources of the list that are withdrawn and stay so. */
static int find_withdrawn(struct importer *im)
{
	const struct list_kind *kind = im->ask->kind;
	struct list_summary *summary = im->summary;
	struct resource_list found;
	size_t active = 0;
	while (kind->columns[active].field != RES_ACTIVE)
		active++;
	if (im->header.cell[active] != HEADER_NO_CELL || im->header.set[active] || im->header.composed[active])
		return 0;
	int err = absent_find_withdrawn(im->batch.store, &im->seen, &found);
	summary->withdrawn = arena_alloc(&summary->arena, (found.n + 1) * sizeof *summary->withdrawn);
	if (!err && !summary->withdrawn)
		err = QUAD_ENOMEM;
	for (size_t i = 0; i < found.n && !err; i++) {
		const char *text = name_resource(im, &found.v[i]);
		if (text)
			summary->withdrawn[summary->n_still_withdrawn++] = text;
		else
			err = QUAD_ENOMEM;
	}
	arena_release(&found.arena);
	return err;
}

/* The end of the file: what waits is carried out, with the withdrawals. */
static int end_rows(struct importer *im)
{
	struct resource_list absent = {0};
	int err = later_ask(&im->later, &im->batch);
	if (!err && im->ask->kind->op == OP_RESOURCE) {
		err = find_kept_seats(im);
		if (!err)
			err = find_withdrawn(im);
		if (!err)
			err = find_absent(im, &absent);
	}
	if (!err)
		err = list_batch_flush(&im->batch);
	arena_release(&absent.arena);
	return err;
}

static void note_progress(struct importer *im)
{
	size_t len, at = csv_reader_at(&im->reader.csv, &len);
	im->batch.progress = (struct list_progress){im->row, at, len};
}

/* Takes in the rows of one text or sheet. */
static int import_rows(struct importer *im)
{
	struct csv_row row;
	join_init(&im->join, im->ask->kind, &im->header);
	for (;;) {
		int err = rows_next(&im->reader, &row);
		if (err == QUAD_ENOTFOUND)
			break;
		if (err)
			return err;
		im->row++;
		if (row.n == 0 && row.fault == CSV_FINE)
			continue;
		err = take_row(im, &row);
		count_bytes(im, &row);
		note_progress(im);
		if (!err && !im->join.may)
			err = list_batch_settle(&im->batch);
		if (err)
			return err;
	}
	join_forget(&im->join);
	count_merged(im);
	return 0;
}

/* Opens the rows of the next sheet, whose header may have the columns in another order. */
static int open_next_sheet(struct importer *im)
{
	struct list_summary *summary = im->summary;
	int err = source_next_sheet(im->from);
	if (err)
		return err;
	rows_close(&im->reader);
	summary->n_unknown = summary->n_missing = summary->n_remembered = 0;
	im->row = 0;
	im->batch.sheet = source_sheet_name(im->from);
	err = head_open_rows(im->ask, im->from, &im->reader, &im->header, summary);
	return err ? err : begin_merged(im);
}

static int import_sheets(struct importer *im)
{
	int err = import_rows(im);
	while (!err) {
		err = open_next_sheet(im);
		if (err == QUAD_ENOTFOUND)
			return end_rows(im);
		if (!err)
			err = import_rows(im);
	}
	return err;
}

/* Our columns with the file's header for each, as reports have them. */
static size_t name_headings(const struct importer *im, struct list_pair *out)
{
	const struct list_kind *kind = im->ask->kind;
	size_t n = 0;
	for (size_t c = 0; c < kind->n_columns; c++)
		if (im->header.cell[c] < im->header.n_names)
			out[n++] = (struct list_pair){kind->columns[c].name, im->header.names[im->header.cell[c]]};
	return n;
}

/* What was mapped is worth remembering where it brought rows in. */
static bool is_to_remember(const struct list_import *ask, const struct list_summary *s)
{
	return (ask->n_map || ask->n_map_kind) && !ask->dry_run && !s->interrupted &&
	       s->counts[OUTCOME_ADDED] + s->counts[OUTCOME_UPDATED] + s->counts[OUTCOME_UNCHANGED] > 0;
}

/* Opens all that an import of rows needs. */
static int open_import(struct importer *im, struct store *s, struct source *from, struct buf *decoded)
{
	const struct list_import *ask = im->ask;
	int err = source_open(ask, from, decoded, im->summary);
	if (!err)
		err = head_open_rows(ask, from, &im->reader, &im->header, im->summary);
	if (!err)
		err = begin_merged(im);
	if (!err)
		err = lookup_open(&im->lookup, s, ask->kind, ask->now);
	if (!err && list_kind_claims(ask->kind))
		err = trips_open(&im->trips, &im->lookup.names);
	return err;
}

static void open_batch(struct importer *im, struct store *s,
                       int (*report)(void *arg, const struct list_row_report *r), void *arg)
{
	const struct list_kind *kind = im->ask->kind;
	im->batch = (struct list_batch){.store = s,
	                                .ask = im->ask,
	                                .summary = im->summary,
	                                .report = report,
	                                .arg = arg,
	                                .sheet = source_sheet_name(im->from),
	                                .headings = im->headings,
	                                .n_headings = name_headings(im, im->headings),
	                                .max_requests = kind->op == OP_SERIES ? BATCH_SERIES : BATCH_ROWS};
	if (list_kind_claims(kind)) {
		im->batch.trips = &im->trips;
		im->batch.teller.names = &im->lookup.names;
	}
}

/* Names the columns with cells that say nothing. */
static int tell_nothing(struct importer *im)
{
	const struct list_kind *kind = im->ask->kind;
	struct list_summary *summary = im->summary;
	summary->nothing = arena_alloc(&summary->arena, (kind->n_columns + 1) * sizeof *summary->nothing);
	if (!summary->nothing)
		return QUAD_ENOMEM;
	for (size_t c = 0; c < kind->n_columns; c++) {
		if (!im->nothing[c])
			continue;
		const char *text = arena_fmt(&summary->arena, "%s (%zu)", kind->columns[c].name, im->nothing[c]);
		if (!text)
			return QUAD_ENOMEM;
		summary->nothing[summary->n_nothing++] = text;
	}
	return 0;
}

/* Names the column whose departments are no institutions. */
static int tell_departments(struct importer *im)
{
	const struct list_departments *d = &im->departments;
	if (!d->n_cells)
		return 0;
	im->summary->departments = arena_fmt(&im->summary->arena, "%s (%zu)", d->header, d->n_cells);
	return im->summary->departments ? 0 : QUAD_ENOMEM;
}

/* Imports the rows, and completes the summary. */
static int run_import(struct importer *im, struct store *s)
{
	int err = import_sheets(im);
	if (im->summary->interrupted)
		err = 0;
	if (!err)
		err = tell_merged(im);
	if (!err)
		err = tell_nothing(im);
	if (!err)
		err = tell_departments(im);
	if (!err && list_kind_claims(im->ask->kind))
		err = trips_unlisted(&im->trips, s, im->summary);
	return err;
}

/* Imports rows of a table. */
static int import_table(struct store *s, const struct list_import *told,
                        int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out)
{
	struct list_import ask = *told;
	struct source from = {0};
	struct importer im = {.ask = &ask, .summary = out, .from = &from};
	struct buf decoded = {0};
	struct recalled_columns recalled = {0};
	int err = list_recall_columns(s, &ask, &out->arena, &recalled);
	if (!err)
		err = open_import(&im, s, &from, &decoded);
	if (!err) {
		open_batch(&im, s, report, arg);
		err = run_import(&im, s);
	}
	if (!err && is_to_remember(told, out))
		err = list_remember_columns(s, told, &recalled, out);
	trips_close(&im.trips);
	seen_release(&im.seen);
	absent_release(&im.absent);
	later_release(&im.later);
	departments_release(&im.departments);
	lookup_close(&im.lookup);
	rows_close(&im.reader);
	if (err == QUAD_EINVAL && from.book && !out->fault.problem && out->n_missing == 0)
		out->fault = *xlsx_fault(from.book);
	source_close(&from);
	list_batch_release(&im.batch);
	buf_release(&decoded);
	return err;
}

/* Imports what was fetched. */
static int import_fetched(struct store *s, const struct list_import *ask,
                          int (*report)(void *arg, const struct list_row_report *r), void *arg,
                          struct list_summary *out)
{
	if (!list_kind_is_ics(ask->kind))
		return import_table(s, ask, report, arg, out);
	out->fault.problem = list_other_format(ask->data);
	return out->fault.problem ? QUAD_EINVAL : ics_import(s, ask, report, arg, out);
}

int list_import(struct store *s, const struct list_import *ask,
                int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out,
                const char **bad)
{
	struct list_import own = *ask;
	struct buf word = {0}, whole = {0};
	int err = 0;
	*out = (struct list_summary){.encoding = ""};
	*bad = NULL;
	if ((own.file ? own.file->len : own.data.len) > LIST_FILE_MAX_BYTES) {
		out->fault.problem = LIST_TOO_LARGE;
		err = QUAD_EINVAL;
	}
	if (!err && own.file)
		err = source_fetch(&own, !list_kind_is_ics(own.kind), &whole);
	if (!err)
		err = import_fetched(s, &own, report, arg, out);
	buf_release(&whole);
	if (err != QUAD_EINVAL || !out->fault.problem)
		return err;
	list_fault_format(&out->fault, &word);
	*bad = word.failed ? NULL : arena_str(&out->arena, buf_text(&word));
	buf_release(&word);
	return *bad ? QUAD_EINVAL : QUAD_ENOMEM;
}

void list_summary_release(struct list_summary *s)
{
	arena_release(&s->arena);
	*s = (struct list_summary){0};
}
