/* The order of rules, and what they decide together. */
#include "store/model/policy_order.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"

/* ---- the order ---- */

/* Figures by their value, all else by its bytes. Reads past the figures at both places. */
static int compare_figures(const char **a, const char **b)
{
	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	size_t m = strspn(*a, "0123456789"), n = strspn(*b, "0123456789");
	if (m != n)
		return m < n ? -1 : 1;
	int order = memcmp(*a, *b, m);
	*a += m;
	*b += n;
	return order;
}

int policy_compare_ids(const char *x, const char *y)
{
	const char *a = x, *b = y;
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			int order = compare_figures(&a, &b);
			if (order)
				return order;
			continue;
		}
		if (*a != *b)
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		a++;
		b++;
	}
	if (*a || *b)
		return *a ? 1 : -1;
	return strcmp(x, y); /* `07` and `7` are two ids */
}

int policy_compare(const struct policy_rule *a, const struct policy_rule *b, enum policy_by *by)
{
	enum policy_by unread = POLICY_BY_NOTHING;
	if (!by)
		by = &unread;
	unsigned place_a = policy_place_rank(&a->place), place_b = policy_place_rank(&b->place);
	*by = POLICY_BY_PLACE;
	if (place_a != place_b)
		return place_a > place_b ? -1 : 1;
	*by = POLICY_BY_WHO;
	if (a->who.whose != b->who.whose)
		return a->who.whose > b->who.whose ? -1 : 1;
	*by = POLICY_BY_WHEN;
	if (!a->when != !b->when)
		return a->when ? -1 : 1;
	*by = POLICY_BY_VALID;
	if (a->rule->valid_from != b->rule->valid_from)
		return a->rule->valid_from > b->rule->valid_from ? -1 : 1;
	int order = policy_compare_ids(b->rule->id, a->rule->id);
	*by = order ? POLICY_BY_ID : POLICY_BY_NOTHING;
	return order;
}

/* ---- what decides ---- */

static bool beats(const struct policy_rule *a, const struct policy_rule *b)
{
	return !b || policy_compare(a, b, NULL) < 0;
}

static bool says_something(const struct policy_rule *v)
{
	return v->value.given != POLICY_INHERITS;
}

static void find_settings(const struct policy_rule *const *rules, size_t n, const struct policy_case *c,
                          struct policy_decided *decided)
{
	*decided = (struct policy_decided){0};
	for (size_t i = 0; i < n; i++) {
		const struct policy_rule *v = rules[i];
		const struct policy_rule **best =
			v->rule->trial ? &decided->trial[v->field] : &decided->setting[v->field];
		if (!policy_is_setting(v->field) || !says_something(v) || !beats(v, *best))
			continue;
		if (policy_fits(v, c) == POLICY_FITS)
			*best = v;
	}
	for (int f = 1; f < POLICY_FIELDS; f++)
		if (decided->trial[f] && !beats(decided->trial[f], decided->setting[f]))
			decided->trial[f] = NULL;
}

static int look_order(const void *a, const void *b)
{
	const struct policy_look *x = a, *y = b;
	if (x->rule->field != y->rule->field)
		return x->rule->field < y->rule->field ? -1 : 1;
	return policy_compare(x->rule, y->rule, NULL);
}

static struct policy_look look_at(const struct policy_rule *v, const struct policy_case *c,
                                  const struct policy_decided *decided)
{
	struct policy_look look = {.rule = v, .fit = policy_fits(v, c), .verdict = POLICY_DOES_NOT_FIT};
	const struct policy_rule *setting = decided->setting[v->field];
	if (look.fit != POLICY_FITS)
		return look;
	look.verdict = POLICY_SAYS_NOTHING;
	if (!says_something(v))
		return look;
	if (!policy_is_setting(v->field)) {
		if (v->value.given == POLICY_SET)
			look.verdict = v->rule->trial ? POLICY_ON_TRIAL : POLICY_HOLDS;
		return look;
	}
	if (v == setting) {
		look.verdict = POLICY_DECIDES;
		return look;
	}
	if (v == decided->trial[v->field]) {
		look.verdict = POLICY_ON_TRIAL;
		return look;
	}
	look.verdict = POLICY_LOSES;
	look.to = setting && policy_compare(setting, v, NULL) < 0 ? setting : decided->trial[v->field];
	policy_compare(look.to, v, &look.by);
	return look;
}

void policy_decide(const struct policy_rule *const *rules, size_t n, const struct policy_case *c,
                   struct policy_decided *decided, struct policy_look *looks)
{
	find_settings(rules, n, c, decided);
	if (!looks)
		return;
	for (size_t i = 0; i < n; i++)
		looks[i] = look_at(rules[i], c, decided);
	if (n)
		qsort(looks, n, sizeof *looks, look_order);
}

/* ---- the ruling ---- */

/* Puts the minutes of a setting that has some; `none` is `unlimited`. */
static void put_minutes(const struct policy_rule *v, int64_t unlimited, int64_t *out)
{
	if (v)
		*out = v->value.given == POLICY_NO_LIMIT ? unlimited : v->value.number;
}

void policy_put_ruling(const struct policy_decided *decided, struct ruling *out)
{
	const struct policy_rule *const *s = decided->setting;
	if (s[POLICY_APPROVAL])
		out->approval = s[POLICY_APPROVAL]->value.approval;
	put_minutes(s[POLICY_HOLD], CLOCK_MAX_MIN, &out->hold_min);
	put_minutes(s[POLICY_NOTICE], 0, &out->notice_min);
	put_minutes(s[POLICY_PREEMPT], -1, &out->preempt_min);
	if (s[POLICY_PRIORITY])
		out->priority = (uint32_t)s[POLICY_PRIORITY]->value.number;
	if (s[POLICY_SELF])
		out->self = s[POLICY_SELF]->value.yes ? SELF_ALWAYS : SELF_NEVER;
	if (s[POLICY_PRICE])
		out->price = s[POLICY_PRICE]->value.text;
	if (s[POLICY_CHECKIN] && s[POLICY_CHECKIN]->value.yes) {
		int64_t wait = POLICY_NOSHOW_DEFAULT_MIN;
		put_minutes(s[POLICY_NOSHOW], 0, &wait);
		bool at_once = s[POLICY_NOSHOW] && s[POLICY_NOSHOW]->value.given == POLICY_SET && wait == 0;
		out->noshow_min = at_once ? 1 : wait;
	}
}
