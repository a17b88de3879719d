/*
 * A request, or all requests of a series, are looked at first, each by the rules of today and by what the actor may
 * decide of it; only where nothing speaks against any of them is anything written.
 */
#include "store/change/approve.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/course.h"
#include "store/change/permit_bookings.h"
#include "store/change/remark.h"
#include "store/change/series_record.h"
#include "store/change/series_step.h"
#include "store/change/stake.h"
#include "store/facts/members.h"
#include "store/model/approval.h"

/* One request under decision. */
struct judged {
	struct plan plan;
	struct approval_chain chain;
	bool is_left; /* of a series: the actor has nothing to decide in it */
};

struct judged_list {
	struct judged *v;
	size_t n;
};

/* ---- loading ---- */

static const char *name_of(struct change *c)
{
	const struct decision_ask *in = &c->rq->u.decision;
	const char *name =
		in->series ? arena_fmt(c->arena, "S%" PRIu64, in->series) : arena_fmt(c->arena, "%" PRIu64, in->id);
	return name ? name : "";
}

static int load_one(struct change *c, struct judged_list *out)
{
	const struct decision_ask *in = &c->rq->u.decision;
	struct reasons *why = &c->out->reasons;
	int err = plan_load(c, in->id, &out->v->plan);
	if (err == QUAD_ENOTFOUND) {
		reason_add(why, REASON_NO_BOOKING, name_of(c));
		return 0;
	}
	if (err)
		return err;
	const struct booking *b = &out->v->plan.old;
	enum booking_state state = booking_state_at(b, c->rq->now);
	if (state != STATE_REQUESTED)
		reason_add_text(why, REASON_NOT_REQUESTED, name_of(c), "%s", state_word(state))->booking = b->id;
	else if (in->seq && in->seq != b->seq)
		reason_add(why, REASON_CHANGED, name_of(c))->booking = b->id;
	out->n = 1;
	return 0;
}

static bool is_asked_for(const struct decision_ask *in, const struct booking *b)
{
	int64_t day = clock_local_day(b->start);
	for (size_t i = 0; i < in->n_only; i++)
		if (in->only[i] == day)
			return true;
	return in->n_only == 0;
}

/* Each day that was named has to have a request. */
static void miss_days(struct change *c, const struct judged_list *list)
{
	const struct decision_ask *in = &c->rq->u.decision;
	char text[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < in->n_only; i++) {
		size_t k = 0;
		while (k < list->n && clock_local_day(list->v[k].plan.old.start) != in->only[i])
			k++;
		if (k == list->n)
			reason_add_text(&c->out->reasons, REASON_NOT_REQUESTED, clock_format_date(in->only[i], text),
			                "%s", "");
	}
}

static int load_series(struct change *c, struct judged_list *out)
{
	const struct decision_ask *in = &c->rq->u.decision;
	struct series_record stored;
	struct series_tasks tasks = {0};
	int err = series_load(c, in->series, &stored);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_SERIES, name_of(c));
		return 0;
	}
	if (!err)
		err = permit_known_series(c, series_phases_last(&stored.phases));
	if (err || c->out->reasons.n)
		return err;
	err = series_load_bookings(c, in->series, &tasks);
	if (err)
		return err;
	out->v = arena_alloc(c->arena, (tasks.n + 1) * sizeof *out->v);
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < tasks.n; i++) {
		const struct booking *b = &tasks.v[i].plan.old;
		bool waits = booking_state_at(b, c->rq->now) == STATE_REQUESTED;
		if (waits && is_asked_for(in, b))
			out->v[out->n++] = (struct judged){.plan = tasks.v[i].plan};
	}
	miss_days(c, out);
	if (!out->n && !in->n_only)
		reason_add_text(&c->out->reasons, REASON_NOT_REQUESTED, name_of(c), "%s", "");
	return 0;
}

/* The requests that are meant, with their chains; a reason where there are none. */
static int load_requests(struct change *c, struct judged_list *out)
{
	*out = (struct judged_list){.v = arena_alloc(c->arena, sizeof *out->v)};
	if (!out->v)
		return QUAD_ENOMEM;
	out->v[0] = (struct judged){0};
	int err = c->rq->u.decision.series ? load_series(c, out) : load_one(c, out);
	for (size_t i = 0; i < out->n; i++) {
		struct judged *j = &out->v[i];
		j->plan.v = j->plan.old;
		if (!err)
			err = approval_parse(j->plan.old.chain, c->arena, &j->chain);
	}
	return err;
}

/* ---- who may ---- */

/* Of a series, what the actor may decide is decided, and the rest is left as it is. */
static void refuse_role(struct change *c, struct judged *j, const char *needed)
{
	char entity[40];
	j->is_left = true;
	snprintf(entity, sizeof entity, "booking:%" PRIu64, j->plan.old.id);
	reason_add_text(&c->out->reasons, REASON_ROLE, entity, "%s", needed);
}

/* Asks one of the functions of course.h about what a step is about. */
static int ask_course(struct change *c, const struct approval_step *step,
                      int (*fn)(struct change *c, const struct resource *resource, bool *out), bool *out)
{
	struct resource r;
	if (!step->resource)
		return course_may_decide(c, NULL, out);
	int err = facts_resource_by_number(c->txn, step->resource, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	return fn(c, &r, out);
}

static int may_decide_step(struct change *c, const struct approval_step *step, bool *out)
{
	return ask_course(c, step, course_decides_for, out);
}

/* A claim that a step is about; the coordinator's is about all. */
static bool is_of_step(const struct claim *claim, const struct approval_step *step)
{
	return !step->resource || claim->resource == step->resource;
}

/* True if an owner's rule lets who asked for it decide the step; the coordinator's if it lets him decide any. */
static bool may_be_own(const struct plan *p, const struct approval_step *step)
{
	for (size_t i = 0; i < p->v.n_claims && p->rulings; i++)
		if (is_of_step(&p->v.claims[i], step) && p->rulings[i].self == SELF_ALWAYS)
			return true;
	return false;
}

/* Somebody's own request is decided by others, unless the owner's rule says otherwise. */
static int may_approve_step(struct change *c, const struct judged *j, const struct approval_step *step, bool *out)
{
	const struct member *m;
	bool owned = false;
	int err = may_decide_step(c, step, out);
	if (err || !*out || strcmp(j->plan.old.requester, c->rq->actor) != 0)
		return err;
	err = members_of(c->cache, c->txn, c->rq->actor, &m);
	/* a coordinator in the place of an owner whom there is not may be the only one */
	if (!err)
		err = ask_course(c, step, course_may_decide, &owned);
	*out = !err && (m->everything || !owned || may_be_own(&j->plan, step));
	return err;
}

/* Who could decide what is open. */
static const char *needed_role(const struct approval_chain *chain)
{
	for (size_t i = 0; i < chain->n; i++)
		if (approval_is_open(chain, i))
			return chain->v[i].resource ? rights_needed(RIGHT_DECIDE, false)
			                            : rights_needed(RIGHT_COORDINATE, false);
	return rights_needed(RIGHT_DECIDE, false);
}

/* ---- approving ---- */

/* Approves what the actor may; *n counts the steps. */
static int approve_steps(struct change *c, struct judged *j, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < j->chain.n; i++) {
		struct approval_step *step = &j->chain.v[i];
		bool may = false;
		if (!approval_is_open(&j->chain, i))
			continue;
		int err = may_approve_step(c, j, step, &may);
		if (err)
			return err;
		if (!may)
			continue;
		step->approved = true;
		step->by = *c->rq->actor ? c->rq->actor : "-";
		step->at_min = c->rq->now;
		++*n;
	}
	return 0;
}

/* Asks for what the request has, by the rules of today. */
static int decide_again(struct change *c, struct judged *j)
{
	struct plan *p = &j->plan;
	size_t before = c->out->reasons.n;
	p->keeps_course = true;
	int err = plan_ask_again(c, p);
	if (!err)
		err = plan_decide(c, p);
	for (size_t i = before; i < c->out->reasons.n && c->rq->u.decision.series; i++)
		c->out->reasons.v[i].at = p->v.start;
	return err;
}

/* The plan with the chain as it is now; what is complete is booked. */
static int advance(struct change *c, struct judged *j)
{
	struct booking *v = &j->plan.v;
	bool complete = approval_is_complete(&j->chain);
	v->chain = approval_format(&j->chain, c->arena);
	v->asked_min = 0;
	if (!v->chain)
		return QUAD_ENOMEM;
	if (!complete)
		return stake_set_until(c, &j->plan, v->until);
	v->state = STATE_BOOKED;
	return stake_set_until(c, &j->plan, course_noshow_min(c, &j->plan));
}

static int judge_approval(struct change *c, struct judged *j)
{
	size_t n;
	int err = decide_again(c, j);
	if (!err)
		err = approve_steps(c, j, &n);
	if (err)
		return err;
	if (!n)
		refuse_role(c, j, needed_role(&j->chain));
	return j->is_left || c->out->reasons.n ? 0 : advance(c, j);
}

/* ---- writing ---- */

/* Of a series the answer lists the bookings. */
static int list_bookings(struct change *c, const struct judged_list *list)
{
	struct made *made = arena_alloc(c->arena, (list->n + 1) * sizeof *made);
	if (!made)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < list->n; i++) {
		const struct booking *b = &list->v[i].plan.v;
		made[i] = (struct made){.id = b->id,
		                        .series = b->series,
		                        .start = b->start,
		                        .end = b->end,
		                        .state = b->state,
		                        .outcome = OUTCOME_UPDATED,
		                        .was_start = b->start};
	}
	change_sort_made(made, list->n);
	c->out->made = made;
	c->out->n_made = list->n;
	return 0;
}

static int write_all(struct change *c, const struct judged_list *list)
{
	const struct decision_ask *in = &c->rq->u.decision;
	for (size_t i = 0; i < list->n; i++) {
		int err = remark_add(c, list->v[i].plan.old.id, in->text);
		if (!err)
			err = stake_write(c, &list->v[i].plan);
		if (err)
			return err;
	}
	if (!in->series)
		return 0;
	c->out->id = 0;
	c->out->series = in->series;
	return list_bookings(c, list);
}

/* Takes out what is left as it is, with its reasons, unless that is all. */
static void drop_left(struct change *c, struct judged_list *list)
{
	struct reasons *why = &c->out->reasons;
	size_t n = 0, n_why = 0;
	for (size_t i = 0; i < list->n; i++)
		if (!list->v[i].is_left)
			list->v[n++] = list->v[i];
	if (!n || !c->rq->u.decision.series)
		return;
	for (size_t i = 0; i < why->n; i++)
		if (why->v[i].detail != REASON_ROLE)
			why->v[n_why++] = why->v[i];
	why->n = n_why;
	list->n = n;
}

/* Judges each of the requests, and writes what became of them if nothing speaks against it. */
static int decide_all(struct change *c, int (*judge)(struct change *c, struct judged *j))
{
	struct judged_list list;
	int err = load_requests(c, &list);
	change_check_text(c, "text", c->rq->u.decision.text);
	if (err || c->out->reasons.n)
		return err;
	for (size_t i = 0; i < list.n; i++) {
		err = judge(c, &list.v[i]);
		if (err)
			return err;
	}
	drop_left(c, &list);
	return c->out->reasons.n ? 0 : write_all(c, &list);
}

int approve_accept(struct change *c)
{
	return decide_all(c, judge_approval);
}

/* ---- declining ---- */

/* What the actor may decline: all of it, or only resources that the booking can do without. */
static int find_declined(struct change *c, const struct judged *j, bool *declined, bool *whole)
{
	*whole = false;
	for (size_t i = 0; i < j->chain.n; i++) {
		const struct approval_step *step = &j->chain.v[i];
		declined[i] = false;
		int err = may_decide_step(c, step, &declined[i]);
		if (err)
			return err;
		*whole |= declined[i] && !step->optional;
	}
	return 0;
}

static bool is_declined(const struct judged *j, const bool *declined, uint32_t resource)
{
	for (size_t i = 0; i < j->chain.n; i++)
		if (declined[i] && j->chain.v[i].resource == resource)
			return true;
	return false;
}

/* True if the coordinator has to approve what is left of a request. */
static bool needs_coordinator(const struct plan *p)
{
	for (size_t i = 0; i < p->n_asks; i++)
		if (p->rulings[i].approval == APPROVAL_OWNER_COORDINATOR)
			return true;
	return false;
}

/* Takes the declined resources out of the request. */
static int do_without(struct change *c, struct judged *j, const bool *declined)
{
	struct plan *p = &j->plan;
	size_t n = 0, n_steps = 0;
	int err = plan_ask_again(c, p);
	if (err)
		return err;
	/* asks and claims stand in the same order */
	for (size_t i = 0; i < p->n_asks; i++)
		if (!is_declined(j, declined, p->old.claims[i].resource))
			p->asks[n++] = p->asks[i];
	p->n_asks = n;
	p->keeps_course = true;
	err = plan_decide(c, p);
	if (err || c->out->reasons.n)
		return err;
	bool coordinator = needs_coordinator(p);
	for (size_t i = 0; i < j->chain.n; i++)
		if (!declined[i] && (j->chain.v[i].resource || coordinator))
			j->chain.v[n_steps++] = j->chain.v[i];
	j->chain.n = n_steps;
	return err || c->out->reasons.n ? err : advance(c, j);
}

static int judge_decline(struct change *c, struct judged *j)
{
	bool *declined = arena_alloc(c->arena, j->chain.n + 1), whole, any = false;
	if (!declined)
		return QUAD_ENOMEM;
	int err = find_declined(c, j, declined, &whole);
	if (err)
		return err;
	for (size_t i = 0; i < j->chain.n; i++)
		any |= declined[i];
	if (!any) {
		refuse_role(c, j, needed_role(&j->chain));
		return 0;
	}
	if (!whole && j->plan.old.n_claims > 1)
		return do_without(c, j, declined);
	j->plan.v.state = STATE_DECLINED;
	return 0;
}

int approve_decline(struct change *c)
{
	if (!*c->rq->u.decision.text)
		reason_add(&c->out->reasons, REASON_MISSING, "reason");
	return c->out->reasons.n ? 0 : decide_all(c, judge_decline);
}

/* ---- asking back, and what is said ---- */

static int judge_question(struct change *c, struct judged *j)
{
	struct booking *v = &j->plan.v;
	bool may = false;
	for (size_t i = 0; i < j->chain.n && !may; i++) {
		int err = approval_is_open(&j->chain, i) ? may_decide_step(c, &j->chain.v[i], &may) : 0;
		if (err)
			return err;
	}
	if (!may) {
		refuse_role(c, j, needed_role(&j->chain));
		return 0;
	}
	if (v->was_asked) {
		reason_add(&c->out->reasons, REASON_ASKED_ONCE, name_of(c))->booking = v->id;
		return 0;
	}
	v->was_asked = true;
	v->asked_min = c->rq->now;
	return stake_set_until(c, &j->plan, v->until + ASK_PAUSE_MIN < v->start ? v->until + ASK_PAUSE_MIN : v->start);
}

int approve_ask(struct change *c)
{
	if (!*c->rq->u.decision.text)
		reason_add(&c->out->reasons, REASON_MISSING, "text");
	return c->out->reasons.n ? 0 : decide_all(c, judge_question);
}

/* The requester's word is the answer to what was asked: the hold gives back the part of the pause that is left. */
static int take_answer(struct change *c, struct plan *p)
{
	struct booking *v = &p->v;
	bool answers = v->state == STATE_REQUESTED && v->asked_min && strcmp(v->requester, c->rq->actor) == 0;
	if (!answers)
		return 0;
	int64_t left = ASK_PAUSE_MIN - (c->rq->now - v->asked_min);
	v->asked_min = 0;
	/* a hold that the start has cut short is not cut again */
	bool cut = v->until >= v->start || left <= 0;
	int err = stake_set_until(c, p, cut ? v->until : v->until - left);
	return err ? err : stake_write(c, p);
}

int approve_comment(struct change *c)
{
	const struct decision_ask *in = &c->rq->u.decision;
	struct plan p = {0};
	change_check_text(c, "text", in->text);
	if (!*in->text)
		reason_add(&c->out->reasons, REASON_MISSING, "text");
	if (c->out->reasons.n)
		return 0;
	int err = stake_load(c, &p);
	if (err || c->out->reasons.n)
		return err;
	/* who may see what the booking is for may speak about it */
	err = stake_ask(c, RIGHT_DETAILS, &p.old);
	if (err || c->out->reasons.n)
		return err;
	err = remark_add(c, in->id, in->text);
	if (!err)
		err = take_answer(c, &p);
	if (!err)
		stake_set_result(c, &p.v);
	return err;
}
