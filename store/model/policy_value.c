/* What a rule says: the fields, and the reading of their values. */
#include "store/model/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"

#define NUMBER_MAX 1000000

static const char *const words[POLICY_FIELDS] = {
	"",       "forbid",   "limit",   "approval", "hold",  "lead",          "horizon", "min",     "max", "gap",
	"notice", "priority", "checkin", "noshow",   "price", "qualification", "suspend", "preempt", "self"};

const char *policy_field_word(enum policy_field v)
{
	return v < POLICY_FIELDS ? words[v] : "";
}

int policy_field_parse(const char *word, enum policy_field *out)
{
	*out = 0;
	for (size_t i = 1; i < POLICY_FIELDS; i++)
		if (strcmp(word, words[i]) == 0) {
			*out = (enum policy_field)i;
			return 0;
		}
	return QUAD_EINVAL;
}

bool policy_is_setting(enum policy_field v)
{
	return v > POLICY_LIMIT && v < POLICY_FIELDS;
}

/* ---- parts of values ---- */

/* As clock_parse_duration, and `0` of any unit, which is no time at all. */
static int read_duration(const char *text, int64_t *out)
{
	static const char *const zeros[] = {"0", "0m", "0h", "0d"};
	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
		if (strcmp(text, zeros[i]) == 0) {
			*out = 0;
			return 0;
		}
	return clock_parse_duration(text, out);
}

static int read_number(const char *text, int64_t *out)
{
	size_t len = strspn(text, "0123456789");
	*out = 0;
	if (len == 0 || len > 7 || text[len])
		return QUAD_EINVAL;
	*out = strtoll(text, NULL, 10);
	return *out <= NUMBER_MAX ? 0 : QUAD_EINVAL;
}

static int read_approval(const char *text, struct policy_value *out)
{
	out->approval = APPROVAL_OWNER;
	if (strcmp(text, approval_word(APPROVAL_OWNER)) == 0)
		return 0;
	out->approval = APPROVAL_OWNER_COORDINATOR;
	return strcmp(text, approval_word(APPROVAL_OWNER_COORDINATOR)) == 0 ? 0 : QUAD_EINVAL;
}

static int read_word(const char *text, const char *yes, const char *no, struct policy_value *out)
{
	out->yes = strcmp(text, yes) == 0;
	return out->yes || strcmp(text, no) == 0 ? 0 : QUAD_EINVAL;
}

/* `level:N`, `training:NAME` */
static int read_qualification(const char *text, struct policy_value *out)
{
	static const char level[] = "level:", training[] = "training:";
	if (strncmp(text, level, sizeof level - 1) == 0)
		return read_number(text + sizeof level - 1, &out->number);
	if (strncmp(text, training, sizeof training - 1) != 0)
		return QUAD_EINVAL;
	out->text = text + sizeof training - 1;
	out->text += strspn(out->text, " ");
	return *out->text ? 0 : QUAD_EINVAL;
}

/* `3 in 90d for 30d` */
static int read_suspension(const char *text, struct policy_value *out)
{
	char count[16], within[32], for_so_long[32];
	int end = 0;
	if (sscanf(text, "%15s in %31s for %31s%n", count, within, for_so_long, &end) != 3 || text[end])
		return QUAD_EINVAL;
	int err = read_number(count, &out->number);
	if (!err)
		err = clock_parse_duration(within, &out->within_min);
	if (!err)
		err = clock_parse_duration(for_so_long, &out->for_min);
	return !err && out->number == 0 ? QUAD_EINVAL : err;
}

/* What the field's own form of a value is, for a text that is neither empty nor `none`. */
static int read_value(enum policy_field field, const char *text, struct policy_value *out)
{
	switch (field) {
	case POLICY_FORBID: return strcmp(text, "yes") == 0 ? 0 : QUAD_EINVAL;
	case POLICY_LIMIT: return policy_limit_parse(text, &out->limit);
	case POLICY_APPROVAL: return read_approval(text, out);
	case POLICY_HOLD:
	case POLICY_LEAD:
	case POLICY_HORIZON:
	case POLICY_MIN:
	case POLICY_MAX:
	case POLICY_GAP:
	case POLICY_NOTICE:
	case POLICY_NOSHOW:
	case POLICY_PREEMPT: return read_duration(text, &out->number);
	case POLICY_PRIORITY: return read_number(text, &out->number);
	case POLICY_CHECKIN: return read_word(text, "required", "optional", out);
	case POLICY_PRICE: out->text = text; return 0;
	case POLICY_QUALIFICATION: return read_qualification(text, out);
	case POLICY_SUSPEND: return read_suspension(text, out);
	case POLICY_SELF: return read_word(text, "yes", "no", out);
	case POLICY_FIELDS: break;
	}
	return QUAD_EINVAL;
}

int policy_value_parse(enum policy_field field, const char *text, struct arena *arena, struct policy_value *out)
{
	*out = (struct policy_value){.text = ""};
	text += strspn(text, " ");
	size_t len = strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		len--;
	char *own = arena_dup(arena, text, len);
	if (!own)
		return QUAD_ENOMEM;
	if (len == 0) /* a forbid needs no value */
		out->given = field == POLICY_FORBID ? POLICY_SET : POLICY_INHERITS;
	else
		out->given = strcmp(own, "none") == 0 ? POLICY_NO_LIMIT : POLICY_SET;
	if (out->given == POLICY_NO_LIMIT)
		out->approval = APPROVAL_NONE;
	if (out->given != POLICY_SET || len == 0)
		return 0;
	int err = read_value(field, own, out);
	if (err)
		*out = (struct policy_value){.text = ""};
	return err;
}

bool policy_makes_sense(enum policy_field field, const struct policy_value *value, enum resource_kind kind)
{
	if (!kind_travels(kind))
		return true;
	switch (field) {
	case POLICY_LIMIT: return value->given != POLICY_SET || value->limit.measure != POLICY_SEAT_HOURS;
	case POLICY_CHECKIN:
	case POLICY_NOSHOW:
	case POLICY_SUSPEND:
	case POLICY_QUALIFICATION: return false;
	default: return true;
	}
}
