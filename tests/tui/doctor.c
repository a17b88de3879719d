/* `quad doctor`: an installation is broken in each way, and what is wrong is found, with what mends it. */
#include <sys/time.h>
#include <time.h>

#include "store/facts/facts.h"
#include "store/facts/store_open.h"
#include "tests/store/old_store.h"
#include "tests/tui/command.h"

Suite *doctor_suite(void);

/* ---- an installation, below a directory ---- */

static const char *at(const char *path)
{
	return arena_fmt(&kept, "%s/%s", test_dir(), path);
}

static void put(const char *path, const char *text)
{
	char *dir = arena_str(&kept, at(path));
	for (char *p = strchr(dir + strlen(test_dir()) + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(dir, 0755);
		*p = '/';
	}
	write_file(path, text);
}

static void drop(const char *path)
{
	ck_assert_int_eq(unlink(at(path)), 0);
}

static void put_passwd(const char *shell)
{
	char text[500];
	snprintf(text, sizeof text, "keeper:x:%ld:0::/var/lib/quad:%s\n", (long)getuid(), shell);
	put("root/etc/passwd", text);
}

static const char *const libraries[] = {"libzip.so.4", "libexpat.so.1", "libxml2.so.2", "libical.so.3",
                                        "libxlsxwriter.so.4"};
static const char *const timers[] = {"quad-outbox", "quad-backup", "quad-check"};

static void setup(void)
{
	use_store();
	setenv("LANG", "C.UTF-8", 1);
	setenv("TERM", "xterm-256color", 1);
	unsetenv("TERMINFO");
	ASSERT_STATUS(0, "--as first init --zone Asia/Shanghai");
	write_file("people.csv", "login,name,role,email\nfirst,First,coordinator,first@example.org\n");
	ASSERT_STATUS(0, "--as first import people %s/people.csv", test_dir());
	put_passwd("/bin/sh");
	put("root/bin/sh", "");
	chmod(at("root/bin/sh"), 0755);
	put("root/usr/sbin/sendmail", "");
	chmod(at("root/usr/sbin/sendmail"), 0755);
	put("root/usr/share/terminfo/x/xterm-256color", "");
	put("root/etc/ssh/sshd_config", "# PubkeyAuthentication no\nMatch User bob\n  PubkeyAuthentication no\n");
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
		put(arena_fmt(&kept, "root/lib/%s", libraries[i]), "");
	for (size_t i = 0; i < sizeof timers / sizeof *timers; i++) {
		put(arena_fmt(&kept, "root/lib/systemd/system/%s.timer", timers[i]), "");
		put(arena_fmt(&kept, "root/etc/systemd/system/timers.target.wants/%s.timer", timers[i]), "");
	}
	ck_assert_int_eq(mkdir(at("backups"), 0700), 0);
	ASSERT_STATUS(0, "backup --into %s", at("backups"));
}

static int examine(const char *more)
{
	return quad("doctor --root %s --backups %s %s", at("root"), at("backups"), more);
}

START_TEST(a_sound_installation_has_nothing_wrong)
{
	ck_assert_msg(examine("") == 0, "%s", last.out);
	ck_assert_str_eq(last.out, "check,result,mend\n");
	ASSERT_SAID("Nothing is wrong.");
	ck_assert_int_eq(examine("--all"), 0);
	ck_assert_ptr_nonnull(strstr(last.out, "\nschema,ok,\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "\nhead,ok,\n"));
}
END_TEST

/* With keys in the store: sshd has them in its file, or asks for them. */
static void add_key(const char *store);

START_TEST(sshd_knows_keys_by_a_file_or_asks_for_them)
{
	add_key(getenv("QUAD_STORE"));
	ck_assert_int_eq(examine(""), CMD_FAILED);
	put("root/var/lib/quad/.ssh/x", "");
	ASSERT_STATUS(0, "--as first keys write %s", at("root/var/lib/quad/.ssh/authorized_keys"));
	ck_assert_msg(examine("") == 0, "%s", last.out);
	drop("root/var/lib/quad/.ssh/authorized_keys");
	put("root/etc/ssh/sshd_config.d/quad.conf",
	    "Match User keeper\n  AuthorizedKeysCommand /usr/bin/quad keys --for-sshd %u %t %k\n");
	ck_assert_msg(examine("") == 0, "%s", last.out);
}
END_TEST

/* ---- each way ---- */

static void no_store(void)
{
	setenv("QUAD_STORE", at("nowhere"), 1);
}

static void open_directory(void)
{
	chmod(at("store"), 0755);
}

static void open_file(void)
{
	chmod(at("store/data.mdb"), 0644);
}

static void file_of_another(void)
{
	if (lchown(at("store/queue"), 12345, 12345) != 0) /* who is not root cannot: then it is no file */
		ck_assert_int_eq(rename(at("store/queue"), at("store/queue.2")), 0);
}

static void link_for_a_file(void)
{
	drop("store/queue");
	ck_assert_int_eq(symlink("/dev/null", at("store/queue")), 0);
}

static void foreign_file(void)
{
	put("store/notes.txt", "x");
}

static void damaged(void)
{
	put("store/data.mdb", "this is no store");
	chmod(at("store/data.mdb"), 0600);
}

static void old_schema(void)
{
	struct store s;
	ck_assert_int_eq(store_open(getenv("QUAD_STORE"), &s), 0);
	make_old(&s);
	store_close(&s);
}

static void change_at(int64_t days)
{
	struct store s;
	struct result result;
	struct arena arena = {0};
	struct request rq = {.op = OP_PERSON, .actor = "first", .given = GIVEN_ALL};
	rq.now = clock_now_min() + days * DAY_MIN;
	rq.u.person = (struct person){.login = "second",
	                              .name = "Second",
	                              .institution = "",
	                              .role = ROLE_VIEWER,
	                              .scope = "",
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_int_eq(store_open(getenv("QUAD_STORE"), &s), 0);
	ck_assert_int_eq(store_apply(&s, &rq, 1, false, &result, &arena), 0);
	store_close(&s);
	arena_release(&arena);
}

static void clock_set_back(void)
{
	change_at(3);
}

static void no_mail_nor_key(void)
{
	write_file("people.csv", "login,name,role,email\nfirst,First,coordinator,\n");
	ASSERT_STATUS(0, "--as first import people %s/people.csv", test_dir());
}

static void latin_locale(void)
{
	unsetenv("LC_ALL");
	setenv("LANG", "en_US.ISO-8859-1", 1);
}

static void unknown_terminal(void)
{
	setenv("TERM", "vt9000", 1);
}

static void no_library(void)
{
	drop("root/lib/libical.so.3");
}

static void no_shell(void)
{
	put_passwd("/usr/sbin/nologin");
}

static void no_account(void)
{
	put("root/etc/passwd", "other:x:4242:0::/:/bin/sh\n");
}

static void no_keys(void)
{
	put("root/etc/ssh/sshd_config.d/hard.conf", "PubkeyAuthentication no\n");
}

static void no_terminal(void)
{
	put("root/etc/ssh/sshd_config", "PermitTTY no\n");
}

static void other_users(void)
{
	put("root/etc/ssh/sshd_config", "AllowUsers=root bob\n");
}

static void denied_user(void)
{
	put("root/etc/ssh/sshd_config", "DenyUsers bob keeper\n");
}

static void forced_elsewhere(void)
{
	put("root/etc/ssh/sshd_config", "ForceCommand /bin/true\n");
}

static void timer_off(void)
{
	drop("root/etc/systemd/system/timers.target.wants/quad-backup.timer");
}

static void timer_gone(void)
{
	drop("root/lib/systemd/system/quad-check.timer");
}

/* systemd runs, and its generator has fitted the services by a drop-in with this line. */
static void put_drop_in(const char *line)
{
	put("root/run/systemd/system/x", "");
	put("root/run/systemd/generator/quad-check.service.d/10-store.conf", arena_fmt(&kept, "[Service]\n%s\n", line));
}

static void put_setting(const char *store)
{
	put("root/etc/default/quad", arena_fmt(&kept, "QUAD_STORE=%s\n", store));
}

static void open_settings(void)
{
	put_setting("/var/lib/quad");
	chmod(at("root/etc/default/quad"), 0666);
}

static void wrong_setting(void)
{
	put_setting("quad");
}

static void unreadable_settings(void)
{
	put("root/etc/default/quad/x", "");
}

static void own_drop_in(void)
{
	put("root/etc/systemd/system/quad-backup.service.d/store.conf", "Environment=QUAD_STORE=/srv/quad\n");
}

static void replica_of_a_directory(void)
{
	put("root/lib/systemd/system/quad-replica.timer", "");
	put("root/etc/systemd/system/timers.target.wants/quad-replica.timer", "");
}

static void setting_at_home(void)
{
	put_setting("/home/ana/quad");
}

static void setting_with_blanks(void)
{
	put_setting("'/srv/our quad'");
}

static void setting_not_read_yet(void)
{
	put("root/run/systemd/system/x", "");
	put_setting("/srv/quad");
}

static void former_setting(void)
{
	put_setting("/srv/quad");
	put_drop_in("ConditionPathExists=/srv/other/data.mdb");
}

static void no_setting_any_more(void)
{
	put_drop_in("PrivateNetwork=no");
}

/* The name of the backup that setup made, with and without its head. */
static void rename_backup(const char *to, bool head)
{
	ASSERT_STATUS(0, "doctor --root %s --backups %s", at("root"), at("backups"));
	for (int64_t back = 0; back < 10; back++) {
		struct wall w;
		int64_t now = clock_now_min() - back;
		clock_day_civil(now / DAY_MIN, &w);
		const char *name = arena_fmt(&kept, "backups/quad-%04d%02d%02dT%02d%02dZ.backup", w.year, w.month,
		                             w.day, (int)(now % DAY_MIN / 60), (int)(now % 60));
		if (access(at(name), F_OK) != 0)
			continue;
		if (head)
			ck_assert_int_eq(unlink(at(arena_fmt(&kept, "%s.head", name))), 0);
		else
			ck_assert_int_eq(rename(at(name), at(to)), 0);
		return;
	}
	ck_abort_msg("no backup");
}

static void old_backup(void)
{
	rename_backup("backups/quad-20200101T0000Z.backup", false);
}

static void no_backup(void)
{
	rename_backup("gone", false);
}

static void no_backups(void)
{
	ck_assert_int_eq(rename(at("backups"), at("elsewhere")), 0);
}

static void no_head(void)
{
	rename_backup(NULL, true);
}

static void cut_store(void)
{
	setenv("QUAD_STORE", at("second"), 1);
	ASSERT_STATUS(0, "--as first init --zone Asia/Shanghai");
}

static void add_key(const char *store)
{
	write_file("key.csv", "login,name,role,ssh_key\nana,Ana,requester,ssh-ed25519 "
	                      "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n");
	ASSERT_STATUS(0, "--store %s --as first import people %s/key.csv", store, test_dir());
}

static void unknown_key(void)
{
	add_key(getenv("QUAD_STORE"));
}

static void former_key(void)
{
	ASSERT_STATUS(0, "--store %s --as first init", at("other"));
	add_key(at("other"));
	put("root/var/lib/quad/.ssh/x", "");
	ASSERT_STATUS(0, "--store %s --as first keys write %s", at("other"),
	              at("root/var/lib/quad/.ssh/authorized_keys"));
}

static void no_sendmail(void)
{
	ASSERT_STATUS(0, "--as first config mail-from quad@example.org");
	ASSERT_STATUS(0, "--as first config mail on");
	drop("root/usr/sbin/sendmail");
}

static const struct {
	const char *check, *result, *mend;
	void (*spoil)(void);
} ways[] = {
	{"store", "there is no store at", "quad --as LOGIN init", no_store},
	{"mode", "others may enter", "chmod 0700 ", open_directory},
	{"mode", "others may open", "chmod 0600 ", open_file},
	{NULL, "queue", NULL, file_of_another},
	{"file", "is no regular file", "ls -l ", link_for_a_file},
	{"foreign", "notes.txt is no file of a store", "mv ", foreign_file},
	{"store", "is damaged: restore the newest backup", " restore FILE", damaged},
	{"schema", "of a former version", "backup FILE", old_schema},
	{"clock", "was set back", "timedatectl", clock_set_back},
	{"coordinator", "no coordinator has an SSH key or a mail address", "import people FILE", no_mail_nor_key},
	{"locale", "en_US.ISO-8859-1", "export LANG=C.UTF-8", latin_locale},
	{"terminal", "does not know the terminal vt9000", "export TERM=", unknown_terminal},
	{"library", "libical.so.3 is not there", "apt-get install libical3", no_library},
	{"account", "the shell of the account keeper", "usermod --shell /bin/sh keeper", no_shell},
	{"account", "no account of this machine", "chown -R quad: ", no_account},
	{"sshd", "PubkeyAuthentication no", "hard.conf", no_keys},
	{"sshd", "PermitTTY no", "sshd_config", no_terminal},
	{"sshd", "AllowUsers does not name the account keeper", "sshd_config", other_users},
	{"sshd", "DenyUsers names the account keeper", "sshd_config", denied_user},
	{"sshd", "ForceCommand /bin/true", "sshd_config", forced_elsewhere},
	{"timer", "quad-backup is not enabled", "systemctl enable --now quad-backup.timer", timer_off},
	{"timer", "quad-check is not installed", "apt-get install", timer_gone},
	{"timer", "quad-replica copies a store on a server, and /var/lib/quad", "disable --now",
         replica_of_a_directory},
	{"timer", "see nothing below /home/", "editor /etc/default/quad", setting_at_home},
	{"timer", "cannot work in /srv/our quad", "editor /etc/default/quad", setting_with_blanks},
	{"timer", "not read yet that the timers are to work on /srv/quad", "daemon-reload", setting_not_read_yet},
	{"timer", "not read yet that the timers are to work on /srv/quad", "daemon-reload", former_setting},
	{"timer", "not read yet that the timers are to work on /var/lib/quad", "daemon-reload", no_setting_any_more},
	{"settings", "others may change", "chmod 0644 ", open_settings},
	{"settings", "QUAD_STORE is neither the whole path", "editor /etc/default/quad", wrong_setting},
	{"settings", "cannot be read: Is a directory", "ls -l ", unreadable_settings},
	{"settings", "names a store for one service", "sudo rm ", own_drop_in},
	{"backup", "is of 2020-01-01", "backup --into", old_backup},
	{"backup", "there is no backup in", "backup --into", no_backup},
	{"backup", "there are no backups", "backup --into", no_backups},
	{"head", "no head of its journal", "backup --into", no_head},
	{"head", "of another store", "log --verify --since-head", cut_store},
	{"keys", "sshd does not know 1 key of the store", "keys write", unknown_key},
	{"keys", "lets 1 key in that the store does not let in", "keys write", former_key},
	{"sendmail", "no /usr/sbin/sendmail", "apt-get install postfix", no_sendmail},
};
enum { N_WAYS = sizeof ways / sizeof *ways };

START_TEST(what_is_wrong_is_found)
{
	ways[_i].spoil();
	ck_assert_msg(examine("") == CMD_FAILED, "%s: %d\n%s%s", ways[_i].result, last.status, last.out, last.err);
	bool found = false;
	for (const char *line = last.out; line && !found; line = strchr(line, '\n')) {
		line += *line == '\n';
		const char *row = arena_dup(&kept, line, strcspn(line, "\n"));
		size_t len = ways[_i].check ? strlen(ways[_i].check) : 0;
		found = !ways[_i].check || (strncmp(row, ways[_i].check, len) == 0 && row[len] == ',');
		found = found && strstr(row, ways[_i].result);
		found = found && (!ways[_i].mend || strstr(row, ways[_i].mend));
	}
	ck_assert_msg(found, "%s: %s is not in\n%s", ways[_i].check, ways[_i].result, last.out);
}
END_TEST

START_TEST(the_timers_work_on_the_store_of_the_settings)
{
	ck_assert_int_eq(examine("--all"), 0);
	ck_assert_ptr_nonnull(strstr(last.out, "\ntimer,the timers work on /var/lib/quad,\n"));
	put_setting("/srv/quad");
	put_drop_in("ConditionPathExists=/srv/quad/data.mdb");
	ck_assert_msg(examine("--all") == 0, "%s", last.out);
	ck_assert_ptr_nonnull(strstr(last.out, "\ntimer,the timers work on /srv/quad,\n"));
}
END_TEST

/* ---- a store on a server, which no test needs here: what concerns the machine is said without it ---- */

#define ADDRESS "postgresql://quad:secret@/x?host=/nowhere"

static bool finds(const char *text)
{
	examine("--all --store '" ADDRESS "'");
	ck_assert_ptr_null(strstr(last.out, "secret"));
	return strstr(last.out, text) != NULL;
}

START_TEST(timers_of_a_server_have_its_address_and_the_network)
{
	put_setting("'" ADDRESS "'");
	put("root/run/systemd/system/x", "");
	ck_assert(finds("has not read yet that the timers are to work on postgresql://quad:***@/x"));
	put_drop_in("PrivateNetwork=no");
	ck_assert(finds("\ntimer,the timers work on postgresql://quad:***@/x"));
	ck_assert(finds("\nbackup,ok,"));
	replica_of_a_directory();
	ck_assert(finds("\ntimer,the timers work on"));
	timer_off();
	ck_assert(finds("\ntimer,the timer quad-backup is not enabled"));
}
END_TEST

START_TEST(where_no_timer_runs_another_machine_is_to_do_it)
{
	put_setting("'" ADDRESS "'");
	for (size_t i = 0; i < sizeof timers / sizeof *timers; i++)
		drop(arena_fmt(&kept, "root/etc/systemd/system/timers.target.wants/%s.timer", timers[i]));
	ck_assert(finds("\ntimer,\"no timer of this machine sends mails"));
	ck_assert(!finds("is not enabled"));
}
END_TEST

START_TEST(files_of_the_address_must_be_where_services_see_them)
{
	put_setting("'" ADDRESS "&sslrootcert=/root/ca.crt'");
	examine("--store '" ADDRESS "&sslrootcert=/root/ca.crt'");
	ck_assert_msg(strstr(last.out, "see nothing below /root/") != NULL, "%s", last.out);
}
END_TEST

START_TEST(timers_that_wait_for_no_store_miss_the_one_on_the_server)
{
	ck_assert(finds("\ntimer,\"the timers of this machine work on /var/lib/quad, where there is no store"));
	ck_assert_ptr_nonnull(strstr(last.out, "echo QUAD_STORE='postgresql://quad:***@/x?host=/nowhere' | sudo tee"));
	put("root/var/lib/quad/data.mdb", "");
	ck_assert(!finds("\ntimer,"));
}
END_TEST

/* ---- whoever else asks ---- */

/* For whom the store is closed: that it is, and nothing of what is in it. */
START_TEST(a_stranger_learns_that_it_is_anothers)
{
	const char *to = at("stranger");
	if (geteuid() != 0) { /* without root, the store of root is the one that is another's */
		setenv("QUAD_STORE", "/root", 1);
		ck_assert_int_eq(examine(""), CMD_FAILED);
		return;
	}
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		char line[] = "quad doctor";
		char *argv[ARGS_MAX + 1] = {NULL};
		int argc = split(line, argv);
		redirect(STDOUT_FILENO, to);
		if (setgid(65534) != 0 || setuid(65534) != 0)
			_exit(98);
		_exit(quad_main(argc, argv));
	}
	ck_assert_int_eq(wait_for(pid), CMD_FAILED);
	const char *out = keep_file(to);
	ck_assert_ptr_nonnull(strstr(out, "\nstore,"));
	ck_assert_ptr_null(strstr(out, "\nschema,"));
	ck_assert_ptr_null(strstr(out, "\ncoordinator,"));
}
END_TEST

Suite *doctor_suite(void)
{
	Suite *s = suite_create("doctor");
	TCase *t = tcase_create("doctor");
	tcase_add_checked_fixture(t, setup, release_kept);
	only_on_lmdb("the files of a store, and who may read them");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_sound_installation_has_nothing_wrong);
	tcase_add_test(t, sshd_knows_keys_by_a_file_or_asks_for_them);
	tcase_add_test(t, the_timers_work_on_the_store_of_the_settings);
	tcase_add_test(t, timers_of_a_server_have_its_address_and_the_network);
	tcase_add_test(t, where_no_timer_runs_another_machine_is_to_do_it);
	tcase_add_test(t, files_of_the_address_must_be_where_services_see_them);
	tcase_add_test(t, timers_that_wait_for_no_store_miss_the_one_on_the_server);
	tcase_add_loop_test(t, what_is_wrong_is_found, 0, N_WAYS);
	tcase_add_test(t, a_stranger_learns_that_it_is_anothers);
	suite_add_tcase(s, t);
	return s;
}
