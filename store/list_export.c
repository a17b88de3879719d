/*
 * Lists out. Every kind's rows are brought into its structure of values and printed by its table of columns, the same
 * that the import reads by. Bookings may be millions: their ids are read once, their rows in portions, so that no
 * snapshot is held while somebody reads the output.
 */
#include "store/list_kind.h"

#include <inttypes.h>

#include "store/err.h"

#define PORTION 1000

struct output {
	const struct list_kind *kind;
	struct table_sink *sink;
};

static enum cell_type cell_type_of(enum value_type type)
{
	switch (type) {
	case VALUE_NUMBER:
	case VALUE_SEATS: return CELL_NUMBER;
	case VALUE_TIME: return CELL_TIME;
	case VALUE_BOOL: return CELL_BOOL;
	default: return CELL_TEXT;
	}
}

static struct cell cell_of(const struct list_column *c, const union list_value *v)
{
	const void *p = (const char *)v + c->offset;
	switch (c->type) {
	case VALUE_NUMBER:
	case VALUE_SEATS: return (struct cell){.number = *(const uint32_t *)p};
	case VALUE_TIME: return (struct cell){.number = *(const int64_t *)p};
	case VALUE_BOOL: return (struct cell){.number = *(const bool *)p};
	case VALUE_KIND: return (struct cell){.text = kind_word(*(const enum resource_kind *)p)};
	case VALUE_MODE: return (struct cell){.text = mode_word(*(const enum resource_mode *)p)};
	case VALUE_APPROVAL: return (struct cell){.text = approval_word(*(const enum approval *)p)};
	case VALUE_SHARING: return (struct cell){.text = sharing_word(*(const enum sharing *)p)};
	default: return (struct cell){.text = *(const char *const *)p};
	}
}

static int put_header(const struct output *o)
{
	struct column columns[LIST_COLUMNS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < o->kind->n_columns; i++) {
		const struct list_column *c = &o->kind->columns[i];
		if (!(c->flags & COLUMN_IN_ONLY))
			columns[n++] = (struct column){c->name, cell_type_of(c->type)};
	}
	return o->sink->begin(o->sink, columns, n);
}

static int put_row(const struct output *o, const union list_value *v)
{
	struct cell cells[LIST_COLUMNS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < o->kind->n_columns; i++)
		if (!(o->kind->columns[i].flags & COLUMN_IN_ONLY))
			cells[n++] = cell_of(&o->kind->columns[i], v);
	return o->sink->row(o->sink, cells);
}

/* The kinds that are read as a whole: query, header, a row each. */
#define EXPORT(name, type, member, query)                                                                              \
	static int export_##name(struct store *s, const struct output *o)                                              \
	{                                                                                                              \
		struct type list = {0};                                                                                \
		int err = query(s, &list);                                                                             \
		if (!err)                                                                                              \
			err = put_header(o);                                                                           \
		for (size_t i = 0; !err && i < list.n; i++)                                                            \
			err = put_row(o, &(union list_value){.member = list.v[i]});                                    \
		arena_release(&list.arena);                                                                            \
		return err;                                                                                            \
	}

EXPORT(institutions, institution_list, institution, query_institutions)
EXPORT(campuses, campus_list, campus, query_campuses)
EXPORT(travel, travel_list, travel, query_travel)
EXPORT(closures, closure_list, closure, query_closures)

static int export_resources(struct store *s, const struct resource_filter *f, const struct output *o)
{
	struct resource_list list = {0};
	int err = query_resources(s, f, &list);
	if (!err)
		err = put_header(o);
	for (size_t i = 0; !err && i < list.n; i++)
		err = put_row(o, &(union list_value){.resource = list.v[i]});
	arena_release(&list.arena);
	return err;
}

static int put_booking(const struct output *o, const struct booking_row *row)
{
	char own_ref[32];
	const struct booking *b = &row->b;
	snprintf(own_ref, sizeof own_ref, "quad-%" PRIu64, b->id);
	return put_row(o, &(union list_value){.booking = {.ref = *b->ref ? b->ref : own_ref,
	                                                  .resources = row->claims,
	                                                  .start = b->start,
	                                                  .end = b->end,
	                                                  .party = b->party,
	                                                  .purpose = b->purpose,
	                                                  .requester = b->requester,
	                                                  .institution = b->institution,
	                                                  .note = b->note}});
}

static int export_bookings(struct store *s, const struct booking_filter *f, const struct output *o)
{
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	struct booking_filter standing = *f;
	standing.state = 0;
	standing.any_state = false;
	int err = query_booking_ids(s, &standing, &ids);
	if (!err)
		err = put_header(o);
	for (size_t at = 0; !err && at < ids.n; at += PORTION) {
		rows = (struct booking_rows){0};
		err = query_bookings(s, ids.v + at, ids.n - at < PORTION ? ids.n - at : PORTION, &rows);
		/* One that was cancelled meanwhile is no more. */
		for (size_t i = 0; !err && i < rows.n; i++)
			if (rows.v[i].b.state != STATE_CANCELLED)
				err = put_booking(o, &rows.v[i]);
		arena_release(&rows.arena);
	}
	arena_release(&ids.arena);
	return err;
}

int list_export(struct store *s, const struct list_kind *kind, const struct list_filter *filter,
                struct table_sink *sink)
{
	static const struct list_filter all = {0};
	const struct output o = {kind, sink};
	int err = QUAD_EINVAL;
	if (!filter)
		filter = &all;
	switch (kind->op) {
	case OP_INSTITUTION: err = export_institutions(s, &o); break;
	case OP_CAMPUS: err = export_campuses(s, &o); break;
	case OP_TRAVEL: err = export_travel(s, &o); break;
	case OP_RESOURCE: err = export_resources(s, &filter->resources, &o); break;
	case OP_CLOSURE: err = export_closures(s, &o); break;
	case OP_BOOK: err = export_bookings(s, &filter->bookings, &o); break;
	default: break;
	}
	return err ? err : sink->end(sink);
}
