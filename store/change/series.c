/*
 * Series. Whatever is done to one comes down to the same step: some of its bookings leave their places, some occurrences
 * take new ones, and what was decided is written or, if it is refused, put back. `struct task` is one such pair: a
 * booking without an occurrence is cancelled, an occurrence without a booking is new, both is a move that keeps the id.
 * Occurrences are decided one after another against what stands by then, so a series cannot clash with itself.
 */
#include "store/change/series.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/codec.h"
#include "store/base/err.h"
#include "store/change/place.h"
#include "store/change/plan.h"
#include "store/model/rrule.h"

struct task {
	struct plan plan; /* old.id 0: no booking yet */
	const struct occurrence *occurrence; /* NULL: cancelled */
	bool placed;
	bool freed; /* cancelled by the calendar: its occurrence is free again */
};

struct tasks {
	struct task *v;
	size_t n, cap;
	bool left; /* what stands has left its places */
};

static struct task *add_task(struct change *c, struct tasks *t)
{
	struct task *v = arena_grow(c->arena, t->v, t->n, &t->cap, sizeof *v);
	if (!v)
		return NULL;
	t->v = v;
	v[t->n] = (struct task){0};
	return &v[t->n++];
}

static struct key series_key(uint64_t id)
{
	struct key k = key_table('s');
	key_u64(&k, id);
	return k;
}

/* ---- loading ---- */

/* The records of a table, each with bytes of its own, as an array of decoded structures. */
#define GATHER(type, table)                                                                                  \
	static int gather_##type(struct change *c, struct type **out, size_t *n)                             \
	{                                                                                                    \
		struct key lo = key_table(table), hi = key_after(&lo);                                       \
		struct db_scan scan;                                                                         \
		struct bytes k, v;                                                                           \
		size_t cap = 0;                                                                              \
		*out = NULL;                                                                                 \
		*n = 0;                                                                                      \
		int err = db_scan_open(c->txn, &scan);                                                       \
		if (!err)                                                                                    \
			err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));                          \
		while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {                                   \
			struct type *list = arena_grow(c->arena, *out, *n, &cap, sizeof *list);              \
			struct bytes own = {arena_dup(c->arena, v.p, v.len), v.len};                         \
			if (!list || !own.p) {                                                               \
				err = QUAD_ENOMEM;                                                           \
				break;                                                                       \
			}                                                                                    \
			*out = list;                                                                         \
			err = type##_decode(own, &list[(*n)++]);                                             \
		}                                                                                            \
		db_scan_close(&scan);                                                                        \
		return err == QUAD_ENOTFOUND ? 0 : err;                                                      \
	}

GATHER(term, 'e')
GATHER(period, 'p')
GATHER(day_rule, 'd')
GATHER(series, 's')

static int day_order(const void *a, const void *b)
{
	const struct day_rule *x = a, *y = b;
	return (x->date > y->date) - (x->date < y->date);
}

int series_calendar(struct change *c, struct calendar *out)
{
	struct term *terms;
	struct period *periods;
	struct day_rule *days;
	*out = (struct calendar){0};
	int err = gather_term(c, &terms, &out->n_terms);
	if (!err)
		err = gather_period(c, &periods, &out->n_periods);
	if (!err)
		err = gather_day_rule(c, &days, &out->n_days);
	if (!err && out->n_days)
		qsort(days, out->n_days, sizeof *days, day_order);
	if (!err) {
		out->terms = terms;
		out->periods = periods;
		out->days = days;
	}
	return err;
}

/* The bookings of a series, cancelled ones too, as tasks without occurrences. */
static int load_bookings(struct change *c, uint64_t series, struct tasks *out)
{
	struct key lo = key_table('S'), hi;
	struct db_scan scan;
	struct bytes k, v;
	key_u64(&lo, series);
	hi = key_after(&lo);
	int err = db_scan_open(c->txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {
		struct task *t = add_task(c, out);
		err = !t ? QUAD_ENOMEM : k.len != 17 ? QUAD_ECORRUPT : plan_load(c, key_get_u64(k, 9), &t->plan);
		if (err == QUAD_ENOTFOUND)
			err = QUAD_ECORRUPT;
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The campus whose calendar a series keeps: of its first lab, base or room, else of its first resource. */
static int campus_of(struct change *c, const struct claim_ask *asks, size_t n, const char **out)
{
	const char *first = "";
	bool found = false;
	*out = "";
	for (size_t i = 0; i < n; i++) {
		struct resource r;
		int err = facts_resource(c->txn, asks[i].resource, &r);
		if (err == QUAD_ENOTFOUND)
			continue;
		if (err)
			return err;
		bool place = kind_is_place(r.kind);
		if (!found || place)
			first = arena_str(c->arena, r.campus);
		if (!first)
			return QUAD_ENOMEM;
		found = true;
		if (place)
			break;
	}
	*out = first;
	return 0;
}

static int parse_dates(struct change *c, const char *text, int64_t **out, size_t *n)
{
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, ";");
		char *one = arena_dup(c->arena, p, len);
		int64_t *v = arena_grow(c->arena, *out, *n, &cap, sizeof *v);
		if (!one || !v)
			return QUAD_ENOMEM;
		*out = v;
		if (clock_parse_date(one, &v[*n]) != 0)
			return QUAD_ECORRUPT;
		++*n;
		p += len + (p[len] == ';');
	}
	return 0;
}

static int format_dates(struct change *c, const int64_t *dates, size_t n, const char **out)
{
	struct buf b = {0};
	char text[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s%s", i ? ";" : "", clock_format_date(dates[i], text));
	*out = b.failed ? NULL : arena_str(c->arena, buf_text(&b));
	buf_release(&b);
	return *out ? 0 : QUAD_ENOMEM;
}

/* ---- occurrences ---- */

static int expand_rule(struct change *c, const struct series *s, const int64_t *except, size_t n_except,
                       struct occurrences *out)
{
	struct rrule rule;
	const char *bad = "";
	int64_t *starts;
	size_t n;
	bool more;
	char text[CLOCK_TEXT_MAX];
	if (rrule_parse(s->rule.rule, &rule, c->arena, &bad) != 0) {
		reason_add(&c->out->reasons, RULE_VALUE, "rrule", "%s", bad);
		return 0;
	}
	if (s->rule.len_min <= 0) {
		reason_add(&c->out->reasons, RULE_TIME, "end", "%s",
		           clock_format(s->rule.start + s->rule.len_min, text));
		return 0;
	}
	int err = rrule_expand(&rule, s->rule.start, except, n_except, OCCURRENCES_MAX, c->arena, &starts, &n, &more);
	if (err)
		return err;
	if (more)
		reason_add(&c->out->reasons, RULE_VALUE, "rrule", "more than %d", OCCURRENCES_MAX);
	struct occurrence *v = arena_alloc(c->arena, (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		v[i] = (struct occurrence){starts[i], starts[i] + s->rule.len_min,
		                           (uint64_t)(clock_local_day(starts[i]) - PERIOD_ALWAYS + 1) * 64};
	*out = (struct occurrences){.v = v, .n = n};
	return 0;
}

/* What a series is in a calendar. Reasons for what it names and there is not. */
static int expand(struct change *c, const struct series *s, const struct calendar *calendar, struct occurrences *out)
{
	const struct claim_ask *asks;
	const char *campus;
	size_t n_asks, n_except;
	int64_t *except;
	*out = (struct occurrences){0};
	int err = parse_dates(c, s->except, &except, &n_except);
	if (!err)
		err = claims_parse(s->claims, c->arena, &asks, &n_asks);
	if (!err)
		err = campus_of(c, asks, n_asks, &campus);
	if (err)
		return err;
	if (*s->rule.rule)
		return expand_rule(c, s, except, n_except, out);
	return calendar_expand(calendar, campus, &s->weeks, except, n_except, &c->out->reasons, c->arena, out);
}

/* The one of an origin, and with the same times; NULL if there is none. */
static const struct occurrence *find_same(const struct occurrences *o, uint64_t origin, int64_t start, int64_t end)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].origin == origin && o->v[i].start == start && o->v[i].end == end)
			return &o->v[i];
	return NULL;
}

/* ---- the step ---- */

/* The plan of an occurrence: what the series asks for, at its time. */
static int make_plan(struct change *c, const struct series *s, const struct claim_ask *asks, size_t n_asks,
                     struct task *t)
{
	struct plan *p = &t->plan;
	p->v = p->old;
	if (!p->old.id)
		p->v = (struct booking){.state = STATE_BOOKED, .made_min = c->rq->now, .ref = ""};
	p->v.series = s->id;
	p->v.origin = t->occurrence->origin;
	p->v.follows = true;
	p->v.start = t->occurrence->start;
	p->v.end = t->occurrence->end;
	p->v.party = s->party;
	p->v.purpose = s->purpose;
	p->v.note = s->note;
	p->v.requester = s->requester;
	p->v.institution = s->institution;
	p->n_asks = 0;
	return plan_ask(c, asks, n_asks, p);
}

/* Moves the reasons of the occurrence that was just decided to another list, saying which one it was. */
static int move_reasons(struct change *c, size_t from, int64_t at, struct reasons *to)
{
	struct reasons *list = &c->out->reasons;
	for (size_t i = from; i < list->n; i++) {
		list->v[i].at = at;
		if (to)
			*reason_add(to, list->v[i].rule, list->v[i].subject, "%s", list->v[i].what) = list->v[i];
	}
	if (to)
		list->n = from;
	return list->failed || (to && to->failed) ? QUAD_ENOMEM : 0;
}

/* Is this a change of the calendar, which series follow as far as they can? Then nothing refuses it. */
static bool is_following(const struct change *c)
{
	return c->rq->op == OP_TERM || c->rq->op == OP_PERIOD || c->rq->op == OP_DAY;
}

static bool names_unknown(const struct reasons *list, size_t from)
{
	for (size_t i = from; i < list->n; i++)
		if (list->v[i].rule == RULE_UNKNOWN)
			return true;
	return false;
}

struct outcome_lists {
	struct made *made;
	struct skipped *skipped;
	size_t n_made, n_skipped, cap_made, cap_skipped;
};

static struct outcome_lists lists_of(const struct change *c)
{
	/* the lists in the result were made by this module, in this arena */
	struct outcome_lists l = {.n_made = c->out->n_made, .n_skipped = c->out->n_skipped};
	union {
		const struct made *in;
		struct made *out;
	} m = {.in = c->out->made};
	union {
		const struct skipped *in;
		struct skipped *out;
	} s = {.in = c->out->skipped};
	l.made = m.out;
	l.skipped = s.out;
	l.cap_made = l.n_made;
	l.cap_skipped = l.n_skipped;
	return l;
}

/* Is somebody else there? Any other rule does not move what stands already. */
static bool names_clash(const struct reasons *list, size_t from)
{
	for (size_t i = from; i < list->n; i++)
		if (list->v[i].rule == RULE_BUSY || list->v[i].rule == RULE_CAPACITY || list->v[i].rule == RULE_TRAVEL)
			return true;
	return false;
}

/* What cannot go where its series goes stays where it stands, unless another of the series is there by now. */
static int stay(struct change *c, struct task *t)
{
	struct plan *p = &t->plan;
	size_t before = c->out->reasons.n;
	if (p->old.state != STATE_BOOKED)
		return 0;
	p->v = p->old;
	p->n_asks = 0;
	int err = plan_ask_again(c, p);
	if (!err)
		err = plan_decide(c, p);
	bool clashes = names_clash(&c->out->reasons, before);
	c->out->reasons.n = before;
	p->v = p->old;
	if (err || clashes)
		return err;
	t->placed = true;
	return plan_put_claims(c, &p->v);
}

/* What stands leaves its places. */
static int leave(struct change *c, struct tasks *tasks)
{
	int err = 0;
	for (size_t i = 0; !err && !tasks->left && i < tasks->n; i++)
		if (tasks->v[i].plan.old.id && tasks->v[i].plan.old.state == STATE_BOOKED)
			err = plan_drop_claims(c, &tasks->v[i].plan.old);
	tasks->left = true;
	return err;
}

/*
 * Decides all tasks, placing each as it is decided. With skip, what is refused is left out and listed; else its reasons
 * are the result's.
 */
static int place(struct change *c, const struct series *s, struct tasks *tasks, bool skip, struct outcome_lists *l)
{
	const struct claim_ask *asks;
	size_t n_asks;
	uint64_t last_id = 0;
	int err = claims_parse(s->claims, c->arena, &asks, &n_asks);
	if (!err)
		err = leave(c, tasks);
	for (size_t i = 0; !err && i < tasks->n; i++) {
		struct task *t = &tasks->v[i];
		size_t before = c->out->reasons.n;
		if (!t->occurrence)
			continue;
		err = make_plan(c, s, asks, n_asks, t);
		if (!err)
			err = plan_decide(c, &t->plan);
		if (err)
			break;
		if (c->out->reasons.n == before) {
			if (!t->plan.old.id) {
				err = change_next_id(c, OWN_BOOKING, last_id, &t->plan.v.id);
				last_id = t->plan.v.id;
			}
			if (!err)
				err = plan_put_claims(c, &t->plan.v);
			t->placed = !err;
			continue;
		}
		/* a resource that is not there is not there on any date */
		if (!is_following(c) && names_unknown(&c->out->reasons, before))
			break;
		if (!skip) {
			err = move_reasons(c, before, t->occurrence->start, NULL);
			continue;
		}
		struct skipped *v = arena_grow(c->arena, l->skipped, l->n_skipped, &l->cap_skipped, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		l->skipped = v;
		v[l->n_skipped] = (struct skipped){.series = s->id, .start = t->occurrence->start, .end = t->occurrence->end,
		                                   .reasons.arena = c->arena};
		err = move_reasons(c, before, t->occurrence->start, &v[l->n_skipped++].reasons);
		if (!err && t->plan.old.id && !is_following(c))
			err = stay(c, t);
	}
	return err;
}

/* Everything back to where it stood. */
static int put_back(struct change *c, struct tasks *tasks)
{
	int err = 0;
	for (size_t i = 0; !err && i < tasks->n; i++)
		if (tasks->v[i].placed)
			err = plan_drop_claims(c, &tasks->v[i].plan.v);
	for (size_t i = 0; !err && i < tasks->n; i++)
		if (tasks->v[i].plan.old.id && tasks->v[i].plan.old.state == STATE_BOOKED)
			err = plan_put_claims(c, &tasks->v[i].plan.old);
	return err;
}

static bool is_changed(const struct booking *a, const struct booking *b)
{
	if (a->start != b->start || a->end != b->end || a->party != b->party || a->origin != b->origin ||
	    a->follows != b->follows || a->state != b->state || a->n_claims != b->n_claims ||
	    strcmp(a->purpose, b->purpose) != 0 || strcmp(a->note, b->note) != 0 ||
	    strcmp(a->requester, b->requester) != 0 || strcmp(a->institution, b->institution) != 0)
		return true;
	for (size_t i = 0; i < a->n_claims; i++) {
		const struct claim *x = &a->claims[i], *y = &b->claims[i];
		if (x->resource != y->resource || x->units != y->units || x->start != y->start || x->end != y->end ||
		    x->place != y->place || x->limit != y->limit || x->whole != y->whole)
			return true;
	}
	return false;
}

static int write_task(struct change *c, const struct series *s, struct task *t, struct outcome_lists *l)
{
	struct plan *p = &t->plan;
	enum outcome outcome = p->old.id ? OUTCOME_UPDATED : OUTCOME_ADDED;
	if (!t->placed) {
		if (!p->old.id || p->old.state != STATE_BOOKED)
			return 0;
		p->v = p->old;
		p->v.state = STATE_CANCELLED;
		if (t->freed)
			p->v.origin = 0;
	}
	int err = 0;
	if (p->old.id && !is_changed(&p->old, &p->v)) {
		outcome = OUTCOME_UNCHANGED;
	} else {
		struct key k = key_table('S');
		key_u64(&k, s->id);
		key_u64(&k, p->v.id);
		err = plan_record(c, p, outcome);
		if (!err && !p->old.id)
			err = db_put(c->txn, key_bytes(&k), (struct bytes){"", 0});
	}
	struct made *v = err ? NULL : arena_grow(c->arena, l->made, l->n_made, &l->cap_made, sizeof *v);
	if (!v)
		return err ? err : QUAD_ENOMEM;
	l->made = v;
	v[l->n_made++] = (struct made){.id = p->v.id, .series = s->id, .start = p->v.start, .end = p->v.end,
	                               .state = p->v.state, .outcome = outcome,
	                               .was_start = p->old.id ? p->old.start : 0};
	return 0;
}

static int made_order(const void *a, const void *b)
{
	const struct made *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/*
 * The step: decides, and writes the bookings unless it is refused (the result then has reasons). Refused is also a
 * series of which with skip nothing would be left.
 */
static int step(struct change *c, const struct series *s, struct tasks *tasks, bool skip)
{
	struct outcome_lists l = lists_of(c);
	size_t n_skipped = l.n_skipped, wanted = 0, placed = 0;
	int err = place(c, s, tasks, skip, &l);
	for (size_t i = 0; i < tasks->n; i++) {
		wanted += tasks->v[i].occurrence != NULL;
		placed += tasks->v[i].placed;
	}
	/* nothing fits: then it is refused, with all the reasons */
	for (size_t i = n_skipped; !err && skip && wanted && !placed && c->rq->op == OP_SERIES && i < l.n_skipped; i++)
		for (size_t j = 0; j < l.skipped[i].reasons.n; j++) {
			const struct reason *r = &l.skipped[i].reasons.v[j];
			*reason_add(&c->out->reasons, r->rule, r->subject, "%s", r->what) = *r;
		}
	if (err)
		return err;
	/* also of what is refused: which occurrences are in question is worth knowing */
	c->out->skipped = l.skipped;
	c->out->n_skipped = l.n_skipped;
	if (c->out->reasons.n)
		return put_back(c, tasks);
	bool missing = false;
	for (size_t i = 0; i < tasks->n; i++)
		missing |= tasks->v[i].placed && tasks->v[i].plan.institution_missing;
	if (missing)
		err = place_make_institution(c, s->institution);
	for (size_t i = 0; !err && i < tasks->n; i++)
		err = write_task(c, s, &tasks->v[i], &l);
	if (l.n_made)
		qsort(l.made, l.n_made, sizeof *l.made, made_order);
	c->out->made = l.made;
	c->out->n_made = l.n_made;
	return err;
}

static int list_dropped(struct change *c, const struct occurrences *o)
{
	struct dropped_date *v = arena_alloc(c->arena, (c->out->n_dropped + o->n_dropped + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	if (c->out->n_dropped)
		memcpy(v, c->out->dropped, c->out->n_dropped * sizeof *v);
	for (size_t i = 0; i < o->n_dropped; i++) {
		const struct day_rule *r = o->dropped[i].rule;
		const char *note = *r->note ? r->note : r->kind == DAY_OFF ? "off" : "as";
		v[c->out->n_dropped++] = (struct dropped_date){o->dropped[i].date, note};
	}
	c->out->dropped = v;
	return 0;
}

/* ---- the record of the series ---- */

static int write_series(struct change *c, struct series *s, struct bytes before, enum outcome outcome)
{
	struct key k = series_key(s->id);
	struct buf b = {0};
	char entity[40];
	uint64_t prev = s->seq;
	snprintf(entity, sizeof entity, "series:%" PRIu64, s->id);
	int err = change_next_seq(c, &s->seq);
	if (!err) {
		series_encode(s, &b);
		err = b.failed ? QUAD_ENOMEM : change_record(c, &k, entity, prev, before, (struct bytes){b.p, b.len}, outcome);
	}
	buf_release(&b);
	c->out->series = s->id;
	return err;
}

static void check_texts(struct change *c, const struct series *s)
{
	change_check_text(c, "ref", s->ref);
	change_check_text(c, "purpose", s->purpose);
	change_check_text(c, "note", s->note);
	change_check_text(c, "requester", s->requester);
	change_check_text(c, "resources", s->claims);
	if (strlen(s->ref) > CODE_MAX_BYTES)
		reason_add(&c->out->reasons, RULE_VALUE, "ref", "%.60s", s->ref);
}

/* Merges what the request gives into a series (all of it into a new one). */
static int merge(struct change *c, const struct calendar *calendar, struct series *s)
{
	const struct series_ask *in = &c->rq->u.series;
	uint32_t given = s->id ? c->rq->given : GIVEN_ALL;
	const char *old_term = s->weeks.term;
	bool missing;
	if (given & GIVEN(SERIES_CLAIMS)) {
		struct buf b = {0};
		claims_format(in->claims, in->n_claims, &b);
		s->claims = b.failed ? NULL : arena_str(c->arena, buf_text(&b));
		buf_release(&b);
		if (!s->claims)
			return QUAD_ENOMEM;
		if (!in->n_claims)
			reason_add(&c->out->reasons, RULE_VALUE, "resources", "%s", "");
	}
	if (given & GIVEN(SERIES_WHEN)) {
		s->weeks = in->weeks;
		s->rule = in->rule;
		if (!*s->rule.rule) {
			/* a series that stands keeps its term where the request names none */
			const char *stored = s->id ? old_term : "";
			const struct term *t = calendar_term(calendar, *in->weeks.term ? in->weeks.term : stored,
			                                     clock_local_day(c->rq->now));
			s->weeks.term = t ? t->code : in->weeks.term;
			s->rule = (struct rule_pattern){.rule = ""};
		} else {
			s->weeks = (struct week_pattern){.term = ""};
		}
	}
	if (given & GIVEN(SERIES_PARTY))
		s->party = in->party;
	if (given & GIVEN(SERIES_PURPOSE))
		s->purpose = in->purpose;
	if (given & GIVEN(SERIES_NOTE))
		s->note = in->note;
	if (given & GIVEN(SERIES_REQUESTER))
		s->requester = *in->requester ? in->requester : s->id ? s->requester : c->rq->actor;
	if (given & GIVEN(SERIES_INSTITUTION)) {
		int err = change_resolve_institution(c, in->institution, &s->institution, &missing);
		if (err)
			return err;
	}
	check_texts(c, s);
	return given & GIVEN(SERIES_EXCEPT) ? format_dates(c, in->except, in->n_except, &s->except) : 0;
}

static const struct series no_series = {.ref = "", .weeks.term = "", .rule.rule = "", .except = "", .claims = "",
                                        .purpose = "", .note = "", .requester = "", .institution = ""};

/* Loads a series with bytes of its own. */
static int load_series(struct change *c, uint64_t id, struct series *out, struct bytes *before)
{
	struct key k = series_key(id);
	int err = change_get(c, &k, before);
	return err ? err : series_decode(*before, out);
}

/* The series that a request is about; a reason if there is none or it is not what the asker saw. */
static int load_target(struct change *c, struct series *out, struct bytes *before)
{
	const struct series_ask *in = &c->rq->u.series;
	char id[24];
	snprintf(id, sizeof id, "S%" PRIu64, in->id);
	int err = load_series(c, in->id, out, before);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, RULE_UNKNOWN, id, "series");
		return 0;
	}
	if (!err && in->seq && in->seq != out->seq)
		reason_add(&c->out->reasons, RULE_BUSY, id, "changed by others");
	return err;
}

static int task_order(const void *a, const void *b)
{
	const struct booking *x = &((const struct task *)a)->plan.old, *y = &((const struct task *)b)->plan.old;
	return x->start != y->start ? (x->start > y->start) - (x->start < y->start) : (x->id > y->id) - (x->id < y->id);
}

/* Stands and goes where its series goes: nobody has cancelled or changed it by itself. */
static bool is_led(const struct booking *b)
{
	return b->state == STATE_BOOKED && b->follows;
}

/* Was what is cancelled here added again later? */
static bool is_replaced(const struct tasks *tasks, const struct booking *b)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (tasks->v[i].plan.old.origin == b->origin && tasks->v[i].plan.old.state == STATE_BOOKED)
			return true;
	return false;
}

/* Gives a booking its occurrence; what was cancelled, or changed, by itself only keeps it from the others. */
static void take(struct task *t, const struct occurrences *o, size_t i, bool *taken)
{
	taken[i] = true;
	if (is_led(&t->plan.old))
		t->occurrence = &o->v[i];
}

/*
 * Pairs bookings with occurrences: the same one of the series, first of what stands; else in order, so that ids are
 * kept where they can, and a date that was given up stays so when the whole moves to another day or hour.
 */
static int pair(struct change *c, struct tasks *tasks, const struct occurrences *o, int64_t from, bool same_times)
{
	size_t n_old = tasks->n, next = 0;
	bool *taken = arena_alloc(c->arena, o->n + 1), *found = arena_alloc(c->arena, n_old + 1);
	if (!taken || !found)
		return QUAD_ENOMEM;
	if (n_old)
		qsort(tasks->v, n_old, sizeof *tasks->v, task_order);
	for (size_t i = 0; i < o->n; i++)
		taken[i] = o->v[i].start < from;
	/* a day that is taught twice is two occurrences: first who is there already */
	for (int pass = 0; pass < 4; pass++) {
		for (size_t t = 0; t < n_old; t++) {
			const struct booking *old = &tasks->v[t].plan.old;
			if ((old->state == STATE_BOOKED) != (pass < 2))
				continue;
			for (size_t i = 0; i < o->n && old->origin && !found[t]; i++) {
				if (taken[i] || o->v[i].origin != old->origin || (pass % 2 == 0 && o->v[i].start != old->start))
					continue;
				take(&tasks->v[t], o, i, taken);
				found[t] = true;
			}
		}
	}
	for (size_t t = 0; !same_times && t < n_old && next < o->n; t++) {
		const struct booking *old = &tasks->v[t].plan.old;
		if (found[t] || (old->state != STATE_BOOKED && (!old->origin || is_replaced(tasks, old))))
			continue;
		while (next < o->n && taken[next])
			next++;
		if (next < o->n)
			take(&tasks->v[t], o, next, taken);
	}
	for (size_t i = 0; i < o->n; i++) {
		struct task *t = taken[i] ? NULL : add_task(c, tasks);
		if (!taken[i] && !t)
			return QUAD_ENOMEM;
		if (t)
			t->occurrence = &o->v[i];
	}
	return 0;
}

/* The day that an occurrence would have without day rules (calendar.h). */
static int64_t origin_day(uint64_t origin)
{
	return (int64_t)(origin / 64) - 1 + PERIOD_ALWAYS;
}

/* Keeps of the tasks those bookings that begin at or after `from`, or would if nobody had changed them. */
static void keep_rest(struct tasks *tasks, int64_t from)
{
	size_t n = 0;
	for (size_t i = 0; i < tasks->n; i++) {
		const struct booking *b = &tasks->v[i].plan.old;
		if (b->start >= from || (!is_led(b) && b->origin && clock_day_start(origin_day(b->origin)) >= from))
			tasks->v[n++] = tasks->v[i];
	}
	tasks->n = n;
}

/*
 * Of paired tasks, those in which something is to be done. What the pattern leaves without an occurrence frees the one
 * that it had, so that the pattern as it was brings it back.
 */
static void keep_active(struct tasks *tasks)
{
	size_t n = 0;
	for (size_t i = 0; i < tasks->n; i++) {
		struct task *t = &tasks->v[i];
		if (!t->occurrence && !is_led(&t->plan.old))
			continue;
		t->freed = true;
		tasks->v[n++] = *t;
	}
	tasks->n = n;
}

static int64_t from_min(int64_t day)
{
	return day == FROM_THE_START ? INT64_MIN : clock_day_start(day);
}

/* ---- the requests ---- */

/* The series without a ref that an own ref means. */
static int find_by_own_ref(struct change *c, const char *ref, struct series *out, struct bytes *before)
{
	uint32_t mark;
	int err = facts_mark(c->txn, &mark);
	if (err)
		return err;
	uint64_t id = facts_own_id(mark, OWN_SERIES, ref);
	err = id ? load_series(c, id, out, before) : QUAD_ENOTFOUND;
	return !err && *out->ref ? QUAD_ENOTFOUND : err;
}

/* The standing series that bears a ref. */
static int find_by_ref(struct change *c, const char *ref, struct series *out, struct bytes *before)
{
	struct key k = key_table('g');
	struct bytes b;
	if (!*ref || strlen(ref) > CODE_MAX_BYTES)
		return QUAD_ENOTFOUND;
	key_text(&k, ref);
	int err = db_get(c->txn, key_bytes(&k), &b);
	if (err == QUAD_ENOTFOUND)
		return find_by_own_ref(c, ref, out, before);
	if (err)
		return err;
	return b.len == 8 ? load_series(c, le_get(b.p, 8), out, before) : QUAD_ECORRUPT;
}

static bool any_stands(const struct tasks *tasks)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (tasks->v[i].plan.old.state == STATE_BOOKED)
			return true;
	return false;
}

/* True if the stored record is what the merged series would be written as. */
static int is_same(const struct series *s, struct bytes before, bool *out)
{
	struct buf b = {0};
	series_encode(s, &b);
	*out = !b.failed && b.len == before.len && memcmp(b.p, before.p, b.len) == 0;
	int err = b.failed ? QUAD_ENOMEM : 0;
	buf_release(&b);
	return err;
}

int series_put(struct change *c)
{
	struct series s = no_series;
	struct bytes before = {"", 0};
	struct tasks tasks = {0};
	struct calendar calendar;
	struct occurrences o;
	bool same = false;
	int err = find_by_ref(c, c->rq->u.series.ref, &s, &before);
	if (!err)
		err = load_bookings(c, s.id, &tasks);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	bool standing = !err && any_stands(&tasks);
	if (!standing) {
		s = no_series;
		s.ref = c->rq->u.series.ref;
		before = (struct bytes){"", 0};
		tasks.n = 0;
	}
	err = series_calendar(c, &calendar);
	if (!err)
		err = merge(c, &calendar, &s);
	if (err || c->out->reasons.n)
		return err;
	if (!standing)
		s.skips = c->rq->flags & REQUEST_SKIP_CONFLICTS;
	if (standing)
		err = is_same(&s, before, &same);
	if (!err && same) {
		c->out->outcome = OUTCOME_UNCHANGED;
		c->out->series = s.id;
		return 0;
	}
	if (!err)
		err = expand(c, &s, &calendar, &o);
	if (!err && !o.n && !c->out->reasons.n)
		reason_add(&c->out->reasons, RULE_VALUE, "weeks", "no date is left");
	if (err)
		return err;
	if (!standing) {
		s.made_min = c->rq->now;
		err = change_next_id(c, OWN_SERIES, 0, &s.id);
	}
	if (!err)
		err = pair(c, &tasks, &o, INT64_MIN, false);
	keep_active(&tasks);
	/* also when the calendar lacks something: the other reasons are worth knowing */
	if (!err)
		err = step(c, &s, &tasks, c->rq->flags & REQUEST_SKIP_CONFLICTS);
	if (!err)
		err = list_dropped(c, &o);
	if (err || c->out->reasons.n)
		return err;
	if (*s.ref) {
		struct key k = key_table('g');
		unsigned char id[8];
		key_text(&k, s.ref);
		le_put(id, s.id, sizeof id);
		err = db_put(c->txn, key_bytes(&k), (struct bytes){id, sizeof id});
		cache_wrote(c->cache, &k);
	}
	return err ? err : write_series(c, &s, before, standing ? OUTCOME_UPDATED : OUTCOME_ADDED);
}

int series_change(struct change *c)
{
	struct series s;
	struct bytes before;
	struct tasks tasks = {0};
	struct calendar calendar;
	struct occurrences o;
	int64_t from = from_min(c->rq->u.series.from);
	bool same_times = !(c->rq->given & GIVEN(SERIES_WHEN));
	/* what has been held stays as it was held, unless that is to be recorded */
	if (!(c->rq->flags & REQUEST_RECORD) && from < c->rq->now)
		from = c->rq->now;
	int err = load_target(c, &s, &before);
	if (err || c->out->reasons.n)
		return err;
	err = load_bookings(c, s.id, &tasks);
	if (!err)
		err = series_calendar(c, &calendar);
	if (!err)
		err = merge(c, &calendar, &s);
	if (!err && !c->out->reasons.n)
		err = expand(c, &s, &calendar, &o);
	if (err || c->out->reasons.n)
		return err;
	keep_rest(&tasks, from);
	if (same_times) {
		/* only what stands is changed: dates that were left out stay left out */
		size_t n_old = tasks.n;
		err = pair(c, &tasks, &o, from, true);
		tasks.n = n_old;
	} else {
		err = pair(c, &tasks, &o, from, false);
	}
	keep_active(&tasks);
	if (!err && !tasks.n)
		reason_add(&c->out->reasons, RULE_UNKNOWN, "from", "no booking of the series stands from there");
	if (!err && !c->out->reasons.n)
		err = step(c, &s, &tasks, false);
	return err || c->out->reasons.n ? err : write_series(c, &s, before, OUTCOME_UPDATED);
}

int series_cancel(struct change *c)
{
	struct series s;
	struct bytes before;
	struct tasks tasks = {0};
	int64_t from = from_min(c->rq->u.series.from);
	char id[24];
	int err = load_target(c, &s, &before);
	if (err || c->out->reasons.n)
		return err;
	err = load_bookings(c, s.id, &tasks);
	if (err)
		return err;
	size_t n = 0;
	for (size_t i = 0; i < tasks.n; i++)
		if (tasks.v[i].plan.old.state == STATE_BOOKED && tasks.v[i].plan.old.start >= from)
			tasks.v[n++] = tasks.v[i];
	tasks.n = n;
	if (n == 0) {
		snprintf(id, sizeof id, "S%" PRIu64, s.id);
		reason_add(&c->out->reasons, RULE_UNKNOWN, id, "series (nothing of it stands)");
		return 0;
	}
	err = step(c, &s, &tasks, false);
	return err ? err : write_series(c, &s, before, OUTCOME_UPDATED);
}

int series_add(struct change *c)
{
	struct series s;
	struct bytes before;
	struct tasks tasks = {0}, add = {0};
	struct calendar calendar;
	struct occurrences o;
	int64_t *except, day = c->rq->u.series.from;
	size_t n_except, n = 0;
	char text[CLOCK_TEXT_MAX];
	int err = load_target(c, &s, &before);
	if (err || c->out->reasons.n)
		return err;
	err = parse_dates(c, s.except, &except, &n_except);
	for (size_t i = 0; !err && i < n_except; i++)
		if (except[i] != day)
			except[n++] = except[i];
	if (!err)
		err = format_dates(c, except, n, &s.except);
	if (!err)
		err = load_bookings(c, s.id, &tasks);
	if (!err)
		err = series_calendar(c, &calendar);
	if (!err)
		err = expand(c, &s, &calendar, &o);
	if (err)
		return err;
	for (size_t i = 0; i < o.n; i++) {
		bool stands = clock_local_day(o.v[i].start) != day;
		for (size_t j = 0; j < tasks.n && !stands; j++) {
			/* a day that is taught twice is two occurrences */
			const struct booking *b = &tasks.v[j].plan.old;
			stands = b->state == STATE_BOOKED && b->origin == o.v[i].origin &&
			         (b->start == o.v[i].start || !find_same(&o, b->origin, b->start, b->end));
		}
		struct task *t = stands ? NULL : add_task(c, &add);
		if (!stands && !t)
			return QUAD_ENOMEM;
		if (t)
			t->occurrence = &o.v[i];
	}
	if (!add.n && !c->out->reasons.n)
		reason_add(&c->out->reasons, RULE_UNKNOWN, clock_format_date(day, text), "occurrence");
	if (!c->out->reasons.n)
		err = step(c, &s, &add, false);
	return err || c->out->reasons.n ? err : write_series(c, &s, before, OUTCOME_UPDATED);
}

int series_occurrences(struct db_txn *txn, uint64_t id, struct arena *arena, struct series *s, struct occurrences *out)
{
	struct result result = {.reasons.arena = arena};
	struct change c = {.txn = txn, .out = &result, .arena = arena, .rehearse = true};
	struct calendar calendar;
	struct bytes before;
	struct series whole;
	*out = (struct occurrences){0};
	int err = load_series(&c, id, s, &before);
	if (!err)
		err = series_calendar(&c, &calendar);
	if (err)
		return err;
	whole = *s;
	whole.except = "";
	return expand(&c, &whole, &calendar, out);
}

/* ---- following the calendar ---- */

/*
 * Where a booking goes that has lost its time: a day may be taught twice, and the second time may be another's, of the
 * tasks or of those that stay. NULL if there is no such place.
 */
static const struct occurrence *other_place(const struct tasks *all, const struct tasks *tasks, uint64_t origin,
                                            const struct occurrences *o)
{
	for (size_t i = 0; i < o->n; i++) {
		bool taken = o->v[i].origin != origin;
		for (size_t j = 0; j < tasks->n && !taken; j++)
			taken = tasks->v[j].occurrence == &o->v[i];
		for (size_t j = 0; j < all->n && !taken; j++) {
			const struct booking *b = &all->v[j].plan.old;
			taken = b->state == STATE_BOOKED && b->origin == origin && b->start == o->v[i].start && b->end == o->v[i].end;
		}
		if (!taken)
			return &o->v[i];
	}
	return NULL;
}

/* Cancelled or changed by itself, begun on that day already, or there from another calendar: it is spoken for. */
static bool is_spoken_for(const struct change *c, const struct tasks *all, const struct occurrence *o)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct booking *b = &all->v[i].plan.old;
		bool begun = b->start <= c->rq->now && clock_local_day(b->start) == clock_local_day(o->start);
		bool there = b->start == o->start && b->end == o->end;
		if (b->origin == o->origin && (!is_led(b) || begun || there))
			return true;
	}
	return false;
}

/* What one series does between two calendars, as tasks. */
static int follow_tasks(struct change *c, const struct series *s, const struct occurrences *old,
                        const struct occurrences *new, struct tasks *out)
{
	struct tasks all = {0};
	int err = load_bookings(c, s->id, &all);
	if (err)
		return err;
	for (size_t i = 0; i < all.n; i++) {
		const struct booking *b = &all.v[i].plan.old;
		const struct occurrence *then = find_same(old, b->origin, b->start, b->end);
		if (b->state != STATE_BOOKED || !b->follows || b->start <= c->rq->now || !then ||
		    find_same(new, b->origin, b->start, b->end))
			continue;
		const struct occurrence *place = other_place(&all, out, b->origin, new);
		struct task *t = add_task(c, out);
		if (!t)
			return QUAD_ENOMEM;
		*t = all.v[i];
		t->occurrence = place;
		t->freed = true;
	}
	for (size_t i = 0; i < new->n; i++) {
		const struct occurrence *o = &new->v[i];
		bool taken = o->start <= c->rq->now || find_same(old, o->origin, o->start, o->end) ||
		             is_spoken_for(c, &all, o);
		for (size_t j = 0; j < out->n && !taken; j++)
			taken = out->v[j].occurrence == o;
		struct task *t = taken ? NULL : add_task(c, out);
		if (!taken && !t)
			return QUAD_ENOMEM;
		if (t)
			t->occurrence = o;
	}
	return 0;
}

/* First all leave their places, then they take the new ones: none is in the way of another that leaves as well. */
int series_follow(struct change *c, const struct calendar *before, const struct calendar *after)
{
	struct series *all;
	size_t n;
	int err = gather_series(c, &all, &n);
	struct tasks *tasks = err ? NULL : arena_alloc(c->arena, (n + 1) * sizeof *tasks);
	if (!tasks)
		return err ? err : QUAD_ENOMEM;
	for (size_t i = 0; !err && i < n; i++) {
		struct occurrences old, new;
		size_t n_reasons = c->out->reasons.n;
		if (*all[i].rule.rule)
			continue;
		err = expand(c, &all[i], before, &old);
		if (!err)
			err = expand(c, &all[i], after, &new);
		/* a calendar that lacks what the series needs: its bookings stay as they are */
		bool lacking = c->out->reasons.n > n_reasons;
		c->out->reasons.n = n_reasons;
		if (!err && !lacking)
			err = follow_tasks(c, &all[i], &old, &new, &tasks[i]);
		if (!err)
			err = leave(c, &tasks[i]);
	}
	for (size_t i = 0; !err && i < n; i++)
		if (tasks[i].n)
			err = step(c, &all[i], &tasks[i], true);
	return err;
}
