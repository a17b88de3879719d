/*
 * Mails handed to a real mail system and found where it delivers them: Debian's exim4 with a configuration, a spool and
 * a mailbox of the test's own, which listens nowhere. Its program is beside $QUAD in mta/ (tests/mta.sh). It looks up a
 * user of its own, whom the machine need not have: libnss_wrapper tells it of one. Each test runs as who runs it, and
 * where that is root, as a user without rights too.
 */
#include <dirent.h>
#include <grp.h>
#include <sys/resource.h>

#include "store/format/ics_lib.h"
#include "tests/mail_store.h"

Suite *mta_suite(void);

#define NOBODY 65534

static const char *dir; /* of the mail system */

static const char *path_of(const char *name)
{
	return arena_str(&kept, test_path(dir, name));
}

static void write_path(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

/* A copy of the program that anybody may run. */
static void copy_exim(const char *to)
{
	size_t len;
	const char *quad_path = getenv("QUAD"), *slash = quad_path ? strrchr(quad_path, '/') : NULL;
	ck_assert_msg(slash != NULL, "QUAD is not the path of the program");
	const char *exim = arena_fmt(&kept, "%.*s/mta/exim4", (int)(slash - quad_path), quad_path);
	ck_assert_msg(access(exim, R_OK) == 0, "%s is not there: tests/mta.sh BUILD brings it", exim);
	char *bytes = test_read_file(exim, &len);
	FILE *f = fopen(to, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(to, 0755), 0);
	free(bytes);
}

static const char *find_wrapper(void)
{
	static const char *const names[] = {"/usr/lib/x86_64-linux-gnu/libnss_wrapper.so",
	                                    "/usr/lib/aarch64-linux-gnu/libnss_wrapper.so",
	                                    "/usr/lib64/libnss_wrapper.so", "/usr/lib/libnss_wrapper.so"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (access(names[i], R_OK) == 0)
			return names[i];
	ck_abort_msg("libnss-wrapper is not installed");
}

/* Writes what exim is told, with a few lines more. */
static void configure(const char *more)
{
	const char *text = arena_fmt(
		&kept,
		"primary_hostname = mta.example.org\nqualify_domain = example.org\nspool_directory = %s/spool\n"
		"log_file_path = %s/log/%%slog\nexim_path = %s/exim\nuntrusted_set_sender = *\nlocal_from_check = "
	        "false\n"
		"keep_environment = LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP\nacl_not_smtp = check\n%s"
		"begin acl\ncheck:\n  deny condition = ${if match{$recipients}{refused@}}\n       message = nobody "
	        "here\n"
		"  accept\nbegin routers\nall:\n  driver = accept\n  transport = box\nbegin transports\nbox:\n"
		"  driver = appendfile\n  directory = %s/box\n  maildir_format\n  create_directory\n  return_path_add\n"
		"begin retry\n* * F,1h,1m\n",
		dir, dir, dir, more, dir);
	write_path(path_of("configuration"), text, 0644);
}

/* What is run in the place of sendmail(8). */
static const char *make_sendmail(const char *name, const char *before)
{
	const char *text =
		arena_fmt(&kept,
	                  "#!/bin/sh\nexport LD_PRELOAD=%s NSS_WRAPPER_PASSWD='%s/passwd' "
	                  "NSS_WRAPPER_GROUP='%s/group'\n%s\nexec '%s/exim' -C '%s/configuration' -odi \"$@\"\n",
	                  find_wrapper(), dir, dir, before, dir, dir);
	write_path(path_of(name), text, 0755);
	return path_of(name);
}

static void set_up(void)
{
	static const char *const folders[] = {"spool", "log", "box"};
	unsigned of_exim = geteuid() ? (unsigned)geteuid() : NOBODY - 1;
	ck_assert_int_eq(chmod(test_dir(), 0711), 0);
	dir = arena_str(&kept, test_path(test_dir(), "mta"));
	ck_assert_int_eq(mkdir(dir, 0755), 0);
	copy_exim(path_of("exim"));
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(mkdir(path_of(folders[i]), 0755), 0);
		if (!geteuid())
			ck_assert_int_eq(chown(path_of(folders[i]), of_exim, of_exim), 0);
	}
	write_path(path_of("passwd"),
	           arena_fmt(&kept,
	                     "root:x:0:0::/:/bin/sh\nDebian-exim:x:%u:%u::/:/bin/sh\nnobody:x:%d:%d::/:/bin/sh\n",
	                     of_exim, of_exim, NOBODY, NOBODY),
	           0644);
	write_path(path_of("group"),
	           arena_fmt(&kept, "root:x:0:\nDebian-exim:x:%u:\nmail:x:8:\nnogroup:x:%d:\n", of_exim, NOBODY), 0644);
	configure("");
	make_mail_store();
}

/* The second turn of each test is one without rights. Where it is root's, exim gives up its own, and has to get in. */
static void become(int turn)
{
	if (geteuid())
		return;
	setenv("TMPDIR", "/tmp", 1);
	if (!turn)
		return;
	ck_assert_int_eq(setgroups(0, NULL), 0);
	ck_assert_int_eq(setgid(NOBODY), 0);
	ck_assert_int_eq(setuid(NOBODY), 0);
}

/* The mails in the box, in no order; how many. */
static size_t read_box(const char *mails[], size_t max)
{
	const char *inside = path_of("box/new");
	DIR *d = opendir(inside);
	size_t n = 0;
	for (struct dirent *entry; d && (entry = readdir(d));) {
		if (*entry->d_name == '.')
			continue;
		ck_assert_uint_lt(n, max);
		mails[n++] = keep_file(arena_str(&kept, test_path(inside, entry->d_name)));
	}
	if (d)
		closedir(d);
	return n;
}

/* The mail as it was sent: after what the mail system has put before it. */
static const char *as_sent(const char *mail)
{
	const char *from = strncmp(mail, "From: ", 6) == 0 ? mail : strstr(mail, "\nFrom: \"Quad\"");
	ck_assert_msg(from != NULL, "%.500s", mail);
	return from + (*from == '\n');
}

/* libical reads a calendar, and finds it within the restrictions of its METHOD. */
static void parse_calendar(struct ics_lib *lib, const char *text)
{
	icalcomponent *c = lib->parse(text);
	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(lib->isa(c), ICAL_VCALENDAR_COMPONENT);
	lib->component_free(c);
}

static void count_calendars(const struct read_part *mail, size_t expected)
{
	struct ics_lib lib;
	size_t n = 0;
	ck_assert_int_eq(ics_lib_open(&lib), 0);
	for (size_t i = 0; i < mail->n_parts; i++) {
		if (!strstr(reader_field(&mail->parts[i], "Content-Type"), "text/calendar"))
			continue;
		parse_calendar(&lib, mail->parts[i].body);
		n++;
	}
	ics_lib_close(&lib);
	ck_assert_uint_eq(n, expected);
}

START_TEST(mails_arrive_as_they_were_sent)
{
	struct mail_sending s;
	struct reader r = {0};
	const char *mails[10];
	char purpose[1200] = "";
	become(_i);
	set_up();
	for (size_t i = 0; i < 990; i++)
		purpose[i] = i % 7 ? '.' : 'x';
	ASSERT_STATUS(0, "--as chan --quiet book R11 --at 2040-01-09T08:00 --for 2h --purpose '.From %s'", purpose);
	ASSERT_STATUS(0, "--as lee --quiet book R11 --at 2040-01-09T12:00 --for 1h --rrule 'FREQ=DAILY;COUNT=120' "
	                 "--purpose '. 焊接'");
	ASSERT_STATUS(0, "--as boss outbox send --dry-run");
	const char *sent = last.out;
	send_now(make_sendmail("sendmail", ""), &s);
	ck_assert_msg(s.sent == 2, "%zu: %s", s.sent, buf_text(&s.why));
	ck_assert_uint_eq(read_box(mails, 10), 2);
	for (size_t i = 0; i < 2; i++) {
		const char *mail = as_sent(mails[i]);
		ck_assert_msg(strstr(sent, mail) != NULL, "%.3000s", mail);
		ck_assert_ptr_nonnull(strstr(mails[i], "Return-path: <" FROM ">"));
		bool series = strstr(mail, "lee@example.edu") != NULL;
		struct read_part *parts = reader_mail(&r, mail, strlen(mail));
		count_calendars(parts, series ? 100 : 1);
		ck_assert_uint_lt(strlen(mail), 100 * 1024);
		const char *text = parts->parts[0].body;
		ck_assert_ptr_nonnull(strstr(text, series ? ". 焊接" : ".From x......x"));
	}
	mail_sending_release(&s);
	arena_release(&r.arena);
}
END_TEST

START_TEST(who_is_refused_keeps_nobody_from_getting_his)
{
	struct mail_sending s;
	const char *mails[10];
	become(_i);
	set_up();
	import_rows("people", "login,email\nchan,refused@example.edu\n");
	ASSERT_STATUS(0, "--as chan --quiet book R11 --at 2040-01-09T08:00 --for 1h");
	ASSERT_STATUS(0, "--as lee --quiet book R11 --at 2040-01-09T10:00 --for 1h");
	send_now(make_sendmail("sendmail", ""), &s);
	ck_assert_msg(s.sent == 1 && s.later == 1, "%zu %zu: %s", s.sent, s.later, buf_text(&s.why));
	ASSERT_STATUS(0, "--as boss outbox");
	ck_assert_msg(strstr(last.out, "-chan,chan,change,failed,") != NULL, "%s", last.out);
	ck_assert_uint_ge(read_box(mails, 10), 1);
	mail_sending_release(&s);
}
END_TEST

static const char *const troubles[] = {
	"ulimit -f 0", /* the disk takes no byte more */
	"exit 75",     /* it says itself that it is down */
	"exec sleep 1000",
};

START_TEST(what_was_not_taken_arrives_later)
{
	struct mail_sending s;
	const char *mails[10];
	int turn = _i / 3;
	become(turn);
	set_up();
	ASSERT_STATUS(0, "--as lee --quiet book R11 --at 2040-01-09T10:00 --for 1h");
	send_now(make_sendmail("troubled", troubles[_i % 3]), &s);
	ck_assert_msg(s.later == 1, "%zu %zu %s", s.sent, s.failed, buf_text(&s.why));
	ck_assert_uint_eq(read_box(mails, 10), 0);
	ASSERT_STATUS(0, "--as lee --quiet book R11 --at 2040-01-09T11:00 --for 1h");
	mail_sending_release(&s);
	mail_minutes = 2;
	send_now(make_sendmail("sendmail", ""), &s);
	ck_assert_msg(s.sent == 2, "%zu: %s", s.sent, buf_text(&s.why));
	ck_assert_uint_eq(read_box(mails, 10), 2);
	mail_sending_release(&s);
}
END_TEST

static const char *const attacks[] = {
	"Bcc: evil@example.org",
	"=?UTF-8?Q?=0ABcc:_evil@example.org?=",
	"x <evil@example.org>, ",
	"\\r\\nBcc: evil@example.org",
	"\xe2\x80\xaa"
	"a\xc2\xa0"
	"b",
	"-- --=_quad Content-Type: text/html",
	"`id` $(id) ; | /bin/sh",
};

START_TEST(no_text_adds_a_recipient_or_a_field)
{
	struct mail_sending s;
	struct reader r = {0};
	const char *mails[10];
	const char *attack = attacks[_i];
	become(0);
	set_up();
	import_rows("people", arena_fmt(&kept, "login,name\nlee,\"%s\"\n", attack));
	import_rows("resources", arena_fmt(&kept, "code,name,kind\nR11,\"%s\",lab\n", attack));
	ASSERT_STATUS(0, "--as lee --quiet book R11 --at 2040-01-09T10:00 --for 1h --purpose '%s'", attack);
	send_now(make_sendmail("sendmail", ""), &s);
	ck_assert_msg(s.sent == 1, "%zu: %s", s.sent, buf_text(&s.why));
	ck_assert_uint_eq(read_box(mails, 10), 1);
	const char *mail = as_sent(mails[0]), *to;
	struct read_part *parts = reader_mail(&r, mail, strlen(mail));
	ck_assert_uint_eq(parts->n_fields, 12);
	ck_assert_ptr_null(reader_field(parts, "Bcc"));
	ck_assert_uint_eq(parts->n_parts, 2);
	to = reader_field(parts, "To");
	ck_assert_ptr_null(strstr(to, "evil@example.org"));
	size_t len = strlen("<lee@example.edu>");
	ck_assert_str_eq(to + strlen(to) - len, "<lee@example.edu>");
	mail_sending_release(&s);
	arena_release(&r.arena);
}
END_TEST

Suite *mta_suite(void)
{
	Suite *s = suite_create("mta");
	TCase *c = tcase_create("a mail system");
	tcase_add_checked_fixture(c, NULL, release_kept);
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, mails_arrive_as_they_were_sent, 0, 2);
	tcase_add_loop_test(c, who_is_refused_keeps_nobody_from_getting_his, 0, 2);
	tcase_add_loop_test(c, what_was_not_taken_arrives_later, 0, 6);
	tcase_add_loop_test(c, no_text_adds_a_recipient_or_a_field, 0, sizeof attacks / sizeof *attacks);
	suite_add_tcase(s, c);
	return s;
}
