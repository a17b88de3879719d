/* The table of rights and roles, and the one function that reads it. */
#include "store/model/rights.h"

#include <string.h>

#include "store/base/err.h"

/* How far a role goes in a right: its cell is the set of these. */
enum reach {
	OWN = 1,   /* what is his own */
	HOME = 2,  /* what is in the name of his institution */
	SCOPE = 4, /* what is in the role's scope */
	ALL = 8
};

#define N_ROLES (ROLE_EXPERT + 1)

static const struct right_kind {
	const char *word;
	bool whole; /* all places have to be in scope, else one of them */
	bool named; /* so is what is done in the name of an institution in the scope of that institution */
	const char *needed_own, *needed;
	unsigned char reach[N_ROLES];
} rights[RIGHT_N] = {
	/* clang-format off */
	[RIGHT_BROWSE] = {"see", false, false,
		"viewer", "viewer",
		{[ROLE_VIEWER] = ALL, [ROLE_REQUESTER] = ALL, [ROLE_APPROVER] = ALL, [ROLE_ADMINISTRATOR] = ALL,
		 [ROLE_COORDINATOR] = ALL, [ROLE_AUDITOR] = ALL, [ROLE_EXPERT] = ALL}},
	[RIGHT_DETAILS] = {"details", false, true,
		"viewer", "approver|administrator|coordinator|auditor",
		{[ROLE_VIEWER] = OWN, [ROLE_REQUESTER] = OWN | HOME, [ROLE_APPROVER] = OWN | SCOPE,
		 [ROLE_ADMINISTRATOR] = OWN | SCOPE, [ROLE_COORDINATOR] = ALL, [ROLE_AUDITOR] = ALL,
		 [ROLE_EXPERT] = OWN}},
	[RIGHT_ASK] = {"ask", false, true,
		"requester|approver|administrator|coordinator", "administrator|coordinator",
		{[ROLE_REQUESTER] = OWN, [ROLE_APPROVER] = OWN, [ROLE_ADMINISTRATOR] = OWN | SCOPE,
		 [ROLE_COORDINATOR] = ALL}},
	[RIGHT_ASK_FOR] = {"ask-for", true, true,
		"administrator|coordinator", "administrator|coordinator",
		{[ROLE_ADMINISTRATOR] = SCOPE, [ROLE_COORDINATOR] = ALL}},
	[RIGHT_DECIDE] = {"decide", false, false,
		"approver|administrator", "approver|administrator",
		{[ROLE_APPROVER] = SCOPE, [ROLE_ADMINISTRATOR] = SCOPE}},
	[RIGHT_COORDINATE] = {"override", false, false,
		"coordinator", "coordinator",
		{[ROLE_COORDINATOR] = ALL}},
	[RIGHT_KEEP] = {"edit", true, false,
		"administrator|coordinator", "administrator|coordinator",
		{[ROLE_ADMINISTRATOR] = SCOPE, [ROLE_COORDINATOR] = ALL}},
	[RIGHT_CONSORTIUM] = {"consortium", false, false,
		"coordinator", "coordinator",
		{[ROLE_COORDINATOR] = ALL}},
	[RIGHT_RECORD] = {"record", true, false,
		"administrator|coordinator", "administrator|coordinator",
		{[ROLE_ADMINISTRATOR] = SCOPE, [ROLE_COORDINATOR] = ALL}},
	[RIGHT_LOG] = {"log", false, true,
		"viewer", "approver|administrator|coordinator|auditor",
		{[ROLE_VIEWER] = OWN, [ROLE_REQUESTER] = OWN, [ROLE_APPROVER] = OWN | SCOPE,
		 [ROLE_ADMINISTRATOR] = OWN | SCOPE, [ROLE_COORDINATOR] = ALL, [ROLE_AUDITOR] = ALL,
		 [ROLE_EXPERT] = OWN}},
	[RIGHT_REPORT] = {"report", false, true,
		"viewer", "approver|administrator|coordinator|auditor",
		{[ROLE_VIEWER] = HOME, [ROLE_REQUESTER] = HOME, [ROLE_APPROVER] = SCOPE, [ROLE_ADMINISTRATOR] = SCOPE,
		 [ROLE_COORDINATOR] = ALL, [ROLE_AUDITOR] = ALL, [ROLE_EXPERT] = HOME}},
	/* clang-format on */
};

/* Words of commands, which people know rather than those of rights. */
static const struct action {
	const char *word;
	enum right right;
} actions[] = {
	{"find", RIGHT_BROWSE},    {"list", RIGHT_BROWSE},   {"bookings", RIGHT_BROWSE}, {"show", RIGHT_DETAILS},
	{"book", RIGHT_ASK},       {"move", RIGHT_ASK},      {"cancel", RIGHT_ASK},      {"swap", RIGHT_ASK},
	{"hand", RIGHT_ASK},       {"checkin", RIGHT_ASK},   {"release", RIGHT_ASK},     {"approve", RIGHT_DECIDE},
	{"decline", RIGHT_DECIDE}, {"noshow", RIGHT_DECIDE}, {"import", RIGHT_KEEP},     {"grant", RIGHT_KEEP},
	{"revoke", RIGHT_KEEP},    {"undo", RIGHT_RECORD},
};

static const struct right_kind *kind_of(enum right right)
{
	static const struct right_kind none = {.word = "", .needed_own = "", .needed = ""};
	bool known = right >= RIGHT_BROWSE && right < RIGHT_N;
	return known ? &rights[right] : &none;
}

const char *right_word(enum right right)
{
	return kind_of(right)->word;
}

int right_parse(const char *word, enum right *out)
{
	*out = RIGHT_BROWSE;
	for (enum right right = RIGHT_BROWSE; right < RIGHT_N; right++)
		if (strcmp(rights[right].word, word) == 0) {
			*out = right;
			return 0;
		}
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].word, word) == 0) {
			*out = actions[i].right;
			return 0;
		}
	return QUAD_EINVAL;
}

const char *rights_needed(enum right right, bool own)
{
	const struct right_kind *kind = kind_of(right);
	return own ? kind->needed_own : kind->needed;
}

bool role_has_scope(enum person_role role)
{
	return role == ROLE_ADMINISTRATOR || role == ROLE_APPROVER;
}

bool grant_counts(const struct grant *g, int64_t now)
{
	if (g->from && now < g->from)
		return false;
	return !g->until || now < g->until;
}

/* True for two texts of which the first says something and both say the same. */
static bool is_same(const char *a, const char *b)
{
	return a && *a && b && strcmp(a, b) == 0;
}

bool grant_covers(const struct grant *g, const struct right_place *place)
{
	switch (g->over) {
	case OVER_NOTHING: return false;
	case OVER_CAMPUS: return is_same(place->campus, g->scope);
	case OVER_INSTITUTION: return is_same(place->institution, g->scope);
	case OVER_RESOURCE: return is_same(place->resource, g->scope);
	case OVER_ALL: return true;
	}
	return false;
}

static bool covers_places(const struct grant *g, const struct right_row *row, bool whole)
{
	size_t n = 0;
	for (size_t i = 0; i < row->n_places; i++)
		n += grant_covers(g, &row->places[i]);
	return whole ? n > 0 && n == row->n_places : n > 0;
}

static bool is_in_scope(const struct grant *g, const struct right_row *row, const struct right_kind *kind)
{
	if (g->over == OVER_ALL)
		return true;
	if (kind->named && g->over == OVER_INSTITUTION && is_same(row->institution, g->scope))
		return true;
	return covers_places(g, row, kind->whole);
}

/* Whose things are the holder's own: those of whom he stands for, else his. */
static const char *holder_of(const struct member *m, const struct grant *g)
{
	return *g->deputy_of ? g->deputy_of : m->person.login;
}

static bool reaches(const struct member *m, const struct holding *h, const struct right_kind *kind,
                    const struct right_row *row)
{
	unsigned reach = h->grant.role < N_ROLES ? kind->reach[h->grant.role] : 0;
	if (reach & ALL)
		return true;
	if (reach & OWN && is_same(row->requester, holder_of(m, &h->grant)))
		return true;
	if (reach & HOME && is_same(row->institution, h->institution))
		return true;
	return reach & SCOPE && is_in_scope(&h->grant, row, kind);
}

bool rights_may(const struct member *m, enum right right, const struct right_row *row, int64_t now,
                const struct grant **by)
{
	const struct right_kind *kind = kind_of(right);
	const struct grant *found = NULL;
	for (size_t i = 0; i < m->n_held && (!found || *found->deputy_of); i++) {
		const struct holding *h = &m->held[i];
		bool better = !found || !*h->grant.deputy_of;
		if (better && grant_counts(&h->grant, now) && reaches(m, h, kind, row))
			found = &h->grant;
	}
	if (by)
		*by = found;
	return found || m->everything;
}
