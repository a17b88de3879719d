/* Loading and writing. A ref leads to the last series that bore it. */
#include "store/change/series_record.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/model/codec.h"

static struct key series_key(uint64_t id)
{
	struct key k = key_table(TABLE_SERIES);
	key_u64(&k, id);
	return k;
}

int series_load(struct change *c, uint64_t id, struct series_record *out)
{
	struct key k = series_key(id);
	struct series s;
	*out = (struct series_record){0};
	int err = change_get(c, &k, &out->bytes);
	if (!err)
		err = series_decode(out->bytes, &s);
	return err ? err : series_phases_load(&s, c->arena, &out->phases);
}

/* The series without a ref that an own ref means. */
static int load_by_own_ref(struct change *c, const char *ref, struct series_record *out)
{
	uint32_t mark;
	int err = facts_mark(c->txn, &mark);
	if (err)
		return err;
	uint64_t id = facts_own_id(mark, OWN_SERIES, ref);
	err = id ? series_load(c, id, out) : QUAD_ENOTFOUND;
	return !err && *series_phases_last(&out->phases)->ref ? QUAD_ENOTFOUND : err;
}

int series_load_by_ref(struct change *c, const char *ref, struct series_record *out)
{
	struct key k = key_table(TABLE_SERIES_REF);
	struct bytes b;
	*out = (struct series_record){0};
	if (!*ref || strlen(ref) > CODE_MAX_BYTES)
		return QUAD_ENOTFOUND;
	key_text(&k, ref);
	int err = db_get(c->txn, key_bytes(&k), &b);
	if (err == QUAD_ENOTFOUND)
		return load_by_own_ref(c, ref, out);
	if (err)
		return err;
	return b.len == 8 ? series_load(c, le_get(b.p, 8), out) : QUAD_ECORRUPT;
}

int series_is_same(const struct series_record *stored, const struct series_phases *p, bool *out)
{
	struct buf b = {0};
	series_phases_encode(p, &b);
	*out = !b.failed && b.len == stored->bytes.len && memcmp(b.p, stored->bytes.p, b.len) == 0;
	int err = b.failed ? QUAD_ENOMEM : 0;
	buf_release(&b);
	return err;
}

int series_write(struct change *c, const struct series_record *stored, const struct series_phases *p,
                 enum outcome outcome)
{
	struct series *s = series_phases_last(p);
	struct key k = series_key(s->id);
	struct buf b = {0};
	char entity[40];
	uint64_t prev = s->seq;
	c->out->series = s->id;
	if (c->rehearse) {
		c->out->outcome = outcome;
		return 0;
	}
	snprintf(entity, sizeof entity, "series:%" PRIu64, s->id);
	int err = 0;
	if (!stored->bytes.len && *s->ref)
		err = change_put_ref(c, TABLE_SERIES_REF, s->ref, s->id);
	if (!err)
		err = change_next_seq(c, &s->seq);
	if (!err) {
		series_phases_encode(p, &b);
		err = b.failed ? QUAD_ENOMEM
		               : change_record(c, &k, entity, prev, stored->bytes, (struct bytes){b.p, b.len}, outcome);
	}
	buf_release(&b);
	return err;
}
