/*
 * The import engine: a file's rows, one by one, become requests; what is malformed never reaches the store; the
 * others go there in batches of one transaction each, and every row is reported after its fate is decided, in file
 * order. A rehearsal is one batch of all rows, because later rows must see what earlier ones would have done and
 * nothing of that may stay.
 */
#include "store/list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/csv.h"
#include "store/encoding.h"
#include "store/err.h"
#include "store/list_cell.h"
#include "store/list_header.h"
#include "store/list_kind.h"
#include "store/list_request.h"
#include "store/list_trips.h"
#include "store/utf8.h"
#include "store/xlsx.h"

#define BATCH_ROWS 1000
#define BATCH_SERIES 50 /* of up to 5,000 bookings each */
#define BATCH_BYTES ((size_t)16 << 20)
#define FILE_MAX_BYTES ((size_t)256 << 20)
#define HEADER_ROWS 5       /* the header is among the first that are not empty */
#define LOOKED_AT_ROWS 5000 /* and, in a sheet, among the first at all */
#define REPLACEMENT "\xef\xbf\xbd"
#define NO_REQUEST SIZE_MAX

/* A row that waits for its batch. */
struct pending {
	size_t row;
	const char *key;
	size_t request; /* its place in the batch; NO_REQUEST: malformed, for these reasons */
	struct reasons why;
};

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
	struct store *store;
	const struct list_import *ask;
	struct list_summary *summary;
	int (*report)(void *arg, const struct list_row_report *r);
	void *arg;
	struct list_header header;
	struct rows reader;
	size_t row; /* number of the row at hand */
	struct pending *rows;
	struct request *requests;
	size_t n_rows, cap_rows, n_requests, cap_requests, n_bytes;
	struct arena arena; /* of the batch */
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
		const char **names;
		bool empty = row.n == 0 && row.fault == CSV_FINE;
		if (!empty)
			err = clean_cells(&row, &scratch, &names, &empty);
		if (err || empty)
			continue;
		size_t n = header_known(ask->kind, ask->map, ask->n_map, names, row.n);
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
	return find_header(arg, &(struct source){.text = text, .len = len}, &known, &index) == 0 ? known : 0;
}

static int say(struct list_summary *summary, const char **bad, const char *text)
{
	*bad = arena_str(&summary->arena, text);
	return *bad ? QUAD_EINVAL : QUAD_ENOMEM;
}

/* Opens the reader behind the header row, which has been understood; everything of it is in the summary's arena. */
static int open_behind_header(const struct list_import *ask, const struct source *from, struct rows *reader,
                              struct list_header *header, struct list_summary *summary, const char **bad)
{
	struct csv_row row;
	const char **names;
	bool empty;
	size_t known, index;
	int err = find_header(ask, from, &known, &index);
	if (err == QUAD_ENOTFOUND)
		return say(summary, bad, from->book ? "the sheet is empty" : "the file is empty");
	if (!err)
		err = rows_open(reader, from);
	for (size_t i = 0; !err && i <= index; i++)
		err = rows_next(reader, &row);
	if (err)
		return err;
	if (row.fault != CSV_FINE && from->book)
		return say(summary, bad, "the header row is larger than a row may be");
	if (row.fault != CSV_FINE)
		return say(summary, bad, "the header row has a quote that is not closed or stands within a cell");
	err = clean_cells(&row, &summary->arena, &names, &empty);
	if (!err)
		err = header_read(ask, names, row.n, &summary->arena, header, summary, bad);
	return !err && summary->n_missing ? QUAD_EINVAL : err;
}

/* ---- workbooks ---- */

/* The sheet of that name, case and blanks set aside if need be. */
static int find_sheet(const struct list_import *ask, struct source *from, struct list_summary *summary,
                      const char **bad)
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
	*bad = from->sheet < n || names.failed
	               ? NULL
	               : arena_fmt(&summary->arena, "the workbook has no sheet %s; it has: %s", ask->sheet, buf_text(&names));
	buf_release(&names);
	return *bad ? QUAD_EINVAL : QUAD_ENOMEM;
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
			const char *bad = NULL;
			err = open_behind_header(ask, from, &reader, &header, &scratch, &bad);
			whole = err == 0;
			err = err == QUAD_EINVAL && (bad || scratch.n_missing) ? 0 : err;
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

static bool is_number(enum value_type type)
{
	return type == VALUE_NUMBER || type == VALUE_SEATS;
}

/* A merged cell names what all its rows belong to; but a number in it may be their sum, and is not given to each. */
static int begin_merged(struct importer *im)
{
	const struct list_kind *kind = im->ask->kind;
	int err = 0;
	for (size_t c = 0; !err && im->reader.sheet && c < kind->n_columns; c++)
		if (im->header.cell[c] != HEADER_NO_CELL)
			err = xlsx_rows_merged(im->reader.sheet, im->header.cell[c],
			                       is_number(kind->columns[c].type) ? XLSX_MERGED_COUNT : XLSX_MERGED_FILL);
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
		if (is_number(kind->columns[c].type))
			summary->not_filled[summary->n_not_filled++] = kind->columns[c].name;
		else
			summary->filled[summary->n_filled++] = kind->columns[c].name;
	}
	return 0;
}

static int open_workbook(struct importer *im, struct source *from, const char **bad)
{
	int err = xlsx_open(im->ask->data, &from->book, bad);
	if (!err)
		err = im->ask->sheet ? find_sheet(im->ask, from, im->summary, bad)
		                     : choose_sheet(im->ask, from, im->summary);
	if (!err)
		err = xlsx_survey(from->book, from->sheet);
	return err;
}

/* Files that are not what this reads but come with the same name. */
static const char *not_a_list(struct bytes data)
{
	if (data.len >= 4 && memcmp(data.p, "\xd0\xcf\x11\xe0", 4) == 0)
		return "this is an old workbook (XLS) or an encrypted one: save it as XLSX without a password, or as CSV";
	if (data.len >= 5 && (memcmp(data.p, "<html", 5) == 0 || memcmp(data.p, "<HTML", 5) == 0))
		return "this is a web page under a list's name: open it in a spreadsheet program and save it as XLSX or CSV";
	if (data.len > FILE_MAX_BYTES)
		return "the file is larger than 256 MiB: split it";
	return NULL;
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
	if (cell == HEADER_NO_CELL && !im->header.set[c])
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
	struct pending *rows = array_grow(im->rows, &im->cap_rows, im->n_rows, sizeof *rows);
	if (!rows)
		return QUAD_ENOMEM;
	im->rows = rows;
	struct request *requests = array_grow(im->requests, &im->cap_requests, im->n_requests, sizeof *requests);
	if (!requests)
		return QUAD_ENOMEM;
	im->requests = requests;
	struct pending *p = &rows[im->n_rows];
	struct request *rq = &requests[im->n_requests];
	union list_value v;
	*p = (struct pending){.row = im->row, .key = "", .request = NO_REQUEST, .why.arena = &im->arena};
	*rq = (struct request){.op = ask->kind->op,
	                       .flags = ask->kind->flags | (ask->create_missing ? (unsigned)REQUEST_CREATE_MISSING : 0u) |
	                                (ask->skip_conflicts ? (unsigned)REQUEST_SKIP_CONFLICTS : 0u),
	                       .actor = ask->actor,
	                       .now = ask->now};
	list_value_init(ask->kind, &v);
	report_damage(im, row, texts, &p->why);
	int err = 0;
	for (size_t c = 0; !err && c < ask->kind->n_columns; c++) {
		size_t cell = im->header.cell[c];
		if (ask->kind->columns[c].flags & COLUMN_KEY && cell < row->n)
			p->key = texts[cell];
		if (row->fault == CSV_FINE)
			err = read_column(im, c, row, texts, &im->arena, &v, rq, &p->why);
	}
	if (!err && row->fault == CSV_FINE)
		err = list_request(ask->kind, &v, &im->lookup, &im->arena, rq, &p->why);
	if (!err && row->fault == CSV_FINE && ask->kind->form == LIST_TIMETABLE)
		p->key = rq->u.series.ref;
	if (!err && p->why.failed)
		err = QUAD_ENOMEM;
	if (err)
		return err;
	if (p->why.n == 0)
		p->request = im->n_requests++;
	im->n_rows++;
	return 0;
}

/* ---- a batch ---- */

/* What stands in the way of the occurrences that a series was made without. */
static int gather_skipped(const struct result *result, struct reasons *out)
{
	for (size_t i = 0; i < result->n_skipped; i++) {
		const struct reasons *why = &result->skipped[i].reasons;
		for (size_t j = 0; j < why->n; j++)
			*reason_add(out, why->v[j].rule, why->v[j].subject, "%s", why->v[j].what) = why->v[j];
	}
	return out->failed ? QUAD_ENOMEM : 0;
}

static int note_trip(struct importer *im, const struct request *rq)
{
	return rq->op == OP_BOOK ? trips_add(&im->trips, rq->u.booking.claims, rq->u.booking.n_claims)
	                         : trips_add(&im->trips, rq->u.series.claims, rq->u.series.n_claims);
}

/* What a change of the calendar does to the bookings of series. */
static void count_followers(struct list_summary *summary, const struct result *result)
{
	for (size_t i = 0; i < result->n_made; i++) {
		bool gone = result->made[i].state == STATE_CANCELLED;
		summary->n_dropped += gone;
		summary->n_moved += !gone && result->made[i].outcome != OUTCOME_UNCHANGED;
	}
	summary->n_clashing += result->n_skipped;
}

static int tell(struct importer *im, const struct pending *p, const struct result *results)
{
	const struct result *result = p->request == NO_REQUEST ? NULL : &results[p->request];
	enum outcome without = reasons_malformed(&p->why) ? OUTCOME_INVALID : OUTCOME_REFUSED;
	struct reasons skipped = {.arena = &im->arena};
	struct list_row_report r = {.row = p->row,
	                            .key = p->key,
	                            .outcome = result ? result->outcome : without,
	                            .reasons = result ? &result->reasons : &p->why};
	bool stands = r.outcome < OUTCOME_REFUSED;
	int err = 0;
	if (stands && result->n_skipped) {
		err = gather_skipped(result, &skipped);
		r.reasons = &skipped;
	}
	if (stands && !list_kind_claims(im->ask->kind))
		count_followers(im->summary, result);
	im->summary->counts[r.outcome]++;
	im->summary->rows++;
	if (!err && stands && list_kind_claims(im->ask->kind))
		err = note_trip(im, &im->requests[p->request]);
	return !err && im->report ? im->report(im->arg, &r) : err;
}

static int flush(struct importer *im)
{
	struct result *results = arena_alloc(&im->arena, (im->n_requests + 1) * sizeof *results);
	int err = results ? 0 : QUAD_ENOMEM;
	if (!err && im->n_requests > 0)
		err = store_apply(im->store, im->requests, im->n_requests, im->ask->dry_run, results, &im->arena);
	for (size_t i = 0; !err && i < im->n_rows; i++)
		err = tell(im, &im->rows[i], results);
	im->n_rows = im->n_requests = im->n_bytes = 0;
	arena_release(&im->arena);
	return err;
}

static int import_rows(struct importer *im)
{
	struct csv_row row;
	size_t batch = im->ask->kind->op == OP_SERIES ? BATCH_SERIES : BATCH_ROWS;
	int err;
	while ((err = rows_next(&im->reader, &row)) == 0) {
		const char **texts;
		bool empty;
		im->row++;
		if (row.n == 0 && row.fault == CSV_FINE)
			continue;
		err = clean_cells(&row, &im->arena, &texts, &empty);
		if (!err && !empty)
			err = read_row(im, &row, texts);
		for (size_t i = 0; i < row.n; i++)
			im->n_bytes += row.cells[i].len;
		if (!err && (im->n_rows >= batch || im->n_bytes >= BATCH_BYTES) && !im->ask->dry_run)
			err = flush(im);
		if (err)
			return err;
	}
	return err == QUAD_ENOTFOUND ? flush(im) : err;
}

int list_import(struct store *s, const struct list_import *ask,
                int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out,
                const char **bad)
{
	struct importer im = {.store = s, .ask = ask, .summary = out, .report = report, .arg = arg};
	struct buf text = {0};
	struct source from = {0};
	*out = (struct list_summary){.encoding = ""};
	*bad = not_a_list(ask->data);
	int err = *bad ? QUAD_EINVAL : 0;
	if (!err && xlsx_is_archive(ask->data)) {
		err = open_workbook(&im, &from, bad);
	} else if (!err && ask->sheet) {
		err = say(out, bad, "this is no workbook (XLSX) and has no sheets: leave --sheet out");
	} else if (!err) {
		err = encoding_decode(ask->data, ask->encoding, score_header, (void *)ask, &text, &out->encoding,
		                      &out->encoding_guessed);
		if (err == QUAD_EINVAL)
			err = say(out, bad, "there is no such encoding");
		from.text = buf_text(&text);
		from.len = text.len;
	}
	if (!err)
		err = open_behind_header(ask, &from, &im.reader, &im.header, out, bad);
	if (!err)
		err = begin_merged(&im);
	if (!err)
		err = lookup_open(&im.lookup, s, ask->kind, ask->now);
	if (!err && list_kind_claims(ask->kind))
		err = trips_open(&im.trips, &im.lookup.names);
	if (!err)
		err = import_rows(&im);
	if (!err)
		err = tell_merged(&im);
	if (!err && list_kind_claims(ask->kind))
		err = trips_unlisted(&im.trips, s, out);
	trips_close(&im.trips);
	lookup_close(&im.lookup);
	rows_close(&im.reader);
	if (err == QUAD_EINVAL && from.book && !*bad && out->n_missing == 0)
		*bad = xlsx_bad(from.book);
	xlsx_close(from.book);
	free(im.rows);
	free(im.requests);
	arena_release(&im.arena);
	buf_release(&text);
	return err;
}

void list_summary_release(struct list_summary *s)
{
	arena_release(&s->arena);
	*s = (struct list_summary){0};
}
