/* The request is decided in a snapshot as a booking is; the rules are then looked at once more, one by one. */
#include "store/query/why.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/apply.h"
#include "store/change/book.h"
#include "store/change/owner_rules.h"
#include "store/change/plan.h"
#include "store/facts/sight.h"

struct why_search {
	const struct request *request;
	struct why_list *out;
	struct decision_cache cache;
	struct result result;
	struct plan plan;
	struct reasons looked; /* what the registers say */
	struct sight *sight;
	size_t cap;
};

/* A reason that is no answer but a question that cannot be asked. */
static bool is_no_question(const struct reasons *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].rule == RULE_ROLE || list->v[i].rule == RULE_UNKNOWN)
			return true;
	return reasons_malformed(list);
}

static struct why_row *add_row(struct why_search *w, const char *resource)
{
	struct why_list *out = w->out;
	struct why_row *v = arena_grow(&out->arena, out->v, out->n, &w->cap, sizeof *v);
	if (!v)
		return NULL;
	out->v = v;
	v[out->n] =
		(struct why_row){.resource = arena_str(&out->arena, resource), .to = "", .value = "", .refuses = ""};
	return v[out->n].resource ? &v[out->n++] : NULL;
}

/* The text of one reason, in the list's arena. */
static int tell_reason(struct why_list *list, const struct reason *r, const char **out)
{
	struct reasons one = {.arena = &list->arena};
	struct buf text = {0};
	reason_copy(&one, r);
	reasons_format(&one, &text);
	*out = arena_str(&list->arena, buf_text(&text));
	bool failed = one.failed || text.failed || !*out;
	buf_release(&text);
	return failed ? QUAD_ENOMEM : 0;
}

/* True if the reason is the rule's: the columns of a resource have no id, and forbid or ask for approval alone. */
static bool is_reason_of(const struct reason *r, const struct policy_rule *rule, const char *resource)
{
	bool quota = rule->field == POLICY_LIMIT && r->rule == RULE_QUOTA;
	if (!r->owner_rule || strcmp(r->owner_rule, rule->rule->id) != 0)
		return false;
	/* a limit is asked once for all claims of a booking */
	if (!quota && strcmp(r->subject, resource) != 0)
		return false;
	return *rule->rule->id || (rule->field == POLICY_FORBID && r->rule == RULE_DENIED);
}

static const struct reason *find_reason(const struct reasons *list, const struct policy_rule *rule,
                                        const char *resource)
{
	for (size_t i = 0; i < list->n; i++)
		if (is_reason_of(&list->v[i], rule, resource))
			return &list->v[i];
	return NULL;
}

/* A copy of a rule that outlives the snapshot. */
static int keep_rule(struct arena *arena, const struct owner_rule *rule, const struct owner_rule **out)
{
	struct owner_rule *v = arena_alloc(arena, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	*v = *rule;
	const char **const texts[] = {&v->id, &v->place, &v->who, &v->when, &v->field, &v->value, &v->text};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = arena_str(arena, *texts[i]);
		if (!*texts[i])
			return QUAD_ENOMEM;
	}
	*out = v;
	return 0;
}

/* A rule for somebody of whom one may not know is told where it holds, without whom it is for. */
static int add_look(struct why_search *w, struct db_txn *txn, const struct policy_look *look, const char *resource)
{
	const struct policy_rule *rule = look->rule;
	bool fits = look->verdict != POLICY_LOSES && look->verdict != POLICY_DOES_NOT_FIT;
	bool known;
	int failed = sight_of_rule(w->sight, txn, rule->rule, &known);
	if (failed || (!known && look->verdict == POLICY_DOES_NOT_FIT))
		return failed;
	const struct reasons *list = rule->rule->trial ? &w->plan.trial : &w->result.reasons;
	const struct reason *reason = fits ? find_reason(list, rule, resource) : NULL;
	struct owner_rule shown = *rule->rule;
	if (!known)
		shown.who = "";
	struct why_row *row = add_row(w, resource);
	int err = row ? keep_rule(&w->out->arena, &shown, &row->rule) : QUAD_ENOMEM;
	if (err)
		return err;
	row->look = *look;
	row->look.rule = row->look.to = NULL;
	if (look->verdict == POLICY_LOSES)
		row->to = arena_str(&w->out->arena, look->to->rule->id);
	if (!row->to)
		return QUAD_ENOMEM;
	return reason ? tell_reason(w->out, reason, &row->refuses) : 0;
}

static bool is_of_register(const struct reason *r)
{
	return r->detail == REASON_SHARE || r->detail == REASON_AGREEMENT || r->detail == REASON_TRAINEES;
}

/* True if it is among what refuses the request. */
static bool is_refused(const struct why_search *w, const char *text)
{
	for (size_t i = 0; i < w->result.reasons.n; i++) {
		const struct reason *r = &w->result.reasons.v[i];
		const char *other;
		if (is_of_register(r) && tell_reason(w->out, r, &other) == 0 && strcmp(text, other) == 0)
			return true;
	}
	return false;
}

/* What the registers say of a resource, whether or not it refuses. */
static int add_looked(struct why_search *w, const char *resource)
{
	for (size_t i = 0; i < w->looked.n; i++) {
		const struct reason *r = &w->looked.v[i];
		struct buf value = {0};
		const char *text;
		if (strcmp(r->subject, resource) != 0)
			continue;
		struct why_row *row = add_row(w, resource);
		int err = row ? tell_reason(w->out, r, &text) : QUAD_ENOMEM;
		if (err)
			return err;
		reason_what(r, &value);
		row->code = r->rule;
		row->look.verdict = POLICY_HOLDS;
		row->value = arena_str(&w->out->arena, buf_text(&value));
		bool failed = value.failed || !row->value;
		buf_release(&value);
		if (failed)
			return QUAD_ENOMEM;
		if (is_refused(w, text))
			row->refuses = text;
	}
	return 0;
}

/* The reasons about a resource that come from no rule. */
static int add_others(struct why_search *w, const char *resource)
{
	for (size_t i = 0; i < w->result.reasons.n; i++) {
		const struct reason *r = &w->result.reasons.v[i];
		bool of_rule = r->owner_rule && (*r->owner_rule || r->rule == RULE_DENIED);
		if (of_rule || is_of_register(r) || strcmp(r->subject, resource) != 0)
			continue;
		struct why_row *row = add_row(w, resource);
		int err = row ? tell_reason(w->out, r, &row->refuses) : QUAD_ENOMEM;
		if (err)
			return err;
		row->code = r->rule;
	}
	return 0;
}

static int look_at_claim(struct why_search *w, struct change *c, const char *code)
{
	const struct cache_resource *r;
	struct policy_look *looks;
	size_t n = 0;
	int err = cache_resource(c->cache, c->txn, code, &r);
	if (!err)
		err = owner_rules_look(c, &w->plan.v, &r->resource, &looks, &n);
	for (size_t i = 0; i < n; i++) {
		if (!err)
			err = add_look(w, c->txn, &looks[i], code);
	}
	if (!err)
		err = add_looked(w, code);
	return err ? err : add_others(w, code);
}

static int look_at_claims(struct why_search *w, struct change *c)
{
	for (size_t i = 0; i < w->plan.n_asks; i++) {
		int err = look_at_claim(w, c, w->plan.asks[i].resource);
		if (err)
			return err;
	}
	return 0;
}

/* Whether it may be asked for at all is asked as for a booking. */
static int ask_first(struct why_search *w, struct db_txn *txn, bool *asked)
{
	struct result first;
	int err = apply_rehearse(txn, &w->cache, w->request, &first, &w->out->arena);
	*asked = !err && !is_no_question(&first.reasons);
	if (!err && !*asked)
		w->out->reasons = first.reasons;
	return err;
}

static int search_snapshot(struct db_txn *txn, void *arg)
{
	struct why_search *w = arg;
	struct change c = {.txn = txn,
	                   .rq = w->request,
	                   .out = &w->result,
	                   .arena = &w->out->arena,
	                   .rehearse = true,
	                   .cache = &w->cache};
	bool asked;
	int err = ask_first(w, txn, &asked);
	if (err || !asked)
		return err;
	w->result = (struct result){.reasons.arena = c.arena};
	w->looked = (struct reasons){.arena = c.arena};
	w->plan = (struct plan){.looked = &w->looked};
	err = sight_load(w->cache.store, txn, &w->sight);
	if (!err)
		err = book_decide(&c, &w->plan);
	return err ? err : look_at_claims(w, &c);
}

int query_why(struct store *s, const struct request *request, struct why_list *out)
{
	struct why_search w = {.request = request, .out = out, .cache = {.store = s}};
	*out = (struct why_list){0};
	int err = db_read(s->db, search_snapshot, &w);
	cache_release(&w.cache);
	return err;
}
