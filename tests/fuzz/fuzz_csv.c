/*
 * Any bytes as a list of any kind, through all of the import but the writing: decoding, splitting, the header, the
 * cells, and the rules in a rehearsal. The first byte chooses the kind and how the encoding is found.
 */
#include <stdio.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/list/list_preview.h"
#include "tests/fuzz/fuzz_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_school(void)
{
	make_store();
	import_text("resources", "code,kind,campus,seats\nR1,room,E,9\nR2,lab,W,0\nT1,teacher,E,\nP,equipment,E,5\n");
	import_text("travel", "from,to,minutes\nE,W,10\n");
}

static int count_row(void *arg, const struct list_row_report *r)
{
	struct buf text = {0};
	reasons_format(r->reasons, &text);
	bool stands = r->outcome == OUTCOME_ADDED || r->outcome == OUTCOME_UPDATED || r->outcome == OUTCOME_UNCHANGED;
	NEED(stands == (text.len == 0));
	NEED(r->row > 0 && r->key);
	NEED(r->n_changes == 0 || r->outcome == OUTCOME_UPDATED);
	for (size_t i = 0; i < r->n_changes; i++)
		NEED(strcmp(r->changes[i].before, r->changes[i].after) != 0);
	buf_release(&text);
	++*(size_t *)arg;
	return 0;
}

/* What a screen shows of it: nothing but what the import can read, or why it cannot. */
static void preview(const struct list_import *ask, int imported)
{
	struct list_preview p;
	const struct list_kind *kind;
	int err = list_preview(&store, ask, 0, &p);
	NEED(err == 0 || err == QUAD_EINVAL);
	NEED((err == QUAD_EINVAL) == (p.fault.problem != LIST_FINE));
	NEED(err == 0 || imported == QUAD_EINVAL);
	for (size_t i = 0; i < p.n_columns; i++)
		NEED((p.columns[i].reading == LIST_SKIPPED) == (p.columns[i].n_ours == 0));
	for (size_t i = 0; i < p.n_rows; i++)
		for (size_t c = 0; c < p.n_columns; c++)
			NEED(p.rows[i][c]);
	list_preview_release(&p);
	NEED(list_guess_kind(&store, ask, &kind) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encodings[] = {NULL, "UTF-8", "GB18030", "BIG5-HKSCS"};
	/* in an order of their own, so that a new kind does not change what an example is of */
	static const char *const kinds[] = {"institutions",   "campuses",  "travel",  "resources",  "closures",
	                                    "bookings",       "terms",     "periods", "days",       "series",
	                                    "timetable",      "people",    "ics",     "rules",      "grants",
	                                    "qualifications", "clusters",  "owners",  "agreements", "events",
	                                    "students",       "employees", "figures"};
	const size_t n_kinds = sizeof kinds / sizeof *kinds;
	size_t n_rows = 0;
	struct list_summary summary;
	const char *bad;
	if (size == 0)
		return 0;
	if (!store.db)
		make_school();
	NEED(list_kinds()[n_kinds - 1] && !list_kinds()[n_kinds]);
	const struct list_import ask = {.kind = list_kind_find(kinds[(data[0] % 16u + data[0] / 128u * 16u) % n_kinds]),
	                                .data = {data + 1, size - 1},
	                                .encoding = encodings[data[0] / 16 % 4],
	                                .dry_run = true,
	                                .create_missing = data[0] & 64,
	                                .actor = "fuzz"};
	int err = list_import(&store, &ask, count_row, &n_rows, &summary, &bad);
	NEED(err == 0 || err == QUAD_EINVAL);
	NEED(err == 0 || summary.n_missing > 0 || bad);
	NEED(summary.rows == n_rows);
	list_summary_release(&summary);
	preview(&ask, err);
	return 0;
}
