/*
 * The import engine: a file's rows, one by one, become requests; what is malformed never reaches the store; the
 * others go there in batches of one transaction each, and every row is reported after its fate is decided, in file
 * order. A rehearsal is one batch of all rows, because later rows must see what earlier ones would have done and
 * nothing of that may stay.
 */
#include "store/list.h"

#include <stdlib.h>
#include <string.h>

#include "store/csv.h"
#include "store/encoding.h"
#include "store/err.h"
#include "store/list_cell.h"
#include "store/list_header.h"
#include "store/list_kind.h"
#include "store/list_request.h"
#include "store/list_trips.h"
#include "store/utf8.h"

#define BATCH_ROWS 1000
#define BATCH_SERIES 50 /* of up to 5,000 bookings each */
#define FILE_MAX_BYTES ((size_t)256 << 20)
#define HEADER_ROWS 5 /* the header is among the first that are not empty */
#define REPLACEMENT "\xef\xbf\xbd"
#define NO_REQUEST SIZE_MAX

/* A row that waits for its batch. */
struct pending {
	size_t row;
	const char *key;
	size_t request; /* its place in the batch; NO_REQUEST: malformed, for these reasons */
	struct reasons why;
};

struct importer {
	struct store *store;
	const struct list_import *ask;
	struct list_summary *summary;
	int (*report)(void *arg, const struct list_row_report *r);
	void *arg;
	struct list_header header;
	struct csv_reader reader;
	size_t row; /* number of the row at hand */
	struct pending *rows;
	struct request *requests;
	size_t n_rows, cap_rows, n_requests, cap_requests;
	struct arena arena; /* of the batch */
	struct lookup lookup;
	struct trips trips;
};

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
static int find_header(const struct list_import *ask, const char *text, size_t len, size_t *known, size_t *index)
{
	struct csv_reader reader;
	struct csv_row row;
	struct arena scratch = {0};
	size_t seen = 0, at = 0;
	*known = *index = 0;
	int err = csv_reader_open(&reader, text, len, csv_delimiter(text, len));
	for (; !err && seen < HEADER_ROWS && *known < 2 && (err = csv_reader_next(&reader, &row)) == 0; at++) {
		const char **names;
		bool empty;
		err = clean_cells(&row, &scratch, &names, &empty);
		if (err || empty)
			continue;
		size_t n = header_known(ask->kind, ask->map, ask->n_map, names, row.n);
		if (seen++ == 0 || n >= 2) {
			*known = n;
			*index = at;
		}
	}
	csv_reader_close(&reader);
	arena_release(&scratch);
	return err == QUAD_ENOTFOUND ? (seen ? 0 : QUAD_ENOTFOUND) : err;
}

/* encoding_score: how much of the header is understood. */
static size_t score_header(void *arg, const char *text, size_t len)
{
	size_t known = 0, index;
	return find_header(arg, text, len, &known, &index) == 0 ? known : 0;
}

static int say(struct list_summary *summary, const char **bad, const char *text)
{
	*bad = arena_str(&summary->arena, text);
	return *bad ? QUAD_EINVAL : QUAD_ENOMEM;
}

/* Opens the reader behind the header row, which has been understood. */
static int start(struct importer *im, const struct buf *text, const char **bad)
{
	struct csv_row row;
	const char **names;
	bool empty;
	size_t known, index;
	struct list_summary *summary = im->summary;
	int err = find_header(im->ask, buf_text(text), text->len, &known, &index);
	if (err == QUAD_ENOTFOUND)
		return say(summary, bad, "the file is empty");
	if (!err)
		err = csv_reader_open(&im->reader, buf_text(text), text->len, csv_delimiter(buf_text(text), text->len));
	for (size_t i = 0; !err && i <= index; i++)
		err = csv_reader_next(&im->reader, &row);
	if (err)
		return err;
	if (row.fault != CSV_FINE)
		return say(summary, bad, "the header row has a quote that is not closed or stands within a cell");
	err = clean_cells(&row, &summary->arena, &names, &empty);
	if (!err)
		err = header_read(im->ask, names, row.n, &summary->arena, &im->header, summary, bad);
	return !err && summary->n_missing ? QUAD_EINVAL : err;
}

/* Files that are not what this reads but come with the same name. */
static const char *not_a_list(struct bytes data)
{
	if (data.len >= 4 && memcmp(data.p, "PK\x03\x04", 4) == 0)
		return "this is a workbook (XLSX) or an archive: save the sheet as CSV";
	if (data.len >= 4 && memcmp(data.p, "\xd0\xcf\x11\xe0", 4) == 0)
		return "this is an old or encrypted workbook (XLS): save the sheet as CSV";
	if (data.len >= 5 && (memcmp(data.p, "<html", 5) == 0 || memcmp(data.p, "<HTML", 5) == 0))
		return "this is a web page under a list's name: save the sheet as CSV";
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
	im->n_rows = im->n_requests = 0;
	arena_release(&im->arena);
	return err;
}

static int import_rows(struct importer *im)
{
	struct csv_row row;
	size_t batch = im->ask->kind->op == OP_SERIES ? BATCH_SERIES : BATCH_ROWS;
	int err;
	while ((err = csv_reader_next(&im->reader, &row)) == 0) {
		const char **texts;
		bool empty;
		im->row++;
		err = clean_cells(&row, &im->arena, &texts, &empty);
		if (!err && !empty)
			err = read_row(im, &row, texts);
		if (!err && im->n_rows >= batch && !im->ask->dry_run)
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
	*out = (struct list_summary){.encoding = ""};
	*bad = not_a_list(ask->data);
	int err = *bad ? QUAD_EINVAL : 0;
	if (!err) {
		err = encoding_decode(ask->data, ask->encoding, score_header, (void *)ask, &text, &out->encoding,
		                      &out->encoding_guessed);
		if (err == QUAD_EINVAL)
			err = say(out, bad, "there is no such encoding");
	}
	if (!err)
		err = start(&im, &text, bad);
	if (!err)
		err = lookup_open(&im.lookup, s, ask->kind, ask->now);
	if (!err && list_kind_claims(ask->kind))
		err = trips_open(&im.trips, &im.lookup.names);
	if (!err)
		err = import_rows(&im);
	if (!err && list_kind_claims(ask->kind))
		err = trips_unlisted(&im.trips, s, out);
	trips_close(&im.trips);
	lookup_close(&im.lookup);
	csv_reader_close(&im.reader);
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
