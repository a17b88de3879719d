/*
 * A part of a workbook is inflated and parsed in portions, so memory does not grow with a sheet. The parser pushes, the
 * reader of rows pulls: the parser is suspended at the end of each row and resumed for the next one.
 *
 * Nothing in an archive is believed: every part, its ratio of inflation and its tokens have a limit, and a document
 * type, with which entities would come, is refused.
 */
#include "store/format/xlsx_part.h"

#include <string.h>

#include "store/base/err.h"

#define PORTION_BYTES 32768
#define RATIO_MAX 300                         /* of inflation, looked at behind SMALL_PART_MAX_BYTES */
#define TOKEN_MAX_BYTES ((uint64_t)1 << 20)   /* a tag or a comment, which the parser must hold */
#define READ_MAX_BYTES ((uint64_t)1536 << 20) /* of all parts, as often as they are read */
#define DEPTH_MAX 100
#define NS_MARK '\n' /* between a namespace and a name, as expat is told; no namespace can hold it */

int xlsx_refuse(struct xlsx *x, enum list_problem problem)
{
	x->fault.problem = problem;
	return QUAD_EINVAL;
}

/* ---- a part, portion by portion ---- */

static int part_open(struct xlsx *x, const char *name, uint64_t max_bytes, struct xlsx_part *out)
{
	*out = (struct xlsx_part){.x = x, .max_bytes = max_bytes};
	if (!x->zip) {
		for (size_t i = 0; i < x->n_bare; i++)
			if (strcmp(name, x->bare[i].name) == 0)
				out->memory = x->bare[i].bytes;
		return 0;
	}
	zip_stat_t stat;
	zip_int64_t i = x->lib.zip_name_locate(x->zip, name, ZIP_FL_NOCASE);
	if (i < 0)
		return QUAD_ENOTFOUND;
	if (x->lib.zip_stat_index(x->zip, (zip_uint64_t)i, 0, &stat) != 0)
		return xlsx_refuse(x, LIST_BOOK_DAMAGED);
	if (stat.valid & ZIP_STAT_SIZE && stat.size > max_bytes)
		return xlsx_refuse(x, LIST_BOOK_LARGE);
	out->packed_bytes = stat.valid & ZIP_STAT_COMP_SIZE ? stat.comp_size : 0;
	out->file = x->lib.zip_fopen_index(x->zip, (zip_uint64_t)i, 0);
	return out->file ? 0 : xlsx_refuse(x, LIST_BOOK_DAMAGED);
}

/* The next bytes; none at the end. What the archive says of a part's size is not believed. */
static int part_read(struct xlsx_part *p, char *out, size_t size, size_t *n)
{
	if (!p->file) {
		*n = p->memory.len - (size_t)p->at < size ? p->memory.len - (size_t)p->at : size;
		if (*n)
			memcpy(out, (const char *)p->memory.p + p->at, *n);
	} else {
		zip_int64_t got = p->x->lib.zip_fread(p->file, out, size);
		if (got < 0)
			return xlsx_refuse(p->x, LIST_BOOK_DAMAGED);
		*n = (size_t)got;
	}
	p->at += *n;
	p->x->n_read += *n;
	bool swells = p->file && p->at > SMALL_PART_MAX_BYTES && p->at / RATIO_MAX > p->packed_bytes;
	if (swells || p->x->n_read > READ_MAX_BYTES || p->at > p->max_bytes)
		return xlsx_refuse(p->x, LIST_BOOK_LARGE);
	return 0;
}

static void part_close(struct xlsx_part *p)
{
	if (p->file)
		p->x->lib.zip_fclose(p->file);
	p->file = NULL;
}

/* ---- a part as XML ---- */

void xlsx_scan_fail(struct xlsx_scan *s, int err)
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
const char *xlsx_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return "";
}

/* The attribute `id` of the relationships' namespace. */
const char *xlsx_relation_id(const char **attributes)
{
	for (; *attributes; attributes += 2)
		if (strchr(*attributes, NS_MARK) && strcmp(local_name(*attributes), "id") == 0)
			return attributes[1];
	return "";
}

static void XMLCALL on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct xlsx_scan *s = arg;
	if (s->err)
		return;
	if (++s->depth > DEPTH_MAX)
		xlsx_scan_fail(s, xlsx_refuse(s->x, LIST_BOOK_DAMAGED));
	else
		s->ops->start(s, local_name(name), attributes);
}

static void XMLCALL on_end(void *arg, const XML_Char *name)
{
	struct xlsx_scan *s = arg;
	if (s->err)
		return;
	s->depth--;
	if (s->ops->end)
		s->ops->end(s, local_name(name));
}

static void XMLCALL on_text(void *arg, const XML_Char *text, int len)
{
	struct xlsx_scan *s = arg;
	if (!s->err && s->ops->text)
		s->ops->text(s, text, (size_t)len);
}

static void XMLCALL on_doctype(void *arg, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
                               int has_subset)
{
	struct xlsx_scan *s = arg;
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_subset;
	xlsx_scan_fail(s, xlsx_refuse(s->x, LIST_BOOK_DOCTYPE));
}

void xlsx_scan_close(struct xlsx_scan *s)
{
	if (s->parser)
		s->x->lib.parser_free(s->parser);
	s->parser = NULL;
	part_close(&s->part);
}

/* s->ops is set. QUAD_ENOTFOUND: there is no such part. */
int xlsx_scan_open(struct xlsx_scan *s, struct xlsx *x, const char *part, uint64_t max_bytes)
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
static int refuse_damaged(struct xlsx_scan *s)
{
	if (s->x->lib.error(s->parser) == XML_ERROR_NO_MEMORY)
		return QUAD_ENOMEM;
	return xlsx_refuse(s->x, LIST_BOOK_DAMAGED);
}

/* Goes on for a portion, or until the parser is suspended. QUAD_ENOTFOUND at the end. */
int xlsx_scan_step(struct xlsx_scan *s)
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
		s->err = xlsx_refuse(s->x, LIST_BOOK_LARGE);
	return s->err;
}

/* Reads a part to its end and closes it. */
int xlsx_scan_all(struct xlsx_scan *s, struct xlsx *x, const char *part, uint64_t max_bytes)
{
	int err = xlsx_scan_open(s, x, part, max_bytes);
	if (err)
		return err;
	while (!err)
		err = xlsx_scan_step(s);
	xlsx_scan_close(s);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* Reads digits; false if there are none, other things, or more than max says. */
bool xlsx_read_number(const char *text, size_t max, size_t *out)
{
	const char *p = text;
	for (*out = 0; *p >= '0' && *p <= '9' && *out <= max; p++)
		*out = *out * 10 + (size_t)(*p - '0');
	return p > text && *p == '\0' && *out <= max;
}

bool xlsx_is_true(const char *text)
{
	return strcmp(text, "1") == 0 || strcmp(text, "true") == 0 || strcmp(text, "on") == 0;
}

/* ---- texts ---- */

void xlsx_collector_start(struct xlsx_collector *c, const char *name)
{
	c->phonetic += strcmp(name, "rPh") == 0;
	if (strcmp(name, "t") == 0)
		c->on = c->phonetic == 0;
}

void xlsx_collector_end(struct xlsx_collector *c, const char *name)
{
	if (strcmp(name, "rPh") == 0 && c->phonetic > 0)
		c->phonetic--;
	if (strcmp(name, "t") == 0)
		c->on = false;
}
