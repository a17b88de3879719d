/*
 * Opening a workbook: which parts its archive has and what they are, its sheets, its number formats, and the shared
 * texts, which any cell may name and which therefore are held. Whatever it says of itself has a limit.
 */
#include "store/format/xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/base/err.h"
#include "store/format/xlsx_part.h"

#define ENTRIES_MAX 10000 /* parts of an archive */
#define SHEETS_MAX 1000
#define TEXTS_MAX_BYTES ((size_t)64 << 20)

struct format_id {
	unsigned id;
	struct xlsx_format format;
};

struct relation {
	const char *id, *type, *part;
};

/* ---- relations: which part is what ---- */

struct relations {
	struct xlsx_scan scan;
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

static void relation_start(struct xlsx_scan *s, const char *name, const char **attributes)
{
	struct relations *r = (struct relations *)s;
	struct arena *arena = &s->x->arena;
	if (strcmp(name, "Relationship") != 0 || strcmp(xlsx_attribute(attributes, "TargetMode"), "External") == 0)
		return;
	struct relation *v = r->n < ENTRIES_MAX ? arena_grow(arena, r->v, r->n, &r->cap, sizeof *v) : NULL;
	if (!v) {
		xlsx_scan_fail(s, r->n < ENTRIES_MAX ? QUAD_ENOMEM : xlsx_refuse(s->x, LIST_BOOK_LARGE));
		return;
	}
	r->v = v;
	/* The last word of the type is the same in the strict form, whose namespace is another. */
	const char *type = xlsx_attribute(attributes, "Type"), *slash = strrchr(type, '/');
	v[r->n] = (struct relation){.id = arena_str(arena, xlsx_attribute(attributes, "Id")),
	                            .type = arena_str(arena, slash ? slash + 1 : type),
	                            .part = resolve_target(arena, r->base, xlsx_attribute(attributes, "Target"))};
	if (!v[r->n].id || !v[r->n].type || !v[r->n].part)
		xlsx_scan_fail(s, QUAD_ENOMEM);
	else
		r->n++;
}

static int read_relations(struct xlsx *x, const char *base, struct relations *out)
{
	static const struct xlsx_scan_ops ops = {.start = relation_start};
	const char *slash = strrchr(base, '/');
	int folder = slash ? (int)(slash - base) + 1 : 0;
	*out = (struct relations){.scan.ops = &ops, .base = base};
	const char *part = arena_fmt(&x->arena, "%.*s_rels/%s.rels", folder, base, base + folder);
	int err = part ? xlsx_scan_all(&out->scan, x, part, SMALL_PART_MAX_BYTES) : QUAD_ENOMEM;
	return err == QUAD_ENOTFOUND ? xlsx_refuse(x, LIST_BOOK_DAMAGED) : err;
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
	struct xlsx_scan scan;
	const struct relations *relations;
};

static void workbook_start(struct xlsx_scan *s, const char *name, const char **attributes)
{
	const struct relations *r = ((struct workbook *)s)->relations;
	struct xlsx *x = s->x;
	if (strcmp(name, "workbookPr") == 0)
		x->since_1904 = xlsx_is_true(xlsx_attribute(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return;
	for (size_t i = 0; i < r->n; i++) {
		/* Sheets of charts have another type. */
		if (strcmp(r->v[i].id, xlsx_relation_id(attributes)) != 0 || strcmp(r->v[i].type, "worksheet") != 0)
			continue;
		const char *title = xlsx_attribute(attributes, "name"), *state = xlsx_attribute(attributes, "state");
		struct xlsx_sheet *sheets = NULL;
		if (x->n_sheets < SHEETS_MAX)
			sheets = array_grow(x->sheets, &x->cap_sheets, x->n_sheets, sizeof *sheets);
		if (!sheets) {
			xlsx_scan_fail(s, x->n_sheets < SHEETS_MAX ? QUAD_ENOMEM : xlsx_refuse(x, LIST_BOOK_LARGE));
			return;
		}
		x->sheets = sheets;
		sheets[x->n_sheets] = (struct xlsx_sheet){.name = arena_str(&x->arena, title),
		                                          .part = r->v[i].part,
		                                          .hidden = *state && strcmp(state, "visible") != 0};
		if (!sheets[x->n_sheets++].name)
			xlsx_scan_fail(s, QUAD_ENOMEM);
		return;
	}
}

/* ---- styles: the number format of each ---- */

struct styles {
	struct xlsx_scan scan;
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

static void style_start(struct xlsx_scan *s, const char *name, const char **attributes)
{
	struct styles *st = (struct styles *)s;
	struct xlsx *x = s->x;
	size_t id;
	if (!xlsx_read_number(xlsx_attribute(attributes, "numFmtId"), UINT16_MAX, &id))
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
			xlsx_scan_fail(s, st->n < SHEETS_MAX ? QUAD_ENOMEM : xlsx_refuse(x, LIST_BOOK_LARGE));
			return;
		}
		st->custom = v;
		v[st->n++] = (struct format_id){.id = (unsigned)id,
		                                .format = xlsx_format_custom(xlsx_attribute(attributes, "formatCode"))};
	}
	if (st->in_cells && strcmp(name, "xf") == 0) {
		struct xlsx_format *v = NULL;
		if (x->n_formats < FORMATS_MAX)
			v = array_grow(x->formats, &x->cap_formats, x->n_formats, sizeof *v);
		if (!v) {
			xlsx_scan_fail(s, x->n_formats < FORMATS_MAX ? QUAD_ENOMEM : xlsx_refuse(x, LIST_BOOK_LARGE));
			return;
		}
		x->formats = v;
		v[x->n_formats++] = format_of(st, id);
	}
}

static void style_end(struct xlsx_scan *s, const char *name)
{
	struct styles *st = (struct styles *)s;
	if (strcmp(name, "numFmts") == 0)
		st->in_formats = false;
	if (strcmp(name, "cellXfs") == 0)
		st->in_cells = false;
}

static int read_styles(struct xlsx *x, const char *part)
{
	static const struct xlsx_scan_ops ops = {.start = style_start, .end = style_end};
	struct styles st = {.scan.ops = &ops};
	int err = part ? xlsx_scan_all(&st.scan, x, part, SMALL_PART_MAX_BYTES) : 0;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* ---- shared texts ---- */

struct texts {
	struct xlsx_scan scan;
	struct xlsx_collector collector;
	struct buf text;
};

static void texts_start(struct xlsx_scan *s, const char *name, const char **attributes)
{
	struct texts *t = (struct texts *)s;
	(void)attributes;
	xlsx_collector_start(&t->collector, name);
	if (strcmp(name, "si") == 0)
		buf_clear(&t->text);
}

static void texts_text(struct xlsx_scan *s, const char *text, size_t len)
{
	struct texts *t = (struct texts *)s;
	if (t->collector.on && t->text.len <= CSV_CELL_MAX_BYTES)
		buf_add(&t->text, text, len);
}

/* A text that is longer than a cell may be is kept so long that its cells are found to be too large. */
static void texts_end(struct xlsx_scan *s, const char *name)
{
	struct texts *t = (struct texts *)s;
	struct xlsx *x = s->x;
	xlsx_collector_end(&t->collector, name);
	if (strcmp(name, "si") != 0)
		return;
	if (x->n_ends >= TEXTS_MAX || x->texts.len > TEXTS_MAX_BYTES) {
		xlsx_scan_fail(s, xlsx_refuse(x, LIST_BOOK_LARGE));
		return;
	}
	uint32_t *ends = array_grow(x->ends, &x->cap_ends, x->n_ends, sizeof *ends);
	if (ends)
		x->ends = ends;
	xlsx_unescape(&x->texts, buf_text(&t->text), t->text.len);
	if (!ends || x->texts.failed || t->text.failed)
		xlsx_scan_fail(s, QUAD_ENOMEM);
	else
		ends[x->n_ends++] = (uint32_t)x->texts.len;
}

static int read_texts(struct xlsx *x, const char *part)
{
	static const struct xlsx_scan_ops ops = {.start = texts_start, .end = texts_end, .text = texts_text};
	struct texts t = {.scan.ops = &ops};
	int err = part ? xlsx_scan_all(&t.scan, x, part, PART_MAX_BYTES) : 0;
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
	return xlsx_refuse(x, LIST_BOOK_LIBRARY);
}

static int open_archive(struct xlsx *x, struct bytes data)
{
	if (has_many_entries(data))
		return xlsx_refuse(x, LIST_BOOK_LARGE);
	zip_source_t *source = x->lib.zip_source_buffer_create(data.p, data.len, 0, NULL);
	if (!source)
		return QUAD_ENOMEM;
	x->zip = x->lib.zip_open_from_source(source, ZIP_RDONLY, NULL);
	if (!x->zip) {
		x->lib.zip_source_free(source);
		return xlsx_refuse(x, LIST_BROKEN);
	}
	enum list_problem other = other_archive(x, data);
	return other ? xlsx_refuse(x, other) : 0;
}

static int read_workbook(struct xlsx *x)
{
	static const struct xlsx_scan_ops ops = {.start = workbook_start};
	struct relations of_archive, of_book;
	struct workbook book = {.scan.ops = &ops, .relations = &of_book};
	int err = read_relations(x, "", &of_archive);
	const char *main_part = err ? NULL : part_of_type(&of_archive, "officeDocument");
	if (err || !main_part)
		return err ? err : xlsx_refuse(x, LIST_BOOK_DAMAGED);
	size_t len = strlen(main_part);
	if (len >= 4 && strcasecmp(main_part + len - 4, ".bin") == 0)
		return xlsx_refuse(x, LIST_XLSB);
	if (strncmp(main_part, "word/", 5) == 0 || strncmp(main_part, "ppt/", 4) == 0)
		return xlsx_refuse(x, LIST_DOCUMENT);
	err = read_relations(x, main_part, &of_book);
	if (!err)
		err = xlsx_scan_all(&book.scan, x, main_part, SMALL_PART_MAX_BYTES);
	if (err)
		return err == QUAD_ENOTFOUND ? xlsx_refuse(x, LIST_BOOK_DAMAGED) : err;
	if (x->n_sheets == 0)
		return xlsx_refuse(x, LIST_BOOK_EMPTY);
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

/* Adds a sheet whose part is called by its number. */
static int add_bare_sheet(struct xlsx *x, const struct xlsx_bare_sheet *sheet)
{
	struct xlsx_sheet *v = NULL;
	if (x->n_sheets >= SHEETS_MAX)
		return xlsx_refuse(x, LIST_BOOK_LARGE);
	v = array_grow(x->sheets, &x->cap_sheets, x->n_sheets, sizeof *v);
	const char *part = arena_fmt(&x->arena, "sheet%zu", x->n_sheets);
	if (v)
		x->sheets = v;
	if (!v || !part)
		return QUAD_ENOMEM;
	x->bare[x->n_bare++] = (struct xlsx_bare_part){part, sheet->xml};
	v[x->n_sheets++] = (struct xlsx_sheet){.name = sheet->name, .part = part, .hidden = sheet->hidden};
	return 0;
}

/* Opens what is made of bare parts, with shared texts or none. */
static int open_bare(const struct xlsx_bare_sheet *sheets, size_t n, struct bytes texts, struct bytes styles,
                     struct xlsx **out, struct list_fault *fault)
{
	struct xlsx *x = calloc(1, sizeof *x);
	*out = NULL;
	*fault = (struct list_fault){.problem = LIST_FINE};
	if (!x)
		return QUAD_ENOMEM;
	x->bare = arena_alloc(&x->arena, (n + 2) * sizeof *x->bare);
	int err = x->bare ? open_library(x) : QUAD_ENOMEM;
	if (err)
		return finish_open(x, err, out, fault);
	x->bare[x->n_bare++] = (struct xlsx_bare_part){"styles", styles};
	x->bare[x->n_bare++] = (struct xlsx_bare_part){"texts", texts};
	for (size_t i = 0; i < n; i++) {
		err = add_bare_sheet(x, &sheets[i]);
		if (err)
			break;
	}
	if (!err && styles.len)
		err = read_styles(x, "styles");
	if (!err && texts.len)
		err = read_texts(x, "texts");
	return finish_open(x, err, out, fault);
}

int xlsx_open_parts(struct bytes sheet, struct bytes texts, struct bytes styles, struct xlsx **out,
                    struct list_fault *fault)
{
	return open_bare(&(struct xlsx_bare_sheet){"sheet", false, sheet}, 1, texts, styles, out, fault);
}

int xlsx_open_sheets(const struct xlsx_bare_sheet *sheets, size_t n, struct bytes styles, bool since_1904,
                     struct xlsx **out, struct list_fault *fault)
{
	int err = open_bare(sheets, n, (struct bytes){NULL, 0}, styles, out, fault);
	if (!err)
		(*out)->since_1904 = since_1904;
	return err;
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
