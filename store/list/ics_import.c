/*
 * VEVENTs as bookings, each a row. The UID is the ref. An event that recurs is one series by a rule where the rule and
 * its zone come to what the store's own rules say, with the left-out dates as exceptions; else it is a booking for each
 * date, called `UID#20260907T0800` by the time that the occurrence has in the zone of the store, and so is each event
 * that stands for one occurrence (RECURRENCE-ID) and each RDATE. All that one event asks for stands or falls together.
 *
 * What stands under a UID and is no more in its event is cancelled, whichever of these forms it had: so a file that has
 * changed may be imported again.
 */
#include "store/list/ics.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/model/calendar.h"
#include "store/format/encoding.h"
#include "store/base/err.h"
#include "store/list/ics_event.h"
#include "store/list/ics_standing.h"
#include "store/list/list_batch.h"
#include "store/list/list_cell.h"
#include "store/base/utf8.h"

#define BATCH_REQUESTS 1000
#define SERIES_BYTES ((size_t)320 << 10) /* what a series of up to 5,000 bookings counts for in a batch */
#define REF_TIME_BYTES (sizeof "#20260907T0800B" - 1)

/* An occurrence as it shall be booked. */
struct slot_ask {
	int64_t at, end;
};
struct slots {
	struct slot_ask *v;
	size_t n, cap;
};

struct importer {
	struct store *store;
	const struct list_import *ask;
	struct list_summary *summary;
	struct ics_zones zones;
	struct ics_survey survey;
	struct ics_notes notes;
	struct ics_reader reader;
	struct names names;
	struct trips trips;
	struct list_batch batch;
	size_t row;
	/* the event at hand */
	struct ics_event e;
	struct reasons *why;
	struct booking_ask asks; /* what all its bookings have in common */
	uint32_t given;
	size_t first; /* its first request */
};

static struct arena *arena_of(struct importer *im)
{
	return &im->batch.arena;
}

/* Where the rows before this one are seen. */
static struct db *seen_db(const struct importer *im)
{
	return im->batch.scratch.db ? im->batch.scratch.db : im->store->db;
}

/* ---- requests ---- */

static struct request *new_request(struct importer *im, enum request_op op)
{
	struct request *rq = list_batch_request(&im->batch, op, REQUEST_RECORD);
	if (rq)
		rq->given = im->given;
	return rq;
}

/* A booking at that time: under a ref, or the change of one that stands. */
static int put_booking(struct importer *im, const char *ref, uint64_t id, int64_t start, int64_t end)
{
	struct request *rq = new_request(im, id ? OP_MOVE : OP_BOOK);
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.booking = im->asks;
	rq->u.booking.id = id;
	rq->u.booking.ref = ref;
	rq->u.booking.start = start;
	rq->u.booking.end = end;
	return 0;
}

static int put_cancel(struct importer *im, uint64_t id)
{
	struct request *rq = new_request(im, OP_CANCEL);
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.booking = im->asks;
	rq->u.booking.ref = "";
	rq->u.booking.id = id;
	return 0;
}

static struct request *put_series(struct importer *im, enum request_op op)
{
	const struct booking_ask *b = &im->asks;
	struct request *rq = new_request(im, op);
	if (!rq)
		return NULL;
	rq->given = series_given(im->given) | GIVEN(SERIES_EXCEPT);
	if (im->given & GIVEN(BOOKING_TIME))
		rq->given |= GIVEN(SERIES_WHEN);
	rq->u.series = series_of_booking(b);
	rq->u.series.ref = im->e.uid;
	im->batch.n_bytes += SERIES_BYTES;
	return rq;
}

static int put_series_cancel(struct importer *im, uint64_t id)
{
	struct request *rq = put_series(im, OP_SERIES_CANCEL);
	if (!rq)
		return QUAD_ENOMEM;
	rq->u.series.id = id;
	return 0;
}

/* Makes all requests of the event stand or fall together, unless conflicts are to be skipped. */
static void tie_requests(struct importer *im)
{
	if (im->ask->skip_conflicts)
		return;
	for (size_t i = im->first; i + 1 < im->batch.n_requests; i++)
		im->batch.requests[i].flags |= REQUEST_AND_NEXT;
}

/* ---- times ---- */

static int refuse_time(struct importer *im, const char *field, const struct ics_value *v, int err)
{
	if (err == QUAD_ENOMEM)
		return err;
	char *text = utf8_clean(arena_of(im), v->text, strnlen(v->text, 40));
	char *tzid = v->tzid ? utf8_clean(arena_of(im), v->tzid, strnlen(v->tzid, 60)) : NULL;
	if (!text || (v->tzid && !tzid))
		return QUAD_ENOMEM;
	if (err == QUAD_EZONE)
		reason_add_text(im->why, REASON_VALUE, "TZID", "%s", tzid);
	else
		reason_add_text(im->why, REASON_TIME, field, "%s", text);
	return 0;
}

/* Reads a time; false with the reason added, or *err. */
static bool read_time(struct importer *im, const char *field, const struct ics_value *v, struct ics_time *out, int *err)
{
	int wrong = ics_time_read(&im->zones, v->text, v->tzid, out);
	*err = wrong ? refuse_time(im, field, v, wrong) : 0;
	return !wrong;
}

static int64_t day_of(const struct wall *w)
{
	return clock_day_number(w->year, w->month, w->day);
}

/* How long the event lasts by its DTEND, with its start and this end read. */
static int measure_span(struct importer *im, const struct ics_time *start, const struct ics_time *end,
                        struct ics_duration *length)
{
	if (start->is_date && end->is_date) {
		length->days = day_of(&end->wall) - day_of(&start->wall);
		if (length->days == 0)
			length->days = 1; /* some programs write the same day */
	} else {
		length->minutes = end->at - start->at;
	}
	bool forward = length->days >= 0 && length->minutes >= 0 && length->days + length->minutes > 0;
	if (forward && start->is_date == end->is_date)
		return 0;
	return refuse_time(im, "DTEND", &im->e.end, QUAD_EINVAL);
}

/* Reads the event's first start, and how long it and its occurrences last. */
static int read_span(struct importer *im, struct ics_time *start, struct ics_duration *length)
{
	const struct ics_event *e = &im->e;
	struct ics_time end;
	int err = 0;
	*length = (struct ics_duration){0};
	if (!e->start.text) {
		reason_add(im->why, REASON_NO_TIME, "DTSTART");
		return 0;
	}
	if (!read_time(im, "DTSTART", &e->start, start, &err))
		return err;
	if (e->duration) {
		struct ics_value v = {e->duration, NULL};
		return ics_duration_read(e->duration, length) ? refuse_time(im, "DURATION", &v, QUAD_EINVAL) : 0;
	}
	if (!e->end.text) {
		/* a date alone is that day; a time alone is nothing that can be booked */
		length->days = start->is_date;
		if (!start->is_date)
			reason_add(im->why, REASON_NO_TIME, "DTEND");
		return 0;
	}
	if (!read_time(im, "DTEND", &e->end, &end, &err))
		return err;
	return measure_span(im, start, &end, length);
}

/* The same, with the end of the first occurrence, if nothing is wrong. */
static int read_first(struct importer *im, struct ics_time *start, struct ics_duration *length, int64_t *end)
{
	int err = read_span(im, start, length);
	if (err || im->why->n)
		return err;
	int wrong = ics_time_end(&im->zones, start, *length, end);
	return wrong ? refuse_time(im, "DTEND", &im->e.start, wrong) : 0;
}

/* `UID#20260907T0800`, with a mark if it is the second time on that day that the clock shows this. */
static const char *occurrence_ref(struct importer *im, int64_t at)
{
	struct wall w;
	int64_t first;
	clock_to_wall(at, &w);
	bool again = clock_from_wall(&w, &first) == QUAD_ETWICE && first != at;
	return arena_fmt(arena_of(im), "%s#%04d%02d%02dT%02d%02d%s", im->e.uid, w.year, w.month, w.day, w.hour,
	                 w.minute, again ? "B" : "");
}

static int add_slot(struct importer *im, struct slots *slots, int64_t at, int64_t end)
{
	struct slot_ask *v = arena_grow(arena_of(im), slots->v, slots->n, &slots->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	slots->v = v;
	v[slots->n++] = (struct slot_ask){at, end};
	return 0;
}

static int slot_order(const void *a, const void *b)
{
	const struct slot_ask *x = a, *y = b;
	return (x->at > y->at) - (x->at < y->at);
}

/* ---- occurrences ---- */

/* What is left out of an event's occurrences: instants, and whole days. Sorted. */
struct left_out {
	int64_t *at, *day;
	size_t n_at, cap_at, n_day, cap_day;
};

static int number_order(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static int add_number(struct arena *arena, int64_t **list, size_t *n, size_t *cap, int64_t value)
{
	int64_t *v = arena_grow(arena, *list, *n, cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	*list = v;
	v[(*n)++] = value;
	return 0;
}

static int leave_out(struct importer *im, const struct ics_time *t, struct left_out *out)
{
	if (t->is_date)
		return add_number(arena_of(im), &out->day, &out->n_day, &out->cap_day, day_of(&t->wall));
	return add_number(arena_of(im), &out->at, &out->n_at, &out->cap_at, t->at);
}

/*
 * The time of the occurrence that a part stands for. False for the recurring event itself, and for a time that cannot
 * be read, which is said in the part's own row.
 */
static bool read_part_time(struct importer *im, const struct ics_part *part, struct ics_time *out)
{
	const struct ics_value *v = &part->recurrence;
	return v->text && ics_time_read(&im->zones, v->text, v->tzid, out) == 0;
}

static bool is_among(const int64_t *list, size_t n, int64_t value)
{
	return n && bsearch(&value, list, n, sizeof value, number_order);
}

static bool is_left_out(const struct left_out *out, int64_t at)
{
	return is_among(out->at, out->n_at, at) || is_among(out->day, out->n_day, clock_local_day(at));
}

/* Reads EXDATE, and the occurrences that have events of their own in the file. */
static int read_left_out(struct importer *im, struct left_out *out)
{
	size_t n;
	const struct ics_part *parts = ics_parts(&im->survey, im->e.uid, &n);
	struct ics_time t;
	int err = 0;
	*out = (struct left_out){0};
	for (size_t i = 0; i < im->e.exdates.n; i++) {
		if (read_time(im, "EXDATE", &im->e.exdates.v[i], &t, &err))
			err = leave_out(im, &t, out);
		if (err)
			return err;
	}
	for (size_t i = 0; i < n; i++) {
		if (read_part_time(im, &parts[i], &t))
			err = leave_out(im, &t, out);
		if (err)
			return err;
	}
	if (out->n_at)
		qsort(out->at, out->n_at, sizeof *out->at, number_order);
	if (out->n_day)
		qsort(out->day, out->n_day, sizeof *out->day, number_order);
	return 0;
}

/*
 * Reads one RDATE and adds it as a slot. It may be a period, `START/END` or `START/DURATION`; else it lasts as long as
 * the event.
 */
static int read_rdate(struct importer *im, struct ics_value v, struct ics_duration length, struct slots *out)
{
	struct ics_value until = {NULL, v.tzid};
	struct ics_time t, end;
	const char *slash = strchr(v.text, '/');
	int64_t stop = 0;
	int err = 0, wrong = 0;
	if (slash) {
		v.text = arena_dup(arena_of(im), v.text, (size_t)(slash - v.text));
		if (!v.text)
			return QUAD_ENOMEM;
		until.text = slash + 1;
	}
	if (!read_time(im, "RDATE", &v, &t, &err))
		return err;
	if (slash && ics_duration_read(until.text, &length) != 0) {
		if (!read_time(im, "RDATE", &until, &end, &err))
			return err;
		stop = end.at;
	} else {
		wrong = ics_time_end(&im->zones, &t, length, &stop);
	}
	if (!wrong && stop <= t.at)
		wrong = QUAD_EINVAL;
	return wrong ? refuse_time(im, "RDATE", &v, wrong) : add_slot(im, out, t.at, stop);
}

static int read_rdates(struct importer *im, struct ics_duration length, struct slots *out)
{
	for (size_t i = 0; i < im->e.rdates.n; i++) {
		int err = read_rdate(im, im->e.rdates.v[i], length, out);
		if (err)
			return err;
	}
	return 0;
}

static int refuse_rule(struct importer *im)
{
	char *text = utf8_clean(arena_of(im), im->e.rule, strlen(im->e.rule));
	if (!text)
		return QUAD_ENOMEM;
	cell_refuse(im->why, REASON_VALUE, "RRULE", text);
	return 0;
}

/* Adds every occurrence of the rule as a slot, with nothing left out yet. */
static int read_rule(struct importer *im, const struct ics_time *start, struct ics_duration length, struct slots *out,
                     const char **own)
{
	struct ics_times times;
	bool more;
	int err = ics_expand(&im->zones, im->e.rule, start, OCCURRENCES_MAX, arena_of(im), &times, &more, own);
	if (err)
		return err == QUAD_EINVAL ? refuse_rule(im) : err;
	if (more) {
		reason_add(im->why, REASON_MANY_BOOKINGS, "RRULE")->limit = OCCURRENCES_MAX;
		return 0;
	}
	for (size_t i = 0; i < times.n; i++) {
		int64_t end;
		int wrong = ics_time_end(&im->zones, &times.v[i], length, &end);
		if (wrong == QUAD_ENOMEM)
			return wrong;
		if (wrong || end <= times.v[i].at)
			continue;
		err = add_slot(im, out, times.v[i].at, end);
		if (err)
			return err;
	}
	return 0;
}

/* Finds out whether a series by the rule `own` would have exactly these occurrences. */
static int compare_with_series(struct importer *im, const char *own, const struct slots *slots, bool *same)
{
	struct rrule rule;
	int64_t *starts;
	const char *bad;
	size_t n;
	bool more;
	*same = false;
	if (!own || !slots->n)
		return 0;
	int err = rrule_parse(own, &rule, arena_of(im), &bad);
	if (!err)
		err = rrule_expand(&rule, slots->v[0].at, NULL, 0, OCCURRENCES_MAX, arena_of(im), &starts, &n, &more);
	if (err)
		return err == QUAD_EINVAL ? 0 : err;
	if (more || n != slots->n)
		return 0;
	int64_t len = slots->v[0].end - slots->v[0].at;
	for (size_t i = 0; i < n; i++) {
		const struct slot_ask *slot = &slots->v[i];
		if (starts[i] != slot->at || slot->end - slot->at != len)
			return 0;
	}
	*same = true;
	return 0;
}

/* ---- an event ---- */

/* The times of an event, as they are to stand. */
struct event_times {
	struct slots slots; /* of its rule, or its only one */
	struct slots extra; /* of RDATE */
	struct left_out left;
	const char *own; /* its rule as the store says it, NULL = it cannot */
	bool recurs;
};

/* Asks for the series, with the dates that are left out as exceptions. */
static int ask_series(struct importer *im, const struct event_times *t)
{
	const struct slots *slots = &t->slots;
	int64_t *except = arena_alloc(arena_of(im), (slots->n + 1) * sizeof *except);
	struct request *rq = put_series(im, OP_SERIES);
	if (!except || !rq)
		return QUAD_ENOMEM;
	struct series_ask *ask = &rq->u.series;
	ask->rule = (struct rule_pattern){t->own, slots->v[0].at, slots->v[0].end - slots->v[0].at};
	for (size_t i = 0; i < slots->n; i++)
		if (is_left_out(&t->left, slots->v[i].at))
			except[ask->n_except++] = clock_local_day(slots->v[i].at);
	ask->except = except;
	return 0;
}

/* Sorts slots and removes those that are left out or there twice. */
static void drop_left_out(struct slots *slots, const struct left_out *left)
{
	size_t n = 0;
	if (slots->n)
		qsort(slots->v, slots->n, sizeof *slots->v, slot_order);
	for (size_t i = 0; i < slots->n; i++) {
		bool again = n > 0 && slots->v[n - 1].at == slots->v[i].at;
		if (!again && !is_left_out(left, slots->v[i].at))
			slots->v[n++] = slots->v[i];
	}
	slots->n = n;
}

static int ref_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What shall stand under an event's UID. */
struct event_wish {
	bool single;         /* a booking of the UID itself */
	bool series;
	struct slots slots;  /* bookings with refs of their own */
	const char **refs;   /* of these, in their order */
	const char **keep;   /* these, and those that have rows of their own; sorted */
	size_t n_keep;
};

/* Cancels what stands under the UID and is no longer wished. */
static int cancel_stale(struct importer *im, const struct ics_standing *st, const struct event_wish *wish)
{
	int err = 0;
	if (st->booking && !wish->single)
		err = put_cancel(im, st->booking);
	if (!err && st->series && !wish->series)
		err = put_series_cancel(im, st->series);
	if (err)
		return err;
	for (size_t i = 0; i < st->n; i++) {
		const char **kept = NULL;
		if (wish->n_keep)
			kept = bsearch(&st->v[i].ref, wish->keep, wish->n_keep, sizeof *wish->keep, ref_order);
		if (!kept)
			err = put_cancel(im, st->v[i].id);
		if (err)
			return err;
	}
	return 0;
}

static bool is_any_left(const struct event_times *t)
{
	for (size_t i = 0; i < t->slots.n; i++)
		if (!is_left_out(&t->left, t->slots.v[i].at))
			return true;
	return false;
}

/* Chooses the form of a recurring event: a series with its RDATEs as bookings, or all of it as bookings. */
static int choose_form(struct importer *im, const struct event_times *t, struct event_wish *wish)
{
	bool same;
	int err = compare_with_series(im, t->own, &t->slots, &same);
	if (err)
		return err;
	wish->slots = t->extra;
	wish->series = same && is_any_left(t);
	if (!same) {
		for (size_t i = 0; i < t->slots.n; i++) {
			err = add_slot(im, &wish->slots, t->slots.v[i].at, t->slots.v[i].end);
			if (err)
				return err;
		}
	}
	drop_left_out(&wish->slots, &t->left);
	return 0;
}

/* Names the wished bookings, and gathers the refs that are kept. */
static int name_bookings(struct importer *im, struct event_wish *wish)
{
	size_t n_parts;
	const struct ics_part *parts = ics_parts(&im->survey, im->e.uid, &n_parts);
	wish->refs = arena_alloc(arena_of(im), (wish->slots.n + 1) * sizeof *wish->refs);
	wish->keep = arena_alloc(arena_of(im), (wish->slots.n + n_parts + 1) * sizeof *wish->keep);
	if (!wish->refs || !wish->keep)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < wish->slots.n; i++) {
		const char *ref = occurrence_ref(im, wish->slots.v[i].at);
		if (!ref)
			return QUAD_ENOMEM;
		wish->refs[i] = wish->keep[wish->n_keep++] = ref;
	}
	for (size_t i = 0; i < n_parts; i++) {
		struct ics_time t;
		if (!read_part_time(im, &parts[i], &t))
			continue;
		const char *ref = occurrence_ref(im, t.at);
		if (!ref)
			return QUAD_ENOMEM;
		wish->keep[wish->n_keep++] = ref;
	}
	if (wish->n_keep)
		qsort(wish->keep, wish->n_keep, sizeof *wish->keep, ref_order);
	return 0;
}

/* Asks that all of an event's occurrences stand under its UID, and nothing else. */
static int ask_event(struct importer *im, const struct event_times *t)
{
	struct ics_standing st;
	struct event_wish wish = {.single = !t->recurs && !im->e.cancelled};
	int err = ics_standing_load(seen_db(im), im->e.uid, arena_of(im), &st);
	if (!err && t->recurs && !im->e.cancelled)
		err = choose_form(im, t, &wish);
	if (!err)
		err = name_bookings(im, &wish);
	if (!err)
		err = cancel_stale(im, &st, &wish);
	if (!err && wish.series)
		err = ask_series(im, t);
	if (!err && wish.single)
		err = put_booking(im, im->e.uid, 0, t->slots.v[0].at, t->slots.v[0].end);
	if (err)
		return err;
	for (size_t i = 0; i < wish.slots.n; i++) {
		err = put_booking(im, wish.refs[i], 0, wish.slots.v[i].at, wish.slots.v[i].end);
		if (err)
			return err;
	}
	tie_requests(im);
	return 0;
}

/* Reads the occurrences of an event; without an error there may be reasons against it. */
static int read_occurrences(struct importer *im, struct event_times *t)
{
	struct ics_time start = {0};
	struct ics_duration length;
	int64_t end = 0;
	int err = read_first(im, &start, &length, &end);
	if (!err && t->recurs)
		err = read_left_out(im, &t->left);
	if (err || im->why->n)
		return err;
	if (im->e.rule)
		err = read_rule(im, &start, length, &t->slots, &t->own);
	else
		err = add_slot(im, &t->slots, start.at, end);
	if (!err && !im->why->n)
		err = read_rdates(im, length, &t->extra);
	if (!err && t->slots.n + t->extra.n > OCCURRENCES_MAX)
		reason_add(im->why, REASON_MANY_TIMES, "RDATE")->limit = OCCURRENCES_MAX;
	return err;
}

/* An event that stands for itself, with all its occurrences. */
static int read_whole(struct importer *im)
{
	struct event_times t = {.recurs = im->e.rule || im->e.rdates.n};
	int err = im->e.cancelled ? 0 : read_occurrences(im, &t);
	if (err || (im->why->n && !im->e.cancelled))
		return err;
	return ask_event(im, &t);
}

/*
 * Finds what stands for one occurrence: *own, a booking that has its ref; else *occurrence, the one of a series in the
 * store, unless the series itself is in the file. 0 = none.
 */
static int find_standing(struct importer *im, const char *ref, int64_t day, uint64_t *own, uint64_t *occurrence)
{
	struct ics_standing st = {0};
	size_t n;
	const struct ics_part *parts = ics_parts(&im->survey, im->e.uid, &n);
	*own = *occurrence = 0;
	int err = ics_standing_load(seen_db(im), im->e.uid, arena_of(im), &st);
	if (err)
		return err;
	for (size_t i = 0; i < st.n; i++)
		if (strcmp(st.v[i].ref, ref) == 0)
			*own = st.v[i].id;
	for (size_t i = 0; i < n; i++)
		if (!parts[i].recurrence.text)
			return 0;
	if (*own || !st.series)
		return 0;
	return ics_standing_occurrence(seen_db(im), st.series, day, arena_of(im), occurrence);
}

/* The event that stands for one occurrence of another, which may be in the file or only in the store. */
static int read_override(struct importer *im)
{
	struct ics_time at = {0}, start = {0};
	struct ics_duration length;
	int64_t end = 0;
	uint64_t own, occurrence;
	int err = 0;
	bool known = read_time(im, "RECURRENCE-ID", &im->e.recurrence, &at, &err);
	if (!err && !im->e.cancelled)
		err = read_first(im, &start, &length, &end);
	if (err || im->why->n || !known)
		return err;
	const char *ref = occurrence_ref(im, at.at);
	if (!ref)
		return QUAD_ENOMEM;
	err = find_standing(im, ref, clock_local_day(at.at), &own, &occurrence);
	if (err)
		return err;
	if (!im->e.cancelled)
		return put_booking(im, ref, occurrence, start.at, end);
	if (own || occurrence)
		return put_cancel(im, own ? own : occurrence);
	return 0;
}

/* ---- what is booked ---- */

/* Adds the resource that a text means, unless it is there; false if it means none. */
static bool add_claim(struct importer *im, const char *text, uint32_t units, struct claim_ask *claims, size_t *n)
{
	const struct resource *r = names_find(&im->names, text, NAMES_ANY, &im->why->failed);
	if (!r)
		return false;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(claims[i].resource, r->code) == 0)
			return true;
	claims[(*n)++] = (struct claim_ask){r->code, units};
	return true;
}

/* Adds the resources that are asked for; one that nothing means is a reason against the event. */
static int add_claims(struct importer *im, const struct claim_ask *asked, size_t n_asked, struct claim_ask *claims,
                      size_t *n)
{
	for (size_t i = 0; i < n_asked; i++) {
		if (add_claim(im, asked[i].resource, asked[i].units, claims, n))
			continue;
		int err = names_unknown(&im->names, asked[i].resource, NAMES_ANY, im->why);
		if (err)
			return err;
	}
	return 0;
}

/* RESOURCES name codes or names, with units after a star. LOCATION is one more if it means a resource. */
static int read_resource_claims(struct importer *im, struct claim_ask *asked, struct claim_ask *claims, size_t *n)
{
	const struct ics_event *e = &im->e;
	size_t n_asked = 0;
	for (size_t i = 0; i < e->n_resources; i++) {
		int err = cell_claims(e->resources[i], "RESOURCES", arena_of(im), asked, &n_asked, im->why);
		if (err)
			return err;
	}
	int err = add_claims(im, asked, n_asked, claims, n);
	if (!err && *e->location)
		add_claim(im, e->location, 0, claims, n);
	return err;
}

static bool is_any_known(struct importer *im, const struct claim_ask *asked, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (names_find(&im->names, asked[i].resource, NAMES_ANY, &im->why->failed))
			return true;
	return false;
}

/*
 * Without RESOURCES, LOCATION must mean something: it is one resource, or a list of which some are known; else it is
 * one name that is not known.
 */
static int read_location_claims(struct importer *im, struct claim_ask *asked, struct claim_ask *claims, size_t *n)
{
	const char *location = im->e.location;
	size_t n_asked = 0;
	if (add_claim(im, location, 0, claims, n))
		return 0;
	int err = cell_claims(location, "LOCATION", arena_of(im), asked, &n_asked, im->why);
	if (err)
		return err;
	if (!*location)
		reason_add(im->why, REASON_MISSING, "LOCATION");
	if (n_asked && !is_any_known(im, asked, n_asked))
		return names_unknown(&im->names, location, NAMES_PLACES, im->why);
	return add_claims(im, asked, n_asked, claims, n);
}

static int read_claims(struct importer *im)
{
	const struct ics_event *e = &im->e;
	size_t most = strlen(e->location) + 2;
	for (size_t i = 0; i < e->n_resources; i++)
		most += strlen(e->resources[i]) + 1;
	struct claim_ask *claims = arena_alloc(arena_of(im), most * sizeof *claims);
	struct claim_ask *asked = arena_alloc(arena_of(im), most * sizeof *asked);
	if (!claims || !asked)
		return QUAD_ENOMEM;
	im->asks.claims = claims;
	if (e->n_resources)
		return read_resource_claims(im, asked, claims, &im->asks.n_claims);
	return read_location_claims(im, asked, claims, &im->asks.n_claims);
}

static void read_common(struct importer *im)
{
	const struct ics_event *e = &im->e;
	im->given = GIVEN(BOOKING_CLAIMS) | GIVEN(BOOKING_TIME) | GIVEN(BOOKING_PURPOSE) | GIVEN(BOOKING_NOTE);
	if (e->own)
		im->given |= GIVEN(BOOKING_PARTY) | GIVEN(BOOKING_REQUESTER) | GIVEN(BOOKING_INSTITUTION);
	im->asks = (struct booking_ask){.ref = "",
	                                .party = e->party,
	                                .purpose = e->summary,
	                                .note = e->description,
	                                .requester = e->requester,
	                                .institution = e->institution};
}

/* Fills the row of the event that was read. */
static int import_event(struct importer *im, struct list_row *row)
{
	const struct ics_event *e = &im->e;
	bool bad_uid = !*e->uid || strlen(e->uid) + REF_TIME_BYTES > CODE_MAX_BYTES;
	row->key = e->uid;
	im->why = &row->why;
	im->first = im->batch.n_requests;
	read_common(im);
	if (bad_uid)
		reason_add_text(im->why, REASON_VALUE, "UID", "%.60s", e->uid);
	int err = e->cancelled ? 0 : read_claims(im);
	if (err || bad_uid)
		return err;
	err = e->recurrence.text ? read_override(im) : read_whole(im);
	if (!err && im->why->n)
		list_batch_drop(&im->batch);
	return !err && im->why->failed ? QUAD_ENOMEM : err;
}

static int import_events(struct importer *im)
{
	struct list_row *row;
	struct reasons why = {0};
	size_t before = 0;
	int err = 0;
	for (;;) {
		struct ics_event e;
		why = (struct reasons){.arena = arena_of(im)};
		err = ics_event_next(&im->reader, arena_of(im), &e, &im->notes, &why);
		if (err)
			break;
		row = list_batch_row(&im->batch, ++im->row);
		if (!row)
			return QUAD_ENOMEM;
		row->why = why;
		im->e = e;
		err = import_event(im, row);
		im->batch.n_bytes += im->reader.at - before;
		before = im->reader.at;
		im->batch.progress = (struct list_progress){im->row, im->reader.at, im->reader.len};
		if (!err)
			err = list_batch_settle(&im->batch);
		if (err)
			return err;
	}
	return err == QUAD_ENOTFOUND ? list_batch_flush(&im->batch) : err;
}

/* ---- the file ---- */

/* Finds out whether all lines are UTF-8. They are unfolded first, since programs fold in the midst of a character. */
static int check_utf8(struct bytes text, bool *out)
{
	struct ics_reader r;
	struct ics_line line;
	int err = 0;
	ics_reader_open(&r, text.p, text.len);
	*out = true;
	while (*out) {
		err = ics_reader_next(&r, &line);
		if (err && err != QUAD_EINVAL)
			break;
		*out = line.cut || utf8_valid(r.line.p, r.line.len);
	}
	ics_reader_close(&r);
	return err == QUAD_ENOMEM ? err : 0;
}

/* encoding_score: 1 for an encoding in which every byte means something. */
static size_t score_damage(void *arg, const char *text, size_t len)
{
	static const char replacement[] = "\xef\xbf\xbd";
	const char *end = text + len;
	(void)arg;
	for (const char *p = text; end - p >= 3; p++)
		if (*p == replacement[0] && memcmp(p, replacement, 3) == 0)
			return 0;
	return 1;
}

/* Decodes a file that is not UTF-8, or is told to be otherwise. */
static int decode_file(struct importer *im, struct buf *decoded)
{
	struct list_summary *summary = im->summary;
	const char *told = im->ask->encoding;
	int err = encoding_decode(im->ask->data, told, score_damage, NULL, decoded, &summary->encoding,
	                          &summary->encoding_guessed);
	if (err == QUAD_EINVAL)
		summary->fault = (struct list_fault){LIST_ENCODING, 0, told, NULL};
	if (err == QUAD_EFULL) {
		summary->fault.problem = LIST_TOO_LARGE_TEXT;
		err = QUAD_EINVAL;
	}
	return err;
}

static int open_file(struct importer *im, struct buf *decoded, struct bytes *text)
{
	static const char mark[] = "\xef\xbb\xbf";
	bool utf8 = false;
	int err = im->ask->encoding ? 0 : check_utf8(im->ask->data, &utf8);
	if (err)
		return err;
	if (utf8) {
		im->summary->encoding = "UTF-8";
		*text = im->ask->data;
	} else {
		err = decode_file(im, decoded);
		*text = (struct bytes){buf_text(decoded), decoded->len};
	}
	if (text->len >= 3 && memcmp(text->p, mark, 3) == 0)
		*text = (struct bytes){(const char *)text->p + 3, text->len - 3};
	return err;
}

static enum list_problem find_wrong_option(const struct list_import *ask)
{
	if (ask->n_map || ask->n_set)
		return LIST_CALENDAR_COLUMNS;
	return ask->sheet ? LIST_CALENDAR_SHEETS : LIST_FINE;
}

int ics_import(struct store *s, const struct list_import *ask,
               int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out)
{
	struct importer im = {
		.store = s, .ask = ask, .summary = out, .zones.store = s->zone, .notes.arena = &out->arena};
	struct buf decoded = {0};
	struct bytes text;
	out->fault.problem = find_wrong_option(ask);
	int err = out->fault.problem ? QUAD_EINVAL : 0;
	if (!err)
		err = open_file(&im, &decoded, &text);
	if (!err)
		err = ics_survey(text, &im.zones, &im.survey, &out->arena, &out->fault);
	if (!err)
		err = names_open(&im.names, s);
	if (!err)
		err = trips_open(&im.trips, &im.names);
	im.batch = (struct list_batch){.store = s,
	                               .ask = ask,
	                               .summary = out,
	                               .report = report,
	                               .arg = arg,
	                               .trips = &im.trips,
	                               .teller.names = &im.names,
	                               .max_requests = BATCH_REQUESTS};
	if (!err) {
		ics_reader_open(&im.reader, text.p, text.len);
		err = import_events(&im);
	}
	if (out->interrupted)
		err = 0;
	if (!err)
		err = trips_unlisted(&im.trips, s, out);
	out->unknown = im.notes.v;
	out->n_unknown = im.notes.n;
	ics_reader_close(&im.reader);
	list_batch_release(&im.batch);
	trips_close(&im.trips);
	names_close(&im.names);
	ics_survey_release(&im.survey);
	ics_zones_close(&im.zones);
	buf_release(&decoded);
	return err;
}
