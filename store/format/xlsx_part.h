/*
 * What the modules of a workbook share: the workbook itself, and its parts read as XML, portion by portion. Private to
 * xlsx.c and xlsx_sheet.c.
 */
#ifndef QUAD_STORE_XLSX_PART_H
#define QUAD_STORE_XLSX_PART_H

#include "store/format/xlsx.h"
#include "store/format/xlsx_lib.h"
#include "store/format/xlsx_value.h"

#define PART_MAX_BYTES ((uint64_t)512 << 20)
#define SMALL_PART_MAX_BYTES ((uint64_t)8 << 20) /* of the parts that are held, but for the shared texts */
#define FORMATS_MAX 65536
#define TEXTS_MAX ((size_t)4 << 20)

struct xlsx_sheet {
	const char *name, *part;
	bool hidden;
};

/* A merged range of more than one row. Rows and columns from 1. */
struct xlsx_merge {
	uint32_t top, bottom, column;
};

/* A part of a workbook without an archive. */
struct xlsx_bare_part {
	const char *name;
	struct bytes bytes;
};

struct xlsx {
	struct xlsx_lib lib;
	zip_t *zip; /* NULL: the parts are those below */
	struct xlsx_bare_part *bare;
	size_t n_bare;
	struct list_fault fault;
	uint64_t n_read; /* bytes of parts so far */
	bool since_1904;
	struct xlsx_sheet *sheets;
	size_t n_sheets, cap_sheets;
	struct xlsx_format *formats; /* by a cell's style */
	size_t n_formats, cap_formats;
	struct buf texts; /* shared texts, one behind the other */
	uint32_t *ends;   /* of the texts */
	size_t n_ends, cap_ends;
	struct xlsx_merge *merges; /* of the surveyed sheet, by their tops */
	size_t n_merges, cap_merges;
	struct arena arena; /* of names and relations */
};

/* Notes the problem; returns QUAD_EINVAL. */
int xlsx_refuse(struct xlsx *x, enum list_problem problem);

struct xlsx_part {
	struct xlsx *x;
	zip_file_t *file; /* NULL: memory */
	struct bytes memory;
	uint64_t at, max_bytes, packed_bytes;
};

struct xlsx_scan;

/* What a kind of part does with it: elements by their names without a namespace. What goes wrong is left in s->err. */
struct xlsx_scan_ops {
	void (*start)(struct xlsx_scan *s, const char *name, const char **attributes);
	void (*end)(struct xlsx_scan *s, const char *name);
	void (*text)(struct xlsx_scan *s, const char *text, size_t len);
};

/* The first member of what the kinds of parts keep. */
struct xlsx_scan {
	struct xlsx *x;
	const struct xlsx_scan_ops *ops;
	struct xlsx_part part;
	XML_Parser parser;
	size_t depth;
	int err;
	bool suspended, last, ended;
};

/* Ends the scan with an error: for what its operations find. */
void xlsx_scan_fail(struct xlsx_scan *s, int err);
/* s->ops is set. QUAD_ENOTFOUND: there is no such part. */
int xlsx_scan_open(struct xlsx_scan *s, struct xlsx *x, const char *part, uint64_t max_bytes)
	__attribute__((warn_unused_result));
/* Goes on for a portion, or until the parser is suspended. QUAD_ENOTFOUND at the end. */
int xlsx_scan_step(struct xlsx_scan *s) __attribute__((warn_unused_result));
void xlsx_scan_close(struct xlsx_scan *s);
/* Reads a part to its end and closes it. */
int xlsx_scan_all(struct xlsx_scan *s, struct xlsx *x, const char *part, uint64_t max_bytes)
	__attribute__((warn_unused_result));

/* An attribute that has no namespace; "" if it is not given. */
const char *xlsx_attribute(const char **attributes, const char *name);
/* The attribute `id` of the relationships' namespace. */
const char *xlsx_relation_id(const char **attributes);
/* Reads digits; false if there are none, other things, or more than max says. */
bool xlsx_read_number(const char *text, size_t max, size_t *out);
/* True for yes as attributes and cells write it. */
bool xlsx_is_true(const char *text);

/* Which of an element's characters are a text: those of `t`, in runs or not, but for phonetic ones. */
struct xlsx_collector {
	bool on;
	size_t phonetic; /* how many rPh are open */
};

void xlsx_collector_start(struct xlsx_collector *c, const char *name);
void xlsx_collector_end(struct xlsx_collector *c, const char *name);

#endif
