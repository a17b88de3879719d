/*
 * RESOURCES hold the claims as they are read back; LOCATION is for people, and names the place so that it reads back
 * too. Times are UTC, which every program reads the same, but for those that a rule goes by: these are by the clock of
 * the store's zone.
 */
#include "store/list/ics_property.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/format/ics_vtimezone.h"

#define ZONE_DAYS 4000 /* from the first event on, whose changes of the offset are told */
#define LINE_TIMES 50  /* in a line of EXDATE or RDATE: readers have limits */

int ics_output_open(struct ics_output *o, struct store *s)
{
	*o = (struct ics_output){.store = s};
	return names_open(&o->names, s);
}

void ics_output_close(struct ics_output *o)
{
	names_close(&o->names);
	arena_release(&o->arena);
	buf_release(&o->text);
	buf_release(&o->value);
}

void ics_put_calendar(struct ics_output *o)
{
	ics_put(&o->text, "BEGIN", "VCALENDAR");
	ics_put(&o->text, "VERSION", "2.0");
	ics_put(&o->text, "PRODID", "-//Quad//Quad//EN");
	ics_put(&o->text, "CALSCALE", "GREGORIAN");
}

void ics_put_text(struct ics_output *o, const char *name, const char *text)
{
	buf_clear(&o->value);
	ics_escape(&o->value, text);
	o->text.failed |= o->value.failed;
	ics_put(&o->text, name, buf_text(&o->value));
}

void ics_put_number(struct ics_output *o, const char *name, const char *before, uint64_t n)
{
	char text[32];
	snprintf(text, sizeof text, "%s%" PRIu64, before, n);
	ics_put(&o->text, name, text);
}

/* `20260907T080000`, with a Z. */
static const char *utc_text(int64_t at, char text[40])
{
	struct wall w;
	int64_t since = at - CLOCK_MIN_MIN; /* a midnight, and the earliest */
	clock_day_civil(since / DAY_MIN + CLOCK_MIN_MIN / DAY_MIN, &w);
	snprintf(text, 40, "%04d%02d%02dT%02d%02d00Z", w.year, w.month, w.day, (int)(since % DAY_MIN / 60),
	         (int)(since % 60));
	return text;
}

/* The same by the clock of the store's zone. False if that shows it twice and this is the second time. */
static bool local_text(int64_t at, char text[40])
{
	struct wall w;
	int64_t first;
	clock_to_wall(at, &w);
	snprintf(text, 40, "%04d%02d%02dT%02d%02d00", w.year, w.month, w.day, w.hour, w.minute);
	int err = clock_from_wall(&w, &first);
	return (!err || err == QUAD_ETWICE) && first == at;
}

void ics_put_utc(struct ics_output *o, const char *name, int64_t at)
{
	char text[40];
	ics_put(&o->text, name, utc_text(at, text));
}

bool ics_is_first(int64_t at)
{
	char text[40];
	return local_text(at, text);
}

static bool is_utc(const struct ics_output *o)
{
	return strcmp(o->store->zone, "UTC") == 0 || strcmp(o->store->zone, "Etc/UTC") == 0;
}

int ics_put_local(struct ics_output *o, const char *name, int64_t at)
{
	char text[40];
	if (is_utc(o) || !local_text(at, text)) {
		ics_put(&o->text, name, utc_text(at, text));
		return 0;
	}
	const char *zoned = arena_fmt(&o->arena, "%s;TZID=%s", name, o->store->zone);
	if (!zoned)
		return QUAD_ENOMEM;
	ics_put(&o->text, zoned, text);
	return 0;
}

int ics_put_times(struct ics_output *o, const char *name, const int64_t *times, size_t n)
{
	const char *zoned = arena_fmt(&o->arena, "%s;TZID=%s", name, o->store->zone);
	char text[40];
	size_t in_line = 0;
	if (!zoned)
		return QUAD_ENOMEM;
	buf_clear(&o->value);
	for (size_t i = 0; i < n; i++) {
		if (is_utc(o) || !local_text(times[i], text)) {
			ics_put(&o->text, name, utc_text(times[i], text));
			continue;
		}
		buf_fmt(&o->value, "%s%s", in_line ? "," : "", text);
		if (++in_line < LINE_TIMES)
			continue;
		ics_put(&o->text, zoned, buf_text(&o->value));
		buf_clear(&o->value);
		in_line = 0;
	}
	if (in_line)
		ics_put(&o->text, zoned, buf_text(&o->value));
	return 0;
}

/*
 * RESOURCES, `R11,T001,OSC*3`: a list, the commas and the like within a code escaped; and the place by its name. *label
 * is what people call the first place, else the first resource.
 */
static int put_claims(struct ics_output *o, const char *claims, const char **label)
{
	const struct resource *place = NULL, *first = NULL;
	buf_clear(&o->value);
	for (const char *p = claims; *p;) {
		const struct claim_ask *ask;
		size_t len = strcspn(p, ";"), n;
		char *one = arena_dup(&o->arena, p, len);
		int err = one ? claims_parse(one, &o->arena, &ask, &n) : QUAD_ENOMEM;
		if (err)
			return err;
		const struct resource *r = n ? names_by_code(&o->names, ask->resource) : NULL;
		if (r && !place && kind_is_place(r->kind))
			place = r;
		first = first ? first : r;
		if (o->value.len)
			buf_char(&o->value, ',');
		ics_escape(&o->value, one);
		p += len + (p[len] == ';');
	}
	ics_put(&o->text, "RESOURCES", buf_text(&o->value));
	*label = first ? names_label(&o->names, place ? place : first) : claims;
	if (!*label)
		return QUAD_ENOMEM;
	if (place)
		ics_put_text(o, "LOCATION", *label);
	return 0;
}

const char *ics_status(enum booking_state state)
{
	if (state == STATE_REQUESTED)
		return "TENTATIVE";
	return state_stands(state) ? "CONFIRMED" : "CANCELLED";
}

static int put_taken(struct ics_output *o, const struct booking_row *row)
{
	const char *label;
	int err = put_claims(o, row->claims, &label);
	if (err)
		return err;
	ics_put_text(o, "SUMMARY", label);
	ics_put_text(o, "X-QUAD-INSTITUTION", row->b.institution);
	if (*row->contact)
		ics_put_text(o, "CONTACT", row->contact);
	return 0;
}

int ics_put_contents(struct ics_output *o, const struct booking_row *row, const char *status)
{
	const struct booking *b = &row->b;
	const char *label;
	if (status)
		ics_put(&o->text, "STATUS", status);
	if (row->hidden)
		return put_taken(o, row);
	if (*b->purpose)
		ics_put_text(o, "SUMMARY", b->purpose);
	ics_put_text(o, "DESCRIPTION", b->note);
	int err = put_claims(o, row->claims, &label);
	if (err)
		return err;
	if (!*b->purpose) {
		ics_put_text(o, "SUMMARY", label);
		ics_put_text(o, "X-QUAD-SUMMARY", label);
	}
	ics_put_number(o, "X-QUAD-PARTY", "", b->party);
	ics_put_text(o, "X-QUAD-REQUESTER", b->requester);
	ics_put_text(o, "X-QUAD-INSTITUTION", b->institution);
	if (b->class)
		ics_put_text(o, "CATEGORIES", purpose_word(b->class));
	if (*b->event)
		ics_put_text(o, "X-QUAD-EVENT", b->event);
	return 0;
}

void ics_put_head(struct ics_output *o, const char *uid, const struct ics_version *v)
{
	ics_put(&o->text, "BEGIN", "VEVENT");
	ics_put_text(o, "UID", uid);
	ics_put_utc(o, "DTSTAMP", v->at);
	ics_put_number(o, "SEQUENCE", "", v->sequence);
}

void ics_put_end(struct ics_output *o, uint64_t series)
{
	if (series)
		ics_put_number(o, "X-QUAD-SERIES", "S", series);
	ics_put(&o->text, "END", "VEVENT");
}

void ics_define_zone(struct ics_output *o, int64_t at)
{
	int64_t from = at - 400 * DAY_MIN, to = from + (int64_t)ZONE_DAYS * DAY_MIN;
	if (o->zoned || is_utc(o))
		return;
	o->zoned = true;
	from = from < CLOCK_MIN_MIN ? CLOCK_MIN_MIN : from;
	ics_put_zone(&o->text, o->store->zone, from, to < CLOCK_MAX_MIN ? to : CLOCK_MAX_MIN - 1);
}
