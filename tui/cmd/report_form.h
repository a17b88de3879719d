/* A report as it comes out: a table with what has to be known under it, or a form that other programs read. */
#ifndef QUAD_TUI_CMD_REPORT_FORM_H
#define QUAD_TUI_CMD_REPORT_FORM_H

#include "store/report/report.h"
#include "tui/chart/chart.h"
#include "tui/cmd/cmd_input.h"

enum report_format { REPORT_AS_TABLE, REPORT_AS_CSV, REPORT_AS_EXCEL, REPORT_AS_JSON, REPORT_AS_XLSX, REPORT_AS_SVG };

struct report_form {
	enum report_format format;
	bool draws;          /* a picture under the table */
	const char *subject; /* the column that a picture shows, NULL: what the report is about; the input's */
	bool is_export;      /* the format was asked for by name: the journal notes it */
};

/* The form of a word, such as `csv`. */
bool report_format_find(const char *word, enum report_format *out);

/* Reads --format, --excel, --picture and --draw; name is that of the report. The message said if it cannot. */
enum cmd_status report_form_read(struct input *in, const char *name, struct report_form *out);

/*
 * Writes the table. What has to be known to trust it stands under a table and on a sheet of its own in a workbook, else
 * it goes to the message.
 */
enum cmd_status report_form_write(struct input *in, const struct report_form *form, struct report_table *t);

/* The parts of it: writes, with the picture if the form has one; and notes it in the journal, with the options given.
 */
int report_form_put(struct cmd_context *c, const struct report_form *form, struct report_table *t,
                    const struct chart *chart) __attribute__((warn_unused_result));
void report_form_note(struct cmd_context *c, const struct report_form *form, const struct report_table *t,
                      const char *options);

#endif
