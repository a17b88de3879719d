/*
 * Bookings and series under a UID are found by the indexes of refs. In that of bookings, all refs that begin with the
 * UID and a `#` lie together.
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
	while (!err) {
		err = db_scan_next(&scan, &k, &v);
		if (err)
			break;
		if (v.len != 8) {
			err = QUAD_ECORRUPT;
			break;
		}
		void *grown = arena_grow(ask->arena, out->v, out->n, &out->cap, sizeof *out->v);
		char *ref = arena_dup(ask->arena, (const char *)k.p + 1, k.len - 1);
		if (!grown || !ref) {
			err = QUAD_ENOMEM;
			break;
		}
		out->v = grown;
		out->v[out->n].ref = ref;
		out->v[out->n++].id = le_get(v.p, 8);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The id if that booking stands and is of that origin (0 = any), else 0. */
static int check_standing(struct db_txn *txn, uint64_t id, uint64_t origin, struct arena *arena, uint64_t *out)
{
	struct booking b;
	int err = facts_booking(txn, id, arena, &b);
	*out = 0;
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (b.state != STATE_CANCELLED && (!origin || b.origin == origin))
		*out = id;
	return 0;
}

/* The first booking of a series that stands and is of that origin (0 = any); 0 if there is none. */
static int find_in_series(struct db_txn *txn, uint64_t series, uint64_t origin, struct arena *arena, uint64_t *out)
{
	struct key lo = key_table(TABLE_SERIES_BOOKING), hi;
	struct db_scan scan;
	struct bytes k, v;
	*out = 0;
	key_u64(&lo, series);
	hi = key_after(&lo);
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && !*out) {
		err = db_scan_next(&scan, &k, &v);
		if (!err && k.len != 17)
			err = QUAD_ECORRUPT;
		if (!err)
			err = check_standing(txn, key_get_u64(k, 9), origin, arena, out);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The id of the series with the ref; 0 if there is none. */
static int find_series_id(struct db_txn *txn, const char *ref, uint64_t *out)
{
	struct key k = key_table(TABLE_SERIES_REF);
	struct bytes v;
	uint32_t mark;
	*out = 0;
	key_text(&k, ref);
	int err = db_get(txn, key_bytes(&k), &v);
	if (!err && v.len != 8)
		return QUAD_ECORRUPT;
	if (!err)
		*out = le_get(v.p, 8);
	if (err != QUAD_ENOTFOUND)
		return err;
	err = facts_mark(txn, &mark);
	if (!err)
		*out = facts_own_id(mark, OWN_SERIES, ref);
	return err;
}

/* Finds the series with the ref, if any booking of it stands. */
static int find_series(struct db_txn *txn, struct standing_ask *ask)
{
	uint64_t id, standing;
	int err = find_series_id(txn, ask->uid, &id);
	if (err || !id)
		return err;
	err = find_in_series(txn, id, 0, ask->arena, &standing);
	if (!err && standing)
		ask->out->series = id;
	return err;
}

static int find_standing(struct db_txn *txn, void *arg)
{
	struct standing_ask *ask = arg;
	struct ics_standing *out = ask->out;
	struct booking b;
	size_t n = 0;
	int err = facts_booking_by_ref(txn, ask->uid, ask->arena, &b);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	out->booking = !err && b.state != STATE_CANCELLED ? b.id : 0;
	err = find_series(txn, ask);
	if (!err)
		err = find_refs(txn, ask);
	if (err)
		return err;
	for (size_t i = 0; i < out->n; i++) {
		uint64_t id;
		err = check_standing(txn, out->v[i].id, 0, ask->arena, &id);
		if (err)
			return err;
		if (id)
			out->v[n++] = out->v[i];
	}
	out->n = n;
	return 0;
}

struct origin_ask {
	uint64_t series, origin, id;
	struct arena *arena;
};

static int find_origin(struct db_txn *txn, void *arg)
{
	struct origin_ask *ask = arg;
	return find_in_series(txn, ask->series, ask->origin, ask->arena, &ask->id);
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
