/*
 * Merging. A change from a date on splits the phase that holds the date, and changes each phase from there by its own
 * pattern. What has begun by now is history: without REQUEST_RECORD the split is not before today, unless only texts
 * change. The count of a rule is of the whole series, and its end moves along with its start.
 */
#include "store/change/series_merge.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/occasion.h"
#include "store/change/permit_ask.h"
#include "store/model/merge.h"
#include "store/model/rule_shift.h"

/* What all phases are given alike. */
struct common {
	const char *claims;
	const char *institution;
	uint32_t given;
};

/* In whose name the series is, where nobody says so, or it is emptied: its requester's institution. */
static int find_institution(struct change *c, const struct series_merge *m, const char **institution)
{
	const struct series *was = series_phases_last(&m->was);
	const char *given = c->rq->u.series.requester;
	if (**institution || (!m->is_new && !*was->institution))
		return 0;
	const char *requester = m->is_new ? c->rq->actor : was->requester;
	if ((m->is_new || c->rq->given & GIVEN(SERIES_REQUESTER)) && *given)
		requester = given;
	return permit_own_institution(c, requester, institution);
}

static int read_common(struct change *c, struct series_merge *m, struct common *out)
{
	const struct series_ask *in = &c->rq->u.series;
	out->given = m->is_new ? GIVEN_ALL : c->rq->given;
	if (out->given & GIVEN(SERIES_CLAIMS)) {
		out->claims = claims_text(in->claims, in->n_claims, c->arena);
		if (!out->claims)
			return QUAD_ENOMEM;
		if (!in->n_claims)
			reason_add(&c->out->reasons, REASON_MISSING, "resources");
	}
	if (!(out->given & GIVEN(SERIES_INSTITUTION)))
		return 0;
	const char *institution = in->institution;
	int err = find_institution(c, m, &institution);
	return err ? err : change_resolve_institution(c, institution, &out->institution, &m->institution_missing);
}

static bool gives_times(const struct common *common)
{
	return common->given & (GIVEN(SERIES_WHEN) | GIVEN(SERIES_PARTS));
}

/* The term that a request by weeks means: the one it names, else that of the series as it stands, else today's. */
static const char *choose_term(const struct change *c, const struct series_merge *m, const char *asked,
                               const char *stored)
{
	const char *wanted = *asked ? asked : stored;
	const struct term *t = calendar_term(m->calendar, wanted, clock_local_day(c->rq->now));
	return t ? t->code : asked;
}

/* Gives a phase what the request asks for. */
static void merge_phase(const struct change *c, const struct series_merge *m, const struct common *common,
                        struct series *s)
{
	struct series_ask ask = c->rq->u.series;
	if (!m->is_new)
		merge_series(&ask, common->given, s);
	if (m->is_new && !*ask.requester)
		ask.requester = c->rq->actor;
	if (gives_times(common)) {
		const char *stored_term = m->is_new ? "" : s->weeks.term;
		s->weeks = ask.weeks;
		s->rule = ask.rule;
		if (*s->rule.rule) {
			s->weeks = (struct week_pattern){.term = ""};
		} else {
			s->rule = (struct rule_pattern){.rule = ""};
			s->weeks.term = choose_term(c, m, ask.weeks.term, stored_term);
		}
	}
	if (common->claims)
		s->claims = common->claims;
	if (common->institution)
		s->institution = common->institution;
	s->party = ask.party;
	s->purpose = ask.purpose;
	s->note = ask.note;
	s->requester = ask.requester;
	s->class = ask.class;
	s->event = ask.event ? ask.event : "";
}

/* ---- rules ---- */

/* How many occurrences the series has before the change, those included that were left out. */
static size_t count_before(const struct series_merge *m)
{
	size_t n = 0;
	while (n < m->old.n && clock_local_day(m->old.v[n].start) < m->from_day)
		n++;
	return n;
}

/* The first occurrence that changes; NULL if there is none. */
static const struct occurrence *first_changed(const struct series_merge *m)
{
	size_t n = count_before(m);
	return n < m->old.n ? &m->old.v[n] : NULL;
}

/* The occurrence that the new start is about, by its time before: what changes first, else the start of the rule. */
static int64_t find_anchor(const struct change *c, const struct series_merge *m, const struct series *was, int64_t to)
{
	const struct occurrence *first = first_changed(m);
	bool named = c->rq->u.series.from != FROM_THE_START;
	bool later = count_before(m) && clock_local_day(to) >= m->from_day;
	return first && (named || later) ? first->start : was->rule.start;
}

static int shift_rule(struct change *c, struct series *s, int64_t from, int64_t to)
{
	int err = rule_shift(s->rule.rule, from, to, c->arena, &s->rule.rule);
	if (err == QUAD_EINVAL)
		reason_add_text(&c->out->reasons, REASON_RULE_SHIFT, "rrule", "%s", s->rule.rule);
	return err == QUAD_EINVAL ? 0 : err;
}

/* An instant, as many days and minutes of the day later as `to` is later than `from`. */
static int64_t shift_start(int64_t at, int64_t from, int64_t to)
{
	int64_t days = clock_local_day(to) - clock_local_day(from);
	int64_t minutes = clock_local_minute(to) - clock_local_minute(from);
	return clock_day_start(clock_local_day(at) + days) + clock_local_minute(at) + minutes;
}

/* Rules whose start was asked to move: the first phase to the new start, later ones by as much. */
static int shift_rules(struct change *c, struct series_merge *m, size_t first, const struct series *was)
{
	int64_t to = c->rq->u.series.rule.start;
	int64_t anchor = find_anchor(c, m, was, to), days = clock_local_day(to) - clock_local_day(anchor);
	bool by_rule = *was->rule.rule && c->rq->u.series.rule.start && !*c->rq->u.series.rule.rule;
	if (!by_rule || !(c->rq->given & GIVEN(SERIES_PARTS)) || c->rq->given & GIVEN(SERIES_WHEN))
		return 0;
	int err = shift_rule(c, &m->is.v[first], anchor, to);
	for (size_t i = first + 1; i < m->is.n; i++) {
		struct series *s = &m->is.v[i];
		s->from_day += days;
		if (s->from_day <= s[-1].from_day)
			s->from_day = s[-1].from_day + 1;
		if (err || !*s->rule.rule)
			continue;
		int64_t start = m->was.v[i - (m->is.n - m->was.n)].rule.start;
		s->rule.start = shift_start(start, anchor, to);
		err = shift_rule(c, s, start, s->rule.start);
	}
	return err;
}

/* The count of a whole series whose phase `i` has a rule; 0: none. */
static int count_whole(struct change *c, const struct series_merge *m, size_t i, int64_t *out)
{
	const struct series *s = &m->was.v[i];
	int64_t before;
	*out = rule_count(s->rule.rule, c->arena);
	if (!*out || !i)
		return 0;
	int err = rule_starts_before(&s->rule, s->from_day, c->arena, &before);
	for (size_t k = 0; k < m->old.n; k++)
		*out += m->old.v[k].phase < i;
	*out -= before;
	return err;
}

/* Lets a rule that counts leave as many as the whole series still has to come. */
static int limit_count(struct change *c, struct series_merge *m, size_t first, size_t was)
{
	struct series *s = &m->is.v[first];
	const struct rule_pattern *old = &m->was.v[was].rule;
	int64_t whole = 0, before = (int64_t)count_before(m);
	bool anew = *c->rq->u.series.rule.rule, same = !anew && old->start == s->rule.start;
	if (!before || same || !*s->rule.rule || !rule_count(s->rule.rule, c->arena))
		return 0;
	int err = 0;
	if (anew)
		whole = rule_count(s->rule.rule, c->arena);
	else
		err = count_whole(c, m, was, &whole);
	if (err)
		return err;
	if (whole > before)
		return rule_count_from(&s->rule, m->from_day, whole - before, c->arena, &s->rule.rule);
	struct reason *r = reason_add_number(&c->out->reasons, REASON_COUNT_REACHED, "rrule", before);
	r->limit = whole;
	return 0;
}

/* Lets rules of later phases, which are asked for anew too, count what the phases before them mean by now. */
static int limit_later_counts(struct change *c, struct series_merge *m, size_t first)
{
	struct reasons why = {.arena = c->arena};
	bool anew = *c->rq->u.series.rule.rule;
	for (size_t i = first + 1; anew && i < m->is.n; i++) {
		struct series *s = &m->is.v[i];
		const struct series_phases earlier = {m->is.v, i};
		struct occurrences o;
		int64_t whole = rule_count(c->rq->u.series.rule.rule, c->arena), before = 0;
		if (!whole || !*s->rule.rule)
			continue;
		int err = series_dates(c->txn, &earlier, m->calendar, &why, c->arena, &o);
		for (size_t k = 0; k < o.n; k++)
			before += clock_local_day(o.v[k].start) < s->from_day;
		if (!err && whole <= before) {
			m->is.n = i;
			return 0;
		}
		if (!err)
			err = rule_count_from(&s->rule, s->from_day, whole - before, c->arena, &s->rule.rule);
		if (err)
			return err;
	}
	return 0;
}

/* ---- phases ---- */

static int copy_phases(struct change *c, const struct series_phases *p, struct series_phases *out)
{
	out->n = p->n;
	out->v = arena_alloc(c->arena, (p->n + 1) * sizeof *out->v);
	if (!out->v)
		return QUAD_ENOMEM;
	memcpy(out->v, p->v, p->n * sizeof *out->v);
	return 0;
}

/* True if something of a phase takes place before the day. */
static bool has_history(const struct series_merge *m, size_t phase, int64_t day)
{
	for (size_t i = 0; i < m->old.n; i++)
		if (m->old.v[i].phase == phase && clock_local_day(m->old.v[i].start) < day)
			return true;
	return false;
}

/* Cuts off what changes: *first is the first phase of `is` that does. whole: it gets a pattern of its own. */
static int split_phases(struct change *c, struct series_merge *m, bool whole, size_t *first)
{
	*first = 0;
	int err = copy_phases(c, &m->was, &m->is);
	if (err)
		return err;
	if (whole && m->from_day <= m->is.v[0].from_day)
		m->is.v[0].from_day = 0;
	if (m->from_day == INT64_MIN)
		return 0;
	*first = series_phases_at(&m->is, m->from_day);
	if (!has_history(m, *first, m->from_day)) {
		if (c->rq->u.series.from == m->from_day)
			m->is.v[*first].from_day = m->from_day;
		return 0;
	}
	err = series_phases_split(&m->is, m->from_day, c->arena);
	*first = series_phases_at(&m->is, m->from_day);
	return err;
}

/* Changes one phase alone, as a row of a list names it. Weeks that are those in which it takes place are its own. */
static int merge_one_phase(struct change *c, struct series_merge *m, const struct common *common)
{
	int64_t asked = c->rq->u.series.from, day = asked == FROM_THE_START ? m->was.v[0].from_day : asked;
	int err = copy_phases(c, &m->was, &m->is);
	if (!err && asked != FROM_THE_START)
		err = series_phases_split(&m->is, day, c->arena);
	if (err)
		return err;
	size_t at = asked == FROM_THE_START ? 0 : series_phases_at(&m->is, day);
	struct series *s = &m->is.v[at];
	uint64_t weeks = s->weeks.weeks;
	bool stored = m->is.n == m->was.n && m->is.n > 1 && !*s->rule.rule;
	merge_phase(c, m, common, s);
	if (stored && s->weeks.weeks == series_dates_weeks(&m->old, at, s, m->calendar))
		s->weeks.weeks = weeks;
	m->phase_from = s->from_day ? s->from_day : INT64_MIN;
	m->phase_until = series_phases_until(&m->is, at);
	return 0;
}

static int merge_from(struct change *c, struct series_merge *m, const struct common *common)
{
	size_t first;
	int err = split_phases(c, m, common->given & GIVEN(SERIES_WHEN), &first);
	if (err)
		return err;
	size_t was = first < m->was.n ? first : m->was.n - 1;
	if (m->is.n > m->was.n)
		was = first - 1;
	for (size_t i = first; i < m->is.n; i++)
		merge_phase(c, m, common, &m->is.v[i]);
	if (m->is_new && c->rq->u.series.from != FROM_THE_START)
		m->is.v[0].from_day = c->rq->u.series.from;
	bool by_rule = *m->was.v[was].rule.rule && *m->is.v[first].rule.rule;
	m->shifted = by_rule;
	if (m->is_new || !gives_times(common))
		return 0;
	err = shift_rules(c, m, first, &m->was.v[was]);
	if (!err)
		err = limit_count(c, m, first, was);
	return err ? err : limit_later_counts(c, m, first);
}

static bool is_same_pattern(const struct series *a, const struct series *b)
{
	const struct week_pattern *x = &a->weeks, *y = &b->weeks;
	if (strcmp(x->term, y->term) != 0 || x->weeks != y->weeks || x->weekdays != y->weekdays)
		return false;
	if (x->periods != y->periods || x->from_min != y->from_min || x->to_min != y->to_min)
		return false;
	return strcmp(a->rule.rule, b->rule.rule) == 0 && a->rule.start == b->rule.start &&
	       a->rule.len_min == b->rule.len_min;
}

/* True if the request changes nothing but texts, so that it is not about any time. */
static bool is_about_texts(const struct series_merge *m)
{
	if (m->is.n != m->was.n)
		return false;
	for (size_t i = 0; i < m->is.n; i++) {
		const struct series *a = &m->was.v[i], *b = &m->is.v[i];
		if (!is_same_pattern(a, b) || strcmp(a->claims, b->claims) != 0 || a->party != b->party)
			return false;
		if (strcmp(a->institution, b->institution) != 0)
			return false;
	}
	return true;
}

/* Checks the texts, and that there is such an event. */
static int check_texts(struct change *c, const struct series_merge *m)
{
	const struct series *s = series_phases_last(&m->is);
	change_check_text(c, "ref", s->ref);
	change_check_text(c, "purpose", s->purpose);
	change_check_text(c, "note", s->note);
	change_check_text(c, "requester", s->requester);
	change_check_text(c, "resources", s->claims);
	if (strlen(s->ref) > CODE_MAX_BYTES)
		reason_add_text(&c->out->reasons, REASON_VALUE, "ref", "%.60s", s->ref);
	return occasion_check(c, s->event, series_phases_last(&m->was)->event);
}

/* Merges a request about one phase. */
static int merge_alone(struct change *c, struct series_merge *m, const struct common *common)
{
	m->from_day = INT64_MIN;
	int err = merge_one_phase(c, m, common);
	if (!err)
		err = check_texts(c, m);
	return err ? err : series_phases_join(&m->is);
}

/* The first day that a change is about: today, or tomorrow where all that takes place today has begun. */
static int64_t first_day(const struct change *c, const struct series_merge *m)
{
	int64_t today = clock_local_day(c->rq->now);
	bool any = false;
	for (size_t i = 0; i < m->old.n; i++) {
		if (clock_local_day(m->old.v[i].start) != today)
			continue;
		if (m->old.v[i].start > c->rq->now)
			return today;
		any = true;
	}
	return any ? today + 1 : today;
}

int series_merge(struct change *c, struct series_merge *m)
{
	struct common common = {0};
	int64_t asked = c->rq->u.series.from, first = first_day(c, m);
	bool record = c->rq->flags & REQUEST_RECORD;
	int err = read_common(c, m, &common);
	size_t n_reasons = c->out->reasons.n;
	if (err)
		return err;
	m->times = gives_times(&common) || common.given & GIVEN(SERIES_EXCEPT);
	m->begun_min = INT64_MIN;
	m->phase_from = INT64_MIN;
	m->phase_until = INT64_MAX;
	if (c->rq->flags & REQUEST_ONE_PHASE && !m->is_new)
		return merge_alone(c, m, &common);
	/* first as if nothing had begun: what is only about texts may change that too */
	m->from_day = INT64_MIN;
	err = merge_from(c, m, &common);
	if (err)
		return err;
	bool texts = !m->is_new && is_about_texts(m) && !(common.given & GIVEN(SERIES_EXCEPT));
	m->from_day = asked;
	if (!m->is_new && !record && !texts) {
		m->begun_min = c->rq->now;
		m->from_day = asked < first ? first : asked;
	}
	c->out->reasons.n = n_reasons;
	err = merge_from(c, m, &common);
	if (!err)
		err = check_texts(c, m);
	return err ? err : series_phases_join(&m->is);
}
