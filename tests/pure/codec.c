/*
 * Records to bytes and back. Every record is read from memory of exactly its size, so that a sanitizer sees a read
 * outside; lies in it are refused or read, but never crash.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/model/claim_entry.h"
#include "store/base/err.h"
#include "tests/random.h"

Suite *codec_suite(void);

enum record_type { INSTITUTION, CAMPUS, RESOURCE, CLOSURE, TERM, PERIOD, DAY, SERIES, BOOKING, JOURNAL, PERSON, N_TYPES };

static const char *const names[] = {"institution", "campus", "resource", "closure", "term",
                                    "period",      "day",    "series",   "booking", "journal", "person"};

union any {
	struct institution institution;
	struct campus campus;
	struct resource resource;
	struct closure closure;
	struct term term;
	struct period period;
	struct day_rule day;
	struct series series;
	struct booking booking;
	struct journal_entry journal;
	struct person person;
};

static int decode(enum record_type type, struct bytes b, struct arena *a, union any *out)
{
	switch (type) {
	case INSTITUTION: return institution_decode(b, &out->institution);
	case CAMPUS: return campus_decode(b, &out->campus);
	case RESOURCE: return resource_decode(b, &out->resource);
	case CLOSURE: return closure_decode(b, &out->closure);
	case TERM: return term_decode(b, &out->term);
	case PERIOD: return period_decode(b, &out->period);
	case DAY: return day_rule_decode(b, &out->day);
	case SERIES: return series_decode(b, &out->series);
	case BOOKING: return booking_decode(b, a, &out->booking);
	case JOURNAL: return journal_decode(b, &out->journal);
	case PERSON: return person_decode(b, &out->person);
	case N_TYPES: break;
	}
	return QUAD_EINVAL;
}

static void encode(enum record_type type, const union any *v, struct buf *out)
{
	switch (type) {
	case INSTITUTION: institution_encode(&v->institution, out); break;
	case CAMPUS: campus_encode(&v->campus, out); break;
	case RESOURCE: resource_encode(&v->resource, out); break;
	case CLOSURE: closure_encode(&v->closure, out); break;
	case TERM: term_encode(&v->term, out); break;
	case PERIOD: period_encode(&v->period, out); break;
	case DAY: day_rule_encode(&v->day, out); break;
	case SERIES: series_encode(&v->series, out); break;
	case BOOKING: booking_encode(&v->booking, out); break;
	case JOURNAL: journal_encode(&v->journal, out); break;
	case PERSON: person_encode(&v->person, out); break;
	case N_TYPES: break;
	}
}

static const char *random_text(struct random *r, struct arena *a)
{
	static const char *const bits[] = {"a", "周", ";", "*", " ", "\x01", "\xff", "9", "LAB", "é"};
	struct buf b = {0};
	unsigned n = random_below(r, 10) == 0 ? 500 : random_below(r, 8);
	while (n-- > 0)
		buf_str(&b, bits[random_below(r, sizeof bits / sizeof *bits)]);
	char *s = arena_str(a, buf_text(&b));
	buf_release(&b);
	return s;
}

static struct bytes random_bytes(struct random *r, struct arena *a)
{
	size_t len = random_below(r, 300);
	char *p = arena_alloc(a, len);
	for (size_t i = 0; i < len; i++)
		p[i] = (char)random_next(r);
	return (struct bytes){p, len};
}

static struct bytes random_hash(struct random *r, struct arena *a, size_t len)
{
	unsigned char *p = arena_alloc(a, len);
	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)random_next(r);
	return (struct bytes){p, len};
}

/* A side of an entry has a salt, or was erased, or is of a store without salts. */
static void random_salts(struct random *r, struct arena *a, struct journal_entry *e)
{
	unsigned how = random_below(r, 3);
	if (how == 0 && e->before.len)
		e->before_salt = random_hash(r, a, JOURNAL_SALT_BYTES);
	if (how == 0 && e->after.len)
		e->after_salt = random_hash(r, a, JOURNAL_SALT_BYTES);
	if (how == 1) {
		e->before = (struct bytes){"", 0};
		e->before_hash = random_hash(r, a, HASH_BYTES);
	}
}

/* A record of random contents that a decoder has to accept. */
static union any random_record(enum record_type type, struct random *r, struct arena *a)
{
	union any v;
	memset(&v, 0, sizeof v);
	switch (type) {
	case INSTITUTION:
		v.institution = (struct institution){random_text(r, a), random_text(r, a), random_text(r, a), random_text(r, a),
		                                     random_text(r, a), random_text(r, a), random_next(r)};
		break;
	case CAMPUS:
		v.campus = (struct campus){(uint32_t)random_next(r), random_text(r, a), random_text(r, a), random_text(r, a),
		                           random_text(r, a), random_text(r, a), random_text(r, a), random_text(r, a),
		                           random_text(r, a), random_next(r)};
		break;
	case RESOURCE:
		v.resource =
			(struct resource){.no = (uint32_t)random_next(r) | 1,
		                          .code = arena_fmt(a, "R%s", random_text(r, a)),
		                          .name = random_text(r, a),
		                          .kind = (enum resource_kind)(1 + random_below(r, 6)),
		                          .institution = random_text(r, a),
		                          .campus = random_text(r, a),
		                          .building = random_text(r, a),
		                          .room = random_text(r, a),
		                          .seats = (uint32_t)random_next(r),
		                          .mode = (enum resource_mode)(1 + random_below(r, 2)),
		                          .specialty = random_text(r, a),
		                          .tags = random_text(r, a),
		                          .equipment = random_text(r, a),
		                          .opening = random_text(r, a),
		                          .setup_min = (uint32_t)random_next(r),
		                          .teardown_min = (uint32_t)random_next(r),
		                          .approval = (enum approval)(1 + random_below(r, 3)),
		                          .sharing = (enum sharing)(1 + random_below(r, 3)),
		                          .rate = random_text(r, a),
		                          /* never empty: an empty one is left out, and then nothing may be appended */
		                          .contact = arena_fmt(a, "C%s", random_text(r, a)),
		                          .part_of = arena_fmt(a, "P%s", random_text(r, a)),
		                          .active = random_below(r, 2),
		                          .seq = random_next(r)};
		break;
	case CLOSURE: {
		int64_t start = random_between(r, -(INT64_C(1) << 40), INT64_C(1) << 40);
		v.closure = (struct closure){start, start + random_between(r, 1, INT64_C(1) << 30), random_text(r, a),
		                             random_text(r, a), random_text(r, a), random_next(r)};
		break;
	}
	case TERM:
		v.term = (struct term){random_text(r, a), random_text(r, a), (int64_t)random_next(r), (uint32_t)random_next(r),
		                       random_next(r)};
		break;
	case PERIOD: {
		int start = (int)random_below(r, 1440);
		v.period = (struct period){(uint32_t)random_next(r), start,
		                           start + 1 + (int)random_below(r, 1440 - (unsigned)start),
		                           random_text(r, a), (int64_t)random_next(r), random_next(r)};
		break;
	}
	case DAY:
		v.day = (struct day_rule){(int64_t)random_next(r), (enum day_kind)(1 + random_below(r, 3)),
		                          (uint32_t)random_next(r), (uint32_t)random_next(r), random_text(r, a),
		                          random_text(r, a), random_next(r)};
		break;
	case SERIES:
		v.series =
			(struct series){.id = random_next(r),
		                        .ref = random_text(r, a),
		                        .weeks = {random_text(r, a), random_next(r), random_next(r), random_next(r),
		                                  (int)random_below(r, 1441), (int)random_below(r, 1441)},
		                        .rule = {random_text(r, a), (int64_t)random_next(r), (int64_t)random_next(r)},
		                        .except = random_text(r, a),
		                        .claims = random_text(r, a),
		                        .party = (uint32_t)random_next(r),
		                        .purpose = random_text(r, a),
		                        .note = random_text(r, a),
		                        .requester = random_text(r, a),
		                        .institution = random_text(r, a),
		                        .made_min = (int64_t)random_next(r),
		                        .skips = random_below(r, 2),
		                        .class = (enum purpose_class)random_below(r, PURPOSE_N),
		                        .event = random_text(r, a),
		                        .seq = random_next(r)};
		break;
	case BOOKING: {
		int64_t start = random_between(r, -(INT64_C(1) << 40), INT64_C(1) << 40);
		int64_t until = random_below(r, 2) ? (int64_t)random_next(r) : 0;
		size_t n = random_below(r, 20) == 0 ? 200 : 1 + random_below(r, 4);
		struct claim *claims = arena_alloc(a, n * sizeof *claims);
		for (size_t i = 0; i < n; i++)
			claims[i] = (struct claim){(uint32_t)random_next(r), (uint32_t)random_next(r),
			                           (uint32_t)random_next(r), (uint32_t)random_next(r),
			                           random_below(r, 2),       (int64_t)random_next(r),
			                           (int64_t)random_next(r),  until};
		v.booking = (struct booking){.id = random_next(r),
		                             .series = random_next(r),
		                             .state = (enum booking_state)(1 + random_below(r, 8)),
		                             .start = start,
		                             .end = start + random_between(r, 1, INT64_C(1) << 30),
		                             .party = (uint32_t)random_next(r),
		                             .ref = random_text(r, a),
		                             .purpose = random_text(r, a),
		                             .note = random_text(r, a),
		                             .requester = random_text(r, a),
		                             .institution = random_text(r, a),
		                             .made_min = (int64_t)random_next(r),
		                             .origin = random_next(r),
		                             .follows = random_below(r, 2),
		                             .until = until,
		                             .asked_min = random_below(r, 2) ? (int64_t)random_next(r) : 0,
		                             .was_asked = random_below(r, 2),
		                             .used_from = random_below(r, 2) ? (int64_t)random_next(r) : 0,
		                             .used_to = random_below(r, 2) ? (int64_t)random_next(r) : 0,
		                             .priority = random_below(r, 2) ? (uint32_t)random_next(r) : 0,
		                             .chain = random_text(r, a),
		                             .wish = random_text(r, a),
		                             .event = random_text(r, a),
		                             .prices = random_text(r, a),
		                             .class = (enum purpose_class)random_below(r, PURPOSE_N),
		                             .waived = random_below(r, 3) ? 0 : random_below(r, 101),
		                             .claims = claims,
		                             .n_claims = n,
		                             .seq = random_next(r)};
		break;
	}
	case JOURNAL:
		v.journal = (struct journal_entry){.prev = random_next(r),
		                                   .at_min = (int64_t)random_next(r),
		                                   .op = random_below(r, 256),
		                                   .outcome = random_below(r, 256),
		                                   .action = random_next(r),
		                                   .shared = random_below(r, 2),
		                                   .via = random_below(r, 256),
		                                   .actor = random_text(r, a),
		                                   .entity = random_text(r, a),
		                                   .before = random_bytes(r, a),
		                                   .after = random_bytes(r, a),
		                                   .in_place_of = random_text(r, a)};
		random_salts(r, a, &v.journal);
		break;
	case PERSON:
		v.person = (struct person){.login = arena_fmt(a, "p%s", random_text(r, a)),
		                           .name = random_text(r, a),
		                           .institution = random_text(r, a),
		                           .role = (enum person_role)(1 + random_below(r, 5)),
		                           .over = (enum person_scope)random_below(r, 3),
		                           .scope = random_text(r, a),
		                           .email = random_text(r, a),
		                           .language = random_text(r, a),
		                           .ssh_key = random_text(r, a),
		                           .seq = random_next(r)};
		break;
	case N_TYPES: break;
	}
	return v;
}

#define SAME_INT(field) ck_assert_int_eq((int64_t)x->field, (int64_t)y->field)
#define SAME_TEXT(field) ck_assert_str_eq(x->field, y->field)

static void check_booking(const struct booking *x, const struct booking *y)
{
	SAME_INT(id); SAME_INT(series); SAME_INT(state); SAME_INT(start); SAME_INT(end); SAME_INT(party);
	SAME_TEXT(ref); SAME_TEXT(purpose); SAME_TEXT(note); SAME_TEXT(requester); SAME_TEXT(institution);
	SAME_INT(made_min); SAME_INT(n_claims); SAME_INT(seq);
	SAME_INT(origin); SAME_INT(follows);
	SAME_INT(class);
	SAME_INT(waived);
	SAME_TEXT(event);
	SAME_TEXT(prices);
	for (size_t i = 0; i < y->n_claims; i++) {
		SAME_INT(claims[i].resource); SAME_INT(claims[i].units); SAME_INT(claims[i].limit);
		SAME_INT(claims[i].place); SAME_INT(claims[i].whole); SAME_INT(claims[i].start); SAME_INT(claims[i].end);
	}
}

static void check_resource(const struct resource *x, const struct resource *y)
{
	SAME_INT(no); SAME_INT(kind); SAME_INT(seats); SAME_INT(mode); SAME_INT(setup_min); SAME_INT(teardown_min);
	SAME_INT(approval); SAME_INT(sharing); SAME_INT(active); SAME_INT(seq);
	SAME_TEXT(code); SAME_TEXT(name); SAME_TEXT(institution); SAME_TEXT(campus); SAME_TEXT(building); SAME_TEXT(room);
	SAME_TEXT(specialty); SAME_TEXT(tags); SAME_TEXT(equipment); SAME_TEXT(opening); SAME_TEXT(rate);
	SAME_TEXT(contact);
	SAME_INT(rated);
}

static void check_series(const struct series *x, const struct series *y)
{
	SAME_INT(id); SAME_INT(weeks.weeks); SAME_INT(weeks.weekdays); SAME_INT(weeks.periods); SAME_INT(weeks.from_min);
	SAME_INT(weeks.to_min); SAME_INT(rule.start); SAME_INT(rule.len_min); SAME_INT(party); SAME_INT(made_min);
	SAME_INT(skips);
	SAME_INT(seq);
	SAME_INT(class);
	SAME_TEXT(event);
	SAME_TEXT(ref); SAME_TEXT(weeks.term); SAME_TEXT(rule.rule); SAME_TEXT(except); SAME_TEXT(claims);
	SAME_TEXT(purpose); SAME_TEXT(note); SAME_TEXT(requester); SAME_TEXT(institution);
}

static void check_same(enum record_type type, const union any *got, const union any *want)
{
	if (type == INSTITUTION) {
		const struct institution *x = &got->institution, *y = &want->institution;
		SAME_TEXT(code); SAME_TEXT(name); SAME_TEXT(kind); SAME_TEXT(level); SAME_TEXT(region); SAME_TEXT(parent);
		SAME_INT(seq);
	} else if (type == CAMPUS) {
		const struct campus *x = &got->campus, *y = &want->campus;
		SAME_INT(no); SAME_INT(seq);
		SAME_TEXT(code); SAME_TEXT(name); SAME_TEXT(institution); SAME_TEXT(tier); SAME_TEXT(region); SAME_TEXT(address);
		SAME_TEXT(latitude); SAME_TEXT(longitude);
	} else if (type == RESOURCE) {
		check_resource(&got->resource, &want->resource);
	} else if (type == CLOSURE) {
		const struct closure *x = &got->closure, *y = &want->closure;
		SAME_INT(start); SAME_INT(end); SAME_INT(seq);
		SAME_TEXT(resource); SAME_TEXT(campus); SAME_TEXT(reason);
	} else if (type == TERM) {
		const struct term *x = &got->term, *y = &want->term;
		SAME_TEXT(code); SAME_TEXT(name); SAME_INT(first_monday); SAME_INT(weeks); SAME_INT(seq);
	} else if (type == PERIOD) {
		const struct period *x = &got->period, *y = &want->period;
		SAME_INT(number); SAME_INT(start); SAME_INT(end); SAME_INT(valid_from); SAME_INT(seq); SAME_TEXT(campus);
	} else if (type == DAY) {
		const struct day_rule *x = &got->day, *y = &want->day;
		SAME_INT(date); SAME_INT(kind); SAME_INT(week); SAME_INT(weekday); SAME_INT(seq); SAME_TEXT(campus);
		SAME_TEXT(note);
	} else if (type == SERIES) {
		check_series(&got->series, &want->series);
	} else if (type == PERSON) {
		const struct person *x = &got->person, *y = &want->person;
		SAME_TEXT(login); SAME_TEXT(name); SAME_TEXT(institution); SAME_TEXT(scope); SAME_TEXT(email);
		SAME_TEXT(language); SAME_TEXT(ssh_key);
		SAME_INT(role); SAME_INT(over); SAME_INT(seq);
	} else if (type == BOOKING) {
		check_booking(&got->booking, &want->booking);
	} else {
		const struct journal_entry *x = &got->journal, *y = &want->journal;
		SAME_INT(prev); SAME_INT(at_min); SAME_INT(op); SAME_INT(outcome);
		SAME_INT(action);
		SAME_INT(shared);
		SAME_INT(via);
		SAME_TEXT(actor);
		SAME_TEXT(entity);
		SAME_TEXT(in_place_of);
		SAME_INT(before.len); SAME_INT(after.len);
		ck_assert_int_eq(memcmp(x->before.p, y->before.p, y->before.len), 0);
		ck_assert_int_eq(memcmp(x->after.p, y->after.p, y->after.len), 0);
	}
}

/* The same bytes in memory of exactly that size. */
static void *exact(const void *p, size_t len)
{
	void *copy = malloc(len + !len);
	ck_assert_ptr_nonnull(copy);
	if (len)
		memcpy(copy, p, len);
	return copy;
}

/* Reads everything that a decoder handed out, so that a sanitizer sees what points outside. */
static size_t touch(const char *s)
{
	return strlen(s);
}

static size_t touch_all(enum record_type type, const union any *v)
{
	size_t n = 0;
	switch (type) {
	case INSTITUTION:
		n = touch(v->institution.code) + touch(v->institution.parent);
		break;
	case CAMPUS:
		n = touch(v->campus.code) + touch(v->campus.longitude);
		break;
	case RESOURCE:
		n = touch(v->resource.code) + touch(v->resource.opening) + touch(v->resource.contact);
		break;
	case CLOSURE:
		n = touch(v->closure.resource) + touch(v->closure.reason);
		break;
	case TERM:
		n = touch(v->term.code) + touch(v->term.name);
		break;
	case PERIOD:
		n = 1 + touch(v->period.campus);
		break;
	case DAY:
		n = 1 + touch(v->day.campus) + touch(v->day.note);
		break;
	case SERIES:
		n = touch(v->series.ref) + touch(v->series.claims) + touch(v->series.institution) + 1;
		break;
	case BOOKING:
		n = touch(v->booking.ref) + touch(v->booking.institution);
		for (size_t i = 0; i < v->booking.n_claims; i++)
			n += v->booking.claims[i].units;
		break;
	case JOURNAL:
		n = touch(v->journal.actor) + touch(v->journal.entity);
		for (size_t i = 0; i < v->journal.before.len; i++)
			n += ((const unsigned char *)v->journal.before.p)[i];
		for (size_t i = 0; i < v->journal.after.len; i++)
			n += ((const unsigned char *)v->journal.after.p)[i];
		break;
	case PERSON:
		n = touch(v->person.login) + touch(v->person.scope) + touch(v->person.ssh_key);
		break;
	case N_TYPES: break;
	}
	return n;
}

START_TEST(records_come_back)
{
	enum record_type type = (enum record_type)_i;
	struct random r = {random_seed(23) + (uint64_t)_i};
	for (int round = 0; round < 600; round++) {
		struct arena a = {0};
		struct buf b = {0};
		union any want = random_record(type, &r, &a), got;
		buf_str(&b, "before"); /* encoders append */
		encode(type, &want, &b);
		ck_assert(!b.failed);
		void *p = exact(b.p + 6, b.len - 6);
		int err = decode(type, (struct bytes){p, b.len - 6}, &a, &got);
		ck_assert_msg(err == 0, "%s: %s", names[type], quad_strerror(err));
		check_same(type, &got, &want);
		free(p);
		buf_release(&b);
		arena_release(&a);
	}
}
END_TEST

START_TEST(every_truncation_is_refused)
{
	enum record_type type = (enum record_type)_i;
	struct random r = {random_seed(29) + (uint64_t)_i};
	for (int round = 0; round < 8; round++) {
		struct arena a = {0};
		struct buf b = {0};
		union any v = random_record(type, &r, &a), got;
		encode(type, &v, &b);
		for (size_t len = 0; len < b.len; len++) {
			void *p = exact(b.p, len);
			int err = decode(type, (struct bytes){p, len}, &a, &got);
			ck_assert_msg(err == QUAD_ECORRUPT, "%s cut to %zu of %zu: %s", names[type], len, b.len, quad_strerror(err));
			free(p);
		}
		buf_release(&b);
		arena_release(&a);
	}
}
END_TEST

START_TEST(every_flipped_byte_is_survived)
{
	enum record_type type = (enum record_type)_i;
	struct random r = {random_seed(31) + (uint64_t)_i};
	size_t sum = 0;
	for (int round = 0; round < 2; round++) {
		struct arena a = {0};
		struct buf b = {0};
		union any v = random_record(type, &r, &a), got;
		encode(type, &v, &b);
		unsigned char *p = exact(b.p, b.len);
		for (size_t at = 0; at < b.len && at < 700; at++) {
			struct arena mine = {0};
			unsigned char was = p[at];
			for (int x = 0; x < 256; x++) {
				p[at] = (unsigned char)x;
				int err = decode(type, (struct bytes){p, b.len}, &mine, &got);
				if (err != 0 && err != QUAD_ECORRUPT && (err != QUAD_EVERSION || at != 0))
					ck_abort_msg("%s byte %zu as %d: %s", names[type], at, x, quad_strerror(err));
				if (!err)
					sum += touch_all(type, &got);
			}
			p[at] = was;
			arena_release(&mine);
		}
		free(p);
		buf_release(&b);
		arena_release(&a);
	}
	ck_assert_uint_gt(sum, 0);
}
END_TEST

START_TEST(random_bytes_are_survived)
{
	struct random r = {random_seed(37)};
	size_t sum = 0;
	for (int round = 0; round < 60000; round++) {
		struct arena a = {0};
		union any got;
		size_t len = random_below(&r, 60);
		unsigned char *p = malloc(len + !len);
		for (size_t i = 0; i < len; i++)
			p[i] = random_below(&r, 3) ? (unsigned char)random_below(&r, 6) : (unsigned char)random_next(&r);
		if (len > 3) {
			p[0] = 1;
			p[3] = 0;
		}
		enum record_type type = (enum record_type)random_below(&r, N_TYPES);
		if (decode(type, (struct bytes){p, len}, &a, &got) == 0)
			sum += 1 + touch_all(type, &got);
		free(p);
		arena_release(&a);
	}
	ck_assert_uint_gt(sum, 0);
}
END_TEST

START_TEST(a_newer_version_is_refused)
{
	enum record_type type = (enum record_type)_i;
	struct random r = {random_seed(41)};
	struct arena a = {0};
	struct buf b = {0};
	union any v = random_record(type, &r, &a), got;
	encode(type, &v, &b);
	static const unsigned char versions[] = {0, 2, 255};
	for (size_t i = 0; i < sizeof versions; i++) {
		b.p[0] = (char)versions[i];
		int err = decode(type, (struct bytes){b.p, b.len}, &a, &got);
		ck_assert_msg(err == QUAD_EVERSION, "%s version %d: %s", names[type], versions[i], quad_strerror(err));
	}
	buf_release(&b);
	arena_release(&a);
}
END_TEST

/* The end of the fixed part and of the strings of a record. */
static size_t strings_end(const struct buf *b, size_t *fixed_end)
{
	const unsigned char *p = (const unsigned char *)b->p;
	size_t at = *fixed_end = 4 + (size_t)le_get(p + 2, 2);
	for (unsigned i = 0; i < p[1]; i++)
		at += 3 + (size_t)le_get(p + at, 2);
	return at;
}

/* Fills what is left out of records that have none of it: a newer program writes all that comes before its own. */
static void make_whole(enum record_type type, union any *v)
{
	if (type == RESOURCE) {
		v->resource.rated = 800;
		v->resource.part_of = "HALL";
	} else if (type == SERIES) {
		v->series.class = PURPOSE_TRAINING;
		v->series.event = "OPEN-DAY";
	} else if (type == BOOKING) {
		v->booking.class = PURPOSE_TRAINING;
		v->booking.event = "OPEN-DAY";
		v->booking.prices = "12000";
	}
}

START_TEST(fields_and_strings_that_a_newer_program_appended_are_skipped)
{
	enum record_type type = (enum record_type)_i;
	struct random r = {random_seed(43) + (uint64_t)_i};
	for (int round = 0; round < 200; round++) {
		struct arena a = {0};
		struct buf b = {0}, wider = {0};
		union any want = random_record(type, &r, &a), got;
		make_whole(type, &want);
		encode(type, &want, &b);
		size_t fixed_end, end = strings_end(&b, &fixed_end);
		buf_add(&wider, b.p, fixed_end);
		buf_add(&wider, "12345", 5);
		le_put((unsigned char *)wider.p + 2, fixed_end - 4 + 5, 2);
		buf_add(&wider, b.p + fixed_end, end - fixed_end);
		buf_add(&wider, "\3\0new\0\0\0\0", 9);
		wider.p[1] = (char)(wider.p[1] + 2);
		buf_add(&wider, b.p + end, b.len - end);
		void *p = exact(wider.p, wider.len);
		int err = decode(type, (struct bytes){p, wider.len}, &a, &got);
		ck_assert_msg(err == 0, "%s: %s", names[type], quad_strerror(err));
		check_same(type, &got, &want);
		free(p);
		buf_release(&b);
		buf_release(&wider);
		arena_release(&a);
	}
}
END_TEST

START_TEST(wider_claims_of_a_newer_program_are_read)
{
	struct random r = {random_seed(47)};
	struct arena a = {0};
	struct buf b = {0}, wider = {0};
	union any want = random_record(BOOKING, &r, &a), got;
	want.booking.until = want.booking.asked_min = want.booking.used_from = want.booking.used_to = 0;
	want.booking.was_asked = false;
	want.booking.priority = want.booking.waived = 0;
	want.booking.class = PURPOSE_NONE;
	for (size_t i = 0; i < want.booking.n_claims; i++)
		((struct claim *)want.booking.claims)[i].until = 0;
	encode(BOOKING, &want, &b);
	size_t fixed_end, end = strings_end(&b, &fixed_end), n = want.booking.n_claims, each = (b.len - end) / n;
	buf_add(&wider, b.p, end);
	for (size_t i = 0; i < n; i++) {
		buf_add(&wider, b.p + end + i * each, each);
		buf_add(&wider, "more", 4);
	}
	size_t at = fixed_end - 11; /* the length of a claim: before the state, the origin and whether it follows */
	ck_assert_uint_eq((unsigned char)wider.p[at], each);
	wider.p[at] = (char)(each + 4);
	int err = booking_decode((struct bytes){wider.p, wider.len}, &a, &got.booking);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	check_booking(&got.booking, &want.booking);
	buf_release(&b);
	buf_release(&wider);
	arena_release(&a);
}
END_TEST

START_TEST(fields_that_an_older_program_did_not_write_are_empty)
{
	/* an institution that stops behind its code, a campus without its number's upper fields */
	static const unsigned char old[] = {1, 2, 8, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 'A', 0, 2, 0, 'B', 'C', 0};
	struct institution v;
	ck_assert_int_eq(institution_decode((struct bytes){old, sizeof old}, &v), 0);
	ck_assert_uint_eq(v.seq, 5);
	ck_assert_str_eq(v.code, "A");
	ck_assert_str_eq(v.name, "BC");
	ck_assert_str_eq(v.kind, "");
	ck_assert_str_eq(v.parent, "");
}
END_TEST

START_TEST(a_resource_without_a_contact_is_the_record_of_an_older_program)
{
	struct resource with = {.no = 1,
	                        .code = "A",
	                        .name = "A",
	                        .kind = KIND_LAB,
	                        .institution = "",
	                        .campus = "",
	                        .building = "",
	                        .room = "",
	                        .mode = MODE_EXCLUSIVE,
	                        .specialty = "",
	                        .tags = "",
	                        .equipment = "",
	                        .opening = "",
	                        .rate = "",
	                        .contact = "Kim 555",
	                        .part_of = "",
	                        .active = true};
	struct resource without = with, read;
	struct buf b = {0};
	enum { TEXTS_OF_OLDER = 11 };
	without.contact = "";
	resource_encode(&without, &b);
	ck_assert_int_eq(b.p[1], TEXTS_OF_OLDER);
	ck_assert_int_eq(resource_decode((struct bytes){b.p, b.len}, &read), 0);
	ck_assert_str_eq(read.contact, "");
	buf_clear(&b);
	resource_encode(&with, &b);
	ck_assert_int_eq(b.p[1], TEXTS_OF_OLDER + 1);
	ck_assert_int_eq(resource_decode((struct bytes){b.p, b.len}, &read), 0);
	ck_assert_str_eq(read.contact, "Kim 555");
	buf_release(&b);
}
END_TEST

START_TEST(a_string_with_a_nul_inside_is_refused)
{
	static const unsigned char bad[] = {1, 1, 0, 0, 3, 0, 'A', 0, 'B', 0};
	struct institution v;
	ck_assert_int_eq(institution_decode((struct bytes){bad, sizeof bad}, &v), QUAD_ECORRUPT);
}
END_TEST

START_TEST(a_string_that_is_too_long_fails_the_buffer)
{
	struct buf b = {0};
	char *text = malloc(70001);
	memset(text, 'x', 70000);
	text[70000] = '\0';
	institution_encode(&(struct institution){"A", text, "", "", "", "", 1}, &b);
	ck_assert(b.failed);
	buf_release(&b);
	text[65535] = '\0';
	institution_encode(&(struct institution){"A", text, "", "", "", "", 1}, &b);
	ck_assert(!b.failed);
	struct institution v;
	ck_assert_int_eq(institution_decode((struct bytes){b.p, b.len}, &v), 0);
	ck_assert_uint_eq(strlen(v.name), 65535);
	free(text);
	buf_release(&b);
}
END_TEST

START_TEST(a_claim_in_an_index_comes_back)
{
	struct random r = {random_seed(53)};
	for (int round = 0; round < 1000; round++) {
		struct claim want = {0,
		                     (uint32_t)random_next(&r),
		                     (uint32_t)random_next(&r),
		                     (uint32_t)random_next(&r),
		                     random_below(&r, 2),
		                     0,
		                     (int64_t)random_next(&r),
		                     random_below(&r, 2) ? (int64_t)random_next(&r) : 0};
		struct claim got = {0};
		unsigned char bytes[CLAIM_BYTES_MAX];
		size_t n = claim_encode(&want, bytes);
		ck_assert_uint_eq(n, want.until ? CLAIM_BYTES_MAX : CLAIM_BYTES);
		ck_assert_int_eq(claim_decode((struct bytes){bytes, n}, &got), 0);
		ck_assert_uint_eq(got.units, want.units);
		ck_assert_uint_eq(got.limit, want.limit);
		ck_assert_uint_eq(got.place, want.place);
		ck_assert_int_eq(got.whole, want.whole);
		ck_assert_int_eq(got.end, want.end);
		ck_assert_int_eq(got.until, want.until);
		for (size_t len = 0; len < n; len++)
			ck_assert_int_eq(claim_decode((struct bytes){bytes, len}, &got), QUAD_ECORRUPT);
	}
}
END_TEST

/*
 * An entry of a label of `len` bytes, of an event or of none; the claim begins and ends so many minutes before and
 * after the booking.
 */
static size_t encode_entry(size_t len, const char *event, int64_t before, int64_t after,
                           unsigned char out[CLAIM_ENTRY_MAX])
{
	char label[CLAIM_LABEL_MAX + 2] = "";
	struct claim c = {.start = 1000 - before, .end = 2000 + after, .units = 3, .whole = true};
	memset(label, 'x', len);
	const struct booking b = {.start = 1000, .end = 2000, .purpose = "", .requester = label, .event = event};
	return claim_entry_encode(&c, &b, out);
}

START_TEST(an_entry_shows_its_booking_if_there_is_room)
{
	static const struct {
		size_t len;
		const char *event;
		int64_t before, after;
		bool shows;
	} cases[] = {
		{0, "", 0, 0, true},
		{7, "", 10, 0, true},
		{CLAIM_LABEL_MAX, "", 65535, 65535, true},
		{CLAIM_LABEL_MAX + 1, "", 0, 0, false},
		{1, "", 65536, 0, false},
		{1, "", 0, 65536, false},
		{1, "", -1, 0, false},
		{1, "", 0, -1, false},
		{7, "FAIR", 0, 0, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned char bytes[CLAIM_ENTRY_MAX];
		struct claim_entry got;
		size_t len = encode_entry(cases[i].len, cases[i].event, cases[i].before, cases[i].after, bytes);
		ck_assert_int_eq(claim_entry_decode((struct bytes){bytes, len}, &got), 0);
		ck_assert_int_eq(got.claim.end, 2000 + cases[i].after);
		ck_assert(got.claim.whole && got.claim.units == 3 && got.shows == cases[i].shows);
		if (!got.shows)
			continue;
		ck_assert_int_eq(got.before_min, cases[i].before);
		ck_assert_int_eq(got.after_min, cases[i].after);
		ck_assert_uint_eq(got.label.len, cases[i].len);
	}
}
END_TEST

START_TEST(an_entry_that_is_none_is_refused)
{
	unsigned char bytes[CLAIM_ENTRY_MAX + 1] = {0};
	struct claim_entry got;
	const size_t full = CLAIM_BYTES + 4 + CLAIM_LABEL_MAX; /* of a claim without an `until` */
	ck_assert_uint_eq(encode_entry(CLAIM_LABEL_MAX, "", 0, 0, bytes), full);
	for (size_t len = 0; len <= sizeof bytes; len++) {
		bool fits = len == CLAIM_BYTES || (len >= CLAIM_BYTES + 4 && len <= full);
		ck_assert_int_eq(claim_entry_decode((struct bytes){bytes, len}, &got), fits ? 0 : QUAD_ECORRUPT);
	}
	bytes[CLAIM_BYTES + 10] = '\0';
	ck_assert_int_eq(claim_entry_decode((struct bytes){bytes, full}, &got), QUAD_ECORRUPT);
}
END_TEST

START_TEST(little_endian_integers_come_back)
{
	static const unsigned char want[] = {0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01};
	unsigned char p[8];
	le_put(p, UINT64_C(0x0102030405060708), 8);
	ck_assert_mem_eq(p, want, 8);
	for (int n = 1; n <= 8; n++) {
		uint64_t v = n == 8 ? UINT64_MAX : (UINT64_C(1) << (8 * n)) - 1;
		le_put(p, v, n);
		ck_assert_uint_eq(le_get(p, n), v);
	}
}
END_TEST

Suite *codec_suite(void)
{
	Suite *s = suite_create("codec");
	TCase *t = tcase_create("codec");
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, records_come_back, 0, N_TYPES);
	tcase_add_loop_test(t, every_truncation_is_refused, 0, N_TYPES);
	tcase_add_loop_test(t, every_flipped_byte_is_survived, 0, N_TYPES);
	tcase_add_test(t, random_bytes_are_survived);
	tcase_add_loop_test(t, a_newer_version_is_refused, 0, N_TYPES);
	tcase_add_loop_test(t, fields_and_strings_that_a_newer_program_appended_are_skipped, 0, N_TYPES);
	tcase_add_test(t, wider_claims_of_a_newer_program_are_read);
	tcase_add_test(t, fields_that_an_older_program_did_not_write_are_empty);
	tcase_add_test(t, a_resource_without_a_contact_is_the_record_of_an_older_program);
	tcase_add_test(t, a_string_with_a_nul_inside_is_refused);
	tcase_add_test(t, a_string_that_is_too_long_fails_the_buffer);
	tcase_add_test(t, a_claim_in_an_index_comes_back);
	tcase_add_test(t, an_entry_shows_its_booking_if_there_is_room);
	tcase_add_test(t, an_entry_that_is_none_is_refused);
	tcase_add_test(t, little_endian_integers_come_back);
	suite_add_tcase(s, t);
	return s;
}
