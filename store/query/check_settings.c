/* The proof of a store's settings, and of what it remembers of imports: columns and events. */
#include "store/query/checker.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/column_map.h"
#include "store/change/event_memory.h"
#include "store/facts/facts.h"
#include "store/model/settings.h"

int check_settings(struct checker *c)
{
	uint64_t stamp;
	int err = store_verify(c->txn, NULL);
	if (!err)
		err = facts_setting(c->txn, SETTING_SCHEMA, &c->schema);
	if (!err)
		err = facts_setting(c->txn, SETTING_TRAVEL_MAX, &c->travel_max);
	if (!err)
		err = facts_setting(c->txn, SETTING_PAD_MAX, &c->pad_max);
	if (!err)
		err = facts_setting(c->txn, SETTING_RESOURCES, &stamp);
	if (!err)
		err = facts_setting(c->txn, SETTING_PRICED, &stamp);
	if (check_fails(c, err))
		check_fault(c, "the settings: %s", quad_strerror(err));
	return c->err;
}

/* Of people; those of the store itself, and of a newer program, have other names. */
int check_setting(struct checker *c, struct bytes key, struct bytes value)
{
	static const size_t prefix = sizeof FACTS_CONFIG - 1;
	struct setting v;
	if (key.len < 1 + prefix || memcmp((const char *)key.p + 1, FACTS_CONFIG, prefix) != 0)
		return 0;
	int err = setting_decode(value, &v);
	if (err || !check_key_is(key, 1 + prefix, v.name)) {
		check_fault(c, "a setting: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_SETTING, v.name, v.seq, value);
	const struct setting_kind *kind = settings_find(v.name);
	if (kind && (!*v.value || !kind->fits(v.value)))
		check_fault(c, "setting %s: a value that it cannot have", v.name);
	return 0;
}

int check_columns(struct checker *c, struct bytes key, struct bytes value)
{
	struct kept_columns v;
	enum list_id list;
	int err = column_map_decode(value, &v);
	struct key want = key_table(TABLE_COLUMN_MAP);
	if (!err && strlen(v.institution) <= CODE_MAX_BYTES)
		want = column_map_key(v.kind, v.institution);
	if (err || want.len != key.len || memcmp(want.p, key.p, key.len) != 0 || list_parse(v.kind, &list) != 0)
		check_fault(c, "remembered columns: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written_as(c, OF_COLUMNS, v.seq, value, "%s:%s", v.kind, v.institution);
	return 0;
}

int check_event(struct checker *c, struct bytes key, struct bytes value)
{
	struct event_memory v;
	int err = event_memory_decode(value, &v);
	if (err || !check_key_is(key, 1, v.ref))
		check_fault(c, "a remembered event: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written(c, OF_EVENT, v.ref, v.seq, value);
	return 0;
}
