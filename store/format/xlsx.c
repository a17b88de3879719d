/*
 * A workbook is an archive of XML parts. Each is inflated and parsed in portions, so memory does not grow with a sheet;
 * only the shared texts, which any cell may name, are held. The parser pushes, the reader of rows pulls: the parser is
 * suspended at the end of each row and resumed for the next one.
 *
 * Nothing in an archive is believed: every part, its ratio of inflation, the tokens, texts, rows, cells and names in it
 * have a limit, and a document type, with which entities would come, is refused.
 */
#include "store/format/xlsx.h"

#include <string.h>
#include <strings.h>

#include "store/base/err.h"
#include "store/format/xlsx_lib.h"
#include "store/format/xlsx_value.h"

#define PORTION_BYTES 32768
#define PART_MAX_BYTES ((uint64_t)512 << 20)
#define SMALL_PART_MAX_BYTES ((uint64_t)8 << 20) /* of the parts that are held, but for the shared texts */
#define RATIO_MAX 300                            /* of inflation, looked at behind SMALL_PART_MAX_BYTES */
#define TOKEN_MAX_BYTES ((uint64_t)1 << 20)      /* a tag or a comment, which the parser must hold */
#define READ_MAX_BYTES ((uint64_t)1536 << 20)    /* of all parts, as often as they are read */
#define DEPTH_MAX 100
#define ENTRIES_MAX 10000 /* parts of an archive */
#define SHEETS_MAX 1000
#define FORMATS_MAX 65536
#define TEXTS_MAX ((size_t)4 << 20)
#define TEXTS_MAX_BYTES ((size_t)64 << 20)
#define ROWS_MAX ((size_t)1 << 20)
#define COLUMNS_MAX ((size_t)1 << 14)
#define CELLS_MAX ((size_t)20 << 20)
#define ROW_MAX_BYTES ((size_t)1 << 20)
#define SHEET_MAX_BYTES ((size_t)256 << 20) /* of texts, shared ones counted wherever they stand */
#define MERGES_MAX ((size_t)100000)
#define NS_MARK '\n' /* between a namespace and a name, as expat is told; no namespace can hold it */

struct format_id {
	unsigned id;
	struct xlsx_format format;
};

struct relation {
	const char *id, *type, *part;
};

struct sheet {
	const char *name, *part;
	bool hidden;
};

/* A merged range of more than one row. Rows and columns from 1. */
struct merge {
	uint32_t top, bottom, column;
};

struct xlsx {
	struct xlsx_lib lib;
	zip_t *zip;         /* NULL: the parts are the three below */
	struct bytes bare[3];
	struct list_fault fault;
	uint64_t n_read; /* bytes of parts so far */
	bool since_1904;
	struct sheet *sheets;
	size_t n_sheets, cap_sheets;
	struct xlsx_format *formats; /* by a cell's style */
	size_t n_formats, cap_formats;
	struct buf texts; /* shared texts, one behind the other */
	uint32_t *ends;   /* of the texts */
	size_t n_ends, cap_ends;
	struct merge *merges; /* of the surveyed sheet, by their tops */
	size_t n_merges, cap_merges;
	struct arena arena; /* of names and relations */
};

static int refuse_book(struct xlsx *x, enum list_problem problem)
{
	x->fault.problem = problem;
	return QUAD_EINVAL;
}

/* ---- a part, portion by portion ---- */

struct part {
	struct xlsx *x;
	zip_file_t *file; /* NULL: memory */
	struct bytes memory;
	uint64_t at, max_bytes, packed_bytes;
};

static const char *const bare_parts[] = {"sheet", "texts", "styles"};

static int part_open(struct xlsx *x, const char *name, uint64_t max_bytes, struct part *out)
{
	*out = (struct part){.x = x, .max_bytes = max_bytes};
	if (!x->zip) {
		for (size_t i = 0; i < 3; i++)
			if (strcmp(name, bare_parts[i]) == 0)
				out->memory = x->bare[i];
		return 0;
	}
	zip_stat_t stat;
	zip_int64_t i = x->lib.zip_name_locate(x->zip, name, ZIP_FL_NOCASE);
	if (i < 0)
		return QUAD_ENOTFOUND;
	if (x->lib.zip_stat_index(x->zip, (zip_uint64_t)i, 0, &stat) != 0)
		return refuse_book(x, LIST_BOOK_DAMAGED);
	if (stat.valid & ZIP_STAT_SIZE && stat.size > max_bytes)
		return refuse_book(x, LIST_BOOK_LARGE);
	out->packed_bytes = stat.valid & ZIP_STAT_COMP_SIZE ? stat.comp_size : 0;
	out->file = x->lib.zip_fopen_index(x->zip, (zip_uint64_t)i, 0);
	return out->file ? 0 : refuse_book(x, LIST_BOOK_DAMAGED);
}

/* The next bytes; none at the end. What the archive says of a part's size is not believed. */
static int part_read(struct part *p, char *out, size_t size, size_t *n)
{
	if (!p->file) {
		*n = p->memory.len - (size_t)p->at < size ? p->memory.len - (size_t)p->at : size;
		if (*n)
			memcpy(out, (const char *)p->memory.p + p->at, *n);
	} else {
		zip_int64_t got = p->x->lib.zip_fread(p->file, out, size);
		if (got < 0)
			return refuse_book(p->x, LIST_BOOK_DAMAGED);
		*n = (size_t)got;
	}
	p->at += *n;
	p->x->n_read += *n;
	bool swells = p->file && p->at > SMALL_PART_MAX_BYTES && p->at / RATIO_MAX > p->packed_bytes;
	if (swells || p->x->n_read > READ_MAX_BYTES || p->at > p->max_bytes)
		return refuse_book(p->x, LIST_BOOK_LARGE);
	return 0;
}

static void part_close(struct part *p)
{
	if (p->file)
		p->x->lib.zip_fclose(p->file);
	p->file = NULL;
}

/* ---- a part as XML ---- */

struct scan;

/* What a kind of part does with it: elements by their names without a namespace. What goes wrong is left in s->err. */
struct scan_ops {
	void (*start)(struct scan *s, const char *name, const char **attributes);
	void (*end)(struct scan *s, const char *name);
	void (*text)(struct scan *s, const char *text, size_t len);
};

/* The first member of what the kinds of parts keep. */
struct scan {
	struct xlsx *x;
	const struct scan_ops *ops;
	struct part part;
	XML_Parser parser;
	size_t depth;
	int err;
	bool suspended, last, ended;
};

static void scan_fail(struct scan *s, int err)
{
	if (!s->err)
		s->err = err;
	s->x->lib.stop(s->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
	const char *mark = strrchr(name, NS_MARK);
	return mark ? mark + 1 : name;
}

/* An attribute that has no namespace; "" if it is not given. */
static const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return "";
}

/* The attribute `id` of the relationships' namespace. */
static const char *relation_id(const char **attributes)
{
	for (; *attributes; attributes += 2)
		if (strchr(*attributes, NS_MARK) && strcmp(local_name(*attributes), "id") == 0)
			return attributes[1];
	return "";
}

static void XMLCALL on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct scan *s = arg;
	if (s->err)
		return;
	if (++s->depth > DEPTH_MAX)
		scan_fail(s, refuse_book(s->x, LIST_BOOK_DAMAGED));
	else
		s->ops->start(s, local_name(name), attributes);
}

static void XMLCALL on_end(void *arg, const XML_Char *name)
{
	struct scan *s = arg;
	if (s->err)
		return;
	s->depth--;
	if (s->ops->end)
		s->ops->end(s, local_name(name));
}

static void XMLCALL on_text(void *arg, const XML_Char *text, int len)
{
	struct scan *s = arg;
	if (!s->err && s->ops->text)
		s->ops->text(s, text, (size_t)len);
}

static void XMLCALL on_doctype(void *arg, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
                               int has_subset)
{
	struct scan *s = arg;
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_subset;
	scan_fail(s, refuse_book(s->x, LIST_BOOK_DOCTYPE));
}

static void scan_close(struct scan *s)
{
	if (s->parser)
		s->x->lib.parser_free(s->parser);
	s->parser = NULL;
	part_close(&s->part);
}

/* s->ops is set. QUAD_ENOTFOUND: there is no such part. */
static int scan_open(struct scan *s, struct xlsx *x, const char *part, uint64_t max_bytes)
{
	s->x = x;
	int err = part_open(x, part, max_bytes, &s->part);
	if (err)
		return err;
	s->parser = x->lib.parser_create(NULL, NS_MARK);
	if (!s->parser) {
		part_close(&s->part);
		return QUAD_ENOMEM;
	}
	x->lib.set_user_data(s->parser, s);
	x->lib.set_elements(s->parser, on_start, on_end);
	x->lib.set_text(s->parser, on_text);
	x->lib.set_doctype(s->parser, on_doctype);
	return 0;
}

/* What an error of the parser means. */
static int refuse_damaged(struct scan *s)
{
	if (s->x->lib.error(s->parser) == XML_ERROR_NO_MEMORY)
		return QUAD_ENOMEM;
	return refuse_book(s->x, LIST_BOOK_DAMAGED);
}

/* Goes on for a portion, or until the parser is suspended. QUAD_ENOTFOUND at the end. */
static int scan_step(struct scan *s)
{
	const struct xlsx_lib *lib = &s->x->lib;
	char portion[PORTION_BYTES];
	enum XML_Status status;
	size_t n;
	if (s->err || s->ended)
		return s->err ? s->err : QUAD_ENOTFOUND;
	if (s->suspended) {
		status = lib->resume(s->parser);
	} else {
		s->err = part_read(&s->part, portion, sizeof portion, &n);
		if (s->err)
			return s->err;
		s->last = n == 0;
		status = lib->parse(s->parser, portion, (int)n, s->last);
	}
	s->suspended = status == XML_STATUS_SUSPENDED;
	s->ended = status == XML_STATUS_OK && s->last;
	if (s->err || s->suspended)
		return s->err;
	XML_Index at = lib->byte_index(s->parser);
	if (status == XML_STATUS_ERROR)
		s->err = refuse_damaged(s);
	else if (!s->ended && s->part.at - (at > 0 ? (uint64_t)at : 0) > TOKEN_MAX_BYTES)
		s->err = refuse_book(s->x, LIST_BOOK_LARGE);
	return s->err;
}

/* Reads a part to its end and closes it. */
static int scan_all(struct scan *s, struct xlsx *x, const char *part, uint64_t max_bytes)
{
	int err = scan_open(s, x, part, max_bytes);
	if (err)
		return err;
	while (!err)
		err = scan_step(s);
	scan_close(s);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* Reads digits; false if there are none, other things, or more than max says. */
static bool read_number(const char *text, size_t max, size_t *out)
{
	const char *p = text;
	for (*out = 0; *p >= '0' && *p <= '9' && *out <= max; p++)
		*out = *out * 10 + (size_t)(*p - '0');
	return p > text && *p == '\0' && *out <= max;
}

static bool is_true(const char *text)
{
	return strcmp(text, "1") == 0 || strcmp(text, "true") == 0 || strcmp(text, "on") == 0;
}

/* ---- relations: which part is what ---- */

struct relations {
	struct scan scan;
	const char *base; /* the part that they are of, "" = the archive */
	struct relation *v;
	size_t n, cap;
};

/* The name of the part that a target means, in the arena: against the base's folder, `.` and `..` resolved. */
static char *resolve_target(struct arena *arena, const char *base, const char *target)
{
	struct buf path = {0};
	size_t kept = 0;
	const char *slash = strrchr(base, '/');
	if (*target != '/' && slash)
		buf_add(&path, base, (size_t)(slash - base) + 1);
	buf_str(&path, target);
	char *out = arena_alloc(arena, path.len + 1);
	for (const char *p = buf_text(&path); out && *p;) {
		size_t n = strcspn(p, "/");
		if (n == 2 && memcmp(p, "..", 2) == 0) {
			while (kept > 0 && out[--kept] != '/')
				;
		} else if (n > 0 && !(n == 1 && *p == '.')) {
			if (kept > 0)
				out[kept++] = '/';
			memcpy(out + kept, p, n);
			kept += n;
		}
		p += n + (p[n] == '/');
	}
	if (out)
		out[kept] = '\0';
	if (path.failed)
		out = NULL;
	buf_release(&path);
	return out;
}

static void relation_start(struct scan *s, const char *name, const char **attributes)
{
	struct relations *r = (struct relations *)s;
	struct arena *arena = &s->x->arena;
	if (strcmp(name, "Relationship") != 0 || strcmp(attribute(attributes, "TargetMode"), "External") == 0)
		return;
	struct relation *v = r->n < ENTRIES_MAX ? arena_grow(arena, r->v, r->n, &r->cap, sizeof *v) : NULL;
	if (!v) {
		scan_fail(s, r->n < ENTRIES_MAX ? QUAD_ENOMEM : refuse_book(s->x, LIST_BOOK_LARGE));
		return;
	}
	r->v = v;
	/* The last word of the type is the same in the strict form, whose namespace is another. */
	const char *type = attribute(attributes, "Type"), *slash = strrchr(type, '/');
	v[r->n] = (struct relation){.id = arena_str(arena, attribute(attributes, "Id")),
	                            .type = arena_str(arena, slash ? slash + 1 : type),
	                            .part = resolve_target(arena, r->base, attribute(attributes, "Target"))};
	if (!v[r->n].id || !v[r->n].type || !v[r->n].part)
		scan_fail(s, QUAD_ENOMEM);
	else
		r->n++;
}

static int read_relations(struct xlsx *x, const char *base, struct relations *out)
{
	static const struct scan_ops ops = {.start = relation_start};
	const char *slash = strrchr(base, '/');
	int folder = slash ? (int)(slash - base) + 1 : 0;
	*out = (struct relations){.scan.ops = &ops, .base = base};
	const char *part = arena_fmt(&x->arena, "%.*s_rels/%s.rels", folder, base, base + folder);
	int err = part ? scan_all(&out->scan, x, part, SMALL_PART_MAX_BYTES) : QUAD_ENOMEM;
	return err == QUAD_ENOTFOUND ? refuse_book(x, LIST_BOOK_DAMAGED) : err;
}

/* The part of that type; NULL if there is none. */
static const char *part_of_type(const struct relations *r, const char *type)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->v[i].type, type) == 0)
			return r->v[i].part;
	return NULL;
}

/* ---- the workbook ---- */

struct workbook {
	struct scan scan;
	const struct relations *relations;
};

static void workbook_start(struct scan *s, const char *name, const char **attributes)
{
	const struct relations *r = ((struct workbook *)s)->relations;
	struct xlsx *x = s->x;
	if (strcmp(name, "workbookPr") == 0)
		x->since_1904 = is_true(attribute(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return;
	for (size_t i = 0; i < r->n; i++) {
		/* Sheets of charts have another type. */
		if (strcmp(r->v[i].id, relation_id(attributes)) != 0 || strcmp(r->v[i].type, "worksheet") != 0)
			continue;
		const char *title = attribute(attributes, "name"), *state = attribute(attributes, "state");
		struct sheet *sheets = NULL;
		if (x->n_sheets < SHEETS_MAX)
			sheets = array_grow(x->sheets, &x->cap_sheets, x->n_sheets, sizeof *sheets);
		if (!sheets) {
			scan_fail(s, x->n_sheets < SHEETS_MAX ? QUAD_ENOMEM : refuse_book(x, LIST_BOOK_LARGE));
			return;
		}
		x->sheets = sheets;
		sheets[x->n_sheets] = (struct sheet){.name = arena_str(&x->arena, title),
		                                     .part = r->v[i].part,
		                                     .hidden = *state && strcmp(state, "visible") != 0};
		if (!sheets[x->n_sheets++].name)
			scan_fail(s, QUAD_ENOMEM);
		return;
	}
}

/* ---- styles: the number format of each ---- */

struct styles {
	struct scan scan;
	bool in_formats, in_cells;
	struct format_id *custom;
	size_t n, cap;
};

static struct xlsx_format format_of(const struct styles *st, size_t id)
{
	for (size_t i = 0; i < st->n; i++)
		if (st->custom[i].id == id)
			return st->custom[i].format;
	return xlsx_format_builtin((unsigned)id);
}

static void style_start(struct scan *s, const char *name, const char **attributes)
{
	struct styles *st = (struct styles *)s;
	struct xlsx *x = s->x;
	size_t id;
	if (!read_number(attribute(attributes, "numFmtId"), UINT16_MAX, &id))
		id = 0;
	if (strcmp(name, "numFmts") == 0)
		st->in_formats = true;
	if (strcmp(name, "cellXfs") == 0)
		st->in_cells = true;
	if (st->in_formats && strcmp(name, "numFmt") == 0) {
		struct format_id *v = NULL;
		if (st->n < SHEETS_MAX)
			v = arena_grow(&x->arena, st->custom, st->n, &st->cap, sizeof *v);
		if (!v) {
			scan_fail(s, st->n < SHEETS_MAX ? QUAD_ENOMEM : refuse_book(x, LIST_BOOK_LARGE));
			return;
		}
		st->custom = v;
		v[st->n++] = (struct format_id){.id = (unsigned)id,
		                                .format = xlsx_format_custom(attribute(attributes, "formatCode"))};
	}
	if (st->in_cells && strcmp(name, "xf") == 0) {
		struct xlsx_format *v = NULL;
		if (x->n_formats < FORMATS_MAX)
			v = array_grow(x->formats, &x->cap_formats, x->n_formats, sizeof *v);
		if (!v) {
			scan_fail(s, x->n_formats < FORMATS_MAX ? QUAD_ENOMEM : refuse_book(x, LIST_BOOK_LARGE));
			return;
		}
		x->formats = v;
		v[x->n_formats++] = format_of(st, id);
	}
}

static void style_end(struct scan *s, const char *name)
{
	struct styles *st = (struct styles *)s;
	if (strcmp(name, "numFmts") == 0)
		st->in_formats = false;
	if (strcmp(name, "cellXfs") == 0)
		st->in_cells = false;
}

static int read_styles(struct xlsx *x, const char *part)
{
	static const struct scan_ops ops = {.start = style_start, .end = style_end};
	struct styles st = {.scan.ops = &ops};
	int err = part ? scan_all(&st.scan, x, part, SMALL_PART_MAX_BYTES) : 0;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* ---- texts: those of the shared part and those within cells ---- */

/* Which of an element's characters are a text: those of `t`, in runs or not, but for phonetic ones. */
struct collector {
	bool on;
	size_t phonetic; /* how many rPh are open */
};

static void collector_start(struct collector *c, const char *name)
{
	c->phonetic += strcmp(name, "rPh") == 0;
	if (strcmp(name, "t") == 0)
		c->on = c->phonetic == 0;
}

static void collector_end(struct collector *c, const char *name)
{
	if (strcmp(name, "rPh") == 0 && c->phonetic > 0)
		c->phonetic--;
	if (strcmp(name, "t") == 0)
		c->on = false;
}

struct texts {
	struct scan scan;
	struct collector collector;
	struct buf text;
};

static void texts_start(struct scan *s, const char *name, const char **attributes)
{
	struct texts *t = (struct texts *)s;
	(void)attributes;
	collector_start(&t->collector, name);
	if (strcmp(name, "si") == 0)
		buf_clear(&t->text);
}

static void texts_text(struct scan *s, const char *text, size_t len)
{
	struct texts *t = (struct texts *)s;
	if (t->collector.on && t->text.len <= CSV_CELL_MAX_BYTES)
		buf_add(&t->text, text, len);
}

/* A text that is longer than a cell may be is kept so long that its cells are found to be too large. */
static void texts_end(struct scan *s, const char *name)
{
	struct texts *t = (struct texts *)s;
	struct xlsx *x = s->x;
	collector_end(&t->collector, name);
	if (strcmp(name, "si") != 0)
		return;
	if (x->n_ends >= TEXTS_MAX || x->texts.len > TEXTS_MAX_BYTES) {
		scan_fail(s, refuse_book(x, LIST_BOOK_LARGE));
		return;
	}
	uint32_t *ends = array_grow(x->ends, &x->cap_ends, x->n_ends, sizeof *ends);
	if (ends)
		x->ends = ends;
	xlsx_unescape(&x->texts, buf_text(&t->text), t->text.len);
	if (!ends || x->texts.failed || t->text.failed)
		scan_fail(s, QUAD_ENOMEM);
	else
		ends[x->n_ends++] = (uint32_t)x->texts.len;
}

static int read_texts(struct xlsx *x, const char *part)
{
	static const struct scan_ops ops = {.start = texts_start, .end = texts_end, .text = texts_text};
	struct texts t = {.scan.ops = &ops};
	int err = part ? scan_all(&t.scan, x, part, PART_MAX_BYTES) : 0;
	buf_release(&t.text);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* ---- opening ---- */

bool xlsx_is_archive(struct bytes data)
{
	return data.len >= 4 && memcmp(data.p, "PK\x03\x04", 4) == 0;
}

static uint64_t little_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

/* True for the end record of an archive at byte i, or the record of its larger form, that counts too many entries. */
static bool ends_many_entries(struct bytes data, size_t i)
{
	const unsigned char *p = (const unsigned char *)data.p;
	if (p[i] != 'P' || p[i + 1] != 'K')
		return false;
	if (p[i + 2] == 5 && p[i + 3] == 6) {
		uint64_t n = little_endian(p + i + 10, 2);
		return n > ENTRIES_MAX && n != UINT16_MAX;
	}
	if (p[i + 2] != 6 || p[i + 3] != 7)
		return false;
	uint64_t at = little_endian(p + i + 8, 8);
	return at < data.len && data.len - at >= 56 && little_endian(p + at + 32, 8) > ENTRIES_MAX;
}

/* Looks for directories at the archive's end that list more parts than libzip should be let to take in. */
static bool has_many_entries(struct bytes data)
{
	size_t from = data.len > 65536 + 64 ? data.len - 65536 - 64 : 0;
	for (size_t i = from; i + 20 <= data.len; i++)
		if (ends_many_entries(data, i))
			return true;
	return false;
}

/* Archives that are something else, by what they hold. */
static enum list_problem other_archive(struct xlsx *x, struct bytes data)
{
	static const char ods[] = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
	if (data.len >= 30 + sizeof ods - 1 && memcmp((const char *)data.p + 30, ods, sizeof ods - 1) == 0)
		return LIST_ODS;
	if (x->lib.zip_name_locate(x->zip, "[Content_Types].xml", ZIP_FL_NOCASE) >= 0)
		return LIST_FINE;
	if (x->lib.zip_name_locate(x->zip, "mimetype", 0) >= 0)
		return LIST_OPEN_DOCUMENT;
	return LIST_ARCHIVE;
}

static int open_library(struct xlsx *x)
{
	if (xlsx_lib_open(&x->lib, &x->fault.subject) == 0)
		return 0;
	return refuse_book(x, LIST_BOOK_LIBRARY);
}

static int open_archive(struct xlsx *x, struct bytes data)
{
	if (has_many_entries(data))
		return refuse_book(x, LIST_BOOK_LARGE);
	zip_source_t *source = x->lib.zip_source_buffer_create(data.p, data.len, 0, NULL);
	if (!source)
		return QUAD_ENOMEM;
	x->zip = x->lib.zip_open_from_source(source, ZIP_RDONLY, NULL);
	if (!x->zip) {
		x->lib.zip_source_free(source);
		return refuse_book(x, LIST_BROKEN);
	}
	enum list_problem other = other_archive(x, data);
	return other ? refuse_book(x, other) : 0;
}

static int read_workbook(struct xlsx *x)
{
	static const struct scan_ops ops = {.start = workbook_start};
	struct relations of_archive, of_book;
	struct workbook book = {.scan.ops = &ops, .relations = &of_book};
	int err = read_relations(x, "", &of_archive);
	const char *main_part = err ? NULL : part_of_type(&of_archive, "officeDocument");
	if (err || !main_part)
		return err ? err : refuse_book(x, LIST_BOOK_DAMAGED);
	size_t len = strlen(main_part);
	if (len >= 4 && strcasecmp(main_part + len - 4, ".bin") == 0)
		return refuse_book(x, LIST_XLSB);
	if (strncmp(main_part, "word/", 5) == 0 || strncmp(main_part, "ppt/", 4) == 0)
		return refuse_book(x, LIST_DOCUMENT);
	err = read_relations(x, main_part, &of_book);
	if (!err)
		err = scan_all(&book.scan, x, main_part, SMALL_PART_MAX_BYTES);
	if (err)
		return err == QUAD_ENOTFOUND ? refuse_book(x, LIST_BOOK_DAMAGED) : err;
	if (x->n_sheets == 0)
		return refuse_book(x, LIST_BOOK_EMPTY);
	err = read_styles(x, part_of_type(&of_book, "styles"));
	return err ? err : read_texts(x, part_of_type(&of_book, "sharedStrings"));
}

/* The end of opening: hands out x, or closes it and hands out the fault. */
static int finish_open(struct xlsx *x, int err, struct xlsx **out, struct list_fault *fault)
{
	*fault = err == QUAD_EINVAL ? x->fault : (struct list_fault){LIST_FINE, 0, NULL, NULL};
	if (err) {
		xlsx_close(x);
		x = NULL;
	}
	*out = x;
	return err;
}

int xlsx_open(struct bytes data, struct xlsx **out, struct list_fault *fault)
{
	struct xlsx *x = calloc(1, sizeof *x);
	*out = NULL;
	*fault = (struct list_fault){.problem = LIST_FINE};
	if (!x)
		return QUAD_ENOMEM;
	int err = open_library(x);
	if (!err)
		err = open_archive(x, data);
	if (!err)
		err = read_workbook(x);
	return finish_open(x, err, out, fault);
}

int xlsx_open_parts(struct bytes sheet, struct bytes texts, struct bytes styles, struct xlsx **out,
                    struct list_fault *fault)
{
	struct xlsx *x = calloc(1, sizeof *x);
	*out = NULL;
	*fault = (struct list_fault){.problem = LIST_FINE};
	if (!x)
		return QUAD_ENOMEM;
	x->bare[0] = sheet;
	x->bare[1] = texts;
	x->bare[2] = styles;
	int err = open_library(x);
	if (!err) {
		x->sheets = array_grow(NULL, &x->cap_sheets, 0, sizeof *x->sheets);
		err = x->sheets ? 0 : QUAD_ENOMEM;
	}
	if (!err)
		x->sheets[x->n_sheets++] = (struct sheet){.name = bare_parts[0], .part = bare_parts[0]};
	if (!err && styles.len)
		err = read_styles(x, bare_parts[2]);
	if (!err && texts.len)
		err = read_texts(x, bare_parts[1]);
	return finish_open(x, err, out, fault);
}

void xlsx_close(struct xlsx *x)
{
	if (!x)
		return;
	if (x->zip)
		x->lib.zip_discard(x->zip);
	xlsx_lib_close(&x->lib);
	free(x->sheets);
	free(x->formats);
	free(x->ends);
	free(x->merges);
	buf_release(&x->texts);
	arena_release(&x->arena);
	free(x);
}

size_t xlsx_sheets(const struct xlsx *x)
{
	return x->n_sheets;
}

const char *xlsx_sheet_name(const struct xlsx *x, size_t sheet)
{
	return x->sheets[sheet].name;
}

bool xlsx_sheet_is_hidden(const struct xlsx *x, size_t sheet)
{
	return x->sheets[sheet].hidden;
}

const struct list_fault *xlsx_fault(const struct xlsx *x)
{
	return &x->fault;
}

/* ---- a sheet's rows ---- */

/* A column (from 0) whose merged cells matter, and the range that the last row was in. */
struct merged_column {
	size_t column, n;
	enum xlsx_merged what;
	size_t bottom; /* 0 = none */
	struct buf text;
};

struct xlsx_rows {
	struct scan scan;
	bool survey;         /* no row is handed out; merged ranges are gathered */
	bool in_data;        /* within sheetData */
	bool pending;        /* row `row` was read and not handed out */
	size_t row, next;    /* the last one read; the one to hand out next; from 1 */
	size_t column;       /* of the last cell, from 1 */
	bool in_cell;
	char type;           /* of the cell: its first letter, `i` for inlineStr and `S` for str */
	size_t style;
	struct collector collector; /* of the cell's text */
	struct buf text;            /* the cell's */
	struct buf value;           /* as it is shown */
	struct buf data;            /* the row's cells, one behind the other */
	struct bytes *cells;
	size_t *ends; /* of the cells in data */
	size_t n, cap_cells, cap_ends;
	size_t n_full; /* the row's cells up to the last that is not empty */
	enum csv_fault fault;
	size_t n_cells, n_bytes; /* of the sheet so far */
	struct merged_column *merged;
	size_t n_merged, cap_merged;
	size_t merge; /* the first merged range whose top is not behind the rows read */
};

/* Reads `BC12`, column and row from 1, either 0 if it is beyond a sheet. NULL if it is no reference, else its end. */
static const char *read_reference(const char *p, size_t *column, size_t *row)
{
	const char *start = p;
	*column = *row = 0;
	for (; *p >= 'A' && *p <= 'Z' && *column <= COLUMNS_MAX; p++)
		*column = *column * 26 + (size_t)(*p - 'A' + 1);
	if (p == start)
		return NULL;
	start = p;
	for (; *p >= '0' && *p <= '9' && *row <= ROWS_MAX; p++)
		*row = *row * 10 + (size_t)(*p - '0');
	if (p == start)
		return NULL;
	*column = *column > COLUMNS_MAX ? 0 : *column;
	*row = *row > ROWS_MAX ? 0 : *row;
	return p;
}

static void start_row(struct xlsx_rows *r, const char *number)
{
	size_t row = r->row + 1;
	if ((*number && !read_number(number, ROWS_MAX, &row)) || row > ROWS_MAX || row <= r->row) {
		scan_fail(&r->scan, refuse_book(r->scan.x, LIST_BOOK_ROWS));
		return;
	}
	r->row = row;
	r->column = r->n = r->n_full = 0;
	r->fault = CSV_FINE;
	buf_clear(&r->data);
}

static void start_cell(struct xlsx_rows *r, const char **attributes)
{
	struct xlsx *x = r->scan.x;
	const char *type = attribute(attributes, "t"), *place = attribute(attributes, "r");
	size_t column = r->column + 1, row;
	const char *end = *place ? read_reference(place, &column, &row) : "";
	if (!end || *end || column == 0 || column > COLUMNS_MAX || column <= r->column) {
		scan_fail(&r->scan, refuse_book(x, LIST_BOOK_COLUMNS));
		return;
	}
	if (++r->n_cells > CELLS_MAX) {
		scan_fail(&r->scan, refuse_book(x, LIST_BOOK_LARGE));
		return;
	}
	r->column = column;
	r->type = *type ? *type : 'n';
	if (strcmp(type, "str") == 0)
		r->type = 'S';
	if (!read_number(attribute(attributes, "s"), FORMATS_MAX, &r->style))
		r->style = 0;
	r->in_cell = true;
	r->collector = (struct collector){0};
	buf_clear(&r->text);
}

/* The cell as a person sees it. */
static int show_cell(struct xlsx_rows *r)
{
	struct xlsx *x = r->scan.x;
	const char *text = buf_text(&r->text);
	size_t i;
	buf_clear(&r->value);
	switch (r->text.len ? r->type : '\0') {
	case '\0': break;
	case 's':
		text += strspn(text, " \t\r\n");
		if (!read_number(text, TEXTS_MAX, &i) || i >= x->n_ends)
			return refuse_book(x, LIST_BOOK_DAMAGED);
		size_t from = i ? x->ends[i - 1] : 0;
		buf_add(&r->value, buf_text(&x->texts) + from, x->ends[i] - from);
		break;
	case 'b': buf_str(&r->value, is_true(text) ? "TRUE" : "FALSE"); break;
	case 'n': {
		struct xlsx_format format = {0};
		if (r->style < x->n_formats)
			format = x->formats[r->style];
		xlsx_number(&r->value, text, format, x->since_1904);
		break;
	}
	default: xlsx_unescape(&r->value, text, r->text.len); break;
	}
	return r->value.failed || r->text.failed ? QUAD_ENOMEM : 0;
}

/* Appends empty cells up to n. */
static int pad_row(struct xlsx_rows *r, size_t n)
{
	while (r->n < n) {
		size_t *ends = array_grow(r->ends, &r->cap_ends, r->n, sizeof *ends);
		if (!ends)
			return QUAD_ENOMEM;
		r->ends = ends;
		ends[r->n++] = r->data.len;
	}
	return 0;
}

static int end_cell(struct xlsx_rows *r)
{
	struct xlsx *x = r->scan.x;
	r->in_cell = false;
	int err = show_cell(r);
	if (err || r->value.len == 0 || r->fault != CSV_FINE)
		return err;
	r->n_bytes += r->value.len;
	if (r->n_bytes > SHEET_MAX_BYTES)
		return refuse_book(x, LIST_BOOK_LARGE);
	bool is_large = r->value.len > CSV_CELL_MAX_BYTES || r->data.len + r->value.len > ROW_MAX_BYTES;
	if (is_large || r->column > CSV_CELLS_MAX) {
		r->fault = CSV_TOO_LARGE;
		return pad_row(r, r->column > CSV_CELLS_MAX ? CSV_CELLS_MAX : r->column - 1);
	}
	err = pad_row(r, r->column);
	if (err)
		return err;
	buf_add(&r->data, r->value.p, r->value.len);
	r->ends[r->n - 1] = r->data.len;
	r->n_full = r->n;
	return r->data.failed ? QUAD_ENOMEM : 0;
}

static int compare_merges(const void *a, const void *b)
{
	const struct merge *x = a, *y = b;
	if (x->top != y->top)
		return x->top < y->top ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

static int add_merge(struct xlsx *x, const char *reference)
{
	size_t left, top, right, bottom;
	const char *p = read_reference(reference, &left, &top);
	if (!p || *p != ':' || !(p = read_reference(p + 1, &right, &bottom)) || *p || !left || !top || !bottom ||
	    bottom <= top)
		return 0;
	if (x->n_merges >= MERGES_MAX)
		return refuse_book(x, LIST_BOOK_LARGE);
	struct merge *v = array_grow(x->merges, &x->cap_merges, x->n_merges, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	x->merges = v;
	v[x->n_merges++] = (struct merge){.top = (uint32_t)top, .bottom = (uint32_t)bottom, .column = (uint32_t)left};
	return 0;
}

/* The bytes of the row's cell i, of none if the row does not reach so far. */
static struct bytes cell_of(const struct xlsx_rows *r, size_t i)
{
	size_t from = i > 0 && i < r->n ? r->ends[i - 1] : 0;
	return (struct bytes){buf_text(&r->data) + from, i < r->n ? r->ends[i] - from : 0};
}

/* Gives the row's cell `at`, which is empty, a text: the bytes make room for it and the ends behind it move. */
static int fill_cell(struct xlsx_rows *r, size_t at, const struct buf *text)
{
	r->n_bytes += text->len;
	if (r->n_bytes > SHEET_MAX_BYTES || r->data.len + text->len > ROW_MAX_BYTES) {
		r->fault = CSV_TOO_LARGE;
		r->n = r->n < at ? r->n : at;
		return 0;
	}
	int err = pad_row(r, at + 1);
	buf_add(&r->data, text->p, text->len);
	if (err || r->data.failed)
		return QUAD_ENOMEM;
	char *p = r->data.p + (at > 0 ? r->ends[at - 1] : 0);
	memmove(p + text->len, p, (size_t)(r->data.p + r->data.len - p) - text->len);
	memcpy(p, text->p, text->len);
	for (size_t i = at; i < r->n; i++)
		r->ends[i] += text->len;
	return 0;
}

/* Notes the text of the merged range that begins in this row and in that column. */
static int note_merge(struct xlsx_rows *r, const struct merge *merge)
{
	for (size_t i = 0; i < r->n_merged; i++) {
		struct merged_column *m = &r->merged[i];
		struct bytes cell = cell_of(r, m->column);
		if (m->column + 1 != merge->column)
			continue;
		m->bottom = cell.len ? merge->bottom : 0;
		buf_clear(&m->text);
		buf_add(&m->text, cell.p, cell.len);
		if (m->text.failed)
			return QUAD_ENOMEM;
	}
	return 0;
}

/* Counts or fills the cells of the row that merged ranges from above span. */
static int fill_merged(struct xlsx_rows *r)
{
	for (size_t i = 0; i < r->n_merged; i++) {
		struct merged_column *m = &r->merged[i];
		if (r->n_full == 0 || r->fault != CSV_FINE)
			return 0;
		if (m->bottom < r->row || cell_of(r, m->column).len)
			continue;
		m->n++;
		int err = m->what == XLSX_MERGED_FILL ? fill_cell(r, m->column, &m->text) : 0;
		if (err)
			return err;
	}
	return 0;
}

static int apply_merges(struct xlsx_rows *r)
{
	const struct xlsx *x = r->scan.x;
	int err = fill_merged(r);
	while (r->merge < x->n_merges && x->merges[r->merge].top < r->row)
		r->merge++;
	if (err)
		return err;
	for (; r->merge < x->n_merges && x->merges[r->merge].top == r->row; r->merge++) {
		err = note_merge(r, &x->merges[r->merge]);
		if (err)
			return err;
	}
	return 0;
}

static void end_row(struct xlsx_rows *r)
{
	int err = 0;
	if (r->fault == CSV_FINE)
		r->n = r->n_full;
	if (r->survey)
		return;
	if (r->n_merged)
		err = apply_merges(r);
	if (err) {
		scan_fail(&r->scan, err);
		return;
	}
	r->pending = true;
	r->scan.x->lib.stop(r->scan.parser, XML_TRUE);
}

static void sheet_start(struct scan *s, const char *name, const char **attributes)
{
	struct xlsx_rows *r = (struct xlsx_rows *)s;
	if (r->in_cell) {
		collector_start(&r->collector, name);
		if (strcmp(name, "v") == 0 && r->type != 'i')
			r->collector.on = true;
	} else if (r->in_data && strcmp(name, "c") == 0) {
		start_cell(r, attributes);
	} else if (r->in_data && strcmp(name, "row") == 0) {
		start_row(r, attribute(attributes, "r"));
	} else if (strcmp(name, "sheetData") == 0) {
		r->in_data = true;
	} else if (r->survey && strcmp(name, "mergeCell") == 0) {
		int err = add_merge(s->x, attribute(attributes, "ref"));
		if (err)
			scan_fail(s, err);
	}
}

static void sheet_end(struct scan *s, const char *name)
{
	struct xlsx_rows *r = (struct xlsx_rows *)s;
	int err = 0;
	if (r->in_cell) {
		collector_end(&r->collector, name);
		if (strcmp(name, "v") == 0)
			r->collector.on = false;
		if (strcmp(name, "c") == 0)
			err = end_cell(r);
	} else if (r->in_data && strcmp(name, "row") == 0) {
		end_row(r);
	} else if (strcmp(name, "sheetData") == 0) {
		r->in_data = false;
	}
	if (err)
		scan_fail(s, err);
}

/* A byte more than a cell may have shows that it has too many; the others are not held. */
static void sheet_text(struct scan *s, const char *text, size_t len)
{
	struct xlsx_rows *r = (struct xlsx_rows *)s;
	if (r->in_cell && r->collector.on && r->text.len <= CSV_CELL_MAX_BYTES)
		buf_add(&r->text, text, len);
}

static int open_sheet(struct xlsx *x, size_t sheet, bool survey, struct xlsx_rows **out)
{
	static const struct scan_ops ops = {.start = sheet_start, .end = sheet_end, .text = sheet_text};
	struct xlsx_rows *r = calloc(1, sizeof *r);
	*out = NULL;
	if (!r)
		return QUAD_ENOMEM;
	r->scan.ops = &ops;
	r->survey = survey;
	r->next = 1;
	int err = scan_open(&r->scan, x, x->sheets[sheet].part, PART_MAX_BYTES);
	if (err) {
		free(r);
		return err == QUAD_ENOTFOUND ? refuse_book(x, LIST_BOOK_DAMAGED) : err;
	}
	*out = r;
	return 0;
}

int xlsx_survey(struct xlsx *x, size_t sheet)
{
	struct xlsx_rows *r;
	x->n_merges = 0;
	int err = open_sheet(x, sheet, true, &r);
	if (err)
		return err;
	while (!err)
		err = scan_step(&r->scan);
	xlsx_rows_close(r);
	if (x->n_merges)
		qsort(x->merges, x->n_merges, sizeof *x->merges, compare_merges);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int xlsx_rows_open(struct xlsx *x, size_t sheet, struct xlsx_rows **out)
{
	return open_sheet(x, sheet, false, out);
}

int xlsx_rows_next(struct xlsx_rows *r, struct csv_row *out)
{
	int err = 0;
	*out = (struct csv_row){.fault = CSV_FINE};
	while (!r->pending) {
		err = scan_step(&r->scan);
		if (err)
			return err;
	}
	if (r->next++ < r->row)
		return 0;
	r->pending = false;
	err = csv_point_at_cells(&r->data, r->ends, r->n, &r->cells, &r->cap_cells);
	if (!err)
		*out = (struct csv_row){.cells = r->cells, .n = r->n, .fault = r->fault};
	return err;
}

void xlsx_rows_close(struct xlsx_rows *r)
{
	if (!r)
		return;
	scan_close(&r->scan);
	for (size_t i = 0; i < r->n_merged; i++)
		buf_release(&r->merged[i].text);
	free(r->merged);
	free(r->cells);
	free(r->ends);
	buf_release(&r->text);
	buf_release(&r->value);
	buf_release(&r->data);
	free(r);
}

int xlsx_rows_merged(struct xlsx_rows *r, size_t column, enum xlsx_merged what)
{
	struct merged_column *v = array_grow(r->merged, &r->cap_merged, r->n_merged, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	r->merged = v;
	v[r->n_merged++] = (struct merged_column){.column = column, .what = what};
	return 0;
}

size_t xlsx_rows_n_merged(const struct xlsx_rows *r, size_t column)
{
	for (size_t i = 0; i < r->n_merged; i++)
		if (r->merged[i].column == column)
			return r->merged[i].n;
	return 0;
}
