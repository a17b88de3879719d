/*
 * What is exported comes in again: every kind of list, as CSV, as CSV for spreadsheet programs and as a workbook, from
 * a store that holds what is awkward in one of them. Into the same store it is `unchanged`, and into an empty one it
 * makes a store that exports the same bytes. New kinds take part by being in list_kinds().
 */
#include "tests/engine.h"
#include "tests/tui/command.h"

#include "store/list/list_column.h"
#include "store/change/store_apply.h"
#include "tests/list_support.h"
#include "tests/pty.h"
#include "tui/base/out.h"

Suite *export_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const struct {
	const char *kind, *text;
} lists[] = {
	{"institutions",
         "code,name,kind,level,region,parent\n007,=1+1,vocational,,guangdong,\n1E5,\"广州 \"\"甲\"\", 学院\",,,,007\n"},
	{"campuses", "code,name,institution,tier,region,address,latitude,longitude\nE,东校区,007,urban,guangdong,-1 "
                     "号,23.10,-113.5\n"
                     "W,@West,1E5,,,\"one\ntwo  three \",,\nN,North,,,,,,\n"},
	{"travel", "from,to,minutes\nE,W,30\nE,N,0\n"},
	/* The apostrophes are marks, one of them to be taken away; a text keeps its own behind it. */
	{"resources",
         "code,name,kind,institution,campus,building,room,seats,mode,specialty,tags,equipment,opening,setup,teardown,"
         "approval,"
         "sharing,rate,active,contact,part_of,rated\n"
         "000123,=SUM(A1),lab,007,E,B栋,0101,40,,数控,a;b,a1*1;a2*2;a3*3;a4*4;a5*5;a6*6;a7*7;a8*8;a9*9;a10*10;a11*11;"
         "a12*12;"
         "a13*13;a14*14;a15*15;a16*16;a17*17;a18*18;a19*19;a20*20;a21*21;a22*22;a23*23;a24*24;a25*25;a26*26;a27*27;a28*"
         "28;"
         "a29*29;a30*30;a31*31;a32*32,Mon-Fri 08:00-22:00;Sat 08:00-12:00,10,5,owner,public,'-5,yes,+86 755\n"
         "1E5,''=quoted,room,,W,,-2,0,,,,,,,,,,+86 20,\n"
         "=A,'plain,room,,N,'','''+,1,,,@x,_x0041_*2,,,,,,-7.50,yes,,1E5,1200\n"
         "\"R,\"\"1\"\"\",_x005F_x0041_ ＝全角,room,,,\" trailing \",,65535,,,,,,,,,,no\n"
         "OSC,示波器,equipment,,E,,,10,shared,,,,,,,,,,\n-T1,张三,teacher,,E,,,,,,,,,,,,,,\nC1,一班,class,,,,,,,,,,,,,,"
         ",,\n"},
	{"people", "login,name,institution,role,scope,email,language,ssh_key\n007,=陈,007,administrator,E,=a@b,zh_CN,"
                   "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCi =a\n"
                   "1E5,'plain,1E5,administrator,007,,,\n_x0041_,@x,,auditor,,+a@b,,\n"},
	{"terms", "code,name,first_monday,weeks\n2030A,=2030秋,2030-09-02,18\n007,seven,2031-02-24,1\n"},
	{"periods",
         "number,start,end,campus,valid_from\n1,08:00,08:45,,\n2,08:55,09:40,,\n1,08:30,09:15,W,2030-10-01\n"},
	{"days",
         "date,rule,campus,note\n2030-10-01,off,,\"=国庆, \"\"a\"\"\"\n2030-10-12,as 5-2,,\n2030-10-13,normal,E,-\n"},
	{"closures", "start,end,resource,campus,reason\n2030-12-01,2030-12-01,000123,,=维修\n2030-12-02 "
                     "08:00,2030-12-02 09:01,,E,\n"
                     "2030-12-24 00:00,2030-12-25 00:00,,,+everything\n"},
	{"bookings",
         "ref,resources,start,end,party,purpose,requester,institution,note\n"
         "007,000123;-T1;OSC*3,2030-09-04T10:00,2030-09-04T11:30,30,=课程,zhang,007,\"two\nlines, \"\"q\"\"\"\n"
         "=B,=A,2030-09-03T08:01,2030-09-04T00:00,1,,,,\n'=C,1E5,2030-09-05T00:00,2030-09-05T00:01,0,'''@x,,,-\n"},
	{"series",
         "ref,resources,weeks,weekdays,periods,start,end,term,except,party,purpose,requester,institution,note\n"
         "S=1,1E5;-T1,1-3,1,1-2,,,2030A,2030-09-09,20,=数控,zhang,,\"a\nb\"\n-S2,=A;C1,2-8双,3,,19:00,20:30,2030A,,1,@,"
         ",,\n"},
};

static const struct {
	const char *name;
	enum out_format format;
} forms[] = {{"csv", OUT_CSV}, {"csv for spreadsheets", OUT_EXCEL}, {"xlsx", OUT_XLSX}};

/* An export that belongs to the caller, to be freed. */
struct file {
	char *p;
	size_t len;
};

static struct store store;

static void make_store(const char *name)
{
	ck_assert_int_eq(store_create(test_store(name), "Asia/Shanghai", &store), 0);
}

/* Every row's outcome must be this one. */
static void import(const char *kind, const char *p, size_t len, enum outcome expected, const char *what)
{
	struct buf report = {0};
	struct list_summary summary;
	const char *bad = NULL;
	struct list_import ask = test_ask(kind, p, len);
	int err = list_import(&store, &ask, test_note_row, &report, &summary, &bad);
	ck_assert_msg(err == 0, "%s, %s: %d %s, %zu columns missing", kind, what, err, bad ? bad : "", summary.n_missing);
	ck_assert_msg(summary.counts[expected] == summary.rows && summary.n_unknown == 0, "%s, %s, %zu columns unknown:\n%s", kind,
	              what, summary.n_unknown, buf_text(&report));
	list_summary_release(&summary);
	buf_release(&report);
}

static struct file export(const char *kind, enum out_format format)
{
	struct file out = {0};
	struct out o;
	FILE *f = open_memstream(&out.p, &out.len);
	ck_assert_ptr_nonnull(f);
	out_init(&o, f, &(struct out_options){.format = format, .name = &kind});
	int err = list_export(&store, list_kind_find(kind), NULL, &o.sink);
	ck_assert_msg(err == 0, "%s: %d", kind, err);
	out_release(&o);
	ck_assert_int_eq(fclose(f), 0);
	return out;
}

static void expect_same(const char *kind, const char *what, const struct file *a, const struct file *b)
{
	ck_assert_msg(a->len == b->len && memcmp(a->p, b->p, a->len) == 0, "%s, %s:\n%s\nis not\n%s", kind, what, a->p, b->p);
}

/* What an exchange form holds is part of another list: it goes into a store that holds the rest. */
static bool is_part(const struct list_kind *kind)
{
	return strcmp(list_kind_word(kind), "timetable") == 0;
}

/* The kinds that have rows and columns. */
static const struct list_kind *const *tables(void)
{
	static const struct list_kind *out[32];
	size_t n = 0;
	for (const struct list_kind *const *k = list_kinds(); *k; k++)
		if ((*k)->n_columns) {
			ck_assert_uint_lt(n, COUNT(out) - 1);
			out[n++] = *k;
		}
	out[n] = NULL;
	return out;
}

static void fill_store(void)
{
	make_store("full");
	for (size_t i = 0; i < COUNT(lists); i++)
		import(lists[i].kind, lists[i].text, strlen(lists[i].text), OUTCOME_ADDED, "filling");
}

static void close_store(void)
{
	store_close(&store);
}

START_TEST(what_is_exported_is_unchanged_here)
{
	for (const struct list_kind *const *k = tables(); *k; k++) {
		const char *kind = list_kind_word(*k);
		struct file a = export(kind, forms[_i].format);
		import(kind, a.p, a.len, OUTCOME_UNCHANGED, forms[_i].name);
		struct file b = export(kind, forms[_i].format);
		expect_same(kind, forms[_i].name, &a, &b);
		free(a.p);
		free(b.p);
	}
}
END_TEST

START_TEST(what_is_exported_makes_the_same_store_elsewhere)
{
	struct file files[32] = {{0}};
	const struct list_kind *const *kinds = tables();
	size_t n = 0;
	for (; kinds[n]; n++)
		files[n] = export(list_kind_word(kinds[n]), forms[_i].format);
	ck_assert_uint_le(n, COUNT(files));
	store_close(&store);
	make_store("other");
	for (size_t i = 0; i < n; i++)
		if (!is_part(kinds[i]))
			import(list_kind_word(kinds[i]), files[i].p, files[i].len, OUTCOME_ADDED, forms[_i].name);
	for (size_t i = 0; i < n; i++) {
		struct file again = export(list_kind_word(kinds[i]), forms[_i].format);
		expect_same(list_kind_word(kinds[i]), forms[_i].name, &files[i], &again);
		free(again.p);
		free(files[i].p);
	}
}
END_TEST

/* The texts themselves, once: that all forms agree on something wrong would not show above. */
START_TEST(each_form_is_what_it_should_be)
{
	struct file plain = export("resources", OUT_CSV), excel = export("resources", OUT_EXCEL);
	ck_assert_ptr_nonnull(strstr(plain.p, "\n000123,=SUM(A1),lab,007,E,B栋,0101,40,"));
	ck_assert_ptr_nonnull(strstr(plain.p, "\n1E5,''=quoted,room,,W,,-2,0,"));
	ck_assert_ptr_nonnull(strstr(plain.p, "\n=A,'plain,room,"));
	ck_assert_ptr_nonnull(strstr(plain.p, ",'-5,true,+86 755,,\n"));
	ck_assert_ptr_null(strchr(plain.p, '\r'));
	ck_assert_int_eq(strncmp(excel.p, "\xef\xbb\xbf" "code,name,", 13), 0);
	ck_assert_ptr_nonnull(strstr(excel.p, "\r\n000123,'=SUM(A1),lab,007,E,B栋,0101,40,"));
	ck_assert_ptr_nonnull(strstr(excel.p, "\r\n1E5,''=quoted,room,,W,,-2,0,"));
	ck_assert_ptr_nonnull(strstr(excel.p, "\r\n'=A,'plain,room,"));
	ck_assert_ptr_nonnull(strstr(excel.p, ",'+86 20,true,,,\r\n"));
	ck_assert_ptr_nonnull(strstr(excel.p, "\r\n'-T1,张三,"));
	for (const char *p = strchr(excel.p, '\n'); p; p = strchr(p + 1, '\n'))
		ck_assert_int_eq(p[-1], '\r');
	free(plain.p);
	free(excel.p);
	/* The workbook's own texts have no mark: what begins with = is text there. */
	struct file book = export("terms", OUT_XLSX);
	import("terms", book.p, book.len, OUTCOME_UNCHANGED, "xlsx");
	ck_assert_int_eq(memcmp(book.p, "PK\003\004", 4), 0);
	free(book.p);
}
END_TEST

START_TEST(json_has_every_column)
{
	for (const struct list_kind *const *k = tables(); *k; k++) {
		const char *kind = list_kind_word(*k);
		struct file csv = export(kind, OUT_CSV), text = export(kind, OUT_JSON);
		json_t *root = json_loads(text.p, JSON_REJECT_DUPLICATES, NULL), *row = json_array_get(root, 0);
		ck_assert_msg(json_is_array(root), "%s: %s", kind, text.p);
		if (row) {
			size_t n = 0;
			char *words = csv.p, *end = strchr(csv.p, '\n');
			*end = '\0';
			for (char *word; (word = strsep(&words, ",")) != NULL; n++)
				ck_assert_msg(json_object_get(row, word) != NULL, "%s of %s", word, kind);
			ck_assert_uint_eq(json_object_size(row), n);
		}
		json_decref(root);
		free(csv.p);
		free(text.p);
	}
}
END_TEST

/* ---- the command ---- */

static void fill_store_for_commands(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	write_file("terms.csv", "code,name,first_monday,weeks\n2030A,=2030秋,2030-09-02,18\n");
	ASSERT_STATUS(0, "import terms %s/terms.csv", test_dir());
}

START_TEST(the_command_writes_every_form)
{
	char line[1000], path[500];
	snprintf(path, sizeof path, "%s/stdout", test_dir());
	ASSERT_STATUS(0, "export terms --excel");
	ck_assert_str_eq(last.out, "\xef\xbb\xbf" "code,name,first_monday,weeks\r\n2030A,'=2030秋,2030-09-02,18\r\n");
	ASSERT_STATUS(0, "list terms --excel");
	ck_assert_str_eq(last.out, "\xef\xbb\xbf" "code,name,first_monday,weeks\r\n2030A,'=2030秋,2030-09-02,18\r\n");
	ASSERT_STATUS(0, "--json export terms --format csv --excel");
	ASSERT_STATUS(0, "export terms --format csv");
	ck_assert_str_eq(last.out, "code,name,first_monday,weeks\n2030A,=2030秋,2030-09-02,18\n");
	ASSERT_STATUS(0, "--quiet export terms --format xlsx");
	ck_assert_str_eq(last.err, "");
	ck_assert_int_eq(strncmp(last.out, "PK", 2), 0);
	snprintf(line, sizeof line, "%s.xlsx", path);
	ck_assert_int_eq(rename(path, line), 0);
	ASSERT_STATUS(0, "import terms %s --report -", line);
	ck_assert_msg(strstr(last.out, "\n1,2030A,unchanged,") != NULL, "%s", last.out);
}
END_TEST

static const struct {
	const char *line, *said;
} mistakes[] = {
	{"export terms --format pdf", "\"pdf\""},
	{"export terms --format json --excel", "--excel"},
	{"export terms --format xlsx --excel", "--excel"},
	{"--json list terms --excel", "--excel"},
	{"list terms --format xlsx", "--format"},
};

START_TEST(a_form_that_there_is_not_is_a_usage_error)
{
	ASSERT_STATUS(CMD_USAGE, "%s", mistakes[_i].line);
	ASSERT_SAID(mistakes[_i].said);
	ck_assert_str_eq(last.out, "");
}
END_TEST

START_TEST(a_workbook_that_cannot_be_written_says_why)
{
	ck_assert_int_eq(setenv("TMPDIR", "/no/such", 1), 0);
	ASSERT_STATUS(CMD_FAILED, "export terms --format xlsx");
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID("/no/such: No such file or directory");
	ck_assert_int_eq(setenv("TMPDIR", test_dir(), 1), 0);
	int full = open("/dev/full", O_WRONLY);
	if (full < 0)
		return;
	char err[500];
	snprintf(err, sizeof err, "%s/stderr", test_dir());
	ck_assert_int_eq(wait_for(start("quad export terms --format xlsx", NULL, full, err)), CMD_FAILED);
	close(full);
	ck_assert_ptr_nonnull(strstr(keep_file(err), "cannot write the output: No space left on device"));
}
END_TEST

START_TEST(a_workbook_is_not_for_a_terminal)
{
	const char *const argv[] = {"quad", "export", "terms", "--format", "xlsx", NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 100);
	pty_wait(p, "> terms.xlsx");
	ck_assert_int_eq(pty_exit(p), CMD_USAGE);
	pty_close(p);
}
END_TEST

Suite *export_suite(void)
{
	Suite *s = suite_create("export");
	TCase *t = tcase_create("export");
	tcase_set_timeout(t, 30);
	tcase_add_checked_fixture(t, fill_store, close_store);
	tcase_add_loop_test(t, what_is_exported_is_unchanged_here, 0, (int)COUNT(forms));
	tcase_add_loop_test(t, what_is_exported_makes_the_same_store_elsewhere, 0, (int)COUNT(forms));
	tcase_add_test(t, each_form_is_what_it_should_be);
	tcase_add_test(t, json_has_every_column);
	suite_add_tcase(s, t);
	t = tcase_create("commands");
	tcase_set_timeout(t, 30);
	tcase_add_checked_fixture(t, fill_store_for_commands, release_kept);
	tcase_add_test(t, the_command_writes_every_form);
	tcase_add_loop_test(t, a_form_that_there_is_not_is_a_usage_error, 0, (int)COUNT(mistakes));
	tcase_add_test(t, a_workbook_that_cannot_be_written_says_why);
	tcase_add_test(t, a_workbook_is_not_for_a_terminal);
	suite_add_tcase(s, t);
	return s;
}
