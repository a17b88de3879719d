/*
 * What is called by a UID is found by the indexes of refs: that of bookings, where all that begin with the UID and a `#`
 * lie together, and that of series.
 */
#include "store/list/ics_standing.h"

#include "store/model/codec.h"
#include "store/base/err.h"
#include "store/facts/facts.h"

struct standing_ask {
	const char *uid;
	struct arena *arena;
	struct ics_standing *out;
};

static int find_refs(struct db_txn *txn, struct standing_ask *ask)
{
	struct ics_standing *out = ask->out;
	struct key lo = key_table(TABLE_BOOKING_REF), hi;
	struct db_scan scan;
	struct bytes k, v;
	key_text(&lo, ask->uid);
	key_text(&lo, "#");
	hi = key_after(&lo);
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {
		void *grown = arena_grow(ask->arena, out->v, out->n, &out->cap, sizeof *out->v);
		char *ref = arena_dup(ask->arena, (const char *)k.p + 1, k.len - 1);
		if (!grown || !ref)
			err = QUAD_ENOMEM;
		else if (v.len != 8)
			err = QUAD_ECORRUPT;
		if (err)
			break;
		out->v = grown;
		out->v[out->n].ref = ref;
		out->v[out->n++].id = le_get(v.p, 8);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The id if that booking stands, else 0. */
static int if_standing(struct db_txn *txn, uint64_t id, struct arena *arena, uint64_t *out)
{
	struct booking b;
	int err = facts_booking(txn, id, arena, &b);
	*out = !err && b.state != STATE_CANCELLED ? id : 0;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The series with the ref, if any of it stands. */
static int find_series(struct db_txn *txn, struct standing_ask *ask)
{
	struct key k = key_table(TABLE_SERIES_REF), lo = key_table(TABLE_SERIES_BOOKING), hi;
	struct db_scan scan;
	struct bytes key, v;
	uint32_t mark;
	uint64_t id, standing = 0;
	key_text(&k, ask->uid);
	int err = db_get(txn, key_bytes(&k), &v);
	if (!err && v.len != 8)
		return QUAD_ECORRUPT;
	id = err ? 0 : le_get(v.p, 8);
	if (err == QUAD_ENOTFOUND && (err = facts_mark(txn, &mark)) == 0)
		id = facts_own_id(mark, OWN_SERIES, ask->uid);
	if (err || !id)
		return err;
	key_u64(&lo, id);
	hi = key_after(&lo);
	err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && !standing && (err = db_scan_next(&scan, &key, &v)) == 0)
		err = key.len == 17 ? if_standing(txn, key_get_u64(key, 9), ask->arena, &standing) : QUAD_ECORRUPT;
	db_scan_close(&scan);
	ask->out->series = standing ? id : 0;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int find_standing(struct db_txn *txn, void *arg)
{
	struct standing_ask *ask = arg;
	struct booking b;
	size_t n = 0;
	int err = facts_booking_by_ref(txn, ask->uid, ask->arena, &b);
	ask->out->booking = !err && b.state != STATE_CANCELLED ? b.id : 0;
	if (!err || err == QUAD_ENOTFOUND)
		err = find_series(txn, ask);
	if (!err)
		err = find_refs(txn, ask);
	for (size_t i = 0; !err && i < ask->out->n; i++) {
		uint64_t id;
		err = if_standing(txn, ask->out->v[i].id, ask->arena, &id);
		if (!err && id)
			ask->out->v[n++] = ask->out->v[i];
	}
	ask->out->n = n;
	return err;
}

struct origin_ask {
	uint64_t series, origin, id;
	struct arena *arena;
};

/* The standing booking that is the occurrence of a series on a date; id 0 if there is none. */
static int find_origin(struct db_txn *txn, void *arg)
{
	struct origin_ask *ask = arg;
	struct key lo = key_table(TABLE_SERIES_BOOKING), hi;
	struct db_scan scan;
	struct bytes k, v;
	ask->id = 0;
	key_u64(&lo, ask->series);
	hi = key_after(&lo);
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && !ask->id && (err = db_scan_next(&scan, &k, &v)) == 0) {
		struct booking b;
		err = k.len == 17 ? facts_booking(txn, key_get_u64(k, 9), ask->arena, &b) : QUAD_ECORRUPT;
		if (!err && b.origin == ask->origin && b.state != STATE_CANCELLED)
			ask->id = b.id;
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int ics_standing_load(struct db *db, const char *uid, struct arena *arena, struct ics_standing *out)
{
	*out = (struct ics_standing){0};
	return db_read(db, find_standing, &(struct standing_ask){uid, arena, out});
}

int ics_standing_occurrence(struct db *db, uint64_t series, int64_t day, struct arena *arena, uint64_t *out)
{
	struct origin_ask ask = {.series = series, .origin = (uint64_t)(day - PERIOD_ALWAYS + 1) * 64, .arena = arena};
	int err = db_read(db, find_origin, &ask);
	*out = err ? 0 : ask.id;
	return err;
}
