/*
 * libcsv is strict or forgiving for a whole file. Here it is strict and gets one line at a time: a row can only end
 * with a line, so after each line it is known whether the row is whole, goes on within quotes, or is damaged. After
 * damage a fresh parser begins at the line after the one in which the row began, so a quote that is never closed costs
 * only its own row. Most rows are lines without quotes, which are split without libcsv.
 */
#include "store/format/csv.h"

#include <csv.h>
#include <string.h>

#include "store/base/err.h"

#define PLAIN_MAX_BYTES (CSV_CELL_MAX_BYTES / 2)
#define PIECE_BYTES ((size_t)256)
#define WINDOW_BYTES ((size_t)256 << 10)
#define DELIMITER_LINES 5 /* a title stands above the header in many lists */

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

char csv_delimiter(const char *text, size_t len)
{
	static const char marks[] = ",;\t";
	size_t count[3] = {0}, best = 0, lines = 0;
	bool quoted = false, any = false;
	for (size_t i = 0; i < len && lines < DELIMITER_LINES; i++) {
		char c = text[i];
		any |= !is_line_end(c) && c != ' ';
		if (c == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		const char *mark = c ? strchr(marks, c) : NULL;
		if (mark)
			count[mark - marks]++;
		if (!is_line_end(c))
			continue;
		if (count[0] + count[1] + count[2] > 0)
			break;
		lines += any;
		any = false;
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

/* True if the file has bytes after the window. */
static bool has_more(const struct csv_reader *r)
{
	return r->file && r->from + r->len < r->file->len;
}

/* Moves the window on to the next row and fills it, with twice the room if that row takes more than half of it. */
static int move_window(struct csv_reader *r)
{
	size_t kept = r->len - r->at, left = r->file->len - r->from - r->len;
	size_t cap = kept > r->cap_window / 2 ? r->cap_window * 2 : r->cap_window;
	if (r->at)
		memmove(r->window, r->window + r->at, kept);
	char *window = array_grow(r->window, &r->cap_window, cap - 1, 1);
	if (!window)
		return QUAD_ENOMEM;
	size_t n = left < r->cap_window - kept ? left : r->cap_window - kept;
	r->text = r->window = window;
	r->from += r->at;
	r->at = 0;
	r->len = kept;
	int err = r->file->read(r->file->arg, r->from + kept, window + kept, n);
	if (!err)
		r->len += n;
	return err;
}

int csv_reader_open_file(struct csv_reader *r, const struct text_file *file, size_t from)
{
	*r = (struct csv_reader){.file = file, .from = from};
	r->window = array_grow(NULL, &r->cap_window, WINDOW_BYTES - 1, 1);
	r->parser = calloc(1, sizeof *r->parser);
	int err = r->window && r->parser ? move_window(r) : QUAD_ENOMEM;
	if (!err) {
		r->delimiter = csv_delimiter(r->text, r->len);
		err = parser_start(r);
	}
	if (err)
		csv_reader_close(r);
	return err;
}

size_t csv_reader_at(const struct csv_reader *r, size_t *len)
{
	*len = r->file ? r->file->len : r->len;
	return r->from + r->at;
}

void csv_reader_close(struct csv_reader *r)
{
	if (r->parser)
		csv_free(r->parser);
	free(r->parser);
	free(r->cells);
	free(r->ends);
	free(r->window);
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

/* Gives the parser bytes; false after damage. */
static bool parse_bytes(struct csv_reader *r, const char *p, size_t len, enum csv_fault *fault)
{
	if (csv_parse(r->parser, p, len, on_cell, on_row, r) == len)
		return true;
	if (csv_error(r->parser) == CSV_EPARSE)
		*fault = CSV_STRAY_QUOTE;
	else
		*fault = r->parser->quoted ? CSV_OPEN_QUOTE : CSV_TOO_LARGE;
	return false;
}

/*
 * The place of the first end of a line from p to end; end if there is none. It is looked for in short pieces, since a
 * file may lack one of the two marks.
 */
static const char *find_line_end(const char *p, const char *end)
{
	while (p < end) {
		size_t n = (size_t)(end - p) < PIECE_BYTES ? (size_t)(end - p) : PIECE_BYTES;
		const char *lf = memchr(p, '\n', n);
		const char *stop = lf ? lf : p + n;
		const char *cr = memchr(p, '\r', (size_t)(stop - p));
		if (cr)
			return cr;
		if (lf)
			return lf;
		p = stop;
	}
	return end;
}

/* The end of the line that begins at `at`, and where the next one begins. */
static size_t line_end(struct csv_reader *r, size_t at, size_t *next)
{
	at = (size_t)(find_line_end(r->text + at, r->text + r->len) - r->text);
	*next = at + 1;
	if (at + 1 < r->len && r->text[at] == '\r' && r->text[at + 1] == '\n')
		*next = at + 2;
	if (*next >= r->len) {
		*next = r->len;
		r->cut = has_more(r);
	}
	return at;
}

int csv_point_at_cells(const struct buf *data, const size_t *ends, size_t n, struct bytes **cells, size_t *cap)
{
	struct bytes *v = array_grow(*cells, cap, n, sizeof *v);
	size_t from = 0;
	if (!v)
		return QUAD_ENOMEM;
	*cells = v;
	for (size_t i = 0; i < n; i++) {
		v[i] = (struct bytes){buf_text(data) + from, ends[i] - from};
		from = ends[i];
	}
	return 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The bytes from p to end without the blanks around them. */
static struct bytes trim_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	while (end > p && is_blank(end[-1]))
		end--;
	return (struct bytes){p, (size_t)(end - p)};
}

/* Appends a cell of a plain line; false if there are too many, or on out of memory. */
static bool add_plain_cell(struct csv_reader *r, struct bytes cell)
{
	struct bytes *cells = NULL;
	if (r->n < CSV_CELLS_MAX)
		cells = array_grow(r->cells, &r->cap_cells, r->n, sizeof *cells);
	if (!cells)
		return false;
	r->cells = cells;
	cells[r->n++] = cell;
	return true;
}

/*
 * Splits a line without quotes, which is a row by itself: its cells lie between the delimiters, without the blanks
 * around them, as libcsv would find byte by byte. False for any other line, and for what might be too large.
 */
static bool split_plain(struct csv_reader *r)
{
	size_t next, end = line_end(r, r->at, &next);
	const char *p = r->text + r->at, *line_last = r->text + end;
	if (end - r->at > PLAIN_MAX_BYTES || memchr(p, '"', end - r->at))
		return false;
	r->n = 0;
	while (p <= line_last) {
		const char *stop = memchr(p, r->delimiter, (size_t)(line_last - p));
		if (!stop)
			stop = line_last;
		struct bytes cell = trim_blanks(p, stop);
		if (r->n == 0 && stop == line_last && cell.len == 0)
			break; /* an empty line has no cells */
		if (!add_plain_cell(r, cell))
			return false;
		p = stop + 1;
	}
	r->at = next;
	return true;
}

/* True if a cell begins here that is written as a formula of a text, `="0012"`: a spreadsheet then keeps the zeros. */
static bool begins_text_formula(const struct csv_reader *r, size_t line, size_t at, size_t end)
{
	bool begins = at == line || r->text[at - 1] == r->delimiter;
	return begins && at + 1 < end && r->text[at] == '=' && r->text[at + 1] == '"';
}

/* Gives the parser a line, without the `=` of such cells. */
static bool parse_line(struct csv_reader *r, size_t line, size_t end, enum csv_fault *fault)
{
	bool quoted = r->parser->quoted && r->parser->pstate != 0;
	size_t from = line;
	for (size_t at = line; at < end; at++) {
		if (!quoted && begins_text_formula(r, line, at, end)) {
			if (!parse_bytes(r, r->text + from, at - from, fault))
				return false;
			from = at + 1;
		}
		quoted ^= r->text[at] == '"';
	}
	return parse_bytes(r, r->text + from, end - from, fault);
}

/* Takes the text out of cells that are written as `"=""0012"""`. */
static void unwrap_formulas(struct csv_reader *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct bytes *cell = &r->cells[i];
		const char *p = cell->p;
		bool wrapped = cell->len > 3 && p[0] == '=' && p[1] == '"' && p[cell->len - 1] == '"';
		if (wrapped && !memchr(p + 2, '"', cell->len - 3))
			*cell = (struct bytes){p + 2, cell->len - 3};
	}
}

/*
 * Parses lines until a row ends or is damaged. Returns where the line after the row's first begins: reading goes on
 * there after damage.
 */
static size_t parse_row(struct csv_reader *r, enum csv_fault *fault)
{
	size_t at = r->at, second = 0;
	buf_clear(&r->data);
	r->n = 0;
	r->ended = r->too_large = false;
	while (!r->ended && *fault == CSV_FINE) {
		size_t next;
		if (at >= r->len) {
			csv_fini(r->parser, on_cell, on_row, r);
			*fault = CSV_OPEN_QUOTE;
			break;
		}
		size_t end = line_end(r, at, &next);
		bool whole = parse_line(r, at, end, fault);
		if (whole)
			whole = parse_bytes(r, "\n", 1, fault);
		if (whole && r->too_large)
			*fault = CSV_TOO_LARGE;
		/* A wrong quote in a later line belongs to the next row: the quote before it was never closed. */
		if (second && *fault == CSV_STRAY_QUOTE)
			*fault = CSV_OPEN_QUOTE;
		if (!second)
			second = next;
		at = next;
	}
	if (r->ended)
		r->at = at;
	return second;
}

/* Reads a row that begins in the window; if it is cut, it has to be read again. */
static int read_row(struct csv_reader *r, struct csv_row *out)
{
	if (split_plain(r))
		return 0;
	size_t second = parse_row(r, &out->fault);
	int err = r->failed ? QUAD_ENOMEM : 0;
	if (!err && (out->fault != CSV_FINE || r->cut)) {
		r->at = second;
		csv_free(r->parser);
		err = parser_start(r);
	}
	if (!err)
		err = csv_point_at_cells(&r->data, r->ends, r->n, &r->cells, &r->cap_cells);
	if (!err)
		unwrap_formulas(r);
	return err;
}

int csv_reader_next(struct csv_reader *r, struct csv_row *out)
{
	for (;;) {
		size_t begin = r->at;
		bool at_end = r->at >= r->len;
		*out = (struct csv_row){.fault = CSV_FINE};
		r->cut = at_end && has_more(r);
		if (at_end && !r->cut)
			return QUAD_ENOTFOUND;
		int err = at_end ? 0 : read_row(r, out);
		out->cells = r->cells;
		out->n = r->n;
		if (err || !r->cut)
			return err;
		r->at = begin;
		err = move_window(r);
		if (err)
			return err;
	}
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

/* The length of a text, or of what stands before the first character for which a cell is quoted. */
static size_t plain_length(const char *text)
{
	static const bool ends[256] = {['\0'] = true, [','] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};
	const char *p = text;
	while (!ends[(unsigned char)*p])
		p++;
	return (size_t)(p - text);
}

static void put_quoted(struct buf *out, const char *mark, const char *text)
{
	buf_char(out, '"');
	buf_str(out, mark);
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			buf_char(out, '"');
		buf_char(out, *p);
	}
	buf_char(out, '"');
}

static void put_cell(struct buf *out, const char *text, bool first, bool guard)
{
	const char *mark = csv_wants_mark(text, guard) ? "'" : "";
	size_t len = plain_length(text);
	if (*mark || text[len]) {
		if (!first)
			buf_char(out, ',');
		if (text[len])
			put_quoted(out, mark, text);
		else
			buf_fmt(out, "%s%s", mark, text);
		return;
	}
	char *to = buf_room(out, len + !first);
	if (!to)
		return;
	*to = ',';
	memcpy(to + !first, text, len);
}

void csv_put(struct buf *out, const char *text, bool first)
{
	put_cell(out, text, first, false);
}

void csv_put_guarded(struct buf *out, const char *text, bool first)
{
	put_cell(out, text, first, true);
}

void csv_put_end(struct buf *out)
{
	buf_char(out, '\n');
}
