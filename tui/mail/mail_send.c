#include "tui/mail/mail_send.h"

#include <string.h>
#include <time.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/mail/sendmail.h"

#define PORTION 100
#define LEASE_MIN 10            /* longer than one mail can take */
#define PATIENCE_MIN (3 * 1440) /* how long it is tried */

/* A pass over the mails that are due. */
struct pass {
	struct mail_sending *s;
	struct mail_office office;
	int64_t began_s;
	struct buf message;
	bool stops; /* there is no use in trying the next ones now */
};

int64_t mail_next_try(int64_t now, int64_t made, uint32_t tries)
{
	static const int pauses[] = {1, 5, 15, 60, 240, 720};
	const uint32_t n = sizeof pauses / sizeof *pauses;
	uint32_t i = tries ? tries - 1 : 0;
	int64_t next = now + pauses[i < n ? i : n - 1];
	return now - made >= PATIENCE_MIN ? CLOCK_MAX_MIN : next;
}

static int64_t now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* The minute at present: the beginning's, and how long it has taken. */
static int64_t present(const struct pass *p)
{
	return p->s->now + (now_s() - p->began_s) / 60;
}

/* ---- the record ---- */

static int ask_store(const struct pass *p, struct mail_ask ask, struct result *out)
{
	struct arena arena = {0};
	struct request rq = {
		.op = OP_MAIL, .actor = p->s->actor, .now = present(p), .given = GIVEN_ALL, .via = p->s->via};
	rq.u.mail = ask;
	int err = store_apply(p->s->store, &rq, 1, false, out, &arena);
	arena_release(&arena);
	return err;
}

/* What the clock brings: reminders and digests. */
static int tick(const struct pass *p)
{
	struct result result = {.outcome = OUTCOME_UPDATED};
	uint64_t action = 0;
	int err = 0;
	while (!err && (result.outcome == OUTCOME_ADDED || result.outcome == OUTCOME_UPDATED)) {
		struct arena arena = {0};
		struct request rq = {.op = OP_MAIL,
		                     .flags = REQUEST_SHARED,
		                     .actor = p->s->actor,
		                     .now = present(p),
		                     .given = GIVEN_ALL,
		                     .via = p->s->via,
		                     .action = action};
		rq.u.mail = (struct mail_ask){.deed = MAIL_TICK, .login = "", .text = ""};
		err = store_apply(p->s->store, &rq, 1, false, &result, &arena);
		action = result.action;
		arena_release(&arena);
	}
	return err;
}

static void note_failure(struct pass *p, const struct mail_row *row, const char *why)
{
	buf_fmt(&p->s->why, "%s: %s\n", row->id, why);
}

static int settle(struct pass *p, const struct mail_row *row, uint32_t lease, enum sendmail_end end, const char *why)
{
	struct mail_ask ask = {MAIL_SENT, row->mail.action, row->mail.login, "", 0, lease};
	struct result result;
	if (end != SENDMAIL_DONE) {
		ask.deed = MAIL_FAIL;
		ask.text = why;
		ask.at_min = mail_next_try(present(p), row->mail.made_min, row->mail.tries);
		note_failure(p, row, why);
	}
	if (end == SENDMAIL_REFUSED)
		ask.at_min = CLOCK_MAX_MIN;
	p->stops = end == SENDMAIL_HANGS;
	p->s->sent += end == SENDMAIL_DONE;
	p->s->later += end != SENDMAIL_DONE && ask.at_min < CLOCK_MAX_MIN;
	p->s->failed += end != SENDMAIL_DONE && ask.at_min == CLOCK_MAX_MIN;
	return ask_store(p, ask, &result);
}

/* ---- one mail ---- */

static int compose(struct pass *p, const struct mail_row *row)
{
	struct mail_things things = {0};
	int err = query_mail_things(p->s->store, row->mail.action, row->mail.login, &things);
	buf_clear(&p->message);
	if (!err && !things.n && row->mail.kind != MAIL_OF_DIGEST)
		err = QUAD_ENOTFOUND;
	if (!err)
		err = mail_compose(&p->office, row, &things, &p->message);
	arena_release(&things.arena);
	return err;
}

/* Hands on what was leased. */
static int hand_on(struct pass *p, const struct mail_row *row, uint32_t lease)
{
	struct buf why = {0};
	if (!*row->email)
		return settle(p, row, lease, SENDMAIL_LATER, "not among the people, or without an address");
	int err = compose(p, row);
	if (err == QUAD_EINVAL || err == QUAD_ENOTFOUND) {
		const char *fault = err == QUAD_EINVAL ? "its address is none" : "it is about nothing that is left";
		return settle(p, row, lease, SENDMAIL_REFUSED, fault);
	}
	if (err)
		return err;
	struct sendmail_ask ask = {
		p->s->path, p->s->from, row->email, {buf_text(&p->message), p->message.len}, p->s->limit_s};
	enum sendmail_end end = sendmail_run(&ask, &why);
	err = settle(p, row, lease, end, buf_text(&why));
	buf_release(&why);
	return err;
}

/* The mail as it is now: what goes with it is known once it is leased. */
static int read_again(struct pass *p, const struct mail_row *row, struct mail_rows *out)
{
	struct mail_filter one = {.action = row->mail.action, .login = row->mail.login};
	int err = query_mails(p->s->store, &one, out);
	return !err && !out->n ? QUAD_ENOTFOUND : err;
}

static int send_mail(struct pass *p, const struct mail_row *row)
{
	struct mail_ask ask = {MAIL_LEASE, row->mail.action, row->mail.login, "", present(p) + LEASE_MIN, 0};
	struct mail_rows now = {0};
	struct result result;
	int err = ask_store(p, ask, &result);
	if (err || result.outcome != OUTCOME_UPDATED)
		return err;
	err = read_again(p, row, &now);
	if (!err)
		err = hand_on(p, &now.v[0], (uint32_t)result.id);
	arena_release(&now.arena);
	return err == QUAD_ENOTFOUND ? 0 : err; /* somebody has dropped it meanwhile */
}

static int show_mail(struct pass *p, const struct mail_row *row)
{
	int err = compose(p, row);
	if (err == QUAD_EINVAL || err == QUAD_ENOTFOUND)
		return 0;
	return err ? err : p->s->show(p->s->arg, (struct bytes){buf_text(&p->message), p->message.len});
}

/* ---- all ---- */

static int send_portion(struct pass *p, const struct mail_rows *rows)
{
	int err = mail_office_open(&p->office, p->s->store, p->s->from);
	for (size_t i = 0; i < rows->n && !p->stops; i++) {
		if (err)
			break;
		err = p->s->show ? show_mail(p, &rows->v[i]) : send_mail(p, &rows->v[i]);
	}
	mail_office_close(&p->office);
	return err;
}

static int send_all(struct pass *p)
{
	struct mail_rows rows = {0};
	struct mail_filter filter = {.due = true, .max = PORTION};
	size_t n = PORTION;
	int err = 0;
	while (n == PORTION && !p->stops && !err) {
		struct mail_rows next;
		err = query_mails(p->s->store, &filter, &next);
		if (!err)
			err = send_portion(p, &next);
		n = err ? 0 : next.n;
		if (n) {
			filter.after_action = next.v[n - 1].mail.action;
			filter.after_login = next.v[n - 1].mail.login;
		}
		arena_release(&rows.arena);
		rows = next; /* the filter points into it */
	}
	arena_release(&rows.arena);
	return err;
}

int mail_send(struct mail_sending *s)
{
	struct pass p = {.s = s, .began_s = now_s()};
	const char *looker = s->store->looker;
	store_look_as(s->store, NULL);
	int err = s->show ? 0 : tick(&p);
	if (!err)
		err = send_all(&p);
	store_look_as(s->store, looker);
	buf_release(&p.message);
	return err;
}

void mail_sending_release(struct mail_sending *s)
{
	buf_release(&s->why);
}
