/*
 * The journal's records before and after an update, read as rows of the list that they belong to: what is printed
 * otherwise has changed. So a dry run tells with the words of an export what an import would do, and nothing has to
 * know the fields of any kind but the table of its columns.
 */
#include "store/list/list_change.h"

#include <inttypes.h>
#include <string.h>

#include "store/model/codec.h"
#include "store/model/merge.h"
#include "store/base/err.h"

void change_teller_close(struct change_teller *t)
{
	arena_release(&t->arena);
	*t = (struct change_teller){0};
}

static int number_resources(struct change_teller *t)
{
	const struct resource_list *list = &t->names->resources;
	size_t largest = 0;
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].no > largest)
			largest = list->v[i].no;
	t->by_no = arena_alloc(&t->arena, (largest + 1) * sizeof *t->by_no);
	if (!t->by_no)
		return QUAD_ENOMEM;
	t->n_by_no = largest + 1;
	for (size_t i = 0; i < list->n; i++)
		t->by_no[list->v[i].no] = &list->v[i];
	return 0;
}

/* `R11;T001;OSC*3`, units where they are not what the party would take anyway. */
static int booking_claims_text(struct change_teller *t, const struct booking *b, struct arena *arena, const char **out)
{
	struct claim_ask *asks = arena_alloc(arena, (b->n_claims + 1) * sizeof *asks);
	int err = t->by_no || !t->names ? 0 : number_resources(t);
	if (!asks || err)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < b->n_claims; i++) {
		const struct claim *c = &b->claims[i];
		const struct resource *r = c->resource < t->n_by_no ? t->by_no[c->resource] : NULL;
		asks[i] = (struct claim_ask){r ? r->code : "?", merge_units_asked(c, b->party)};
	}
	*out = claims_text(asks, b->n_claims, arena);
	return *out ? 0 : QUAD_ENOMEM;
}

static int read_booking(struct change_teller *t, struct bytes record, struct arena *arena, struct booking_line *out)
{
	struct booking b;
	const char *claims;
	int err = booking_decode(record, arena, &b);
	if (!err)
		err = booking_claims_text(t, &b, arena, &claims);
	if (!err)
		*out = (struct booking_line){.ref = b.ref,
		                             .claims.resources = claims,
		                             .start = b.start,
		                             .end = b.end,
		                             .party = b.party,
		                             .purpose = b.purpose,
		                             .requester = b.requester,
		                             .institution = b.institution,
		                             .note = b.note,
		                             .class = b.class,
		                             .event = b.event};
	return err;
}

/* QUAD_ENOTFOUND for what is no row of a list. */
static int read_record(struct change_teller *t, enum request_op op, struct bytes record, struct arena *arena,
                       union list_value *out)
{
	struct series series;
	struct owner_rule rule;
	struct qualification qualification;
	int err = QUAD_ENOTFOUND;
	switch (op) {
	case OP_INSTITUTION: err = institution_decode(record, &out->institution); break;
	case OP_CAMPUS: err = campus_decode(record, &out->campus); break;
	case OP_TRAVEL:
		err = record.len < 4 ? QUAD_ECORRUPT : 0;
		out->travel = (struct travel){"", "", err ? 0 : (uint32_t)le_get(record.p, 4)};
		break;
	case OP_RESOURCE: err = resource_decode(record, &out->resource); break;
	case OP_PERSON: err = person_decode(record, &out->person); break;
	case OP_GRANT: err = grant_decode(record, &out->grant); break;
	case OP_CLOSURE: err = closure_decode(record, &out->closure); break;
	case OP_TERM: err = term_decode(record, &out->term); break;
	case OP_PERIOD: err = period_decode(record, &out->period); break;
	case OP_DAY: err = day_rule_decode(record, &out->day); break;
	case OP_BOOK: err = read_booking(t, record, arena, &out->booking); break;
	case OP_RULE:
		err = owner_rule_decode(record, &rule);
		out->rule = list_rule_row(&rule);
		break;
	case OP_QUALIFICATION:
		err = qualification_decode(record, &qualification);
		out->qualification = list_qualification_row(&qualification);
		break;
	case OP_REGISTER: err = register_decode(record, &out->row); break;
	case OP_SERIES:
		err = series_decode(record, &series);
		if (!err)
			err = list_series_line(&series, arena, &out->series);
		break;
	default: break;
	}
	return err;
}

/* The kind of list whose columns tell all of an op's record. */
static const struct list_kind *kind_of(enum request_op op, struct bytes record)
{
	struct register_row row = {.id = (enum register_id)0};
	if (op == OP_REGISTER && register_decode(record, &row) != 0)
		return NULL;
	for (const struct list_kind *const *k = list_kinds(); *k; k++)
		if ((*k)->op == op && (*k)->form == LIST_PLAIN && list_register(*k) == row.id)
			return *k;
	return NULL;
}

static char *cell_text(const struct list_column *c, const union list_value *v, struct arena *arena)
{
	char own[CLOCK_TEXT_MAX];
	struct cell cell = list_cell(c, v, own);
	if (cell.none)
		return arena_str(arena, "");
	switch (list_cell_type(c->type)) {
	case CELL_NUMBER: return arena_fmt(arena, "%" PRId64, cell.number);
	case CELL_TIME: return arena_str(arena, clock_format(cell.number, own));
	case CELL_BOOL: return arena_str(arena, cell.number ? "yes" : "no");
	case CELL_HUNDREDTHS: return arena_str(arena, cell_hundredths(cell.number, own));
	case CELL_TEXT: break;
	}
	return arena_str(arena, cell.text);
}

/* Adds the change of one column, if it is printed otherwise than before. */
static int add_change(const struct list_column *c, const union list_value *before, const union list_value *after,
                      struct arena *arena, struct list_change **v, size_t *n, size_t *cap)
{
	char *was = cell_text(c, before, arena), *is = cell_text(c, after, arena);
	if (!was || !is)
		return QUAD_ENOMEM;
	if (strcmp(was, is) == 0)
		return 0;
	struct list_change *grown = arena_grow(arena, *v, *n, cap, sizeof *grown);
	if (!grown)
		return QUAD_ENOMEM;
	*v = grown;
	grown[(*n)++] = (struct list_change){c->name, was, is};
	return 0;
}

int list_changes_add(struct change_teller *t, enum request_op op, const struct result *result, struct arena *arena,
                     struct list_change **v, size_t *n, size_t *cap)
{
	if (result->outcome != OUTCOME_UPDATED || !result->before.p || !result->after.p)
		return 0;
	return list_changes_between(t, op, result->before, result->after, arena, v, n, cap);
}

int list_changes_between(struct change_teller *t, enum request_op op, struct bytes was, struct bytes is,
                         struct arena *arena, struct list_change **v, size_t *n, size_t *cap)
{
	const struct list_kind *kind = kind_of(op, is);
	union list_value before, after;
	if (!kind)
		return 0;
	memset(&before, 0, sizeof before);
	memset(&after, 0, sizeof after);
	int err = read_record(t, op, was, arena, &before);
	if (!err)
		err = read_record(t, op, is, arena, &after);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	for (size_t c = 0; c < kind->n_columns; c++) {
		if (kind->columns[c].flags & COLUMN_IN_ONLY)
			continue;
		err = add_change(&kind->columns[c], &before, &after, arena, v, n, cap);
		if (err)
			return err;
	}
	return 0;
}
