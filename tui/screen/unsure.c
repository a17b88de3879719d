/*
 * Which requests may have been carried out, by all that they ask for: what a person has changed in a form is another
 * request. Requests for lists have no memory here, since one that is carried out twice changes nothing.
 */
#include "tui/screen/unsure.h"

#include <inttypes.h>
#include <string.h>

static void add_text(struct buf *out, const char *text)
{
	buf_str(out, text ? text : "");
	buf_char(out, '\0');
}

static void add_number(struct buf *out, int64_t n)
{
	buf_fmt(out, "%" PRId64 ",", n);
}

static void add_days(struct buf *out, const int64_t *days, size_t n)
{
	add_number(out, (int64_t)n);
	for (size_t i = 0; i < n; i++)
		add_number(out, days[i]);
}

static void add_claims(struct buf *out, const struct claim_ask *claims, size_t n)
{
	add_number(out, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		add_text(out, claims[i].resource);
		add_number(out, claims[i].units);
	}
}

/* Not the version that it was made on: after the change, if it was carried out, that is another one. */
static void add_booking(struct buf *out, const struct booking_ask *b)
{
	const char *const texts[] = {b->ref,         b->purpose, b->note,     b->requester,
	                             b->institution, b->event,   b->optional, b->wish};
	const int64_t numbers[] = {(int64_t)b->id, (int64_t)b->other, b->start,     b->end,
	                           b->party,       (int64_t)b->class, b->wait_until};
	add_claims(out, b->claims, b->n_claims);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		add_text(out, texts[i]);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		add_number(out, numbers[i]);
}

static void add_pattern(struct buf *out, const struct series_ask *s)
{
	const struct week_pattern *w = &s->weeks;
	const int64_t numbers[] = {(int64_t)w->weeks, (int64_t)w->weekdays, (int64_t)w->periods, w->from_min,
	                           w->to_min,         s->rule.start,        s->rule.len_min};
	add_text(out, w->term);
	add_text(out, s->rule.rule);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		add_number(out, numbers[i]);
}

static void add_series(struct buf *out, const struct series_ask *s)
{
	const char *const texts[] = {s->ref, s->purpose, s->note, s->requester, s->institution, s->event};
	const int64_t numbers[] = {(int64_t)s->id, s->party, (int64_t)s->class, s->from};
	add_claims(out, s->claims, s->n_claims);
	add_pattern(out, s);
	add_days(out, s->except, s->n_except);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		add_text(out, texts[i]);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		add_number(out, numbers[i]);
}

static void add_decision(struct buf *out, const struct decision_ask *d)
{
	add_number(out, (int64_t)d->id);
	add_number(out, (int64_t)d->series);
	add_number(out, d->at_min);
	add_days(out, d->only, d->n_only);
	add_text(out, d->text);
	add_text(out, d->note);
}

static bool is_of_booking(enum request_op op)
{
	return op == OP_BOOK || op == OP_MOVE || op == OP_CANCEL || op == OP_SWAP;
}

/* False for a request that is not remembered. */
static bool add_request(struct buf *out, const struct request *rq)
{
	add_number(out, rq->op);
	add_number(out, rq->flags);
	add_number(out, rq->given);
	if (is_of_booking(rq->op))
		add_booking(out, &rq->u.booking);
	else if (op_is_about_series(rq->op))
		add_series(out, &rq->u.series);
	else if (op_decides(rq->op))
		add_decision(out, &rq->u.decision);
	else if (rq->op == OP_UNDO)
		add_number(out, (int64_t)rq->u.entry);
	else
		return false;
	return true;
}

/* All that the requests ask for; empty if they are not remembered. */
static void put_asked(const struct request *rqs, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		if (!add_request(out, &rqs[i])) {
			buf_clear(out);
			return;
		}
	if (out->failed)
		buf_clear(out);
}

void unsure_give_ids(const struct unsure *u, struct request *rqs, size_t n)
{
	struct buf asked = {0};
	bool is_same = false;
	if (u->ids.len == n * REQUEST_ID_BYTES) {
		put_asked(rqs, n, &asked);
		is_same = asked.len && asked.len == u->asked.len && memcmp(asked.p, u->asked.p, asked.len) == 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (is_same)
			memcpy(rqs[i].id, u->ids.p + i * REQUEST_ID_BYTES, REQUEST_ID_BYTES);
		else
			request_id_new(rqs[i].id);
	}
	buf_release(&asked);
}

void unsure_note(struct unsure *u, const struct request *rqs, size_t n, bool is_unsure)
{
	unsure_release(u);
	if (is_unsure)
		put_asked(rqs, n, &u->asked);
	for (size_t i = 0; i < n && u->asked.len; i++)
		buf_add(&u->ids, rqs[i].id, REQUEST_ID_BYTES);
	if (u->ids.failed)
		unsure_release(u);
}

void unsure_release(struct unsure *u)
{
	buf_release(&u->asked);
	buf_release(&u->ids);
}
