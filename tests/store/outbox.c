/* Mails that wait: who sees them, who sends them, and what the clock makes of them. */
#include "tests/store/mail_world.h"

Suite *outbox_suite(void);

#define D8 "2026-09-20T08:00"
#define D9 "2026-09-20T09:00"
#define D10 "2026-09-20T10:00"

/* ---- sending ---- */

/* Books something of ann's, and returns the number of its action. */
static uint64_t book_one(const char *start, const char *end)
{
	struct request rq = rq_book(&w, "E2", start, end);
	rq.actor = "ann";
	ck_assert_str_eq(ask(&rq), "added booked");
	return w.last.action;
}

START_TEST(one_lease_at_a_time)
{
	uint64_t action = book_one(D8, D10);
	uint32_t first = lease(action, "ann");
	ck_assert_uint_ne(first, 0);
	ck_assert_uint_eq(lease(action, "ann"), 0);
	ck_assert_uint_eq(lease(action, "eve"), 0);
	/* nobody heard of the first one again */
	w.now += 10;
	minute = w.now;
	uint32_t second = lease(action, "ann");
	ck_assert_uint_ne(second, 0);
	ck_assert_uint_ne(second, first);
	ck_assert_str_eq(sent(action, "ann", first), "unchanged");
	ck_assert_str_eq(failed(action, "ann", first, "late", w.now), "unchanged");
	ck_assert_str_eq(waiting_mails(), "ann booked 1");
	ck_assert_str_eq(sent(action, "ann", second), "updated");
	ck_assert_str_eq(sent(action, "ann", second), "unchanged");
	ck_assert_str_eq(waiting_mails(), "");
}
END_TEST

static size_t count_due(void)
{
	struct mail_rows rows;
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){.due = true}, &rows), 0);
	size_t n = rows.n;
	arena_release(&rows.arena);
	return n;
}

START_TEST(what_failed_is_tried_again_later)
{
	uint64_t action = book_one(D8, D10);
	struct mail_rows rows;
	ck_assert_uint_eq(count_due(), 1);
	uint32_t number = lease(action, "ann");
	ck_assert_uint_eq(count_due(), 0);
	ck_assert_str_eq(failed(action, "ann", number, "no \x1b[31mroute\nat all", w.now + 60), "updated");
	ck_assert_uint_eq(count_due(), 0);
	ck_assert_uint_eq(lease(action, "ann"), 0);
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){0}, &rows), 0);
	ck_assert_int_eq(rows.v[0].mail.state, MAIL_FAILED);
	ck_assert_str_eq(rows.v[0].mail.error, "no [31mroute at all");
	ck_assert_uint_eq(rows.v[0].mail.tries, 1);
	arena_release(&rows.arena);
	w.now += 60;
	minute = w.now;
	ck_assert_uint_eq(count_due(), 1);
	ck_assert_uint_eq(lease(action, "ann"), 2);
	ck_assert_str_eq(sent(action, "ann", 2), "updated");
}
END_TEST

/* What comes to a mail that somebody has begun to send is sent after it. */
START_TEST(what_is_added_late_is_a_mail_of_its_own)
{
	struct request rq = rq_book(&w, "E2", D8, D9);
	struct mail_rows rows;
	rq.actor = "ann";
	rq.flags = REQUEST_SHARED;
	ck_assert_str_eq(ask(&rq), "added booked");
	uint64_t action = w.last.action;
	uint32_t number = lease(action, "ann");
	rq = rq_book(&w, "E2", D9, D10);
	rq.actor = "ann";
	rq.flags = REQUEST_SHARED;
	rq.action = action;
	ck_assert_str_eq(ask(&rq), "added booked");
	uint64_t second = w.last.seq;
	ck_assert_str_eq(waiting_mails(), "ann booked 1");
	ck_assert_str_eq(failed(action, "ann", number, "busy", 0), "updated");
	/* the second try has the same as the first */
	ck_assert_str_eq(waiting_mails(), "ann booked 1");
	number = lease(action, "ann");
	ck_assert_str_eq(sent(action, "ann", number), "updated");
	ck_assert_str_eq(waiting_mails(), "ann booked 2");
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){0}, &rows), 0);
	ck_assert_uint_eq(rows.v[0].mail.first, second);
	ck_assert_uint_eq(rows.v[0].mail.upto, 0);
	arena_release(&rows.arena);
	ck_assert_str_eq(told(), "ann booked 2");
}
END_TEST

static uint64_t last_entry(void)
{
	uint64_t seq;
	ck_assert_int_eq(query_last_seq(&w.s, &seq), 0);
	return seq;
}

START_TEST(a_coordinator_drops_and_the_journal_tells)
{
	uint64_t action = book_one(D8, D10), before = last_entry();
	struct request rq = rq_mail(MAIL_DROP, action, "ann");
	struct journal_rows log;
	uint64_t from = before + 1;
	rq.u.mail.text = "she left";
	rq.actor = "ann";
	ck_assert_str_eq(world_ask(&w, &rq),
	                 arena_fmt(&w.arena, "refused role:mail:%" PRIu64 "-ann@coordinator", action));
	rq.actor = "root";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(waiting_mails(), "");
	ck_assert_int_eq(query_journal(&w.s, &(struct journal_filter){0}, &from, 10, &log), 0);
	ck_assert_uint_eq(log.n, 1);
	ck_assert_str_eq(log.v[0].entity, arena_fmt(&w.arena, "mail:%" PRIu64 "-ann", action));
	ck_assert_str_eq(arena_dup(&w.arena, log.v[0].after.p, log.v[0].after.len), "she left");
	arena_release(&log.arena);
	ck_assert_str_eq(world_ask(&w, &rq), arena_fmt(&w.arena, "refused unknown:%" PRIu64 "-ann@mail", action));
	/* leasing and sending are no entries */
	action = book_one("2026-09-21T08:00", "2026-09-21T10:00");
	before = last_entry();
	ck_assert_str_eq(sent(action, "ann", lease(action, "ann")), "updated");
	ck_assert_uint_eq(last_entry(), before);
}
END_TEST

/* ---- seeing ---- */

static const char *seen_by(const char *login)
{
	store_look_as(&w.s, login);
	const char *text = waiting_mails();
	store_look_as(&w.s, NULL);
	return text;
}

START_TEST(one_sees_ones_own_mails)
{
	ck_assert_str_eq(book_as("ann", "E1", D8, D10), "added requested");
	ck_assert_str_eq(seen_by("root"), "ann requested 1;eve asks 1");
	ck_assert_str_eq(seen_by("ann"), "ann requested 1");
	ck_assert_str_eq(seen_by("eve"), "eve asks 1");
	ck_assert_str_eq(seen_by("wes"), "");
	struct mail_things things;
	store_look_as(&w.s, "wes");
	ck_assert_int_eq(query_mail_things(&w.s, w.last.action, "ann", &things), QUAD_ENOTFOUND);
	store_look_as(&w.s, NULL);
	ck_assert_int_eq(query_mail_things(&w.s, w.last.action + 1, "ann", &things), QUAD_ENOTFOUND);
}
END_TEST

/* Who is no longer in it reads that, and not what it has become. */
START_TEST(a_mail_shows_what_its_reader_may_see)
{
	struct request rq = rq_book(&w, "W1;tina", D8, D10);
	struct mail_rows rows;
	struct mail_things things;
	rq.actor = "wes";
	rq.u.booking.purpose = "open day";
	ck_assert_str_eq(ask(&rq), "added requested");
	told();
	rq = rq_book(&w, "W1", D8, D10);
	rq.op = OP_MOVE;
	rq.actor = "wes";
	rq.given = GIVEN(BOOKING_CLAIMS) | GIVEN(BOOKING_PURPOSE);
	rq.u.booking.id = 1;
	rq.u.booking.purpose = "secret day";
	world_ask(&w, &rq);
	ck_assert_uint_eq(w.last.reasons.n, 0);
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){.login = "tina"}, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_str_eq(rows.v[0].email, "tina@q.example");
	ck_assert_int_eq(query_mail_things(&w.s, rows.v[0].mail.action, "tina", &things), 0);
	ck_assert_uint_eq(things.n, 1);
	ck_assert_int_eq(things.v[0].item.kind, MAIL_CANCELLED);
	ck_assert_str_eq(things.v[0].before.purpose, "open day");
	ck_assert_str_eq(things.v[0].before_claims, "W1;tina");
	ck_assert_str_eq(things.v[0].after.purpose, "");
	arena_release(&things.arena);
	arena_release(&rows.arena);
}
END_TEST

START_TEST(why_it_failed_ends_with_a_whole_character)
{
	uint64_t action = book_one(D8, D10);
	struct mail_rows rows;
	struct buf why = {0};
	buf_str(&why, "x");
	for (int i = 0; i < 200; i++)
		buf_str(&why, "退");
	ck_assert_str_eq(failed(action, "ann", lease(action, "ann"), buf_text(&why), w.now + 5), "updated");
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){0}, &rows), 0);
	ck_assert_uint_eq(strlen(rows.v[0].mail.error), 1 + 166 * strlen("退"));
	ck_assert(strncmp(rows.v[0].mail.error, buf_text(&why), strlen(rows.v[0].mail.error)) == 0);
	arena_release(&rows.arena);
	buf_release(&why);
}
END_TEST

/* A comment goes to all who have said something, also to one who may not read what is said by now. */
START_TEST(a_comment_is_for_who_may_read_it)
{
	struct mail_rows rows;
	struct mail_things things;
	ck_assert_str_eq(book_as("ann", "W1", D8, D10), "added requested");
	struct request rq = rq_decide(OP_COMMENT, "ann", 1, "which door?");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_decide(OP_HAND, "root", 1, "wes");
	world_ask(&w, &rq);
	ck_assert_uint_eq(w.last.reasons.n, 0);
	rq = rq_decide(OP_COMMENT, "wes", 1, "a secret one");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){.login = "ann"}, &rows), 0);
	ck_assert_uint_gt(rows.n, 0);
	ck_assert_int_eq(query_mail_things(&w.s, rows.v[rows.n - 1].mail.action, "ann", &things), 0);
	ck_assert_int_eq(things.v[0].item.kind, MAIL_COMMENT);
	ck_assert_str_eq(things.v[0].after.requester, "");
	ck_assert(!things.v[0].has_comment);
	arena_release(&things.arena);
	arena_release(&rows.arena);
}
END_TEST

/* In portions, from where the last one ended. */
START_TEST(mails_are_read_in_portions)
{
	for (int i = 0; i < 5; i++)
		ck_assert_str_eq(book_as("ann", "E1", arena_fmt(&w.arena, "2026-09-2%dT08:00", i),
		                         arena_fmt(&w.arena, "2026-09-2%dT09:00", i)),
		                 "added requested");
	struct mail_filter f = {.due = true, .max = 3};
	size_t n = 0, portions = 0;
	for (;;) {
		struct mail_rows rows;
		ck_assert_int_eq(query_mails(&w.s, &f, &rows), 0);
		n += rows.n;
		portions += rows.n > 0;
		if (rows.n) {
			f.after_action = rows.v[rows.n - 1].mail.action;
			f.after_login = arena_str(&w.arena, rows.v[rows.n - 1].mail.login);
		}
		bool more = rows.n > 0;
		arena_release(&rows.arena);
		if (!more)
			break;
	}
	ck_assert_uint_eq(n, 10);
	ck_assert_uint_eq(portions, 4);
}
END_TEST

/* ---- the clock ---- */

/* Ticks until there is no more; returns how often something was done. */
static int tick(void)
{
	uint64_t action = 0;
	for (int n = 0;; n++) {
		struct request rq = rq_mail(MAIL_TICK, 0, "");
		rq.actor = "";
		rq.flags = REQUEST_SHARED;
		rq.action = action;
		const char *answer = world_ask(&w, &rq);
		if (strcmp(answer, "updated") != 0) {
			ck_assert_str_eq(answer, "unchanged");
			return n;
		}
		if (w.last.action)
			action = w.last.action;
	}
}

START_TEST(each_is_reminded_once_a_day_of_all_of_tomorrow)
{
	set_config("digest", "off");
	ck_assert_str_eq(book_as("ann", "E2;tina", D8, D9), "added booked");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-20T20:00", "2026-09-20T21:00"), "added booked");
	ck_assert_str_eq(book_as("eve", "E2", "2026-09-21T08:00", "2026-09-21T09:00"), "added booked");
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T12:00", "2026-09-20T13:00"), "added requested");
	go_to("2026-09-06T00:00");
	ck_assert_str_eq(decide(OP_DECLINE, "eve", 4, "no"), "updated declined");
	told();
	go_to("2026-09-18T12:00");
	tick();
	ck_assert_str_eq(told(), "");
	go_to("2026-09-19T06:00");
	tick();
	ck_assert_str_eq(told(), "");
	go_to("2026-09-19T07:00");
	tick();
	ck_assert_str_eq(told(), "ann reminder 1,reminder 2;tina reminder 1");
	ck_assert_int_eq(tick(), 0);
	go_to("2026-09-19T20:00");
	ck_assert_int_eq(tick(), 0);
	ck_assert_str_eq(told(), "");
	/* the clock was set back */
	go_to("2026-09-19T06:30");
	ck_assert_int_eq(tick(), 0);
	go_to("2026-09-20T07:30");
	tick();
	ck_assert_str_eq(told(), "eve reminder 3");
}
END_TEST

START_TEST(what_was_booked_late_needs_no_reminder)
{
	set_config("digest", "off");
	go_to("2026-09-19T09:00");
	ck_assert_str_eq(book_as("ann", "E2", D8, D9), "added booked");
	told();
	tick();
	ck_assert_str_eq(told(), "");
	set_config("remind", "2h");
	ck_assert_str_eq(book_as("ann", "E2", "2026-09-21T10:00", "2026-09-21T11:00"), "added booked");
	told();
	go_to("2026-09-21T07:59");
	tick();
	ck_assert_str_eq(told(), "");
	go_to("2026-09-21T08:01");
	tick();
	ck_assert_str_eq(told(), "ann reminder 2");
	set_config("remind", "none");
	go_to("2026-09-22T08:01");
	ck_assert_int_eq(tick(), 0);
}
END_TEST

/* More than one portion, and still one mail each. */
START_TEST(many_reminders_are_one_mail)
{
	enum { LABS = 40, HOURS = 14 };
	struct request rq;
	set_config("digest", "off");
	for (int i = 0; i < LABS; i++) {
		rq = rq_resource(&w, arena_fmt(&w.arena, "M%d", i), KIND_LAB, MODE_EXCLUSIVE, 40, "");
		rq.actor = "root";
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	for (int i = 0; i < LABS; i++)
		for (int h = 0; h < HOURS; h++) {
			int64_t start = at("2026-09-20T08:00") + h * 60;
			rq = rq_book_at(&w, arena_fmt(&w.arena, "M%d", i), start, start + 60);
			rq.actor = "root";
			rq.u.booking.requester = "ann";
			ck_assert_str_eq(ask(&rq), "added booked");
		}
	told();
	go_to("2026-09-19T08:00");
	ck_assert_int_gt(tick(), 1);
	struct mail_rows rows;
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){0}, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_str_eq(rows.v[0].mail.login, "ann");
	ck_assert_int_eq(rows.v[0].mail.kind, MAIL_OF_REMINDERS);
	ck_assert_uint_eq(rows.v[0].n_items, LABS * HOURS);
	arena_release(&rows.arena);
}
END_TEST

START_TEST(a_digest_a_day)
{
	struct mail_rows rows;
	go_to("2026-09-02T06:59");
	tick();
	ck_assert_str_eq(told(), "");
	go_to("2026-09-02T07:00");
	tick();
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){.login = "aud"}, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_int_eq(rows.v[0].mail.kind, MAIL_OF_DIGEST);
	char text[CLOCK_TEXT_MAX];
	ck_assert_str_eq(clock_format_date(rows.v[0].mail.day, text), "2026-09-01");
	arena_release(&rows.arena);
	ck_assert_str_eq(told(), "aud digest;root digest");
	ck_assert_int_eq(tick(), 0);
	ck_assert_str_eq(book_as("ann", "E1", D8, D10), "added requested");
	told();
	go_to("2026-09-01T08:00");
	ck_assert_int_eq(tick(), 0);
	go_to("2026-09-03T09:00");
	tick();
	ck_assert_str_eq(told(), "aud digest;eve digest;root digest");
	set_config("digest", "off");
	go_to("2026-09-04T09:00");
	tick();
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(the_clock_writes_what_has_lapsed)
{
	set_config("digest", "off");
	ck_assert_str_eq(book_as("ann", "E1", D8, D10), "added requested");
	told();
	go_to("2026-09-08T00:00");
	tick();
	ck_assert_str_eq(told(), "ann lapsed 1");
}
END_TEST

Suite *outbox_suite(void)
{
	Suite *s = suite_create("outbox");
	TCase *t = tcase_create("outbox");
	tcase_add_checked_fixture(t, open_mail, close_schools);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	tcase_add_test(t, one_lease_at_a_time);
	tcase_add_test(t, what_failed_is_tried_again_later);
	tcase_add_test(t, what_is_added_late_is_a_mail_of_its_own);
	tcase_add_test(t, a_coordinator_drops_and_the_journal_tells);
	tcase_add_test(t, one_sees_ones_own_mails);
	tcase_add_test(t, a_mail_shows_what_its_reader_may_see);
	tcase_add_test(t, why_it_failed_ends_with_a_whole_character);
	tcase_add_test(t, a_comment_is_for_who_may_read_it);
	tcase_add_test(t, mails_are_read_in_portions);
	tcase_add_test(t, each_is_reminded_once_a_day_of_all_of_tomorrow);
	tcase_add_test(t, what_was_booked_late_needs_no_reminder);
	tcase_add_test(t, many_reminders_are_one_mail);
	tcase_add_test(t, a_digest_a_day);
	tcase_add_test(t, the_clock_writes_what_has_lapsed);
	return s;
}
