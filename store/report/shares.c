/*
 * What the owners of what several own have used of their shares in the period: of each resource in the register owners,
 * and each that has a share of it, also its own institution where the register leaves something of the whole.
 *
 *   share           entitled hours of the open ones, percent: of one share in force all the time, the share
 *   entitled_hours  share by the hours in which the resource is open (open_hours.h), on the days on which it is in
 * force used_hours      of its bookings, use where it is recorded; shared resources by units/seats; on days on which
 * any share of the resource is in force left_hours      entitled less used; below 0: more than its share, as of time
 * that was free for all use             used of entitled, percent
 */
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/joint_share.h"
#include "store/report/booked.h"
#include "store/report/halls.h"
#include "store/report/open_hours.h"
#include "store/report/reports.h"
#include "store/report/tally.h"

static const struct report_column columns[] = {
	{"resource", REPORT_TEXT},        {"institution", REPORT_TEXT}, {"share", REPORT_PERCENT},
	{"entitled_hours", REPORT_HOURS}, {"used_hours", REPORT_HOURS}, {"left_hours", REPORT_HOURS},
	{"use", REPORT_PERCENT},
};

/* The rows of one resource: those from v on. */
struct owned {
	const struct register_row *v;
	size_t n;
};

struct share_count {
	struct owned *owned; /* by place in the directory; n 0: it has one owner */
	struct tally used;
	struct parts parts;
	struct open_hours open;
	int64_t *open_min; /* of one resource, by day of the period */
};

/* ---- what there is ---- */

static int load_owners(struct report_work *w, struct share_count *s)
{
	struct register_rows rows;
	int err = register_list_load(w->txn, REGISTER_OWNERS, w->arena, &rows);
	s->owned = arena_alloc(w->arena, (w->directory->all.n + 1) * sizeof *s->owned);
	s->open_min = arena_alloc(w->arena, ((size_t)w->n_days + 1) * sizeof *s->open_min);
	if (err || !s->owned || !s->open_min)
		return err ? err : QUAD_ENOMEM;
	memset(s->owned, 0, (w->directory->all.n + 1) * sizeof *s->owned);
	for (size_t i = 0, n; i < rows.n; i += n) {
		const char *code = rows.v[i].text[OWNER_RESOURCE];
		uint32_t no;
		for (n = 1; i + n < rows.n && strcmp(rows.v[i + n].text[OWNER_RESOURCE], code) == 0;)
			n++;
		err = facts_resource_number(w->txn, code, &no);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		uint32_t place = err ? 0 : directory_place(w->directory, no);
		if (place && w->asked[place - 1])
			s->owned[place - 1] = (struct owned){&rows.v[i], n};
	}
	return 0;
}

/* ---- use ---- */

/* The minutes of [start, end) on days on which any share is in force. */
static int64_t minutes_in_force(const struct owned *o, int64_t start, int64_t end)
{
	int64_t sum = 0, day = clock_local_day(start);
	while (start < end) {
		int64_t last = joint_share_last(o->v, o->n, day, clock_local_day(end));
		int64_t until = clock_day_start(last + 1);
		until = until < end ? until : end;
		if (joint_share(o->v, o->n, "", "", day) >= 0)
			sum += until - start;
		start = until;
		day = last + 1;
	}
	return sum;
}

static int add_booking(struct report_work *w, const struct booked *b, void *arg)
{
	struct share_count *s = arg;
	for (size_t i = 0; b->institution != NO_PLACE && i < b->booking->n_claims; i++) {
		const struct claim *c = &b->booking->claims[i];
		uint32_t place = booked_place(w, c);
		if (place == NO_PLACE || !s->owned[place].n)
			continue;
		struct tally_cell *cell = tally_add(&s->used, place, b->institution, b->booking->id);
		if (!cell)
			return QUAD_ENOMEM;
		cell->sum[0] += minutes_in_force(&s->owned[place], b->used_start, b->used_end) * booked_weight(w, c);
	}
	return 0;
}

static sum_t used_by(const struct share_count *s, uint32_t place, uint32_t institution)
{
	for (size_t i = 0; i < s->used.n; i++)
		if (s->used.v[i].row == place && s->used.v[i].column == institution)
			return s->used.v[i].sum[0];
	return 0;
}

/* ---- rows ---- */

static void add_open(size_t day, int64_t start, int64_t end, void *arg)
{
	int64_t *open_min = arg;
	open_min[day] += end - start;
}

/* What an institution is entitled to, and of how much. */
static void find_entitled(const struct report_work *w, const struct share_count *s, uint32_t place, const char *code,
                          sum_t *entitled, sum_t *open)
{
	const struct owned *o = &s->owned[place];
	const char *own = w->owner[place] == NO_PLACE ? "" : w->institutions[w->owner[place]].code;
	*entitled = *open = 0;
	for (int64_t i = 0; i < w->n_days; i++) {
		int64_t share = joint_share(o->v, o->n, own, code, w->first_day + i);
		if (share < 0)
			continue;
		sum_t minutes = (sum_t)s->open_min[i] * SUM_MINUTE;
		*open += minutes;
		*entitled += sum_part(minutes, share, JOINT_WHOLE);
	}
}

static int put_row(struct report_work *w, struct share_count *s, uint32_t place, uint32_t institution, bool listed)
{
	sum_t entitled, open, used = used_by(s, place, institution);
	const char *code = w->institutions[institution].code;
	if (!w->seen[place] && !w->institution_seen[institution])
		return 0;
	find_entitled(w, s, place, code, &entitled, &open);
	if (!listed && !entitled)
		return 0;
	struct report_row *row = frame_row(w);
	if (!row)
		return QUAD_ENOMEM;
	row->source.resource = w->directory->all.v[place].code;
	row->source.borrower = code;
	frame_text(&row->cells[0], row->source.resource);
	frame_text(&row->cells[1], code);
	frame_percent(&row->cells[2], entitled, open);
	frame_hours(&row->cells[3], entitled);
	frame_hours(&row->cells[4], used);
	frame_number(&row->cells[5], row->cells[3].number - row->cells[4].number);
	frame_percent(&row->cells[6], used, entitled);
	return 0;
}

static int put_resource(struct report_work *w, struct share_count *s, uint32_t place)
{
	const struct owned *o = &s->owned[place];
	bool own = w->owner[place] != NO_PLACE;
	int err = 0;
	memset(s->open_min, 0, (size_t)w->n_days * sizeof *s->open_min);
	open_hours_walk(w, &s->open, s->open.group[place], add_open, s->open_min);
	for (size_t i = 0; !err && i < o->n; i++) {
		uint32_t institution = frame_institution(w, o->v[i].text[OWNER_INSTITUTION]);
		own &= institution != w->owner[place];
		if (institution != NO_PLACE)
			err = put_row(w, s, place, institution, true);
	}
	return err || !own ? err : put_row(w, s, place, w->owner[place], false);
}

int report_shares(struct report_work *w)
{
	struct share_count s = {0};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = load_owners(w, &s);
	if (!err)
		err = halls_load(w, &s.parts);
	if (!err)
		err = open_hours_load(w, &s.parts, &s.open);
	if (!err)
		err = booked_walk(w, add_booking, &s);
	tally_sort(&s.used);
	for (uint32_t place = 0; !err && place < w->directory->all.n; place++)
		if (s.owned[place].n)
			err = put_resource(w, &s, place);
	tally_release(&s.used);
	return err;
}
