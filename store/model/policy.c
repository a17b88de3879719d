/* A rule as a whole: its parts read and written, and whether it holds for a case. */
#include "store/model/policy.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/policy_when.h"

static int read_when(const char *text, struct arena *arena, const struct opening **out)
{
	struct opening when;
	*out = NULL;
	text += strspn(text, " ");
	if (!*text || strcmp(text, "*") == 0)
		return 0;
	int err = policy_when_parse(text, &when);
	if (err)
		return err;
	struct opening *kept = arena_alloc(arena, sizeof *kept);
	if (!kept)
		return QUAD_ENOMEM;
	*kept = when;
	*out = kept;
	return 0;
}

/* The kind to which a place narrows resources; 0: to none. */
static enum resource_kind kind_of_place(const struct policy_place *v)
{
	for (unsigned i = 0; i < v->n; i++)
		if (v->spot[i].where == POLICY_OF_KIND)
			return v->spot[i].kind;
	return 0;
}

static int read_parts(const struct owner_rule *v, struct arena *arena, struct policy_rule *out, enum policy_bad *bad)
{
	*bad = POLICY_BAD_PLACE;
	int err = policy_place_parse(v->place, arena, &out->place);
	if (err)
		return err;
	*bad = POLICY_BAD_WHO;
	err = policy_who_parse(v->who, arena, &out->who);
	if (err)
		return err;
	*bad = POLICY_BAD_WHEN;
	err = read_when(v->when, arena, &out->when);
	if (err)
		return err;
	*bad = POLICY_BAD_FIELD;
	err = policy_field_parse(v->field, &out->field);
	if (err)
		return err;
	*bad = POLICY_BAD_VALUE;
	err = policy_value_parse(out->field, v->value, arena, &out->value);
	if (err)
		return err;
	*bad = POLICY_BAD_PLACE_FIELD;
	enum resource_kind kind = kind_of_place(&out->place);
	if (kind && !policy_makes_sense(out->field, &out->value, kind))
		return QUAD_EINVAL;
	*bad = POLICY_BAD_NOTHING;
	return 0;
}

int policy_read(const struct owner_rule *v, struct arena *arena, struct policy_rule *out, enum policy_bad *bad)
{
	enum policy_bad unread;
	*out = (struct policy_rule){.rule = v};
	return read_parts(v, arena, out, bad ? bad : &unread);
}

int policy_format(const struct policy_rule *v, struct arena *arena, struct owner_rule *out)
{
	struct buf place = {0}, who = {0}, when = {0};
	*out = *v->rule;
	policy_place_format(&v->place, &place);
	policy_who_format(&v->who, &who);
	if (v->when)
		opening_format(v->when, &when);
	bool failed = place.failed || who.failed || when.failed;
	out->place = arena_str(arena, buf_text(&place));
	out->who = arena_str(arena, buf_text(&who));
	out->when = arena_str(arena, buf_text(&when));
	if (v->field == POLICY_FORBID && v->value.given == POLICY_SET)
		out->value = "";
	buf_release(&place);
	buf_release(&who);
	buf_release(&when);
	return failed || !out->place || !out->who || !out->when ? QUAD_ENOMEM : 0;
}

/* ---- does it hold ---- */

static bool has_valid_day(const struct owner_rule *v, const struct policy_case *c)
{
	if (v->valid_from && clock_local_day(c->end - 1) < v->valid_from)
		return false;
	return !v->valid_until || clock_local_day(c->start) <= v->valid_until;
}

enum policy_fit policy_fits(const struct policy_rule *v, const struct policy_case *c)
{
	if (!policy_place_has(&v->place, c->resource))
		return POLICY_OTHER_PLACE;
	if (!policy_who_has(&v->who, c->asker, c->resource->institution))
		return POLICY_OTHER_WHO;
	if (v->when && !policy_when_meets(v->when, c->start, c->end))
		return POLICY_OTHER_TIME;
	return has_valid_day(v->rule, c) ? POLICY_FITS : POLICY_OTHER_DAYS;
}

/* ---- what a resource says itself ---- */

static int add_own(const struct resource *resource, enum policy_field field, const char *who, const char *value,
                   struct arena *arena, struct policy_rule out[POLICY_OWN_MAX], size_t *n)
{
	struct owner_rule *v = arena_alloc(arena, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	*v = (struct owner_rule){
		.id = "", .who = who, .when = "", .field = policy_field_word(field), .value = value, .text = ""};
	v->place = arena_fmt(arena, "resource:%s", resource->code);
	if (!v->place)
		return QUAD_ENOMEM;
	out[*n] = (struct policy_rule){
		.rule = v,
		.place = {.spot = {{.where = POLICY_OF_RESOURCE, .name = resource->code}, {.name = ""}}, .n = 1},
		.field = field};
	int err = policy_who_parse(who, arena, &out[*n].who);
	if (!err)
		err = policy_value_parse(field, value, arena, &out[*n].value);
	*n += !err;
	return err;
}

int policy_own_rules(const struct resource *resource, struct arena *arena, struct policy_rule out[POLICY_OWN_MAX],
                     size_t *n)
{
	int err = 0;
	*n = 0;
	if (resource->approval > APPROVAL_NONE)
		err = add_own(resource, POLICY_APPROVAL, "*", approval_word(resource->approval), arena, out, n);
	if (err || !*resource->institution)
		return err;
	if (resource->sharing == SHARING_OWNER)
		return add_own(resource, POLICY_FORBID, "!class:own", "", arena, out, n);
	if (resource->sharing != SHARING_CONSORTIUM)
		return 0;
	err = add_own(resource, POLICY_FORBID, "class:public", "", arena, out, n);
	return err ? err : add_own(resource, POLICY_FORBID, "class:enterprise", "", arena, out, n);
}
