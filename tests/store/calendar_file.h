/* What the tests of calendars share: a small store, importing a text, and what stands then. */
#ifndef QUAD_TESTS_CALENDAR_FILE_H
#define QUAD_TESTS_CALENDAR_FILE_H

#include <check.h>

#include "tests/engine.h"
#include "tests/list_support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

#define CALENDAR(events) "BEGIN:VCALENDAR\nVERSION:2.0\n" events "END:VCALENDAR\n"
#define EVENT(lines) "BEGIN:VEVENT\n" lines "END:VEVENT\n"
#define MONDAY "UID:A\nLOCATION:R1\nDTSTART:20260907T080000\nDTEND:20260907T100000\n"

static struct store store;

static inline void open_zone(const char *zone)
{
	static const char *const lists[][2] = {
		{"institutions", "code,name\nPOLY,City Polytechnic\nSECO,Second School\n"},
		{"campuses", "code,name,institution\nE,East,POLY\nW,West,SECO\n"},
		{"travel", "from,to,minutes\nE,W,30\n"},
		{"resources", "code,name,kind,institution,campus,seats,mode\nR1,Room 1,room,POLY,E,40,\nR2,数控实训室,lab,SECO,W,40,\n"
		              "\"R,3\",Room 3,room,POLY,E,0,\nOSC,Scopes,equipment,POLY,E,10,shared\nT1,Chan,teacher,,E,,\n"},
	};
	const char *name = strcmp(zone, "Asia/Shanghai") == 0 ? "asia" : "other";
	ck_assert_int_eq(store_create(test_store(name), zone, &store), 0);
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct list_summary summary;
		const char *bad = NULL;
		struct list_import ask = test_ask(lists[i][0], lists[i][1], strlen(lists[i][1]));
		ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), 0);
		ck_assert_uint_eq(summary.counts[OUTCOME_ADDED], summary.rows);
		list_summary_release(&summary);
	}
}

static inline void set_up(void)
{
	open_zone("Asia/Shanghai");
}

static inline void tear_down(void)
{
	store_close(&store);
}

/* Imports, and gives the report as text; notes (may be NULL) gets what was not kept. */
static inline void run(struct list_import *ask, struct buf *report, struct buf *notes)
{
	struct list_summary summary;
	const char *bad = NULL;
	int err = list_import(&store, ask, test_note_row, report, &summary, &bad);
	ck_assert_msg(err == 0, "%d: %s: %.200s", err, bad ? bad : "", (const char *)ask->data.p);
	for (size_t i = 0; notes && i < summary.n_unknown; i++)
		buf_fmt(notes, "%s;", summary.unknown[i]);
	list_summary_release(&summary);
}

static inline void import(const char *text, const char *report)
{
	struct buf out = {0};
	struct list_import ask = test_ask("ics", text, strlen(text));
	run(&ask, &out, NULL);
	ck_assert_msg(strcmp(buf_text(&out), report) == 0, "%s\ngave\n%s\nand not\n%s", text, buf_text(&out), report);
	buf_release(&out);
}

/* What stands. */
static inline void list_bookings(struct buf *out)
{
	static const struct booking_filter all = {0};
	struct booking_ids ids;
	struct booking_rows rows;
	ck_assert_int_eq(query_booking_ids(&store, &all, &ids), 0);
	ck_assert_int_eq(query_bookings(&store, ids.v, ids.n, &rows), 0);
	for (size_t i = 0; i < rows.n; i++) {
		char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
		const struct booking *b = &rows.v[i].b;
		buf_fmt(out, "%s-%s %s%s %s %s\n", clock_format(b->start, from), clock_format(b->end, to),
		        b->series ? "S" : "", b->ref, rows.v[i].claims, b->purpose);
	}
	arena_release(&ids.arena);
	arena_release(&rows.arena);
}

static inline void expect_bookings(const char *text)
{
	struct buf out = {0};
	list_bookings(&out);
	ck_assert_str_eq(buf_text(&out), text);
	buf_release(&out);
}

static inline int add_text(void *arg, struct bytes text)
{
	buf_add(arg, text.p, text.len);
	return 0;
}

static inline void export(const struct booking_filter *filter, bool series_only, struct buf *out)
{
	buf_clear(out);
	ck_assert_int_eq(list_export_ics(&store, filter, series_only, add_text, out), 0);
}

#endif
