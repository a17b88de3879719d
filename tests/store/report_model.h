/*
 * A consortium with random bookings, and a naive look at them: every minute of every claim, one by one. For tests that
 * count a report a second way. Sums of the naive look are in parts of a minute of which MODEL_MINUTE make one, so that
 * all shares of this consortium are whole numbers.
 */
#ifndef QUAD_TESTS_STORE_REPORT_MODEL_H
#define QUAD_TESTS_STORE_REPORT_MODEL_H

#include "store/facts/facts.h"
#include "store/facts/register_list.h"
#include "store/model/codec.h"
#include "tests/random.h"
#include "tests/store/report.h"

#define MODEL_MINUTE INT64_C(36000)

enum { MODEL_BOOKINGS = 150, MODEL_DAYS = 40 };
#define MODEL_FIRST_DAY clock_day_number(2026, 10, 12)

/* ---- the consortium ---- */

static inline int model_put(struct db_txn *txn, void *arg)
{
	const struct register_row *row = arg;
	struct buf out = {0};
	struct key key = register_list_key(row);
	register_encode(row, &out);
	int err = db_put(txn, key_bytes(&key), (struct bytes){out.p, out.len});
	buf_release(&out);
	return err;
}

static inline void model_register(struct world *w, const struct register_row *row)
{
	uint64_t moment;
	struct register_row copy = *row;
	ck_assert_int_eq(db_update(w->s.db, model_put, &copy, &moment), 0);
}

/* A resource with an institution, a specialty and a hall that it is a part of; "" = none. */
static inline void model_resource(struct world *w, const char *code, enum resource_kind kind, enum resource_mode mode,
                                  uint32_t seats, const char *campus, const char *institution, const char *specialty,
                                  const char *part_of)
{
	struct request rq = rq_resource(w, code, kind, mode, seats, campus);
	rq.u.resource.institution = institution;
	rq.u.resource.specialty = specialty;
	rq.u.resource.part_of = part_of;
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

struct model_rating {
	const char *code;
	uint32_t hours;
};

/* Writes it into the record, and another stamp, so that no directory that is in memory holds. */
static inline int model_rate_record(struct db_txn *txn, void *arg)
{
	const struct model_rating *rating = arg;
	unsigned char stamp[8];
	struct buf out = {0};
	struct resource r;
	struct key key = key_table(TABLE_RESOURCE), setting = key_table(TABLE_SETTING);
	key_text(&setting, SETTING_RESOURCES);
	le_put(stamp, 1000000 + rating->hours, sizeof stamp);
	int err = facts_resource(txn, rating->code, &r);
	if (err)
		return err;
	key_u32(&key, r.no);
	r.rated = rating->hours;
	resource_encode(&r, &out);
	err = db_put(txn, key_bytes(&key), (struct bytes){out.p, out.len});
	if (!err)
		err = db_put(txn, key_bytes(&setting), (struct bytes){stamp, sizeof stamp});
	buf_release(&out);
	return err;
}

static inline void model_rate(struct world *w, const char *code, uint32_t hours)
{
	uint64_t moment;
	struct model_rating rating = {code, hours};
	ck_assert_int_eq(db_update(w->s.db, model_rate_record, &rating, &moment), 0);
}

static inline void model_campus(struct world *w, const char *code, const char *institution, const char *tier)
{
	struct request rq = rq_campus(w, code, code);
	rq.u.campus.institution = institution;
	rq.u.campus.tier = tier;
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static inline void model_owner(struct world *w, const char *resource, const char *institution, int64_t percent)
{
	struct register_row row = register_row_of(REGISTER_OWNERS);
	row.text[OWNER_RESOURCE] = resource;
	row.text[OWNER_INSTITUTION] = institution;
	row.number[OWNER_SHARE] = percent * REGISTER_MILLION;
	model_register(w, &row);
}

/* A lab of two owners, and a pool of which a part is another's. They come after bookings, which shares would limit. */
static inline void model_owners(struct world *w)
{
	model_owner(w, "LAB", "A", 60);
	model_owner(w, "LAB", "B", 40);
	model_owner(w, "POOL", "C", 30);
}

/*
 * Three institutions with a campus each; a lab and pools that will have several owners, a hall of two parts, one that
 * has an institution only by its campus, one that is nobody's, a teacher. Nothing has opening hours.
 */
static inline void model_open(struct world *w)
{
	static const char *const codes[] = {"A", "B", "C"};
	struct register_row cluster = register_row_of(REGISTER_CLUSTERS);
	world_open(w);
	for (size_t i = 0; i < 3; i++) {
		struct request rq = rq_institution(w, codes[i], codes[i]);
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
	model_campus(w, "A1", "A", "urban");
	model_campus(w, "B1", "B", "county");
	model_campus(w, "C1", "C", "county");
	model_resource(w, "BASE", KIND_BASE, MODE_EXCLUSIVE, 0, "C1", "C", "nursing", "");
	model_resource(w, "HALL", KIND_ROOM, MODE_EXCLUSIVE, 30, "C1", "C", "", "");
	model_resource(w, "HALL1", KIND_ROOM, MODE_EXCLUSIVE, 10, "C1", "C", "", "HALL");
	model_resource(w, "HALL2", KIND_ROOM, MODE_EXCLUSIVE, 20, "C1", "C", "drama", "HALL");
	model_resource(w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 20, "A1", "A", "milling", "");
	model_resource(w, "LONE", KIND_EQUIPMENT, MODE_EXCLUSIVE, 4, "", "", "", "");
	model_resource(w, "POOL", KIND_EQUIPMENT, MODE_SHARED, 10, "A1", "A", "", "");
	model_resource(w, "ROOM", KIND_ROOM, MODE_EXCLUSIVE, 40, "B1", "", "", "");
	model_resource(w, "SHOP", KIND_LAB, MODE_SHARED, 12, "B1", "B", "milling", "");
	model_resource(w, "TEA", KIND_TEACHER, MODE_EXCLUSIVE, 0, "", "B", "milling", "");
	model_rate(w, "BASE", 800);
	cluster.text[CLUSTER_SPECIALTY] = "milling";
	cluster.text[CLUSTER_NAME] = "manufacturing";
	model_register(w, &cluster);
}

/* ---- bookings ---- */

/* Gives a stored booking a class and prices, as an adjustment would. */
static inline int model_enrich(struct db_txn *txn, void *arg)
{
	const struct booking *extra = arg;
	struct arena arena = {0};
	struct buf out = {0};
	struct bytes value;
	struct booking b;
	struct key key = key_table(TABLE_BOOKING);
	key_u64(&key, extra->id);
	int err = db_get(txn, key_bytes(&key), &value);
	if (!err)
		err = booking_decode(value, &arena, &b);
	if (!err) {
		b.class = extra->class;
		b.prices = extra->prices;
		b.waived = extra->waived;
		booking_encode(&b, &out);
		err = db_put(txn, key_bytes(&key), (struct bytes){out.p, out.len});
	}
	buf_release(&out);
	arena_release(&arena);
	return err;
}

static inline void model_price(struct world *w, uint64_t id, enum purpose_class class, const char *prices,
                               uint32_t waived)
{
	uint64_t moment;
	struct booking extra = {.id = id, .class = class, .prices = prices, .waived = waived};
	ck_assert_int_eq(db_update(w->s.db, model_enrich, &extra, &moment), 0);
}

static inline void model_attend(struct world *w, struct random *r, uint64_t id, int64_t start, int64_t len)
{
	struct request rq = rq_of(w, OP_CHECKIN);
	rq.u.decision = (struct decision_ask){.id = id, .text = "", .note = ""};
	rq.now = start + random_between(r, -10, len - 1 < 5 ? len - 1 : 5);
	world_ask(w, &rq);
	if (random_below(r, 2))
		return;
	rq.op = OP_RELEASE;
	rq.now = start + len - 1 - random_between(r, 0, len / 3);
	world_ask(w, &rq);
}

static inline void model_book(struct world *w, struct random *r)
{
	static const char *const claims[] = {"BASE",    "HALL",       "HALL1",      "HALL2",      "LAB",    "LONE",
	                                     "POOL*3",  "POOL*1",     "ROOM",       "SHOP*5",     "SHOP*1", "TEA",
	                                     "LAB;TEA", "LAB;POOL*2", "ROOM;HALL1", "SHOP*7;BASE"};
	static const char *const institutions[] = {"A", "B", "C", ""};
	static const char *const prices[] = {"", "8050", ";333", "12000;1"};
	uint64_t id = 0;
	for (int i = 0; i < MODEL_BOOKINGS; i++) {
		int64_t start = clock_day_start(MODEL_FIRST_DAY) + random_between(r, 0, MODEL_DAYS * DAY_MIN);
		int64_t len = (INT64_C(8) << random_below(r, 8)) + random_between(r, 0, 30);
		struct request rq = rq_book_at(w, claims[random_below(r, 16)], start, start + len);
		rq.flags |= REQUEST_RECORD;
		rq.u.booking.party = 1 + random_below(r, 4);
		rq.u.booking.institution = institutions[random_below(r, 4)];
		if (strcmp(world_ask(w, &rq), "added") != 0)
			continue;
		id++;
		model_price(w, id, random_below(r, PURPOSE_N), prices[random_below(r, 4)], random_below(r, 4) * 25);
		if (random_below(r, 8) == 0)
			cancel(w, id);
		else if (random_below(r, 3) == 0)
			model_attend(w, r, id, start, len);
	}
	ck_assert_uint_gt(id, MODEL_BOOKINGS / 3);
	model_owners(w);
}

/* ---- the naive look ---- */

struct model_minute {
	const struct booking *booking;
	size_t claim; /* its index */
	const struct resource *resource;
	int64_t at;        /* the minute */
	int64_t weight;    /* the part of the resource, of MODEL_MINUTE */
	int64_t people;    /* the party, or the units of a pool */
	bool booked, used; /* it was one of the minutes that were booked; of those in which it was used */
	bool estimated;    /* used means booked */
};

typedef void model_fn(const struct model_minute *m, void *arg);

static inline const struct resource *model_resource_of(const struct resource_list *all, uint32_t no)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].no == no)
			return &all->v[i];
	ck_abort_msg("resource %u", no);
}

static inline void model_look_at(const struct booking *b, size_t claim, const struct resource *r, int64_t from,
                                 int64_t to, model_fn *fn, void *arg)
{
	struct model_minute m = {.booking = b, .claim = claim, .resource = r, .weight = MODEL_MINUTE};
	int64_t used_from = b->used_from ? b->used_from : b->start, used_to = b->used_to ? b->used_to : b->end;
	m.people = b->party;
	if (r->mode == MODE_SHARED) {
		m.weight = MODEL_MINUTE * b->claims[claim].units / r->seats;
		m.people = b->claims[claim].units;
	}
	m.estimated = !b->used_from;
	for (m.at = from; m.at < to; m.at++) {
		m.booked = b->start <= m.at && m.at < b->end;
		m.used = used_from <= m.at && m.at < used_to;
		if (m.booked || m.used)
			fn(&m, arg);
	}
}

/* All minutes of [from, to) of what stands. */
static inline void model_look(struct world *w, int64_t from, int64_t to, model_fn *fn, void *arg)
{
	struct booking_filter standing_ones = {0};
	struct resource_filter all = {0};
	struct booking_ids ids;
	struct booking_rows rows;
	struct resource_list resources;
	ck_assert_int_eq(query_resources(&w->s, &all, &resources), 0);
	ck_assert_int_eq(query_booking_ids(&w->s, &standing_ones, &ids), 0);
	ck_assert_int_eq(query_bookings(&w->s, ids.v, ids.n, &rows), 0);
	for (size_t i = 0; i < rows.n; i++)
		for (size_t c = 0; c < rows.v[i].b.n_claims; c++)
			model_look_at(&rows.v[i].b, c, model_resource_of(&resources, rows.v[i].b.claims[c].resource),
			              from > rows.v[i].b.start - 60 ? from : rows.v[i].b.start - 60,
			              to < rows.v[i].b.end + 60 ? to : rows.v[i].b.end + 60, fn, arg);
	arena_release(&rows.arena);
	arena_release(&ids.arena);
	arena_release(&resources.arena);
}

/* Hundredths of a / b, half up; of hours in parts of MODEL_MINUTE. */
static inline int64_t model_hundredths(int64_t a, int64_t b)
{
	return (a * 200 + b) / (b * 2);
}

static inline int64_t model_hours(int64_t parts)
{
	return model_hundredths(parts, 60 * MODEL_MINUTE);
}

/* The share of an institution in a resource, percent. */
static inline int64_t model_share(const struct resource *r, char institution)
{
	if (strcmp(r->code, "LAB") == 0)
		return institution == 'A' ? 60 : (institution == 'B') * 40;
	if (strcmp(r->code, "POOL") == 0)
		return institution == 'A' ? 70 : (institution == 'C') * 30;
	if (strcmp(r->code, "ROOM") == 0)
		return (institution == 'B') * 100;
	return (*r->institution == institution) * 100;
}

#endif
