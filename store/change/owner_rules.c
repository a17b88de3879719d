/*
 * The facts for policy.h: the rules of each resource, who asks, the qualifications, the bookings next to it, and what
 * counts against limits. All that a limit counts is read before it is asked, so that rules that count the same share
 * it.
 */
#include "store/change/owner_rules.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/claim_view.h"
#include "store/change/planned.h"
#include "store/change/register_rules.h"
#include "store/change/suspension.h"
#include "store/change/usage.h"
#include "store/facts/rule_cache.h"
#include "store/facts/rule_index.h"
#include "store/model/policy_check.h"

/* A plan under judgement. */
struct judgement {
	struct change *c;
	const struct plan *p;
	const struct booking *v;   /* what shall stand */
	const struct booking *old; /* what stands and is changed; NULL: a new booking */
	const struct booking *was; /* the same, if it holds its place meanwhile; NULL: all is judged */
	bool same_who;             /* was, and for the same person and institution */
	const struct resource *const *resources;
	const struct claim *claims;
	const struct rules_of_resource **rules; /* of each resource */
	size_t n;
	struct policy_asker asker;
	struct reasons *refused, *trial;
	struct usage usage;
	struct qualification_records qualifications;
	bool has_qualifications;
};

/* Where the reasons of a rule go. */
static struct reasons *reasons_of(const struct judgement *j, const struct policy_rule *rule)
{
	return rule->rule->trial ? j->trial : j->refused;
}

static bool says_something(const struct policy_rule *rule)
{
	return rule->value.given == POLICY_SET;
}

/* ---- what is new ---- */

static bool has_claim(const struct booking *b, uint32_t resource)
{
	for (size_t i = 0; b && i < b->n_claims; i++)
		if (b->claims[i].resource == resource)
			return true;
	return false;
}

/* The claim is held already, for the same person and institution. */
static bool is_kept(const struct judgement *j, size_t i)
{
	return j->same_who && has_claim(j->was, j->resources[i]->no);
}

/* It is, and takes no more time. */
static bool is_less(const struct judgement *j, size_t i)
{
	return is_kept(j, i) && j->v->start >= j->was->start && j->v->end <= j->was->end;
}

/* The minutes of a claim that are new to it, in up to two spans. */
static size_t list_added(const struct judgement *j, size_t i, struct policy_span out[2])
{
	const struct booking *v = j->v, *was = j->was;
	size_t n = 0;
	if (!is_kept(j, i)) {
		out[0] = (struct policy_span){v->start, v->end};
		return 1;
	}
	if (v->start < was->start)
		out[n++] = (struct policy_span){v->start, v->end < was->start ? v->end : was->start};
	if (v->end > was->end)
		out[n++] = (struct policy_span){v->start > was->end ? v->start : was->end, v->end};
	return n;
}

/* ---- what is forbidden ---- */

static void check_forbids(const struct judgement *j, size_t i)
{
	struct policy_span spans[2];
	size_t n = list_added(j, i, spans);
	for (size_t k = 0; k < j->rules[i]->n; k++) {
		const struct policy_rule *rule = j->rules[i]->v[k];
		bool fits = false;
		if (rule->field != POLICY_FORBID || !says_something(rule))
			continue;
		struct policy_case one = {.asker = &j->asker, .resource = j->resources[i]};
		for (size_t s = 0; s < n; s++) {
			one.start = spans[s].start;
			one.end = spans[s].end;
			fits |= policy_fits(rule, &one) == POLICY_FITS;
		}
		if (fits)
			policy_add_denied(&one, rule, reasons_of(j, rule));
	}
}

/* ---- settings ---- */

/* Takes the reasons of a detail out again, from one on. */
static void drop_reasons(struct reasons *list, size_t from, enum reason_detail detail)
{
	size_t n = from;
	for (size_t i = from; i < list->n; i++)
		if (list->v[i].detail != detail)
			list->v[n++] = list->v[i];
	list->n = n;
}

/* The minutes of a setting, the larger where one is on trial; 0 = none. */
static int64_t longest_gap(const struct policy_decided *decided)
{
	const struct policy_rule *a = decided->setting[POLICY_GAP], *b = decided->trial[POLICY_GAP];
	int64_t gap = a ? a->value.number : 0;
	return b && b->value.number > gap ? b->value.number : gap;
}

static void note_gap(int64_t minutes, int64_t *gap)
{
	if (minutes >= 0 && (*gap < 0 || minutes < *gap))
		*gap = minutes;
}

/* How near the bookings before and after are. What was as near already may stay so. */
static int find_gaps(const struct judgement *j, size_t i, int64_t most_min, struct policy_facts *facts)
{
	const struct claim *mine = &j->claims[i];
	struct neighbours near;
	facts->gap_before = facts->gap_after = -1;
	if (most_min <= 0)
		return 0;
	int err = claim_view_neighbours(j->c, mine->resource, mine->start - most_min, mine->end + most_min,
	                                j->p->old.id, &near);
	for (size_t k = 0; !err && k < near.n; k++) {
		const struct claim *other = &near.v[k].claim;
		if (!claim_counts(other, j->c->rq->now))
			continue;
		note_gap(mine->start - other->end, &facts->gap_before);
		note_gap(other->start - mine->end, &facts->gap_after);
	}
	if (!err && is_kept(j, i) && j->v->start >= j->was->start)
		facts->gap_before = -1;
	if (!err && is_kept(j, i) && j->v->end <= j->was->end)
		facts->gap_after = -1;
	return err;
}

static int read_qualifications(struct judgement *j, const struct policy_decided *decided, struct policy_facts *facts)
{
	bool wanted = decided->setting[POLICY_QUALIFICATION] || decided->trial[POLICY_QUALIFICATION];
	int err = 0;
	if (wanted && !j->has_qualifications && *j->asker.login)
		err = rule_index_qualifications(j->c->txn, j->asker.login, j->c->arena, &j->qualifications);
	j->has_qualifications |= wanted;
	facts->qualifications = j->qualifications.v;
	facts->n_qualifications = j->qualifications.n;
	return err;
}

/* True if notice is to be kept: of what has begun there is none any more, and what stays as it is needs none. */
static bool needs_notice(const struct judgement *j, size_t i)
{
	const struct booking *old = j->old, *v = j->v;
	if (!has_claim(old, j->resources[i]->no) || old->start <= j->c->rq->now)
		return false;
	return v->start != old->start || v->end != old->end || v->party != old->party || v->n_claims != old->n_claims;
}

static void refuse_by_settings(const struct judgement *j, size_t i, const struct policy_case *one,
                               const struct policy_decided *decided, const struct policy_facts *facts, bool trial)
{
	struct reasons *out = trial ? j->trial : j->refused;
	size_t before = out->n;
	policy_check(one, decided, facts, trial, out);
	if (is_less(j, i))
		drop_reasons(out, before, REASON_QUALIFICATION);
	if (!is_kept(j, i) || j->v->start != j->was->start)
		return;
	/* only its end is another */
	drop_reasons(out, before, REASON_LEAD);
	drop_reasons(out, before, REASON_HORIZON);
}

/* Who enters what happened is not late; nor was who asked in time, when it is decided later. */
static bool is_late_anyway(const struct change *c)
{
	return c->rq->flags & REQUEST_RECORD || c->rq->op == OP_APPROVE || c->rq->op == OP_DECLINE;
}

/* Whoever did not come too often gets nothing more for a while, and keeps what he has. */
static int check_suspension(const struct judgement *j, const struct policy_case *one,
                            const struct policy_decided *decided)
{
	const struct policy_rule *rules[] = {decided->setting[POLICY_SUSPEND], decided->trial[POLICY_SUSPEND]};
	for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
		int64_t until = 0;
		int err = rules[k] ? suspension_until(j->c, rules[k], j->asker.login, &until) : 0;
		if (err)
			return err;
		if (until)
			policy_add_suspended(one, rules[k], until, reasons_of(j, rules[k]));
	}
	return 0;
}

static int check_settings(struct judgement *j, size_t i, struct ruling *ruling)
{
	const struct policy_case one = {&j->asker, j->resources[i], j->v->start, j->v->end};
	struct policy_decided decided;
	struct policy_facts facts = {.now = j->c->rq->now,
	                             .recorded = is_late_anyway(j->c),
	                             .changed = needs_notice(j, i),
	                             .same_time = is_less(j, i),
	                             .was_start = j->old ? j->old->start : 0};
	policy_decide(j->rules[i]->v, j->rules[i]->n, &one, &decided, NULL);
	policy_put_ruling(&decided, ruling);
	int err = find_gaps(j, i, longest_gap(&decided), &facts);
	if (!err)
		err = read_qualifications(j, &decided, &facts);
	if (err)
		return err;
	refuse_by_settings(j, i, &one, &decided, &facts, false);
	refuse_by_settings(j, i, &one, &decided, &facts, true);
	return facts.recorded || is_less(j, i) ? 0 : check_suspension(j, &one, &decided);
}

/* ---- limits ---- */

/* A limit that holds for a claim. */
struct held_limit {
	const struct policy_rule *rule;
	size_t claim; /* the first that it holds for */
};

/* True if nobody is counted by it: a booking that is on behalf of no institution has no institution and no class. */
static bool counts_nobody(const struct judgement *j, const struct policy_rule *rule)
{
	if (rule->value.limit.of == POLICY_PER_PERSON)
		return !*j->asker.login;
	return !*j->asker.institution;
}

static bool has_limit(const struct held_limit *v, size_t n, const struct policy_rule *rule)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].rule == rule)
			return true;
	return false;
}

/* The limits that hold for the claims, each once. */
static int list_limits(const struct judgement *j, struct held_limit **out, size_t *n)
{
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < j->n; i++) {
		const struct policy_case one = {&j->asker, j->resources[i], j->v->start, j->v->end};
		for (size_t k = 0; k < j->rules[i]->n; k++) {
			const struct policy_rule *rule = j->rules[i]->v[k];
			if (rule->field != POLICY_LIMIT || !says_something(rule) || has_limit(*out, *n, rule))
				continue;
			if (counts_nobody(j, rule) || policy_fits(rule, &one) != POLICY_FITS)
				continue;
			struct held_limit *v = arena_grow(j->c->arena, *out, *n, &cap, sizeof *v);
			if (!v)
				return QUAD_ENOMEM;
			*out = v;
			v[(*n)++] = (struct held_limit){rule, i};
		}
	}
	return 0;
}

/* Reads what the limits count, for all that share it at once. */
static int read_usage(struct judgement *j, const struct held_limit *limits, size_t n)
{
	struct policy_span spans[POLICY_PER_CLASS + 1] = {0};
	for (size_t i = 0; i < n; i++) {
		const struct policy_limit *limit = &limits[i].rule->value.limit;
		struct policy_span *all = &spans[limit->of], one;
		struct policy_clock clock;
		int err = usage_clock(&j->usage, limit, &clock);
		if (err)
			return err;
		if (!policy_limit_reach(limit, j->v->start, j->v->end, &clock, &one))
			continue;
		if (all->start >= all->end)
			*all = one;
		all->start = one.start < all->start ? one.start : all->start;
		all->end = one.end > all->end ? one.end : all->end;
	}
	for (int of = POLICY_PER_PERSON; of <= POLICY_PER_CLASS; of++) {
		bool any = spans[of].start < spans[of].end;
		int err = any ? usage_read(&j->usage, (enum policy_of)of, &spans[of]) : 0;
		if (err)
			return err;
	}
	return 0;
}

/* What the standing booking counts already, if it is of those who are counted. */
static int list_was(const struct judgement *j, const struct policy_rule *rule, struct policy_count *count)
{
	struct policy_asker asker;
	if (!j->was || !j->same_who)
		return 0;
	count->was = arena_alloc(j->c->arena, (j->was->n_claims + 1) * sizeof *count->was);
	int err = count->was ? usage_asker(j->c, j->was->requester, j->was->institution, &asker) : QUAD_ENOMEM;
	return err ? err : usage_of_booking(j->c, rule, j->was, &asker, count->was, &count->n_was);
}

static int check_limit(struct judgement *j, const struct held_limit *limit)
{
	const struct policy_rule *rule = limit->rule;
	const struct resource *resource = j->resources[limit->claim];
	const struct policy_case one = {&j->asker, resource, j->v->start, j->v->end};
	struct booking asked = *j->v;
	struct policy_clock clock;
	struct policy_span period;
	struct policy_count count = {.limit = &rule->value.limit, .clock = &clock};
	int64_t amount;
	asked.claims = j->claims;
	asked.n_claims = j->n;
	count.asked = arena_alloc(j->c->arena, (j->n + 1) * sizeof *count.asked);
	int err = count.asked ? usage_clock(&j->usage, &rule->value.limit, &clock) : QUAD_ENOMEM;
	if (!err)
		err = usage_of_booking(j->c, rule, &asked, &j->asker, count.asked, &count.n_asked);
	if (!err)
		err = list_was(j, rule, &count);
	if (!err)
		err = usage_claims(&j->usage, rule, resource, &count.uses, &count.n_uses);
	if (!err && policy_exceeds(&count, &period, &amount))
		policy_add_quota(&one, rule, &period, amount, reasons_of(j, rule));
	return err;
}

static int check_limits(struct judgement *j)
{
	struct held_limit *limits;
	size_t n;
	int err = list_limits(j, &limits, &n);
	if (!err && n)
		err = read_usage(j, limits, n);
	for (size_t i = 0; i < n; i++) {
		if (!err)
			err = check_limit(j, &limits[i]);
	}
	return err;
}

/* ---- leaving ---- */

/* Adds a reason if the resource may not be left any more. */
static int check_leaving(struct change *c, const struct booking *b, const struct resource *resource,
                         struct reasons *out)
{
	const struct rules_of_resource *rules;
	struct policy_asker asker;
	struct policy_decided decided;
	const struct policy_case one = {&asker, resource, b->start, b->end};
	int err = rule_cache_of(c->cache, c->txn, resource, &rules);
	if (!err)
		err = usage_asker(c, b->requester, b->institution, &asker);
	if (err)
		return err;
	policy_decide(rules->v, rules->n, &one, &decided, NULL);
	policy_check_notice(&one, &decided, c->rq->now, out);
	return 0;
}

/* Adds the reasons but for those that the request overrides. */
static void add_refused(struct change *c, const struct reasons *refused, struct reasons *overridden)
{
	for (size_t i = 0; i < refused->n; i++) {
		bool overrides = c->rq->flags & REQUEST_OVERRIDE && refused->v[i].overridable;
		if (!overrides)
			reason_copy(&c->out->reasons, &refused->v[i]);
		else if (overridden)
			reason_copy(overridden, &refused->v[i]);
	}
	c->out->reasons.failed |= refused->failed;
}

/* The resource of a stored claim, as the cache keeps it. */
static int find_resource(struct change *c, uint32_t no, const struct resource **out)
{
	struct resource r;
	const struct cache_resource *kept;
	int err = facts_resource_by_number(c->txn, no, &r);
	if (!err)
		err = cache_resource(c->cache, c->txn, r.code, &kept);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	*out = &kept->resource;
	return 0;
}

/* Nobody asks for what follows the calendar or lapses, and what happened needs no notice. */
static bool is_asked_for(const struct change *c)
{
	enum request_op op = c->rq->op;
	return op != OP_TERM && op != OP_PERIOD && op != OP_DAY && op != OP_LAPSE;
}

int owner_rules_leave(struct change *c, const struct booking *b)
{
	struct reasons refused = {.arena = c->arena};
	int err = 0;
	if (!is_asked_for(c) || c->rq->flags & REQUEST_RECORD || b->start <= c->rq->now)
		return 0;
	for (size_t i = 0; i < b->n_claims; i++) {
		const struct resource *resource;
		err = find_resource(c, b->claims[i].resource, &resource);
		if (!err)
			err = check_leaving(c, b, resource, &refused);
		if (err)
			return err;
	}
	add_refused(c, &refused, NULL);
	return 0;
}

/* The claims of the standing booking that it shall have no more. */
static int check_left(const struct judgement *j)
{
	const struct booking *old = j->old;
	bool free = !old || old->start <= j->c->rq->now || is_late_anyway(j->c);
	for (size_t i = 0; !free && i < old->n_claims; i++) {
		const struct resource *resource;
		bool stays = false;
		for (size_t k = 0; k < j->n; k++)
			stays |= j->resources[k]->no == old->claims[i].resource;
		int err = stays ? 0 : find_resource(j->c, old->claims[i].resource, &resource);
		if (!err && !stays)
			err = check_leaving(j->c, old, resource, j->refused);
		if (err)
			return err;
	}
	return 0;
}

/* ---- judging ---- */

static bool is_same_person(const struct booking *a, const struct booking *b)
{
	return strcmp(a->requester, b->requester) == 0 && strcmp(a->institution, b->institution) == 0;
}

static int begin_judgement(struct judgement *j)
{
	struct change *c = j->c;
	const struct plan *p = j->p;
	j->v = &p->v;
	j->old = p->old.id && state_stands(p->old.state) ? &p->old : NULL;
	j->was = p->holds_place ? j->old : NULL;
	j->same_who = j->was && is_same_person(j->was, j->v);
	j->usage = (struct usage){.c = c, .except = p->old.id};
	j->rules = arena_alloc(c->arena, (j->n + 1) * sizeof(const struct rules_of_resource *));
	int err = j->rules ? 0 : QUAD_ENOMEM;
	for (size_t i = 0; i < j->n; i++) {
		if (!err)
			err = rule_cache_of(c->cache, c->txn, j->resources[i], &j->rules[i]);
	}
	if (!err)
		err = usage_asker(c, j->v->requester, j->v->institution, &j->asker);
	j->usage.asker = j->asker;
	return err;
}

static struct ruling default_ruling(void)
{
	return (struct ruling){.approval = APPROVAL_NONE, .hold_min = HOLD_DEFAULT_MIN, .preempt_min = -1, .price = ""};
}

/* All that there is to say about the claims. */
static int judge_claims(struct judgement *j, struct ruling *rulings)
{
	int err = begin_judgement(j);
	for (size_t i = 0; i < j->n; i++) {
		rulings[i] = default_ruling();
		if (err)
			continue;
		check_forbids(j, i);
		err = check_settings(j, i, &rulings[i]);
	}
	if (!err)
		err = check_left(j);
	return err ? err : check_limits(j);
}

int owner_rules_judge(struct change *c, struct plan *p, const struct resource *const *resources,
                      const struct claim *claims, size_t n)
{
	struct reasons refused = {.arena = c->arena};
	p->trial = (struct reasons){.arena = c->arena};
	p->overridden = (struct reasons){.arena = c->arena};
	p->rulings = arena_alloc(c->arena, (n + 1) * sizeof *p->rulings);
	struct judgement j = {.c = c,
	                      .p = p,
	                      .resources = resources,
	                      .claims = claims,
	                      .n = n,
	                      .refused = &refused,
	                      .trial = &p->trial};
	int err = p->rulings ? judge_claims(&j, p->rulings) : QUAD_ENOMEM;
	if (!err && is_asked_for(c))
		err = register_rules_judge(c, p, resources, claims, n, &refused);
	if (err)
		return err;
	if (is_asked_for(c))
		add_refused(c, &refused, &p->overridden);
	else
		p->trial.n = 0;
	return p->trial.failed || p->overridden.failed ? QUAD_ENOMEM : 0;
}

int owner_rules_look(struct change *c, const struct booking *b, const struct resource *resource,
                     struct policy_look **looks, size_t *n)
{
	const struct rules_of_resource *rules;
	struct policy_asker asker;
	struct policy_decided decided;
	const struct policy_case one = {&asker, resource, b->start, b->end};
	int err = rule_cache_of(c->cache, c->txn, resource, &rules);
	*n = err ? 0 : rules->n;
	*looks = arena_alloc(c->arena, (*n + 1) * sizeof **looks);
	if (!*looks)
		return QUAD_ENOMEM;
	if (!err)
		err = usage_asker(c, b->requester, b->institution, &asker);
	if (!err)
		policy_decide(rules->v, rules->n, &one, &decided, *looks);
	return err;
}
