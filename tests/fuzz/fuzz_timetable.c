/*
 * Any bytes as a timetable, the form of list with the most in its cells: weeks, weekdays, periods, several teachers and
 * classes. Beside terms and periods, in a dry run.
 */
#include "store/base/err.h"
#include "store/list/list_import.h"
#include "tests/fuzz/fuzz_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_school(void)
{
	make_store();
	import_text("resources", "code,kind,campus,seats\nR1,room,E,90\nR2,lab,W,0\nT1,teacher,E,\nC1,class,E,\n");
	import_text("terms", "code,name,start,weeks\n2031A,Autumn,2031-09-01,18\n");
	import_text("periods", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n3,10:00,10:45\n4,10:55,11:40\n");
}

static int count_row(void *arg, const struct list_row_report *r)
{
	NEED(r->row > 0 && r->key);
	++*(size_t *)arg;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n_rows = 0;
	struct list_summary summary;
	const char *bad;
	if (!store.db)
		make_school();
	const struct list_import ask = {.kind = list_kind_find("timetable"),
	                                .data = {data, size},
	                                .dry_run = true,
	                                .create_missing = size % 2,
	                                .skip_conflicts = size % 3 == 0,
	                                .actor = "fuzz"};
	int err = list_import(&store, &ask, count_row, &n_rows, &summary, &bad);
	NEED(err == 0 || err == QUAD_EINVAL);
	NEED(summary.rows == n_rows);
	list_summary_release(&summary);
	return 0;
}
