/*
 * The roles of the person, with where and until when they are held and by whom they were given; and a table of what
 * may be done with what is one's own, with what is in the scope of a role, and with everything.
 */
#include "tui/screen/ui_rights.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/query/query_members.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_name.h"
#include "tui/words/words_time.h"

enum { RIGHT_COLS = 48, YES_COLS = 10, ROLE_COLS = 16, SCOPE_COLS = 22 };

/* ---- roles ---- */

static void word_scope(const struct grant *g, struct buf *out)
{
	if (!role_has_scope(g->role))
		return;
	if (g->over == OVER_ALL)
		buf_str(out, _("everywhere"));
	else
		facts_scope_text(g->over, g->scope, out);
}

static void add_role(const struct grant *g, int64_t now, struct buf *out)
{
	struct buf scope = {0};
	word_scope(g, &scope);
	buf_str(out, "  ");
	text_fit(out, role_name(g->role), ROLE_COLS, TEXT_LEFT);
	text_fit(out, buf_text(&scope), SCOPE_COLS, TEXT_LEFT);
	if (g->from > now) {
		buf_fmt(out, "  %s ", _("from"));
		words_moment(g->from, out);
	}
	if (g->until) {
		buf_fmt(out, "  %s ", _("until"));
		words_moment(g->until, out);
	}
	if (*g->deputy_of)
		buf_fmt(out, _("  as deputy of %s"), g->deputy_of);
	if (*g->granted_by)
		buf_fmt(out, _("  given by %s"), g->granted_by);
	if (!grant_counts(g, now))
		buf_fmt(out, "  (%s)", _("does not count now"));
	buf_char(out, '\n');
	buf_release(&scope);
}

static void add_roles(const struct app *app, const struct member *m, struct buf *out)
{
	if (m->everything) {
		buf_fmt(out, "%s\n", _("Nobody is a coordinator of this store yet: everything is allowed."));
		return;
	}
	if (!m->known) {
		buf_fmt(out, _("%s is not among the people of this store; ask a coordinator"), app->actor);
		buf_char(out, '\n');
		return;
	}
	buf_fmt(out, "%s (%s)", m->person.name, app->actor);
	if (*m->institution)
		buf_fmt(out, ", %s", m->institution);
	buf_fmt(out, "\n\n%s\n", _("Roles"));
	for (size_t i = 0; i < m->n_held; i++)
		add_role(&m->held[i].grant, app->now(), out);
}

/* ---- what they allow ---- */

static const char *right_name(enum right right)
{
	switch (right) {
	case RIGHT_BROWSE: return _("see resources, the calendar, free and busy");
	case RIGHT_DETAILS: return _("see who and what for");
	case RIGHT_ASK: return _("ask for bookings, change, cancel them");
	case RIGHT_ASK_FOR: return _("ask for another or another institution");
	case RIGHT_DECIDE: return _("decide requests");
	case RIGHT_COORDINATE: return _("decide last, override rules");
	case RIGHT_KEEP: return _("resources, closures, days, rules, grants");
	case RIGHT_CONSORTIUM: return _("institutions, terms, travel times");
	case RIGHT_RECORD: return _("record the past, take back others' changes");
	case RIGHT_LOG: return _("read the journal");
	case RIGHT_REPORT: return _("read figures");
	case RIGHT_N: break;
	}
	return "";
}

/* In the place of one of the roles, as that one has it. */
static bool may_in_scope(const struct member *m, enum right right, int64_t now)
{
	for (size_t i = 0; i < m->n_held; i++) {
		const struct grant *g = &m->held[i].grant;
		struct right_place place = {.resource = "", .campus = "", .institution = ""};
		if (!role_has_scope(g->role) || g->over == OVER_ALL)
			continue;
		if (g->over == OVER_CAMPUS)
			place.campus = g->scope;
		else if (g->over == OVER_INSTITUTION)
			place.institution = g->scope;
		else
			place.resource = g->scope;
		const struct right_row row = {.requester = "", .institution = "", .places = &place, .n_places = 1};
		if (rights_may(m, right, &row, now, NULL))
			return true;
	}
	return false;
}

static void add_right(const struct app *app, const struct member *m, enum right right, struct buf *out)
{
	const struct right_row own = {.requester = app->actor, .institution = ""};
	const struct right_row everything = {.requester = "", .institution = ""};
	bool all = rights_may(m, right, &everything, app->now(), NULL);
	bool scope = all || may_in_scope(m, right, app->now());
	bool his = all || rights_may(m, right, &own, app->now(), NULL);
	const bool may[] = {his, scope, all};
	buf_str(out, "  ");
	text_fit(out, right_name(right), RIGHT_COLS, TEXT_LEFT);
	for (size_t i = 0; i < sizeof may / sizeof *may; i++)
		text_fit(out, may[i] ? _("yes") : "-", YES_COLS, TEXT_LEFT);
	buf_char(out, '\n');
}

static void add_table(const struct app *app, const struct member *m, struct buf *out)
{
	buf_char(out, '\n');
	text_fit(out, _("What you may"), RIGHT_COLS + 2, TEXT_LEFT);
	text_fit(out, _("your own"), YES_COLS, TEXT_LEFT);
	text_fit(out, _("in scope"), YES_COLS, TEXT_LEFT);
	buf_fmt(out, "%s\n", _("all"));
	for (enum right right = RIGHT_BROWSE; right < RIGHT_N; right++)
		add_right(app, m, right, out);
}

unsigned ui_rights_show(struct app *app)
{
	struct arena arena = {0};
	struct buf text = {0};
	struct member m;
	int err = query_member(app->store, app->actor, &arena, &m);
	if (err) {
		app_fail(app, err, "");
	} else {
		add_roles(app, &m, &text);
		add_table(app, &m, &text);
		app_push(app, text.failed ? NULL : ui_text_new(_("My rights"), buf_text(&text), false));
	}
	buf_release(&text);
	arena_release(&arena);
	return REACT_HANDLED;
}
