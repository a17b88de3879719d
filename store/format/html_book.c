/*
 * The parser of libxml2 is lenient: it closes what a page leaves open. Its events become rows and cells; what stands
 * outside of cells is no part of a table. Nothing is held but the cell at hand and the spans of its row.
 */
#include "store/format/html_book.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/base/err.h"
#include "store/format/html_lib.h"

#define PORTION_BYTES 65536
#define COLUMNS_MAX 4096 /* of a table; cells beyond are one column, which makes the row too large */
#define TABLES_MAX 500
#define DECLARED_IN_BYTES 4096 /* where a page declares its encoding */

struct page {
	const struct html_lib *lib;
	htmlParserCtxtPtr parser;
	struct sheet_parts *parts;
	size_t depth;      /* of tables that are open */
	size_t held_depth; /* the depth of the table whose rows are read; 0: none */
	size_t n_tables;
	size_t row, column, n_full; /* of that table: the row, the cell's column, rows with two texts or more */
	size_t n_texts;             /* of the row */
	size_t columns, rows;       /* that the cell at hand spans */
	bool in_cell, too_large;
	size_t skipped; /* depth of elements whose text is none: scripts and styles */
	struct buf text;
	char number[32];              /* the value that a spreadsheet program gave beside the text; "" = none */
	size_t busy[COLUMNS_MAX + 1]; /* rows, from the present one, that a cell from above still takes in a column */
};

static const char *find_attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes && *attributes; attributes += 2)
		if (strcasecmp((const char *)attributes[0], name) == 0)
			return attributes[1] ? (const char *)attributes[1] : "";
	return "";
}

/* How many rows or columns a cell spans. */
static size_t read_span(const char *text, size_t max)
{
	size_t n = 0;
	for (; *text >= '0' && *text <= '9' && n <= max; text++)
		n = n * 10 + (size_t)(*text - '0');
	if (n == 0)
		return 1;
	return n > max ? max : n;
}

/* ---- cells ---- */

static bool is_scientific(const char *text)
{
	const char *e = strpbrk(text, "eE");
	return e && (e[1] == '+' || e[1] == '-') && strspn(text, "0123456789.eE+- ") == strlen(text);
}

static void end_cell(struct page *p)
{
	if (!p->in_cell)
		return;
	p->in_cell = false;
	const char *text = buf_text(&p->text);
	/* a long number that shows as 2.02E+11 has its digits in an attribute */
	if (*p->number && is_scientific(text))
		text = p->number;
	bool empty = text[strspn(text, " \t\r\n")] == '\0';
	size_t column = p->column < COLUMNS_MAX ? p->column + 1 : COLUMNS_MAX + 1;
	if (!empty && p->column <= COLUMNS_MAX)
		parts_text(p->parts, column, text, strlen(text));
	p->n_texts += !empty;
	if (p->rows > 1 || p->columns > 1)
		parts_merge(p->parts, p->row, column, p->row + p->rows - 1, column + p->columns - 1);
	for (size_t i = 0; i < p->columns && p->column + i < COLUMNS_MAX; i++)
		p->busy[p->column + i] = p->rows;
	p->column += p->columns;
}

static void end_row(struct page *p)
{
	end_cell(p);
	p->n_full += p->n_texts >= 2;
	p->n_texts = 0;
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		p->busy[i] -= p->busy[i] > 0;
}

static void start_row(struct page *p)
{
	if (p->row)
		end_row(p);
	p->column = 0;
	if (p->row < SHEET_ROWS_MAX)
		parts_row(p->parts, ++p->row);
	else
		p->too_large = true;
}

static void start_cell(struct page *p, const xmlChar **attributes)
{
	end_cell(p);
	if (!p->row)
		start_row(p);
	while (p->column < COLUMNS_MAX && p->busy[p->column])
		p->column++;
	p->columns = read_span(find_attribute(attributes, "colspan"), COLUMNS_MAX);
	p->rows = read_span(find_attribute(attributes, "rowspan"), UINT16_MAX);
	p->in_cell = true;
	p->parts->failed |= p->text.failed;
	buf_clear(&p->text);
	snprintf(p->number, sizeof p->number, "%s", find_attribute(attributes, "x:num"));
}

/* ---- tables ---- */

static void end_table(struct page *p)
{
	if (p->held_depth == p->depth) {
		end_row(p);
		p->held_depth = 0;
	}
	p->depth -= p->depth > 0;
}

/* A table in a cell of one that has rows already is text of that cell; one in another lays out the page. */
static void start_table(struct page *p)
{
	char name[32];
	p->depth++;
	if (p->held_depth && p->n_full >= 2)
		return;
	if (p->n_tables >= TABLES_MAX) {
		p->too_large = true;
		return;
	}
	p->held_depth = p->depth;
	p->row = p->column = p->n_full = p->n_texts = 0;
	p->in_cell = false;
	memset(p->busy, 0, sizeof p->busy);
	snprintf(name, sizeof name, "table %zu", ++p->n_tables);
	parts_sheet(p->parts, name, false);
}

/* ---- the parser's events ---- */

/* Elements that part the text around them. */
static bool is_break(const char *name)
{
	static const char *const names[] = {"br", "p", "div", "li", "tr", "td", "th", "table", "hr", "ul", "ol"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool is_skipped(const char *name)
{
	return strcasecmp(name, "script") == 0 || strcasecmp(name, "style") == 0;
}

static void on_start(void *arg, const xmlChar *element, const xmlChar **attributes)
{
	struct page *p = arg;
	const char *name = (const char *)element;
	bool in_table = p->held_depth && p->held_depth == p->depth;
	if (p->parts->failed || p->too_large) {
		p->lib->stop(p->parser);
		return;
	}
	p->skipped += is_skipped(name);
	if (strcasecmp(name, "table") == 0)
		start_table(p);
	else if (in_table && strcasecmp(name, "tr") == 0)
		start_row(p);
	else if (in_table && (strcasecmp(name, "td") == 0 || strcasecmp(name, "th") == 0))
		start_cell(p, attributes);
	else if (p->in_cell && is_break(name))
		buf_char(&p->text, ' ');
}

static void on_end(void *arg, const xmlChar *element)
{
	struct page *p = arg;
	const char *name = (const char *)element;
	bool in_table = p->held_depth && p->held_depth == p->depth;
	if (is_skipped(name))
		p->skipped -= p->skipped > 0;
	else if (strcasecmp(name, "table") == 0)
		end_table(p);
	else if (in_table && (strcasecmp(name, "td") == 0 || strcasecmp(name, "th") == 0))
		end_cell(p);
}

static void on_text(void *arg, const xmlChar *text, int len)
{
	struct page *p = arg;
	if (p->in_cell && !p->skipped && p->text.len <= CSV_CELL_MAX_BYTES)
		buf_add(&p->text, text, (size_t)len);
}

static int refuse(struct list_fault *fault, enum list_problem problem, const char *subject)
{
	*fault = (struct list_fault){problem, 0, subject, NULL};
	return QUAD_EINVAL;
}

static int parse_page(struct page *p, const char *text, size_t len)
{
	htmlSAXHandler sax = {.startElement = on_start,
	                      .endElement = on_end,
	                      .characters = on_text,
	                      .cdataBlock = on_text,
	                      .ignorableWhitespace = on_text};
	p->parser = p->lib->create(&sax, p, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	if (!p->parser)
		return QUAD_ENOMEM;
	p->lib->use_options(p->parser, HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	                                       HTML_PARSE_NONET | HTML_PARSE_RECOVER);
	for (size_t at = 0; at < len && !p->parts->failed && !p->too_large; at += PORTION_BYTES) {
		size_t n = len - at < PORTION_BYTES ? len - at : PORTION_BYTES;
		p->lib->parse(p->parser, text + at, (int)n, 0);
	}
	p->lib->parse(p->parser, NULL, 0, 1);
	p->lib->free(p->parser);
	return p->parts->failed || p->text.failed ? QUAD_ENOMEM : 0;
}

int html_book_read(const char *text, size_t len, struct sheet_parts *out, struct list_fault *fault)
{
	struct html_lib lib;
	*fault = (struct list_fault){LIST_FINE, 0, NULL, NULL};
	if (len > HTML_MAX_BYTES)
		return refuse(fault, LIST_BOOK_LARGE, NULL);
	if (html_lib_open(&lib) != 0)
		return refuse(fault, LIST_HTML_LIBRARY, HTML_LIB_PACKAGE);
	struct page *p = calloc(1, sizeof *p);
	int err = p ? 0 : QUAD_ENOMEM;
	if (!err) {
		p->lib = &lib;
		p->parts = out;
		err = parse_page(p, text, len);
	}
	if (!err && p->too_large)
		err = refuse(fault, LIST_BOOK_LARGE, NULL);
	else if (!err && out->n == 0)
		err = refuse(fault, LIST_WEB_PAGE, NULL);
	if (p)
		buf_release(&p->text);
	free(p);
	html_lib_close(&lib);
	return err;
}

bool html_declared_encoding(struct bytes page, char name[HTML_ENCODING_MAX])
{
	static const char mark[] = "charset=";
	const char *p = page.p;
	size_t len = page.len < DECLARED_IN_BYTES ? page.len : DECLARED_IN_BYTES, n = 0;
	for (size_t i = 0; i + sizeof mark - 1 < len && !n; i++) {
		if (strncasecmp(p + i, mark, sizeof mark - 1) != 0)
			continue;
		size_t at = i + sizeof mark - 1;
		at += p[at] == '"' || p[at] == '\'';
		while (at + n < len && n < HTML_ENCODING_MAX - 1 && strchr("\"'; />", p[at + n]) == NULL)
			n++;
		memcpy(name, p + at, n);
	}
	name[n] = '\0';
	return n > 0;
}
