/*
 * Bookings as VEVENTs, each its own, since each of a series may have been moved by itself. Times are UTC, which every
 * program reads the same; the store's zone is told beside them. DTSTAMP and SEQUENCE come from the journal, so that the
 * same bookings give the same bytes, and a calendar that has the event sees that it was changed.
 *
 * RESOURCES hold the claims as they are read back; LOCATION is for people, and names the place so that it reads back
 * too. There is no METHOD: each of them asks for an ORGANIZER with a mail address (RFC 5546), which nobody here has.
 */
#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/event_memory.h"
#include "store/facts/facts.h"
#include "store/format/ics_text.h"
#include "store/list/list_export.h"
#include "store/query/names.h"

#define PORTION 1000

/* When a booking was last changed, and how often. */
struct version {
	int64_t at;
	uint64_t sequence;
	bool succeeded; /* it was cancelled, and another has its ref since */
};

struct output {
	struct store *store;
	struct names names;
	struct buf text, value;
	struct arena arena; /* of one event */
	int (*write)(void *arg, struct bytes text);
	void *arg;
	bool series_only;
};

struct versions_ask {
	const struct booking_rows *rows;
	struct version *out;
};

/* No calendar may take a later form for an older one, also where another booking has the reference since. */
static int raise_sequence(struct db_txn *txn, const char *ref, uint64_t *sequence)
{
	struct event_memory memory;
	struct bytes record;
	struct key k = event_memory_key(ref);
	int err = *ref ? db_get(txn, key_bytes(&k), &record) : QUAD_ENOTFOUND;
	if (!err)
		err = event_memory_decode(record, &memory);
	if (!err && memory.sequence > *sequence)
		*sequence = memory.sequence;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int find_successor(struct db_txn *txn, const struct booking *b, bool *out)
{
	struct key k = key_table(TABLE_BOOKING_REF);
	struct bytes id;
	*out = false;
	if (b->state != STATE_CANCELLED || !*b->ref)
		return 0;
	key_text(&k, b->ref);
	int err = db_get(txn, key_bytes(&k), &id);
	*out = !err && id.len == 8 && le_get(id.p, 8) != b->id;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int find_version(struct db_txn *txn, const struct booking *b, struct version *out)
{
	*out = (struct version){.at = b->made_min};
	int failed = find_successor(txn, b, &out->succeeded);
	if (failed)
		return failed;
	for (uint64_t seq = b->seq; seq;) {
		struct key k = key_table(TABLE_JOURNAL);
		struct bytes bytes;
		struct journal_entry entry;
		key_u64(&k, seq);
		int err = db_get(txn, key_bytes(&k), &bytes);
		if (!err)
			err = journal_decode(bytes, &entry);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err; /* a journal that was cut */
		if (seq == b->seq)
			out->at = entry.at_min;
		out->sequence += entry.prev != 0;
		seq = entry.prev < seq ? entry.prev : 0;
	}
	return out->succeeded ? 0 : raise_sequence(txn, b->ref, &out->sequence);
}

static int find_versions(struct db_txn *txn, void *arg)
{
	const struct versions_ask *ask = arg;
	for (size_t i = 0; i < ask->rows->n; i++) {
		int err = find_version(txn, &ask->rows->v[i].b, &ask->out[i]);
		if (err)
			return err;
	}
	return 0;
}

static void put_text(struct output *o, const char *name, const char *text)
{
	if (!*text)
		return;
	buf_clear(&o->value);
	ics_escape(&o->value, text);
	o->text.failed |= o->value.failed;
	ics_put(&o->text, name, buf_text(&o->value));
}

static void put_time(struct output *o, const char *name, int64_t at)
{
	struct wall w;
	char text[sizeof "YYYYMMDDTHHMMSSZ" + 16];
	int64_t since = at - CLOCK_MIN_MIN; /* a midnight, and the earliest */
	clock_day_civil(since / DAY_MIN + CLOCK_MIN_MIN / DAY_MIN, &w);
	snprintf(text, sizeof text, "%04d%02d%02dT%02d%02d00Z", w.year, w.month, w.day, (int)(since % DAY_MIN / 60),
	         (int)(since % 60));
	ics_put(&o->text, name, text);
}

static void put_number(struct output *o, const char *name, const char *before, uint64_t n)
{
	char text[32];
	snprintf(text, sizeof text, "%s%" PRIu64, before, n);
	ics_put(&o->text, name, text);
}

/* `R11,T001,OSC*3`: a list, the commas and the like within a code escaped; and the place by its name. */
static int put_claims(struct output *o, const char *claims)
{
	const struct resource *place = NULL;
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
		if (o->value.len)
			buf_char(&o->value, ',');
		ics_escape(&o->value, one);
		p += len + (p[len] == ';');
	}
	ics_put(&o->text, "RESOURCES", buf_text(&o->value));
	const char *label = place ? names_label(&o->names, place) : "";
	if (!label)
		return QUAD_ENOMEM;
	put_text(o, "LOCATION", label);
	return 0;
}

static int put_event(struct output *o, const struct booking_row *row, const struct version *v)
{
	const struct booking *b = &row->b;
	char own[OWN_REF_MAX];
	ics_put(&o->text, "BEGIN", "VEVENT");
	const char *ref = *b->ref && !v->succeeded ? b->ref : facts_own_ref(o->store->mark, OWN_BOOKING, b->id, own);
	put_text(o, "UID", ref);
	put_time(o, "DTSTAMP", v->at);
	put_number(o, "SEQUENCE", "", v->sequence);
	put_time(o, "DTSTART", b->start);
	put_time(o, "DTEND", b->end);
	ics_put(&o->text, "STATUS", b->state == STATE_CANCELLED ? "CANCELLED" : "CONFIRMED");
	put_text(o, "SUMMARY", b->purpose);
	put_text(o, "DESCRIPTION", b->note);
	int err = put_claims(o, row->claims);
	put_number(o, "X-QUAD-PARTY", "", b->party);
	put_text(o, "X-QUAD-REQUESTER", b->requester);
	put_text(o, "X-QUAD-INSTITUTION", b->institution);
	if (b->series)
		put_number(o, "X-QUAD-SERIES", "S", b->series);
	ics_put(&o->text, "END", "VEVENT");
	arena_release(&o->arena);
	return err;
}

/* Writes the text that has been put, and empties it. */
static int write_text(struct output *o)
{
	int err = QUAD_ENOMEM;
	if (!o->text.failed && !o->value.failed)
		err = o->write(o->arg, (struct bytes){buf_text(&o->text), o->text.len});
	buf_clear(&o->text);
	return err;
}

static int put_events(struct output *o, const struct booking_rows *rows, const struct version *versions)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (o->series_only && !rows->v[i].b.series)
			continue;
		int err = put_event(o, &rows->v[i], &versions[i]);
		if (err)
			return err;
	}
	return 0;
}

static int put_portion(struct output *o, const uint64_t *ids, size_t n)
{
	struct booking_rows rows;
	int err = query_bookings(o->store, ids, n, &rows);
	if (err)
		return err;
	struct version *versions = arena_alloc(&rows.arena, (rows.n + 1) * sizeof *versions);
	if (versions)
		err = db_read(o->store->db, find_versions, &(struct versions_ask){&rows, versions});
	else
		err = QUAD_ENOMEM;
	if (!err)
		err = put_events(o, &rows, versions);
	arena_release(&rows.arena);
	return err ? err : write_text(o);
}

int list_export_ics(struct store *s, const struct booking_filter *filter, bool series_only,
                    int (*write)(void *arg, struct bytes text), void *arg)
{
	struct output o = {.store = s, .write = write, .arg = arg, .series_only = series_only};
	struct booking_ids ids = {0};
	int err = query_booking_ids(s, filter, &ids);
	if (!err)
		err = names_open(&o.names, s);
	if (err)
		goto out;
	ics_put(&o.text, "BEGIN", "VCALENDAR");
	ics_put(&o.text, "VERSION", "2.0");
	ics_put(&o.text, "PRODID", "-//Quad//Quad//EN");
	ics_put(&o.text, "CALSCALE", "GREGORIAN");
	ics_put(&o.text, "X-WR-TIMEZONE", s->zone);
	for (size_t at = 0; at < ids.n; at += PORTION) {
		err = put_portion(&o, ids.v + at, ids.n - at < PORTION ? ids.n - at : PORTION);
		if (err)
			goto out;
	}
	ics_put(&o.text, "END", "VCALENDAR");
	err = write_text(&o);
out:
	names_close(&o.names);
	arena_release(&ids.arena);
	arena_release(&o.arena);
	buf_release(&o.text);
	buf_release(&o.value);
	return err;
}
