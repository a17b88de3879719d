/* What an import reports of its rows, what an export writes, and what the check of a store finds: for tests of lists.
 */
#ifndef QUAD_TESTS_STORE_LIST_SAYS_H
#define QUAD_TESTS_STORE_LIST_SAYS_H

#include <check.h>

#include "store/query/query.h"
#include "tests/list_support.h"

static inline void test_import_says(struct store *s, const char *kind, const char *text, const char *report)
{
	struct buf out = {0};
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import from = test_ask(kind, text, strlen(text));
	int err = list_import(s, &from, test_note_row, &out, &summary, &bad);
	ck_assert_msg(err == 0, "%s: %s (%zu missing)", text, bad ? bad : "", summary.n_missing);
	ck_assert_str_eq(buf_text(&out), report);
	list_summary_release(&summary);
	buf_release(&out);
}

static inline void test_export_says(struct store *s, const char *kind, const char *text)
{
	struct buf out;
	ck_assert_int_eq(test_export(s, kind, &out), 0);
	ck_assert_str_eq(buf_text(&out), text);
	buf_release(&out);
}

static inline void test_note_fault(void *arg, const char *text)
{
	buf_fmt(arg, "%s\n", text);
}

static inline void test_check_says(struct store *s, const char *text)
{
	struct buf faults = {0};
	uint64_t n;
	ck_assert_int_eq(query_check(s, test_note_fault, &faults, &n), 0);
	ck_assert_str_eq(buf_text(&faults), text);
	buf_release(&faults);
}

#endif
