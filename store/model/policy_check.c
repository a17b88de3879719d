/* From settings and facts to reasons. */
#include "store/model/policy_check.h"

#include <string.h>

#include "store/base/clock.h"

/* A check under way. */
struct policy_checking {
	const struct policy_case *c;
	const struct policy_facts *facts;
	struct reasons *out;
};

/* Lets a reason say which rule it is of. */
static void sign_reason(struct reason *r, const struct policy_rule *rule, struct reasons *out)
{
	const char *id = arena_str(out->arena, rule->rule->id), *said = arena_str(out->arena, rule->rule->text);
	r->owner_rule = id ? id : "";
	r->said = said ? said : "";
	r->overridable = rule->rule->overridable;
	out->failed |= !id || !said;
}

/* Adds a reason with the value of the rule, `2h` or named `min 30m`, and its minutes. */
static void add_limit(struct policy_checking *v, enum reason_detail detail, const struct policy_rule *rule, bool named)
{
	const char *field = named ? policy_field_word(rule->field) : "";
	struct reason *r = reason_add_text(v->out, detail, v->c->resource->code, "%s%s%s", field, named ? " " : "",
	                                   rule->rule->value);
	r->limit = rule->value.number;
	sign_reason(r, rule, v->out);
}

/* ---- the settings ---- */

static void check_lead(struct policy_checking *v, const struct policy_rule *rule)
{
	if (v->c->start - v->facts->now < rule->value.number)
		add_limit(v, REASON_LEAD, rule, false);
}

static void check_horizon(struct policy_checking *v, const struct policy_rule *rule)
{
	if (v->c->start - v->facts->now > rule->value.number)
		add_limit(v, REASON_HORIZON, rule, false);
}

static void check_min(struct policy_checking *v, const struct policy_rule *rule)
{
	if (v->c->end - v->c->start < rule->value.number)
		add_limit(v, REASON_DURATION, rule, true);
}

static void check_max(struct policy_checking *v, const struct policy_rule *rule)
{
	if (v->c->end - v->c->start > rule->value.number)
		add_limit(v, REASON_DURATION, rule, true);
}

static void check_gap(struct policy_checking *v, const struct policy_rule *rule)
{
	int64_t before = v->facts->gap_before, after = v->facts->gap_after;
	bool near = (before >= 0 && before < rule->value.number) || (after >= 0 && after < rule->value.number);
	if (near)
		add_limit(v, REASON_GAP, rule, false);
}

static void check_notice(struct policy_checking *v, const struct policy_rule *rule)
{
	if (v->facts->was_start - v->facts->now < rule->value.number)
		add_limit(v, REASON_NOTICE, rule, false);
}

static void check_qualification(struct policy_checking *v, const struct policy_rule *rule)
{
	if (!policy_qualifies(&rule->value, v->facts->qualifications, v->facts->n_qualifications, v->c->end))
		add_limit(v, REASON_QUALIFICATION, rule, false);
}

/* When a setting is asked. */
enum policy_asked { ASKED_ALWAYS, ASKED_OF_TIME, ASKED_OF_AHEAD, ASKED_OF_CHANGE };

static const struct {
	enum policy_field field;
	enum policy_asked asked;
	void (*check)(struct policy_checking *v, const struct policy_rule *rule);
} checks[] = {
	{POLICY_LEAD, ASKED_OF_AHEAD, check_lead},
	{POLICY_HORIZON, ASKED_OF_AHEAD, check_horizon},
	{POLICY_MIN, ASKED_OF_TIME, check_min},
	{POLICY_MAX, ASKED_OF_TIME, check_max},
	{POLICY_GAP, ASKED_OF_TIME, check_gap},
	{POLICY_NOTICE, ASKED_OF_CHANGE, check_notice},
	{POLICY_QUALIFICATION, ASKED_ALWAYS, check_qualification},
};

static bool is_asked(enum policy_asked asked, const struct policy_facts *facts)
{
	switch (asked) {
	case ASKED_ALWAYS: return true;
	case ASKED_OF_TIME: return !facts->same_time;
	case ASKED_OF_AHEAD: return !facts->same_time && !facts->recorded;
	case ASKED_OF_CHANGE: return facts->changed && !facts->recorded;
	}
	return false;
}

void policy_check(const struct policy_case *c, const struct policy_decided *decided, const struct policy_facts *facts,
                  bool trial, struct reasons *out)
{
	struct policy_checking v = {c, facts, out};
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		enum policy_field field = checks[i].field;
		const struct policy_rule *rule = trial ? decided->trial[field] : decided->setting[field];
		if (rule && rule->value.given == POLICY_SET && is_asked(checks[i].asked, facts))
			checks[i].check(&v, rule);
	}
}

void policy_check_notice(const struct policy_case *c, const struct policy_decided *decided, int64_t now,
                         struct reasons *out)
{
	const struct policy_rule *rule = decided->setting[POLICY_NOTICE];
	struct policy_facts facts = {.now = now, .was_start = c->start};
	struct policy_checking v = {c, &facts, out};
	if (rule && rule->value.given == POLICY_SET)
		check_notice(&v, rule);
}

bool policy_qualifies(const struct policy_value *value, const struct qualification *v, size_t n, int64_t end_min)
{
	int64_t day = clock_local_day(end_min - 1);
	for (size_t i = 0; i < n; i++) {
		bool in_force = (!v[i].from || v[i].from <= day) && (!v[i].until || day <= v[i].until);
		bool is_it = *value->text ? strcmp(v[i].name, value->text) == 0 : v[i].level >= value->number;
		if (in_force && is_it)
			return true;
	}
	return false;
}

/* ---- the other families ---- */

void policy_add_denied(const struct policy_case *c, const struct policy_rule *rule, struct reasons *out)
{
	const char *id = rule->rule->id, *sharing = sharing_word(c->resource->sharing);
	struct reason *r = reason_add_text(out, REASON_DENIED, c->resource->code, "%s %s", *id ? "rule" : "sharing",
	                                   *id ? id : sharing);
	sign_reason(r, rule, out);
}

void policy_add_quota(const struct policy_case *c, const struct policy_rule *rule, const struct policy_span *period,
                      int64_t amount, struct reasons *out)
{
	struct reason *r = reason_add_text(out, REASON_QUOTA, c->resource->code, "%s", rule->rule->value);
	r->start = period->start;
	r->end = period->end;
	r->number = amount;
	r->limit = rule->value.limit.amount;
	sign_reason(r, rule, out);
}

void policy_add_suspended(const struct policy_case *c, const struct policy_rule *rule, int64_t until_min,
                          struct reasons *out)
{
	char until[CLOCK_TEXT_MAX];
	clock_format_date(clock_local_day(until_min), until);
	struct reason *r = reason_add_text(out, REASON_SUSPENDED, c->resource->code, "%s", until);
	r->end = until_min;
	sign_reason(r, rule, out);
}
