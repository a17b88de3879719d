/* Two schools whose people have addresses, with mail on: what each is told. For suites of the outbox. */
#ifndef QUAD_TESTS_STORE_MAIL_WORLD_H
#define QUAD_TESTS_STORE_MAIL_WORLD_H

#include "store/query/outbox.h"
#include "tests/store/two_schools.h"

static inline void set_address(const char *login, const char *email)
{
	struct request rq = rq_of(&w, OP_PERSON);
	rq.actor = "root";
	rq.given = GIVEN(PERSON_LOGIN) | GIVEN(PERSON_EMAIL);
	rq.u.person = (struct person){.login = login, .email = email};
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
}

static inline void set_config(const char *name, const char *value)
{
	struct request rq = rq_of(&w, OP_SETTING);
	rq.actor = "root";
	rq.u.setting = (struct setting){.name = name, .value = value};
	const char *answer = world_ask(&w, &rq);
	ck_assert_msg(!w.last.reasons.n, "%s %s: %s", name, value, answer);
}

/* Beside the schools (two_schools.h) a teacher, tina; an auditor, aud; and nora, who alone has no address. */
static inline void open_mail(void)
{
	open_schools();
	add_person("tina", "EAST", ROLE_REQUESTER, "");
	add_person("aud", "", ROLE_AUDITOR, "");
	add_person("nora", "EAST", ROLE_REQUESTER, "");
	set_address("root", "root@q.example");
	set_address("eve", "eve@q.example");
	set_address("wes", "wes@q.example");
	set_address("ann", "ann@q.example");
	set_address("tina", "tina@q.example");
	set_address("aud", "aud@q.example");
	struct request rq = rq_resource(&w, "tina", KIND_TEACHER, MODE_EXCLUSIVE, 0, "");
	rq.actor = "root";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	set_config("mail-from", "quad@q.example");
	set_config("mail", "on");
}

static inline struct request rq_mail(enum mail_deed deed, uint64_t action, const char *login)
{
	struct request rq = rq_of(&w, OP_MAIL);
	rq.actor = "root";
	rq.u.mail = (struct mail_ask){.deed = deed, .action = action, .login = login, .text = ""};
	return rq;
}

/* The number of the lease; 0: it was not given. */
static inline uint32_t lease(uint64_t action, const char *login)
{
	struct request rq = rq_mail(MAIL_LEASE, action, login);
	rq.u.mail.at_min = w.now + 10;
	const char *answer = world_ask(&w, &rq);
	bool got = strcmp(answer, "updated") == 0;
	ck_assert_str_eq(answer, got ? "updated" : "unchanged");
	ck_assert(got == (w.last.id != 0));
	return (uint32_t)w.last.id;
}

static inline const char *sent(uint64_t action, const char *login, uint32_t number)
{
	struct request rq = rq_mail(MAIL_SENT, action, login);
	rq.u.mail.lease = number;
	return world_ask(&w, &rq);
}

static inline const char *failed(uint64_t action, const char *login, uint32_t number, const char *why, int64_t next)
{
	struct request rq = rq_mail(MAIL_FAIL, action, login);
	rq.u.mail.lease = number;
	rq.u.mail.text = why;
	rq.u.mail.at_min = next;
	return world_ask(&w, &rq);
}

static inline void say_items(const struct mail_row *m, struct buf *out)
{
	struct mail_things things;
	int err = query_mail_things(&w.s, m->mail.action, m->mail.login, &things);
	ck_assert_msg(err == 0, "%s: %s", m->id, quad_strerror(err));
	ck_assert_uint_eq(things.n, m->n_items);
	for (size_t i = 0; i < things.n; i++)
		buf_fmt(out, "%c%s %" PRIu64, i ? ',' : ' ', mail_item_word(things.v[i].item.kind),
		        things.v[i].item.booking);
	arena_release(&things.arena);
}

/* `LOGIN KIND BOOKING,KIND BOOKING` of each mail that waits, `;` between, by login. */
static inline const char *waiting_mails(void)
{
	struct mail_rows rows;
	struct buf b = {0};
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){0}, &rows), 0);
	for (size_t i = 0; i < rows.n; i++) {
		buf_fmt(&b, "%s%s", i ? ";" : "", rows.v[i].mail.login);
		if (rows.v[i].mail.kind == MAIL_OF_DIGEST)
			buf_str(&b, " digest");
		say_items(&rows.v[i], &b);
	}
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	arena_release(&rows.arena);
	return text;
}

/* The same, and all of them are sent. */
static inline const char *told(void)
{
	const char *text = waiting_mails();
	struct mail_rows rows;
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){0}, &rows), 0);
	for (size_t i = 0; i < rows.n; i++) {
		const struct mail *m = &rows.v[i].mail;
		uint32_t number = lease(m->action, m->login);
		ck_assert_uint_ne(number, 0);
		ck_assert_str_eq(sent(m->action, m->login, number), "updated");
	}
	arena_release(&rows.arena);
	return text;
}

#endif
