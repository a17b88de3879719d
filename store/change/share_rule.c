/*
 * Several owners of a resource: in a calendar month each may use its share of the minutes in which it is open, and
 * nobody else may use any, unless it starts so soon that what nobody has claimed is free for all (the setting
 * share-days). What counts of a month are the days on which somebody's share is in force; hours that run from one month
 * into the next are split.
 */
#include "store/base/clock.h"
#include "store/change/divided.h"
#include "store/change/register_judge.h"
#include "store/facts/open_time.h"
#include "store/facts/register_cache.h"
#include "store/model/joint_share.h"

#include <string.h>

/* A resource in a month, for one institution. */
struct month {
	struct register_judge *j;
	size_t claim;
	const struct register_rows *rows;
	const struct cache_resource *resource;
	struct closures closed;
	int64_t start, end;
	struct counted_list others;
	sum_t entitled, used, asked, was;
};

static void find_month(int64_t at, int64_t *start, int64_t *end)
{
	struct wall date;
	clock_to_wall(at, &date);
	*start = clock_day_start(clock_day_number(date.year, date.month, 1));
	*end = clock_day_start(clock_day_number(date.year + (date.month == 12), date.month % 12 + 1, 1));
}

/* The days from `first` to `last`, on which one share is in force. */
static void add_days(struct month *m, int64_t share, int64_t first, int64_t last)
{
	const struct register_judge *j = m->j;
	int64_t start = clock_day_start(first), end = clock_day_start(last + 1);
	bool shared = m->resource->resource.mode == MODE_SHARED;
	int64_t open = open_time_minutes(m->resource->opening, &m->closed, start, end);
	m->entitled += sum_part((sum_t)open * SUM_MINUTE, share, JOINT_WHOLE);
	for (size_t i = 0; i < m->others.n; i++) {
		const struct counted *one = &m->others.v[i];
		if (strcmp(one->booking.institution, j->p->v.institution) == 0)
			m->used += counted_minutes(one, start, end) * exact_weight(&one->claim, shared);
	}
	m->asked += register_judge_minutes(&j->p->v, start, end) * register_judge_weight(j, m->claim);
	if (j->was)
		m->was += register_judge_minutes(j->was, start, end) * register_judge_old_weight(j, m->claim);
}

static void count_month(struct month *m)
{
	int64_t day = clock_local_day(m->start), last = clock_local_day(m->end - 1);
	const char *owner = m->j->owners[m->claim], *institution = m->j->p->v.institution;
	while (day <= last) {
		int64_t until = joint_share_last(m->rows->v, m->rows->n, day, last);
		int64_t share = joint_share(m->rows->v, m->rows->n, owner, institution, day);
		if (share >= 0)
			add_days(m, share, day, until);
		day = until + 1;
	}
}

static void say_month(const struct month *m, int64_t days)
{
	const struct booking *v = &m->j->p->v;
	bool refuses = m->asked > m->was && m->used + m->asked > m->entitled;
	struct reason found = {.start = m->start, .end = v->start - days * DAY_MIN, .limit = sum_hours(m->entitled)};
	found.number = m->entitled > m->used ? sum_hours(m->entitled - m->used) : 0;
	register_judge_say(m->j, refuses, REASON_SHARE, m->resource->resource.code, v->institution, &found);
}

static int judge_month(struct month *m, int64_t days)
{
	struct change *c = m->j->c;
	struct neighbours taken = {0};
	uint32_t campus = m->resource->campus ? m->resource->campus->no : 0;
	int err = counted_on(c, m->resource->resource.no, m->start, m->end, m->j->p->old.id, &m->others);
	if (!err)
		err = cache_closures(c->cache, c->txn, m->resource->resource.no, campus, m->start, m->end, c->arena,
		                     &m->closed);
	/* also of the halls that it is a part of or that divide into it */
	if (!err)
		err = divided_facts(c, m->resource->resource.no, &(struct time_span){m->start, m->end}, m->j->p->old.id,
		                    &taken, &m->closed);
	if (err)
		return err;
	count_month(m);
	say_month(m, days);
	return 0;
}

int share_rule_judge(struct register_judge *j, size_t i)
{
	struct change *c = j->c;
	const struct booking *v = &j->p->v;
	const struct register_rows *rows;
	const struct cache_resource *resource;
	int64_t days, start, end;
	int err = register_cache_shares(c->cache, c->txn, j->resources[i]->code, &rows);
	if (err || !rows->n)
		return err;
	err = cache_share_days(c->cache, c->txn, &days);
	bool free = days < 0 || v->start - c->rq->now <= days * DAY_MIN;
	if (!err && !free)
		err = cache_resource(c->cache, c->txn, j->resources[i]->code, &resource);
	for (int64_t at = v->start; !err && !free && at < v->end; at = end) {
		find_month(at, &start, &end);
		struct month m = {.j = j, .claim = i, .rows = rows, .resource = resource, .start = start, .end = end};
		err = judge_month(&m, days);
	}
	return err;
}
