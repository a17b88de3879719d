/* Roles in their time, end to end: a deputy has what whose deputy he is has, and not for longer; somebody coordinates.
 */
#include "tests/store/two_schools.h"

Suite *members_suite(void);

static struct request rq_role(enum request_op op, const char *actor, const char *login, enum person_role role)
{
	struct request rq = rq_of(&w, op);
	rq.actor = actor;
	rq.u.grant = (struct grant){.login = login, .role = role, .scope = "", .granted_by = "", .deputy_of = ""};
	if (role == ROLE_ADMINISTRATOR)
		rq.u.grant.scope = "institution:EAST";
	return rq;
}

static const char *give(const char *actor, const char *login, enum person_role role, const char *until)
{
	struct request rq = rq_role(OP_GRANT, actor, login, role);
	rq.u.grant.until = until ? at(until) : 0;
	return world_ask(&w, &rq);
}

static const char *take(const char *actor, const char *login, enum person_role role)
{
	struct request rq = rq_role(OP_REVOKE, actor, login, role);
	return world_ask(&w, &rq);
}

static const char *stand_in(const char *login, const char *of, const char *until)
{
	struct request rq = rq_role(OP_GRANT, "root", login, ROLE_ADMINISTRATOR);
	rq.u.grant.deputy_of = of;
	rq.u.grant.until = at(until);
	return world_ask(&w, &rq);
}

/* Changes a lab of EAST. */
static const char *rename_as(const char *login, const char *name)
{
	struct request rq = rq_of(&w, OP_RESOURCE);
	rq.actor = login;
	rq.u.resource = (struct resource){.code = "E2", .name = name};
	rq.given = GIVEN(RES_NAME);
	return world_ask(&w, &rq);
}

#define NOT_BY_HIM "refused role:resource:E2@administrator|coordinator"

static void set_up(void)
{
	open_schools();
	add_person("kim", "EAST", ROLE_REQUESTER, "");
	add_person("dee", "WEST", ROLE_REQUESTER, "");
}

START_TEST(a_deputy_ends_with_his_time)
{
	ck_assert_str_eq(rename_as("dee", "one"), NOT_BY_HIM);
	ck_assert_str_eq(stand_in("dee", "eve", "2026-09-10T00:00"), "added");
	ck_assert_str_eq(rename_as("dee", "one"), "updated");
	go_to("2026-09-09T23:59");
	ck_assert_str_eq(rename_as("dee", "two"), "updated");
	go_to("2026-09-10T00:00");
	ck_assert_str_eq(rename_as("dee", "three"), NOT_BY_HIM);
	/* the clock was wrong */
	go_to("2026-09-09T00:00");
	ck_assert_str_eq(rename_as("dee", "three"), "updated");
}
END_TEST

START_TEST(a_deputy_ends_with_the_role_that_he_stands_for)
{
	ck_assert_str_eq(give("root", "kim", ROLE_ADMINISTRATOR, "2026-09-10T00:00"), "added");
	ck_assert_str_eq(stand_in("dee", "kim", "2026-09-20T00:00"), "added");
	ck_assert_str_eq(rename_as("dee", "one"), "updated");
	go_to("2026-09-10T00:00");
	ck_assert_str_eq(rename_as("kim", "two"), NOT_BY_HIM);
	ck_assert_str_eq(rename_as("dee", "two"), NOT_BY_HIM);
	ck_assert_str_eq(give("root", "kim", ROLE_ADMINISTRATOR, "2026-09-15T00:00"), "updated");
	ck_assert_str_eq(rename_as("dee", "two"), "updated");
	ck_assert_str_eq(take("root", "kim", ROLE_ADMINISTRATOR), "updated");
	ck_assert_str_eq(rename_as("dee", "three"), NOT_BY_HIM);
}
END_TEST

/* What he may in another's place he passes on to nobody. */
START_TEST(a_deputy_makes_no_deputies)
{
	ck_assert_str_eq(stand_in("dee", "eve", "2026-09-10T00:00"), "added");
	struct request rq = rq_role(OP_GRANT, "dee", "kim", ROLE_ADMINISTRATOR);
	rq.u.grant.deputy_of = "dee";
	rq.u.grant.until = at("2026-09-09T00:00");
	world_ask(&w, &rq);
	ck_assert_int_eq(w.last.outcome, OUTCOME_REFUSED);
	ck_assert_str_eq(rename_as("kim", "one"), NOT_BY_HIM);
}
END_TEST

/* A role that is given on for a time is taken by what it is, whatever the request says of its end. */
START_TEST(who_gave_a_role_for_his_time_takes_it_back)
{
	add_person("eli", "EAST", ROLE_REQUESTER, "");
	struct request rq = rq_role(OP_GRANT, "root", "kim", ROLE_AUDITOR);
	rq.u.grant.may_grant = true;
	rq.u.grant.until = at("2026-10-01T00:00");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(give("kim", "eli", ROLE_AUDITOR, "2026-09-20T00:00"), "added");
	ck_assert_str_eq(take("kim", "eli", ROLE_AUDITOR), "updated");
	ck_assert_str_eq(give("root", "eli", ROLE_AUDITOR, NULL), "added");
	rq = rq_role(OP_REVOKE, "kim", "eli", ROLE_AUDITOR);
	rq.u.grant.until = at("2026-09-20T00:00");
	world_ask(&w, &rq);
	ck_assert_int_eq(w.last.outcome, OUTCOME_REFUSED);
}
END_TEST

#define LAST(login) "refused role:" login "@coordinator"

START_TEST(the_last_coordinator_cannot_go)
{
	struct request rq = rq_of(&w, OP_PERSON);
	rq.actor = "root";
	rq.given = GIVEN(PERSON_ROLE);
	rq.u.person = (struct person){.login = "root", .role = ROLE_VIEWER};
	ck_assert_str_eq(take("root", "root", ROLE_COORDINATOR), LAST("root"));
	ck_assert_str_eq(world_ask(&w, &rq), LAST("root"));
	/* one for a time is none for good */
	ck_assert_str_eq(give("root", "kim", ROLE_COORDINATOR, "2026-12-01T00:00"), "added");
	ck_assert_str_eq(take("root", "root", ROLE_COORDINATOR), LAST("root"));
	ck_assert_str_eq(give("root", "kim", ROLE_COORDINATOR, NULL), "updated");
	uint64_t granted = w.last.seq;
	ck_assert_str_eq(take("root", "root", ROLE_COORDINATOR), "updated");
	ck_assert_str_eq(take("kim", "kim", ROLE_COORDINATOR), LAST("kim"));
	ck_assert_str_eq(give("kim", "kim", ROLE_COORDINATOR, "2026-12-01T00:00"), LAST("kim"));
	/* nor by taking back how he came to it */
	rq = rq_of(&w, OP_UNDO);
	rq.actor = "kim";
	rq.u.entry = granted;
	world_ask(&w, &rq);
	ck_assert_int_eq(w.last.outcome, OUTCOME_REFUSED);
	ck_assert_str_eq(give("kim", "root", ROLE_COORDINATOR, NULL), "added");
	ck_assert_str_eq(take("root", "kim", ROLE_COORDINATOR), "updated");
}
END_TEST

Suite *members_suite(void)
{
	Suite *s = suite_create("members");
	TCase *t = tcase_create("members");
	tcase_add_checked_fixture(t, set_up, close_schools);
	tcase_add_test(t, a_deputy_ends_with_his_time);
	tcase_add_test(t, a_deputy_ends_with_the_role_that_he_stands_for);
	tcase_add_test(t, a_deputy_makes_no_deputies);
	tcase_add_test(t, who_gave_a_role_for_his_time_takes_it_back);
	tcase_add_test(t, the_last_coordinator_cannot_go);
	suite_add_tcase(s, t);
	return s;
}
