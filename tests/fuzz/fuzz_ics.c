/*
 * Any bytes as a calendar, rehearsed in a store with a zone that has summer time, in which a series and a booking stand
 * under UIDs of the examples. And any bytes as a text that is written to a line and read back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/format/ics_text.h"
#include "store/list/list_import.h"
#include "tests/fuzz/fuzz_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_school(void)
{
	make_store();
	import_text("resources", "code,name,kind,campus,seats\nR1,Room 1,room,E,9\nR2,Lab,lab,W,0\nT1,Chan,teacher,E,\n"
	                         "P,P,equipment,E,5\n");
	import_text("ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:S\nLOCATION:R1\nDTSTART:20260907T080000\nDURATION:PT1H\n"
	                   "RRULE:FREQ=WEEKLY;COUNT=5\nEND:VEVENT\nBEGIN:VEVENT\nUID:B\nLOCATION:R2\n"
	                   "DTSTART:20260907T080000\nDURATION:PT1H\nRDATE:20260908T080000\nEND:VEVENT\nEND:VCALENDAR\n");
}

static int count_row(void *arg, const struct list_row_report *r)
{
	struct buf text = {0};
	reasons_format(r->reasons, &text);
	bool stands = r->outcome == OUTCOME_ADDED || r->outcome == OUTCOME_UPDATED || r->outcome == OUTCOME_UNCHANGED;
	size_t n_notes = r->notes ? r->notes->n : 0;
	NEED(stands == (r->reasons->n == n_notes));
	NEED(stands || !r->notes);
	NEED(r->row > 0 && r->key);
	buf_release(&text);
	++*(size_t *)arg;
	return 0;
}

/* What is escaped and folded reads back as it was. */
static void there_and_back(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct buf escaped = {0}, line = {0};
	struct ics_reader r;
	struct ics_line read;
	char *text = arena_dup(&arena, data, size);
	NEED(text);
	/* line breaks of other kinds are not a text's */
	for (char *p = text; *p; p++)
		if (*p == '\r')
			*p = ' ';
	ics_escape(&escaped, text);
	ics_put(&line, "SUMMARY", buf_text(&escaped));
	for (const char *p = buf_text(&line), *end; *p; p = end + 2) {
		end = strstr(p, "\r\n");
		NEED(end);
		NEED(end - p <= 75);
	}
	ics_reader_open(&r, buf_text(&line), line.len);
	NEED(ics_reader_next(&r, &read) == 0);
	if (!read.cut) {
		char *back = ics_unescape(&arena, read.value, NULL);
		NEED(back && strcmp(back, text) == 0);
	}
	ics_reader_close(&r);
	buf_release(&escaped);
	buf_release(&line);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n_rows = 0;
	struct list_summary summary;
	const char *bad;
	if (!store.db)
		make_school();
	const struct list_import ask = {
		.kind = list_kind_find("ics"), .data = {data, size}, .dry_run = true, .actor = "fuzz"};
	int err = list_import(&store, &ask, count_row, &n_rows, &summary, &bad);
	NEED(err == 0 || err == QUAD_EINVAL);
	NEED(err == 0 || bad);
	NEED(summary.rows == n_rows);
	list_summary_release(&summary);
	there_and_back(data, size);
	return 0;
}
