/*
 * The minute up to which all was reminded stands in a setting, which only rises. An hour's bookings are looked at at
 * once, and hours are taken until there was enough to do.
 */
#include "store/change/reminders.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/ids.h"
#include "store/change/notice_people.h"
#include "store/change/notices.h"
#include "store/facts/members.h"
#include "store/facts/overlap.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"
#include "store/model/entity.h"
#include "store/model/settings.h"

enum { PORTION = 256, STEP_MIN = 60, MORNING_MIN = 7 * 60, DUE_KEY_BYTES = 1 + 4 + 8, CLAIM_TIME_KEY_BYTES = 18 };

static int read_config(struct change *c, const char *name, const char **out)
{
	const char *value;
	int err = facts_config_value(c->txn, name, &value);
	*out = err ? "" : arena_str(c->arena, value);
	return err || *out ? err : QUAD_ENOMEM;
}

static bool is_morning(int64_t now)
{
	return clock_local_minute(now) >= MORNING_MIN;
}

/* The entry that a portion of mails belongs to. */
static int write_entry(struct change *c, const char *what, const char *text)
{
	const char *entity = arena_fmt(c->arena, "%s%s", NOTE_MAIL, what);
	return entity ? change_note(c, entity, (struct bytes){text, strlen(text)}) : QUAD_ENOMEM;
}

/* ---- which bookings are near ---- */

static int add_id(struct change *c, struct ids *list, struct bytes key)
{
	if (key.len != CLAIM_TIME_KEY_BYTES)
		return QUAD_ECORRUPT;
	return ids_add(list, c->arena, key_get_u64(key, key.len - 8));
}

/* The bookings with a claim in [from, to), each once. */
static int find_bookings(struct change *c, int64_t from, int64_t to, struct ids *out)
{
	struct key prefix = key_table(TABLE_CLAIM_TIME);
	struct overlap walk;
	struct bytes k, v;
	int err = overlap_begin(&walk, c->txn, &prefix, from, to);
	while (!err) {
		err = overlap_next(&walk, &k, &v);
		if (!err)
			err = add_id(c, out, k);
	}
	overlap_end(&walk);
	ids_sort(out);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* ---- reminders ---- */

/* Reminders under way. */
struct reminding {
	struct change *c;
	int64_t remind_min;
	int64_t from, to, until; /* this portion's hours so far, and where all of it ends */
	uint64_t seq;            /* the portion's entry, 0 = none yet */
	size_t n;
};

/* The entry of the portion, as soon as there is anybody to remind. */
static int need_entry(struct reminding *r)
{
	char from[CLOCK_TEXT_MAX];
	if (r->seq)
		return 0;
	int err = write_entry(r->c, "reminders", clock_format(r->from, from));
	if (!err)
		err = cache_last_seq(r->c->cache, r->c->txn, &r->seq);
	r->c->out->seq = r->seq;
	return err;
}

static int remind_of(struct reminding *r, const struct booking *b)
{
	struct parties parties;
	struct mail_item item = {.kind = MAIL_REMINDER, .booking = b->id, .series = b->series};
	int err = notice_parties(r->c, NULL, b, r->c->arena, &parties);
	if (!err)
		err = need_entry(r);
	item.seq = r->seq;
	for (size_t i = 0; !err && i < parties.n; i++)
		err = notices_put(r->c, &(struct notice){.action = r->c->cache->action,
		                                         .login = parties.login[i],
		                                         .kind = MAIL_OF_REMINDERS,
		                                         .item = &item});
	return err;
}

/* Reminds of a booking that starts in [from, to), if it stands and was there in time to be reminded of. */
static int look_at(struct reminding *r, uint64_t id, int64_t from, int64_t to)
{
	struct booking b;
	struct key k = key_table(TABLE_BOOKING);
	struct bytes record;
	key_u64(&k, id);
	int err = change_get(r->c, &k, &record);
	if (!err)
		err = booking_decode(record, r->c->arena, &b);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	bool starts = b.start >= from && b.start < to;
	bool stands = booking_state_at(&b, r->c->rq->now) == STATE_BOOKED;
	bool knows = b.made_min > b.start - r->remind_min;
	if (!starts || !stands || knows)
		return 0;
	r->n++;
	return remind_of(r, &b);
}

/* One portion: hours from `from` on, until enough was done or all is. */
static int remind_portion(struct reminding *r)
{
	r->to = r->from;
	while (r->to < r->until && r->n < PORTION) {
		struct ids ids = {0};
		int64_t from = r->to;
		r->to = r->until - from > STEP_MIN ? from + STEP_MIN : r->until;
		int err = find_bookings(r->c, from, r->to, &ids);
		for (size_t i = 0; i < ids.n && !err; i++)
			err = look_at(r, ids.v[i], from, r->to);
		if (err)
			return err;
	}
	return 0;
}

/* How far ahead is reminded at this minute. */
static int64_t find_end(int64_t now, int64_t remind_min)
{
	int64_t end = now + remind_min;
	if (remind_min < DAY_MIN || !is_morning(now))
		return end;
	return clock_day_start(clock_local_day(end) + 1);
}

/* *more: there is more to remind of at this minute. */
static int remind(struct change *c, bool *more)
{
	struct reminding r = {.c = c};
	const char *value;
	uint64_t reminded;
	*more = false;
	int err = read_config(c, SETTING_REMIND, &value);
	if (!err)
		err = facts_setting(c->txn, SETTING_REMINDED, &reminded);
	if (err)
		return err;
	r.remind_min = settings_minutes(value);
	if (!r.remind_min)
		return 0;
	r.until = find_end(c->rq->now, r.remind_min);
	r.from = (int64_t)reminded > c->rq->now ? (int64_t)reminded : c->rq->now;
	if (r.from >= r.until)
		return 0;
	err = remind_portion(&r);
	if (!err)
		err = change_raise_setting(c, SETTING_REMINDED, (uint64_t)r.to);
	*more = r.to < r.until;
	c->out->outcome = OUTCOME_UPDATED;
	return err;
}

/* ---- the digest ---- */

static int add_overseers(struct change *c, struct logins *out)
{
	struct owners all;
	int err = members_overseers(c->txn, c->arena, &all);
	for (size_t i = 0; i < all.n && !err; i++) {
		const struct grant *g = &all.v[i].grant;
		if (grant_counts(g, c->rq->now))
			err = logins_add(out, g->login, c->arena);
	}
	return err;
}

struct due_look {
	struct change *c;
	struct logins *out;
};

/* Adds whose turn it is with a request. */
static int add_deciders(struct bytes key, struct bytes value, void *arg)
{
	struct due_look *look = arg;
	struct approval_chain chain;
	struct booking b;
	(void)value;
	int err = key.len == DUE_KEY_BYTES ? facts_booking_head(look->c->txn, key_get_u64(key, 5), &b) : QUAD_ECORRUPT;
	if (err || booking_state_at(&b, look->c->rq->now) != STATE_REQUESTED)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	err = approval_parse(b.chain, look->c->arena, &chain);
	for (size_t i = 0; !err && i < chain.n; i++)
		if (approval_is_open(&chain, i))
			err = notice_deciders(look->c, &chain.v[i], look->c->arena, look->out);
	return err;
}

static int write_digests(struct change *c, int64_t day)
{
	struct logins readers = {0};
	struct due_look look = {c, &readers};
	char text[CLOCK_TEXT_MAX];
	int err = add_overseers(c, &readers);
	if (!err)
		err = walk_table(c->txn, TABLE_DUE, add_deciders, &look);
	if (err || !readers.n)
		return err;
	logins_sort(&readers);
	/* an action of its own, also after reminders of the same call */
	c->cache->action = 0;
	err = write_entry(c, "digest", clock_format_date(day, text));
	for (size_t i = 0; i < readers.n && !err; i++)
		err = notices_put(c, &(struct notice){.action = c->cache->action,
		                                      .login = readers.v[i],
		                                      .kind = MAIL_OF_DIGEST,
		                                      .day = day});
	return err;
}

/* Writes the digest of yesterday, unless that was done. */
static int digest(struct change *c)
{
	const char *value;
	uint64_t done = 0;
	int64_t today = clock_local_day(c->rq->now);
	int err = read_config(c, SETTING_DIGEST, &value);
	if (!err)
		err = facts_setting(c->txn, SETTING_DIGESTED, &done);
	if (err || !settings_on(value) || !is_morning(c->rq->now) || (int64_t)done >= today)
		return err;
	err = write_digests(c, today - 1);
	c->out->outcome = OUTCOME_UPDATED;
	return err ? err : change_raise_setting(c, SETTING_DIGESTED, (uint64_t)today);
}

int reminders_tick(struct change *c)
{
	bool on, more = false;
	int err = cache_mail(c->cache, c->txn, &on);
	if (err || !on)
		return err;
	err = remind(c, &more);
	return err || c->out->outcome == OUTCOME_UPDATED ? err : digest(c);
}
