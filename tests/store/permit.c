/*
 * Who may change what: each kind of request on things of two schools, asked by somebody of every role. A rehearsal, a
 * dry run and the change itself give the same answer, and what is forbidden leaves no trace.
 */
#include "tests/store/ask.h"

Suite *permit_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

static struct world w;

/* In the order of the letters in the table below. */
static const char *const logins[] = {"stranger", "view",  "req",     "appr",   "admin",
                                     "campadm",  "other", "auditor", "expert", "anna"};

static void person(const char *login, const char *institution, enum person_role role, const char *scope)
{
	struct request rq = rq_login(&w, login, institution, role, scope);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void school(const char *code, const char *campus_code, const char *lab)
{
	struct request rq = rq_institution(&w, code, code);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_campus(&w, campus_code, campus_code);
	rq.u.campus.institution = code;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_resource(&w, lab, KIND_LAB, MODE_EXCLUSIVE, 30, campus_code);
	rq.u.resource.institution = code;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void book_as(const char *login, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.actor = login;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* Schools A and B; bookings 1 of req on A1, 2 of breq on B1, 3 of breq on A1, 4 of req on B1, 5 of admin on A1 and B1.
 */
static void set_up(void)
{
	world_open(&w);
	person("anna", "", ROLE_COORDINATOR, "");
	school("A", "CA", "A1");
	school("B", "CB", "B1");
	person("view", "A", ROLE_VIEWER, "");
	person("req", "A", ROLE_REQUESTER, "");
	person("req2", "A", ROLE_REQUESTER, "");
	person("breq", "B", ROLE_REQUESTER, "");
	person("appr", "A", ROLE_APPROVER, "institution:A");
	person("admin", "A", ROLE_ADMINISTRATOR, "institution:A");
	person("campadm", "A", ROLE_ADMINISTRATOR, "campus:CA");
	person("other", "B", ROLE_ADMINISTRATOR, "institution:B");
	person("auditor", "A", ROLE_AUDITOR, "");
	person("expert", "A", ROLE_EXPERT, "");
	book_as("req", "A1", "2026-09-07T08:00", "2026-09-07T09:00");
	book_as("breq", "B1", "2026-09-07T08:00", "2026-09-07T09:00");
	book_as("breq", "A1", "2026-09-07T10:00", "2026-09-07T11:00");
	book_as("req", "B1", "2026-09-07T10:00", "2026-09-07T11:00");
	book_as("admin", "A1;B1", "2026-09-07T12:00", "2026-09-07T13:00");
}

static void tear_down(void)
{
	check_store(&w.s);
	world_close(&w);
}

/* ---- requests ---- */

static struct request rq_new(const char *claims)
{
	return rq_book(&w, claims, "2026-09-08T08:00", "2026-09-08T09:00");
}

static struct request rq_new_for(const char *claims, const char *requester, const char *institution)
{
	struct request rq = rq_new(claims);
	rq.u.booking.requester = requester;
	rq.u.booking.institution = institution;
	return rq;
}

static struct request rq_on(enum request_op op, uint64_t id)
{
	struct request rq = rq_book(&w, "", "2026-09-09T08:00", "2026-09-09T09:00");
	rq.op = op;
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = id;
	return rq;
}

static struct request rq_swapped(uint64_t id, uint64_t other)
{
	struct request rq = rq_on(OP_SWAP, id);
	rq.u.booking.other = other;
	return rq;
}

static struct request flagged(struct request rq, unsigned flags)
{
	rq.flags |= flags;
	return rq;
}

static struct request rq_given(struct request rq, uint32_t given, const char *requester, const char *institution)
{
	rq.given = given;
	rq.u.booking.requester = requester;
	rq.u.booking.institution = institution;
	return rq;
}

static struct request rq_lab(const char *code, const char *institution, const char *campus_code)
{
	struct request rq = rq_resource(&w, code, KIND_LAB, MODE_EXCLUSIVE, 31, campus_code);
	rq.u.resource.institution = institution;
	return rq;
}

static struct request rq_part(const char *code, const char *whole)
{
	struct request rq = rq_lab(code, "A", "CA");
	rq.u.resource.part_of = whole;
	return rq;
}

static struct request rq_closure(const char *resource_code, const char *campus_code)
{
	struct request rq = rq_of(&w, OP_CLOSURE);
	rq.u.closure =
		(struct closure){at("2026-10-01T00:00"), at("2026-10-02T00:00"), resource_code, campus_code, "", 0};
	return rq;
}

static struct request rq_day(const char *campus_code)
{
	struct request rq = rq_of(&w, OP_DAY);
	rq.u.day = (struct day_rule){
		.date = clock_local_day(w.now) + 30, .kind = DAY_OFF, .campus = campus_code, .note = ""};
	return rq;
}

static struct request rq_period(const char *campus_code)
{
	struct request rq = rq_of(&w, OP_PERIOD);
	rq.u.period = (struct period){1, 480, 525, campus_code, PERIOD_ALWAYS, 0};
	return rq;
}

static struct request rq_term(void)
{
	struct request rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){"T", "T", clock_local_day(w.now) - 1, 18, 0};
	return rq;
}

static struct request rq_way(void)
{
	struct request rq = rq_of(&w, OP_TRAVEL);
	rq.u.travel = (struct travel){"CA", "CB", 20};
	return rq;
}

static struct request rq_site(const char *code, const char *institution)
{
	struct request rq = rq_campus(&w, code, "Site");
	rq.u.campus.institution = institution;
	return rq;
}

static struct request rq_person(const char *login, const char *institution, enum person_role role, const char *scope)
{
	struct request rq = rq_login(&w, login, institution, role, scope);
	rq.u.person.name = "New";
	return rq;
}

static struct request rq_grant(const char *login, enum person_role role, const char *scope)
{
	struct request rq = rq_of(&w, OP_GRANT);
	rq.u.grant = (struct grant){.login = login, .role = role, .scope = scope, .granted_by = "", .deputy_of = ""};
	return rq;
}

static struct request rq_revoke(const char *login, enum person_role role, const char *scope)
{
	struct request rq = rq_grant(login, role, scope);
	rq.op = OP_REVOKE;
	return rq;
}

static struct request rq_columns(const char *institution)
{
	struct request rq = rq_of(&w, OP_COLUMNS);
	rq.u.columns = (struct kept_columns){institution, "resources", "name=Raum", 0};
	return rq;
}

static struct request rq_undo(uint64_t entry)
{
	struct request rq = rq_of(&w, OP_UNDO);
	rq.u.entry = entry;
	return rq;
}

static struct request rq_event(const char *ref)
{
	struct request rq = rq_of(&w, OP_EVENT);
	rq.u.event = (struct event_ask){.ref = ref, .sequence = 3, .source = "s"};
	return rq;
}

/* The journal's entry that made a booking. */
static uint64_t entry_of(uint64_t id)
{
	struct booking_row row;
	ck_assert(standing(&w, id, &row));
	return row.b.seq;
}

/* ---- asking ---- */

/* It may not be done, or not even known of. */
static bool forbids(const struct reasons *reasons)
{
	if (reasons_forbidden(reasons))
		return true;
	if (reasons->n != 1)
		return false;
	enum reason_detail detail = reasons->v[0].detail;
	return detail == REASON_NO_SERIES || detail == REASON_NO_ENTRY || detail == REASON_NO_PERSON;
}

static bool is_forbidden(struct request rq, const char *login)
{
	struct result result = {0};
	rq.actor = login;
	int err = store_apply(&w.s, &rq, 1, true, &result, &w.arena);
	ck_assert_msg(err == 0, "op %u by %s: %s", rq.op, login, quad_strerror(err));
	bool forbidden = forbids(&result.reasons);
	err = store_rehearse(&w.s, &rq, &result, &w.arena);
	ck_assert_msg(err == 0, "op %u by %s: %s", rq.op, login, quad_strerror(err));
	ck_assert_msg(forbids(&result.reasons) == forbidden, "op %u by %s", rq.op, login);
	if (!forbidden)
		return false;
	uint64_t before = db_token(w.s.db);
	request_id_new(rq.id);
	err = store_apply(&w.s, &rq, 1, false, &result, &w.arena);
	ck_assert_msg(err == 0 && result.outcome == OUTCOME_REFUSED, "op %u by %s", rq.op, login);
	ck_assert(forbids(&result.reasons));
	ck_assert_uint_eq(db_token(w.s.db), before);
	return true;
}

/* wanted: a letter for each login, y or -; what is not forbidden may be refused for another reason. */
static void expect(const char *what, struct request rq, const char *wanted)
{
	char got[COUNT(logins) + 1] = "";
	for (size_t i = 0; i < COUNT(logins); i++)
		got[i] = is_forbidden(rq, logins[i]) ? '-' : 'y';
	ck_assert_msg(strcmp(got, wanted) == 0, "%s: %s instead of %s", what, got, wanted);
}

START_TEST(bookings_are_asked_for_changed_and_cancelled_by_whom_they_belong_to)
{
	/* stranger, view, req, appr, admin, campadm, other, auditor, expert, anna */
	expect("book at home", rq_new("A1"), "--yyyyy--y");
	expect("book elsewhere", rq_new("B1"), "--yyyyy--y");
	for (uint64_t id = 1; id <= 5; id++) {
		static const char *const wanted[] = {"--y-yy---y", "------y--y", "----yyy--y", "--y-y-y--y",
		                                     "----yyy--y"};
		expect("move", rq_on(OP_MOVE, id), wanted[id - 1]);
		expect("cancel", rq_on(OP_CANCEL, id), wanted[id - 1]);
	}
	expect("swap own with another's, or propose it", rq_swapped(1, 2), "--y-yyy--y");
	expect("swap with one on a lab of the school", rq_swapped(1, 3), "--y-yyy--y");
	expect("record a swap of both", flagged(rq_swapped(1, 3), REQUEST_RECORD), "----yy---y");
	expect("record a swap with a booking elsewhere", flagged(rq_swapped(1, 2), REQUEST_RECORD), "---------y");
	expect("swap against the rules", flagged(rq_swapped(1, 3), REQUEST_OVERRIDE), "---------y");
	expect("cancel what is not there", rq_on(OP_CANCEL, 99), "-yyyyyyyyy");
}
END_TEST

START_TEST(nobody_asks_in_anothers_name)
{
	expect("for somebody of one's school, at home", rq_new_for("A1", "req2", ""), "----yy---y");
	expect("for somebody of one's school, elsewhere", rq_new_for("B1", "req2", ""), "----y-y--y");
	expect("for somebody of another school", rq_new_for("A1", "breq", ""), "----yyy--y");
	expect("in the name of another school, at home", rq_new_for("A1", "", "B"), "----yyy--y");
	expect("in the name of another school, there", rq_new_for("B1", "", "B"), "------y--y");
	expect("both at once", rq_new_for("A1;B1", "", "B"), "------y--y");
	expect("in the name of one's own", rq_new_for("B1", "", "A"), "--yyyyy--y");
	expect("a change of whom it is for", rq_given(rq_on(OP_MOVE, 1), GIVEN(BOOKING_REQUESTER), "req2", ""),
	       "----yy---y");
	expect("a change of in whose name", rq_given(rq_on(OP_MOVE, 1), GIVEN(BOOKING_INSTITUTION), "", "B"),
	       "----yy---y");
	expect("another's made one's own", rq_given(rq_on(OP_MOVE, 2), GIVEN(BOOKING_REQUESTER), "req", ""),
	       "------y--y");
}
END_TEST

START_TEST(what_happened_is_entered_and_rules_are_set_aside_by_few)
{
	expect("record at home", flagged(rq_new("A1"), REQUEST_RECORD), "----yy---y");
	expect("record elsewhere", flagged(rq_new("B1"), REQUEST_RECORD), "------y--y");
	expect("record both", flagged(rq_new("A1;B1"), REQUEST_RECORD), "---------y");
	expect("record a cancellation of one's own", flagged(rq_on(OP_CANCEL, 4), REQUEST_RECORD), "------y--y");
	expect("override", flagged(rq_new("A1"), REQUEST_OVERRIDE), "---------y");
}
END_TEST

START_TEST(things_are_kept_by_who_has_them_in_scope)
{
	expect("institution", rq_institution(&w, "A", "New"), "---------y");
	expect("new institution", rq_institution(&w, "Z", "Z"), "---------y");
	expect("term", rq_term(), "---------y");
	expect("travel", rq_way(), "---------y");
	expect("campus", rq_site("CA", "A"), "----yy---y");
	expect("new campus", rq_site("CX", "A"), "----y----y");
	expect("campus given away", rq_site("CA", "B"), "---------y");
	expect("resource", rq_lab("A1", "A", "CA"), "----yy---y");
	expect("resource elsewhere", rq_lab("B1", "B", "CB"), "------y--y");
	expect("resource taken from there", rq_lab("B1", "A", "CA"), "---------y");
	expect("resource given away", rq_lab("A1", "B", "CB"), "---------y");
	expect("new resource", rq_lab("NEW", "A", "CA"), "----yy---y");
	expect("new resource of nobody", rq_lab("NEW", "", ""), "---------y");
	expect("a part of another's", rq_part("A1", "B1"), "---------y");
	expect("closure of a resource", rq_closure("A1", ""), "----yy---y");
	expect("closure of a campus", rq_closure("", "CA"), "----yy---y");
	expect("closure elsewhere", rq_closure("B1", ""), "------y--y");
	expect("closure of everything", rq_closure("", ""), "---------y");
	expect("day of a campus", rq_day("CA"), "----yy---y");
	expect("day of all", rq_day(""), "---------y");
	expect("period of a campus", rq_period("CA"), "----yy---y");
	expect("period of all", rq_period(""), "---------y");
	expect("remembered columns", rq_columns("A"), "----y----y");
	expect("columns of anybody", rq_columns(""), "---------y");
	expect("made because it is named", flagged(rq_lab("NEW", "Z", "CA"), REQUEST_CREATE_MISSING), "---------y");
}
END_TEST

START_TEST(people_and_roles_are_given_by_who_could_give_them)
{
	expect("new requester", rq_person("new", "A", ROLE_REQUESTER, ""), "----y----y");
	expect("new person of nowhere", rq_person("new", "", ROLE_REQUESTER, ""), "---------y");
	expect("new administrator within", rq_person("new", "A", ROLE_ADMINISTRATOR, "campus:CA"), "----y----y");
	expect("new administrator beyond", rq_person("new", "A", ROLE_ADMINISTRATOR, "campus:CB"), "---------y");
	expect("new auditor", rq_person("new", "A", ROLE_AUDITOR, ""), "---------y");
	expect("new coordinator", rq_person("new", "A", ROLE_COORDINATOR, ""), "---------y");
	expect("somebody of the school", rq_person("req", "A", ROLE_REQUESTER, ""), "----y----y");
	expect("somebody of another school", rq_person("breq", "B", ROLE_REQUESTER, ""), "------y--y");
	expect("somebody taken from there", rq_person("breq", "A", ROLE_REQUESTER, ""), "---------y");
	/* whoever could put a key into the record of an auditor would be one */
	expect("an auditor of the school", rq_person("auditor", "A", ROLE_AUDITOR, ""), "---------y");
	expect("approver within", rq_grant("req", ROLE_APPROVER, "A1"), "----yy---y");
	expect("approver beyond", rq_grant("req", ROLE_APPROVER, "B1"), "------y--y");
	expect("approver of everything", rq_grant("req", ROLE_APPROVER, "*"), "---------y");
	expect("administrator within", rq_grant("breq", ROLE_ADMINISTRATOR, "campus:CA"), "----yy---y");
	expect("requester", rq_grant("view", ROLE_REQUESTER, ""), "----y----y");
	expect("coordinator", rq_grant("req", ROLE_COORDINATOR, ""), "---------y");
	expect("auditor", rq_grant("req", ROLE_AUDITOR, ""), "---------y");
	expect("expert", rq_grant("req", ROLE_EXPERT, ""), "---------y");
	expect("revoke within", rq_revoke("appr", ROLE_APPROVER, "institution:A"), "----y----y");
	expect("revoke beyond", rq_revoke("other", ROLE_ADMINISTRATOR, "institution:B"), "------y--y");
}
END_TEST

START_TEST(ones_own_language_alone_is_ones_own)
{
	struct request rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = "view",
	                              .name = "",
	                              .institution = "",
	                              .scope = "",
	                              .email = "x@y",
	                              .language = "en",
	                              .ssh_key = ""};
	rq.given = GIVEN(PERSON_LANGUAGE);
	expect("language", rq, "-y--y----y");
	rq.given |= GIVEN(PERSON_EMAIL);
	expect("language and address", rq, "----y----y");
	rq.given = GIVEN(PERSON_LANGUAGE) | GIVEN(PERSON_ROLE);
	rq.u.person.role = ROLE_ADMINISTRATOR;
	expect("language and role", rq, "----y----y");
}
END_TEST

START_TEST(only_ones_own_doing_is_taken_back_without_more)
{
	expect("own", rq_undo(entry_of(1)), "--y-yy---y");
	expect("another school's", rq_undo(entry_of(2)), "------y--y");
	expect("on one's resource", rq_undo(entry_of(3)), "----yy---y");
	expect("of both schools", rq_undo(entry_of(5)), "----y----y");
	expect("a coordinator's: the first school", rq_undo(2), "---------y");
}
END_TEST

START_TEST(a_calendars_memory_is_of_its_booking)
{
	struct request rq = rq_new("B1");
	rq.u.booking.ref = "uid@x";
	rq.actor = "breq";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	expect("of a booking", rq_event("uid@x"), "------y--y");
	expect("of none yet", rq_event("none@x"), "--yyyyy--y");
	/* the same reference again is a change of that booking */
	rq.u.booking.party = 3;
	expect("put again", rq, "------y--y");
}
END_TEST

/* A reference of what stands no more is anybody's, and what it was for gives nobody a right. */
START_TEST(a_reference_that_is_free_is_asked_for_anew)
{
	struct request rq = rq_new_for("A1", "", "");
	rq.u.booking.ref = "free@x";
	rq.actor = "breq";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	struct request noshow = rq_of(&w, OP_NOSHOW);
	noshow.actor = "admin";
	noshow.u.decision = (struct decision_ask){.id = w.last.id, .text = "", .note = ""};
	noshow.now = at("2026-09-08T08:10");
	ck_assert_str_eq(world_ask(&w, &noshow), "updated");
	expect("put again by another", rq, "--yyyyy--y");
	rq.u.booking.requester = "breq";
	expect("for him again", rq, "----yyy--y");
	/* what is asked of it as it stands and as it shall be is said once */
	struct request recorded = flagged(rq_on(OP_MOVE, 1), REQUEST_RECORD);
	recorded.given = GIVEN(BOOKING_CLAIMS);
	recorded.actor = "req";
	recorded.u.booking.claims = rq_new("A1").u.booking.claims;
	recorded.u.booking.n_claims = 1;
	ck_assert_str_eq(world_ask(&w, &recorded), "refused role:resource:A1@administrator|coordinator");
}
END_TEST

START_TEST(a_series_is_its_requesters_and_what_was_handed_on_is_not)
{
	struct request rq = rq_of(&w, OP_SERIES), change;
	const struct claim_ask claim = {"A1", 0};
	ck_assert_str_eq(travel(&w, "CA", "CB", 5), "added");
	rq.actor = "breq";
	rq.u.series = (struct series_ask){.ref = "s",
	                                  .claims = &claim,
	                                  .n_claims = 1,
	                                  .weeks.term = "",
	                                  .rule = {"FREQ=WEEKLY;COUNT=3", at("2026-10-05T08:00"), 60},
	                                  .purpose = "",
	                                  .note = "",
	                                  .requester = "",
	                                  .institution = "",
	                                  .from = FROM_THE_START};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	uint64_t series = w.last.series, first = w.last.made[0].id;
	expect("put again", rq, "----yyy--y");
	change = rq_of(&w, OP_SERIES_CANCEL);
	change.u.series = (struct series_ask){.id = series,
	                                      .ref = "",
	                                      .weeks.term = "",
	                                      .rule.rule = "",
	                                      .purpose = "",
	                                      .note = "",
	                                      .requester = "",
	                                      .institution = "",
	                                      .from = FROM_THE_START};
	expect("cancel", change, "----yyy--y");
	struct request hand = rq_given(rq_on(OP_MOVE, first), GIVEN(BOOKING_REQUESTER), "req", "");
	ck_assert_str_eq(world_ask(&w, &hand), "updated");
	change.actor = "breq";
	ck_assert_str_eq(world_ask(&w, &change), "refused role:booking:6@administrator|coordinator");
	struct request other = rq_of(&w, OP_SERIES);
	other.u.series = rq.u.series;
	other.u.series.ref = "";
	other.flags = REQUEST_RECORD;
	expect("recorded", other, "----yy---y");
}
END_TEST

START_TEST(a_booking_is_in_the_name_of_the_requesters_institution)
{
	struct booking_row row;
	ck_assert(standing(&w, 1, &row));
	struct booking_rows rows;
	ck_assert_int_eq(query_bookings(&w.s, (uint64_t[]){1, 3, 5}, 3, &rows), 0);
	ck_assert_str_eq(rows.v[0].b.institution, "A");
	ck_assert_str_eq(rows.v[1].b.institution, "B");
	ck_assert_str_eq(rows.v[2].b.institution, "A");
	arena_release(&rows.arena);
	/* somebody of no institution asks in nobody's name, which only a coordinator may */
	person("homeless", "", ROLE_REQUESTER, "");
	struct request rq = rq_new("A1");
	rq.actor = "homeless";
	ck_assert_str_eq(world_ask(&w, &rq), "refused role:person:homeless@coordinator");
	rq.actor = "anna";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	/* an administrator without an institution is of the one that he keeps */
	person("keeper", "", ROLE_ADMINISTRATOR, "campus:CB");
	rq = rq_new("B1");
	rq.actor = "keeper";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(query_bookings(&w.s, &w.last.id, 1, &rows), 0);
	ck_assert_str_eq(rows.v[0].b.institution, "B");
	arena_release(&rows.arena);
}
END_TEST

START_TEST(a_right_ends_with_its_time)
{
	struct request grant = rq_grant("req", ROLE_ADMINISTRATOR, "institution:B");
	grant.u.grant.until = w.now + 100;
	ck_assert_str_eq(world_ask(&w, &grant), "added");
	struct request rq = rq_on(OP_CANCEL, 2);
	ck_assert(!is_forbidden(rq, "req"));
	rq.now = w.now + 99;
	ck_assert(!is_forbidden(rq, "req"));
	rq.now = w.now + 100;
	ck_assert(is_forbidden(rq, "req"));
	grant.u.grant.from = w.now + 50;
	ck_assert_str_eq(world_ask(&w, &grant), "updated");
	rq.now = w.now;
	ck_assert(is_forbidden(rq, "req"));
	rq.now = w.now + 50;
	ck_assert(!is_forbidden(rq, "req"));
	struct request revoke = rq_revoke("req", ROLE_ADMINISTRATOR, "B");
	ck_assert_str_eq(world_ask(&w, &revoke), "updated");
	ck_assert(is_forbidden(rq, "req"));
}
END_TEST

/* Whether the slots of a resource say of a booking that who looks may change it. */
static bool says_slot(const char *code, uint64_t id)
{
	struct slot_list slots;
	bool may = false;
	ck_assert_int_eq(query_slots(&w.s, code, at("2026-09-07T00:00"), at("2026-09-08T00:00"), &slots), 0);
	for (size_t i = 0; i < slots.n; i++)
		if (slots.v[i].booking == id)
			may = slots.v[i].may_change;
	arena_release(&slots.arena);
	return may;
}

/* The queries say it beforehand, so that a screen need not ask at a key. */
START_TEST(lists_say_which_bookings_one_may_change)
{
	static const char *const codes[] = {"A1", "B1", "A1", "B1", "B1"};
	for (uint64_t id = 1; id <= COUNT(codes); id++)
		for (size_t i = 0; i < COUNT(logins); i++) {
			struct booking_rows rows;
			struct request rq = rq_on(OP_CANCEL, id);
			bool may = !is_forbidden(rq, logins[i]);
			store_look_as(&w.s, logins[i]);
			ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
			ck_assert_msg(rows.v->may_change == may, "%s, booking %d", logins[i], (int)id);
			ck_assert_msg(says_slot(codes[id - 1], id) == may, "%s, booking %d", logins[i], (int)id);
			arena_release(&rows.arena);
		}
	store_look_as(&w.s, NULL);
}
END_TEST

START_TEST(before_there_is_a_coordinator_all_is_allowed)
{
	world_open(&w);
	person("view", "", ROLE_VIEWER, "");
	struct request rq = rq_institution(&w, "A", "A");
	rq.actor = "somebody";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_institution(&w, "B", "B");
	rq.actor = "view";
	ck_assert_str_eq(world_ask(&w, &rq), "refused role:institution:B@coordinator");
	person("anna", "", ROLE_COORDINATOR, "");
	rq.actor = "somebody";
	ck_assert_str_eq(world_ask(&w, &rq), "refused role:somebody@people");
	tear_down();
}
END_TEST

Suite *permit_suite(void)
{
	Suite *s = suite_create("permit");
	TCase *t = tcase_create("permit");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, bookings_are_asked_for_changed_and_cancelled_by_whom_they_belong_to);
	tcase_add_test(t, nobody_asks_in_anothers_name);
	tcase_add_test(t, what_happened_is_entered_and_rules_are_set_aside_by_few);
	tcase_add_test(t, things_are_kept_by_who_has_them_in_scope);
	tcase_add_test(t, people_and_roles_are_given_by_who_could_give_them);
	tcase_add_test(t, ones_own_language_alone_is_ones_own);
	tcase_add_test(t, only_ones_own_doing_is_taken_back_without_more);
	tcase_add_test(t, a_calendars_memory_is_of_its_booking);
	tcase_add_test(t, a_reference_that_is_free_is_asked_for_anew);
	tcase_add_test(t, a_series_is_its_requesters_and_what_was_handed_on_is_not);
	tcase_add_test(t, a_booking_is_in_the_name_of_the_requesters_institution);
	tcase_add_test(t, a_right_ends_with_its_time);
	tcase_add_test(t, lists_say_which_bookings_one_may_change);
	suite_add_tcase(s, t);
	t = tcase_create("a new store");
	tcase_add_test(t, before_there_is_a_coordinator_all_is_allowed);
	suite_add_tcase(s, t);
	return s;
}
