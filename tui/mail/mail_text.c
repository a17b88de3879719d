/*
 * A mail about one booking tells all about it; one about several groups them by what has happened, and lists the first
 * ones. Both end with why, by whom and what the reader can do.
 */
#include "tui/mail/mail_text.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/query/requests.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_time.h"

static const struct {
	const char *title;    /* of a subject and a group */
	const char *sentence; /* about one booking */
} kinds[MAIL_ITEM_KINDS] = {
	[MAIL_BOOKED] = {NC_("mail", "Booked"), N_("It is booked.")},
	[MAIL_REQUESTED] = {NC_("mail", "Requested"), N_("It is requested, and holds its time until it is decided.")},
	[MAIL_WAITS] = {NC_("mail", "Waits for its place"),
                        N_("It is taken now. As soon as it is free, you have it, if it is your turn.")},
	[MAIL_CHANGED] = {NC_("mail", "Changed"), N_("It was changed.")},
	[MAIL_CANCELLED] = {NC_("mail", "Cancelled"), N_("It was cancelled.")},
	[MAIL_ASKS] = {NC_("mail", "Waits for your approval"), N_("It waits for your approval.")},
	[MAIL_APPROVED] = {NC_("mail", "Approved"), N_("It was approved.")},
	[MAIL_DECLINED] = {NC_("mail", "Declined"), N_("It was declined.")},
	[MAIL_ASKED_BACK] = {NC_("mail", "A question about your request"),
                             N_("Who decides about it asks something first.")},
	[MAIL_COMMENT] = {NC_("mail", "Comment"), N_("Somebody said something about it.")},
	[MAIL_LAPSED] = {NC_("mail", "Lapsed"), N_("Its time to wait is over. It holds nothing any more.")},
	[MAIL_PROMOTED] = {NC_("mail", "Your turn"), N_("What it waited for was freed, and it has it now.")},
	[MAIL_DISPLACED] = {NC_("mail", "Moved elsewhere"),
                            N_("A booking that goes before needs its place. It has another one now.")},
	[MAIL_HANDED_TO] = {NC_("mail", "Handed to you"), N_("It was handed to you, and is yours from now on.")},
	[MAIL_HANDED_AWAY] = {NC_("mail", "Handed on"), N_("It was handed to somebody else, and is yours no more.")},
	[MAIL_CALENDAR] = {NC_("mail", "Moved with the calendar"),
                           N_("The academic calendar was changed, and the booking with it.")},
	[MAIL_HIT] = {NC_("mail", "Cannot take place"),
                      N_("It stands, but what was closed or changed since is against it. Move it or cancel it.")},
	[MAIL_NOSHOW] = {NC_("mail", "Nobody came"), N_("Nobody checked in in time. The rest of its time is free.")},
	[MAIL_REMINDER] = {NC_("mail", "Reminder"), N_("It is soon.")},
};

static const char *kind_title(enum mail_item_kind kind)
{
	return kind < MAIL_ITEM_KINDS && kinds[kind].title ? locale_text("mail", kinds[kind].title) : "";
}

/* ---- the subject ---- */

static bool is_one_kind(const struct mail_things *things)
{
	for (size_t i = 1; i < things->n; i++)
		if (things->v[i].item.kind != things->v[0].item.kind)
			return false;
	return true;
}

/* What and when of the booking of a thing, in a line. */
static void put_short(const struct mail_source *m, const struct mail_thing *t, struct buf *out)
{
	const struct booking *b = mail_image(t);
	if (!b)
		return;
	mail_put_what(m->names, mail_image_claims(t), out);
	buf_str(out, ", ");
	mail_put_when(b, out);
}

void mail_put_subject(const struct mail_source *m, struct buf *out)
{
	const struct mail_things *things = m->things;
	if (!is_one_kind(things)) {
		buf_fmt(out,
		        ngettext("%zu change of your bookings", "%zu changes of your bookings",
		                 (unsigned long)things->n),
		        things->n);
		return;
	}
	buf_str(out, kind_title(things->v[0].item.kind));
	if (things->n > 1)
		buf_fmt(out, " (%zu)", things->n);
	buf_str(out, ": ");
	put_short(m, &things->v[0], out);
	buf_str(out, things->n > 1 ? " ..." : "");
}

/* ---- why and by whom ---- */

/* What was said along with the deed of a thing, in arena; "" = nothing. */
static int find_said(const struct mail_source *m, const struct mail_thing *t, struct arena *arena, const char **out)
{
	struct comment_list list = {0};
	const char *said = t->has_comment ? t->comment.text : "";
	int err = t->has_comment ? 0 : query_comments(m->store, t->item.booking, &list);
	for (size_t i = 0; i < list.n; i++)
		if (list.v[i].op == t->entry.op && list.v[i].at_min == t->entry.at_min)
			said = list.v[i].text;
	*out = arena_str(arena, said);
	arena_release(&list.arena);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	return *out ? 0 : QUAD_ENOMEM;
}

static bool may_say(enum mail_item_kind kind)
{
	return kind == MAIL_DECLINED || kind == MAIL_ASKED_BACK || kind == MAIL_COMMENT || kind == MAIL_APPROVED ||
	       kind == MAIL_CANCELLED;
}

static void put_closure(const struct mail_thing *t, struct buf *out)
{
	const struct closure *c = &t->closure;
	buf_fmt(out, "%s: ", _("Closed"));
	words_interval(c->start, c->end, out);
	buf_str(out, *c->reason ? ", " : "");
	text_plain(out, c->reason);
	buf_char(out, '\n');
}

/* The rules of today that it is against. */
static int put_against(const struct mail_source *m, const struct mail_thing *t, struct buf *out)
{
	struct against_list list = {0};
	int err = query_against_rules(m->store, &t->item.booking, 1, &list);
	if (!err && list.n)
		words_reasons(&list.v[0].reasons, out);
	arena_release(&list.arena);
	return err;
}

static int put_why(const struct mail_source *m, const struct mail_thing *t, struct buf *out)
{
	struct arena arena = {0};
	const char *said = "";
	int err = may_say(t->item.kind) ? find_said(m, t, &arena, &said) : 0;
	if (!err && *said) {
		bool reason = t->item.kind == MAIL_DECLINED || t->item.kind == MAIL_CANCELLED;
		buf_fmt(out, "%s: ", reason ? _("Reason") : _("Said"));
		text_plain(out, said);
		buf_char(out, '\n');
	}
	if (!err && t->item.kind == MAIL_HIT && t->has_closure)
		put_closure(t, out);
	else if (!err && t->item.kind == MAIL_HIT)
		err = put_against(m, t, out);
	arena_release(&arena);
	return err;
}

/* Who did it; nothing of what the clock or the reader did. */
static void put_actor(const struct mail_source *m, const struct mail_thing *t, struct buf *out)
{
	const struct journal_entry *e = &t->entry;
	if (t->item.kind == MAIL_REMINDER || !*e->actor || strcmp(e->actor, m->row->mail.login) == 0)
		return;
	buf_fmt(out, "%s: ", C_("mail", "By"));
	mail_put_person(m->store, e->actor, out);
	if (*e->in_place_of) {
		buf_str(out, ", ");
		buf_str(out, _("in place of"));
		buf_char(out, ' ');
		mail_put_person(m->store, e->in_place_of, out);
	}
	buf_char(out, '\n');
}

/* ---- what to do ---- */

static bool is_decided(enum mail_item_kind kind)
{
	return kind == MAIL_HANDED_AWAY || kind == MAIL_CANCELLED;
}

/* Until when something is to be done about it, by its state. */
static void put_until(const struct booking *b, enum mail_item_kind kind, struct buf *out)
{
	struct buf until = {0};
	if (!b->until || is_decided(kind))
		return;
	words_moment(b->until, &until);
	if (b->state == STATE_REQUESTED)
		buf_fmt(out, _("If nobody decides it by %s, it lapses.\n"), buf_text(&until));
	else if (b->state == STATE_BOOKED)
		buf_fmt(out, _("Check in by %s, or its time is free: quad checkin %" PRIu64 "\n"), buf_text(&until),
		        b->id);
	else if (b->state == STATE_WAITING)
		buf_fmt(out, _("It waits until %s.\n"), buf_text(&until));
	buf_release(&until);
}

static void put_commands(const struct mail_thing *t, struct buf *out)
{
	uint64_t id = t->item.booking;
	switch (t->item.kind) {
	case MAIL_ASKS:
		buf_fmt(out, _("To approve it: quad approve %" PRIu64 "\n"), id);
		buf_fmt(out, _("To decline it: quad decline %" PRIu64 " --reason TEXT\n"), id);
		break;
	case MAIL_ASKED_BACK: buf_fmt(out, _("To answer: quad comment %" PRIu64 " TEXT\n"), id); break;
	case MAIL_WAITS: buf_fmt(out, _("To wait no longer: quad leave %" PRIu64 "\n"), id); break;
	case MAIL_HIT:
		buf_fmt(out, _("To move it: quad move %" PRIu64 " --at START\n"), id);
		buf_fmt(out, _("To cancel it: quad cancel %" PRIu64 "\n"), id);
		break;
	default: break;
	}
	if (t->item.kind != MAIL_HANDED_AWAY)
		buf_fmt(out, _("All about it: quad show %" PRIu64 "\n"), id);
}

/* The series that all things are of, 0 = there is none. */
static uint64_t common_series(const struct mail_things *things)
{
	uint64_t series = things->v[0].item.series;
	for (size_t i = 1; i < things->n; i++)
		if (things->v[i].item.series != series)
			return 0;
	return series;
}

static void put_list_commands(const struct mail_source *m, struct buf *out)
{
	uint64_t series = common_series(m->things);
	bool asks = m->things->v[0].item.kind == MAIL_ASKS;
	if (asks && series) {
		buf_fmt(out, _("To approve all of them: quad approve S%" PRIu64 "\n"), series);
		buf_fmt(out, _("To decline all of them: quad decline S%" PRIu64 " --reason TEXT\n"), series);
	}
	if (asks)
		buf_str(out, _("What waits for you: quad requests --mine\n"));
	else if (series)
		buf_fmt(out, _("All of them: quad bookings --series S%" PRIu64 " --state all\n"), series);
	else
		buf_fmt(out, _("All of them: quad bookings --person %s --state all\n"), m->row->mail.login);
}

/* How to get the calendar entries that are not in the mail. */
static void put_calendars_left(const struct mail_source *m, struct buf *out)
{
	if (m->n_calendars <= MAIL_CALENDARS)
		return;
	uint64_t series = common_series(m->things);
	size_t left = m->n_calendars - MAIL_CALENDARS;
	buf_fmt(out,
	        ngettext("%zu more entry for your calendar is not in this mail. To get it:\n",
	                 "%zu more entries for your calendar are not in this mail. To get them:\n",
	                 (unsigned long)left),
	        left);
	if (series)
		buf_fmt(out, "quad export ics --series S%" PRIu64 "\n", series);
	else
		buf_fmt(out, "quad export ics --person %s\n", m->row->mail.login);
}

/* ---- the text ---- */

static int put_single(const struct mail_source *m, struct buf *out)
{
	const struct mail_thing *t = &m->things->v[0];
	const struct booking *b = mail_image(t);
	struct buf changes = {0};
	if (t->item.kind < MAIL_ITEM_KINDS && kinds[t->item.kind].sentence)
		buf_fmt(out, "%s\n\n", _(kinds[t->item.kind].sentence));
	buf_fmt(out, _("Booking %" PRIu64), t->item.booking);
	if (t->item.series)
		buf_fmt(out, _(", of series S%" PRIu64), t->item.series);
	buf_char(out, '\n');
	mail_put_facts(m->names, t, out);
	mail_put_changes(m->names, t, &changes);
	if (changes.len)
		buf_fmt(out, "\n%s\n%s", _("What has changed:"), buf_text(&changes));
	buf_char(out, '\n');
	int err = put_why(m, t, out);
	put_actor(m, t, out);
	if (b)
		put_until(b, t->item.kind, out);
	put_commands(t, out);
	out->failed |= changes.failed;
	buf_release(&changes);
	return err;
}

/* `  17  Mon 2026-09-07 08:00-10:00  Weld lab (R11)  welding` and, under it, what has changed. */
static void put_line(const struct mail_source *m, const struct mail_thing *t, struct buf *out)
{
	const struct booking *b = mail_image(t);
	struct buf changes = {0};
	buf_fmt(out, "  %" PRIu64 "  ", t->item.booking);
	if (b) {
		mail_put_when(b, out);
		buf_str(out, "  ");
		mail_put_what(m->names, mail_image_claims(t), out);
		buf_str(out, *b->purpose ? "  " : "");
		text_plain(out, b->purpose);
	}
	buf_char(out, '\n');
	mail_put_changes(m->names, t, &changes);
	for (const char *p = buf_text(&changes), *feed; (feed = strchr(p, '\n')); p = feed + 1)
		buf_fmt(out, "      %.*s\n", (int)(feed - p), p);
	out->failed |= changes.failed;
	buf_release(&changes);
}

/* Those of a kind, as many as may still be listed. */
static void put_group(const struct mail_source *m, enum mail_item_kind kind, size_t *listed, struct buf *out)
{
	size_t n = 0, shown = 0;
	for (size_t i = 0; i < m->things->n; i++)
		n += m->things->v[i].item.kind == kind;
	if (!n)
		return;
	buf_fmt(out, "%s (%zu):\n", kind_title(kind), n);
	for (size_t i = 0; i < m->things->n && *listed < MAIL_LISTED; i++) {
		if (m->things->v[i].item.kind != kind)
			continue;
		put_line(m, &m->things->v[i], out);
		shown++;
		++*listed;
	}
	if (shown < n)
		buf_fmt(out, _("  and %zu more\n"), n - shown);
	buf_char(out, '\n');
}

static int put_list(const struct mail_source *m, struct buf *out)
{
	size_t listed = 0;
	for (enum mail_item_kind kind = MAIL_BOOKED; kind < MAIL_ITEM_KINDS; kind++)
		put_group(m, kind, &listed, out);
	int err = put_why(m, &m->things->v[0], out);
	put_actor(m, &m->things->v[0], out);
	put_list_commands(m, out);
	return err;
}

int mail_put_text(const struct mail_source *m, struct buf *out)
{
	int err = m->things->n == 1 ? put_single(m, out) : put_list(m, out);
	put_calendars_left(m, out);
	if (!err && out->failed)
		err = QUAD_ENOMEM;
	return err;
}
