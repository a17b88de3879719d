/*
 * Erasing personal text: after it no byte of the store's records holds the text, the journal is proved as before, what
 * could bring it back is refused, and everything else goes on.
 */
#include "store/query/journal_proof.h"
#include "tests/store/ask.h"
#include "tests/store/raw.h"

Suite *erase_suite(void);

static struct world w;

static const char *person(const char *login, const char *name, enum person_role role)
{
	struct request rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = login,
	                              .name = name,
	                              .institution = "",
	                              .role = role,
	                              .scope = "",
	                              .email = role == ROLE_REQUESTER ? "secret.mail@example.org" : "",
	                              .language = "",
	                              .ssh_key = ""};
	return world_ask(&w, &rq);
}

static void set_up(void)
{
	world_open(&w);
	ck_assert_str_eq(person("anna", "Anna", ROLE_COORDINATOR), "added");
	ck_assert_str_eq(person("bo", "Secret Name", ROLE_REQUESTER), "added");
	ck_assert_str_eq(person("bo", "Secret Other Name", ROLE_REQUESTER), "updated");
	ck_assert_str_eq(resource(&w, "L1", KIND_LAB, MODE_EXCLUSIVE, 30, ""), "added");
	struct request rq = rq_book(&w, "L1", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.u.booking.requester = "bo";
	rq.u.booking.purpose = "Secret purpose";
	rq.u.booking.note = "Secret note";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(move(&w, 1, "2026-09-08T08:00", "2026-09-08T10:00"), "updated");
	rq = rq_of(&w, OP_COMMENT);
	rq.u.decision = (struct decision_ask){.id = 1, .text = "Secret remark", .note = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void tear_down(void)
{
	world_close(&w);
}

static const char *erase(const char *entity)
{
	struct request rq = rq_of(&w, OP_ERASE);
	rq.u.note.entity = entity;
	return world_ask(&w, &rq);
}

static bool is_stored(const char *text)
{
	struct raw r = {0};
	size_t len = strlen(text);
	bool found = false;
	ck_assert_int_eq(db_read(w.s.db, raw_load, &r), 0);
	for (size_t i = 0; i < r.n && !found; i++) {
		const char *p = r.v[i].value.p;
		for (size_t at = 0; at + len <= r.v[i].value.len && !found; at++)
			found = memcmp(p + at, text, len) == 0;
	}
	arena_release(&r.arena);
	return found;
}

static void expect_sound(const struct journal_head *since)
{
	struct journal_verdict v;
	ck_assert_int_eq(query_verify(&w.s, since, NULL, NULL, &v), 0);
	ck_assert_int_eq(v.fault, JOURNAL_SOUND);
	check_store(&w.s);
}

static struct journal_head head_now(void)
{
	struct journal_head head;
	ck_assert_int_eq(query_head(&w.s, &head), 0);
	return head;
}

START_TEST(nothing_of_a_person_is_left)
{
	const struct journal_head before = head_now();
	ck_assert(is_stored("Secret Name") && is_stored("secret.mail"));
	ck_assert_str_eq(erase("person:bo"), "updated");
	ck_assert(!is_stored("Secret Name"));
	ck_assert(!is_stored("Secret Other Name"));
	ck_assert(!is_stored("secret.mail"));
	ck_assert(is_stored("Secret purpose"));
	expect_sound(&before);
	ck_assert_str_eq(erase("person:bo"), "updated");
	expect_sound(&before);
	ck_assert_str_eq(person("bo", "Bo", ROLE_VIEWER), "updated");
	expect_sound(&before);
}
END_TEST

START_TEST(nothing_of_a_booking_is_left)
{
	const struct journal_head before = head_now();
	ck_assert_str_eq(erase("booking:1"), "refused busy:1@stands");
	w.now = at("2026-09-09T08:00");
	ck_assert_str_eq(erase("booking:1"), "updated");
	ck_assert(!is_stored("Secret purpose"));
	ck_assert(!is_stored("Secret note"));
	ck_assert(!is_stored("Secret remark"));
	ck_assert(is_stored("Secret Name"));
	expect_sound(&before);
	struct history h;
	ck_assert_int_eq(query_history(&w.s, 1, &h), 0);
	ck_assert_uint_ge(h.n, 3);
	arena_release(&h.arena);
}
END_TEST

static void take_back(uint64_t seq)
{
	struct request rq = rq_of(&w, OP_UNDO);
	rq.u.entry = seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
}

/* What an undo took away has a chain of entries of its own. */
START_TEST(nothing_is_left_of_a_former_life)
{
	ck_assert_str_eq(person("cy", "Secret Third Name", ROLE_REQUESTER), "added");
	take_back(w.last.seq);
	ck_assert_str_eq(person("cy", "Cy", ROLE_VIEWER), "added");
	struct request rq = rq_of(&w, OP_COMMENT);
	rq.u.decision = (struct decision_ask){.id = 1, .text = "Secret word", .note = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	take_back(w.last.seq);
	const struct journal_head before = head_now();
	ck_assert(is_stored("Secret Third Name") && is_stored("Secret word"));
	ck_assert_str_eq(erase("person:cy"), "updated");
	ck_assert(!is_stored("Secret Third Name"));
	w.now = at("2026-09-09T08:00");
	ck_assert_str_eq(erase("booking:1"), "updated");
	ck_assert(!is_stored("Secret word") && !is_stored("Secret remark"));
	ck_assert(is_stored("Secret Name"));
	expect_sound(&before);
}
END_TEST

START_TEST(what_was_erased_does_not_come_back)
{
	struct request rq = rq_of(&w, OP_UNDO);
	ck_assert_str_eq(erase("person:bo"), "updated");
	rq.u.entry = 3;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:person:bo@erased");
	rq.u.entry = w.last.seq ? w.last.seq : head_now().size;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:person:bo@erased");
	ck_assert(!is_stored("Secret Other Name"));
	/* other entries go back as ever */
	rq.u.entry = 4;
	ck_assert_msg(strncmp(world_ask(&w, &rq), "refused busy:resource:L1@used", 29) == 0, "used");
}
END_TEST

START_TEST(only_coordinators_erase_what_is_there)
{
	struct request rq = rq_of(&w, OP_ERASE);
	rq.actor = "bo";
	rq.u.note.entity = "person:bo";
	ck_assert_str_eq(world_ask(&w, &rq), "refused role:person:bo@coordinator");
	ck_assert_str_eq(erase("person:nobody"), "refused unknown:nobody@person");
	ck_assert_str_eq(erase("booking:99"), "refused unknown:99@booking");
	ck_assert_str_eq(erase("resource:L1"), "invalid value:entity@resource:L1");
	ck_assert(is_stored("Secret Name"));
}
END_TEST

/* Asked again with the id of a request whose entry was erased, the answer is still the booking's. */
START_TEST(a_request_that_was_carried_out_is_remembered)
{
	struct request rq = rq_book(&w, "L1", "2026-09-10T08:00", "2026-09-10T10:00");
	rq.u.booking.purpose = "Secret purpose";
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	uint64_t id = w.last.id;
	ck_assert_str_eq(cancel(&w, id), "updated");
	ck_assert_str_eq(erase(arena_fmt(&w.arena, "booking:%" PRIu64, id)), "updated");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.id, id);
	check_store(&w.s);
}
END_TEST

Suite *erase_suite(void)
{
	Suite *s = suite_create("erase");
	TCase *t = tcase_create("erase");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, nothing_of_a_person_is_left);
	tcase_add_test(t, nothing_of_a_booking_is_left);
	tcase_add_test(t, nothing_is_left_of_a_former_life);
	tcase_add_test(t, what_was_erased_does_not_come_back);
	tcase_add_test(t, only_coordinators_erase_what_is_there);
	tcase_add_test(t, a_request_that_was_carried_out_is_remembered);
	suite_add_tcase(s, t);
	return s;
}
