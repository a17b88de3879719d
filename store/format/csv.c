/*
 * libcsv is strict or forgiving for a whole file. Here it is strict and fed a line at a time: a row can only end with a
 * line, so that after each line it is known whether the row is whole, goes on within quotes, or is damaged. After
 * damage a fresh parser begins at the line behind the one in which the row began, and so a quote that is never closed
 * costs its own row. Most rows are lines without quotes, which are split without it.
 */
#include "store/format/csv.h"

#include <csv.h>
#include <string.h>

#include "store/base/err.h"

#define PLAIN_MAX_BYTES (CSV_CELL_MAX_BYTES / 2)
#define DELIMITER_LINES 5 /* a title stands above the header in many lists */

char csv_delimiter(const char *text, size_t len)
{
	static const char marks[] = ",;\t";
	size_t count[3] = {0}, best = 0, lines = 0;
	bool quoted = false, any = false;
	for (size_t i = 0; i < len && lines < DELIMITER_LINES; i++) {
		char c = text[i];
		quoted ^= c == '"';
		if (!quoted && (c == '\n' || c == '\r') && count[0] + count[1] + count[2] > 0)
			break;
		if (!quoted && (c == '\n' || c == '\r')) {
			lines += any;
			any = false;
		}
		any |= c != '\n' && c != '\r' && c != ' ';
		for (size_t m = 0; !quoted && m < 3; m++)
			count[m] += c == marks[m];
	}
	for (size_t m = 1; m < 3; m++)
		if (count[m] > count[best])
			best = m;
	return marks[best];
}

/* A cell's memory, capped. */
static void *cell_realloc(void *p, size_t size)
{
	size_t cap = 0;
	return size > CSV_CELL_MAX_BYTES ? NULL : array_grow(p, &cap, size, 1);
}

static int parser_start(struct csv_reader *r)
{
	if (csv_init(r->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
		return QUAD_ENOMEM;
	csv_set_delim(r->parser, (unsigned char)r->delimiter);
	csv_set_realloc_func(r->parser, cell_realloc);
	csv_set_blk_size(r->parser, 1024);
	return 0;
}

int csv_reader_open(struct csv_reader *r, const char *text, size_t len, char delimiter)
{
	*r = (struct csv_reader){.text = text, .len = len, .delimiter = delimiter};
	r->parser = calloc(1, sizeof *r->parser);
	int err = r->parser ? parser_start(r) : QUAD_ENOMEM;
	if (err)
		csv_reader_close(r);
	return err;
}

void csv_reader_close(struct csv_reader *r)
{
	if (r->parser)
		csv_free(r->parser);
	free(r->parser);
	free(r->cells);
	free(r->ends);
	buf_release(&r->data);
	*r = (struct csv_reader){0};
}

static void on_cell(void *p, size_t len, void *arg)
{
	struct csv_reader *r = arg;
	if (r->n >= CSV_CELLS_MAX || r->data.len + len > CSV_ROW_MAX_BYTES) {
		r->too_large = true;
		return;
	}
	size_t *ends = array_grow(r->ends, &r->cap_ends, r->n, sizeof *ends);
	if (!ends) {
		r->failed = true;
		return;
	}
	r->ends = ends;
	if (len)
		buf_add(&r->data, p, len);
	r->failed |= r->data.failed;
	r->ends[r->n++] = r->data.len;
}

static void on_row(int c, void *arg)
{
	(void)c;
	((struct csv_reader *)arg)->ended = true;
}

/* Feeds bytes; false after damage. */
static bool feed(struct csv_reader *r, const char *p, size_t len, enum csv_fault *fault)
{
	if (csv_parse(r->parser, p, len, on_cell, on_row, r) == len)
		return true;
	*fault = csv_error(r->parser) == CSV_EPARSE ? CSV_STRAY_QUOTE
	         : r->parser->quoted                ? CSV_OPEN_QUOTE
	                                            : CSV_TOO_LARGE;
	return false;
}

/* The end of the line that begins at `at`, and where the next one begins. */
static size_t line_end(const struct csv_reader *r, size_t at, size_t *next)
{
	while (at < r->len && r->text[at] != '\n' && r->text[at] != '\r')
		at++;
	*next = at + 1;
	if (at + 1 < r->len && r->text[at] == '\r' && r->text[at + 1] == '\n')
		*next = at + 2;
	if (*next > r->len)
		*next = r->len;
	return at;
}

/* The cells of the row as pointers, now that their bytes do not move any more. */
static int point_at_cells(struct csv_reader *r)
{
	struct bytes *cells = array_grow(r->cells, &r->cap_cells, r->n, sizeof *cells);
	if (!cells)
		return QUAD_ENOMEM;
	r->cells = cells;
	for (size_t i = 0, from = 0; i < r->n; from = r->ends[i++])
		cells[i] = (struct bytes){buf_text(&r->data) + from, r->ends[i] - from};
	return 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * A line without quotes is a row by itself, and its cells lie between the delimiters, without the blanks around them:
 * what libcsv would make of it byte by byte. False for any other line, and for what might be too large.
 */
static bool split_plain(struct csv_reader *r)
{
	size_t next, end = line_end(r, r->at, &next);
	const char *p = r->text + r->at, *line_last = r->text + end;
	if (end - r->at > PLAIN_MAX_BYTES || memchr(p, '"', end - r->at))
		return false;
	for (r->n = 0; p <= line_last; r->n++) {
		const char *stop = memchr(p, r->delimiter, (size_t)(line_last - p)), *behind = stop ? stop : line_last;
		stop = behind;
		while (p < stop && is_blank(*p))
			p++;
		while (stop > p && is_blank(stop[-1]))
			stop--;
		if (r->n == 0 && behind == line_last && p == stop)
			break; /* nothing in the whole line */
		struct bytes *cells = r->n < CSV_CELLS_MAX ? array_grow(r->cells, &r->cap_cells, r->n, sizeof *cells) : NULL;
		if (!cells)
			return false;
		r->cells = cells;
		cells[r->n] = (struct bytes){p, (size_t)(stop - p)};
		p = behind + 1;
	}
	r->at = next;
	return true;
}

int csv_reader_next(struct csv_reader *r, struct csv_row *out)
{
	size_t second = 0; /* the line behind the row's first */
	*out = (struct csv_row){.fault = CSV_FINE};
	if (r->at >= r->len)
		return QUAD_ENOTFOUND;
	if (split_plain(r)) {
		out->cells = r->cells;
		out->n = r->n;
		return 0;
	}
	buf_clear(&r->data);
	r->n = 0;
	r->ended = r->too_large = false;
	for (size_t at = r->at; !r->ended && out->fault == CSV_FINE;) {
		size_t next;
		if (at >= r->len) {
			csv_fini(r->parser, on_cell, on_row, r);
			out->fault = CSV_OPEN_QUOTE;
			break;
		}
		size_t end = line_end(r, at, &next);
		if (feed(r, r->text + at, end - at, &out->fault) && feed(r, "\n", 1, &out->fault) && r->too_large)
			out->fault = CSV_TOO_LARGE;
		/* A quote that is wrong lines further on is the next row's: the one before it was never closed. */
		if (second && out->fault == CSV_STRAY_QUOTE)
			out->fault = CSV_OPEN_QUOTE;
		second = second ? second : next;
		at = next;
		if (r->ended)
			r->at = next;
	}
	int err = r->failed ? QUAD_ENOMEM : 0;
	if (!err && out->fault != CSV_FINE) {
		r->at = second;
		csv_free(r->parser);
		err = parser_start(r);
	}
	if (!err)
		err = point_at_cells(r);
	out->cells = r->cells;
	out->n = r->n;
	return err;
}

/* True for what a spreadsheet program would calculate, or drop the beginning of. */
static bool is_formula(const char *text)
{
	static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (strncmp(text, wide[i], strlen(wide[i])) == 0)
			return true;
	if (!*text || !strchr("=+-@\t\r", *text))
		return false;
	size_t whole = strspn(text + 1, "0123456789");
	const char *rest = text + 1 + whole;
	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	return *text != '-' || whole == 0 || *rest != '\0';
}

bool csv_wants_mark(const char *text, bool guard)
{
	return (guard || *text == '\'') && is_formula(text + strspn(text, "'"));
}

const char *csv_unmark(const char *text)
{
	return *text == '\'' && is_formula(text + strspn(text, "'")) ? text + 1 : text;
}

static void put(struct buf *out, const char *text, bool first, bool guard)
{
	const char *mark = csv_wants_mark(text, guard) ? "'" : "";
	if (!first)
		buf_char(out, ',');
	if (!strpbrk(text, ",\"\r\n")) {
		buf_str(out, mark);
		buf_str(out, text);
		return;
	}
	buf_char(out, '"');
	buf_str(out, mark);
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			buf_char(out, '"');
		buf_char(out, *p);
	}
	buf_char(out, '"');
}

void csv_put(struct buf *out, const char *text, bool first)
{
	put(out, text, first, false);
}

void csv_put_guarded(struct buf *out, const char *text, bool first)
{
	put(out, text, first, true);
}

void csv_put_end(struct buf *out)
{
	buf_char(out, '\n');
}
