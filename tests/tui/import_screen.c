/*
 * Importing on the screen: the file is chosen, its columns pointed at, what would be is seen, and then it is done. The
 * views in-process, and the journey of a person whose keys are counted.
 */
#include <iconv.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "tests/engine.h"
#include "tests/pty.h"
#include "tests/tui/command.h"
#include "tests/tui/picture.h"
#include "tui/base/out.h"
#include "tui/screen/import_files.h"
#include "tui/screen/import_run.h"

Suite *import_screen_suite(void);

/* ---- the files ---- */

static char dir[PATH_MAX]; /* the current directory, and the home of the person */

static void enter_new_dir(void)
{
	snprintf(dir, sizeof dir, "%s/files", test_dir());
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_ptr_nonnull(getcwd(dir, sizeof dir));
	setenv("HOME", dir, 1);
}

/* Writes a file that is so many minutes old. */
static void put_bytes(const char *name, const void *p, size_t len, int minutes)
{
	struct utimbuf times;
	FILE *f = fopen(name, "wb");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(p, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
	times.actime = times.modtime = 1788739200 - minutes * 60;
	ck_assert_int_eq(utime(name, &times), 0);
}

static void put_text(const char *name, const char *text, int minutes)
{
	put_bytes(name, text, strlen(text), minutes);
}

static void put_gbk(const char *name, const char *text, int minutes)
{
	char gbk[8192], *in = (char *)text, *to = gbk;
	size_t left = strlen(text), room = sizeof gbk;
	iconv_t cd = iconv_open("GB18030", "UTF-8");
	ck_assert(iconv(cd, &in, &left, &to, &room) != (size_t)-1 && left == 0);
	iconv_close(cd);
	put_bytes(name, gbk, (size_t)(to - gbk), minutes);
}

static const char labs_list[] = "实训室编号,实训室名称,校区,座位数,类别\n"
			   "SX-01,钳工实训室,北校区,40,实训室\n"
			   "SX-02,电工实训室,南校区,30,实训室\n";

/* A school on the screen, and the chooser over its files. */
static void open_chooser(int rows, int cols)
{
	open_at(rows, cols);
	press('I');
}

static void begin(int rows, int cols, const char *name, const char *text)
{
	enter_new_dir();
	put_text(name, text, 0);
	open_chooser(rows, cols);
	press(KEY_ENTER_CODE);
}

/* The name of a resource, "" for one that is not there. */
static const char *name_of(const char *code)
{
	struct resource_list list;
	const char *name = "";
	if (query_resource(&w.s, code, &list) == 0)
		name = arena_str(&w.arena, list.v[0].name);
	arena_release(&list.arena);
	return name;
}

/* ---- the chooser ---- */

START_TEST(the_newest_list_comes_first)
{
	enter_new_dir();
	put_text("old-1.csv", labs_list, 300);
	put_text("new-1.xlsx", "PK", 5);
	put_text("other-1.doc", "x", 1);
	put_text(".hidden-1.csv", "x", 0);
	ck_assert_int_eq(mkdir("sub-1", 0700), 0);
	open_chooser(24, 80);
	ASSERT_ROW(0, "~");
	ASSERT_ROW(2, "> new-1.xlsx");
	ASSERT_ROW(3, "old-1.csv");
	ASSERT_ROW(4, "sub-1/");
	ASSERT_ROW(5, "../");
	ASSERT_HIDES("other-1.doc");
	ASSERT_HIDES(".hidden");
	type("other");
	ASSERT_ROW(2, "> other-1.doc");
	press(KEY_ESC_CODE);
	ASSERT_SHOWS("LAB-1");
	leave();
}
END_TEST

START_TEST(a_typed_path_leads_to_its_directory)
{
	enter_new_dir();
	ck_assert_int_eq(mkdir("sub-1", 0700), 0);
	ck_assert_int_eq(mkdir("sub-1/in-2", 0700), 0);
	put_text("sub-1/in-2/list-1.csv", labs_list, 0);
	open_chooser(24, 80);
	type("sub-1/in-2/li");
	ASSERT_ROW(0, "~/sub-1/in-2");
	ASSERT_ROW(2, "> list-1.csv");
	for (int i = 0; i < 3; i++)
		press(KEY_CODE_BACKSPACE);
	ASSERT_ROW(0, "~/sub-1");
	ASSERT_ROW(2, "> in-2/");
	type("~/");
	ASSERT_ROW(2, "> sub-1/");
	press(KEY_TAB_CODE);
	ASSERT_ROW(0, "~/sub-1");
	type("none/");
	ASSERT_SHOWS("cannot open ~/sub-1/none/: No such file or directory");
	ASSERT_SHOWS("/none/");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("there is no such file here");
	leave();
}
END_TEST

/* The directory of the last list is where the next is chosen, though the file is gone by then. */
START_TEST(the_chooser_begins_where_the_last_list_was)
{
	enter_new_dir();
	ck_assert_int_eq(mkdir("sub-1", 0700), 0);
	put_text("sub-1/list-1.csv", labs_list, 0);
	open_chooser(24, 80);
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "~/sub-1");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Is taken as");
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	ASSERT_SHOWS("LAB-1");
	press('I');
	ASSERT_ROW(0, "~/sub-1");
	ck_assert_int_eq(unlink("sub-1/list-1.csv"), 0);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("cannot open ~/sub-1/list-1.csv");
	leave();
}
END_TEST

START_TEST(the_line_import_opens_the_chooser)
{
	enter_new_dir();
	put_text("list-1.csv", "code,name\nX1,One\n", 0);
	open_at(24, 80);
	press(':');
	type("import campuses");
	press(KEY_ENTER_CODE);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("< campuses >");
	leave();
}
END_TEST

/* ---- the columns ---- */

/* Puts the cursor on the line that begins so. */
static void point_at(const char *text)
{
	const char *wanted = arena_fmt(&w.arena, "> %s", text);
	press('g');
	for (int i = 0; i < 40 && !strstr(picture(), wanted); i++)
		press('j');
	ASSERT_SHOWS(wanted);
}

START_TEST(the_kind_and_the_columns_are_understood)
{
	enter_new_dir();
	put_gbk("list-1.csv", labs_list, 0);
	open_chooser(24, 80);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("< resources >");
	ASSERT_SHOWS("< GB18030 >");
	ASSERT_SHOWS("guessed");
	ASSERT_SHOWS("SX-01 | SX-02");
	ASSERT_SHOWS("F2 rehearses it");
	press('g');
	press(KEY_CODE_RIGHT);
	ASSERT_HIDES("< resources >");
	press(KEY_CODE_LEFT);
	ASSERT_SHOWS("< resources >");
	press('j');
	press(KEY_CODE_LEFT);
	ASSERT_SHOWS("< UTF-8 >");
	ASSERT_SHOWS("needed column");
	leave();
}
END_TEST

/* A column that nobody understands is pointed at; one that is missing is; and a value is set for all rows. */
START_TEST(columns_are_mapped_by_pointing)
{
	begin(24, 80, "list-1.csv", "Raumkennung,Benamung,Campus,Platz\nQ1,Hall,N,12\nQ2,Nook,S,3\n");
	press('y');
	type("resources");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("not understood: skipped");
	ASSERT_SHOWS("needed columns are missing");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("needed columns are missing: Enter on them says where they are");
	/* code is missing: it is their first column */
	ASSERT_SHOWS("> ! not in the file");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Which column of the file is code");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("code, as you said");
	/* their second column is the name */
	point_at("Benamung");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("What \"Benamung\" is");
	type("name");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("name, as you said");
	/* the kind stands nowhere */
	press('=');
	ASSERT_SHOWS("Which column has one value in all rows");
	type("kind");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("What kind all rows are");
	type("room");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("kind = room");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("2 rows: 2 added");
	press(KEY_CODE_F2);
	ck_assert_str_eq(name_of("Q1"), "Hall");
	/* what was pointed at is remembered */
	press(KEY_ESC_CODE);
	ASSERT_SHOWS("LAB-1");
	press('I');
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("code, as before");
	leave();
}
END_TEST

START_TEST(a_column_is_skipped_and_no_longer)
{
	begin(24, 80, "list-1.csv", "code,name,kind,contact\nQ1,Hall,room,Ann 12\n");
	point_at("contact");
	press('x');
	ASSERT_SHOWS("skipped, as you said");
	press(KEY_CODE_F2);
	press(KEY_CODE_F2);
	ck_assert_str_eq(name_of("Q1"), "Hall");
	press(KEY_ESC_CODE);
	press('I');
	press(KEY_ENTER_CODE);
	ASSERT_HIDES("skipped, as you said");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("1 updated");
	leave();
}
END_TEST

/* ---- the rehearsal ---- */

START_TEST(nothing_is_changed_before_f2_and_u_takes_it_back)
{
	begin(24, 80, "list-1.csv", labs_list);
	press(KEY_CODE_F2);
	ASSERT_SHOWS("2 rows: 2 added, 0 updated, 0 unchanged, 0 refused, 0 invalid.");
	ASSERT_SHOWS("Nothing was changed yet: F2 brings 2 rows into the store.");
	ck_assert_str_eq(name_of("SX-01"), "");
	/* there is nothing to look at: Enter is the last step */
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(name_of("SX-01"), "钳工实训室");
	ASSERT_SHOWS("Imported: 2 rows: 2 added");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("it is done");
	press(KEY_ESC_CODE);
	ASSERT_SHOWS("LAB-1");
	press('u');
	ck_assert_str_eq(name_of("SX-01"), "");
	leave();
}
END_TEST

START_TEST(wrong_rows_are_listed_with_their_mend)
{
	begin(24, 100, "list-1.csv",
	      "code,name,kind,campus,seats\nQ1,Hall,room,N,12\nQ2,Nook,room,N,many\nQ3,Den,room,Nowhere,3\n"
	      "Q4,Bay,skunkworks,N,4\n");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("1 added, 0 updated, 0 unchanged, 1 refused, 2 invalid");
	ASSERT_SHOWS("\"many\" is not a number");
	press('/');
	type("nowhere");
	ASSERT_HIDES("\"many\"");
	press(KEY_ENTER_CODE);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("row 3 (Q3)");
	ASSERT_SHOWS("there is no campus Nowhere; import the campuses first, or give --create-missing");
	ASSERT_SHOWS("name: Den");
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	ASSERT_SHOWS("\"many\"");
	/* the type word is told, and the rehearsal made again */
	press('y');
	ASSERT_SHOWS("it is for rows whose type word is not known");
	press('G');
	press('y');
	ASSERT_SHOWS("What kind \"skunkworks\" is");
	type("lab");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("2 added, 0 updated, 0 unchanged, 1 refused, 1 invalid");
	/* after a mend of the columns the same file goes on */
	press(KEY_ESC_CODE);
	point_at("make what is missing");
	press(KEY_ENTER_CODE);
	press(KEY_CODE_F2);
	ASSERT_SHOWS("3 added, 0 updated, 0 unchanged, 0 refused, 1 invalid");
	press(KEY_CODE_F2);
	ck_assert_str_eq(name_of("Q3"), "Den");
	ck_assert_str_eq(name_of("Q4"), "Bay");
	/* what stays out is still there, and the columns one Esc away */
	ASSERT_SHOWS("\"many\" is not a number");
	press(KEY_ESC_CODE);
	ASSERT_SHOWS("Is taken as");
	leave();
}
END_TEST

START_TEST(the_report_is_written_to_a_new_file_only)
{
	size_t len;
	begin(24, 80, "list-1.csv", "code,kind\nQ1,room\n,room\n");
	press(KEY_CODE_F2);
	press('r');
	ASSERT_SHOWS("~/list-1.csv-report.csv");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("The report of all rows is in ~/list-1.csv-report.csv");
	char *text = test_read_file("list-1.csv-report.csv", &len);
	ck_assert_ptr_eq(strstr(text, "row,key,result,reasons,changes\n1,Q1,added,"), text);
	ck_assert_ptr_nonnull(strstr(text, "\n2,,invalid,value:code,"));
	free(text);
	press('r');
	ASSERT_SHOWS("there is a file of that name already");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("the line is not understood");
	leave();
}
END_TEST

/* Others change the store between the rehearsal and the import: what is decided is what stands then. */
START_TEST(what_others_do_meanwhile_is_told_and_decided_anew)
{
	begin(24, 80, "list-1.csv", "code,name,kind\nQ1,Hall,room\n");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("1 added");
	struct request rq = rq_resource(&w, "Q1", KIND_ROOM, MODE_EXCLUSIVE, 1, "N");
	rq.u.resource.name = "Hall";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	tick();
	ASSERT_SHOWS("Others have changed the store since");
	press(KEY_CODE_F2);
	ck_assert_str_eq(name_of("Q1"), "Hall");
	ASSERT_SHOWS("0 added");
	leave();
}
END_TEST

/* A file that goes while it is looked at, and one that is no list. */
START_TEST(what_cannot_be_read_says_why)
{
	begin(24, 80, "list-1.csv", "%PDF-1.4\n");
	ASSERT_SHOWS("this is a PDF file: ask for the list as a workbook (XLSX) or CSV");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("the file cannot be read so");
	press(KEY_ESC_CODE);
	put_text("list-1.csv", labs_list, 0);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Is taken as");
	ck_assert_int_eq(unlink("list-1.csv"), 0);
	press(KEY_CODE_F2);
	ASSERT_SHOWS("cannot read");
	ASSERT_SHOWS("Nothing was changed. Esc goes back to the columns.");
	press(KEY_ESC_CODE);
	put_text("list-1.csv", labs_list, 0);
	press(KEY_CODE_F2);
	ASSERT_SHOWS("2 added");
	leave();
}
END_TEST

/* What the screen says of a file is what the command says, and the counts are the same. */
static void compare_with_command(const char *path, const char *kind, bool creates)
{
	struct import_job job;
	struct import_run run = {0};
	const struct buf *texts[] = {&run.said, &run.counts};
	open_at(24, 80);
	ck_assert_int_eq(import_job_begin(&job, path, list_kind_find(kind)), 0);
	job.options[IMPORT_CREATE] = creates;
	import_run(&app, &job, true, &run);
	ck_assert_int_eq(
		quad("--store %s import %s %s --dry-run%s", w.dir, kind, path, creates ? " --create-missing" : ""),
		last.status);
	for (size_t i = 0; i < 2; i++)
		ck_assert_msg(strstr(last.err, buf_text(texts[i])) != NULL, "%s: %s\nis not in\n%s", path,
		              buf_text(texts[i]), last.err);
	import_run_release(&run);
	import_job_release(&job);
	leave();
}

START_TEST(hostile_files_are_told_of_as_the_command_tells)
{
	static const char *const texts[] = {
		"",
		"\n\n",
		"code\n",
		"%PDF-1.4\n",
		"<html><body>no list</body></html>",
		"PK\003\004 cut off",
		"\xd0\xcf\x11\xe0 cut off",
		"code,\"kind\nQ1,room\n",
		"code,kind\nQ1,\"room\nQ2,room\n",
		"code,kind\n\x1b[31mQ1,room\n",
		"code,kind\nQ1,room,more\n",
		"code,kind,seats\nQ1,room,1e9\nQ1,room,2\n",
		"code,kind\n\xff\xfe\xfd,room\n",
		"one,two\n1,2\n",
	};
	enter_new_dir();
	put_text("list-1.csv", texts[_i], 0);
	compare_with_command("list-1.csv", "resources", false);
}
END_TEST

/* Lists as schools have them, where they are at hand. */
START_TEST(lists_of_schools_are_told_of_as_the_command_tells)
{
	static const struct {
		const char *name, *kind;
	} lists[] = {
		{"01_bookings_state.csv", "bookings"},          {"02_duplicate_codes.csv", "resources"},
		{"03_two_row_header.xlsx", "resources"},        {"06_asset_tag.csv", "resources"},
		{"07_people_id_unknown.csv", "people"},         {"12_excel_mangled_codes.csv", "resources"},
		{"13_formula_without_value.xlsx", "resources"}, {"19_type_words.csv", "resources"},
		{"20_utf16le_no_bom.txt", "resources"},
	};
	char name[100];
	snprintf(name, sizeof name, "lists/%s", lists[_i].name);
	const char *path = test_sample(name);
	if (path)
		compare_with_command(path, lists[_i].kind, true);
}
END_TEST

/* ---- any keys ---- */

/* Whatever is pressed, the views stand, and the store stays whole. */
START_TEST(any_keys_do_no_harm)
{
	static const uint32_t keys[] = {
		'I',
		'y',
		'n',
		'x',
		'=',
		'j',
		'k',
		'g',
		'G',
		'l',
		'h',
		'/',
		'r',
		'u',
		'e',
		'a',
		'.',
		'~',
		'-',
		KEY_ENTER_CODE,
		KEY_ENTER_CODE,
		KEY_ESC_CODE,
		KEY_CODE_F2,
		KEY_CODE_F2,
		KEY_CODE_DOWN,
		KEY_CODE_UP,
		KEY_CODE_LEFT,
		KEY_CODE_RIGHT,
		KEY_TAB_CODE,
		KEY_CODE_BACKSPACE,
		KEY_CODE_DELETE,
		KEY_CODE_F7,
		KEY_CTRL('f'),
		KEY_CTRL('r'),
		KEY_CODE_PAGE_DOWN,
		KEY_CODE_END,
	};
	uint32_t random = (uint32_t)_i + 3;
	enter_new_dir();
	ck_assert_int_eq(mkdir("sub-1", 0700), 0);
	put_text("list-1.csv", "code,name,kind,colour\nQ1,Hall,room,red\nQ2,Nook,hut,red\n,No code,room,\n", 0);
	put_text("list-2.csv", "nothing\n", 0);
	open_at(16, 60);
	for (int i = 0; i < 1500; i++) {
		random = random * 1664525 + 1013904223;
		/* not out of the directory, whose files are known */
		if (!strstr(row(0), "  ~") && strstr(picture(), "../"))
			press(KEY_ESC_CODE);
		press(keys[(random >> 16) % (sizeof keys / sizeof *keys)]);
		if (app.quit) {
			app_release(&app);
			open_app();
			screen_draw(&app);
		}
	}
	leave();
}
END_TEST

/* ---- a workbook ---- */

#define CELL(text) "<Cell><Data>" text "</Data></Cell>"
#define SHEET_OF(name, rows) "<Worksheet ss:Name=\"" name "\"><Table>" rows "</Table></Worksheet>"

START_TEST(the_sheet_of_a_workbook_is_chosen)
{
	static const char book[] =
		"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
		"xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">" SHEET_OF(
			"填表说明", "<Row>" CELL("请勿改动表头") "</Row>")
			SHEET_OF("实验室", "<Row>" CELL("实验室编号") CELL("实验室名称") CELL("类别") "</Row><Row>" CELL(
						    "SX#1") CELL("电工") CELL("实训室") "</Row>") "</Workbook>";
	enter_new_dir();
	put_text("list-1.xml", book, 0);
	open_chooser(24, 80);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("< 实验室 >");
	ASSERT_SHOWS("SX#1");
	press('g');
	press('j');
	press(KEY_CODE_LEFT);
	ASSERT_SHOWS("< 填表说明 >");
	press(KEY_ENTER_CODE);
	type("实验");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("< 实验室 >");
	leave();
}
END_TEST

/* ---- the store ---- */

/* The store is replaced between the steps: the key that was pressed does nothing, and what is said of the file stays.
 */
START_TEST(a_replaced_store_loses_nothing_that_was_said)
{
	size_t len;
	char path[sizeof w.dir + 16], *bytes;
	begin(24, 80, "list-1.csv", "Kennung,name,kind\nQ1,Hall,room\n");
	press('y');
	type("resources");
	press(KEY_ENTER_CODE);
	point_at("Kennung");
	press(KEY_ENTER_CODE);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("code, as you said");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("1 added");
	snprintf(path, sizeof path, "%s/data.mdb", w.dir);
	bytes = test_read_file(path, &len);
	ck_assert_int_eq(unlink(path), 0);
	put_bytes(path, bytes, len, 0);
	free(bytes);
	press(KEY_CODE_F2);
	ASSERT_SHOWS("The store's files were replaced");
	ck_assert_str_eq(name_of("Q1"), "");
	press(KEY_CODE_F2);
	ck_assert_str_eq(name_of("Q1"), "Hall");
	leave();
}
END_TEST

/* Two imports of one list at once: each row is added by one of them, and stands unchanged for the other. */
START_TEST(two_imports_at_once_add_each_row_once)
{
	struct buf text = {0}, line = {0};
	unsigned long here, there;
	enter_new_dir();
	buf_str(&text, "code,name,kind\n");
	for (int i = 0; i < 8000; i++)
		buf_fmt(&text, "Q%d,Hall,room\n", i);
	put_bytes("list-1.csv", buf_text(&text), text.len, 0);
	buf_release(&text);
	open_chooser(24, 80);
	press(KEY_ENTER_CODE);
	press(KEY_CODE_F2);
	buf_fmt(&line, "quad --store %s import resources list-1.csv", w.dir);
	pid_t other = start(buf_text(&line), "out", -1, "err");
	press(KEY_CODE_F2);
	ck_assert_int_eq(wait_for(other), CMD_DONE);
	const char *shown = strstr(picture(), "8000 rows: "), *told = strstr(keep_file("err"), "8000 rows: ");
	ck_assert_msg(shown && told, "%s", picture());
	ck_assert_int_eq(sscanf(shown, "8000 rows: %lu added", &here), 1);
	ck_assert_int_eq(sscanf(told, "8000 rows: %lu added", &there), 1);
	ck_assert_uint_eq(here + there, 8000);
	buf_release(&line);
	leave();
}
END_TEST

/* ---- sizes ---- */

/* At each size the way through works, and each step says what comes next in its last rows. */
START_TEST(it_works_at_every_size)
{
	static const struct {
		int rows, cols;
	} sizes[] = {{16, 60}, {24, 80}, {50, 200}};
	begin(sizes[_i].rows, sizes[_i].cols, "list-1.csv", "code,name,kind,colour\nQ1,Hall,room,red\n,No code,room,\n");
	ASSERT_SHOWS("not understood: skipped");
	ASSERT_ROW(term_rows() - 1, "F2 rehearse");
	press(KEY_CODE_F2);
	ASSERT_ROW(term_rows() - 1, "F2 import it");
	ASSERT_SHOWS("1 added");
	ASSERT_SHOWS(">!     2");
	press(KEY_CODE_F2);
	ck_assert_str_eq(name_of("Q1"), "Hall");
	leave();
}
END_TEST

/* ---- journeys ---- */

static int n_keys;

static void key(struct pty *p, const char *keys, const char *shows)
{
	n_keys++;
	pty_do(p, keys, shows);
}

/* A workbook of one lab, as `export` writes one. */
static void put_workbook(const char *name)
{
	static const struct column columns[] = {{"实训室编号", CELL_TEXT}, {"实训室名称", CELL_TEXT}, {"类别", CELL_TEXT}};
	static const struct cell cells[] = {{.text = "SX-01"}, {.text = "钳工实训室"}, {.text = "实训室"}};
	struct out out;
	FILE *f = fopen(name, "wb");
	ck_assert_ptr_nonnull(f);
	out_init(&out, f, &(struct out_options){.format = OUT_XLSX});
	ck_assert_int_eq(out.sink.begin(&out.sink, columns, 3), 0);
	ck_assert_int_eq(out.sink.row(&out.sink, cells), 0);
	ck_assert_int_eq(out.sink.end(&out.sink), 0);
	out_release(&out);
	ck_assert_int_eq(fclose(f), 0);
}

/* From the newest file in the directory to imported: at most 12 keys, in GBK as in a workbook. */
START_TEST(a_list_is_imported_with_few_keys)
{
	enter_new_dir();
	put_text("old-1.csv", "code\n", 300);
	if (_i == 0) {
		put_gbk("new-1.csv", labs_list, 0);
	} else {
		put_workbook("new-1.xlsx");
	}
	school_open(&w);
	school_leave(&w);
	const char *argv[] = {"quad", "--store", w.dir, "tui", NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 80);
	pty_wait(p, "LAB-1");
	pty_settle(p);
	key(p, "I", "> new-1");
	key(p, "\r", "Is taken as");
	key(p, K_F2, "Nothing was changed yet");
	key(p, K_F2, "Imported: ");
	ck_assert_int_le(n_keys, 12);
	pty_close(p);
	school_return(&w);
	ck_assert_str_eq(name_of("SX-01"), "钳工实训室");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* A long rehearsal says how far it is, and Esc ends it: the file and its columns are still there. */
START_TEST(a_long_rehearsal_is_stopped_by_esc)
{
	struct buf text = {0};
	enter_new_dir();
	buf_str(&text, "code,name,kind\n");
	for (int i = 0; i < 200000; i++)
		buf_fmt(&text, "Q%d,Hall,room\n", i);
	put_bytes("long-1.csv", buf_text(&text), text.len, 0);
	buf_release(&text);
	school_open(&w);
	school_leave(&w);
	const char *argv[] = {"quad", "--store", w.dir, "tui", NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 80);
	pty_wait(p, "LAB-1");
	pty_settle(p);
	pty_do(p, "I", "> long-1");
	pty_do(p, "\r", "Is taken as");
	pty_do(p, K_F2, "Esc stops it");
	pty_do(p, "\033", "Nothing was changed. Esc goes back to the columns.");
	pty_do(p, "\033", "Is taken as");
	pty_close(p);
	school_return(&w);
	ck_assert_str_eq(name_of("Q0"), "");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *import_screen_suite(void)
{
	Suite *s = suite_create("import_screen");
	TCase *t = tcase_create("import_screen");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_newest_list_comes_first);
	tcase_add_test(t, a_typed_path_leads_to_its_directory);
	tcase_add_test(t, the_chooser_begins_where_the_last_list_was);
	tcase_add_test(t, the_line_import_opens_the_chooser);
	tcase_add_test(t, the_kind_and_the_columns_are_understood);
	tcase_add_test(t, columns_are_mapped_by_pointing);
	tcase_add_test(t, a_column_is_skipped_and_no_longer);
	tcase_add_test(t, nothing_is_changed_before_f2_and_u_takes_it_back);
	tcase_add_test(t, wrong_rows_are_listed_with_their_mend);
	tcase_add_test(t, the_report_is_written_to_a_new_file_only);
	tcase_add_test(t, what_others_do_meanwhile_is_told_and_decided_anew);
	tcase_add_test(t, what_cannot_be_read_says_why);
	tcase_add_loop_test(t, hostile_files_are_told_of_as_the_command_tells, 0, 14);
	tcase_add_loop_test(t, lists_of_schools_are_told_of_as_the_command_tells, 0, 9);
	tcase_add_loop_test(t, any_keys_do_no_harm, 0, 4);
	tcase_add_test(t, the_sheet_of_a_workbook_is_chosen);
	tcase_add_test(t, two_imports_at_once_add_each_row_once);
	tcase_add_loop_test(t, it_works_at_every_size, 0, 3);
	tcase_add_loop_test(t, a_list_is_imported_with_few_keys, 0, 2);
	tcase_add_test(t, a_long_rehearsal_is_stopped_by_esc);
	suite_add_tcase(s, t);
	only_on_lmdb("files of a store that are replaced");
	tcase_add_test(t, a_replaced_store_loses_nothing_that_was_said);
	return s;
}
