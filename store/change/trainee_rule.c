/*
 * Trainees: the people of other institutions on what an institution with employees owns, at one time. A booking counts
 * once for the institution, whatever it claims there, and once for each post that one of its claims is for. Only the
 * time that a booking adds is judged, or all of it where its people or claims are others.
 */
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/register_judge.h"
#include "store/change/trainee_count.h"
#include "store/facts/register_cache.h"
#include "store/model/trainees.h"

/* An institution whose resources the plan claims. */
struct trainees {
	struct register_judge *j;
	const struct employer *employer;
	const char *resource; /* the first of its that the plan claims */
	struct counted_list others;
};

static bool plan_counts_for(const struct trainees *t, const char *post)
{
	for (size_t i = 0; i < t->j->n; i++)
		if (trainee_count_has(t->employer, t->j->resources[i]->no, post))
			return true;
	return false;
}

/* The people of the plan on what the employer owns. */
static int64_t plan_people(const struct trainees *t)
{
	struct booking b = t->j->p->v;
	b.claims = t->j->claims;
	b.n_claims = t->j->n;
	return trainees_people(&b);
}

/* True if the booking had so many people there before, for the post. */
static bool had_them(const struct trainees *t, const char *post)
{
	const struct booking *was = t->j->was;
	if (!was || trainees_people(was) < plan_people(t))
		return false;
	for (size_t i = 0; i < was->n_claims; i++)
		if (trainee_count_has(t->employer, was->claims[i].resource, post))
			return true;
	return false;
}

/* The day with the least room. */
struct tightest {
	bool any;
	int64_t left, limit; /* people; below 0: more than may be are there already */
};

/* One day's part of the plan, [start, end). */
static void look_at_day(const struct trainees *t, const char *post, struct trainee_span *spans, size_t n, int64_t start,
                        int64_t end, struct tightest *out)
{
	const struct register_rows *posts = &t->employer->posts;
	int64_t limit = trainees_limit(posts->v, posts->n, post, clock_local_day(start)), at;
	int64_t left = limit - trainees_peak(spans, n, start, end, &at);
	if (!out->any || left < out->left)
		*out = (struct tightest){true, left, limit};
}

/* Looks at the days of what is to be judged. */
static void look_at_days(const struct trainees *t, const char *post, struct trainee_span *spans, size_t n,
                         struct tightest *out)
{
	const struct booking *v = &t->j->p->v, *was = t->j->was;
	bool keeps = had_them(t, post);
	int64_t end;
	for (int64_t at = v->start; at < v->end; at = end) {
		end = clock_day_start(clock_local_day(at) + 1);
		end = v->end < end ? v->end : end;
		if (keeps && at < was->start && was->start < end)
			end = was->start;
		if (keeps && at >= was->start && at < was->end)
			end = was->end;
		else
			look_at_day(t, post, spans, n, at, end, out);
	}
}

static int judge_post(const struct trainees *t, const char *post)
{
	struct trainee_span *spans = arena_alloc(t->j->c->arena, (t->others.n + 1) * sizeof *spans);
	struct tightest day = {0};
	if (!spans)
		return QUAD_ENOMEM;
	size_t n = trainee_count_spans(t->employer, &t->others, post, spans);
	look_at_days(t, post, spans, n, &day);
	const struct reason found = {.number = day.left > 0 ? day.left : 0, .limit = day.limit};
	if (day.any)
		register_judge_say(t->j, plan_people(t) > day.left, REASON_TRAINEES, t->resource, post ? post : "",
		                   &found);
	return 0;
}

static int judge_employer(struct trainees *t)
{
	const struct register_rows *posts = &t->employer->posts;
	const struct booking *v = &t->j->p->v;
	int err = trainee_count_read(t->j->c, t->employer, v->start, v->end, t->j->p->old.id, &t->others);
	if (!err)
		err = judge_post(t, NULL);
	for (size_t i = 0; !err && i < posts->n; i++) {
		const char *post = posts->v[i].text[EMPLOYEES_POST];
		bool again = i && strcmp(post, posts->v[i - 1].text[EMPLOYEES_POST]) == 0;
		if (!again && plan_counts_for(t, post))
			err = judge_post(t, post);
	}
	return err;
}

/* The first claim of each owner is asked for all of its. */
static bool was_asked(const struct register_judge *j, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(j->owners[k], j->owners[i]) == 0)
			return true;
	return false;
}

int trainee_rule_judge(struct register_judge *j)
{
	int err = 0;
	for (size_t i = 0; !err && i < j->n; i++) {
		struct trainees t = {.j = j, .resource = j->resources[i]->code};
		if (was_asked(j, i) || strcmp(j->owners[i], j->p->v.institution) == 0)
			continue;
		err = register_cache_employer(j->c->cache, j->c->txn, j->owners[i], &t.employer);
		if (!err && t.employer->posts.n)
			err = judge_employer(&t);
	}
	return err;
}
