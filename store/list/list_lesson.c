/* Each cell is read by itself, then what the cell of the whole time leaves out is filled in. */
#include "store/list/list_lesson.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/list_words.h"
#include "store/list/list_cell.h"
#include "store/model/pattern.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define REF_WHOLE_BYTES 200 /* a longer ref is cut, and a hash of it added */
#define REF_KEPT_BYTES 160

static bool is_given(const struct lesson_cell *cell)
{
	return cell->text && *cell->text;
}

static void refuse(const struct lesson_cell *cell, struct reasons *why)
{
	cell_refuse(why, REASON_VALUE, cell->column, cell->text);
}

/* The same of a cell of numbers, of which a spreadsheet program may have made a date. */
static void refuse_numbers(const struct lesson_cell *cell, struct reasons *why)
{
	bool date = cell_made_date(cell->text, &why->failed);
	cell_refuse(why, date ? REASON_MADE_DATE : REASON_VALUE, cell->column, cell->text);
}

static uint64_t weeks_of_term(uint32_t n)
{
	return n ? (UINT64_C(2) << n) - 2 : 0;
}

/* Reads a mark in a column of its own. */
static enum lesson_parity read_parity(const struct lesson_cell *cell, struct reasons *why)
{
	static const struct {
		const char *word;
		enum lesson_parity parity;
	} words[] = {
		{"单", PARITY_ODD},         {"单周", PARITY_ODD},  {"奇", PARITY_ODD},     {"奇周", PARITY_ODD},
		{"odd", PARITY_ODD},        {"1", PARITY_ODD},     {"双", PARITY_EVEN},    {"双周", PARITY_EVEN},
		{"偶", PARITY_EVEN},        {"偶周", PARITY_EVEN}, {"even", PARITY_EVEN},  {"2", PARITY_EVEN},
		{"全", PARITY_ANY},         {"全周", PARITY_ANY},  {"每周", PARITY_ANY},   {"周", PARITY_ANY},
		{"all", PARITY_ANY},        {"every", PARITY_ANY}, {"0", PARITY_ANY},      {"单双周", PARITY_ANY},
		{"单双", PARITY_ANY},       {"不分", PARITY_ANY},  {"连续", PARITY_ANY},   {"正常", PARITY_ANY},
		{"不分单双周", PARITY_ANY}, {"全部", PARITY_ANY},  {"每", PARITY_ANY},     {"单双周均上", PARITY_ANY},
		{"不限", PARITY_ANY},       {"both", PARITY_ANY},  {"weekly", PARITY_ANY}, {"全部周", PARITY_ANY},
	};
	bool nobody = !is_given(cell);
	if (nobody)
		return PARITY_ANY;
	for (size_t i = 0; i < COUNT(words); i++)
		if (words_same(cell->text, words[i].word, &why->failed))
			return words[i].parity;
	refuse(cell, why);
	return PARITY_ANY;
}

/*
 * Reads a cell of weeks, which timetable systems write with the rest of the time too: 1-16([双周])[01-02节]. *periods
 * is then what it says of those, else 0.
 */
static uint64_t read_weeks(const struct lesson_cells *cells, uint64_t *periods, struct reasons *why)
{
	struct lesson_time lessons[LESSONS_MAX];
	const char *bad, *text = cells->weeks.text;
	uint64_t weeks;
	*periods = 0;
	if (!is_given(&cells->weeks))
		return 0;
	if (pattern_weeks(text, &weeks, &bad) == 0)
		return weeks;
	if (pattern_all_weeks(text) && cells->term_weeks)
		return weeks_of_term(cells->term_weeks);
	if (lesson_times_read(text, lessons, &why->failed) == 1 && lessons[0].weeks && !lessons[0].weekdays) {
		*periods = lessons[0].periods;
		return lessons[0].weeks;
	}
	refuse_numbers(&cells->weeks, why);
	return 0;
}

static uint64_t read_weekdays(const struct lesson_cell *cell, struct reasons *why)
{
	const char *bad;
	uint64_t set = 0;
	if (is_given(cell) && pattern_weekdays(cell->text, &set, &bad) != 0)
		refuse_numbers(cell, why);
	return set;
}

static uint64_t read_periods(const struct lesson_cell *cell, struct reasons *why)
{
	uint64_t set = 0;
	if (is_given(cell) && !lesson_periods_read(cell->text, &set, &why->failed))
		refuse_numbers(cell, why);
	return set;
}

/* Reads the clock times that stand in columns of their own. */
static void read_clocks(const struct lesson_cells *cells, struct lesson_time *out, struct reasons *why)
{
	if (!is_given(&cells->start) && !is_given(&cells->end))
		return;
	cell_clock(cells->start.text, cells->start.column, &out->from_min, why);
	cell_clock(cells->end.text, cells->end.column, &out->to_min, why);
	if (!why->n && out->to_min <= out->from_min)
		reason_add_text(why, REASON_END, cells->end.column, "%s", cells->end.text);
}

/* What the columns say beside the cell of the whole time. */
static struct lesson_time read_columns(const struct lesson_cells *cells, struct reasons *why)
{
	struct lesson_time out = {.parity = read_parity(&cells->parity, why)};
	uint64_t among_weeks;
	out.weeks = lesson_weeks_of(read_weeks(cells, &among_weeks, why), out.parity);
	out.weekdays = read_weekdays(&cells->weekdays, why);
	out.periods = cells->period_set ? cells->period_set : read_periods(&cells->periods, why);
	if (out.periods && among_weeks && out.periods != among_weeks)
		refuse(&cells->weeks, why);
	if (!out.periods && !is_given(&cells->periods))
		out.periods = among_weeks;
	if (is_given(&cells->periods) && (is_given(&cells->start) || is_given(&cells->end)))
		reason_add_text(why, REASON_BOTH_TIMES, cells->periods.column, "%s", cells->periods.text);
	else
		read_clocks(cells, &out, why);
	return out;
}

/* Fills what a lesson lacks from the columns. */
static void complete(struct lesson_time *l, const struct lesson_time *columns, uint32_t term_weeks)
{
	if (!l->weeks && l->all_weeks)
		l->weeks = weeks_of_term(term_weeks);
	else if (!l->weeks)
		l->weeks = lesson_weeks_of(columns->weeks, l->parity);
	if (!l->weekdays)
		l->weekdays = columns->weekdays;
	if (l->periods || l->to_min)
		return;
	l->periods = columns->periods;
	if (!l->periods) {
		l->from_min = columns->from_min;
		l->to_min = columns->to_min;
	}
}

/* Names what a lesson still lacks. */
static void check_whole(const struct lesson_time *l, const struct lesson_cells *cells, struct reasons *why)
{
	if (!l->weeks)
		reason_add(why, REASON_MISSING, cells->weeks.column);
	if (!l->weekdays)
		reason_add(why, REASON_MISSING, cells->weekdays.column);
	if (!l->periods && !l->to_min)
		reason_add(why, REASON_MISSING, cells->periods.column);
}

size_t lessons_read(const struct lesson_cells *cells, struct lesson_time out[LESSONS_MAX], struct reasons *why)
{
	size_t n = 1, before = why->n;
	struct lesson_time columns = read_columns(cells, why);
	out[0] = (struct lesson_time){0};
	if (is_given(&cells->when)) {
		n = lesson_times_read(cells->when.text, out, &why->failed);
		if (!n)
			refuse(&cells->when, why);
	}
	for (size_t i = 0; i < n && why->n == before; i++) {
		complete(&out[i], &columns, cells->term_weeks);
		check_whole(&out[i], cells, why);
	}
	return why->n == before ? n : 0;
}

void series_take_lesson(struct series_ask *ask, const struct lesson_time *lesson)
{
	ask->weeks.weeks = lesson->weeks;
	ask->weeks.weekdays = lesson->weekdays;
	ask->weeks.periods = lesson->periods;
	ask->weeks.from_min = lesson->from_min;
	ask->weeks.to_min = lesson->to_min;
}

const char **lesson_places(const char *cell, size_t n_lessons, struct arena *arena)
{
	static const char *const marks[] = {";", "；", ",", "，", "、"};
	const char **places = arena_alloc(arena, (n_lessons + 1) * sizeof *places), *p = cell;
	size_t n = 0;
	bool failed = !places;
	for (size_t i = 0; i < n_lessons && !failed; i++)
		places[i] = cell;
	if (failed || n_lessons < 2)
		return places;
	const char *parts[LESSONS_MAX + 1];
	while (n <= n_lessons) {
		parts[n] = cell_next_part(&p, marks, COUNT(marks), arena, &failed);
		if (!parts[n])
			break;
		n++;
	}
	for (size_t i = 0; i < n_lessons && n == n_lessons; i++)
		places[i] = parts[i];
	return failed ? NULL : places;
}

const char *lesson_ref(const struct buf *content, struct arena *arena)
{
	size_t len = REF_KEPT_BYTES;
	if (content->failed)
		return NULL;
	if (content->len <= REF_WHOLE_BYTES)
		return arena_str(arena, buf_text(content));
	while ((content->p[len] & 0xc0) == 0x80)
		len--;
	uint64_t hash = fnv1a(FNV1A_START, (struct bytes){content->p, content->len});
	return arena_fmt(arena, "%.*s#%016" PRIx64, (int)len, content->p, hash);
}
