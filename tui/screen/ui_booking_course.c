/* Words the fields of a request and of a booking that is to be used, and its comments as a thread. */
#include "tui/screen/ui_booking_course.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/approval.h"
#include "store/query/alternatives.h"
#include "store/query/requests.h"
#include "store/query/waiting_places.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_claims.h"
#include "tui/words/words_name.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_time.h"

enum { HOUR = 60, DAY = 24 * HOUR, REASONS_SHOWN = 4, TIMES_SHOWN = 2 };

void booking_course_word_left(int64_t until, int64_t now, struct buf *out)
{
	int64_t left = until > now ? until - now : 0;
	if (left >= 2 * DAY)
		buf_fmt(out, _("%" PRId64 " d"), left / DAY);
	else if (left >= 2 * HOUR)
		words_length(left / HOUR * HOUR, out);
	else
		buf_fmt(out, _("%" PRId64 " min"), left);
}

void booking_course_word_waits(const char *waits_for, struct buf *out)
{
	static const char owner[] = "owner:";
	bool first = true;
	if (strcmp(waits_for, "requester") == 0) {
		buf_str(out, _("requester"));
		return;
	}
	for (const char *p = waits_for; *p; p += strcspn(p, ";"), p += *p == ';') {
		size_t len = strcspn(p, ";");
		if (strncmp(p, owner, sizeof owner - 1) == 0) {
			buf_str(out, first ? _("owner of ") : ", ");
			buf_add(out, p + sizeof owner - 1, len - (sizeof owner - 1));
		} else {
			buf_fmt(out, "%s%s", first ? "" : ", ", role_name(ROLE_COORDINATOR));
		}
		first = false;
	}
}

/* ---- state ---- */

static int add_state(struct booking_facts *f, struct store *s)
{
	const struct booking *b = &f->row.b;
	struct buf text = {0};
	if (b->state == STATE_BOOKED || !state_stands(b->state))
		return 0; /* it goes without saying, or is said with the head */
	buf_str(&text, state_name(b->state));
	if (b->state == STATE_REQUESTED && b->until) {
		buf_str(&text, _(", lapses "));
		words_moment(b->until, &text);
		buf_str(&text, " (");
		booking_course_word_left(b->until, store_now(s), &text);
		buf_str(&text, ")");
	}
	return booking_facts_add_text(f, _("State"), &text);
}

/* What it would take, in which place of the queue it stands, and until when it waits. */
static int add_wish(struct booking_facts *f, struct store *s)
{
	const struct booking *b = &f->row.b;
	struct buf place = {0}, until = {0};
	uint32_t n = 0;
	if (b->state != STATE_WAITING)
		return 0;
	int err = query_waiting_places(s, &b->id, 1, store_now(s), &n);
	if (!err && n)
		buf_fmt(&place, "%" PRIu32, n);
	if (b->until)
		words_moment(b->until, &until);
	if (!err)
		err = booking_facts_add(f, _("Wish"), b->wish);
	if (!err)
		err = booking_facts_add_text(f, _("In line"), &place);
	if (!err)
		err = booking_facts_add_text(f, _("Until"), &until);
	buf_release(&place);
	buf_release(&until);
	return err;
}

static int add_use(struct booking_facts *f)
{
	const struct booking *b = &f->row.b;
	struct buf used = {0}, moment = {0}, until = {0};
	if (b->used_from) {
		words_interval(b->used_from, b->used_to ? b->used_to : b->end, &used);
	} else if (b->state == STATE_BOOKED && b->until) {
		words_moment(b->until, &moment);
		buf_fmt(&until, _("by %s, else the rest is free"), buf_text(&moment));
	}
	int err = booking_facts_add_text(f, _("Check in"), &until);
	if (!err)
		err = booking_facts_add_text(f, _("Used"), &used);
	buf_release(&used);
	buf_release(&moment);
	buf_release(&until);
	return err;
}

/* ---- who decides ---- */

static int add_waits(struct booking_facts *f, struct store *s)
{
	struct request_filter filter = {.booking = f->row.b.id};
	struct request_rows rows = {0};
	struct buf text = {0};
	if (f->row.b.state != STATE_REQUESTED)
		return 0;
	int err = query_requests(s, &filter, &rows);
	if (!err && rows.n)
		booking_course_word_waits(rows.v->waits_for, &text);
	arena_release(&rows.arena);
	if (!err)
		err = booking_facts_add_text(f, _("Waits for"), &text);
	buf_release(&text);
	return err;
}

/* The code of the claim of a resource: the claims and their text are in one order. */
static void word_resource(const struct booking_facts *f, uint32_t resource, struct buf *out)
{
	char code[CLAIMS_CODE_MAX];
	const char *p = f->row.claims;
	for (size_t i = 0; i < f->row.b.n_claims && claims_next(&p, code); i++)
		if (f->row.b.claims[i].resource == resource) {
			buf_fmt(out, " (%s)", code);
			return;
		}
}

static int add_approvals(struct booking_facts *f)
{
	struct approval_chain chain = {0};
	bool first = true;
	int err = approval_parse(f->row.b.chain, &f->arena, &chain);
	for (size_t i = 0; !err && i < chain.n; i++) {
		const struct approval_step *step = &chain.v[i];
		struct buf text = {0};
		if (!step->approved)
			continue;
		words_moment(step->at_min, &text);
		buf_fmt(&text, "  %s", step->by);
		word_resource(f, step->resource, &text);
		err = booking_facts_add_text(f, first ? _("Approved") : "", &text);
		first = false;
	}
	return err;
}

static int add_reasons(struct booking_facts *f, const struct reasons *why)
{
	int err = 0;
	for (size_t i = 0; !err && i < why->n && i < REASONS_SHOWN; i++) {
		struct buf text = {0};
		words_reason(&why->v[i], &text);
		err = booking_facts_add_text(f, i ? "" : _("Against it"), &text);
	}
	return err;
}

/* The other resources at its time in one line, and the best other times of its own in one each. */
static int word_instead(struct booking_facts *f, const struct alternative_list *list)
{
	const char *label = _("Instead");
	struct buf others = {0};
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].kind == ALT_RESOURCE)
			buf_fmt(&others, "%s%s", others.len ? ", " : "", list->v[i].claims);
	bool first = !others.len;
	int err = booking_facts_add_text(f, label, &others);
	for (size_t i = 0, n = 0; !err && i < list->n && n < TIMES_SHOWN; i++) {
		const struct alternative *a = &list->v[i];
		struct buf text = {0};
		if (a->kind == ALT_RESOURCE)
			continue;
		buf_fmt(&text, "%s ", words_weekday(clock_weekday(clock_local_day(a->start))));
		words_interval(a->start, a->end, &text);
		err = booking_facts_add_text(f, first && !n ? label : "", &text);
		n++;
	}
	return err;
}

/* What would be accepted in its place, if whoever asks for it moved it there. */
static int add_instead(struct booking_facts *f, struct store *s, const struct reasons *why)
{
	const struct booking *b = &f->row.b;
	const struct result refused = {.outcome = OUTCOME_REFUSED, .reasons = *why};
	const struct request move = {
		.op = OP_MOVE, .actor = b->requester, .now = store_now(s), .u.booking = {.id = b->id}};
	struct alternative_list instead;
	int err = query_alternatives(s, &move, &refused, &instead);
	if (!err)
		err = word_instead(f, &instead);
	arena_release(&instead.arena);
	return err;
}

/* What speaks against a request by the rules of today, and what would work in its place. */
static int add_against(struct booking_facts *f, struct store *s)
{
	struct against_list list;
	if (f->row.b.state != STATE_REQUESTED)
		return 0;
	int err = query_against_rules(s, &f->row.b.id, 1, &list);
	if (err)
		return err;
	if (list.n)
		err = add_reasons(f, &list.v->reasons);
	if (!err && list.n)
		err = add_instead(f, s, &list.v->reasons);
	arena_release(&list.arena);
	return err;
}

/* ---- what was said ---- */

static const char *act_name(unsigned op)
{
	switch (op) {
	case OP_ASK: return _("asks back");
	case OP_APPROVE: return _("approves");
	case OP_DECLINE: return _("declines");
	default: return "";
	}
}

static int add_comments(struct booking_facts *f, struct store *s)
{
	struct comment_list list;
	int err = query_comments(s, f->row.b.id, &list);
	if (err)
		return err;
	for (size_t i = 0; !err && i < list.n; i++) {
		const struct comment *c = &list.v[i];
		const char *act = act_name(c->op);
		struct buf text = {0};
		words_moment(c->at_min, &text);
		buf_fmt(&text, "  %s%s%s: %s", c->login, *act ? " " : "", act, c->text);
		err = booking_facts_add_text(f, i ? "" : _("Said"), &text);
	}
	arena_release(&list.arena);
	return err;
}

int booking_course_add(struct booking_facts *f, struct store *s)
{
	int err = f->row.hidden ? 0 : add_state(f, s);
	if (f->row.hidden)
		return 0;
	if (!err)
		err = add_wish(f, s);
	if (!err)
		err = add_waits(f, s);
	if (!err)
		err = add_approvals(f);
	if (!err)
		err = add_against(f, s);
	if (!err)
		err = add_use(f);
	return err ? err : add_comments(f, s);
}
