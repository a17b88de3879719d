/*
 * Whoever keeps a thing keeps it where it stands and where it shall stand: what moves to another institution or campus
 * needs the right there too, without the help of a scope that is only the thing itself.
 */
#include "store/change/permit_places.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/permit_ask.h"
#include "store/facts/members.h"
#include "store/facts/register_list.h"
#include "store/facts/right_rows.h"
#include "store/model/codec.h"

static int ask_place(struct change *c, const struct right_place *place, const char *word, const char *code)
{
	const struct right_row row = {.places = place, .n_places = 1};
	const char *entity = arena_fmt(c->arena, "%s:%s", word, code);
	return entity ? permit_ask(c, RIGHT_KEEP, &row, entity) : QUAD_ENOMEM;
}

static int ask_row(struct change *c, const struct right_row *row, const char *word, const char *code)
{
	const char *entity = arena_fmt(c->arena, "%s:%s", word, code);
	return entity ? permit_ask(c, RIGHT_KEEP, row, entity) : QUAD_ENOMEM;
}

int permit_consortium(struct change *c, const char *word, const char *code)
{
	const struct right_row everything = {0};
	const char *entity = arena_fmt(c->arena, "%s:%s", word, code);
	return entity ? permit_ask(c, RIGHT_CONSORTIUM, &everything, entity) : QUAD_ENOMEM;
}

/* ---- names ---- */

/* The same of a campus, and the institution that it is of. */
static int find_campus(struct change *c, const char *text, const char **code, const char **institution)
{
	struct campus found;
	*code = text;
	*institution = "";
	int err = *text ? facts_campus_named(c->txn, text, &found) : QUAD_ENOTFOUND;
	if (err)
		return err == QUAD_ENOTFOUND || err == QUAD_EINVAL ? 0 : err;
	*code = arena_str(c->arena, found.code);
	*institution = arena_str(c->arena, found.institution);
	return *code && *institution ? 0 : QUAD_ENOMEM;
}

/* ---- resources ---- */

/* Where the resource shall be. */
static int place_wanted(struct change *c, const struct resource *old, struct right_place *out)
{
	const struct resource *in = &c->rq->u.resource;
	const char *of_campus;
	int err = find_campus(c, change_pick(c, RES_CAMPUS, in->campus, old->campus), &out->campus, &of_campus);
	if (!err)
		err = permit_find_institution(c, change_pick(c, RES_INSTITUTION, in->institution, old->institution),
		                              &out->institution);
	if (!err && !*out->institution)
		out->institution = of_campus;
	return err;
}

/* What is a part of another is taken with it, so that one has to be kept too. */
static int ask_whole(struct change *c, const struct resource *old)
{
	const char *whole = change_pick(c, RES_PART_OF, c->rq->u.resource.part_of, old->part_of);
	struct right_place place;
	if (!whole || !*whole || strcmp(whole, old->part_of) == 0)
		return 0;
	int err = members_place_of(c->txn, whole, c->arena, &place);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	return ask_place(c, &place, "resource", whole);
}

/* The resource as it stands, and where; QUAD_ENOTFOUND for a new one. */
static int load_standing(struct change *c, const char *code, struct resource *old, struct right_place *was)
{
	struct bytes record;
	int err = strlen(code) <= CODE_MAX_BYTES ? facts_resource_bytes(c->txn, code, &record) : QUAD_ENOTFOUND;
	if (err)
		return err;
	record.p = arena_dup(c->arena, record.p, record.len);
	if (!record.p)
		return QUAD_ENOMEM;
	err = resource_decode(record, old);
	return err ? err : members_place(c->txn, old, c->arena, was);
}

int permit_resource(struct change *c)
{
	const char *code = c->rq->u.resource.code;
	struct resource old = {.institution = "", .campus = "", .part_of = ""};
	struct right_place was = {"", "", ""}, wanted = {"", "", ""};
	int err = load_standing(c, code, &old, &was);
	bool is_new = err == QUAD_ENOTFOUND;
	if (err && !is_new)
		return err;
	err = place_wanted(c, &old, &wanted);
	if (!err && !is_new)
		err = ask_place(c, &was, "resource", code);
	bool moves = strcmp(was.institution, wanted.institution) != 0 || strcmp(was.campus, wanted.campus) != 0;
	if (!err && (is_new || moves) && !c->out->reasons.n)
		err = ask_place(c, &wanted, "resource", code);
	return err ? err : ask_whole(c, &old);
}

/* ---- campuses ---- */

int permit_campus(struct change *c)
{
	const struct campus *in = &c->rq->u.campus;
	struct campus old = {.institution = ""};
	const char *wanted;
	int err = strlen(in->code) <= CODE_MAX_BYTES ? facts_campus(c->txn, in->code, &old) : QUAD_ENOTFOUND;
	bool is_new = err == QUAD_ENOTFOUND;
	if (err && !is_new)
		return err;
	const struct right_place was = {"", in->code, is_new ? "" : arena_str(c->arena, old.institution)};
	if (!was.institution)
		return QUAD_ENOMEM;
	err = permit_find_institution(c, change_pick(c, CAMPUS_INSTITUTION, in->institution, was.institution), &wanted);
	if (!err && !is_new)
		err = ask_place(c, &was, "campus", in->code);
	if (err || c->out->reasons.n || (!is_new && strcmp(wanted, was.institution) == 0))
		return err;
	return ask_place(c, &(struct right_place){"", "", wanted}, "campus", in->code);
}

/* ---- closures and the calendar ---- */

/* A row for a campus by code or name; "" is everything. */
static int row_of_campus(struct change *c, const char *text, struct right_row *out)
{
	const char *code, *institution;
	int err = find_campus(c, text, &code, &institution);
	return err ? err : right_rows_place(c->txn, "", code, c->arena, out);
}

int permit_closure(struct change *c)
{
	const struct closure *v = &c->rq->u.closure;
	struct right_row row;
	int err = *v->resource ? right_rows_place(c->txn, v->resource, "", c->arena, &row)
	                       : row_of_campus(c, v->campus, &row);
	return err ? err : ask_row(c, &row, "closure", *v->resource ? v->resource : v->campus);
}

int permit_calendar(struct change *c)
{
	bool day = c->rq->op == OP_DAY;
	const char *campus = day ? c->rq->u.day.campus : c->rq->u.period.campus;
	struct right_row row;
	int err = row_of_campus(c, campus, &row);
	return err ? err : ask_row(c, &row, day ? "day" : "period", campus);
}

/* ---- rules and qualifications ---- */

static int ask_rule(struct change *c, const char *place)
{
	struct right_row row;
	int err = right_rows_rule(c->txn, place, c->arena, &row);
	return err ? err : ask_row(c, &row, "rule", c->rq->u.rule.id);
}

int permit_rule(struct change *c)
{
	const struct owner_rule *in = &c->rq->u.rule;
	struct key k = key_table(TABLE_RULE);
	struct owner_rule old;
	struct bytes record;
	bool puts = c->rq->op == OP_RULE && c->rq->given & GIVEN(RULE_FIELD_PLACE);
	int err = 0;
	if (puts)
		err = ask_rule(c, in->place);
	if (err || c->out->reasons.n || !in->id || strlen(in->id) > CODE_MAX_BYTES)
		return err;
	key_text(&k, in->id);
	err = change_get(c, &k, &record);
	if (!err)
		err = owner_rule_decode(record, &old);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	return ask_rule(c, old.place);
}

int permit_qualification(struct change *c)
{
	const char *login = c->rq->u.qualification.login;
	const struct member *m;
	struct right_row row;
	int err = members_of(c->cache, c->txn, login, &m);
	if (!err)
		err = right_rows_institution(m->institution, c->arena, &row);
	return err ? err : ask_row(c, &row, "qualification", login);
}

/* ---- registers ---- */

static int ask_register(struct change *c, const struct register_row *row)
{
	struct right_subject subject;
	struct buf name = {0};
	register_name(row, &name);
	const char *entity = arena_fmt(c->arena, "%s:%s", entity_word(register_kind(row->id)->entity), buf_text(&name));
	int err = name.failed || !entity ? QUAD_ENOMEM : 0;
	buf_release(&name);
	if (!err)
		err = right_rows_register(c->txn, row, c->arena, &subject);
	return err ? err : permit_ask(c, subject.right, &subject.row, entity);
}

/* Codes for the names of institutions by which the row is found, and by which it is somebody's. */
static int find_institutions(struct change *c, struct register_row *row)
{
	const struct register_kind *kind = register_kind(row->id);
	for (size_t i = 0; i < kind->n_texts; i++) {
		if (kind->texts[i].names != OF_INSTITUTION || kind->texts[i].type != FIELD_CODE)
			continue;
		int err = permit_find_institution(c, row->text[i], &row->text[i]);
		if (err)
			return err;
	}
	return 0;
}

/* Whoever changes a row keeps what it is of before and after. */
int permit_register(struct change *c)
{
	struct register_row row = c->rq->u.row, old;
	struct bytes record;
	if (!register_kind(row.id))
		return QUAD_EINVAL;
	int err = find_institutions(c, &row);
	if (err || !register_key_fits(&row))
		return err;
	struct key k = register_list_key(&row);
	err = change_get(c, &k, &record);
	bool stands = !err;
	if (stands)
		err = register_decode(record, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	err = stands ? ask_register(c, &old) : 0;
	/* what is not given stays as it is */
	bool moves = c->rq->op == OP_REGISTER && row.id == REGISTER_EVENTS && c->rq->given & GIVEN(EVENT_INSTITUTION);
	if (!err && (!stands || moves) && !c->out->reasons.n)
		err = ask_register(c, &row);
	return err;
}

int permit_columns(struct change *c)
{
	const struct kept_columns *in = &c->rq->u.columns;
	struct right_row row;
	int err = right_rows_institution(in->institution, c->arena, &row);
	return err ? err : ask_row(c, &row, "columns", in->institution);
}
