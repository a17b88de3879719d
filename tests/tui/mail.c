/*
 * Mails from the outbox to the program that takes them, here scripts of a shell: what it gets, what becomes of a mail
 * that it does not take, and that each is sent once.
 */
#include <sched.h>

#include "tests/mail_store.h"

Suite *mail_suite(void);

static void set_up(void)
{
	make_mail_store();
}

/* Takes each mail into a file, and notes how it was called. */
#define TAKE "echo \"$*\" >>calls; env >environment; cat >\"mail.$(grep -c . calls)\"\n"

static void book(const char *person, const char *what)
{
	ASSERT_STATUS(0, "--as %s --quiet book %s", person, what);
}

START_TEST(a_mail_is_handed_on_with_its_addresses_as_arguments)
{
	struct mail_sending s;
	const char *path = make_program("take", TAKE);
	book("chan", "R11 --at 2040-01-09T08:00 --for 2h --purpose '-oQ/tmp; $(id) Bcc: a@b.c'");
	send_now(path, &s);
	ck_assert_uint_eq(s.sent, 1);
	ck_assert_uint_eq(s.later + s.failed, 0);
	ck_assert_str_eq(read_made("calls"), "-i -f " FROM " -- chan@example.edu\n");
	const char *environment = read_made("environment");
	ck_assert_ptr_nonnull(strstr(environment, "PATH=/usr/sbin:/usr/bin:/sbin:/bin\n"));
	ck_assert_ptr_null(strstr(environment, "QUAD_STORE"));
	ck_assert_ptr_null(strstr(environment, "HOME"));
	const char *mail = read_made("mail.1");
	ck_assert_ptr_null(field_of(mail, "Bcc"));
	ck_assert_str_eq(field_of(mail, "To"), "陈大文 <chan@example.edu>");
	ck_assert_ptr_nonnull(strstr(field_of(mail, "Subject"), "焊接实训室 (R11), 周一 2040-01-09 08:00-10:00"));
	ck_assert_str_eq(field_of(mail, "Auto-Submitted"), "auto-generated");
	ck_assert_str_eq(field_of(mail, "Content-Language"), "zh-CN");
	/* and it is gone */
	ASSERT_STATUS(0, "--as boss outbox list");
	ck_assert_str_eq(last.out, "id,login,kind,state,made,items,tries,next,error\n");
	send_now(path, &s);
	ck_assert_uint_eq(s.sent, 0);
	mail_sending_release(&s);
}
END_TEST

START_TEST(names_cannot_add_a_recipient)
{
	struct mail_sending s;
	book("lee", "R11 --at 2040-01-09T08:00 --for 2h --purpose '=?UTF-8?B?DQpCY2M6IGFAYi5j?='");
	send_now(make_program("take", TAKE), &s);
	ck_assert_uint_eq(s.sent, 1);
	const char *mail = read_made("mail.1"), *to = field_of(mail, "To");
	ck_assert_str_eq(to, "Lee \"L\" <x@y.org>, \\ <lee@example.edu>");
	ck_assert_ptr_null(field_of(mail, "Bcc"));
	ck_assert_ptr_null(strstr(mail, "To: Lee"));
	ck_assert_ptr_nonnull(strstr(mail, "To: =?UTF-8?B?"));
	mail_sending_release(&s);
}
END_TEST

static const struct {
	const char *lines, *why;
	bool final;
} ends[] = {
	{"cat >/dev/null; echo 'no  room\nleft' >&2; exit 75", "exit 75: no room left", false},
	{"cat >/dev/null; exit 1", "exit 1", false},
	{"exit 0", "it did not read the mail to its end", false},
	{"kill -9 $$", "signal 9", false},
	{"cat >/dev/null; echo nobody >&2; exit 67", "exit 67: nobody", true},
	{"exec sleep 1000", "killed: not done after 2 s", false},
};

START_TEST(a_mail_that_is_not_taken_waits_with_the_reason)
{
	struct mail_sending s;
	const char *path = make_program("end", ends[_i].lines);
	/* more than a socket holds, so that nobody writes it all who is not read */
	book("chan", "R11 --at 2040-01-09T08:00 --for 1h --rrule 'FREQ=DAILY;COUNT=120'");
	send_now(path, &s);
	ck_assert_uint_eq(s.sent, 0);
	ck_assert_uint_eq(s.later, !ends[_i].final);
	ck_assert_uint_eq(s.failed, ends[_i].final);
	ck_assert_msg(strstr(buf_text(&s.why), ends[_i].why) != NULL, "%s", buf_text(&s.why));
	mail_sending_release(&s);
	ASSERT_STATUS(0, "--as boss outbox");
	ck_assert_msg(strstr(last.out, ends[_i].why) != NULL, "%s", last.out);
	ck_assert_ptr_nonnull(strstr(last.out, ",failed,"));
	/* not before its time, which is a minute away, and nothing else waits for it; a minute may pass meanwhile */
	mail_minutes = -1;
	const char *take = make_program("take", TAKE);
	send_now(take, &s);
	ck_assert_uint_eq(s.sent, 0);
	book("lee", "R11 --at 2040-01-09T10:00 --for 1h");
	send_now(take, &s);
	ck_assert_uint_eq(s.sent, 1);
	mail_minutes = 3;
	ASSERT_STATUS(0, "--as boss outbox");
	send_now(take, &s);
	ck_assert_msg(s.sent == !ends[_i].final, "%zu %zu %s %s", s.sent, s.later, buf_text(&s.why), last.out);
	mail_sending_release(&s);
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

START_TEST(pauses_grow_and_end)
{
	static const int64_t pauses[] = {1, 5, 15, 60, 240, 720, 720};
	for (uint32_t i = 0; i < sizeof pauses / sizeof *pauses; i++)
		ck_assert_int_eq(mail_next_try(1000, 900, i + 1), 1000 + pauses[i]);
	ck_assert_int_eq(mail_next_try(10000, 10000 - 3 * 1440, 9), CLOCK_MAX_MIN);
}
END_TEST

START_TEST(a_program_that_cannot_be_run_is_tried_once)
{
	struct mail_sending s;
	book("chan", "R11 --at 2040-01-09T08:00 --for 1h");
	book("lee", "R11 --at 2040-01-09T10:00 --for 1h");
	send_now("/nonexistent/sendmail", &s);
	ck_assert_uint_eq(s.later, 1);
	ck_assert_msg(strstr(buf_text(&s.why), "/nonexistent/sendmail cannot be run") != NULL, "%s", buf_text(&s.why));
	mail_sending_release(&s);
	mail_minutes = 2;
	send_now(make_program("take", TAKE), &s);
	ck_assert_uint_eq(s.sent, 2);
	mail_sending_release(&s);
}
END_TEST

START_TEST(two_who_send_at_once_send_each_mail_once)
{
	char line[500], out[200], err[200];
	pid_t pids[2];
	const char *path = make_program("take", "echo \"$5\" >>calls; cat >/dev/null; sleep 0.05\n");
	for (int i = 0; i < 10; i++) {
		char what[100];
		snprintf(what, sizeof what, "R11 --at 2040-01-09T%02d:00 --for 1h", 8 + i);
		book(i % 2 ? "chan" : "lee", what);
	}
	snprintf(line, sizeof line, "quad --as boss outbox send --sendmail %s", path);
	for (int i = 0; i < 2; i++) {
		snprintf(out, sizeof out, "%s/out%d", test_dir(), i);
		snprintf(err, sizeof err, "%s/err%d", test_dir(), i);
		pids[i] = start(line, out, -1, err);
	}
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(wait_for(pids[i]), 0);
	size_t n = 0;
	for (const char *p = read_made("calls"); (p = strchr(p, '\n')); p++)
		n++;
	ck_assert_uint_eq(n, 10);
}
END_TEST

START_TEST(who_is_killed_in_between_sends_it_again_with_the_same_id)
{
	struct mail_sending s;
	char line[500], out[200], err[200], begun[500];
	const char *path = make_program("hang", "cat >first; mv first begun; exec sleep 1000\n");
	book("chan", "R11 --at 2040-01-09T08:00 --for 1h");
	snprintf(line, sizeof line, "quad --as boss outbox send --sendmail %s", path);
	snprintf(out, sizeof out, "%s/out", test_dir());
	snprintf(err, sizeof err, "%s/err", test_dir());
	snprintf(begun, sizeof begun, "%s/begun", test_dir());
	pid_t pid = start(line, out, -1, err);
	for (struct stat st; stat(begun, &st) != 0;)
		sched_yield();
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(wait_for(pid), BY_SIGNAL + SIGKILL);
	ASSERT_STATUS(0, "--as boss outbox");
	ck_assert_msg(strstr(last.out, ",sending,") != NULL, "%s", last.out);
	const char *take = make_program("take", TAKE);
	send_now(take, &s);
	ck_assert_uint_eq(s.sent, 0);
	mail_minutes = 11;
	send_now(take, &s);
	ck_assert_uint_eq(s.sent, 1);
	ck_assert_str_eq(field_of(read_made("mail.1"), "Message-ID"), field_of(read_made("begun"), "Message-ID"));
	ck_assert_str_eq(read_made("mail.1"), read_made("begun"));
	mail_sending_release(&s);
}
END_TEST

START_TEST(who_may_do_what)
{
	book("chan", "R11 --at 2040-01-09T08:00 --for 1h");
	book("lee", "R11 --at 2040-01-09T10:00 --for 1h");
	ASSERT_STATUS(0, "--as chan outbox");
	ck_assert_ptr_nonnull(strstr(last.out, "-chan,chan,"));
	ck_assert_ptr_null(strstr(last.out, "lee"));
	ASSERT_STATUS(4, "--as nobody outbox list");
	const char *row = strchr(last.out, '\n');
	ASSERT_STATUS(0, "--as boss outbox list");
	row = strchr(last.out, '\n');
	ck_assert_ptr_nonnull(row);
	const char *id = arena_dup(&kept, row + 1, strcspn(row + 1, ","));
	ASSERT_STATUS(4, "--as chan outbox drop %s", id);
	ASSERT_STATUS(0, "--as boss outbox drop %s --reason 'sent by hand'", id);
	ASSERT_SAID("will not be sent");
	ASSERT_STATUS(3, "--as boss outbox drop %s", id);
	ASSERT_STATUS(2, "--as boss outbox drop -");
	ASSERT_STATUS(2, "--as boss outbox drip");
	ASSERT_STATUS(2, "--as boss outbox send --sendmail take");
}
END_TEST

START_TEST(mail_that_is_off_is_said)
{
	ASSERT_STATUS(0, "--as boss --quiet config mail off");
	book("chan", "R11 --at 2040-01-09T08:00 --for 1h");
	ASSERT_STATUS(0, "--as boss outbox send");
	ASSERT_SAID("Mail is off");
	ASSERT_STATUS(0, "--as boss --quiet outbox send");
	ck_assert_str_eq(last.err, "");
	ASSERT_STATUS(0, "--as boss outbox list");
	ck_assert_str_eq(last.out, "id,login,kind,state,made,items,tries,next,error\n");
}
END_TEST

/* ---- what mails say ---- */

/* All that is due, as it would be sent, in the order of the outbox. */
static struct read_part *shown(struct reader *r, size_t i)
{
	ASSERT_STATUS(0, "--as boss outbox send --dry-run");
	const char *p = last.out, *next = p;
	for (size_t n = 0; n <= i; n++) {
		p = next;
		ck_assert_msg(p != NULL, "%zu mails: %.300s", n, last.out);
		next = strstr(p + 1, "\nFrom: \"Quad\"");
		next = next ? next + 1 : NULL;
	}
	size_t len = next ? (size_t)(next - p) - 1 : strlen(p) - 1;
	return reader_mail(r, arena_dup(&r->arena, p, len), len);
}

static size_t count_shown(void)
{
	size_t n = 0;
	ASSERT_STATUS(0, "--as boss outbox send --dry-run");
	for (const char *p = last.out; (p = strstr(p, "Message-ID: ")); p++)
		n++;
	return n;
}

static const char *text_part(const struct read_part *mail)
{
	return mail->n_parts ? mail->parts[0].body : mail->body;
}

static void expect_text(const struct read_part *mail, const char *text)
{
	ck_assert_msg(strstr(text_part(mail), text) != NULL, "\"%s\" is not in:\n%s", text, text_part(mail));
}

START_TEST(a_change_says_before_and_after)
{
	struct reader r = {0};
	book("lee", "R11 --at 2040-01-09T08:00 --for 2h --purpose welding --party 7");
	ASSERT_STATUS(0, "--as boss --quiet move 1 --at 2040-01-10T08:00 --for 2h");
	struct read_part *mail = shown(&r, 1);
	expect_text(mail, "It was changed.");
	expect_text(mail,
	            "What: 焊接实训室 (R11)\n  When: Tue 2040-01-10 08:00-10:00\n  What for: welding\n  People: 7\n");
	expect_text(mail, "What has changed:\n  When: Mon 2040-01-09 08:00-10:00 -> Tue 2040-01-10 08:00-10:00\n");
	expect_text(mail, "By: boss\n");
	expect_text(mail, "All about it: quad show 1\n");
	ck_assert_ptr_nonnull(strstr(mail->parts[1].body, "METHOD:REQUEST\n"));
	ck_assert_ptr_nonnull(strstr(mail->parts[1].body, "SEQUENCE:1\n"));
	ck_assert_str_eq(reader_field(mail, "References"), reader_field(shown(&r, 0), "References"));
	arena_release(&r.arena);
}
END_TEST

START_TEST(a_request_goes_to_who_decides_and_the_reason_back)
{
	struct reader r = {0};
	book("lee", "R12 --at 2040-01-09T08:00 --for 2h");
	expect_text(shown(&r, 0), "It waits for your approval.");
	expect_text(shown(&r, 0), "quad approve 1\n");
	expect_text(shown(&r, 1), "It is requested");
	ck_assert_uint_eq(shown(&r, 0)->n_parts, 0);
	ck_assert_ptr_nonnull(strstr(shown(&r, 1)->parts[1].body, "STATUS:TENTATIVE\n"));
	ASSERT_STATUS(0, "--as app --quiet decline 1 --reason 'the hall is full'");
	struct read_part *mail = shown(&r, 2);
	expect_text(mail, "It was declined.");
	expect_text(mail, "Reason: the hall is full\n");
	ck_assert_ptr_nonnull(strstr(mail->parts[1].body, "METHOD:CANCEL\n"));
	arena_release(&r.arena);
}
END_TEST

START_TEST(who_hands_on_is_uninvited_and_who_gets_it_invited)
{
	struct reader r = {0};
	book("chan", "R11 --at 2040-01-09T08:00 --for 2h");
	ASSERT_STATUS(0, "--as chan --quiet hand 1 lee");
	ck_assert_uint_eq(count_shown(), 2 + 1);
	bool removed = false, invited = false;
	for (size_t i = 1; i < 3; i++) {
		struct read_part *mail = shown(&r, i);
		const char *ics = mail->parts[1].body;
		bool chan = strstr(reader_field(mail, "To"), "chan@example.edu") != NULL;
		removed |= chan && strstr(ics, "METHOD:CANCEL\n") && !strstr(ics, "STATUS:");
		invited |= !chan && strstr(ics, "METHOD:REQUEST\n") && strstr(ics, "STATUS:CONFIRMED\n");
	}
	ck_assert(removed && invited);
	arena_release(&r.arena);
}
END_TEST

START_TEST(a_series_is_one_mail_and_one_date_cancels_one_event)
{
	struct reader r = {0};
	book("lee", "R11 --at 2040-01-09T08:00 --for 2h --rrule 'FREQ=WEEKLY;COUNT=18'");
	ck_assert_uint_eq(count_shown(), 1);
	struct read_part *mail = shown(&r, 0);
	ck_assert_uint_eq(mail->n_parts, 1 + 18);
	expect_text(mail, "Booked (18):\n  1  Mon 2040-01-09 08:00-10:00  焊接实训室 (R11)\n");
	ASSERT_STATUS(0, "--as lee --quiet cancel 5");
	mail = shown(&r, 1);
	ck_assert_uint_eq(mail->n_parts, 2);
	ck_assert_ptr_nonnull(strstr(mail->parts[1].body, "METHOD:CANCEL\n"));
	ck_assert_ptr_null(strstr(mail->parts[1].body, "RRULE"));
	const char *uid = strstr(mail->parts[1].body, "UID:");
	size_t same = 0;
	struct read_part *whole = shown(&r, 0);
	for (size_t i = 1; i < whole->n_parts; i++) {
		ck_assert_ptr_nonnull(strstr(whole->parts[i].body, "METHOD:REQUEST\n"));
		same += strncmp(strstr(whole->parts[i].body, "UID:"), uid, strcspn(uid, "\n") + 1) == 0;
	}
	ck_assert_uint_eq(same, 1);
	arena_release(&r.arena);
}
END_TEST

START_TEST(many_are_listed_in_part)
{
	struct reader r = {0};
	book("lee", "R11 --at 2040-01-09T08:00 --for 1h --rrule 'FREQ=DAILY;COUNT=120'");
	struct read_part *mail = shown(&r, 0);
	ck_assert_uint_eq(mail->n_parts, 1 + 100);
	expect_text(mail, "Booked (120):\n");
	expect_text(mail, "  and 70 more\n");
	expect_text(
		mail,
		"20 more entries for your calendar are not in this mail. To get them:\nquad export ics --series S1\n");
	arena_release(&r.arena);
}
END_TEST

START_TEST(each_reads_in_the_own_language)
{
	struct reader r = {0};
	book("chan", "R11 --at 2040-01-09T08:00 --for 2h");
	import_rows("people", "login,language\nlee,zh_TW\n");
	book("lee", "R11 --at 2040-01-09T10:00 --for 2h");
	expect_text(shown(&r, 0), "预约成功。");
	expect_text(shown(&r, 1), "預約成功。");
	ASSERT_STATUS(0, "--as boss outbox send --sendmail /nonexistent/sendmail --dry-run");
	ASSERT_STATUS(1, "--as boss outbox send --sendmail /nonexistent/sendmail");
	ASSERT_SAID("To be tried again: 1");
	arena_release(&r.arena);
}
END_TEST

START_TEST(the_clock_brings_reminders_and_a_digest)
{
	struct mail_sending s;
	int64_t then;
	const char *path = make_program("take", TAKE);
	import_rows("people", "login,email\nboss,boss@example.org\n");
	book("lee", "R11 --at 2040-01-09T08:00 --for 2h");
	send_now(path, &s);
	ASSERT_STATUS(0, "--as boss outbox");
	ck_assert_str_eq(last.out, "id,login,kind,state,made,items,tries,next,error\n");
	size_t before = s.sent;
	ck_assert_int_eq(clock_parse("2040-01-08T10:00", &then), 0);
	mail_minutes = then - clock_now_min();
	send_now(path, &s);
	ck_assert_msg(s.sent == 2, "%zu", s.sent);
	const char *reminder = NULL, *digest = NULL;
	for (size_t i = before + 1; i <= before + 2; i++) {
		char name[40];
		snprintf(name, sizeof name, "mail.%zu", i);
		const char *mail = read_made(name);
		if (strstr(field_of(mail, "To"), "lee@example.edu"))
			reminder = mail;
		else
			digest = mail;
	}
	ck_assert_ptr_nonnull(reminder);
	ck_assert_ptr_nonnull(digest);
	ck_assert_str_eq(field_of(reminder, "Subject"), "Reminder: 焊接实训室 (R11), Mon 2040-01-09 08:00-10:00");
	ck_assert_str_eq(field_of(digest, "Subject"), "The day Sat 2040-01-07");
	struct reader r = {0};
	struct read_part *mail = reader_mail(&r, digest, strlen(digest));
	expect_text(mail, "Sat 2040-01-07\n  Booked: 0\n");
	expect_text(mail, "0 requests wait for you.\n");
	expect_text(mail, "The journal's head, to compare with later ones:\nquad/");
	send_now(path, &s);
	ck_assert_uint_eq(s.sent, 0);
	mail_sending_release(&s);
	arena_release(&r.arena);
}
END_TEST

Suite *mail_suite(void)
{
	Suite *s = suite_create("mail");
	TCase *c = tcase_create("sending");
	tcase_add_checked_fixture(c, set_up, release_kept);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, a_mail_is_handed_on_with_its_addresses_as_arguments);
	tcase_add_test(c, names_cannot_add_a_recipient);
	tcase_add_loop_test(c, a_mail_that_is_not_taken_waits_with_the_reason, 0, sizeof ends / sizeof *ends);
	tcase_add_test(c, pauses_grow_and_end);
	tcase_add_test(c, a_program_that_cannot_be_run_is_tried_once);
	tcase_add_test(c, two_who_send_at_once_send_each_mail_once);
	tcase_add_test(c, who_is_killed_in_between_sends_it_again_with_the_same_id);
	tcase_add_test(c, who_may_do_what);
	tcase_add_test(c, mail_that_is_off_is_said);
	suite_add_tcase(s, c);
	c = tcase_create("what mails say");
	tcase_add_checked_fixture(c, set_up, release_kept);
	tcase_set_timeout(c, 60);
	tcase_add_test(c, a_change_says_before_and_after);
	tcase_add_test(c, a_request_goes_to_who_decides_and_the_reason_back);
	tcase_add_test(c, who_hands_on_is_uninvited_and_who_gets_it_invited);
	tcase_add_test(c, a_series_is_one_mail_and_one_date_cancels_one_event);
	tcase_add_test(c, many_are_listed_in_part);
	tcase_add_test(c, each_reads_in_the_own_language);
	tcase_add_test(c, the_clock_brings_reminders_and_a_digest);
	suite_add_tcase(s, c);
	return s;
}
