/*
 * Attacks: every command that changes something, as somebody of every role, on every kind of thing of another school.
 * What rights forbid exits 4, or says that there is no such thing, and changes nothing; who may do it shows that the
 * attack would have done something. Imports tell an outsider nothing of what stands, and neither does the difference
 * between what is hidden and what is not there.
 */
#include "store/list/list_kind.h"
#include "tests/engine.h"
#include "tests/list_support.h"
#include "tests/store/ask.h"
#include "tests/ssh_keys.h"
#include "tests/tui/command.h"

Suite *attack_suite(void);

#define KEY_OF_ANA "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

/* ---- the store of two schools ---- */

/* A list of school A, as it stands, and the same rows with something else in them. */
static const struct list_file {
	const char *kind, *stands, *other;
} files[] = {
	{"institutions", "code,name\nA,Alpha\n", "code,name\nA,Omega\n"},
	{"campuses", "code,name,institution\nCA,Alpha campus,A\n", "code,name,institution\nCA,Omega campus,A\n"},
	{"travel", "from,to,minutes\nCA,CB,30\n", "from,to,minutes\nCA,CB,40\n"},
	{"resources",
         "code,name,kind,institution,campus,seats,approval\nLAB-A,Lab,lab,A,CA,90,\nLAB-C,Lab,lab,A,CA,90,\n"
         "LAB-D,Lab on request,lab,A,CA,90,owner\n",
         "code,name,kind,institution,campus,seats,approval\nLAB-A,Lab,lab,A,CA,91,\nLAB-C,Lap,lab,A,CA,90,\n"
         "LAB-D,Lab on request,lab,A,CA,90,\n"},
	{"terms", "code,name,first_monday,weeks\n2040S,Term,2040-01-02,16\n",
         "code,name,first_monday,weeks\n2040S,Term,2040-01-02,17\n"},
	{"periods", "number,start,end,campus\n1,08:00,08:45,CA\n2,08:55,09:40,CA\n",
         "number,start,end,campus\n1,08:00,08:40,CA\n2,08:55,09:45,CA\n"},
	{"days", "date,rule,campus,note\n2040-05-01,off,CA,May\n", "date,rule,campus,note\n2040-05-01,off,CA,June\n"},
	{"closures", "resource,start,end,reason\nLAB-A,2040-06-01,2040-06-02,paint\n",
         "resource,start,end,reason\nLAB-A,2040-06-01,2040-06-02,water\n"},
	{"rules", "id,place,who,field,value,text,overridable\nlong,resource:LAB-A,*,max,8h,too long,yes\n",
         "id,place,who,field,value,text,overridable\nlong,resource:LAB-A,*,max,9h,too long,yes\n"},
	{"bookings",
         "ref,resources,start,end,party,purpose,requester,institution\n"
         "one,LAB-A,2040-01-09 08:00,2040-01-09 10:00,7,use,ana,A\n",
         "ref,resources,start,end,party,purpose,requester,institution\n"
         "one,LAB-A,2040-01-09 08:00,2040-01-09 10:00,8,use,ana,A\n"},
	{"series",
         "ref,resources,weeks,weekdays,periods,term,party,purpose,requester,institution\n"
         "course,LAB-C,1-4,2,1-2,2040S,7,course,ana,A\n",
         "ref,resources,weeks,weekdays,periods,term,party,purpose,requester,institution\n"
         "course,LAB-C,1-4,2,1-2,2040S,8,course,ana,A\n"},
	{"people", "login,name,institution,role,scope,ssh_key\nana,Ana,A,requester,," KEY_OF_ANA "\n",
         "login,name,institution,role,scope,ssh_key\nana,Anna,A,requester,," KEY_OF_ANA "\n"},
	{"grants", "login,role,scope\nana,approver,LAB-A\n", "login,role,scope,may_grant\nana,approver,LAB-A,yes\n"},
	{"qualifications", "login,name,level\nana,safety,2\n", "login,name,level\nana,safety,3\n"},
	{"clusters", "specialty,cluster\nWelding,Metal\n", "specialty,cluster\nWelding,Steel\n"},
	{"owners", "resource,institution,share\nLAB-A,A,60\n", "resource,institution,share\nLAB-A,A,50\n"},
	{"agreements", "code,parties,price\nAG,A,8\n", "code,parties,price\nAG,A,9\n"},
	{"events", "code,name,institution\nEV,Contest,A\n", "code,name,institution\nEV,Race,A\n"},
	{"students", "institution,year,count\nA,2039,70\n", "institution,year,count\nA,2039,71\n"},
	{"employees", "institution,post,count\nA,fitter,7\n", "institution,post,count\nA,fitter,8\n"},
	{"figures", "region,year,name,value\nR,2039,gdp,1\n", "region,year,name,value\nR,2039,gdp,2\n"},
};
enum { N_FILES = sizeof files / sizeof *files };

/* Files with something new in the name of school A. */
static const struct {
	const char *name, *text;
} extras[] = {
	{"campuses-new", "code,name,institution\nCN,New,A\n"},
	{"resources-new", "code,name,kind,institution,campus\nLAB-N,New,lab,A,CA\n"},
	{"closures-new", "campus,start,end\nCA,2040-07-01,2040-07-02\n"},
	{"rules-new", "place,who,field\ninstitution:A,*,forbid\n"},
	{"bookings-new",
         "ref,resources,start,end,requester,institution\nnew,LAB-A,2040-03-09 08:00,2040-03-09 10:00,ana,A\n"},
	{"series-new", "ref,resources,weeks,weekdays,periods,term,requester\nnew,LAB-A,9,3,1,2040S,ana\n"},
	{"people-new", "login,name,institution,role\nnew,New,A,viewer\n"},
	{"grants-new", "login,role,scope\nana,administrator,LAB-D\n"},
	{"qualifications-new", "login,name,level\nana,welding,1\n"},
	{"owners-new", "resource,institution,share\nLAB-C,A,60\n"},
	{"events-new", "code,name,institution\nNEW,Contest,A\n"},
	{"students-new", "institution,year,count\nA,2040,70\n"},
	{"employees-new", "institution,post,count\nA,welder,7\n"},
	{"key", "login,name,institution,role,scope,ssh_key\nrob,Rob,B,requester,," KEY_OF_ANA "\n"},
};
enum { N_EXTRAS = sizeof extras / sizeof *extras };

#define PEOPLE_OF_B                                                                                                    \
	"login,name,institution,role,scope\nvic,Vic,B,viewer,\nrob,Rob,B,requester,\napp,App,B,approver,B\n"           \
	"adam,Adam,B,administrator,B\nexpa,Expa,B,expert,\ndep,Dep,B,requester,\naud,Aud,B,auditor,\n"                 \
	"alan,Alan,A,administrator,A\namy,Amy,A,requester,\ncora,Cora,A,coordinator,\n"

static const char *path_of(const char *name)
{
	return arena_fmt(&kept, "%s/%s", test_dir(), name);
}

static void take_in(const char *kind, const char *text)
{
	write_file("list.csv", text);
	ASSERT_STATUS(0, "--as root import %s %s --quiet", kind, path_of("list.csv"));
}

/*
 * Bookings: 1 on LAB-A, 2 to 5 of series S1 on LAB-C, 6 of rob on LAB-B, 7 asked for on LAB-D, 8 on LAB-C, for which 9
 * waits, 10 of LAB-A that was cancelled. Files: each list as it stands and otherwise.
 */
static void make_schools(void)
{
	use_store();
	ASSERT_STATUS(0, "--as root init --zone Asia/Shanghai");
	take_in("institutions", "code,name\nA,Alpha\nB,Beta\n");
	take_in("campuses", "code,name,institution\nCA,Alpha campus,A\nCB,Beta campus,B\n");
	take_in("resources", "code,name,kind,institution,campus,seats\nLAB-B,Lab,lab,B,CB,90\n");
	take_in("people", PEOPLE_OF_B);
	take_in("people", files[11].stands);
	for (size_t i = 0; i < N_FILES; i++)
		take_in(files[i].kind, files[i].stands);
	take_in("grants", "login,role,scope,from,until,deputy_of\n"
	                  "dep,administrator,A,2020-01-01,2020-02-01,alan\n");
	ASSERT_STATUS(0, "--as rob book LAB-B --at 2040-02-09T08:00 --for 2h");
	ASSERT_STATUS(0, "--as ana book LAB-D --at 2040-02-10T08:00 --for 2h");
	ASSERT_STATUS(0, "--as ana book LAB-C --at 2040-02-11T08:00 --for 2h --ref eight --event EV");
	ASSERT_STATUS(0, "--as ana book LAB-C --at 2040-02-11T08:00 --for 2h --wait");
	ASSERT_STATUS(0, "--as ana book LAB-A --at 2040-02-12T08:00 --for 2h");
	ASSERT_STATUS(0, "--as ana cancel 10");
	for (size_t i = 0; i < N_FILES; i++) {
		write_file(arena_fmt(&kept, "%s.csv", files[i].kind), files[i].stands);
		write_file(arena_fmt(&kept, "%s-other.csv", files[i].kind), files[i].other);
	}
	for (size_t i = 0; i < N_EXTRAS; i++)
		write_file(arena_fmt(&kept, "%s.csv", extras[i].name), extras[i].text);
}

/* What the store holds: the moment of its last commit, and each list as the program itself sees it. */
struct image {
	uint64_t moment;
	size_t n_changes; /* entries of the journal, but for those that say that something was refused */
	struct buf lists;
};

static int read_moment(struct db_txn *txn, void *arg)
{
	*(uint64_t *)arg = db_moment(txn);
	return 0;
}

static size_t count_changes(struct store *s)
{
	struct journal_rows rows;
	uint64_t from = 1;
	size_t n = 0;
	while (from) {
		ck_assert_int_eq(query_journal(s, &(struct journal_filter){0}, &from, 1000, &rows), 0);
		for (size_t i = 0; i < rows.n; i++)
			n += rows.v[i].op != OP_REFUSED;
		arena_release(&rows.arena);
	}
	return n;
}

static void take_image(struct image *out, bool with_lists)
{
	struct store s;
	*out = (struct image){0};
	ck_assert_int_eq(store_open(test_store("store"), &s), 0);
	ck_assert_int_eq(db_read(s.db, read_moment, &out->moment), 0);
	out->n_changes = count_changes(&s);
	for (const struct list_kind *const *k = list_kinds(); with_lists && *k; k++) {
		struct buf one = {0};
		if (strcmp(list_kind_word(*k), "ics") != 0)
			ck_assert_int_eq(test_export(&s, list_kind_word(*k), &one), 0);
		buf_str(&out->lists, buf_text(&one));
		buf_release(&one);
	}
	store_close(&s);
}

/* Keeps the store as it is in a file, or makes it again what it was then. */
static void keep_store(int (*copy)(struct store *s, const char *path))
{
	struct store s;
	ck_assert_int_eq(store_open(test_store("store"), &s), 0);
	ck_assert_int_eq(copy(&s, path_of("kept")), 0);
	store_close(&s);
}

static int back_up(struct store *s, const char *path)
{
	return db_backup(s->db, path);
}

static int put_back(struct store *s, const char *path)
{
	return db_restore(s->db, path, store_verify, s);
}

/* Runs a line as somebody, in the folder of the files; what came out is in `last`. */
static void run_as(const char *login, const char *line)
{
	char here[500];
	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	ck_assert_int_eq(chdir(test_dir()), 0);
	quad("--as %s %s", login, line);
	ck_assert_int_eq(chdir(here), 0);
}

/* ---- the command table ---- */

/*
 * What each command would do to school A. `by`: somebody who may, and to whom it does something; NULL: it asks only,
 * and is attacked in tests/tui/seeing.c. hidden: the answer may be that there is no such thing. A command that is not
 * here fails the test: whoever adds one says how it could be misused.
 */
static const struct attack {
	const char *command, *line, *by;
	bool hidden;
} attacks[] = {
	{"book", "book LAB-A --at 2040-03-12T08:00 --for 2h --requester ana", "cora", false},
	{"book", "book LAB-A --at 2020-03-12T08:00 --for 2h --record", "alan", false},
	{"book", "book LAB-A --at 2040-03-12T08:00 --for 10h --override", "cora", false},
	{"book", "book LAB-A --at 2040-03-12T08:00 --for 2h --ref one", "ana", false},
	{"book", "book LAB-A --rrule FREQ=WEEKLY;COUNT=2 --at 2040-03-12T08:00 --for 2h --requester ana", "cora",
         false},
	{"book", "book LAB-A --rrule FREQ=WEEKLY;COUNT=2 --at 2040-03-12T08:00 --for 2h --ref course", "ana", false},
	{"move", "move 1 --at 2040-01-10T09:00", "ana", false},
	{"move", "move 1 --at 2040-01-10T09:00 --dry-run", NULL, false},
	{"move", "move 1 LAB-B", "ana", false},
	{"move", "move 1 --note x", "alan", false},
	{"move", "move 2 --at 2040-01-12T09:00", "ana", false},
	{"move", "move 7 --at 2040-02-10T09:00", "ana", false},
	{"move", "move S1 --weekdays 4", "ana", true},
	{"move", "move S1 LAB-B", "ana", true},
	{"cancel", "cancel 1", "ana", false},
	{"cancel", "cancel 2", "ana", false},
	{"cancel", "cancel 7", "ana", false},
	{"cancel", "cancel S1", "ana", true},
	{"cancel", "cancel S1 --from 2040-01-12", "ana", true},
	{"add", "add S1 2040-01-09", NULL, true},
	{"swap", "swap 1 8", "ana", false},
	{"swap", "swap 1 8 --times", "ana", false},
	{"leave", "leave 9", "ana", false},
	{"approve", "approve 7", "alan", false},
	{"approve", "approve 7 --note x", "alan", false},
	{"decline", "decline 7 --reason x", "alan", false},
	{"ask", "ask 7 x", "alan", false},
	{"comment", "comment 1 x", "ana", false},
	{"comment", "comment 7 x", "ana", false},
	{"checkin", "checkin 1", NULL, false},
	{"release", "release 1", NULL, false},
	{"noshow", "noshow 1", NULL, false},
	{"evaluate", "evaluate 1 --scores 1,1,1,1", NULL, false},
	{"adjust", "adjust 1 --waive 100 --reason x", NULL, false},
	{"adjust", "adjust 1 --accept", NULL, false},
	{"hand", "hand 1 rob", NULL, false},
	{"event", "event copy EV EV --to 2040-06-01", "ana", true},
	{"hand", "hand 1 amy", "ana", true},
	{"undo", "undo 1", NULL, true},
	{"erase", "erase person:ana", "cora", false},
	{"erase", "erase booking:10", "cora", false},
	{"rules", "rules drop long", "alan", false},
	{"drop", "drop owners LAB-A A", "alan", false},
	{"drop", "drop events EV", "alan", false},
	{"drop", "drop employees A fitter", "alan", false},
	{"drop", "drop students A 2039", "alan", false},
	{"drop", "drop agreements AG", "cora", false},
	{"drop", "drop clusters Welding", "cora", false},
	{"drop", "drop figures R gdp 2039", "cora", false},
	{"config", "config remind 2h", "cora", false},
	{"keys", "keys add ana " KEY_A, "alan", true},
	{"keys", "keys add cora " KEY_A, "cora", true},
	{"keys", "keys revoke ana", "alan", true},
	{"outbox", "outbox drop 1-ana", NULL, false},
	{"grant", "grant ana administrator A", "alan", true},
	{"grant", "grant ana coordinator", "cora", true},
	{"grant", "grant ana administrator A --as-deputy-of alan --until 2040-01-01", "alan", true},
	{"grant", "grant rob administrator A", "cora", true},
	{"grant", "grant vic coordinator", "cora", true},
	{"grant", "grant dep administrator A --as-deputy-of alan --until 2040-01-01", "alan", true},
	{"revoke", "revoke ana approver LAB-A", "alan", true},
	{"revoke", "revoke alan administrator A", "cora", true},
	{"import", "import institutions institutions-other.csv", "cora", false},
	{"import", "import campuses campuses-other.csv", "alan", false},
	{"import", "import campuses campuses-new.csv", "alan", false},
	{"import", "import travel travel-other.csv", "cora", false},
	{"import", "import resources resources-other.csv", "alan", false},
	{"import", "import resources resources-new.csv", "alan", false},
	{"import", "import terms terms-other.csv", "cora", false},
	{"import", "import periods periods-other.csv", "alan", false},
	{"import", "import days days-other.csv", "alan", false},
	{"import", "import closures closures-other.csv", "alan", false},
	{"import", "import closures closures-new.csv", "alan", false},
	{"import", "import rules rules-other.csv", "alan", false},
	{"import", "import rules rules-new.csv", "alan", false},
	{"import", "import bookings bookings-other.csv", "alan", false},
	{"import", "import bookings bookings-new.csv", "alan", false},
	{"import", "import series series-other.csv", "alan", false},
	{"import", "import series series-new.csv", "alan", false},
	{"import", "import people people-other.csv", "alan", false},
	{"import", "import people people-new.csv", "alan", false},
	{"import", "import grants grants-other.csv", "alan", true},
	{"import", "import grants grants-new.csv", "alan", true},
	{"import", "import qualifications qualifications-other.csv", "alan", true},
	{"import", "import qualifications qualifications-new.csv", "alan", true},
	{NULL, NULL, NULL, false},
};

/* Ask, or are for the owner of the store's files alone, which the operating system looks after. */
static bool changes_nothing(const char *command)
{
	static const char *const names[] = {
		"init",     "export", "list",       "find",  "waiting",     "why",    "bookings", "show",
		"requests", "log",    "whoami",     "may",   "check",       "backup", "help",     "restore",
		"tui",      "stats",  "completion", "unmet", "adjustments", "report", "doctor",   "replica",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], command) == 0)
			return true;
	return false;
}

/* Of school B, of every role but the coordinator's, who may everything. */
static const char *const outsiders[] = {"vic", "rob", "app", "adam", "expa", "dep", "aud", "nobody"};
enum { N_OUTSIDERS = sizeof outsiders / sizeof *outsiders };

START_TEST(each_command_is_attacked)
{
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++) {
		bool known = changes_nothing(cmd->name);
		for (const struct attack *a = attacks; a->command && !known; a++)
			known = strcmp(a->command, cmd->name) == 0;
		ck_assert_msg(known, "how is `%s` misused? Give it a line in tests/tui/attack.c", cmd->name);
		if (changes_nothing(cmd->name) && cmd->flags & CMD_CHANGES)
			ck_assert_msg(cmd->flags & CMD_OWNER, "%s changes something", cmd->name);
	}
}
END_TEST

/* Whoever may see all of a booking may say something about it. */
static bool may_comment(const char *login, const struct attack *a)
{
	return strcmp(login, "aud") == 0 && strcmp(a->command, "comment") == 0;
}

/* True if the answer is that it is not permitted, or where that is the answer, that it is not known. */
static bool is_refused(const struct attack *a)
{
	if (last.status == 4)
		return true;
	if (a->hidden && last.status == 3)
		return true;
	/* of an import each row says so */
	return last.status == 5 && strcmp(a->command, "import") == 0;
}

START_TEST(nobody_changes_what_is_another_schools)
{
	const char *who = outsiders[_i];
	struct image before, after;
	make_schools();
	take_image(&before, true);
	for (const struct attack *a = attacks; a->command; a++) {
		if (may_comment(who, a))
			continue;
		run_as(who, a->line);
		ck_assert_msg(is_refused(a), "%s: `%s` exits %d:\n%.2000s%.2000s", who, a->line, last.status, last.out,
		              last.err);
		take_image(&after, false);
		ck_assert_msg(after.n_changes == before.n_changes, "%s: `%s` changes something", who, a->line);
	}
	take_image(&after, true);
	ck_assert_str_eq(buf_text(&after.lists), buf_text(&before.lists));
	buf_release(&before.lists);
	buf_release(&after.lists);
}
END_TEST

START_TEST(who_may_would_have_changed_it)
{
	struct image before, after;
	make_schools();
	keep_store(back_up);
	for (const struct attack *a = attacks; a->command; a++) {
		if (!a->by)
			continue;
		take_image(&before, false);
		run_as(a->by, a->line);
		ck_assert_msg(last.status == 0, "%s: `%s` exits %d:\n%.2000s%.2000s", a->by, a->line, last.status,
		              last.out, last.err);
		take_image(&after, false);
		ck_assert_msg(after.moment != before.moment, "%s: `%s` changes nothing", a->by, a->line);
		keep_store(put_back);
	}
}
END_TEST

/* ---- what an import tells ---- */

/* The report of a list as somebody takes it in; of an outsider, nothing of it stands. */
static const char *report(const char *login, const char *kind, const char *file)
{
	run_as(login, arena_fmt(&kept, "import %s %s.csv --report -", kind, file));
	return last.out;
}

START_TEST(an_import_tells_nothing_of_what_stands)
{
	const char *who = outsiders[_i];
	make_schools();
	for (size_t i = 0; i < N_FILES; i++) {
		const char *kind = files[i].kind;
		const char *same = report(who, kind, kind);
		const char *other = report(who, kind, arena_fmt(&kept, "%s-other", kind));
		ck_assert_msg(strcmp(same, other) == 0, "%s: %s\n%s%s", who, kind, same, other);
		ck_assert_msg(!strstr(same, "unchanged"), "%s: %s\n%s", who, kind, same);
		/* an auditor sees them */
		if (strcmp(who, "aud") == 0)
			continue;
		ck_assert_msg(!strstr(same, "booking:1@") && !strstr(same, "series:1@"), "%s: %s\n%s", who, kind, same);
	}
}
END_TEST

START_TEST(a_key_is_not_told_whose_it_is)
{
	make_schools();
	run_as("adam", "import people key.csv --report -");
	ck_assert_int_eq(last.status, 5);
	ck_assert_ptr_nonnull(strstr(last.out, "a key of somebody else"));
	ck_assert_ptr_null(strstr(last.out, "ana"));
	ck_assert_ptr_null(strstr(last.err, "ana"));
	run_as("cora", "import people key.csv --report -");
	ck_assert_ptr_nonnull(strstr(last.out, "a key of ana"));
}
END_TEST

START_TEST(a_cancelled_row_tells_nothing_of_what_stands)
{
	make_schools();
	write_file("gone.csv",
	           "ref,resources,start,end,state\none,LAB-A,2040-01-09 08:00,2040-01-09 10:00,cancelled\n");
	write_file("gone-other.csv",
	           "ref,resources,start,end,state\ntwo,LAB-A,2040-01-09 08:00,2040-01-09 10:00,cancelled\n");
	const char *stands = report("rob", "bookings", "gone"), *other = report("rob", "bookings", "gone-other");
	ck_assert_uint_eq(strlen(stands), strlen(other));
	ck_assert_ptr_null(strstr(stands, "stands"));
	ck_assert_ptr_nonnull(strstr(report("ana", "bookings", "gone"), "booking 1 stands"));
}
END_TEST

#define EVENT(uid, summary)                                                                                            \
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:" uid                                       \
	"\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20400109T000000Z\r\nDTEND:20400109T020000Z\r\nSUMMARY:" summary       \
	"\r\nLOCATION:LAB-A\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

/* An event that says what the booking of its reference says, or something else. */
START_TEST(a_calendar_tells_nothing_of_what_stands)
{
	make_schools();
	write_file("same.csv", EVENT("event", "use"));
	write_file("other.csv", EVENT("event", "misuse"));
	run_as("alan", "import ics same.csv --report -");
	ck_assert_msg(last.status >= 3 && last.status <= 5, "%d %s%s", last.status, last.out, last.err);
	ASSERT_STATUS(0, "--as ana cancel 1");
	run_as("alan", "import ics same.csv --report -");
	ck_assert_msg(last.status == 0, "%d %s%s", last.status, last.out, last.err);
	run_as("alan", "import ics same.csv --report -");
	ck_assert_ptr_nonnull(strstr(last.out, "unchanged"));
	for (size_t i = 0; i < N_OUTSIDERS; i++) {
		const char *same = report(outsiders[i], "ics", "same"), *other = report(outsiders[i], "ics", "other");
		bool sees = strcmp(outsiders[i], "aud") == 0;
		ck_assert_msg(sees || strcmp(same, other) == 0, "%s:\n%s%s", outsiders[i], same, other);
		ck_assert_msg(sees || !strstr(same, "unchanged"), "%s:\n%s", outsiders[i], same);
	}
}
END_TEST

/* ---- guessing ---- */

/* What is hidden, and what is not there, of the same length. */
static const struct {
	const char *hidden, *missing;
} guesses[] = {
	{"show S1", "show S9"},
	{"cancel S1", "cancel S9"},
	{"move S1 --weekdays 4", "move S9 --weekdays 4"},
	{"add S1 2040-01-09", "add S9 2040-01-09"},
	{"approve S1", "approve S9"},
	{"decline S1 --reason x", "decline S9 --reason x"},
	{"bookings --series S1", "bookings --series S9"},
	{"bookings --person ana", "bookings --person xyz"},
	{"log --person ana", "log --person xyz"},
	{"log --entity booking:1", "log --entity booking:99"},
	{"log --entity person:ana", "log --entity person:xyz"},
	{"may ana book LAB-A", "may xyz book LAB-A"},
	{"grant ana viewer", "grant xyz viewer"},
	{"revoke ana approver LAB-A", "revoke xyz approver LAB-A"},
	{"grant vic administrator B --as-deputy-of alan --until 2040-01-01",
         "grant vic administrator B --as-deputy-of xyzx --until 2040-01-01"},
	{"hand 6 ana", "hand 6 xyz"},
	{"book LAB-B --at 2040-03-12T08:00 --for 2h --requester ana --dry-run",
         "book LAB-B --at 2040-03-12T08:00 --for 2h --requester xyz --dry-run"},
	{"undo 20", "undo 99"},
};

/* The answer, the guess that was typed taken out. */
static const char *answer_without(const char *text, const char *const *typed, size_t n)
{
	struct buf b = {0};
	for (const char *p = text; *p;) {
		size_t len = 0;
		for (size_t i = 0; i < n; i++)
			if (strlen(typed[i]) > len && strncmp(p, typed[i], strlen(typed[i])) == 0)
				len = strlen(typed[i]);
		if (!len)
			buf_char(&b, *p);
		else
			buf_char(&b, '#');
		p += len ? len : 1;
	}
	const char *out = arena_str(&kept, buf_text(&b));
	buf_release(&b);
	return out;
}

START_TEST(what_is_hidden_is_answered_as_what_is_not_there)
{
	static const char *const typed[] = {"alan", "xyzx",      "ana",        "xyz", "S1",
	                                    "S9",   "booking:1", "booking:99", "20",  "99"};
	const char *who = outsiders[_i];
	size_t n = sizeof typed / sizeof *typed;
	make_schools();
	for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++) {
		run_as(who, guesses[i].hidden);
		int status = last.status;
		/* whoever may act on what is his, for whomever, may know */
		if (status == 0)
			continue;
		const char *out = answer_without(last.out, typed, n), *err = answer_without(last.err, typed, n);
		run_as(who, guesses[i].missing);
		const char *out2 = answer_without(last.out, typed, n), *err2 = answer_without(last.err, typed, n);
		bool same = status == last.status && strcmp(out, out2) == 0 && strcmp(err, err2) == 0;
		ck_assert_msg(same, "%s: `%s` %d:\n%s%s`%s` %d:\n%s%s", who, guesses[i].hidden, status, out, err,
		              guesses[i].missing, last.status, out2, err2);
	}
}
END_TEST

Suite *attack_suite(void)
{
	Suite *s = suite_create("attack");
	TCase *t = tcase_create("attacks");
	tcase_add_checked_fixture(t, NULL, release_kept);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, each_command_is_attacked);
	tcase_add_loop_test(t, nobody_changes_what_is_another_schools, 0, N_OUTSIDERS);
	tcase_add_test(t, who_may_would_have_changed_it);
	tcase_add_loop_test(t, an_import_tells_nothing_of_what_stands, 0, N_OUTSIDERS);
	tcase_add_test(t, a_key_is_not_told_whose_it_is);
	tcase_add_test(t, a_cancelled_row_tells_nothing_of_what_stands);
	tcase_add_test(t, a_calendar_tells_nothing_of_what_stands);
	tcase_add_loop_test(t, what_is_hidden_is_answered_as_what_is_not_there, 0, 4);
	suite_add_tcase(s, t);
	return s;
}
