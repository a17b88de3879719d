/*
 * The pairs of one institution and kind are one record and one text in it, `ours=theirs` a line: a cleaned header holds
 * no line end, and none of our columns has a `=` in its name.
 */
#include "store/change/column_map.h"

#include <string.h>

#include "store/change/change.h"
#include "store/base/err.h"
#include "store/base/record.h"

struct key column_map_key(const char *kind, const char *institution)
{
	char text[CODE_MAX_BYTES + 40];
	struct key k = key_table(TABLE_COLUMN_MAP);
	snprintf(text, sizeof text, "%s %s", kind, institution);
	key_text(&k, text);
	return k;
}

void column_map_encode(const struct kept_columns *v, struct buf *out)
{
	struct record_writer w = record_write(out);
	record_int(&w, v->seq, 8);
	record_texts(&w);
	record_text(&w, v->institution);
	record_text(&w, v->kind);
	record_text(&w, v->pairs);
}

int column_map_decode(struct bytes b, struct kept_columns *out)
{
	struct record_reader r = record_read(b);
	out->seq = record_get_int(&r, 8);
	out->institution = record_get_text(&r);
	out->kind = record_get_text(&r);
	out->pairs = record_get_text(&r);
	return r.err;
}

static void encode(const void *v, struct buf *out)
{
	column_map_encode(v, out);
}

int column_map_put(struct change *c)
{
	struct kept_columns v = c->rq->u.columns, old = {.pairs = ""};
	struct change_entry r = {.encode = encode, .v = &v, .seq = &v.seq};
	if (*v.institution)
		change_check_code(c, "institution", v.institution);
	if (strlen(v.pairs) > TEXT_MAX_BYTES)
		reason_add_number(&c->out->reasons, REASON_TOO_LONG, "map", (int64_t)strlen(v.pairs));
	if (c->out->reasons.n)
		return 0;
	r.key = column_map_key(v.kind, v.institution);
	snprintf(r.entity, sizeof r.entity, "columns:%s:%s", v.kind, v.institution);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = column_map_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v.seq = old.seq;
	if (*v.pairs)
		return change_write_entry(c, &r);
	c->out->outcome = OUTCOME_UNCHANGED;
	return r.before.len
	               ? change_record(c, &r.key, r.entity, old.seq, r.before, (struct bytes){"", 0}, OUTCOME_UPDATED)
	               : 0;
}
