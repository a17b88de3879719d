/* The proof of series, terms, periods and days. */
#include "store/query/checker.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/model/series_phases.h"

int check_series_booking(struct checker *c, struct bytes key, struct bytes value)
{
	struct booking b;
	if (key.len != 17 || value.len != 0 ||
	    check_fails(c, facts_booking(c->txn, key_get_u64(key, 9), &c->arena, &b)) ||
	    b.series != key_get_u64(key, 1))
		check_fault(c, "a series names a booking that is not its own");
	return 0;
}

int check_series(struct checker *c, struct bytes key, struct bytes value)
{
	struct series s;
	struct institution owner;
	struct bytes v;
	struct key by_ref = key_table(TABLE_SERIES_REF);
	struct series_phases phases;
	int err = series_decode(value, &s);
	if (!err)
		err = series_phases_load(&s, &c->arena, &phases);
	if (err == QUAD_ENOMEM && check_fails(c, err))
		return 0;
	if (err || key.len != 9 || key_get_u64(key, 1) != s.id) {
		check_fault(c, "a series' record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written_as(c, OF_SERIES, s.seq, value, "%" PRIu64, s.id);
	if (*s.institution && check_fails(c, facts_institution(c->txn, s.institution, &owner)))
		check_fault(c, "series %s: no institution %s", check_num(c, s.id), s.institution);
	key_text(&by_ref, strlen(s.ref) > CODE_MAX_BYTES ? "" : s.ref);
	if (*s.ref && check_fails(c, db_get(c->txn, key_bytes(&by_ref), &v)))
		check_fault(c, "series %s: its reference %s does not lead to it", check_num(c, s.id), s.ref);
	return 0;
}

int check_series_ref(struct checker *c, struct bytes key, struct bytes value)
{
	struct series s;
	struct bytes v;
	struct key k = key_table(TABLE_SERIES);
	key_u64(&k, value.len == 8 ? le_get(value.p, 8) : 0);
	if (value.len != 8 || check_fails(c, db_get(c->txn, key_bytes(&k), &v)) ||
	    check_fails(c, series_decode(v, &s)) || !check_key_is(key, 1, s.ref))
		check_fault(c, "a series' reference leads to another");
	return 0;
}

int check_term(struct checker *c, struct bytes key, struct bytes value)
{
	struct term t;
	int err = term_decode(value, &t);
	if (err || !check_key_is(key, 1, t.code) || clock_weekday(t.first_monday) != 1)
		check_fault(c, "a term's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written(c, OF_TERM, t.code, t.seq, value);
	return 0;
}

/* True if a calendar's key, of len bytes, names the campus and the day that its record names. */
static bool calendar_fits(struct checker *c, struct bytes key, size_t len, const char *code, int64_t day)
{
	struct campus campus;
	if (key.len != len)
		return false;
	uint32_t no = key_get_u32(key, 1);
	if (day != (int64_t)key_get_u32(key, 5) + CLOCK_MIN_MIN / DAY_MIN)
		return false;
	if (no == 0)
		return !*code;
	return !check_fails(c, facts_campus_by_number(c->txn, no, &campus)) && strcmp(campus.code, code) == 0;
}

int check_period(struct checker *c, struct bytes key, struct bytes value)
{
	struct period p;
	int err = period_decode(value, &p);
	if (err || !calendar_fits(c, key, 10, p.campus, p.valid_from) || ((const unsigned char *)key.p)[9] != p.number)
		check_fault(c, "a period's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written_as(c, OF_PERIOD, p.seq, value, "%s:%" PRIu32, p.campus, p.number);
	return 0;
}

int check_day(struct checker *c, struct bytes key, struct bytes value)
{
	struct day_rule d;
	char text[CLOCK_TEXT_MAX];
	int err = day_rule_decode(value, &d);
	if (err || !calendar_fits(c, key, 9, d.campus, d.date))
		check_fault(c, "a day rule's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
	else
		check_written_as(c, OF_DAY, d.seq, value, "%s:%s", d.campus, clock_format_date(d.date, text));
	return 0;
}
