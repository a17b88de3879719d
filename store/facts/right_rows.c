/* Records to rows of the rights, a kind each. */
#include "store/facts/right_rows.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/members.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

/* ---- places ---- */

static int set_place(struct right_row *out, struct arena *arena, const struct right_place *place)
{
	struct right_place *v = arena_alloc(arena, sizeof *v);
	if (v)
		*v = *place;
	out->places = v;
	out->n_places = v ? 1 : 0;
	return v ? 0 : QUAD_ENOMEM;
}

int right_rows_institution(const char *code, struct arena *arena, struct right_row *out)
{
	*out = (struct right_row){0};
	return *code ? set_place(out, arena, &(struct right_place){"", "", code}) : 0;
}

static int place_campus(struct db_txn *txn, const char *code, struct arena *arena, struct right_place *out)
{
	struct grant campus = {.over = OVER_CAMPUS, .scope = code};
	return members_scope_place(txn, &campus, "", arena, out);
}

int right_rows_place(struct db_txn *txn, const char *resource, const char *campus, struct arena *arena,
                     struct right_row *out)
{
	struct right_place place = {"", "", ""};
	*out = (struct right_row){0};
	if (!*resource && !*campus)
		return 0;
	int err = *resource ? members_place_of(txn, resource, arena, &place) : place_campus(txn, campus, arena, &place);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	return set_place(out, arena, &place);
}

int right_rows_claims(struct db_txn *txn, const struct claim_ask *asks, size_t n, struct arena *arena,
                      struct right_row *out)
{
	struct right_place *places = arena_alloc(arena, (n + 1) * sizeof *places);
	out->places = places;
	out->n_places = 0;
	if (!places)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		int err = members_place_of(txn, asks[i].resource, arena, &places[out->n_places]);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		out->n_places += !err;
	}
	return 0;
}

/* ---- bookings and series ---- */

int right_rows_booking(struct db_txn *txn, const struct booking *b, struct arena *arena, struct right_row *out)
{
	struct claim_ask *asks;
	*out = (struct right_row){.requester = b->requester, .institution = b->institution};
	int err = facts_claims(txn, b, arena, &asks);
	return err ? err : right_rows_claims(txn, asks, b->n_claims, arena, out);
}

int right_rows_series(struct db_txn *txn, const struct series *s, struct arena *arena, struct right_row *out)
{
	const struct claim_ask *asks;
	size_t n;
	*out = (struct right_row){.requester = s->requester, .institution = s->institution};
	int err = claims_parse(s->claims, arena, &asks, &n);
	return err ? err : right_rows_claims(txn, asks, n, arena, out);
}

/* ---- rules ---- */

/* One part of a rule's place; *place stays empty for what is everywhere. */
static int place_part(struct db_txn *txn, const char *part, struct arena *arena, struct right_place *place)
{
	static const struct {
		const char *word;
		enum person_scope over;
	} words[] = {{"institution:", OVER_INSTITUTION}, {"campus:", OVER_CAMPUS}, {"resource:", OVER_RESOURCE}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t len = strlen(words[i].word);
		struct grant g = {.over = words[i].over, .scope = part + len};
		if (strncmp(part, words[i].word, len) == 0)
			return members_scope_place(txn, &g, "", arena, place);
	}
	return 0;
}

static const char *pick(const char *a, const char *b)
{
	return a && *a ? a : b;
}

/* A rule of two places is about what is in both, so who keeps either keeps it. */
int right_rows_rule(struct db_txn *txn, const char *place, struct arena *arena, struct right_row *out)
{
	struct right_place whole = {"", "", ""};
	char *rest = arena_str(arena, place);
	*out = (struct right_row){0};
	if (!rest)
		return QUAD_ENOMEM;
	while (*rest) {
		struct right_place part = {"", "", ""};
		char *at = rest, *plus = strchr(rest, '+');
		rest = plus ? plus + 1 : rest + strlen(rest);
		if (plus)
			*plus = '\0';
		int err = place_part(txn, at, arena, &part);
		if (err)
			return err;
		whole = (struct right_place){pick(part.resource, whole.resource), pick(part.campus, whole.campus),
		                             pick(part.institution, whole.institution)};
	}
	bool anywhere = !*whole.resource && !*whole.campus && !*whole.institution;
	return anywhere ? 0 : set_place(out, arena, &whole);
}

/* ---- records ---- */

static int row_of_closure(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct closure v;
	int err = closure_decode(record, &v);
	return err ? err : right_rows_place(txn, v.resource, v.campus, arena, out);
}

static int row_of_period(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct period v;
	int err = period_decode(record, &v);
	return err ? err : right_rows_place(txn, "", v.campus, arena, out);
}

static int row_of_day(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct day_rule v;
	int err = day_rule_decode(record, &v);
	return err ? err : right_rows_place(txn, "", v.campus, arena, out);
}

static int row_of_resource(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct resource v;
	struct right_place place;
	int err = resource_decode(record, &v);
	if (!err)
		err = members_place(txn, &v, arena, &place);
	return err ? err : set_place(out, arena, &place);
}

static int row_of_campus(struct bytes record, struct arena *arena, struct right_row *out)
{
	struct campus v;
	int err = campus_decode(record, &v);
	return err ? err : set_place(out, arena, &(struct right_place){"", v.code, v.institution});
}

static int row_of_person(struct bytes record, struct arena *arena, struct right_row *out)
{
	struct person v;
	int err = person_decode(record, &v);
	if (!err)
		err = right_rows_institution(v.institution, arena, out);
	if (!err)
		out->requester = v.login;
	return err;
}

static int row_of_grant(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct grant v;
	struct right_place place;
	int err = grant_decode(record, &v);
	if (!err)
		err = members_scope_place(txn, &v, "", arena, &place);
	bool nowhere = v.over == OVER_ALL || v.over == OVER_NOTHING;
	if (!err && !nowhere)
		err = set_place(out, arena, &place);
	if (!err)
		out->requester = v.login;
	return err;
}

/* The institution of a person, as the people's list has it; "" for nobody's. */
static int row_of_login(struct db_txn *txn, const char *login, struct arena *arena, struct right_row *out)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes record, kept;
	key_text(&k, login);
	int err = db_get(txn, key_bytes(&k), &record);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = walk_keep(arena, record, &kept);
	return err ? err : row_of_person(kept, arena, out);
}

static int row_of_qualification(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct qualification v;
	int err = qualification_decode(record, &v);
	return err ? err : row_of_login(txn, v.login, arena, out);
}

static int row_of_rule(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct owner_rule v;
	int err = owner_rule_decode(record, &v);
	return err ? err : right_rows_rule(txn, v.place, arena, out);
}

static int row_of_booking(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct booking v;
	int err = booking_decode(record, arena, &v);
	return err ? err : right_rows_booking(txn, &v, arena, out);
}

static int row_of_series(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_row *out)
{
	struct series v;
	int err = series_decode(record, &v);
	return err ? err : right_rows_series(txn, &v, arena, out);
}

int right_rows_register(struct db_txn *txn, const struct register_row *v, struct arena *arena,
                        struct right_subject *out)
{
	const char *institution = "";
	*out = (struct right_subject){.right = RIGHT_CONSORTIUM};
	switch (v->id) {
	case REGISTER_OWNERS:
		out->right = RIGHT_KEEP;
		return right_rows_place(txn, v->text[OWNER_RESOURCE], "", arena, &out->row);
	case REGISTER_EVENTS: institution = v->text[EVENT_INSTITUTION]; break;
	case REGISTER_STUDENTS: institution = v->text[STUDENTS_INSTITUTION]; break;
	case REGISTER_EMPLOYEES: institution = v->text[EMPLOYEES_INSTITUTION]; break;
	case REGISTER_CLUSTERS:
	case REGISTER_AGREEMENTS:
	case REGISTER_FIGURES:
	case REGISTER_N: break;
	}
	if (*institution)
		out->right = RIGHT_KEEP;
	return right_rows_institution(institution, arena, &out->row);
}

static int subject_of_register(struct db_txn *txn, struct bytes record, struct arena *arena, struct right_subject *out)
{
	struct register_row v;
	int err = register_decode(record, &v);
	return err ? err : right_rows_register(txn, &v, arena, out);
}

static enum right right_of(enum entity_kind kind)
{
	switch (kind) {
	case OF_BOOKING:
	case OF_SERIES:
	case OF_EVENT: return RIGHT_ASK;
	case OF_INSTITUTION:
	case OF_TERM:
	case OF_TRAVEL:
	case OF_SETTING:
	case N_KINDS: return RIGHT_CONSORTIUM;
	default: return RIGHT_KEEP;
	}
}

int right_rows_record(struct db_txn *txn, enum entity_kind kind, struct bytes record, struct arena *arena,
                      struct right_subject *out)
{
	struct right_row *row = &out->row;
	*out = (struct right_subject){.right = right_of(kind)};
	if (register_of_entity(kind))
		return subject_of_register(txn, record, arena, out);
	switch (kind) {
	case OF_BOOKING: return row_of_booking(txn, record, arena, row);
	case OF_SERIES: return row_of_series(txn, record, arena, row);
	case OF_RESOURCE: return row_of_resource(txn, record, arena, row);
	case OF_CAMPUS: return row_of_campus(record, arena, row);
	case OF_CLOSURE: return row_of_closure(txn, record, arena, row);
	case OF_PERIOD: return row_of_period(txn, record, arena, row);
	case OF_DAY: return row_of_day(txn, record, arena, row);
	case OF_PERSON: return row_of_person(record, arena, row);
	case OF_GRANT: return row_of_grant(txn, record, arena, row);
	case OF_RULE: return row_of_rule(txn, record, arena, row);
	case OF_QUALIFICATION: return row_of_qualification(txn, record, arena, row);
	default: return 0;
	}
}

/* ---- by name ---- */

/* A row of a register has a name of several parts, each of which may have colons: all are looked through. */
struct row_search {
	const char *name;
	struct bytes found;
};

static int match_row(struct bytes key, struct bytes value, void *arg)
{
	struct row_search *search = arg;
	struct register_row row;
	struct buf name = {0};
	(void)key;
	int err = register_decode(value, &row);
	if (!err)
		register_name(&row, &name);
	if (!err && name.failed)
		err = QUAD_ENOMEM;
	if (!err && strcmp(buf_text(&name), search->name) == 0) {
		search->found = value;
		err = QUAD_ESTOP;
	}
	buf_release(&name);
	return err;
}

static int find_row(struct db_txn *txn, enum register_id id, const char *name, struct bytes *out)
{
	struct key lo = key_table(TABLE_REGISTER), hi;
	struct row_search search = {.name = name};
	key_u8(&lo, id);
	hi = key_after(&lo);
	int err = walk_range(txn, &lo, &hi, match_row, &search);
	*out = search.found;
	if (err == QUAD_ESTOP)
		return 0;
	return err ? err : QUAD_ENOTFOUND;
}

static int find_record(struct db_txn *txn, enum entity_kind kind, const char *name, struct bytes *out)
{
	static const enum table tables[N_KINDS] = {[OF_INSTITUTION] = TABLE_INSTITUTION,
	                                           [OF_CAMPUS] = TABLE_CAMPUS,
	                                           [OF_TERM] = TABLE_TERM,
	                                           [OF_PERSON] = TABLE_PERSON,
	                                           [OF_RULE] = TABLE_RULE,
	                                           [OF_BOOKING] = TABLE_BOOKING,
	                                           [OF_SERIES] = TABLE_SERIES};
	if (kind == OF_RESOURCE)
		return facts_resource_bytes(txn, name, out);
	if (register_of_entity(kind))
		return find_row(txn, register_of_entity(kind)->id, name, out);
	if (kind >= N_KINDS || !tables[kind])
		return QUAD_ENOTFOUND;
	struct key k = key_table(tables[kind]);
	if (kind == OF_BOOKING || kind == OF_SERIES)
		key_u64(&k, strtoull(name + (*name == 'S'), NULL, 10));
	else if (strlen(name) <= CODE_MAX_BYTES)
		key_text(&k, name);
	return db_get(txn, key_bytes(&k), out);
}

/* A word without a kind: what is of that name, the most likely first. */
static int find_unnamed(struct db_txn *txn, const char *word, enum entity_kind *kind, struct bytes *out)
{
	static const enum entity_kind kinds[] = {OF_RESOURCE, OF_CAMPUS, OF_INSTITUTION, OF_PERSON, OF_TERM};
	bool number = *word && strspn(word, "0123456789") == strlen(word);
	bool series = *word == 'S' && word[1] && strspn(word + 1, "0123456789") == strlen(word + 1);
	int err = QUAD_ENOTFOUND;
	*kind = series ? OF_SERIES : OF_BOOKING;
	if (number || series)
		err = find_record(txn, *kind, word, out);
	for (size_t i = 0; err == QUAD_ENOTFOUND && i < sizeof kinds / sizeof *kinds; i++) {
		*kind = kinds[i];
		err = find_record(txn, *kind, word, out);
	}
	return err;
}

int right_rows_entity(struct db_txn *txn, const char *entity, struct arena *arena, struct right_subject *out)
{
	enum entity_kind kind = entity_kind_of(entity);
	struct bytes record, kept;
	*out = (struct right_subject){0};
	int err = kind < N_KINDS && strchr(entity, ':') ? find_record(txn, kind, entity_name(entity), &record)
	                                                : find_unnamed(txn, entity, &kind, &record);
	if (!err)
		err = walk_keep(arena, record, &kept);
	return err ? err : right_rows_record(txn, kind, kept, arena, out);
}
