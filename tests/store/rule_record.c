/*
 * Owners' rules and qualifications in a store: their lists there and back, what is refused, which rules a resource
 * finds, and that they go and come back whole. Every test has two institutions, a campus, a lab, a teacher and two
 * people.
 */
#include <check.h>
#include <stdlib.h>

#include "store/change/store_apply.h"
#include "store/facts/facts.h"
#include "store/facts/rule_index.h"
#include "store/query/query.h"
#include "tests/engine.h"
#include "tests/store/list_says.h"

Suite *rule_record_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define HEADER "id,place,who,when,field,value,text,overridable,valid_from,valid_until,trial\n"

static struct store store;

/* Asks for one thing; the journal's entry of it in *seq, unless that is NULL. */
static void ask(struct request *rq, const char *want, uint64_t *seq)
{
	struct arena arena = {0};
	struct result result;
	struct buf answer = {0};
	rq->actor = "tester";
	rq->now = TEST_NOW;
	ck_assert_int_eq(store_apply(&store, rq, 1, false, &result, &arena), 0);
	buf_str(&answer, outcome_word(result.outcome));
	buf_str(&answer, result.reasons.n ? " " : "");
	reasons_format(&result.reasons, &answer);
	ck_assert_str_eq(buf_text(&answer), want);
	if (seq)
		*seq = result.seq;
	buf_release(&answer);
	arena_release(&arena);
}

static void drop(const char *id, const char *want, uint64_t *seq)
{
	struct request rq = {.op = OP_RULE_DROP, .u.rule.id = id};
	ask(&rq, want, seq);
}

static void undo(uint64_t entry, const char *want)
{
	struct request rq = {.op = OP_UNDO, .u.entry = entry};
	ask(&rq, want, NULL);
}

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("rules"), "Asia/Shanghai", &store), 0);
	test_import_says(&store, "institutions", "code,name\nI1,First College\nI2,Second College\n",
	                 "1,I1,added,\n2,I2,added,\n");
	test_import_says(&store, "campuses", "code,name,institution\nC1,North,I1\n", "1,C1,added,\n");
	test_import_says(&store, "resources",
	                 "code,name,kind,institution,campus,tags\nLAB-1,Lab,lab,I1,C1,vr;wifi\nROOM-1,Room,room,I2,,\n"
	                 "T1,Li,teacher,I1,C1,\n",
	                 "1,LAB-1,added,\n2,ROOM-1,added,\n3,T1,added,\n");
	test_import_says(&store, "people", "login,name,institution\nanna,Anna,I1\nben,Ben,I2\n",
	                 "1,anna,added,\n2,ben,added,\n");
}

static void tear_down(void)
{
	store_close(&store);
}

START_TEST(rules_are_kept_in_one_form)
{
	const char *given =
		HEADER "R1,,,,lead,2h,Ask in time,yes,,,\n"
		       "R2,kind:lab+campus:North,!class:own,周一至周五 8:00-12:00,forbid,yes,,,2026-09-01,2027-01-31,\n"
		       "R10,resource:LAB-1,institution:Second College,Sat,limit,count 3 per week for person,,,,,y\n"
		       "R3,*,login:anna,,max,none,,,,,\nR4,tag:vr,*,,max,,,,,,\nR5,*,*,,max,0,,,,,\n";
	const char *kept = HEADER
		"R1,*,*,,lead,2h,Ask in time,yes,,,no\n"
		"R2,campus:C1+kind:lab,!class:own,Mon-Fri 08:00-12:00,forbid,,,no,2026-09-01,2027-01-31,no\n"
		"R3,*,login:anna,,max,none,,no,,,no\n"
		"R4,tag:vr,*,,max,,,no,,,no\n"
		"R5,*,*,,max,0,,no,,,no\n"
		"R10,resource:LAB-1,institution:I2,Sat 00:00-24:00,limit,count 3 per week for person,,no,,,yes\n";
	test_import_says(&store, "rules", given,
	                 "1,R1,added,\n2,R2,added,\n3,R10,added,\n4,R3,added,\n5,R4,added,\n6,R5,added,\n");
	test_export_says(&store, "rules", kept);
	test_import_says(
		&store, "rules", given,
		"1,R1,unchanged,\n2,R2,unchanged,\n3,R10,unchanged,\n4,R3,unchanged,\n5,R4,unchanged,\n6,R5,unchanged,"
		"\n");
	test_import_says(
		&store, "rules", kept,
		"1,R1,unchanged,\n2,R2,unchanged,\n3,R3,unchanged,\n4,R4,unchanged,\n5,R5,unchanged,\n6,R10,unchanged,"
		"\n");
	test_check_says(&store, "");
}
END_TEST

START_TEST(words_in_chinese_are_understood)
{
	test_import_says(&store, "规则",
	                 "规则编号,适用范围,适用对象,适用时段,规则项,值,说明,可破例,生效日期,失效日期,试行\n"
	                 "X1,类型：实训室＋校区：North,非身份：本单位,周一至周五,禁止,,上午自用,是,2026-09-01,,\n"
	                 "X2,全部,地区：澳門,,最長時長,不限,,,,,是\nX3,資源:LAB-1,所有人,,簽到,必須,,,,,\n",
	                 "1,X1,added,\n2,X2,added,\n3,X3,added,\n");
	test_export_says(&store, "rules",
	                 HEADER
	                 "X1,campus:C1+kind:lab,!class:own,Mon-Fri 00:00-24:00,forbid,,上午自用,yes,2026-09-01,,no\n"
	                 "X2,*,region:macao,,max,none,,no,,,yes\n"
	                 "X3,resource:LAB-1,*,,checkin,required,,no,,,no\n");
}
END_TEST

static const struct {
	const char *row, *reasons;
} refusals[] = {
	{"R,nowhere,,,lead,2h,,,,,", "invalid,value:place@nowhere"},
	{"R,,anna,,lead,2h,,,,,", "invalid,value:who@anna"},
	{"R,,,sometimes,lead,2h,,,,,", "invalid,value:when@sometimes"},
	{"R,,,,colour,2h,,,,,", "invalid,value:field@colour"},
	{"R,,,,,2h,,,,,", "invalid,value:field"},
	{"R,,,,lead,soon,,,,,", "invalid,value:value@soon"},
	{"R,,,,lead,2h,,,2026-09-02,2026-09-01,", "invalid,time:valid_until@2026-09-01"},
	{"R,,,,lead,2h,,perhaps,,,", "invalid,value:overridable@perhaps"},
	{"R,campus:C9,,,lead,2h,,,,,", "refused,unknown:C9@campus"},
	{"R,institution:I9,,,lead,2h,,,,,", "refused,unknown:I9@institution"},
	{"R,resource:L9,,,lead,2h,,,,,", "refused,unknown:L9@resource"},
	{"R,,institution:I9,,lead,2h,,,,,", "refused,unknown:I9@institution"},
	{"R,,login:carl,,lead,2h,,,,,", "refused,unknown:carl@person"},
	{"R,kind:teacher,,,checkin,required,,,,,", "invalid,value:checkin@kind:teacher"},
	{"R,resource:T1,,,limit,seat-hours 3 per day for person,,,,,", "invalid,value:limit@resource:T1"},
	{"A;B,,,,lead,2h,,,,,", "invalid,value:id@A,B"},
};

START_TEST(a_rule_that_makes_no_sense_is_refused)
{
	char text[400], report[200];
	size_t id = strcspn(refusals[_i].row, ",");
	snprintf(text, sizeof text, HEADER "%s\n", refusals[_i].row);
	snprintf(report, sizeof report, "1,%.*s,%s\n", (int)id, refusals[_i].row, refusals[_i].reasons);
	test_import_says(&store, "rules", text, report);
	test_export_says(&store, "rules", HEADER);
}
END_TEST

START_TEST(a_rule_without_an_id_gets_the_next_number)
{
	test_import_says(&store, "rules", "id,field,value\n7,lead,1h\nR9,lead,3h\n", "1,7,added,\n2,R9,added,\n");
	const char *text = "place,field,value,text\n,max,2h,a\nkind:lab,max,2h,b\n,max,3h,\n,max,2h,a\n";
	test_import_says(&store, "rules", text, "1,,added,\n2,,added,\n3,,added,\n4,,unchanged,\n");
	test_import_says(&store, "rules", text, "1,,unchanged,\n2,,unchanged,\n3,,unchanged,\n4,,unchanged,\n");
	test_import_says(&store, "rules", "field,value,text\nmax,2h,c\n", "1,,updated,\n");
	test_export_says(&store, "rules",
	                 HEADER "7,*,*,,lead,1h,,no,,,no\n8,*,*,,max,2h,c,no,,,no\n"
	                        "9,kind:lab,*,,max,2h,b,no,,,no\n10,*,*,,max,3h,,no,,,no\n"
	                        "R9,*,*,,lead,3h,,no,,,no\n");
	test_check_says(&store, "");
}
END_TEST

START_TEST(what_a_row_does_not_give_stays)
{
	test_import_says(&store, "rules",
	                 HEADER "R1,kind:lab,!login:ben,Mon,lead,2h,Ask,yes,2026-09-01,2026-12-31,yes\n",
	                 "1,R1,added,\n");
	test_import_says(&store, "rules", "id,field,value\nR1,lead,3h\n", "1,R1,updated,\n");
	test_export_says(&store, "rules",
	                 HEADER "R1,kind:lab,!login:ben,Mon 00:00-24:00,lead,3h,Ask,yes,2026-09-01,2026-12-31,yes\n");
	test_import_says(&store, "rules", "id,field,valid_until,trial,text\nR1,lead,,,\n", "1,R1,updated,\n");
	test_export_says(&store, "rules",
	                 HEADER "R1,kind:lab,!login:ben,Mon 00:00-24:00,lead,3h,,yes,2026-09-01,,no\n");
	test_check_says(&store, "");
}
END_TEST

/* ---- which rules a resource finds ---- */

static int find_rules(struct db_txn *txn, void *arg)
{
	struct buf *ids = arg;
	struct resource r;
	struct rule_records found = {0};
	struct arena arena = {0};
	int err = facts_resource(txn, buf_text(ids), &r);
	buf_clear(ids);
	if (!err)
		err = rule_index_of(txn, &r, &arena, &found);
	for (size_t i = 0; i < found.n; i++)
		buf_fmt(ids, "%s%s", i ? " " : "", found.v[i].id);
	arena_release(&arena);
	return err;
}

static void expect_found(const char *resource, const char *want)
{
	struct buf ids = {0};
	buf_str(&ids, resource);
	ck_assert_int_eq(db_read(store.db, find_rules, &ids), 0);
	ck_assert_str_eq(buf_text(&ids), want);
	buf_release(&ids);
}

START_TEST(a_resource_finds_its_rules)
{
	test_import_says(
		&store, "rules",
		"id,place,field,value\nall,*,max,1h\nlabs,kind:lab,max,1h\ni1,institution:I1,max,1h\nc1,campus:C1,max,"
		"1h\n"
		"vr,tag:vr,max,1h\nv,tag:v,max,1h\nlab1,resource:LAB-1,max,1h\nwifi-labs,kind:lab+tag:wifi,max,1h\n"
		"c1-labs,kind:lab+campus:C1,max,1h\nrooms,kind:room,max,1h\nlab,tag:lab,max,1h\n",
		"1,all,added,\n2,labs,added,\n3,i1,added,\n4,c1,added,\n5,vr,added,\n6,v,added,\n7,lab1,added,\n"
		"8,wifi-labs,added,\n9,c1-labs,added,\n10,rooms,added,\n11,lab,added,\n");
	expect_found("LAB-1", "all labs i1 c1 c1-labs lab1 vr wifi-labs");
	expect_found("ROOM-1", "all rooms");
	test_import_says(&store, "rules", "id,place,field\nvr,kind:room,max\nlab1,*,max\n",
	                 "1,vr,updated,\n2,lab1,updated,\n");
	expect_found("LAB-1", "all lab1 labs i1 c1 c1-labs wifi-labs");
	expect_found("ROOM-1", "all lab1 rooms vr");
	drop("c1-labs", "updated", NULL);
	expect_found("LAB-1", "all lab1 labs i1 c1 wifi-labs");
	test_check_says(&store, "");
}
END_TEST

/* ---- going and coming back ---- */

START_TEST(a_rule_goes_and_comes_back)
{
	uint64_t gone;
	const char *rule = HEADER "R1,tag:vr,*,,lead,2h,,no,,,no\n";
	test_import_says(&store, "rules", rule, "1,R1,added,\n");
	drop("R2", "refused unknown:R2@rule", NULL);
	drop("R1", "updated", &gone);
	test_export_says(&store, "rules", HEADER);
	expect_found("LAB-1", "");
	test_check_says(&store, "");
	undo(gone, "updated");
	test_export_says(&store, "rules", rule);
	expect_found("LAB-1", "R1");
	test_check_says(&store, "");
}
END_TEST

START_TEST(a_changed_rule_is_as_it_was)
{
	const char *rule = HEADER "R1,tag:vr,*,,lead,2h,,no,,,no\n";
	struct request rq = {.op = OP_RULE, .given = GIVEN(RULE_FIELD_PLACE) | GIVEN(RULE_FIELD_FIELD)};
	uint64_t changed;
	test_import_says(&store, "rules", rule, "1,R1,added,\n");
	rq.u.rule = (struct owner_rule){.id = "R1", .place = "kind:room", .field = "lead"};
	ask(&rq, "updated", &changed);
	expect_found("ROOM-1", "R1");
	undo(changed, "updated");
	test_export_says(&store, "rules", rule);
	expect_found("ROOM-1", "");
	expect_found("LAB-1", "R1");
	test_check_says(&store, "");
}
END_TEST

START_TEST(a_new_rule_is_taken_back)
{
	struct request rq = {.op = OP_RULE, .given = GIVEN_ALL};
	uint64_t made;
	rq.u.rule = (struct owner_rule){.id = "",
	                                .place = "resource:LAB-1",
	                                .who = "institution:I2",
	                                .when = "",
	                                .field = "forbid",
	                                .value = "",
	                                .text = "Ours"};
	ask(&rq, "added", &made);
	expect_found("LAB-1", "1");
	undo(made, "updated");
	test_export_says(&store, "rules", HEADER);
	expect_found("LAB-1", "");
	test_check_says(&store, "");
}
END_TEST

START_TEST(what_a_rule_names_does_not_go)
{
	test_import_says(&store, "institutions", "code,name\nI3,Third College\n", "1,I3,added,\n");
	struct request rq = {.op = OP_CAMPUS, .given = GIVEN(CAMPUS_CODE) | GIVEN(CAMPUS_NAME)};
	uint64_t campus;
	rq.u.campus = (struct campus){.code = "C3", .name = "Third"};
	ask(&rq, "added", &campus);
	test_import_says(&store, "rules", "id,place,field\nR1,campus:C3+kind:lab,forbid\n", "1,R1,added,\n");
	undo(campus, "refused busy:campus:C3@used by rule:R1");
	drop("R1", "updated", NULL);
	undo(campus, "updated");
	test_check_says(&store, "");
}
END_TEST

/* ---- qualifications ---- */

START_TEST(qualifications_are_of_people)
{
	const char *kept =
		"login,name,level,from,until\nanna,laser,2,2026-01-01,2026-12-31\nanna,welding,0,,\nben,laser,1,,\n";
	test_import_says(
		&store, "qualifications",
		"login,name,level,from,until\nanna,laser,2,2026-01-01,2026-12-31\nben,laser,1,,\nanna,welding,,,\n"
		"carl,laser,1,,\nanna,laser,3,,\nanna,x,1,2026-02-01,2026-01-01\n-,y,1,,\nben,,1,,\n",
		"1,,added,\n2,,added,\n3,,added,\n4,,refused,unknown:carl@person\n"
		"5,,refused,repeat:login@row 1\n6,,invalid,time:until@2026-01-01\n7,,invalid,value:login\n"
		"8,,invalid,value:name\n");
	test_export_says(&store, "qualifications", kept);
	test_import_says(&store, "qualifications", kept, "1,,unchanged,\n2,,unchanged,\n3,,unchanged,\n");
	test_import_says(&store, "人员资格", "登录名,资格名称,等级,有效期至\nanna,laser,3,\n", "1,,updated,\n");
	test_export_says(&store, "qualifications",
	                 "login,name,level,from,until\nanna,laser,3,2026-01-01,\nanna,welding,0,,\nben,laser,1,,\n");
	test_check_says(&store, "");
}
END_TEST

START_TEST(a_qualification_is_taken_back)
{
	struct request rq = {.op = OP_QUALIFICATION, .given = GIVEN_ALL};
	uint64_t made, changed;
	rq.u.qualification = (struct qualification){.login = "anna", .name = "laser", .level = 1};
	ask(&rq, "added", &made);
	rq.u.qualification.level = 2;
	ask(&rq, "updated", &changed);
	undo(changed, "updated");
	test_export_says(&store, "qualifications", "login,name,level,from,until\nanna,laser,1,,\n");
	test_check_says(&store, "");
}
END_TEST

/* ---- damage ---- */

static int take_place_away(struct db_txn *txn, void *arg)
{
	struct policy_place place = {.spot = {{.where = POLICY_OF_TAG, .name = "vr"}, {.name = ""}}, .n = 1};
	struct key k = rule_index_place_key(&place, "R1");
	(void)arg;
	return db_del(txn, key_bytes(&k));
}

static int put_stray_place(struct db_txn *txn, void *arg)
{
	struct policy_place place = {.spot = {{.where = POLICY_OF_TAG, .name = "x"}, {.name = ""}}, .n = 1};
	struct key k = rule_index_place_key(&place, "R9");
	(void)arg;
	return db_put(txn, key_bytes(&k), (struct bytes){"R9", 2});
}

START_TEST(the_proof_compares_rules_with_their_places)
{
	test_import_says(&store, "rules", "id,place,field\nR1,tag:vr,forbid\n", "1,R1,added,\n");
	ck_assert_int_eq(db_update(store.db, take_place_away, NULL, NULL), 0);
	test_check_says(&store, "rule R1: it is not found from its place\n");
	ck_assert_int_eq(db_update(store.db, put_stray_place, NULL, NULL), 0);
	test_check_says(&store, "rule R1: it is not found from its place\na place leads to a rule that is not there\n");
}
END_TEST

Suite *rule_record_suite(void)
{
	Suite *s = suite_create("rule_record");
	TCase *t = tcase_create("rule_record");
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, rules_are_kept_in_one_form);
	tcase_add_test(t, words_in_chinese_are_understood);
	tcase_add_loop_test(t, a_rule_that_makes_no_sense_is_refused, 0, (int)COUNT(refusals));
	tcase_add_test(t, a_rule_without_an_id_gets_the_next_number);
	tcase_add_test(t, what_a_row_does_not_give_stays);
	tcase_add_test(t, a_resource_finds_its_rules);
	tcase_add_test(t, a_rule_goes_and_comes_back);
	tcase_add_test(t, a_changed_rule_is_as_it_was);
	tcase_add_test(t, a_new_rule_is_taken_back);
	tcase_add_test(t, what_a_rule_names_does_not_go);
	tcase_add_test(t, qualifications_are_of_people);
	tcase_add_test(t, a_qualification_is_taken_back);
	tcase_add_test(t, the_proof_compares_rules_with_their_places);
	return s;
}
