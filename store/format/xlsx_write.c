/*
 * libxlsxwriter in its constant-memory way: a row goes to a temporary file when the next one begins, and at the end the
 * parts are packed. It takes a name to write to; it gets the one that Linux has for an open file without a name, so
 * that nothing is left behind whatever happens.
 *
 * The library does not look whether its temporary files could be written, and packs what there is of them. So what was
 * packed is read again before it goes out: every part must be whole XML, and the rows must be as many bytes as they
 * were before they were packed.
 *
 * It knows neither the lists nor what is in them.
 */
#include "store/format/xlsx_write.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

#include "store/base/buf.h"
#include "store/base/clock.h"
#include "store/format/csv.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/format/xlsx_lib.h"
#include "store/format/xlsx_write_lib.h"

#define PORTION_BYTES 65536
#define MEASURED_ROWS 200       /* by which the widths of columns are taken */
#define NARROWEST 6             /* columns of text */
#define WIDEST 60
#define FILTER_COLS 3           /* the button of a filter */
#define MARGIN_COLS 1
#define BAR_BLOCKS 40                /* of a whole bar in a picture */
#define GRID_COLUMNS_MAX 16383       /* of a picture; a wider one is left out */
#define EXACT_MAX (INT64_C(1) << 53) /* whole numbers up to here are exact in a workbook */
#define PLAIN_TIME_LEN 16       /* `2026-09-07T08:00`; longer with an offset */
#define ROWS_BEGIN "<sheetData>"
#define ROWS_END "</sheetData>"
#define MADE 946684800          /* 2000-01-01: the workbook says when it was made, and must say the same each time */

struct xlsx_write {
	struct table_sink sink; /* first, so that the sink is the object */
	FILE *file;
	const char *name, *dir;
	const char *remark; /* NULL: none */
	const char *notes;  /* NULL: none */
	const struct xlsx_grid *grid; /* NULL: none */
	struct xlsx_write_lib lib;
	struct xlsx_lib reader;
	struct xlsx_write_fault fault;
	int fd; /* the workbook's until it is whole, without a name; -1 */
	char path[64];
	struct lxw_workbook *book;
	struct lxw_worksheet *sheet, *notes_sheet, *grid_sheet;
	struct lxw_format *bold, *time;
	struct column *columns; /* a copy */
	size_t *widths;         /* columns of text */
	size_t n_columns;
	uint32_t n_rows;
	uint64_t rows_bytes; /* of the rows, unpacked */
	struct buf text;
	struct arena arena;
};

static int set_fault(struct xlsx_write *w, enum xlsx_write_problem problem, const char *subject, int error)
{
	w->fault.problem = problem;
	w->fault.subject = subject;
	w->fault.error = error;
	return QUAD_ESTOP;
}

static int fail_temporary(struct xlsx_write *w)
{
	return set_fault(w, XLSX_WRITE_TEMPORARY, w->dir, errno ? errno : EIO);
}

/* ---- cells ---- */

static bool is_hex(const char *p)
{
	for (size_t i = 0; i < 4; i++)
		if (!strchr("0123456789abcdefABCDEF", p[i]) || !p[i])
			return false;
	return true;
}

/* True for `_xHHHH_`, which the format reads as a character. */
static bool is_escape(const char *s, size_t len)
{
	return len >= 7 && s[0] == '_' && s[1] == 'x' && s[6] == '_' && is_hex(s + 2);
}

static bool is_no_xml(uint32_t c)
{
	return c == 0xfffe || c == 0xffff;
}

/* The UTF-16 units that a spreadsheet counts for a character that became `bytes` bytes, at least. */
static size_t units_of(uint32_t c, size_t bytes)
{
	if (c < 0x80 || is_no_xml(c))
		return bytes;
	return c > 0xffff ? 2 : 1;
}

/*
 * The text as the format writes it: a text that looks like an escape, `_xHHHH_`, is escaped itself, and so are U+FFFE
 * and U+FFFF, which XML has not. *units: its length as spreadsheets count, at least.
 */
static const char *encode_text(struct xlsx_write *w, const char *s, size_t *units)
{
	size_t len = strlen(s);
	*units = 0;
	buf_clear(&w->text);
	if (csv_wants_mark(s, false)) {
		buf_char(&w->text, '\'');
		++*units;
	}
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		int n = utf8_next(s + i, len - i, &c);
		size_t before = w->text.len;
		if (n < 0)
			buf_str(&w->text, "\xef\xbf\xbd");
		else if (is_no_xml(c))
			buf_fmt(&w->text, "_x%04" PRIX32 "_", c);
		else if (is_escape(s + i, len - i))
			buf_str(&w->text, "_x005F_");
		else
			buf_add(&w->text, s + i, (size_t)n);
		*units += units_of(c, w->text.len - before);
		i += n < 0 ? 1 : (size_t)n;
	}
	return buf_text(&w->text);
}

static size_t width_of(const char *s)
{
	size_t len = strlen(s), width = 0;
	for (size_t i = 0; i < len;) {
		uint32_t c;
		int n = utf8_next(s + i, len - i, &c);
		width += n < 0 ? 1 : (size_t)utf8proc_charwidth((utf8proc_int32_t)c);
		i += n < 0 ? 1 : (size_t)n;
	}
	return width;
}

static void note_width(struct xlsx_write *w, size_t column, size_t width)
{
	if (width > w->widths[column])
		w->widths[column] = width;
}

/* All that can go wrong with a cell within the limits. */
static int check_library(int err)
{
	return err == LXW_NO_ERROR ? 0 : QUAD_ENOMEM;
}

static int fail_text(struct xlsx_write *w, size_t column, const char *key)
{
	const char *subject = arena_str(&w->arena, key);
	w->fault.row = w->n_rows;
	w->fault.column = w->columns[column].name;
	return subject ? set_fault(w, XLSX_WRITE_TEXT, subject, 0) : QUAD_ENOMEM;
}

static int put_text(struct xlsx_write *w, size_t column, const char *text, const char *key)
{
	size_t units;
	const char *encoded = encode_text(w, text, &units);
	if (w->text.failed)
		return QUAD_ENOMEM;
	if (units > XLSX_WRITE_TEXT_MAX)
		return fail_text(w, column, key);
	if (w->n_rows <= MEASURED_ROWS)
		note_width(w, column, width_of(text));
	return check_library(w->lib.write_string(w->sheet, w->n_rows, (uint16_t)column, encoded, NULL));
}

/* A time that comes twice needs its offset, and the first two months of 1900 are not what they should be: as text. */
static int put_time(struct xlsx_write *w, size_t column, int64_t at_min, const char *key)
{
	char text[CLOCK_TEXT_MAX];
	struct wall wall;
	clock_to_wall(at_min, &wall);
	if (strlen(clock_format(at_min, text)) > PLAIN_TIME_LEN || wall.year < 1900 ||
	    (wall.year == 1900 && wall.month < 3))
		return put_text(w, column, text, key);
	struct lxw_datetime when = {wall.year, wall.month, wall.day, wall.hour, wall.minute, 0};
	note_width(w, column, PLAIN_TIME_LEN);
	return check_library(w->lib.write_datetime(w->sheet, w->n_rows, (uint16_t)column, &when, w->time));
}

static int put_number(struct xlsx_write *w, size_t column, int64_t number, const char *key)
{
	char text[CLOCK_TEXT_MAX];
	snprintf(text, sizeof text, "%" PRId64, number);
	if (number > EXACT_MAX || number < -EXACT_MAX)
		return put_text(w, column, text, key);
	if (w->n_rows <= MEASURED_ROWS)
		note_width(w, column, strlen(text));
	return check_library(w->lib.write_number(w->sheet, w->n_rows, (uint16_t)column, (double)number, NULL));
}

static int put_hundredths(struct xlsx_write *w, size_t column, int64_t hundredths, const char *key)
{
	char text[CELL_HUNDREDTHS_MAX];
	cell_hundredths(hundredths, text);
	if (hundredths > EXACT_MAX || hundredths < -EXACT_MAX)
		return put_text(w, column, text, key);
	if (w->n_rows <= MEASURED_ROWS)
		note_width(w, column, strlen(text));
	return check_library(
		w->lib.write_number(w->sheet, w->n_rows, (uint16_t)column, (double)hundredths / 100, NULL));
}

static int put_cell(struct xlsx_write *w, size_t column, const struct cell *cell, const char *key)
{
	enum cell_type type = w->columns[column].type;
	if (cell->none || (type == CELL_TEXT && !cell->text))
		return 0;
	switch (type) {
	case CELL_TEXT: return put_text(w, column, cell->text, key);
	case CELL_TIME: return put_time(w, column, cell->number, key);
	case CELL_HUNDREDTHS: return put_hundredths(w, column, cell->number, key);
	case CELL_BOOL: return put_text(w, column, cell->number ? "true" : "false", key);
	case CELL_NUMBER: break;
	}
	return put_number(w, column, cell->number, key);
}

/* ---- the beginning ---- */

static int open_temporary(struct xlsx_write *w)
{
	char *path = arena_fmt(&w->arena, "%s/quad-XXXXXX", w->dir);
	if (!path)
		return QUAD_ENOMEM;
	errno = 0;
	w->fd = mkstemp(path);
	if (w->fd < 0)
		return fail_temporary(w);
	unlink(path);
	snprintf(w->path, sizeof w->path, "/proc/self/fd/%d", w->fd);
	return 0;
}

static int open_book(struct xlsx_write *w)
{
	char *dir = arena_str(&w->arena, w->dir);
	if (!dir)
		return QUAD_ENOMEM;
	errno = 0;
	w->book = w->lib.new_opt(w->path, &(struct lxw_workbook_options){.constant_memory = 1, .tmpdir = dir});
	if (!w->book)
		return QUAD_ENOMEM;
	w->sheet = w->lib.add_worksheet(w->book, w->name);
	if (!w->sheet)
		return fail_temporary(w);
	w->bold = w->lib.add_format(w->book);
	w->time = w->lib.add_format(w->book);
	char *remark = w->remark ? arena_str(&w->arena, w->remark) : NULL;
	if (!w->bold || !w->time || (w->remark && !remark))
		return QUAD_ENOMEM;
	struct lxw_doc_properties properties = {.created = MADE, .comments = remark};
	if (w->lib.set_properties(w->book, &properties) != LXW_NO_ERROR)
		return QUAD_ENOMEM;
	w->lib.set_bold(w->bold);
	w->lib.set_num_format(w->time, "yyyy-mm-dd hh:mm");
	w->lib.freeze_panes(w->sheet, 1, 0);
	return 0;
}

static int sink_begin(struct table_sink *sink, const struct column *columns, size_t n)
{
	struct xlsx_write *w = (struct xlsx_write *)sink;
	const char *lacking = NULL, *dir = getenv("TMPDIR");
	w->dir = arena_str(&w->arena, dir && *dir ? dir : "/tmp");
	w->columns = arena_alloc(&w->arena, (n + 1) * sizeof *w->columns);
	w->widths = arena_alloc(&w->arena, (n + 1) * sizeof *w->widths);
	if (!w->dir || !w->columns || !w->widths)
		return QUAD_ENOMEM;
	memcpy(w->columns, columns, n * sizeof *columns);
	w->n_columns = n;
	if (xlsx_write_lib_open(&w->lib, &lacking) != 0 || xlsx_lib_open(&w->reader, &lacking) != 0)
		return set_fault(w, XLSX_WRITE_NO_LIBRARY, lacking, 0);
	int err = open_temporary(w);
	if (!err)
		err = open_book(w);
	for (size_t i = 0; i < n; i++) {
		if (err)
			return err;
		note_width(w, i, width_of(columns[i].name) + FILTER_COLS);
		err = check_library(w->lib.write_string(w->sheet, 0, (uint16_t)i, columns[i].name, w->bold));
	}
	return err;
}

static int sink_row(struct table_sink *sink, const struct cell *cells)
{
	struct xlsx_write *w = (struct xlsx_write *)sink;
	const char *key = w->columns[0].type == CELL_TEXT && cells[0].text ? cells[0].text : "";
	if (w->n_rows == XLSX_WRITE_ROWS_MAX)
		return set_fault(w, XLSX_WRITE_ROWS, "", 0);
	w->n_rows++;
	for (size_t i = 0; i < w->n_columns; i++) {
		int err = put_cell(w, i, &cells[i], key);
		if (err)
			return err;
	}
	errno = 0;
	return ferror(w->sheet->file) ? set_fault(w, XLSX_WRITE_TEMPORARY, w->dir, ENOSPC) : 0;
}

/* ---- the end ---- */

/* The rows are in their file, all of them, or it is known that they are not. */
static int finish_rows(struct xlsx_write *w)
{
	w->lib.write_single_row(w->sheet);
	errno = 0;
	off_t size = fflush(w->sheet->file) == 0 ? ftello(w->sheet->file) : -1;
	if (size < 0)
		return fail_temporary(w);
	if (ferror(w->sheet->file))
		return set_fault(w, XLSX_WRITE_TEMPORARY, w->dir, ENOSPC);
	w->rows_bytes = (uint64_t)size;
	return 0;
}

static size_t width_to_show(size_t width)
{
	if (width < NARROWEST)
		return NARROWEST;
	return width > WIDEST ? WIDEST : width;
}

/* ---- the picture ---- */

static int put_name(struct xlsx_write *w, size_t row, size_t column, const char *text, struct lxw_format *format)
{
	size_t units;
	const char *encoded = encode_text(w, text, &units);
	if (w->text.failed)
		return QUAD_ENOMEM;
	return check_library(w->lib.write_string(w->grid_sheet, (uint32_t)row, (uint16_t)column, encoded, format));
}

static int put_level(struct xlsx_write *w, size_t row, size_t column, const struct cell *cell, struct lxw_format *fill)
{
	double number = (double)cell->number / (w->grid->type == CELL_HUNDREDTHS ? 100 : 1);
	if (cell->none)
		return 0;
	return check_library(w->lib.write_number(w->grid_sheet, (uint32_t)row, (uint16_t)column, number, fill));
}

/* A bar of blocks; one that is not nothing has one. */
static int put_bar(struct xlsx_write *w, size_t row, const struct cell *cell)
{
	struct buf bar = {0};
	int64_t amount = cell->number < 0 ? -cell->number : cell->number;
	double share = w->grid->most > 0 ? (double)amount / (double)w->grid->most : 0;
	int n = (int)(share * BAR_BLOCKS + 0.5);
	for (int i = 0; i < n || (i == 0 && amount > 0); i++)
		buf_str(&bar, "\xe2\x96\x88");
	int err = bar.failed ? QUAD_ENOMEM : 0;
	if (!err && bar.len && !cell->none)
		err = put_name(w, row, 2, buf_text(&bar), NULL);
	buf_release(&bar);
	return err;
}

static int put_grid_row(struct xlsx_write *w, size_t row, struct lxw_format *const *fills)
{
	const struct xlsx_grid *g = w->grid;
	int err = put_name(w, row + 1, 0, g->row_names[row], NULL);
	for (size_t i = 0; i < g->n_columns && !err; i++) {
		size_t at = row * g->n_columns + i;
		err = put_level(w, row + 1, i + 1, &g->cells[at], fills[g->bars ? 0 : g->levels[at]]);
	}
	return !err && g->bars ? put_bar(w, row + 1, &g->cells[row]) : err;
}

/* White, and the fills of all levels. */
static int make_fills(struct xlsx_write *w, struct lxw_format **out)
{
	static const uint8_t patterns[] = {0, LXW_PATTERN_GRAY_0625, LXW_PATTERN_GRAY_125, LXW_PATTERN_LIGHT_GRAY,
	                                   LXW_PATTERN_MEDIUM_GRAY};
	for (size_t i = 0; i <= XLSX_LEVELS; i++) {
		out[i] = w->lib.add_format(w->book);
		if (!out[i])
			return QUAD_ENOMEM;
		if (patterns[i])
			w->lib.set_pattern(out[i], patterns[i]);
		if (w->grid->type == CELL_HUNDREDTHS)
			w->lib.set_num_format(out[i], "0.00");
	}
	return 0;
}

static int write_grid(struct xlsx_write *w)
{
	const struct xlsx_grid *g = w->grid;
	struct lxw_format *fills[XLSX_LEVELS + 1];
	if (!g || g->n_columns >= GRID_COLUMNS_MAX)
		return 0;
	w->grid_sheet = w->lib.add_worksheet(w->book, "picture");
	if (!w->grid_sheet)
		return fail_temporary(w);
	int err = make_fills(w, fills);
	if (!err)
		err = put_name(w, 0, 0, g->title, w->bold);
	for (size_t i = 0; i < g->n_columns && !err; i++)
		err = put_name(w, 0, i + 1, g->column_names[i], w->bold);
	for (size_t i = 0; i < g->n_rows && i < XLSX_WRITE_ROWS_MAX && !err; i++)
		err = put_grid_row(w, i, fills);
	w->lib.write_single_row(w->grid_sheet);
	return err;
}

/* The notes, a line in each row, as text whatever it begins with. */
static int write_notes(struct xlsx_write *w)
{
	uint32_t row = 0;
	if (!w->notes)
		return 0;
	w->notes_sheet = w->lib.add_worksheet(w->book, "notes");
	if (!w->notes_sheet)
		return fail_temporary(w);
	for (const char *p = w->notes; *p;) {
		size_t len = strcspn(p, "\n");
		const char *line = arena_dup(&w->arena, p, len);
		int err = line ? check_library(w->lib.write_string(w->notes_sheet, row++, 0, line, NULL)) : QUAD_ENOMEM;
		if (err)
			return err;
		p += len + (p[len] == '\n');
	}
	w->lib.write_single_row(w->notes_sheet);
	return 0;
}

/* Sets the columns' widths and closes the workbook, which is then packed into its file. */
static int pack_book(struct xlsx_write *w)
{
	for (size_t i = 0; i < w->n_columns; i++) {
		double width = (double)(width_to_show(w->widths[i]) + MARGIN_COLS);
		if (w->lib.set_column(w->sheet, (uint16_t)i, (uint16_t)i, width, NULL) != LXW_NO_ERROR)
			return QUAD_ENOMEM;
	}
	if (w->lib.autofilter(w->sheet, 0, 0, w->n_rows, (uint16_t)(w->n_columns - 1)) != LXW_NO_ERROR)
		return QUAD_ENOMEM;
	errno = 0;
	int err = w->lib.close(w->book);
	w->book = NULL;
	if (err == LXW_ERROR_MEMORY_MALLOC_FAILED)
		return QUAD_ENOMEM;
	return err ? fail_temporary(w) : 0;
}

/* What is looked for in the part of the sheet as it passes. */
struct passage {
	uint64_t at;                    /* bytes so far */
	uint64_t rows_end;              /* where the rows must have ended; 0: not known yet */
	char mark[sizeof ROWS_END - 1]; /* what stands there */
};

static void watch_rows(struct passage *p, const char *text, size_t n, uint64_t rows_bytes)
{
	for (size_t i = 0; !p->rows_end && p->at == 0 && i + strlen(ROWS_BEGIN) <= n; i++)
		if (memcmp(text + i, ROWS_BEGIN, strlen(ROWS_BEGIN)) == 0)
			p->rows_end = i + strlen(ROWS_BEGIN) + rows_bytes;
	for (size_t i = 0; p->rows_end && i < sizeof p->mark; i++)
		if (p->rows_end + i >= p->at && p->rows_end + i < p->at + n)
			p->mark[i] = text[p->rows_end + i - p->at];
	p->at += n;
}

/* True if the part can be unpacked and is whole XML, and holds the rows if it is the sheet. */
static bool part_is_whole(struct xlsx_write *w, zip_t *zip, zip_uint64_t index, const char *name, char *portion)
{
	struct passage p = {0};
	zip_int64_t n = -1;
	zip_file_t *file = w->reader.zip_fopen_index(zip, index, 0);
	XML_Parser parser = w->reader.parser_create(NULL, '\n');
	bool whole = file && parser;
	while (whole && (n = w->reader.zip_fread(file, portion, PORTION_BYTES)) > 0) {
		watch_rows(&p, portion, (size_t)n, w->rows_bytes);
		whole = w->reader.parse(parser, portion, (int)n, 0) == XML_STATUS_OK;
	}
	whole = whole && n == 0 && w->reader.parse(parser, NULL, 0, 1) == XML_STATUS_OK;
	if (strcmp(name, "xl/worksheets/sheet1.xml") == 0)
		whole = whole && p.rows_end && memcmp(p.mark, ROWS_END, sizeof p.mark) == 0;
	if (parser)
		w->reader.parser_free(parser);
	if (file)
		w->reader.zip_fclose(file);
	return whole;
}

static int verify_book(struct xlsx_write *w, char *portion)
{
	zip_stat_t stat;
	zip_t *zip = w->reader.zip_open(w->path, ZIP_RDONLY, NULL);
	bool whole = zip != NULL;
	for (zip_uint64_t i = 0; whole && w->reader.zip_stat_index(zip, i, 0, &stat) == 0; i++)
		whole = part_is_whole(w, zip, i, stat.name, portion);
	if (zip)
		w->reader.zip_discard(zip);
	return whole ? 0 : set_fault(w, XLSX_WRITE_TEMPORARY, w->dir, ENOSPC);
}

static int copy_out(struct xlsx_write *w, char *portion)
{
	ssize_t n;
	for (off_t at = 0;; at += n) {
		errno = 0;
		n = pread(w->fd, portion, PORTION_BYTES, at);
		if (n <= 0)
			return n == 0 ? 0 : fail_temporary(w);
		if (fwrite(portion, 1, (size_t)n, w->file) != (size_t)n || ferror(w->file))
			return set_fault(w, XLSX_WRITE_OUTPUT, "", errno ? errno : EIO);
	}
}

static int sink_end(struct table_sink *sink)
{
	struct xlsx_write *w = (struct xlsx_write *)sink;
	char *portion = arena_alloc(&w->arena, PORTION_BYTES);
	int err = portion ? finish_rows(w) : QUAD_ENOMEM;
	if (!err)
		err = write_grid(w);
	if (!err)
		err = write_notes(w);
	if (!err)
		err = pack_book(w);
	if (!err)
		err = verify_book(w, portion);
	return err ? err : copy_out(w, portion);
}

/* ---- the writer ---- */

int xlsx_write_new(FILE *file, const char *sheet, struct xlsx_write **out)
{
	struct xlsx_write *w = calloc(1, sizeof *w);
	*out = NULL;
	if (!w)
		return QUAD_ENOMEM;
	*w = (struct xlsx_write){.sink = {sink_begin, sink_row, sink_end}, .file = file, .fd = -1};
	w->name = arena_str(&w->arena, sheet);
	if (!w->name) {
		xlsx_write_free(w);
		return QUAD_ENOMEM;
	}
	*out = w;
	return 0;
}

void xlsx_write_remark(struct xlsx_write *w, const char *text)
{
	w->remark = text;
}

void xlsx_write_grid(struct xlsx_write *w, const struct xlsx_grid *grid)
{
	w->grid = grid;
}

void xlsx_write_notes(struct xlsx_write *w, const char *lines)
{
	w->notes = lines;
}

void xlsx_write_free(struct xlsx_write *w)
{
	if (!w)
		return;
	if (w->book) {
		/* The file of the rows is the sheet's until they are packed, and is not freed with it. */
		if (w->sheet)
			fclose(w->sheet->file);
		if (w->notes_sheet)
			fclose(w->notes_sheet->file);
		if (w->grid_sheet)
			fclose(w->grid_sheet->file);
		w->lib.workbook_free(w->book);
	}
	if (w->fd >= 0)
		close(w->fd);
	xlsx_write_lib_close(&w->lib);
	xlsx_lib_close(&w->reader);
	buf_release(&w->text);
	arena_release(&w->arena);
	free(w);
}

struct table_sink *xlsx_write_sink(struct xlsx_write *w)
{
	return &w->sink;
}

const struct xlsx_write_fault *xlsx_write_fault(const struct xlsx_write *w)
{
	return &w->fault;
}
