/*
 * Whole lists: institutions, campuses, travel times, closures, people, resources, the academic calendar, series. Each
 * record is copied into the arena of the answer inside the snapshot and decoded there, so that nothing points into the
 * database after the snapshot has ended.
 */
#include "store/query/query.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/academic_calendar.h"
#include "store/facts/facts.h"
#include "store/facts/series_dates.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"

/* Of one type: the function that appends an entry to a list, and the query that gathers the whole table. */
#define LIST(linkage, type, name, table)                                                             \
	struct type##_gather {                                                                       \
		struct type##_list *out;                                                             \
		size_t cap;                                                                          \
	};                                                                                           \
	static int add_##type(struct bytes key, struct bytes value, void *arg)                       \
	{                                                                                            \
		struct type##_gather *g = arg;                                                       \
		struct type##_list *out = g->out;                                                    \
		struct bytes record;                                                                 \
		(void)key;                                                                           \
		struct type *v = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *v);        \
		if (!v)                                                                              \
			return QUAD_ENOMEM;                                                          \
		out->v = v;                                                                          \
		int err = walk_keep(&out->arena, value, &record);                                  \
		if (!err)                                                                            \
			err = type##_decode(record, &v[out->n]);                                     \
		if (!err)                                                                            \
			out->n++;                                                                    \
		return err;                                                                          \
	}                                                                                            \
	static int gather_##type(struct db_txn *txn, void *arg)                                      \
	{                                                                                            \
		return walk_table(txn, table, add_##type, &(struct type##_gather){arg, 0});          \
	}                                                                                            \
	linkage int name(struct store *s, struct type##_list *out)                                   \
	{                                                                                            \
		*out = (struct type##_list){0};                                                      \
		int err = db_read(s->db, gather_##type, out);                                        \
		if (err) {                                                                           \
			arena_release(&out->arena);                                                  \
			*out = (struct type##_list){0};                                              \
		}                                                                                    \
		return err;                                                                          \
	}

LIST(, institution, query_institutions, TABLE_INSTITUTION)
LIST(, campus, query_campuses, TABLE_CAMPUS)
LIST(static, closure, gather_closures, TABLE_CLOSURE)
LIST(, term, query_terms, TABLE_TERM)
LIST(, period, query_periods, TABLE_PERIOD)
LIST(static, day_rule, gather_days, TABLE_DAY)
LIST(, series, query_stored_series, TABLE_SERIES)

static int day_order(const void *a, const void *b)
{
	const struct day_rule *x = a, *y = b;
	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	return strcmp(x->campus, y->campus);
}

int query_days(struct store *s, struct day_rule_list *out)
{
	int err = gather_days(s, out);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, day_order);
	return err;
}

static int closure_order(const void *a, const void *b)
{
	const struct closure *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	int c = strcmp(x->resource, y->resource);
	return c ? c : strcmp(x->campus, y->campus);
}

int query_closures(struct store *s, struct closure_list *out)
{
	int err = gather_closures(s, out);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, closure_order);
	return err;
}

/* ---- series that may be seen ---- */

struct seen_series_ask {
	struct store *store;
	struct series_list *out;
};

static int gather_seen_series(struct db_txn *txn, void *arg)
{
	const struct seen_series_ask *ask = arg;
	struct series_list *out = ask->out;
	struct sight *sight;
	size_t n = 0;
	int err = sight_load(ask->store, txn, &sight);
	if (!err)
		err = gather_series(txn, out);
	for (size_t i = 0; !err && i < out->n; i++) {
		enum seen_series seen;
		err = sight_of_series(sight, txn, &out->v[i], &seen);
		if (err || seen == SERIES_UNKNOWN)
			continue;
		out->v[n] = out->v[i];
		if (seen == SERIES_LISTED)
			sight_hide_series(&out->v[n]);
		n++;
	}
	out->n = n;
	return err;
}

int query_series(struct store *s, struct series_list *out)
{
	*out = (struct series_list){0};
	int err = db_read(s->db, gather_seen_series, &(struct seen_series_ask){s, out});
	if (err) {
		arena_release(&out->arena);
		*out = (struct series_list){0};
	}
	return err;
}

/* ---- travel ---- */

struct travel_gather {
	struct db_txn *txn;
	struct travel_list *out;
	size_t cap;
};

static int add_travel(struct bytes key, struct bytes value, void *arg)
{
	struct travel_gather *g = arg;
	struct travel_list *out = g->out;
	struct campus from, to;
	struct travel *v = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	if (key.len != 9 || value.len < 4)
		return QUAD_ECORRUPT;
	int err = facts_campus_by_number(g->txn, key_get_u32(key, 1), &from);
	if (!err)
		err = facts_campus_by_number(g->txn, key_get_u32(key, 5), &to);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	bool swap = strcmp(from.code, to.code) > 0;
	v = &v[out->n++];
	v->from = arena_str(&out->arena, swap ? to.code : from.code);
	v->to = arena_str(&out->arena, swap ? from.code : to.code);
	v->minutes = (uint32_t)le_get(value.p, 4);
	return v->from && v->to ? 0 : QUAD_ENOMEM;
}

static int gather_travel(struct db_txn *txn, void *arg)
{
	return walk_table(txn, TABLE_TRAVEL, add_travel, &(struct travel_gather){txn, arg, 0});
}

static int travel_order(const void *a, const void *b)
{
	const struct travel *x = a, *y = b;
	int c = strcmp(x->from, y->from);
	return c ? c : strcmp(x->to, y->to);
}

int query_travel(struct store *s, struct travel_list *out)
{
	*out = (struct travel_list){0};
	int err = db_read(s->db, gather_travel, out);
	if (err) {
		arena_release(&out->arena);
		*out = (struct travel_list){0};
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, travel_order);
	return err;
}

/* ---- people ---- */

struct people_gather {
	struct db_txn *txn;
	struct sight *sight;
	struct person_list *out;
	size_t cap;
};

/* Puts `campus:`, `institution:` or `resource:` before a scope whose code alone would mean another thing, or several.
 */
static int qualify_scope(struct db_txn *txn, struct person *v, struct arena *arena)
{
	enum person_scope over;
	const char *code;
	struct buf text = {0};
	int err = v->over == OVER_ALL ? QUAD_ENOTFOUND : facts_scope_any(txn, v->scope, &over, &code);
	if (err && err != QUAD_ENOTFOUND && err != QUAD_EINVAL)
		return err;
	if (!err && over == v->over)
		return 0;
	facts_scope_text(v->over, v->scope, &text);
	v->scope = text.failed ? NULL : arena_str(arena, buf_text(&text));
	buf_release(&text);
	return v->scope ? 0 : QUAD_ENOMEM;
}

static int add_person(struct bytes key, struct bytes value, void *arg)
{
	struct people_gather *g = arg;
	struct person_list *out = g->out;
	struct bytes record;
	struct person *v = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *v);
	(void)key;
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	int err = walk_keep(&out->arena, value, &record);
	if (!err)
		err = person_decode(record, &v[out->n]);
	if (err)
		return err;
	v = &v[out->n];
	enum seen_person seen = sight_of_person(g->sight, v);
	if (seen == PERSON_UNKNOWN)
		return 0;
	if (seen == PERSON_NAMED)
		v->email = v->ssh_key = "";
	out->n++;
	return v->over == OVER_NOTHING ? 0 : qualify_scope(g->txn, v, &out->arena);
}

struct people_ask {
	struct store *store;
	const char *login; /* NULL: all */
	struct person_list *out;
};

static int gather_people(struct db_txn *txn, void *arg)
{
	const struct people_ask *ask = arg;
	struct people_gather g = {.txn = txn, .out = ask->out};
	int err = sight_load(ask->store, txn, &g.sight);
	return err ? err : walk_table(txn, TABLE_PERSON, add_person, &g);
}

static int gather_person(struct db_txn *txn, void *arg)
{
	const struct people_ask *ask = arg;
	struct people_gather g = {.txn = txn, .out = ask->out};
	struct key key = key_table(TABLE_PERSON);
	struct bytes record = {0};
	key_text(&key, ask->login);
	int err = sight_load(ask->store, txn, &g.sight);
	if (!err)
		err = db_get(txn, key_bytes(&key), &record);
	if (!err)
		err = add_person(key_bytes(&key), record, &g);
	if (err)
		return err;
	return ask->out->n ? 0 : QUAD_ENOTFOUND;
}

static int read_people(const struct people_ask *ask)
{
	struct person_list *out = ask->out;
	*out = (struct person_list){0};
	int err = db_read(ask->store->db, ask->login ? gather_person : gather_people, (void *)ask);
	if (err) {
		arena_release(&out->arena);
		*out = (struct person_list){0};
	}
	return err;
}

int query_people(struct store *s, struct person_list *out)
{
	return read_people(&(struct people_ask){s, NULL, out});
}

int query_person(struct store *s, const char *login, struct person_list *out)
{
	return read_people(&(struct people_ask){s, login, out});
}

/* ---- resources ---- */

struct resources_ask {
	const struct resource_filter *f;
	struct resource_list *out;
};

static int ask_resources(struct db_txn *txn, void *arg)
{
	const struct resources_ask *ask = arg;
	return resources_gather(txn, ask->f, ask->out);
}

int query_resources(struct store *s, const struct resource_filter *f, struct resource_list *out)
{
	*out = (struct resource_list){0};
	return db_read(s->db, ask_resources, &(struct resources_ask){f, out});
}

struct one_resource {
	const char *code;
	struct resource_list *out;
};

static int ask_resource(struct db_txn *txn, void *arg)
{
	const struct one_resource *ask = arg;
	return resources_gather_one(txn, ask->code, ask->out);
}

int query_resource(struct store *s, const char *code, struct resource_list *out)
{
	*out = (struct resource_list){0};
	return db_read(s->db, ask_resource, &(struct one_resource){code, out});
}

/* ---- series in the calendar ---- */

int query_one_series(struct store *s, uint64_t id, struct series_list *list, struct series **out)
{
	*out = NULL;
	int err = query_series(s, list);
	if (err)
		return err;
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].id == id)
			*out = &list->v[i];
	return *out ? 0 : QUAD_ENOTFOUND;
}

struct dates_ask {
	const struct series *series; /* NULL: the calendar alone */
	struct reasons *why;
	struct arena *arena;
	struct calendar *calendar;
	struct occurrences *out;
};

static int ask_dates(struct db_txn *txn, void *arg)
{
	const struct dates_ask *ask = arg;
	struct series_phases phases;
	size_t n = 0;
	int err = academic_calendar_load(txn, ask->arena, ask->calendar);
	if (err || !ask->series)
		return err;
	err = series_phases_load(ask->series, ask->arena, &phases);
	if (!err)
		err = series_dates(txn, &phases, ask->calendar, ask->why, ask->arena, ask->out);
	for (size_t i = 0; i < ask->out->n; i++)
		if (!ask->out->v[i].left_out)
			ask->out->v[n++] = ask->out->v[i];
	ask->out->n = n;
	return err;
}

int query_calendar(struct store *s, struct arena *arena, struct calendar *out)
{
	*out = (struct calendar){0};
	return db_read(s->db, ask_dates, &(struct dates_ask){.arena = arena, .calendar = out});
}

int query_series_dates(struct store *s, const struct series *series, struct reasons *why, struct arena *arena,
                       struct occurrences *out)
{
	struct calendar calendar = {0};
	*out = (struct occurrences){0};
	return db_read(s->db, ask_dates, &(struct dates_ask){series, why, arena, &calendar, out});
}
