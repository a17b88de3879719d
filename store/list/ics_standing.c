/*
 * Bookings and series under a UID are found by the indexes of refs. In that of bookings, all refs that begin with the
 * UID and a `#` lie together; those that go on otherwise than with a time belong to other events.
 */
#include "store/list/ics_standing.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/series_dates.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

struct standing_ask {
	const char *ref;
	uint64_t series;
	struct arena *arena;
	struct ics_standing *out;
	struct store *seen_by; /* NULL: by the program itself */
};

/* ---- refs of occurrences ---- */

const char *ics_occurrence_ref(struct arena *arena, const char *ref, int64_t at)
{
	struct wall w;
	int64_t first;
	clock_to_wall(at, &w);
	/* marked if it is the second time on that day that the clock shows this */
	bool again = clock_from_wall(&w, &first) == QUAD_ETWICE && first != at;
	return arena_fmt(arena, "%s#%04d%02d%02dT%02d%02d%s", ref, w.year, w.month, w.day, w.hour, w.minute,
	                 again ? "B" : "");
}

static int read_number(const char *p, size_t n)
{
	int out = 0;
	for (size_t i = 0; i < n; i++)
		out = out * 10 + (p[i] - '0');
	return out;
}

/* Reads `20260907T0800`, perhaps with a B. False for another text. */
static bool read_time(const char *p, int64_t *out)
{
	size_t len = strlen(p);
	bool again = len == 14 && p[13] == 'B';
	if ((len != 13 && !again) || strspn(p, "0123456789") != 8 || p[8] != 'T' || strspn(p + 9, "0123456789") != 4)
		return false;
	struct wall w = {read_number(p, 4), read_number(p + 4, 2), read_number(p + 6, 2), read_number(p + 9, 2),
	                 read_number(p + 11, 2)};
	int err = clock_from_wall(&w, out);
	if (err && err != QUAD_ETWICE)
		return false;
	/* where the clock goes back, it does so by an hour; by less in places that no store is in */
	*out += again && err == QUAD_ETWICE ? 60 : 0;
	return true;
}

size_t ics_occurrence_owner(const char *ref)
{
	const char *mark = strrchr(ref, '#');
	int64_t at;
	return mark && mark > ref && read_time(mark + 1, &at) ? (size_t)(mark - ref) : 0;
}

/* ---- bookings ---- */

/* Loads a booking with bytes of its own; *stands is false if there is none, or it was cancelled. */
static int load_booking(struct db_txn *txn, uint64_t id, struct arena *arena, struct booking *out, bool *stands)
{
	struct key k = key_table(TABLE_BOOKING);
	struct bytes record;
	*stands = false;
	key_u64(&k, id);
	int err = db_get(txn, key_bytes(&k), &record);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = walk_keep(arena, record, &record);
	if (!err)
		err = booking_decode(record, arena, out);
	*stands = !err && state_stands(out->state);
	return err;
}

/* Adds a booking if it stands. */
static int add_stood(struct db_txn *txn, struct standing_ask *ask, uint64_t id, bool in_series, int64_t at)
{
	struct ics_standing *out = ask->out;
	struct booking b;
	bool stands;
	int err = load_booking(txn, id, ask->arena, &b, &stands);
	if (err || !stands)
		return err;
	struct ics_stood *v = arena_grow(ask->arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n++] = (struct ics_stood){.id = id, .ref = b.ref, .in_series = in_series, .at = at, .b = b};
	return 0;
}

struct ref_id {
	int64_t at;
	uint64_t id;
};

/* The ids of all that is called REF#TIME. */
static int find_refs(struct db_txn *txn, struct standing_ask *ask, struct ref_id **ids, size_t *n)
{
	struct key lo = key_table(TABLE_BOOKING_REF), hi;
	struct db_scan scan;
	struct bytes k, v;
	size_t cap = 0;
	key_text(&lo, ask->ref);
	key_text(&lo, "#");
	hi = key_after(&lo);
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err) {
		err = db_scan_next(&scan, &k, &v);
		if (err)
			break;
		struct ref_id *grown = arena_grow(ask->arena, *ids, *n, &cap, sizeof *grown);
		char *rest = arena_dup(ask->arena, (const char *)k.p + lo.len, k.len - lo.len);
		int64_t at;
		if (v.len != 8)
			err = QUAD_ECORRUPT;
		else if (!grown || !rest)
			err = QUAD_ENOMEM;
		if (err)
			break;
		*ids = grown;
		if (read_time(rest, &at))
			grown[(*n)++] = (struct ref_id){at, le_get(v.p, 8)};
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int add_refs(struct db_txn *txn, struct standing_ask *ask)
{
	struct ref_id *ids = NULL;
	size_t n = 0;
	int err = find_refs(txn, ask, &ids, &n);
	for (size_t i = 0; i < n; i++) {
		if (err)
			return err;
		err = add_stood(txn, ask, ids[i].id, false, ids[i].at);
	}
	return err;
}

/* ---- a series ---- */

/* The ids of all bookings of a series, cancelled ones too. */
static int find_series_bookings(struct db_txn *txn, struct standing_ask *ask, uint64_t **ids, size_t *n)
{
	struct key lo = key_table(TABLE_SERIES_BOOKING), hi;
	struct db_scan scan;
	struct bytes k, v;
	size_t cap = 0;
	key_u64(&lo, ask->series);
	hi = key_after(&lo);
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err) {
		err = db_scan_next(&scan, &k, &v);
		if (err)
			break;
		uint64_t *grown = arena_grow(ask->arena, *ids, *n, &cap, sizeof *grown);
		if (k.len != 17)
			err = QUAD_ECORRUPT;
		else if (!grown)
			err = QUAD_ENOMEM;
		if (err)
			break;
		*ids = grown;
		grown[(*n)++] = key_get_u64(k, 9);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The start of the occurrence that a booking stands for: its own, or one of its origin that no other stands for. */
static int64_t occurrence_of(const struct booking *b, const struct occurrences *all, bool *used)
{
	size_t other = all->n;
	for (size_t i = 0; i < all->n; i++) {
		if (all->v[i].origin != b->origin || used[i])
			continue;
		if (all->v[i].start == b->start) {
			used[i] = true;
			return b->start;
		}
		other = other == all->n ? i : other;
	}
	if (other == all->n || !b->origin)
		return b->start;
	used[other] = true;
	return all->v[other].start;
}

/* Adds the bookings of the series that stand, and its record. */
static int add_series(struct db_txn *txn, struct standing_ask *ask)
{
	struct ics_standing *out = ask->out;
	uint64_t *ids = NULL;
	size_t n = 0, before = out->n;
	int err = series_dates_of(txn, ask->series, ask->arena, &out->series, &out->dates);
	if (!err)
		err = find_series_bookings(txn, ask, &ids, &n);
	bool *used = arena_alloc(ask->arena, (out->dates.n + 1) * sizeof *used);
	if (err || !used)
		return err ? err : QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		err = add_stood(txn, ask, ids[i], true, 0);
		if (err)
			return err;
	}
	/* those in their places first, so that one that was moved onto another's day does not take it for its own */
	for (int moved = 0; moved < 2; moved++) {
		for (size_t i = before; i < out->n; i++) {
			struct ics_stood *s = &out->v[i];
			if (!s->b.follows == (bool)moved)
				s->at = occurrence_of(&s->b, &out->dates, used);
		}
	}
	out->has_series = out->n > before;
	return 0;
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

/* ---- all of it ---- */

static int find_standing(struct db_txn *txn, void *arg)
{
	struct standing_ask *ask = arg;
	struct ics_standing *out = ask->out;
	struct booking b;
	int err = facts_booking_by_ref(txn, ask->ref, ask->arena, &b);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && state_stands(b.state)) {
		out->booking = b.id;
		err = add_stood(txn, ask, b.id, false, b.start);
		if (err)
			return err;
	}
	err = find_series_id(txn, ask->ref, &ask->series);
	if (!err && ask->series)
		err = add_series(txn, ask);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	return add_refs(txn, ask);
}

static int sees_all(struct db_txn *txn, const struct standing_ask *ask, bool *out)
{
	struct sight *sight;
	enum seen_series seen = SERIES_SEEN;
	int err = sight_load(ask->seen_by, txn, &sight);
	if (!err && ask->series)
		err = sight_of_series(sight, txn, &ask->out->series, &seen);
	*out = seen == SERIES_SEEN;
	for (size_t i = 0; i < ask->out->n; i++) {
		if (err || !*out)
			return err;
		err = sight_of_booking(sight, txn, &ask->out->v[i].b, out);
	}
	return err;
}

static int find_seen(struct db_txn *txn, void *arg)
{
	struct standing_ask *ask = arg;
	bool all;
	int err = find_standing(txn, ask);
	if (!err)
		err = sees_all(txn, ask, &all);
	if (!err && !all)
		*ask->out = (struct ics_standing){0};
	return err;
}

static int find_series(struct db_txn *txn, void *arg)
{
	return add_series(txn, arg);
}

int ics_standing_load(struct db *db, const char *ref, struct arena *arena, struct ics_standing *out)
{
	*out = (struct ics_standing){0};
	return db_read(db, find_standing, &(struct standing_ask){.ref = ref, .arena = arena, .out = out});
}

int ics_standing_seen(struct store *s, struct db *db, const char *ref, struct arena *arena, struct ics_standing *out)
{
	struct standing_ask ask = {.ref = ref, .arena = arena, .out = out, .seen_by = s};
	*out = (struct ics_standing){0};
	return db_read(db, find_seen, &ask);
}

int ics_standing_series(struct db *db, uint64_t id, struct arena *arena, struct ics_standing *out)
{
	*out = (struct ics_standing){0};
	return db_read(db, find_series, &(struct standing_ask){.ref = "", .series = id, .arena = arena, .out = out});
}

bool ics_standing_has_date(const struct ics_standing *s, int64_t at)
{
	for (size_t i = 0; i < s->dates.n; i++)
		if (s->dates.v[i].start == at)
			return true;
	return false;
}

const struct ics_stood *ics_standing_find(const struct ics_standing *s, int64_t at)
{
	const struct ics_stood *same_day = NULL;
	size_t n_same_day = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].at == at)
			return &s->v[i];
		if (clock_local_day(s->v[i].at) != clock_local_day(at))
			continue;
		same_day = &s->v[i];
		n_same_day++;
	}
	return n_same_day == 1 ? same_day : NULL;
}
