/* The command `report`: its forms, what stands under them, comparisons, and what is wrong with a question. */
#include "tests/tui/command.h"

#include "store/format/xlsx.h"
#include "tui/cmd/report_progress.h"

Suite *report_forms_suite(void);

#define PERIOD "--from 2040-03-01 --to 2040-04-01"

static void setup(void)
{
	static const char *const kinds[] = {"institutions", "resources", "people"};
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("institutions.csv", "code,name\nNORTH,North\nSOUTH,南方学院\nWEST,West\n");
	write_file("resources.csv",
	           "code,name,kind,institution,seats\nLAB,Lab,lab,NORTH,40\nROOM,Room,room,SOUTH,30\n");
	write_file("people.csv", "login,name,institution,role\nboss,Boss,,coordinator\nann,Ann,NORTH,viewer\n");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "--as boss import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
	ASSERT_STATUS(0, "--as boss book LAB --at 2040-03-05T08:00 --for 2h --for-institution SOUTH");
	ASSERT_STATUS(0, "--as boss book LAB --at 2040-03-06T08:00 --for 50m --for-institution WEST");
	ASSERT_STATUS(0, "--as boss book ROOM --at 2040-03-07T08:00 --for 3h --for-institution NORTH");
	ASSERT_STATUS(0, "--as boss book LAB --at 2039-03-07T08:00 --for 30m --for-institution SOUTH");
}

#define HEADER "lender,borrower,bookings,hours,seat_hours,amount\n"

START_TEST(scripts_get_the_promised_columns)
{
	ASSERT_STATUS(0, "--as boss report lending " PERIOD);
	ck_assert_str_eq(last.out, HEADER "NORTH,SOUTH,1,2.00,2.00,0.00\nNORTH,WEST,1,0.83,0.83,0.00\n"
	                                  "SOUTH,NORTH,1,3.00,3.00,0.00\n");
	ASSERT_SAID("period 2040-03-01T00:00 to before 2040-04-01T00:00; rules as of entry 0; journal ");
	ASSERT_SAID("estimated, since nobody checked in: 100.00 % of the hours");
	ASSERT_STATUS(0, "--as boss --quiet --json report lending " PERIOD " --sort hours:desc --top 1");
	ck_assert_str_eq(last.err, "");
	json_t *root = parsed();
	ck_assert_uint_eq(json_array_size(root), 1);
	ck_assert_str_eq(text_of(json_array_get(root, 0), "lender"), "SOUTH");
	ck_assert(json_real_value(json_object_get(json_array_get(root, 0), "hours")) == 3.0);
	json_decref(root);
	ASSERT_STATUS(0, "--as boss report lending " PERIOD " --excel");
	ck_assert_int_eq(strncmp(last.out, "\xef\xbb\xbflender,", 10), 0);
}
END_TEST

START_TEST(people_get_a_table_in_their_language)
{
	ASSERT_STATUS(0, "--as boss report lending " PERIOD " --format table --sort hours:desc --top 2");
	ck_assert_ptr_nonnull(strstr(last.out, "lender  borrower  bookings  hours  seat_hours  amount\n"
	                                       "SOUTH   NORTH            1   3.00        3.00    0.00\n"
	                                       "NORTH   SOUTH            1   2.00        2.00    0.00\n\nperiod 2040"));
	ck_assert_ptr_nonnull(strstr(last.out, "rows that --top leaves out: 1\n"));
	ck_assert_str_eq(last.err, "");
	setenv("LANGUAGE", "zh_CN", 1);
	ASSERT_STATUS(0, "--as boss report lending " PERIOD " --format table --columns lender,hours");
	ck_assert_msg(strstr(last.out, "出借方  小时\nNORTH   2.00\n") != NULL, "%s", last.out);
	unsetenv("LANGUAGE");
}
END_TEST

START_TEST(a_picture_stands_under_the_table)
{
	ASSERT_STATUS(0, "--as boss report lending " PERIOD " --format table --picture");
	const char *picture = strstr(last.out, "\n\n       NORTH  SOUTH   WEST\nNORTH"),
		   *footer = strstr(last.out, "\nperiod 2040");
	ck_assert_msg(picture && footer && picture < footer, "%s", last.out);
	ASSERT_STATUS(0, "--as boss report lending " PERIOD " --format svg --draw bookings");
	ck_assert_int_eq(strncmp(last.out, "<?xml ", 6), 0);
	ck_assert_ptr_nonnull(strstr(last.out, ">3.00</text>"));
	ck_assert_ptr_nonnull(strstr(last.out, ">lending: who lends to whom</text>"));
	ck_assert_str_eq(last.err, "");
	setenv("LANGUAGE", "zh_TW", 1);
	ASSERT_STATUS(0, "--as boss report lending " PERIOD " --format svg");
	ck_assert_ptr_nonnull(strstr(last.out, ">lending: 誰借給誰</text>"));
	/* the title of the column has the unit already */
	ASSERT_STATUS(0, "--as boss report use " PERIOD " --format svg");
	ck_assert_ptr_nonnull(strstr(last.out, ">利用率%</text>"));
	unsetenv("LANGUAGE");
	ASSERT_STATUS(2, "--as boss report lending --picture --format csv");
	ASSERT_SAID("--picture goes with a table");
	ASSERT_STATUS(2, "--as boss report lending --format svg --draw lender");
	ASSERT_SAID("a column of figures, not \"lender\"");
}
END_TEST

static char progress_said[200];

static void keep_progress(struct cmd_context *c, const char *text)
{
	(void)c;
	snprintf(progress_said, sizeof progress_said, "%s", text);
}

START_TEST(progress_is_told_beyond_a_second_and_taken_away)
{
	struct cmd_context c = {.progress = keep_progress};
	struct report_ask ask = {.name = "use"};
	struct report_progress p;
	report_progress_begin(&p, &c, &ask);
	ck_assert_int_eq(ask.progress(ask.arg, 50, 200), 0);
	ck_assert_str_eq(progress_said, "");
	p.begun.tv_sec -= 2;
	ck_assert_int_eq(ask.progress(ask.arg, 50, 200), 0);
	ck_assert_str_eq(progress_said, "report use: 25 %, Ctrl-C ends it");
	report_progress_end(&p);
	ck_assert_str_eq(progress_said, "");
	ask = (struct report_ask){.name = "use"};
	c.quiet = true;
	report_progress_begin(&p, &c, &ask);
	ck_assert(!ask.progress);
}
END_TEST

START_TEST(reports_are_listed)
{
	ASSERT_STATUS(0, "--as boss report");
	ck_assert_int_eq(strncmp(last.out, "name,by,about\n", 14), 0);
	ck_assert_ptr_nonnull(strstr(last.out, "\nlending,,who lends to whom\n"));
	ASSERT_STATUS(0, "--as boss help report");
}
END_TEST

START_TEST(before_and_after_are_compared)
{
	ASSERT_STATUS(0, "--as boss report lending --from 2040-01-01 --to 2041-01-01 --compare 2039 --columns "
	                 "lender,borrower,hours_before,hours_after,hours_change");
	ck_assert_str_eq(last.out, "lender,borrower,hours_before,hours_after,hours_change\n"
	                           "NORTH,SOUTH,0.50,2.00,1.50\nNORTH,WEST,,0.83,\nSOUTH,NORTH,,3.00,\n");
	ASSERT_SAID("before: 2039-01-01T00:00 to before 2040-01-01T00:00\n");
	ASSERT_STATUS(0, "--as boss report lending " PERIOD
	                 " --compare 2040-03-01/2040-04-01 --columns hours_change,amount_change");
	ck_assert_str_eq(last.out, "hours_change,amount_change\n0.00,0.00\n0.00,0.00\n0.00,0.00\n");
	ASSERT_STATUS(
		0, "--as boss report lending --from 2040-01-01 --to 2041-01-01 --years 2 --columns year,lender,hours");
	ck_assert_str_eq(last.out,
	                 "year,lender,hours\n2039,NORTH,0.50\n2040,NORTH,2.00\n2040,NORTH,0.83\n2040,SOUTH,3.00\n");
	write_file("rules.csv", "id,place,who,field,value,valid_from\nR1,*,*,lead,none,2026-01-05\nR2,*,*,gap,none,\n");
	ASSERT_STATUS(0, "--as boss import rules %s/rules.csv", test_dir());
	ASSERT_STATUS(0, "--as boss report lending --compare rule:R1");
	ASSERT_SAID(" to before 2026-01-05T00:00\n");
}
END_TEST

START_TEST(a_workbook_has_the_picture_and_the_notes_on_sheets_of_their_own)
{
	struct xlsx *x;
	struct list_fault fault;
	size_t len;
	ASSERT_STATUS(0, "--as boss report lending " PERIOD " --format xlsx");
	char *book = test_read_file(test_path(test_dir(), "stdout"), &len);
	ck_assert_int_eq(xlsx_open((struct bytes){book, len}, &x, &fault), 0);
	ck_assert_str_eq(xlsx_sheet_name(x, 0), "lending");
	ck_assert_str_eq(xlsx_sheet_name(x, 1), "picture");
	ck_assert_str_eq(xlsx_sheet_name(x, 2), "notes");
	struct xlsx_rows *rows;
	struct csv_row row;
	struct buf text = {0};
	ck_assert_int_eq(xlsx_survey(x, 1), 0);
	ck_assert_int_eq(xlsx_rows_open(x, 1, &rows), 0);
	while (xlsx_rows_next(rows, &row) == 0)
		for (size_t i = 0; i < row.n; i++)
			buf_fmt(&text, "%.*s%s", (int)row.cells[i].len, (const char *)row.cells[i].p,
			        i + 1 < row.n ? "|" : "\n");
	ck_assert_str_eq(buf_text(&text),
	                 "hours: lender in rows, borrower in columns|NORTH|SOUTH|WEST\nNORTH||2|0.83\nSOUTH|3\n");
	buf_release(&text);
	xlsx_rows_close(rows);
	xlsx_close(x);
	free(book);
}
END_TEST

START_TEST(what_goes_out_as_a_file_is_noted)
{
	ASSERT_STATUS(0, "--as boss report lending " PERIOD);
	ASSERT_STATUS(0, "--as boss log --entity 'export:report lending'");
	ck_assert_str_eq(last.out, "seq,time,person,via,op,entity,change\n");
	ASSERT_STATUS(0, "--as boss report lending " PERIOD " --format csv");
	ASSERT_STATUS(0, "--as boss log");
	ck_assert_ptr_nonnull(strstr(last.out, "format csv; --from 2040-03-01; --to 2040-04-01; rows 3"));
}
END_TEST

START_TEST(one_sees_what_one_may)
{
	ASSERT_STATUS(0, "--as ann report lending " PERIOD);
	ASSERT_SAID("of the 3 institutions, 1 are those that you may see\n");
}
END_TEST

START_TEST(what_is_wrong_is_named)
{
	static const struct {
		const char *line, *said;
	} wrong[] = {
		{"report nonsense", "there is no report \"nonsense\"; there are "},
		{"report lending --sort nonsense", "it has no column \"nonsense\"; there are lender, borrower, "},
		{"report lending --sort hours:up", "COLUMN:asc or COLUMN:desc, not \"hours:up\""},
		{"report lending --columns lender,x", "it has no column \"x\""},
		{"report lending --format pdf", "--format takes one of table, csv, json"},
		{"report lending --format json --excel", "--excel goes with CSV only"},
		{"report lending --compare nonsense", "--compare"},
		{"report lending --compare rule:R9", "there is no rule R9"},
		{"report lending --compare 2025 --years 2", "ask one of them"},
		{"report lending --years 99", "--years"},
		{"report lending --years 0", "--years is at least 1"},
		{"report lending --top 0", "--top is at least 1"},
		{"report lending --by nonsense", "it takes no --by"},
		{"report lending --from 2040-03-02 --to 2040-03-01", "--to is not after --from"},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ASSERT_STATUS(2, "--as boss %s", wrong[i].line);
		ASSERT_SAID(wrong[i].said);
	}
}
END_TEST

Suite *report_forms_suite(void)
{
	Suite *s = suite_create("report_forms");
	TCase *tc = tcase_create("report_forms");
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_add_test(tc, scripts_get_the_promised_columns);
	tcase_add_test(tc, people_get_a_table_in_their_language);
	tcase_add_test(tc, a_picture_stands_under_the_table);
	tcase_add_test(tc, progress_is_told_beyond_a_second_and_taken_away);
	tcase_add_test(tc, reports_are_listed);
	tcase_add_test(tc, before_and_after_are_compared);
	tcase_add_test(tc, a_workbook_has_the_picture_and_the_notes_on_sheets_of_their_own);
	tcase_add_test(tc, what_goes_out_as_a_file_is_noted);
	tcase_add_test(tc, one_sees_what_one_may);
	tcase_add_test(tc, what_is_wrong_is_named);
	suite_add_tcase(s, tc);
	return s;
}
