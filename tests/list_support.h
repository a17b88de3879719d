/* What tests of lists share: importing a text and getting the report as text, exporting to a text. */
#ifndef QUAD_TESTS_LIST_SUPPORT_H
#define QUAD_TESTS_LIST_SUPPORT_H

#include <stdio.h>

#include "store/format/csv.h"
#include "store/base/err.h"
#include "store/list/list_export.h"
#include "store/list/list_import.h"
#include "tests/support.h"

#define TEST_NOW INT64_C(29000000) /* in February 2025 */

/* Appends `ROW,KEY,RESULT,REASONS`. */
static inline int test_note_row(void *arg, const struct list_row_report *r)
{
	struct buf *out = arg, reasons = {0};
	reasons_format(r->reasons, &reasons);
	buf_fmt(out, "%zu,%s,%s,%s\n", r->row, r->key, outcome_word(r->outcome), buf_text(&reasons));
	buf_release(&reasons);
	return 0;
}

static inline struct list_import test_ask(const char *kind, const char *text, size_t len)
{
	return (struct list_import){
		.kind = list_kind_find(kind), .data = {text, len}, .actor = "tester", .now = TEST_NOW};
}

/* The sink that writes as the command line does where nobody looks. */
struct test_sink {
	struct table_sink sink;
	struct column columns[32];
	size_t n;
	struct buf text;
};

static inline int test_sink_begin(struct table_sink *sink, const struct column *columns, size_t n)
{
	struct test_sink *t = (struct test_sink *)sink;
	t->n = n;
	for (size_t i = 0; i < n; i++) {
		t->columns[i] = columns[i];
		csv_put(&t->text, columns[i].name, i == 0);
	}
	csv_put_end(&t->text);
	return 0;
}

static inline int test_sink_row(struct table_sink *sink, const struct cell *cells)
{
	struct test_sink *t = (struct test_sink *)sink;
	for (size_t i = 0; i < t->n; i++) {
		char text[CLOCK_TEXT_MAX];
		const char *s = cells[i].text ? cells[i].text : "";
		snprintf(text, sizeof text, "%lld", (long long)cells[i].number);
		if (t->columns[i].type == CELL_NUMBER)
			s = text;
		else if (t->columns[i].type == CELL_TIME)
			s = clock_format(cells[i].number, text);
		else if (t->columns[i].type == CELL_BOOL)
			s = cells[i].number ? "yes" : "no";
		csv_put(&t->text, cells[i].none ? "" : s, i == 0);
	}
	csv_put_end(&t->text);
	return 0;
}

static inline int test_sink_end(struct table_sink *sink)
{
	(void)sink;
	return 0;
}

static inline int test_export(struct store *s, const char *kind, struct buf *out)
{
	struct test_sink t = {.sink = {test_sink_begin, test_sink_row, test_sink_end}};
	int err = list_export(s, list_kind_find(kind), NULL, &t.sink);
	*out = t.text;
	return err;
}

#endif
