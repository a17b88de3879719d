/*
 * How many people of other institutions an institution with employees had at one time, against what its employees allow
 * (store/model/trainees.h): a row for all of its posts together, `*`, and one for each post.
 *
 *   employees, limit  on the day of the peak; where there is none, on the last day of the period
 *   peak, peak_at     the most people at one time in the period, and the first minute of it; as
 *                     store/change/trainee_count.h counts them
 *   over              the most by which they were above the limit of their day, 0 = never
 */
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/trainee_count.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"institution", REPORT_TEXT}, {"post", REPORT_TEXT},    {"employees", REPORT_COUNT}, {"limit", REPORT_COUNT},
	{"peak", REPORT_COUNT},       {"peak_at", REPORT_TEXT}, {"over", REPORT_COUNT},
};

enum { WINDOW_DAYS = 7 }; /* what stands is read for so many days at once */

/* One row on its way. */
struct peak {
	const char *post; /* NULL: all */
	int64_t people, at, over;
};

/* An institution. */
struct employing {
	struct report_work *w;
	struct decision_cache cache;
	const struct employer *employer;
	struct peak *peaks;
	size_t n;
};

static int list_posts(struct employing *e)
{
	const struct register_rows *posts = &e->employer->posts;
	e->peaks = arena_alloc(e->w->arena, (posts->n + 1) * sizeof *e->peaks);
	if (!e->peaks)
		return QUAD_ENOMEM;
	e->peaks[0] = (struct peak){.post = NULL};
	e->n = 1;
	for (size_t i = 0; i < posts->n; i++) {
		const char *post = posts->v[i].text[EMPLOYEES_POST];
		if (e->n == 1 || strcmp(e->peaks[e->n - 1].post, post) != 0)
			e->peaks[e->n++] = (struct peak){.post = post};
	}
	return 0;
}

/* Looks at a day of what was found for the days around it. */
static void look_at_day(struct employing *e, struct peak *p, struct trainee_span *spans, size_t n, int64_t start,
                        int64_t end)
{
	const struct register_rows *posts = &e->employer->posts;
	int64_t at, people = trainees_peak(spans, n, start, end, &at);
	int64_t over = people - trainees_limit(posts->v, posts->n, p->post, clock_local_day(start));
	p->over = people && over > p->over ? over : p->over;
	if (people > p->people) {
		p->people = people;
		p->at = at;
	}
}

static void look_at_days(struct employing *e, const struct counted_list *found, struct trainee_span *spans,
                         int64_t start, int64_t end)
{
	for (size_t i = 0; i < e->n; i++) {
		size_t n = trainee_count_spans(e->employer, found, e->peaks[i].post, spans);
		for (int64_t at = start, next; n && at < end; at = next) {
			next = clock_day_start(clock_local_day(at) + 1);
			next = next < end ? next : end;
			look_at_day(e, &e->peaks[i], spans, n, at, next);
		}
	}
}

static int look_at_window(struct employing *e, int64_t start, int64_t end)
{
	struct arena arena = {0};
	const struct request rq = {.now = e->w->now};
	struct change c = {.txn = e->w->txn, .rq = &rq, .arena = &arena, .rehearse = true, .cache = &e->cache};
	struct counted_list found = {0};
	int err = trainee_count_read(&c, e->employer, start, end, 0, &found);
	struct trainee_span *spans = arena_alloc(&arena, (found.n + 1) * sizeof *spans);
	if (!err && !spans)
		err = QUAD_ENOMEM;
	if (!err)
		look_at_days(e, &found, spans, start, end);
	arena_release(&arena);
	return err;
}

static int put_row(struct employing *e, const struct peak *p)
{
	struct report_work *w = e->w;
	const struct register_rows *posts = &e->employer->posts;
	int64_t day = clock_local_day(p->people ? p->at : w->to - 1);
	char text[CLOCK_TEXT_MAX];
	struct report_row *row = frame_row(w);
	const char *code = arena_str(w->arena, e->employer->institution);
	const char *post = arena_str(w->arena, p->post ? p->post : "*");
	const char *at = p->people ? arena_str(w->arena, clock_format(p->at, text)) : "";
	if (!row || !code || !post || !at)
		return QUAD_ENOMEM;
	row->source.lender = code;
	frame_text(&row->cells[0], code);
	frame_text(&row->cells[1], post);
	frame_number(&row->cells[2], trainees_employees(posts->v, posts->n, p->post, day));
	frame_number(&row->cells[3], trainees_limit(posts->v, posts->n, p->post, day));
	frame_number(&row->cells[4], p->people);
	if (*at)
		frame_text(&row->cells[5], at);
	frame_number(&row->cells[6], p->over);
	return 0;
}

static int report_employer(struct employing *e, const char *institution)
{
	struct report_work *w = e->w;
	int err = register_cache_employer(&e->cache, w->txn, institution, &e->employer);
	if (err || !e->employer->posts.n)
		return err;
	err = list_posts(e);
	for (int64_t day = w->first_day; !err && day < w->first_day + w->n_days; day += WINDOW_DAYS) {
		int64_t start = clock_day_start(day), end = clock_day_start(day + WINDOW_DAYS);
		err = look_at_window(e, start > w->from ? start : w->from, end < w->to ? end : w->to);
	}
	for (size_t i = 0; !err && i < e->n; i++)
		err = put_row(e, &e->peaks[i]);
	return err;
}

int report_trainees(struct report_work *w)
{
	struct employing e = {.w = w, .cache = {.store = w->store}};
	int err = 0;
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	for (uint32_t i = 0; !err && i < w->n_institutions; i++)
		if (w->institution_seen[i])
			err = report_employer(&e, w->institutions[i].code);
	cache_release(&e.cache);
	return err;
}
