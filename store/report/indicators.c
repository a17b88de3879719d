/* Three walks: the use of resources, the evaluations, and what became of bookings and requests. */
#include "store/report/indicators.h"

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/model/approval.h"
#include "store/model/codec.h"
#include "store/report/latest.h"
#include "store/report/ratings.h"
#include "store/report/resource_use.h"

#define FULL 10000       /* hundredths */
#define SHARING_FULL 30  /* percent */
#define LENT_FULL_MIN 60 /* of each student and year */
#define DAYS_OF_YEAR 365
#define PROGRESS_EVERY 16384

/* The counts of an institution. */
struct indicator_counts {
	struct resource_use use;
	int64_t resources, offered;
	int64_t decided, lapsed;
	int64_t came, missed;
	int64_t evaluations;
	sum_t scores;
};

struct indicating {
	struct report_work *w;
	struct indicator_counts *v; /* by place of the institution */
	struct arena scratch;
	uint64_t last; /* the largest id of a booking */
	uint64_t n;
	/* the institution that was last looked up, by its code; in most bookings it is the same as in the one before */
	char code[CODE_MAX_BYTES + 1];
	uint32_t institution;
};

/* ---- names ---- */

static const char *const names[INDICATORS] = {
	[INDICATOR_UTILISATION] = "utilisation", [INDICATOR_SHARING] = "sharing",
	[INDICATOR_OFFERED] = "offered",         [INDICATOR_LENT] = "lent",
	[INDICATOR_EVALUATION] = "evaluation",   [INDICATOR_DECISIONS] = "decisions",
	[INDICATOR_ATTENDANCE] = "attendance",   [INDICATOR_RECORDED] = "recorded",
};

const char *score_indicator_name(size_t indicator)
{
	return names[indicator];
}

size_t score_indicator_find(const char *name)
{
	size_t i = 0;
	while (i < INDICATORS && strcmp(names[i], name) != 0)
		i++;
	return i;
}

/* ---- resources ---- */

static int count_use(struct indicating *k)
{
	struct report_work *w = k->w;
	size_t n = w->directory->all.n;
	struct resource_uses uses;
	uint32_t *group = arena_alloc(w->arena, (n + 1) * sizeof *group);
	if (!group)
		return QUAD_ENOMEM;
	int err = resource_use_count(w, &uses);
	for (size_t i = 0; i < n && !err; i++) {
		bool counts = uses.counted[i] && !kind_travels(w->directory->all.v[i].kind);
		group[i] = counts ? w->owner[i] : NO_PLACE;
	}
	for (uint32_t i = 0; i < n && !err; i++) {
		if (group[i] == NO_PLACE)
			continue;
		struct indicator_counts *to = &k->v[group[i]];
		resource_use_add(w, &uses, group, i, &to->use);
		to->resources++;
		to->offered += w->directory->all.v[i].sharing != SHARING_OWNER;
	}
	return err;
}

/* ---- evaluations ---- */

static int count_ratings(struct indicating *k)
{
	struct tally sums = {0};
	int err = ratings_count(k->w, true, &sums);
	for (size_t i = 0; i < sums.n && !err; i++) {
		const struct tally_cell *cell = &sums.v[i];
		if (cell->column != EVALUATION_BY_USER)
			continue;
		k->v[cell->row].evaluations = (int64_t)cell->bookings;
		for (size_t s = 0; s < EVALUATION_SCORES; s++)
			k->v[cell->row].scores += cell->sum[s];
	}
	tally_release(&sums);
	return err;
}

/* ---- bookings and requests ---- */

/* Whether the owner of a step has decided: a request that was declined was decided by somebody. */
static void count_step(struct indicating *k, const struct approval_step *step, enum booking_state state)
{
	const struct report_work *w = k->w;
	uint32_t place = step->resource ? directory_place(w->directory, step->resource) : 0;
	uint32_t owner = place && w->asked[place - 1] ? w->owner[place - 1] : NO_PLACE;
	if (owner == NO_PLACE)
		return;
	if (step->approved || state == STATE_DECLINED)
		k->v[owner].decided++;
	else if (state == STATE_LAPSED)
		k->v[owner].lapsed++;
}

static int count_steps(struct indicating *k, const struct booking *b, enum booking_state state)
{
	struct approval_chain chain;
	if (!*b->chain)
		return 0;
	int err = approval_parse(b->chain, &k->scratch, &chain);
	for (size_t i = 0; i < chain.n && !err; i++)
		count_step(k, &chain.v[i], state);
	arena_release(&k->scratch);
	return err;
}

static uint32_t find_institution(struct indicating *k, const char *code)
{
	if (strcmp(k->code, code) != 0 && strlen(code) < sizeof k->code) {
		memcpy(k->code, code, strlen(code) + 1);
		k->institution = frame_institution(k->w, code);
	}
	return k->institution;
}

static void count_presence(struct indicating *k, const struct booking *b, enum booking_state state)
{
	uint32_t institution = find_institution(k, b->institution);
	if (institution == NO_PLACE || b->end > k->w->now)
		return;
	if (state == STATE_NOSHOW)
		k->v[institution].missed++;
	else if (state == STATE_BOOKED || state == STATE_USED)
		k->v[institution].came++;
}

static int tell_progress(struct indicating *k, struct bytes key)
{
	const struct report_ask *ask = k->w->ask;
	if (!ask->progress || ++k->n % PROGRESS_EVERY)
		return 0;
	return ask->progress(ask->arg, key_get_u64(key, 1), k->last);
}

static int count_booking(struct bytes key, struct bytes value, void *arg)
{
	struct indicating *k = arg;
	const struct report_work *w = k->w;
	int64_t start, end;
	enum booking_state state;
	struct booking b;
	int err = key.len == 9 ? booking_decode_span(value, &start, &end, &state) : QUAD_ECORRUPT;
	if (!err)
		err = tell_progress(k, key);
	if (err || end <= w->from || start >= w->to)
		return err;
	err = booking_decode_head(value, &b);
	if (err || (w->ask->class && b.class != w->ask->class))
		return err;
	state = booking_state_at(&b, w->now);
	count_presence(k, &b, state);
	return count_steps(k, &b, state);
}

static int count_bookings(struct indicating *k)
{
	struct bytes last;
	int err = facts_last_key(k->w->txn, TABLE_BOOKING, &last);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	k->last = key_get_u64(last, 1);
	return walk_table(k->w->txn, TABLE_BOOKING, count_booking, k);
}

/* ---- indicators ---- */

/* part / whole, at most 100; none if the whole is nothing. */
static int64_t ratio_of(sum_t part, sum_t whole)
{
	if (whole <= 0)
		return INDICATOR_NONE;
	int64_t v = sum_percent(part, whole);
	return v > FULL ? FULL : v;
}

/* What would be 100: LENT_FULL_MIN of each student, for the part of a year that the period is. */
static sum_t full_lending(const struct report_work *w, int64_t students)
{
	return sum_part(students * (sum_t)SUM_MINUTE * LENT_FULL_MIN, frame_wall_minutes(w), DAYS_OF_YEAR * DAY_MIN);
}

static void set_indicators(const struct report_work *w, const struct indicator_counts *c, int64_t students,
                           struct indicated *out)
{
	int64_t n_scores = c->evaluations * EVALUATION_SCORES;
	bool enough = c->evaluations >= REPORT_GROUP_MIN;
	out->value[INDICATOR_UTILISATION] = ratio_of(c->use.effective, c->use.rated);
	out->value[INDICATOR_SHARING] = ratio_of(c->use.outside * 100, c->use.effective * SHARING_FULL);
	out->value[INDICATOR_OFFERED] = ratio_of(c->offered, c->resources);
	out->value[INDICATOR_LENT] = ratio_of(c->use.outside, full_lending(w, students));
	out->value[INDICATOR_EVALUATION] =
		enough ? ratio_of(c->scores - n_scores, n_scores * (EVALUATION_SCORE_MAX - 1)) : INDICATOR_NONE;
	out->value[INDICATOR_DECISIONS] = ratio_of(c->decided, c->decided + c->lapsed);
	out->value[INDICATOR_ATTENDANCE] = ratio_of(c->came, c->came + c->missed);
	out->value[INDICATOR_RECORDED] = ratio_of(c->use.effective - c->use.estimated, c->use.effective);
}

/* ---- weights ---- */

static int read_weights(const struct report_ask *ask, int64_t out[INDICATORS])
{
	int64_t sum = 0;
	for (size_t i = 0; i < INDICATORS; i++)
		out[i] = ask->n_weights ? INDICATOR_NONE : SCORE_WEIGHTS / INDICATORS;
	if (!ask->n_weights)
		return 0;
	for (size_t i = 0; i < ask->n_weights; i++) {
		size_t at = score_indicator_find(ask->weights[i].indicator);
		int64_t weight = ask->weights[i].weight;
		if (at == INDICATORS || out[at] != INDICATOR_NONE || weight < 0 || weight > SCORE_WEIGHTS)
			return QUAD_EINVAL;
		out[at] = weight;
		sum += weight;
	}
	for (size_t i = 0; i < INDICATORS; i++)
		if (out[i] == INDICATOR_NONE)
			out[i] = 0;
	return sum == SCORE_WEIGHTS ? 0 : QUAD_EINVAL;
}

static void set_score(const int64_t weights[INDICATORS], struct indicated *v)
{
	int64_t sum = 0, weight = 0;
	for (size_t i = 0; i < INDICATORS; i++) {
		if (v->value[i] == INDICATOR_NONE)
			continue;
		sum += weights[i] * v->value[i];
		weight += weights[i];
	}
	v->score = weight ? (sum * 2 + weight) / (weight * 2) : INDICATOR_NONE;
}

static void hide(struct indicated *v)
{
	for (size_t i = 0; i < INDICATORS; i++)
		v->value[i] = INDICATOR_NONE;
	v->score = INDICATOR_NONE;
}

static int count_all(struct indicating *k)
{
	int err = count_use(k);
	if (!err)
		err = count_ratings(k);
	if (!err)
		err = count_bookings(k);
	arena_release(&k->scratch);
	return err;
}

int indicators_count(struct report_work *w, struct indicated **out)
{
	struct indicating k = {.w = w, .institution = NO_PLACE};
	int64_t weights[INDICATORS], *students;
	k.v = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *k.v);
	*out = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof **out);
	if (!k.v || !*out)
		return QUAD_ENOMEM;
	int err = read_weights(w->ask, weights);
	if (!err)
		err = latest_students(w, &students);
	if (!err)
		err = count_all(&k);
	for (uint32_t i = 0; i < w->n_institutions && !err; i++) {
		struct indicated *v = &(*out)[i];
		if (!w->institution_seen[i]) {
			hide(v);
			continue;
		}
		set_indicators(w, &k.v[i], students[i], v);
		v->score = INDICATOR_NONE;
		if (k.v[i].resources)
			set_score(weights, v);
	}
	return err;
}
