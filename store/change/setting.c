/* A setting that is set back has no record, so that a later default holds for it. */
#include "store/change/setting.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/model/codec.h"
#include "store/model/settings.h"

static void encode_setting(const void *v, struct buf *out)
{
	setting_encode(v, out);
}

static void check_setting(struct change *c, const struct setting *v)
{
	const struct setting_kind *kind = settings_find(v->name);
	if (!kind)
		reason_add_text(&c->out->reasons, REASON_VALUE, "name", "%.60s", v->name);
	else if (*v->value && !kind->fits(v->value))
		reason_add_text(&c->out->reasons, REASON_VALUE, v->name, "%.60s", v->value);
}

/* The setting has its default again. */
static int set_back(struct change *c, const struct change_entry *r, uint64_t prev)
{
	if (r->before.len)
		return change_record(c, &r->key, r->entity, prev, r->before, (struct bytes){"", 0}, OUTCOME_UPDATED);
	c->out->outcome = OUTCOME_UNCHANGED;
	return 0;
}

int setting_put(struct change *c)
{
	struct setting old = {.name = ""}, v = c->rq->u.setting;
	struct change_entry r = {.encode = encode_setting, .v = &v, .seq = &v.seq};
	check_setting(c, &v);
	if (change_is_refused(c))
		return 0;
	r.key = facts_config_key(v.name);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = setting_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v.seq = old.seq;
	snprintf(r.entity, sizeof r.entity, "setting:%s", v.name);
	return *v.value ? change_write_entry(c, &r) : set_back(c, &r, old.seq);
}
