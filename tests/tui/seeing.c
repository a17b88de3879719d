/*
 * What somebody of another school may see: the texts of others' bookings, logins, addresses and keys hold a word that
 * nothing else holds, their party a number. No command of the table shows either, whatever it is asked, nor does any
 * view of the screen; a coordinator sees them in the same places.
 */
#include "store/list/list_kind.h"
#include "tests/engine.h"
#include "tests/tui/command.h"
#include "tests/tui/picture.h"

Suite *seeing_suite(void);

#define MARK "zzsecret"
#define PARTY "4711"
#define HEADER "id,series,state,start,end,claims,party,purpose,requester,institution,contact\n"

/* ---- the store of two schools ---- */

static void make_file(const char *kind, const char *text)
{
	char name[64];
	snprintf(name, sizeof name, "%s.csv", kind);
	write_file(name, text);
	ASSERT_STATUS(0, "import %s %s/%s --quiet", kind, test_dir(), name);
}

/* Who is a coordinator comes last: until there is one, whoever owns the files may do all of this. */
static void make_schools(void)
{
	use_store();
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	make_file("institutions", "code,name\nA,Alpha\nB,Beta\n");
	make_file("campuses", "code,name,institution\nCA,Alpha campus,A\nCC,Second campus,A\nCB,Beta campus,B\n");
	make_file("resources", "code,name,kind,institution,campus,seats,contact,approval\n"
	                       "LAB-A,Lab of Alpha,lab,A,CA,9000,office of Alpha,\nLAB-B,Lab of Beta,lab,B,CB,9000,,\n"
	                       "LAB-C,Second lab of Alpha,lab,A,CC,9000,,\nLAB-D,Lab on request,lab,A,CA,9000,,owner\n"
	                       "T-A,Teacher,teacher,A,CA,0,,\n");
	make_file("terms", "code,name,first_monday,weeks\n2026A,Term,2026-09-07,16\n");
	make_file("periods", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n3,10:00,10:45\n");
	make_file("bookings", "ref,resources,start,end,party,purpose,requester,institution,note\n" MARK
	                      "-ref,LAB-A,2026-09-09 08:00,2026-09-09 10:00," PARTY "," MARK " purpose," MARK
	                      "-login,A," MARK " note\n" MARK "-two,LAB-A;T-A,2026-09-10 08:00,2026-09-10 10:00," PARTY
	                      "," MARK " two," MARK "-login,A,\n"
	                      "beta-1,LAB-B,2026-09-09 08:00,2026-09-09 10:00,7,open purpose,vic,B,\n");
	make_file("series", "ref,resources,weeks,weekdays,periods,term,party,purpose,requester,institution\n" MARK
	                    "-series,LAB-C,1-4,2,1-2,2026A," PARTY "," MARK " course," MARK "-login,A\n");
	make_file("people",
	          "login,name,institution,role,scope,email,ssh_key\n" MARK "-login," MARK " name,A,requester,," MARK
	          "@example.org,\nvic,Vic,B,viewer,,,\nrob,Rob,B,requester,,,\nadam,Adam,B,administrator,B,,\n"
	          "amy,Amy,A,requester,,,\nalan,Alan,A,administrator,A,,\nada,Ada,,administrator,CA,,\n"
	          "aud,Aud,A,auditor,,,\ncora,Cora,A,coordinator,,,\n");
	make_file("events", "code,name,institution\nEV,Contest,A\n");
	ASSERT_STATUS(0, "--as " MARK "-login book LAB-D --at 2040-01-10T08:00 --for 2h --party " PARTY
	                 " --purpose '" MARK " asked' --event EV");
	ck_assert_ptr_nonnull(strstr(last.out, "\n8,,2040-01-10T08:00,2040-01-10T10:00,requested\n"));
	ASSERT_STATUS(0, "--as " MARK "-login book LAB-C --at 2040-01-11T08:00 --for 2h");
	ASSERT_STATUS(0, "--as " MARK "-login book LAB-C --at 2040-01-11T08:00 --for 2h --wait --party " PARTY
	                 " --purpose '" MARK " waits'");
	ASSERT_STATUS(3, "--as " MARK "-login book LAB-C --at 2040-01-11T08:00 --for 2h --party " PARTY
	                 " --purpose '" MARK " refused'");
	ASSERT_STATUS(0, "--as " MARK "-login comment 8 '" MARK " said'");
}

static void setup(void)
{
	make_schools();
}

/* ---- the command table ---- */

/*
 * What each command is asked, so that it would show what it knows. A command that is not here fails the test: whoever
 * adds one says how it could show what others hold.
 */
static const struct line {
	const char *command, *line;
	bool tells; /* what it answers a coordinator has the word in it */
} lines[] = {
	{"bookings", "bookings", true},
	{"bookings", "bookings --state all", true},
	{"bookings", "--json bookings", true},
	{"bookings", "bookings --text " MARK, true},
	{"bookings", "bookings --resource LAB-A", true},
	{"bookings", "bookings --series S1", true},
	{"bookings", "bookings --against-rules --from 2026-01-01 --to 2027-01-01", false},
	{"show", "show 1", true},
	{"show", "--json show 1", true},
	{"show", "show 2", true},
	{"show", "show 4", true},
	{"show", "show S1", true},
	{"show", "--json show S1", true},
	{"show", "show 8", true},
	{"show", "show 10", true},
	{"waiting", "waiting", true},
	{"event", "event EV", true},
	{"event", "--json event EV", true},
	{"event", "event copy EV EV --to 2040-06-01", true},
	{"unmet", "unmet", true},
	{"unmet", "--json unmet", true},
	{"report", "report use", false},
	{"report", "report use --by institution", false},
	{"report", "report heat", false},
	{"report", "report lending", false},
	{"report", "report balance", false},
	{"report", "report settlement", false},
	{"report", "report unmet --from 2040-01-01 --by institution", false},
	{"report", "report demand --from 2040-01-01", false},
	{"report", "report coverage --from 2026-01-01 --by level", false},
	{"report", "report score --from 2026-01-01", false},
	{"report", "report fund --total 100 --from 2026-01-01", false},
	{"report", "report coordination", false},
	{"report", "report person " MARK "-login --from 2026-01-01 --to 2041-01-01", false},
	{"report", "report specialisation --from 2026-01-01", false},
	{"report", "report evaluations --from 2026-01-01", false},
	{"report", "report idle", false},
	{"report", "report duplicates", false},
	{"report", "report ministry", false},
	{"report", "report shares --from 2026-01-01", false},
	{"report", "report agreements --from 2026-01-01", false},
	{"report", "report trainees --from 2026-01-01", false},
	{"waiting", "--json waiting", true},
	{"waiting", "waiting --text " MARK, true},
	{"bookings", "bookings --state waiting", true},
	{"why", "why LAB-A --at 2040-09-09T08:00 --for 2h", false},
	{"rules", "rules drop x", false},
	{"drop", "drop events x", false},
	{"config", "config", false},
	{"config", "config remind 2h", false},
	{"outbox", "outbox list", false},
	{"outbox", "outbox drop 1-vic", false},
	{"leave", "leave 10", false},
	{"list", "list rules", false},
	{"list", "list qualifications", false},
	{"requests", "requests", true},
	{"requests", "--json requests", true},
	{"requests", "requests --overdue", false},
	{"requests", "requests --mine", false},
	{"log", "log --entity booking:8", false},
	{"log", "log", true},
	{"log", "--json log", true},
	{"log", "log --entity booking:1", false},
	{"export", "export bookings", true},
	{"export", "export bookings --format json", true},
	{"export", "export bookings --format ics", true},
	{"export", "export ics", true},
	{"export", "export series", true},
	{"export", "export series --format json", true},
	{"export", "export timetable", false},
	{"export", "export people", true},
	{"list", "list people", true},
	{"list", "--json list people", true},
	{"list", "list bookings", true},
	{"list", "list series", true},
	{"find", "find", false},
	{"find", "find --free 2026-09-09T08:00/10:00", false},
	{"find", "find --for 2h --within 2026-09-09/2026-09-10", false},
	{"stats", "stats", false},
	{"book", "book LAB-A --at 2026-09-09T08:00 --for 2h --dry-run", true},
	{"book", "book LAB-A T-A --at 2026-09-10T08:00 --for 2h --dry-run", true},
	{"move", "move 1 --at 2026-09-10T09:00", false},
	{"move", "move 3 LAB-A", true},
	{"add", "add S1 2026-09-09", false},
	{"swap", "swap 1 3", false},
	{"undo", "undo 1 --dry-run", false},
	{"ask", "ask 8 why", false},
	{"comment", "comment 8 something", false},
	{"approve", "approve 8", false},
	{"decline", "decline 8 --reason none", false},
	{"checkin", "checkin 1", false},
	{"release", "release 1", false},
	{"noshow", "noshow 1", false},
	{"evaluate", "evaluate 1 --scores 5,5,5,5", false},
	{"adjust", "adjust 1 --waive 100 --reason none", false},
	{"adjust", "adjust 1 --accept", false},
	{"adjustments", "adjustments", false},
	{"hand", "hand 1 vic", false},
	{"erase", "erase 1", false},
	{"grant", "grant vic auditor", false},
	{"revoke", "revoke adam administrator", false},
	{"keys", "keys list", false},
	{"keys", "keys list adam", false},
	{"keys", "keys revoke SHA256:zzzz", false},
	{"whoami", "whoami", false},
	{"doctor", "doctor --all", false},
	{"completion", "completion zsh --line 'quad bookings --person '", false},
	{"may", "may vic cancel booking:1", false},
	{"cancel", "cancel 1", false},
	{"cancel", "cancel S1", false},
	{"import", "import bookings bookings.csv --dry-run --report -", false},
	{"import", "import series series.csv --dry-run --report -", false},
	{"init", "init", false},
	{"help", "help", false},
	{NULL, NULL, false},
};

/* For the owner of the store's files alone, who can read them anyway; the screen is looked at below. */
static bool is_owners(const char *command)
{
	static const char *const names[] = {"check", "backup", "restore", "replica", "tui"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], command) == 0)
			return true;
	return false;
}

/* Runs a line as somebody; what came out is in `last`. */
static void run_as(const char *login, const char *line)
{
	char here[500];
	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	ck_assert_int_eq(chdir(test_dir()), 0);
	quad("--as %s %s", login, line);
	ck_assert_int_eq(chdir(here), 0);
}

/* Nothing that came out has the word or the number, but for what one typed oneself. */
static void assert_hidden(const char *login, const char *line)
{
	/* a report names the rows of the file */
	bool typed = strstr(line, MARK) || strstr(line, "import ");
	const char *const texts[] = {last.out, last.err};
	for (size_t i = 0; i < 2; i++) {
		bool told = (!typed && strstr(texts[i], MARK)) || strstr(texts[i], PARTY);
		ck_assert_msg(!told, "%s sees by `%s`:\n%.4000s", login, line, texts[i]);
	}
	if (strstr(line, MARK))
		ck_assert_msg(!strstr(last.out, MARK), "%s sees by `%s`:\n%.4000s", login, line, last.out);
}

static const char *const strangers[] = {"vic", "rob", "adam", "nobody"};
enum { N_STRANGERS = sizeof strangers / sizeof *strangers };

START_TEST(no_command_shows_what_others_hold)
{
	const char *who = strangers[_i];
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++) {
		bool asked = is_owners(cmd->name);
		for (const struct line *l = lines; l->command; l++) {
			if (strcmp(l->command, cmd->name) != 0)
				continue;
			asked = true;
			run_as(who, l->line);
			assert_hidden(who, l->line);
		}
		ck_assert_msg(asked, "what does `%s` show? Give it a line in tests/tui/seeing.c", cmd->name);
	}
}
END_TEST

START_TEST(no_list_shows_what_others_hold)
{
	static const char *const forms[][2] = {
		{"list", ""}, {"--json list", ""}, {"export", ""}, {"export", " --format json"}};
	char line[100];
	for (const struct list_kind *const *k = list_kinds(); *k; k++)
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
			snprintf(line, sizeof line, "%s %s%s", forms[i][0], list_kind_word(*k), forms[i][1]);
			run_as(strangers[_i], line);
			assert_hidden(strangers[_i], line);
		}
}
END_TEST

START_TEST(a_coordinator_sees_it_in_the_same_places)
{
	for (const struct line *l = lines; l->command; l++) {
		if (!l->tells)
			continue;
		run_as("cora", l->line);
		bool told = strstr(last.out, MARK) || strstr(last.err, MARK);
		ck_assert_msg(told, "a coordinator does not see by `%s`:\n%.2000s%.2000s", l->line, last.out, last.err);
	}
}
END_TEST

/* ---- who sees what ---- */

START_TEST(a_booking_is_seen_by_whom_it_concerns)
{
	static const struct {
		const char *login, *id;
		bool sees;
	} rows[] = {
		{MARK "-login", "1", true},                     /* his own */
		{"amy", "1", true},                             /* for her institution */
		{"ada", "1", true},                             /* administrates its campus */
		{"ada", "4", false},                            /* and not that of LAB-C */
		{"alan", "4", true},                            /* administrates Alpha */
		{"aud", "1", true},                             /* audits */
		{"cora", "4", true},                            /* coordinates */
		{"vic", "1", false},        {"vic", "3", true}, /* his own */
		{"rob", "3", true},                             /* for his institution */
		{"adam", "3", true},        {"amy", "3", false}, {"alan", "3", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		quad("--as %s show %s", rows[i].login, rows[i].id);
		bool sees = strstr(last.out, MARK) || strstr(last.out, "open purpose");
		ck_assert_msg(sees == rows[i].sees, "%s of booking %s: %s", rows[i].login, rows[i].id, last.out);
		ck_assert_ptr_nonnull(strstr(last.out, "LAB-"));
	}
}
END_TEST

START_TEST(what_is_left_of_a_row_is_where_when_and_whom_to_ask)
{
	ASSERT_STATUS(0, "--as vic bookings --resource LAB-A");
	ck_assert_str_eq(last.out,
	                 HEADER "1,,booked,2026-09-09T08:00,2026-09-09T10:00,LAB-A,,,,A,office of Alpha\n"
	                        "2,,booked,2026-09-10T08:00,2026-09-10T10:00,LAB-A;T-A,,,,A,office of Alpha\n");
	ASSERT_STATUS(0, "--as vic export bookings --resource LAB-A");
	ck_assert_ptr_nonnull(strstr(last.out, ",LAB-A,2026-09-09T08:00,2026-09-09T10:00,,,,A,"));
	ASSERT_STATUS(0, "--as vic export ics");
	ck_assert_ptr_nonnull(strstr(last.out, "CONTACT:office of Alpha"));
}
END_TEST

/* Whom and what one may not know of gets the answer of what is not there. */
START_TEST(filters_know_no_more_than_the_rows)
{
	char hidden[2000];
	ASSERT_STATUS(3, "--as vic bookings --person " MARK "-login");
	snprintf(hidden, sizeof hidden, "%s", last.err);
	ASSERT_STATUS(3, "--as vic bookings --person " MARK "-nobod");
	ck_assert_uint_eq(strlen(last.err), strlen(hidden));
	ASSERT_STATUS(3, "--as vic bookings --series S1");
	snprintf(hidden, sizeof hidden, "%s", last.err);
	ASSERT_STATUS(3, "--as vic bookings --series S9");
	ck_assert_uint_eq(strlen(last.err), strlen(hidden));
	ASSERT_STATUS(3, "--as vic show S1");
	ASSERT_STATUS(0, "--as vic bookings --text " MARK);
	ck_assert_str_eq(last.out, HEADER);
	/* a teacher stands in the claims, which all see; who may see a booking finds it by all that it says */
	ASSERT_STATUS(0, "--as vic bookings --person T-A");
	ck_assert_ptr_nonnull(strstr(last.out, "\n2,,booked"));
	ASSERT_STATUS(0, "--as amy bookings --person " MARK "-login");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,booked"));
	ASSERT_STATUS(0, "--as amy bookings --series S1");
	ck_assert_ptr_nonnull(strstr(last.out, ",S1,booked"));
}
END_TEST

START_TEST(people_are_listed_for_whom_they_concern)
{
	ASSERT_STATUS(0, "--as vic list people");
	ck_assert_ptr_nonnull(strstr(last.out, "\nvic,"));
	ck_assert_ptr_null(strstr(last.out, "\nrob,"));
	ASSERT_STATUS(0, "--as adam list people");
	ck_assert_ptr_nonnull(strstr(last.out, "\nrob,"));
	ck_assert_ptr_null(strstr(last.out, "\namy,"));
	ASSERT_STATUS(0, "--as alan list people");
	ck_assert_ptr_nonnull(strstr(last.out, MARK "@example.org"));
	/* an auditor reads what was done and by whom, and no addresses */
	ASSERT_STATUS(0, "--as aud list people");
	ck_assert_ptr_nonnull(strstr(last.out, MARK "-login"));
	ck_assert_ptr_null(strstr(last.out, "@example.org"));
}
END_TEST

START_TEST(the_log_is_ones_own_ones_scope_or_all)
{
	ASSERT_STATUS(0, "--as vic log");
	ck_assert_ptr_nonnull(strstr(last.out, "booking:3"));
	ck_assert_ptr_null(strstr(last.out, "booking:1"));
	ck_assert_ptr_null(strstr(last.out, "resource:"));
	ASSERT_STATUS(0, "--as adam log");
	ck_assert_ptr_nonnull(strstr(last.out, "resource:LAB-B"));
	ck_assert_ptr_nonnull(strstr(last.out, "person:rob"));
	ck_assert_ptr_null(strstr(last.out, "resource:LAB-A"));
	ck_assert_ptr_null(strstr(last.out, "booking:1"));
	ASSERT_STATUS(0, "--as ada log");
	ck_assert_ptr_nonnull(strstr(last.out, "booking:2"));
	ck_assert_ptr_null(strstr(last.out, "booking:4"));
	ASSERT_STATUS(0, "--as aud log");
	ck_assert_ptr_nonnull(strstr(last.out, "term:2026A"));
	ck_assert_ptr_nonnull(strstr(last.out, "booking:4"));
}
END_TEST

/* ---- the screen ---- */

/* The keys that lead to a view, from the first one, where the cursor is on a taken cell of LAB-A. */
static const char *const ways[] = {
	"",
	"i",
	"\r",
	"w",
	"wi",
	"w\r",
	"o",
	"oi",
	"o\r",
	"B",
	"B\r",
	"n",
	"N",
	"t",
	"T",
	"b",
	"v",
	"m",
	"S",
	"L",
	"Lp",
	"e",
	"x",
	"M",
	"o/zz",
	"B/z",
	"U",
	"u",
	"a",
	"A",
	"f",
	"F",
	"h",
	"H",
	"c",
	"d",
	"D",
	"o\rh",
	"j\r",
	"wjj\r",
	":bookings\r",
	":show 1\r",
	":log\r",
	":bookings --person z\t",
	":list people\r",
};

static void open_seeing(const char *login)
{
	FILE *null = fopen("/dev/null", "r+");
	ck_assert_ptr_nonnull(null);
	setlocale(LC_CTYPE, "C.UTF-8");
	setenv("LINES", "40", 1);
	setenv("COLUMNS", "150", 1);
	setenv("TERM", "xterm-256color", 1);
	w = (struct world){0};
	snprintf(w.dir, sizeof w.dir, "%s", test_store("store"));
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	store_look_as(&w.s, login);
	ck_assert_int_eq(term_start(null, null, COLOR_AUTO), 0);
	app_init(&app, &w.s, login, w.dir);
	app.now = fixed_now;
	app_push(&app, ui_board_new());
	screen_draw(&app);
}

static void close_seeing(void)
{
	app_release(&app);
	term_stop();
	world_close(&w);
}

static uint32_t key_of(char c)
{
	if (c == '\r')
		return KEY_ENTER_CODE;
	return c == '\t' ? KEY_TAB_CODE : (uint32_t)(unsigned char)c;
}

/* Leaves a view for the first one again. */
static void go_back(void)
{
	for (int i = 0; i < 6; i++)
		press(KEY_ESC_CODE);
}

/* Goes all ways, on a day on which LAB-A is taken; on how many of them the word is on the screen. */
static size_t count_shown(bool may_be)
{
	size_t n = 0;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		bool shown = false;
		for (const char *key = ways[i]; *key && !app.quit; key++) {
			press(key_of(*key));
			const char *now = picture();
			bool here = strstr(now, MARK) || strstr(now, PARTY);
			ck_assert_msg(!here || may_be, "by the keys `%s`:\n%s", ways[i], now);
			shown |= here;
		}
		n += shown;
		go_back();
		ck_assert(!app.quit);
	}
	return n;
}

START_TEST(no_view_shows_what_others_hold)
{
	open_seeing(strangers[_i]);
	type("]]");
	ck_assert_uint_eq(count_shown(false), 0);
	close_seeing();
}
END_TEST

START_TEST(a_coordinator_sees_it_on_the_screen)
{
	open_seeing("cora");
	type("]]");
	ck_assert_uint_ge(count_shown(true), 12);
	close_seeing();
}
END_TEST

Suite *seeing_suite(void)
{
	Suite *s = suite_create("seeing");
	TCase *t = tcase_create("commands");
	tcase_add_checked_fixture(t, setup, release_kept);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, no_command_shows_what_others_hold, 0, N_STRANGERS);
	tcase_add_loop_test(t, no_list_shows_what_others_hold, 0, N_STRANGERS);
	tcase_add_test(t, a_coordinator_sees_it_in_the_same_places);
	tcase_add_test(t, a_booking_is_seen_by_whom_it_concerns);
	tcase_add_test(t, what_is_left_of_a_row_is_where_when_and_whom_to_ask);
	tcase_add_test(t, filters_know_no_more_than_the_rows);
	tcase_add_test(t, people_are_listed_for_whom_they_concern);
	tcase_add_test(t, the_log_is_ones_own_ones_scope_or_all);
	tcase_add_loop_test(t, no_view_shows_what_others_hold, 0, N_STRANGERS);
	tcase_add_test(t, a_coordinator_sees_it_on_the_screen);
	suite_add_tcase(s, t);
	return s;
}
