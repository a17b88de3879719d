/*
 * The import engine: a file's rows, one by one, become requests; what is malformed never reaches the store; the
 * others go there in batches (list_batch.h).
 */
#include "store/list/list_import.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/list/list_remember.h"
#include "store/format/csv.h"
#include "store/format/encoding.h"
#include "store/base/err.h"
#include "store/list/ics.h"
#include "store/list/list_batch.h"
#include "store/list/list_cell.h"
#include "store/list/list_header.h"
#include "store/list/list_join.h"
#include "store/list/list_column.h"
#include "store/list/list_request.h"
#include "store/list/list_trips.h"
#include "store/format/list_words.h"
#include "store/base/utf8.h"
#include "store/format/xlsx.h"

#define BATCH_ROWS 5000
#define BATCH_SERIES 50 /* of up to 5,000 bookings each */
#define ROW_COST_BYTES 600 /* of a row that waits, beside its texts */
#define CELL_COST_BYTES 24
#define HEADER_ROWS 5       /* the header is among the first that are not empty */
#define LOOKED_AT_ROWS 5000 /* and, in a sheet, among the first at all */
#define REPLACEMENT "\xef\xbf\xbd"

/* Where rows come from: a text, or a sheet of a workbook. */
struct source {
	const char *text;
	size_t len, sheet;
	struct xlsx *book; /* NULL: the text */
};

struct rows {
	struct csv_reader csv;
	struct xlsx_rows *sheet; /* NULL: csv */
};

struct importer {
	const struct list_import *ask;
	struct list_summary *summary;
	struct list_header header;
	struct rows reader;
	struct list_pair headings[LIST_COLUMNS_MAX];
	size_t row; /* number of the row at hand */
	struct list_batch batch;
	struct list_join join;
	struct lookup lookup;
	struct trips trips;
};

/* ---- rows of either kind of file ---- */

static int rows_open(struct rows *r, const struct source *from)
{
	*r = (struct rows){0};
	if (from->book)
		return xlsx_rows_open(from->book, from->sheet, &r->sheet);
	return csv_reader_open(&r->csv, from->text, from->len, csv_delimiter(from->text, from->len));
}

static int rows_next(struct rows *r, struct csv_row *out)
{
	return r->sheet ? xlsx_rows_next(r->sheet, out) : csv_reader_next(&r->csv, out);
}

static void rows_close(struct rows *r)
{
	xlsx_rows_close(r->sheet);
	csv_reader_close(&r->csv);
	*r = (struct rows){0};
}

/* ---- the header ---- */

static int clean_cells(const struct csv_row *row, struct arena *arena, const char ***out, bool *empty)
{
	const char **texts = arena_alloc(arena, (row->n + 1) * sizeof *texts);
	*empty = row->fault == CSV_FINE;
	*out = texts;
	if (!texts)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < row->n; i++) {
		texts[i] = utf8_clean(arena, row->cells[i].p, row->cells[i].len);
		if (!texts[i])
			return QUAD_ENOMEM;
		texts[i] = csv_unmark(texts[i]);
		*empty &= !*texts[i];
	}
	return 0;
}

/*
 * Looks through the first rows for the one that is a header, since many lists have a title above it: the first with two
 * known columns, else the first that is not empty. *known: of its cells; *index: among all rows, empty ones counted.
 */
static int find_header(const struct list_import *ask, const struct source *from, size_t *known, size_t *index)
{
	struct rows reader;
	struct csv_row row;
	struct arena scratch = {0};
	size_t seen = 0, at = 0;
	*known = *index = 0;
	int err = rows_open(&reader, from);
	for (; !err && seen < HEADER_ROWS && *known < 2 && !(from->book && at >= LOOKED_AT_ROWS) &&
	       (err = rows_next(&reader, &row)) == 0;
	     at++) {
		const char **names = NULL;
		bool empty = row.n == 0 && row.fault == CSV_FINE;
		if (!empty)
			err = clean_cells(&row, &scratch, &names, &empty);
		if (err || empty)
			continue;
		size_t n;
		err = header_known(ask, names, row.n, &n);
		if (err)
			break;
		if (seen++ == 0 || n >= 2) {
			*known = n;
			*index = at;
		}
	}
	rows_close(&reader);
	arena_release(&scratch);
	return !err || err == QUAD_ENOTFOUND ? (seen ? 0 : QUAD_ENOTFOUND) : err;
}

/* encoding_score: how much of the header is understood. */
static size_t score_header(void *arg, const char *text, size_t len)
{
	size_t known = 0, index;
	int err = find_header(arg, &(struct source){.text = text, .len = len}, &known, &index);
	return err == QUAD_ENOMEM ? ENCODING_NO_SCORE : err ? 0 : known;
}

static int say(struct list_summary *summary, enum list_problem problem)
{
	summary->fault.problem = problem;
	return QUAD_EINVAL;
}

/* Opens the reader behind the header row, which has been understood; everything of it is in the summary's arena. */
static int open_behind_header(const struct list_import *ask, const struct source *from, struct rows *reader,
                              struct list_header *header, struct list_summary *summary)
{
	struct csv_row row;
	const char **names;
	bool empty;
	size_t known, index;
	int err = find_header(ask, from, &known, &index);
	if (err == QUAD_ENOTFOUND)
		return say(summary, from->book ? LIST_EMPTY_SHEET : LIST_EMPTY);
	if (!err)
		err = rows_open(reader, from);
	for (size_t i = 0; !err && i <= index; i++)
		err = rows_next(reader, &row);
	if (err)
		return err;
	if (row.fault == CSV_TOO_LARGE)
		return say(summary, LIST_HEADER_LARGE);
	if (row.fault != CSV_FINE)
		return say(summary, LIST_HEADER_QUOTE);
	err = clean_cells(&row, &summary->arena, &names, &empty);
	if (!err)
		err = header_read(ask, names, row.n, &summary->arena, header, summary);
	return !err && summary->n_missing ? QUAD_EINVAL : err;
}

/* ---- workbooks ---- */

/* The sheet of that name, case and blanks set aside if need be. */
static int find_sheet(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	struct buf names = {0};
	size_t n = xlsx_sheets(from->book);
	for (from->sheet = 0; from->sheet < n; from->sheet++)
		if (strcmp(xlsx_sheet_name(from->book, from->sheet), ask->sheet) == 0)
			return 0;
	for (from->sheet = 0; from->sheet < n; from->sheet++) {
		const char *name = xlsx_sheet_name(from->book, from->sheet);
		char *plain = utf8_clean(&summary->arena, name, strlen(name));
		if (!plain)
			break;
		if (strcasecmp(plain, ask->sheet) == 0)
			return 0;
		buf_fmt(&names, "%s%s", from->sheet ? ", " : "", plain);
	}
	char *others = from->sheet < n || names.failed ? NULL : arena_str(&summary->arena, buf_text(&names));
	buf_release(&names);
	summary->fault = (struct list_fault){LIST_NO_SHEET, 0, ask->sheet, others};
	return others ? QUAD_EINVAL : QUAD_ENOMEM;
}

/* The first sheet that is shown and whose header lacks nothing; else the one of which most is understood. */
static int choose_sheet(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	size_t best = 0, best_known = 0, n_shown = 0;
	bool found = false, whole = false;
	int err = 0;
	for (from->sheet = 0; !err && from->sheet < xlsx_sheets(from->book); from->sheet++) {
		size_t known, index;
		if (xlsx_sheet_is_hidden(from->book, from->sheet))
			continue;
		n_shown++;
		if (whole || (err = find_header(ask, from, &known, &index)) != 0) {
			err = err == QUAD_ENOTFOUND ? 0 : err;
			continue;
		}
		if (known >= 2) {
			struct list_summary scratch = {0};
			struct rows reader = {0};
			struct list_header header;
			err = open_behind_header(ask, from, &reader, &header, &scratch);
			whole = err == 0;
			err = err == QUAD_EINVAL && (scratch.fault.problem || scratch.n_missing) ? 0 : err;
			rows_close(&reader);
			list_summary_release(&scratch);
		}
		if (!found || whole || known > best_known) {
			best = from->sheet;
			best_known = known;
			found = true;
		}
	}
	from->sheet = best;
	if (!err && n_shown > 1) {
		summary->sheet = arena_str(&summary->arena, xlsx_sheet_name(from->book, best));
		err = summary->sheet ? 0 : QUAD_ENOMEM;
	}
	return err;
}

/* A merged cell names what all its rows belong to; but a number in it may be their sum, and is not given to each. */
static int begin_merged(struct importer *im)
{
	const struct list_kind *kind = im->ask->kind;
	int err = 0;
	for (size_t c = 0; !err && im->reader.sheet && c < kind->n_columns; c++)
		if (im->header.cell[c] != HEADER_NO_CELL)
			err = xlsx_rows_merged(im->reader.sheet, im->header.cell[c],
			                       list_is_number(kind->columns[c].type) ? XLSX_MERGED_COUNT : XLSX_MERGED_FILL);
	return err;
}

static int tell_merged(struct importer *im)
{
	const struct list_kind *kind = im->ask->kind;
	struct list_summary *summary = im->summary;
	if (!im->reader.sheet)
		return 0;
	summary->filled = arena_alloc(&summary->arena, kind->n_columns * sizeof *summary->filled);
	summary->not_filled = arena_alloc(&summary->arena, kind->n_columns * sizeof *summary->not_filled);
	if (!summary->filled || !summary->not_filled)
		return QUAD_ENOMEM;
	for (size_t c = 0; c < kind->n_columns; c++) {
		size_t cell = im->header.cell[c];
		if (cell == HEADER_NO_CELL || xlsx_rows_n_merged(im->reader.sheet, cell) == 0)
			continue;
		if (list_is_number(kind->columns[c].type))
			summary->not_filled[summary->n_not_filled++] = kind->columns[c].name;
		else
			summary->filled[summary->n_filled++] = kind->columns[c].name;
	}
	return 0;
}

static int open_workbook(struct importer *im, struct source *from)
{
	int err = xlsx_open(im->ask->data, &from->book, &im->summary->fault);
	if (!err)
		err = im->ask->sheet ? find_sheet(im->ask, from, im->summary)
		                     : choose_sheet(im->ask, from, im->summary);
	if (!err)
		err = xlsx_survey(from->book, from->sheet);
	return err;
}

/* ---- texts ---- */

/* UTF-8 is read where it lies, so that a large file is in memory once. False if it is not, or told to be otherwise. */
static bool is_plain(const struct list_import *ask, struct source *from)
{
	const char *p = ask->data.p;
	size_t mark = ask->data.len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	if (ask->encoding && strcasecmp(ask->encoding, "UTF-8") != 0 && strcasecmp(ask->encoding, "UTF8") != 0)
		return false;
	from->text = p + mark;
	from->len = ask->data.len - mark;
	return utf8_valid(from->text, from->len);
}

static bool has_many_lines(const struct source *from)
{
	size_t lf = 0, cr = 0;
	for (size_t i = 0; i < from->len; i++) {
		lf += from->text[i] == '\n';
		cr += from->text[i] == '\r';
	}
	return lf > LIST_LINES_MAX || cr > LIST_LINES_MAX;
}

/* Finds the rows of a text; where it is not UTF-8, decoded is what they are in. */
static int open_text(const struct list_import *ask, struct source *from, struct buf *decoded,
                     struct list_summary *summary)
{
	int err = 0;
	if (ask->sheet)
		return say(summary, LIST_NO_SHEETS);
	if (is_plain(ask, from)) {
		summary->encoding = "UTF-8";
	} else {
		err = encoding_decode(ask->data, ask->encoding, score_header, (void *)ask, decoded, &summary->encoding,
		                      &summary->encoding_guessed);
		from->text = buf_text(decoded);
		from->len = decoded->len;
	}
	if (err == QUAD_EINVAL)
		summary->fault.subject = ask->encoding;
	if (err == QUAD_EINVAL)
		return say(summary, LIST_ENCODING);
	if (err == QUAD_EFULL)
		return say(summary, LIST_TOO_LARGE_TEXT);
	if (!err && has_many_lines(from))
		return say(summary, LIST_TOO_MANY_LINES);
	return err;
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
	static const char *const faults[] = {"", "a quote within the cell", "a quote that is not closed",
	                                     "larger than a cell or a row may be"};
	char place[32];
	if (row->fault != CSV_FINE) {
		reason_add(why, RULE_VALUE, cell_name(im, row->n, place, sizeof place), "%s", faults[row->fault]);
		return;
	}
	for (size_t i = im->header.n_names; i < row->n; i++)
		if (*texts[i]) {
			cell_malformed(why, cell_name(im, i, place, sizeof place), texts[i]);
			return;
		}
}

/* Reads column c of the row into v and marks it as given. */
static int read_column(const struct importer *im, size_t c, const struct csv_row *row, const char *const *texts,
                       struct arena *arena, union list_value *v, struct request *rq, struct reasons *why)
{
	const struct list_column *column = &im->ask->kind->columns[c];
	size_t cell = im->header.cell[c];
	const char *text = "";
	if (cell == HEADER_NO_CELL && !im->header.set[c] && !im->header.composed[c])
		return 0;
	if (cell != HEADER_NO_CELL && cell < row->n) {
		text = texts[cell];
		if (memchr(row->cells[cell].p, '\0', row->cells[cell].len)) {
			reason_add(why, RULE_VALUE, column->name, "a NUL byte");
			return 0;
		}
		if (strstr(text, REPLACEMENT)) {
			cell_malformed(why, column->name, text);
			return 0;
		}
		/* nothing that is stored may be as long: so a list in a cell is never split in vain */
		if (strlen(text) > TEXT_MAX_BYTES) {
			reason_add(why, RULE_VALUE, column->name, "%zu bytes", strlen(text));
			return 0;
		}
	}
	if (im->header.composed[c]) {
		text = header_compose(&im->header, im->ask->kind, c, texts, row->n, arena);
		if (!text)
			return QUAD_ENOMEM;
	}
	if (!*text && im->header.set[c])
		text = im->header.set[c];
	rq->given |= GIVEN(column->field);
	if (!*text && column->flags & COLUMN_NEEDED) {
		/* One cell that stands for code and name is missed once. */
		if (!(im->header.code_is_name && column->flags & COLUMN_NAME))
			cell_malformed(why, column->name, text);
		return 0;
	}
	return cell_read(column, text, arena, v, why);
}

/* Turns a row into a pending request, or into the reasons why it is none. */
static int read_row(struct importer *im, const struct csv_row *row, const char *const *texts)
{
	const struct list_import *ask = im->ask;
	struct arena *arena = &im->batch.arena;
	union list_value v;
	struct list_row *p = list_batch_row(&im->batch, im->row);
	struct request *rq = p ? list_batch_request(&im->batch, ask->kind->op, ask->kind->flags) : NULL;
	if (!rq)
		return QUAD_ENOMEM;
	list_value_init(ask->kind, &v);
	if (ask->kind->op == OP_RESOURCE)
		v.resource.kind = im->header.kind;
	report_damage(im, row, texts, &p->why);
	int err = 0;
	for (size_t c = 0; !err && c < ask->kind->n_columns; c++) {
		size_t cell = im->header.cell[c];
		if (ask->kind->columns[c].flags & COLUMN_KEY && cell < row->n)
			p->key = texts[cell];
		if (row->fault == CSV_FINE)
			err = read_column(im, c, row, texts, arena, &v, rq, &p->why);
		if (ask->kind->columns[c].flags & COLUMN_KEY && im->header.composed[c])
			p->key = *(const char **)((char *)&v + ask->kind->columns[c].offset);
	}
	if (!err && row->fault == CSV_FINE)
		err = list_request(ask->kind, &v, &im->lookup, arena, rq, &p->why);
	if (!err && row->fault == CSV_FINE && ask->kind->form == LIST_TIMETABLE)
		p->key = rq->u.series.ref;
	if (!err && p->why.failed)
		err = QUAD_ENOMEM;
	if (p->why.n)
		list_batch_drop(&im->batch);
	return err;
}

/* A row with more equipment of the resource that the batch's row im->join.row is about: gives that request it too. */
static int read_more(struct importer *im, const struct csv_row *row, const char *const *texts)
{
	const struct list_kind *kind = im->ask->kind;
	struct request ignored = {0};
	union list_value v;
	struct list_row *p = list_batch_row(&im->batch, im->row);
	if (!p)
		return QUAD_ENOMEM;
	int err = 0;
	list_value_init(kind, &v);
	p->key = im->batch.rows[im->join.row].key;
	for (size_t c = 0; !err && c < kind->n_columns; c++)
		if (kind->columns[c].type == VALUE_EQUIPMENT)
			err = read_column(im, c, row, texts, &im->batch.arena, &v, &ignored, &p->why);
	if (!err && p->why.failed)
		err = QUAD_ENOMEM;
	if (err || p->why.n)
		return err;
	p->joined = true;
	p->joined_to = im->join.row;
	const struct list_row *first = &im->batch.rows[im->join.row];
	const char **list = first->n_requests ? &im->batch.requests[first->first].u.resource.equipment : NULL;
	im->summary->n_joined += *v.resource.equipment != '\0';
	/* what is too long already is refused as it is */
	if (list && strlen(*list) <= TEXT_MAX_BYTES) {
		*list = cell_join(*list, v.resource.equipment, &im->batch.arena);
		err = *list ? 0 : QUAD_ENOMEM;
	}
	return err;
}

/*
 * What settles behind each row in other lists waits until a resource has no more rows, so that these are one request.
 * The row at hand is read already; its texts go with a batch, and are then made again.
 */
static int settle_resource(struct importer *im, const struct csv_row *row, const char ***texts)
{
	size_t waiting = im->batch.n_bytes;
	bool empty;
	join_forget(&im->join);
	int err = list_batch_settle(&im->batch);
	return !err && waiting && im->batch.n_bytes == 0 ? clean_cells(row, &im->batch.arena, texts, &empty) : err;
}

static int import_rows(struct importer *im)
{
	struct csv_row row;
	int err;
	join_init(&im->join, im->ask->kind, &im->header);
	while ((err = rows_next(&im->reader, &row)) == 0) {
		const char **texts;
		bool empty = true;
		im->row++;
		if (row.n == 0 && row.fault == CSV_FINE)
			continue;
		bool more = join_continues(&im->join, &row, &err);
		if (!err)
			err = clean_cells(&row, &im->batch.arena, &texts, &empty);
		bool failed = false;
		bool aside = !err && !empty && row.fault == CSV_FINE && words_aside(texts, row.n, &failed);
		if (failed)
			err = QUAD_ENOMEM;
		if (aside && im->summary->n_aside++ == 0)
			im->summary->first_aside = im->row;
		if (!err && im->join.may && !more && !(aside && join_passes(&im->join)))
			err = settle_resource(im, &row, &texts);
		if (!err && !empty && !aside && more) {
			err = read_more(im, &row, texts);
		} else if (!err && !empty && !aside) {
			err = read_row(im, &row, texts);
			if (im->join.may)
				join_first(&im->join, texts, row.n, im->batch.n_rows - 1);
		}
		im->batch.n_bytes += ROW_COST_BYTES;
		for (size_t i = 0; i < row.n; i++)
			im->batch.n_bytes += row.cells[i].len + CELL_COST_BYTES;
		im->batch.progress = (struct list_progress){im->row, im->reader.csv.at, im->reader.csv.len};
		if (!err && !im->join.may)
			err = list_batch_settle(&im->batch);
		if (err)
			return err;
	}
	return err == QUAD_ENOTFOUND ? list_batch_flush(&im->batch) : err;
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
	return ask->n_map && !ask->dry_run && !s->interrupted &&
	       s->counts[OUTCOME_ADDED] + s->counts[OUTCOME_UPDATED] + s->counts[OUTCOME_UNCHANGED] > 0;
}

/* Rows of a table. */
static int import_table(struct store *s, const struct list_import *told,
                        int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out)
{
	struct list_import with = *told, *ask = &with;
	struct importer im = {.ask = ask, .summary = out};
	struct buf text = {0};
	struct source from = {0};
	struct list_pair *remembered = NULL;
	const char *institution = "";
	int err = list_recall_columns(s, told, &out->arena, &remembered, &with.n_remembered, &institution);
	with.remembered = remembered;
	if (!err)
		err = xlsx_is_archive(ask->data) ? open_workbook(&im, &from) : open_text(ask, &from, &text, out);
	if (!err)
		err = open_behind_header(ask, &from, &im.reader, &im.header, out);
	if (!err)
		err = begin_merged(&im);
	if (!err)
		err = lookup_open(&im.lookup, s, ask->kind, ask->now);
	if (!err && list_kind_claims(ask->kind))
		err = trips_open(&im.trips, &im.lookup.names);
	im.batch = (struct list_batch){.store = s,
	                               .ask = ask,
	                               .summary = out,
	                               .report = report,
	                               .arg = arg,
	                               .trips = list_kind_claims(ask->kind) ? &im.trips : NULL,
	                               .teller.names = list_kind_claims(ask->kind) ? &im.lookup.names : NULL,
	                               .headings = im.headings,
	                               .n_headings = err ? 0 : name_headings(&im, im.headings),
	                               .max_requests = ask->kind->op == OP_SERIES ? BATCH_SERIES : BATCH_ROWS};
	if (!err)
		err = import_rows(&im);
	if (out->interrupted)
		err = 0;
	if (!err)
		err = tell_merged(&im);
	if (!err && list_kind_claims(ask->kind))
		err = trips_unlisted(&im.trips, s, out);
	if (!err && is_to_remember(told, out))
		err = list_remember_columns(s, told, with.remembered, with.n_remembered, institution);
	trips_close(&im.trips);
	lookup_close(&im.lookup);
	rows_close(&im.reader);
	if (err == QUAD_EINVAL && from.book && !out->fault.problem && out->n_missing == 0)
		out->fault = *xlsx_fault(from.book);
	xlsx_close(from.book);
	list_batch_release(&im.batch);
	buf_release(&text);
	return err;
}

int list_import(struct store *s, const struct list_import *ask,
                int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out,
                const char **bad)
{
	struct buf word = {0};
	*out = (struct list_summary){.encoding = ""};
	*bad = NULL;
	out->fault.problem = list_other_format(ask->data);
	if (!out->fault.problem && ask->data.len > LIST_FILE_MAX_BYTES)
		out->fault.problem = LIST_TOO_LARGE;
	int err = out->fault.problem              ? QUAD_EINVAL
	          : list_kind_is_ics(ask->kind) ? ics_import(s, ask, report, arg, out)
	                                        : import_table(s, ask, report, arg, out);
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
