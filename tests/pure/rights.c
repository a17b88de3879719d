/*
 * Who may what: every role and right, for what is one's own, one's institution's, in the scope of the role, and for
 * what is another's; scopes, times, deputies.
 */
#include "store/model/rights.h"

#include <check.h>
#include <string.h>

#include "store/base/err.h"

Suite *rights_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define NOW 1000

static const enum person_role roles[] = {ROLE_VIEWER,      ROLE_REQUESTER, ROLE_APPROVER, ROLE_ADMINISTRATOR,
                                         ROLE_COORDINATOR, ROLE_AUDITOR,   ROLE_EXPERT};

/* The things that a right is asked for, of anna of the institution A, whose scope is the campus SC. */
static const struct right_place foreign_place = {"R9", "C9", "B"};
static const struct right_place scope_place = {"R1", "SC", "S"};
static const struct right_place both_places[] = {{"R1", "SC", "S"}, {"R9", "C9", "B"}};
static const struct right_row own = {"anna", "A", &foreign_place, 1};
static const struct right_row home = {"ben", "A", &foreign_place, 1};
static const struct right_row in_scope = {"ben", "B", &scope_place, 1};
static const struct right_row half_in_scope = {"ben", "B", both_places, 2};
static const struct right_row foreign = {"ben", "B", &foreign_place, 1};
static const struct right_row everything = {"", "", NULL, 0};

/* A letter a role, in the order above: y or -. */
static const struct {
	enum right right;
	const char *own, *home, *in_scope, *half, *foreign;
} table[] = {
	{RIGHT_BROWSE, "yyyyyyy", "yyyyyyy", "yyyyyyy", "yyyyyyy", "yyyyyyy"},
	{RIGHT_DETAILS, "yyyyyyy", "-y--yy-", "--yyyy-", "--yyyy-", "----yy-"},
	{RIGHT_ASK, "-yyyy--", "----y--", "---yy--", "---yy--", "----y--"},
	{RIGHT_ASK_FOR, "----y--", "----y--", "---yy--", "----y--", "----y--"},
	{RIGHT_DECIDE, "-------", "-------", "--yy---", "--yy---", "-------"},
	{RIGHT_COORDINATE, "----y--", "----y--", "----y--", "----y--", "----y--"},
	{RIGHT_KEEP, "----y--", "----y--", "---yy--", "----y--", "----y--"},
	{RIGHT_CONSORTIUM, "----y--", "----y--", "----y--", "----y--", "----y--"},
	{RIGHT_RECORD, "----y--", "----y--", "---yy--", "----y--", "----y--"},
	{RIGHT_LOG, "yyyyyyy", "----yy-", "--yyyy-", "--yyyy-", "----yy-"},
	{RIGHT_REPORT, "yy--yyy", "yy--yyy", "--yyyy-", "--yyyy-", "----yy-"},
};

static struct holding holding_of(enum person_role role)
{
	bool scoped = role_has_scope(role);
	return (struct holding){.grant = {.login = "anna",
	                                  .role = role,
	                                  .over = scoped ? OVER_CAMPUS : OVER_NOTHING,
	                                  .scope = scoped ? "SC" : "",
	                                  .granted_by = "",
	                                  .deputy_of = ""},
	                        .institution = "A"};
}

static struct member member_of(const struct holding *held, size_t n)
{
	return (struct member){.known = true,
	                       .person = {.login = "anna", .name = "Anna", .institution = "A"},
	                       .institution = "A",
	                       .held = held,
	                       .n_held = n};
}

static void expect(enum right right, const struct right_row *row, const char *wanted, const char *what)
{
	for (size_t i = 0; i < COUNT(roles); i++) {
		struct holding h = holding_of(roles[i]);
		struct member m = member_of(&h, 1);
		const struct grant *by = NULL;
		bool may = rights_may(&m, right, row, NOW, &by);
		ck_assert_msg(may == (wanted[i] == 'y'), "%s %s: %s", role_word(roles[i]), right_word(right), what);
		ck_assert_ptr_eq(by, may ? &h.grant : NULL);
	}
}

START_TEST(every_role_has_its_rights_and_no_more)
{
	ck_assert_uint_eq(COUNT(table), RIGHT_N - 1);
	for (size_t i = 0; i < COUNT(table); i++) {
		ck_assert_uint_eq(table[i].right, i + 1);
		expect(table[i].right, &own, table[i].own, "own");
		expect(table[i].right, &home, table[i].home, "own institution's");
		expect(table[i].right, &in_scope, table[i].in_scope, "in scope");
		expect(table[i].right, &half_in_scope, table[i].half, "half of it in scope");
		expect(table[i].right, &foreign, table[i].foreign, "foreign");
		expect(table[i].right, &everything, table[i].foreign, "everything");
	}
}
END_TEST

START_TEST(who_is_nobody_may_nothing_and_the_first_may_everything)
{
	const struct member nobody = {.institution = ""}, first = {.everything = true, .institution = ""};
	const struct grant *by;
	for (enum right right = RIGHT_BROWSE; right < RIGHT_N; right++) {
		ck_assert(!rights_may(&nobody, right, &own, NOW, &by));
		ck_assert_ptr_null(by);
		ck_assert(rights_may(&first, right, &foreign, NOW, &by));
		ck_assert_ptr_null(by);
		ck_assert(rights_may(&first, right, &everything, NOW, NULL));
	}
}
END_TEST

static const struct {
	enum person_scope over;
	const char *scope, *places, *named;
} scopes[] = {
	/* the places: R1 on C1 of I1, R2 on C1 of I2, a campus C1 of I1, an institution I1, everything */
	{OVER_ALL, "", "yyyyy", "y"},           {OVER_INSTITUTION, "I1", "y-yy-", "y"},
	{OVER_INSTITUTION, "I2", "-y---", "-"}, {OVER_CAMPUS, "C1", "yyy--", "-"},
	{OVER_CAMPUS, "I1", "-----", "-"},      {OVER_RESOURCE, "R1", "y----", "-"},
	{OVER_RESOURCE, "C1", "-----", "-"},    {OVER_NOTHING, "", "-----", "-"},
};

START_TEST(a_scope_is_a_place_and_what_is_within)
{
	static const struct right_place places[] = {
		{"R1", "C1", "I1"}, {"R2", "C1", "I2"}, {"", "C1", "I1"}, {"", "", "I1"}};
	static const struct right_row in_the_name = {"ben", "I1", &foreign_place, 1};
	for (size_t i = 0; i < COUNT(scopes); i++) {
		struct holding h = holding_of(ROLE_ADMINISTRATOR);
		h.grant.over = scopes[i].over;
		h.grant.scope = scopes[i].scope;
		struct member m = member_of(&h, 1);
		for (size_t j = 0; j <= COUNT(places); j++) {
			bool all = j == COUNT(places);
			struct right_row row = {"", "", all ? NULL : &places[j], all ? 0 : 1};
			bool wanted = scopes[i].places[j] == 'y';
			ck_assert_msg(rights_may(&m, RIGHT_KEEP, &row, NOW, NULL) == wanted, "%zu %zu", i, j);
			if (!all)
				ck_assert_msg(grant_covers(&h.grant, &places[j]) == wanted, "%zu %zu", i, j);
		}
		/* the institution of a booking counts where the right says so */
		bool named = *scopes[i].named == 'y';
		ck_assert(rights_may(&m, RIGHT_ASK, &in_the_name, NOW, NULL) == named);
		ck_assert(rights_may(&m, RIGHT_ASK_FOR, &in_the_name, NOW, NULL) == named);
		ck_assert(rights_may(&m, RIGHT_DETAILS, &in_the_name, NOW, NULL) == named);
		ck_assert(rights_may(&m, RIGHT_RECORD, &in_the_name, NOW, NULL) == (scopes[i].over == OVER_ALL));
		ck_assert(rights_may(&m, RIGHT_DECIDE, &in_the_name, NOW, NULL) == (scopes[i].over == OVER_ALL));
	}
}
END_TEST

static const struct {
	int64_t from, until;
	bool counts;
} times[] = {
	{0, 0, true},  {NOW, 0, true},       {NOW + 1, 0, false},       {0, NOW, false},           {0, NOW + 1, true},
	{0, 1, false}, {NOW, NOW + 1, true}, {NOW - 9, NOW - 1, false}, {NOW + 1, NOW + 9, false},
};

START_TEST(a_grant_counts_in_its_time)
{
	for (size_t i = 0; i < COUNT(times); i++) {
		struct holding h = holding_of(ROLE_COORDINATOR);
		h.grant.from = times[i].from;
		h.grant.until = times[i].until;
		struct member m = member_of(&h, 1);
		ck_assert_msg(rights_may(&m, RIGHT_CONSORTIUM, &everything, NOW, NULL) == times[i].counts, "%zu", i);
		ck_assert_msg(grant_counts(&h.grant, NOW) == times[i].counts, "%zu", i);
	}
}
END_TEST

START_TEST(a_deputy_stands_for_another_and_acts_by_his_own_right_first)
{
	struct holding held[2] = {holding_of(ROLE_REQUESTER), holding_of(ROLE_REQUESTER)};
	struct right_row his = {"ben", "B", &foreign_place, 1}, hers = {"anna", "A", &foreign_place, 1};
	struct right_row of_b = {"carl", "B", &foreign_place, 1};
	const struct grant *by;
	held[0].grant.deputy_of = "ben";
	held[0].institution = "B";
	struct member m = member_of(held, 2);
	ck_assert(rights_may(&m, RIGHT_ASK, &his, NOW, &by));
	ck_assert_ptr_eq(by, &held[0].grant);
	ck_assert(rights_may(&m, RIGHT_ASK, &hers, NOW, &by));
	ck_assert_ptr_eq(by, &held[1].grant);
	ck_assert(rights_may(&m, RIGHT_DETAILS, &of_b, NOW, &by));
	ck_assert_ptr_eq(by, &held[0].grant);
	/* what both roles allow is done by the own one */
	held[0] = holding_of(ROLE_COORDINATOR);
	held[0].grant.deputy_of = "ben";
	ck_assert(rights_may(&m, RIGHT_ASK, &hers, NOW, &by));
	ck_assert_ptr_eq(by, &held[1].grant);
	ck_assert(rights_may(&m, RIGHT_ASK, &foreign, NOW, &by));
	ck_assert_ptr_eq(by, &held[0].grant);
	/* without a role of one's own for it, one's own things are not those of whom one stands for */
	held[1] = holding_of(ROLE_VIEWER);
	held[0] = holding_of(ROLE_REQUESTER);
	held[0].grant.deputy_of = "ben";
	ck_assert(!rights_may(&m, RIGHT_ASK, &hers, NOW, NULL));
}
END_TEST

START_TEST(roles_add_up)
{
	struct holding held[] = {holding_of(ROLE_VIEWER), holding_of(ROLE_APPROVER), holding_of(ROLE_REQUESTER)};
	struct member m = member_of(held, COUNT(held));
	const struct grant *by;
	ck_assert(rights_may(&m, RIGHT_DECIDE, &in_scope, NOW, &by));
	ck_assert_ptr_eq(by, &held[1].grant);
	ck_assert(rights_may(&m, RIGHT_DETAILS, &home, NOW, &by));
	ck_assert_ptr_eq(by, &held[2].grant);
	ck_assert(!rights_may(&m, RIGHT_KEEP, &in_scope, NOW, NULL));
}
END_TEST

START_TEST(an_own_thing_has_a_name)
{
	/* what is nobody's is not that of somebody without a name, nor what is no institution's his institution's */
	struct holding h = holding_of(ROLE_REQUESTER);
	struct member m = member_of(&h, 1);
	h.institution = "";
	m.person.login = "";
	struct right_row row = {"", "", &foreign_place, 1};
	ck_assert(!rights_may(&m, RIGHT_ASK, &row, NOW, NULL));
	ck_assert(!rights_may(&m, RIGHT_DETAILS, &row, NOW, NULL));
	row = (struct right_row){NULL, NULL, &foreign_place, 1};
	ck_assert(!rights_may(&m, RIGHT_ASK, &row, NOW, NULL));
}
END_TEST

START_TEST(rights_and_actions_have_words)
{
	static const struct {
		const char *word;
		enum right right;
	} actions[] = {{"book", RIGHT_ASK},   {"cancel", RIGHT_ASK},  {"approve", RIGHT_DECIDE},
	               {"grant", RIGHT_KEEP}, {"undo", RIGHT_RECORD}, {"show", RIGHT_DETAILS},
	               {"list", RIGHT_BROWSE}};
	enum right got;
	for (enum right right = RIGHT_BROWSE; right < RIGHT_N; right++) {
		ck_assert_int_eq(right_parse(right_word(right), &got), 0);
		ck_assert_int_eq(got, right);
		ck_assert_str_ne(rights_needed(right, false), "");
		ck_assert_str_ne(rights_needed(right, true), "");
	}
	for (size_t i = 0; i < COUNT(actions); i++) {
		ck_assert_int_eq(right_parse(actions[i].word, &got), 0);
		ck_assert_int_eq(got, actions[i].right);
	}
	ck_assert_int_eq(right_parse("fly", &got), QUAD_EINVAL);
	ck_assert_int_eq(right_parse("", &got), QUAD_EINVAL);
	ck_assert_str_eq(right_word(RIGHT_N), "");
	ck_assert_str_eq(rights_needed((enum right)0, true), "");
	ck_assert_str_eq(rights_needed(RIGHT_ASK, true), "requester|approver|administrator|coordinator");
	ck_assert_str_eq(rights_needed(RIGHT_ASK, false), "administrator|coordinator");
}
END_TEST

Suite *rights_suite(void)
{
	Suite *s = suite_create("rights");
	TCase *t = tcase_create("rights");
	tcase_add_test(t, every_role_has_its_rights_and_no_more);
	tcase_add_test(t, who_is_nobody_may_nothing_and_the_first_may_everything);
	tcase_add_test(t, a_scope_is_a_place_and_what_is_within);
	tcase_add_test(t, a_grant_counts_in_its_time);
	tcase_add_test(t, a_deputy_stands_for_another_and_acts_by_his_own_right_first);
	tcase_add_test(t, roles_add_up);
	tcase_add_test(t, an_own_thing_has_a_name);
	tcase_add_test(t, rights_and_actions_have_words);
	suite_add_tcase(s, t);
	return s;
}
