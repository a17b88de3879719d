/* One look-up a setting. */
#include "store/query/query_settings.h"

#include "store/base/err.h"
#include "store/facts/facts.h"

static int read_setting(struct db_txn *txn, const struct setting_kind *kind, struct setting_list *out)
{
	struct setting stored;
	struct setting_row row = {.kind = kind, .value = kind->fallback};
	int err = facts_config(txn, kind->name, &stored);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err) {
		row.value = arena_str(&out->arena, stored.value);
		row.is_set = true;
	}
	out->v[out->n++] = row;
	return row.value ? 0 : QUAD_ENOMEM;
}

static int gather_settings(struct db_txn *txn, void *arg)
{
	struct setting_list *out = arg;
	size_t n = 0;
	while (settings_kinds()[n].name)
		n++;
	out->v = arena_alloc(&out->arena, n * sizeof *out->v);
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		int err = read_setting(txn, &settings_kinds()[i], out);
		if (err)
			return err;
	}
	return 0;
}

int query_settings(struct store *s, struct setting_list *out)
{
	*out = (struct setting_list){0};
	int err = db_read(s->db, gather_settings, out);
	if (err) {
		arena_release(&out->arena);
		*out = (struct setting_list){0};
	}
	return err;
}
