/*
 * Bookings as VEVENTs. What has one UID is one event with its exceptions: a series, the bookings that are occurrences
 * of one reference. It says its dates by the rule that says most of them, whatever made them: RRULE, what that says too
 * much as EXDATE, what it lacks as RDATE, and an event with RECURRENCE-ID for each booking that is not as most are. Its
 * times are by the clock of the store's zone, since a rule is; those of other bookings are UTC, which every program
 * reads the same.
 *
 * There is no METHOD: each of them asks for an ORGANIZER with a mail address (RFC 5546), as a mail has it (itip.h).
 *
 * Of what others hold an event says only that something is taken, for which institution and whom to ask. Its UID is
 * none by which a booking is found, so that nobody imports what would empty the rest of it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/list/ics_property.h"
#include "store/list/ics_recur.h"
#include "store/list/ics_standing.h"
#include "store/list/list_export.h"

#define PORTION 1000
#define KINDS_MAX 64 /* of bookings of one event, that are looked at to find what is usual */

struct output {
	struct ics_output w;
	struct store *store;
	struct arena lasting;
	uint64_t *done; /* hashes of the UIDs of groups that were written; a table with open places, 0 = free */
	size_t n_done, cap_done;
	int (*write)(void *arg, struct bytes text);
	void *arg;
	bool series_only;
};

/* ---- a booking ---- */

/* A booking that is an event of its own. */
static int put_booking(struct output *o, const struct booking_row *row, const char *uid)
{
	const struct booking *b = &row->b;
	struct ics_version v;
	int err = ics_version_find(o->store, uid, b->made_min, &b->seq, 1, &v);
	if (err)
		return err;
	ics_put_head(&o->w, uid, &v);
	ics_put_utc(&o->w, "DTSTART", b->start);
	ics_put_utc(&o->w, "DTEND", b->end);
	err = ics_put_contents(&o->w, row, ics_status(row->b.state));
	ics_put_end(&o->w, b->series);
	return err;
}

/* ---- an event with its exceptions ---- */

/* A booking of a group, and the start of the occurrence that it stands for. */
struct occurrence_row {
	int64_t at;
	const struct booking_row *row;
};

struct group {
	const char *uid;
	struct ics_standing st;
	struct booking_rows rows;
	struct occurrence_row *v; /* by `at` */
	size_t n;
	const struct booking *like; /* as most of them are */
	const struct booking_row *like_row;
};

static int row_order(const void *a, const void *b)
{
	const struct occurrence_row *x = a, *y = b;
	return (x->at > y->at) - (x->at < y->at);
}

/* Loads the rows of what stands, except what may not be seen, which is an event of its own. Of two that stand for one
 * occurrence, the second stands for its own time. */
static int load_rows(struct output *o, struct group *g)
{
	uint64_t *ids = arena_alloc(&o->w.arena, (g->st.n + 1) * sizeof *ids);
	g->v = arena_alloc(&o->w.arena, (g->st.n + 1) * sizeof *g->v);
	if (!ids || !g->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < g->st.n; i++)
		ids[i] = g->st.v[i].id;
	int err = query_bookings(o->store, ids, g->st.n, &g->rows);
	if (err)
		return err;
	for (size_t i = 0, row = 0; i < g->st.n && row < g->rows.n; i++) {
		const struct booking_row *r = &g->rows.v[row];
		if (r->b.id != ids[i])
			continue;
		if (!r->hidden)
			g->v[g->n++] = (struct occurrence_row){g->st.v[i].at, r};
		row++;
	}
	if (g->n)
		qsort(g->v, g->n, sizeof *g->v, row_order);
	for (size_t i = 1; i < g->n; i++)
		if (g->v[i].at == g->v[i - 1].at)
			g->v[i].at = g->v[i].row->b.start;
	if (g->n)
		qsort(g->v, g->n, sizeof *g->v, row_order);
	return 0;
}

/* True for bookings that say the same but when. */
static bool is_alike(const struct booking_row *x, const struct booking_row *y)
{
	const struct booking *a = &x->b, *b = &y->b;
	if (a->end - a->start != b->end - b->start || a->party != b->party || strcmp(x->claims, y->claims) != 0)
		return false;
	if (strcmp(a->purpose, b->purpose) != 0 || strcmp(a->note, b->note) != 0)
		return false;
	if (a->class != b->class || strcmp(a->event, b->event) != 0)
		return false;
	return strcmp(a->requester, b->requester) == 0 && strcmp(a->institution, b->institution) == 0;
}

/* Finds one that is as most are. Where the first of them are all of many kinds, it does not matter which. */
static void find_usual(struct group *g)
{
	size_t best = 0;
	for (size_t i = 0; i < g->n && i < KINDS_MAX; i++) {
		size_t alike = 0;
		for (size_t j = 0; j < g->n; j++)
			alike += is_alike(g->v[i].row, g->v[j].row);
		if (alike <= best)
			continue;
		best = alike;
		g->like_row = g->v[i].row;
	}
	g->like = &g->like_row->b;
}

static bool is_usual(const struct group *g, size_t i)
{
	return g->v[i].at == g->v[i].row->b.start && is_alike(g->like_row, g->v[i].row);
}

/* The version of a series counts every change of it and of its bookings, cancelled ones too. */
static int find_group_version(struct output *o, const struct group *g, struct ics_version *out)
{
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	struct booking_filter all = {.series = g->st.series.id, .any_state = true};
	const struct booking_rows *from = &g->rows;
	int err = 0;
	if (g->st.has_series) {
		err = query_booking_ids(o->store, &all, &ids);
		if (!err)
			err = query_bookings(o->store, ids.v, ids.n, &rows);
		from = &rows;
	}
	uint64_t *seqs = arena_alloc(&o->w.arena, (from->n + 1) * sizeof *seqs);
	size_t n = 0;
	if (!err && !seqs)
		err = QUAD_ENOMEM;
	for (size_t i = 0; i < from->n && !err; i++)
		seqs[n++] = from->v[i].b.seq;
	if (!err && g->st.has_series)
		seqs[n++] = g->st.series.seq;
	if (!err)
		err = ics_version_find(o->store, g->uid, g->like->made_min, seqs, n, out);
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	return err;
}

/* Finds how the dates of an event are said. */
static int find_recur(struct output *o, const struct group *g, struct ics_recur *out)
{
	int64_t *starts = arena_alloc(&o->w.arena, (g->n + 1) * sizeof *starts);
	if (!starts)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < g->n; i++)
		starts[i] = g->v[i].at;
	int err = ics_recur_find(starts, g->n, &o->w.arena, out);
	if (err)
		return err;
	/* a rule goes by the clock of its start, which must then be told by the clock */
	if (*out->rule && !ics_is_first(out->start))
		*out = (struct ics_recur){.rule = "", .start = starts[0], .extra = starts + 1, .n_extra = g->n - 1};
	/* the last date that is left of several stays a date, and does not become an event that happens once */
	bool only_date = g->n == 1 && !g->st.has_series && !g->st.booking;
	if (only_date && !*out->rule) {
		out->extra = starts;
		out->n_extra = 1;
	}
	return 0;
}

/* The event that stands for all dates. */
static int put_whole(struct output *o, struct group *g)
{
	struct ics_recur recur;
	struct ics_version v;
	int err = find_recur(o, g, &recur);
	if (!err)
		err = find_group_version(o, g, &v);
	if (err)
		return err;
	ics_define_zone(&o->w, recur.start);
	ics_put_head(&o->w, g->uid, &v);
	err = ics_put_local(&o->w, "DTSTART", recur.start);
	if (!err)
		err = ics_put_local(&o->w, "DTEND", recur.start + (g->like->end - g->like->start));
	if (*recur.rule)
		ics_put(&o->w.text, "RRULE", recur.rule);
	if (!err)
		err = ics_put_times(&o->w, "RDATE", recur.extra, recur.n_extra);
	if (!err)
		err = ics_put_times(&o->w, "EXDATE", recur.except, recur.n_except);
	if (!err)
		err = ics_put_contents(&o->w, g->like_row, ics_status(g->like->state));
	ics_put_end(&o->w, g->st.has_series ? g->st.series.id : 0);
	return err;
}

/* The event that stands for one date. */
static int put_exception(struct output *o, struct group *g, const struct occurrence_row *x)
{
	const struct booking *b = &x->row->b;
	struct ics_version v;
	const char *ref = ics_occurrence_ref(&o->w.arena, g->uid, x->at);
	int err = ref ? ics_version_find(o->store, ref, b->made_min, &b->seq, 1, &v) : QUAD_ENOMEM;
	if (err)
		return err;
	ics_define_zone(&o->w, x->at);
	ics_put_head(&o->w, g->uid, &v);
	err = ics_put_local(&o->w, "RECURRENCE-ID", x->at);
	if (!err)
		err = ics_put_local(&o->w, "DTSTART", b->start);
	if (!err)
		err = ics_put_local(&o->w, "DTEND", b->end);
	if (!err)
		err = ics_put_contents(&o->w, x->row, ics_status(b->state));
	ics_put_end(&o->w, b->series);
	return err;
}

/* An event with its exceptions. Without a series, and with nothing in its place, the exceptions are all there is. */
static int put_group(struct output *o, struct group *g)
{
	bool whole = g->st.has_series;
	int err = load_rows(o, g);
	if (err || !g->n)
		return err;
	find_usual(g);
	for (size_t i = 0; i < g->n; i++)
		whole |= is_usual(g, i);
	if (whole)
		err = put_whole(o, g);
	for (size_t i = 0; i < g->n && !err; i++) {
		bool again = i > 0 && g->v[i].at == g->v[i - 1].at;
		if (!is_usual(g, i) && !again)
			err = put_exception(o, g, &g->v[i]);
	}
	return err;
}

/* ---- which bookings are one event ---- */

static bool find_done(const struct output *o, uint64_t hash, size_t *place)
{
	*place = 0;
	if (!o->cap_done)
		return false;
	for (*place = (size_t)hash % o->cap_done; o->done[*place]; *place = (*place + 1) % o->cap_done)
		if (o->done[*place] == hash)
			return true;
	return false;
}

static int grow_done(struct output *o)
{
	uint64_t *old = o->done;
	size_t n = o->cap_done, place;
	o->cap_done = n ? n * 2 : 256;
	o->done = arena_alloc(&o->lasting, o->cap_done * sizeof *o->done);
	if (!o->done)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (!old[i])
			continue;
		find_done(o, old[i], &place);
		o->done[place] = old[i];
	}
	return 0;
}

static uint64_t hash_text(const char *text)
{
	uint64_t hash = fnv1a(FNV1A_START, (struct bytes){text, strlen(text)});
	return hash + (hash == 0);
}

/* Notes that a group was written; *before: it was already. */
static int note_done(struct output *o, uint64_t hash, bool *before)
{
	size_t place;
	int err = 2 * (o->n_done + 1) > o->cap_done ? grow_done(o) : 0;
	if (err)
		return err;
	*before = find_done(o, hash, &place);
	o->done[place] = hash;
	o->n_done += !*before;
	return 0;
}

static bool is_done(const struct output *o, uint64_t hash)
{
	size_t place;
	return find_done(o, hash, &place);
}

/* Series are noted by their numbers too, so that one is loaded once and not for each of its bookings. */
enum series_mark { SERIES_WRITTEN, SERIES_ENDED };

static uint64_t hash_series(uint64_t series, enum series_mark mark)
{
	char text[48];
	snprintf(text, sizeof text, "\n%d series %" PRIu64, (int)mark, series);
	return hash_text(text);
}

/* The group of a series: under its ref, unless that leads to another by now. */
static int load_series(struct output *o, const struct booking_row *row, struct group *g)
{
	char own[OWN_REF_MAX];
	int err = ics_standing_series(o->store->db, row->b.series, &o->w.arena, &g->st);
	if (err || !g->st.has_series)
		return err;
	if (*g->st.series.ref) {
		struct ics_standing by_ref;
		err = ics_standing_load(o->store->db, g->st.series.ref, &o->w.arena, &by_ref);
		if (err)
			return err;
		if (by_ref.has_series && by_ref.series.id == row->b.series) {
			g->uid = g->st.series.ref;
			g->st = by_ref;
			return 0;
		}
	}
	g->uid = arena_str(&o->w.arena, facts_own_ref(o->store->mark, OWN_SERIES, row->b.series, own));
	return g->uid ? 0 : QUAD_ENOMEM;
}

/* What stands under the reference of a booking, or of the event that it is an occurrence of. */
static int load_ref(struct output *o, const struct booking_row *row, struct group *g)
{
	const char *ref = row->b.ref;
	size_t owner = ics_occurrence_owner(ref);
	g->uid = owner ? arena_dup(&o->w.arena, ref, owner) : ref;
	return g->uid ? ics_standing_load(o->store->db, g->uid, &o->w.arena, &g->st) : QUAD_ENOMEM;
}

/* True if the group is more than the booking under its own reference. */
static bool is_group(const struct group *g, const struct booking_row *row)
{
	if (!state_stands(row->b.state))
		return false;
	return g->st.has_series || g->st.n > 1 || ics_occurrence_owner(row->b.ref);
}

/* Loads the group of a booking; *done: it was written already. */
static int load_group(struct output *o, const struct booking_row *row, struct group *g, bool *done)
{
	const struct booking *b = &row->b;
	bool before;
	*g = (struct group){.uid = ""};
	*done = b->series && is_done(o, hash_series(b->series, SERIES_WRITTEN));
	if (*done)
		return 0;
	if (!b->series) {
		int err = *b->ref ? load_ref(o, row, g) : 0;
		*done = !err && is_group(g, row) && is_done(o, hash_text(g->uid));
		return err;
	}
	if (is_done(o, hash_series(b->series, SERIES_ENDED)))
		return 0;
	int err = load_series(o, row, g);
	enum series_mark mark = g->st.has_series ? SERIES_WRITTEN : SERIES_ENDED;
	return err ? err : note_done(o, hash_series(b->series, mark), &before);
}

/* A booking that may not be seen. */
static int put_hidden(struct output *o, const struct booking_row *row)
{
	const char *uid = arena_fmt(&o->w.arena, "taken-%08" PRIx32 "-%" PRIu64, o->store->mark, row->b.id);
	return uid ? put_booking(o, row, uid) : QUAD_ENOMEM;
}

static int put_row(struct output *o, const struct booking_row *row)
{
	struct group g;
	char own[OWN_REF_MAX];
	bool done, before = false;
	if (row->hidden)
		return put_hidden(o, row);
	int err = load_group(o, row, &g, &done);
	/* a date of a series that was cancelled is what the series leaves out */
	bool whole = row->b.series && g.st.has_series;
	if (err || done)
		return err;
	if (whole || is_group(&g, row)) {
		err = note_done(o, hash_text(g.uid), &before);
		if (!err && !before)
			err = put_group(o, &g);
		arena_release(&g.rows.arena);
		return err;
	}
	bool taken = !state_stands(row->b.state) && g.st.n;
	const char *uid =
		*row->b.ref && !taken ? row->b.ref : facts_own_ref(o->store->mark, OWN_BOOKING, row->b.id, own);
	return put_booking(o, row, uid);
}

/* ---- the file ---- */

/* Writes the text that has been put, and empties it. */
static int write_text(struct output *o)
{
	int err = QUAD_ENOMEM;
	if (!o->w.text.failed && !o->w.value.failed)
		err = o->write(o->arg, (struct bytes){buf_text(&o->w.text), o->w.text.len});
	buf_clear(&o->w.text);
	return err;
}

static int put_portion(struct output *o, const uint64_t *ids, size_t n)
{
	struct booking_rows rows;
	int err = query_bookings(o->store, ids, n, &rows);
	for (size_t i = 0; i < rows.n && !err; i++) {
		if (!o->series_only || rows.v[i].b.series)
			err = put_row(o, &rows.v[i]);
		arena_release(&o->w.arena);
	}
	arena_release(&rows.arena);
	return err ? err : write_text(o);
}

int list_export_ics(struct store *s, const struct booking_filter *filter, bool series_only,
                    int (*write)(void *arg, struct bytes text), void *arg)
{
	return list_export_ics_headed(s, filter, series_only, NULL, write, arg);
}

int list_export_ics_headed(struct store *s, const struct booking_filter *filter, bool series_only, const char *head,
                           int (*write)(void *arg, struct bytes text), void *arg)
{
	struct output o = {.store = s, .write = write, .arg = arg, .series_only = series_only};
	struct booking_ids ids = {0};
	int err = query_booking_ids(s, filter, &ids);
	if (!err)
		err = ics_output_open(&o.w, s);
	if (err)
		goto out;
	ics_put_calendar(&o.w);
	ics_put(&o.w.text, "X-WR-TIMEZONE", s->zone);
	if (head)
		ics_put(&o.w.text, "X-QUAD-HEAD", head);
	for (size_t at = 0; at < ids.n; at += PORTION) {
		err = put_portion(&o, ids.v + at, ids.n - at < PORTION ? ids.n - at : PORTION);
		if (err)
			goto out;
	}
	ics_put(&o.w.text, "END", "VCALENDAR");
	err = write_text(&o);
out:
	ics_output_close(&o.w);
	arena_release(&ids.arena);
	arena_release(&o.lasting);
	return err;
}
