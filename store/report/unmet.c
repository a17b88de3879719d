/*
 * What was refused, and what of it was got all the same (refused.h). A need is that of an institution for a kind of
 * resource in a week for a purpose, however often it was asked for; it counts with its first date.
 *
 * - asked: the needs; met + met_otherwise + unmet.
 * - met: a booking of that need stands and holds the resource that was asked for, as of the last time; met_otherwise:
 *   it holds another.
 * - hours: of the unmet, all dates of the request together, each once, however much was asked for on it.
 *
 * Keys are the kind, specialty and campus of the resource, the institution in whose name; `slot` is the weekday of the
 * first date and the part of the day in which it starts (1-am before 12:00, 1-pm before 18:00, 1-eve); `reason` a code
 * of a rule that was broken. A need of several reasons is in the row of each, so those rows do not add up.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/report/refused.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"key", REPORT_TEXT},    {"asked", REPORT_COUNT}, {"met", REPORT_COUNT}, {"met_otherwise", REPORT_COUNT},
	{"unmet", REPORT_COUNT}, {"hours", REPORT_HOURS},
};

enum { NOON = 12 * 60, EVENING = 18 * 60 };

/* A need under one of its keys. */
struct unmet_entry {
	const char *key;
	const struct refused_need *of;
};

struct unmet_entries {
	struct unmet_entry *v;
	size_t n, cap;
};

static int add_entry(struct report_work *w, struct unmet_entries *to, const char *key, const struct refused_need *of)
{
	struct unmet_entry *v = arena_grow(w->arena, to->v, to->n, &to->cap, sizeof *v);
	if (!v || !key)
		return QUAD_ENOMEM;
	to->v = v;
	v[to->n++] = (struct unmet_entry){key, of};
	return 0;
}

/* One for each code of `busy;hours`. */
static int add_reasons(struct report_work *w, struct unmet_entries *to, const struct refused_need *of)
{
	int err = 0;
	for (const char *code = of->need.codes; *code && !err;) {
		size_t len = strcspn(code, ";");
		err = add_entry(w, to, arena_fmt(w->arena, "%.*s", (int)len, code), of);
		code += len + (code[len] == ';');
	}
	return err;
}

static const char *slot_of(struct report_work *w, const struct need *v)
{
	struct wall wall;
	clock_to_wall(v->start, &wall);
	int minute = wall.hour * 60 + wall.minute;
	const char *part = "am";
	if (minute >= EVENING)
		part = "eve";
	else if (minute >= NOON)
		part = "pm";
	return arena_fmt(w->arena, "%d-%s", clock_weekday(clock_day_number(wall.year, wall.month, wall.day)), part);
}

static int add_need(struct report_work *w, struct unmet_entries *to, const struct refused_need *of)
{
	const struct need *v = &of->need;
	if (frame_is_by(w, "reason"))
		return add_reasons(w, to, of);
	if (frame_is_by(w, "slot"))
		return add_entry(w, to, slot_of(w, v), of);
	if (frame_is_by(w, "specialty"))
		return add_entry(w, to, v->specialty, of);
	if (frame_is_by(w, "campus"))
		return add_entry(w, to, v->campus, of);
	if (frame_is_by(w, "institution"))
		return add_entry(w, to, v->institution, of);
	return add_entry(w, to, kind_word(v->kind), of);
}

static int order_entries(const void *a, const void *b)
{
	return strcmp(((const struct unmet_entry *)a)->key, ((const struct unmet_entry *)b)->key);
}

/* The row of the entries of one key. */
static int put_row(struct report_work *w, const struct unmet_entry *v, size_t n)
{
	struct report_row *row = frame_row(w);
	int64_t fates[NEED_MET + 1] = {0}, minutes = 0;
	if (!row)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		fates[v[i].of->fate]++;
		minutes += v[i].of->fate == NEED_UNMET ? v[i].of->need.minutes : 0;
	}
	frame_text(&row->cells[0], v->key);
	frame_number(&row->cells[1], (int64_t)n);
	frame_number(&row->cells[2], fates[NEED_MET]);
	frame_number(&row->cells[3], fates[NEED_MET_OTHERWISE]);
	frame_number(&row->cells[4], fates[NEED_UNMET]);
	frame_hours(&row->cells[5], minutes * (sum_t)SUM_MINUTE);
	return 0;
}

int report_unmet(struct report_work *w)
{
	struct refused_needs needs;
	struct unmet_entries entries = {0};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = refused_load(w, &needs);
	for (size_t i = 0; i < needs.n && !err; i++)
		err = add_need(w, &entries, &needs.v[i]);
	if (entries.n)
		qsort(entries.v, entries.n, sizeof *entries.v, order_entries);
	for (size_t i = 0, end; i < entries.n && !err; i = end) {
		end = i + 1;
		while (end < entries.n && strcmp(entries.v[end].key, entries.v[i].key) == 0)
			end++;
		err = put_row(w, &entries.v[i], end - i);
	}
	return err;
}
