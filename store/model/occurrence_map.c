/* One pass for each likeness, the closest first; each takes of both sides only what the passes before have left. */
#include "store/model/occurrence_map.h"

#include "store/base/clock.h"

struct mapping {
	const struct occurrence_mapping *m;
	size_t first, end; /* the old ones or strays that a pass is about */
	size_t *to;
	bool *taken; /* a flag a new one */
};

/* The number of the week of an occurrence's own day, weeks beginning on Monday; day 0 is a Thursday. */
static int64_t own_week(const struct occurrence *o)
{
	return (occurrence_day(o->origin) - PERIOD_ALWAYS + clock_weekday(PERIOD_ALWAYS) - 1) / 7;
}

static bool is_same_time(const struct occurrence *a, const struct occurrence *b)
{
	return a->start == b->start && a->end == b->end;
}

static bool is_same(const struct occurrence *a, const struct occurrence *b)
{
	return a->origin == b->origin && a->start == b->start;
}

static bool is_same_number(const struct occurrence *a, const struct occurrence *b)
{
	return a->origin == b->origin;
}

/* The same number in the term: one of a recurrence rule is another, though it may look alike. */
static bool is_same_lesson(const struct occurrence *a, const struct occurrence *b)
{
	return a->origin == b->origin && a->by_rule == b->by_rule;
}

static bool is_same_day(const struct occurrence *a, const struct occurrence *b)
{
	return occurrence_day(a->origin) == occurrence_day(b->origin);
}

/* The same day of its own in another phase, where the number may be that of another period. */
static bool is_same_day_elsewhere(const struct occurrence *a, const struct occurrence *b)
{
	return is_same_day(a, b) && a->phase != b->phase && a->by_rule == b->by_rule;
}

static bool is_same_week(const struct occurrence *a, const struct occurrence *b)
{
	return own_week(a) == own_week(b);
}

static bool is_any(const struct occurrence *a, const struct occurrence *b)
{
	(void)a;
	(void)b;
	return true;
}

typedef bool alike_fn(const struct occurrence *old, const struct occurrence *new);

static bool is_open(const struct occurrence_mapping *m, const struct occurrence *o)
{
	return o->start > m->past_min;
}

/* True if an old one may have a new one: its own, or one to come. What is held goes with its number to the past too. */
static bool may_go(const struct occurrence_mapping *m, size_t i, size_t k, alike_fn *is_alike)
{
	if (is_alike == is_same || is_open(m, &m->new[k]))
		return true;
	return m->held[i] && is_alike != is_any;
}

enum which { ALL, HELD, NOT_HELD };

static bool is_meant(const struct occurrence_mapping *m, size_t i, enum which which)
{
	return which == ALL || m->held[i] == (which == HELD);
}

/* True if there are as many new ones to come as there are old ones. */
static bool is_one_for_one(const struct occurrence_mapping *m)
{
	size_t n_open = 0;
	for (size_t i = m->n_settled; i < m->n_new; i++)
		n_open += is_open(m, &m->new[i]);
	return n_open == m->n_old - m->n_settled;
}

/* Gives those that have none yet the first new one that is like them. */
static void map_alike(struct mapping *p, enum which which, alike_fn *is_alike)
{
	const struct occurrence_mapping *m = p->m;
	size_t first = m->n_settled;
	for (size_t i = p->first; i < p->end; i++) {
		if (p->to[i] != OCCURRENCE_NONE || !is_meant(m, i, which))
			continue;
		while (first < m->n_new && p->taken[first])
			first++;
		for (size_t k = first; k < m->n_new; k++) {
			if (p->taken[k] || !may_go(m, i, k, is_alike) || !is_alike(&m->old[i], &m->new[k]))
				continue;
			p->to[i] = k;
			p->taken[k] = true;
			break;
		}
	}
}

/* True if all lie as many days apart: a rule that was shifted, not changed. */
static bool is_shifted(const struct occurrence_mapping *m)
{
	size_t first = m->n_settled;
	if (m->n_old == first || m->n_new == first)
		return false;
	int64_t days = occurrence_day(m->new[first].origin) - occurrence_day(m->old[first].origin);
	for (size_t i = first; i < m->n_old && i < m->n_new; i++)
		if (occurrence_day(m->new[i].origin) - occurrence_day(m->old[i].origin) != days)
			return false;
	return days != 0;
}

/* Maps the old occurrences. */
static void map_old(struct mapping *p)
{
	const struct occurrence_mapping *m = p->m;
	bool by_term = m->likeness == LIKE_BY_TERM;
	p->first = m->n_settled;
	p->end = m->n_old;
	if (by_term) {
		map_alike(p, HELD, is_same);
		map_alike(p, HELD, is_same_lesson);
		map_alike(p, HELD, is_same_day_elsewhere);
		map_alike(p, NOT_HELD, is_same_time);
	}
	if (m->likeness == LIKE_BY_SHIFT && is_shifted(m))
		map_alike(p, ALL, is_any);
	map_alike(p, ALL, is_same);
	map_alike(p, ALL, is_same_number);
	map_alike(p, ALL, is_same_day);
	if (m->likeness == LIKE_BY_DAY)
		return;
	if (!by_term)
		map_alike(p, ALL, is_same_week);
	/* in order, what is held too where each has one; a number among others means nothing in another pattern */
	map_alike(p, is_one_for_one(m) ? ALL : NOT_HELD, is_any);
}

/* Maps the strays, to what the old occurrences have left. */
static void map_strays(struct mapping *p)
{
	const struct occurrence_mapping *m = p->m;
	p->first = m->n_old;
	p->end = m->n_old + m->n_strays;
	map_alike(p, ALL, is_same);
	map_alike(p, ALL, is_same_number);
	map_alike(p, ALL, is_same_day);
	if (m->likeness == LIKE_BY_WEEK || m->likeness == LIKE_BY_SHIFT)
		map_alike(p, ALL, is_same_week);
}

size_t *occurrence_map(const struct occurrence_mapping *m, struct arena *arena)
{
	size_t all = m->n_old + m->n_strays;
	struct mapping p = {.m = m, .to = arena_alloc(arena, (all + 1) * sizeof *p.to),
	                    .taken = arena_alloc(arena, m->n_new + 1)};
	if (!p.to || !p.taken)
		return NULL;
	for (size_t i = 0; i < all; i++)
		p.to[i] = OCCURRENCE_NONE;
	for (size_t i = 0; i < m->n_settled; i++) {
		p.to[i] = i;
		p.taken[i] = true;
	}
	map_old(&p);
	map_strays(&p);
	return p.to;
}
