/* A small store that holds some of everything: for tests of what becomes of damage. */
#ifndef QUAD_TESTS_STORE_EVERYTHING_H
#define QUAD_TESTS_STORE_EVERYTHING_H

#include "store/change/column_map.h"
#include "store/model/pattern.h"
#include "tests/ssh_keys.h"
#include "tests/store/ask.h"

static inline int64_t day(const char *text)
{
	int64_t out;
	ck_assert_int_eq(clock_parse_date(text, &out), 0);
	return out;
}

static inline uint64_t set(int (*parse)(const char *, uint64_t *, const char **), const char *text)
{
	uint64_t out;
	const char *bad;
	ck_assert_int_eq(parse(text, &out, &bad), 0);
	return out;
}

static inline void asked(struct world *w, struct request rq, const char *want)
{
	request_id_new(rq.id);
	const char *got = world_ask(w, &rq);
	ck_assert_msg(strcmp(got, want) == 0, "%d: %s, want %s", rq.op, got, want);
}

static inline struct request rq_person(struct world *w, const char *login, enum person_role role, const char *scope)
{
	struct request rq = rq_of(w, OP_PERSON);
	rq.u.person = (struct person){.login = login, .name = "", .institution = "POLY", .role = role, .scope = scope,
	                              .email = "a@b.example", .language = "en", .ssh_key = ""};
	return rq;
}

static inline struct request rq_series(struct world *w, const char *claims, const char *ref)
{
	struct request rq = rq_of(w, OP_SERIES);
	rq.u.series = (struct series_ask){.ref = ref, .purpose = "course", .note = "", .requester = "",
	                                  .institution = "POLY", .from = FROM_THE_START, .rule.rule = "",
	                                  .weeks = {.term = "2026A", .weeks = set(pattern_weeks, "1-3"),
	                                            .weekdays = set(pattern_weekdays, "3"),
	                                            .periods = set(pattern_periods, "1-2")}};
	ck_assert_int_eq(claims_parse(claims, &w->arena, &rq.u.series.claims, &rq.u.series.n_claims), 0);
	return rq;
}

static inline void put_places(struct world *w)
{
	struct request rq = rq_institution(w, "POLY", "City Polytechnic");
	asked(w, rq, "added");
	asked(w, rq_institution(w, "LONE", "That nobody names"), "added");
	rq = rq_campus(w, "E", "East");
	rq.u.campus.institution = "POLY";
	asked(w, rq, "added");
	asked(w, rq_campus(w, "W", "West"), "added");
	asked(w, rq_campus(w, "LONELY", "That nobody names"), "added");
	ck_assert_str_eq(travel(w, "E", "W", 30), "added");
	ck_assert_str_eq(travel(w, "W", "E", 40), "updated");
	rq = rq_resource(w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 40, "E");
	rq.u.resource.setup_min = rq.u.resource.teardown_min = 10;
	rq.u.resource.institution = "POLY";
	rq.u.resource.opening = "1-5 07:00-22:00";
	asked(w, rq, "added");
	rq.u.resource.name = "The lab";
	asked(w, rq, "updated");
	asked(w, rq_resource(w, "POOL", KIND_LAB, MODE_SHARED, 30, "W"), "added");
	asked(w, rq_resource(w, "BASE", KIND_BASE, MODE_SHARED, 0, "W"), "added");
	asked(w, rq_resource(w, "SCOPES", KIND_EQUIPMENT, MODE_SHARED, 6, ""), "added");
	asked(w, rq_resource(w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	asked(w, rq_resource(w, "C1", KIND_CLASS, MODE_EXCLUSIVE, 0, ""), "added");
	asked(w, rq_resource(w, "LONE", KIND_ROOM, MODE_EXCLUSIVE, 0, ""), "added");
}

static inline void put_calendar(struct world *w)
{
	struct request rq = rq_of(w, OP_TERM);
	rq.u.term = (struct term){"2026A", "Autumn", day("2026-09-07"), 16, 0};
	asked(w, rq, "added");
	for (uint32_t i = 1; i <= 2; i++) {
		rq = rq_of(w, OP_PERIOD);
		rq.u.period = (struct period){i, 420 + (int)i * 60, 470 + (int)i * 60, "", PERIOD_ALWAYS, 0};
		asked(w, rq, "added");
	}
	rq.u.period = (struct period){2, 560, 600, "E", day("2026-10-01"), 0};
	asked(w, rq, "added");
	rq = rq_of(w, OP_DAY);
	rq.u.day = (struct day_rule){day("2026-10-01"), DAY_OFF, 0, 0, "", "holiday", 0};
	asked(w, rq, "added");
	rq.u.day = (struct day_rule){day("2026-10-10"), DAY_AS, 4, 5, "E", "", 0};
	asked(w, rq, "added");
	ck_assert_str_eq(closure(w, "", "", "2026-12-24T00:00", "2026-12-25T00:00"), "added");
	/* at once with that one, and as long or longer */
	ck_assert_str_eq(closure(w, "", "W", "2026-12-24T00:00", "2026-12-25T00:00"), "added");
	ck_assert_str_eq(closure(w, "", "E", "2026-12-24T00:00", "2026-12-25T00:00"), "added");
	ck_assert_str_eq(closure(w, "BASE", "", "2026-12-24T00:00", "2026-12-26T00:00"), "added");
	ck_assert_str_eq(closure(w, "", "W", "2026-12-27T00:00", "2026-12-28T00:00"), "added");
	ck_assert_str_eq(closure(w, "LAB", "", "2026-12-28T00:00", "2026-12-29T00:00"), "added");
	ck_assert_str_eq(closure(w, "POOL", "", "2026-12-29T00:00", "2026-12-30T00:00"), "added");
	rq = rq_of(w, OP_CLOSURE_DROP);
	rq.u.closure = (struct closure){at("2026-12-29T00:00"), at("2026-12-30T00:00"), "POOL", "", "", 0};
	asked(w, rq, "updated");
}

static inline void put_bookings(struct world *w)
{
	struct request rq = rq_book(w, "LAB", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.u.booking.ref = "r1";
	rq.u.booking.institution = "POLY";
	asked(w, rq, "added");
	ck_assert_str_eq(cancel(w, w->last.id), "updated");
	/* the ref of one that was cancelled, again */
	asked(w, rq, "added");
	ck_assert_str_eq(move(w, w->last.id, "2026-09-08T08:00", "2026-09-08T10:00"), "updated");
	rq.u.booking.ref = "r2";
	asked(w, rq, "added");
	ck_assert_str_eq(cancel(w, w->last.id), "updated");
	ck_assert_str_eq(book(w, "LAB;T1;SCOPES*3", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book_party(w, "POOL;C1", "2026-09-07T08:00", "2026-09-07T10:00", 20), "added");
	ck_assert_str_eq(book_party(w, "POOL", "2026-09-07T09:00", "2026-09-07T11:00", 10), "added");
	ck_assert_str_eq(book(w, "BASE", "2026-09-10T08:00", "2026-09-12T10:00"), "added");
	asked(w, rq_series(w, "LAB;T1", "s1"), "added");
	asked(w, rq_series(w, "POOL", ""), "added");
	rq = rq_of(w, OP_SERIES);
	rq.u.series = (struct series_ask){.ref = "", .purpose = "", .note = "", .requester = "", .institution = "",
	                                  .from = FROM_THE_START, .weeks.term = "",
	                                  .rule = {"FREQ=DAILY;COUNT=2", at("2026-11-02T08:00"), 60}};
	ck_assert_int_eq(claims_parse("SCOPES*2", &w->arena, &rq.u.series.claims, &rq.u.series.n_claims), 0);
	asked(w, rq, "added");
}

static inline void put_people(struct world *w)
{
	asked(w, rq_person(w, "ann", ROLE_AUDITOR, ""), "added");
	asked(w, rq_person(w, "bo", ROLE_ADMINISTRATOR, "E"), "added");
	struct request chan = rq_person(w, "chan", ROLE_ADMINISTRATOR, "institution:POLY");
	chan.u.person.ssh_key = KEY_A " chan;expiry-time=\"20280101\" " KEY_B;
	asked(w, chan, "added");
	struct request rq = rq_of(w, OP_COLUMNS);
	rq.u.columns = (struct kept_columns){"POLY", "resources", "code=Nr", 0};
	asked(w, rq, "added");
	rq.u.columns = (struct kept_columns){"LONE", "resources", "code=Nr", 0};
	asked(w, rq, "added");
	rq.u.columns.pairs = "";
	asked(w, rq, "updated");
	rq = rq_of(w, OP_EVENT);
	rq.u.event = (struct event_ask){.ref = "e1", .sequence = 2, .source = "web"};
	asked(w, rq, "added");
	rq.u.event.ref = "e2";
	asked(w, rq, "added");
	rq.u.event.left = true;
	asked(w, rq, "updated");
}

static inline void open_everything(struct world *w)
{
	world_open(w);
	put_places(w);
	put_calendar(w);
	put_bookings(w);
	put_people(w);
}

#endif
