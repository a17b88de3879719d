/*
 * The registers in a store: their lists there and back, in English and in Chinese, what is refused, the shares of
 * owners beside a sum by hand for each day, that rows go and come back, and that damage is found. Every test has two
 * institutions and two resources.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/change/store_apply.h"
#include "store/facts/register_list.h"
#include "store/query/query.h"
#include "tests/engine.h"
#include "tests/random.h"
#include "tests/store/forge.h"
#include "tests/store/list_says.h"

Suite *registers_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

static struct store store;

/* Asks for one thing; the journal's entry of it. */
static uint64_t ask(struct request rq, const char *want)
{
	struct arena arena = {0};
	struct result result;
	struct buf answer = {0};
	rq.actor = "tester";
	rq.now = TEST_NOW;
	ck_assert_int_eq(store_apply(&store, &rq, 1, false, &result, &arena), 0);
	buf_str(&answer, outcome_word(result.outcome));
	buf_str(&answer, result.reasons.n ? " " : "");
	reasons_format(&result.reasons, &answer);
	ck_assert_str_eq(buf_text(&answer), want);
	uint64_t seq = result.seq;
	buf_release(&answer);
	arena_release(&arena);
	return seq;
}

static void undo(uint64_t entry, const char *want)
{
	ask((struct request){.op = OP_UNDO, .u.entry = entry}, want);
}

static struct register_row owner(const char *resource, const char *institution, int64_t percent)
{
	struct register_row row = register_row_of(REGISTER_OWNERS);
	row.text[OWNER_RESOURCE] = resource;
	row.text[OWNER_INSTITUTION] = institution;
	row.number[OWNER_SHARE] = percent * REGISTER_MILLION;
	return row;
}

static uint64_t put(struct register_row row, const char *want)
{
	return ask((struct request){.op = OP_REGISTER, .given = GIVEN_ALL, .u.row = row}, want);
}

static uint64_t drop(struct register_row row, const char *want)
{
	return ask((struct request){.op = OP_REGISTER_DROP, .u.row = row}, want);
}

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("registers"), "Asia/Shanghai", &store), 0);
	test_import_says(&store, "institutions", "code,name\nI1,First College\nI2,Second College\nI3,Third College\n",
	                 "1,I1,added,\n2,I2,added,\n3,I3,added,\n");
	test_import_says(&store, "resources", "code,name,kind,institution\nLAB-1,Lab,lab,I1\nLAB-2,Other lab,lab,I2\n",
	                 "1,LAB-1,added,\n2,LAB-2,added,\n");
}

static void tear_down(void)
{
	store_close(&store);
}

/* ---- lists ---- */

static const struct {
	const char *kind, *given, *report, *kept, *again;
} lists[] = {
	{"clusters", "specialty,cluster,industry\nMechatronics,Smart manufacturing,Automotive\nNursing,Health,\n",
         "1,,added,\n2,,added,\n",
         "specialty,cluster,industry\nMechatronics,Smart manufacturing,Automotive\nNursing,Health,\n",
         "1,,unchanged,\n2,,unchanged,\n"},
	{"专业群", "专业,专业群,产业\n护理,健康,养老\n", "1,,added,\n", "specialty,cluster,industry\n护理,健康,养老\n",
         "1,,unchanged,\n"},
	{"owners",
         "resource,institution,share,from,until\nLAB-1,First College,60,2026-01-01,\nLAB-1,I2,33.333333%,,2026-12-31\n",
         "1,,added,\n2,,added,\n",
         "resource,institution,share,from,until\nLAB-1,I1,60,2026-01-01,\nLAB-1,I2,33.333333,,2026-12-31\n",
         "1,,unchanged,\n2,,unchanged,\n"},
	{"产权份额", "设备编号,产权单位,占比,开始日期\nLAB-2,First College,４０％,2026年1月1日\n", "1,,added,\n",
         "resource,institution,share,from,until\nLAB-2,I1,40,2026-01-01,\n", "1,,unchanged,\n"},
	{"owners", "resource,institution,share\nOther lab,I1,40\n", "1,,added,\n",
         "resource,institution,share,from,until\nLAB-2,I1,40,,\n", "1,,unchanged,\n"},
	{"agreements", "code,parties,resources\nN,I1,Lab; Other lab\n", "1,N,added,\n",
         "code,parties,from,until,resources,hours,price,text\nN,I1,,,LAB-1;LAB-2,,,\n", "1,N,unchanged,\n"},
	{"agreements",
         "code,parties,from,until,resources,hours,price,text\n"
         "A1,I1;Second College,2026-01-01,2026-12-31,LAB-1;LAB-2,\"1,200.5h\",80 yuan,Sharing\nA2,I1,,,,,,\n",
         "1,A1,added,\n2,A2,added,\n",
         "code,parties,from,until,resources,hours,price,text\n"
         "A1,I1;I2,2026-01-01,2026-12-31,LAB-1;LAB-2,1200.5,80 yuan,Sharing\nA2,I1,,,,,,\n",
         "1,A1,unchanged,\n2,A2,unchanged,\n"},
	{"合作协议", "协议编号,合作单位,有效期至,约定机时\nX,First College、I2,2026/12/31,300小时\n", "1,X,added,\n",
         "code,parties,from,until,resources,hours,price,text\nX,I1;I2,,2026-12-31,,300,,\n", "1,X,unchanged,\n"},
	{"events",
         "code,name,start,end,institution\nE1,Skills contest,2026-05-01,2026-05-03T18:00,Second College\nE2,Open "
         "day,,,\n",
         "1,E1,added,\n2,E2,added,\n",
         "code,name,start,end,institution\nE1,Skills "
         "contest,2026-05-01T00:00,2026-05-03T18:00,I2\nE2,Open day,,,\n",
         "1,E1,unchanged,\n2,E2,unchanged,\n"},
	{"赛事", "赛事名称,主办单位,开始时间,结束时间\n技能大赛,I1,2026-05-01 08:00,2026-05-02\n",
         "1,技能大赛,added,\n",
         "code,name,start,end,institution\n技能大赛,技能大赛,2026-05-01T08:00,2026-05-03T00:00,I1\n",
         "1,技能大赛,unchanged,\n"},
	{"students", "institution,year,count\nI1,2024,\"5,000\"\nI1,2025-2026,5100人\n", "1,,added,\n2,,added,\n",
         "institution,year,count\nI1,2024,5000\nI1,2025,5100\n", "1,,unchanged,\n2,,unchanged,\n"},
	{"在校生", "学校,学年,在校生数\nFirst College,2025-26学年,１２３\n", "1,,added,\n",
         "institution,year,count\nI1,2025,123\n", "1,,unchanged,\n"},
	{"employees", "institution,post,count,from\nI3,welder,40,\nI3,welder,45,2026-01-01\nI3,nurse,0,\n",
         "1,,added,\n2,,added,\n3,,added,\n",
         "institution,post,count,from\nI3,nurse,0,\nI3,welder,40,\nI3,welder,45,2026-01-01\n",
         "1,,unchanged,\n2,,unchanged,\n3,,unchanged,\n"},
	{"员工数", "企业名称,岗位,员工数\nThird College,焊工,12\n", "1,,added,\n",
         "institution,post,count,from\nI3,焊工,12,\n", "1,,unchanged,\n"},
	{"figures", "region,year,name,value\nguangdong,2024,gdp_100m_yuan,141633.81\nmacao,2024,growth,-0.5\n",
         "1,,added,\n2,,added,\n",
         "region,year,name,value\nguangdong,2024,gdp_100m_yuan,141633.81\nmacao,2024,growth,-0.5\n",
         "1,,unchanged,\n2,,unchanged,\n"},
	{"統計數據", "地區,年份,指標,數值\n廣東,2024年,graduates_higher,\"1,020,000\"\n", "1,,added,\n",
         "region,year,name,value\nguangdong,2024,graduates_higher,1020000\n", "1,,unchanged,\n"},
};

START_TEST(a_list_comes_back_as_it_went)
{
	const struct list_kind *kind = list_kind_find(lists[_i].kind);
	ck_assert_msg(kind != NULL, "%s", lists[_i].kind);
	const char *word = list_kind_word(kind);
	test_import_says(&store, lists[_i].kind, lists[_i].given, lists[_i].report);
	test_export_says(&store, word, lists[_i].kept);
	test_import_says(&store, word, lists[_i].kept, lists[_i].again);
	test_import_says(&store, lists[_i].kind, lists[_i].given, lists[_i].again);
	test_check_says(&store, "");
}
END_TEST

static const struct {
	const char *kind, *text, *report;
} refusals[] = {
	{"owners", "resource,institution,share\nLAB-9,I1,50\n", "1,,refused,unknown:LAB-9@resource\n"},
	{"owners", "resource,institution,share\nLAB-1,I9,50\n", "1,,refused,unknown:I9@institution\n"},
	{"owners", "resource,institution,share\nLAB-1,I1,101\n", "1,,invalid,value:share@101\n"},
	{"owners", "resource,institution,share\nLAB-1,I1,half\n", "1,,invalid,value:share@half\n"},
	{"owners", "resource,institution,share\nLAB-1,I1,\n", "1,,invalid,value:share\n"},
	{"owners", "resource,institution,share,from,until\nLAB-1,I1,5,2026-02-01,2026-01-01\n",
         "1,,invalid,time:until@2026-01-01\n"},
	{"owners", "resource,institution,share\nLAB-1,I1,5\nLAB-1,I1,6\n",
         "1,,added,\n2,,refused,repeat:resource@row 1\n"},
	{"agreements", "code,parties\nA1,I1;I9;I8\n", "1,A1,refused,unknown:I9@institution;unknown:I8@institution\n"},
	{"agreements", "code,parties,resources\nA1,I1,LAB-1;LAB-7\n", "1,A1,refused,unknown:LAB-7@resource\n"},
	{"agreements", "code,parties,hours\nA1,I1,-3\n", "1,A1,invalid,value:hours@-3\n"},
	{"events", "code,name,start,end\nE,Day,2026-05-02T08:00,2026-05-02T08:00\n",
         "1,E,invalid,time:end@2026-05-02T08:00\n"},
	{"students", "institution,year,count\nI1,24,5\n", "1,,invalid,value:year@24\n"},
	{"students", "institution,year,count\nI1,2024-2027,5\n", "1,,invalid,value:year@2024-2027\n"},
	{"students", "institution,year,count\nI1,1066,5\n", "1,,invalid,value:year@1066\n"},
	{"students", "institution,year,count\nI1,2024,5.5\n", "1,,invalid,value:count@5.5\n"},
	{"students", "institution,year,count\nI1,2024,12万人\n", "1,,invalid,value:count@12万人\n"},
	{"employees", "institution,post,count\nI1,,5\n", "1,,invalid,value:post\n"},
	{"figures", "region,year,name,value\nX,2024,gdp,1.2345678\n", "1,,invalid,value:value@1.2345678\n"},
};

START_TEST(a_row_that_makes_no_sense_is_refused)
{
	test_import_says(&store, refusals[_i].kind, refusals[_i].text, refusals[_i].report);
	test_check_says(&store, "");
}
END_TEST

START_TEST(what_a_row_does_not_give_stays)
{
	const char *header = "code,parties,from,until,resources,hours,price,text\n";
	test_import_says(&store, "agreements", "code,parties,from,hours,price,text\nA1,I1;I2,2026-01-01,10,free,Old\n",
	                 "1,A1,added,\n");
	test_import_says(&store, "agreements", "code,parties,hours\nA1,I2,12\n", "1,A1,updated,\n");
	struct buf want = {0};
	buf_fmt(&want, "%sA1,I2,2026-01-01,,,12,free,Old\n", header);
	test_export_says(&store, "agreements", buf_text(&want));
	buf_clear(&want);
	test_import_says(&store, "agreements", "code,parties,hours,from\nA1,I2,,\n", "1,A1,updated,\n");
	buf_fmt(&want, "%sA1,I2,,,,,free,Old\n", header);
	test_export_says(&store, "agreements", buf_text(&want));
	buf_release(&want);
}
END_TEST

/* ---- shares ---- */

START_TEST(owners_have_no_more_than_there_is)
{
	struct register_row later = owner("LAB-1", "I3", 40);
	put(owner("LAB-1", "I1", 60), "added");
	put(owner("LAB-1", "I2", 41), "refused share:LAB-1@40% left");
	put(owner("LAB-1", "I2", 40), "added");
	put(owner("LAB-2", "I2", 100), "added");
	put(later, "refused share:LAB-1@0% left");
	/* the former share ends the day before the new one begins */
	struct register_row ends = owner("LAB-1", "I2", 40);
	ends.number[OWNER_UNTIL] = 20000;
	put(ends, "updated");
	later.number[OWNER_FROM] = 20000;
	put(later, "refused share:LAB-1@0% left on 2024-10-04");
	later.number[OWNER_FROM] = 20001;
	put(later, "added");
	put(owner("LAB-1", "I1", 61), "refused share:LAB-1@60% left");
	test_check_says(&store, "");
}
END_TEST

/* The sum of the shares on a day, day by day and with nothing but the definition. */
static int64_t sum_on(const struct register_row *v, size_t n, int64_t day)
{
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t from = v[i].number[OWNER_FROM], until = v[i].number[OWNER_UNTIL];
		if ((from == 0 || day >= from) && (until == 0 || day <= until))
			sum += v[i].number[OWNER_SHARE];
	}
	return sum;
}

/* Random periods within sixty days: what is taken is the largest sum of any of them and of a day before all. */
START_TEST(shares_are_summed_day_by_day)
{
	enum { FIRST = 20000, DAYS = 60, OWNERS = 6 };
	static const char *const names[OWNERS] = {"I1", "I2", "I3", "I4", "I5", "I6"};
	struct random r = {(uint64_t)_i + 1};
	for (unsigned round = 0; round < 500; round++) {
		struct register_row v[OWNERS];
		for (size_t i = 0; i < OWNERS; i++) {
			v[i] = owner("LAB-1", names[i], (int64_t)random_below(&r, 40));
			int64_t from = FIRST + (int64_t)random_below(&r, DAYS);
			int64_t until = from + (int64_t)random_below(&r, DAYS);
			v[i].number[OWNER_FROM] = random_below(&r, 3) ? from : 0;
			v[i].number[OWNER_UNTIL] = random_below(&r, 3) ? until : 0;
		}
		int64_t day, most = -1, from = v[0].number[OWNER_FROM], until = v[0].number[OWNER_UNTIL];
		for (int64_t d = FIRST - 1; d <= FIRST + 2 * DAYS; d++)
			if ((from == 0 || d >= from) && (until == 0 || d <= until)) {
				int64_t sum = sum_on(v + 1, OWNERS - 1, d);
				most = sum > most ? sum : most;
			}
		ck_assert_int_eq(register_shares_taken(v, OWNERS, &v[0], &day), most);
		ck_assert_int_eq(sum_on(v + 1, OWNERS - 1, day ? day : FIRST - 1), most);
	}
}
END_TEST

/* ---- going and coming back ---- */

START_TEST(a_row_goes_and_comes_back)
{
	const char *rows = "resource,institution,share,from,until\nLAB-1,I1,60,,\nLAB-1,I2,40,,\n";
	put(owner("LAB-1", "I1", 60), "added");
	put(owner("LAB-1", "I2", 40), "added");
	drop(owner("LAB-1", "I3", 0), "refused unknown:owners:LAB-1:I3@row");
	uint64_t gone = drop(owner("LAB-1", "Second College", 0), "updated");
	test_export_says(&store, "owners", "resource,institution,share,from,until\nLAB-1,I1,60,,\n");
	test_check_says(&store, "");
	undo(gone, "updated");
	test_export_says(&store, "owners", rows);
	gone = drop(owner("LAB-1", "I2", 0), "updated");
	uint64_t more = put(owner("LAB-1", "I1", 100), "updated");
	undo(gone, "refused share:LAB-1@0% left");
	undo(more, "updated");
	undo(gone, "updated");
	test_export_says(&store, "owners", rows);
	test_check_says(&store, "");
}
END_TEST

START_TEST(what_a_row_names_does_not_go)
{
	struct request rq = {.op = OP_INSTITUTION, .given = GIVEN_ALL};
	rq.u.institution = (struct institution){"I9", "Ninth", "", "", "", "", 0};
	uint64_t made = ask(rq, "added");
	test_import_says(&store, "agreements", "code,parties\nA1,I1;I9\n", "1,A1,added,\n");
	undo(made, "refused busy:institution:I9@used by agreements:A1");
	struct register_row row = register_row_of(REGISTER_AGREEMENTS);
	row.text[AGREEMENT_CODE] = "A1";
	drop(row, "updated");
	undo(made, "updated");
	test_check_says(&store, "");
}
END_TEST

START_TEST(institutions_that_are_named_can_be_made)
{
	struct request rq = {.op = OP_REGISTER, .given = GIVEN_ALL, .flags = REQUEST_CREATE_MISSING};
	rq.u.row = register_row_of(REGISTER_AGREEMENTS);
	rq.u.row.text[AGREEMENT_CODE] = "A1";
	rq.u.row.text[AGREEMENT_PARTIES] = "N1; I1;N2;N1";
	ask(rq, "added");
	test_export_says(&store, "agreements",
	                 "code,parties,from,until,resources,hours,price,text\nA1,N1;I1;N2,,,,,,\n");
	test_check_says(&store, "");
}
END_TEST

/* ---- damage ---- */

static int forge_row(struct db_txn *txn, void *arg)
{
	const struct register_row *row = arg;
	struct key k = register_list_key(row);
	struct buf record = {0};
	register_encode(row, &record);
	int err = forge(txn, &k, row->seq, &record);
	buf_release(&record);
	return err;
}

START_TEST(the_proof_finds_what_cannot_be)
{
	struct register_row row = owner("LAB-1", "I1", 60);
	row.seq = put(row, "added");
	put(owner("LAB-1", "I2", 40), "added");
	row.number[OWNER_SHARE] = 61 * REGISTER_MILLION;
	ck_assert_int_eq(db_update(store.db, forge_row, &row, NULL), 0);
	test_check_says(&store, "owners:LAB-1:I1: the shares come to more than the whole\n"
	                        "owners:LAB-1:I2: the shares come to more than the whole\n");
	struct register_row event = register_row_of(REGISTER_EVENTS);
	event.text[EVENT_CODE] = "E1";
	event.text[EVENT_NAME] = "Day";
	event.seq = put(event, "added");
	event.text[EVENT_INSTITUTION] = "I9";
	row.number[OWNER_SHARE] = 60 * REGISTER_MILLION;
	ck_assert_int_eq(db_update(store.db, forge_row, &row, NULL), 0);
	ck_assert_int_eq(db_update(store.db, forge_row, &event, NULL), 0);
	test_check_says(&store, "events:E1: it names I9, which is not there\n");
}
END_TEST

static int move_row(struct db_txn *txn, void *arg)
{
	struct register_row row = owner("LAB-2", "I3", 1);
	struct key k = register_list_key(&row);
	struct buf record = {0};
	row.text[OWNER_INSTITUTION] = "I2";
	row.seq = *(const uint64_t *)arg;
	register_encode(&row, &record);
	int err = db_put(txn, key_bytes(&k), (struct bytes){record.p, record.len});
	buf_release(&record);
	return err;
}

START_TEST(a_row_under_another_key_is_found)
{
	uint64_t seq = put(owner("LAB-2", "I2", 1), "added");
	ck_assert_int_eq(db_update(store.db, move_row, &seq, NULL), 0);
	test_check_says(&store, "a row of a register: the store is damaged\n");
}
END_TEST

Suite *registers_suite(void)
{
	Suite *s = suite_create("registers");
	TCase *t = tcase_create("registers");
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, a_list_comes_back_as_it_went, 0, (int)COUNT(lists));
	tcase_add_loop_test(t, a_row_that_makes_no_sense_is_refused, 0, (int)COUNT(refusals));
	tcase_add_test(t, what_a_row_does_not_give_stays);
	tcase_add_test(t, owners_have_no_more_than_there_is);
	tcase_add_loop_test(t, shares_are_summed_day_by_day, 0, 3);
	tcase_add_test(t, a_row_goes_and_comes_back);
	tcase_add_test(t, what_a_row_names_does_not_go);
	tcase_add_test(t, institutions_that_are_named_can_be_made);
	tcase_add_test(t, the_proof_finds_what_cannot_be);
	tcase_add_test(t, a_row_under_another_key_is_found);
	return s;
}
