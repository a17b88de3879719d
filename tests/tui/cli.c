/*
 * The command line from end to end: quad_main in a child, its standard output and error in files, on stores of its
 * own. What scripts may rely on is tested here: statuses, which stream, CSV, JSON, the forms of refusals.
 */
#include <sys/resource.h>

#include "tests/engine.h"
#include "tests/tui/command.h"

Suite *cli_suite(void);

/* Two campuses 20 minutes apart, labs, a pool, a teacher. */
static void fill_store(const char *zone)
{
	write_file("campuses.csv", "code,name\nN,North\nS,South\n");
	write_file("travel.csv", "from,to,minutes\nN,S,20\n");
	write_file("resources.csv", "code,name,kind,campus,seats,mode,opening,active\n"
	                            "LAB-1,Lab one,lab,N,40,exclusive,,\n"
	                            "LAB-2,\"Lab, \"\"two\"\"\",lab,S,30,exclusive,Mon-Fri 08:00-22:00,\n"
	                            "OLD,Old lab,lab,S,30,exclusive,,no\n"
	                            "OSC,示波器,equipment,N,10,shared,,\n"
	                            "T001,张三,teacher,N,0,,,\n");
	write_file("closures.csv", "start,end,resource,reason\n2030-10-01 00:00,2030-10-08 00:00,LAB-1,National Day\n");
	ASSERT_STATUS(0, "init --zone %s", zone);
	static const char *const kinds[] = {"campuses", "travel", "resources", "closures"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
}

static void use_filled_store(void)
{
	use_store();
	fill_store("Asia/Shanghai");
}

/* ---- usage ---- */

START_TEST(alone_without_a_terminal_it_says_how_to_use_it)
{
	ASSERT_STATUS(CMD_USAGE, "%s", "");
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID("Usage: quad");
	ASSERT_STATUS(CMD_USAGE, "tui");
	ASSERT_SAID("terminal");
}
END_TEST

START_TEST(help_and_version_go_to_standard_output)
{
	static const char *const lines[] = {"--help", "-h", "help", "help book", "book --help", "--help book", "--version"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		ASSERT_STATUS(0, "%s", lines[i]);
		ck_assert_str_ne(last.out, "");
		ck_assert_str_eq(last.err, "");
	}
	ck_assert_str_eq(last.out, "quad " QUAD_VERSION "\n");
}
END_TEST

START_TEST(the_help_of_every_command_names_every_option)
{
	char line[64];
	ASSERT_STATUS(0, "help");
	char *overview = last.out;
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++) {
		ck_assert_ptr_eq(cmd_find(cmd->name), cmd);
		snprintf(line, sizeof line, "  %s ", cmd->name);
		ck_assert_msg(strstr(overview, line) != NULL, "%s", cmd->name);
		ASSERT_STATUS(0, "help %s", cmd->name);
		snprintf(line, sizeof line, "Usage: quad %s", cmd->name);
		ck_assert_msg(strncmp(last.out, line, strlen(line)) == 0, "%s", last.out);
		for (const struct arg_option *o = cmd->options; o && o->name; o++) {
			snprintf(line, sizeof line, "  --%s ", o->name);
			ck_assert_msg(strstr(last.out, line) != NULL, "%s of %s", o->name, cmd->name);
			ck_assert_msg(o->help && *o->help, "%s of %s", o->name, cmd->name);
		}
	}
}
END_TEST

static const struct {
	const char *line, *said;
} mistakes[] = {
	{"bogus", "no command bogus"},
	{"--bogus check", "no option --bogus"},
	{"check --bogus", "--bogus"},
	{"check more", "more"},
	{"--store", "--store needs a value"},
	{"--json=1 check", "--json"},
	{"--color pink check", "\"pink\""},
	{"help bogus", "bogus"},
	{"book", "CLAIM"},
	{"book LAB-1 --for 2h", "--at 2026-09-07T08:00"},
	{"book LAB-1 --at 2030-09-02T08:00", "--for 2h"},
	{"book LAB-1 --at 2030-09-02T08:00 --for 2h --until 09:00", "--until"},
	{"book LAB-1 --at tomorrow --for 2h", "--at: \"tomorrow\""},
	{"book LAB-1 --at 2030-02-30T08:00 --for 2h", "2030-02-30T08:00"},
	{"book LAB-1 --at 2030-09-02T08:00 --for 2x", "--for: \"2x\""},
	{"book LAB-1 --at 2030-09-02T08:00 --for 0m", "--for: \"0m\""},
	{"book LAB-1 --at 2030-09-02T08:00 --until never", "--until: \"never\""},
	{"book LAB-1 --at 2030-09-02T08:00 --for 2h --party many", "--party: \"many\""},
	{"book LAB-1 --at 2030-09-02T08:00 --for 2h --party -1", "--party: \"-1\""},
	{"book OSC*0 --at 2030-09-02T08:00 --for 2h", "OSC*0"},
	{"book '' --at 2030-09-02T08:00 --for 2h", "empty"},
	{"book LAB-1 --at 2030-09-02T08:00 --for 2h --purpose \xff", "--purpose"},
	{"book LAB-1 --term 2030A --weeks 1-16", "--term"},
	{"move x --at 2030-09-02T08:00", "\"x\""},
	{"move 1", "--at"},
	{"cancel 0", "\"0\""},
	{"show LAB-1", "\"LAB-1\""},
	{"list staffs", "institutions"},
	{"list campuses --seats 4", "--seats"},
	{"list resources --person a", "--person"},
	{"export resources --format ods", "\"ods\""},
	{"find --kind spaceship", "\"spaceship\""},
	{"find --kind spaceship", "lab, base, room"},
	{"bookings --state gone", "booked, cancelled, requested"},
	{"find --near N", "\"N\""},
	{"find --free 2030-09-02T08:00", "START/END"},
	{"find --free 2030-09-02T08:00/07:00", "not after"},
	{"find --for 2h", "--within"},
	{"find --free 2030-09-02/2030-09-03 --for 2h --within 2030-09-02/2030-09-03", "--free"},
	{"bookings --state lost", "\"lost\""},
	{"bookings --from someday", "\"someday\""},
	{"bookings --limit few", "\"few\""},
	{"import resources", "FILE"},
	{"import resources x --map seats", "--map"},
};

START_TEST(a_mistake_is_a_usage_error_that_names_it)
{
	ASSERT_STATUS(CMD_USAGE, "%s", mistakes[_i].line);
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID(mistakes[_i].said);
	ASSERT_SAID("quad help");
}
END_TEST

START_TEST(global_options_stand_before_or_behind_the_command)
{
	ASSERT_STATUS(0, "--json list campuses");
	char *before = last.out;
	ASSERT_STATUS(0, "list --json campuses");
	ck_assert_str_eq(last.out, before);
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-02T08:00 --for 1h --purpose --json");
	ck_assert_msg(strncmp(last.out, "id,", 3) == 0, "%s", last.out);
	ASSERT_STATUS(0, "bookings --text=--json");
	ck_assert_ptr_nonnull(strstr(last.out, ",--json,"));
}
END_TEST

/* ---- which store, and who ---- */

START_TEST(the_store_is_chosen_in_order)
{
	const char *dir = test_dir();
	char path[500];
	struct stat st;
	unsetenv("QUAD_STORE");
	ASSERT_STATUS(0, "init");
	snprintf(path, sizeof path, "%s/.local/share/quad/data.mdb", dir);
	ck_assert_int_eq(stat(path, &st), 0);
	snprintf(path, sizeof path, "%s/data", dir);
	setenv("XDG_DATA_HOME", path, 1);
	ASSERT_STATUS(CMD_FAILED, "check");
	ASSERT_SAID("/data/quad; `quad init` makes one");
	setenv("QUAD_STORE", test_path(dir, "env"), 1);
	ASSERT_STATUS(CMD_FAILED, "check");
	ASSERT_SAID("/env; ");
	ASSERT_STATUS(CMD_FAILED, "--store %s/option check", dir);
	ASSERT_SAID("/option; ");
	ASSERT_STATUS(0, "--store %s/.local/share/quad check", dir);
	ck_assert_str_eq(last.out, "ok\n");
}
END_TEST

START_TEST(init_leaves_an_existing_store_alone)
{
	ASSERT_STATUS(0, "init --zone Europe/Berlin");
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID("Europe/Berlin");
	ASSERT_STATUS(CMD_FAILED, "init");
	ASSERT_SAID("already");
	ASSERT_STATUS(CMD_USAGE, "--store %s init --zone Mars/Base", test_store("other"));
	ASSERT_SAID("Mars/Base");
	ASSERT_STATUS(0, "--quiet stats");
	ck_assert_str_eq(last.err, "");
}
END_TEST

/* Runs a command whose files may grow to that many bytes and no further; returns its status. */
static int cut_short(rlim_t bytes, const char *line)
{
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char *argv[ARGS_MAX + 1] = {NULL}, *words = strdup(line);
		int argc = words ? split(words, argv) : 0;
		redirect(STDERR_FILENO, "/dev/null");
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){bytes, bytes});
		_exit(quad_main(argc, argv));
	}
	return wait_for(pid);
}

/* What is on the disk then is what it is after kill -9: the database, and nothing of its first transaction. */
START_TEST(an_init_that_was_cut_short_is_begun_anew)
{
	enum { ROOM_BYTES = 1 << 20 }; /* more than any file has before the consortium is written */
	ck_assert_int_eq(cut_short(ROOM_BYTES, "quad init --demo"), CMD_FAILED);
	ASSERT_STATUS(CMD_FAILED, "stats");
	ASSERT_STATUS(0, "init --demo");
	ASSERT_STATUS(0, "check");
	ASSERT_STATUS(0, "stats");
	ck_assert_ptr_nonnull(strstr(last.out, "\nresources,360\n"));
	ASSERT_STATUS(CMD_FAILED, "init --demo");
	ASSERT_SAID("already");
}
END_TEST

START_TEST(the_owner_may_act_for_others)
{
	add_coordinators("zhang");
	ASSERT_STATUS(0, "--as zhang book LAB-1 --at 2030-09-02T08:00 --for 1h");
	ASSERT_STATUS(0, "bookings --person zhang");
	ck_assert_ptr_nonnull(strstr(last.out, ",zhang,"));
}
END_TEST

START_TEST(nobody_but_the_owner_acts_for_others)
{
	if (geteuid() != 0)
		return;
	add_coordinators("zhang");
	ck_assert_int_eq(chown(getenv("QUAD_STORE"), 12345, 12345), 0);
	ASSERT_STATUS(CMD_DENIED, "--as zhang book LAB-1 --at 2030-09-03T08:00 --for 1h");
	ASSERT_SAID("owner");
}
END_TEST

/* ---- booking ---- */

START_TEST(a_booking_is_made_moved_and_cancelled)
{
	ASSERT_STATUS(0, "book LAB-1 T001 OSC*3 --at 2030-09-02T08:00 --for 2h --party 30 --purpose 'a \"b\", c'");
	ck_assert_str_eq(last.out, "id,series,start,end,state\n1,,2030-09-02T08:00,2030-09-02T10:00,booked\n");
	ck_assert_str_eq(last.err, "");
	ASSERT_STATUS(0, "bookings");
	ck_assert_msg(strncmp(last.out,
	                      "id,series,state,start,end,claims,party,purpose,requester,institution,contact\n"
	                      "1,,booked,2030-09-02T08:00,2030-09-02T10:00,LAB-1;T001;OSC*3,30,\"a \"\"b\"\", c\",",
	                      strlen("id,series,state,start,end,claims,party,purpose,requester,institution,contact\n") +
	                              60) == 0,
	              "%s", last.out);
	ASSERT_STATUS(0, "move 1 --at 2030-09-02T14:00");
	ck_assert_str_eq(last.out, "id,series,start,end,state\n1,,2030-09-02T14:00,2030-09-02T16:00,booked\n");
	ASSERT_STATUS(0, "move 1 --until 15:30 --party 20");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,2030-09-02T14:00,2030-09-02T15:30,booked\n"));
	ASSERT_STATUS(0, "move 1 LAB-2");
	ASSERT_STATUS(0, "bookings --resource LAB-2 --from 2030-09-02 --to 2030-09-03");
	ck_assert_ptr_nonnull(strstr(last.out, ",LAB-2,20,"));
	ASSERT_STATUS(0, "cancel 1");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,2030-09-02T14:00,2030-09-02T15:30,cancelled\n"));
	ASSERT_STATUS(0, "bookings");
	ck_assert_str_eq(last.out, "id,series,state,start,end,claims,party,purpose,requester,institution,contact\n");
	ASSERT_STATUS(0, "bookings --state all");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,cancelled,"));
	ASSERT_STATUS(CMD_REFUSED, "cancel 1");
	ASSERT_STATUS(CMD_REFUSED, "move 7 --at 2030-09-02T14:00");
	ASSERT_SAID("unknown:7@booking\nthere is no booking 7\n");
}
END_TEST

static const struct {
	const char *line, *reasons, *sentence;
} refusals[] = {
	{"LAB-1 --at 2030-09-02T09:00 --for 2h", "busy:LAB-1@1", "LAB-1 is taken 2030-09-02 08:00-10:00 by booking 1"},
	{"OSC*8 --at 2030-09-02T09:00 --for 2h", "capacity:OSC@7", "OSC has room for 7 then, not for more"},
	{"LAB-2 --at 2030-09-02T09:00 --for 2h --party 31", "capacity:LAB-2@30", "LAB-2 has room for 30 then"},
	{"LAB-2 T001 --at 2030-09-02T10:19 --for 2h", "travel:T001@1", "T001 needs 20 minutes of travel"},
	{"LAB-1 --at 2030-10-07T08:00 --for 2h", "closed:LAB-1@2030-10-01T00:00/2030-10-08T00:00 National Day",
	 "LAB-1 is closed 2030-10-01 00:00 - 2030-10-08 00:00: National Day"},
	{"LAB-2 --at 2030-09-01T08:00 --for 2h", "hours:LAB-2@Mon-Fri 08:00-22:00", "outside the opening hours of LAB-2"},
	{"LAB-1 --at 2020-09-02T08:00 --for 2h", "past:LAB-1@2020-09-02T08:00", "2020-09-02T08:00 is past"},
	{"OLD --at 2030-09-02T08:00 --for 2h", "inactive:OLD", "OLD is withdrawn"},
	{"LAB-9 --at 2030-09-02T08:00 --for 2h", "unknown:LAB-9@resource", "there is no resource LAB-9"},
	{"LAB-1 --at 2030-09-02T08:00 --until 2030-09-02T08:00", "time:end@2030-09-02T08:00", "is not after the start"},
	{"LAB-1 --at 2030-09-02T12:00 --until 09:00", "time:end@2030-09-02T09:00", "is not after the start"},
	{"LAB-1 LAB-9 --at 2030-09-02T08:00 --for 2h --party 41",
	 "unknown:LAB-9@resource;busy:LAB-1@1;capacity:LAB-1@40", "LAB-1 is taken"},
};

START_TEST(a_refusal_gives_every_reason)
{
	char line[200];
	ASSERT_STATUS(0, "book LAB-1 T001 OSC*3 --at 2030-09-02T08:00 --for 2h");
	ASSERT_STATUS(CMD_REFUSED, "book %s", refusals[_i].line);
	ck_assert_str_eq(last.out, "");
	snprintf(line, sizeof line, "%s\n", refusals[_i].reasons);
	ck_assert_msg(strncmp(last.err, line, strlen(line)) == 0, "%s", last.err);
	ASSERT_SAID(refusals[_i].sentence);
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_refusal_is_data_with_json)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-02T08:00 --for 2h");
	ASSERT_STATUS(CMD_REFUSED, "book LAB-1 LAB-9 --json --at 2030-09-02T09:00 --for 2h");
	json_t *root = parsed(), *reasons = json_object_get(root, "reasons");
	ck_assert_uint_eq(json_array_size(reasons), 2);
	json_t *busy = json_array_get(reasons, 1);
	ck_assert_str_eq(text_of(busy, "code"), "busy");
	ck_assert_str_eq(text_of(busy, "resource"), "LAB-1");
	ck_assert_str_eq(text_of(busy, "what"), "1");
	ck_assert_int_eq(json_integer_value(json_object_get(busy, "booking")), 1);
	ck_assert_str_eq(text_of(busy, "start"), "2030-09-02T08:00:00+08:00");
	ck_assert_str_eq(text_of(busy, "end"), "2030-09-02T10:00:00+08:00");
	ck_assert_str_eq(text_of(busy, "text"), "LAB-1 is taken 2030-09-02 08:00-10:00 by booking 1");
	json_t *unknown = json_array_get(reasons, 0);
	ck_assert_str_eq(text_of(unknown, "code"), "unknown");
	ck_assert(json_is_null(json_object_get(unknown, "booking")));
	ck_assert(json_is_null(json_object_get(unknown, "start")));
	json_decref(root);
}
END_TEST

START_TEST(a_dry_run_changes_nothing)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-02T08:00 --for 2h --dry-run");
	ck_assert_str_eq(last.out, "id,series,start,end,state\n,,2030-09-02T08:00,2030-09-02T10:00,booked\n");
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-02T08:00 --for 2h");
	ASSERT_STATUS(CMD_REFUSED, "book LAB-1 --at 2030-09-02T09:00 --for 2h --dry-run");
}
END_TEST

START_TEST(a_reference_books_once)
{
	ASSERT_STATUS(0, "book LAB-1 --ref R-7 --at 2030-09-02T08:00 --for 2h");
	char *first = last.out;
	ASSERT_STATUS(0, "book LAB-1 --ref R-7 --at 2030-09-02T08:00 --for 2h");
	ck_assert_str_eq(last.out, first);
	ASSERT_SAID("nothing was changed");
	ASSERT_STATUS(0, "book LAB-1 --record --at 2020-09-02T08:00 --for 2h");
}
END_TEST

START_TEST(of_two_commands_on_one_slot_one_gets_it)
{
	char out[2][500], err[2][500];
	pid_t pids[2];
	int statuses[2];
	for (int i = 0; i < 2; i++) {
		snprintf(out[i], sizeof out[i], "%s/out%d", test_dir(), i);
		snprintf(err[i], sizeof err[i], "%s/err%d", test_dir(), i);
		pids[i] = start("quad book LAB-1 --at 2030-09-02T08:00 --for 2h", out[i], -1, err[i]);
	}
	for (int i = 0; i < 2; i++)
		statuses[i] = wait_for(pids[i]);
	ck_assert_int_eq(statuses[0] + statuses[1], CMD_REFUSED);
	ck_assert_int_eq(statuses[0] * statuses[1], 0);
	ASSERT_STATUS(0, "bookings --resource LAB-1");
	ck_assert_ptr_eq(strstr(strchr(last.out, '\n') + 1, "\n2,"), NULL);
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(clocks_that_jump_are_asked_about)
{
	use_store();
	fill_store("Europe/Berlin");
	ASSERT_STATUS(CMD_USAGE, "book LAB-1 --at 2030-03-31T02:30 --for 1h");
	ASSERT_SAID("does not exist");
	ASSERT_SAID("offset");
	ASSERT_STATUS(CMD_USAGE, "book LAB-1 --at 2030-10-27T02:30 --for 1h");
	ASSERT_SAID("exists twice");
	ASSERT_SAID("2030-10-27T02:30+02:00 or 2030-10-27T02:30+01:00");
	ASSERT_STATUS(0, "book LAB-1 --at 2030-10-27T02:30+02:00 --for 1h");
	ck_assert_ptr_nonnull(strstr(last.out, "\n1,,2030-10-27T02:30+02:00,2030-10-27T02:30+01:00,booked\n"));
	ASSERT_STATUS(0, "book LAB-1 --at 2030-10-27T02:30+01:00 --for 1h --json");
	json_t *root = parsed();
	ck_assert_str_eq(text_of(json_array_get(root, 0), "start"), "2030-10-27T02:30:00+01:00");
	ck_assert_str_eq(text_of(json_array_get(root, 0), "end"), "2030-10-27T03:30:00+01:00");
	json_decref(root);
}
END_TEST

START_TEST(show_tells_the_history)
{
	add_coordinators("ann bob");
	ASSERT_STATUS(0, "--as ann book LAB-1 --at 2030-09-02T08:00 --for 2h --purpose 电工");
	ASSERT_STATUS(0, "--as bob move 1 --at 2030-09-03T08:00 --party 9");
	ASSERT_STATUS(0, "show 1");
	ck_assert_ptr_nonnull(strstr(last.out, "\npurpose: 电工\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "  ann  booked\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "  bob  changed: start 2030-09-02T08:00 -> 2030-09-03T08:00; "));
	ASSERT_STATUS(0, "show 1 --json");
	json_t *root = parsed(), *history = json_object_get(root, "history");
	ck_assert_int_eq(json_integer_value(json_object_get(root, "party")), 9);
	ck_assert(json_is_null(json_object_get(root, "series")));
	ck_assert_uint_eq(json_array_size(history), 2);
	json_t *changes = json_object_get(json_array_get(history, 1), "changes");
	ck_assert_uint_eq(json_array_size(changes), 3);
	ck_assert_str_eq(text_of(json_array_get(changes, 0), "field"), "start");
	ck_assert_str_eq(text_of(json_array_get(changes, 0), "old"), "2030-09-02T08:00:00+08:00");
	json_decref(root);
	ASSERT_STATUS(CMD_REFUSED, "show 2");
}
END_TEST

/* ---- lists ---- */

START_TEST(lists_are_valid_csv_and_json)
{
	ASSERT_STATUS(0, "list resources");
	ck_assert_ptr_nonnull(strstr(last.out, "\nLAB-2,\"Lab, \"\"two\"\"\",lab,"));
	ck_assert_ptr_null(strchr(last.out, '\r'));
	ASSERT_STATUS(0, "list resources --json");
	json_t *root = parsed(), *row = json_array_get(root, 1);
	ck_assert_uint_eq(json_array_size(root), 5);
	ck_assert_str_eq(text_of(row, "code"), "LAB-2");
	ck_assert_str_eq(text_of(row, "name"), "Lab, \"two\"");
	ck_assert_str_eq(text_of(row, "building"), "");
	ck_assert_int_eq(json_integer_value(json_object_get(row, "seats")), 30);
	ck_assert(json_is_true(json_object_get(row, "active")));
	json_decref(root);
	ASSERT_STATUS(0, "bookings --json");
	root = parsed();
	ck_assert_uint_eq(json_array_size(root), 0);
	json_decref(root);
}
END_TEST

START_TEST(people_are_kept_with_their_keys)
{
	static const char key[] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCi chan@host";
	char text[400];
	snprintf(text, sizeof text, "登录名,姓名,角色,管理范围,公钥\nchan,陈大文,校区管理员,South,%s\n", key);
	write_file("people.csv", text);
	ASSERT_STATUS(0, "import people %s/people.csv", test_dir());
	ASSERT_STATUS(0, "list people --json");
	json_t *root = parsed(), *row = json_array_get(root, 0);
	ck_assert_uint_eq(json_array_size(root), 2); /* and who made the store */
	ck_assert_str_eq(text_of(row, "login"), "chan");
	ck_assert_str_eq(text_of(row, "role"), "administrator");
	ck_assert_str_eq(text_of(row, "scope"), "S");
	ck_assert_str_eq(text_of(row, "ssh_key"), key);
	json_decref(root);
	write_file("people.csv", "login,role,scope,ssh_key\n-x,,,\nlee,admin,East,\nwong,king,,\nho,,,ssh-rsa AAAA\n");
	ASSERT_STATUS(CMD_PARTLY, "import people %s/people.csv", test_dir());
	ASSERT_SAID("it takes letters, digits");
	ASSERT_SAID("there is no campus and no institution East");
	ASSERT_SAID("it takes viewer, requester, approver, administrator, coordinator, auditor or expert");
	ASSERT_SAID("the key is cut off or damaged; copy the whole line of the .pub file");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(what_is_exported_imports_as_unchanged)
{
	static const char *const kinds[] = {"campuses", "travel", "resources", "closures", "bookings"};
	ASSERT_STATUS(0, "book LAB-1 T001 OSC*3 --at 2030-09-02T08:00 --for 2h --purpose 'a, \"b\"'");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		ASSERT_STATUS(0, "export %s", kinds[i]);
		write_file("again.csv", last.out);
		ASSERT_STATUS(0, "import %s %s/again.csv --report -", kinds[i], test_dir());
		ck_assert_msg(strncmp(last.out, "row,key,result,reasons,changes\n1,", 33) == 0, "%s", last.out);
		ck_assert_msg(strstr(last.out, ",unchanged,") && !strstr(last.out, ",updated,"), "%s", last.out);
	}
	ASSERT_STATUS(0, "export resources --format json");
	json_decref(parsed());
}
END_TEST

START_TEST(an_import_reports_every_row)
{
	write_file("more.csv", "code,name,kind,seats,colour\nLAB-3,Three,lab,40,red\nLAB-4,Four,lab,some 40,\n"
	                       "LAB-5,Five,spaceship,1,\n");
	ASSERT_STATUS(CMD_PARTLY, "import resources %s/more.csv --report %s/report.csv --dry-run", test_dir(), test_dir());
	ck_assert_str_eq(last.out, "");
	ASSERT_SAID("dry run");
	ASSERT_SAID("colour");
	ASSERT_SAID("row 2 (LAB-4), seats: \"some 40\" is not a number; it takes a whole number");
	ASSERT_SAID("3 rows: 1 added, 0 updated, 0 unchanged, 0 refused, 2 invalid.");
	char *report = keep_file(test_path(test_dir(), "report.csv"));
	static const char rows[] = "row,key,result,reasons,changes\n1,LAB-3,added,,\n"
				   "2,LAB-4,invalid,value:seats@some 40,\n3,LAB-5,invalid,";
	ck_assert_msg(strncmp(report, rows, sizeof rows - 1) == 0, "%s", report);
	ASSERT_STATUS(0, "list resources --text three");
	ck_assert_ptr_null(strstr(last.out, "LAB-3"));
	ASSERT_STATUS(CMD_PARTLY, "import resources %s/more.csv --quiet", test_dir());
	ASSERT_STATUS(0, "list resources --text three");
	ck_assert_ptr_nonnull(strstr(last.out, "LAB-3"));
}
END_TEST

START_TEST(a_file_that_is_no_list_is_explained)
{
	write_file("sheet.csv", "PK\003\004not really");
	ASSERT_STATUS(CMD_USAGE, "import resources %s/sheet.csv", test_dir());
	ASSERT_SAID("damaged");
	write_file("old.xls", "\xd0\xcf\x11\xe0");
	ASSERT_STATUS(CMD_USAGE, "import resources %s/old.xls", test_dir());
	ASSERT_SAID("save it as XLSX");
	write_file("plain.csv", "code,kind\nA,room\n");
	ASSERT_STATUS(CMD_USAGE, "import resources %s/plain.csv --sheet Rooms", test_dir());
	ASSERT_SAID("leave --sheet out");
	write_file("page.csv", "<!DOCTYPE html><p>");
	ASSERT_STATUS(CMD_USAGE, "import resources %s/page.csv", test_dir());
	ASSERT_SAID("web page");
	write_file("short.csv", "code,colour\nA,red\n");
	ASSERT_STATUS(CMD_USAGE, "import travel %s/short.csv", test_dir());
	ASSERT_SAID("minutes");
	ASSERT_STATUS(CMD_FAILED, "import resources %s/none.csv", test_dir());
	ASSERT_SAID("No such file");
	ASSERT_STATUS(CMD_FAILED, "import resources %s", test_dir());
	ASSERT_STATUS(CMD_FAILED, "import resources %s/short.csv --report %s/no/such", test_dir(), test_dir());
}
END_TEST

START_TEST(find_says_what_is_free)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-02T08:00 --for 2h");
	ASSERT_STATUS(0, "find --kind lab --free 2030-09-02T08:00/10:00");
	ck_assert_str_eq(last.out, "code,name,kind,campus,seats,free_from\n"
	                           "LAB-2,\"Lab, \"\"two\"\"\",lab,S,30,2030-09-02T08:00\n");
	ASSERT_STATUS(0, "find --campus North --for 1h --within 2030-09-02T08:00/2030-09-03 --kind lab");
	ck_assert_str_eq(last.out, "code,name,kind,campus,seats,free_from\nLAB-1,Lab one,lab,N,40,2030-09-02T10:00\n");
	ASSERT_STATUS(0, "find --kind teacher");
	ck_assert_str_eq(last.out, "code,name,kind,campus,seats,free_from\nT001,张三,teacher,N,0,\n");
	ASSERT_STATUS(CMD_REFUSED, "find --campus West");
	ASSERT_SAID("unknown:West@campus");
	ASSERT_STATUS(CMD_REFUSED, "bookings --resource LAB-9");
	ASSERT_SAID("unknown:LAB-9@resource");
}
END_TEST

/* ---- the store as a whole ---- */

START_TEST(a_backup_is_restored)
{
	ASSERT_STATUS(0, "book LAB-1 --at 2030-09-02T08:00 --for 2h");
	ASSERT_STATUS(0, "export bookings");
	char *before = last.out;
	ASSERT_STATUS(0, "backup %s/copy", test_dir());
	ASSERT_STATUS(CMD_FAILED, "backup %s/copy", test_dir());
	ASSERT_STATUS(0, "cancel 1");
	ASSERT_STATUS(0, "restore %s/copy", test_dir());
	ck_assert_str_eq(last.out, "ok\n");
	ASSERT_STATUS(0, "export bookings");
	ck_assert_str_eq(last.out, before);
	ASSERT_STATUS(0, "--store %s restore %s/copy", test_store("new"), test_dir());
	ASSERT_STATUS(0, "--store %s export bookings", test_store("new"));
	ck_assert_str_eq(last.out, before);
	write_file("junk", "not a store at all");
	ASSERT_STATUS(CMD_FAILED, "restore %s/junk", test_dir());
	ASSERT_STATUS(CMD_FAILED, "restore %s/none", test_dir());
	ASSERT_STATUS(0, "check --json");
	json_t *root = parsed();
	ck_assert(json_is_true(json_object_get(root, "ok")));
	json_decref(root);
	ASSERT_STATUS(0, "stats --quiet");
	ck_assert_ptr_nonnull(strstr(last.out, "\nbookings,1\n"));
}
END_TEST

/* ---- streams ---- */

START_TEST(a_full_disk_is_told)
{
	int fd = open("/dev/full", O_WRONLY);
	char err[500];
	if (fd < 0)
		return;
	snprintf(err, sizeof err, "%s/stderr", test_dir());
	ck_assert_int_eq(wait_for(start("quad list resources", NULL, fd, err)), CMD_FAILED);
	char *text = keep_file(err);
	ck_assert_msg(strstr(text, "No space left on device") != NULL, "%s", text);
	close(fd);
}
END_TEST

START_TEST(a_reader_that_goes_away_is_no_news)
{
	int fds[2];
	char err[500];
	snprintf(err, sizeof err, "%s/stderr", test_dir());
	ck_assert_int_eq(pipe(fds), 0);
	close(fds[0]);
	ck_assert_int_eq(wait_for(start("quad list resources", NULL, fds[1], err)), BY_SIGNAL + SIGPIPE);
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(wait_for(start("quad list resources", NULL, fds[1], err)), CMD_FAILED);
	char *text = keep_file(err);
	ck_assert_str_eq(text, "");
	close(fds[1]);
}
END_TEST

START_TEST(a_closed_output_does_not_reach_the_store)
{
	char err[500];
	snprintf(err, sizeof err, "%s/stderr", test_dir());
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char quad_word[] = "quad", stats[] = "stats";
		redirect(STDERR_FILENO, err);
		close(STDIN_FILENO);
		close(STDOUT_FILENO);
		test_child_end(quad_main(2, (char *[]){quad_word, stats, NULL}));
	}
	ck_assert_int_eq(wait_for(pid), CMD_FAILED);
	ASSERT_STATUS(0, "check");
}
END_TEST

Suite *cli_suite(void)
{
	Suite *s = suite_create("cli");
	TCase *empty = tcase_create("without a store");
	tcase_add_checked_fixture(empty, use_store, release_kept);
	tcase_add_test(empty, alone_without_a_terminal_it_says_how_to_use_it);
	tcase_add_test(empty, help_and_version_go_to_standard_output);
	tcase_add_test(empty, the_help_of_every_command_names_every_option);
	tcase_add_test(empty, init_leaves_an_existing_store_alone);
	tcase_add_test(empty, clocks_that_jump_are_asked_about);
	suite_add_tcase(s, empty);

	TCase *t = tcase_create("with a store");
	tcase_add_checked_fixture(t, use_filled_store, release_kept);
	tcase_add_loop_test(t, a_mistake_is_a_usage_error_that_names_it, 0, sizeof mistakes / sizeof *mistakes);
	tcase_add_test(t, global_options_stand_before_or_behind_the_command);
	tcase_add_test(t, the_owner_may_act_for_others);
	tcase_add_test(t, a_booking_is_made_moved_and_cancelled);
	tcase_add_loop_test(t, a_refusal_gives_every_reason, 0, sizeof refusals / sizeof *refusals);
	tcase_add_test(t, a_refusal_is_data_with_json);
	tcase_add_test(t, a_dry_run_changes_nothing);
	tcase_add_test(t, a_reference_books_once);
	tcase_add_test(t, of_two_commands_on_one_slot_one_gets_it);
	tcase_add_test(t, show_tells_the_history);
	tcase_add_test(t, lists_are_valid_csv_and_json);
	tcase_add_test(t, people_are_kept_with_their_keys);
	tcase_add_test(t, what_is_exported_imports_as_unchanged);
	tcase_add_test(t, an_import_reports_every_row);
	tcase_add_test(t, a_file_that_is_no_list_is_explained);
	tcase_add_test(t, find_says_what_is_free);
	tcase_add_test(t, a_backup_is_restored);
	tcase_add_test(t, a_full_disk_is_told);
	tcase_add_test(t, a_reader_that_goes_away_is_no_news);
	tcase_add_test(t, a_closed_output_does_not_reach_the_store);
	suite_add_tcase(s, t);
	only_on_lmdb("directories, and disks that are full");
	tcase_add_test(empty, the_store_is_chosen_in_order);
	tcase_add_test(empty, an_init_that_was_cut_short_is_begun_anew);
	only_on_lmdb("the owner of a directory");
	tcase_add_test(t, nobody_but_the_owner_acts_for_others);
	return s;
}
