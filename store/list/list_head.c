/*
 * The header is the first row of which two cells are known, among the first that are not empty. The row above it may be
 * the first line of the same header, or a title; the row below it the second line, or the first of the list.
 */
#include "store/list/list_head.h"

#include "store/base/err.h"
#include "store/list/list_fold.h"

#define HEADER_ROWS 5       /* the header is among the first that are not empty */
#define LOOKED_AT_ROWS 5000 /* and, in a sheet, among the first at all */

int head_refuse(struct list_summary *summary, enum list_problem problem)
{
	summary->fault.problem = problem;
	return QUAD_EINVAL;
}

/* A row that may be a line of the header. */
struct line {
	struct head_line text;
	size_t at, known; /* at: its place among all rows */
	enum csv_fault fault;
	bool empty;
};

static int read_line(const struct list_import *ask, struct rows *reader, size_t at, struct arena *arena,
                     struct line *out)
{
	struct csv_row row;
	const char **texts = NULL;
	*out = (struct line){.at = at, .empty = true};
	int err = rows_next(reader, &row);
	if (err)
		return err;
	out->fault = row.fault;
	out->empty = row.n == 0 && row.fault == CSV_FINE;
	if (out->empty)
		return 0;
	err = rows_clean_cells(&row, arena, &texts, &out->empty);
	out->text = (struct head_line){texts, row.n};
	if (!err && !out->empty)
		err = header_known(ask, texts, row.n, &out->known);
	return err;
}

/* The lines about the header: it, the one above it, and the one below it. */
struct lines {
	struct line above, header, below;
	bool found; /* the header */
};

/* Reads up to the header, and the line after it. QUAD_ENOTFOUND at the end of the file. */
static int read_lines(const struct list_import *ask, const struct source *from, struct rows *reader,
                      struct arena *arena, struct lines *out)
{
	size_t seen = 0;
	struct line before = {.empty = true};
	for (size_t at = 0; seen < HEADER_ROWS && out->header.known < 2; at++) {
		struct line line;
		if (from->book && at >= LOOKED_AT_ROWS)
			return 0;
		int err = read_line(ask, reader, at, arena, &line);
		if (err)
			return err;
		if (!line.empty && (!out->found || line.known >= 2)) {
			out->above = before;
			out->header = line;
			out->found = true;
		}
		before = line;
		seen += !line.empty;
	}
	if (out->header.known < 2)
		return 0;
	return read_line(ask, reader, out->header.at + 1, arena, &out->below);
}

/* Joins the header with a line beside it, if both are one; *known and *last are then those of both. */
static int fold(const struct list_import *ask, const struct line *upper, const struct line *lower, struct arena *arena,
                struct head *out)
{
	struct head_line folded;
	size_t known;
	bool are_one;
	if (upper->empty || lower->empty || upper->fault != CSV_FINE || lower->fault != CSV_FINE)
		return 0;
	int err = fold_lines(ask, &upper->text, &lower->text, out->known, arena, &folded, &known, &are_one);
	if (err || !are_one)
		return err;
	*out = (struct head){folded.texts, folded.n, known, lower->at, CSV_FINE};
	return 0;
}

int head_find(const struct list_import *ask, const struct source *from, struct arena *arena, struct head *out)
{
	struct lines v = {.above.empty = true, .below.empty = true};
	struct rows reader;
	*out = (struct head){0};
	int err = rows_open(&reader, from);
	if (err)
		return err;
	err = read_lines(ask, from, &reader, arena, &v);
	rows_close(&reader);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!v.found)
		return QUAD_ENOTFOUND;
	*out = (struct head){v.header.text.texts, v.header.text.n, v.header.known, v.header.at, v.header.fault};
	if (v.header.known < 2)
		return 0;
	err = fold(ask, &v.above, &v.header, arena, out);
	if (!err && out->last == v.header.at)
		err = fold(ask, &v.header, &v.below, arena, out);
	return err;
}

static int skip_header(struct rows *reader, size_t last)
{
	struct csv_row row;
	for (size_t i = 0; i <= last; i++) {
		int err = rows_next(reader, &row);
		if (err)
			return err;
	}
	return 0;
}

/* Reads the first rows behind the header that have cells, in arena. */
static int read_sample(const struct source *from, size_t last, struct arena *arena, struct list_sample *out)
{
	struct rows reader;
	struct csv_row row;
	out->n = 0;
	int err = rows_open(&reader, from);
	if (!err)
		err = skip_header(&reader, last);
	for (size_t i = 0; i < SAMPLE_ROWS && !err; i++) {
		const char **texts;
		bool empty;
		err = rows_next(&reader, &row);
		if (err || row.fault != CSV_FINE)
			continue;
		err = rows_clean_cells(&row, arena, &texts, &empty);
		if (err || empty)
			continue;
		out->rows[out->n] = texts;
		out->n_cells[out->n++] = row.n;
	}
	rows_close(&reader);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int head_open_rows(const struct list_import *ask, const struct source *from, struct rows *reader,
                   struct list_header *header, struct list_summary *summary)
{
	struct head head;
	struct arena scratch = {0};
	struct list_sample sample;
	int err = head_find(ask, from, &summary->arena, &head);
	if (err == QUAD_ENOTFOUND)
		return head_refuse(summary, from->book ? LIST_EMPTY_SHEET : LIST_EMPTY);
	if (!err)
		err = read_sample(from, head.last, &scratch, &sample);
	if (!err)
		err = rows_open(reader, from);
	if (!err)
		err = skip_header(reader, head.last);
	if (err)
		goto out;
	if (head.fault != CSV_FINE) {
		err = head_refuse(summary, head.fault == CSV_TOO_LARGE ? LIST_HEADER_LARGE : LIST_HEADER_QUOTE);
		goto out;
	}
	err = header_read(ask, head.names, head.n_names, &sample, &summary->arena, header, summary);
	if (!err && summary->n_missing)
		err = QUAD_EINVAL;
out:
	arena_release(&scratch);
	return err;
}
