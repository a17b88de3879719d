/*
 * The academic calendar's records: terms, periods and day rules. A change of one lets the bookings of all series follow
 * in the same transaction: what moves, is dropped or clashes is in the answer, and a rehearsal of the same request
 * shows it beforehand.
 */
#include "store/change/calendar_change.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/codec.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/change/place.h"
#include "store/change/series_follow.h"
#include "store/facts/academic_calendar.h"

/* Writes the record between two looks at the calendar, and lets the series follow from one to the other. */
static int write_and_follow(struct change *c, struct change_entry *r)
{
	struct calendar before, after;
	int err = academic_calendar_load(c->txn, c->arena, &before);
	if (!err)
		err = change_write_entry(c, r);
	if (err || c->out->outcome == OUTCOME_UNCHANGED)
		return err;
	enum outcome outcome = c->out->outcome;
	uint64_t seq = c->out->seq;
	err = academic_calendar_load(c->txn, c->arena, &after);
	if (!err)
		err = series_follow(c, &before, &after, NULL, 0);
	c->out->outcome = outcome;
	c->out->seq = seq;
	return err;
}

static bool is_given(const struct change *c, int field)
{
	return c->rq->given & GIVEN(field);
}

static void encode_term(const void *v, struct buf *out)
{
	term_encode(v, out);
}

int calendar_change_term(struct change *c)
{
	const struct term *in = &c->rq->u.term;
	struct term old = {.code = "", .name = ""}, v;
	struct change_entry r = {.encode = encode_term, .v = &v, .seq = &v.seq};
	char text[CLOCK_TEXT_MAX];
	change_check_code(c, "code", in->code);
	if (c->out->reasons.n)
		return 0;
	r.key = key_table(TABLE_TERM);
	key_text(&r.key, in->code);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = term_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v = old;
	v.code = in->code;
	if (is_given(c, TERM_NAME))
		v.name = in->name;
	if (!*v.name)
		v.name = v.code;
	if (is_given(c, TERM_FIRST_MONDAY))
		v.first_monday = in->first_monday;
	if (is_given(c, TERM_WEEKS))
		v.weeks = in->weeks;
	change_check_text(c, "name", v.name);
	if (clock_weekday(v.first_monday) != 1)
		reason_add_text(&c->out->reasons, REASON_VALUE, "first_monday", "%s",
		                clock_format_date(v.first_monday, text));
	if (v.weeks < 1 || v.weeks > PATTERN_WEEK_MAX)
		reason_add_number(&c->out->reasons, REASON_NUMBER, "weeks", v.weeks);
	if (c->out->reasons.n)
		return 0;
	snprintf(r.entity, sizeof r.entity, "term:%s", v.code);
	return write_and_follow(c, &r);
}

/* The campus of a calendar's record: its number for the key (0 = all), its code. Makes it where that is asked for. */
static int campus_number(struct change *c, const char *text, const char **code, uint32_t *no)
{
	bool missing;
	int err = change_resolve_campus(c, text, code, no, &missing);
	if (!err && missing && !c->out->reasons.n)
		err = place_make_campus(c, *code, "", no);
	return err;
}

static void encode_period(const void *v, struct buf *out)
{
	period_encode(v, out);
}

int calendar_change_period(struct change *c)
{
	struct period v = c->rq->u.period, old = {0};
	struct change_entry r = {.encode = encode_period, .v = &v, .seq = &v.seq};
	uint32_t campus;
	if (v.number < 1 || v.number > PATTERN_PERIOD_MAX)
		reason_add_number(&c->out->reasons, REASON_NUMBER, "number", v.number);
	if (v.start < 0 || v.start >= DAY_MIN)
		reason_add_text(&c->out->reasons, REASON_TIME, "start", "%d", v.start);
	if (v.end <= v.start)
		reason_add_text(&c->out->reasons, REASON_END, "end", "%02d:%02d", v.end / 60, v.end % 60);
	else if (v.end > DAY_MIN)
		reason_add_text(&c->out->reasons, REASON_TIME, "end", "%02d:%02d", v.end / 60, v.end % 60);
	if (c->out->reasons.n)
		return 0;
	int err = campus_number(c, v.campus, &v.campus, &campus);
	if (err || c->out->reasons.n)
		return err;
	r.key = key_table(TABLE_PERIOD);
	key_u32(&r.key, campus);
	key_day(&r.key, v.valid_from);
	key_u8(&r.key, v.number);
	err = change_get(c, &r.key, &r.before);
	if (!err)
		err = period_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v.seq = old.seq;
	snprintf(r.entity, sizeof r.entity, "period:%s:%" PRIu32, v.campus, v.number);
	return write_and_follow(c, &r);
}

static void encode_day(const void *v, struct buf *out)
{
	day_rule_encode(v, out);
}

/* Checks a day rule; only `as` has a week and a weekday. */
static void check_day(struct change *c, struct day_rule *v)
{
	if (v->kind < DAY_NORMAL || v->kind > DAY_AS)
		reason_add(&c->out->reasons, REASON_MISSING, "rule");
	if (v->kind != DAY_AS)
		v->week = v->weekday = 0;
	else if (v->week < 1 || v->week > PATTERN_WEEK_MAX || v->weekday < 1 || v->weekday > 7)
		reason_add_text(&c->out->reasons, REASON_VALUE, "rule", "as %" PRIu32 "-%" PRIu32, v->week, v->weekday);
	if (is_given(c, DAY_NOTE))
		change_check_text(c, "note", v->note);
}

int calendar_change_day(struct change *c)
{
	struct day_rule v = c->rq->u.day, old = {0};
	struct change_entry r = {.encode = encode_day, .v = &v, .seq = &v.seq};
	char text[CLOCK_TEXT_MAX];
	uint32_t campus;
	check_day(c, &v);
	if (c->out->reasons.n)
		return 0;
	int err = campus_number(c, v.campus, &v.campus, &campus);
	if (err || c->out->reasons.n)
		return err;
	r.key = key_table(TABLE_DAY);
	key_u32(&r.key, campus);
	key_day(&r.key, v.date);
	err = change_get(c, &r.key, &r.before);
	if (!err)
		err = day_rule_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v.seq = old.seq;
	if (old.note && !is_given(c, DAY_NOTE))
		v.note = old.note;
	snprintf(r.entity, sizeof r.entity, "day:%s:%s", v.campus, clock_format_date(v.date, text));
	return write_and_follow(c, &r);
}
