/* Looked up by key: a register is short, but a board asks for many bookings. */
#include "store/facts/events.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/register_list.h"
#include "store/facts/walk.h"

int events_find(struct db_txn *txn, const char *code, struct arena *arena, struct register_row *out)
{
	struct register_row row = register_row_of(REGISTER_EVENTS);
	struct bytes value, record;
	*out = row;
	if (!*code || strlen(code) > CODE_MAX_BYTES)
		return QUAD_ENOTFOUND;
	row.text[EVENT_CODE] = code;
	struct key k = register_list_key(&row);
	int err = db_get(txn, key_bytes(&k), &value);
	if (!err)
		err = walk_keep(arena, value, &record);
	return err ? err : register_decode(record, out);
}

int events_name(struct db_txn *txn, const char *code, struct arena *arena, const char **out)
{
	struct register_row row;
	int err = events_find(txn, code, arena, &row);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	bool named = !err && *row.text[EVENT_NAME];
	*out = named ? row.text[EVENT_NAME] : arena_str(arena, code);
	return *out ? 0 : QUAD_ENOMEM;
}
