/* The library that writes workbooks, found when the first one is written: no start of the program pays for it. */
#ifndef QUAD_STORE_XLSX_WRITE_LIB_H
#define QUAD_STORE_XLSX_WRITE_LIB_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

/*
 * What crosses the border of libxlsxwriter.so.4, written down here because its own headers call, in macros, what may
 * not be called here. The number in the library's name stands for all of this.
 */
struct lxw_workbook;
struct lxw_format;

/* Only the beginning. */
struct lxw_worksheet {
	FILE *file; /* while rows are written: the temporary file that they go to */
};

struct lxw_workbook_options {
	uint8_t constant_memory;
	char *tmpdir;
	uint8_t use_zip64;
};

struct lxw_doc_properties {
	char *title, *subject, *author, *manager, *company, *category, *keywords, *comments, *status, *hyperlink_base;
	time_t created;
};

struct lxw_datetime {
	int year, month, day, hour, min;
	double sec;
};

#define LXW_NO_ERROR 0
#define LXW_ERROR_MEMORY_MALLOC_FAILED 1

/* Fills that a printer without colour keeps apart, from light to dark. */
#define LXW_PATTERN_GRAY_0625 18
#define LXW_PATTERN_GRAY_125 17
#define LXW_PATTERN_LIGHT_GRAY 4
#define LXW_PATTERN_MEDIUM_GRAY 2

/* The functions that are used here, by their own names without the prefix. Those that give an int give an error. */
struct xlsx_write_lib {
	void *library;
	struct lxw_workbook *(*new_opt)(const char *, struct lxw_workbook_options *);
	struct lxw_worksheet *(*add_worksheet)(struct lxw_workbook *, const char *);
	struct lxw_format *(*add_format)(struct lxw_workbook *);
	int (*set_properties)(struct lxw_workbook *, struct lxw_doc_properties *);
	int (*close)(struct lxw_workbook *);
	void (*workbook_free)(struct lxw_workbook *);
	int (*write_string)(struct lxw_worksheet *, uint32_t, uint16_t, const char *, struct lxw_format *);
	int (*write_number)(struct lxw_worksheet *, uint32_t, uint16_t, double, struct lxw_format *);
	int (*write_datetime)(struct lxw_worksheet *, uint32_t, uint16_t, struct lxw_datetime *, struct lxw_format *);
	int (*set_column)(struct lxw_worksheet *, uint16_t, uint16_t, double, struct lxw_format *);
	int (*autofilter)(struct lxw_worksheet *, uint32_t, uint16_t, uint32_t, uint16_t);
	void (*freeze_panes)(struct lxw_worksheet *, uint32_t, uint16_t);
	void (*write_single_row)(struct lxw_worksheet *);
	void (*set_bold)(struct lxw_format *);
	void (*set_num_format)(struct lxw_format *, const char *);
	void (*set_pattern)(struct lxw_format *, uint8_t);
};

/* QUAD_ENOTFOUND: *lacking is the Debian package that is missing, a constant. */
int xlsx_write_lib_open(struct xlsx_write_lib *out, const char **lacking) __attribute__((warn_unused_result));
void xlsx_write_lib_close(struct xlsx_write_lib *lib); /* all-zero is fine */

#endif
