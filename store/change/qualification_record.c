/* Qualifications, each known by its person and its name. */
#include "store/change/qualification_record.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/people.h"
#include "store/facts/rule_index.h"
#include "store/model/codec.h"
#include "store/model/person.h"

#define LEVEL_MAX 1000000

static void encode_qualification(const void *v, struct buf *out)
{
	qualification_encode(v, out);
}

static int64_t open_day(int64_t day)
{
	return day == PERIOD_ALWAYS ? 0 : day;
}

static void check_qualification(struct change *c, const struct qualification *v)
{
	char day[CLOCK_TEXT_MAX];
	if (!person_login_fits(v->login))
		reason_add_text(&c->out->reasons, REASON_VALUE, "login", "%.60s", v->login);
	change_check_code(c, "name", v->name);
	if (v->level > LEVEL_MAX)
		reason_add_number(&c->out->reasons, REASON_NUMBER, "level", v->level);
	if (v->until && v->until < v->from)
		reason_add_text(&c->out->reasons, REASON_END, "until", "%s", clock_format_date(v->until, day));
}

static void merge_qualification(const struct change *c, const struct qualification *old, struct qualification *v)
{
	const struct qualification *in = &c->rq->u.qualification;
	uint32_t given = c->rq->given;
	*v = *old;
	v->login = in->login;
	v->name = in->name;
	if (given & GIVEN(QUAL_LEVEL))
		v->level = in->level;
	if (given & GIVEN(QUAL_FROM))
		v->from = open_day(in->from);
	if (given & GIVEN(QUAL_UNTIL))
		v->until = open_day(in->until);
}

int qualification_record_put(struct change *c)
{
	struct qualification old = {.login = "", .name = ""}, v = c->rq->u.qualification;
	struct change_entry r = {.encode = encode_qualification, .v = &v, .seq = &v.seq};
	check_qualification(c, &(struct qualification){.login = v.login, .name = v.name});
	if (change_is_refused(c))
		return 0;
	r.key = rule_index_qualification_key(v.login, v.name);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = qualification_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	merge_qualification(c, &old, &v);
	check_qualification(c, &v);
	err = people_check_login(c, v.login);
	if (err || change_is_refused(c))
		return err;
	snprintf(r.entity, sizeof r.entity, "qualification:%s:%s", v.login, v.name);
	return change_write_entry(c, &r);
}
