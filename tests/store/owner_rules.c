/*
 * Owners' rules in a store, from the list to the refusal: each family, what is judged of a change, limits across
 * borders, series, what is overridden and what is only tried.
 */
#include "store/query/alternatives.h"
#include "tests/store/everything.h"

Suite *owner_rules_suite(void);

static struct world w;

/* School A has LAB, LAB2 and ROOM, school B has BLAB; F is a firm, K a community. Monday is 2026-09-07. */
static void set_up(void)
{
	static const char *const schools[][3] = {
		{"A", "college", "guangdong"}, {"B", "college", "macao"}, {"F", "enterprise", ""}, {"K", "community", ""}};
	world_open(&w);
	for (size_t i = 0; i < 4; i++) {
		struct request rq = rq_institution(&w, schools[i][0], schools[i][0]);
		rq.u.institution.kind = schools[i][1];
		rq.u.institution.region = schools[i][2];
		asked(&w, rq, "added");
	}
	static const char *const labs[][3] = {
		{"LAB", "A", "chem"}, {"LAB2", "A", ""}, {"ROOM", "A", ""}, {"BLAB", "B", ""}};
	for (size_t i = 0; i < 4; i++) {
		struct request rq = rq_resource(&w, labs[i][0], i == 2 ? KIND_ROOM : KIND_LAB, MODE_EXCLUSIVE, 30, "");
		rq.u.resource.institution = labs[i][1];
		rq.u.resource.tags = labs[i][2];
		asked(&w, rq, "added");
	}
}

static void tear_down(void)
{
	check_store(&w.s);
	world_close(&w);
}

static struct request rq_rule(const char *id, const char *place, const char *who, const char *field, const char *value)
{
	struct request rq = rq_of(&w, OP_RULE);
	rq.u.rule = (struct owner_rule){
		.id = id, .place = place, .who = who, .when = "", .field = field, .value = value, .text = ""};
	return rq;
}

static void rule(const char *id, const char *place, const char *who, const char *field, const char *value)
{
	asked(&w, rq_rule(id, place, who, field, value), "added");
}

static struct request rq_for(const char *institution, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.u.booking.institution = institution;
	rq.u.booking.party = 10;
	return rq;
}

static const char *book_for(const char *institution, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_for(institution, claims, start, end);
	return world_ask(&w, &rq);
}

static void expect(const char *got, const char *want)
{
	ck_assert_msg(strcmp(got, want) == 0, "%s, want %s", got, want);
}

#define FREE "2026-09-07T08:00", "2026-09-07T10:00"

/* ---- forbid ---- */

START_TEST(a_forbid_refuses_whom_it_is_for_and_says_why)
{
	struct request rq = rq_rule("W1", "institution:A", "class:consortium", "forbid", "");
	rq.u.rule.when = "Sat-Sun 00:00-24:00";
	rq.u.rule.text = "Weekends are for our own students";
	asked(&w, rq, "added");
	expect(book_for("B", "LAB", "2026-09-12T08:00", "2026-09-12T10:00"), "refused denied:LAB@rule W1");
	const struct reason *why = &w.last.reasons.v[0];
	ck_assert_str_eq(why->owner_rule, "W1");
	ck_assert_str_eq(why->said, "Weekends are for our own students");
	ck_assert(!why->overridable);
	/* late on Friday into Saturday */
	expect(book_for("B", "LAB", "2026-09-11T22:00", "2026-09-12T00:01"), "refused denied:LAB@rule W1");
	expect(book_for("B", "LAB", "2026-09-11T22:00", "2026-09-12T00:00"), "added");
	expect(book_for("A", "LAB", "2026-09-12T08:00", "2026-09-12T10:00"), "added");
	expect(book_for("B", "BLAB", "2026-09-12T08:00", "2026-09-12T10:00"), "added");
	/* a booking on behalf of no institution meets no who */
	expect(book_for("", "LAB2", "2026-09-12T08:00", "2026-09-12T10:00"), "added");
}
END_TEST

START_TEST(all_resources_of_a_booking_are_asked)
{
	rule("1", "resource:LAB2", "*", "forbid", "");
	rule("2", "kind:room", "*", "max", "1h");
	rule("3", "*", "*", "lead", "30d");
	expect(book_for("A", "LAB;LAB2;ROOM", FREE),
	       "refused lead:LAB@30d;denied:LAB2@rule 1;lead:LAB2@30d;lead:ROOM@30d;duration:ROOM@max 1h");
}
END_TEST

START_TEST(a_resource_is_shared_as_its_column_says)
{
	expect(book_for("F", "LAB", FREE), "refused denied:LAB@sharing consortium");
	expect(book_for("K", "LAB", FREE), "refused denied:LAB@sharing consortium");
	set_resource(&w, "LAB", RES_SHARING, (struct resource){.sharing = SHARING_OWNER});
	expect(book_for("B", "LAB", FREE), "refused denied:LAB@sharing owner");
	expect(book_for("A", "LAB", FREE), "added");
	set_resource(&w, "LAB2", RES_SHARING, (struct resource){.sharing = SHARING_PUBLIC});
	expect(book_for("F", "LAB2", FREE), "added");
}
END_TEST

START_TEST(what_is_offered_instead_may_be_booked)
{
	struct alternative_list found;
	rule("1", "institution:A", "!class:own", "forbid", "");
	struct request rq = rq_for("B", "LAB", FREE);
	expect(world_ask(&w, &rq), "refused denied:LAB@rule 1");
	ck_assert_int_eq(query_alternatives(&w.s, &rq, &w.last, &found), 0);
	ck_assert_uint_eq(found.n, 1);
	ck_assert_str_eq(found.v[0].claims, "BLAB");
	arena_release(&found.arena);
}
END_TEST

/* ---- settings ---- */

START_TEST(the_most_specific_setting_decides)
{
	rule("1", "*", "*", "max", "1h");
	expect(book_for("A", "LAB", FREE), "refused duration:LAB@max 1h");
	rule("2", "institution:A", "*", "max", "90m");
	rule("3", "tag:chem", "class:own", "max", "");
	expect(book_for("A", "LAB", FREE), "refused duration:LAB@max 90m");
	rule("4", "tag:chem", "class:own", "max", "none");
	expect(book_for("A", "LAB", FREE), "added");
	expect(book_for("B", "BLAB", FREE), "refused duration:BLAB@max 1h");
}
END_TEST

START_TEST(when_it_is_recorded_it_may_be_late)
{
	rule("1", "*", "*", "lead", "10d");
	rule("2", "*", "*", "horizon", "60d");
	rule("3", "*", "*", "min", "3h");
	struct request rq = rq_for("A", "LAB", FREE);
	expect(world_ask(&w, &rq), "refused lead:LAB@10d;duration:LAB@min 3h");
	rq.flags = REQUEST_RECORD;
	expect(world_ask(&w, &rq), "refused duration:LAB@min 3h");
	expect(book_for("A", "LAB", "2026-12-07T08:00", "2026-12-07T12:00"), "refused horizon:LAB@60d");
}
END_TEST

/* Nobody gets by another name what he could not book in it. */
START_TEST(in_whose_name_it_is_is_judged)
{
	rule("1", "*", "class:enterprise", "forbid", "");
	rule("2", "*", "*", "limit", "count 1 per year for institution");
	expect(book_for("A", "LAB", FREE), "added");
	expect(book_for("B", "LAB2", FREE), "added");
	struct request rq = rq_for("F", "", FREE);
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_INSTITUTION);
	rq.u.booking.id = 1;
	expect(world_ask(&w, &rq), "refused denied:LAB@rule 1;denied:LAB@sharing consortium");
	rq.u.booking.institution = "B";
	expect(world_ask(&w, &rq), "refused quota:LAB@count 1 per year for institution");
	expect(cancel(&w, 2), "updated");
	expect(world_ask(&w, &rq), "updated");
	expect(book_for("A", "ROOM", FREE), "added");
}
END_TEST

START_TEST(a_gap_is_kept_on_both_sides)
{
	expect(book_for("A", "LAB", FREE), "added");
	rule("1", "*", "*", "gap", "30m");
	expect(book_for("A", "LAB", "2026-09-07T10:29", "2026-09-07T11:00"), "refused gap:LAB@30m");
	expect(book_for("A", "LAB", "2026-09-07T10:30", "2026-09-07T11:00"), "added");
	expect(book_for("A", "LAB", "2026-09-07T06:00", "2026-09-07T07:31"), "refused gap:LAB@30m");
	/* a series keeps it to itself */
	expect(book_for("A", "LAB", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	expect(move(&w, 3, "2026-09-08T08:10", "2026-09-08T09:00"), "updated");
}
END_TEST

START_TEST(notice_is_for_moves_and_cancels)
{
	expect(book_for("A", "LAB;ROOM", FREE), "added");
	rule("1", "resource:ROOM", "*", "notice", "7d");
	expect(cancel(&w, 1), "refused notice:ROOM@7d");
	expect(move(&w, 1, "2026-09-17T08:00", "2026-09-17T10:00"), "refused notice:ROOM@7d");
	/* nor is the room left out so late */
	struct request rq = rq_for("A", "LAB", FREE);
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_CLAIMS);
	rq.u.booking.id = 1;
	expect(world_ask(&w, &rq), "refused notice:ROOM@7d");
	rq.given = GIVEN(BOOKING_PURPOSE);
	rq.u.booking.purpose = "another";
	expect(world_ask(&w, &rq), "updated");
	/* what runs is given back */
	w.now = at("2026-09-07T09:00");
	expect(cancel(&w, 1), "updated");
}
END_TEST

START_TEST(a_qualification_is_in_force_at_the_end)
{
	rule("1", "resource:LAB", "*", "qualification", "training:laser");
	expect(book_for("A", "LAB", FREE), "refused qualification:LAB@training:laser");
	struct request rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = "anna", .name = "", .institution = "A", .role = ROLE_COORDINATOR, .scope = "",
	                              .email = "", .language = "", .ssh_key = ""};
	asked(&w, rq, "added");
	rq = rq_of(&w, OP_QUALIFICATION);
	rq.u.qualification = (struct qualification){.login = "anna", .name = "laser", .until = day("2026-09-07")};
	asked(&w, rq, "added");
	expect(book_for("A", "LAB", "2026-09-07T22:00", "2026-09-08T00:01"), "refused qualification:LAB@training:laser");
	expect(book_for("A", "LAB", "2026-09-07T22:00", "2026-09-08T00:00"), "added");
}
END_TEST

/* ---- what of a change is judged ---- */

START_TEST(a_rule_that_was_made_since_takes_nothing_away)
{
	expect(book_for("B", "LAB", FREE), "added");
	rule("1", "resource:LAB", "class:consortium", "forbid", "");
	rule("2", "resource:LAB", "*", "qualification", "level:3");
	rule("3", "resource:LAB", "*", "min", "2h");
	rule("4", "resource:LAB", "*", "lead", "20d");
	expect(move(&w, 1, "2026-09-07T08:30", "2026-09-07T10:00"), "updated");
	expect(move(&w, 1, "2026-09-07T08:30", "2026-09-07T11:00"),
	       "refused denied:LAB@rule 1;qualification:LAB@level:3");
	expect(move(&w, 1, "2026-09-08T08:30", "2026-09-08T11:00"),
	       "refused denied:LAB@rule 1;lead:LAB@20d;qualification:LAB@level:3");
	/* another resource beside it is judged, and the one that is held is not */
	struct request rq = rq_for("B", "LAB;LAB2", "2026-09-07T08:30", "2026-09-07T10:00");
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_CLAIMS);
	rq.u.booking.id = 1;
	rule("5", "resource:LAB2", "*", "max", "1h");
	expect(world_ask(&w, &rq), "refused duration:LAB2@max 1h");
	expect(cancel(&w, 1), "updated");
}
END_TEST

/* ---- limits ---- */

START_TEST(a_limit_counts_the_bookings_of_a_person)
{
	rule("1", "institution:A", "*", "limit", "count 2 per week for person");
	expect(book_for("A", "LAB", FREE), "added");
	expect(book_for("B", "LAB2", "2026-09-13T08:00", "2026-09-13T10:00"), "added");
	expect(book_for("A", "ROOM", "2026-09-09T08:00", "2026-09-09T10:00"), "refused quota:ROOM@count 2 per week for person");
	ck_assert_int_eq(w.last.reasons.v[0].number, 3);
	ck_assert_int_eq(w.last.reasons.v[0].start, at("2026-09-07T00:00"));
	/* elsewhere, of somebody else, in another week */
	expect(book_for("A", "BLAB", FREE), "added");
	struct request rq = rq_for("A", "ROOM", FREE);
	rq.u.booking.requester = "ben";
	expect(world_ask(&w, &rq), "added");
	expect(book_for("A", "ROOM", "2026-09-14T08:00", "2026-09-14T10:00"), "added");
	/* across the border it counts in both */
	expect(book_for("A", "ROOM", "2026-09-13T23:00", "2026-09-14T01:00"), "refused quota:ROOM@count 2 per week for person");
	/* it is not in its own way, and what is cancelled counts no more */
	expect(move(&w, 1, "2026-09-08T08:00", "2026-09-08T12:00"), "updated");
	expect(cancel(&w, 1), "updated");
	expect(book_for("A", "ROOM", "2026-09-09T08:00", "2026-09-09T10:00"), "added");
}
END_TEST

START_TEST(hours_are_counted_in_each_day)
{
	rule("1", "resource:LAB", "*", "limit", "hours 3 per day for institution");
	expect(book_for("B", "LAB", "2026-09-07T22:00", "2026-09-08T02:00"), "added");
	expect(book_for("B", "LAB", "2026-09-08T08:00", "2026-09-08T09:30"), "refused quota:LAB@hours 3 per day for institution");
	expect(book_for("B", "LAB", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	expect(book_for("A", "LAB", "2026-09-08T09:00", "2026-09-08T12:00"), "added");
	expect(move(&w, 2, "2026-09-08T08:00", "2026-09-08T08:30"), "updated");
	expect(move(&w, 2, "2026-09-08T07:29", "2026-09-08T08:30"), "refused quota:LAB@hours 3 per day for institution");
	/* one that gives time back may be beyond a limit that was made since */
	rule("2", "resource:LAB", "*", "limit", "hours 1 per day for institution");
	expect(move(&w, 3, "2026-09-08T09:00", "2026-09-08T11:00"), "updated");
}
END_TEST

START_TEST(a_class_shares_a_limit)
{
	rule("1", "institution:A", "class:consortium", "limit", "seat-hours 30 per week for class");
	expect(book_for("B", "LAB", FREE), "added");
	expect(book_for("B", "LAB2", FREE), "refused quota:LAB2@seat-hours 30 per week for class");
	expect(book_for("A", "LAB2", FREE), "added");
	asked(&w, rq_institution(&w, "D", "D"), "added");
	expect(book_for("D", "ROOM", FREE), "refused quota:ROOM@seat-hours 30 per week for class");
	expect(book_for("D", "ROOM", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
}
END_TEST

START_TEST(the_future_is_what_is_still_to_come)
{
	rule("1", "*", "*", "limit", "count 1 per future for person");
	expect(book_for("A", "LAB", FREE), "added");
	expect(book_for("A", "BLAB", "2027-09-07T08:00", "2027-09-07T10:00"), "refused quota:BLAB@count 1 per future for person");
	w.now = at("2026-09-07T10:00");
	expect(book_for("A", "BLAB", "2027-09-07T08:00", "2027-09-07T10:00"), "added");
}
END_TEST

static struct request rq_days(const char *rrule)
{
	struct request rq = rq_of(&w, OP_SERIES);
	rq.u.series = (struct series_ask){
		.ref = "", .purpose = "", .note = "", .requester = "", .institution = "A", .from = FROM_THE_START,
		.weeks = {.term = ""},
		.rule = {.rule = rrule, .start = at("2026-09-07T08:00"), .len_min = 60}};
	ck_assert_int_eq(claims_parse("LAB", &w.arena, &rq.u.series.claims, &rq.u.series.n_claims), 0);
	return rq;
}

START_TEST(a_series_counts_itself)
{
	rule("1", "*", "*", "limit", "count 2 per week for person");
	struct request rq = rq_days("FREQ=DAILY;COUNT=4");
	expect(world_ask(&w, &rq),
	       "refused quota:LAB@count 2 per week for person;quota:LAB@count 2 per week for person");
	ck_assert_int_eq(w.last.reasons.v[0].at, at("2026-09-09T08:00"));
	rq.flags = REQUEST_SKIP_CONFLICTS;
	expect(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.n_made, 2);
	ck_assert_uint_eq(w.last.n_skipped, 2);
	/* it moves as a whole within its weeks, where it holds two places already */
	struct request change = rq_of(&w, OP_SERIES_CHANGE);
	change.u.series = rq.u.series;
	change.u.series.id = w.last.series;
	change.given = GIVEN(SERIES_WHEN);
	change.u.series.rule.rule = "FREQ=DAILY;COUNT=2";
	change.u.series.rule.start = at("2026-09-10T08:00");
	expect(world_ask(&w, &change), "updated");
}
END_TEST

/* ---- overridden and tried ---- */

/* The notes of the journal, `ENTITY TEXT` a line. */
static const char *notes(void)
{
	struct journal_filter f = {.entity = NULL};
	struct buf b = {0};
	uint64_t from = 1;
	while (from) {
		struct journal_rows rows = {0};
		ck_assert_int_eq(query_journal(&w.s, &f, &from, 100, &rows), 0);
		for (size_t i = 0; i < rows.n; i++) {
			const struct journal_entry *e = &rows.v[i];
			if (strncmp(e->entity, "trial:", 6) == 0 || strncmp(e->entity, "overridden:", 11) == 0)
				buf_fmt(&b, "%s %.*s\n", e->entity, (int)e->after.len, (const char *)e->after.p);
		}
		arena_release(&rows.arena);
	}
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return text;
}

START_TEST(a_coordinator_overrides_what_may_be_overridden)
{
	struct request rq = rq_rule("7", "*", "*", "max", "1h");
	rq.u.rule.overridable = true;
	asked(&w, rq, "added");
	struct request ask = rq_for("A", "LAB", FREE);
	expect(world_ask(&w, &ask), "refused duration:LAB@max 1h");
	ck_assert(w.last.reasons.v[0].overridable);
	ask.flags = REQUEST_OVERRIDE;
	expect(world_ask(&w, &ask), "added");
	ck_assert_str_eq(notes(), "overridden:1 duration:LAB@max 1h (7, booking 1)\n");
	/* never what clashes, nor what may not be */
	expect(world_ask(&w, &ask), "refused busy:LAB@1");
	rule("8", "*", "*", "min", "3h");
	ask.u.booking.claims = rq_book(&w, "LAB2", FREE).u.booking.claims;
	expect(world_ask(&w, &ask), "refused duration:LAB2@min 3h");
	/* and it is taken back as any booking is */
	struct request back = rq_of(&w, OP_UNDO);
	back.u.entry = 10;
	request_id_new(back.id);
	expect(world_ask(&w, &back), "updated");
}
END_TEST

START_TEST(a_rule_on_trial_only_notes_what_it_would_refuse)
{
	static const struct owner_rule rules[] = {
		{.id = "1", .place = "*", .who = "*", .when = "", .field = "forbid", .value = "", .text = "", .trial = true},
		{.id = "2", .place = "*", .who = "*", .when = "", .field = "max", .value = "1h", .text = "", .trial = true},
		{.id = "3", .place = "*", .who = "*", .when = "", .field = "limit", .value = "count 0 per day for person",
	         .text = "", .trial = true},
	};
	for (size_t i = 0; i < 3; i++) {
		struct request rq = rq_of(&w, OP_RULE);
		rq.u.rule = rules[i];
		asked(&w, rq, "added");
	}
	struct request rq = rq_for("A", "LAB", FREE);
	struct result rehearsed;
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &rehearsed, &w.arena), 0);
	ck_assert_str_eq(notes(), "");
	request_id_new(rq.id);
	expect(world_ask(&w, &rq), "added");
	ck_assert_str_eq(notes(), "trial:1 denied:LAB@rule 1 (1, booking 1)\n"
	                          "trial:2 duration:LAB@max 1h (2, booking 1)\n"
	                          "trial:3 quota:LAB@count 0 per day for person (3, booking 1)\n");
}
END_TEST

Suite *owner_rules_suite(void)
{
	Suite *s = suite_create("owner_rules");
	TCase *t = tcase_create("owner_rules");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_forbid_refuses_whom_it_is_for_and_says_why);
	tcase_add_test(t, all_resources_of_a_booking_are_asked);
	tcase_add_test(t, a_resource_is_shared_as_its_column_says);
	tcase_add_test(t, what_is_offered_instead_may_be_booked);
	tcase_add_test(t, the_most_specific_setting_decides);
	tcase_add_test(t, when_it_is_recorded_it_may_be_late);
	tcase_add_test(t, in_whose_name_it_is_is_judged);
	tcase_add_test(t, a_gap_is_kept_on_both_sides);
	tcase_add_test(t, notice_is_for_moves_and_cancels);
	tcase_add_test(t, a_qualification_is_in_force_at_the_end);
	tcase_add_test(t, a_rule_that_was_made_since_takes_nothing_away);
	tcase_add_test(t, a_limit_counts_the_bookings_of_a_person);
	tcase_add_test(t, hours_are_counted_in_each_day);
	tcase_add_test(t, a_class_shares_a_limit);
	tcase_add_test(t, the_future_is_what_is_still_to_come);
	tcase_add_test(t, a_series_counts_itself);
	tcase_add_test(t, a_coordinator_overrides_what_may_be_overridden);
	tcase_add_test(t, a_rule_on_trial_only_notes_what_it_would_refuse);
	suite_add_tcase(s, t);
	return s;
}
