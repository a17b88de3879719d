/* Values of a list's row by its table of columns: empty ones, and each as a cell that an export prints. */
#include "store/list/list_column.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/decimal.h"
#include "store/model/pattern.h"

bool list_is_number(enum value_type type)
{
	return type == VALUE_NUMBER || type == VALUE_SEATS;
}

void list_value_init(const struct list_kind *kind, union list_value *v)
{
	memset(v, 0, sizeof *v);
	for (size_t i = 0; i < kind->n_columns; i++) {
		void *p = (char *)v + kind->columns[i].offset;
		if (kind->columns[i].type < VALUE_NUMBER)
			*(const char **)p = "";
		else if (kind->columns[i].type == VALUE_DATE)
			*(int64_t *)p = PERIOD_ALWAYS;
		else if (kind->columns[i].type == VALUE_DECIMAL)
			*(int64_t *)p = list_no_decimal(&kind->columns[i]);
	}
}

enum cell_type list_cell_type(enum value_type type)
{
	switch (type) {
	case VALUE_NUMBER:
	case VALUE_SEATS:
	case VALUE_RATED:
	case VALUE_COUNT:
	case VALUE_YEAR: return CELL_NUMBER;
	case VALUE_TIME:
	case VALUE_FROM:
	case VALUE_UNTIL: return CELL_TIME;
	case VALUE_BOOL:
	case VALUE_YES: return CELL_BOOL;
	default: return CELL_TEXT;
	}
}

static struct cell day_cell(const struct day_rule *d, char text[CLOCK_TEXT_MAX])
{
	if (d->kind == DAY_AS)
		snprintf(text, CLOCK_TEXT_MAX, "as %" PRIu32 "-%" PRIu32, d->week, d->weekday);
	return (struct cell){.text = d->kind == DAY_AS ? text : d->kind == DAY_OFF ? "off" : "normal"};
}

static struct cell decimal_cell(const struct list_column *c, int64_t millionths, char text[CLOCK_TEXT_MAX])
{
	bool none = millionths < 0 && !(c->flags & COLUMN_NEEDED);
	_Static_assert(DECIMAL_MAX <= CLOCK_TEXT_MAX, "a decimal fits a cell's own text");
	return (struct cell){.text = none ? "" : decimal_text(millionths, text)};
}

struct cell list_cell(const struct list_column *c, const union list_value *v, char text[CLOCK_TEXT_MAX])
{
	const void *p = (const char *)v + c->offset;
	switch (c->type) {
	case VALUE_NUMBER:
	case VALUE_SEATS: return (struct cell){.number = *(const uint32_t *)p};
	case VALUE_RATED: return (struct cell){.number = *(const uint32_t *)p, .none = !*(const uint32_t *)p};
	case VALUE_TIME: return (struct cell){.number = *(const int64_t *)p};
	case VALUE_FROM:
	case VALUE_UNTIL: return (struct cell){.number = *(const int64_t *)p, .none = !*(const int64_t *)p};
	case VALUE_DATE:
		return (struct cell){.text = *(const int64_t *)p == PERIOD_ALWAYS
		                                     ? ""
		                                     : clock_format_date(*(const int64_t *)p, text)};
	case VALUE_OPEN_DAY:
		return (struct cell){.text = *(const int64_t *)p ? clock_format_date(*(const int64_t *)p, text) : ""};
	case VALUE_COUNT:
	case VALUE_YEAR: return (struct cell){.number = *(const int64_t *)p};
	case VALUE_DECIMAL: return decimal_cell(c, *(const int64_t *)p, text);
	case VALUE_CLOCK:
		snprintf(text, CLOCK_TEXT_MAX, "%02d:%02d", *(const int *)p / 60, *(const int *)p % 60);
		return (struct cell){.text = text};
	case VALUE_DAY: return day_cell(&v->day, text);
	case VALUE_BOOL:
	case VALUE_YES: return (struct cell){.number = *(const bool *)p};
	case VALUE_KIND: return (struct cell){.text = kind_word(*(const enum resource_kind *)p)};
	case VALUE_MODE: return (struct cell){.text = mode_word(*(const enum resource_mode *)p)};
	case VALUE_APPROVAL: return (struct cell){.text = approval_word(*(const enum approval *)p)};
	case VALUE_SHARING: return (struct cell){.text = sharing_word(*(const enum sharing *)p)};
	case VALUE_ROLE: return (struct cell){.text = role_word(*(const enum person_role *)p)};
	case VALUE_PURPOSE: return (struct cell){.text = purpose_word(*(const enum purpose_class *)p)};
	default: return (struct cell){.text = *(const char *const *)p};
	}
}

static int64_t list_day(int64_t day)
{
	return day ? day : PERIOD_ALWAYS;
}

struct owner_rule list_rule_row(const struct owner_rule *v)
{
	struct owner_rule row = *v;
	row.valid_from = list_day(v->valid_from);
	row.valid_until = list_day(v->valid_until);
	return row;
}

struct qualification list_qualification_row(const struct qualification *v)
{
	struct qualification row = *v;
	row.from = list_day(v->from);
	row.until = list_day(v->until);
	return row;
}

static const char *set_text(uint64_t set, struct arena *arena)
{
	struct buf b = {0};
	pattern_format(set, &b);
	const char *text = b.failed ? NULL : arena_str(arena, buf_text(&b));
	buf_release(&b);
	return text;
}

int list_series_line(const struct series *s, struct arena *arena, struct series_line *out)
{
	const struct week_pattern *w = &s->weeks;
	const char *start = "", *end = "";
	const char *weeks = set_text(w->weeks, arena), *weekdays = set_text(w->weekdays, arena);
	const char *periods = set_text(w->periods, arena);
	if (!w->periods) {
		start = arena_fmt(arena, "%02d:%02d", w->from_min / 60, w->from_min % 60);
		end = arena_fmt(arena, "%02d:%02d", w->to_min / 60, w->to_min % 60);
	}
	*out = (struct series_line){.ref = s->ref,
	                            .claims = {.resources = s->claims},
	                            .weeks = weeks,
	                            .weekdays = weekdays,
	                            .periods = periods,
	                            .start = start,
	                            .end = end,
	                            .term = w->term,
	                            .except = s->except,
	                            .party = s->party,
	                            .purpose = s->purpose,
	                            .requester = s->requester,
	                            .institution = s->institution,
	                            .note = s->note,
	                            .class = s->class,
	                            .event = s->event,
	                            .from = s->from_day ? s->from_day : PERIOD_ALWAYS};
	return weeks && weekdays && periods && start && end ? 0 : QUAD_ENOMEM;
}

bool list_kind_claims(const struct list_kind *kind)
{
	return kind->op == OP_BOOK || kind->op == OP_SERIES;
}

enum register_id list_register(const struct list_kind *kind)
{
	bool is_register = kind->id >= LIST_OF_CLUSTERS && kind->id <= LIST_OF_FIGURES;
	return is_register ? (enum register_id)(kind->id - LIST_OF_CLUSTERS + REGISTER_CLUSTERS) : (enum register_id)0;
}
