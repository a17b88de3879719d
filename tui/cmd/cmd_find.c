/*
 * The command `find`: what there is that fits, and when it is free. For a pattern of weeks, the pattern is laid out
 * once for each calendar in use (campuses may keep periods and days off of their own), and for every resource it is
 * counted on how many of its dates it is free.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_time.h"
#include "tui/cmd/cmd_when.h"
#include "tui/words/words_reason.h"

const struct arg_option find_options[] = {
	RESOURCE_FILTER_OPTIONS,
	{"free", "START/END", N_("free for all of this: 2026-09-07T08:00/10:00, 'Wed 10-12'")},
	{"for", "DURATION", N_("free for so long at a stretch; says from when")},
	{"within", "START/END", N_("where --for looks: 'next week', Mon/Wed")},
	PATTERN_OPTIONS,
	{"all-but", "N", N_("with --weeks: free on all of the dates but at most N")},
	{NULL, NULL, NULL},
};

/* The interval to look in, if any. */
static enum cmd_status read_when(struct input *in, struct find_ask *ask)
{
	bool free_all = args_has(&in->args, "free"), length = args_has(&in->args, "for");
	bool within = args_has(&in->args, "within");
	if (args_has(&in->args, "all-but"))
		return input_wrong(in, _("find: --all-but goes with --weeks, --weekdays and --periods"));
	if (free_all && (length || within))
		return input_wrong(in, _("find: --free does not go with --for and --within"));
	if (length != within)
		return input_wrong(in,
		                   _("find: --for and --within go together: --for 2h --within 2026-09-07/2026-09-12"));
	ask->free = free_all || length;
	if (!input_interval(in, free_all ? "free" : "within", &ask->start, &ask->end) ||
	    !input_duration(in, "for", &ask->for_min))
		return CMD_USAGE;
	return CMD_DONE;
}

static int write_found(struct table_sink *rows, const struct found_list *list, bool with_time)
{
	static const struct column columns[] = {{"code", CELL_TEXT},    {"name", CELL_TEXT},
	                                        {"kind", CELL_TEXT},    {"campus", CELL_TEXT},
	                                        {"seats", CELL_NUMBER}, {"free_from", CELL_TIME}};
	int err = rows->begin(rows, columns, sizeof columns / sizeof *columns);
	if (err)
		return err;
	for (size_t i = 0; i < list->n; i++) {
		const struct resource *r = list->v[i].resource;
		err = rows->row(rows, (struct cell[]){{.text = r->code},
		                                      {.text = r->name},
		                                      {.text = kind_word(r->kind)},
		                                      {.text = r->campus},
		                                      {.number = r->seats},
		                                      {.number = list->v[i].free_from, .none = !with_time}});
		if (err)
			return err;
	}
	return rows->end(rows);
}

/* ---- on all dates of a pattern ---- */

/* A campus that keeps a calendar of its own, or all the others (campus ""). */
struct keeper {
	const char *campus;
	struct occurrences dates;
	size_t n_past; /* of the dates, the first ones: they have begun, and nothing is free then any more */
};

struct counted {
	const struct resource *r;
	const struct keeper *keeper;
	size_t n_free;
};

struct search {
	struct input *in;
	struct week_pattern pattern;
	struct resource_filter filter;
	uint64_t all_but;
	struct calendar calendar;
	struct keeper *keepers;
	size_t n_keepers, n_dates; /* of all keepers */
	size_t n_past;             /* the most of a keeper */
	struct resource_list resources;
	struct counted *counts; /* as the resources, by code */
	struct arena arena;
};

static void add_keeper(struct search *s, const char *campus)
{
	for (size_t i = 0; i < s->n_keepers; i++)
		if (strcmp(s->keepers[i].campus, campus) == 0)
			return;
	s->keepers[s->n_keepers++].campus = campus;
}

static int list_keepers(struct search *s)
{
	const struct calendar *c = &s->calendar;
	s->keepers = arena_alloc(&s->arena, (c->n_periods + c->n_days + 1) * sizeof *s->keepers);
	if (!s->keepers)
		return QUAD_ENOMEM;
	add_keeper(s, "");
	for (size_t i = 0; i < c->n_periods; i++)
		add_keeper(s, c->periods[i].campus);
	for (size_t i = 0; i < c->n_days; i++)
		add_keeper(s, c->days[i].campus);
	return 0;
}

static const struct keeper *keeper_of(const struct search *s, const char *campus)
{
	for (size_t i = 1; i < s->n_keepers; i++)
		if (strcmp(s->keepers[i].campus, campus) == 0)
			return &s->keepers[i];
	return &s->keepers[0];
}

static bool is_same(const struct reason *a, const struct reason *b)
{
	return a->detail == b->detail && a->number == b->number && strcmp(a->subject, b->subject) == 0 &&
	       strcmp(a->text, b->text) == 0;
}

/* Adds reasons that are not there yet: several calendars may lack the same. */
static void add_new(const struct reasons *from, struct reasons *to)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct reason *r = &from->v[i];
		bool known = false;
		for (size_t j = 0; j < to->n && !known; j++)
			known = is_same(&to->v[j], r);
		if (!known)
			reason_copy(to, r);
	}
}

/* Notes the counts of the resources that go by this calendar. Both lists are ordered by code. */
static void note_counts(struct search *s, const struct keeper *k, const struct free_counts *counts)
{
	for (size_t i = 0, j = 0; i < counts->n; i++) {
		while (j < s->resources.n && s->counts[j].r->no != counts->v[i].resource->no)
			j++;
		if (j == s->resources.n)
			break;
		if (s->counts[j].keeper == k)
			s->counts[j].n_free = counts->v[i].n_free;
	}
}

/* Counts for every resource that goes by this calendar. */
static int count_keeper(struct search *s, const struct keeper *k)
{
	struct free_counts counts = {0};
	struct resource_filter filter = s->filter;
	struct interval *v = arena_alloc(&s->arena, (k->dates.n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = k->n_past; i < k->dates.n; i++)
		v[i - k->n_past] = (struct interval){k->dates.v[i].start, k->dates.v[i].end};
	if (*k->campus && !filter.campus)
		filter.campus = k->campus;
	int err = query_free_counts(s->in->c->store, &filter, v, k->dates.n - k->n_past, &counts);
	if (!err)
		note_counts(s, k, &counts);
	free_counts_release(&counts);
	return err;
}

static bool is_used(const struct search *s, const struct keeper *k)
{
	for (size_t i = 0; i < s->resources.n; i++)
		if (s->counts[i].keeper == k)
			return true;
	return false;
}

/* Lays the pattern out on every calendar in use, and counts; where one lacks what it names, the reasons are added. */
static int count_all(struct search *s, struct reasons *why)
{
	for (size_t i = 0; i < s->n_keepers; i++) {
		struct keeper *k = &s->keepers[i];
		struct reasons own = {.arena = &s->arena};
		if (!is_used(s, k))
			continue;
		int err = calendar_expand(&s->calendar, k->campus, &s->pattern, &own, &s->arena, &k->dates);
		if (own.n)
			k->dates.n = 0;
		add_new(&own, why);
		s->n_dates += k->dates.n;
		while (k->n_past < k->dates.n && k->dates.v[k->n_past].start < s->in->c->now)
			k->n_past++;
		s->n_past = k->n_past > s->n_past ? k->n_past : s->n_past;
		if (!err && k->n_past < k->dates.n)
			err = count_keeper(s, k);
		if (err)
			return err;
	}
	return 0;
}

static int count_order(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	size_t missing_x = x->keeper->dates.n - x->n_free, missing_y = y->keeper->dates.n - y->n_free;
	if (missing_x != missing_y)
		return missing_x < missing_y ? -1 : 1;
	return strcmp(x->r->code, y->r->code);
}

static int write_counts(struct search *s)
{
	static const struct column columns[] = {{"code", CELL_TEXT},   {"name", CELL_TEXT},    {"kind", CELL_TEXT},
	                                        {"campus", CELL_TEXT}, {"seats", CELL_NUMBER}, {"free_from", CELL_TIME},
	                                        {"free", CELL_NUMBER}, {"of", CELL_NUMBER}};
	struct table_sink *rows = s->in->c->rows;
	int err = rows->begin(rows, columns, sizeof columns / sizeof *columns);
	if (err)
		return err;
	for (size_t i = 0; i < s->resources.n; i++) {
		const struct resource *r = s->counts[i].r;
		const struct keeper *k = s->counts[i].keeper;
		const struct occurrences *dates = &k->dates;
		if (s->counts[i].n_free == 0 || s->counts[i].n_free + s->all_but < dates->n)
			continue;
		err = rows->row(rows, (struct cell[]){{.text = r->code},
		                                      {.text = r->name},
		                                      {.text = kind_word(r->kind)},
		                                      {.text = r->campus},
		                                      {.number = r->seats},
		                                      {.number = dates->v[k->n_past].start},
		                                      {.number = (int64_t)s->counts[i].n_free},
		                                      {.number = (int64_t)dates->n}});
		if (err)
			return err;
	}
	return rows->end(rows);
}

static int run_search(struct search *s, struct reasons *why)
{
	struct store *store = s->in->c->store;
	int err = query_calendar(store, &s->arena, &s->calendar);
	if (!err)
		err = query_resources(store, &s->filter, &s->resources);
	if (err)
		return err;
	const struct term *term = calendar_term(&s->calendar, s->pattern.term, clock_local_day(s->in->c->now));
	if (term)
		s->pattern.term = term->code;
	err = list_keepers(s);
	s->counts = err ? NULL : arena_alloc(&s->arena, (s->resources.n + 1) * sizeof *s->counts);
	if (!s->counts)
		return err ? err : QUAD_ENOMEM;
	for (size_t i = 0; i < s->resources.n; i++)
		s->counts[i] =
			(struct counted){.r = &s->resources.v[i], .keeper = keeper_of(s, s->resources.v[i].campus)};
	if (!term)
		reason_add(why, REASON_NO_TERM, s->pattern.term);
	else
		err = count_all(s, why);
	if (err || (why->n && !s->n_dates))
		return err;
	if (s->resources.n)
		qsort(s->counts, s->resources.n, sizeof *s->counts, count_order);
	return write_counts(s);
}

/* Which resources are free on all dates of a pattern, or on all but a few. */
static enum cmd_status find_weeks(struct input *in, const struct resource_filter *filter)
{
	struct search s = {.in = in, .filter = *filter};
	struct reasons why = {.arena = &s.arena};
	static const char *const others[] = {"free", "for", "within"};
	enum cmd_status status = CMD_DONE;
	int err = 0;
	for (size_t i = 0; i < sizeof others / sizeof *others && status == CMD_DONE; i++)
		if (args_has(&in->args, others[i]))
			status = input_wrong(in, _("find: --%s does not go with weeks of a term"), others[i]);
	if (status == CMD_DONE && (!input_pattern(in, &s.pattern) || !input_number(in, "all-but", 1000, &s.all_but)))
		status = CMD_USAGE;
	if (status == CMD_DONE)
		err = run_search(&s, &why);
	if (err)
		status = cmd_resource_filter_fail(in->c, filter, err, _("find"));
	else if (why.n && !s.n_dates)
		status = cmd_refused(in->c, &why);
	else if (why.n && !in->c->quiet)
		words_reasons(&why, in->c->message);
	if (status == CMD_DONE && s.n_past)
		buf_fmt(in->c->message,
		        ngettext("%zu of the dates is past: it counts as not free\n",
		                 "%zu of the dates are past: they count as not free\n", s.n_past),
		        s.n_past);
	arena_release(&s.resources.arena);
	arena_release(&s.arena);
	return status;
}

enum cmd_status cmd_find_free(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct find_ask ask = {.now = c->now};
	struct found_list found = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status == CMD_DONE && !input_resource_filter(&in, &ask.filter))
		status = CMD_USAGE;
	if (status == CMD_DONE && input_has_pattern(&in)) {
		status = find_weeks(&in, &ask.filter);
		goto out;
	}
	if (status == CMD_DONE)
		status = read_when(&in, &ask);
	if (status != CMD_DONE)
		goto out;
	bool is_past = ask.free && ask.end <= c->now;
	int err = query_find(c->store, &ask, &found);
	if (is_past && !err) {
		buf_str(c->message, _("That time is past: nothing is free then any more\n"));
		found.n = 0;
	}
	if (!err)
		err = write_found(c->rows, &found, ask.free);
	if (err)
		status = cmd_resource_filter_fail(c, &ask.filter, err, _("find"));
out:
	found_list_release(&found);
	input_release(&in);
	return status;
}
