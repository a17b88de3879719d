/* The command `report` for what only the reports of a city take: weights, a total, a login. */
#include "tests/tui/forced.h"

Suite *report_city_suite(void);

#define WEIGHTS                                                                                                        \
	"indicator,weight\nutilisation,10\nsharing,20\noffered,20\nlent,12.5\nevaluation,12.5\ndecisions,10\n"         \
	"attendance,10\nrecorded,5\n"
#define HEADER "institution,utilisation,sharing,offered,lent,evaluation,decisions,attendance,recorded,score,grade\n"

static void setup(void)
{
	static const char *const kinds[] = {"institutions", "resources", "people"};
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("institutions.csv", "code,name\nNORTH,North\nSOUTH,South\nWEST,West\n");
	write_file("resources.csv", "code,name,kind,institution,seats,sharing\nLAB,Lab,lab,NORTH,40,public\n"
	                            "ROOM,Room,room,SOUTH,30,owner\nHALL,Hall,room,WEST,30,public\n");
	write_file("people.csv",
	           "login,name,institution,role,ssh_key\nboss,Boss,,coordinator,\nana,Ana,,coordinator," KEY_OF_ANA
	           "\nann,Ann,NORTH,requester,\nvic,Vic,SOUTH,viewer,\n");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "--as boss import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
	ASSERT_STATUS(0, "--as ann book LAB --at 2040-03-05T08:00 --for 2h");
}

static void weigh(const char *text)
{
	write_file("weights.csv", text);
}

/* offered 100 or 0 of weight 20, utilisation 0 of 10; nothing else is known */
START_TEST(weights_come_from_a_file)
{
	weigh(WEIGHTS);
	ASSERT_STATUS(0, "--as boss report score --weights %s", path_of("weights.csv"));
	ck_assert_str_eq(last.out, HEADER "NORTH,0.00,,100.00,,,,,,66.67,B\nSOUTH,0.00,,0.00,,,,,,0.00,D\n"
	                                  "WEST,0.00,,100.00,,,,,,66.67,B\n");
	ASSERT_STATUS(0, "--as boss report fund --weights %s --total 1000.01", path_of("weights.csv"));
	ck_assert_str_eq(last.out,
	                 "institution,score,amount\nNORTH,66.67,500.01\nSOUTH,0.00,0.00\nWEST,66.67,500.00\n");
	weigh("\xef\xbb\xbf"
	      "权重;指标\n100;utilisation\n0;sharing\n0;offered\n0;lent\n0;evaluation\n0;decisions\n0;attendance\n\n"
	      "0;recorded\n");
	ASSERT_STATUS(0, "--as boss report score --weights %s --columns institution,score", path_of("weights.csv"));
	ck_assert_str_eq(last.out, "institution,score\nNORTH,0.00\nSOUTH,0.00\nWEST,0.00\n");
	/* who is not named does not count */
	weigh("indicator,weight\nutilisation,50\noffered,50\n");
	ASSERT_STATUS(0, "--as boss report score --weights %s --columns institution,score", path_of("weights.csv"));
	ck_assert_str_eq(last.out, "institution,score\nNORTH,50.00\nSOUTH,0.00\nWEST,50.00\n");
}
END_TEST

static void refuse(const char *weights, const char *why)
{
	weigh(weights);
	ASSERT_STATUS(2, "--as boss report score --weights %s", path_of("weights.csv"));
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID(why);
}

START_TEST(what_is_wrong_with_weights_is_named)
{
	refuse("", "has to begin with the row \"indicator,weight\"");
	refuse("utilisation,100\n", "has to begin with the row \"indicator,weight\"");
	refuse("indicator,weight\nutilisation,50\nbeauty,50\n",
	       "weights, row 2: there is no indicator \"beauty\"; there are utilisation, sharing, offered");
	refuse("indicator,weight\nutilisation,50\nutilisation,50\n", "row 2: utilisation has a weight already");
	refuse("indicator,weight\nutilisation,-5\n", "row 1: the weight of utilisation is a number from 0 to 100");
	refuse("indicator,weight\nutilisation,100.5\n", "row 1: the weight of utilisation is a number from 0 to 100");
	refuse("indicator,weight\nutilisation,\n", "row 1: the weight of utilisation is a number from 0 to 100");
	refuse("indicator,weight\nutilisation,60\nlent,30\n", "the weights sum to 90.00, not to 100");
	refuse("indicator,weight\nutilisation,50\nsharing,0\noffered,0\nlent,0\nevaluation,0\ndecisions,0\n"
	       "attendance,0\nrecorded,49.99\n",
	       "the weights sum to 99.99, not to 100");
	refuse("indicator,weight\n\"utilisation,50\n", "row 1: this is not CSV");
	ASSERT_STATUS(1, "--as boss report score --weights %s", path_of("none.csv"));
	ASSERT_SAID("cannot read");
}
END_TEST

START_TEST(an_option_belongs_to_its_report)
{
	weigh(WEIGHTS);
	ASSERT_STATUS(2, "--as boss report lending --weights %s", path_of("weights.csv"));
	ASSERT_SAID("--weights belongs to the report score");
	ASSERT_STATUS(2, "--as boss report score --total 100");
	ASSERT_SAID("--total belongs to the report fund");
	ASSERT_STATUS(2, "--as boss report fund");
	ASSERT_SAID("say with --total what is to be split");
	ASSERT_STATUS(2, "--as boss report fund --total 0");
	ASSERT_STATUS(2, "--as boss report fund --total 1.234");
	ASSERT_SAID("--total takes yuan in digits, as 1000000, not \"1.234\"");
}
END_TEST

/* Over SSH no file is named but standard input. */
START_TEST(weights_come_over_ssh)
{
	weigh(WEIGHTS);
	ck_assert_int_eq(ask_with("report score --weights - --columns institution,score", path_of("weights.csv")), 0);
	ck_assert_str_eq(last.out, "institution,score\nNORTH,66.67\nSOUTH,0.00\nWEST,66.67\n");
	ck_assert_int_eq(ask_with("report score --weights weights.csv", NULL), 4);
}
END_TEST

START_TEST(a_statement_is_ones_own_unless_a_login_is_named)
{
	static const char lines[] = "month,purpose_class,bookings,hours,noshow,refused,refused_hours\n"
				    "2040-03,,1,2.00,0,0,0.00\n";
	ASSERT_STATUS(0, "--as ann report person --from 2040-01-01");
	ck_assert_str_eq(last.out, lines);
	ASSERT_STATUS(0, "--as boss report person ann --from 2040-01-01");
	ck_assert_str_eq(last.out, lines);
	ASSERT_STATUS(3, "--as vic report person ann --from 2040-01-01");
	ASSERT_STATUS(3, "--as boss report person nobody");
	ASSERT_SAID("nobody");
	ASSERT_STATUS(2, "--as boss report lending ann");
	ASSERT_SAID("what is \"ann\" for?");
}
END_TEST

/* A figure that was imported is in the table; one that is missing leaves its cell empty. */
START_TEST(coordination_is_of_imported_figures)
{
	write_file("figures.csv", "region,year,name,value\n东区,2019,gdp_100m_yuan,6606.11\n"
	                          "东区,2019,graduates_higher,18423\n东区,2019,graduates_secondary,18121\n"
	                          "西区,2019,gdp_100m_yuan,2410.3\n西区,2019,graduates_higher,511\n");
	ASSERT_STATUS(0, "--as boss import figures %s", path_of("figures.csv"));
	ASSERT_STATUS(0, "--as boss report coordination");
	ck_assert_str_eq(last.out,
	                 "region,year,higher,secondary,both,flag\n东区,2019,2.79,2.74,5.53,\n西区,2019,0.21,,,\n");
	ASSERT_SAID("period 2019-01-01T00:00 to before 2020-01-01T00:00");
}
END_TEST

/* A person reads when it was wanted, not its code. */
START_TEST(slots_are_worded)
{
	ASSERT_STATUS(3, "--as boss book LAB --at 2040-03-05T08:00 --for 1h --for-institution SOUTH");
	ASSERT_STATUS(0, "--as boss report unmet --by slot --from 2040-01-01");
	ck_assert_str_eq(last.out, "key,asked,met,met_otherwise,unmet,hours\n1-am,1,0,0,1,1.00\n");
	setenv("LANGUAGE", "zh_CN", 1);
	ASSERT_STATUS(0, "--as boss report unmet --by slot --from 2040-01-01 --format table");
	ck_assert_msg(strstr(last.out, "时段") && strstr(last.out, "周一上午"), "%s", last.out);
	unsetenv("LANGUAGE");
}
END_TEST

Suite *report_city_suite(void)
{
	Suite *s = suite_create("report_city");
	TCase *tc = tcase_create("report_city");
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_add_test(tc, weights_come_from_a_file);
	tcase_add_test(tc, what_is_wrong_with_weights_is_named);
	tcase_add_test(tc, an_option_belongs_to_its_report);
	tcase_add_test(tc, weights_come_over_ssh);
	tcase_add_test(tc, a_statement_is_ones_own_unless_a_login_is_named);
	tcase_add_test(tc, coordination_is_of_imported_figures);
	tcase_add_test(tc, slots_are_worded);
	suite_add_tcase(s, tc);
	return s;
}
