/*
 * Rows of registers, each known by its key fields. What a field may be says the table of registers; what rows of one
 * register must be together stands here.
 */
#include "store/change/register_record.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/place.h"
#include "store/facts/register_list.h"

#define COUNT_MAX INT64_C(1000000000000)
#define YEAR_MIN 1900
#define YEAR_MAX 2200

static void encode_row(const void *v, struct buf *out)
{
	register_encode(v, out);
}

/* ---- fields ---- */

static void check_text(struct change *c, const struct register_field *field, const char *text)
{
	if (!*text && field->needed)
		reason_add(&c->out->reasons, REASON_MISSING, field->column);
	else if (*text && field->type == FIELD_CODE)
		change_check_code(c, field->column, text);
	else
		change_check_text(c, field->column, text);
}

/* True if a number is in the range of its field; 0 of a day or a moment is none. */
static bool number_fits(const struct register_field *field, int64_t number)
{
	bool fits = true;
	switch (field->type) {
	case FIELD_YEAR: fits = number >= YEAR_MIN && number <= YEAR_MAX; break;
	case FIELD_COUNT: fits = number >= 0 && number <= COUNT_MAX; break;
	case FIELD_DECIMAL:
		fits = number >= -COUNT_MAX * REGISTER_MILLION && number <= COUNT_MAX * REGISTER_MILLION;
		break;
	case FIELD_DAY: fits = !number || (number > PERIOD_ALWAYS && number < CLOCK_MAX_MIN / DAY_MIN - 1); break;
	case FIELD_MOMENT: fits = !number || (number >= CLOCK_MIN_MIN && number < CLOCK_MAX_MIN); break;
	case FIELD_CODE:
	case FIELD_TEXT: break;
	}
	return fits;
}

static void refuse_number(struct change *c, const struct register_field *field, int64_t number)
{
	char text[CLOCK_TEXT_MAX];
	if (field->type == FIELD_DAY)
		reason_add_text(&c->out->reasons, REASON_OUTSIDE, field->column, "%s", clock_format_date(number, text));
	else if (field->type == FIELD_MOMENT)
		reason_add_text(&c->out->reasons, REASON_OUTSIDE, field->column, "%s", clock_format(number, text));
	else
		reason_add_number(&c->out->reasons, REASON_NUMBER, field->column,
		                  field->type == FIELD_DECIMAL ? number / REGISTER_MILLION : number);
}

/* Shares and hours are none of less than nothing, and a share none of more than all. */
static void check_amounts(struct change *c, const struct register_row *v)
{
	int64_t share = v->number[OWNER_SHARE], hours = v->number[AGREEMENT_HOURS];
	if (v->id == REGISTER_OWNERS && (share < 0 || share > REGISTER_SHARES))
		reason_add_number(&c->out->reasons, REASON_NUMBER, "share", share / REGISTER_MILLION);
	if (v->id == REGISTER_AGREEMENTS && hours < -1)
		reason_add_number(&c->out->reasons, REASON_NUMBER, "hours", hours / REGISTER_MILLION);
}

/* What ends does so on or after the day on which it begins, and after the minute. */
static void check_order(struct change *c, const struct register_row *v)
{
	static const struct {
		enum register_id id;
		unsigned first, last;
	} pairs[] = {{REGISTER_OWNERS, OWNER_FROM, OWNER_UNTIL},
	             {REGISTER_AGREEMENTS, AGREEMENT_FROM, AGREEMENT_UNTIL},
	             {REGISTER_EVENTS, EVENT_START, EVENT_END}};
	const struct register_kind *kind = register_kind(v->id);
	char text[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (pairs[i].id != v->id)
			continue;
		const struct register_field *field = &kind->numbers[pairs[i].last];
		int64_t first = v->number[pairs[i].first], last = v->number[pairs[i].last];
		bool is_day = field->type == FIELD_DAY;
		if (!first || !last || last > first || (is_day && last == first))
			continue;
		reason_add_text(&c->out->reasons, REASON_END, field->column, "%s",
		                is_day ? clock_format_date(last, text) : clock_format(last, text));
	}
}

/* The texts that tell rows apart have to fit a key together. */
static void check_key(struct change *c, const struct register_row *v)
{
	const struct register_kind *kind = register_kind(v->id);
	size_t last = 0;
	for (size_t i = 0; i < kind->n_texts; i++)
		if (kind->texts[i].key)
			last = i;
	if (!register_key_fits(v))
		reason_add_text(&c->out->reasons, REASON_VALUE, kind->texts[last].column, "%.60s...", v->text[last]);
}

static void check_fields(struct change *c, const struct register_row *v)
{
	const struct register_kind *kind = register_kind(v->id);
	for (size_t i = 0; i < kind->n_texts; i++)
		check_text(c, &kind->texts[i], v->text[i]);
	for (size_t i = 0; i < kind->n_numbers; i++)
		if (!number_fits(&kind->numbers[i], v->number[i]))
			refuse_number(c, &kind->numbers[i], v->number[i]);
	check_amounts(c, v);
	check_order(c, v);
	check_key(c, v);
}

/* ---- what is named ---- */

/* Institutions that the row names, the store lacks, and the request may make. */
struct missing {
	const char **v;
	size_t n, cap;
};

static int note_missing(struct change *c, struct missing *m, const char *code)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->v[i], code) == 0)
			return 0;
	const char **v = arena_grow(c->arena, m->v, m->n, &m->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	m->v = v;
	v[m->n++] = code;
	return 0;
}

static int find_resource(struct change *c, const char *code)
{
	uint32_t no;
	int err = facts_resource_number(c->txn, code, &no);
	if (err == QUAD_ENOTFOUND)
		reason_add(&c->out->reasons, REASON_NO_RESOURCE, code);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int find_named(struct change *c, enum entity_kind names, const char **code, struct missing *m)
{
	bool missing;
	if (names == OF_RESOURCE)
		return find_resource(c, *code);
	int err = change_resolve_institution(c, *code, code, &missing);
	return err || !missing ? err : note_missing(c, m, *code);
}

/* Brings the codes of a list into the form `A;B`, each once. */
static int find_all_named(struct change *c, enum entity_kind names, const char **text, struct missing *m)
{
	struct buf out = {0};
	int err = 0;
	for (const char *p = *text; *p && !err;) {
		size_t len = strcspn(p, ";");
		const char *code = utf8_clean(c->arena, p, len);
		p += len + (p[len] == ';');
		err = code ? 0 : QUAD_ENOMEM;
		if (!err && *code)
			err = find_named(c, names, &code, m);
		if (!err && *code && !register_has_code(buf_text(&out), code))
			buf_fmt(&out, "%s%s", out.len ? ";" : "", code);
	}
	const char *list = out.failed ? NULL : arena_str(c->arena, buf_text(&out));
	buf_release(&out);
	if (!err && !list)
		err = QUAD_ENOMEM;
	if (!err)
		*text = list;
	return err;
}

static int resolve_names(struct change *c, struct register_row *v, struct missing *m)
{
	const struct register_kind *kind = register_kind(v->id);
	for (size_t i = 0; i < kind->n_texts; i++) {
		const struct register_field *field = &kind->texts[i];
		int err = 0;
		if (field->names == N_KINDS || !*v->text[i])
			continue;
		if (field->type == FIELD_CODE)
			err = find_named(c, field->names, &v->text[i], m);
		else
			err = find_all_named(c, field->names, &v->text[i], m);
		if (err)
			return err;
	}
	return 0;
}

/* ---- shares ---- */

int register_record_check(struct change *c, const struct register_row *row)
{
	struct register_rows owners = {0};
	int64_t day;
	if (row->id != REGISTER_OWNERS)
		return 0;
	int err = register_list_load_of(c->txn, row->id, row->text[OWNER_RESOURCE], c->arena, &owners);
	if (err)
		return err;
	int64_t left = REGISTER_SHARES - register_shares_taken(owners.v, owners.n, row, &day);
	if (left >= row->number[OWNER_SHARE])
		return 0;
	struct reason *why = reason_add_number(&c->out->reasons, REASON_OVERSHARED, row->text[OWNER_RESOURCE], left);
	why->limit = day;
	return 0;
}

/* ---- writing ---- */

/* The row of the request: what it does not give is as it was stored. */
static void merge_row(const struct change *c, const struct register_row *old, struct register_row *v)
{
	const struct register_row *in = &c->rq->u.row;
	const struct register_kind *kind = register_kind(in->id);
	*v = *old;
	for (size_t i = 0; i < kind->n_texts; i++)
		if (kind->texts[i].key || c->rq->given & GIVEN(i))
			v->text[i] = in->text[i];
	for (size_t i = 0; i < kind->n_numbers; i++)
		if (kind->numbers[i].key || c->rq->given & GIVEN(register_number_bit(kind, i)))
			v->number[i] = in->number[i];
}

/* The stored row that has the key of `v`, and its bytes; QUAD_ENOTFOUND. */
static int load_row(struct change *c, const struct register_row *v, struct key *k, struct bytes *record,
                    struct register_row *out)
{
	*k = register_list_key(v);
	*out = register_row_of(v->id);
	int err = change_get(c, k, record);
	return err ? err : register_decode(*record, out);
}

static int name_row(const struct register_row *v, char *out, size_t size)
{
	struct buf name = {0};
	buf_fmt(&name, "%s:", entity_word(register_kind(v->id)->entity));
	register_name(v, &name);
	bool failed = name.failed;
	snprintf(out, size, "%s", buf_text(&name));
	buf_release(&name);
	return failed ? QUAD_ENOMEM : 0;
}

/* Checks the key fields and brings what they name into codes; a reason is added if there can be no such row. */
static int settle_key(struct change *c, struct register_row *v, struct missing *m)
{
	const struct register_kind *kind = register_kind(v->id);
	int err = 0;
	for (size_t i = 0; i < kind->n_texts && !err; i++) {
		const struct register_field *field = &kind->texts[i];
		if (!field->key)
			continue;
		check_text(c, field, v->text[i]);
		if (field->names != N_KINDS && !change_is_refused(c))
			err = find_named(c, field->names, &v->text[i], m);
	}
	if (!err)
		check_key(c, v);
	return err;
}

int register_record_put(struct change *c)
{
	struct register_row key = c->rq->u.row, old, v;
	struct change_entry r = {.encode = encode_row, .before = {"", 0}, .v = &v, .seq = &v.seq};
	struct missing missing = {0};
	if (!register_kind(key.id))
		return QUAD_EINVAL;
	int err = settle_key(c, &key, &missing);
	if (err || change_is_refused(c))
		return err;
	err = load_row(c, &key, &r.key, &r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	merge_row(c, &old, &v);
	check_fields(c, &v);
	err = resolve_names(c, &v, &missing);
	if (!err && c->as != OP_UNDO && !change_is_refused(c))
		err = register_record_check(c, &v);
	if (!err)
		err = name_row(&v, r.entity, sizeof r.entity);
	if (err || change_is_refused(c))
		return err;
	for (size_t i = 0; i < missing.n && !err; i++)
		err = place_make_institution(c, missing.v[i]);
	return err ? err : change_write_entry(c, &r);
}

int register_record_drop(struct change *c)
{
	struct register_row key = c->rq->u.row, old;
	struct bytes before;
	struct missing missing = {0};
	struct key k;
	char entity[CODE_MAX_BYTES + 160];
	if (!register_kind(key.id))
		return QUAD_EINVAL;
	int err = settle_key(c, &key, &missing);
	if (err || change_is_refused(c))
		return err;
	err = name_row(&key, entity, sizeof entity);
	if (!err)
		err = load_row(c, &key, &k, &before, &old);
	if (err == QUAD_ENOTFOUND) {
		reason_add(&c->out->reasons, REASON_NO_ROW, entity);
		return 0;
	}
	if (err)
		return err;
	return change_record(c, &k, entity, old.seq, before, (struct bytes){"", 0}, OUTCOME_UPDATED);
}
