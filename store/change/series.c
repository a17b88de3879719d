/*
 * The requests on series. Whatever is done to a series comes down to the same step (series_step.h): a new series has
 * occurrences and no bookings, a change pairs the bookings that stand with the occurrences of the new pattern
 * (series_pair.h), a cancellation leaves bookings without occurrences.
 */
#include "store/change/series.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/series_pair.h"
#include "store/change/series_step.h"
#include "store/facts/academic_calendar.h"
#include "store/facts/series_dates.h"
#include "store/model/codec.h"
#include "store/model/merge.h"

static struct key series_key(uint64_t id)
{
	struct key k = key_table(TABLE_SERIES);
	key_u64(&k, id);
	return k;
}

/* The series in the calendar; what it names and the calendar lacks becomes a reason. */
static int expand_series(struct change *c, const struct series *s, const struct calendar *calendar,
                         struct occurrences *out)
{
	return series_dates(c->txn, s, calendar, &c->out->reasons, c->arena, out);
}

/* Adds the dates that day rules take from the series to the result. */
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
		err = b.failed ? QUAD_ENOMEM
		               : change_record(c, &k, entity, prev, before, (struct bytes){b.p, b.len}, outcome);
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
		reason_add_text(&c->out->reasons, REASON_VALUE, "ref", "%.60s", s->ref);
}

/* The term that a request by weeks means: the one it names, else the one of the series that stands, else today's. */
static const char *choose_term(const struct change *c, const struct calendar *calendar, const char *asked,
                               const char *stored)
{
	const char *wanted = *asked ? asked : stored;
	const struct term *t = calendar_term(calendar, wanted, clock_local_day(c->rq->now));
	return t ? t->code : asked;
}

/* Gives a series the pattern or the rule of the request. */
static void merge_when(const struct change *c, const struct calendar *calendar, struct series *s)
{
	const struct series_ask *in = &c->rq->u.series;
	const char *stored_term = s->id ? s->weeks.term : "";
	s->weeks = in->weeks;
	s->rule = in->rule;
	if (*s->rule.rule) {
		s->weeks = (struct week_pattern){.term = ""};
	} else {
		s->rule = (struct rule_pattern){.rule = ""};
		s->weeks.term = choose_term(c, calendar, in->weeks.term, stored_term);
	}
}

static int merge_claims(struct change *c, struct series *s)
{
	const struct series_ask *in = &c->rq->u.series;
	s->claims = claims_text(in->claims, in->n_claims, c->arena);
	if (!s->claims)
		return QUAD_ENOMEM;
	if (!in->n_claims)
		reason_add(&c->out->reasons, REASON_MISSING, "resources");
	return 0;
}

/* Merges what the request gives into a series (all of it into a new one). */
static int merge_request(struct change *c, const struct calendar *calendar, struct series *s)
{
	struct series_ask ask = c->rq->u.series;
	uint32_t given = s->id ? c->rq->given : GIVEN_ALL;
	int err = given & GIVEN(SERIES_CLAIMS) ? merge_claims(c, s) : 0;
	if (err)
		return err;
	if (given & GIVEN(SERIES_WHEN))
		merge_when(c, calendar, s);
	if (s->id)
		merge_series(&ask, given, s);
	if (!s->id && !*ask.requester)
		ask.requester = c->rq->actor;
	s->party = ask.party;
	s->purpose = ask.purpose;
	s->note = ask.note;
	s->requester = ask.requester;
	if (given & GIVEN(SERIES_INSTITUTION)) {
		bool missing;
		err = change_resolve_institution(c, ask.institution, &s->institution, &missing);
		if (err)
			return err;
	}
	check_texts(c, s);
	if (given & GIVEN(SERIES_EXCEPT))
		return series_dates_format(ask.except, ask.n_except, c->arena, &s->except);
	return 0;
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
		reason_add(&c->out->reasons, REASON_NO_SERIES, id);
		return 0;
	}
	if (!err && in->seq && in->seq != out->seq)
		reason_add(&c->out->reasons, REASON_CHANGED, id);
	return err;
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
	struct key k = key_table(TABLE_SERIES_REF);
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

static bool any_stands(const struct series_tasks *tasks)
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

/* The series that a request to make one is about: the one that bears its ref and stands, else a new one. */
static int load_or_make(struct change *c, struct series *s, struct bytes *before, struct series_tasks *tasks)
{
	*s = no_series;
	*before = (struct bytes){"", 0};
	int err = find_by_ref(c, c->rq->u.series.ref, s, before);
	if (!err)
		err = series_load_bookings(c, s->id, tasks);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && any_stands(tasks))
		return 0;
	*s = no_series;
	s->ref = c->rq->u.series.ref;
	s->skips = c->rq->flags & REQUEST_SKIP_CONFLICTS;
	*before = (struct bytes){"", 0};
	tasks->n = 0;
	return 0;
}

/* Lets the ref of a series lead to it. */
static int write_ref(struct change *c, const struct series *s)
{
	struct key k = key_table(TABLE_SERIES_REF);
	unsigned char id[8];
	if (!*s->ref)
		return 0;
	key_text(&k, s->ref);
	le_put(id, s->id, sizeof id);
	int err = db_put(c->txn, key_bytes(&k), (struct bytes){id, sizeof id});
	cache_wrote(c->cache, &k);
	return err;
}

/* Decides and writes a series that is new, or differs from what stands. */
static int put_series(struct change *c, struct series *s, const struct calendar *calendar, struct bytes before,
                      struct series_tasks *tasks)
{
	struct occurrences o;
	bool standing = s->id != 0;
	int err = expand_series(c, s, calendar, &o);
	if (err)
		return err;
	if (!o.n && !c->out->reasons.n)
		reason_add(&c->out->reasons, REASON_NO_DATE, "weeks");
	if (!standing) {
		s->made_min = c->rq->now;
		err = change_next_id(c, OWN_SERIES, 0, &s->id);
	}
	if (!err)
		err = series_pair(c, tasks, &o, INT64_MIN, false);
	if (err)
		return err;
	series_keep_active(tasks);
	/* also when the calendar lacks something: the other reasons are worth knowing */
	err = series_step(c, s, tasks, c->rq->flags & REQUEST_SKIP_CONFLICTS);
	if (!err)
		err = list_dropped(c, &o);
	if (err || c->out->reasons.n)
		return err;
	err = write_ref(c, s);
	if (err)
		return err;
	return write_series(c, s, before, standing ? OUTCOME_UPDATED : OUTCOME_ADDED);
}

int series_put(struct change *c)
{
	struct series s;
	struct bytes before;
	struct series_tasks tasks = {0};
	struct calendar calendar;
	bool same = false;
	int err = load_or_make(c, &s, &before, &tasks);
	if (!err)
		err = academic_calendar_load(c->txn, c->arena, &calendar);
	if (!err)
		err = merge_request(c, &calendar, &s);
	if (err || c->out->reasons.n)
		return err;
	if (s.id)
		err = is_same(&s, before, &same);
	if (err)
		return err;
	if (!same)
		return put_series(c, &s, &calendar, before, &tasks);
	c->out->outcome = OUTCOME_UNCHANGED;
	c->out->series = s.id;
	return 0;
}

/* What has been held stays as it was held, unless that is to be recorded. */
static int64_t first_to_change(const struct change *c)
{
	int64_t from = from_min(c->rq->u.series.from);
	bool recorded = c->rq->flags & REQUEST_RECORD;
	return !recorded && from < c->rq->now ? c->rq->now : from;
}

/* Pairs what is to be changed; without a new pattern only what stands is: dates that were left out stay left out. */
static int pair_for_change(struct change *c, struct series_tasks *tasks, const struct occurrences *o, int64_t from)
{
	bool same_times = !(c->rq->given & GIVEN(SERIES_WHEN));
	series_keep_from(tasks, from);
	size_t n_old = tasks->n;
	int err = series_pair(c, tasks, o, from, same_times);
	if (err)
		return err;
	if (same_times)
		tasks->n = n_old;
	series_keep_active(tasks);
	if (!tasks->n)
		reason_add(&c->out->reasons, REASON_NO_LATER_BOOKING, "from");
	return 0;
}

int series_change(struct change *c)
{
	struct series s;
	struct bytes before;
	struct series_tasks tasks = {0};
	struct calendar calendar;
	struct occurrences o;
	int err = load_target(c, &s, &before);
	if (err || c->out->reasons.n)
		return err;
	err = series_load_bookings(c, s.id, &tasks);
	if (!err)
		err = academic_calendar_load(c->txn, c->arena, &calendar);
	if (!err)
		err = merge_request(c, &calendar, &s);
	if (!err && !c->out->reasons.n)
		err = expand_series(c, &s, &calendar, &o);
	if (err || c->out->reasons.n)
		return err;
	err = pair_for_change(c, &tasks, &o, first_to_change(c));
	if (!err && !c->out->reasons.n)
		err = series_step(c, &s, &tasks, false);
	if (err || c->out->reasons.n)
		return err;
	return write_series(c, &s, before, OUTCOME_UPDATED);
}

int series_cancel(struct change *c)
{
	struct series s;
	struct bytes before;
	struct series_tasks tasks = {0};
	int64_t from = from_min(c->rq->u.series.from);
	char id[24];
	int err = load_target(c, &s, &before);
	if (err || c->out->reasons.n)
		return err;
	err = series_load_bookings(c, s.id, &tasks);
	if (err)
		return err;
	size_t n = 0;
	for (size_t i = 0; i < tasks.n; i++)
		if (tasks.v[i].plan.old.state == STATE_BOOKED && tasks.v[i].plan.old.start >= from)
			tasks.v[n++] = tasks.v[i];
	tasks.n = n;
	if (n == 0) {
		snprintf(id, sizeof id, "S%" PRIu64, s.id);
		reason_add(&c->out->reasons, REASON_SERIES_ENDED, id);
		return 0;
	}
	err = series_step(c, &s, &tasks, false);
	return err ? err : write_series(c, &s, before, OUTCOME_UPDATED);
}

/* ---- adding a date ---- */

/* Takes a day out of the dates that the series leaves out. */
static int drop_exception(struct change *c, struct series *s, int64_t day)
{
	int64_t *except;
	size_t n_except, n = 0;
	int err = series_dates_parse(s->except, c->arena, &except, &n_except);
	if (err)
		return err;
	for (size_t i = 0; i < n_except; i++)
		if (except[i] != day)
			except[n++] = except[i];
	return series_dates_format(except, n, c->arena, &s->except);
}

/* True if a booking of the series is this occurrence already. A day that is taught twice is two occurrences. */
static bool is_booked(const struct series_tasks *tasks, const struct occurrences *all, const struct occurrence *o)
{
	for (size_t i = 0; i < tasks->n; i++) {
		const struct booking *b = &tasks->v[i].plan.old;
		if (b->state != STATE_BOOKED || b->origin != o->origin)
			continue;
		if (b->start == o->start || !series_find_same(all, b->origin, b->start, b->end))
			return true;
	}
	return false;
}

/* The occurrences of the day that are not booked, as tasks. */
static int add_missing(struct change *c, const struct series_tasks *tasks, const struct occurrences *all, int64_t day,
                       struct series_tasks *out)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct occurrence *o = &all->v[i];
		if (clock_local_day(o->start) != day || is_booked(tasks, all, o))
			continue;
		struct series_task *t = series_add_task(c, out);
		if (!t)
			return QUAD_ENOMEM;
		t->occurrence = o;
	}
	return 0;
}

int series_add(struct change *c)
{
	struct series s;
	struct bytes before;
	struct series_tasks tasks = {0}, add = {0};
	struct calendar calendar;
	struct occurrences o;
	int64_t day = c->rq->u.series.from;
	char text[CLOCK_TEXT_MAX];
	int err = load_target(c, &s, &before);
	if (err || c->out->reasons.n)
		return err;
	err = drop_exception(c, &s, day);
	if (!err)
		err = series_load_bookings(c, s.id, &tasks);
	if (!err)
		err = academic_calendar_load(c->txn, c->arena, &calendar);
	if (!err)
		err = expand_series(c, &s, &calendar, &o);
	if (!err)
		err = add_missing(c, &tasks, &o, day, &add);
	if (err)
		return err;
	if (!add.n && !c->out->reasons.n)
		reason_add(&c->out->reasons, REASON_NO_OCCURRENCE, clock_format_date(day, text));
	if (!c->out->reasons.n)
		err = series_step(c, &s, &add, false);
	if (err || c->out->reasons.n)
		return err;
	return write_series(c, &s, before, OUTCOME_UPDATED);
}
