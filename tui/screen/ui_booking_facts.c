/* Gathers what the store knows of a booking: the record, the people and resources that it names, the journal. */
#include "tui/screen/ui_booking_facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/price.h"
#include "store/model/table.h"
#include "store/query/holders.h"
#include "store/query/query_event.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_booking_course.h"
#include "tui/screen/ui_claims.h"
#include "tui/words/words_name.h"
#include "tui/words/words_time.h"

enum { HISTORY_SHOWN = 12 };

/* The event by its name, with the code in brackets. */
static int add_event(struct booking_facts *f, struct store *s)
{
	const char *code = f->row.b.event;
	struct register_row row;
	struct buf text = {0};
	int err = query_event(s, code, &f->arena, &row);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && *row.text[EVENT_NAME])
		buf_fmt(&text, "%s (%s)", row.text[EVENT_NAME], code);
	else
		buf_str(&text, code);
	err = booking_facts_add_text(f, _("Event"), &text);
	buf_release(&text);
	return err;
}

/* What it costs, and what was let off of it. */
static int add_cost(struct booking_facts *f)
{
	char cost[CELL_HUNDREDTHS_MAX];
	struct buf text = {0};
	buf_fmt(&text, _("%s yuan"), cell_hundredths(price_of_booking(&f->row.b), cost));
	if (f->row.b.waived)
		buf_fmt(&text, _(", %u %% waived"), (unsigned)f->row.b.waived);
	return booking_facts_add_text(f, _("Cost"), &text);
}

static int add_head(struct booking_facts *f, struct store *s)
{
	const struct booking *b = &f->row.b;
	struct buf time = {0}, people = {0}, series = {0};
	words_interval(b->start, b->end, &time);
	if (b->party)
		buf_fmt(&people, "%" PRIu32, b->party);
	if (b->series)
		buf_fmt(&series, "S%" PRIu64, b->series);
	int err = booking_facts_add(f, _("Purpose"), b->purpose);
	if (!err)
		err = booking_facts_add_text(f, _("Time"), &time);
	if (!err && !state_stands(b->state))
		err = booking_facts_add(f, _("State"), state_name(b->state));
	if (!err)
		err = booking_facts_add_text(f, _("People"), &people);
	if (!err)
		err = booking_facts_add(f, _("Note"), b->note);
	if (!err)
		err = booking_facts_add(f, _("Class"), purpose_name(b->class));
	if (!err && *b->event)
		err = add_event(f, s);
	if (!err)
		err = booking_facts_add_text(f, _("Series"), &series);
	if (!err && *b->prices)
		err = add_cost(f);
	if (!err)
		err = booking_facts_add(f, _("Reference"), b->ref);
	buf_release(&time);
	buf_release(&people);
	buf_release(&series);
	return err;
}

/* ---- who holds it ---- */

/* Whoever may see the booking sees who asked for it; of another one, for which institution it is. */
static int add_requester(struct booking_facts *f, struct store *s)
{
	struct holders holders;
	struct buf text = {0};
	int err = query_holders_of(s, &f->row.b.id, 1, &holders);
	if (err)
		return err;
	const struct holder *h = holders.v;
	buf_str(&text, *h->person ? h->person : h->requester);
	if (*h->person)
		buf_fmt(&text, " (%s)", h->requester);
	err = booking_facts_add_text(f, _("Asked by"), &text);
	if (!err)
		err = booking_facts_add(f, _("Mail"), h->mail);
	if (!err)
		err = booking_facts_add(f, _("Institution"), h->institution);
	arena_release(&holders.arena);
	return err;
}

/* Who teaches, and how to reach them: a contact that a place has is its owner's, and stands with the place. */
static int add_teachers(struct booking_facts *f, struct store *s, struct claims *claims)
{
	char code[CLAIMS_CODE_MAX];
	int err = 0;
	for (const char *p = f->row.claims; !err && claims_next(&p, code);) {
		const struct resource *r = claims_resource(claims, s, code);
		struct buf text = {0};
		if (!r || r->kind != KIND_TEACHER)
			continue;
		buf_fmt(&text, "%s (%s)%s%s", r->name, r->code, *r->contact ? ", " : "", r->contact);
		err = booking_facts_add_text(f, _("Teacher"), &text);
	}
	return err;
}

static int add_holder(struct booking_facts *f, struct store *s, struct claims *claims)
{
	int err = add_requester(f, s);
	return err ? err : add_teachers(f, s, claims);
}

/* ---- resources ---- */

/* A claim as it is written, with its units, `OSC*10`, and what the resource is. */
static void word_claim(const char *claim, const struct resource *r, struct buf *out)
{
	buf_add(out, claim, strcspn(claim, ";"));
	if (!r)
		return;
	const char *place[] = {r->campus, r->building, r->room};
	buf_fmt(out, " %s", r->name);
	for (size_t i = 0; i < sizeof place / sizeof *place; i++)
		if (*place[i] && kind_is_place(r->kind))
			buf_fmt(out, "%s%s", i ? " " : ", ", place[i]);
	if (*r->contact && r->kind != KIND_TEACHER)
		buf_fmt(out, "; %s", r->contact);
}

/* All that is booked; teachers only if they are not among those who hold it. */
static int add_claims(struct booking_facts *f, struct store *s, struct claims *claims, bool with_teachers)
{
	char code[CLAIMS_CODE_MAX], label[64];
	int err = 0;
	for (const char *p = f->row.claims, *claim = p; !err && claims_next(&p, code); claim = p) {
		const struct resource *r = claims_resource(claims, s, code);
		struct buf text = {0};
		if (r && r->kind == KIND_TEACHER && !with_teachers)
			continue;
		word_claim(claim, r, &text);
		snprintf(label, sizeof label, "%s", r ? kind_name(r->kind) : "");
		if (*label >= 'a' && *label <= 'z')
			*label = (char)(*label - 'a' + 'A');
		err = booking_facts_add_text(f, label, &text);
	}
	return err;
}

/* ---- history ---- */

static void word_change(const struct history_entry *e, struct buf *out)
{
	words_moment(e->entry.at_min, out);
	buf_fmt(out, "  %s  ", e->entry.actor);
	if (!e->has_before)
		buf_str(out, _("booked it"));
	else if (e->has_after && e->after.state == STATE_CANCELLED && e->before.state != STATE_CANCELLED)
		buf_str(out, _("cancelled it"));
	else
		buf_str(out, _("changed it"));
	if (!e->has_before || !e->has_after)
		return;
	if (e->before.start != e->after.start || e->before.end != e->after.end) {
		buf_fmt(out, ", %s ", _("it was at"));
		words_interval(e->before.start, e->before.end, out);
	}
	if (e->before_claims && e->after_claims && strcmp(e->before_claims, e->after_claims) != 0)
		buf_fmt(out, ", %s %s", _("it had"), e->before_claims);
}

static int add_history(struct booking_facts *f, struct store *s)
{
	struct history h = {0};
	int err = query_history(s, f->row.b.id, &h);
	for (size_t i = 0; !err && i < h.n && i < HISTORY_SHOWN; i++) {
		struct buf text = {0};
		word_change(&h.v[h.n - 1 - i], &text);
		err = booking_facts_add_text(f, i ? "" : _("History"), &text);
	}
	arena_release(&h.arena);
	return err;
}

/* ---- all of it ---- */

/* The booking's record, in the arena of the facts. */
static int read_booking(struct booking_facts *f, struct store *s, uint64_t id)
{
	struct booking_rows rows = {0};
	int err = query_bookings(s, &id, 1, &rows);
	f->arena = rows.arena;
	if (err)
		return err;
	if (!rows.n)
		return QUAD_ENOTFOUND;
	f->row = rows.v[0];
	return 0;
}

int booking_facts_read(struct store *s, uint64_t id, unsigned parts, struct booking_facts *out)
{
	struct claims claims = {0};
	*out = (struct booking_facts){0};
	int err = read_booking(out, s, id);
	if (!err && parts & FACTS_HEAD)
		err = add_head(out, s);
	if (!err && parts & FACTS_COURSE)
		err = booking_course_add(out, s);
	if (!err && parts & FACTS_HOLDER)
		err = add_holder(out, s, &claims);
	if (!err && parts & FACTS_CLAIMS)
		err = add_claims(out, s, &claims, !(parts & FACTS_HOLDER));
	if (!err && parts & FACTS_HISTORY)
		err = add_history(out, s);
	claims_release(&claims);
	return err;
}
